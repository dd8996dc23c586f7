// A page of sentences to judge: how many were judged rightly, and where to read again.
"use strict";
{
  const place = document.querySelector(".judged"), forms = [...document.querySelectorAll("form.choices")];
  const make = (tag, rest, ...children) => {
    const element = Object.assign(document.createElement(tag), rest);
    element.append(...children);
    return element;
  };
  const begin = make("button", { type: "button", className: "live-button", textContent: "Start again" });
  begin.addEventListener("click", () => {
    for (const { dataset } of forms) keep(`live ${location.pathname} ${dataset.title}`, null);
    location.reload();
  });
  const show = () => {
    const done = forms.filter((form) => form.querySelector(":disabled")), missed = done.filter((form) => form.querySelector(".wrong"));
    const links = missed.map((form) => form.closest(".exercise").querySelector(".read-again a"));
    const each = [...new Map(links.map((link) => [link.pathname, link])).values()];
    const left = forms.length - done.length, right = done.length - missed.length;
    const says = `${right} of ${done.length} right${left ? `; ${left} to go.` : "."}${each.length ? " Read again:" : ""}`;
    place.replaceChildren(...(done.length ? [make("p", { textContent: says })] : []));
    if (!done.length) return;
    place.append(make("ul", {}, ...each.map((link) => make("li", {}, make("a", { href: link.href, textContent: link.textContent })))), begin);
  };
  addEventListener("committed", show);
  show();
}
