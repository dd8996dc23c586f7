// Every printed output of the site, once more, in the reader's browser: page by page.
"use strict";
{
  const { make } = live;
  const many = (n, word) => `${n.toLocaleString("en")} ${word}${n === 1 ? "" : "s"}`;
  const home = new URL("../../", live.here).href;

  /** Return a page's line: what became of its outputs, and each that is another. */
  const line = ({ page, title, without }, { printed = 0, wrong = [], seconds = 0 }) => {
    const item = make("li", { className: `live-${wrong.length ? "differs" : "same"}` }, make("a", { href: home + page, textContent: title }));
    const say = (text) => item.append(" ", make("span", { className: "live-mark", textContent: text }));
    if (wrong.length) say(`✗ ${many(wrong.length, "line")} not as printed, of ${many(printed, "output")} (${seconds.toFixed(2)} s)`);
    else if (printed) say(`✓ all as printed: ${many(printed, "output")} (${seconds.toFixed(2)} s)`);
    for (const [name, n] of Object.entries(without)) say(`Left out: ${many(n, "block")} that ${n === 1 ? "needs" : "need"} ${name}, which is not here.`);
    if (wrong.length) item.append(live.list(wrong, `Not as printed: ${title}`));
    return item;
  };

  live.wakeAgain = async (at) => {
    const list = make("ol", { className: "live-out live-pages", "aria-label": "Page by page" });
    at.row.after(list);
    const go = () => live.attempt(at, async (python, tell) => {
      await live.load("examples");
      list.replaceChildren();
      const pages = live.examples.filter(({ blocks }) => blocks.length);
      const total = { printed: 0, wrong: 0, seconds: 0, pages: 0 };
      const running = () => tell(`Running the examples of ${many(pages.length, "page")} …`, total.pages / pages.length);
      running();
      await python.ask("again", { pages: JSON.stringify(pages.map(({ page, blocks }) => [page, blocks])) }, (row) => {
        list.append(line(pages[total.pages], row));
        total.pages += 1;
        total.printed += row.printed;
        total.wrong += row.wrong.length;
        total.seconds += row.seconds;
        running();
      });
      for (const page of live.examples) if (!page.blocks.length) list.append(line(page, {}));
      const all = `${many(total.printed, "output")} on ${many(total.pages, "page")}`;
      tell(total.wrong ? `✗ ${many(total.wrong, "line")} not as printed, of ${all} (${total.seconds.toFixed(1)} s)`
        : `✓ ${all}, all as printed (${total.seconds.toFixed(1)} s)`);
    });
    at.run.onclick = go;
    await go();
  };
}
