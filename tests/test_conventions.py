"""What λ means in scikit-learn and statsmodels, asked of the library itself.

Each test gives the library the converted number and finds the weights of `ridge`
there; with the number as it is, it does not.  Libraries that are larger are asked
by the tests in the folder ``oracles``.
"""

import numpy as np
import pytest
from sklearn import linear_model

import reluridge as rr

pytestmark = pytest.mark.filterwarnings("ignore")  # those of the libraries


@pytest.mark.row("sklearn Ridge")
@pytest.mark.backs(
    "scikit-learn's ``Ridge(alpha=lam)``, with ``fit_intercept=False`` unless a column"
)
def test_sklearn_ridge(data, check):
    def fit(X, y, alpha):
        return linear_model.Ridge(alpha=alpha, fit_intercept=False).fit(X, y).coef_

    check(data, fit, 1)
    X, y = data
    theirs = linear_model.Ridge(alpha=3).fit(X, y)
    w = rr.ridge(np.c_[np.ones(len(y)), X], y, 3, unpenalized=0)
    np.testing.assert_allclose(w, np.r_[theirs.intercept_, theirs.coef_], rtol=1e-9)


@pytest.mark.row("sklearn ElasticNet")
def test_sklearn_elastic_net(data, check):
    def fit(X, y, alpha):
        model = linear_model.ElasticNet(
            alpha=alpha, l1_ratio=0, fit_intercept=False, tol=1e-14, max_iter=10**5
        )
        return model.fit(X, y).coef_

    check(data, fit, 1 / 20)


@pytest.mark.row("sklearn SGDRegressor")
def test_sklearn_sgd(data, check):
    """Tiny steps in random order, averaged, end near the minimum of the objective."""

    def fit(X, y, alpha):
        model = linear_model.SGDRegressor(
            penalty="l2", alpha=alpha, fit_intercept=False, tol=None, max_iter=20_000,
            learning_rate="invscaling", eta0=0.05, power_t=0.5, average=10_000, random_state=0,
        )  # fmt: skip
        return model.fit(X, y).coef_

    check(data, fit, 1 / 20, tolerance=1e-3)


@pytest.mark.row("sklearn SGDRegressor")
def test_sklearn_sgd_stands_still_at_the_minimum(data, lam):
    """One pass in tiny steps adds up the objective's gradient, which is 0 there."""
    X, y = data
    best = rr.ridge(X, y, lam)

    def drift(alpha, eta=1e-7):
        model = linear_model.SGDRegressor(
            penalty="l2", alpha=alpha, fit_intercept=False, tol=None, max_iter=1,
            learning_rate="constant", eta0=eta, random_state=0,
        )  # fmt: skip
        return (model.fit(X, y, coef_init=best.copy()).coef_ - best) / eta

    alpha = rr.convert_lambda(lam, "sum", "sklearn SGDRegressor", n=len(y))
    np.testing.assert_allclose(drift(alpha), 0, atol=1e-4)
    assert np.abs(drift(lam)).max() > 1


@pytest.mark.row("statsmodels OLS")
def test_statsmodels(data, check):
    def fit(X, y, alpha):
        api = pytest.importorskip("statsmodels.api", reason="there is no statsmodels")
        return api.OLS(y, X).fit_regularized(L1_wt=0, alpha=alpha).params

    check(data, fit, 1 / 20)
