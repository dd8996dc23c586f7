// Print the lecture into one file: `node pdf.mjs site lecture.pdf`.
//
// The front page takes up the others, with links that stay in the file and answers open, and is
// printed with a bookmark for each heading.

import { resolve } from "node:path";
import { launchChromium } from "./engines.mjs";
import { serve } from "./serve.mjs";

const FRONT = "index.html";
const BEHIND = ["claims.html", "conventions.html", "notation.html", "references.html"];
const MARGIN = { top: "18mm", bottom: "18mm", left: "20mm", right: "20mm" };
const NUMBER = `<p style="font: 8pt sans-serif; text-align: center; width: 100%" class="pageNumber"></p>`;

/** Put the lecture, and what is to be behind it, into the front page, where this runs. */
const gather = async ([front, behind]) => {
  const read = async (path) => new DOMParser().parseFromString(await (await fetch(path)).text(), "text/html");
  const idOf = (path, id) => `${path.replace(/\W/g, "-")}--${id || "top"}`;
  const lecture = [...document.querySelectorAll(".sidebar-tree > ul:first-of-type a")];
  const paths = [front, ...lecture.map((a) => a.getAttribute("href")), ...behind];
  await new Promise((onload) => { // the front page itself has no formulas
    const link = { rel: "stylesheet", href: "_static/fonts/formulas.css", onload };
    document.head.prepend(Object.assign(document.createElement("link"), link));
  });
  const whole = document.querySelector("article");
  whole.replaceChildren();
  let afterChapter = false;
  for (const path of paths) {
    const page = (await read(path)).querySelector("article");
    const isFront = path === front, isSection = /.\/(?!index)/.test(path);
    // What only the site is for, and on the front page what its sections show anyway.
    const left = isFront ? ".explorable, section section:has(.explorable)" : "#the-code";
    for (const e of page.querySelectorAll(`${left}, .headerlink, .term-tip, script`)) e.remove();
    for (const e of page.querySelectorAll("details")) e.open = true;
    for (const e of page.querySelectorAll("img")) e.loading = "eager";
    for (const e of page.querySelectorAll("[aria-describedby]")) e.removeAttribute("aria-describedby");
    for (const e of page.querySelectorAll("[id]:not(svg *)")) e.id = idOf(path, e.id);
    for (const h of page.querySelectorAll("h1, h2, h3, h4")) h.setAttribute("aria-level", +h.localName[1] + isSection);
    for (const e of page.querySelectorAll("[src], [href]")) {
      const name = e.hasAttribute("src") ? "src" : "href";
      const url = new URL(e.getAttribute(name), new URL(path, location));
      const to = url.pathname.slice(1);
      if (e.localName !== "a" || url.origin !== location.origin) e.setAttribute(name, url.href);
      else if (paths.includes(to)) e.setAttribute(name, `#${idOf(to, url.hash.slice(1))}`);
      else e.removeAttribute(name);
    }
    const part = document.createElement("div");
    part.id = idOf(path);
    part.style.cssText = afterChapter ? "padding-top: 2em" : "break-before: page";
    part.append(...page.childNodes);
    whole.append(part);
    afterChapter = !isFront && path.endsWith("index.html");
  }
  document.title = document.querySelector(".sidebar-brand-text").textContent;
  whole.querySelector(".lead").append(` Version ${DOCUMENTATION_OPTIONS.VERSION}.`);
  await Promise.all([...document.images].map((image) => image.decode()));
  const lost = [...whole.querySelectorAll("a[href^='#']")].filter((a) => !document.getElementById(a.hash.slice(1)));
  const bare = [...whole.querySelectorAll(".explorable")].filter((e) => getComputedStyle(e).display === "inline");
  return [
    ...lost.map((a) => `"${a.textContent.trim()}" links to nothing, ${a.hash}`),
    ...bare.map((e) => `${e.localName} has lost its style`),
  ];
};

const [server, origin] = await serve(resolve(process.argv[2]));
const browser = await launchChromium();
const page = await browser.newPage();
await page.emulateMediaFeatures([{ name: "prefers-color-scheme", value: "light" }]);
await page.setRequestInterception(true);
await page.setBypassCSP(true); // the other pages are fetched
page.on("request", (r) => (/(explorables|live)\/\w+\.js/.test(r.url()) ? r.abort() : r.continue())); // nothing runs on paper
await page.goto(`${origin}/${FRONT}`);
const wrong = await page.evaluate(gather, [FRONT, BEHIND]);
await page.pdf({
  path: process.argv[3], format: "A4", margin: MARGIN, printBackground: true, outline: true, tagged: true,
  timeout: 0, displayHeaderFooter: true, headerTemplate: "<p></p>", footerTemplate: NUMBER,
});
for (const text of wrong) console.log(text);
await browser.close();
server.close();
process.exitCode = wrong.length ? 1 : 0;
