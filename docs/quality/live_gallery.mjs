// Run the scripts of the gallery in their pages: `node live_gallery.mjs site [engine] [part of a page's path]`.
//
// On each page the last Run is pressed, which runs the parts above it too, then the others: as many
// figures as the site built, each with the same size and description, none empty, and the same text
// printed; how many digits are correct may depend on the machine.  On one page the script is also changed, broken, reset and stopped.

import { readdirSync } from "node:fs";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { ENGINES } from "./engines.mjs";

const PATHS = 8; // fewer are not even axes with ticks
const ROUNDED = /plot_2_(2_(least_squares_float64|choosing_lambda)|3_data_augmentation_noise)\.html$/; // these print correct digits
export const PLAYED = "plot_2_2_least_squares.html";

/** The pages of the gallery's scripts. */
export const scriptsOf = (root) => readdirSync(join(root, "gallery"), { recursive: true })
  .map((path) => `gallery/${path.replaceAll("\\", "/")}`).filter((path) => /\/plot_[^/]*\.html$/.test(path)).sort();

/** What both checks use in a page: the parts of the script, and a press that waits for what comes of it. */
const tools = () => {
  const statusOf = (part) => part.row.querySelector(".live-status").textContent;
  const parts = [...document.querySelectorAll("div.highlight-Python")].map((block) => ({ block, row: block.nextElementSibling }));
  const pause = (ms) => new Promise((done) => setTimeout(done, ms));
  const until = async (what, good, seconds = 120) => {
    for (const start = performance.now(); !good(); await pause(20))
      if (performance.now() - start > seconds * 1000) throw new Error(`${what}: not within ${seconds} s`);
  };
  const press = async (part, name = "Run") => {
    const button = [...part.row.querySelectorAll("button")].find((b) => b.textContent === name);
    part.row.querySelector(".live-status").textContent = "";
    button.click();
    await until(button.getAttribute("aria-label"), () => /^[✓✗≈]/.test(statusOf(part)) && !part.row.dataset.busy);
    return statusOf(part);
  };
  const drawn = (part) => (part.row.nextElementSibling?.matches(".live-drawn") ? part.row.nextElementSibling : null);
  return { parts, pause, until, press, drawn, statusOf };
};

/** Run every part; return what is wrong, and how long the first press took. */
const draw = async (tools, PATHS, ROUNDED) => {
  const { parts, press, drawn } = tools();
  const wrong = [], blobs = new Map(), { createObjectURL } = URL;
  URL.createObjectURL = (blob) => {
    const url = createObjectURL.call(URL, blob);
    blobs.set(url, blob);
    return url;
  };
  const built = [...document.querySelectorAll("article img.plot")], start = performance.now();
  for (const [i, image] of built.entries()) {
    const rest = [...image.closest("section").children], at = rest.findIndex((e) => e.contains(image));
    if (!rest.slice(at + 1).some((e) => e.matches(".highlight-Python"))) wrong.push(`figure ${i + 1} stands below its code`);
  }
  const wording = (text) => (ROUNDED.test(location.pathname) ? text?.replace(/\d+(\.\d+)?/g, "#") : text);
  let seconds;
  for (const part of [parts.at(-1), ...parts.slice(0, -1)]) {
    const status = await press(part);
    seconds ??= (performance.now() - start) / 1000;
    if (!status.startsWith("✓") && !(status.startsWith("≈") && ROUNDED.test(location.pathname))) wrong.push(`part ${parts.indexOf(part) + 1}: ${status} ${drawn(part)?.textContent.slice(-400) ?? ""}`);
  }
  const all = (performance.now() - start) / 1000;
  const mine = parts.flatMap((part) => [...(drawn(part)?.querySelectorAll("img") ?? [])]);
  if (mine.length !== built.length) wrong.push(`draws ${mine.length} figures rather than ${built.length}`);
  for (const [i, image] of mine.entries()) {
    const say = (text) => wrong.push(`figure ${i + 1} ${text}`), as = built[i];
    await image.decode().catch(() => say("is no image"));
    if (!image.naturalWidth) say("is empty");
    const svg = await blobs.get(image.src).text(), paths = svg.split("<path").length - 1;
    if (paths < PATHS) say(`has ${paths} lines`);
    if (!svg.includes("prefers-color-scheme:dark")) say("does not follow the page into dark mode");
    if (wording(image.alt) !== wording(as?.alt)) say(`is described as ${image.alt}`);
    if (image.width !== as?.width || Math.abs(image.height - as.height) > 1) say(`is ${image.width} × ${image.height}`);
  }
  return { wrong, seconds, all, figures: mine.length };
};

