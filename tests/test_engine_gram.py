"""Systems with inner products, against exact rationals, in any units."""

from fractions import Fraction

import numpy as np
import pytest

from reluridge._engine import gram

EPS = np.finfo(float).eps


def exact(A, b):
    """Return the solution by elimination in rational numbers."""
    rows = [
        [*map(Fraction, row), Fraction(x)] for row, x in zip(A.tolist(), b.tolist(), strict=True)
    ]
    for i in range(len(rows)):
        pivot = next(r for r in range(i, len(rows)) if rows[r][i])
        rows[i], rows[pivot] = rows[pivot], rows[i]
        rows[i] = [x / rows[i][i] for x in rows[i]]
        for r, row in enumerate(rows):
            if r != i:
                rows[r] = [x - row[i] * y for x, y in zip(row, rows[i], strict=True)]
    return [row[-1] for row in rows]


@pytest.mark.parametrize("n", [1, 3, 7])
@pytest.mark.parametrize("span", [0, 3, 60, 120])
def test_every_unknown_has_its_digits(n, span):
    """Units of the rows from 1e-span to 1e+span cost none."""
    rng = np.random.default_rng(n + span)
    for _ in range(5):
        X = rng.normal(size=(n, n + 4)) * 10 ** rng.uniform(-span, span, size=(n, 1))
        A, b = X @ X.T, rng.normal(size=n) * np.linalg.norm(X, axis=1)
        A = (A + A.T) / 2
        C, d = gram.like_units(A)
        got, z = gram.solve(A, b, "A", ""), np.array(exact(C, b / d), dtype=float)
        allowed = 100 * n * EPS * np.linalg.cond(C) * np.linalg.norm(z)
        for x, y, unit in zip(got.tolist(), exact(A, b), d.tolist(), strict=True):
            assert abs(Fraction(x) - y) * Fraction(unit) <= Fraction(allowed)


def test_like_units_round_nothing():
    rng = np.random.default_rng(0)
    X = rng.normal(size=(5, 5)) * 10.0 ** np.arange(-40, 60, 20)[:, None]
    C, d = gram.like_units(X @ X.T)
    assert (C * d * d[:, None]).tolist() == (X @ X.T).tolist()
    assert np.all((C.diagonal() >= 0.5) & (C.diagonal() <= 2))
    assert np.all(np.abs(C) <= 2)
    assert gram.like_units(np.zeros((2, 2)))[1].tolist() == [1, 1]
    assert gram.like_units(np.diag([4.0, 0]), floor=1)[1].tolist() == [2, 1]


def test_what_has_no_inverse_is_refused_in_any_units():
    ones = np.ones((3, 3)) + np.diag([0, 1, 1])
    for units in ([1, 1, 1], [1e-60, 1, 1e60]):
        A = ones * units * np.array(units)[:, None]
        assert gram.solve(A, A[0], "A", "help").round(12).tolist() == [1, 0, 0]
        A[2], A[:, 2] = A[1] * units[2] / units[1], A[1] * units[2] / units[1]
        A[2, 2] = A[1, 1] * (units[2] / units[1]) ** 2
        with pytest.raises(
            ValueError, match="A must be invertible in float64; got rank 2 for n = 3: help"
        ):
            gram.solve(A, A[0], "A", "help")
    with pytest.raises(ValueError, match="got rank 1 for n = 2"):
        gram.solve(np.diag([1.0, 0.0]), np.ones(2), "A", "")
    with pytest.raises(ValueError, match="got rank 0 for n = 2"):
        gram.solve(np.zeros((2, 2)), np.ones(2), "A", "")


def test_what_counts_as_rounding_grows_with_the_largest_eigenvalue():
    for units, rank in ((24, 1), (200, 8)):  # eigenvalues of 8, and of so many roundings
        A = np.ones((8, 8)) + units * EPS * np.eye(8)
        if rank == 8:
            gram.solve(A, np.ones(8), "A", "")
        else:
            with pytest.raises(ValueError, match="got rank 1 for n = 8"):
                gram.solve(A, np.ones(8), "A", "")
