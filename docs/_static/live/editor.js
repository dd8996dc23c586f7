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

/** Keep what is typed through a reload, under `key` of this page; and what stood there before `replace`. */
live.keeping = ({ area, set }, key, start) => {
  const name = `reluridge ${location.pathname} ${key}`;
  let kept = { typed: start, placed: start, before: null };
  try { kept = { ...kept, ...JSON.parse(localStorage.getItem(name)) }; } catch { /* from disk some browsers keep nothing */ }
  const save = () => {
    kept.typed = area.value;
    back.hidden = [null, area.value].includes(kept.before);
    try { localStorage.setItem(name, JSON.stringify(kept)); } catch { /* so be it */ }
  };
  const replace = (text) => {
    // What was placed here can be had again; what was typed cannot.
    if (area.value.trim() && ![kept.placed, text].includes(area.value)) kept.before = area.value;
    kept.placed = text;
    set(text);
    save();
  };
  const back = live.make("button", {
    type: "button", className: "live-button", textContent: "Bring back", title: "Bring back what you had typed here",
    onclick: () => { replace(kept.before); area.focus(); },
  });
  area.addEventListener("input", save);
  set(kept.typed);
  back.hidden = [null, kept.typed].includes(kept.before);
  return { replace, back };
};

// A finger on a button is done with typing: the keyboard goes, and what comes out is not behind it.
document.addEventListener("click", ({ target }) => {
  if (matchMedia("(pointer: coarse)").matches && target.closest(".live-button")) document.querySelector(".live-code:focus")?.blur();
});
