"""Dead ReLUs: the law of the elbows, states and margins by brute force, what is refused."""

from fractions import Fraction

import numpy as np
import pytest

import reluridge as rr


def test_the_law_of_the_elbows_keeps_its_digits_far_out():
    # P(elbow <= -R) is scale / (pi R) to first order.
    np.testing.assert_allclose(rr.elbow_cdf(-1e15, 2), 2 / (np.pi * 1e15), rtol=1e-14)
    np.testing.assert_allclose(rr.elbow_cdf(-1e300, 1e-5), 1e-305 / np.pi, rtol=1e-12)
    assert rr.elbow_cdf(1e300, 1e-300) == 1
    assert rr.elbow_cdf(0, 1e-300) == 0.5


def test_elbow_cdf_takes_numbers_and_arrays():
    assert isinstance(rr.elbow_cdf(1, 1), float)
    assert rr.elbow_cdf(Fraction(1, 2), 2) == rr.elbow_cdf(0.5, 2)
    e = np.linspace(-3, 3, 6).reshape(2, 3)
    np.testing.assert_allclose(rr.elbow_cdf(e, 1.5), 0.5 + np.arctan(e / 1.5) / np.pi, rtol=1e-14)
    np.testing.assert_allclose(rr.elbow_cdf(e, 1.5) + rr.elbow_cdf(-e, 1.5), 1, rtol=1e-14)


@pytest.mark.parametrize("scale", [0.1, 1, 7])
def test_probability_dead_is_the_formula(scale):
    for radius in (0, 0.3, 1, 50):
        expected = 0.5 - np.arctan(radius / scale) / np.pi  # rounded as 0.5 is
        chance = rr.probability_dead(radius, scale)
        np.testing.assert_allclose(chance, expected, rtol=0, atol=4 * np.finfo(float).eps)
    assert rr.probability_dead(0, scale) == 0.5
    # One angle, measured from the ends of the interval.
    lo, hi = 0.5, 4
    angle = np.arctan(hi / scale) - np.arctan(lo / scale)
    np.testing.assert_allclose(
        rr.probability_dead(1.75, scale, center=2.25), 0.5 - angle / (2 * np.pi), rtol=1e-13
    )


def test_probability_dead_counts_dead_units():
    rng, n = np.random.default_rng(3), 40_000
    w, b = 0.5 * rng.normal(size=n), 2 * rng.normal(size=n)
    for lo, hi in [(-1, 1), (0, 3), (2, 5), (-9, -8)]:
        law = rr.probability_dead((hi - lo) / 2, 4, center=(hi + lo) / 2)
        for state in ("dead", "always on"):
            share = np.mean(rr.unit_states(w, b, [lo, hi]) == state)
            assert abs(share - law) < 5 * np.sqrt(law * (1 - law) / n)


@pytest.mark.parametrize("d", [1, 2, 6])
def test_states_and_margins_by_brute_force(d):
    rng = np.random.default_rng(d)
    w, b, X = rng.normal(size=(300, d)), 2 * rng.normal(size=300), rng.normal(size=(9, d))
    states, margins = rr.unit_states(w, b, X), rr.dead_margin(w, b, X)
    assert set(states) == {"dead", "always on", "live"}
    for j in range(300):
        sums = [sum(w[j] * x) + b[j] for x in X]
        word = "dead" if max(sums) <= 0 else "always on" if min(sums) > 0 else "live"
        assert states[j] == word
        np.testing.assert_allclose(margins[j], -max(sums))
    np.testing.assert_array_equal(states == "dead", margins >= 0)
    if d == 1:
        np.testing.assert_array_equal(rr.unit_states(w[:, 0], b, X[:, 0]), states)
        np.testing.assert_array_equal(rr.dead_margin(w[:, 0], b, X[:, 0]), margins)


def test_the_margin_is_attained_where_the_nearest_point_is_the_longest():
    # The budget m is spent on b and w alike: past it the unit wakes, short of it it does not.
    w, b, x = np.array([2.0]), np.array([-5.0]), np.linspace(-1.5, 1.5, 7)
    (m,) = rr.dead_margin(w, b, x)
    assert m == 2
    for share in (0, 0.3, 1):
        for budget, word in [(0.999, "dead"), (1.001, "live")]:
            db, dw = share * budget * m, (1 - share) * budget * m / 1.5
            assert rr.unit_states(w + dw, b + db, x).tolist() == [word]


def test_a_point_on_the_elbow_counts_as_off():
    assert rr.unit_states([1, -1, 0, 0], [0, 0, 0, 1], [0, 1]).tolist() == [
        "live",
        "dead",
        "dead",
        "always on",
    ]
    assert rr.dead_margin([-1], [0], [0, 1]).tolist() == [0]


