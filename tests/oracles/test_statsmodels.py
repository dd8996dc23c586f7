"""statsmodels: whom the penalty takes, and degrees of freedom by its hat matrix."""

import numpy as np
import pytest
from statsmodels import api

import reluridge as rr

pytestmark = pytest.mark.filterwarnings("ignore")


def test_a_constant_column_pays(data, lam):
    X, y = data
    A, y = np.c_[np.ones(20), X + 1], y + 5
    alpha = rr.convert_lambda(lam, "sum", "statsmodels OLS", n=len(y))
    theirs = api.OLS(y, A).fit_regularized(L1_wt=0, alpha=alpha).params
    np.testing.assert_allclose(theirs, rr.ridge(A, y, lam), rtol=1e-9)
    sparing = rr.ridge(X - X.mean(axis=0), y - y.mean(), lam)
    assert not np.allclose(theirs[1:], sparing, rtol=0.01)


def test_leave_one_out_is_press(data):
    X, y = data
    theirs = api.OLS(y, X).fit().get_influence().resid_press
    errors = rr.leave_one_out(X, y, [0, 1])
    np.testing.assert_allclose(errors[0], theirs, rtol=1e-9)
    assert not np.allclose(errors[1], theirs, rtol=0.001)


@pytest.mark.parametrize("n", [20, 3])
def test_least_squares(data, n):
    """Of full column rank, and of minimum norm."""
    X, y = np.c_[data[0], data[0] ** 2][:n], data[1][:n]
    theirs = api.OLS(y, X).fit().params
    np.testing.assert_allclose(rr.ols(X, y), theirs, rtol=1e-8)
    assert not np.allclose(rr.ridge(X, y, 0.1), theirs, rtol=0.001)
