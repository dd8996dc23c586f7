"""Doctests run as a reader would run them: in an empty session, with a plain NumPy.

With ``--record FILE`` a whole run that passes is entered there: where, when, how many tests,
how many lines of doctests.
"""

import datetime
import json
import platform
import subprocess
import sys
from pathlib import Path

import hypothesis
import numpy as np
import pytest

import reluridge as rr

# Who runs the tests sees the same draws each time; the session for seeds draws anew.
# A busy machine is no reason to fail.
hypothesis.settings.register_profile("drawn", deadline=None)
hypothesis.settings.register_profile("fixed", deadline=None, derandomize=True)
hypothesis.settings.load_profile("fixed")


WEBASSEMBLY = sys.platform == "emscripten"
if WEBASSEMBLY:

    def popen(*args, **options):
        """Skip a test that starts a process."""
        pytest.skip("WebAssembly has no processes")

    subprocess.Popen = popen


def pytest_addoption(parser):
    """Add the option."""
    parser.addoption("--record", type=Path, help="enter a whole run that passes in this file")


def pytest_collection_modifyitems(items):
    """Give no docstring the names of its module, so that each shows its own imports."""
    for item in items:
        if isinstance(item, pytest.DoctestItem):
            item.dtest.globs = {"__name__": "__main__"}
            if WEBASSEMBLY and any("import dask" in line.source for line in item.dtest.examples):
                item.add_marker(pytest.mark.skip(reason="WebAssembly has no threads"))


def pytest_sessionfinish(session, exitstatus):
    """Enter a run in the file, if it was whole and passed."""
    path = session.config.getoption("record")
    reports = session.config.pluginmanager.get_plugin("terminalreporter").stats
    whole = (
        session.config.args_source.name == "TESTPATHS"
        and len(reports.get("passed", ())) + len(reports.get("skipped", ())) >= len(session.items)
        and "deselected" not in reports
    )
    if path is None or exitstatus or not whole:
        return
    doctests = [item for item in session.items if isinstance(item, pytest.DoctestItem)]
    if WEBASSEMBLY:
        system = f"WebAssembly, 32 bits (Pyodide {sys.modules['pyodide'].__version__})"
        blas = {"blas": "none", "kernel": "", "threads": 1}
    else:
        system = f"{platform.system()} {platform.machine()}"
        program = [sys.executable, Path(__file__).with_name("blas.py")]
        blas = json.loads(subprocess.check_output(program))
    where = {
        "system": system,
        "python": platform.python_version(),
        "numpy": np.__version__,
        **blas,
    }
    found = {
        "skipped": len(reports.get("skipped", ())),
        "date": datetime.datetime.now(datetime.UTC).date().isoformat(),
    }
    suite = {
        "tests": len(session.items),
        "doctests": len(doctests),
        "examples": sum(len(item.dtest.examples) for item in doctests),
    }
    known = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
    # What passed before a test or a line was added says nothing about these.
    others = known["runs"] if known.get("suite") == suite else []
    runs = [where | found, *(run for run in others if not where.items() <= run.items())]
    known = {"suite": suite, "runs": sorted(runs, key=lambda run: [*map(str, run.values())])}
    path.write_text(json.dumps(known, indent=1) + "\n", encoding="utf-8")


@pytest.fixture
def lam():
    return 4.0


@pytest.fixture
def data():
    rng = np.random.default_rng(0)
    X = rng.normal(size=(20, 3))
    return X, X @ [1, -2, 3] + rng.normal(size=20)


@pytest.fixture
def check(request, lam):
    """Return a function that holds a library's weights against those of `ridge`.

    The mark ``row`` names the convention; without it λ is passed as it is.
    """
    row = request.node.get_closest_marker("row")

    def check(data, fit, factor, tolerance=1e-7):
        X, y = data
        passed = rr.convert_lambda(lam, "sum", row.args[0], n=len(y)) if row else lam * factor
        assert passed == pytest.approx(lam * factor)
        best = rr.ridge(X, y, lam)
        np.testing.assert_allclose(fit(X, y, passed), best, rtol=tolerance)
        wrong = lam if factor != 1 else 2 * lam
        assert not np.allclose(fit(X, y, wrong), best, rtol=10 * tolerance)

    return check
