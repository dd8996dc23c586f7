"""Reference pages that cannot forget a name, and that know who uses it.

``.. public:: reluridge.relu_net.training`` documents a module and every name in
its ``__all__``, in lecture order, under the name that readers import: ``reluridge.train``.  Each
function and class then lists the gallery scripts that call it.  In docstrings,
`name` in single backquotes is code, and a link if it is documented.
"""

import importlib
import inspect
import json
import re
from pathlib import Path

from docutils import nodes
from docutils.statemachine import StringList
from figures import lecture_order
from sphinx.pycode import ModuleAnalyzer
from sphinx.roles import XRefRole
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util.docutils import SphinxDirective
from sphinx.util.nodes import make_refnode


def public(module):
    """Yield (kind, name that readers import, object) of public names, in lecture order."""
    top = importlib.import_module(module.__name__.partition(".")[0])
    order = {name: place for place, name in enumerate(top.__all__)}
    for name in sorted(module.__all__, key=lambda name: order.get(name, len(order))):
        thing = getattr(module, name)
        home = top if getattr(top, name, None) is thing else module
        kind = "class" if inspect.isclass(thing) else "function" if callable(thing) else "data"
        yield kind, f"{home.__name__}.{name}", thing


class Public(SphinxDirective):
    """Document a module: its docstring, then each public name."""

    required_arguments = 1

    def run(self):
        module = importlib.import_module(self.arguments[0])
        lines = [f".. automodule:: {module.__name__}"]
        for kind, name, _ in public(module):
            lines += ["", f".. auto{kind}:: {name}"]
            if kind == "class":
                lines += ["   :members:", "   :special-members: __call__"]
        return parsed(self, lines)


class PublicNames(SphinxDirective):
    """List the public names that pages of this folder document, with the first line of each."""

    has_content = True

    def run(self):
        folder, lines = Path(self.env.doc2path(self.env.current_document.docname)).parent, []
        for page in self.content:
            path = folder / f"{page}.rst"
            self.env.note_dependency(path)
            text = path.read_text(encoding="utf-8")
            module = importlib.import_module(re.search(r"\.\. public:: (\S+)", text)[1])
            self.env.note_dependency(module.__file__)
            lines += ["", f".. rubric:: :doc:`{page}`", ""]
            lines += [f"- {brief(module, *member)}" for member in public(module)]
        return parsed(self, lines)


def brief(module, kind, name, thing):
    """Return a link to a public name, and its first line."""
    if kind == "data":
        docs = ModuleAnalyzer.for_module(module.__name__).find_attr_docs()
        first = docs["", name.rpartition(".")[2]][0]
    else:
        first = inspect.getdoc(thing).partition("\n")[0]
    role = {"class": "class", "function": "func", "data": "data"}[kind]
    return f":py:{role}:`~{name}`: {first}"


def parsed(directive, lines):
    """Return the nodes of lines of reStructuredText that a directive has written."""
    source, line = directive.get_source_info()
    return directive.parse_text_to_nodes(StringList(lines, items=[(source, line)] * len(lines)))


def skip_field(app, what, name, thing, skip, options):
    """Leave out the fields of a named tuple: the class's docstring describes them."""
    return True if type(thing).__name__ == "_tuplegetter" else None


def defining_module(app, module, name):
    """Return where the source of a public name or of its members is."""
    thing = getattr(importlib.import_module(module), name.partition(".")[0], None)
    return getattr(thing, "__module__", None)


class NameRole(XRefRole):
    """Code that is a link if it names something documented."""

    def process_link(self, env, refnode, has_explicit_title, title, target):
        refnode["refdomain"], refnode["reftype"], refnode["may_be_plain"] = "py", "obj", True
        refnode["py:module"] = env.ref_context.get("py:module")
        refnode["py:class"] = env.ref_context.get("py:class")
        return title, target


def plain_name(app, env, node, contnode):
    """Look for a name at the top of the package; what is not there is plain code."""
    if not node.get("may_be_plain"):
        return None
    node["py:module"] = "reluridge"
    domain, target = env.domains["py"], node["reftarget"]
    found = domain.resolve_xref(env, node["refdoc"], app.builder, "obj", target, node, contnode)
    return found or contnode


class used_in(nodes.General, nodes.Element):
    """The place for the list of gallery scripts that use an object."""


class UsedIn(SphinxDirective):
    """Mark the end of an object's docstring."""

    required_arguments = 1

    def run(self):
        return [used_in(name=self.arguments[0])]


def append_used_in(app, what, name, thing, options, lines):
    """End each docstring with the gallery scripts that use the object."""
    if what in ("function", "class", "method"):
        lines += ["", f".. used-in:: {name}", ""]


class ListUses(SphinxPostTransform):
    """Fill in the gallery scripts; say nothing where there are none."""

    default_priority = 5

    def run(self, **kwargs):
        places = list(self.document.findall(used_in))
        if not places:
            return
        folder = self.env.srcdir / self.config.sphinx_gallery_conf["backreferences_dir"]
        path = folder / "backreferences_all.json"
        uses = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
        for place in places:
            scripts = [Path(where, name) for name, _, where, *_ in uses.get(place["name"], [])]
            docnames = {self.env.path2doc(script.with_suffix(".rst")) for script in scripts}
            docnames = sorted(docnames & self.env.found_docs, key=lecture_order)
            links = [self.link(docname) for docname in docnames]
            row = nodes.paragraph("", "", nodes.strong("", "In the gallery"), classes=["used-in"])
            for link in links:
                row += [nodes.Text(" "), link]
            place.replace_self(row if links else [])

    def link(self, docname):
        """Return a link to a page, under its title."""
        title = self.env.titles[docname].astext()
        here = self.env.current_document.docname
        return make_refnode(self.env._app.builder, here, docname, "", nodes.inline("", title))


def setup(app):
    """Register the directive, and the lists of uses."""
    app.add_role("name", NameRole())
    app.connect("missing-reference", plain_name)
    app.add_directive("public", Public)
    app.add_directive("public-names", PublicNames)
    app.add_directive("used-in", UsedIn)
    app.add_node(used_in)
    app.add_post_transform(ListUses)
    app.connect("autodoc-skip-member", skip_field)
    app.connect("viewcode-follow-imported", defining_module)
    app.connect("autodoc-process-docstring", append_used_in, priority=900)  # after numpydoc
    return {"parallel_read_safe": True, "parallel_write_safe": True}
