"""How doctests run, and what the tests of conventions share."""

import numpy as np
import pytest

import reluridge as rr


def pytest_collection_modifyitems(items):
    """Give no docstring the names of its module, so that each shows its own imports."""
    for item in items:
        if isinstance(item, pytest.DoctestItem):
            item.dtest.globs = {"__name__": "__main__"}


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
