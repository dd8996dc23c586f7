"""What λ means in a library, asked of the library itself where it is installed.

Each test gives the library the converted number and finds the weights of `ridge`
there; with the number as it is, it does not.
"""

import os

import numpy as np
import pytest

import reluridge as rr

pytestmark = pytest.mark.filterwarnings("ignore")  # those of the libraries

LAM = 4.0


@pytest.fixture
def data():
    rng = np.random.default_rng(0)
    X = rng.normal(size=(20, 3))
    return X, X @ [1, -2, 3] + rng.normal(size=20)


def check(data, name, fit, factor, tolerance=1e-7):
    """Hold `fit(X, y, λ)` against ridge, with λ converted and not."""
    X, y = data
    converted = rr.convert_lambda(LAM, "sum", name, n=len(y))
    assert converted == pytest.approx(LAM * factor)
    best = rr.ridge(X, y, LAM)
    np.testing.assert_allclose(fit(X, y, converted), best, rtol=tolerance)
    if factor != 1:
        assert not np.allclose(fit(X, y, LAM), best, rtol=10 * tolerance)
    else:
        assert not np.allclose(fit(X, y, 2 * LAM), best, rtol=10 * tolerance)


def test_sklearn_ridge(data):
    linear_model = pytest.importorskip("sklearn.linear_model")

    def fit(X, y, alpha):
        return linear_model.Ridge(alpha=alpha, fit_intercept=False).fit(X, y).coef_

    check(data, "sklearn Ridge", fit, 1)


def test_sklearn_elastic_net(data):
    linear_model = pytest.importorskip("sklearn.linear_model")

    def fit(X, y, alpha):
        model = linear_model.ElasticNet(
            alpha=alpha, l1_ratio=0, fit_intercept=False, tol=1e-14, max_iter=10**5
        )
        return model.fit(X, y).coef_

    check(data, "sklearn ElasticNet", fit, 1 / 20)


def test_sklearn_sgd(data):
    """Tiny steps in random order, averaged, end near the minimum of the objective."""
    linear_model = pytest.importorskip("sklearn.linear_model")

    def fit(X, y, alpha):
        model = linear_model.SGDRegressor(
            penalty="l2", alpha=alpha, fit_intercept=False, tol=None, max_iter=20_000,
            learning_rate="invscaling", eta0=0.05, power_t=0.5, average=10_000, random_state=0,
        )  # fmt: skip
        return model.fit(X, y).coef_

    check(data, "sklearn SGDRegressor", fit, 1 / 20, tolerance=1e-3)


def test_sklearn_sgd_stands_still_at_the_minimum(data):
    """One pass in tiny steps adds up the objective's gradient, which is 0 there."""
    linear_model = pytest.importorskip("sklearn.linear_model")
    X, y = data
    best = rr.ridge(X, y, LAM)

    def drift(alpha, eta=1e-7):
        model = linear_model.SGDRegressor(
            penalty="l2", alpha=alpha, fit_intercept=False, tol=None, max_iter=1,
            learning_rate="constant", eta0=eta, random_state=0,
        )  # fmt: skip
        return (model.fit(X, y, coef_init=best.copy()).coef_ - best) / eta

    alpha = rr.convert_lambda(LAM, "sum", "sklearn SGDRegressor", n=len(y))
    np.testing.assert_allclose(drift(alpha), 0, atol=1e-4)
    assert np.abs(drift(LAM)).max() > 1


def test_statsmodels(data):
    api = pytest.importorskip("statsmodels.api")

    def fit(X, y, alpha):
        return api.OLS(y, X).fit_regularized(L1_wt=0, alpha=alpha).params

    check(data, "statsmodels OLS", fit, 1 / 20)


