// Predictions: one looks without having chosen, then chooses wrong, then right, with keys alone, and comes back.
// `node predictions.mjs SITE [engine] [PAGE …]` does it from disk; a check of the whole site calls `predictions`.
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { ENGINES } from "./engines.mjs";

const ALL = `[...document.querySelectorAll("form.choices")]`;
/** What a prediction shows: whether the answer is open, what is said, which choices are marked, what has the focus. */
const shown = (k) => `(() => {
  const form = ${ALL}[${k}], box = form.closest(".exercise"), open = box.querySelector("details.answer").open;
  const marks = [...form.querySelectorAll("label")].map((label) => label.className).join();
  const locked = [...form.querySelectorAll("input")].every((input) => input.disabled);
  const focus = box.querySelector("summary") === document.activeElement;
  return { open, marks, locked, focus, says: box.querySelector("[role=status]").textContent };
})()`;

/** Forget what a page keeps; from disk Firefox has it in cookies. */
export const FORGET = `(() => {
  localStorage.clear();
  for (const one of document.cookie.split("; ")) document.cookie = one.split("=")[0] + "=; path=/; max-age=0";
})()`;

/** Whether a page that counts says how many sentences were judged rightly, keeps that, and begins again. */
const counted = async (tab, path) => {
  const wrong = [], says = `document.querySelector(".judged").textContent`, links = `document.querySelectorAll(".judged li").length`;
  const hold = (what, good, found) => good || wrong.push(`the count, ${what}: ${JSON.stringify(found)}`);
  await tab.go(path);
  hold("before a choice", (await tab.evaluate(says)) === "You have judged none yet.", await tab.evaluate(says));
  const n = await tab.evaluate(`${ALL}.length`);
  for (let k = 0; k < n; k++) {
    await tab.evaluate(`(() => {
      const inputs = [...${ALL}[${k}].querySelectorAll("input")], right = inputs.findIndex((i) => i.dataset.right !== undefined);
      inputs[${k} % 2 ? right : (right + 1) % inputs.length].checked = true;
      ${ALL}[${k}].closest(".exercise").querySelector("summary").click();
    })()`);
    if (k === 0) hold("after one", (await tab.evaluate(says)).startsWith(`0 of 1 right; ${n - 1} to go.  The others: 1 `), await tab.evaluate(says));
  }
  const whole = `${Math.floor(n / 2)} of ${n} right.  The others: `;
  for (const when of ["after all", "on coming back"]) {
    const [told, listed] = [await tab.evaluate(says), await tab.evaluate(links)];
    hold(when, told.startsWith(whole) && listed === Math.ceil(n / 2), [told, listed]);
    const there = await tab.evaluate(`[...document.querySelectorAll(".judged a")].map((a) => a.getAttribute("href"))`);
    const folded = await tab.evaluate(`[...document.querySelectorAll(".judge .answer .answer")].filter((e) => !e.open).length`);
    hold(`claims folded ${when}`, folded === n, folded);
    hold(`links ${when}`, there.every((href) => /html#shows-/.test(href)), there);
    await tab.go(path);
  }
  await tab.evaluate(`document.querySelector(".judged button").click()`);
  await new Promise((go) => setTimeout(go, 300));
  await tab.go(path);
  hold("after Start again", !(await tab.evaluate(`/right/.test(${says}) || document.querySelector("form.choices :disabled")`)), await tab.evaluate(says));
  return wrong;
};

/** What is wrong with the predictions of a page, in a tab of any engine. */
export const predictions = async (tab, path) => {
  const wrong = [], count = await tab.evaluate(`${ALL}.length`);
  for (let k = 0; k < count; k++) {
    const inputs = `[...${ALL}[${k}].querySelectorAll("input")]`, right = `${inputs}.findIndex((i) => i.dataset.right !== undefined)`;
    const number = await tab.evaluate(`${inputs}[0].type === "number"`);
    const look = () => tab.evaluate(`(${ALL}[${k}].closest(".exercise").querySelector("summary").focus(), 0)`);
    const hold = (what, good, found) => good || wrong.push(`prediction ${k + 1}, ${what}: ${JSON.stringify(found)}`);

    await tab.evaluate(FORGET);
    await tab.go(path);
    await look();
    await tab.press("Enter");
    let now = await tab.evaluate(shown(k));
    hold("nothing chosen", !now.open && !now.locked && /first\.$/.test(now.says), now);

    for (const good of [false, true]) {
      await tab.go(path);
      const at = await tab.evaluate(right), other = await tab.evaluate(`${inputs}.length > 1 && ${at} === 0 ? 1 : 0`);
      const which = good ? at : other;
      await tab.evaluate(`(${inputs}[${which}].focus(), 0)`);
      if (number) await tab.evaluate(`(${inputs}[0].value = +${inputs}[0].dataset.right ${good ? "" : `+ 2 * ${inputs}[0].dataset.near + 1`}, 0)`);
      await tab.press(number ? "Enter" : " ");
      if (!number) {
        await tab.press("Tab");
        hold("Tab leads to the answer", (await tab.evaluate(shown(k))).focus, "");
        await tab.press("Enter");
      }
      now = await tab.evaluate(shown(k));
      const marks = number ? now.marks === "" : now.marks.includes("wrong") === !good && now.marks.split(",")[at] === "right";
      const said = good ? /^Right: .+\.$/ : /^Not quite\. You (chose|said):? .+\. (Right is|It is):? .+\.$/;
      hold(good ? "the right choice" : "a wrong choice", now.open && now.locked && now.focus && marks && said.test(now.says), now);
      const before = now;
      await tab.go(path);
      now = await tab.evaluate(shown(k));
      hold("on coming back", !now.open && now.locked && now.marks === before.marks && now.says === before.says, now);
      await look();
      await tab.press("Enter");
      hold("the answer on coming back", (await tab.evaluate(shown(k))).open, now);
      await tab.evaluate(FORGET);
    }
  }
  if (await tab.evaluate(`document.querySelector(".judged") !== null`)) wrong.push(...(await counted(tab, path)));
  return wrong;
};

if (process.argv[1] === import.meta.filename) {
  const [site, ...rest] = process.argv.slice(2);
  const engine = rest[0] in ENGINES ? rest.shift() : "chromium";
  const browser = await ENGINES[engine](site), tab = await browser.open(pathToFileURL(resolve(site)).href, {});
  for (const path of rest) {
    await tab.go(path);
    const found = [...(await predictions(tab, path)), ...(await tab.evaluate("window.errors")), ...tab.outside.splice(0)];
    if (found.length) process.exitCode = 1;
    console.log([`${path}: ${await tab.evaluate(`${ALL}.length`)} predictions, ${found.length} problems`, ...found].join("\n  "));
  }
  await browser.close();
}
