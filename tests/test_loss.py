"""The mean loss, the penalty beside it, and what they refuse."""

import itertools

import numpy as np
import pytest

import reluridge as rr


def test_losses_are_passed_whole_and_averaged():
    seen = []

    def absolute(y, predictions):
        seen.append((y.tolist(), predictions.tolist()))
        return np.abs(y - predictions)

    assert rr.mean_loss([1, 2], [4, 0], absolute) == 2.5
    assert seen == [([1, 2], [4, 0])]


def test_the_gradient_is_the_mean_of_gradients_plus_the_penaltys():
    rng = np.random.default_rng(0)
    X, y, w, mu = rng.normal(size=(6, 3)), rng.normal(size=6), rng.normal(size=3), 0.7

    def objective(w):
        return rr.regularized_loss(y, X @ w, w, lambda w: mu * w @ w)

    slopes = [(objective(w + e) - objective(w - e)) / 2e-4 for e in 1e-4 * np.eye(3)]
    one_by_one = [rr.gradient(X[[i]], y[[i]], w) for i in range(6)]
    np.testing.assert_allclose(slopes, np.mean(one_by_one, axis=0) + 2 * mu * w, rtol=1e-9)
    np.testing.assert_allclose(slopes, rr.gradient(X, y, w, 6 * mu) / 6, rtol=1e-9)


@pytest.mark.parametrize(
    ("call", "error", "message"),
    [
        (lambda: rr.mean_loss([1, 2], [1]), ValueError, "predictions must have 2 entries"),
        (lambda: rr.mean_loss([], []), ValueError, "y must have at least 1 entry"),
        (lambda: rr.mean_loss([[1]], [1]), ValueError, "y must be 1-D"),
        (lambda: rr.mean_loss([np.nan], [1]), ValueError, "y must be finite"),
        (lambda: rr.mean_loss([1], [1], "mse"), TypeError, "loss must be a function; got 'mse'"),
        (
            lambda: rr.mean_loss([1, 2], [1, 2], lambda y, p: 3.0),
            ValueError,
            r"loss\(y, predictions\) must be 1-D",
        ),
        (
            lambda: rr.mean_loss([1, 2], [1, 2], lambda y, p: y[:1]),
            ValueError,
            r"loss\(y, predictions\) must have 2 entries, one for each entry of y",
        ),
        (
            lambda: rr.mean_loss([1], [2], lambda y, p: y * np.nan),
            ValueError,
            r"loss\(y, predictions\) must be finite",
        ),
        (lambda: rr.squared_error([1e200], [0]), ValueError, "squared errors.*overflow"),
        (
            lambda: rr.mean_loss([1e154] * 9, [0] * 9, lambda y, p: y * 1.7e154),
            ValueError,
            "the mean loss must be finite.*overflow: rescale y",
        ),
        (
            lambda: rr.regularized_loss([1], [1], [1], 0.5),
            TypeError,
            "penalty must be a function; got",
        ),
        (
            lambda: rr.regularized_loss([1], [1], [1], lambda w: w),
            TypeError,
            r"penalty\(theta\) must be a single real number",
        ),
        (
            lambda: rr.regularized_loss([1], [1], [1], lambda w: np.inf),
            ValueError,
            r"penalty\(theta\) must be finite",
        ),
        (
            lambda: rr.regularized_loss([1], [1], [np.inf], lambda w: 0.0),
            ValueError,
            "theta must be finite",
        ),
    ],
)
def test_bad_input_is_named(call, error, message):
    with pytest.raises(error, match=message):
        call()


def test_a_loss_may_do_as_it_likes_with_what_it_is_given():
    y, p, theta = np.ones(2), np.zeros(2), np.ones(2)

    def wipe(*arrays):
        for a in arrays:
            a[:] = 7
        return np.ones(2) if len(arrays) == 2 else 1.0

    assert rr.regularized_loss(y, p, theta, wipe, wipe) == 2
    assert [a.tolist() for a in (y, p, theta)] == [[1, 1], [0, 0], [1, 1]]
    with pytest.raises(ValueError, match=r"penalty\(theta\) must be finite in float64; got inf"):
        rr.regularized_loss(y, p, [1e308, 1e308], np.sum)
    with pytest.raises(ValueError, match="the loss must be finite in float64; got an overflow"):
        rr.regularized_loss([1e154], [0], [1], lambda w: 1.75e308)


def test_conversions_go_there_and_back_and_by_way_of_any_other():
    names = list(rr.conventions())
    for a, b, c in itertools.product(names, repeat=3):
        direct = rr.convert_lambda(0.3, a, c, n=7)
        by_way = rr.convert_lambda(rr.convert_lambda(0.3, a, b, n=7), b, c, n=7)
        assert by_way == pytest.approx(direct, rel=1e-14)
        assert rr.convert_lambda(0.3, a, a) == 0.3


def test_each_convention_says_what_it_minimizes():
    """Evaluate the printed objective and the printed conversion as formulas."""
    rng = np.random.default_rng(0)
    X, y, lam, n = rng.normal(size=(7, 3)), rng.normal(size=7), 2.0, 7
    best = rr.ridge(X, y, lam)
    for name, convention in rr.conventions().items():
        value = rr.convert_lambda(lam, "sum", name, n)
        rule = convention.from_sum.replace("2 λ", "2*lam").replace("λ", "lam")
        assert eval(rule) == value
        formula = convention.objective.replace(convention.symbol, "value").replace("½ ", "0.5*")
        formula = formula.replace(" ‖w‖²", "*(w@w)").replace("RSS", "np.sum((y-X@w)**2)")

        def objective(w, formula=formula, value=value):
            return eval(formula, {"np": np, "X": X, "y": y, "n": n, "value": value, "w": w})

        slopes = [objective(best + e) - objective(best - e) for e in 1e-3 * np.eye(3)]
        assert np.allclose(slopes, 0, rtol=0, atol=1e-12)


def test_a_table_that_is_changed_changes_nothing():
    rr.conventions().clear()
    assert rr.convert_lambda(1, "sum", "half sum") == 1


@pytest.mark.parametrize(
    ("arguments", "error", "message"),
    [
        ((1, "sum", "ridge"), ValueError, "target must be one of 'sum', 'mean'.*got 'ridge'"),
        ((1, 3, "sum"), ValueError, "source must be one of.*got 3"),
        ((1, "sum", "keras AdamW"), ValueError, "target must be an L2 penalty; got 'keras AdamW'"),
        ((-1, "sum", "mean", 3), ValueError, "lam must be at least 0; got -1"),
        (([1], "sum", "mean", 3), TypeError, "lam must be a single real number"),
        ((1, "sum", "mean"), ValueError, "n must be given to go from 'sum' to 'mean'.*got None"),
        ((1, "sum", "mean", 0), ValueError, "n must be at least 1; got 0"),
        ((1, "sum", "mean", 2.0), TypeError, "n must be a whole number"),
        ((1, "sum", "sum", -1), ValueError, "n must be at least 1"),
        ((1, "sum", "mean", 10**400), ValueError, "n must be finite in float64"),
        ((1e308, "mean", "sum", 10), ValueError, "lam must stay in float64's range.*inf"),
        ((5e-324, "sum", "mean", 10), ValueError, "lam must stay in float64's range.*0.0"),
    ],
)
def test_bad_conversions_are_named(arguments, error, message):
    with pytest.raises(error, match=message):
        rr.convert_lambda(*arguments)
