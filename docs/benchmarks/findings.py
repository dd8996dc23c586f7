"""What the benchmark's result file says: slopes, requirements, and numbers for prose.

The file holds experiments.  An experiment has rows, one for each size, and a row
has a cell for each contender, with the median of its costs or why it has none:

    {"title": ..., "varies": "n", "unit": "seconds", "slopes": {"PyTorch": 1.0},
     "rows": [{"size": {"n": 100, "h": 20}, "cells": {
         "reluridge": {"median": 5.5e-05, "quartiles": [5.4e-05, 5.7e-05], "runs": 900},
         "PyTorch": {"skipped": "needs 24 GB"}}}]}

`run.py` writes it; the site and the tests read it.
"""

import json
import math
from pathlib import Path
from typing import NamedTuple

import numpy as np

from reluridge import ols

RESULTS = Path(__file__).with_name("results.json")
OURS = "reluridge"


class Requirement(NamedTuple):
    """A bound on the ratio of two medians of an experiment: cell `over` to cell `under`."""

    statement: str
    experiment: str
    over: tuple[str, dict]
    under: tuple[str, dict]
    least: float | None = None
    most: float | None = None

    @property
    def bound(self):
        """The bound in words."""
        if self.least is None:
            return f"at most {number(self.most)}"
        return f"at least {number(self.least)}"

    def holds(self, ratio):
        """Return whether a ratio is within the bound."""
        return ratio >= self.least if self.most is None else ratio <= self.most


def _ahead(what, experiment, peer, size, least=1.0):
    """Require that a peer costs at least so many times what the package costs."""
    at = size_in_words({name: value for name, value in size.items() if name != "k"})
    statement = f"{what} against {peer} at {at}"
    return Requirement(statement, experiment, (peer, size), (OURS, size), least=least)


def _grows(statement, experiment, large, small, most, contender=OURS):
    """Require that a larger size costs at most so many times what a smaller one costs."""
    return Requirement(statement, experiment, (contender, large), (contender, small), most=most)


def size_in_words(size):
    """Return a size as text: n = 1,000, h = 20, in the order of reading."""
    parts = sorted(size.items(), key=lambda part: "nhdkt".index(part[0]))
    return ", ".join(
        f"{name} = {value:,}".replace(" ", "\N{NO-BREAK SPACE}") for name, value in parts
    )


SMALL, LARGE = {"n": 100, "h": 20}, {"n": 100_000, "h": 1000}
SHAPES = [{"n": n, "d": d, "k": 100} for n, d in ((10_000, 200), (2000, 1000), (200, 5000))]
REQUIREMENTS = {
    "step-growth": _grows(
        "A step at n = 10,000,000 against one at n = 10,000, for h = 100",
        "step-n", {"n": 10**7, "h": 100}, {"n": 10**4, "h": 100}, 2,
    ),
    "step-pytorch": _ahead("A step", "step-shapes", "PyTorch", LARGE, 5000),
    "step-jax": _ahead("A step", "step-shapes", "JAX", LARGE),
    "step-small": _ahead("A step", "step-shapes", "PyTorch", SMALL),
    "memory-n": _grows(
        "Memory at n = 1,000,000 against n = 100,000, for h = 100",
        "memory-n", {"n": 10**6, "h": 100}, {"n": 10**5, "h": 100}, 10,
    ),
    "memory-h": _grows(
        "Memory at h = 1,000 against h = 10, for n = 100,000",
        "memory-h", {"n": 10**5, "h": 1000}, {"n": 10**5, "h": 10}, 1.1,
    ),
    **{
        f"{name}-{peer}-{place}": _ahead(what, f"{name}-shapes", peer, size, least)
        for name, what, bounds in (
            ("path", "The ridge path", {"scikit-learn": 20, "himalaya": 1}),
            ("loo", "Leave-one-out", {"scikit-learn": 1, "himalaya": 1}),
        )
        for peer, least in bounds.items()
        for place, size in zip(("tall", "square", "wide"), SHAPES, strict=True)
    },
    **{
        f"{name}-{place}": _ahead(what, f"{name}-shapes", peer, size | {"k": 1})
        for name, what, peer in (
            ("one", "One ridge", "scikit-learn"),
            ("hard", "One ridge of nearly dependent data", "scikit-learn (svd)"),
        )
        for place, size in zip(("tall", "square", "wide"), SHAPES, strict=True)
    },
    "iterate": _grows("10¹² steps against 1", "iterate", {"t": 10**12}, {"t": 1}, 1.1),
    "evaluate-numpy": _ahead("Evaluation", "evaluate-shapes", "NumPy", LARGE),
    "evaluate-pytorch": _ahead("Evaluation", "evaluate-shapes", "PyTorch", LARGE),
    "fit-growth": _grows(
        "Fitting output weights at n = 1,000,000 against n = 10,000, for h = 100",
        "fit-n", {"n": 10**6, "h": 100}, {"n": 10**4, "h": 100}, 2,
    ),
    "file": Requirement(
        "A file against the memory that ridge regression on it takes",
        "file-memory", ("file", {}), (OURS, {}), least=10,
    ),
    "import": Requirement(
        "Importing the package against importing NumPy",
        "import", (OURS, {}), ("NumPy", {}), most=1.3,
    ),
}  # fmt: skip


