// What runs where it stands: each example pressed, changed, broken, stopped, by keys and by ear.

import { axe } from "./axe.mjs";
import { hostile } from "./hostile.mjs";
import { exercises, PAGES as EXERCISES } from "./live_exercises.mjs";
import { gallery, galleryPlay, PLAYED } from "./live_gallery.mjs";
import { workbook } from "./workbook.mjs";

const START = 10_000; // bytes of scripts that a page may load before the first press
const JUMP = 4; // px that a block may move when it becomes an editor

const wait = (ms) => new Promise((go) => setTimeout(go, ms));
/** Return an expression's value as soon as it is one, or what it was at the end. */
const until = async (tab, expression, seconds = 60) => {
  const end = Date.now() + 1000 * seconds;
  for (;;) {
    const found = await tab.evaluate(expression);
    if (found || Date.now() > end) return found;
    await wait(30);
  }
};

/** What of Python a page loads before the first press; the workbook and its list are the content of a page. */
export const before = async (tab) => {
  const found = await tab.evaluate(`performance.getEntriesByType("resource").filter(({ name }) => /_static\\/(live\\/(?!asked|workbook)|keep).*js/.test(name)).map((e) => [e.name.split("/").pop(), e.decodedBodySize])`);
  const bytes = found.reduce((sum, [, size]) => sum + size, 0);
  return bytes > START ? [`${bytes} bytes of ${found.map(([name]) => name).join(", ")} before a press`] : [];
};

/** What comes out of a page's examples other than what the page prints. */
export const examples = async (tab, path) => {
  await tab.go(path);
  await tab.evaluate(`document.querySelectorAll("details").forEach((e) => { e.open = true; })`);
  const wrong = [], rows = `[...document.querySelectorAll(".live-bar")].filter((bar) => /^Run example/.test(bar.getAttribute("aria-label")))`;
  const n = await tab.evaluate(`${rows}.length`), wide = await tab.evaluate("document.documentElement.scrollWidth");
  for (let k = 0; k < n; k++) {
    const row = `${rows}[${k}]`, says = `${row}.querySelector(".live-status").textContent`;
    const tops = await tab.evaluate(`(() => { const row = ${row}, top = row.previousElementSibling.getBoundingClientRect().top; row.querySelector("button").click(); return top + scrollY; })()`);
    const end = await until(tab, `!${row}.dataset.busy && /^[✓✗]|rror|annot/.test(${says}) && ${says}`);
    if (!/^✓ (prints what the page says|ran; the page shows no output either) /.test(end || "")) wrong.push(`example ${k + 1}: "${end || (await tab.evaluate(says))}"`);
    const top = await tab.evaluate(`${row}.previousElementSibling.getBoundingClientRect().top + scrollY`);
    if (Math.abs(top - tops) > JUMP && top) wrong.push(`example ${k + 1} moves by ${Math.round(top - tops)} px`);
  }
  const other = await tab.evaluate(`[...document.querySelectorAll(".live-differs, .live-error, .live-new")].map((e) => e.textContent.slice(0, 80))`);
  if (other.length) wrong.push(`not as on the page: ${other.slice(0, 3).join(" | ")}`);
  if ((await tab.evaluate("document.documentElement.scrollWidth")) > wide) wrong.push("with examples open the page scrolls sideways");
  return wrong;
};

