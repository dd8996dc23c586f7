// The workbook: answers and predictions of several pages, listed, checked, run natively, poisoned, emptied, not kept.
// `node workbook.mjs SITE [engine]` does it from disk; a check of the whole site calls `workbook`.
// PYTHON names a Python with the package, if `python` is none.
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { ENGINES } from "./engines.mjs";
import { solved, until, wrong as mistaken } from "./live_exercises.mjs";
import { FORGET } from "./predictions.mjs";

const HOME = "workbook.html", RIGHT = "relu_net/training.html", WRONG = "relu_net/dead_relus.html", TEST = "folk_test.html";
const CELL = `document.querySelector("[data-live=exercise]")`, AREA = `${CELL}.querySelector("textarea")`;
const LIST = `document.querySelector(".workbook")`, STATUS = `document.querySelector("[data-live=workbook] [role=status]").textContent`;
const EMPTY = /^Nothing is kept yet\.  Begin with 1\.1 /; // the first page that asks
const HELPER = "def helper(x):\n    return WHICH\n\n"; // both define it
const EVIL = `<img src="nowhere" onerror="errors.push('it ran')"><script>errors.push('it ran')</script>`;

/** Run a script's doctests natively; return what is said, and the functions that fail. */
const natively = (text) => {
  const folder = mkdtempSync(join(tmpdir(), "workbook-"));
  writeFileSync(join(folder, "workbook.py"), text);
  const { stdout, stderr, status, error } = spawnSync(process.env.PYTHON ?? "python", ["-m", "doctest", "workbook.py"], { cwd: folder, encoding: "utf8" });
  rmSync(folder, { recursive: true });
  const failed = new Set([...(stdout ?? "").matchAll(/^File .*, in workbook\.(\w+)$/gm)].map(([, name]) => name));
  return { failed, status, told: error?.message ?? stderr + stdout };
};

