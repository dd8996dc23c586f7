"""Claims on the site: a card beside the code, short cards on the pages, the ledger.

What a claim is, `reluridge.claims` knows; here it is shown and linked.

- ``.. claim:: 2.3.a`` in a docstring is the claim itself, with its doctest.
- ``show-claim`` on a page is a short card: verdict, statement, links.
- the role ``claim`` is a link; in a gallery script it also says that the next
  figure shows the claim.
- ``ledger`` lists every claim; ``claim-counts`` counts them, ``formula-counts`` the formulas.

The build warns, and so fails, about an id that is missing, stated twice, without
a doctest, without a figure, or linked but unknown.
"""

import sys
from collections import Counter
from functools import cached_property
from pathlib import Path

from docutils import nodes
from docutils.parsers.rst import directives
from figures import lecture_order, plot, to_page
from sphinx import addnodes
from sphinx.domains import Domain, ObjType
from sphinx.roles import XRefRole
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util import logging
from sphinx.util.docutils import SphinxDirective
from sphinx.util.nodes import make_refnode

import reluridge.claims as package

logger = logging.getLogger(__name__)


class box(nodes.container):
    """A claim in a box."""


class links(nodes.General, nodes.Element):
    """The place of a claim's links, filled once all pages are read."""


def visit_box(self, node):
    """Write a group with a name, for those who do not see the box."""
    self.body.append(self.starttag(node, "div", role="group", **{"aria-label": node["label"]}))


def tone(kind):
    """Return the classes of a verdict, which colour it."""
    return ["verdict", f"verdict-{kind.replace(' ', '-')}"]


def counts(what, words, classes):
    """Return a line that says how many there are, and how many of each word."""
    found = Counter(words)
    row = nodes.paragraph("", f"{found.total()} {what}:", classes=["claim-counts"])
    for word, n in found.most_common():
        row += [nodes.Text(" "), nodes.inline("", f"{n} {word}", classes=classes(word))]
    return [row]


def code_place(claim):
    """Return the page and the anchor of the source that states a claim."""
    module = claim.source
    while module not in sys.modules:
        module = module.rpartition(".")[0]
    return "_modules/" + module.replace(".", "/"), claim.source[len(module) + 1 :]


class AboutClaims(SphinxDirective):
    """What all directives here share; a page is read again when the package changes."""

    def stated(self):
        """Return the claims that the package states."""
        for path in Path(package.__file__).parent.rglob("*.py"):
            self.env.note_dependency(str(path))
        return self.env.domains["claims"].stated

    def parts(self, claim, anchor, content=None):
        """Return what shows a claim: a line with the verdict, the statement, its links."""
        name = nodes.reference("", f"Claim {claim.id}", classes=["claim-id"])
        name["refid"] = f"{anchor}-{claim.id}"
        kind = nodes.strong("", claim.kind)
        condition = nodes.Text(claim.verdict.removeprefix(claim.kind))
        verdict = nodes.inline("", "", kind, condition, classes=tone(claim.kind))
        head = nodes.paragraph("", "", name, nodes.Text(" "), verdict, classes=["claim-head"])
        statement = [nodes.paragraph("", claim.statement)] if content is None else content
        return [head, *statement, links(id=claim.id, of=anchor)]

    def card(self, anchor, unknown, content=None):
        """Return the claim in question in a box."""
        claim = self.stated().get(self.arguments[0])
        if claim is None:
            logger.warning(unknown, self.arguments[0], location=self.get_location())
            return []
        box_of = {"ids": [f"{anchor}-{claim.id}"], "classes": ["claim", tone(claim.kind)[1]]}
        return [box("", *self.parts(claim, anchor, content), label=f"Claim {claim.id}", **box_of)]


class ClaimDirective(AboutClaims):
    """State a claim, in the docstring of the code that computes it."""

    required_arguments, has_content = 1, True
    option_spec = {"verdict": directives.unchanged}

    def run(self):
        unknown = "claim %s is not in the docstring of a public name of reluridge"
        return self.card("claim", unknown, self.parse_content_to_nodes())


