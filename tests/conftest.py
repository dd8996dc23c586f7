"""Doctests run as a reader would run them: in an empty session, with a plain NumPy.

With ``--record FILE`` a whole run that passes is entered there: under which Python, NumPy
and BLAS kernel, how many tests, how many lines of doctests.
"""

import json
import platform
from pathlib import Path

import numpy as np
import pytest


def pytest_addoption(parser):
    """Add the option."""
    parser.addoption("--record", type=Path, help="enter a whole run that passes in this file")


def pytest_collection_modifyitems(items):
    """Give no docstring the names of its module, so that each shows its own imports."""
    for item in items:
        if isinstance(item, pytest.DoctestItem):
            item.dtest.globs = {"__name__": "__main__"}


def pytest_sessionfinish(session, exitstatus):
    """Enter a run in the file, if it was whole and passed."""
    path = session.config.getoption("record")
    whole = session.config.args_source.name == "TESTPATHS" and not session.config.option.keyword
    if path is None or exitstatus or not whole:
        return
    import threadpoolctl

    pools = threadpoolctl.threadpool_info()
    kernels = sorted({pool["architecture"] for pool in pools if "architecture" in pool})
    doctests = [item for item in session.items if isinstance(item, pytest.DoctestItem)]
    reports = session.config.pluginmanager.get_plugin("terminalreporter").stats
    runs = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
    key = f"Python {platform.python_version()}, NumPy {np.__version__}, {'/'.join(kernels)}"
    runs[key] = {
        "passed": len(reports.get("passed", ())),
        "skipped": len(reports.get("skipped", ())),
        "doctests": len(doctests),
        "examples": sum(len(item.dtest.examples) for item in doctests),
    }
    path.parent.mkdir(exist_ok=True)
    path.write_text(json.dumps(runs, indent=1, sort_keys=True) + "\n", encoding="utf-8")
