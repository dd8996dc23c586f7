"""Reference pages that cannot forget a name, and that know who uses it.

``.. public:: reluridge.relu_net.training`` documents a module and every name in
its ``__all__``, in lecture order, under the name that readers import: ``reluridge.train``.  Each
function and class then lists the gallery scripts that call it.  In docstrings,
`name` in single backquotes is code, and a link if it is documented.
"""

import ast
import importlib
import inspect
import re
from functools import cache
from pathlib import Path

from docutils.statemachine import StringList
from figures import lecture_order
from sphinx.util.docutils import SphinxDirective

import reluridge


def public(module):
    """Yield (kind, name that readers import, object) of public names, in lecture order."""
    order = {name: place for place, name in enumerate(reluridge.__all__)}
    for name in sorted(module.__all__, key=lambda name: order.get(name, len(order))):
        thing = getattr(module, name)
        home = reluridge if getattr(reluridge, name, None) is thing else module
        kind = "class" if inspect.isclass(thing) else "function" if callable(thing) else "data"
        yield kind, f"{home.__name__}.{name}", thing


class Public(SphinxDirective):
    """Document a module: its docstring, then each public name."""

    required_arguments = 1

    def run(self):
        module = importlib.import_module(self.arguments[0])
        lines = [f".. automodule:: {module.__name__}"]
        for kind, name, _ in public(module):
            members = ["   :members:", "   :special-members: __call__"]
            lines += ["", f".. auto{kind}:: {name}", *(members if kind == "class" else [])]
        return parsed(self, lines)


class PublicNames(SphinxDirective):
    """List the functions and classes that pages of this folder document, by their first lines."""

    has_content = True

    def run(self):
        folder, lines = Path(self.env.doc2path(self.env.current_document.docname)).parent, []
        for page in self.content:
            path = folder / f"{page}.rst"
            text = path.read_text(encoding="utf-8")
            module = importlib.import_module(re.search(r"\.\. public:: (\S+)", text)[1])
            self.env.note_dependency(path)
            self.env.note_dependency(module.__file__)
            lines += ["", f".. rubric:: :doc:`{page}`", ""]
            for kind, name, thing in public(module):
                role, first = kind.replace("tion", ""), inspect.getdoc(thing).partition("\n")[0]
                lines += [f"- :py:{role}:`~{name}`: {first}"] if role != "data" else []
        return parsed(self, lines)


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


def plain_name(app, env, node, contnode):
    """Look for a name at the top of the package; what is not there is plain code."""
    if node["reftype"] != "obj":
        return None
    node["py:module"], domain, target = "reluridge", env.domains["py"], node["reftarget"]
    found = domain.resolve_xref(env, node["refdoc"], app.builder, "obj", target, node, contnode)
    return found or contnode


@cache
def uses(folder):
    """Return the gallery's scripts by the names after ``rr.``, and by those after another dot."""
    found = {}
    for path in folder.rglob("plot_*.py"):
        for node in ast.walk(ast.parse(path.read_bytes())):
            if isinstance(node, ast.Attribute):
                owner = "rr" if getattr(node.value, "id", "") == "rr" else ""
                page = path.relative_to(folder).with_suffix("")
                found.setdefault(f"{owner}.{node.attr}", set()).add(page)
    return found


def append_uses(app, what, name, thing, options, lines):
    """End each docstring with the gallery scripts that use the object, if there are any."""
    owner = {"function": "rr", "class": "rr", "method": ""}.get(what, "nobody")
    found = uses(app.srcdir.parent / "gallery").get(f"{owner}.{name.rpartition('.')[2]}")
    if found:
        pages = [f":doc:`/gallery/{path.as_posix()}`" for path in sorted(found, key=lecture_order)]
        lines += ["", ".. rst-class:: used-in", "", f"**In the gallery** {' '.join(pages)}", ""]


def setup(app):
    """Register the directives, and the lists of uses."""
    app.connect("missing-reference", plain_name)
    app.add_directive("public", Public)
    app.add_directive("public-names", PublicNames)
    app.connect("autodoc-skip-member", skip_field)
    app.connect("viewcode-follow-imported", defining_module)
    app.connect("autodoc-process-docstring", append_uses, priority=900)  # after numpydoc
    return {"parallel_read_safe": True, "parallel_write_safe": True}
