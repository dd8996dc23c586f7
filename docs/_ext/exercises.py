"""Exercises whose answers stay hidden until someone asks for them: Sphinx's own admonitions.

``exercise`` has a title and a question, and inside it ``answer``, which opens by mouse and
keyboard, and on paper; its argument is what to click on, if it is not "Answer".  ``predict`` is an
exercise whose answer is the next figure.  The build warns if an exercise has no doctest in its
answer, which would fail if the answer were wrong, or a prediction no figure.
"""

from docutils import nodes
from figures import plot
from sphinx.directives.admonitions import Admonition
from sphinx.util import logging

logger = logging.getLogger(__name__)

KINDS = {
    "exercise": ("Exercise", nodes.literal_block, "doctest"),
    "predict": ("Predict", plot, "figure"),
}


class Exercise(Admonition):
    """Ask something."""

    def run(self):
        kind, wanted, name = KINDS[self.name]
        self.arguments = [f"{kind}: {self.arguments[0]}"]
        self.options["class"] = ["exercise"]
        (asked,) = super().run()
        answers = [part for part in asked.findall(nodes.admonition) if "answer" in part["classes"]]
        if not any(answer.next_node(wanted) for answer in answers):
            what = f"{self.arguments[0]}: the answer has no {name}"
            logger.warning(what, location=self.get_location())
        return [asked]


class Answer(Admonition):
    """Answer it."""

    required_arguments, optional_arguments = 0, 1

    def run(self):
        self.arguments = self.arguments or ["Answer"]
        self.options |= {"class": ["answer"], "collapsible": "closed"}
        return super().run()


def setup(app):
    """Register the directives."""
    for name in KINDS:
        app.add_directive(name, Exercise)
    app.add_directive("answer", Answer)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
