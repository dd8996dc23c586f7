"""The benchmark's result file is whole, and what is derived from it follows from it."""

import copy
import json
import re
import sys
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest

FOLDER = Path(__file__).parents[1] / "docs" / "benchmarks"
sys.path.insert(0, str(FOLDER))
import experiments  # noqa: E402
import findings  # noqa: E402
import measure  # noqa: E402

RESULTS = findings.load()
PAGE = (FOLDER / "index.md").read_text(encoding="utf-8")


def experiment(costs, **more):
    """Return an experiment with the costs of contenders by size."""
    rows = [
        {"size": {"n": n}, "cells": {who: {"median": c} for who, c in cells.items()}}
        for n, cells in costs.items()
    ]
    return {"title": "Toy", "varies": "n", "unit": "seconds", "rows": rows} | more


# The file ---------------------------------------------------------------------------


def test_the_committed_file_is_whole_and_as_it_is_written():
    assert findings.problems(RESULTS) == []
    assert findings.dump(RESULTS) == findings.RESULTS.read_text(encoding="utf-8")
    missing = {r.experiment for r in findings.REQUIREMENTS.values()} - set(RESULTS["experiments"])
    assert missing <= {"fit-n", "file-memory"}


def test_the_page_finds_every_number_it_says():
    keys = re.findall(r"\{measured\}`([^`]+)`", re.sub(r"(?ms)^:::\{if-m.*?^:::$", "", PAGE))
    assert len(keys) > 10
    live = json.loads((FOLDER.parent / "evidence" / "live.json").read_text(encoding="utf-8"))
    for key in keys:
        assert findings.say(RESULTS | {"live": live}, key)


@pytest.mark.parametrize(
    ("spoil", "message"),
    [
        (lambda r: r["requirements"]["import"].update(holds=False), "requirements do not"),
        (lambda r: r["requirements"]["step-pytorch"].update(measured=1e9), "requirements do not"),
        (lambda r: r["requirements"].pop("import"), "requirements do not"),
        (lambda r: r["experiments"]["step-n"]["slopes"].update(reluridge=0.5), "slopes do not"),
        (lambda r: r["experiments"]["import"]["rows"].pop(), "import is not measured"),
        (lambda r: ours(r).update(median=0.0), "the median must be positive"),
        (lambda r: ours(r).update(quartiles=[1.0, 1.0]), "between the quartiles"),
        (lambda r: ours(r).update(difference=1e-3), "the numbers differ by 0.001"),
        (lambda r: r["experiments"]["step-n"]["rows"][4]["cells"].pop("reluridge"), "slopes do"),
    ],
)
def test_a_broken_file_is_noticed(spoil, message):
    results = copy.deepcopy(RESULTS)
    spoil(results)
    assert any(message in problem for problem in findings.problems(results))


def ours(results):
    """Return our first cell of the first experiment."""
    return results["experiments"]["step-n"]["rows"][0]["cells"]["reluridge"]


# What follows -----------------------------------------------------------------------


@pytest.mark.parametrize("power", [0, 0.5, 1, 2, 3])
def test_slope_is_the_power_of_the_size(power):
    n = np.array([10, 30, 100, 300, 1000])
    assert findings.slope(n, 7e-6 * n**power) == power
    assert findings.slope(n, 7e-6 * n ** (power + 0.001)) == round(power + 0.001, 3)


def test_slope_of_equal_costs_is_written_the_same_everywhere():
    noise = 1e-15 * np.arange(5)
    for cost in (3e-7, 0.1, 7e9):
        for costs in (cost + 0 * noise, cost * (1 + noise), cost * (1 - noise)):
            assert str(findings.slope([10, 30, 100, 300, 1000], costs)) == "0.0"


def test_slope_forgets_a_fixed_cost_at_small_sizes():
    n = 10.0 ** np.arange(2, 8)
    slope = (np.log10(1e-4 + 1e-8 * 1e7) - np.log10(1e-4 + 1e-8 * 1e5)) / 2  # of three points
    assert findings.slope(n, 1e-4 + 1e-8 * n) == round(slope, 4)
    order = np.random.default_rng(0).permutation(n.size)
    assert findings.slope(n[order], n[order]) == pytest.approx(1)


def test_slope_needs_three_sizes():
    with pytest.raises(ValueError, match="a slope needs at least 3 sizes; got 2"):
        findings.slope([1, 2], [1.0, 2.0])


def test_slopes_leave_out_what_was_not_measured():
    toy = experiment({n: {"A": float(n), "B": n**2.0} for n in (10, 100, 1000)})
    toy["rows"][2]["cells"]["B"] = {"skipped": "needs 80 GB"}
    assert findings.slopes(toy) == {"A": pytest.approx(1)}


@pytest.mark.parametrize(
    ("bound", "ratio", "holds"),
    [("least", 4.999, False), ("least", 5, True), ("most", 5, True), ("most", 5.001, False)],
)
def test_a_requirement_holds_up_to_its_bound(bound, ratio, holds):
    requirement = findings.Requirement("toy", "toy", ("B", {}), ("A", {}), **{bound: 5})
    assert requirement.holds(ratio) is holds
    assert requirement.bound == f"at {bound} 5"


