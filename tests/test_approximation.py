"""Nets as values, and the way between knots and nets."""

import copy
import dataclasses
import pickle
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import reluridge as rr

small = st.integers(-3, 3)


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


def test_layers_and_columns_of_points_make_the_same_net():
    rng = np.random.default_rng(0)
    w, b, v, x, y = rng.normal(size=(5, 7))
    net, layers = rr.ReLUNet(w, b, v, 0.3), rr.ReLUNet(w[:, None], b, v[None, :], [0.3])
    assert net.c == layers.c
    np.testing.assert_array_equal([net.w, net.b, net.v], [layers.w, layers.b, layers.v])
    np.testing.assert_array_equal(layers(x[:, None]), net(x))
    columns = x[:, None], y[:, None]
    assert rr.backprop(net, *columns)[0] == rr.backprop(net, x, y)[0]
    one, other = rr.train(net, *columns, 0.01, 3)[0], rr.train(net, x, y, 0.01, 3)[0]
    np.testing.assert_array_equal(one.w, other.w)
    x = np.sort(x)
    knots = rr.ReLUNet.from_knots(x[:, None], y[:, None])
    np.testing.assert_array_equal(knots(x), rr.ReLUNet.from_knots(x, y)(x))


def test_blocks_are_joined_in_order():
    x = np.linspace(-1, 1, 2**18 + 1)
    np.testing.assert_array_equal(rr.ReLUNet([1, -1], [0, 0], [1, 1], 0)._by_units(x), abs(x))


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
        (lambda: rr.ReLUNet([[1, 1]], [1], [1], 0), r"w must be 1-D; .*: w\.ravel"),
        (lambda: rr.ReLUNet(np.eye(2), [1, 1], [1, 1], 0), r"w must be 1-D; .*: use unit_states"),
        (lambda: rr.ReLUNet([1, 1], [1, 1], np.eye(2), 0), r"v must be 1-D; .*: pass one row, v"),
        (lambda: rr.ReLUNet([1], [1], [1], 0)([[1, 1]]), r"x must be 1-D; .*: x\.ravel"),
        (lambda: rr.ReLUNet([1], [1], [1], 0)(np.eye(2)), r"x must be 1-D; .*: pass one column, x"),
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


def exact_value(net, x):
    """Return f(x) in rational arithmetic, and the sum of the sizes of its terms."""
    x, value, size = Fraction(float(x)), Fraction(net.c), abs(Fraction(net.c))
    for w, b, v in zip(net.w.tolist(), net.b.tolist(), net.v.tolist(), strict=True):
        term = Fraction(v) * max(Fraction(w) * x + Fraction(b), 0)
        value, size = value + term, size + abs(term)
    return float(value), float(size)


@given(st.lists(st.tuples(small, small, small), max_size=6), small, st.lists(small, min_size=1))
def test_values_are_exact_where_nothing_is_rounded(units, c, x):
    """On elbows, between repeated elbows, without elbows; in any order."""
    net = rr.ReLUNet(*np.array(units).reshape(-1, 3).T * [[1], [2], [1]], c)
    net = rr.ReLUNet(np.sign(net.w), net.b, net.v, net.c)
    assert net(x).tolist() == [exact_value(net, t)[0] for t in x]


@pytest.mark.parametrize("far", [0, 1e3, -1e6])
def test_values_are_as_exact_as_a_table_gives_them(far):
    rng = np.random.default_rng(0)
    for h in (1, 2, 7, 200):
        w, v, x = rng.normal(size=(3, h))
        net = rr.ReLUNet(w, -w * (far + rng.standard_cauchy(h)), v, 0.5)
        x = np.r_[far + x, net.elbows]
        value, size = np.transpose([exact_value(net, t) for t in x])
        slack = 4e-15 + 4e-16 * abs(far)
        assert np.all(np.abs(net(x) - value) <= slack * size)
        assert np.all(np.abs(net._by_units(x) - value) <= slack * size)


def test_what_is_off_leaves_no_trace():
    rng = np.random.default_rng(0)
    few = rr.ReLUNet(*rng.normal(size=(3, 5)), 0.5)
    many = rr.ReLUNet(
        [*few.w, -1e9, 3e9], [*few.b, -9e9, -27e9], [*few.v, 1e9, 1e9], few.c
    )  # off from -9 to 9
    x = np.linspace(-8, 8, 99)
    np.testing.assert_allclose(many(x), few(x), rtol=1e-15)
    assert many(10) > 1e18
    assert rr.ReLUNet([1, 1, -1], [0, -1e20, -1e20], [1, 1, 1], 0)([1.3, -2]).tolist() == [1.3, 0]


@pytest.mark.parametrize(
    ("w", "b", "v", "x", "value"),
    [
        (1e200, 0, 1e200, 1e-150, 1e250),  # the slope is beyond float64, the value is not
        (1e-200, 0, 1e-200, 1e300, 1e-100),  # likewise below it
        (1e-200, 1e200, 1, 3, 1e200),  # the elbow is
    ],
)
def test_numbers_out_of_range_on_the_way_do_no_harm(w, b, v, x, value):
    assert rr.ReLUNet([w], [b], [v], 0)(x) == pytest.approx(value, rel=1e-15, abs=0)


def test_nets_beyond_the_range_are_evaluated_unit_by_unit():
    huge = rr.ReLUNet([1e200, -1], [0, 1], [1e200, 2], 3)
    assert huge([-1, 0, 1e-300]).tolist() == [7, 5, 1e100]
    with pytest.raises(ValueError, match=r"overflow at x = 1.0: rescale x or the parameters"):
        huge([0, 1, 2])
    assert rr.ReLUNet([1e-200], [0], [1e-100], 0)([1e300, -1e300]).tolist() == [1, 0]
    rng = np.random.default_rng(0)
    w, b, v = rng.integers(-9, 10, size=(3, 300)) / 4
    net, x = rr.ReLUNet([1e200, *w], [-1e250, *b], [1e200, *v], 1), rng.integers(-99, 100, 2000)
    np.testing.assert_array_equal(net(x), brute_force(rr.ReLUNet(w, b, v, 1), x))
    many = np.full(2**18 + 1, 1e200)  # more units than a block has entries
    assert rr.ReLUNet(many, 0 * many, many, 7)([-1, 0]).tolist() == [7, 7]


@pytest.mark.parametrize("again", [copy.deepcopy, lambda net: pickle.loads(pickle.dumps(net))])
def test_a_copy_is_read_only_too(again):
    net = again(rr.ReLUNet([1.0], [2.0], [3.0], 4.0))
    assert (net.w[0], net.b[0], net.v[0], net.c) == (1, 2, 3, 4)
    assert not any(a.flags.writeable for a in (net.w, net.b, net.v))
