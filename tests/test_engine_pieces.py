"""Sums over pieces against tables and fractions."""

from fractions import Fraction

import numpy as np
import pytest
import rounding
from hypothesis import given
from hypothesis import strategies as st

from reluridge._engine import pieces

EPS = rounding.EPS
small = st.integers(-3, 3)


def points(x, y=None, weights=None):
    """Return points of like weight at height 0, unless told otherwise."""
    x = np.sort(np.asarray(x, dtype=float))
    y, weights = (
        np.zeros(x.size) if y is None else y,
        np.ones(x.size) if weights is None else weights,
    )
    return pieces.Points(x, np.asarray(y, dtype=float), np.asarray(weights, dtype=float))


@given(st.lists(st.tuples(small, small), max_size=6), st.lists(small, min_size=1))
def test_ramps_are_exact_where_nothing_is_rounded(ramps, x):
    e, kinks = np.array(sorted(ramps), dtype=float).reshape(-1, 2).T
    x = np.array(x, dtype=float)
    for side in ("left", "right"):  # at an elbow both lines are one
        found = pieces.Ramps.of(e, kinks)(x, e.searchsorted(x, side))
        assert found.tolist() == [sum(k * max(t - at, 0) for at, k in ramps) for t in x]


def test_what_is_off_adds_exactly_nothing():
    ramps = pieces.Ramps.of(np.array([0.1, 0.7]), np.array([0.3, 1e16]))
    assert ramps(np.array([0.0, 0.7]), np.array([0, 1])).tolist() == [0, 0.3 * (0.7 - 0.1)]


# Cuts --------------------------------------------------------------------------------


def hold_cut(places, w, b):
    """Hold a cut against the table of what is on, and return how often the units were asked."""
    asked = 0

    class Watched(pieces.Points):
        def _behind(self, *args):
            nonlocal asked
            asked += 1
            return super()._behind(*args)

    watched = Watched(places, np.zeros(places.size), np.ones(places.size))
    w, b = np.asarray(w, dtype=float), np.asarray(b, dtype=float)
    with np.errstate(all="ignore"):
        order, cut = watched.cut(w, b)
        on = np.outer(places, w) + b > 0
    assert sorted(order) == list(range(w.size))
    assert np.all(np.diff(cut) >= 0)
    rows = np.searchsorted(cut, np.arange(places.size), side="right")  # the piece of each place
    np.testing.assert_array_equal(pieces.active(order, w < 0)[rows], on)
    return asked


@given(st.lists(st.tuples(small, small), max_size=6), st.lists(small, min_size=1, unique=True))
def test_a_cut_is_where_the_units_say(units, x):
    w, b = np.array(units, dtype=float).reshape(-1, 2).T
    hold_cut(np.sort(x).astype(float), w * [-0.0 if t == 0 else 1 for t in w], b)


@pytest.mark.parametrize("n", [1, 50])
def test_points_within_rounding_of_elbows(n):
    rng = np.random.default_rng(0)
    x = rng.normal(size=n)
    x = np.unique([x, np.nextafter(x, 9), np.nextafter(x, -9)]) if n > 1 else x
    w = rng.normal(size=300)
    assert hold_cut(x, w, -w * rng.choice(x, 300)) > 1  # the quotient was wrong somewhere


def test_away_from_all_points_the_quotient_is_right_at_once():
    rng = np.random.default_rng(0)
    w, b = rng.choice([-2, -1, 1, 2], 300), rng.integers(-20, 21, 300)
    assert hold_cut(np.arange(-9, 10) + 0.25, w, b) == 1


@pytest.mark.parametrize("n", [1, 2, 1000, 10**5])
@pytest.mark.parametrize("w", [5e-324, -1e-323, 3e-322, 1e-310])
def test_subnormal_weights_do_not_crawl(n, w):
    """All products with such a weight are a few multiples of the smallest number."""
    x = np.sort(np.random.default_rng(0).normal(size=n))
    b = np.array([0, 1, -1, 2, -3, 40]) * 5e-324
    assert hold_cut(x, np.full(6, w), b) <= 2 + np.log2(n)


