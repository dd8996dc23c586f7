"""Claims on the site: a box beside the code, the same on the lecture's pages, the ledger.

What a claim is, `reluridge.claims` knows; here it is shown and linked.

- ``.. claim:: 2.3.a`` in a docstring is the claim itself: what is taught, what holds, and folded
  its proof and its check; then, to break it, a switch for each hypothesis.
- ``show-claim`` on a page is a copy of it, made once all pages are read.  What runs in the two is
  counted once: the session of a copy's examples says that it is one (docs/live/examples.py).
- the role ``claim`` is a link; in a gallery script it also says that the next
  figure shows the claim.
- ``ledger`` lists every claim, folded to what is taught, or else the first sentence of what holds,
  and its verdict; ``claim-counts`` counts them, ``claim-evidence`` their proofs, checks and
  figures, ``formula-counts`` the formulas; ``verdicts`` says what each verdict means, and how many
  have it: _static/ledger.js makes buttons of them that show only these, as do links to them.

The build warns, and so fails, about an id that is missing, stated twice, without
a doctest, without a figure, or linked but unknown.
"""

import html
import re
import sys
from collections import Counter
from functools import cached_property
from pathlib import Path

from docutils import nodes
from docutils.parsers.rst import directives
from figures import lecture, lecture_order, moved, plot, to_page
from sphinx import addnodes
from sphinx.domains import Domain, ObjType
from sphinx.roles import XRefRole
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util import logging
from sphinx.util.docutils import SphinxDirective
from sphinx.util.nodes import make_refnode

import reluridge.claims as package

logger = logging.getLogger(__name__)

TAUGHT, PRECISELY = "As taught", "Precisely"
ALL = f"{TAUGHT}|{PRECISELY}|{'|'.join(package.PARTS)}|{package.BREAKS}"
BREAK = "Try to break it"


class box(nodes.container):
    """A claim in a box."""


class part(nodes.container):
    """A part of a claim: what is taught, what holds, its proof, its check, what breaks it."""


class copied(nodes.General, nodes.Element):
    """The place of what is copied, once all pages are read, from where a claim is stated."""


class tally(nodes.General, nodes.Element):
    """The place of a sentence that counts what stands behind the claims."""


class verdict(nodes.General, nodes.Element):
    """A verdict, with what it means."""


class links(nodes.General, nodes.Element):
    """The place of a claim's links, filled once all pages are read."""


class folded(nodes.General, nodes.Element):
    """A row of the ledger, which opens at a press."""


class folds(nodes.General, nodes.Element):
    """What is seen of it before."""


def visit_box(self, node):
    """Write a group with a name, for those who do not see the box, and a session of its own."""
    told = {"aria-label": node["label"], "data-session": node["session"]}
    self.body.append(self.starttag(node, "div", role="group", **told))


def visit_part(self, node):
    """Write a label and what it says; or what opens at a press, by keyboard and on paper, too."""
    name, tag = node["name"], "div" if node["name"] in (TAUGHT, PRECISELY) else "details"
    word, _, hypothesis = name.partition(" ") if breaks(node) else (name.split()[-1], "", "")
    if node.get("first"):
        self.body.append(f'<p class="claim-break">{BREAK}</p>')
    self.body.append(self.starttag(node, tag, "", CLASS=f"claim-{word.lower()}"))
    label = html.escape(hypothesis) or name
    self.body.append(f"<summary>{label}</summary>" if tag == "details" else f"<p>{name}</p>")
    # A link to what is folded opens it; one to the fold itself would not.
    self.body.append(f'<div id="{node["anchor"]}">' if "anchor" in node else "<div>")
    node["tag"] = tag


def depart_part(self, node):
    """End it; where a counterexample was found by drawing, offer to search for more."""
    text = node.astext()
    found = breaks(node) and "default_rng(0)" in text and "\n>>> found\n" in text
    if found and getattr(self.builder.env, "live_packs", False):
        self.body.append(SEARCH.format(html.escape(node["name"])))
    self.body.append(f"</div></{node['tag']}>\n")


def breaks(node):
    """Tell whether a part breaks its claim."""
    return re.fullmatch(package.BREAKS, node["name"]) is not None


def visit_verdict(self, node):
    """Write a verdict; what it means shows when the mouse or the keyboard is on it."""
    kind, tip = node["kind"], f"tip-{node['of']}"
    told = {"type": "button", "aria-describedby": tip, "CLASS": " ".join(tone(kind))}
    self.body.append(self.starttag(node, "button", "", **told))
    self.body.append(f"<strong>{kind}</strong>{html.escape(node['after'])}</button>")
    meaning = html.escape(package.VERDICTS[kind])
    self.body.append(f'<span class="term-tip" role="tooltip" id="{tip}">{meaning}</span>')
    raise nodes.SkipNode