/** What the first example of a page does not do: by keys, changed, wrong, stopped, reset. */
export const handles = async (tab, path) => {
  await tab.go(path);
  const wrong = [], must = (holds, text) => { if (!holds) wrong.push(text); };
  const row = `[...document.querySelectorAll(".live-bar")].find((e) => e.checkVisibility())`, says = `${row}.querySelector(".live-status").textContent`;
  const area = `document.querySelector(".live-code")`, out = `document.querySelector(".live-out")`;
  const named = (name) => `[...${row}.querySelectorAll("button")].find((b) => b.textContent === ${JSON.stringify(name)})`;
  const done = async () => (await until(tab, `!${row}.dataset.busy && /^[✓✗S]|rror|annot/.test(${says}) && ${says}`)) || (await tab.evaluate(says));
  const here = () => tab.evaluate(`(document.activeElement.textContent || document.activeElement.localName).slice(0, 20)`);
  const shown = () => tab.evaluate(`getComputedStyle(document.activeElement).outlineStyle !== "none"`);
  const write = (code) => tab.evaluate(`(${area}.value = ${JSON.stringify(code)}, ${area}.dispatchEvent(new Event("input")), 0)`);
  const hear = () => tab.evaluate(`(() => {
    window.said = [];
    window.ears ??= [...document.querySelectorAll("[role=status], [aria-live]")].map((line) =>
      new MutationObserver(() => window.said.push([line.textContent, line === ${row}.querySelector(".live-status")])).observe(line, { childList: true, characterData: true, subtree: true }));
  })()`);
  const heard = async (what) => {
    const said = await tab.evaluate("window.said");
    const lines = said.map(([line]) => line);
    must(said.every(([, mine]) => mine), `${what}: another line speaks: ${JSON.stringify(said)}`);
    must(lines.length <= 6 && new Set(lines).size === lines.length, `${what}: too much is said: ${JSON.stringify(lines)}`);
    must(lines.length, `${what}: nothing is said`);
  };

  // From the block before it, Tab reaches Run; Enter runs; the focus stays.
  await tab.evaluate(`(() => { const pre = ${row}.previousElementSibling; pre.tabIndex = -1; pre.focus(); })()`);
  for (let i = 0; i < 4 && (await here()) !== "Run"; i++) await tab.press("Tab");
  must((await here()) === "Run", `Tab does not reach Run, but ${await here()}`);
  must(await shown(), "focus is not seen on Run");
  await hear();
  await tab.press("Enter");
  must(/^✓ prints/.test(await done()), `the first example says "${await tab.evaluate(says)}"`);
  await heard("the first run");
  must((await here()) === "Run", `after Run the focus is on ${await here()}`);
  const first = await tab.evaluate(`${out}.textContent`);
  await tab.press("Tab", "Shift");
  must((await tab.evaluate(`document.activeElement === ${area}`)), `Shift+Tab from Run leads to ${await here()}, not to the editor`);
  must(await shown(), "focus is not seen on the editor");

  // A line of the reader's is theirs; Ctrl+Enter runs it; Tab leaves the editor.
  const code = await tab.evaluate(`${area}.value`);
  await write(`${code}21 * 2\n`);
  await hear();
  await tab.press("Enter", "Control");
  await until(tab, `/yours/.test(${says})`, 10);
  must(/^✓ ran; 1 line is yours/.test(await done()), `with a line added: "${await tab.evaluate(says)}"`);
  must(await tab.evaluate(`${out}.querySelectorAll(".live-new").length === 1 && /your line/.test(${out}.textContent) && !${out}.querySelector(".live-differs, .live-error")`), "an added line is not shown as the reader's");
  await heard("Ctrl+Enter");
  must(await tab.evaluate(`document.activeElement === ${area}`), `after Ctrl+Enter the focus is on ${await here()}`);
  await tab.press("Tab");
  must((await here()) === "Run", `Tab from the editor leads to ${await here()}`);
  await tab.press("Tab");
  must((await here()) === "Reset", `then Tab leads to ${await here()}`);

  // An error shows the traceback from the reader's line on, and what follows still runs.
  const run = async (text) => {
    await write(text);
    await tab.evaluate(`(${says.replace(".textContent", "")}.textContent = "", ${named("Run")}.click())`);
    return done();
  };
  await run("def mine(x):\n    return x / 0\n\n\nmine(1)\n2 + 3\n");
  const error = await tab.evaluate(`${out}.querySelector(".live-error pre")?.textContent ?? ""`);
  must(/return x \/ 0/.test(error) && /ZeroDivisionError: division by zero/.test(error) && /mine\(1\)/.test(error), `an error's message lacks the lines: ${error}`);
  must(!/reader\.py|doctest\.py|pyodide/.test(error), `an error's message shows what is not the reader's: ${error}`);
  must(/5/.test(await tab.evaluate(`${out}.querySelector("li:last-child pre").textContent`)), "after an error nothing else is run");
  must(/^✗ raises|^✗ 1 of/.test(await tab.evaluate(says)), `after an error: "${await tab.evaluate(says)}"`);
  await run("1 +\n");
  must(/SyntaxError/.test(await tab.evaluate(`${out}.textContent`)), "an incomplete line is not shown as an error");
  // What differs from the page shows both.
  await run(code.replace(/\d/, (d) => (+d + 1) % 10));
  must(await tab.evaluate(`${out}.querySelector(".live-differs, .live-new") !== null`), "a changed number changes nothing");

  // Stop, and run again.
  await write("while True: pass\n");
  await tab.evaluate(`${named("Run")}.click()`);
  must(await until(tab, `Boolean(${named("Stop")}) && /Running/.test(${says})`, 10), "no Stop while it runs");
  await wait(300);
  await tab.evaluate(`${named("Stop")}.focus()`);
  await tab.press("Enter");
  must(await until(tab, `${says} === "Stopped." && Boolean(${named("Run")})`, 5), `after Stop: "${await tab.evaluate(says)}"`);
  must((await tab.evaluate(`document.querySelectorAll("iframe").length`)) === 0, "after Stop the frame that held it is still there");
  must((await here()) === "Run", `after Stop the focus is on ${await here()}`);
  must(/^✓/.test(await run("6 * 7\n")), `after Stop it does not run again: "${await tab.evaluate(says)}"`);
  must(/42/.test(await tab.evaluate(`${out}.textContent`)), "after Stop nothing is printed");

  // Reset brings the page's own code back, and its output.
  await tab.evaluate(`${named("Reset")}.click()`);
  await until(tab, `/prints what the page says/.test(${says})`, 10);
  must((await tab.evaluate(`${area}.value`)) === code, "Reset does not bring the code back");
  must((await tab.evaluate(`${out}.textContent`)) === first, "after Reset other things are printed than at first");
  await tab.evaluate(`document.querySelector(".back-to-top")?.remove()`); // the theme has it outside of its landmarks
  if (tab.page) wrong.push(...(await axe(tab.page)).map((found) => `with editors open: ${found}`));
  return wrong;
};

