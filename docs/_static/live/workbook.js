// The workbook: what a reader predicted and wrote on all pages, shown as text, or forgotten.
// workbook_does.js has what runs it, at the press of a button.
"use strict";
addEventListener("DOMContentLoaded", async () => {
  const { make, button } = live, home = new URL("../../", live.here).href, prefix = `live ${new URL(home).pathname}`;
  const div = document.querySelector(".live-place[data-live=workbook]"), list = make("div", { className: "workbook" });
  const many = (n, word) => `${n} ${word}${n === 1 ? "" : "s"}`;
  const text = (value) => (typeof value === "string" ? value : "");
  const keyOf = (page, title) => `live ${new URL(page, home).pathname} ${title}`;
  const scratch = () => text(keep(keyOf("try.html", "scratch"))?.typed);
  await live.load("asked");

  /** From disk Firefox stores for each page alone: take over what the cookies of the others tell. */
  const gather = () => {
    try {
      for (const one of location.origin === "null" ? document.cookie.split("; ") : []) {
        const [name] = one.split("=", 1);
        if (name.startsWith(encodeURIComponent(prefix))) localStorage[decodeURIComponent(name)] = one.slice(name.length + 1);
      }
    } catch { /* there is nowhere to keep it */ }
  };

  /** What is kept of each page that has something. */
  const read = () => live.asked.map(({ page, title, predict, write }) => ({
    page, title,
    said: predict.map((name) => [name, text(keep(keyOf(page, name))?.says)]).filter(([, says]) => says),
    wrote: write.map(([name, starter, checks]) => {
      const { typed, says } = keep(keyOf(page, name)) ?? {};
      return { name, checks, key: keyOf(page, name), code: text(typed), says: text(says), begun: text(typed).trim() && typed !== starter };
    }).filter(({ begun }) => begun),
  })).filter(({ said, wrote }) => said.length || wrote.length);

  const codeOf = (code) => make("details", {}, make("summary", { textContent: "Your code" }), make("pre", { textContent: code }));
  const item = (name, says, good, ...rest) => make("li", { className: good === undefined ? "" : `live-${good ? "same" : "differs"}` },
    name instanceof Node ? name : make("span", { textContent: name }), make("span", { className: "live-mark", textContent: says }), ...rest);
  const part = (page, title, items) => make("section", {},
    make("h2", {}, make("a", { href: home + page, textContent: title })), make("ul", { className: "live-out" }, ...items));
  const isVerdict = (name) => name.startsWith("Judge:");
  /** Where to go on: on the furthest section that was begun or after it, else on a page that was begun, else at the first; and how much is left. */
  const next = (pages) => {
    const section = pages.findLast(({ page }) => page.includes("/")), far = live.asked.findIndex(({ page }) => page === section?.page);
    const begun = live.asked.filter(({ page }) => pages.some((other) => other.page === page));
    for (const { page, title, predict, write } of [...live.asked.slice(Math.max(far, 0)), ...begun, ...live.asked]) {
      const done = pages.find((other) => other.page === page) ?? { said: [], wrote: [] };
      const guess = predict.length - done.said.length, code = write.length - done.wrote.filter(({ says }) => says.startsWith("✓")).length;
      const left = [guess && many(guess, predict.every(isVerdict) ? "verdict" : "prediction"), code && many(code, "exercise")].filter(Boolean).join(" and ");
      if (left) return [make("a", { href: home + page, textContent: title }), `, with ${left}${pages.length ? " left" : ""}.`];
    }
    return ["whatever you like: you have done it all."];
  };

  /** What will stand here, told by the first page that asks for both. */
  const sample = () => {
    const { title, predict, write } = live.asked.find(({ predict, write }) => predict.length && write.length);
    return make("div", { className: "live-sample" }, make("p", { textContent: "This is how it will stand here, page by page:" }),
      make("p", {}, make("strong", { textContent: title })), make("ul", { className: "live-out" },
        item(predict[0], "what you chose, and whether it was right"), item(write[0][0], "whether your code passes the checks of the page, and the code")));
  };

  /** List it all; say in a sentence how much there is, and where to go on. */
  const show = () => {
    gather();
    const pages = read(), code = scratch(), all = (name) => pages.flatMap((page) => page[name]);
    const [said, wrote] = [all("said"), all("wrote")], total = live.asked.reduce((sum, { write }) => sum + write.length, 0);
    const pass = wrote.filter(({ says }) => says.startsWith("✓")).length;
    const guessed = (of, word, done) => {
      const these = said.filter(([name]) => of(name)), right = these.filter(([, says]) => says.startsWith("Right")).length;
      const total = live.asked.flatMap(({ predict }) => predict).filter(of).length;
      return these.length && `${these.length} of ${many(total, word)} ${done}${right ? `, ${right} of them right` : ""}`;
    };
    const sums = [
      guessed((name) => !isVerdict(name), "prediction", "made"), guessed(isVerdict, "verdict", "given"),
      wrote.length && `${wrote.length} of ${many(total, "exercise")} begun${pass ? `, of which ${pass} pass${pass === 1 ? "es" : ""}` : ""}`,
    ].filter(Boolean).join("; ");
    const begun = Boolean(said.length || wrote.length || code);
    for (const one of row.querySelectorAll("button")) one.hidden = !begun;
    list.replaceChildren(make("p", {}, begun ? `${sums && `${sums}.  `}Go on with ` : "Nothing is kept yet.  Begin with ", ...next(pages)), ...begun ? [] : [sample()], ...pages.map(({ page, title, said, wrote }) => part(page, title, [
      ...said.map(([name, says]) => item(name, says, says.startsWith("Right"))),
      ...wrote.map(({ name, says, code }) => item(make("a", { href: `${home}${page}#exercises`, textContent: name }), says || "not checked since it was changed", says ? says.startsWith("✓") : undefined, codeOf(code))),
    ])));
    if (code) list.append(part("try.html", "Try it", [item("The editor there", "which has no checks", undefined, codeOf(code))]));
  };

  const book = { read, show };
  const row = live.place("Check all", "Check all answers again", ["cells", "workbook_does"], (at) => live.checkAll(book, at));
  const [run, status] = row.children;
  const download = button("Download", "Download the workbook as a Python script", () => {
    book.saving = true;
    if (!row.dataset.busy) run.click();
  });
  const SURE = "Forget all of it?";
  const empty = button("Empty", "Empty the workbook", () => {
    if (empty.textContent !== SURE) {
      empty.textContent = SURE;
      return;
    }
    empty.textContent = "Empty";
    try {
      for (const key of Object.keys(localStorage)) if (key.startsWith(prefix)) keep(key, null);
    } catch { /* there is nowhere to keep anything */ }
    show();
    status.textContent = "The workbook is empty.";
    list.querySelector("a").focus(); // the button is gone
  });
  empty.addEventListener("blur", () => { empty.textContent = "Empty"; });
  run.after(download, empty);
  div.append(row, list);
  addEventListener("pageshow", show);
  show();
});
