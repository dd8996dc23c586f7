"""What a caption says of more and less is asserted in the script that draws the figure.

The message of such an assertion is a piece of the caption, word for word: who changes the one
without the other is told, and so is who draws a figure for which the sentence is not true.  What is
said of an explorable, its `holds` asserts, for all that its sliders can be set to.
"""

import ast
import importlib
import re
import sys
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT / "docs"))
SCRIPTS = {path.stem: path for path in sorted((ROOT / "gallery").rglob("plot_*.py"))}
FIGURE = re.compile(r"^```\{gallery-figure\} (\S+) \d+\n((?::[^\n]*\n)*)(.*?)^```", re.M | re.S)
#: Words that say how a number, or a curve, stands to another one.
COMPARED = re.compile(
    r"\b(falls?|rises?|grows?|shrinks?|(half|twice|times) (of|as|the)|as (many|much|large)|never|"
    r"(small|larg|long|short|near|high|low|few|steep|round)er|farther|sooner|later|less|"
    r"(?<!one )more)\b"
)
QUESTION = re.compile(r"[^.:?]*\?")
NUMBER = re.compile(r"(?<![\d.])\d[\d,]*(?:\.\d+)?")
#: What runs along an axis is compared with nothing.
AXIS = re.compile(r"\b[Aa]s (\w|\$[^$]+\$) (grows|falls)\b")


def _plain(text):
    return " ".join(text.split())


def _captions():
    """Yield the script and the caption of each figure on a page of the lecture."""
    for chapter in ("relu_net", "regularization"):
        for page in sorted((ROOT / "docs" / chapter).glob("*.md")):
            for script, _, text in FIGURE.findall(page.read_text(encoding="utf-8")):
                yield page.stem, script, _plain(text)


@cache
def _nodes(path):
    return list(ast.walk(ast.parse(path.read_text(encoding="utf-8"))))


def _asserted(tree):
    """Return the messages of assertions."""
    found = [node.msg for node in ast.walk(tree) if isinstance(node, ast.Assert) and node.msg]
    return [_plain(ast.literal_eval(message)) for message in found]


def _messages(path):
    """Return the messages of the assertions of a script."""
    return _asserted(_nodes(path)[0])


def _descriptions(path):
    """Return what a script says of its figures to those who cannot see them."""
    calls = [node for node in _nodes(path) if isinstance(node, ast.Call) and node.args]
    return [_text(c.args[0]) for c in calls if getattr(c.func, "attr", "") == "set_label"]


def _text(node):
    """Return the words of a text, whatever stands between them."""
    return _plain(
        "".join(s.value for s in ast.walk(node) if isinstance(getattr(s, "value", 0), str))
    )


def _said(path):
    """Return what an explorable says: its caption, and what those are told who cannot see it."""
    found = [node for node in _nodes(path) if isinstance(node, ast.Assign)]
    names = ("CAPTION", "label")
    return [_text(a.value) for a in found if getattr(a.targets[0], "id", "") in names]


def _unasserted(caption, messages):
    """Return the words of a caption that compare, and that no message quotes with what they say."""
    spans = [m.span() for word in messages for m in re.finditer(re.escape(word), caption)]
    spans += [m.span() for m in AXIS.finditer(caption)]
    return [
        caption[max(0, m.start() - 30) : m.end() + 20]
        for m in COMPARED.finditer(caption)
        if not any(first <= m.start() and m.end() <= last for first, last in spans)
    ]


CAPTIONS = [(page, script, text) for page, script, text in _captions() if text]


@pytest.mark.parametrize("script", SCRIPTS)
def test_a_script_quotes_what_is_said_of_its_figures(script):
    said = [text for _, drawn, text in CAPTIONS if drawn == script]
    said += _descriptions(SCRIPTS[script])  # a figure may stand on its own page only
    messages = _messages(SCRIPTS[script])
    assert [m for m in messages if not any(m in text for text in said)] == []


@pytest.mark.parametrize(("page", "script", "caption"), CAPTIONS)
def test_what_a_caption_compares_is_asserted(page, script, caption):
    assert _unasserted(caption, _messages(SCRIPTS[script])) == []


def _numbers(text):
    """Return the numbers in a text but 0, 1 and 2, which are everywhere."""
    text = re.sub(r"10\^\{-(\d+)\}", lambda power: f"{10.0 ** -int(power[1]):.12f}", text)
    return {float(n.replace(",", "")) for n in NUMBER.findall(text)} - {0, 1, 2}


@pytest.mark.parametrize(("page", "script", "caption"), CAPTIONS)
def test_a_number_of_a_caption_stands_in_the_script(page, script, caption):
    values = [n.value for n in _nodes(SCRIPTS[script]) if isinstance(n, ast.Constant)]
    texts = [value for value in values if isinstance(value, str)]
    there = {float(value) for value in values if isinstance(value, int | float)}
    assert _numbers(caption) - there.union(*map(_numbers, texts)) == set()


EXPLORABLES = {p.stem: p for p in sorted((ROOT / "docs" / "explorables").glob("*.py"))}
del EXPLORABLES["draw"]


@pytest.mark.parametrize("name", EXPLORABLES)
def test_what_an_explorable_says_holds_over_its_sliders(name):
    path = EXPLORABLES[name]
    holds = [n for n in _nodes(path) if isinstance(n, ast.FunctionDef) and n.name == "holds"]
    messages, said = [m for node in holds for m in _asserted(node)], _said(path)
    assert [m for m in messages if not any(m in text for text in said)] == []
    told = [QUESTION.sub("", text) for text in said]
    assert [words for text in told for words in _unasserted(text, messages)] == []
    if holds:
        importlib.import_module(f"explorables.{name}").holds()
