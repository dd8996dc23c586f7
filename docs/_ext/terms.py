"""Terms that explain themselves: on each section page the first use of one links to its definition.

The definitions are the ``glossary`` of docs/notation.md.  A link shows its definition when the
mouse is on it or the keyboard has reached it, without a script, and reads it out.

The page says of each symbol and each term where the lecture introduces it: the last link in its
row, or in its definition.  The build warns if there is none, or if a page of the lecture uses the
symbol in a formula, also of a claim's box, or the term where it would be dotted, before that place.
It warns of a row of a table, too, that stands below one of a later place.
The place is a heading; what comes first below it, the use or the definition, is not seen.  Nor is
whether the text there explains anything, or which of its meanings a letter has: the first
introduction counts for all.  Code, drawings, folded proofs, and letters outside of formulas are
not looked at.
"""

import re
from pathlib import Path

import claims
from docutils import nodes
from figures import lecture
from sphinx import addnodes
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util import logging

logger = logging.getLogger(__name__)

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


NO_SYMBOLS = re.compile(
    r"\\(?:operatorname|mathrm|mathcal|text|begin|end)\*?\{[^}]*\}|(?<![\\A-Za-z])d(?=[a-z])"
)


def symbols(latex):
    r"""Return the letters of a formula, each with ``_`` if it has an index; ``dw`` has no ``d``."""
    return set(re.findall(r"(?:\\[A-Za-z]+|[A-Za-z])_?", NO_SYMBOLS.sub(" ", latex)))


def introductions(home):
    """Yield each symbol, as its first letter, and each term, and the link to its introduction."""
    links = addnodes.pending_xref
    for row in home.findall(nodes.row):
        found = [link for link in row.findall(links) if link.get("reftype") == "myst"]
        for formula in row[0].findall(nodes.math) if row.parent.tagname == "tbody" else ():
            name = re.match(r"(?:\\[A-Za-z]+|[A-Za-z])_?", formula.astext())
            yield name and name[0], formula, (found or [None])[-1]
    for item in home.findall(nodes.definition_list_item):
        found = [link for link in item.findall(links) if link.get("reftype") == "myst"]
        for term in item.findall(nodes.term):
            yield term.astext().lower(), term, (found or [None])[-1]


def parents(node):
    """Yield what a node is in, from the inside."""
    while node := node.parent:
        yield node


def is_formula(node):
    """Whether a node is a formula, in a line or displayed."""
    return isinstance(node, nodes.math | nodes.math_block)


def formulas(env, node):
    """Return a formula itself, and of the place of a claim those that are not folded away."""
    if isinstance(node, claims.copied):
        parts = [
            part
            for part in claims.stated_parts(env, node)
            if part["name"] in (claims.TAUGHT, claims.PRECISELY)
        ]
        return [formula for part in parts for formula in part.findall(is_formula)]
    return [node] if is_formula(node) else []


def uses(env):
    """Return where each heading of the lecture is, and where each symbol and term is first used."""
    headings, first = {}, {}
    for page in lecture(env):
        headings[page, None] = len(headings), 0
        for place, node in enumerate(env.get_doctree(page).findall()):
            at = headings[page, None][0], place
            if isinstance(node, nodes.section):
                headings |= {(page, name): at for name in node["ids"]}
            found = {node["term"]} if isinstance(node, term_use) else set()
            for formula in formulas(env, node):
                found |= symbols(formula.astext())
            for name in found:
                first.setdefault(name, (at, node))
    return headings, first


def check(app, env):
    """Warn of what is used before it is introduced."""
    if HOME not in env.found_docs:
        return
    headings, first = uses(env)
    known, reached = {}, {}
    for name, node, link in introductions(env.get_doctree(HOME)):
        if link is None:
            logger.warning("%s: where is it introduced?", node.astext(), location=node)
            continue
        page, anchor = link["reftarget"], link.get("reftargetid")
        slugs = env.metadata[page].get("myst_slugs", {})
        at = headings.get((page, slugs[anchor][1] if anchor in slugs else anchor))
        if at is None:
            logger.warning("%s: no page of the lecture has %s", name, anchor or page, location=link)
            continue
        known[name] = min(known.get(name, (at, link.astext())), (at, link.astext()))
        table = next((above for above in parents(node) if isinstance(above, nodes.tbody)), None)
        if table and at < reached.get(id(table), at):
            logger.warning("%s comes earlier than what stands above it", name, location=node)
        reached[id(table)] = at
    for name, (at, where) in known.items():
        used, node = first.get(name, (at, None))
        if used < at:
            logger.warning("%s is used before %s introduces it", name, where, location=node)


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
    app.connect("env-check-consistency", check)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
