// What the buttons of the page to try things do.
"use strict";
{
  const { make } = live;
  const DRAWS = /^\s*(?:import|from)\s[^#\n]*\bmatplotlib\b/m;
  const LONGEST = 6000; // characters of a link; some programs cut longer ones
  let urls = [];
  const file = (text, type) => {
    urls.push(URL.createObjectURL(new Blob([text], { type })));
    return urls.at(-1);
  };

  /** Run the code; what it prints is shown while it runs. */
  const go = ({ area, out }, at) => {
    const code = area.value, draws = DRAWS.test(code);
    return live.attempt(at, async (python, tell) => {
      urls.forEach((url) => URL.revokeObjectURL(url));
      urls = [];
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
      for (const [svg, alt, width, height] of figures)
        out.append(make("img", { className: "plot", src: file(svg, "image/svg+xml"), width, height, alt: alt || "A figure that the code does not describe." }));
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
    open({ area, show }, block, title) {
      const text = block.querySelector("pre").textContent, lines = text.split("\n");
      const typed = lines.filter((line) => /^(>>>|\.\.\.)( |$)/.test(line)).map((line) => line.slice(4));
      show(`${(text.includes(">>>") ? typed.join("\n") : text).trimEnd()}\n`, `${title}: not run yet.`);
      area.scrollIntoView({ block: "center" });
      area.focus({ preventScroll: true });
    },

    save({ area }) {
      make("a", { href: file(area.value, "text/x-python"), download: "try.py" }).click();
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
