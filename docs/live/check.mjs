// Check on WebAssembly, without a browser: `node docs/live/check.mjs site`.  The site's own scripts start
// the site's own packs in a worker, and run every example of every page, every claim, and
// tests/test_webassembly.py.  Each output must be as printed.
import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { runInThisContext } from "node:vm";
import { Worker as Thread } from "node:worker_threads";

const [site] = process.argv.slice(2);
const folder = `${site}/_static/live`, root = fileURLToPath(new URL("../..", import.meta.url));
if (!existsSync(`${folder}/packs.js`)) {
  console.error(`${folder} has no packs: there is nothing to run`);
  process.exit(1);
}

// What a worker of a browser has, and no Node: Pyodide looks for both.
const BROWSER = `
  const { parentPort, workerData } = require("node:worker_threads"), { runInThisContext } = require("node:vm");
  for (const name of ["process", "require"]) delete globalThis[name];
  Object.assign(globalThis, {
    self: globalThis, WorkerGlobalScope: Object, importScripts() {}, location: new URL("blob:null/worker"),
    postMessage: (data) => parentPort.postMessage(data),
  });
  runInThisContext(workerData);
  parentPort.on("message", (data) => onmessage({ data }));
`;
// What the page has: here the frame that holds the worker is only a way to it.
const hearers = new Set();
const make = () => {
  let thread;
  const said = (data) => { for (const hear of hearers) hear({ source: contentWindow, data }); };
  const contentWindow = {
    async postMessage(data) {
      thread ??= new Blob(data).text().then((workerData) => new Thread(BROWSER, { eval: true, workerData })
        .on("message", (message) => said({ said: message })).on("error", ({ stack }) => said({ broken: stack })));
      const ready = await thread;
      if (!Array.isArray(data)) ready.postMessage(data);
    },
  };
  return { contentWindow, said };
};
Object.assign(globalThis, {
  addEventListener: (_, hear) => hearers.add(hear),
  document: { body: { append: ({ said }) => said({ ready: true }) } },
});
const load = async (name) => runInThisContext(readFileSync(`${folder}/${name}.js`, "utf8"), { filename: `${name}.js` });
globalThis.live = { load, make };

let wrong = 0;
const count = (n, word) => `${n} ${word}${n === 1 ? "" : "s"}`;
/** Say what is not as it must be. */
const complain = (where, rows) => {
  for (const [source, state, got, want] of rows) {
    wrong += 1;
    console.log(`${where}: ${state}\n${source.trimEnd()}\nprinted here:\n${got.trimEnd()}\nmust be:\n${want.trimEnd()}\n`);
  }
};

await load("engine");
await load("examples");
const python = await live.python(() => {});
const ask = async (code) => (await python.ask("run", { session: "check", code, text: "" })).rows;

const pages = live.examples.filter(({ blocks }) => blocks.length).map(({ page, blocks }) => [page, blocks]);
let outputs = 0, seen = 0, seconds = 0;
await python.ask("again", { pages: JSON.stringify(pages) }, (row) => {
  seen += 1;
  outputs += row.printed;
  seconds += row.seconds;
  complain(row.page, row.wrong);
});
const blocks = pages.reduce((sum, [, each]) => sum + each.length, 0);
console.log(`${count(seen, "page")}, ${count(blocks, "example")}, ${count(outputs, "output")}, ${seconds.toFixed(1)} s`);
for (const { page, without } of live.examples)
  for (const [name, n] of Object.entries(without)) console.log(`${page}: ${count(n, "example")} left out, for want of ${name}`);

let claims = 0;
const { seconds: took } = await python.ask("ledger", {}, (claim) => {
  claims += 1;
  if (claim.failed) complain(`claim ${claim.id}`, [["", `${claim.failed} of ${claim.tried} failed`, claim.report, ""]]);
});
console.log(`${count(claims, "claim")}, ${took.toFixed(1)} s`);

// What asks for the package and NumPy alone, of the tests.
const RUN = `
tests = [test for name, test in list(globals().items()) if name.startswith("test_")]
for test in tests: test()
len(tests)
`;
const rows = await ask(readFileSync(`${root}tests/test_webassembly.py`, "utf8") + RUN);
complain("tests/test_webassembly.py", rows.filter(([, state]) => state === "error"));
const tests = Number(rows.at(-1)[2]);
console.log(`${count(tests, "test")} of what WebAssembly does otherwise`);

if (!outputs || !claims || !tests) {
  console.error("nothing was run");
  wrong += 1;
}
console.log(wrong ? `${wrong} wrong` : "all as printed");
process.exit(wrong ? 1 : 0);
