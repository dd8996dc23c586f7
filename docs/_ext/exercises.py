"""Exercises whose answers stay hidden until someone asks for them.

``exercise`` has a title and a question, and inside it ``answer``; ``predict`` is an
exercise whose answer is the next figure.  An answer opens by mouse and keyboard, without a
script; on paper it is open::

    ::::{exercise} A hat
    Which net is it?

    :::{answer}
    This one:
    ...
    :::
    ::::

An exercise's answer has a doctest, which fails if the answer is wrong; that of a prediction has
a figure.  The build warns if there is none.
"""

from docutils import nodes
from figures import plot_again
from sphinx.util import logging
from sphinx.util.docutils import SphinxDirective

logger = logging.getLogger(__name__)

KINDS = {"exercise": "Exercise", "predict": "Predict"}


class exercise(nodes.General, nodes.Element):
    """A question, and its answer."""


class answer(nodes.General, nodes.Element):
    """What is hidden at first."""


class Exercise(SphinxDirective):
    """Ask something."""

    required_arguments, final_argument_whitespace, has_content = 1, True, True

    def run(self):
        title, _ = self.parse_inline(self.arguments[0])
        kind = nodes.strong("", f"{KINDS[self.name]}: ", *title)
        head = nodes.paragraph("", "", kind, classes=["exercise-title"])
        asked = exercise(
            "", head, *self.parse_content_to_nodes(), label=head.astext(), classes=[self.name]
        )
        wanted = nodes.literal_block if self.name == "exercise" else plot_again
        if not any(block for part in asked.findall(answer) for block in part.findall(wanted)):
            logger.warning(
                "%s: the answer has no %s",
                head.astext(),
                "doctest" if self.name == "exercise" else "figure",
                location=self.get_location(),
            )
        return [asked]


class Answer(SphinxDirective):
    """Answer it; the argument is what to click on, if it is not "Answer"."""

    optional_arguments, final_argument_whitespace, has_content = 1, True, True

    def run(self):
        summary = (*self.arguments, "Answer")[0]
        return [answer("", *self.parse_content_to_nodes(), summary=summary)]


def visit_exercise(self, node):
    """Open a group with a name, for those who do not see the box."""
    name = {"role": "group", "aria-label": node["label"]}
    self.body.append(self.starttag(node, "div", CLASS="exercise", **name))


def depart_exercise(self, node):
    """Close it."""
    self.body.append("</div>\n")


def visit_answer(self, node):
    """Hide the answer."""
    self.body.append(f'<details class="answer"><summary>{node["summary"]}</summary>')


def depart_answer(self, node):
    """Close it."""
    self.body.append("</details>\n")


def setup(app):
    """Register the directives."""
    app.add_node(exercise, html=(visit_exercise, depart_exercise))
    app.add_node(answer, html=(visit_answer, depart_answer))
    for name in KINDS:
        app.add_directive(name, Exercise)
    app.add_directive("answer", Answer)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
