"""Exercises whose answers stay hidden until someone asks for them: Sphinx's own admonitions.

``exercise`` has a title and a question, and inside it ``answer``, which opens by mouse and
keyboard, and on paper; its argument is what to click on, if it is not "Answer".  ``predict`` is an
exercise whose answer is the next figure.  The build warns if an exercise has no doctest in its
answer, which would fail if the answer were wrong, or a prediction no figure.

``cell``, after the answer, lets readers write theirs: code to start from, then checks as lines
with ``>>>``, which the page runs and does not show.  It stands on the page above the answer, and in
the file below, where the tests run the checks with the names that the answer defines.  The build
warns if a check fails for the answer, or does not fail for the code to start from.
"""

import doctest
import html
import json

import reader
from docutils import nodes
from figures import plot
from sphinx.directives.admonitions import Admonition
from sphinx.util import logging
from sphinx.util.docutils import SphinxDirective

logger = logging.getLogger(__name__)

KINDS = {
    "exercise": ("Exercise", nodes.literal_block, "doctest"),
    "predict": ("Predict", plot, "figure"),
}


class Exercise(Admonition):
    """Ask something."""

    def run(self):
        kind, wanted, name = KINDS[self.name]
        title = self.arguments[0]
        self.arguments = [f"{kind}: {title}"]
        self.options["class"] = ["exercise"]
        (asked,) = super().run()
        answers = [part for part in asked.findall(nodes.admonition) if "answer" in part["classes"]]
        if not any(answer.next_node(wanted) for answer in answers):
            self.warn(f"the answer has no {name}")
        for cell in [part for part in asked if isinstance(part, nodes.raw) and "checks" in part]:
            asked.remove(cell)
            asked.insert(asked.index(answers[0]), cell)
            self.try_out(cell, "".join(sources(answer) for answer in answers))
        return [asked]

    def try_out(self, cell, answer):
        """Warn of checks that the answer does not pass, or that cannot fail."""
        for what, code, good in (("answer", answer, True), ("start", cell["starter"], False)):
            result = json.loads(reader.check(code, cell["checks"]))
            if result["error"] or not result["rows"]:
                why = result["error"] or "there are no checks"
                self.warn(f"the {what} cannot be checked: {why}")
            for source, state, came, _ in result["rows"]:
                if (state == "same") != good:
                    self.warn(f"{source} {'fails' if good else 'passes'} with the {what}: {came}")

    def warn(self, what):
        """Warn of something at this exercise."""
        logger.warning(f"{self.arguments[0]}: {what}", location=self.get_location())


class Answer(Admonition):
    """Answer it."""

    required_arguments, optional_arguments = 0, 1

    def run(self):
        self.arguments = self.arguments or ["Answer"]
        self.options |= {"class": ["answer"], "collapsible": "closed"}
        return super().run()


class Cell(SphinxDirective):
    """Let readers write the answer, and check it."""

    has_content = True

    def run(self):
        lines = list(self.content)
        at = next((i for i, line in enumerate(lines) if line.startswith(">>>")), len(lines))
        parts = {"starter": lines[:at], "checks": lines[at:]}
        parts = {name: "\n".join(part).strip() + "\n" for name, part in parts.items()}
        data = "".join(f' data-{name}="{html.escape(text)}"' for name, text in parts.items())
        # Room for the editor, before it is there.
        rows = f"--rows:{parts['starter'].count(chr(10)) + 1}"
        text = f'<div class="live-place" data-live="exercise" style="{rows}"{data}></div>'
        return [nodes.raw("", text, format="html", **parts)]


def sources(answer):
    """Return the code of an answer."""
    blocks = [block.astext() for block in answer.findall(nodes.literal_block)]
    examples = [e for text in blocks for e in doctest.DocTestParser().get_examples(text)]
    return "".join(example.source for example in examples)


def setup(app):
    """Register the directives."""
    for name in KINDS:
        app.add_directive(name, Exercise)
    app.add_directive("answer", Answer)
    app.add_directive("cell", Cell)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
