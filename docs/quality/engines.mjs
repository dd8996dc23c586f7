// Three browsers, and the little that a check of all of them needs: a tab that goes somewhere,
// evaluates, presses keys, and is clicked, dragged and touched.

import { spawn } from "node:child_process";
import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import puppeteer from "puppeteer-core";

const DESK = { width: 1280, height: 900 };
const NEEDED = {
  chromium: { variable: "CHROMIUM", names: ["chromium", "chromium-browser", "google-chrome"], debian: "chromium" },
  firefox: { variable: "FIREFOX", names: ["firefox-esr", "firefox"], debian: "firefox-esr" },
  webkit: { variable: "WEBKIT_DRIVER", names: ["WebKitWebDriver"], debian: "webkit2gtk-driver" },
  xvfb: { variable: "XVFB", names: ["Xvfb"], debian: "xvfb" },
};
export const FLAGS = [
  "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update",
  "--disable-sync", "--no-first-run", "--hide-scrollbars",
];

/** Where a program is, or how to get it. */
export const programPath = (program) => {
  const { variable, names, debian } = NEEDED[program];
  const places = process.env.PATH.split(delimiter).flatMap((folder) => names.map((name) => join(folder, name)));
  const path = process.env[variable] || places.find(existsSync);
  if (path) return path;
  console.error(`There is no ${names[0]}: \`apt-get install ${debian}\`, or set ${variable} to its path.`);
  process.exit(1);
};

export const launchChromium = (options = {}) =>
  puppeteer.launch({ executablePath: programPath("chromium"), args: FLAGS, ...options });

/** Note what goes wrong in a page, from its first script on; runs in the page, in any engine. */
const watch = () => {
  window.errors = [];
  const note = (text) => window.errors.push(text);
  addEventListener("error", ({ message, target }) => note(message ?? `cannot load ${target.src ?? target.href}`), true);
  addEventListener("unhandledrejection", ({ reason }) => note(`rejected: ${reason}`));
  document.fonts.addEventListener("loadingerror", ({ fontfaces }) =>
    fontfaces.forEach(({ family, style }) => note(`cannot load ${family} ${style}`)));
  const { error } = console;
  console.error = (...words) => { note(words.join(" ")); error(...words); };
};

/** A tab of Chromium or Firefox. `page` is puppeteer's. */
const puppetTab = async (context, origin, { scheme, ...viewport }) => {
  const page = await context.newPage();
  const outside = [];
  page.on("console", (m) => m.type() === "error" && outside.push(`console: ${m.text()}`));
  page.on("request", (r) => {
    if (!r.url().startsWith(origin) && !/^(data|blob|about):/.test(r.url())) outside.push(`asks ${r.url()}`);
  });
  await page.setViewport({ ...DESK, ...viewport });
  if (scheme) await page.emulateMediaFeatures([{ name: "prefers-color-scheme", value: scheme }]);
  await page.evaluateOnNewDocument(watch);
  return {
    page, origin, outside,
    async go(path) { await page.goto(`${origin}/${path}`, { waitUntil: "load" }); },
    evaluate: (expression) => page.evaluate(expression),
    async press(key, held) {
      if (held) await page.keyboard.down(held);
      await page.keyboard.press(key);
      if (held) await page.keyboard.up(held);
    },
    click: ([x, y]) => page.mouse.click(x, y),
    async mouse(from, to) {
      await page.mouse.move(...from);
      await page.mouse.down();
      await page.mouse.move(...to, { steps: 4 });
      await page.mouse.up();
    },
    async touch(from, to) {
      await page.touchscreen.touchStart(...from);
      for (let i = 1; i <= 5; i++)
        await page.touchscreen.touchMove(from[0] + ((to[0] - from[0]) * i) / 5, from[1] + ((to[1] - from[1]) * i) / 5);
      await page.touchscreen.touchEnd();
    },
    close: () => page.close(),
  };
};

const puppet = async (launching) => {
  const browser = await launching;
  return {
    open: async (origin, setting) => puppetTab(await browser.createBrowserContext(), origin, setting),
    close: () => browser.close(),
  };
};

const chromium = () => puppet(launchChromium());