# Deriving ---------------------------------------------------------------------------


def slope(sizes, costs):
    """Return the slope of log(cost) against log(size), over the upper half of the sizes.

    Four decimals: a slope is a power, so what is below them says nothing, and the slope of
    costs that are all equal would be rounding, which no two machines share.
    """
    pairs = sorted(zip(sizes, costs, strict=True))
    x, y = np.log(pairs[-max(3, math.ceil(len(pairs) / 2)) :]).T
    if len(x) < 3:
        raise ValueError(f"a slope needs at least 3 sizes; got {len(x)}: measure more")
    return round(float(ols(x[:, None] - x.mean(), y)[0]), 4) + 0.0  # and no minus before 0


def curve(experiment, contender):
    """Return the sizes and the costs of a contender, where it has any."""
    rows = [(row["size"], row["cells"].get(contender, {})) for row in experiment["rows"]]
    points = [(s[experiment["varies"]], cell["median"]) for s, cell in rows if "median" in cell]
    return [size for size, _ in points], [cost for _, cost in points]


def contenders(experiment):
    """Return the contenders of an experiment, ours first."""
    names = {name for row in experiment["rows"] for name in row["cells"]}
    return sorted(names, key=lambda name: (not name.startswith(OURS), name.lower()))


def slopes(experiment):
    """Return the slope of each contender that has at least 3 sizes."""
    if not experiment["varies"]:
        return {}
    curves = {name: curve(experiment, name) for name in contenders(experiment)}
    return {name: slope(*c) for name, c in curves.items() if len(c[0]) >= 3}


def median(results, experiment, contender, size):
    """Return the cost of a contender at a size, or at the first size if none is given."""
    try:
        rows = results["experiments"][experiment]["rows"]
        row = next(row for row in rows if row["size"] == size or not size)
        return row["cells"][contender]["median"]
    except (KeyError, StopIteration):
        raise KeyError(f"{experiment} has no cost of {contender} at {size}") from None


def requirements(results):
    """Return a row for each requirement whose experiment was run."""
    rows = {}
    for name, requirement in REQUIREMENTS.items():
        if requirement.experiment not in results["experiments"]:
            continue
        row = {"statement": requirement.statement, "required": requirement.bound}
        try:
            over, under = (
                median(results, requirement.experiment, *side)
                for side in (requirement.over, requirement.under)
            )
            ratio = rounded(over / under)
            row |= {"measured": ratio, "holds": requirement.holds(ratio)}
        except KeyError:
            row |= {"measured": None, "holds": None}
        rows[name] = row
    return rows


def problems(results):
    """Return what is wrong with a result file, in words."""
    found = []
    for name, experiment in results["experiments"].items():
        for row in experiment["rows"]:
            for contender, cell in row["cells"].items():
                where = f"{name}, {contender} at {row['size']}"
                if "skipped" in cell:
                    continue
                low, high = cell.get("quartiles", 2 * [cell["median"]])
                if not 0 < low <= cell["median"] <= high:
                    found.append(f"{where}: the median must be positive, between the quartiles")
                if cell.get("difference", 0) > results["tolerance"]:
                    found.append(f"{where}: the numbers differ by {cell['difference']}")
        if experiment["slopes"] != rounded(slopes(experiment)):
            found.append(f"{name}: the slopes do not follow from the rows")
    derived = requirements(results)
    if results["requirements"] != derived:
        found.append("the requirements do not follow from the rows")
    found += [f"{name} is not measured" for name, row in derived.items() if row["measured"] is None]
    return found


def rounded(value):
    """Return a value with its numbers rounded to 4 digits."""
    if isinstance(value, dict):
        return {key: rounded(v) for key, v in value.items()}
    if isinstance(value, list):
        return [rounded(v) for v in value]
    return float(f"{value:.4g}") if isinstance(value, float) else value


# Reading and writing ----------------------------------------------------------------


