"""A reader's workbook as a script: `python -m doctest` says of each answer what the page says."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

import reluridge

LIVE = Path(__file__).parents[1] / "docs" / "live"
CHECKS = """>>> f(2)                     # with a comment
4.0
>>> def twice(x):
...     return f(f(x))
>>> f([1, 2])
array([1., 4.])
>>> twice(2), twice(1)
(16, 1)
"""
# Code, and whether the page says that it passes.
ANSWERS = [
    ("def f(x):\n    return np.square(x)\n", True),
    ("def helper(x):\n    return np.square(x)\n\ndef f(x):\n    return helper(x) + 1e-12", True),
    ("def helper(x):\n    return x\n\ndef f(x):\n    return helper(x)", False),
    ("def f(x):\n    print('here')\n    return np.square(x)\nprint('there')\nf(3)", True),
    ("import numpy as np\nf = np.square", True),
    (
        "two = '''2\n   '''\ndef f(x):\n    return np.array(x) ** (2 if two == '2\\n   ' else 1)",
        True,
    ),
    ("n = 0\ndef f(x):\n    global n\n    n += 1\n    return np.square(x) + 0 * n", True),
    ("k = 2\nclass S:\n    k = k\n    def f(self, x): return np.power(x, self.k)\nf = S().f", True),
    ("if __name__ == '__main__':\n    f = np.square", True),
    ("from numpy import *\nf = square", True),
    ("def f(x):\n    '''Square.\n\n    >>> f(2)\n    5\n    '''\n    return np.square(x)", True),
    ('def f(x):\n    """Quotes \'\'\'."""\n    global y\n    y = x\n    return np.square(y)', True),
    ("f = np.square\nreturn f", False),
    ("def f(x):\n    return np.square(x)\n1 / 0", False),
    ("def f(x:\n    return x", False),
    ("def f(x):\n\treturn 4.0", False),
    ("def f(x):\n    return '4.0'", False),
    ("def f(x): ...", False),
    ("raise SystemExit", False),
    ("", False),
]


@pytest.fixture(scope="module")
def made():
    """Return what makes the script."""
    path = pytest.MonkeyPatch()
    path.syspath_prepend(LIVE)
    import workbook

    yield lambda pages: json.loads(workbook.made(json.dumps(pages)))
    path.undo()


def natively(text, folder):
    """Run a script's doctests as a reader does; return the functions in which one failed."""
    (folder / "workbook.py").write_text(text, encoding="utf-8")
    source = str(Path(reluridge.__file__).parents[1])
    done = subprocess.run(
        [sys.executable, "-m", "doctest", "workbook.py"],
        cwd=folder,
        capture_output=True,
        encoding="utf-8",
        env=os.environ | {"PYTHONPATH": source},
    )
    assert "Traceback" not in done.stderr, done.stderr
    failed = re.findall(r"^File .*, in workbook\.(\w+)$", done.stdout, re.MULTILINE)
    assert (done.returncode != 0) == bool(failed)
    return set(failed), done.stdout


def test_natively_each_answer_goes_as_on_the_page(made, tmp_path):
    wrote = [[f"Exercise: Number {n}", CHECKS, code] for n, (code, _) in enumerate(ANSWERS)]
    told = made([{"page": "a/squares.html", "title": "Squares", "said": [], "wrote": wrote}])
    assert [said.startswith("✓") for said in told["says"]] == [good for _, good in ANSWERS]
    failed, _ = natively(told["text"], tmp_path)
    wrong = {f"squares_number_{n}" for n, (_, good) in enumerate(ANSWERS) if not good}
    assert failed == wrong


def test_it_says_what_came_and_what_was_wanted(made, tmp_path):
    code = "def f(x): return np.float64(3)"
    told = made([{"page": "p.html", "title": "P", "said": [], "wrote": [["A λ", CHECKS, code]]}])
    _, out = natively(told["text"], tmp_path)
    assert re.search(r"Expected:\n +4\.0\nGot:\n +3\.0\n", out)
    assert told["says"] == ["✗ check 1 of 3: f(2) # with a comment gave 3.0, expected 4.0"]


def test_what_is_not_the_same_in_a_function_stands_in_a_string(made):
    wrote = [["A", CHECKS, code] for code, _ in ANSWERS]
    told = made([{"page": "p.html", "title": "P", "said": [], "wrote": wrote}])
    parts = re.split(r"^def p_a\w*\(\):$", told["text"], flags=re.MULTILINE)[1:]
    assert [n for n, part in enumerate(parts) if "    exec(" in part] == [6, 7, 8, 9, 14]


def test_titles_of_one_name_and_what_was_predicted_stand_in_it(made, tmp_path):
    said = [["Predict: half?", "Not quite.\nimport os\u2028\rYou said 1."]]
    page = {"page": "p.html", "title": "P", "said": said, "wrote": [["A", CHECKS, "f = 1"]] * 2}
    text = made([page])["text"]
    assert "\n# Predict: half? Not quite. import os You said 1.\n" in text
    failed, _ = natively(text, tmp_path)
    assert failed == {"p_a", "p_a_2"}


def asked():
    """Return the exercises of all pages: page, title, code to start from, checks, answer."""
    found = []
    for path in sorted(LIVE.parent.glob("r*/*.md")):
        for part in re.split(r"^:+\{exercise\} ", path.read_text(encoding="utf-8"), flags=re.M)[1:]:
            answer, cell, rest = part.partition("{cell}\n")
            if cell:
                code = re.sub(r"^:\w+: .*\n", "", rest)  # an option
                starter, checks = re.split(r"^(?=>>>)", code, maxsplit=1, flags=re.M)
                checks = re.split(r"^[`:]{3,}", checks, flags=re.M)[0]
                lines = re.findall(r"^(?:>>>|\.\.\.)(?: (.*))?$", answer, re.M)
                found.append(
                    (path.stem, part.partition("\n")[0], starter, checks, "\n".join(lines))
                )
    return found


@pytest.mark.parametrize("solved", [True, False])
def test_the_exercises_of_the_lecture_pass_with_their_answers_alone(made, tmp_path, solved):
    exercises = asked()
    pages = [
        {"page": f"x{n}.html", "title": page, "said": [], "wrote": [[title, checks, code]]}
        for n, (page, title, starter, checks, answer) in enumerate(exercises)
        for code in [answer if solved else starter]
    ]
    told = made(pages)
    passed = [said.startswith("✓") for said in told["says"]]
    failed, out = natively(told["text"], tmp_path)
    assert len(exercises) > 25
    assert (sum(passed), len(failed)) == ((len(pages), 0) if solved else (0, len(pages))), out
    assert "    exec(" not in told["text"]
