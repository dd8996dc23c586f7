// Examples: a block becomes an editor, and below it stands what came of each statement.
"use strict";
{
  const { make, button } = live;
  const SAYS = { same: "✓ as on the page", differs: "✗ differs", error: "✗ raises", new: "→ your line" };

  // A finger on a button is done with typing: the keyboard goes, and what comes out is not behind it.
  document.addEventListener("click", ({ target }) => {
    if (matchMedia("(pointer: coarse)").matches && target.closest(".live-button")) document.querySelector(".live-code:focus")?.blur();
  });

  /** Run something that may be stopped: the button says so, and the line what happens. */
  live.attempt = async ({ run, row, status }, job, figures) => {
    if (row.dataset.busy) return live.stop();
    row.dataset.busy = "1";
    const says = run.textContent, label = run.getAttribute("aria-label");
    run.textContent = "Stop";
    run.setAttribute("aria-label", `Stop: ${label}`);
    const progress = make("progress", { max: 1, hidden: true });
    progress.setAttribute("aria-label", `${row.getAttribute("aria-label")}: how far`);
    row.append(progress);
    const tell = (text, share = 1) => {
      if (status.textContent !== text) status.textContent = text;
      progress.hidden = share >= 1;
      progress.value = share;
    };
    try {
      await job(await live.python(tell, figures), tell);
    } catch (error) {
      tell(error.message);
    }
    progress.remove();
    run.textContent = says;
    run.setAttribute("aria-label", label);
    delete row.dataset.busy;
  };

  /** Return a drawn figure as an image, described by `words` if the script does not; `release` gives back what it takes. */
  live.picture = ([svg, alt, width, height], words) =>
    make("img", { className: "plot", src: URL.createObjectURL(new Blob([svg], { type: "image/svg+xml" })), alt: alt || words, width, height });
  live.release = (out) => { for (const { src } of out?.querySelectorAll("img") ?? []) URL.revokeObjectURL(src); };

  /** Show rows as a list: what each statement printed, and what the page says if that differs. */
  live.list = (rows, label) => {
    const list = make("ol", { className: "live-out", "aria-label": label });
    for (const [source, state, got, want] of rows) {
      if (!got && !want && state !== "differs") continue;
      const item = make("li", { className: `live-${state}` });
      item.append(make("code", { textContent: source.trim().split("\n")[0] }), make("span", { className: "live-mark", textContent: SAYS[state] }));
      if (got) item.append(make("pre", { textContent: got.trimEnd() }));
      if (want && state !== "same" && state !== "new")
        item.append(make("span", { className: "live-mark", textContent: "the page says" }), make("pre", { textContent: want.trimEnd() }));
      if (!got && state === "differs") item.append(make("span", { className: "live-mark", textContent: "and nothing came out" }));
      list.append(item);
    }
    return list;
  };
  live.summary = (rows, seconds) => {
    const count = (...states) => rows.filter(([, state]) => states.includes(state)).length;
    const wrong = count("differs", "error"), mine = count("new"), printed = rows.filter(([, , , want]) => want).length;
    const what = wrong ? `${wrong} of ${rows.length} ${rows.length === 1 ? "line" : "lines"} not as on the page`
      : mine ? `ran; ${mine} ${mine === 1 ? "line is" : "lines are"} yours`
      : printed ? "prints what the page says" : "ran; the page shows no output either";
    return `${wrong ? "✗" : "✓"} ${what} (${seconds.toFixed(2)} s)`;
  };

  /** The code of a doctest: its lines without prompts, not what is printed between. */
  live.sourceOf = (text) => text.split("\n").filter((line) => /^(>>>|\.\.\.)( |$)/.test(line)).map((line) => line.slice(4)).join("\n").replace(/\n*$/, "\n");

  live.onStop(() => { for (const cell of live.cells) cell.ran = false; });

  /** Run the examples above one that it goes on from, unless they have run. */
  const above = async (cell, python, tell) => {
    for (const earlier of live.cells.slice(0, live.cells.indexOf(cell))) {
      if (earlier.session !== cell.session || earlier.ran) continue;
      tell("Running the examples above …");
      const result = await python.ask("run", { session: earlier.session, code: codeOf(earlier), text: earlier.text });
      if (earlier.show) earlier.show(result);
      earlier.ran = true;
    }
  };
  const codeOf = (cell) => cell.code?.() ?? live.sourceOf(cell.text);

  /** Run the example above `below` with one seed after the other: a line for what each press has found. */
  live.wakeSearch = async (below, at) => {
    const cell = live.cells.findLast(({ block, text }) => text.includes("\n>>> found\n") && block.compareDocumentPosition(below) & Node.DOCUMENT_POSITION_FOLLOWING);
    const list = make("ol", { className: "live-out", "aria-label": "What was found" });
    const go = () => live.attempt(at, async (python, tell) => {
      await above(cell, python, tell);
      tell("Searching …");
      const [seed] = crypto.getRandomValues(new Uint16Array(1)), code = codeOf(cell).replaceAll("default_rng(0)", `default_rng(${seed})`);
      const { rows, seconds } = await python.ask("run", { session: cell.session, code, text: cell.text });
      const wrong = rows.find(([source, state]) => state === "error" || (state === "differs" && source.trim() !== "found"));
      const [, , got] = wrong ?? rows.find(([source]) => source.trim() === "found");
      const item = make("li", { className: wrong ? "live-error" : "live-new" }, make("span", { className: "live-mark", textContent: `${wrong ? "✗ seed" : "→ found with seed"} ${seed}` }));
      item.append(make("pre", { textContent: got.trimEnd() }));
      list.prepend(item);
      at.row.after(list);
      tell(wrong ? `✗ not as on the page (${seconds.toFixed(2)} s)` : `✓ ${list.childElementCount} found (${seconds.toFixed(2)} s)`);
    });
    at.run.onclick = go;
    await go();
  };

  /** Turn an example's block into an editor, run it, and the examples above it first. */
  live.wakeCell = async (cell, at) => {
    await live.load("editor");
    const source = live.sourceOf(cell.text);
    const { area, set } = live.editor(source, `Python code of example ${cell.number}`, () => cell.go());
    const reset = button("Reset", `Reset example ${cell.number}`, () => { set(source); cell.go(); });
    const hint = make("span", { className: "live-hint", id: `live-hint-${cell.number}`, textContent: "Ctrl+Enter runs" });
    area.setAttribute("aria-describedby", hint.id);
    at.run.after(reset, hint);
    cell.block.after(area);
    cell.block.hidden = true;
    cell.code = () => area.value;
    cell.show = ({ rows, seconds }) => {
      cell.out?.remove();
      cell.out = live.list(rows, `What example ${cell.number} printed`);
      if (cell.out.childElementCount) at.row.after(cell.out);
      at.status.textContent = live.summary(rows, seconds);
      cell.ran = true;
    };
    cell.go = () => live.attempt(at, async (python, tell) => {
      await above(cell, python, tell);
      tell("Running …");
      cell.show(await python.ask("run", { session: cell.session, code: area.value, text: cell.text }));
    });
    at.run.onclick = cell.go;
    await cell.go();
  };

  /** Run the checks of an exercise on what its reader wrote; keep what was said of it. */
  live.wakeCheck = ({ area, out, checks, save }, at) => {
    at.run.onclick = () => live.attempt(at, async (python, tell) => {
      out.replaceChildren();
      tell("Checking …");
      const code = area.value, { printed, error, rows, says } = await python.ask("check", { code, checks });
      const [, state, trace] = rows.find(([, state]) => state !== "same") ?? [];
      const told = state === "error" && trace.includes("File") && trace; // or it is the reader's in no line
      for (const text of [printed, error, told]) if (text) out.append(make("pre", { textContent: text.trimEnd() }));
      if (area.value === code) save(says);
      tell(says);
    });
    return at.run.onclick();
  };

  /** Say how many; or how many of all, if some are wrong. */
  const examples = (n) => `${n} ${n === 1 ? "example" : "examples"}`;
  live.verdict = (tried, failed, seconds) =>
    `${failed ? `✗ failed here, ${failed} of ${examples(tried)}` : `✓ passed here, ${examples(tried)}`}, ${seconds.toFixed(2)} s`;

  /** Run a claim's check and show what each of its lines printed. */
  live.wakeClaim = async (name, at) => {
    let out;
    const go = () => live.attempt(at, async (python, tell) => {
      out?.remove();
      tell("Running …");
      const { rows, seconds } = await python.ask("claim", { name });
      out = live.list(rows, `What the check of claim ${name} printed`);
      at.row.after(out);
      tell(live.verdict(rows.length, rows.filter(([, state]) => state !== "same").length, seconds));
    });
    at.run.onclick = go;
    await go();
  };
}
