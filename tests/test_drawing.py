"""Scripts in parts, as a reader runs them on a page of the gallery: each part begins anew."""

import importlib.util
import json
from pathlib import Path

import pytest

pytest.importorskip("matplotlib", reason="Matplotlib is not installed")
LIVE = Path(__file__).parents[1] / "docs" / "live"
FIRST = """import matplotlib.pyplot as plt
import numpy as np
rng, seen, scale = np.random.default_rng(0), [], 1
def scaled(x):
    return scale * x
fig, ax = plt.subplots()
fig.set_label("Nothing")
"""
SECOND = """seen.append(rng.normal())
scale = 3
plt.rcParams["lines.linewidth"] = 9
fig, ax = plt.subplots(figsize=(2, 1))
ax.plot([0, 1], color="black")
print(len(seen), scaled(1))
seen[0]
"""


@pytest.fixture
def draw(monkeypatch):
    """Return what draws in the reader's browser, natively and in a session of its own."""
    monkeypatch.syspath_prepend(LIVE)
    spec = importlib.util.spec_from_file_location("reader", LIVE / "reader.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    module.load_figures()
    return lambda *args: json.loads(module.draw("script", *args))


def test_a_figure_follows_the_page_and_has_its_description_and_size(draw):
    svg, *rest = draw(FIRST)["figures"][0]
    assert rest == ["Nothing", "768", "576"]
    assert "prefers-color-scheme:dark" in svg
    assert draw(FIRST, 1, False)["figures"] == []


def test_a_part_begins_with_what_the_one_above_left_however_often_it_runs(draw):
    draw(FIRST)
    once, again = draw(SECOND, 2), draw(SECOND, 2)
    assert once["error"] == ""
    assert once["printed"].startswith("1 3\n0.1257")  # the names of now, and the last expression
    assert (once["printed"], once["figures"]) == (again["printed"], again["figures"])
    assert draw("print(seen, scale, plt.rcParams['lines.linewidth'])", 3)["printed"].endswith(
        "3 9.0\n"
    )
    draw(FIRST.replace("scale = np.random.default_rng(0), [], 1", "scale = None, [], 7"))
    told = draw("print(seen, scale, plt.rcParams['lines.linewidth'])", 2)
    assert told["printed"] == "[] 7 1.5\n"


def test_a_name_of_a_part_below_is_not_there_yet(draw):
    draw(FIRST)
    draw("below = 1", 2)
    assert "NameError" in draw("below", 2)["error"]


def test_a_part_that_ran_again_unchanged_leaves_those_below_as_they_are(draw):
    draw(FIRST)
    draw(SECOND, 2)
    draw(FIRST)
    assert draw("len(seen)", 3)["printed"] == "1\n"


def test_an_error_has_the_lines_of_the_part_alone(draw):
    draw(FIRST)
    error = draw("x = 1\nscaled(y)", 2)["error"]
    assert error.startswith('Traceback (most recent call last):\n  File "<part 2>", line 2')
    assert "    scaled(y)\n" in error
    assert error.endswith("NameError: name 'y' is not defined\n")
    assert "SyntaxError" in draw("x = (", 2)["error"]
    draws_wrongly = 'plt.figure().text(0, 0, "$\\\\nothing$")'
    assert "Unknown symbol: \\nothing" in draw(draws_wrongly, 2)["error"]


def test_a_warning_is_shown_and_breaks_nothing(draw):
    draw(FIRST)
    with pytest.warns(RuntimeWarning, match="divide by zero") as warned:
        told = draw("np.float64(1) / 0; plt.show(); fig = plt.figure()", 2)
    assert len(warned) == 1  # not one for plt.show
    assert told["error"] == ""
    assert len(told["figures"]) == 1
