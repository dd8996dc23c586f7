// Open every page of the built site as a person would, from disk and served, in three browsers:
// `node check.mjs site [--quick] [--without=firefox,webkit] [part of a page's path]`.
//
// Everywhere: no error, nothing from another host, all that can be dragged is played with, what asks
// for a prediction gets one.  In
// Chromium also, on a phone and a desktop, light and dark: nothing that axe-core finds, nothing
// that moves while it loads or sticks out sideways, no page above its weight; then with the
// keyboard alone, and by search.  What runs in pages is run, in live.mjs; its code that tries to
// get out, in hostile.mjs.

import { readdirSync, readFileSync } from "node:fs";
import { join, relative, resolve, sep } from "node:path";
import { pathToFileURL } from "node:url";
import { axe } from "./axe.mjs";
import { ENGINES } from "./engines.mjs";
import { before, live } from "./live.mjs";
import { play } from "./play.mjs";
import { predictions } from "./predictions.mjs";
import { search } from "./search.mjs";
import { serve } from "./serve.mjs";
import { tools } from "./tools.mjs";
import { views } from "./views.mjs";
import { visible } from "./visible.mjs";

const WEIGHT = 160_000; // bytes of a page's first view, compressed, fonts included
const SHIFT = 0.05; // of the layout, while it loads
const PHONE = { width: 390, height: 844, hasTouch: true }, DESK = { width: 1280, height: 900 };
const light = (size) => ({ ...size, scheme: "light" }), dark = (size) => ({ ...size, scheme: "dark" });
const ONLY_SERVED = "404.html"; // a host shows it; its links begin at the host's root

// [engine, from where, as what, pointer to play with, what else is checked on each page]
const runs = (quick) => quick ? [["chromium", "disk", light(PHONE), "touch", [measure]]] : [
  ["chromium", "served", light(PHONE), "touch", [measure]],
  ["chromium", "served", dark(PHONE), "", [measure, before]],
  ["chromium", "served", light(DESK), "", [measure, tabThrough]],
  ["chromium", "served", dark(DESK), "mouse", [measure]],
  ["chromium", "disk", light(DESK), "mouse", []],
  ["chromium", "disk", dark(PHONE), "touch", []],
  ["firefox", "disk", DESK, "mouse", []],
  ["firefox", "served", PHONE, "touch", []],
  ["webkit", "disk", {}, "mouse", []],
];

// The same for what runs in the page, each page's examples pressed.
const lives = (quick) => quick ? [["chromium", "disk", light(PHONE)]] : [
  ["firefox", "served", PHONE], ["chromium", "disk", dark(DESK)], ["firefox", "disk", DESK], ["chromium", "served", light(PHONE)], ["webkit", "disk", {}],
];

const pagesOf = (root) =>
  readdirSync(root, { recursive: true, withFileTypes: true })
    .filter((f) => f.isFile() && f.name.endsWith(".html"))
    .map((f) => relative(root, join(f.parentPath, f.name)).replaceAll(sep, "/"))
    .filter((p) => !p.startsWith("_static"))
    .sort();

/** What went wrong so far in a tab, by what the page and the browser say. */
const errors = async (tab) => [...(await tab.evaluate("window.errors.splice(0)")), ...tab.outside.splice(0)];

/** What is wrong with a page once it is loaded; runs in the page, in any engine. */
const loaded = async () => {
  await document.fonts.ready;
  return [...document.querySelectorAll(":not(:defined)")].map((e) => `nothing wakes up ${e.localName}`);
};

/** What sticks out, moves, is heavy or is inaccessible in a page in Chromium. */
const measure = async ({ page, origin }) => {
  const wrong = await page.evaluate(() => {
    const width = document.documentElement.clientWidth;
    const sticking = document.documentElement.scrollWidth > width ? ["the page scrolls sideways"] : [];
    for (const f of document.querySelectorAll("article .katex")) {
      const box = f.getBoundingClientRect(), frame = f.closest(".math-scroll, .table-wrapper, pre");
      if (!frame && box.width && box.right > width + 1)
        sticking.push(`a formula is cut off: ${f.textContent.slice(0, 40)}`);
      if (box.width && parseFloat(getComputedStyle(f).fontSize) < 11)
        sticking.push(`a formula is too small: ${f.textContent.slice(0, 40)}`);
    }
    for (const f of document.querySelectorAll("article .math-scroll"))
      if (f.scrollWidth > f.clientWidth + 1 && f.tabIndex < 0)
        sticking.push(`the keyboard cannot scroll ${f.textContent.slice(0, 40)}`);
    return sticking;
  });
  const weight = await page.evaluate(() => ["navigation", "resource"]
    .flatMap((type) => performance.getEntriesByType(type)).reduce((sum, e) => sum + e.transferSize, 0));
  if (weight > WEIGHT && origin.startsWith("http")) wrong.push(`its first view weighs ${Math.round(weight / 1000)} kB`);
  const shift = await page.evaluate(() => new Promise((tell) => {
    let sum = 0;
    new PerformanceObserver((list) => {
      for (const e of list.getEntries()) if (!e.hadRecentInput) sum += e.value;
    }).observe({ type: "layout-shift", buffered: true });
    setTimeout(() => tell(sum), 100);
  }));
  if (shift > SHIFT) wrong.push(`the layout shifts by ${shift.toFixed(3)}`);
  return [...wrong, ...(await axe(page))];
};