def visit_folded(self, node):
    """Begin a row."""
    self.body.append(self.starttag(node, "details", ""))


def visit_folds(self, node):
    """Begin what is seen of it."""
    self.body.append(self.starttag(node, "summary", ""))


def tone(kind):
    """Return the classes of a verdict, which colour it."""
    return ["verdict", f"verdict-{kind.replace(' ', '-')}"]


def counts(what, found, order, shown):
    """Return a line that says how many there are, and how many of each word."""
    row = nodes.paragraph("", f"{found.total()} {what}:", classes=["claim-counts"])
    for word in order:
        row += [nodes.Text(" "), shown(word, found[word])]
    return [row]


def code_place(claim):
    """Return the page and the anchor of the source that states a claim."""
    module = claim.source
    while module not in sys.modules:
        module = module.rpartition(".")[0]
    return "_modules/" + module.replace(".", "/"), claim.source[len(module) + 1 :]


def plain_count(word, n):
    """Return how many there are of a word that needs no explanation."""
    return nodes.inline("", f"{n} {word}", classes=["verdict"])


class AboutClaims(SphinxDirective):
    """What all directives here share; a page is read again when the package changes."""

    def stated(self):
        """Return the claims that the package states."""
        for path in Path(package.__file__).parent.rglob("*.py"):
            self.env.note_dependency(str(path))
        return self.env.domains["claims"].stated

    def head(self, claim, anchor):
        """Return the line with the name and the verdict."""
        name = nodes.reference("", f"Claim {claim.id}", classes=["claim-id"])
        name["refid"] = of = f"{anchor}-{claim.id}"
        mark = verdict(kind=claim.kind, after=claim.verdict[len(claim.kind) :], of=of)
        return nodes.paragraph("", "", name, nodes.Text(" "), mark, classes=["claim-head"])

    def card(self, anchor, session, unknown, content=None):
        """Return the claim in question in a box."""
        claim = self.stated().get(self.arguments[0])
        if claim is None:
            logger.warning(unknown, self.arguments[0], location=self.get_location())
            return []
        content = content or (lambda claim: [copied(id=claim.id, parts=ALL, of=anchor)])
        parts = [self.head(claim, anchor), *content(claim), links(id=claim.id, of=anchor)]
        box_of = {"ids": [f"{anchor}-{claim.id}"], "classes": ["claim", tone(claim.kind)[1]]}
        session = f"{session} {claim.id}"
        return [box("", *parts, label=f"Claim {claim.id}", session=session, **box_of)]


class ClaimDirective(AboutClaims):
    """State a claim, in the docstring of the code that computes it."""

    required_arguments, has_content = 1, True
    option_spec = {"verdict": directives.unchanged, "taught": directives.unchanged}

    def run(self):
        unknown = "claim %s is not in the docstring of a public name of reluridge"
        return self.card("claim", "claim", unknown, self.content_parts)

    def content_parts(self, claim):
        """Return the parts that the docstring has, in its order."""
        parts = []
        if claim.taught:
            text, _ = self.parse_inline(claim.taught)
            parts.append(part("", nodes.paragraph("", "", *text), name=TAUGHT))
        parts.append(part("", name=PRECISELY))
        for node in self.parse_content_to_nodes():
            begins = isinstance(node, nodes.paragraph) and isinstance(node[0], nodes.strong)
            word = node[0].astext().removesuffix(".") if begins else ""
            if re.fullmatch(ALL, word):
                parts.append(part("", name=word))
                parts[-1]["first"] = breaks(parts[-1]) and not breaks(parts[-2])
                node.pop(0)
                if not node.astext().strip():
                    continue
                node[0] = nodes.Text(node[0].lstrip())
            parts[-1] += node
        return parts


class ShowClaim(AboutClaims):
    """Show a claim on a page."""

    required_arguments = 1

    def run(self):
        return self.card("shows", "copy of claim", "unknown claim %s")


class ClaimCounts(AboutClaims):
    """Say how many claims there are, and what became of them; each count leads to these claims."""

    def run(self):
        def shown(kind, n):
            word = nodes.inline("", f"{n} ", nodes.strong("", kind), classes=tone(kind))
            return to_page("claims", tone(kind)[1], word)

        found = Counter(claim.kind for claim in self.stated().values())
        return counts("claims", found, package.VERDICTS, shown)


class FormulaCounts(AboutClaims):
    """Say how many formulas the tests evaluate, and what the others are."""

    def run(self):
        self.stated()
        found = Counter(formula.mark or "evaluated" for formula in package.find_formulas())
        return counts("displayed formulas", found, dict(found.most_common()), plain_count)


