// What every page has beside its text: search, copy buttons, the switch between light and dark.

const CODE = "relu_net/dead_relus.html", ELSEWHERE = "index.html", CLAIM = "1.3.a";

/** Wait until an expression holds in the page; say whether it did, within five seconds. */
const holds = async (tab, expression) => {
  for (let i = 0; i < 100; i++) {
    if (await tab.evaluate(`Boolean(${expression})`)) return true;
    await new Promise((go) => setTimeout(go, 50));
  }
  return false;
};

const copies = async (tab) => {
  await tab.go(CODE);
  if (!(await holds(tab, `document.querySelector(".copybtn")`))) return ["no copy buttons"];
  const code = await tab.evaluate(`document.querySelector(".highlight pre").textContent`);
  await tab.evaluate(`document.querySelector(".copybtn").focus()`);
  await tab.press("Enter");
  const says = await holds(tab, `document.querySelector(".copybtn").dataset.tooltip === "Copied!"`);
  await tab.evaluate(`document.body.appendChild(document.createElement("textarea")).focus()`);
  await tab.press("v", "Control");
  const last = `[...document.querySelectorAll("textarea")].at(-1).value`; // exercises have some, too
  await holds(tab, last);
  const pasted = await tab.evaluate(last);
  const typed = code.split("\n").filter((line) => /^(>>>|\.\.\.) /.test(line)).map((line) => line.slice(4)).join("\n");
  return says && pasted === typed ? [] : [`the copy button gives "${pasted}"`];
};

const finds = async (tab) => {
  await tab.go(`search.html?q=${CLAIM}`);
  if (!(await holds(tab, `document.querySelector("#search-results li .context")`))) return ["a search shows nothing"];
  const first = `document.querySelector("#search-results li")`;
  const [text, href] = await tab.evaluate(`[${first}.textContent, ${first}.querySelector("a").getAttribute("href")]`);
  await tab.go(href);
  const there = await tab.evaluate(`document.querySelector(":target")?.textContent ?? ""`);
  return text.includes(CLAIM) && there.includes(CLAIM) ? [] : [`a search for ${CLAIM} leads to "${there.slice(0, 40)}"`];
};

/** Light or dark as chosen, in drawings too, and on the next page. */
const switches = async (tab) => {
  const theme = `getComputedStyle(document.querySelector(".explorable svg text.axis")).fill`;
  await tab.go(CODE);
  const before = await tab.evaluate(theme);
  await tab.evaluate(`document.querySelector(".theme-toggle").click()`);
  const after = await tab.evaluate(theme);
  await tab.go(ELSEWHERE);
  const there = await tab.evaluate(theme);
  return before !== after && after === there ? [] : [`the switch of colors: ${before}, ${after}, on the next page ${there}`];
};

/** What does not work of a site's tools in a tab. */
export const tools = async (tab) => [...(await copies(tab)), ...(await finds(tab)), ...(await switches(tab))];
