"""What runs in the page: the packs that it loads, the script that puts up buttons, a policy.

A pack is made by docs/live/packs.py.  If no source has the wheels, the site has no buttons; the
file live.txt in the build folder says why.  ``live NAME`` keeps a place on a page for one of the
things that docs/_static/live has a script for; what it holds is shown where that can run.  What
all pages have to run is collected in one script, by docs/live/examples.py.
"""

import json
import shutil
from pathlib import Path

import examples
import packs
import wheels
from docutils import nodes
from sphinx.util.docutils import SphinxDirective

DOCS = Path(__file__).parents[1]
FOLDER = DOCS / "_build" / "live"
# What a page loads is its own, and what runs in it asks nobody: no connection of any kind.
POLICY = (
    "default-src 'self' file: data: blob: 'unsafe-inline' 'wasm-unsafe-eval'; "
    "connect-src 'none'; worker-src blob:; object-src 'none'; form-action 'none'"
)
SIGNS = ('"highlight-pycon', '"doctest', '"highlight-Python', "live-place", "live-check")


class place(nodes.General, nodes.Element):
    """A place for something that runs."""


def visit_place(self, node):
    """Begin the place, unless nothing can run."""
    if not self.builder.env.live_packs:
        raise nodes.SkipNode
    tag = {"CLASS": "live-place", "data-live": node["name"]}
    self.body.append(self.starttag(node, "div", "", **tag))


class Place(SphinxDirective):
    """Keep a place."""

    required_arguments, has_content = 1, True

    def run(self):
        return [place("", *self.parse_content_to_nodes(), name=self.arguments[0])]


def prepare(app):
    """Make the packs, if the wheels can be had."""
    app.live_packs, env = None, app.env
    env.live_before, env.live_packs = getattr(env, "live_packs", None), False
    if app.builder.name != "html":
        return
    (told := DOCS / "_build" / "live.txt").parent.mkdir(exist_ok=True)
    try:
        app.live_packs = packs.build(FOLDER)
        env.live_packs = True
        told.unlink(missing_ok=True)
    except wheels.NotFound as reason:
        told.write_text(f"The site has no Run buttons: {reason}\n", encoding="utf-8")


def rewritten(app, env):
    """Return the pages to be written anew: all of them, once there are packs, or no longer."""
    return env.found_docs if env.live_before not in (None, env.live_packs) else []


def add_script(app, pagename, templatename, context, doctree):
    """Load the script where there is something to run."""
    if not app.live_packs or not any(sign in context.get("body", "") for sign in SIGNS):
        return
    context["body"] = examples.marked(context["body"])
    context["metatags"] = (
        f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">'
        + context.get("metatags", "")
    )
    app.add_css_file("live/live.css")
    sizes = {f"data-{name}": f"{megabytes(app, name):.0f}" for name in ("core", "figures")}
    app.add_js_file("live/live.js", loading_method="defer", **sizes)
    if 'data-live="workbook"' in context["body"]:
        app.add_js_file("live/workbook.js", loading_method="defer")


def megabytes(app, name):
    """Return what is loaded for a pack: for the first, all that Python takes."""
    with_it = ("start", "core", "lecture") if name == "core" else (name,)
    return sum(app.live_packs[pack]["bytes"] for pack in with_it) / 1e6


def finish(app, exception):
    """Copy the packs into the site, and say what they are; take old ones away."""
    if exception or app.builder.name != "html":
        return
    folder = app.outdir / "_static" / "live"
    made = [folder / f"{name}.js" for name in ("packs", "examples", "asked")]
    for old in (*folder.glob("*-*.js"), *made):
        old.unlink(missing_ok=True)
    if not app.live_packs:
        return
    for path in FOLDER.glob("*.js"):
        shutil.copyfile(path, folder / path.name)
    shown = {
        name: {key: pack[key] for key in ("name", "parts", "bytes")}
        for name, pack in app.live_packs.items()
    }
    info = json.dumps(wheels.lock()["info"])
    text = f"live.packs={json.dumps(shown)};live.info={info};\n"
    (folder / "packs.js").write_text(text, encoding="utf-8")
    (folder / "examples.js").write_text(examples.collected(pages(app)), encoding="utf-8")
    (folder / "asked.js").write_text(examples.asked(pages(app)), encoding="utf-8")


def pages(app):
    """Yield address, title and text of the written pages, in the order of the contents."""
    order, waiting = {}, [app.config.root_doc]
    while waiting:
        if (name := waiting.pop()) not in order:
            order[name] = len(order)
            waiting += reversed(app.env.toctree_includes.get(name, []))
    for name in sorted(app.env.found_docs, key=lambda name: (order.get(name, len(order)), name)):
        path = Path(app.builder.get_outfilename(name))
        title = app.env.titles[name].astext()
        yield app.builder.get_target_uri(name), title, path.read_text(encoding="utf-8")


def setup(app):
    """Register the place, the packs and the script."""
    app.add_node(place, html=(visit_place, lambda self, node: self.body.append("</div>")))
    app.add_directive("live", Place)
    app.connect("env-updated", rewritten)
    app.connect("builder-inited", prepare)
    app.connect("html-page-context", add_script)
    app.connect("build-finished", finish)
    return {"parallel_read_safe": True, "parallel_write_safe": True, "env_version": 1}
