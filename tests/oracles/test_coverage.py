"""Everything that the package and its conventions page say of a library is asked of it.

A test says with ``row`` which convention, and with ``backs`` which statement it would find wrong.
These two tests look at all the tests of the run, so they need a whole one.
"""

import ast
import re
from pathlib import Path

import reluridge as rr

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs/conventions.md"
TEXTBOOK = {"sum", "mean", "half sum", "half mean", "prior"}
NAMES = re.compile(
    r"pytorch|jax\b|tensorflow|keras|scikit-learn|statsmodels|glmnet|scipy|caffe|numpy's|adam",
    re.IGNORECASE,
)
# What is said without a test, and why.
UNCHECKED = {
    "Caffe ``xavier`` 1/fan_in, uniform": "from Caffe's source: no package installs it",
    "Caffe and many courses use the name as the course notes do": "likewise",
    "If a convention is unknown or is no L2 penalty (AdamW)": "an error, tested as such",
}


def flat(text):
    return " ".join(text.split())


def prose(path):
    """Return the text of a page or the docstrings of a module, without code."""
    text = path.read_text(encoding="utf-8")
    if path.suffix == ".md":
        text = re.sub(r"\A---\n.*?\n---\n", "", text, flags=re.DOTALL)
        return re.sub(r"^```.*?^```", "", text, flags=re.DOTALL | re.MULTILINE)
    kinds = ast.FunctionDef, ast.ClassDef, ast.Module
    nodes = [n for n in ast.walk(ast.parse(text)) if isinstance(n, kinds)]
    text = "\n\n".join(ast.get_docstring(n) or "" for n in nodes)
    # A doctest and what it prints end at a blank line.
    return re.sub(r"^ *>>>.*?(?=^ *$|\Z)", "", text, flags=re.DOTALL | re.MULTILINE)


def statements(path):
    """Return the sentences and table rows that name a library."""
    text = re.sub(r"^(.*\S {3,}\S.*)$", r"\n\1\n", prose(path), flags=re.MULTILINE)
    sentences = re.split(r"(?<=[.;])\s+|\n\s*\n", text)
    return [flat(s) for s in sentences if NAMES.search(s)]


SOURCES = [PAGE, *sorted((ROOT / "src").rglob("*.py"))]
STATEMENTS = [s for path in SOURCES for s in statements(path)]


def named(items, mark):
    """Return what the marks of that name say."""
    return {m.args[0] for item in items for m in item.iter_markers(mark)}


def test_every_row_is_asked_of_its_library(request):
    assert named(request.session.items, "row") == set(rr.conventions()) - TEXTBOOK


def test_every_statement_is_backed(request):
    backed = {flat(text) for text in named(request.session.items, "backs")} | set(UNCHECKED)
    unbacked = [s for s in STATEMENTS if not any(text in s for text in backed)]
    assert not unbacked, "\n".join(unbacked)
    said = " ".join(flat(prose(path)) for path in SOURCES)
    unsaid = [text for text in backed if text not in said]
    assert not unsaid, "\n".join(unsaid)