/** What does not work of the workbook in a tab. */
export const workbook = async (tab) => {
  const found = [], hold = (what, good, is) => good || found.push(`the workbook, ${what}: ${JSON.stringify(is ?? "no")}`);
  const write = async (code) => {
    await until(tab, `${CELL} && Boolean(${AREA})`, 5);
    await tab.evaluate(`${AREA}.value = ${JSON.stringify(code)}; ${AREA}.dispatchEvent(new Event("input"))`);
  };
  const press = (name) => tab.evaluate(`[...document.querySelectorAll("[data-live] button")].find((b) => b.textContent === ${JSON.stringify(name)}).click()`);
  const listed = async () => { await tab.go(HOME); return until(tab, `${LIST}?.textContent`, 5); };

  await tab.go(HOME);
  await tab.evaluate(FORGET);
  hold("when nothing is kept", EMPTY.test(await listed()), await listed());
  const buttons = `[...document.querySelectorAll("[data-live=workbook] button")].filter((b) => b.checkVisibility()).length`;
  const sample = `document.querySelectorAll(".live-sample li").length`, empty = async () => [await tab.evaluate(buttons), await tab.evaluate(sample)].join();
  hold("buttons, sample", (await empty()) === "0,2", await empty());

  // A right answer and a wrong one, with a helper of the same name; the last is changed after its check.
  const says = `${CELL}.querySelector("[role=status]").textContent`;
  for (const [path, good] of [[RIGHT, true], [WRONG, false]]) {
    await tab.go(path);
    await until(tab, `${CELL} && Boolean(${AREA})`, 5);
    const { given, asked, name } = await solved(tab, 0);
    await write(`${HELPER.replace("WHICH", `"${path}"`)}print("out; of = the % way \\u03bb")\n${given}${good ? asked : mistaken(name, asked)}\n`);
    await tab.evaluate(`[...${CELL}.querySelectorAll("button")].find((b) => b.textContent === "Check").click()`);
    const told = await until(tab, `/^(✓|✗)/.test(${says}) && ${says}`);
    hold(`an answer on ${path}`, told.startsWith(good ? "✓" : "✗"), told);
    const form = `document.querySelector("form.choices")`, inputs = `[...${form}.querySelectorAll("input")]`;
    await tab.evaluate(`(() => {
      const inputs = ${inputs}, right = inputs.findIndex((i) => i.dataset.right !== undefined);
      if (inputs[right].type === "number") inputs[right].value = ${good} ? inputs[right].dataset.right : 1e6;
      else inputs[${good} ? right : (right + 1) % inputs.length].checked = true;
      ${form}.requestSubmit();
    })()`);
  }
  const text = await listed(), code = await tab.evaluate(`[...${LIST}.querySelectorAll("pre")].map((pre) => pre.textContent)`);
  hold("the count", /^2 of \d+ predictions made, 1 of them right; 2 of \d+ exercises begun, of which 1 passes\.  Go on with 1\.3 /.test(text), text.slice(0, 160));
  hold("the code", code.length === 2 && code[0].includes(RIGHT) && code[1].includes(WRONG), code);
  hold("buttons, no sample", (await empty()) === "3,0", await empty());
  const marks = `[...${LIST}.querySelectorAll("li")].map((item) => item.className)`;
  const colors = "live-same,live-same,live-differs,live-differs";
  hold("what passed", (await tab.evaluate(marks)).join() === colors, await tab.evaluate(marks));

  // The script says natively what the page says.
  await tab.evaluate(`(() => { window.made = ""; const old = URL.createObjectURL; URL.createObjectURL = (blob) => { if (blob.type === "text/x-python") blob.text().then((text) => { made = text; }); return old.call(URL, blob); }; })()`);
  await press("Download");
  const script = await until(tab, `window.made`), { failed, status, told } = natively(script);
  hold("what Download says", /^2 answers checked: 1 passes, 1 does not; workbook\.py/.test(await until(tab, `/checked/.test(${STATUS}) && ${STATUS}`, 5)), await tab.evaluate(STATUS));
  const names = [...script.matchAll(/^def (\w+)\(\):$/gm)].map(([, name]) => name);
  hold("natively", names.length === 2 && status === 1 && failed.size === 1 && failed.has(names[1]), [names, [...failed], told]);
  hold("predictions in the script", /^# Predict: .* Right: /m.test(script), script.slice(0, 300));
  hold("as the page", (await tab.evaluate(marks)).join() === colors, await tab.evaluate(marks));

  // An answer that no cookie holds stays on its page, and one that was changed has not been checked.
  const long = `# ${"λ;=% \\u0022'".repeat(400)}\n`;
  await tab.go(RIGHT);
  await write(long);
  await tab.go(RIGHT);
  hold("a long answer on its page", await until(tab, `${AREA} && ${AREA}.value === ${JSON.stringify(long)}`, 5));
  await write("f = 1\n");
  hold("a changed answer", /not checked since it was changed/.test(await listed()), await listed());

  // What is kept is text, whatever it is.
  await tab.go(RIGHT);
  const keys = `[...document.querySelectorAll("[data-title]")].map(({ dataset }) => "live " + location.pathname + " " + dataset.title)`;
  for (const evil of [{ typed: EVIL, says: EVIL, before: EVIL, placed: EVIL }, { typed: {}, says: [1], before: 7 }, 3, "x", [EVIL]]) {
    await tab.evaluate(`(${keys}.forEach((key) => keep(key, ${JSON.stringify(evil)})), 0)`);
    for (const path of [RIGHT, HOME]) {
      await tab.go(path);
      await until(tab, path === HOME ? `Boolean(${LIST}?.textContent)` : `${CELL} && Boolean(${AREA})`, 5);
      const bad = await tab.evaluate(`document.querySelectorAll("img[src=nowhere], .live-place script").length`);
      hold(`${JSON.stringify(evil).slice(0, 20)} on ${path}`, bad === 0, bad);
    }
  }

  // Empty it, and the pages are as at first.
  await tab.go(HOME);
  await until(tab, `Boolean(${LIST}?.textContent)`, 5);
  await press("Empty");
  hold("after one press", !EMPTY.test(await tab.evaluate(`${LIST}.textContent`)));
  await press("Forget all of it?");
  hold("after Empty", EMPTY.test(await tab.evaluate(`${LIST}.textContent`)), await tab.evaluate(`${LIST}.textContent`));
  hold("buttons after Empty", (await empty()) === "0,2", await empty());
  await tab.go(WRONG);
  hold("a page after Empty", await until(tab, `${AREA} && ${AREA}.value === ${CELL}.dataset.starter && !document.querySelector("form.choices :disabled")`, 5));

  // Where nothing may be kept, all works, and nothing comes back.
  const { identifier } = await tab.page.evaluateOnNewDocument(() => {
    const denied = { get() { throw new DOMException("denied", "SecurityError"); }, set() { throw new DOMException("denied", "SecurityError"); } };
    Object.defineProperty(window, "localStorage", denied);
    Object.defineProperty(document, "cookie", denied);
  });
  await tab.go(TEST);
  await tab.evaluate(`(() => { const form = document.querySelector("form.choices"); form.querySelector("input").checked = true; form.requestSubmit(); })()`);
  hold("a prediction that cannot be kept", await tab.evaluate(`document.querySelector(".exercise details.answer").open`));
  await tab.go(RIGHT);
  await write("f = 1\n");
  hold("where nothing can be kept", EMPTY.test(await listed()), await listed());
  await press("Empty");
  await press("Forget all of it?");
  // The template and the theme speak of what they cannot keep; what is here must not.
  const spoke = (await tab.evaluate("errors.splice(0)")).filter((error) => !/denied/.test(error));
  hold("what is said where nothing can be kept", spoke.length === 0, spoke);
  tab.outside.splice(0);
  await tab.page.removeScriptToEvaluateOnNewDocument(identifier);
  return found;
};

if (process.argv[1] === import.meta.filename) {
  const [site, engine = "chromium"] = process.argv.slice(2);
  const browser = await ENGINES[engine](), tab = await browser.open(pathToFileURL(resolve(site)).href, {});
  const found = [...(await workbook(tab)), ...(await tab.evaluate("errors")), ...tab.outside.splice(0)];
  console.log([`${engine}: ${found.length} found`, ...found].join("\n  "));
  process.exitCode = found.length ? 1 : 0;
  await browser.close();
}
