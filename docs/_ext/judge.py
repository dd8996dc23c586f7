"""Sentences to judge: true, true if, loose or a slip?  The verdict is that of a claim.

``judge 1.3.c A sentence.`` is a prediction (exercises.py) whose right choice the build looks up.
Its content says in a line why; below it stand a link to where the lecture has the claim, and,
folded, the claim's box.  The build warns of a claim with another verdict than these four, and of
one that the lecture does not show.  A page numbers its sentences.  ``judged`` is the place where
_static/judge.js counts the right ones of a page.
"""

from claims import ShowClaim
from docutils import nodes
from exercises import Predict, raw, renamed
from figures import to_page
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util import logging
from sphinx.util.docutils import SphinxDirective

logger = logging.getLogger(__name__)

WORDS = ("true", "true if", "loose", "slip")


class Judge(Predict):
    """Ask for the verdict of a claim."""

    kind, asks_for = "Judge", "verdict"

    def run(self):
        self.id, _, sentence = self.arguments[0].partition(" ")
        claim = self.env.domains["claims"].stated.get(self.id)
        if claim is None or claim.kind not in WORDS:
            verdict = claim.verdict if claim else "no claim"
            self.warn(f"its verdict is not to choose: {verdict}")
            return []
        choices = [word + "*" * (word == claim.kind) for word in WORDS]
        self.arguments, self.options["choices"] = [sentence], " | ".join(choices)
        return super().run()

    def complete(self, asked, answers):
        """Fold away what is said below the sentence, and the claim, as the answer."""
        title, *why = asked.children
        told = [self.id], {}, [], self.lineno, self.content_offset, "", self.state
        box = ShowClaim("", *told, self.state_machine).run()
        behind = self.env.domains["claims"].stated[self.id].behind
        claim = fold(f"The claim, with its {behind.lower()}", *box)
        answer = fold("Answer", *why, again(id=self.id), claim)
        asked[:] = [title, answer]
        super().complete(asked, [answer])


def fold(title, *parts):
    """Fold something away below a title."""
    return nodes.admonition(
        "", nodes.title("", title), *parts, classes=["answer"], collapsible="closed"
    )


class again(nodes.General, nodes.Element):
    """The place of a link to where the lecture has a claim."""


class FillAgain(SphinxPostTransform):
    """Find these pages, once all are read."""

    default_priority = 4  # before references are resolved

    def run(self, **kwargs):
        for place in list(self.document.findall(again)):
            row = nodes.paragraph("", "In the lecture: ", classes=["read-again"])
            for page in self.env.domains["claims"].taught(place["id"])[:1]:
                row += to_page(page, f"shows-{place['id']}", self.env.titles[page].astext())
            if len(row) == 1:
                logger.warning("no page of the lecture shows claim %s", place["id"])
            place.replace_self(row)


class Number(SphinxPostTransform):
    """Number the sentences of a page."""

    default_priority = 5

    def run(self, **kwargs):
        admonitions = self.document.findall(nodes.admonition)
        asked = [each for each in admonitions if "judge" in each["classes"]]
        for n, each in enumerate(asked, 1):
            renamed(each, Judge.kind, f"{n} of {len(asked)}")


class Judged(SphinxDirective):
    """Keep a place for the count."""

    def run(self):
        return [raw('<div class="judged"></div>')]


def add_script(app, pagename, templatename, context, doctree):
    """Load the script where it is counted."""
    if 'class="judged"' in context.get("body", ""):
        app.add_js_file("judge.js", loading_method="defer")


def setup(app):
    """Register the directives."""
    app.setup_extension("claims")
    app.setup_extension("exercises")
    app.add_node(again)
    app.add_directive("judge", Judge)
    app.add_directive("judged", Judged)
    app.add_post_transform(FillAgain)
    app.add_post_transform(Number)
    app.connect("html-page-context", add_script)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