@pytest.mark.parametrize(
    ("name", "reduction", "scale", "factor"),
    [
        ("torch SGD sum", "sum", 1, 2),
        ("torch SGD mean", "mean", 1, 2 / 20),
        ("half sum", "sum", 0.5, 1),
    ],
)
def test_torch_sgd(data, name, reduction, scale, factor):
    torch = pytest.importorskip("torch")

    def fit(X, y, weight_decay):
        X, y = torch.tensor(X), torch.tensor(y)
        w = torch.zeros(3, dtype=torch.float64, requires_grad=True)
        lr = 0.01 * (20 if reduction == "mean" else 1)
        optimizer = torch.optim.SGD([w], lr=lr, weight_decay=weight_decay)
        loss = torch.nn.MSELoss(reduction=reduction)
        for _ in range(1000):
            optimizer.zero_grad()
            (scale * loss(X @ w, y)).backward()
            optimizer.step()
        return w.detach().numpy()

    check(data, name, fit, factor)


def test_torch_sgd_takes_weight_decay_steps(data):
    torch = pytest.importorskip("torch")
    X, y = data
    w0, eta = np.array([1.0, 2.0, 3.0]), 0.01
    w = torch.tensor(w0, requires_grad=True)
    decay = rr.convert_lambda(LAM, "sum", "torch SGD sum")
    optimizer = torch.optim.SGD([w], lr=eta, weight_decay=decay)
    path = [w0]
    for _ in range(10):
        optimizer.zero_grad()
        torch.sum((torch.tensor(X) @ w - torch.tensor(y)) ** 2).backward()
        optimizer.step()
        path.append(w.detach().numpy().copy())
    np.testing.assert_allclose(rr.descend(X, y, LAM, eta, 10, w0, history=True), path, rtol=1e-12)
    np.testing.assert_allclose(rr.weight_decay_step(X, y, w0, eta, LAM), path[1], rtol=1e-12)


def test_torch_adamw_is_no_penalty(data):
    """Where the data are silent AdamW shrinks by a factor, and Adam by a fixed step."""
    torch = pytest.importorskip("torch")

    def after(kind, weight_decay, w0=(3.0, 1.0), n_steps=50):
        w = torch.tensor(w0, dtype=torch.float64, requires_grad=True)
        optimizer = kind([w], lr=0.01, weight_decay=weight_decay)
        for _ in range(n_steps):
            w.grad = torch.zeros_like(w)
            optimizer.step()
        return w.detach().numpy()

    adam, adamw = torch.optim.Adam, torch.optim.AdamW
    np.testing.assert_allclose(after(adamw, 0.2), np.array([3, 1]) * (1 - 0.01 * 0.2) ** 50)
    np.testing.assert_allclose(after(adam, 0.2), after(adam, 20.0), rtol=1e-4)
    assert not np.allclose(after(adamw, 0.2), after(adamw, 20.0), rtol=0.1)


def test_keras_l2(data):
    pytest.importorskip("torch")
    os.environ.setdefault("KERAS_BACKEND", "torch")
    keras = pytest.importorskip("keras")
    X, y = data

    def slopes(l2):
        dense = keras.layers.Dense(1, use_bias=False, kernel_regularizer=keras.regularizers.L2(l2))
        model = keras.Sequential([keras.Input((3,)), dense])
        model.compile(loss="mse")
        model.set_weights([rr.ridge(X, y, LAM)[:, None]])
        inputs, targets = (keras.ops.convert_to_tensor(a) for a in (X, y[:, None]))
        model.compute_loss(inputs, targets, model(inputs)).backward()
        return dense.kernel.value.grad.cpu().numpy()

    converted = rr.convert_lambda(LAM, "sum", "keras L2", n=len(y))
    np.testing.assert_allclose(slopes(converted), 0, atol=1e-5)  # Keras works in float32
    assert np.abs(slopes(LAM)).max() > 1


def test_glmnet(data):
    glmnet = pytest.importorskip("glmnet")  # python-glmnet

    def fit(X, y, lam):
        model = glmnet.ElasticNet(
            alpha=0, lambda_path=[10 * lam, lam], standardize=False, fit_intercept=False,
            n_splits=0, tol=1e-14, max_iter=10**6,
        )  # fmt: skip
        return model.fit(X, y).coef_path_[:, -1]

    X, y = data
    check((X, y / y.std()), "glmnet", fit, 1 / 20)
    # On another scale its lambda is that many times larger.
    np.testing.assert_allclose(fit(X, y, LAM / 20 * y.std()), rr.ridge(X, y, LAM), rtol=1e-7)
