"""Things to drag: ``explorable`` puts one on a page, as a picture that its script wakes up.

::

    ```{explorable} dead_relus
    ```

What it draws, and every number in it, comes from docs/explorables/NAME.py.
"""

import gzip
import importlib
import json
import re
import sys
from html import escape
from pathlib import Path

from docutils import nodes
from sphinx.util.docutils import SphinxDirective

DOCS = Path(__file__).parents[1]
SCRIPTS = DOCS / "_static" / "explorables"
LIMIT = 30_000  # bytes of code and data on a page, compressed

sys.path.insert(0, str(DOCS))


def names():
    """Return the explorables' names."""
    return sorted(p.stem for p in (DOCS / "explorables").glob("*.py") if p.stem != "draw")


def load(name):
    """Return the module of an explorable."""
    return importlib.import_module(f"explorables.{name}")


def rounded(value):
    """Return data with numbers of six digits, which no drawing needs."""
    if isinstance(value, dict):
        return {key: rounded(v) for key, v in value.items()}
    if isinstance(value, list | tuple):
        return [rounded(v) for v in value]
    if hasattr(value, "tolist"):
        return rounded(value.tolist())
    return float(f"{value:.6g}") if isinstance(value, float) else value


class Explorable(SphinxDirective):
    """Put something to drag on the page; the content is its caption, instead of the usual one."""

    required_arguments = 1
    has_content = True

    def run(self):
        name = self.arguments[0]
        module = load(name)
        for path in [*(DOCS / "explorables").glob("*.py"), *SCRIPTS.glob("*.js"), Path(__file__)]:
            self.env.note_dependency(str(path))
        for path in (DOCS.parent / "src").rglob("*.py"):
            self.env.note_dependency(str(path))
        data = json.dumps(rounded(module.data()), separators=(",", ":")).replace("</", "<\\/")
        self.weigh(name, data)
        start = (
            f'<explore-{name.replace("_", "-")} class="explorable" id="explore-{name}">'
            f'<div role="group" aria-label="{escape(module.TITLE)}">'
            f'<p class="explore-title">{escape(module.TITLE)}</p>{module.html()}</div>'
            f'<script type="application/json">{data}</script>'
            f"</explore-{name.replace('_', '-')}>"
        )
        own = self.parse_content_to_nodes()
        caption = own or self.parse_text_to_nodes(module.CAPTION)
        return [
            nodes.raw("", start, format="html"),
            nodes.container("", *caption, classes=["explore-caption"]),
        ]

    def weigh(self, name, data):
        """Warn when a page's explorables get too heavy."""
        weights = self.env.temp_data.setdefault("explorables", {})
        for part in (f"{name}.js", "base.js"):
            weights[part] = len(gzip.compress((SCRIPTS / part).read_bytes()))
        weights[name] = len(gzip.compress(data.encode()))
        if sum(weights.values()) > LIMIT:
            self.state.document.reporter.warning(
                f"the page's explorables weigh {sum(weights.values())} bytes, more than {LIMIT}",
                line=self.lineno,
            )


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
