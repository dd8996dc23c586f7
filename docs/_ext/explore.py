"""Things to drag: ``explorable NAME`` puts one on a page, as a picture that its script wakes up.

What it draws, and every number in it, comes from docs/explorables/NAME.py.  ``explorables`` lists
those of the lecture: each title leads to its place, and its name to where it stands alone.
"""

import importlib
import json
import re
import sys
from html import escape
from pathlib import Path

from docutils import nodes
from figures import lecture, to_page
from sphinx.transforms.post_transforms import SphinxPostTransform
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
        self.env.metadata[self.env.docname].setdefault("explorables", []).append(name)
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


class listed(nodes.General, nodes.Element):
    """The place of the list, filled once all pages are read."""


class Explorables(SphinxDirective):
    """List what can be dragged."""

    def run(self):
        self.env.metadata[self.env.docname]["lists-explorables"] = True
        return [listed()]


class FillList(SphinxPostTransform):
    """Name each explorable, with links to its place and to where it stands alone."""

    default_priority = 5  # before references are resolved

    def run(self, **kwargs):
        here = self.env.current_document.docname
        for place in list(self.document.findall(listed)):
            found = nodes.bullet_list(classes=["explorables"])
            for page in lecture(self.env):
                for name in self.env.metadata[page].get("explorables", []):
                    title = importlib.import_module(f"explorables.{name}").TITLE
                    section, tag = self.env.titles[page].astext().split()[0], f"explore-{name}"
                    section = f"{section}: " if section[0].isdigit() else ""
                    uri = self.app.builder.get_relative_uri(here, page)
                    shown = nodes.literal("", tag, classes=["keep"])
                    told = {"internal": True, "refuri": f"{uri}?embed={tag}"}
                    alone = nodes.reference("", "", shown, **told)
                    line = [nodes.Text(section), to_page(page, tag, title), nodes.Text(" "), alone]
                    found += nodes.list_item("", nodes.paragraph("", "", *line))
            place.replace_self(found)


def lists(app, env):
    """Return the pages with the list, to be written again with the newest explorables."""
    return [page for page in env.found_docs if "lists-explorables" in env.metadata[page]]


def add_scripts(app, pagename, templatename, context, doctree):
    """Load what a page's explorables need, the base first, once the page is read."""
    on_page = re.findall(r' id="explore-(\w+)"', context.get("body", ""))
    for name in ["base", *on_page] if on_page else []:
        app.add_js_file(f"explorables/{name}.js", loading_method="defer")
    if on_page:
        app.add_css_file("explorables/explorables.css")


def setup(app):
    """Register the directives."""
    app.setup_extension("figures")
    app.add_node(listed)
    app.add_directive("explorable", Explorable)
    app.add_directive("explorables", Explorables)
    app.add_post_transform(FillList)
    app.connect("env-updated", lists)
    app.connect("html-page-context", add_scripts)
    return {"parallel_read_safe": True, "parallel_write_safe": True, "env_version": 1}
