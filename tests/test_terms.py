"""What is used before the lecture introduces it is a warning: tiny lectures of two pages."""

import importlib
import io
import re
from pathlib import Path

import pytest

pytest.importorskip("myst_parser", reason="MyST, which reads the pages, is not installed")

from sphinx.application import Sphinx
from sphinx.util.docutils import docutils_namespace, patch_docutils

pytestmark = pytest.mark.filterwarnings("ignore:'myst_parser")  # what it uses of Sphinx
DOCS = Path(__file__).parents[1] / "docs"
HOME = r"""
# Notation

| Symbol | Where |
|---|---|
| $w_j$, $v$ | [1.1](relu_net/first.md) |
| $\eta$ | [1.1](relu_net/first.md#steps) |
| $d$ | [1.2](relu_net/second.md) |

```{glossary}
step size
  How far.

  From [1.1](relu_net/first.md#steps).

fan-in
  How many.

  From [1.2](relu_net/second.md).
```
"""
ETA, D = "| $\\eta$ | [1.1](relu_net/first.md#steps) |\n", "| $d$ | [1.2](relu_net/second.md) |\n"
FIRST = r"""
# 1.1 First

Weights $w_j$ and $v = 1$.

## Steps

With a step size $\eta$ it is $\Delta v = -\eta\,dv$, by $\operatorname{round}(v)$.
"""
SECOND = r"""
# 1.2 Second

The fan-in $d$ and $w_1$.
"""


@pytest.fixture
def warnings(tmp_path, monkeypatch):
    """Return a function that builds a lecture and returns the warnings."""
    monkeypatch.syspath_prepend(DOCS / "_ext")
    monkeypatch.syspath_prepend(DOCS / "live")

    def build(home=HOME, first=FIRST, second=SECOND):
        terms = importlib.import_module("terms")
        monkeypatch.setattr(terms, "SOURCE", tmp_path / "notation.md")
        (tmp_path / "relu_net").mkdir()
        tree = "# {}\n\n```{{toctree}}\n{}\n```\n"
        for name, text in {
            "index": tree.format("Toy", "relu_net/index\nnotation"),
            "notation": home,
            "relu_net/index": tree.format("1 Toy", "first\nsecond"),
            "relu_net/first": first,
            "relu_net/second": second,
        }.items():
            (tmp_path / f"{name}.md").write_text(text, encoding="utf-8")
        told = io.StringIO()
        settings = {
            "extensions": ["myst_parser", "figures", "terms"],
            "myst_enable_extensions": ["dollarmath"],
            "myst_heading_anchors": 3,
        }
        places = [tmp_path, None, tmp_path / "out", tmp_path / "trees"]
        with patch_docutils(), docutils_namespace():
            Sphinx(*places, "html", settings, status=None, warning=told).build()
        return re.sub(r"\x1b\[\d+m", "", told.getvalue())

    return build


def test_a_lecture_in_order_builds(warnings):
    assert warnings() == ""


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"first": FIRST.replace("Weights", r"Weights, $\eta$")}, r"\eta is used before 1.1"),
        ({"first": FIRST + "\nIn $2/d$.\n"}, "d is used before 1.2 introduces it"),
        ({"first": FIRST + "\n$$\nx^d\n$$\n"}, "d is used before 1.2 introduces it"),
        ({"first": FIRST + "\nThe fan-in.\n"}, "fan-in is used before 1.2 introduces it"),
        (
            {"first": FIRST.replace("$v = 1$", "$v = 1$ for a step size")},
            "step size is used before 1.1",
        ),
        ({"home": HOME.replace("[1.2](relu_net/second.md) |", "1.2 |")}, "d: where is it"),
        ({"home": HOME.replace("  From [1.2](relu_net/second.md).\n", "")}, "fan-in: where is it"),
        ({"home": HOME.replace("first.md) |", "first.md#gone) |")}, "no page of the lecture has"),
        ({"home": HOME.replace(ETA, "").replace(D, D + ETA)}, r"\eta comes earlier than what"),
    ],
    ids=[
        "above its heading",
        "on an earlier page",
        "in a display",
        "a term on an earlier page",
        "a term above its heading",
        "a symbol without a place",
        "a term without a place",
        "a place that is not there",
        "rows out of order",
    ],
)
def test_what_comes_too_early_is_a_warning(warnings, change, says):
    assert says in warnings(**change)
