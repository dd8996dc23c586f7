"""Keras, on PyTorch: what L2 means, whom it spares, how `Dense` starts."""

import os

os.environ["KERAS_BACKEND"] = "torch"

import keras
import numpy as np
import pytest

import reluridge as rr

pytestmark = pytest.mark.filterwarnings("ignore")


def slopes(X, y, w, l2, bias=None):
    """Return the gradient of Keras's loss with a penalty, at given weights."""
    dense = keras.layers.Dense(
        1, use_bias=bias is not None, kernel_regularizer=keras.regularizers.L2(l2)
    )
    model = keras.Sequential([keras.Input((X.shape[1],)), dense])
    model.compile(loss="mse")
    model.set_weights([w[:, None], *([] if bias is None else [np.array([bias])])])
    inputs, targets = (keras.ops.convert_to_tensor(a) for a in (X, y[:, None]))
    model.compute_loss(inputs, targets, model(inputs)).backward()
    return [p.value.grad.cpu().numpy() for p in dense.trainable_weights]


@pytest.mark.row("keras L2")
def test_l2(data, lam):
    X, y = data
    best, converted = rr.ridge(X, y, lam), rr.convert_lambda(lam, "sum", "keras L2", n=len(y))
    np.testing.assert_allclose(slopes(X, y, best, converted)[0], 0, atol=1e-5)  # in float32
    assert np.abs(slopes(X, y, best, lam)[0]).max() > 1


@pytest.mark.backs("scikit-learn and Keras's `kernel_regularizer` spare it")
def test_intercept_is_spared(data, lam):
    X, y = data
    X, y = X + 1, y + 5
    l2 = rr.convert_lambda(lam, "sum", "keras L2", n=len(y))
    w = rr.ridge(X - X.mean(axis=0), y - y.mean(), lam)
    sparing = slopes(X, y, w, l2, bias=y.mean() - X.mean(axis=0) @ w)
    np.testing.assert_allclose(np.concatenate([s.ravel() for s in sparing]), 0, atol=1e-4)
    *w, bias = rr.ridge(np.c_[X, np.ones(len(y))], y, lam)
    paying = slopes(X, y, np.array(w), l2, bias)
    assert np.abs(paying[1]).max() > 0.1


@pytest.mark.backs("Keras ``Dense`` 2/(fan_in + fan_out), biases 0")
def test_dense_start():
    keras.utils.set_random_seed(0)
    dense = keras.layers.Dense(300)
    dense.build((None, 100))
    kernel, bias = (np.asarray(w.cpu().detach()) for w in (dense.kernel.value, dense.bias.value))

    def off(variance):
        return abs(np.mean(kernel**2) / variance - 1) / np.sqrt(4 / 5 / kernel.size)

    assert off(2 / 400) < 5 < off(1 / 100)
    assert np.abs(kernel).max() <= np.sqrt(6 / 400)
    assert not bias.any()
