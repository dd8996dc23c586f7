"""Data sets with certified answers: `ols` is off by rounding, and by no more.

The certificate is arithmetic with whole numbers and fractions, nothing typed.
"""

from fractions import Fraction

import numpy as np
import pytest
import rounding
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
WAMPLER = {  # coefficients, times DELTA
    1: (ONES, 0),
    2: (TENTHS, 0),
    3: (ONES, 1),
    4: (ONES, 100),
    5: (ONES, 10_000),
}


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
    coefficients, times = WAMPLER[number]
    X = [[x**k for k in DEGREES] for x in POINTS]
    y = [
        sum(c * x for c, x in zip(coefficients, row, strict=True)) + times * d
        for row, d in zip(X, DELTA, strict=True)
    ]
    return X, y, coefficients


def test_delta_is_orthogonal_to_the_polynomials():
    assert [sum(d * x**k for d, x in zip(DELTA, POINTS, strict=True)) for k in DEGREES] == [0] * 6
    assert sum(d * x**6 for d, x in zip(DELTA, POINTS, strict=True)) != 0


def judge(X, y, exact, routes, controls):
    """Hold weights by each of the routes against the exact ones, in units of their bound."""
    w = np.array([float(t) for t in exact])
    bound = rounding.of_weights(X, y, w)
    for route in routes:
        assert np.allclose(route(X, y), w, rtol=0, atol=bound)
    for control in controls:
        assert not np.allclose(control(X, y), w, rtol=0, atol=bound)


def normal_equations(X, y):
    return np.linalg.solve(X.T @ X, X.T @ y)


@pytest.mark.parametrize("number", WAMPLER)
def test_wampler(number):
    """So the certified coefficients are those of the formula."""
    X, y, exact = wampler(number)
    gram = [[Fraction(sum(r[j] * r[k] for r in X)) for k in DEGREES] for j in DEGREES]
    assert solve(gram, [sum(r[j] * t for r, t in zip(X, y, strict=True)) for j in DEGREES]) == exact
    # X.T X has the square of the condition number.  That shows where the fit is close; a large
    # residual brings the square into the bound, and every algorithm may lose as much.
    controls = [normal_equations] if number < 4 else []
    judge(
        np.array(X, float), np.array([float(t) for t in y]), exact,
        [rr.ols], [lambda X, y: rr.ridge(X, y, 1), *controls],
    )  # fmt: skip


def test_longley():
    """Longley (1967): six collinear series and a constant, against the exact solution."""
    data = longley.load_pandas()
    y = data.endog.to_numpy()
    X = np.c_[np.ones(len(y)), data.exog.to_numpy()]
    judge(
        X, y, least_squares(X, y),
        [rr.ols, lambda X, y: rr.ridge(X, y, 0)],
        [normal_equations, lambda X, y: rr.ridge(X, y, 1e-6)],
    )  # fmt: skip
