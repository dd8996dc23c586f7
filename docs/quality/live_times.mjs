// How long a reader waits: `node live_times.mjs site [file]` measures, side by side in one run, from
// the press to the first result and to the last claim, in two browsers, from disk and served, each
// time in a browser that has loaded nothing yet; and the same in Python itself, with the package.

import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { cpus } from "node:os";
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { ENGINES } from "./engines.mjs";
import { serve } from "./serve.mjs";

const TURNS = 3;
const GOALS = { first: 3, ledger: 6 }; // seconds, from disk
const EXAMPLE = "regularization/loss.html", LEDGER = "claims.html";

/** In a page: press a button, and return the seconds until something holds. */
const pressed = async (button, holds) => {
  const start = performance.now();
  document.querySelector(button).click();
  while (!holds()) {
    if (performance.now() - start > 120_000) throw new Error(`${button}: nothing in two minutes`);
    await new Promise((go) => setTimeout(go, 5));
  }
  return (performance.now() - start) / 1000;
};
const printed = () => /^✓/.test(document.querySelector(".live-status").textContent);
const ticked = () => document.querySelectorAll(".live-verdict.live-same").length === document.querySelectorAll("ul.ledger > li").length;
const timed = (tab, button, holds) => tab.evaluate(`(${pressed})(${JSON.stringify(button)}, ${holds})`);

/** What starts, imports and runs the same without a browser. */
const NATIVE = `
import sys, time
start = time.perf_counter()
import reluridge
from reluridge.claims import find_claims
reluridge.mean_loss([1, 2, 6], [1, 4, 5])
if sys.argv[1] == "ledger":
    assert not any(claim.run().failed for claim in find_claims().values())
`;
const native = (what) => {
  const start = performance.now();
  execFileSync(process.env.PYTHON ?? "python", ["-c", NATIVE, what], { env: { ...process.env, OPENBLAS_NUM_THREADS: "1" } });
  return (performance.now() - start) / 1000;
};

const median = (list) => +list.toSorted((a, b) => a - b)[list.length >> 1].toFixed(2);

const SHORT = process.argv.includes("--once");
const root = resolve(process.argv[2]), [server, served] = await serve(root);
const origins = { disk: pathToFileURL(root).href, served };
const browsers = { chromium: await ENGINES.chromium(), firefox: await ENGINES.firefox() };
const times = {}, bytes = {};
let heap = 0;
const note = (who, what, seconds) => ((times[who] ??= {})[what] ??= []).push(seconds);
for (let turn = 0; turn < (SHORT ? 1 : TURNS); turn++) {
  for (const what of ["first", "ledger"]) note("native", what, native(what));
  for (const engine of ["chromium", "firefox"]) for (const from of ["disk", "served"]) {
    for (const [what, path, button, holds] of [["first", EXAMPLE, ".live-button", printed], ["ledger", LEDGER, ".live-place .live-button", ticked]]) {
      const tab = await browsers[engine].open(origins[from], {}); // with a cache of its own
      await tab.go(path);
      note(`${engine} ${from}`, what, await timed(tab, button, holds));
      if (what === "ledger") heap = await tab.evaluate(`window.live.python(() => {}).then((python) => python.ask("heap"))`);
      if (engine === "chromium" && from === "served" && what === "first") {
        const loaded = await tab.evaluate(`performance.getEntriesByType("resource").filter(({ name }) => name.includes("/_static/live/") && name.endsWith(".js")).map((e) => [e.decodedBodySize, e.encodedBodySize])`);
        for (const [k, where] of ["disk", "served"].entries()) bytes[where] = `${(loaded.reduce((sum, sizes) => sum + sizes[k], 0) / 1e6).toFixed(1)} MB`;
      }
      await tab.close();
    }
  }
}
for (const browser of Object.values(browsers)) await browser.close();
server.close();

const found = { date: new Date().toISOString().slice(0, 10), cpu: cpus()[0].model, cores: cpus().length, turns: SHORT ? 1 : TURNS, bytes, heap: `${(heap / 1e6).toFixed(0)} MB` };
for (const [who, all] of Object.entries(times)) {
  const [engine, from] = who.split(" "), row = Object.fromEntries(Object.entries(all).map(([what, list]) => [what, median(list)]));
  if (from) (found[engine] ??= {})[from] = row;
  else found[engine] = row;
}
found.goals = Object.fromEntries(Object.entries(GOALS).map(([what, most]) => {
  const worst = Math.max(found.chromium.disk[what], found.firefox.disk[what]);
  return [what, { most, worst, verdict: worst <= most ? "holds" : "does not hold" }];
}));
const text = `${JSON.stringify(found, null, 1)}\n`;
console.log(text);
const file = process.argv.slice(3).find((word) => word !== "--once");
if (file) writeFileSync(file, text);
