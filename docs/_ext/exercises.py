"""Exercises whose answers stay hidden until someone asks for them: Sphinx's own admonitions.

``exercise`` has a title and a question, and inside it ``answer``, which opens by mouse and
keyboard, and on paper; its argument is what to click on, if it is not "Answer".  The build warns
if an exercise has no doctest in its answer, which would fail if the answer were wrong.

``predict`` is a question whose answer opens once a reader has chosen: ``:choices: a half | a
quarter* | an eighth``, the right one with a star, or typed a number: ``:number: 0.25 0.05``, the
right one and how far off is still right.  _static/predict.js says whether it was right; without a
script the answer is as that of an exercise.  The build warns if there is nothing to choose, no
right choice, or neither words nor a figure in the answer.

``cell``, after the answer, lets readers write theirs: code to start from, then checks as lines
with ``>>>``, which the page runs and does not show.  It stands on the page above the answer, and in
the file below, where the tests run the checks with the names that the answer defines.  The build
warns if a check fails for the answer, or does not fail for the code to start from.

Exercises are numbered through each chapter, as figures are.  ``exercise-sheet`` lists those of all
pages of the lecture without their answers; a ``cell`` with ``:example: 2`` says there what its
second check gives, for those who have only paper.
"""

import doctest
import html
import json
import re
from collections import Counter

import reader
from docutils import nodes
from docutils.parsers.rst import directives
from figures import CHAPTERS, lecture, moved, to_page
from sphinx.directives.admonitions import Admonition
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util import logging
from sphinx.util.docutils import SphinxDirective

from reluridge._plain import math as plain

logger = logging.getLogger(__name__)


class Exercise(Admonition):
    """Ask something."""

    kind = "Exercise"

    def run(self):
        title = self.arguments[0]
        self.arguments = [f"{self.kind}: {title}"]
        self.options["class"] = list(dict.fromkeys([self.name, "exercise"]))
        (asked,) = super().run()
        answers = [part for part in asked.findall(nodes.admonition) if "answer" in part["classes"]]
        self.complete(asked, answers)
        return [asked]

    def plain_title(self):
        """Return the title as text, under which a browser keeps what a reader types."""
        return html.escape(self.plain(self.parse_inline(self.arguments[0])[0]))

    def plain(self, words):
        """Return parsed words as text, with the apostrophes of the page."""
        texts = []
        for word in words:
            text = plain(word.astext()) if isinstance(word, nodes.math) else word.astext()
            prose = isinstance(word, nodes.Text)
            texts.append(re.sub(r"(?<=\w)'(?=\w)", "’", text) if prose else text)
        return "".join(texts)

    def complete(self, asked, answers):
        """Put the cell above the answer, and try them out together."""
        if not any(answer.next_node(nodes.literal_block) for answer in answers):
            self.warn("the answer has no doctest")
        for cell in [part for part in asked if isinstance(part, nodes.raw) and "checks" in part]:
            asked.remove(cell)
            asked.insert(asked.index(answers[0]), cell)
            told = {name: html.escape(cell[name]) for name in ("starter", "checks")}
            rows = cell["starter"].count("\n") + 1
            cell += nodes.Text(CELL.format(title=self.plain_title(), rows=rows, **told))
            self.try_out(cell, "".join(sources(answer) for answer in answers))

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


CELL = (  # with room for the editor, before it is there
    '<div class="live-place" data-live="exercise" style="--rows:{rows}" data-title="{title}" '
    'data-starter="{starter}" data-checks="{checks}"></div>'
)
FORM = '<form class="choices" autocomplete="off" data-title="{}"><fieldset><legend>Your {}</legend>'
RADIO = '<label><input type="radio" name="{name}" data-says="{says}"{right}>\n'
NUMBER = (
    '<label>Your guess: <input type="number" step="any" data-right="{}" data-near="{}"></label>'
)


