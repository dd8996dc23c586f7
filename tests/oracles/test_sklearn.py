"""scikit-learn: kernels, leave-one-out, the intercept, the units."""

import numpy as np
import pytest
from sklearn import linear_model
from sklearn.gaussian_process import GaussianProcessRegressor
from sklearn.gaussian_process.kernels import RBF
from sklearn.kernel_ridge import KernelRidge

import reluridge as rr

pytestmark = pytest.mark.filterwarnings("ignore")


@pytest.mark.backs('Scikit-learn\'s ``KernelRidge(alpha=lam, kernel="precomputed")``')
def test_kernel_ridge(data, lam):
    X, y = data
    K = RBF()(X)
    theirs = KernelRidge(alpha=lam, kernel="precomputed").fit(K, y).dual_coef_
    np.testing.assert_allclose(rr.kernel_ridge(K, y, lam), theirs, rtol=1e-10)
    assert not np.allclose(rr.kernel_ridge(K, y, 2 * lam), theirs, rtol=0.01)


@pytest.mark.backs("the mean of a Gaussian process with noise variance :math:`\\lambda`")
def test_gaussian_process(data, lam):
    X, y = data
    new = X[:5] + 0.1
    process = GaussianProcessRegressor(RBF(), alpha=lam, optimizer=None).fit(X, y)
    theirs = process.predict(new)
    np.testing.assert_allclose(RBF()(new, X) @ rr.kernel_ridge(RBF()(X), y, lam), theirs)
    root = rr.kernel_ridge(RBF()(X), y, np.sqrt(lam))
    assert not np.allclose(RBF()(new, X) @ root, theirs, rtol=0.01)


@pytest.mark.parametrize("shape", [(30, 6), (12, 20)], ids=["tall", "wide"])
@pytest.mark.parametrize("mode", ["svd", "eigen"])
def test_leave_one_out(shape, mode):
    rng = np.random.default_rng(0)
    X = rng.normal(size=shape)
    y = X[:, :4] @ [3, -2, 1, 1] + 2 * rng.normal(size=len(X))
    lams = np.logspace(-2, 3, 11)
    model = linear_model.RidgeCV(
        alphas=lams, fit_intercept=False, store_cv_results=True, gcv_mode=mode
    ).fit(X, y)
    errors = rr.leave_one_out(X, y, lams)
    np.testing.assert_allclose(errors**2, model.cv_results_.T, rtol=1e-8)
    assert not np.allclose(errors[:-1] ** 2, model.cv_results_.T[1:], rtol=0.01)
    best = np.argmin(np.mean(errors**2, axis=1))
    assert 0 < best < 10
    assert model.alpha_ == lams[best]
    np.testing.assert_allclose(model.coef_, rr.ridge(X, y, lams[best]), rtol=1e-9)


def ridge(lam, n):
    return linear_model.Ridge(alpha=lam), 1e-9


def elastic_net(lam, n):
    alpha = rr.convert_lambda(lam, "sum", "sklearn ElasticNet", n=n)
    return linear_model.ElasticNet(alpha=alpha, l1_ratio=0, tol=1e-14, max_iter=10**5), 1e-6


@pytest.mark.backs("scikit-learn and Keras's `kernel_regularizer` spare it")
@pytest.mark.backs("scikit-learn and PyTorch take them as they come")
@pytest.mark.parametrize("model", [ridge, elastic_net])
def test_intercept_is_spared_and_units_are_kept(data, lam, model):
    X, y = data
    X, y = X * [1, 2, 0.5] + 1, y + 5
    fitted, tolerance = model(lam, len(y))
    fitted.fit(X, y)
    sparing = rr.ridge(X - X.mean(axis=0), y - y.mean(), lam)
    np.testing.assert_allclose(fitted.coef_, sparing, rtol=tolerance)
    intercept = y.mean() - X.mean(axis=0) @ sparing
    np.testing.assert_allclose(fitted.intercept_, [intercept], rtol=10 * tolerance)
    paying = rr.ridge(np.c_[X, np.ones(len(y))], y, lam)
    assert not np.allclose(fitted.coef_, paying[:3], rtol=10 * tolerance)
    scaled = (X - X.mean(axis=0)) / X.std(axis=0)
    in_deviations = rr.ridge(scaled, y - y.mean(), lam) / X.std(axis=0)
    assert not np.allclose(fitted.coef_, in_deviations, rtol=10 * tolerance)


@pytest.mark.backs("scikit-learn and Keras's `kernel_regularizer` spare it")
def test_sgd_spares_the_intercept(data, lam):
    """One pass in tiny steps adds up the objective's gradient, which is 0 at the minimum."""
    X, y = data
    X, y, eta = X + 1, y + 5, 1e-7
    alpha = rr.convert_lambda(lam, "sum", "sklearn SGDRegressor", n=len(y))

    def drift(w, b):
        model = linear_model.SGDRegressor(
            penalty="l2", alpha=alpha, tol=None, max_iter=1, learning_rate="constant", eta0=eta,
            random_state=0,
        )  # fmt: skip
        model.fit(X, y, coef_init=w.copy(), intercept_init=[b])
        return np.append(model.coef_ - w, model.intercept_ - b) / eta

    w = rr.ridge(X - X.mean(axis=0), y - y.mean(), lam)
    np.testing.assert_allclose(drift(w, y.mean() - X.mean(axis=0) @ w), 0, atol=1e-4)
    *w, b = rr.ridge(np.c_[X, np.ones(len(y))], y, lam)
    assert np.abs(drift(np.array(w), b)).max() > 1


def test_random_relu_features(data, lam):
    """Ridge on random units is scikit-learn's on the same units, primal and dual."""
    X, y = data
    features = rr.random_relu_features(3, 50, np.random.default_rng(0))(X)
    theirs = linear_model.Ridge(alpha=lam, fit_intercept=False).fit(features, y).coef_
    for ours in (rr.ridge, rr.ridge_dual, lambda *a: rr.ridge_fake_features(*a)[0]):
        np.testing.assert_allclose(ours(features, y, lam), theirs, rtol=1e-8, atol=1e-12)
        assert not np.allclose(ours(features, y, 2 * lam), theirs, rtol=0.01)
