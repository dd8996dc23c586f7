// The page to try things: an editor that keeps what is typed, and hands it on as a file or a link.
"use strict";
{
  const { make, button } = live;
  const START = "import numpy as np\nimport reluridge as rr\n\nx = np.array([-2.0, 0.0, 3.0])\nrr.relu(x)\n";
  const DRAWS = /^\s*(?:import|from)\s+matplotlib\b/m;
  const LONGEST = 6000; // characters of code; programs cut longer links
  const codeOf = (text) => (text.includes(">>>")
    ? text.split("\n").filter((line) => /^(>>>|\.\.\.)( |$)/.test(line)).map((line) => line.slice(4)).join("\n")
    : text).trimEnd() + "\n";

  live.wakeScratch = (div) => {
    const out = make("div", { className: "live-out" }), urls = [];
    const clear = () => { out.replaceChildren(); urls.splice(0).forEach((url) => URL.revokeObjectURL(url)); };
    const file = (text, type) => { urls.push(URL.createObjectURL(new Blob([text], { type }))); return urls.at(-1); };

    const run = async (at, figures) => live.attempt(at, async (python, tell) => {
      clear();
      tell("Running …");
      const pre = make("pre"), code = area.value;
      const print = ({ printed }) => { if (printed) { pre.append(printed); out.prepend(pre); } };
      const { printed, error, seconds, figures: drawn = [] } = figures
        ? await python.ask("draw", { session: "scratch", code }) : await python.ask("script", { code }, print);
      print({ printed });
      if (error) out.append(make("pre", { textContent: error.trimEnd() }));
      drawn.forEach(([svg, alt, width, height], i) => {
        const src = file(svg, "image/svg+xml");
        out.append(make("img", { className: "plot", src, width, height, alt: alt || `Figure ${i + 1}, which the code does not describe.` }));
      });
      const says = error ? `✗ raises ${error.trimEnd().split("\n").at(-1)}` : out.firstChild ? "✓ ran" : "✓ ran, and printed nothing";
      tell(`${says} (${seconds.toFixed(2)} s)`);
    }, figures);
    const row = live.place("Run", "Run the code in the editor", ["cells"], (at) => {
      at.run.onclick = () => run(at, DRAWS.test(area.value));
      return at.run.onclick();
    });
    const [press, status] = row.children;
    const editor = live.editor(START, "Python code", () => press.click()), { area } = editor;
    const { replace, back } = live.keeping(editor, "scratch", START);
    const show = (code, says) => {
      replace(code);
      clear();
      status.textContent = says;
    };

    const reset = button("Reset", "Reset the editor", () => show(START, ""));
    const save = button("Download", "Download the code as a script", () => {
      make("a", { href: file(area.value, "text/x-python"), download: "try.py" }).click();
    });
    const copy = button("Copy link", "Copy a link with this code", async () => {
      const link = `${location.href.split("#")[0]}#code=${encodeURIComponent(area.value)}`;
      if (area.value.length > LONGEST) {
        status.textContent = `This is too long for a link (${area.value.length} of ${LONGEST} characters); download it.`;
        return;
      }
      try {
        await navigator.clipboard.writeText(link);
        status.textContent = "Copied a link that opens the editor with this code.";
      } catch {
        const field = make("input", { className: "live-code", readOnly: true, value: link, "aria-label": "Link with this code" });
        out.replaceChildren(field);
        field.select();
        status.textContent = "This browser does not let a page copy: here is the link.";
      }
    });
    for (const each of [reset, save, copy]) each.title = "";
    const hint = make("span", { className: "live-hint", id: "live-hint", textContent: "Ctrl+Enter runs" });
    area.setAttribute("aria-describedby", hint.id);
    press.after(reset, back, save, copy, hint);
    div.append(area, row, out);

    // Code from a link is shown, and never run; the address forgets it, so that a reload keeps what is typed.
    const open = () => {
      const code = new URLSearchParams(location.hash.slice(1)).get("code");
      if (!code) return;
      show(code.slice(0, LONGEST), "This code came with the link, and has not run.");
      history.replaceState(null, "", location.href.split("#")[0]);
      area.scrollIntoView({ block: "center" });
    };
    addEventListener("hashchange", open);
    open();

    for (const block of document.querySelectorAll(".highlight-pycon, .doctest, .highlight-Python")) {
      const title = block.closest("section").querySelector("h2, h3").firstChild.textContent;
      const start = button("Open in the editor", `Open in the editor: ${title}`, () => {
        show(codeOf(block.querySelector("pre").textContent), `${title}: not run yet.`);
        area.scrollIntoView({ block: "center" });
        area.focus({ preventScroll: true });
      });
      start.title = "";
      block.nextElementSibling.lastChild.before(start);
    }
  };
}