class Predict(Exercise):
    """Ask for a guess, and answer after it."""

    kind, asks_for = "Predict", "prediction"
    option_spec = Admonition.option_spec | {
        "choices": directives.unchanged,
        "number": directives.unchanged,
    }

    def run(self):
        choices, number = self.options.pop("choices", ""), self.options.pop("number", "")
        self.fields = self.choices(choices) if choices else self.number(number) if number else []
        return super().run()

    def complete(self, asked, answers):
        """Put what there is to choose from above the answer."""
        if not self.fields:
            self.warn("there is nothing to choose: it needs :choices: or :number:")
        told = nodes.paragraph | nodes.figure | nodes.math_block
        if not any(answer.next_node(lambda node: isinstance(node, told)) for answer in answers):
            self.warn("the answer has neither words nor a figure")
        for answer in answers:
            if answer[0].astext() == "Answer":
                answer[0][:] = [nodes.Text("See the answer")]
        if self.fields and answers:
            form = FORM.format(self.plain_title(), self.asks_for)
            parts = [raw(form), *self.fields, raw('</fieldset></form><p role="status"></p>')]
            asked.insert(asked.index(answers[0]), nodes.container("", *parts))

    def choices(self, text):
        """Return a radio button for each choice."""
        shown, choices = [], [choice.strip() for choice in text.split("|")]
        if len(choices) < 2 or sum(choice.endswith("*") for choice in choices) != 1:
            self.warn("it needs two or more choices, and a * after the right one")
        name = f"predict-{self.env.new_serialno('predict')}"
        for choice in choices:
            words, _ = self.parse_inline(choice.removesuffix("*").strip())
            says, right = html.escape(self.plain(words)), " data-right" * choice.endswith("*")
            start = RADIO.format(name=name, says=says, right=right)
            shown += [raw(start), nodes.inline("", "", *words), raw("</label>")]
        return shown

    def number(self, text):
        """Return a field for a number."""
        if not re.fullmatch(r"-?[\d.]+ [\d.]+", text):
            self.warn(f":number: {text} is not a number and how far off is still right")
        value, _, near = text.partition(" ")
        return [raw(NUMBER.format(value, near))]


def raw(text):
    """Return HTML as a node."""
    return nodes.raw("", text, format="html")


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
    option_spec = {"example": directives.positive_int}

    def run(self):
        lines = list(self.content)
        at = next((i for i, line in enumerate(lines) if line.startswith(">>>")), len(lines))
        parts = {"starter": lines[:at], "checks": lines[at:]}
        parts = {name: "\n".join(part).strip() + "\n" for name, part in parts.items()}
        found = doctest.DocTestParser().get_examples(parts["checks"])
        told = [check for check in found if check.want][self.options.get("example", 0) - 1 :]
        if "example" in self.options and not told:
            logger.warning("there is no such check", location=self.get_location())
        elif "example" in self.options:
            call = re.sub(r"\s+#.*", "", told[0].source)
            parts["example"] = call.strip(), told[0].want.strip()
        return [nodes.raw("", "", format="html", **parts)]


def sources(answer):
    """Return the code of an answer."""
    blocks = [block.astext() for block in answer.findall(nodes.literal_block)]
    examples = [e for text in blocks for e in doctest.DocTestParser().get_examples(text)]
    return "".join(example.source for example in examples)


def is_exercise(node):
    """Whether a node is an exercise, and no prediction."""
    return isinstance(node, nodes.admonition) and node["classes"][0] == "exercise"


def count(app, document):
    """Keep how many exercises a page has."""
    found = len(list(document.findall(is_exercise)))
    app.env.metadata[app.env.current_document.docname]["exercises"] = found


def numbers(env):
    """Return the numbers of the exercises of each page of the lecture."""
    found, last = {}, Counter()
    for page in lecture(env):
        chapter, many = 1 + CHAPTERS.index(page.split("/")[0]), env.metadata[page]["exercises"]
        found[page] = [f"{chapter}.{last[chapter] + i}" for i in range(1, many + 1)]
        last[chapter] += many
    return found


def renamed(asked, kind, name):
    """Return a question whose title says another thing than the kind that it is of."""
    asked[0][0] = nodes.Text(asked[0][0].replace(kind, name, 1))
    return asked


def numbered(asked, number):
    """Return an exercise with its number in its title."""
    return renamed(asked, Exercise.kind, f"{Exercise.kind} {number}")


class ShowNumbers(SphinxPostTransform):
    """Number the exercises of a page."""

    default_priority = 5

    def run(self, **kwargs):
        told = numbers(self.env).get(self.env.current_document.docname, [])
        for asked, number in zip(self.document.findall(is_exercise), told, strict=False):
            numbered(asked, number)


