// A finger on a word with a definition shows it; a second one goes to the table.
// A link to something folded opens it, also where the browser does not.
// And two ways to show a page to others, asked for in its address.
// page.html?embed=ID shows one thing alone, in a frame of another page; its ID is what follows # in links.
// page.html?projector shows one section at a time, in large type.
"use strict";

let told; // the word whose definition is shown
addEventListener("click", (event) => {
  const term = event.target.closest("a.term");
  if (term && term !== told && matchMedia("(hover: none)").matches) event.preventDefault();
  told?.classList.remove("told");
  term?.classList.add("told");
  told = term;
});

const unfold = () => {
  const to = document.getElementById(location.hash.slice(1));
  const folded = [...(to?.querySelectorAll(":scope > details:only-child") ?? [])];
  for (let part = to?.closest("details"); part; part = part.parentElement.closest("details")) folded.push(part);
  if (folded.every(({ open }) => open)) return;
  for (const part of folded) part.open = true;
  to.scrollIntoView();
};
addEventListener("hashchange", unfold);
addEventListener("DOMContentLoaded", unfold);

addEventListener("DOMContentLoaded", () => {
  const asked = new URLSearchParams(location.search), root = document.documentElement;
  const shown = document.getElementById(asked.get("embed") ?? "");
  if (shown) {
    root.classList.add("embed");
    shown.classList.add("shown");
    for (let part = shown.parentElement; part; part = part.parentElement) part.classList.add("around");
    for (const link of shown.querySelectorAll("a")) link.target = "_top";
  }
  if (!asked.has("projector")) return;

  root.classList.add("projector");
  const page = document.querySelector("article section");
  const parts = [...page.querySelectorAll(":scope > section")];
  const start = [...page.children].filter((part) => !parts.includes(part) && part.tagName !== "H1");
  const bar = document.createElement("nav"), where = document.createElement("output");
  const [back, next] = ["Back", "Next"].map((name, i) => {
    const button = document.createElement("button");
    button.textContent = name;
    button.addEventListener("click", () => turn(2 * i - 1));
    return button;
  });
  bar.className = "projector-bar";
  bar.setAttribute("aria-label", "Sections");
  bar.append(back, where, next);
  document.body.append(bar);

  let at = 1 + parts.findIndex((part) => `#${part.id}` === location.hash); // 0: what comes before the first
  const turn = (by) => {
    at = Math.min(Math.max(at + by, 0), parts.length);
    for (const part of start) part.hidden = at > 0;
    parts.forEach((part, i) => { part.hidden = i !== at - 1; });
    where.value = `${at + 1} of ${parts.length + 1}`;
    [back.disabled, next.disabled] = [at === 0, at === parts.length];
    if (by) scrollTo(0, 0);
  };
  addEventListener("keydown", (event) => {
    const typing = event.target.closest("input, textarea, select, [contenteditable], [tabindex]:not(a)");
    const by = { PageDown: 1, ArrowRight: 1, PageUp: -1, ArrowLeft: -1 }[event.key];
    if (!by || typing || event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    turn(by);
  });
  turn(0);
});
