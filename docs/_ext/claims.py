"""Claims on the site: a card beside the code, short cards on the pages, the ledger.

What a claim is, `reluridge.claims` knows; here it is shown and linked.

- ``.. claim:: 2.3.a`` in a docstring is the claim itself, with its doctest.
- ``show-claim`` on a page is a short card: verdict, statement, links.
- the role ``claim`` is a link; in a gallery script it also says that the next
  figure shows the claim.
- ``ledger`` lists every claim; ``claim-counts`` counts them by verdict.
- ``formula-counts`` counts the displayed formulas: those that the tests evaluate, and the others.

The build warns, and so fails, about an id that is missing, stated twice, without
a doctest, without a figure, or linked but unknown.
"""

import sys
from collections import Counter
from functools import cached_property

from docutils import nodes
from docutils.parsers.rst import directives
from figures import if_anything_was_read, lecture_order, plot
from sphinx import addnodes
from sphinx.domains import Domain, ObjType
from sphinx.roles import XRefRole
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util import logging
from sphinx.util.docutils import SphinxDirective
from sphinx.util.nodes import make_refnode

import reluridge.claims as package

logger = logging.getLogger(__name__)


# Nodes ----------------------------------------------------------------------------


class box(nodes.container):
    """A claim in a box."""


class short_card(nodes.General, nodes.Element):
    """The place of a short card."""


class links(nodes.General, nodes.Element):
    """The place of a claim's links."""


class ledger(nodes.General, nodes.Element):
    """The place of the ledger's rows for one section, or of its counts."""


PLACES = (short_card, links, ledger)


def visit_box(self, node):
    """Write a group with a name, for those who do not see the box."""
    self.body.append(self.starttag(node, "div", role="group", **{"aria-label": node["label"]}))


def depart_box(self, node):
    """Close the group."""
    self.body.append("</div>\n")


def card(claim, anchor, *children):
    """Return a claim in a box."""
    ids, classes = [f"{anchor}-{claim.id}"], ["claim", tone(claim)]
    return box("", *children, ids=ids, classes=classes, claim=claim.id, label=f"Claim {claim.id}")


def head(claim, refid):
    """Return the first line of a card: the id, which is a link, and the verdict."""
    name = nodes.reference("", f"Claim {claim.id}", refid=refid, classes=["claim-id"])
    return nodes.paragraph("", "", name, nodes.Text(" "), badge(claim), classes=["claim-head"])


def tone(claim):
    """Return the class that colours a claim by its verdict."""
    return f"verdict-{claim.kind.replace(' ', '-')}"


def badge(claim):
    """Return the verdict in words, on its colour."""
    kind = nodes.strong("", claim.kind)
    condition = nodes.Text(claim.verdict.removeprefix(claim.kind))
    return nodes.inline("", "", kind, condition, classes=["verdict", tone(claim)])


# Directives and roles -------------------------------------------------------------


class ClaimDirective(SphinxDirective):
    """State a claim, in the docstring of the code that computes it."""

    required_arguments, has_content = 1, True
    option_spec = {"verdict": directives.unchanged}

    def run(self):
        name = self.arguments[0]
        claim = self.env.domains["claims"].stated.get(name)
        if claim is None:
            logger.warning(
                "claim %s is not in the docstring of a public name of reluridge",
                name,
                location=self.get_location(),
            )
            return []
        return [
            card(
                claim,
                "claim",
                head(claim, f"claim-{name}"),
                *self.parse_content_to_nodes(),
                links(id=name, of="card"),
            )
        ]


class ShowClaim(SphinxDirective):
    """Show a claim on a page, in short form."""

    required_arguments = 1

    def run(self):
        place = short_card(id=self.arguments[0])
        self.set_source_info(place)
        return [place]


class ClaimCounts(SphinxDirective):
    """Say how many claims there are, and what became of them."""

    def run(self):
        return [ledger(section="")]


class FormulaCounts(SphinxDirective):
    """Say how many formulas the tests evaluate, and what the others are."""

    def run(self):
        marks = Counter(formula.mark for formula in package.find_formulas())
        evaluated = marks.pop("")
        row = counted(f"{evaluated + marks.total()} displayed formulas:")
        for word, n in (("evaluated", evaluated), *marks.most_common()):
            row += [nodes.Text(" "), nodes.inline("", f"{n} {word}", classes=["verdict"])]
        return [row]


def counted(text):
    """Return the line that counts stand in."""
    return nodes.paragraph("", text, classes=["claim-counts"])


def code_place(claim):
    """Return the page and the anchor of the source that states a claim."""
    module = claim.source
    while module not in sys.modules:
        module = module.rpartition(".")[0]
    return "_modules/" + module.replace(".", "/"), claim.source[len(module) + 1 :]


