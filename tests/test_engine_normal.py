"""The quick routes: exact where they can be, and taken as far as their digits go, no further.

Diagonal matrices, and those with singular vectors of ones and minus ones, have condition numbers
and leverages that are known.  Each route is asked a little on either side of its limits, in units
of 2**60 up and down.
"""

import numpy as np
import pytest

from reluridge._engine import least_squares as sure
from reluridge._engine import normal

EPS = np.finfo(float).eps
MENDED = EPS**-0.5  # the largest condition number that refinement mends, 6.7e7
TWO = np.array([[1.0, 1], [1, -1]])
EVEN = np.kron(np.kron(TWO, TWO), np.kron(TWO, TWO)) / 4  # orthogonal, all entries ± 1/4
in_any_unit = pytest.mark.parametrize("unit", [2.0**-60, 1.0, 2.0**60])


@pytest.mark.parametrize("n", [1, 63, 64, 65, 150])
def test_substitution_is_exact_in_whole_numbers(n):
    """With a triangle of ones, as its inverse has ones and minus ones."""
    L = np.tril(np.ones((n, n)))
    z = np.random.default_rng(n).integers(-9, 10, size=(n, 2)).astype(float)
    for exact in (z, z[:, 0]):
        assert normal._by_substitution(L)(L @ (L.T @ exact)).tolist() == exact.tolist()


def diagonal(smallest, unit, tall):
    """Return X with eight eigenvalues 1 of X.T X, and eight that are smaller, in a unit."""
    squares = np.repeat([1, smallest], 8)
    return np.eye(16 + tall, 16) * np.sqrt(squares) * unit, squares


@in_any_unit
@pytest.mark.parametrize("tall", [False, True])
def test_cholesky_is_taken_as_far_as_it_is_mended(tall, unit):
    def taken(smallest, lam):
        X, squares = diagonal(smallest, unit, tall)
        w = normal.by_cholesky(X, np.ones(len(X)), lam * unit**2)
        if w is not None:
            right = np.sqrt(squares) / (squares + lam)
            np.testing.assert_allclose(w * unit, right, rtol=8 * EPS)
        return w is not None

    limit = MENDED if tall else 1e4
    assert [taken(c / limit, 0) for c in (1.1, 0.9)] == [True, False]
    # What may be 0 is decided by the strength.
    assert [taken(1e-12, c / 1e4) for c in (9, 1.1, 0.9)] == [True, True, False]


@in_any_unit
@pytest.mark.parametrize("tall", [False, True])
def test_eigenvalues_are_taken_as_far_as_they_are_mended(tall, unit):
    def taken(smallest, *lams):
        X, squares = diagonal(smallest, unit, tall)
        W, safe = normal.by_eigenvalues(X, np.ones(len(X)), np.array(lams) * unit**2)
        right = np.sqrt(squares) / (squares + np.array(lams)[safe, None])
        np.testing.assert_allclose(W[safe] * unit, right, rtol=8 * EPS)
        return safe.tolist()

    assert taken(1.1 / MENDED, 0, 1e-3) == [True, True]
    assert taken(0.9 / MENDED, 0, 1e-3) == [False, True]
    # Beside what may be 0, up to a condition number (1 + lam) / lam of 10.
    assert taken(1e-12, 1 / 8.5, 1 / 9.5) == [True, False]


def rows_taken(X, lams, fitted=EVEN[:, :0]):
    """Return the rows that the quick route takes; the sure one has to say the same there."""
    y = np.arange(len(X)) - fitted @ (fitted.T @ np.arange(len(X)))
    errors, left, safe = normal.residuals(X, y, lams, fitted)
    sure_errors, shares, apart = sure.residuals(X, y, lams[safe], fitted)
    np.testing.assert_allclose(
        errors[safe] / left[safe], sure_errors / shares, rtol=0, atol=2**12 * 100 * EPS * len(X)
    )
    assert not apart.size
    return safe.tolist()


@in_any_unit
@pytest.mark.parametrize("free", [0, 1, 3])
def test_errors_of_many_points_are_told_while_they_have_their_digits(free, unit):
    """A share 1 - (2 + free) / 16 of each point is left; 1 + condition number, over that."""
    limit = 2**12 * (1 - (2 + free) / 16) - 1
    for c, taken in ((0.95, True), (1.05, False), (2, False)):
        X = EVEN[:, -2:] * [1, (c * limit) ** -0.5] * unit
        assert rows_taken(X, np.array([0, 1]) * unit**2, EVEN[:, :free]) == [taken, True]
    assert rows_taken(np.eye(16, 3) * unit, np.array([1e-5, 1]) * unit**2) == [False, True]


@in_any_unit
def test_errors_of_few_points_are_told_while_they_have_their_digits(unit):
    for c, taken in ((0.95, True), (1.05, False)):
        X = EVEN * np.sqrt(np.r_[1 / (2**12 * c), [0.5] * 14, 1]) * unit
        assert rows_taken(X, np.array([0, 1e9]) * unit**2) == [taken, True]


@pytest.mark.parametrize("spread", [0, 40])
def test_sums_know_their_digits_in_any_unit(spread):
    """C has the eigenvalues 0.03 twice, and 2.94: its condition number takes two digits."""
    C, z = np.full((3, 3), 0.97) + 0.03 * np.eye(3), np.array([4.0, -2, 1])
    unit = 2.0 ** np.array([-spread, 0, spread])
    A = C * unit * unit[:, None]
    w, digits = normal.by_sums(A, C @ z * unit)
    np.testing.assert_allclose(w, z / unit, rtol=0, atol=1000 * EPS * abs(z / unit).max())
    assert digits == 13
    assert normal.by_sums(A, np.zeros(3)) == (pytest.approx(0, abs=0), 16)


@pytest.mark.parametrize("X", [np.ones((2, 2)), [[0, 200, 10], [1, -200, -10]], [[0, 1], [0, 2]]])
def test_sums_without_an_inverse_have_no_digit(X):
    """Rounding may leave a small eigenvalue above 0, and then nothing to divide by."""
    A = np.array(X).T @ np.array(X, dtype=float)
    w, digits = normal.by_sums(A, A[0])
    assert (w.tolist(), digits) == ([0] * len(A), 0)
