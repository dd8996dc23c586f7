"""Powers of numbers close to 1, against exact rationals."""

from fractions import Fraction

import numpy as np
import pytest

from reluridge._engine.powers import OneMinus

EPS, TINY = np.finfo(float).eps, np.finfo(float).tiny.item()  # below it, digits are lost
EDGES = [0.0, 5e-324, 1e-300, 1e-18, 1e-9, 0.5, 1 - 2**-53, 1.0, 1 + 2**-52, 1.5]
EDGES += [2 - 2**-52, 2.0, 2 + 2**-51, 3.0, 4.0, 5.0, 1e6]


def exact(x, t):
    """Return the power and the sum as fractions, the sum term by term."""
    m, power, total = 1 - Fraction(x), Fraction(1), Fraction(0)
    for _ in range(t):
        total += power
        power *= m
    return power, total


def bound(exponent):
    """Return the relative error that rounding of the exponent and five operations may cost."""
    return Fraction((8 + 4 * abs(exponent)) * EPS)


@pytest.mark.parametrize("t", [0, 1, 2, 3, 10, 41])
def test_powers_and_sums_keep_their_digits(t):
    rng = np.random.default_rng(0)
    draws = [rng.uniform(0, 4, 30), 10 ** rng.uniform(-20, 0, 30), 2 + 10 ** rng.uniform(-15, 0, 9)]
    x = np.concatenate([EDGES, *draws])
    powers, sums = OneMinus(x) ** t, OneMinus(x).sum_of_powers(t)
    for number, power, total in zip(x.tolist(), powers.tolist(), sums.tolist(), strict=True):
        true_power, true_total = exact(number, t)
        allowed = bound(t * np.log(abs(1 - number)) if 1 - number else 0)
        assert abs(Fraction(power) - true_power) <= allowed * abs(true_power) + TINY, (number, t)
        assert abs(Fraction(total) - true_total) <= allowed * abs(true_total), (number, t)


@pytest.mark.parametrize("x", [2.0**-40, 2.0**-9, 1 + 2.0**-9, 2 - 2.0**-9, 2 + 2.0**-9])
@pytest.mark.parametrize("t", [10**4, 10**4 + 1])
def test_many_steps(x, t):
    power = (1 - Fraction(x)) ** t
    total = (1 - power) / Fraction(x)
    allowed = bound(t * np.log(abs(1 - x)))
    assert abs(Fraction((OneMinus(x) ** t).item()) - power) <= allowed * abs(power) + TINY
    assert abs(Fraction(OneMinus(x).sum_of_powers(t).item()) - total) <= allowed * abs(total)


def test_steps_without_end():
    x = np.array([0, 1e-200, 0.5, 1, 1.5, 2, 3])
    for t in (10**400, 10**400 + 1):
        odd = t % 2 == 1
        ends = [1, 0, 0, 0, 0, *([-1, -np.inf] if odd else [1, np.inf])]
        assert (OneMinus(x) ** t).tolist() == ends
        sums = OneMinus(x[2:6]).sum_of_powers(t)
        np.testing.assert_allclose(sums, [2, 1, 1 / 1.5, odd], rtol=4 * EPS)
    with np.errstate(over="raise"):
        assert OneMinus(np.array([4.0])).sum_of_powers(10**4 + 1) == np.inf
