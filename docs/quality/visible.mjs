// What a page hides, and what it shows raw.

/**
 * Formulas, figures and code of a page that nobody sees, and markup that everybody does.
 *
 * Runs in the page, in any engine, and so uses nothing from outside itself.
 */
export const visible = () => {
  const wrong = [];
  const start = (text) => text.trim().replace(/\s+/g, " ").slice(0, 60);

  const SHOWN = ".katex, .katex-display, img:not(.toggler), .explorable, .explorable svg, pre, table, .claim, .exercise";
  const MAY_HIDE = "details:not([open]) > :not(summary), .term-tip";
  const cut = (e, { height }) => e.clientHeight < height / 2 && getComputedStyle(e).overflowY === "hidden";
  for (const e of document.querySelectorAll(`:is(article, main) :is(${SHOWN})`)) {
    if (e.closest(MAY_HIDE)) continue;
    const box = e.getBoundingClientRect();
    const onPage = box.width && box.height && box.right + scrollX > 0 && box.bottom + scrollY > 0;
    if (!onPage || cut(e.parentElement, box) || !e.checkVisibility({ opacityProperty: true, visibilityProperty: true }))
      wrong.push(`hidden: ${e.localName} ${e.getAttribute("class") ?? ""}: ${start(e.alt || e.textContent)}`);
    if (e.localName === "img" && e.complete && !e.naturalWidth) wrong.push(`no picture: ${e.src}`);
  }

  for (const e of document.querySelectorAll(".explorable .controls *")) {
    const frame = e.closest(".explorable").getBoundingClientRect(), { right } = e.getBoundingClientRect();
    if (right > frame.right + 1) wrong.push(`sticks out of its box by ${Math.round(right - frame.right)} px: ${start(e.textContent || e.name)}`);
  }

  const MARKUP = new RegExp([
    "[`$\\\\]", "\\*\\*", ":::", "::\\s*$", "\\{[a-z][\\w:-]*\\}", ":[a-z:-]+:(?=\\s|$)", "\\.\\. [a-z-]+:",
    "^#+\\s", "\\]\\([^\\s)]+\\)", "\\]_", "<\\/?[a-z]", "&[a-z]+;", ">>>",
  ].join("|"), "m");
  const SOURCE = "pre, code, .katex, .sig, script, style, noscript, textarea";
  const raw = (text, where) => {
    const found = text.match(MARKUP);
    if (found) wrong.push(`raw ${found[0]} in ${where}: ${start(text.slice(Math.max(0, found.index - 20)))}`);
  };
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const { data, parentElement } = walker.currentNode;
    if (data.trim() && !parentElement.closest(SOURCE)) raw(data, "the text");
  }
  raw(document.title, "the title");
  for (const name of ["alt", "aria-label", "title"])
    for (const e of document.querySelectorAll(`[${name}]`)) raw(e.getAttribute(name), name);
  for (const e of document.querySelectorAll("meta[name=description], meta[property^=og]")) raw(e.content, "a description");

  // Code that goes on after its end: pages about markup show no Markdown.
  for (const e of document.querySelectorAll("pre")) {
    const found = e.textContent.match(/^(```|:::|#{2,6} ).*|(?<![\w^])\{[a-z-]+\}`.*/m);
    if (found) wrong.push(`swallowed by code: ${start(found[0])}`);
  }
  return wrong;
};
