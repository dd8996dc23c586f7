// Runs examples where they stand.  Until a button is pressed this puts up the buttons, and no more;
// then it loads the other scripts of this folder, and what they need.
"use strict";
window.live = (() => {
  const { src, dataset } = document.currentScript;
  const here = new URL(".", src).href;
  const loaded = new Map();

  const make = (tag, attributes = {}, ...children) => {
    const element = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) {
      if (name in element && !/^(role|autocorrect)$/.test(name)) element[name] = value;
      else element.setAttribute(name, value);
    }
    element.append(...children);
    return element;
  };

  /** Load one script of this folder, once. */
  const load = (name) => {
    if (!loaded.has(name)) loaded.set(name, new Promise((done, fail) => {
      const script = make("script", { src: `${here}${name}.js`, async: false });
      script.onload = () => { script.remove(); done(); };
      script.onerror = () => { loaded.delete(name); fail(new Error(`${name}.js cannot be loaded.`)); };
      document.head.append(script);
    }));
    return loaded.get(name);
  };

  const promise = (figures) =>
    `Loads ${dataset.core} MB ${figures ? `and ${dataset.figures} MB ` : ""}once, runs on your machine; nothing leaves it.`;

  /** A row with buttons and a line that is read aloud when it changes. */
  const bar = (label, ...buttons) => {
    const status = make("span", { className: "live-status", role: "status" });
    const row = make("div", { className: "live-bar", role: "group", "aria-label": label }, ...buttons, status);
    return { row, status };
  };
  const button = (text, label, press) =>
    make("button", { type: "button", className: "live-button", textContent: text, "aria-label": label, onclick: press });

  /** Put a button where something can run; pressed first, it loads `scripts` and wakes the place up. */
  const place = (text, label, scripts, wake, figures) => {
    let waking = false; // not `disabled`, which would take the focus
    const press = async () => {
      if (waking) return;
      waking = true;
      try {
        await load("engine");
        live.able();
        for (const name of scripts) await load(name);
        await wake({ run, row, status });
      } catch (error) {
        status.textContent = error.message;
      }
      waking = false;
    };
    const run = button(text, label, press);
    run.title = promise(figures);
    const { row, status } = bar(label, run);
    return row;
  };

  const begin = () => {
    const blocks = [...document.querySelectorAll(".highlight-pycon, .doctest")].filter((block) => block.textContent.includes(">>>"));
    const cells = blocks.map((block, i) => ({
      block, number: i + 1, text: block.querySelector("pre").textContent,
      session: block.closest("[data-session]")?.dataset.session ?? block.closest("dl.py")?.querySelector("dt[id]")?.id ?? "", ran: false,
    }));
    for (const cell of cells) {
      const { needs } = cell.block.dataset; // so the build has marked it
      if (needs) {
        cell.block.after(make("div", { className: "live-bar" }, make("span", { className: "live-status", textContent: `Needs ${needs}, which this page cannot run.` })));
        continue;
      }
      cell.block.after(place("Run", `Run example ${cell.number}`, ["cells"], (at) => live.wakeCell(cell, at)));
    }
    live.cells = cells;
    for (const check of document.querySelectorAll("button.live-check")) {
      check.title = promise();
      check.onclick = async () => {
        const links = check.closest("p"), { claim } = check.dataset, label = check.getAttribute("aria-label");
        const row = claim ? place("Again", `Check claim ${claim} again`, ["cells"], (at) => live.wakeClaim(claim, at))
          : place(check.textContent, label, ["cells"], (at) => live.wakeSearch(links, at));
        links.after(row);
        check.hidden = true;
        row.firstChild.focus();
        row.firstChild.click();
      };
    }
    for (const div of document.querySelectorAll(".live-place")) places[div.dataset.live]?.(div);
    const scripts = [...document.querySelectorAll(".highlight-Python")];
    scripts.forEach((block, i) => {
      const label = scripts.length > 1 ? `Run part ${i + 1} of the script` : "Run the script";
      block.after(place("Run", label, ["editor", "cells", "gallery"], (at) => live.wakeScript(scripts, i, at), true));
    });
    document.documentElement.classList.add("live-ready");
  };
  const editor = (name, wake) => (div) => load("editor").then(() => load(name)).then(() => live[wake](div));
  const places = {
    ledger: (div) => {
      const text = `Run all ${document.querySelectorAll("ul.ledger > li").length} claims here`;
      div.append(place(text, text, ["cells", "ledger"], (at) => live.wakeLedger(at)));
    },
    again: (div) => div.append(place("Run every example here", "Run every example here, of all pages", ["cells", "again"], (at) => live.wakeAgain(at))),
    scratch: editor("scratch", "wakeScratch"),
    exercise: editor("exercises", "wakeExercise"),
  };
  addEventListener("DOMContentLoaded", begin);
  return { make, load, button, place, here };
})();