/** Change, break, reset and stop a script. */
const play = async (tools) => {
  const { parts, pause, until, press, drawn, statusOf } = tools();
  const wrong = [], has = ({ block }) => block.textContent.includes("X, y = np.array([[2.0], [1.0]])");
  const first = parts.find(has), second = parts[parts.indexOf(first) + 1];
  const expect = (what, good) => good || wrong.push(`${what}: ${statusOf(first)} | ${statusOf(second)}`);
  const areaOf = (part) => part.block.nextElementSibling;
  const edit = (part, from, to) => {
    const area = areaOf(part);
    if (!area.value.includes(from)) wrong.push(`there is no ${from}`);
    area.value = area.value.replace(from, to);
    area.dispatchEvent(new Event("input"));
  };
  const source = (part) => drawn(part).querySelector("img").src;
  await press(first);
  await press(second);
  const before = [source(first), source(second)];
  edit(first, "X, y = np.array([[2.0], [1.0]])", "x, X, y = 1, np.array([[1.0], [1.0]])");
  areaOf(first).dispatchEvent(new KeyboardEvent("keydown", { key: "Enter", ctrlKey: true, cancelable: true }));
  await until("Ctrl+Enter", () => statusOf(first).includes("your changes"));
  expect("a change draws anew, once", source(first) !== before[0] && document.querySelectorAll(".live-drawn img").length === 2);
  expect("the part below is out of date", statusOf(second).startsWith("Out of date") && drawn(second).matches(".live-old"));
  expect("and runs again", (await press(second)).includes("your changes") && !drawn(second).matches(".live-old"));
  edit(second, "least = rr.ols(X, y)", "least = rr.ols(X, z)");
  expect("an error is told", (await press(second)).startsWith("✗ raises"));
  expect("with its line", drawn(second).textContent.includes("least = rr.ols(X, z)") && drawn(second).textContent.includes("NameError"));
  expect("Reset restores", /^✓ drew a figure/.test(await press(second, "Reset")) && areaOf(second).value.includes("rr.ols(X, y)"));
  expect("and the part above", /prints what the page says/.test(await press(first, "Reset")));
  expect("so that the one below is out of date again", statusOf(second).startsWith("Out of date"));
  edit(second, "least = ", "while True: pass\nleast = ");
  const run = second.row.querySelector("button");
  run.click();
  await until("a loop", () => run.textContent === "Stop" && statusOf(second) === "Running …");
  await pause(300);
  run.click();
  await until("Stop", () => run.textContent === "Run");
  expect("Stop says so", statusOf(second) === "Stopped.");
  expect("and Reset runs again", /prints what the page says/.test(await press(second, "Reset")));
  return wrong;
};

/** What is wrong with the script of a page that is open in a tab of any engine. */
export const gallery = (tab) => tab.evaluate(`(${draw})(${tools}, ${PATHS}, ${ROUNDED})`);
export const galleryPlay = (tab) => tab.evaluate(`(${play})(${tools})`);

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const [root, engine = "chromium", only = ""] = process.argv.slice(2);
  const browser = await ENGINES[engine](root), origin = pathToFileURL(resolve(root)).href;
  let failed = 0;
  const errors = async (tab) => [...(await tab.evaluate("window.errors.splice(0)")), ...tab.outside.splice(0)];
  const tell = (path, wrong, rest) => {
    failed += wrong.length;
    console.log(wrong.length ? "✗" : "✓", path, rest, ...wrong.map((line) => `\n    ${line}`));
  };
  for (const path of scriptsOf(root).filter((p) => p.includes(only))) {
    const tab = await browser.open(origin, {});
    await tab.go(path);
    const { wrong, seconds, all, figures } = await gallery(tab).catch((error) => ({ wrong: [error.message], seconds: 0, all: 0 }));
    tell(path, [...wrong, ...(await errors(tab))], `${figures} figures, ${seconds.toFixed(1)} s from the press, ${all.toFixed(1)} s for all parts`);
    if (path.endsWith(PLAYED)) {
      await tab.go(path);
      tell(path, [...(await galleryPlay(tab).catch((error) => [error.message])), ...(await errors(tab))], "changed, broken, reset, stopped");
    }
    await tab.close();
  }
  await browser.close();
  process.exit(failed ? 1 : 0);
}
