// The script of a figure, in parts: each becomes an editor, and below it stands what it draws.
"use strict";
{
  const { make, button } = live;
  const SESSION = "script";
  let parts;
  let turn = Promise.resolve(); // one part at a time: all need what those above left

  const begin = (blocks) => blocks.map((block, i) => ({
    number: i + 1, block, source: block.querySelector("pre").textContent.trimEnd(), ran: null,
  }));
  const codeOf = (part) => part.area?.value ?? part.source;
  const changed = (part) => codeOf(part) !== part.source;

  /** Whether two texts say the same but for numbers, and these differ by less than 1: correct digits depend on the machine. */
  const nearly = (one, other) => {
    const [a, b] = [one, other].map((text) => text.trim().split(/(\d+(?:\.\d+)?)/));
    return a.length === b.length && a.every((piece, i) => (i % 2 ? Math.abs(piece - b[i]) < 1 : piece === b[i]));
  };

  /** What the site printed of a part: above its code, as far up as the part before it. */
  const printedBy = (block) => {
    for (let e = block.previousElementSibling; e && !e.matches(".highlight-Python, .live-bar, .live-drawn"); e = e.previousElementSibling)
      if (e.matches(".sphx-glr-script-out")) return e.querySelector("pre").textContent;
    return "";
  };

  const show = (part, { printed, error, figures, seconds }) => {
    const { at, built } = part;
    live.release(part.out);
    part.out?.remove();
    const mine = parts.slice(0, part.number).some(changed), differs = !mine && !error && printed.trim() !== built.trim();
    part.out = make("div", { className: "live-drawn" });
    if (printed) part.out.append(make("pre", { textContent: printed.trimEnd() }));
    if (error) part.out.append(make("pre", { textContent: error.trimEnd() }));
    for (const [i, figure] of figures.entries()) part.out.append(live.picture(figure, `Figure ${i + 1} that part ${part.number} drew; the script does not describe it.`));
    if (part.out.childElementCount) at.row.after(part.out);
    const drew = figures.length ? `drew ${figures.length === 1 ? "a figure" : `${figures.length} figures`}` : "ran";
    const what = error ? "✗ raises an error"
      : differs && nearly(printed, built) ? `≈ ${drew}; other numbers than on the page, whose machine rounds differently`
      : differs ? `✗ ${drew}, but prints something else than the page`
      : `✓ ${drew}${mine ? ", with your changes" : built ? "; prints what the page says" : ""}`;
    at.status.textContent = `${what} (${seconds.toFixed(1)} s)`;
  };

  /** After a part has run with other code than before, what came of those below no longer holds. */
  const outdate = (part) => {
    for (const later of parts.slice(part.number)) {
      if (later.ran !== null && later.out) {
        later.out.classList.add("live-old");
        later.at.status.textContent = `Out of date: part ${part.number} has changed since. Run draws it again.`;
      }
      later.ran = null;
    }
  };

  const run = async (python, part, visible) => {
    const code = codeOf(part);
    const result = await python.ask("draw", { session: SESSION, code, part: part.number, show: visible });
    if (part.ran !== code || result.error) outdate(part);
    part.ran = result.error ? null : code;
    if (visible) show(part, result);
    return result;
  };

  live.onStop(() => { for (const part of parts ?? []) part.ran = null; });

  /** Turn a part of the script into an editor, and run it after the parts above. */
  live.wakeScript = async (blocks, i, at) => {
    parts ??= begin(blocks);
    const part = parts[i], all = parts.length > 1, name = all ? `part ${i + 1} of the script` : "the script";
    const { area, set } = live.editor(part.source, `Python code of ${name}`, () => go());
    const reset = button("Reset", `Reset ${name}`, () => { set(part.source); go(); });
    const hint = make("span", { className: "live-hint", id: `live-hint-part-${i + 1}`, textContent: "Ctrl+Enter runs" });
    Object.assign(part, { area, at, built: printedBy(part.block) });
    area.setAttribute("aria-describedby", hint.id);
    at.run.after(reset, hint);
    part.block.after(area);
    part.block.hidden = true;

    const work = () => live.attempt(at, async (python, tell) => {
      for (const above of parts.slice(0, i)) {
        if (above.ran === codeOf(above)) continue;
        tell(`Running part ${above.number}, above …`);
        const { error } = await run(python, above, above.area !== undefined);
        if (!error) continue;
        if (!above.area) show(part, { printed: "", error, figures: [], seconds: 0 }); // there is no other place for it
        tell(`✗ part ${above.number}, above, raises an error, so this one did not run`);
        return;
      }
      tell("Running …");
      await run(python, part, true);
    }, true);
    const go = () => {
      if (at.row.dataset.busy) return live.stop();
      if (part.waits) return;
      part.waits = true;
      if (parts.some((other) => other.at?.row.dataset.busy)) at.status.textContent = "Waits for the part that runs …";
      turn = turn.then(() => { part.waits = false; return work(); });
      return turn;
    };
    at.run.onclick = go;
    await go();
  };
}
