"""How much of its tolerance each comparison uses: ``python noxfile.py -s margins``.

Another machine rounds otherwise, so what just holds here fails there.  This plugin of pytest
watches `numpy.allclose`, `numpy.isclose`, `numpy.testing.assert_allclose` and `pytest.approx`
in doctests and tests.  What holds must hold with a quarter of its tolerance; what does not,
the controls, must not with four times its tolerance.
"""

import functools
import json
import linecache
import re
import sys
from pathlib import Path

import numpy as np
import pytest

ROOM, SHOWN, REPORT = 4, 8, pytest.StashKey()
Approximation = type(pytest.approx(1.0))
APPROX = sys.modules[Approximation.__module__].__file__
# Where chance is compared, not rounding: the file, a part of the line, and the reason.
EXEMPT = {
    ("src/reluridge/regularization/feature_augmentation.py", "np.sum(features(X) ** 2, axis=1)"): (
        "the mean of 20,000 draws, to 6 standard errors"
    ),
}
doctests = {}
places = {}  # (file, line): {whether it held: the share of the tolerance that is nearest to 1}


def share(actual, expected, rtol, atol):
    """Return each difference in units of its tolerance."""
    a, b = (np.asarray(side) * 1.0 for side in (actual, expected))
    with np.errstate(all="ignore"):
        a, b, allowed = np.broadcast_arrays(a, b, atol + rtol * np.abs(b))
        used, differ = np.zeros(a.shape), (a != b) & ~(np.isnan(a) & np.isnan(b))
        np.divide(np.abs(a - b), allowed, out=used, where=differ)
    return np.where(np.isnan(used), np.inf, used)


def note(holds, used):
    """Enter a comparison, under the line of a doctest or test that made it."""
    frame = sys._getframe(1)
    while frame.f_code.co_filename in (__file__, APPROX):
        frame = frame.f_back
    name, line = frame.f_code.co_filename, frame.f_lineno
    if found := re.fullmatch(r"<doctest (.*)\[(\d+)\]>", name):
        if found[1] not in doctests:  # a claim alone: the docstring around it is run as well
            return
        test = doctests[found[1]]
        name, line = test.filename, test.lineno + test.examples[int(found[2])].lineno + line
    elif not Path(name).is_absolute() or {"src", "site-packages"} & set(Path(name).parts):
        # programs, and code that a test runs as a string, compare for themselves
        return
    seen, nearest = places.setdefault((Path(name), line), {}), max if holds else min
    seen[holds] = nearest(seen.get(holds, float(used)), float(used))


def allclose(plain, a, b, rtol=1e-5, atol=1e-8, equal_nan=False):
    """Compare as NumPy does, and enter the worst entry."""
    holds = plain(a, b, rtol, atol, equal_nan)
    note(bool(holds), share(a, b, rtol, atol).max(initial=0))
    return holds


def isclose(plain, a, b, rtol=1e-5, atol=1e-8, equal_nan=False):
    """Compare as NumPy does, and enter the entries nearest to the tolerance, on either side."""
    holds, used = plain(a, b, rtol, atol, equal_nan), share(a, b, rtol, atol)
    for verdict, nearest in ((True, np.max), (False, np.min)):
        if np.any(holds == verdict):
            note(verdict, nearest(used[holds == verdict]))
    return holds


def assert_allclose(plain, actual, desired, rtol=1e-7, atol=0, *args, **kwargs):
    """Compare as NumPy does; an error is one that the test expects, or the test fails."""
    holds = False
    try:
        plain(actual, desired, rtol, atol, *args, **kwargs)
        holds = True
    finally:
        note(holds, share(actual, desired, rtol, atol).max(initial=0))


def approximately(plain, self, actual):
    """Compare as pytest does, and enter numbers."""
    holds = plain(self, actual)
    if isinstance(actual, float | int) and isinstance(self.expected, float | int):
        note(holds, share(actual, self.expected, 0, self.tolerance))
    return holds


def watch(owner, name, judge):
    """Put a function that compares and takes notes in the place of one that compares."""
    plain = getattr(owner, name)

    @functools.wraps(plain)
    def watched(*args, **kwargs):
        return judge(plain, *args, **kwargs)

    setattr(owner, name, watched)


def pytest_addoption(parser):
    """Add the option."""
    parser.addoption("--margins", type=Path, help="enter the counts of a whole run in this file")


def pytest_configure():
    """Watch, before any test imports what is watched."""
    watch(np, "allclose", allclose)
    watch(np, "isclose", isclose)
    watch(np.testing, "assert_allclose", assert_allclose)
    watch(Approximation, "__eq__", approximately)


def pytest_collection_modifyitems(items):
    """Learn where each doctest stands."""
    doctests.update((i.dtest.name, i.dtest) for i in items if isinstance(i, pytest.DoctestItem))


def report(root):
    """Yield of each place how near to its tolerance it comes (beyond 1: too near), and words."""
    for (path, line), seen in places.items():
        name = path.relative_to(root).as_posix()
        text = linecache.getline(str(path), line).strip()
        why = [why for (file, part), why in EXEMPT.items() if name == file and part in text]
        held, missed = seen.get(True, 0.0), max(seen.get(False, np.inf), 1.0)
        for near, words in (
            (held * ROOM, f"holds with {held:.0%} of its tolerance"),
            (ROOM / missed, f"does not hold, with {missed:.3g} times its tolerance"),
        ):
            yield near, why, f"{name}:{line} {words}\n    {text}"


def pytest_sessionfinish(session, exitstatus):
    """Fail where a comparison comes too near, or enter the counts in the file."""
    config = session.config
    whole = config.args_source.name == "TESTPATHS" and not config.option.keyword
    rows = sorted(report(config.rootpath), key=lambda row: row[0], reverse=True)
    wrong = [words for near, why, words in rows if near > 1 and not why]
    if whole:
        found = {reason for _, why, _ in rows for reason in why}
        wrong += [f"exempt, and nowhere: {key}" for key, why in EXEMPT.items() if why not in found]
    counts = {
        "places": len(places),
        "controls": sum(False in seen for seen in places.values()),
        "exempt": len(EXEMPT),
    }
    tightest = [words for near, why, words in rows if near and not why][:SHOWN]
    config.stash[REPORT] = [*tightest, f"{counts}, {len(wrong)} too near to the tolerance", *wrong]
    if wrong:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED
    elif whole and not exitstatus and (path := config.getoption("margins")):
        path.write_text(json.dumps(counts, indent=1) + "\n", encoding="utf-8")


def pytest_terminal_summary(terminalreporter, config):
    """Show the tightest places, and all that are too tight."""
    terminalreporter.section("margins")
    for line in config.stash.get(REPORT, ()):
        terminalreporter.write_line(line)