/** Press a button of a place, wait until it is through, and return what it says. */
const pressed = async (tab, path, name, seconds) => {
  await tab.go(path);
  const row = `document.querySelector(".live-place[data-live=${name}] .live-bar")`, says = `${row}.querySelector(".live-status").textContent`;
  if (!(await tab.evaluate(`${row} !== null`))) return "";
  await tab.evaluate(`${row}.querySelector("button").click()`);
  await until(tab, `!${row}.dataset.busy && /^[✓✗]|rror|annot/.test(${says})`, seconds);
  return tab.evaluate(says);
};

/** Whether every claim of the ledger passes, each ticked off in its row. */
export const ledger = async (tab) => {
  const said = await pressed(tab, "claims.html", "ledger", 90);
  const n = await tab.evaluate(`document.querySelectorAll("ul.ledger > li").length`);
  const ticked = await tab.evaluate(`document.querySelectorAll("ul.ledger > li .live-verdict.live-same").length`);
  return said.startsWith(`✓ ${n} passed, 0 failed`) && ticked === n ? [] : [`the ledger says "${said}", with ${ticked} of ${n} ticked`];
};

/** What the rows of the ledger do not do: open at a link, lead to their proofs, show only those of a verdict. */
export const rows = async (tab) => {
  const wrong = [], must = (holds, text) => { if (!holds) wrong.push(text); };
  const shown = `[...document.querySelectorAll("ul.ledger > li")].filter((row) => row.checkVisibility())`, heads = `[...document.querySelectorAll("section > section > h2")].filter((e) => e.checkVisibility()).length`;
  await tab.go("claims.html");
  const all = await tab.evaluate(`${shown}.length`), sections = await tab.evaluate(heads);
  const buttons = `[...document.querySelectorAll("ul.verdicts button")]`, n = await tab.evaluate(`${buttons}.length`);
  must(n === 5, `there are ${n} verdicts to press`);
  for (let k = 0; k < n; k++) {
    const kind = await tab.evaluate(`${buttons}[${k}].querySelector("strong").textContent`), count = await tab.evaluate(`parseInt(${buttons}[${k}].textContent)`);
    await tab.evaluate(`(${buttons}[${k}].focus(), 0)`);
    await tab.press("Enter");
    const kinds = await tab.evaluate(`${shown}.map((row) => row.querySelector(".verdict strong").textContent)`);
    must(kinds.length === count && kinds.every((each) => each === kind), `"${count} ${kind}", pressed, shows ${kinds}`);
    must((await tab.evaluate(`${buttons}.map((e) => e.getAttribute("aria-pressed")).indexOf("true")`)) === k, `"${kind}" is not pressed`);
    must((await tab.evaluate(heads)) < sections || count > 6, `"${kind}" leaves the headings of empty sections`);
  }
  await tab.press("Enter");
  must((await tab.evaluate(`${shown}.length`)) === all, "pressed again, a verdict does not show all claims");
  const ids = await tab.evaluate(`${shown}.map((row) => row.id)`), proofs = await tab.evaluate(`${shown}.map((row) => row.querySelector(".claim-link a").getAttribute("href"))`);
  for (const [k, id] of [...ids.entries()].filter(([k]) => k % 9 === 0)) {
    await tab.go(`claims.html#${id}`);
    must(await tab.evaluate(`document.getElementById("${id}").firstElementChild.open`), `a link to ${id} does not open it`);
    await tab.go(proofs[k]);
    const proof = `document.getElementById("${proofs[k].split("#")[1]}")`;
    must(await tab.evaluate(`${proof}?.checkVisibility() && ${proof}.closest("details").className.match(/proof|evidence/)?.length`), `${id} does not lead to its proof: ${proofs[k]}`);
  }
  return wrong;
};

