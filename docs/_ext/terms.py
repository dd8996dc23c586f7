"""Terms that explain themselves: on each section page the first use of one links to its definition.

The definitions are the ``glossary`` of docs/notation.md.  A link shows its definition when the
mouse is on it or the keyboard has reached it, without a script, and reads it out.
"""

import re
from pathlib import Path

from docutils import nodes
from sphinx.transforms.post_transforms import SphinxPostTransform

HOME = "notation"
PAGES = re.compile(r"(relu_net|regularization)/(?!index)")
SOURCE = Path(__file__).parents[1] / f"{HOME}.md"
# Where a term is not prose, is explained already, or would give an answer away.
NOT_IN = (nodes.title, nodes.reference, nodes.literal, nodes.literal_block, nodes.math, nodes.table)
NOT_IN += (nodes.admonition,)


class term_use(nodes.Inline, nodes.TextElement):
    """The first use of a term on a page."""


class term_note(nodes.Inline, nodes.TextElement):
    """What shows beside it."""


def is_prose(text):
    """Whether a text is in a paragraph that is only that."""
    above, paragraph = text.parent, False
    while above is not None:
        if isinstance(above, NOT_IN) or above.tagname in ("pending_xref", "box", "term_use"):
            return False
        paragraph |= isinstance(above, nodes.paragraph)
        above = above.parent
    return paragraph


def mark(app, document):
    """Mark the first use of each term; "dead ReLU" is looked for before "ReLU"."""
    docname = app.env.current_document.docname
    if not PAGES.match(docname):
        return
    app.env.note_dependency(SOURCE, docname=docname)
    block = re.search(r"```\{glossary\}\n(.*?)\n```", SOURCE.read_text(encoding="utf-8"), re.S)
    for term in sorted(re.findall(r"^[^\s:].*", block[1], re.M), key=len, reverse=True):
        pattern = re.compile(rf"\b{re.escape(term)}s?\b", re.IGNORECASE)
        texts = (text for text in document.findall(nodes.Text) if pattern.search(text))
        for text in filter(is_prose, texts):
            found, place = pattern.search(text), text.parent.index(text)
            before, after = nodes.Text(text[: found.start()]), nodes.Text(text[found.end() :])
            use = term_use("", found[0], term=term.lower())
            text.parent[place : place + 1] = [before, use, after]
            break


class Define(SphinxPostTransform):
    """Put each definition beside its term."""

    default_priority = 5

    def run(self, **kwargs):
        uses = list(self.document.findall(term_use))
        home, known = self.env.get_doctree(HOME) if uses else nodes.section(), {}
        for item in home.findall(nodes.definition_list_item):
            text = next(item.findall(nodes.paragraph), None)
            for term in item.findall(nodes.term):
                known[term.astext().lower()] = term["ids"][0], text
        for word in uses:
            word["anchor"], text = known[word["term"]]
            note = term_note("", "", *text.deepcopy().children, ids=[f"tip-{word['anchor']}"])
            word.parent.insert(word.parent.index(word) + 1, note)


def visit_use(self, node):
    """Write a link that the definition describes."""
    told = {"aria-describedby": f"tip-{node['anchor']}"}
    told["href"] = f"{self.builder.get_relative_uri(self.docnames[0], HOME)}#{node['anchor']}"
    self.body.append(self.starttag(node, "a", "", CLASS="term", **told))


def visit_note(self, node):
    """Write what the style sheet hides."""
    self.body.append(self.starttag(node, "span", "", CLASS="term-tip", role="tooltip"))


def setup(app):
    """Register the nodes."""
    app.add_node(term_use, html=(visit_use, lambda self, node: self.body.append("</a>")))
    app.add_node(term_note, html=(visit_note, lambda self, node: self.body.append("</span>")))
    app.add_post_transform(Define)
    app.connect("doctree-read", mark)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
