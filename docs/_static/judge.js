// A page of sentences to judge: how many were judged rightly, how the others went, and where to read again.
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
  const said = (form, which) => form.querySelector(which).dataset.says;
  const show = () => {
    const done = forms.filter((form) => form.querySelector(":disabled")), missed = done.filter((form) => form.querySelector(".wrong"));
    place.replaceChildren();
    if (!done.length) {
      place.append(make("p", { textContent: "You have judged none yet." }));
      return;
    }
    const left = forms.length - done.length, right = done.length - missed.length;
    const passed = missed.filter((form) => said(form, ":checked") === "true").length, stopped = missed.filter((form) => said(form, "[data-right]") === "true").length;
    const others = [[passed, "let pass"], [stopped, "stopped although true"], [missed.length - passed - stopped, "with another verdict"]];
    const how = others.filter(([n]) => n).map(([n, what]) => `${n} ${what}`).join(", ");
    const more = how ? `The others: ${how}.` : left ? "" : "Nothing to read again.";
    place.append(make("p", { textContent: `${right} of ${done.length} right${left ? `; ${left} to go` : ""}.  ${more}` }));
    if (missed.length) place.append(make("p", { textContent: "Read again:" }));
    place.append(make("ul", {}, ...missed.map((form) => {
      const { href, textContent } = form.closest(".exercise").querySelector(".read-again a");
      return make("li", {}, `“${form.dataset.title.replace("Judge: ", "")}”  `, make("a", { href, textContent }));
    })), begin);
  };
  addEventListener("committed", show);
  show();
}