@pytest.mark.parametrize("n", [1, 31, 32, 33, 64, 1000])
def test_the_search_in_two_levels_is_a_search(n):
    rng = np.random.default_rng(n)
    e = np.r_[rng.integers(-2, n + 2, size=50), rng.uniform(-2, n + 2, size=50), -np.inf, np.inf]
    found = points(np.arange(n))._search(e)
    np.testing.assert_array_equal(found, np.searchsorted(np.arange(n), e, side="right"))


# Sums --------------------------------------------------------------------------------


@given(st.lists(st.booleans(), max_size=6), st.randoms())
def test_running_sums_are_products_with_the_table(left, random):
    left = np.array(left, dtype=bool)
    order = np.array(random.sample(range(left.size), left.size), dtype=int)
    values = np.array([[random.randint(-9, 9) for _ in left] for _ in range(2)]).reshape(2, -1)
    sums = np.array([[random.randint(-9, 9) for _ in range(left.size + 1)] for _ in range(2)])
    table = pieces.active(order, left)
    by_units = pieces.over_units(values[:, order], left[order])
    np.testing.assert_array_equal(by_units, values @ table.T)
    by_pieces = pieces.over_pieces(sums, left[order])
    np.testing.assert_array_equal(by_pieces, (sums @ table)[:, order])


@pytest.mark.parametrize("weight", [1, 2, 0.3])
def test_a_place_has_one_row_of_totals_however_many_points(weight):
    data = points([1, 1, 1, 2], [3, -4, 5, 6], np.full(4, weight))
    exact = weight * np.array([[0] * 6, [3, 3, 3, 4, 4, 50], [4, 5, 7, 10, 16, 86]])
    np.testing.assert_allclose(data.totals[:, :6], exact, rtol=4 * EPS)


def test_a_small_weight_counts_beside_a_large_one():
    data = points([0, 1, 2], [0, 3, 5], [1, 2.0**-53, 2.0**-53])
    assert data.n == 1 + 2.0**-52
    full, found = data.moments(np.array([1, 2]))
    assert full.all()
    assert found[:3].tolist() == [[1, 2.0**-53, 2.0**-53], [0, 1, 2], [0, 3, 5]]


@pytest.mark.parametrize(
    ("units", "sizes"), [(0, [4, 1]), (1, [4, 1]), (2, [2, 2, 1]), (4, [1] * 5), (9, [1] * 5)]
)
def test_a_table_of_points_and_units_has_room(units, sizes, monkeypatch):
    monkeypatch.setattr(pieces, "TABLE", 4)
    asked = []
    found = pieces.in_blocks(lambda x: asked.append(x.size) or 2 * x, np.arange(5.0), units)
    assert (found.tolist(), asked) == ([0, 2, 4, 6, 8], sizes)


def exact_moments(x, y, weights):
    x, y, weights = ([Fraction(float(t)) for t in a] for a in (x, y, weights))
    n = sum(weights)
    mean_x, mean_y = (sum(k * t for k, t in zip(weights, a, strict=True)) / n for a in (x, y))
    rows = list(zip(weights, x, y, strict=True))
    return [
        n, mean_x, mean_y, sum(k * (s - mean_x) ** 2 for k, s, _ in rows),
        sum(k * (s - mean_x) * (t - mean_y) for k, s, t in rows),
    ]  # fmt: skip


@pytest.mark.parametrize("far", [0, 1e3, -1e6, 1e9])
@pytest.mark.parametrize("weighted", [False, True])
def test_moments_have_their_digits(far, weighted):
    """A thousand points, then three beside each other, in one place or far from 0."""
    rng = np.random.default_rng(0)
    x = np.sort(np.r_[rng.normal(size=1000), 9 + np.array([1, 2, 5]) * 2.0**-20]) + far
    y = rng.normal(size=1003) - far
    weights = rng.choice([0.3, 2], size=1003) if weighted else np.ones(1003)
    cut = np.array([0, 500, 500, 501, 1000])
    data = points(x, y, weights)
    assert (far == 0) == (data.x0 == 0)
    full, found = data.moments(cut)
    assert full.tolist() == [False, True, False, True, True, True]
    for k, (i, j) in enumerate([(0, 500), (500, 501), (501, 1000), (1000, 1003)]):
        exact = exact_moments(x[i:j] - data.x0, y[i:j] - data.y0, weights[i:j])
        n, mean_x, mean_y, xx, xy = map(float, exact)
        # Of all that passed before, two floats keep 106 bits: only the last step is rounded.
        yy = float(weights[i:j] @ (y[i:j] - data.y0 - mean_y) ** 2)
        size = np.array([n, abs(mean_x), abs(mean_y), xx, np.sqrt(xx * yy)])
        lost = (1e5 * EPS**2 * max(1, far)) * np.array([0, 1, 1, 1, 1])
        assert np.all(np.abs(found[:, k] - [n, mean_x, mean_y, xx, xy]) <= 8 * EPS * size + lost)


