"""Things to drag: ``explorable NAME`` puts one on a page, as a picture that its script wakes up.

What it draws, and every number in it, comes from docs/explorables/NAME.py.
"""

import importlib
import json
import re
import sys
from html import escape
from pathlib import Path

from docutils import nodes
from sphinx.util.docutils import SphinxDirective

DOCS = Path(__file__).parents[1]

sys.path.insert(0, str(DOCS))


def short(value):
    """Return data as JSON, with numbers of six digits: no drawing needs more."""
    text = json.dumps(value, default=lambda array: array.tolist())
    text = json.loads(text, parse_float=lambda number: float(f"{float(number):.6g}"))
    return json.dumps(text, separators=(",", ":")).replace("</", "<\\/")


class Explorable(SphinxDirective):
    """Put something to drag on the page; the content is its caption, instead of the usual one."""

    required_arguments, has_content = 1, True

    def run(self):
        name = self.arguments[0]
        module = importlib.import_module(f"explorables.{name}")
        for files in ("docs/explorables/*.py", "docs/_static/explorables/*.js", "src/**/*.py"):
            for path in DOCS.parent.glob(files):
                self.env.note_dependency(str(path))
        data, tag = short(module.data()), f"explore-{name.replace('_', '-')}"
        start = (
            f'<{tag} class="explorable" id="explore-{name}">'
            f'<div role="group" aria-label="{escape(module.TITLE)}">'
            f'<p class="explore-title">{escape(module.TITLE)}</p>{module.html()}</div>'
            f'<script type="application/json">{data}</script></{tag}>'
        )
        caption = self.parse_content_to_nodes() or self.parse_text_to_nodes(module.CAPTION)
        return [
            nodes.raw("", start, format="html"),
            nodes.container("", *caption, classes=["explore-caption"]),
        ]


def add_scripts(app, pagename, templatename, context, doctree):
    """Load what a page's explorables need, the base first, once the page is read."""
    on_page = re.findall(r' id="explore-(\w+)"', context.get("body", ""))
    for name in ["base", *on_page] if on_page else []:
        app.add_js_file(f"explorables/{name}.js", loading_method="defer")
    if on_page:
        app.add_css_file("explorables/explorables.css")


def setup(app):
    """Register the directive."""
    app.add_directive("explorable", Explorable)
    app.connect("html-page-context", add_scripts)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