class Verdicts(AboutClaims):
    """Say what each verdict means."""

    def run(self):
        rows = nodes.bullet_list(classes=["verdicts"])
        found = Counter(claim.kind for claim in self.stated().values())
        for kind, meaning in package.VERDICTS.items():
            word = nodes.inline("", f"{found[kind]} ", classes=tone(kind))
            word += nodes.strong("", kind)
            text = nodes.paragraph("", "", word, nodes.Text(f" {meaning}"))
            rows += nodes.list_item("", text, ids=[tone(kind)[1]])
        says = '<p class="verdicts-shown" role="status"></p>'
        return [rows, nodes.raw("", says, format="html")]


class ClaimEvidence(AboutClaims):
    """Say how many claims have a proof, how many evidence, a check, a figure."""

    def run(self):
        self.stated()
        return [tally()]


class Ledger(AboutClaims):
    """List every claim, section by section."""

    def run(self):
        shown = []
        for number, section in package.SECTIONS.items():
            rows = nodes.bullet_list(classes=["ledger"])
            for claim in self.stated().values():
                if claim.section == number:
                    rows += nodes.list_item("", self.row(claim), ids=[f"ledger-{claim.id}"])
            title = nodes.title("", f"{number} {section.title}")
            shown.append(nodes.section("", title, rows, ids=[f"section-{number}"]))
        return shown

    def row(self, claim):
        """Return a claim, folded to its name, what is taught, or else a sentence, its verdict."""
        name = nodes.strong("", claim.id, classes=["claim-id"])
        said = nodes.inline(classes=["claim-said"])
        said += copied(id=claim.id, parts=TAUGHT if claim.taught else PRECISELY, inline=True)
        mark = nodes.inline("", "", nodes.strong("", claim.kind), classes=tone(claim.kind))
        mark += nodes.Text(claim.verdict[len(claim.kind) :])
        seen = folds("", name, said, nodes.inline("", "", mark, classes=["claim-mark"]))
        held = copied(id=claim.id, parts=PRECISELY)
        return folded("", seen, held, links(id=claim.id, of="ledger"))


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
    # page -> {"claim": ids stated, "ledger": ids listed, "shows": ids copied,
    #          "cited": (id, number of its figure)}
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
        figures, found = 0, {"claim": [], "ledger": [], "shows": [], "cited": []}
        for node in document.findall():
            if isinstance(node, plot) and node["ids"]:  # not borrowed from another page
                figures += 1
            elif isinstance(node, links):
                found[node["of"]].append(node["id"])
                if node["of"] == "shows":
                    found["cited"].append((node["id"], None))
            elif isinstance(node, addnodes.pending_xref) and node["refdomain"] == "claims":
                found["cited"].append((node["reftarget"], figures + 1))
        # After the last figure, a citation means that one; on a page without figures, none.
        cited = [(name, min(n, figures) if n and figures else None) for name, n in found["cited"]]
        found["cited"] = list(dict.fromkeys(cited))
        if any(found.values()):
            self.data["pages"][docname] = found

    def pages(self, kind, name):
        """Return the pages that state a claim, list it, or show a copy."""
        return sorted(page for page, found in self.data["pages"].items() if name in found[kind])

    def taught(self, name):
        """Return the pages of the lecture that show a claim, in their order."""
        shown = self.pages("shows", name)
        return [page for page in lecture(self.env) if page in shown]

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
SEARCH = """<p><button type="button" class="live-check" \
aria-label="Search for more: {0}">Search for more</button></p>"""


def stated_parts(env, place):
    """Return what goes to a place, from the page that states the claim."""
    for page in env.domains["claims"].pages("claim", place["id"])[:1]:
        boxes = env.get_doctree(page).findall(box)
        stated = next(b for b in boxes if f"claim-{place['id']}" in b["ids"])
        return [each for each in stated.findall(part) if re.fullmatch(place["parts"], each["name"])]
    return []


def first_sentence(text):
    """Return the beginning of a text up to its first full stop."""
    for n, node in enumerate(text):
        if isinstance(node, nodes.Text) and (end := re.search(r"\.\s", node)):
            return [*text[:n], nodes.Text(node[: end.start() + 1])]
    return text


