"""The glmnet of R, as Python's wrapper of the same Fortran code."""

import numpy as np
import pytest
from glmnet import ElasticNet

import reluridge as rr

pytestmark = pytest.mark.filterwarnings("ignore")


def fit(X, y, lam, **options):
    options = {"standardize": False, "fit_intercept": False} | options
    model = ElasticNet(
        alpha=0, lambda_path=[10 * lam, lam], n_splits=0, tol=1e-14, max_iter=10**6, **options
    )
    return model.fit(X, y).coef_path_[:, -1]


@pytest.mark.row("glmnet")
@pytest.mark.backs("to glmnet by its Python wrapper")
def test_lambda(data, check):
    X, y = data
    check((X, y / y.std()), fit, 1 / 20)


@pytest.mark.backs("glmnet also divides the targets by their standard deviation before it starts")
@pytest.mark.backs("glmnet divides `y` by its standard deviation before it starts")
@pytest.mark.backs("Its lambda is then that many times larger than in the table: pass")
def test_scale_of_y(data, lam):
    X, y = data
    best = rr.ridge(X, y, lam)
    np.testing.assert_allclose(fit(X, y, lam * y.std() / 20), best, rtol=1e-7)
    for other in (lam / 20, lam * y.std(ddof=1) / 20):
        assert not np.allclose(fit(X, y, other), best, rtol=1e-4)


@pytest.mark.backs("R's glmnet rescales the features by default")
@pytest.mark.backs("by default it rescales the features too")
def test_features_are_rescaled_by_default(data, lam):
    X, y = data
    X, y = X * [1, 10, 0.1], y / y.std()
    best = rr.ridge((X - X.mean(axis=0)) / X.std(axis=0), y - y.mean(), lam) / X.std(axis=0)
    theirs = ElasticNet(
        alpha=0, lambda_path=[lam, lam / 20], n_splits=0, tol=1e-14, max_iter=10**6
    ).fit(X, y)
    np.testing.assert_allclose(theirs.coef_path_[:, -1], best, rtol=1e-6)
    plain = fit(X, y, lam / 20, fit_intercept=True)
    assert not np.allclose(plain, best, rtol=0.01)
    slopes = rr.ridge(X - X.mean(axis=0), y - y.mean(), lam)
    np.testing.assert_allclose(plain, slopes, rtol=1e-6)
