"""Exercises that check themselves: what passes, what is said, and what the build warns of."""

import importlib.util
import io
import json
import re
from pathlib import Path

import pytest

DOCS = Path(__file__).parents[1] / "docs"
CHECKS = """>>> f(2)
4.0
>>> x = [1, 2]
>>> f(x)
array([1., 4.])
"""


@pytest.fixture(scope="module")
def reader():
    """Return what runs in the reader's browser, natively."""
    pytest.MonkeyPatch().syspath_prepend(DOCS / "live")
    spec = importlib.util.spec_from_file_location("reader", DOCS / "live" / "reader.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def states(reader):
    """Return a function that checks code and returns how each check went."""
    return lambda code, checks=CHECKS: [
        r[1] for r in json.loads(reader.check(code, checks))["rows"]
    ]


@pytest.mark.parametrize(
    "code",
    [
        "def f(x): return np.square(x, dtype=float)",
        "def f(x): return (np.array(x) + 1e-12) ** 2",
        "def f(x): return [t**2 for t in x] if isinstance(x, list) else x * x",
        "f = lambda x: np.multiply(x, x)\nf(3)",
    ],
)
def test_a_right_answer_passes_however_it_is_written(states, code):
    assert states(code) == ["same", "same"]


@pytest.mark.parametrize(
    ("code", "want"),
    [
        ("def f(x): return 4", ["same", "differs"]),
        ("def f(x): return [1, 4]", ["differs", "same"]),
        ("def f(x): return 4.001 if x == 2 else [[1, 4]]", ["differs", "differs"]),
        ("def f(x): ...", ["differs", "differs"]),
        ("def f(x): return '4.0'", ["differs", "differs"]),
        ("def f(x): return x**2", ["same", "error"]),
        ("g = 3", ["error", "error"]),
    ],
)
def test_a_wrong_one_does_not(states, code, want):
    assert states(code) == want


def test_true_is_not_one(states):
    assert states("def f(): return 1", ">>> f()\nTrue\n") == ["differs"]
    assert states("def f(): return True", ">>> f()\n1\n") == ["differs"]
    assert states("def f(): return np.bool(True)", ">>> f()\nTrue\n") == ["same"]


def test_it_says_what_came_and_what_was_wanted(reader):
    told = json.loads(
        reader.check("def f(x):\n    print('here')\n    return np.float64(3)", CHECKS)
    )
    assert told["rows"][0] == ["f(2)", "differs", "3.0", "4.0"]
    assert told["printed"] == "here\nhere\n"
    assert told["says"] == "✗ check 1 of 2: f(2) gave 3.0, expected 4.0"


@pytest.mark.parametrize(
    ("code", "says"),
    [
        ("def f(x): return np.square(x)", "✓ all 2 checks pass"),
        ("def f(x): return x * x", "✗ check 2 of 2: f(x) raises TypeError: can't multiply"),
        (
            "def f(x): return np.array([[x]])",
            "✗ check 1 of 2: f(2) gave array([[2]]), expected 4.0",
        ),
        ("1 / 0", "✗ your code raises ZeroDivisionError: division by zero"),
    ],
)
def test_one_sentence_says_how_it_went(reader, code, says):
    assert json.loads(reader.check(code, CHECKS))["says"].startswith(says)


def test_who_returns_nothing_is_asked_about_it(reader):
    told = json.loads(reader.check("def f(x): ...", ">>> round(f(2), 3)\n4.0\n"))
    assert told["says"].endswith("; does the function return something?")


def test_a_line_that_prepares_a_check_is_part_of_it(reader):
    told = json.loads(reader.check("f = 1", ">>> y = f(2)\n>>> y + 1\n5\n>>> f\n1\n"))
    assert [row[1] for row in told["rows"]] == ["error", "same"]
    assert told["says"] == "✗ check 1 of 2: y + 1 raises TypeError: 'int' object is not callable"


@pytest.mark.parametrize("code", ["x = 1\n1 / 0", "x = 1\nraise SystemExit", "x = 1\nx ="])
def test_an_error_is_told_from_the_readers_line_on(reader, code):
    told = json.loads(reader.check(code, CHECKS))
    assert told["rows"] == []
    first, second, *_ = told["error"].splitlines()
    assert "your code" in (second if first.startswith("Traceback") else first)
    assert code.splitlines()[1] in told["error"]
    assert "reader.py" not in told["error"]


def test_a_script_tells_what_it_prints_and_what_its_last_line_is(reader):
    told = json.loads(reader.script("x = 2\nx\nprint('a')\nx + 1", None))
    assert (told["printed"], told["error"]) == ("a\n3\n", "")
    assert json.loads(reader.script("x = 2", None))["printed"] == ""
    assert (
        "NameError" in json.loads(reader.script("x", None))["error"]
    )  # the other's names are gone


def test_a_script_cannot_print_without_end(reader):
    told = []
    last = json.loads(reader.script("for _ in range(10_000): print('a' * 99)", told.append))
    whole = "".join(json.loads(text)["printed"] for text in told) + last["printed"]
    assert len(whole) < 1.01 * reader.ROOM
    assert whole.count("which is not shown") == 1


EXERCISE = """
Toy
===

.. exercise:: Squares

   What is a square?

   .. answer::

      .. doctest::

         >>> def f(x):
         ...     return x * x
         >>> f(3)
         9

   .. cell::

      def f(x):
          ...

      >>> f(2)
      4
"""

PREDICT = """
Toy
===

.. predict:: Half of 1?
   :choices: one third | :math:`1/2`*

   .. answer::

      A half.

.. predict:: And of that?
   :number: 0.25 0.05

   .. answer::

      A quarter.
"""


@pytest.fixture
def warned(tmp_path, monkeypatch):
    """Return a function that builds a page and returns its text and the warnings."""
    pytest.importorskip("sphinx", reason="Sphinx, which builds the site, is not installed")
    from sphinx.application import Sphinx
    from sphinx.util.docutils import docutils_namespace, patch_docutils

    monkeypatch.syspath_prepend(DOCS / "_ext")
    monkeypatch.syspath_prepend(DOCS / "live")

    def build(page, lecture=""):
        (tmp_path / "index.rst").write_text(page, encoding="utf-8")
        if lecture:
            (tmp_path / "relu_net").mkdir()
            (tmp_path / "relu_net" / "index.rst").write_text(lecture, encoding="utf-8")
        warnings = io.StringIO()
        settings = {"extensions": ["sphinx.ext.doctest", "exercises"]}
        places = [tmp_path, None, tmp_path / "out", tmp_path / "trees"]
        with patch_docutils(), docutils_namespace():
            Sphinx(*places, "html", settings, status=None, warning=warnings).build()
        return (tmp_path / "out" / "index.html").read_text(encoding="utf-8"), warnings.getvalue()

    return build


def test_a_cell_stands_above_the_answer_and_its_checks_are_not_shown(warned):
    page, warnings = warned(EXERCISE)
    assert warnings == ""
    assert page.index('data-live="exercise"') < page.index("Answer")
    assert 'data-title="Exercise: Squares" data-starter="def f(x):' in page
    assert 'data-checks="&gt;&gt;&gt; f(2)' in page


def test_the_sheet_has_the_questions_and_no_answers(warned):
    exercise = EXERCISE.replace("What is", "See :doc:`/index`, :doc:`index`.  What is")
    page, warnings = warned(
        "All\n===\n\n.. exercise-sheet::\n\n.. toctree::\n\n   relu_net/index\n",
        exercise + PREDICT.partition("===")[2],
    )
    assert warnings == ""
    body = page[page.index("<h1>") : page.index("sphinxsidebar")]
    assert "Exercise 1.1: Squares" in body
    assert "<em>" not in body  # neither on paper nor a project
    assert 'href="relu_net/index.html#exercises"' in body
    assert re.findall(r'href="([^"]*)"><span class="doc">', body) == ["#", "relu_net/index.html"]
    assert "def</span>" in body  # the code to start from
    for hidden in ("details", "Answer", "x * x", "&gt;&gt;&gt;", "data-checks", "Predict", "gives"):
        assert hidden not in body


def test_the_sheet_tells_an_example_and_what_is_for_paper(warned, tmp_path):
    exercise = EXERCISE.replace("cell::\n", "cell::\n      :example: 2\n")
    exercise = exercise.replace("      4\n", "      4\n      >>> f(3)  # odd\n      9\n")
    second = EXERCISE.partition("===")[2].replace("Squares", "On paper: cubes")
    page, warnings = warned(
        "All\n===\n\n.. exercise-sheet::\n\n.. toctree::\n\n   relu_net/index\n", exercise + second
    )
    assert warnings == ""
    told = re.sub("<[^>]*>", "", page[page.index("<h1>") : page.index("sphinxsidebar")])
    assert told.count("For example f(3) gives 9.") == 1
    assert "For example f(2)" not in told
    assert "On paper: 1.2." in told
    assert 'href="#exercise-1-2"' in page
    assert 'id="exercise-1-2"' in page
    lecture = (tmp_path / "out" / "relu_net" / "index.html").read_text(encoding="utf-8")
    assert "Exercise 1.2: On paper" in lecture
    assert 'data-title="Exercise: Squares"' in lecture  # under which a browser keeps an answer


def test_a_prediction_has_choices_or_a_number_and_its_answer_is_closed(warned):
    page, warnings = warned(PREDICT)
    assert warnings == ""
    inputs = re.findall(r'<input type="(?:radio|number)"[^>]*>', page)
    assert [("radio" in told, "data-right" in told) for told in inputs] == [
        (True, False),
        (True, True),
        (False, True),
    ]
    assert 'data-says="1/2" data-right' in inputs[1]
    assert 'data-right="0.25" data-near="0.05"' in inputs[2]
    assert re.findall(r"<details[^>]*>", page) == ['<details class="answer admonition">'] * 2
    assert re.findall(r'data-title="([^"]*)"', page) == [
        "Predict: Half of 1?",
        "Predict: And of that?",
    ]
    assert page.count("See the answer") == page.count('<p role="status">') == 2
    assert "predict.js" in page
    assert "predict.js" not in warned(EXERCISE)[0]


@pytest.mark.parametrize(
    ("text", "old", "new", "says"),
    [
        (EXERCISE, "      4\n", "      5\n", "f(2) fails with the answer: 4"),
        (EXERCISE, "x * x", "y", "the answer cannot be checked: Traceback"),
        (EXERCISE, "          ...\n", "          return 2 * x\n", "f(2) passes with the start: 4"),
        (EXERCISE, "      >>> f(2)\n      4\n", "", "there are no checks"),
        (EXERCISE, "cell::\n", "cell::\n      :example: 2\n", "there is no such check"),
        (EXERCISE, "          ...\n", "          return (\n", "the start cannot be checked"),
        (PREDICT, "   :number: 0.25 0.05\n", "", "there is nothing to choose"),
        (PREDICT, "`1/2`*", "`1/2`", "a * after the right one"),
        (PREDICT, "one third |", "one third* |", "a * after the right one"),
        (PREDICT, "one third | ", "", "two or more choices"),
        (PREDICT, "0.25 0.05", "0.25", "not a number and how far off"),
        (PREDICT, "0.25 0.05", "a quarter", "not a number and how far off"),
        (PREDICT, "\n      A half.\n", "\n      .. comment\n", "neither words nor a figure"),
    ],
)
def test_the_build_warns_of_what_is_wrong_or_cannot_fail(warned, text, old, new, says):
    assert old in text
    assert says in warned(text.replace(old, new))[1]


def test_a_script_lists_what_each_page_asks(warned):
    page, _ = warned(
        EXERCISE + PREDICT.partition("===")[2].replace("And of that?", "Is :math:`x < 1`?")
    )
    import examples

    (line,) = examples.asked([("a.html", "A", page), ("b.html", "B", "")]).splitlines()[1:-1]
    assert json.loads(line) == {
        "page": "a.html",
        "title": "A",
        "predict": ["Predict: Half of 1?", "Predict: Is x < 1?"],
        "write": [["Exercise: Squares", "def f(x):\n    ...\n", ">>> f(2)\n4\n"]],
    }
    with pytest.raises(SystemExit, match="two things under one title"):
        examples.asked([("a.html", "A", 2 * page)])


def test_the_start_with_a_figure_draws_one():
    """The page's other starts are doctests."""
    plt = pytest.importorskip("matplotlib.pyplot", reason="Matplotlib is not installed")
    plt.switch_backend("agg")
    page = (DOCS / "try.md").read_text(encoding="utf-8")
    for code in re.findall(r"```Python\n(.*?)```", page, re.DOTALL):
        plt.close("all")
        exec(code, {"__name__": "__main__"})
        assert [figure.get_label() != "" for figure in map(plt.figure, plt.get_fignums())] == [True]
    assert "```Python" in page
