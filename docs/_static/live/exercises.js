// Exercises: a cell for the reader's own code, and checks that say what came out, never how to do it.
"use strict";
live.wakeExercise = (div) => {
  const { make, button } = live, { starter, checks } = div.dataset;
  const title = div.closest(".exercise").querySelector(".admonition-title").textContent;
  const out = make("div", { className: "live-out" });
  const row = live.place("Check", `Check your code. ${title}`, ["cells"], (at) => {
    run.onclick = () => live.attempt(at, async (python, tell) => {
      out.replaceChildren();
      tell("Checking …");
      const { printed, error, rows, says } = await python.ask("check", { code: area.value, checks });
      const [, state, trace] = rows.find(([, state]) => state !== "same") ?? [];
      const told = state === "error" && trace.includes("File") && trace; // or it is the reader's in no line
      for (const text of [printed, error, told]) if (text) out.append(make("pre", { textContent: text.trimEnd() }));
      tell(says);
    });
    return run.onclick();
  });
  const [run, status] = row.children;
  const editor = live.editor(starter, `Your code. ${title}`, () => run.click()), { area } = editor;
  const { replace, back } = live.keeping(editor, title, starter);
  const reset = button("Reset", `Reset your code. ${title}`, () => {
    replace(starter);
    out.replaceChildren();
    status.textContent = "";
  });
  const about = make("span", { className: "live-mark", textContent: "np is NumPy, rr this package" });
  run.after(reset, back, about, make("span", { className: "live-hint", textContent: "Ctrl+Enter checks" }));
  div.append(area, row, out);
};
