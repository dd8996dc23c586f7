// Open every page of the built site as a person would: `node check.mjs site`.
//
// On a phone and on a desktop, light and dark: no error on the console, nothing from another
// host, nothing that axe-core finds, nothing that moves while it loads or sticks out sideways,
// no page above its weight. Then with the keyboard alone, with what can be dragged, and by search.

import { readdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { cpus } from "node:os";
import { join, relative, resolve } from "node:path";
import { chromium } from "playwright-core";
import { play } from "./play.mjs";
import { search } from "./search.mjs";
import { FLAGS, browserPath, serve } from "./serve.mjs";
import { visible } from "./visible.mjs";

const WEIGHT = 160_000; // bytes of a page's first view, compressed, fonts included
const SHIFT = 0.05; // of the layout, while it loads
const SIZES = [{ width: 390, height: 844 }, { width: 1280, height: 900 }];
const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const pagesOf = (root) =>
  readdirSync(root, { recursive: true, withFileTypes: true })
    .filter((f) => f.isFile() && f.name.endsWith(".html"))
    .map((f) => relative(root, join(f.parentPath, f.name)))
    .filter((p) => !p.startsWith("_static"))
    .sort();

/** What is wrong with a page at one size and scheme, and what its first view weighs. */
const look = async (context, origin, path) => {
  const page = await context.newPage();
  const wrong = [];
  let weight = 0;
  page.on("console", (m) => m.type() === "error" && wrong.push(`console: ${m.text()}`));
  page.on("pageerror", (e) => wrong.push(`error: ${e.message}`));
  page.on("request", (r) => {
    if (!r.url().startsWith(origin) && !r.url().startsWith("data:")) wrong.push(`asks ${r.url()}`);
  });
  const client = await context.newCDPSession(page);
  await client.send("Network.enable");
  await client.send("Network.setCacheDisabled", { cacheDisabled: true });
  client.on("Network.loadingFinished", (e) => { weight += e.encodedDataLength; });
  await page.addInitScript(() => {
    window.shift = 0;
    new PerformanceObserver((list) => {
      for (const e of list.getEntries()) if (!e.hadRecentInput) window.shift += e.value;
    }).observe({ type: "layout-shift", buffered: true });
  });
  await page.goto(`${origin}/${path}`, { waitUntil: "networkidle" });
  const found = await page.evaluate(() => {
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
  wrong.push(...found, ...(await page.evaluate(visible)));
  const shift = await page.evaluate(() => window.shift);
  if (shift > SHIFT) wrong.push(`the layout shifts by ${shift.toFixed(3)}`);
  const first = weight;
  await page.evaluate(AXE);
  const { violations } = await page.evaluate(() => window.axe.run({ resultTypes: ["violations"] }));
  for (const v of violations)
    wrong.push(`axe ${v.id}: ${v.help}: ${v.nodes.slice(0, 2).map((n) => n.html.slice(0, 120)).join(" | ")}`);
  await page.close();
  return [wrong, first];
};

/** What the keyboard alone does not reach, or reaches without showing it. */
const tab = async (context, origin, path) => {
  const page = await context.newPage();
  await page.goto(`${origin}/${path}`, { waitUntil: "load" });
  const wrong = await page.evaluate(() => {
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
    return [];
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
  await page.close();
  return wrong;
};

const main = async () => {
  const root = resolve(process.argv[2]);
  const only = process.argv[3] ?? "";
  const [server, origin] = await serve(root);
  const browser = await chromium.launch({ executablePath: browserPath(), args: FLAGS });
  const paths = pagesOf(root).filter((p) => p.includes(only));
  const problems = new Map(), weights = [];
  const note = (path, list, where) =>
    list.forEach((text) => problems.set(`${path}: ${text}`, [...(problems.get(`${path}: ${text}`) ?? []), where]));

  const jobs = [...paths];
  const worker = async () => {
    const contexts = [];
    for (const viewport of SIZES)
      for (const colorScheme of ["light", "dark"])
        contexts.push([
          `${viewport.width} ${colorScheme}`,
          await browser.newContext({ viewport, colorScheme, hasTouch: viewport.width < 500 }),
        ]);
    for (let path; (path = jobs.shift()) !== undefined;) {
      for (const [where, context] of contexts) {
        const [wrong, weight] = await look(context, origin, path);
        note(path, wrong, where);
        weights.push([weight, `${path} at ${where}`]);
        if (weight > WEIGHT) note(path, [`its first view weighs ${Math.round(weight / 1000)} kB`], where);
      }
      note(path, await tab(contexts[2][1], origin, path), "keyboard");
      for (const k of [0, 3]) note(path, await play(contexts[k][1], origin, path), contexts[k][0]);
    }
  };
  if (!only) note("search.html", await search(await browser.newContext(), origin), "desktop");
  await Promise.all(cpus().slice(0, 2).map(worker));
  for (const [text, where] of problems) console.log(`${text}  [${where.join(", ")}]`);
  weights.sort((a, b) => b[0] - a[0]);
  console.log(`heaviest: ${weights.slice(0, 3).map(([w, p]) => `${Math.round(w / 1000)} kB ${p}`).join("; ")}`);
  console.log(`${paths.length} pages, ${problems.size} problems`);
  await browser.close();
  server.close();
  process.exitCode = problems.size || !paths.length ? 1 : 0;
};

await main();