const firefox = () => puppet(puppeteer.launch({
  browser: "firefox", executablePath: programPath("firefox"),
  extraPrefsFirefox: {
    "security.fileuri.strict_origin_policy": true, // as readers have it; puppeteer is laxer
    "dom.w3c_touch_events.enabled": 1,
    "network.prefetch-next": false,
  },
}));

const KEYS = { // as WebDriver writes them
  PageUp: "\uE00E", PageDown: "\uE00F", ArrowLeft: "\uE012", ArrowUp: "\uE013", ArrowRight: "\uE014", ArrowDown: "\uE015",
  Enter: "\uE007", Tab: "\uE004", Control: "\uE009", Shift: "\uE008",
};

const freePort = () => new Promise((ready) => {
  const server = createServer().listen(0, "127.0.0.1", () => {
    const { port } = server.address();
    server.close(() => ready(port));
  });
});

/** A copy of a site whose pages note errors: WebDriver can put no script before a page's own. */
const watched = (root) => {
  const copy = mkdtempSync(join(tmpdir(), "site-"));
  cpSync(root, copy, { recursive: true });
  for (const name of readdirSync(copy, { recursive: true })) {
    if (!name.endsWith(".html")) continue;
    const text = readFileSync(join(copy, name), "utf8");
    writeFileSync(join(copy, name), text.replace("<head>", `<head><script>(${watch})()</script>`));
  }
  return copy;
};

/** WebKitGTK, on a screen that nobody sees; it opens pages from disk alone. */
const webkit = async (root) => {
  const programs = ["xvfb", "webkit"].map(programPath), copy = watched(root), port = await freePort();
  const screen = spawn(programs[0], ["-displayfd", "1", "-screen", "0", "1400x1000x24"]);
  const display = await new Promise((ready) => screen.stdout.once("data", (text) => ready(`:${`${text}`.trim()}`)));
  const env = { ...process.env, DISPLAY: display, WEBKIT_DISABLE_COMPOSITING_MODE: "1", WEBKIT_DISABLE_DMABUF_RENDERER: "1" };
  const driver = spawn(programs[1], ["-p", port], { env, stdio: "ignore" });
  const stop = () => {
    for (const child of [driver, screen]) child.kill();
    rmSync(copy, { recursive: true, force: true });
  };
  process.once("exit", stop);
  const send = async (method, path, body) => {
    const response = await fetch(`http://127.0.0.1:${port}${path}`, { method, body: body && JSON.stringify(body) });
    const { value } = await response.json();
    if (!response.ok) throw new Error(`${path}: ${value.error}: ${value.message}`);
    return value;
  };
  for (let i = 0; i < 100 && !(await send("GET", "/status").catch(() => 0)); i++) await new Promise((go) => setTimeout(go, 100));
  const { sessionId } = await send("POST", "/session", { capabilities: {} });
  const call = (method, path, body) => send(method, `/session/${sessionId}${path}`, body);
  const act = (type, actions) => call("POST", "/actions", { actions: [{ type, id: type, actions }] });
  const move = ([x, y]) => ({ type: "pointerMove", x: Math.round(x), y: Math.round(y), duration: 0 });
  const [down, up] = ["pointerDown", "pointerUp"].map((type) => ({ type, button: 0 }));
  const tab = {
    outside: [],
    go: (path) => call("POST", "/url", { url: `file://${copy}/${path}` }),
    evaluate: (expression) => call("POST", "/execute/sync", { script: `return ${expression}`, args: [] }),
    press(key, held) {
      const value = KEYS[key] ?? key;
      const pressed = [{ type: "keyDown", value }, { type: "keyUp", value }];
      return act("key", held ? [{ type: "keyDown", value: KEYS[held] }, ...pressed, { type: "keyUp", value: KEYS[held] }] : pressed);
    },
    click: (at) => act("pointer", [move(at), down, up]),
    mouse: (from, to) => act("pointer", [move(from), down, move([(from[0] + to[0]) / 2, to[1]]), move(to), up]),
    close: async () => {},
  };
  return {
    open: async () => tab,
    async close() {
      await call("DELETE", "").catch(() => {});
      stop();
    },
  };
};

export const ENGINES = { chromium, firefox, webkit };
