// The ledger: a verdict, pressed or reached by a link, shows only its claims; pressed again, all.
"use strict";
{
  const rows = [...document.querySelectorAll("ul.ledger > li")], says = document.querySelector(".verdicts-shown");
  const kindOf = (row) => row.querySelector(".verdict").classList[1];
  const buttons = [...document.querySelectorAll("ul.verdicts > li .verdict")].map((word) => {
    const button = document.createElement("button");
    button.type = "button";
    button.className = word.className;
    button.append(...word.childNodes);
    word.replaceWith(button);
    button.addEventListener("click", () => show(button.getAttribute("aria-pressed") === "true" ? undefined : button));
    return button;
  });
  const show = (chosen) => {
    for (const button of buttons) button.setAttribute("aria-pressed", button === chosen);
    for (const row of rows) row.hidden = chosen && kindOf(row) !== chosen.classList[1];
    for (const list of document.querySelectorAll("ul.ledger")) list.parentElement.hidden = !list.querySelector(":scope > li:not([hidden])");
    const n = rows.filter(({ hidden }) => !hidden).length;
    says.textContent = `${chosen ? `${n} of` : "All"} ${rows.length} claims are shown.  Press ${chosen ? "the verdict again for all" : "a verdict to see only its claims"}.`;
  };
  const linked = () => buttons.find((button) => `#${button.closest("li").id}` === location.hash);
  addEventListener("hashchange", () => { if (linked() || document.querySelector("ul.ledger > li:target")?.hidden) show(linked()); });
  show(linked());
}
