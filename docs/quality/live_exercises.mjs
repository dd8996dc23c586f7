// Exercises that check themselves: the code to start from, a wrong answer and the page's own, in each.
// `node live_exercises.mjs SITE [firefox] [PAGE …]` does it from disk; a check of the whole site calls `exercises`.
import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { ENGINES } from "./engines.mjs";

export const PAGES = [
  ...[
    "approximation", "approximation_error", "backward", "training",
    "initialization", "initialization_depth", "initialization_elbows", "initialization_start",
    "dead_relus", "dead_relus_training",
  ].map((name) => `relu_net/${name}.html`),
  ...[
    "loss", "loss_penalty", "loss_conventions", "least_squares", "shrinkage", "bias_variance", "choosing_lambda",
    "gradient_descent", "weight_decay", "stability", "early_stopping", "data_augmentation", "noisy_inputs",
    "feature_augmentation", "kernel_ridge", "random_features", "five_views",
  ].map((name) => `regularization/${name}.html`),
];

export const until = async (tab, expression, seconds = 60) => {
  for (let i = 0; i < 20 * seconds; i++) {
    const found = await tab.evaluate(expression);
    if (found) return found;
    await new Promise((go) => setTimeout(go, 50));
  }
  return "";
};

// Where a changed number is another right answer.
const WRONG = {
  start: "def start():\n    return rr.ReLUNet(w=[1], b=[0], v=[1], c=0)",
  example: "def example():\n    return np.eye(2), np.array([1.0, 1.0])",
  ...Object.fromEntries(["adam", "distance", "end", "fold_error", "median_error"]
    .map((name) => [name, `def ${name}(*given):\n    return 9.0`])),
};
/** Return of the k-th exercise of a page the code to start from, what is given in it, the page's answer, the name of its function. */
export const solved = async (tab, k) => {
  const cell = `document.querySelectorAll("[data-live=exercise]")[${k}]`, starter = await tab.evaluate(`${cell}.dataset.starter`);
  const lines = `[...${cell}.closest(".exercise").querySelectorAll(".answer pre")].flatMap((pre) => pre.textContent.split("\\n"))`;
  const answer = await tab.evaluate(`${lines}.filter((line) => /^(>>>|\\.\\.\\.)( |$)/.test(line)).map((line) => line.slice(4)).join("\\n")`);
  const name = [...starter.matchAll(/^def (\w+)/gm)].at(-1)[1]; // what stands above it is given
  const asked = answer.match(new RegExp(`^def ${name}.*(\\n .*)+`, "m"))[0];
  return { starter, name, asked, given: starter.slice(0, starter.indexOf(`def ${name}`)) };
};
/** Return an answer with a mistake: its first number is one more, or its first product a sum. */
export const wrong = (name, code) => {
  const [head, ...body] = code.split("\n"), text = body.join("\n");
  const next = text.replace(/\d/, (digit) => (+digit + 1) % 10);
  return WRONG[name] ?? `${head}\n${next === text ? text.replace("*", "+") : next}`;
};

/** What does not work of the exercises of a page in a tab. */
export const exercises = async (tab, path) => {
  const found = [];
  await tab.go(path);
  const all = `document.querySelectorAll("[data-live=exercise]")`;
  const count = await until(tab, `${all}.length && [...${all}].every((div) => div.querySelector("textarea")) && ${all}.length`, 5);
  if (!count) return [`${path}: no exercise checks itself`];
  for (let k = 0; k < count; k++) {
    const cell = `${all}[${k}]`, area = `${cell}.querySelector("textarea")`, says = `${cell}.querySelector("[role=status]").textContent`;
    const button = (name) => `[...${cell}.querySelectorAll("button")].find((b) => b.textContent === "${name}")`;
    const { starter, name, asked, given } = await solved(tab, k), right = given + asked;
    const tried = async (code, keys) => {
      await tab.evaluate(`${area}.value = ${JSON.stringify(code)}; ${area}.dispatchEvent(new Event("input")); ${says} = ""; ${area}.focus()`);
      if (keys) await tab.press("Enter", "Control");
      else await tab.evaluate(`${button("Check")}.click()`);
      return until(tab, `/^(✓|✗)|rror/.test(${says}) && ${button("Check")} && ${says}`);
    };
    const hold = (what, said, fits) => fits.test(said) || found.push(`${path}, ${name}, ${what}: "${said}"`);
    hold("the start", await tried(starter), /^✗ check 1 of \d+: .* (gave .*None.*, expected|raises) /);
    hold("a wrong answer", await tried(given + wrong(name, asked)), /^✗ check \d of \d: .* gave .*, expected /);
    hold("the answer", await tried(`${right}\n`, true), /^✓ (all \d checks pass|the check passes)$/);
    hold("an error", await tried(`${right}\n1 / 0\n`), /^✗ your code raises ZeroDivisionError/);
    hold("the traceback", await tab.evaluate(`${cell}.querySelector(".live-out").textContent`), /File "your code", line \d+/);
    if (k) continue;
    await tab.evaluate(`${area}.value = ${JSON.stringify(right)}; ${area}.dispatchEvent(new Event("input"))`);
    await tab.go(path);
    const now = () => until(tab, `${area} && ${area}.value`, 5);
    if ((await now()) !== right) found.push(`${path}, ${name}: a reload loses what was typed`);
    await until(tab, `Boolean(${button("Reset")})`); // an element itself does not come out of Firefox
    await tab.evaluate(`${button("Reset")}.click()`);
    if ((await now()) !== starter) found.push(`${path}, ${name}: Reset does not reset`);
    await tab.evaluate(`${button("Bring back")}.click()`);
    if ((await now()) !== right) found.push(`${path}, ${name}: Reset cannot be taken back`);
    await tab.evaluate(`${area}.value = "while True: pass"; ${area}.dispatchEvent(new Event("input")); ${button("Check")}.click()`);
    await until(tab, `${says} === "Checking …"`);
    await tab.evaluate(`${button("Stop")}.click()`);
    hold("Stop", await until(tab, `${says} === "Stopped." && ${says}`, 5), /Stopped/);
    hold("the answer after Stop", await tried(right), /^✓/);
  }
  return found;
};

if (process.argv[1] === import.meta.filename) {
  const [site, ...rest] = process.argv.slice(2);
  const engine = rest[0] === "firefox" ? rest.shift() : "chromium";
  if (!existsSync(join(site, "index.html"))) throw new Error(`There is no site in ${site}.`);
  const browser = await ENGINES[engine]();
  const tab = await browser.open(pathToFileURL(resolve(site)).href, {});
  for (const path of rest.length ? rest : PAGES) {
    const found = [...(await exercises(tab, path)), ...(await tab.evaluate("errors")), ...tab.outside.splice(0)];
    if (found.length) process.exitCode = 1;
    console.log([`${path}: ${found.length} found`, ...found].join("\n  "));
  }
  await browser.close();
}