def test_requirements_are_ratios_of_medians(monkeypatch):
    toy = experiment({10: {"A": 2.0, "B": 6.0}, 100: {"A": 2.0, "C": 1.0}})
    sides = {"over": ("B", {"n": 10}), "under": ("A", {"n": 10})}
    rows = {
        "good": findings.Requirement("toy", "toy", **sides, least=3),
        "bad": findings.Requirement("toy", "toy", **sides, least=3.1),
        "gone": findings.Requirement("toy", "toy", ("B", {"n": 100}), ("A", {"n": 100}), least=1),
        "none": findings.Requirement("toy", "other", **sides, least=3),
    }
    monkeypatch.setattr(findings, "REQUIREMENTS", rows)
    derived = findings.requirements({"experiments": {"toy": toy}})
    assert {name: (row["measured"], findings.verdict(row)) for name, row in derived.items()} == {
        "good": (3.0, "holds"),
        "bad": (3.0, "does not hold"),
        "gone": (None, "not measured"),
    }


# Words ------------------------------------------------------------------------------


def test_numbers_in_words():
    assert [findings.number(x) for x in (11234.0, 1043.0, 20, 1.9049)] == [
        "11,000", "1,000", "20", "1.9",
    ]  # fmt: skip
    space = "\N{NO-BREAK SPACE}"
    assert findings.cost(6.62e-5, "seconds") == f"66.2{space}µs"
    assert findings.cost(0.9999, "seconds") == f"1{space}s"
    assert findings.cost(24e9, "bytes") == f"24{space}GB"
    assert findings.times(3) == f"3{space}times"


def test_counts_and_shares_in_words():
    counts = {"errors": 4000, "caught": {"doctests": 3901, "all": 4000}}
    assert findings.say(counts, "errors") == "4,000"
    assert findings.say(counts, "share caught doctests / errors") == "97.5\N{NO-BREAK SPACE}%"
    assert findings.say(counts, "share caught all / errors") == "100\N{NO-BREAK SPACE}%"


@pytest.mark.parametrize(
    "key",
    [
        "nothing", "measured nothing", "slope step-n nobody", "slope", "machine speed",
        "cost step-n reluridge n=7 h=100", "cost step-n reluridge n=many",
        "ratio step-n reluridge n=100 h=100", "share date / nothing",
    ],
)  # fmt: skip
def test_an_unknown_key_is_named(key):
    with pytest.raises(KeyError, match=re.escape(key)):
        findings.say(RESULTS, key)


# The run: its logic, without a clock ------------------------------------------------


def toy_run(monkeypatch, contenders, sizes=(1, 2, 4)):
    """Return the results of an experiment whose every call takes one tick of a fake clock."""
    ticks = iter(range(10**6))
    monkeypatch.setattr(measure.time, "perf_counter", lambda: next(ticks))
    toy = measure.Experiment("Toy", "n", measure.sizes("n", sizes), lambda n: n, contenders)
    options = SimpleNamespace(patience=10, seconds=0, turns=3)
    return measure.run("toy", toy, options)["rows"]


@pytest.mark.parametrize(
    ("name", "experiment"), [pair for group in experiments.TIMED for pair in group(quick=True)]
)
def test_contenders_agree_at_the_smallest_size(name, experiment):
    problem = experiment.problem(**experiment.sizes[0])
    results = {}
    for who, contender in experiment.contenders.items():
        try:
            result = contender.prepare(problem)()
        except ModuleNotFoundError:  # a peer that is not installed here
            continue
        results[who] = contender.verify(problem, result) if contender.verify else result
    expected = results.pop(findings.OURS)
    for result in results.values():
        assert measure.difference(result, expected) <= measure.TOLERANCE


def test_contenders_that_agree_are_measured(monkeypatch):
    same = measure.Contender(lambda n: lambda: [1.0, n])
    rows = toy_run(monkeypatch, {"A": same, "B": same})
    assert [row["cells"]["B"]["difference"] for row in rows] == [0, 0, 0]
    assert all(cell["median"] == 1 for row in rows for cell in row["cells"].values())


def test_a_contender_that_disagrees_stops_the_run(monkeypatch):
    A, B = (measure.Contender(lambda n, by=by: lambda: [1.0, n + by]) for by in (0, 1e-6))
    with pytest.raises(SystemExit, match=r"toy: B must give the numbers of A up to 1e-09; got"):
        toy_run(monkeypatch, {"A": A, "B": B})


def test_nan_is_a_disagreement(monkeypatch):
    A, B = (measure.Contender(lambda n, by=by: lambda: [n + by]) for by in (0, np.nan))
    with pytest.raises(SystemExit, match="got a difference of nan"):
        toy_run(monkeypatch, {"A": A, "B": B})


def test_what_does_not_fit_into_memory_cannot_run(monkeypatch):
    monkeypatch.setattr(measure, "free_memory", lambda: 10e9)
    A, B = (measure.Contender(lambda n: lambda: n, lambda n, by=by: by * n) for by in (1e9, 4e9))
    cells = [row["cells"] for row in toy_run(monkeypatch, {"A": A, "B": B})]
    assert ["median" in c["A"] for c in cells] == [True, True, True]
    assert cells[2]["B"] == {"skipped": "needs 16\N{NO-BREAK SPACE}GB"}


@pytest.mark.parametrize(
    ("past", "reason"),
    [
        ([(10, 0.5)], ""),
        ([(10, 2.0)], "takes over 10 s"),
        ([(1, 2.0), (10, 2.0)], ""),  # it did not grow
        ([(1, 0.01), (10, 0.9)], "takes over 10 s"),  # it grew with the square
    ],
)
def test_what_would_take_too_long_is_left_out(past, reason):
    contender = measure.Contender(None)
    assert measure.too_much(contender, {"n": 100}, "n", past, patience=10) == reason