class ClaimRole(XRefRole):
    """Link to a claim."""

    def process_link(self, env, refnode, has_explicit_title, title, target):
        refnode["refdomain"] = "claims"
        return title, target


class Ledger(SphinxDirective):
    """List every claim, section by section."""

    def run(self):
        shown = [ledger(section="")]
        for number, section in package.SECTIONS.items():
            title = nodes.title("", f"{number} {section.title}")
            rows = ledger(section=number)
            shown.append(nodes.section("", title, rows, ids=[f"section-{number}"]))
        return shown


# What is known --------------------------------------------------------------------


class ClaimDomain(Domain):
    """Where each claim is stated, and where it is cited."""

    name, label = "claims", "Claims"
    object_types = {"claim": ObjType("claim", "claim")}
    roles = {"claim": ClaimRole(innernodeclass=nodes.inline, warn_dangling=True)}
    dangling_warnings = {"claim": "unknown claim %(target)s"}
    # page -> (statements by id, [(id, number of the figure that shows it)], is it the ledger?)
    initial_data = {"pages": {}}

    @cached_property
    def stated(self):
        """The claims that the package states, by id, in lecture order."""
        return {claim.id: claim for claim in package.stated_claims()}

    @property
    def cards(self):
        """The page and the statement of each claim's card, by id."""
        pages = self.data["pages"].items()
        return {name: (page, s) for page, (shown, *_) in pages for name, s in shown.items()}

    @property
    def cited(self):
        """The page, the claim and the figure, if any, of each citation."""
        pages = sorted(self.data["pages"].items(), key=lambda page: lecture_order(page[0]))
        return [(page, *citation) for page, (_, cited, _) in pages for citation in cited]

    @property
    def ledgers(self):
        """The pages that show the ledger."""
        return sorted(page for page, (*_, is_ledger) in self.data["pages"].items() if is_ledger)

    def clear_doc(self, docname):
        self.data["pages"].pop(docname, None)

    def merge_domaindata(self, docnames, other):
        self.data["pages"] |= {k: v for k, v in other["pages"].items() if k in docnames}

    def process_doc(self, env, docname, document):
        figures, shown, cited = 0, {}, []
        for node in document.findall():
            if isinstance(node, box):
                paragraphs = [n for n in node.children[1:] if isinstance(n, nodes.paragraph)]
                shown[node["claim"]] = (paragraphs or [nodes.paragraph()])[0].deepcopy()
            elif isinstance(node, plot):
                figures += 1
            elif isinstance(node, short_card):
                cited.append((node["id"], None))
            elif isinstance(node, addnodes.pending_xref) and node["refdomain"] == "claims":
                cited.append((node["reftarget"], figures + 1))
        # After the last figure, a citation means that one; on a page without figures, none.
        cited = [(name, min(n, figures) if n and figures else None) for name, n in cited]
        sections = [place["section"] for place in document.findall(ledger)]
        is_ledger = any(sections)  # rather than counts alone
        if shown or cited or sections:
            self.data["pages"][docname] = shown, list(dict.fromkeys(cited)), is_ledger

    def figures(self, name):
        """Return the (page, number) of each figure that shows a claim."""
        return [(page, n) for page, claim, n in self.cited if claim == name and n]

    def citing(self, name):
        """Return the pages that cite a claim, but for its own and those whose figures show it."""
        own = self.cards[name][0]
        return [page for page, *citation in self.cited if citation == [name, None] and page != own]

    def resolve_xref(self, env, fromdocname, builder, typ, target, node, contnode):
        if target not in self.cards:
            return None
        title = self.stated[target].statement
        docname = self.cards[target][0]
        return make_refnode(builder, fromdocname, docname, f"claim-{target}", contnode, title)

    def resolve_any_xref(self, env, fromdocname, builder, target, node, contnode):
        return []

    def get_objects(self):
        for name, (docname, _) in self.cards.items():
            title = f"Claim {name}"  # as name, too: a search makes its links from both
            yield title, title, "claim", docname, f"claim-{name}", 0  # first in a search


def check(app, env):
    """Warn about everything that is wrong with the ledger."""
    domain = env.domains["claims"]
    for problem in package.problems():
        logger.warning("%s", problem)
    for name, claim in domain.stated.items():
        pages = sorted(page for page, (shown, *_) in domain.data["pages"].items() if name in shown)
        if not pages:
            logger.warning("claim %s: no page shows the docstring of %s", name, claim.where)
        if len(pages) > 1:
            logger.warning("claim %s is shown twice: on %s", name, " and ".join(pages))
        if not domain.figures(name):
            logger.warning("claim %s has no figure: no gallery script cites it", name)


# Filling the places, once all pages are read --------------------------------------