def load(path=RESULTS):
    """Return the results in a file."""
    return json.loads(Path(path).read_text(encoding="utf-8"))


def dump(results):
    """Return results as text: sorted, rounded to 4 digits, short parts in one line."""

    def write(value, indent):
        text = json.dumps(value, sort_keys=True, ensure_ascii=False)
        if not isinstance(value, dict | list) or len(text) + len(indent) <= 100:
            return text
        inner = indent + "  "
        if isinstance(value, dict):
            parts = [f"{json.dumps(k)}: {write(v, inner)}" for k, v in sorted(value.items())]
        else:
            parts = [write(v, inner) for v in value]
        open_, close = "{}" if isinstance(value, dict) else "[]"
        return f"{open_}\n{inner}" + f",\n{inner}".join(parts) + f"\n{indent}{close}"

    return write(rounded(results), "") + "\n"


# Words ------------------------------------------------------------------------------


def number(value):
    """Return a number with three digits, or two if it is large."""
    if value >= 1000:
        digits = 10 ** (int(math.log10(value)) - 1)
        return f"{round(value / digits) * digits:,}"
    return f"{value:.3g}"


def _with_unit(value, units):
    factor, unit = next(((f, u) for f, u in units if value >= 0.9995 * f), units[-1])
    return f"{number(value / factor)}\N{NO-BREAK SPACE}{unit}"


def cost(value, unit):
    """Return a cost in the unit that suits its size."""
    if unit == "bytes":
        return _with_unit(value, [(1e9, "GB"), (1e6, "MB"), (1e3, "kB"), (1, "B")])
    return _with_unit(value, [(1, "s"), (1e-3, "ms"), (1e-6, "µs"), (1e-9, "ns")])


def exponent(slope):
    """Return a slope with two decimals, and no minus before a zero."""
    return f"{round(slope, 2) + 0:.2f}"


def times(ratio):
    """Return a ratio in words."""
    return f"{number(ratio)}\N{NO-BREAK SPACE}times"


def verdict(row):
    """Return whether a requirement holds, in words."""
    return {True: "holds", False: "does not hold", None: "not measured"}[row["holds"]]


def say(results, key):
    """Return the text for a key in prose; a `KeyError` says what is unknown.

    - ``measured REQUIREMENT``, ``required REQUIREMENT``, ``verdict REQUIREMENT``
    - ``slope EXPERIMENT CONTENDER``
    - ``cost EXPERIMENT CONTENDER n=100 h=20``; without a size, at the first one
    - ``ratio COST / COST``, where each is as above: ``ratio import reluridge / import NumPy``
    - ``kept``: how many requirements hold
    - a name or names in the file: ``date``, ``machine cpu``
    - ``share A / B``: a percentage of two of them

    Spaces in the name of a contender are underscores.
    """
    key = " ".join(key.split())
    kind, _, rest = key.partition(" ")
    try:
        if kind == "kept":
            rows = results["requirements"].values()
            return f"{sum(row['holds'] is True for row in rows)} of {len(rows)}"
        if kind in ("measured", "required", "verdict"):
            row = results["requirements"][rest]
            if kind == "verdict":
                return verdict(row)
            return row["required"] if kind == "required" else times(row["measured"])
        if kind == "slope":
            experiment, contender = rest.replace("_", " ").split(" ", 1)
            return exponent(results["experiments"][experiment]["slopes"][contender])
        if kind in ("cost", "ratio"):
            costs = [_cost_of(results, part) for part in rest.split(" / ")]
            return cost(*costs[0]) if kind == "cost" else times(costs[0][0] / costs[1][0])
        if kind == "share":
            part, whole = (_at(results, names) for names in rest.split(" / "))
            return f"{100 * part / whole:.1f}".removesuffix(".0") + "\N{NO-BREAK SPACE}%"
        value = _at(results, key)
        if isinstance(value, int):
            return f"{value:,}"
        return f"{value:g}".replace("e-0", "e-") if isinstance(value, float) else str(value)
    except (KeyError, IndexError, TypeError, ValueError) as error:
        raise KeyError(f"the results have no {key!r}: {error}") from None


def _at(results, names):
    """Return what is in the file under these names."""
    for name in names.split():
        results = results[name]
    return results


def _cost_of(results, key):
    """Return the cost and the unit of a key: experiment, contender, size."""
    experiment, contender, *size = key.split()
    size = {name: int(value) for name, value in (part.split("=") for part in size)}
    unit = results["experiments"][experiment]["unit"]
    return median(results, experiment, contender.replace("_", " "), size), unit