def test_a_net_without_units_has_no_states():
    net = rr.ReLUNet([], [], [], 1)
    assert rr.unit_states(net.w, net.b, [1, 2]).tolist() == []
    assert rr.dead_margin(net.w, net.b, [1, 2]).tolist() == []


def test_only_dead_units_have_no_gradient():
    rng = np.random.default_rng(0)
    net = rr.ReLUNet(*rng.normal(size=(3, 60)), 0)
    x, y = rng.uniform(-1, 1, size=40), rng.normal(size=40)
    dead = rr.unit_states(net.w, net.b, x) == "dead"
    assert 0 < dead.sum() < 60
    for _, gradient in (rr.backprop(net, x, y), rr.SortedData(x, y).loss_and_gradient(net)):
        for g in (gradient.w, gradient.b, gradient.v):
            np.testing.assert_array_equal(g == 0, dead)


def test_decaying_the_weight_alone_wakes_no_unit_around_zero():
    rng = np.random.default_rng(0)
    w, b, x = rng.normal(size=2000), rng.normal(size=2000), np.array([-0.4, 1.3])
    dead = rr.unit_states(w, b, x) == "dead"
    assert np.all(b[dead] <= 0)
    for factor in (0.9, 0.1, 1e-9):
        assert np.all(rr.unit_states(factor * w, b, x)[dead] == "dead")
    wakes = rr.unit_states(0.1 * w, b, x + 2)[rr.unit_states(w, b, x + 2) == "dead"]
    assert "always on" in wakes


@pytest.mark.parametrize("call", [rr.unit_states, rr.dead_margin])
def test_numbers_and_rows_of_one_number_are_the_same(call):
    w, b, x = np.random.default_rng(0).normal(size=(3, 6))
    one = call(w, b, x).tolist()
    for weights, points in ((w[:, None], x), (w, x[:, None]), (w[:, None], x[:, None])):
        assert call(weights, b, points).tolist() == one


@pytest.mark.parametrize("call", [rr.unit_states, rr.dead_margin])
def test_inputs_are_left_alone_and_lists_will_do(call):
    w, b, X = np.ones((2, 1)), np.ones(2), np.ones((3, 1))
    for a in (w, b, X):
        a.flags.writeable = False
    call(w, b, X)
    np.testing.assert_array_equal(call(w, b, X), call([[1], [1]], [True, 1], [[1], [1], [1]]))
    np.testing.assert_array_equal(call(w[:, 0], b, X[::2, 0]), call([1, 1], [1, 1], [1, 1]))


@pytest.mark.parametrize("call", [rr.unit_states, rr.dead_margin])
@pytest.mark.parametrize(
    ("w", "b", "X", "message"),
    [
        ([1, 2], [1], [0, 1], "b must have 2 entries, one for each unit"),
        ([[1, 2]], [1], [0, 1], r"X must have 2 columns, .*; got shape \(2,\): .*X\[None, :\] is"),
        (
            [[1, 2]],
            [1],
            [0, 1, 2],
            r"X must have 2 columns, one for each column of w; .* for each point$",
        ),
        ([1, 2], [1], [[0, 1]], r"w must have 2 columns, .*; got shape \(2,\): .*w\[None, :\] is"),
        ([1, 2, 3], [1], [[0, 1]], r"w must have 2 columns, .*: pass one row for each unit$"),
        (
            1,
            [1],
            [0, 1],
            r"w must be 1-D or 2-D; got shape \(\): .* number or one row for each unit$",
        ),
        ([[1, 2]], [1], [[0], [1]], "w must have 1 columns, one for each column of X; got"),
        ([1], [1], 3, r"X must be 1-D or 2-D; .*: pass one number or one row for each point$"),
        ([1], [1], np.ones((1, 1, 1)), "X must be 1-D or 2-D"),
        ([1], [1], [], "X must have at least 1 entry"),
        ([1], [1], [np.nan], "X must be finite"),
        ([np.inf], [1], [1], "w must be finite"),
        ([[1e200, -1e200]], [1], [[1e200, 1e200]], r"w·x \+ b must be finite"),
    ],
)
def test_bad_units_are_refused(call, w, b, X, message):
    with pytest.raises(ValueError, match=f"^{message}"):
        call(w, b, X)


def test_bad_laws_are_refused():
    with pytest.raises(ValueError, match="scale must be above 0"):
        rr.elbow_cdf(1, 0)
    with pytest.raises(ValueError, match="e must be finite"):
        rr.elbow_cdf([np.inf], 1)
    with pytest.raises(ValueError, match="radius must be at least 0"):
        rr.probability_dead(-1, 1)
    with pytest.raises(ValueError, match="scale must be above 0"):
        rr.probability_dead(1, -1)
    with pytest.raises(ValueError, match="center must be finite"):
        rr.probability_dead(1, 1, center=np.nan)
    with pytest.raises(TypeError, match="scale must be a single real number"):
        rr.elbow_cdf(1, [1, 2])
