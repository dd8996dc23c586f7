"""Pairs of floats against fractions."""

from fractions import Fraction

import numpy as np
import pytest
import rounding
from hypothesis import given
from hypothesis import strategies as st

from reluridge._engine import pairs

EPS = Fraction(rounding.EPS)
# Far enough from both ends of the range for a product of three, and its error.
floats = st.floats(-1e90, 1e90).map(lambda t: t if abs(t) > 1e-90 else 0.0)
vectors = st.lists(floats, min_size=1, max_size=30)


def fraction(pair):
    """Return what pairs stand for."""
    return [
        Fraction(float(a)) + Fraction(float(b))
        for a, b in zip(*map(np.atleast_1d, pair), strict=True)
    ]


@given(floats, floats)
def test_sum_and_product_of_two_floats_are_exact(a, b):
    for found, exact in (
        (pairs.two_sum(a, b), Fraction(a) + Fraction(b)),
        (pairs.two_product(a, b), Fraction(a) * Fraction(b)),
    ):
        assert fraction(found) == [exact]
        assert found[0] == float(exact)  # so that the second is only its rounding


def test_what_rounding_took_is_not_nothing():
    assert pairs.two_sum(1e16, 1.0) == pairs.two_sum(1.0, 1e16) == (1e16, 1.0)
    high, low = pairs.two_product(0.1, 0.3)
    assert low != 0
    s = 2.0**-30
    high, low = pairs.times(pairs.two_product(1 + s, 1 + s), 1 + s)  # 1 + 3s + 3s² + s³
    assert (high - 1, low) == (3 * s, 3 * s**2 + s**3)


@pytest.mark.parametrize(
    ("i", "j", "exact"),
    [(996, 20, True), (998, 20, False), (-484, -484, True), (-490, -490, False)],
)
def test_products_need_room(i, j, exact):
    a, b = np.ldexp([1 + rounding.EPS, 1 + 3 * rounding.EPS], [i, j])
    with np.errstate(all="ignore"):
        product = pairs.two_product(a, b)
    sum_of_both = fraction(product) if np.isfinite(product).all() else [None]
    assert (sum_of_both == [Fraction(a) * Fraction(b)]) == exact


@given(st.tuples(floats, floats, floats))
def test_times_has_twice_the_digits(abc):
    a, b, c = abc
    exact = Fraction(a) * Fraction(b) * Fraction(c)
    (found,) = fraction(pairs.times(pairs.two_product(a, b), c))
    assert abs(found - exact) <= 4 * EPS**2 * abs(exact)


@given(vectors, st.randoms())
def test_running_totals_have_twice_the_digits(a, random):
    high = np.array(a)
    low = high * rounding.EPS * np.array([random.uniform(-0.5, 0.5) for _ in a])
    terms = fraction((high, low))
    found = fraction(pairs.running_totals((high, low)))
    for k, total in enumerate(found, 1):
        allowed = (2 * k * EPS) ** 2 * sum(map(abs, terms[:k]))
        assert abs(total - sum(terms[:k])) <= allowed
    changes = pairs.differences(*pairs.running_totals((high, low)))
    for k, change in enumerate(fraction(changes), 1):
        size = sum(map(abs, terms[: k + 1]))
        assert abs(change - terms[k]) <= 3 * (2 * (k + 1) * EPS) ** 2 * size


def test_plain_totals_have_not():
    """The middle one of 3 terms is all that is left, and neither float has it alone."""
    high, low = pairs.running_totals((np.array([1e16, 1.0, -1e16]), np.array([0.5, 0, 0.25])))
    assert (high.tolist(), low.tolist()) == ([1e16, 1e16, 0.0], [0.5, 1.5, 1.75])
    high, low = pairs.differences(np.array([1.0, 1e16, -1.0]), np.array([0.5, 2.0, 0.25]))
    assert (high.tolist(), low.tolist()) == ([1e16, -1e16], [0.5, -2.75])


@pytest.mark.parametrize("n_terms", [1, 2, 5])
@given(st.data())
def test_plus_products_is_rounded_once(n_terms, data):
    start, *terms = [
        pairs.two_sum(data.draw(floats), data.draw(floats)) for _ in range(n_terms + 1)
    ]
    factors = [data.draw(floats) for _ in terms]
    parts = [
        Fraction(a) * p for a, pair in zip(factors, terms, strict=True) for p in fraction(pair)
    ]
    parts += fraction(start)
    found = pairs.plus_products(start, *zip(factors, terms, strict=True))
    allowed = EPS * abs(sum(parts)) + 20 * n_terms**2 * EPS**2 * sum(map(abs, parts))
    assert abs(Fraction(float(found)) - sum(parts)) <= allowed


def test_products_that_cancel_leave_what_the_low_parts_say():
    one, half = np.ones(1), (np.array([-0.5]), np.array([2.0**-60]))
    assert pairs.plus_products((one, 0 * one), (2 * one, half)) == [2.0**-59]
    assert pairs.plus_products((one, one * 2.0**-60), (2 * one, half)) == [3 * 2.0**-60]
    tenth = pairs.plus_products((-one, 0 * one), (10 * one, (0.1 * one, 0 * one)))
    assert tenth == [float(10 * Fraction(0.1) - 1)]
