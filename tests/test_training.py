"""Gradients by two routes and by differences, and descent."""

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import reluridge as rr


def flat(net):
    return np.concatenate([net.w, net.b, net.v, [net.c]])


def agree(net, x, y):
    """Hold the sorted route against the dense one, on the scale of the data."""
    loss, gradient = rr.backprop(net, x, y)
    fast_loss, fast = rr.SortedData(x, y).loss_and_gradient(net)
    size = 1 + np.abs(x).max() + np.abs(y).max() + np.abs(flat(net)).sum()
    np.testing.assert_allclose(fast_loss, loss, rtol=1e-12, atol=1e-15 * size**4)
    np.testing.assert_allclose(flat(fast), flat(gradient), rtol=1e-12, atol=1e-15 * size**4)


def exact(net, x, y):
    """Return the loss and its gradient in rational arithmetic."""
    w, b, v = ([Fraction(float(t)) for t in a] for a in (net.w, net.b, net.v))
    xs, ys = ([Fraction(float(t)) for t in a] for a in (x, y))
    units = list(zip(w, b, v, strict=True))
    r = [
        Fraction(net.c) + sum(vj * max(wj * t + bj, 0) for wj, bj, vj in units) - s
        for t, s in zip(xs, ys, strict=True)
    ]
    on = [[(wj * t + bj > 0) for t in xs] for wj, bj, _ in units]
    k = Fraction(2, len(xs))
    R = [k * sum(ri for ri, o in zip(r, row, strict=True) if o) for row in on]
    S = [k * sum(ri * t for ri, t, o in zip(r, xs, row, strict=True) if o) for row in on]
    dw = [vj * s for vj, s in zip(v, S, strict=True)]
    db = [vj * q for vj, q in zip(v, R, strict=True)]
    dv = [wj * s + bj * q for wj, bj, s, q in zip(w, b, S, R, strict=True)]
    loss = sum(ri**2 for ri in r) / len(xs)
    return float(loss), np.array([float(t) for t in [*dw, *db, *dv, k * sum(r)]])


small = st.integers(-3, 3)


@given(
    st.lists(st.tuples(small, small, small), max_size=6),
    st.lists(st.tuples(small, small), min_size=1, max_size=8),
    small,
)
def test_sorted_equals_dense_on_a_grid(units, points, c):
    """Points on elbows, repeated points and elbows, w = 0, dead and always-on units."""
    w, b, v = np.array(units).reshape(-1, 3).T
    agree(rr.ReLUNet(w, b, v, c), *np.array(points).T)


@pytest.mark.parametrize("seed", range(5))
def test_sorted_equals_dense_at_random(seed):
    rng = np.random.default_rng(seed)
    x, y = rng.normal(size=(2, 300))
    agree(rr.ReLUNet(*rng.normal(size=(3, 40)), 0.5), x, y)


@pytest.mark.parametrize("seed", range(20))
def test_elbows_within_rounding_of_points(seed):
    """Here -b/w may fall on the other side of the point than w x + b says."""
    rng = np.random.default_rng(seed)
    x, y = rng.normal(size=(2, 50))
    x = np.r_[x, np.nextafter(x, np.inf), np.nextafter(x, -np.inf)]
    w, v = rng.normal(size=(2, 200))
    agree(rr.ReLUNet(w, -w * rng.choice(x, 200), v, 0), x, np.tile(y, 3))


def test_backprop_is_exact_to_rounding():
    rng = np.random.default_rng(0)
    x, y = rng.normal(size=(2, 12))
    net = rr.ReLUNet(*rng.normal(size=(3, 5)), 0.5)
    loss, gradient = exact(net, x, y)
    dense_loss, dense = rr.backprop(net, x, y)
    assert dense_loss == pytest.approx(loss, rel=1e-13)
    np.testing.assert_allclose(flat(dense), gradient, rtol=1e-11, atol=1e-14)


def test_an_offset_costs_no_digits():
    rng = np.random.default_rng(0)
    far = 2.0**20
    x, y = rng.integers(-512, 512, size=(2, 60)) / 256
    w, b, v = rng.integers(-64, 64, size=(3, 9)) / 32
    near = rr.ReLUNet(w, b, v, 0.25)
    net = rr.ReLUNet(w, b - far * w, v, 0.25 + far)
    loss, gradient = exact(net, x + far, y + far)
    fast_loss, fast = rr.SortedData(x + far, y + far).loss_and_gradient(net)
    assert fast_loss == pytest.approx(loss, rel=1e-13)
    np.testing.assert_allclose(fast.b, gradient[9:18], rtol=1e-12, atol=1e-13)
    np.testing.assert_allclose(fast.w, gradient[:9], rtol=1e-12, atol=1e-13 * far)
    same_loss, same = rr.SortedData(x, y).loss_and_gradient(near)
    assert fast_loss == pytest.approx(same_loss, rel=1e-13)
    np.testing.assert_allclose(fast.v, same.v, rtol=1e-12, atol=1e-13)


def test_units_without_active_points_get_exactly_nothing():
    rng = np.random.default_rng(0)
    x, y = rng.uniform(-1, 1, size=(2, 1000))
    net = rr.ReLUNet([1, -1, 0, 0, 1], [-2, -2, -1, 0, 0], [1, 2, 3, 4, 5], 0)
    for gradient in (rr.backprop(net, x, y)[1], rr.SortedData(x, y).loss_and_gradient(net)[1]):
        assert not np.any([gradient.w[:4], gradient.b[:4], gradient.v[:4]])
        assert np.all(np.array([gradient.w, gradient.b, gradient.v])[:, 4] != 0)


