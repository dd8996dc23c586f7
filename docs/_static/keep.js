// What a reader types stays here.  From disk, Firefox stores for each page alone: cookies tell the workbook.
"use strict";
/** Keep a value under a key, null for none; without one, return what is kept. Where nothing may be kept, do nothing. */
window.keep = (key, value) => {
  const disk = location.origin === "null", name = `${encodeURIComponent(key)}=`;
  try {
    if (value === undefined) {
      if (disk && document.cookie.includes(`${name}null`)) delete localStorage[key]; // emptied
      value = JSON.parse(localStorage[key]);
    }
    const text = JSON.stringify(value).replaceAll(";", "\\u003b"); // which ends a cookie
    if (value) localStorage[key] = text;
    else delete localStorage[key];
    for (const crumb of disk ? ["{}", text] : []) document.cookie = `${name + crumb}; path=/`; // too long: still {}
    return value;
  } catch { /* nothing, or nowhere */ }
};
