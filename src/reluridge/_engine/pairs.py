r"""Sums and products with twice the digits of float64.

**Problem.**  A sum of a million terms, and even more the difference of two such sums, needs more
than the 53 bits of a float on the way, if it is to have 53 bits in the end.

**Algorithm.**  Keep a number as a *pair* of floats, `high + low`, the second of the size of the
first one's rounding error.  All rests on two identities that hold exactly:

1. `two_sum`: :math:`a + b = s + e`.  Of `b` there arrived :math:`s - a`; what is missing of `a`
   and of `b` is their difference from what arrived, and these are floats (Knuth).
2. `two_product`: :math:`ab = p + e`.  Cut `a` and `b` into halves of 26 bits.  Products of halves
   are floats; taken from `p` one after the other, the largest first, they leave `e` (Dekker).

The others add high parts by these, and low parts and errors as plain floats.

**Stability.**  A sum of `n` terms is off by some :math:`(n\epsilon)^2` of the sum of their sizes,
instead of :math:`n\epsilon`, and then rounded once (Ogita, Rump & Oishi).  Products need room: no
factor above :math:`2^{996}`, where a half overflows, and no product below :math:`2^{-969}`, whose
error is no float.

**Cost.**  6 operations on whole arrays for a sum, 17 for a product.

References
----------
Dekker (1971), *Numerische Mathematik* 18, 224-242.  Knuth, *The Art of Computer Programming* 2,
section 4.2.2.  Ogita, Rump & Oishi (2005), *SIAM Journal on Scientific Computing* 26, 1955-1988.
"""

from __future__ import annotations

import numpy as np

from reluridge._engine.checks import Array

Pair = tuple[Array, Array]

_SPLIT = 2.0**27 + 1  # so many times x, less what that is above x: the upper 26 bits of x


def two_sum(a: Array, b: Array) -> Pair:
    """Return a + b as a float, and what rounding took from it."""
    s = a + b
    arrived = s - a
    return s, (a - (s - arrived)) + (b - arrived)


def two_product(a: Array, b: Array) -> Pair:
    """Return a b as a float, and what rounding took from it."""
    p = a * b
    a1, b1 = (_SPLIT * x - (_SPLIT * x - x) for x in (a, b))
    a2, b2 = a - a1, b - b1
    return p, a2 * b2 - (((p - a1 * b1) - a2 * b1) - a1 * b2)


def times(pair: Pair, factor: Array) -> Pair:
    """Return pairs times floats, as pairs."""
    product, rest = two_product(pair[0], factor)
    return product, rest + pair[1] * factor


def running_totals(pair: Pair) -> Pair:
    """Return the running totals of pairs, as pairs."""
    total = pair[0].cumsum()
    _, rest = two_sum(np.concatenate([[0.0], total[:-1]]), pair[0])
    return total, (rest + pair[1]).cumsum()


def differences(high: Array, low: Array) -> Pair:
    """Return the differences of neighboring pairs, along the last axis, as pairs."""
    new, rest = two_sum(high[..., 1:], -high[..., :-1])
    return new, rest + (low[..., 1:] - low[..., :-1])


def plus_products(start: Pair, *terms: tuple[Array, Pair]) -> Array:
    """Return a pair plus floats times pairs, rounded once."""
    total, rest = start
    for factor, (high, low) in terms:
        product, lost = two_product(factor, high)
        total, more = two_sum(total, product)
        rest = rest + (lost + more + factor * low)
    return total + rest
