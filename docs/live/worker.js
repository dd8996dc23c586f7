// Python beside the page, in a worker: starts from what the page hands over, and asks nobody for
// anything.  The page answers for what it shows; what runs here can only send it messages.
const NOWHERE = "https://nowhere.invalid/";
const TYPES = { wasm: "application/wasm", zip: "application/zip" };
let python, reader;

const install = (files) => {
  const home = `${python.runPython("import site; site.getsitepackages()[0]")}/`;
  const made = new Set();
  for (const [name, data] of files) {
    if (!name.startsWith("site/")) continue;
    const path = home + name.slice(5), folder = path.slice(0, path.lastIndexOf("/"));
    if (!made.has(folder)) made.add(folder) && python.FS.mkdirTree(folder);
    python.FS.writeFile(path, data);
  }
  python.runPython("import importlib; importlib.invalidate_caches()");
};

/** Take away all that reaches beyond this worker; what JavaScript itself has, stays. */
const seal = () => {
  const keep = new Set([
    ...Object.getOwnPropertyNames(globalThis).filter((name) => LANGUAGE.has(name)),
    "self", "postMessage", "onmessage", "console", "performance", "setTimeout", "clearTimeout",
    "setInterval", "clearInterval", "queueMicrotask", "TextEncoder", "TextDecoder", "MessageChannel",
    "crypto", "DecompressionStream", "ReadableStream", "Response", "constructor",
  ]);
  for (let o = globalThis; o !== Object.prototype; o = Object.getPrototypeOf(o))
    for (const name of Object.getOwnPropertyNames(o)) if (!keep.has(name) && !delete o[name]) o[name] = undefined;
};
const LANGUAGE = new Set(`Object Function Array Number Boolean String Symbol BigInt Math JSON Reflect Proxy
  Promise Map Set WeakMap WeakSet WeakRef FinalizationRegistry Date RegExp Intl Atomics Iterator
  Error AggregateError EvalError RangeError ReferenceError SyntaxError TypeError URIError SuppressedError
  ArrayBuffer SharedArrayBuffer DataView Int8Array Uint8Array Uint8ClampedArray Int16Array Uint16Array
  Int32Array Uint32Array Float16Array Float32Array Float64Array BigInt64Array BigUint64Array WebAssembly
  Infinity NaN undefined globalThis eval isFinite isNaN parseFloat parseInt decodeURI decodeURIComponent
  encodeURI encodeURIComponent escape unescape`.split(/\s+/));

const boot = async ({ files: packs, info }) => {
  const files = new Map((await Promise.all(packs.map(unpack))).flatMap((pack) => [...pack]));
  globalThis.fetch = async (from) => {
    const url = String(from.url ?? from), data = files.get(url.slice(NOWHERE.length));
    if (!url.startsWith(NOWHERE) || !data) throw new TypeError("This page asks no other host.");
    return new Response(data, { headers: { "content-type": TYPES[url.split(".").pop()] ?? "text/plain" } });
  };
  python = await loadPyodide({
    indexURL: NOWHERE, packageBaseUrl: NOWHERE, createPyodideModule: createPython,
    lockFileContents: { info, packages: {} }, stdout: () => {}, stderr: () => {},
  });
  install(files);
  reader = python.pyimport("reader");
  python.runPython("import reluridge");
  seal();
};

const told = (id) => (row) => postMessage({ id, row: JSON.parse(row) });
const does = {
  boot,
  add: async ({ files }) => { install(await unpack(files)); reader.load_figures(); },
  run: ({ session, code, text }) => reader.run(session, code, text),
  claim: ({ name }) => reader.claim(name),
  ledger: (_, id) => reader.ledger(told(id)),
  again: ({ pages }, id) => reader.again(pages, told(id)),
  draw: ({ session, code, part = 1, show = true }) => reader.draw(session, code, part, show),
  script: ({ code }, id) => reader.script(code, told(id)),
  check: ({ code, checks }) => reader.check(code, checks),
  workbook: ({ asked }) => python.pyimport("workbook").made(asked),
  heap: () => python._module.HEAP8.length,
};

onmessage = async ({ data: { id, what, ...rest } }) => {
  try {
    const result = await does[what](rest, id);
    postMessage({ id, result: typeof result === "string" ? JSON.parse(result) : result });
  } catch (error) {
    postMessage({ id, error: String(error?.message ?? error) });
  }
};
