// Exercises: a cell for the reader's own code, and checks that say what came out, never how to do it.
"use strict";
live.wakeExercise = (div) => {
  const { make, button } = live, { starter, checks, title } = div.dataset, out = make("div", { className: "live-out" });
  const row = live.place("Check", `Check your code. ${title}`, ["cells"], (at) => live.wakeCheck({ area, out, checks, save }, at));
  const [run, status] = row.children;
  const editor = live.editor(starter, `Your code. ${title}`, () => run.click()), { area } = editor;
  const { replace, back, save } = live.keeping(editor, title, starter);
  const reset = button("Reset", `Reset your code. ${title}`, () => {
    replace(starter);
    out.replaceChildren();
    status.textContent = "";
  });
  const about = make("span", { className: "live-mark", textContent: "np is NumPy, rr this package" });
  run.after(reset, back, about, make("span", { className: "live-hint", textContent: "Ctrl+Enter checks" }));
  div.append(area, row, out);
};
