"""The same answers on a machine without floating-point flags, and with sizes of 32 bits.

By such flags NumPy sees that a matrix has no inverse or no Cholesky factor, and raises; WebAssembly
has none, and NumPy returns nan there.  docs/live/check.mjs runs all that is here on WebAssembly,
too, where there is nothing but the package and NumPy.
"""

import numpy as np

import reluridge as rr
from reluridge._engine import factor, least_squares, normal

TWICE = np.array([[1.0, 1], [2, 2], [4, 4]])  # one column, two times
Y = np.array([1.0, 2, 4])


def refusal(f, *args):
    """Return the ValueError with which a call is refused, as text; NumPy's own are not meant."""
    try:
        with np.errstate(all="ignore"):
            out = f(*args)
    except np.linalg.LinAlgError:  # a ValueError, too
        raise
    except ValueError as error:
        return str(error)
    raise AssertionError(f"not refused: {out}")


def test_what_has_no_inverse_is_refused():
    normal_equations = refusal(rr.ridge_normal_equations, TWICE, Y, 0)
    assert "must be invertible in float64; got rank 1 for d = 2" in normal_equations
    assert "must be invertible in float64; got rank 1 for n = 3" in refusal(
        rr.ridge_dual, TWICE, Y, 0
    )
    assert "must be invertible in float64; got rank 1" in refusal(
        rr.kernel_ridge, np.ones((2, 2)), Y[:2], 0
    )


def test_what_is_indefinite_is_refused():
    assert "no negative eigenvalue" in refusal(rr.kernel_ridge, [[1, 2], [2, 1]], Y[:2], 1)


def test_what_leaves_float64_is_refused():
    beside = refusal(rr.ridge, [[-1e307, 2], [0, 2e-150]], [1, 1], 1e-300)
    assert "must be in float64's range beside each other and lam; got an underflow" in beside
    norm = refusal(rr.degrees_of_freedom, [[-1e280, 0], [-1e300, 1e-320]], 1)
    assert "the norm of X must be finite in float64; got an overflow" in norm


def test_where_cholesky_has_no_factor_another_way_is_taken():
    for X in (TWICE, TWICE.T.copy(), np.zeros((3, 2))):
        assert normal.by_cholesky(X, np.ones(len(X)), 0) is None
    for lam in (0, 1e-300, 1e-20):
        assert np.allclose(rr.ridge(TWICE, Y, lam), [0.5, 0.5])
        assert np.allclose(rr.ridge_path(TWICE, Y, [lam, 1])[0], [0.5, 0.5])
    assert np.allclose(rr.ols(TWICE, Y), [0.5, 0.5])
    assert rr.ols(np.zeros((3, 2)), Y).tolist() == [0, 0]


def test_a_triangle_without_an_inverse_may_have_dependent_columns():
    assert not factor._surely_independent(np.array([[1.0, 2], [0, 0]]))
    assert not factor._surely_independent(np.array([[1.0, 2], [0, 1e-320]]))
    assert factor._surely_independent(np.array([[1.0, 2], [0, 1]]))


def test_a_system_without_a_solution_is_told_as_such():
    assert least_squares._solved(np.array([[2.0, 1], [0, 4]]), np.array([4.0, 8])).tolist() == [
        1,
        2,
    ]
    assert least_squares._solved(np.empty((0, 0)), np.empty(0)).size == 0
    try:
        least_squares._solved(np.array([[1.0, 2], [0, 0]]), np.ones(2))
    except np.linalg.LinAlgError:
        return
    raise AssertionError("no error")


def test_nearly_dependent_columns_keep_their_digits():
    X = np.array([[1.0, 1], [1, 1 + 2**-26], [1, 1 - 2**-26]])
    assert np.allclose(rr.ols(X, X @ [3, -2]), [3, -2], rtol=1e-6)


def test_whole_numbers_are_counted_beyond_32_bits():
    big = np.array([[60_000], [70_000]])
    assert np.allclose(rr.ols(big, 3 * big[:, 0]), 3)
    assert rr.convert_lambda(1, "mean", "sum", n=2**40) == 2**40
    X, y = np.eye(2), np.ones(2)
    assert np.allclose(rr.iterate(X, y, 1.0, 0.1, t=10**40), rr.ridge(X, y, 1))
    for shape in ((2**40, 2**40), (2**70, 1)):
        assert "must fit in memory" in refusal(rr.he_normal, shape, np.random.default_rng(0))