/** Whether every printed output of the site is printed again. */
export const again = async (tab) => {
  const said = await pressed(tab, "how_we_know.html", "again", 240);
  return /^✓ [\d,]{3,} outputs on \d+ pages, all as printed/.test(said) ? [] : [`reproduced here: "${said}"`];
};

/** The page to try things: it runs, keeps what is typed, and shows what a link brings, without running it. */
export const scratch = async (tab, path) => {
  await tab.go(path);
  const wrong = [], must = (holds, text) => { if (!holds) wrong.push(text); };
  const place = `document.querySelector("[data-live=scratch]")`, area = `${place}.querySelector("textarea")`, says = `${place}.querySelector("[role=status]").textContent`;
  const printed = `${place}.querySelector(".live-out").textContent`, run = `[...${place}.querySelectorAll("button")].find((b) => b.textContent === "Run")`;
  must(await until(tab, `Boolean(${area})`, 5), "there is no editor");
  const tried = async (code) => {
    await tab.evaluate(`(${area}.value = ${JSON.stringify(code)}, ${area}.dispatchEvent(new Event("input")), ${run}.click(), 0)`);
    await until(tab, `/^[✓✗]/.test(${says}) && Boolean(${run})`);
  };
  await tried("import reluridge as rr\nprint(rr.relu(-3.0), 'mine')\n");
  must(/0\.0 mine/.test(await tab.evaluate(printed)), `it prints "${await tab.evaluate(printed)}"`);
  await tab.go(path);
  must(await until(tab, `/'mine'/.test(${place} && ${area}?.value)`, 10), "a reload loses what was typed");
  await tab.go("index.html");
  await tab.go(`${path}#code=${encodeURIComponent("print('linked')")}`);
  must(await until(tab, `/linked/.test(${place} && ${area}?.value)`, 5), "a link does not fill the editor");
  await wait(500);
  must(!/linked/.test(await tab.evaluate(printed)) && !(await tab.evaluate("document.querySelector('iframe')")), "what a link brings runs by itself");
  return wrong;
};