class sheet(nodes.General, nodes.Element):
    """The place of the exercises, filled once all pages are read."""


class Sheet(SphinxDirective):
    """List the exercises of the lecture without their answers."""

    def run(self):
        self.env.metadata[self.env.docname]["exercise-sheet"] = True
        return [sheet()]


LENGTHS = {"On paper": "On paper:", "Small projects": r"(A small p|P)roject:"}


class FillSheet(SphinxPostTransform):
    """Copy the exercises of each page: its title, the questions, the code to start from."""

    default_priority = 4  # before references are resolved

    def run(self, **kwargs):
        for place in list(self.document.findall(sheet)):
            told = numbers(self.env)
            sections = [self.section(page, told[page]) for page in told if told[page]]
            asked = [node for section in sections for node in section.findall(is_exercise)]
            place.replace_self([self.lengths(asked), *sections])

    def lengths(self, asked):
        """Return a list of those that say in their titles how long they are."""
        found = nodes.bullet_list(classes=["lengths"])
        for length, pattern in LENGTHS.items():
            line = nodes.paragraph("", "", nodes.emphasis("", length), nodes.Text(": "))
            for node in asked:
                kind, _, title = node[0].astext().partition(": ")
                if re.match(pattern, title):
                    (where,), number = node["ids"], kind.split()[-1]
                    line += [nodes.reference("", number, internal=True, refid=where)]
                    line += [nodes.Text(", ")]
            if len(line) > 2:
                line[-1] = nodes.Text(".")
                found += nodes.list_item("", line)
        return found

    def section(self, page, told):
        """Return the exercises of a page, below its title."""
        here = self.env.current_document.docname
        found = nodes.section(ids=[nodes.make_id(page)], classes=["sheet"])
        found += nodes.title("", "", to_page(page, "exercises", self.env.titles[page].astext()))
        parts = self.env.get_doctree(page).findall(is_exercise)
        for part, number in zip(parts, told, strict=True):
            asked = numbered(self.question(moved(part, page, here)), number)
            asked["ids"] = [nodes.make_id(f"exercise-{number}")]
            if ": On paper:" in asked[0].astext():
                asked["classes"].append("on-paper")
            found += asked
        return found

    def question(self, asked):
        """Return an exercise without its answer."""
        for part in list(asked):
            if isinstance(part, nodes.admonition):
                asked.remove(part)
            elif isinstance(part, nodes.raw) and "starter" in part:
                start = part["starter"].rstrip()
                shown = [nodes.literal_block(start, start, language="python")]
                if "example" in part:
                    call, value = (nodes.literal("", words) for words in part["example"])
                    words = nodes.Text("For example "), nodes.Text(" gives "), nodes.Text(".")
                    shown += [nodes.paragraph("", "", words[0], call, words[1], value, words[2])]
                part.replace_self(shown)
        return asked


KEEPS = ('class="choices"', *(f'data-live="{n}"' for n in ("exercise", "scratch", "workbook")))


def add_script(app, pagename, templatename, context, doctree):
    """Load the script where there is something to predict."""
    body = context.get("body", "")
    if any(sign in body for sign in KEEPS):
        app.add_js_file("keep.js", loading_method="defer")
    if 'class="choices"' in body:
        app.add_js_file("predict.js", loading_method="defer")


def sheets(app, env):
    """Return the pages to be written again: with a sheet, and all that have numbers."""
    shown = numbers(env)
    return [p for p in env.found_docs if "exercise-sheet" in env.metadata[p] or shown.get(p)]


def setup(app):
    """Register the directives."""
    app.setup_extension("figures")
    app.add_node(sheet)
    app.add_directive("exercise", Exercise)
    app.add_directive("predict", Predict)
    app.add_directive("answer", Answer)
    app.add_directive("cell", Cell)
    app.add_directive("exercise-sheet", Sheet)
    app.add_post_transform(FillSheet)
    app.add_post_transform(ShowNumbers)
    app.connect("doctree-read", count)
    app.connect("html-page-context", add_script)
    app.connect("env-updated", sheets)
    return {"parallel_read_safe": True, "parallel_write_safe": True, "env_version": 1}
