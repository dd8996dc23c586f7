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

/** Keep under `key` of this page what is typed, through a reload, and what was typed before `replace`. */
live.keeping = ({ area, set }, key, start) => {
  const name = `live ${location.pathname} ${key}`, kept = { typed: start, placed: start, before: start, ...keep(name) };
  const show = () => { back.hidden = [start, area.value].includes(kept.before); };
  const save = (says) => {
    show();
    keep(name, Object.assign(kept, { typed: area.value, says }));
  };
  const replace = (text) => {
    // What was placed can be had again; what was typed cannot.
    if (area.value.trim() && ![kept.placed, text].includes(area.value)) kept.before = area.value;
    kept.placed = text;
    set(text);
    save();
  };
  const back = live.button("Bring back", "Bring back what you typed before", () => { replace(kept.before); area.focus(); });
  area.addEventListener("input", () => save());
  set(kept.typed);
  show();
  return { replace, back, save };
};
