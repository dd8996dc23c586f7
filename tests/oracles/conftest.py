"""What holds for the whole run: nothing is skipped, everything is counted.

``python noxfile.py -s oracles`` collects this folder and ``tests/test_conventions.py``.
"""

import datetime
import importlib.metadata
import json
import platform
from collections import Counter
from pathlib import Path

import pytest

# The names of test files, and of the functions in tests/test_conventions.py, say whom they ask.
LIBRARIES = {
    "torch": "torch",
    "keras": "keras",
    "jax": "jax",
    "sklearn": "scikit-learn",
    "sklearn_suite": "scikit-learn",
    "statsmodels": "statsmodels",
    "glmnet": "python-glmnet",
    "scipy": "scipy",
    "numpy": "numpy",
    "exact": None,
    "coverage": None,
}


def pytest_addoption(parser):
    parser.addoption("--evidence", type=Path, help="where to write what passed, if all did")


class Passed:
    """How many tests passed, by whom they ask."""

    def __init__(self):
        self.counts = Counter()

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_makereport(self, item, call):
        """Count what passed, and let nothing drop out in silence."""
        report = yield
        if report.skipped:
            report.outcome, report.longrepr = "failed", f"nothing may be skipped: {call.excinfo}"
            vars(report).pop("wasxfail", None)
        if report.when == "call" and report.passed:
            self.counts[library(item)] += 1
        return report


def pytest_configure(config):
    config.pluginmanager.register(Passed(), "passed")  # for tests/test_conventions.py as well
    # What the suites of NumPy and scikit-learn bring along.
    config.addinivalue_line("markers", "slow: a mark of NumPy's tests")
    config.addinivalue_line("filterwarnings", "ignore:Passing a non-Collection iterable")


def library(item):
    """Return whom a test asks."""
    stem = item.path.stem.removeprefix("test_")
    return item.name.split("_")[1].partition("[")[0] if stem == "conventions" else stem


def pytest_collection_modifyitems(config, items):
    """Leave out the cases that scikit-learn's suite has for what `ridge` is not."""
    out = [i for i in items if library(i) == "sklearn_suite" and not i.module.applies(i)]
    config.hook.pytest_deselected(items=out)
    items[:] = [i for i in items if i not in out]
    for item in items:
        assert library(item) in LIBRARIES, f"{item.nodeid} asks no known library"


def pytest_sessionfinish(session, exitstatus):
    """Write what passed, if that is everything."""
    path = session.config.getoption("evidence")
    if path is None or exitstatus:
        return
    passed = session.config.pluginmanager.getplugin("passed").counts
    modules = {library(item): item.module for item in session.items}
    coverage, suite = (modules[name] for name in ("coverage", "sklearn_suite"))
    evidence = {
        "date": datetime.date.today().isoformat(),
        "python": platform.python_version(),
        "tests": passed.total(),
        "groups": {
            name: {"tests": passed[name]}
            | ({"package": p, "version": importlib.metadata.version(p)} if p else {})
            for name, p in LIBRARIES.items()
        },
        "conventions": sorted(coverage.named(session.items, "row")),
        "statements": len(coverage.STATEMENTS),
        "unchecked": coverage.UNCHECKED,
        "numpy_systems": modules["numpy"].COUNTS,
        "sklearn_suite": {"functions": len(suite.SELECTED), "left_out": suite.LEFT_OUT},
    }
    path.parent.mkdir(exist_ok=True)
    text = json.dumps(evidence, indent=1, ensure_ascii=False)
    path.write_text(text + "\n", encoding="utf-8")