class ShowClaim(AboutClaims):
    """Show a claim on a page, in short form."""

    required_arguments = 1

    def run(self):
        return self.card("shows", "unknown claim %s")


class ClaimCounts(AboutClaims):
    """Say how many claims there are, and what became of them."""

    def run(self):
        return counts("claims", (claim.kind for claim in self.stated().values()), tone)


class FormulaCounts(AboutClaims):
    """Say how many formulas the tests evaluate, and what the others are."""

    def run(self):
        self.stated()
        words = (formula.mark or "evaluated" for formula in package.find_formulas())
        return counts("displayed formulas", words, lambda word: ["verdict"])


class Ledger(ClaimCounts):
    """List every claim, section by section."""

    def run(self):
        shown = super().run()
        for number, section in package.SECTIONS.items():
            rows = nodes.bullet_list(classes=["ledger"])
            for claim in self.stated().values():
                if claim.section == number:
                    parts = self.parts(claim, "ledger")
                    rows += nodes.list_item("", *parts, ids=[f"ledger-{claim.id}"])
            title = nodes.title("", f"{number} {section.title}")
            shown.append(nodes.section("", title, rows, ids=[f"section-{number}"]))
        return shown


class ClaimRole(XRefRole):
    """Link to a claim."""

    def process_link(self, env, refnode, has_explicit_title, title, target):
        refnode["refdomain"] = "claims"
        return title, target


class ClaimDomain(Domain):
    """Where each claim is stated, and where it is cited."""

    name, label = "claims", "Claims"
    object_types = {"claim": ObjType("claim", "claim")}
    roles = {"claim": ClaimRole(innernodeclass=nodes.inline, warn_dangling=True)}
    dangling_warnings = {"claim": "unknown claim %(target)s"}
    # page -> {"claim": ids stated, "ledger": ids listed, "cited": (id, number of its figure)}
    initial_data = {"pages": {}}

    @cached_property
    def stated(self):
        """The claims that the package states, by id, in lecture order."""
        return {claim.id: claim for claim in package.stated_claims()}

    def clear_doc(self, docname):
        self.data["pages"].pop(docname, None)

    def merge_domaindata(self, docnames, other):
        self.data["pages"] |= {k: v for k, v in other["pages"].items() if k in docnames}

    def process_doc(self, env, docname, document):
        figures, found = 0, {"claim": [], "ledger": [], "cited": []}
        for node in document.findall():
            if isinstance(node, plot) and node["ids"]:  # not borrowed from another page
                figures += 1
            elif isinstance(node, links) and node["of"] != "shows":
                found[node["of"]].append(node["id"])
            elif isinstance(node, links):
                found["cited"].append((node["id"], None))
            elif isinstance(node, addnodes.pending_xref) and node["refdomain"] == "claims":
                found["cited"].append((node["reftarget"], figures + 1))
        # After the last figure, a citation means that one; on a page without figures, none.
        cited = [(name, min(n, figures) if n and figures else None) for name, n in found["cited"]]
        found["cited"] = list(dict.fromkeys(cited))
        if any(found.values()):
            self.data["pages"][docname] = found

    def pages(self, kind, name):
        """Return the pages that state a claim, or list it."""
        return sorted(page for page, found in self.data["pages"].items() if name in found[kind])

    def cited(self, name):
        """Return the page, and the number of the figure or None, of each citation of a claim."""
        pages = sorted(self.data["pages"], key=lecture_order)
        return [(p, n) for p in pages for who, n in self.data["pages"][p]["cited"] if who == name]

    def figures(self, name):
        """Return the (page, number) of each figure that shows a claim."""
        return [(page, n) for page, n in self.cited(name) if n]

    def citing(self, name):
        """Return the pages that cite a claim, but for its own and those whose figures show it."""
        own = self.pages("claim", name)
        return [page for page, n in self.cited(name) if not n and page not in own]

    def resolve_xref(self, env, fromdocname, builder, typ, target, node, contnode):
        if not (pages := self.pages("claim", target)):
            return None
        title = self.stated[target].statement
        return make_refnode(builder, fromdocname, pages[0], f"claim-{target}", contnode, title)

    def get_objects(self):
        for docname, found in self.data["pages"].items():
            for name in found["claim"]:  # twice its title: a search makes its links from both
                yield *2 * [f"Claim {name}"], "claim", docname, f"claim-{name}", 0  # 0 is first


