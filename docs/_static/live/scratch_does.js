// What the buttons of the page to try things do.
"use strict";
{
  const { make } = live;
  const DRAWS = /^\s*(?:import|from)\s[^#\n]*\bmatplotlib\b/m;
  const LONGEST = 6000; // characters of a link; some programs cut longer ones

  /** Run the code; what it prints is shown while it runs. */
  const go = ({ area, out }, at) => {
    const code = area.value, draws = DRAWS.test(code);
    return live.attempt(at, async (python, tell) => {
      live.release(out);
      out.replaceChildren();
      tell("Running …");
      const pre = make("pre");
      const print = ({ printed }) => {
        pre.append(printed);
        if (printed) out.prepend(pre);
      };
      const done = await (draws ? python.ask("draw", { session: "scratch", code }) : python.ask("script", { code }, print));
      const { error, seconds, figures = [] } = done;
      print(done);
      if (error) out.append(make("pre", { textContent: error.trimEnd() }));
      for (const figure of figures) out.append(live.picture(figure, "A figure that the code does not describe."));
      const says = error ? `✗ raises ${error.trimEnd().split("\n").at(-1)}` : out.firstChild ? "✓ ran" : "✓ ran, and printed nothing";
      tell(`${says} (${seconds.toFixed(2)} s)`);
    }, draws);
  };

  live.scratch = {
    run(it, at) {
      at.run.onclick = () => go(it, at);
      return at.run.onclick();
    },

    /** Put the code of a block on the page into the editor. */
    async open({ area, show }, block, title) {
      for (const name of ["engine", "cells"]) await live.load(name);
      const text = block.querySelector("pre").textContent;
      show(text.includes(">>>") ? live.sourceOf(text) : `${text.trimEnd()}\n`, `${title}: not run yet.`);
      area.scrollIntoView({ block: "center" });
      area.focus({ preventScroll: true });
    },

    save({ area }) {
      const href = URL.createObjectURL(new Blob([area.value], { type: "text/x-python" }));
      make("a", { href, download: "try.py" }).click();
      setTimeout(() => URL.revokeObjectURL(href), 60_000);
    },

    /** Show the code of a link, and never run it; the address forgets it, so that a reload keeps what is typed. */
    linked({ show }) {
      const code = new URLSearchParams(location.hash.slice(1)).get("code");
      if (!code) return;
      show(code, "This code came with the link, and has not run.");
      history.replaceState(null, "", location.href.split("#")[0]);
    },

    async copy({ area, out, status }) {
      const link = `${location.href.split("#")[0]}#code=${encodeURIComponent(area.value)}`;
      if (link.length > LONGEST) {
        status.textContent = "This is too long for a link: download it.";
        return;
      }
      const field = make("input", { className: "live-code", readOnly: true, value: link, "aria-label": "Link with this code" });
      out.append(field);
      field.select();
      const copied = await navigator.clipboard?.writeText(link).then(() => true, () => false) || document.execCommand("copy");
      if (copied) field.remove();
      status.textContent = copied ? "Copied a link that opens the editor with this code." : "This browser does not let a page copy; here is the link.";
    },
  };
}
