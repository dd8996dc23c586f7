"""SciPy: least squares, damping, the Cauchy law."""

import numpy as np
import pytest
from scipy import linalg, optimize, sparse, stats

import reluridge as rr


@pytest.mark.parametrize("driver", ["gelsd", "gelsy", "gelss"])
@pytest.mark.parametrize("shape", [(20, 5), (5, 20)])
def test_lstsq_on_extended_data(driver, shape):
    rng = np.random.default_rng(0)
    X, y, lam = rng.normal(size=shape), rng.normal(size=shape[0]), 0.7
    A, b = rr.append_fake_data(X, y, lam)
    theirs = linalg.lstsq(A, b, lapack_driver=driver)[0]
    np.testing.assert_allclose(rr.ridge(X, y, lam), theirs, rtol=1e-10)
    assert not np.allclose(rr.ridge(X, y, 2 * lam), theirs, rtol=0.01)
    theirs = linalg.lstsq(X, y, lapack_driver=driver)[0]
    np.testing.assert_allclose(rr.ols(X, y), theirs, rtol=1e-10)
    np.testing.assert_allclose(rr.ridge(X, y, 0), theirs, rtol=1e-10)


@pytest.mark.parametrize("solver", [sparse.linalg.lsqr, sparse.linalg.lsmr])
@pytest.mark.parametrize("shape", [(20, 5), (5, 20)])
def test_damp_is_the_root(solver, shape):
    rng = np.random.default_rng(0)
    X, y, lam = rng.normal(size=shape), rng.normal(size=shape[0]), 0.7
    theirs = solver(X, y, damp=np.sqrt(lam), atol=1e-14, btol=1e-14)[0]
    np.testing.assert_allclose(rr.ridge(X, y, lam), theirs, rtol=1e-8)
    assert not np.allclose(rr.ridge(X, y, np.sqrt(lam)), theirs, rtol=0.01)


def test_nothing_is_lower():
    """A minimizer that knows the objective alone ends at `ridge`."""
    rng = np.random.default_rng(0)
    X, y, mu = rng.normal(size=(20, 4)), rng.normal(size=20), 0.1

    def objective(w):
        return rr.regularized_loss(y, X @ w, w, lambda w: mu * w @ w)

    found = optimize.minimize(objective, np.zeros(4), tol=1e-12, method="Nelder-Mead",
                              options={"maxiter": 10_000, "maxfev": 10_000}).x  # fmt: skip
    lam = rr.convert_lambda(mu, "mean", "sum", n=20)
    np.testing.assert_allclose(found, rr.ridge(X, y, lam), atol=1e-6)
    assert not np.allclose(found, rr.ridge(X, y, mu), atol=0.001)


@pytest.mark.backs("scipy: ``scipy.stats.cauchy(scale=scale).cdf(e)``")
@pytest.mark.parametrize("scale", [0.01, 1.0, 30.0])
def test_cauchy(scale):
    e = np.r_[-np.logspace(8, -3, 30), 0, np.logspace(-3, 8, 30)]
    theirs = stats.cauchy(scale=scale).cdf(e)
    np.testing.assert_allclose(rr.elbow_cdf(e, scale), theirs, rtol=1e-12)
    assert not np.allclose(rr.elbow_cdf(e, 1 / scale if scale != 1 else 2), theirs, rtol=0.01)


@pytest.mark.parametrize("scale", [0.1, 2.0])
def test_elbows_have_that_law(scale):
    """Kolmogorov and Smirnov, at the level of 5 standard errors."""
    rng = np.random.default_rng(0)
    w, b = rr.gaussian((5000, 1), 1, rng)[:, 0], rr.gaussian((5000, 1), scale**2, rng)[:, 0]
    level = 2 * stats.norm.sf(5)
    assert stats.kstest(-b / w, lambda e: rr.elbow_cdf(e, scale)).pvalue > level
    assert stats.kstest(-b / w, lambda e: rr.elbow_cdf(e, scale**2)).pvalue < level


def test_degrees_of_freedom():
    rng = np.random.default_rng(0)
    X, lam = rng.normal(size=(20, 4)), 3.0
    s = linalg.svdvals(X)
    df = rr.degrees_of_freedom(X, lam)
    assert df == pytest.approx(np.sum(s**2 / (s**2 + lam)), rel=1e-12)
    assert df != pytest.approx(np.sum(s / (s + lam)), rel=0.01)
