// What a reader types stays here.  From disk, Firefox stores for each page alone, but for cookies.
"use strict";
/** Return what is kept under a key, or keep a value, null for none; where nothing may be kept, do nothing. */
window.keep = (key, value) => {
  const disk = location.origin === "null", name = `${encodeURIComponent(key)}=`;
  const bake = (text, age) => { document.cookie = `${name + text}; path=/; max-age=${age}`; };
  try {
    const baked = disk && document.cookie.split("; ").find((one) => one.startsWith(name));
    if (value === undefined) return JSON.parse(baked ? baked.slice(name.length) : localStorage[key]);
    delete localStorage[key];
    if (baked) bake("", 0);
    const text = JSON.stringify(value).replaceAll(";", "\\u003b"); // which ends a cookie
    if (value && disk) bake(text, 3e7);
    if (value && !(disk && document.cookie.includes(name + text))) localStorage[key] = text; // too long for a cookie
  } catch { /* nothing, or nowhere */ }
};
