// An editor to try things; scratch_does.js has what its buttons do.
"use strict";
live.wakeScratch = (div) => {
  const start = "import numpy as np\nimport reluridge as rr\n\nx = np.array([-2.0, 0.0, 3.0])\nrr.relu(x)\n";
  const { make, button } = live, out = make("div", { className: "live-out" });
  const row = live.place("Run", "Run the code in the editor", ["cells", "scratch_does"], (at) => live.scratch.run(it, at));
  const [run, status] = row.children;
  const editor = live.editor(start, "Python code", () => run.click()), { area } = editor;
  const { replace, back } = live.keeping(editor, "scratch", start);
  const show = (code, says) => {
    replace(code);
    out.replaceChildren();
    status.textContent = says;
  };
  const it = { area, out, status, show };
  const does = (what, text, label = text, ...more) => button(text, label, () => live.load("scratch_does").then(() => live.scratch[what](it, ...more)));
  const hint = make("span", { className: "live-hint", textContent: "Ctrl+Enter runs" });
  run.after(button("Reset", "Reset the editor", () => show(start, "")), back,
    does("save", "Download"), does("copy", "Copy link"), hint);
  div.append(area, row, out);

  for (const bar of document.querySelectorAll("section section .live-bar")) {
    const title = bar.closest("section").querySelector("h3").firstChild.textContent;
    bar.lastChild.before(does("open", "Open in the editor", `Open in the editor: ${title}`, bar.previousElementSibling, title));
  }
  const linked = () => location.hash.includes("code=") && live.load("scratch_does").then(() => live.scratch.linked(it));
  addEventListener("hashchange", linked);
  linked();
};
