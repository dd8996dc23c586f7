// Exercises: a cell for the reader's own code, and checks that say what came out, never how to do it.
"use strict";
{
  const { make, button } = live;
  let last = 0;
  const id = () => `live-about-${++last}`;
  const line = (text) => text.trim().replace(/\s+/g, " ");
  const raised = (trace) => line(trace.trimEnd().split("\n").at(-1));

  /** Say in one sentence how the checks went, and what to show below it. */
  const verdict = ({ rows, error }) => {
    if (error) return [`✗ your code raises ${raised(error)}`, error];
    const at = rows.findIndex(([, state]) => state !== "same"), count = rows.length;
    if (at < 0) return [`✓ ${count > 1 ? `all ${count} checks pass` : "the check passes"}`];
    const [source, state, came, want] = rows[at], which = `✗ check ${at + 1} of ${count}: ${line(source)}`;
    return state === "error" ? [`${which} raises ${raised(came)}`, came] : [`${which} gave ${line(came)}, expected ${line(want)}`];
  };

  live.wakeExercise = (div) => {
    const { starter, checks } = div.dataset;
    const title = div.closest(".exercise").querySelector(".admonition-title").textContent;
    const out = make("div", { className: "live-out" });
    const row = live.place("Check", `Check your code. ${title}`, ["cells"], (at) => {
      at.run.onclick = () => live.attempt(at, async (python, tell) => {
        out.replaceChildren();
        tell("Checking …");
        const result = await python.ask("check", { code: area.value, checks });
        const [says, trace] = verdict(result);
        for (const text of [result.printed, trace]) if (text) out.append(make("pre", { textContent: text.trimEnd() }));
        tell(says);
      });
      return at.run.onclick();
    });
    const [run, status] = row.children;
    const editor = live.editor(starter, `Your code. ${title}`, () => run.click()), { area } = editor;
    const { replace, back } = live.keeping(editor, title, starter);
    const reset = button("Reset", `Reset your code. ${title}`, () => {
      replace(starter);
      out.replaceChildren();
      status.textContent = "";
    });
    reset.title = "";
    const about = make("span", { className: "live-mark", id: id(), textContent: "np is NumPy, rr this package" });
    const hint = make("span", { className: "live-hint", id: id(), textContent: "Ctrl+Enter checks" });
    area.setAttribute("aria-describedby", `${about.id} ${hint.id}`);
    run.after(reset, back, about, hint);
    div.append(area, row, out);
  };
}
