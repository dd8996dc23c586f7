// One Python for all of a page, in a worker that starts at the first press and keeps its names.
"use strict";
{
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

  let script; // the worker's, as an address
  const start = (say) => {
    const worker = new Worker(script), waiting = new Map();
    let last = 0;
    const fail = (message) => {
      for (const { refuse } of waiting.values()) refuse(new Error(message));
      waiting.clear();
    };
    worker.onmessage = ({ data: { id, result, row, error } }) => {
      const asked = waiting.get(id);
      if (!asked) return;
      if (row !== undefined) return asked.row?.(row);
      waiting.delete(id);
      if (error === undefined) asked.done(result);
      else asked.refuse(new Error(error));
    };
    worker.onerror = (event) => fail(event.message || "Python does not start here.");
    const ask = (what, rest = {}, row) => new Promise((done, refuse) => {
      waiting.set(++last, { done, refuse, row });
      worker.postMessage({ id: last, what, ...rest });
    });
    return { ask, end(message) { worker.terminate(); fail(message); } };
  };

  let engine = null;
  /** Return the running Python, started if need be: with Matplotlib if `figures`. */
  live.python = async (tell, figures = false) => {
    if (!engine) {
      const mine = {};
      engine = mine;
      mine.ready = (async () => {
        const [first, ...files] = await fetched(["start", "core", "lecture"], tell);
        if (!script) {
          const parts = [`const unpack = ${unpack};\n`, ...(await unpack(first)).values()];
          script = URL.createObjectURL(new Blob(parts, { type: "text/javascript" }));
        }
        tell("Starting Python …");
        Object.assign(mine, start());
        live.started = await mine.ask("boot", { files, info: live.info });
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
