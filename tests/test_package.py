"""What holds for every public name: where it is, what it takes, what its docstring has."""

import inspect
import re
import subprocess
import sys
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from calls import CALLS, NAMES, label_of, numbers

import reluridge as rr
from reluridge.claims import SECTIONS, modules

ROOT = Path(__file__).parents[1]
WITHOUT_ARGUMENTS = {rr.conventions, rr.Convention, rr.History}


def _variants(value):
    yield value.tolist()
    yield value.astype(np.float32)
    wide = np.zeros([2 * k for k in value.shape])
    wide[(slice(None, None, 2),) * value.ndim] = value
    yield wide[(slice(None, None, 2),) * value.ndim]
    yield np.asfortranarray(value)
    frozen = value.copy()
    frozen.flags.writeable = False
    yield frozen
    yield pd.DataFrame(value) if value.ndim == 2 else pd.Series(value)
    if np.array_equal(value, np.round(value)):
        yield value.astype(int)


@pytest.mark.parametrize(
    "pair", [(c, name) for c, name in NAMES if isinstance(CALLS[c][name], np.ndarray)], ids=label_of
)
def test_every_kind_of_real_input_gives_the_same_and_is_left_alone(pair):
    call, name = pair
    arguments = CALLS[call]
    expected = numbers(call(**arguments))
    for variant in _variants(arguments[name]):
        before = np.array(variant)
        result = numbers(call(**arguments | {name: variant}))
        assert result == expected or result == pytest.approx(expected, rel=1e-6)
        np.testing.assert_array_equal(np.array(variant), before)


def test_every_public_function_is_in_the_table():
    public = {getattr(rr, name) for name in rr.__all__}
    missing = {c.__name__ for c in public - set(CALLS) - WITHOUT_ARGUMENTS}
    assert not missing, f"add a good call of each to CALLS in tests/calls.py: {missing}"


def test_changelog_citation_and_version_say_the_same():
    heading = re.search(r"^## (\S+) \((.*)\)$", (ROOT / "CHANGELOG.md").read_text("utf-8"), re.M)
    citation = (ROOT / "CITATION.cff").read_text("utf-8")
    released = re.search(r"^date-released: (.*)$", citation, re.M)
    assert heading[1] == rr.__version__
    assert re.search(r"^version: (.*)$", citation, re.M)[1] == rr.__version__
    assert heading[2] == (released[1] if released else "unreleased")


def test_public_names_are_those_of_the_modules_in_lecture_order():
    names = [name for module in modules() for name in module.__all__]
    assert sorted(rr.__all__) == sorted(names)
    sections = [[f"reluridge.{m}" for m in section.modules] for section in SECTIONS.values()]
    homes = [getattr(rr, name).__module__ for name in rr.__all__]
    order = [next(k for k, s in enumerate(sections) if home in s) for home in homes]
    assert order == sorted(order)


@pytest.mark.parametrize("name", rr.__all__)
def test_docstrings_have_shapes_errors_and_examples(name):
    thing = getattr(rr, name)
    doc = inspect.getdoc(thing)
    if thing in CALLS:
        assert "Parameters\n-----" in doc
        assert "Raises\n-----" in doc
    assert ">>> " in doc or name == "History"


def test_import_needs_numpy_alone_and_nothing_slow():
    code = (
        "import sys, numpy; before = set(sys.modules); import reluridge; "
        "print(*sorted({m.partition('.')[0] for m in set(sys.modules) - before}))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert not set(done.stdout.split()) & {"doctest", "unittest", "matplotlib", "scipy"}
    assert "reluridge" in done.stdout
