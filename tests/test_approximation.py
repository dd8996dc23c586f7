"""Nets as values, and the way between knots and nets."""

import dataclasses
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import reluridge as rr


def brute_force(net, x):
    return [
        net.c + sum(v * max(w * t + b, 0) for w, b, v in zip(net.w, net.b, net.v, strict=True))
        for t in x
    ]


def test_relu_keeps_the_shape():
    assert rr.relu([[1, -1], [-2, 3]]).tolist() == [[1, 0], [0, 3]]
    assert rr.relu(True) == 1.0
    assert isinstance(rr.relu(np.int8(-3)), float)


def test_forward_is_the_sum_over_units():
    rng = np.random.default_rng(0)
    net = rr.ReLUNet(*rng.normal(size=(3, 7)), 0.3)
    x = rng.normal(size=50)
    np.testing.assert_allclose(net(x), brute_force(net, x), rtol=1e-12)
    assert isinstance(net(2), float)
    assert net(2) == net([2])[0]


def test_blocks_are_joined_in_order():
    x = np.linspace(-1, 1, 2**18 + 1)
    np.testing.assert_array_equal(rr.ReLUNet([1, -1], [0, 0], [1, 1], 0)(x), abs(x))


def test_no_units_are_a_constant():
    net = rr.ReLUNet([], [], [], 3)
    assert net([1, 2]).tolist() == [3, 3]
    assert net.elbows.shape == net.kinks.shape == (0,)
    assert [a.tolist() for a in net.knots(0, 1)] == [[0, 1], [3, 3]]


def test_a_net_is_a_value():
    w = np.array([1.0, 2.0])
    net = rr.ReLUNet(w, w, w, 0)
    w[0] = 9
    assert net.w.tolist() == [1, 2]
    with pytest.raises(ValueError, match="read-only"):
        net.w[0] = 9
    with pytest.raises(dataclasses.FrozenInstanceError):
        net.c = 1.0
    assert dataclasses.replace(net, c=5.0)(-9) == 5


def test_kinks_that_overflow_are_told():
    with pytest.raises(ValueError, match="the kinks must be finite in float64; got an overflow"):
        _ = rr.ReLUNet([1e200], [0], [1e200], 0).kinks


def test_elbows_without_warnings():
    net = rr.ReLUNet([0, -0.0, 1, 1e-300], [0, 2, 0, -1e300], [1, 1, 1, 1], 0)
    np.testing.assert_array_equal(net.elbows, [np.nan, np.nan, 0, np.inf])
    assert not np.signbit(net.elbows[2])


@given(
    st.lists(st.integers(-3, 3), min_size=1, max_size=12),
    st.lists(st.integers(-8, 8), min_size=13, max_size=13),
)
def test_knots_to_net_to_knots(exponents, heights):
    x = np.cumsum([0, *(2.0**k for k in exponents)])
    y = np.array(heights[: x.size], dtype=float)
    net = rr.ReLUNet.from_knots(x, y)
    np.testing.assert_array_equal(net(x), y)
    constant = np.all(y == y[0])
    assert net.w.size == (0 if constant else max(2, x.size - 1))
    at, back = net.knots(x[0], x[-1])
    slopes = np.diff(y) / np.diff(x)
    bends = np.r_[True, np.diff(slopes) != 0, True]
    np.testing.assert_array_equal(at, x[bends])
    np.testing.assert_array_equal(back, y[bends])


@pytest.mark.parametrize("k", [2, 3, 200])
def test_interpolant_and_its_ends(k):
    rng = np.random.default_rng(k)
    x, y = np.sort(rng.uniform(-5, 5, size=k)), rng.normal(size=k)
    net = rr.ReLUNet.from_knots(x, y)
    t = np.r_[x, rng.uniform(x[0], x[-1], size=1000)]
    slopes = np.diff(y) / np.diff(x)
    close = {"rtol": 0, "atol": 1e-12 * k * (1 + abs(slopes).max())}
    np.testing.assert_allclose(net(t), np.interp(t, x, y), **close)
    np.testing.assert_allclose(net(x[0] - 3), y[0] - 3 * slopes[0], **close)
    np.testing.assert_allclose(net(x[-1] + 3), y[-1] + 3 * slopes[-1], **close)
    assert set(net.elbows) == set(x[1:-1] if k > 2 else x[:1])


def test_one_knot_is_a_constant():
    assert rr.ReLUNet.from_knots([7], [2])([-9, 9]).tolist() == [2, 2]


@given(st.lists(st.tuples(*[st.integers(-3, 3)] * 3), max_size=8))
def test_net_to_knots_to_net(units):
    w, b, v = np.array(units).reshape(-1, 3).T
    net = rr.ReLUNet(w, b, v, 1)
    x, y = net.knots(-4, 4)
    t = np.linspace(-4, 4, 65)
    np.testing.assert_allclose(np.interp(t, x, y), net(t), atol=1e-12)
    assert len(x) - 2 <= len({Fraction(-int(b), int(w)) for w, b, v in units if w and v})


def test_kinks_that_cancel_to_rounding_are_no_vertex():
    net = rr.ReLUNet([1, 1, 1, 1], [-1, -1, -1, -2], [0.1, 0.2, -0.3, 1], 0)
    assert net.kinks[:3].sum() != 0
    assert net.knots(0, 3)[0].tolist() == [0, 2, 3]


def test_vertices_at_the_ends_come_once():
    net = rr.ReLUNet([1, 1, 1], [0, -1, -2], [1, 1, 1], 0)
    assert net.knots(0, 2)[0].tolist() == [0, 1, 2]


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: rr.ReLUNet([1], [1, 2], [1], 0), "b must have 1 entry, one for each entry of w"),
        (lambda: rr.ReLUNet([1], [1], [], 0), r"v must have 1 entry, .* got 0"),
        (lambda: rr.ReLUNet([1], [1], [1], np.nan), "c must be finite"),
        (lambda: rr.ReLUNet([[1]], [1], [1], 0), "w must be 1-D"),
        (lambda: rr.ReLUNet([1], [1], [1], 0)([[1]]), "x must be 1-D"),
        (lambda: rr.ReLUNet([1], [1], [1], 0)([]), "x must have at least 1 entry"),
        (lambda: rr.ReLUNet([1e200], [0], [1], 0)([1, 1e200]), r"overflow at x = 1e\+200"),
        (lambda: rr.ReLUNet.from_knots([0, 2, 1], [0, 0, 0]), r"x must increase .*1.0 at \[2\]"),
        (lambda: rr.ReLUNet.from_knots([0, 0], [0, 1]), "merge equal ones"),
        (lambda: rr.ReLUNet.from_knots([0, 1], [0]), "y must have 2 entries, one for each knot"),
        (lambda: rr.ReLUNet.from_knots([], []), "x must have at least 1 entry"),
        (lambda: rr.ReLUNet.from_knots([0, 1e-300], [0, 1e10]), "slopes between knots"),
        (lambda: rr.ReLUNet.from_knots([-1e308, 1e308], [0, 1]), "slopes between knots"),
        (lambda: rr.ReLUNet([], [], [], 0).knots(1, 1), "lo must be below hi; got lo = 1.0"),
    ],
)
def test_what_is_refused(call, message):
    with pytest.raises(ValueError, match=message):
        call()