@pytest.mark.parametrize("miss", [1, 1e-3, 1e-7])
def test_residuals_have_their_digits_however_small(miss):
    """On the lines that the points miss by little, sums of r x and r are those of the misses."""
    rng = np.random.default_rng(0)
    x = np.sort(rng.integers(-(2**20), 2**20, size=300) / 2**18)
    slope, level, cut = np.array([3.0, -2, 0.5]), np.array([0.25, 1, -4]), np.array([100, 180])
    piece = np.searchsorted(cut, np.arange(300), side="right")
    r = np.rint(2**40 * miss * rng.normal(size=300)) / 2**40
    y = slope[piece] * x + level[piece] - r  # nothing is rounded: r has few digits
    data = points(x, y)
    assert data.x0 == 0 == data.y0
    (rx, r_sum), square = data.residuals(data._search(x[cut] - 2.0**-19), slope, level)
    for k in range(3):
        mine = np.flatnonzero(piece == k)
        exact = sum(Fraction(r[i]) * Fraction(x[i]) for i in mine), sum(map(Fraction, r[mine]))
        # Rounded once; or, in plain sums, as often as they have terms, of the size of these.
        size = 300 * 100 * EPS if miss == 1 else miss * 100 * EPS
        assert abs(rx[k] - float(exact[0])) <= 300 * size
        assert abs(r_sum[k] - float(exact[1])) <= 300 * size
    assert square == pytest.approx(float(sum(Fraction(t) ** 2 for t in r)), rel=3e-10 / miss)


def test_no_points_no_residuals():
    """In a piece without points even a line beyond float64 does no harm."""
    data = points([1.0, 2, 3], [1.0, 2, 4])
    with np.errstate(all="ignore"):
        sums, square = data.residuals(np.array([3]), np.array([1.0, np.inf]), np.array([0, np.nan]))
    assert (sums.tolist(), square) == ([[-3.0, 0.0], [-1.0, 0.0]], 1.0)


def test_biases_far_from_0_have_all_digits():
    w, b = np.array([0.1, -0.3]), np.array([-1e8, 3e8])
    data = points(1e9 + np.arange(3))
    assert data.x0 == 1e9 + 1 or abs(data.x0 - 1e9) <= 4
    exact = [
        float(Fraction(s) * Fraction(data.x0) + Fraction(t)) for s, t in zip(w, b, strict=True)
    ]
    assert data.shifted(w, b).tolist() == exact != (w * data.x0 + b).tolist()
    assert points([0.0, 1]).shifted(w, b) is b


@pytest.mark.parametrize(
    ("a", "expected"),
    [([1e9, 1e9 + 3], 1e9 + 2), ([3, 7], 4), ([1, 3], 0), ([-7, -3], -4), ([5], 5), ([0], 0)],
)
def test_origins_are_round(a, expected):
    assert pieces.origin(np.array(a, dtype=float)) == expected


@pytest.mark.parametrize(
    ("x", "y", "weights", "refused"),
    [
        ([0, 1e200], [0, 0], [1, 1], True),
        ([0, 1], [0, 1e200], [1, 1], True),
        ([-0.9e-145, 0.9e-145], [0, 0], [1, 1], True),
        ([-1.1e-145, 1.1e-145], [0, 0], [1, 1], False),
        ([-1e-130, 1e-130], [0, 0], [1e-200, 1e-200], True),
        ([0, 1], [0, 0], [1, 1e-200], False),
        ([0, 0], [3, 4], [1e-200, 1], False),
        ([1e-200], [3], [1], True),
    ],
)
def test_squares_out_of_range_are_refused(x, y, weights, refused):
    if refused:
        with pytest.raises(ValueError, match="x and y must have finite squares in float64"):
            points(x, y, weights)
    else:
        assert np.isfinite(points(x, y, weights).totals).all()