@pytest.mark.parametrize("far", [1e3, 1e9, 1e100])
def test_units_that_do_not_turn_on_leave_no_trace(far):
    rng = np.random.default_rng(0)
    x, y = rng.uniform(-1, 1, size=(2, 50))
    w, b, v = rng.normal(size=(3, 4))
    few = rr.ReLUNet(w, b, v, 0.5)
    many = rr.ReLUNet([*w, -1, 1, -3], [*b, -far, -far, -far], [*v, far, far, 1 / 3], 0.5)
    loss, gradient = rr.SortedData(x, y).loss_and_gradient(few)
    same_loss, same = rr.SortedData(x, y).loss_and_gradient(many)
    assert same_loss == pytest.approx(loss, rel=1e-15)
    for a, b in ((gradient.w, same.w), (gradient.b, same.b), (gradient.v, same.v)):
        np.testing.assert_allclose(b, [*a, 0, 0, 0], rtol=1e-14, atol=1e-15)


def test_a_million_points_need_no_table():
    x = np.linspace(-1, 1, 10**6)
    net = rr.ReLUNet.from_knots(np.linspace(-1, 1, 11), np.sin(np.arange(11)))
    y = net(x)
    data = rr.SortedData(x, y)
    assert data.loss_and_gradient(net)[0] < 1e-12
    assert data.loss_and_gradient(rr.ReLUNet(net.w, net.b, net.v, net.c + 1))[0] == pytest.approx(1)


def test_train_takes_the_steps_that_backprop_says():
    rng = np.random.default_rng(0)
    x, y = rng.normal(size=(2, 30))
    net = start = rr.ReLUNet(*rng.normal(size=(3, 6)), 0.1)
    losses, elbows = [], []
    for _ in range(21):
        loss, g = rr.backprop(net, x, y)
        losses.append(loss)
        elbows.append(net.elbows)
        last, p = net, flat(net) - 0.02 * flat(g)
        net = rr.ReLUNet(*p[:-1].reshape(3, 6), p[-1])
    end, history = rr.train(start, x, y, 0.02, 20)
    np.testing.assert_allclose(flat(end), flat(last), rtol=1e-10)
    np.testing.assert_allclose(history.losses, losses, rtol=1e-10)
    np.testing.assert_allclose(history.elbows, elbows, rtol=1e-10)


def test_history_is_read_only_and_may_be_short():
    net = rr.ReLUNet([0, 1], [1, 1], [1, 1], 0)
    end, history = rr.train(net, [1, 2], [1, 2], 0.1, 0)
    np.testing.assert_array_equal(flat(end), flat(net))
    assert history.losses.shape == (1,)
    np.testing.assert_array_equal(history.elbows, [[np.nan, -1]])
    for a in history:
        with pytest.raises(ValueError, match="read-only"):
            a[0] = 0


def test_a_loss_that_starts_too_large_is_not_blamed_on_the_step():
    with pytest.raises(ValueError, match="at step 0: rescale x, y or the net"):
        rr.train(rr.ReLUNet([1e200], [0], [1e200], 0), [1, 2], [1, 2], 0.1, 3)
    with pytest.raises(ValueError, match=r"n_steps must fit in memory; got the size 10{30}"):
        rr.train(rr.ReLUNet([1], [0], [1], 0), [1, 2], [1, 2], 0.1, 10**30 - 1)


def test_divergence_stops_and_says_where():
    with pytest.raises(ValueError, match=r"the loss must .* at step \d+: pass a step_size below 5"):
        rr.train(rr.ReLUNet([1], [1], [1], 0), [1, 2, 3], [1, 2, 0], 5, 1000)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda net: rr.backprop(net, [1, 2], [1]), "y must have 2 entries"),
        (lambda net: rr.backprop(net, [1e200], [0]), "loss and its gradient must be finite"),
        (lambda net: rr.SortedData([1], [1, 2]), "y must have 1 entry"),
        (lambda net: rr.SortedData([0, 1e200], [0, 0]), "x and y must have finite squares"),
        (
            lambda net: rr.SortedData([1], [1]).loss_and_gradient(
                rr.ReLUNet([1e200], [0], [1e200], 0)
            ),
            "loss and its gradient must be finite",
        ),
        (lambda net: rr.train(net, [1], [1], 0, 1), "step_size must be above 0"),
        (lambda net: rr.train(net, [1], [1], 1, -1), "n_steps must be at least 0"),
    ],
)
def test_what_is_refused(call, message):
    with pytest.raises(ValueError, match=message):
        call(rr.ReLUNet([1], [0], [1], 0))


@pytest.mark.parametrize(
    "call",
    [
        lambda: rr.backprop("net", [1], [1]),
        lambda: rr.train(None, [1], [1], 1, 1),
        lambda: rr.SortedData([1], [1]).loss_and_gradient([1]),
    ],
)
def test_what_is_no_net(call):
    with pytest.raises(TypeError, match=r"net must be a ReLUNet; got (str|NoneType|list)"):
        call()
