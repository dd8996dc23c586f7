// One Python for all of a page, in a worker that starts at the first press and keeps its names.
"use strict";
{
  Object.assign(live, {
    packs: {}, parts: {}, take(pack, i, text) { (this.parts[pack] ??= [])[i] = text; },
    able() {
      if (typeof WebAssembly !== "object" || typeof DecompressionStream !== "function")
        throw new Error("This browser cannot run Python: it is too old, or has no WebAssembly.");
    },
  });
  /** Return the files of a pack, by name.  The worker has this function, too: it uses nothing of the page. */
  const unpack = async (texts) => {
    const bytes = (text) => Uint8Array.fromBase64?.(text) ?? Uint8Array.from(atob(text), (c) => c.charCodeAt(0));
    // No Blob: from disk WebKit refuses to read one in a worker.
    const packed = new ReadableStream({ start(c) { for (const text of texts) c.enqueue(bytes(text)); c.close(); } });
    const buffer = await new Response(packed.pipeThrough(new DecompressionStream("gzip"))).arrayBuffer();
    const size = new DataView(buffer).getUint32(0, true), files = new Map();
    let at = 4 + size;
    for (const [name, length] of JSON.parse(new TextDecoder().decode(new Uint8Array(buffer, 4, size)))) {
      files.set(name, new Uint8Array(buffer, at, length));
      at += length;
    }
    return files;
  };

  /** Fetch packs side by side; `tell` hears words and the share that is there. */
  const fetched = async (names, tell) => {
    await live.load("packs");
    const packs = names.filter((name) => !live.parts[name]?.done).map((name) => [name, live.packs[name]]);
    const total = packs.reduce((sum, [, { bytes }]) => sum + bytes, 0);
    let loaded = 0;
    await Promise.all(packs.flatMap(([name, { parts, bytes, name: file }]) =>
      Array.from({ length: parts }, (_, i) => live.load(`${file}-${String(i).padStart(2, "0")}`).then(() => {
        loaded += bytes / parts;
        tell(`Loading ${(total / 1e6).toFixed(0)} MB, once; it runs on your machine, and nothing leaves it …`, loaded / total);
      }))));
    return names.map((name) => {
      live.parts[name].done = true;
      return live.parts[name];
    });
  };

  /** In the frame that holds the worker: make it of the first message, then pass messages on. */
  const hold = () => {
    const up = (data) => parent.postMessage(data, "*");
    addEventListener("message", ({ data }) => {
      const worker = new Worker(URL.createObjectURL(new Blob(data, { type: "text/javascript" })));
      worker.onmessage = (event) => up({ said: event.data });
      worker.onerror = ({ message }) => up({ broken: message || "Python does not start here." });
      addEventListener("message", (event) => worker.postMessage(event.data));
    }, { once: true });
    up({ ready: true });
  };
  // A frame without an origin: it has no storage, no page above it that it could read, and may load
  // nothing from anywhere; what it holds inherits that, whatever it finds in itself.
  const POLICY = "default-src 'none'; script-src 'unsafe-inline' 'wasm-unsafe-eval'; worker-src blob:";
  const FRAME = `<!doctype html><meta http-equiv="Content-Security-Policy" content="${POLICY}"><script>(${hold})()</script>`;

  const start = (parts) => {
    const frame = live.make("iframe", { hidden: true, title: "Where Python runs", sandbox: "allow-scripts", srcdoc: FRAME });
    const waiting = new Map();
    let last = 0, ready;
    const held = new Promise((done) => { ready = done; });
    const post = (message) => frame.contentWindow.postMessage(message, "*");
    const fail = (message) => {
      for (const { refuse } of waiting.values()) refuse(new Error(message));
      waiting.clear();
    };
    const hear = ({ source, data }) => {
      if (source !== frame.contentWindow || !source) return;
      if (data.ready) { post(parts); ready(); return; }
      if (data.broken) { fail(data.broken); return; }
      const { id, result, row, error } = data.said ?? {}, asked = waiting.get(id); // whatever it says is only shown
      if (!asked) return;
      if (row !== undefined) return asked.row?.(row);
      waiting.delete(id);
      if (error === undefined) asked.done(result);
      else asked.refuse(new Error(error));
    };
    addEventListener("message", hear);
    document.body.append(frame);
    const ask = (what, rest = {}, row) => new Promise((done, refuse) => {
      const id = ++last;
      waiting.set(id, { done, refuse, row });
      held.then(() => post({ id, what, ...rest }));
    });
    return { ask, end(message) { removeEventListener("message", hear); frame.remove(); fail(message); } };
  };

  let engine = null, script;
  /** Return the running Python, started if need be: with Matplotlib if `figures`. */
  live.python = async (tell, figures = false) => {
    if (!engine) {
      const mine = {};
      engine = mine;
      mine.ready = (async () => {
        const [first, ...files] = await fetched(["start", "core", "lecture"], tell);
        script ??= [`const unpack = ${unpack};\n`, ...(await unpack(first)).values()];
        tell("Starting Python …");
        Object.assign(mine, start(script));
        await mine.ask("boot", { files, info: live.info });
      })();
      mine.ready.catch(() => { if (engine === mine) engine = null; });
    }
    const mine = engine;
    await mine.ready;
    if (figures && !mine.figures) {
      const [files] = await fetched(["figures"], tell);
      tell("Starting Matplotlib …");
      await mine.ask("add", { files });
      mine.figures = true;
    }
    return mine;
  };
  const stopped = new Set();
  /** End what runs, and with it all names. */
  live.stop = () => {
    engine?.end?.("Stopped.");
    engine = null;
    for (const forget of stopped) forget();
  };
  live.onStop = (forget) => stopped.add(forget);
}