class ShowClaims(SphinxPostTransform):
    """Turn the places into cards, links and the ledger."""

    default_priority = 5  # before references are resolved

    def run(self, **kwargs):
        if not any(isinstance(node, PLACES) for node in self.document.findall()):
            return
        self.domain = self.env.domains["claims"]
        self.stated, self.cards = self.domain.stated, self.domain.cards
        for place in list(self.document.findall(short_card)):
            place.replace_self(self.short_card(place))
        for place in list(self.document.findall(links)):
            place.replace_self(self.links(place["id"], place["of"]))
        for place in list(self.document.findall(ledger)):
            place.replace_self(self.rows(place["section"]) if place["section"] else self.counts())

    def short_card(self, place):
        name = place["id"]
        if name not in self.cards:
            logger.warning("unknown claim %s", name, location=place)
            return []
        claim = self.stated[name]
        first = head(claim, f"shows-{name}")
        return card(claim, "shows", first, self.statement(name), self.links(name, "page"))

    def statement(self, name):
        """Return a copy of a claim's first paragraph, its links seen from here."""
        copy = self.cards[name][1].deepcopy()
        for node in copy.findall(addnodes.pending_xref):
            node["refdoc"] = self.env.current_document.docname
        return copy

    def links(self, name, of):
        """Return a claim's row of links: proof, figures, code, ledger, pages."""
        row = nodes.paragraph(classes=["claim-links"])
        if of != "card":
            proof = self.ref(self.cards[name][0], f"claim-{name}", self.stated[name].where)
            self.append(row, "Proof", [proof])
        figures = self.figures(name)
        self.append(row, "Figure" + "s" * (len(figures) > 1), figures)
        self.append(row, "Code", [self.code(name)])
        if of == "card":
            ledgers = [self.ref(page, f"ledger-{name}", name) for page in self.domain.ledgers]
            self.append(row, "Ledger", ledgers)
        if of == "ledger":
            pages = [self.ref(page, "", self.title(page)) for page in self.domain.citing(name)]
            self.append(row, "Pages", pages)
        return row

    def append(self, row, label, refs):
        """Append a label and its links, if there are any."""
        if not refs:
            return
        group = nodes.inline(classes=["claim-link"])
        group += nodes.inline("", label, classes=["claim-label"])
        for n, ref in enumerate(refs):
            group += [nodes.Text(", " if n else " "), ref]
        row += [nodes.Text(" "), group] if row.children else [group]

    def title(self, docname):
        return self.env.titles[docname].astext()

    def figures(self, name):
        """Return links to a claim's figures: 1, 2 of this page, 1 of that one."""
        refs, figures = [], self.domain.figures(name)
        for n, (page, number) in enumerate(figures, start=1):
            more = n < len(figures) and figures[n][0] == page
            text = str(number) if more else f"{number} of {self.title(page)}"
            refs.append(self.ref(page, f"figure-{number}", text))
        return refs

    def code(self, name):
        """Return a link to the source, at the definition that states the claim."""
        page, anchor = code_place(self.stated[name])
        return self.ref(page, anchor, f"{page.rpartition('/')[2]}.py")

    def ref(self, docname, anchor, text):
        here, builder = self.env.current_document.docname, self.env._app.builder
        return make_refnode(builder, here, docname, anchor, nodes.inline("", text))

    def counts(self):
        """Return how many claims there are, and how many of each verdict."""
        kinds = Counter(claim.kind for claim in self.stated.values())
        row = counted(f"{len(self.stated)} claims:")
        for kind, n in kinds.most_common():
            classes = ["verdict", f"verdict-{kind.replace(' ', '-')}"]
            row += [nodes.Text(" "), nodes.inline("", f"{n} {kind}", classes=classes)]
        return row

    def rows(self, section):
        """Return the claims of a section."""
        shown = nodes.bullet_list(classes=["ledger"])
        for name, claim in self.stated.items():
            if claim.section != section or name not in self.cards:
                continue
            first = head(claim, f"ledger-{name}")
            item = nodes.list_item("", first, self.statement(name), self.links(name, "ledger"))
            item["ids"] = [f"ledger-{name}"]
            shown += item
        return shown


def setup(app):
    """Register everything, and the checks."""
    app.setup_extension("figures")
    app.add_node(box, html=(visit_box, depart_box))
    for place in PLACES:
        app.add_node(place)
    app.add_directive("claim", ClaimDirective)
    app.add_directive("show-claim", ShowClaim)
    app.add_directive("ledger", Ledger)
    app.add_directive("claim-counts", ClaimCounts)
    app.add_directive("formula-counts", FormulaCounts)
    app.add_role("claim", ClaimDomain.roles["claim"])
    app.add_domain(ClaimDomain)
    app.add_post_transform(ShowClaims)
    app.connect(
        "env-updated", if_anything_was_read(lambda env: env.domains["claims"].data["pages"])
    )
    app.connect("env-check-consistency", check)
    return {"parallel_read_safe": True, "parallel_write_safe": True, "env_version": 2}