/** What the switches of a claim do not do: by keys, with a search for more, seen and told. */
export const switches = async (tab, path) => {
  await tab.go(path);
  const wrong = [], must = (holds, text) => { if (!holds) wrong.push(text); };
  const details = `[...document.querySelectorAll("details.claim-without")].find((e) => e.textContent.includes("found"))`;
  const mark = (part) => `getComputedStyle(${details}.parentElement.querySelector(".claim-${part} > p"), "::after").content`;
  const state = async () => (await tab.evaluate(`[${details}.open, getComputedStyle(${details}.querySelector("summary"), "::after").content, ${mark("taught")}, ${mark("precisely")}]`)).join();
  must((await state()) === 'false,"on",none,none', `a switch begins as ${await state()}`);
  await tab.evaluate(`${details}.querySelector("summary").focus()`);
  await tab.press("Enter");
  must((await state()) === 'true,"off","✗ fails without it",none', `pressed, a switch is ${await state()}`);
  const search = `[...${details}.querySelectorAll("button")].find((e) => e.textContent === "Search for more" && e.checkVisibility())`;
  const says = `${search}?.parentElement.querySelector(".live-status")?.textContent`;
  for (let n = 1; n < 4; n++) {
    await tab.evaluate(`(${search}.focus(), 0)`);
    await tab.press("Enter");
    must(await until(tab, `${says}?.startsWith("✓ ${n} found")`), `search ${n} says "${await tab.evaluate(says)}"`);
    must(await tab.evaluate(`document.activeElement === ${search}`), `after search ${n} the focus is elsewhere`);
  }
  const found = await tab.evaluate(`[...${details}.querySelectorAll(".live-new pre")].map((e) => e.textContent)`);
  const printed = await tab.evaluate(`${details}.querySelector("pre").textContent`);
  must(new Set(found).size > 1 && found.some((each) => !printed.includes(each)), `three searches find ${found.join(" ")}`);
  must(!(await tab.evaluate(`${details}.querySelector(".live-differs, .live-error")`)), "what is found is shown as an error");
  await tab.evaluate(`${details}.querySelector("summary").focus()`);
  await tab.press("Enter");
  must((await state()) === 'false,"on",none,none', `pressed again, a switch is ${await state()}`);
  return wrong;
};

const SWITCHES = "relu_net/approximation.html";
const PAGES = ["regularization/loss.html", "relu_net/dead_relus.html"]; // where little time has to do
/** Return what is to be tried in a tab, as [path, act]: all, with a server that counts; some in `short`, in WebKit. */
export const live = (tab, paths, host, short) => {
  const scripts = short || !tab.page ? [] : paths.filter((path) => /^gallery.*plot_/.test(path));
  const drawn = async (path, act) => { await tab.go(path); return act(tab); };
  const some = paths.filter((path) => !short || PAGES.includes(path)), one = some.includes(PAGES[0]) ? [PAGES[0]] : [];
  return [
    ...(tab.page ? some.filter((path) => !scripts.includes(path)) : one).map((path) => [path, () => examples(tab, path)]),
    ...one.filter(() => tab.page).map((path) => [path, () => handles(tab, path)]),
    ...one.filter(() => !short).map((path) => [path, () => hostile(tab, host, path)]),
    ...scripts.map((path) => [path, () => drawn(path, gallery).then(({ wrong }) => wrong)]),
    ...scripts.filter((path) => path.endsWith(PLAYED)).map((path) => [path, () => drawn(path, galleryPlay)]),
    ...(short || !tab.page ? [] : EXERCISES.filter((path) => paths.includes(path))).map((path) => [path, () => exercises(tab, path)]),
    ...(paths.includes(SWITCHES) && !short ? [[SWITCHES, () => switches(tab, SWITCHES)]] : []),
    ...(paths.includes("try.html") && !short ? [["try.html", () => scratch(tab, "try.html")]] : []),
    ...(paths.includes("workbook.html") && !short && tab.page ? [["workbook.html", () => workbook(tab)]] : []),
    ...(paths.includes("claims.html") ? [["claims.html", () => ledger(tab)], ["claims.html", () => rows(tab)]] : []),
    ...(paths.includes("how_we_know.html") && !short && tab.page ? [["how_we_know.html", () => again(tab)]] : []),
  ];
};
