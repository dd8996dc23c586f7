"""Data sets with certified answers: the digits that `ols` keeps.

The certificate is arithmetic with whole numbers and fractions, nothing typed.
"""

from fractions import Fraction

import numpy as np
import pytest
from statsmodels.datasets import longley

import reluridge as rr

# Wampler's five polynomials of degree 5 at 0, 1, ..., 20, as NIST publishes them: the last
# three add a vector that is orthogonal to every one of them.
DEGREES = range(6)
POINTS = range(21)
DELTA = [
    759, -2048, 2048, -2048, 2523, -2048, 2048, -2048, 1838, -2048, 2048,
    -2048, 1838, -2048, 2048, -2048, 2523, -2048, 2048, -2048, 759,
]  # fmt: skip
ONES = [Fraction(1)] * 6
TENTHS = [Fraction(1, 10**k) for k in DEGREES]
WAMPLER = {  # coefficients, times DELTA, digits
    1: (ONES, 0, 8),
    2: (TENTHS, 0, 11),
    3: (ONES, 1, 8),
    4: (ONES, 100, 6.5),
    5: (ONES, 10_000, 4.5),
}
LONGLEY = 10  # digits


def digits(found, exact):
    """Return the correct digits of the worst coefficient, 15 at most."""
    errors = [abs(Fraction(float(a)) / b - 1) for a, b in zip(found, exact, strict=True)]
    return float(min(15.0, -np.log10(max(float(max(errors)), 1e-15))))


def solve(A, b):
    """Return the solution of a system of fractions, by elimination."""
    rows = [[*row, right] for row, right in zip(A, b, strict=True)]
    for k in range(len(rows)):
        pivot = next(i for i in range(k, len(rows)) if rows[i][k])
        rows[k], rows[pivot] = rows[pivot], rows[k]
        rows[k] = [entry / rows[k][k] for entry in rows[k]]
        for i in range(len(rows)):
            if i != k:
                rows[i] = [a - rows[i][k] * b for a, b in zip(rows[i], rows[k], strict=True)]
    return [row[-1] for row in rows]


def least_squares(X, y):
    """Return the exact least-squares solution for the very floats of X and y."""
    X = [[Fraction(float(x)) for x in row] for row in X]
    y = [Fraction(float(t)) for t in y]
    columns = list(zip(*X, strict=True))
    gram = [[sum(a * b for a, b in zip(p, q, strict=True)) for q in columns] for p in columns]
    return solve(gram, [sum(a * t for a, t in zip(p, y, strict=True)) for p in columns])


def wampler(number):
    coefficients, times, required = WAMPLER[number]
    X = [[x**k for k in DEGREES] for x in POINTS]
    y = [
        sum(c * x for c, x in zip(coefficients, row, strict=True)) + times * d
        for row, d in zip(X, DELTA, strict=True)
    ]
    return X, y, coefficients, required


def test_delta_is_orthogonal_to_the_polynomials():
    assert [sum(d * x**k for d, x in zip(DELTA, POINTS, strict=True)) for k in DEGREES] == [0] * 6
    assert sum(d * x**6 for d, x in zip(DELTA, POINTS, strict=True)) != 0


@pytest.mark.parametrize("number", WAMPLER)
def test_wampler(number):
    """So the certified coefficients are those of the formula; `ols` has the digits."""
    X, y, exact, required = wampler(number)
    gram = [[Fraction(sum(r[j] * r[k] for r in X)) for k in DEGREES] for j in DEGREES]
    assert solve(gram, [sum(r[j] * t for r, t in zip(X, y, strict=True)) for j in DEGREES]) == exact
    A, b = np.array(X, float), np.array([float(t) for t in y])
    found = digits(rr.ols(A, b), exact)
    assert found >= required
    # The controls: X.T X has the square of the condition number, and any price is felt.
    assert digits(np.linalg.solve(A.T @ A, A.T @ b), exact) < found
    assert digits(rr.ridge(A, b, 1e-3), exact) < required


def test_longley():
    """Longley (1967): six collinear series and a constant, against the exact solution."""
    data = longley.load_pandas()
    y = data.endog.to_numpy()
    X = np.c_[np.ones(len(y)), data.exog.to_numpy()]
    exact = least_squares(X, y)
    assert digits(rr.ols(X, y), exact) >= LONGLEY
    assert digits(rr.ridge(X, y, 0), exact) >= LONGLEY
    assert digits(np.linalg.solve(X.T @ X, X.T @ y), exact) < LONGLEY
    assert digits(rr.ridge(X, y, 1e-6), exact) < LONGLEY