class CopyParts(SphinxPostTransform):
    """Copy the parts of each claim that a page shows from the page that states it."""

    default_priority = 4  # before links are filled in, and references resolved

    def run(self, **kwargs):
        domain, here = self.env.domains["claims"], self.env.current_document.docname
        for place in list(self.document.findall(copied)):
            pages, parts = domain.pages("claim", place["id"]), stated_parts(self.env, place)
            parts = [moved(each, pages[0], here) for each in parts]
            if place.get("inline"):
                text = [node for text in parts[:1] for node in text[0].children]
                parts = text if place["parts"] == TAUGHT else first_sentence(text)
            for each in parts if place.get("of") == "shows" else []:
                if each["name"] in ("Proof", "Evidence"):
                    each["anchor"] = f"proof-{place['id']}"
            place.replace_self(parts)


class FillTally(SphinxPostTransform):
    """Count what stands behind the claims: what is a proof, what is evidence, what is a check."""

    default_priority = 5

    def run(self, **kwargs):
        domain = self.env.domains["claims"]
        claims = domain.stated.values()
        having = Counter(word for claim in claims for word in claim.parts)
        examples = sum(len(claim.test.examples) for claim in claims)
        broken = Counter(word.partition(" ")[0] for claim in claims for word in claim.breaks)
        different = len({figure for name in domain.stated for figure in domain.figures(name)})
        text = (
            f"Of the {len(claims)} claims {having['Proof']} have a proof, and {having['Evidence']} "
            f"are rules of thumb.  The checks have {examples} lines of code; {different} figures "
            f"show them all.  The claims name {broken['Without']} conditions, and show for each "
            f"a case that breaks without it."
        )
        for place in list(self.document.findall(tally)):
            place.replace_self(nodes.paragraph("", text, classes=["claim-tally"]))


class FillLinks(SphinxPostTransform):
    """Fill in the links of each claim: its function, figures, code, ledger, pages; and a button."""

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
        taught = domain.taught(name)[:1] if of == "ledger" else []
        if taught:
            page = taught[0]
            yield claim.behind, [to_page(page, f"proof-{name}", titles[page].astext())]
        if of != "claim" and where:
            yield "Function", [to_page(where[0], f"claim-{name}", claim.where)]
        pictures, here = self.env.domains["figures"], self.env.current_document.docname
        if places := sorted(pictures.places(figures), key=lambda place: place[0] != here):
            yield "Figure" + "s" * (len(places) > 1), [to_page(*place) for place in places]
        if figures := [figure for figure in figures if not pictures.places([figure])]:
            last = dict(figures)
            texts = [f"{n} of {titles[p].astext()}" if last[p] == n else f"{n}" for p, n in figures]
            refs = [to_page(p, f"figure-{n}", t) for (p, n), t in zip(figures, texts, strict=True)]
            yield "Gallery", refs
        code, anchor = code_place(claim)
        yield "Code", [to_page(code, anchor, f"{code.rpartition('/')[2]}.py")]
        if of == "claim" and (ledgers := domain.pages("ledger", name)):
            yield "Ledger", [to_page(page, f"ledger-{name}", name) for page in ledgers]
        if of == "ledger":
            others = [page for page in domain.citing(name) if page not in taught]
            if pages := [page for page in others if not page.startswith("reference/")]:
                yield "Also on", [to_page(page, "", titles[page].astext()) for page in pages]


def add_script(app, pagename, templatename, context, doctree):
    """Load the script where the claims are listed."""
    if 'class="ledger' in context.get("body", ""):
        app.add_js_file("ledger.js", loading_method="defer")


def setup(app):
    """Register everything, and the checks."""
    app.setup_extension("figures")
    app.add_node(box, html=(visit_box, lambda self, node: self.body.append("</div>")))
    app.add_node(part, html=(visit_part, depart_part))
    app.add_node(verdict, html=(visit_verdict, None))
    app.add_node(copied)
    app.add_node(tally)
    app.add_node(links)
    app.add_node(folded, html=(visit_folded, lambda self, node: self.body.append("</details>")))
    app.add_node(folds, html=(visit_folds, lambda self, node: self.body.append("</summary>")))
    app.add_directive("claim", ClaimDirective)
    app.add_directive("show-claim", ShowClaim)
    app.add_directive("verdicts", Verdicts)
    app.add_directive("claim-evidence", ClaimEvidence)
    app.add_directive("ledger", Ledger)
    app.add_directive("claim-counts", ClaimCounts)
    app.add_directive("formula-counts", FormulaCounts)
    app.add_role("claim", ClaimDomain.roles["claim"])
    app.add_domain(ClaimDomain)
    app.add_post_transform(CopyParts)
    app.add_post_transform(FillTally)
    app.add_post_transform(FillLinks)
    app.connect("env-updated", lambda app, env: env.domains["claims"].data["pages"])
    app.connect("env-check-consistency", check)
    app.connect("html-page-context", add_script)
    return {"parallel_read_safe": True, "parallel_write_safe": True, "env_version": 6}