/** What the keyboard alone does not reach, or reaches without showing it. */
const tabThrough = async ({ page }) => {
  const wrong = [];
  await page.reload();
  await page.evaluate(() => {
    const style = (e) => { const s = getComputedStyle(e); return [s.outlineStyle, s.outlineWidth, s.boxShadow, s.borderColor, s.stroke, s.strokeWidth, s.backgroundColor, s.opacity].join(); };
    const all = [...document.querySelectorAll("a[href], button, input, select, summary, [tabindex]")].filter(
      (e) => e.tabIndex >= 0 && !e.disabled && e.checkVisibility({ visibilityProperty: true }) && !(e.type === "radio" && !e.checked),
    );
    window.tabbable = all;
    window.unfocused = new Map(all.map((e) => [e, style(e)]));
    window.seen = new Set();
    window.plain = [];
    window.lookAtFocus = () => {
      const e = document.activeElement;
      if (e === document.body || window.seen.has(e)) return false;
      window.seen.add(e);
      const shown = e.type === "radio" ? e.nextElementSibling : e;
      const changed = style(e) !== window.unfocused.get(e) || getComputedStyle(shown).outlineStyle !== "none";
      if (!changed) window.plain.push(e.outerHTML.slice(0, 100));
      return true;
    };
  });
  const n = await page.evaluate(() => window.tabbable.length);
  for (let i = 0; i < n + 20; i++) {
    await page.keyboard.press("Tab");
    if (!(await page.evaluate(() => window.lookAtFocus())) && i > n) break;
    const skips = () => /skip/i.test(document.activeElement.textContent) || !document.querySelector("aside");
    if (i === 0 && !(await page.evaluate(skips)))
      wrong.push("the first stop of Tab does not skip to the content");
  }
  wrong.push(...(await page.evaluate(() => [
    ...window.plain.slice(0, 3).map((html) => `focus is not seen on ${html}`),
    ...window.tabbable.filter((e) => !window.seen.has(e)).slice(0, 3).map((e) => `Tab does not reach ${e.outerHTML.slice(0, 100)}`),
  ])));
  return wrong;
};

/** Open a tab, and return it with `on`, which notes what an act on a page finds, and `end`. */
const opened = async ([engine, from, setting], browser, origins, note) => {
  const where = [engine, from, setting.width, setting.scheme].filter(Boolean).join(" "), start = Date.now();
  const tab = await browser.open(origins[from], setting);
  let found = 0;
  const on = async (path, act) => {
    const wrong = await act().then((list) => list ?? [], (error) => [error.message]);
    wrong.push(...(await errors(tab)));
    found += wrong.length;
    note(path, wrong, where);
  };
  const end = async (what) => {
    await tab.close();
    console.log(`${where}: ${what} in ${Math.round((Date.now() - start) / 1000)} s, ${found} problems`);
  };
  return { tab, on, end };
};

/** Open every page in one tab of one browser; `note` takes what is wrong. */
const run = async (job, browser, origins, paths, note) => {
  const [engine, from, setting, pointer, checks] = job, { tab, on, end } = await opened(job, browser, origins, note);
  if (checks.includes(measure)) await tab.page.setCacheEnabled(false);
  const open = paths.filter((path) => from === "served" || path !== ONLY_SERVED);
  for (const path of open) {
    await on(path, () => tab.go(path));
    for (const f of [loaded, visible]) await on(path, () => tab.evaluate(`(${f})()`));
    for (const check of checks) await on(path, () => check(tab));
    if (pointer) await on(path, () => play(tab, pointer));
    if (pointer) await on(path, () => predictions(tab, path));
  }
  await on("tools", () => tools(tab));
  await on("views", () => views(tab));
  if (engine === "chromium" && setting.scheme === "light") await on("search.html", () => search(tab.page.browserContext(), tab.origin));
  await end(`${open.length} pages`);
};

/** Run what can be run in pages, in one tab. */
const runLive = async (job, browser, origins, tried, note) => {
  const { tab, on, end } = await opened(job, browser, origins, note), all = tried(tab);
  for (const [path, act] of all) await on(path, act);
  await end(`what runs in pages, ${all.length} times`);
};

const main = async () => {
  const options = process.argv.slice(3), root = resolve(process.argv[2]);
  const without = options.find((o) => o.startsWith("--without="))?.slice(10).split(",") ?? [];
  const only = options.find((o) => !o.startsWith("--")) ?? "";
  const [server, served] = await serve(root);
  const origins = { served, disk: pathToFileURL(root).href };
  const paths = pagesOf(root).filter((p) => p.includes(only));
  const problems = new Map();
  const note = (path, list, where) => {
    for (const text of list.map((wrong) => `${path}: ${wrong}`)) {
      if (!problems.has(text)) console.log(text); // a run that is cut off has told
      problems.set(text, (problems.get(text) ?? new Set()).add(where));
    }
  };

  const quick = options.includes("--quick"), there = ([engine]) => !without.includes(engine);
  const runnable = paths.filter((path) => readFileSync(join(root, path), "utf8").includes("live/live.js"));
  const tried = (tab) => live(tab, runnable, server, quick);
  const jobs = [
    ...runs(quick).map((job) => [job, run, paths]), ...lives(quick).map((job) => [job, runLive, tried]),
  ].filter(([job]) => there(job));
  const browsers = {};
  for (const [[engine]] of jobs) browsers[engine] ??= await ENGINES[engine](root);
  const worker = async (ours) => { // Firefox gives the keyboard to one of its tabs only
    for (const [job, act, what] of jobs.filter(([[engine]]) => ours === (engine === "chromium")))
      await act(job, browsers[job[0]], origins, what, note);
  };
  await Promise.all([worker(true), worker(false)]);
  for (const [text, where] of problems) console.log(`${text}  [${[...where].join(", ")}]`);
  for (const engine of without) console.log(`left out: ${engine}`);
  console.log(`${paths.length} pages, ${problems.size} problems`);
  for (const browser of Object.values(browsers)) await browser.close();
  server.close();
  process.exitCode = problems.size || !paths.length ? 1 : 0;
};

await main();