def check(app, env):
    """Warn about everything that is wrong with the ledger."""
    domain = env.domains["claims"]
    for problem in package.problems():
        logger.warning("%s", problem)
    for name, claim in domain.stated.items():
        pages = domain.pages("claim", name)
        if not pages:
            logger.warning("claim %s: no page shows the docstring of %s", name, claim.where)
        if len(pages) > 1:
            logger.warning("claim %s is shown twice: on %s", name, " and ".join(pages))
        if not domain.figures(name):
            logger.warning("claim %s has no figure: no gallery script cites it", name)


# Hidden by live.css until its script can run something; the name begins with what is seen.
BUTTON = """<button type="button" class="live-check" data-claim="{0}" \
aria-label="Check it here: claim {0}">Check it here</button>"""


class FillLinks(SphinxPostTransform):
    """Fill in the links of each claim: its check, figures, code, ledger, pages; and a button."""

    default_priority = 5  # before references are resolved

    def run(self, **kwargs):
        for place in list(self.document.findall(links)):
            row = nodes.paragraph(classes=["claim-links"])
            for label, refs in self.groups(place["id"], place["of"]):
                group = nodes.inline(classes=["claim-link"])
                group += nodes.inline("", label, classes=["claim-label"])
                for n, ref in enumerate(refs):
                    group += [nodes.Text(", " if n else " "), ref]
                row += [nodes.Text(" "), group] if row.children else [group]
            if getattr(self.env, "live_packs", False):
                row += nodes.raw("", BUTTON.format(place["id"]), format="html")
            place.replace_self(row)

    def groups(self, name, of):
        """Yield each label and its links, if there are any."""
        domain, titles = self.env.domains["claims"], self.env.titles
        claim = domain.stated[name]
        where, figures = domain.pages("claim", name), domain.figures(name)
        if of != "claim" and where:
            yield "Check", [to_page(where[0], f"claim-{name}", claim.where)]
        if figures:
            last = dict(figures)
            texts = [f"{n} of {titles[p].astext()}" if last[p] == n else f"{n}" for p, n in figures]
            refs = [to_page(p, f"figure-{n}", t) for (p, n), t in zip(figures, texts, strict=True)]
            yield "Figure" + "s" * (len(refs) > 1), refs
        code, anchor = code_place(claim)
        yield "Code", [to_page(code, anchor, f"{code.rpartition('/')[2]}.py")]
        if of == "claim" and (ledgers := domain.pages("ledger", name)):
            yield "Ledger", [to_page(page, f"ledger-{name}", name) for page in ledgers]
        if of == "ledger" and (pages := domain.citing(name)):
            yield "Pages", [to_page(page, "", titles[page].astext()) for page in pages]


def setup(app):
    """Register everything, and the checks."""
    app.setup_extension("figures")
    app.add_node(box, html=(visit_box, lambda self, node: self.body.append("</div>")))
    app.add_node(links)
    app.add_directive("claim", ClaimDirective)
    app.add_directive("show-claim", ShowClaim)
    app.add_directive("ledger", Ledger)
    app.add_directive("claim-counts", ClaimCounts)
    app.add_directive("formula-counts", FormulaCounts)
    app.add_role("claim", ClaimDomain.roles["claim"])
    app.add_domain(ClaimDomain)
    app.add_post_transform(FillLinks)
    app.connect("env-updated", lambda app, env: env.domains["claims"].data["pages"])
    app.connect("env-check-consistency", check)
    return {"parallel_read_safe": True, "parallel_write_safe": True, "env_version": 3}
