// A text area for Python: as high as its text, Enter keeps the indent, Ctrl+Enter runs.
"use strict";
live.editor = (code, label, run) => {
  const area = live.make("textarea", {
    className: "live-code", spellcheck: false, value: code, autocapitalize: "off", autocomplete: "off",
    "aria-label": label, autocorrect: "off", wrap: "off",
  });
  const fit = () => { area.rows = Math.max(2, area.value.split("\n").length); };
  area.addEventListener("input", fit);
  area.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.altKey || event.isComposing) return;
    if (event.ctrlKey || event.metaKey) {
      event.preventDefault();
      run();
      return;
    }
    // Tab stays what moves the focus; a line after a colon is indented by itself.
    const before = area.value.slice(0, area.selectionStart), line = before.slice(before.lastIndexOf("\n") + 1);
    const indent = line.match(/^ */)[0] + (/:\s*(#.*)?$/.test(line) ? "    " : "");
    if (!indent) return;
    event.preventDefault();
    area.setRangeText(`\n${indent}`, area.selectionStart, area.selectionEnd, "end");
    area.dispatchEvent(new Event("input"));
  });
  const set = (text) => { area.value = text; fit(); };
  fit();
  return { area, set };
};

/** Keep what is typed through a reload, under `key` of this page; and what was there before `replace`. */
live.keeping = ({ area, set }, key, start) => {
  const name = `reluridge ${location.pathname} ${key}`;
  const store = (what, text) => {
    try { // From disk some browsers keep nothing.
      if (text === undefined) return localStorage.getItem(`${name} ${what}`);
      if (text === null) localStorage.removeItem(`${name} ${what}`);
      else localStorage.setItem(`${name} ${what}`, text);
    } catch { return null; }
  };
  let before = store("before");
  const replace = (text) => {
    if (text === area.value) return;
    before = [start.trim(), ""].includes(area.value.trim()) ? null : area.value;
    store("before", before);
    set(text);
    area.dispatchEvent(new Event("input"));
    back.hidden = before === null;
  };
  const back = live.make("button", {
    type: "button", className: "live-button", textContent: "Bring back", title: "Bring back the code that was here before",
    hidden: before === null, onclick: () => { replace(before); area.focus(); },
  });
  area.addEventListener("input", () => store("typed", area.value === start ? null : area.value));
  set(store("typed") ?? start);
  return { replace, back };
};

// A finger on a button is done with typing: the keyboard goes, and what comes out is not behind it.
document.addEventListener("click", ({ target }) => {
  if (matchMedia("(pointer: coarse)").matches && target.closest(".live-button")) document.querySelector(".live-code:focus")?.blur();
});
