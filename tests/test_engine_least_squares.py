"""The least-squares engine: factors, rank, quick routes, columns that pay nothing; in fractions."""

import judge
import numpy as np
import pytest
from sklearn.datasets import load_diabetes
from sklearn.linear_model import RidgeCV
from test_least_squares import exact_leave_one_out

import reluridge as rr
from reluridge._engine import factor, normal
from reluridge._engine import least_squares as sure

EPS = factor.EPS
SHAPES = [(7, 3, 3), (7, 4, 2), (3, 7, 3), (4, 7, 2), (5, 5, 5), (5, 5, 3), (6, 1, 1), (1, 6, 1)]


def of_rank(n, d, rank, rng):
    """Return a matrix of small integers with that rank, in fractions."""
    while True:
        X = rng.integers(-3, 4, size=(n, rank)) @ rng.integers(-3, 4, size=(rank, d))
        if len(judge.independent(X)) == rank:
            return X.astype(float)


@pytest.mark.parametrize("spread", [0, 40, 300])
@pytest.mark.parametrize(("n", "d", "rank"), SHAPES)
def test_factors_are_the_matrix_and_have_its_rank(n, d, rank, spread):
    """Rows and columns in units up to 2**spread apart, which round nothing."""
    rng = np.random.default_rng(rank)
    rows, columns = (rng.integers(-spread, spread + 1, size=k) for k in (n, d))
    X = np.ldexp(of_rank(n, d, rank, rng), rows[:, None] + columns)
    factors = factor.factored(X)
    assert len(factors.square) == rank
    if spread == 300:
        return  # the product leaves float64
    M, top = factors.core()
    product = np.ldexp(M, top)
    product = factors.left.Q @ product if factors.left else product
    product = product @ factors.right.Q.T if factors.right else product
    np.testing.assert_allclose(product, X, rtol=0, atol=4 * X.size * EPS * np.abs(X).max())
    U, s, Vt = factor.svd(X)
    np.testing.assert_allclose(U * s @ Vt, X, rtol=0, atol=4 * X.size * EPS * s[0])
    for basis in (U.T, Vt):
        np.testing.assert_allclose(basis @ basis.T, np.eye(rank), atol=4 * X.size * EPS)


@pytest.mark.parametrize("lam", [0.0, 1.0, 1e3])
def test_units_of_rows_and_columns_that_repeat_cost_nothing(lam):
    """Powers of two for units; what is left is eps times the condition number, some hundred."""
    rng = np.random.default_rng(0)
    for n, d, rank in SHAPES:
        columns = np.ldexp(1.0, rng.integers(-30, 31, size=d))
        X = np.repeat(of_rank(n, d, rank, rng) * columns, 2, axis=0)
        y = rng.normal(size=2 * n)
        exact, w = judge.exact(X, y, lam), sure.solve(X, y, np.array([lam]))[0]
        assert judge.error(w, exact) < 1e3 * X.size * EPS


@pytest.mark.parametrize(("n", "d", "rank"), SHAPES)
def test_what_has_been_factored_is_solved(n, d, rank):
    rng = np.random.default_rng(1)
    X, y, lams = of_rank(n, d, rank, rng), rng.normal(size=n), np.array([0, 1e-3, 7])
    W = sure.solve_factored(factor.factored(X), y, lams)
    for w, lam in zip(W, lams, strict=True):
        assert judge.error(w, judge.exact(X, y, lam)) < 1e3 * X.size * EPS


def test_factors_whose_product_leaves_float64_are_solved():
    """Two columns that agree, and units of rows and of columns that are 2**800 apart."""
    one, other = np.array([1.0, 1, 0, 0]), np.array([0.0, 0, 1, 2])
    rows, columns = np.array([400, 400, -400, -400]), np.array([400, 400, -400])
    X = np.ldexp(np.column_stack([one, one, other]), rows[:, None] + columns)
    w = rr.ols(X, np.ldexp(3 * one + 2 * other, rows))
    np.testing.assert_allclose(np.ldexp(w, columns), [1.5, 1.5, 2], rtol=100 * EPS)


def test_a_matrix_of_low_rank_that_is_larger_than_a_panel():
    rng = np.random.default_rng(0)
    X = rng.normal(size=(120, 80)) @ rng.normal(size=(80, 110))
    for A in (X, X.T):
        U, s, Vt = factor.svd(A)
        assert s.size == 80
        np.testing.assert_allclose(U * s @ Vt, A, rtol=0, atol=A.size * EPS * s[0])
        y = rng.normal(size=len(A))
        np.testing.assert_allclose(
            rr.ols(A, y), np.linalg.pinv(A, rtol=1e-9) @ y, rtol=0, atol=1e-9
        )


def test_rows_that_no_others_can_stand_in_for():
    rng = np.random.default_rng(0)
    X = np.vstack([np.eye(3, 5), np.ldexp(of_rank(4, 2, 2, rng), -30) @ np.eye(5)[3:]])
    assert factor.on_their_own(X, np.arange(7)).tolist() == [True] * 3 + [False] * 4
    every = rng.normal(size=(4, 6))
    assert factor.on_their_own(every, np.arange(4)).all()
    assert not factor.on_their_own(every[[0, 1, 2, 3, 0]], np.array([0, 4])).any()


@pytest.mark.parametrize(("n", "d"), [(30, 6), (6, 30), (12, 12)])
def test_the_normal_equations_are_refined_or_left(n, d):
    rng = np.random.default_rng(0)
    U, V = (np.linalg.qr(rng.normal(size=(k, min(n, d))))[0] for k in (n, d))
    for condition in (10, 50, 5e3, 1e5):
        X, y = U * np.geomspace(1, 1 / condition, min(n, d)) @ V.T, rng.normal(size=n)
        for lam in (0.0, 1e-3, 1.0):
            cond = np.sqrt((1 + lam) / (condition**-2.0 + lam))
            w = normal.by_cholesky(X, y, lam)
            if w is not None:
                assert judge.error(w, judge.exact(X, y, lam)) < 10 * X.size * EPS * cond
            if cond < 30:
                assert w is not None
            if cond > 1e5 or (n <= d and cond > 300):
                assert w is None
    for X in (np.zeros((n, d)), np.full((n, d), np.inf), 1e-60 * U @ V.T):
        assert normal.by_cholesky(X, y, 0.0) is None
    assert normal.by_cholesky(U @ V.T, y, 1e101) is None


@pytest.mark.parametrize("lam", [1.0, 7.0, 100.0])
@pytest.mark.parametrize("route", ["ridge", "path"])
def test_what_equal_rows_disagree_about_costs_no_digits(lam, route):
    """The dual weights are (y - Xw) / lam, thousands of times their part that is in w."""
    X = np.array([[100.0, 100, -100], [-100, -100, 100], [100, 100, -100]])
    y = np.array([5.0, 7, -4])
    w = rr.ridge(X, y, lam) if route == "ridge" else rr.ridge_path(X, y, [lam])[0]
    assert judge.error(w, judge.exact(X, y, lam)) < 10 * X.size * EPS


# Columns that pay nothing


def exact_beside(X, y, lam, free):
    """Return the exact weights where some columns pay nothing: (X.T X + lam P) w = X.T y."""
    (A, px), (b, py) = judge.whole(X), judge.whole(y)
    pays = np.array([int(j not in free) for j in range(X.shape[1])], dtype=object)
    left = A.T @ A + np.diag(pays * int(lam) * px**2)
    numerators, denominator = judge.solution(left, A.T @ b)
    return np.array([float(judge.Fraction(int(w) * px, int(denominator) * py)) for w in numerators])


@pytest.mark.parametrize("free", [[0], [1, 3], [0, 1, 2]])
@pytest.mark.parametrize(("n", "d"), [(9, 4), (4, 6)])
def test_columns_that_pay_nothing(n, d, free):
    rng = np.random.default_rng(0)
    X, y = rng.integers(-9, 10, size=(n, d)).astype(float), rng.normal(size=n)
    lams = [1, 7, 1000]
    path = rr.ridge_path(X, y, lams, unpenalized=free)
    left = rr.leave_one_out(X, y, lams, unpenalized=free)
    for w, errors, lam in zip(path, left, lams, strict=True):
        exact = exact_beside(X, y, lam, free)
        bound = 100 * X.size * EPS * np.linalg.cond(X[:, free])
        assert judge.error(w, exact) < bound
        assert judge.error(rr.ridge(X, y, lam, unpenalized=free), exact) < bound
        rest = [np.delete(np.arange(n), i) for i in range(n)]
        refits = [
            y[i] - X[i] @ rr.ridge(X[r], y[r], lam, unpenalized=free) for i, r in enumerate(rest)
        ]
        np.testing.assert_allclose(errors, refits, rtol=1e-9, atol=1e-9)
        hat = [rr.ridge(X, e, lam, unpenalized=free) @ x for e, x in zip(np.eye(n), X, strict=True)]
        df = rr.degrees_of_freedom(X, lam, unpenalized=free)
        assert df == pytest.approx(sum(hat), rel=0, abs=n * bound)  # n fits, each off by so much


@pytest.mark.parametrize("unit", [1e-30, 1.0, 1e30])
def test_what_is_left_beside_columns_is_orthogonal_to_them(unit):
    """Far from 0, too; of a column that they explain nothing is left, of a small one all."""
    rng = np.random.default_rng(0)
    free, small = rng.normal(size=(20_000, 2)), rng.normal(size=20_000)
    y = 1e8 * free[:, 0] + small
    X = np.column_stack([free, y, free @ [1, -3], 1e-20 * small]) * unit
    part = sure.Unpenalized(X, y, np.array([0, 1]))
    for a in (part.y, *part.X.T):
        assert np.abs(part.Q.T @ a).max() <= len(y) * EPS * np.linalg.norm(a)
    assert part.X.any(axis=0).tolist() == [True, False, True]


def test_an_intercept_is_that_of_scikit_learn():
    X, y = load_diabetes(return_X_y=True)
    A, lams = np.c_[np.ones(len(y)), X], np.geomspace(1e-4, 10, 20)
    theirs = RidgeCV(lams, store_cv_results=True).fit(X, y)
    errors = rr.leave_one_out(A, y, lams, unpenalized=0)
    np.testing.assert_allclose(errors**2, theirs.cv_results_.T, rtol=1e-9, atol=1e-9)
    w = rr.ridge_path(A, y, [theirs.alpha_], unpenalized=0)[0]
    np.testing.assert_allclose(w, np.r_[theirs.intercept_, theirs.coef_], rtol=1e-9)


def test_what_an_unpenalized_column_fits_alone_is_refitted():
    """A dummy of one point that pays nothing; without the point it says nothing."""
    X = np.array([[1, 0, 1], [1, 0, 2], [1, 0, 4], [1, 1, 3.0]])
    y = np.array([1.0, 2, 3, 9])
    errors = rr.leave_one_out(X, y, [0, 2], unpenalized=[0, 1])
    for row, lam in zip(errors, (0, 2), strict=True):
        w = rr.ridge(X[:3], y[:3], lam, unpenalized=[0, 1])
        assert row[3] == pytest.approx(9 - X[3] @ w)
    assert rr.ridge(X, y, 5, unpenalized=[0, 1, 2]) == pytest.approx(rr.ols(X, y))
    assert rr.ridge(np.ones((3, 2)), [1, 2, 6], 5, unpenalized=1).round(12).tolist() == [0, 3]


@pytest.mark.parametrize("which", [0, [0], -3, (0, 0), np.array([0])])
def test_columns_are_counted_as_numpy_does(which):
    X, y = np.array([[1, 2, 3], [1, 5, 4], [1, 1, 1.0]]), [1, 2, 4]
    expected = rr.ridge(X, y, 1, unpenalized=0)
    assert rr.ridge(X, y, 1, unpenalized=which).tolist() == expected.tolist()
    assert rr.ridge(X, y, 1).tolist() != expected.tolist()


def test_columns_that_are_none():
    X, y = np.ones((3, 2)), [1, 2, 3]
    for bad in (2, -3, [0, 5]):
        with pytest.raises(ValueError, match="unpenalized must be between -2 and 1, as X has 2"):
            rr.ridge(X, y, 1, unpenalized=bad)
    for bad in (True, "0", 0.0, None, [[0]], [True, 0]):
        with pytest.raises(TypeError, match="unpenalized must be whole numbers of columns; got"):
            rr.leave_one_out(X, y, [1], unpenalized=bad)


def test_one_hot_points_are_not_refitted(monkeypatch):
    rng = np.random.default_rng(0)
    X, y = np.vstack([np.eye(40), 1e-3 * rng.normal(size=(9, 40))]), rng.normal(size=49)
    lams = [0, 1e-12, 1e-6]
    refits = []
    for i in range(49):
        others = np.arange(49) != i
        refits.append(y[i] - rr.ridge_path(X[others], y[others], lams) @ X[i])
    monkeypatch.setattr(sure, "solve", None)
    np.testing.assert_allclose(rr.leave_one_out(X, y, lams), np.transpose(refits), rtol=1e-8)


@pytest.mark.parametrize("d", [4, 6])
def test_points_in_units_beyond_all_digits_are_not_refitted(d, monkeypatch):
    X, y = np.random.default_rng(0).normal(size=(4, d)) * [[1], [1e9], [1e18], [1e9]], np.ones(4)
    exact = exact_leave_one_out(X, y, 0)
    monkeypatch.setattr(sure, "solve", None)
    np.testing.assert_allclose(rr.leave_one_out(X, y, [0])[0], exact, rtol=1e-9)


@pytest.mark.parametrize("unit", [1.0, 2.0**-30])
@pytest.mark.parametrize("more", [0, 1, 4])
@pytest.mark.parametrize("free", [(), 0])
@pytest.mark.parametrize("size", [1e3, 1e7, 1e9, 1e12])
def test_a_point_with_a_large_feature_of_its_own(size, free, more, unit):
    X, y = np.array([[1, 0, 0], [1, 1, 0], [1, 3, 0], [1, 2, size]]), np.array([2, 3, 7, 5.0])
    X = np.c_[X, np.eye(4, more)] * unit
    for lam in np.array([0, 1e-9, 2]) * unit**2:
        (errors,) = rr.leave_one_out(X, y, [lam], unpenalized=free)
        for i, others in enumerate(np.arange(4)[None] != np.arange(4)[:, None]):
            w = rr.ridge(X[others], y[others], lam, unpenalized=free)
            # Up to a spread of 1,000 nothing is refitted: some eps times that squared.
            assert errors[i] == pytest.approx(y[i] - X[i] @ w, rel=200 * EPS * 1000**2)


@pytest.mark.parametrize("far", [3e3, 3e5])
def test_a_point_far_out_is_left_out_to_its_last_digits(far):
    """What is left of 1 beside its leverage alone would have lost the square of `far`."""
    X, y = np.random.default_rng(0).normal(size=(12, 3)), np.arange(12.0)
    X[4] *= far
    errors, shares, _ = sure.residuals(X, y, np.zeros(1), np.empty((12, 0)))
    exact = exact_leave_one_out(X, y, 0)
    np.testing.assert_allclose((errors / shares)[0], exact, rtol=200 * X.size * EPS)


def test_ordinary_data_that_once_gave_garbage():
    """Repeated rows next to small ones, timestamps next to dummies, units that are always on."""
    X = np.array([[-60, 20, -70], [0.6, -0.3, 0.3], [-60, 20, -70]])
    y = np.array([1.0, 2, 3])
    for lam in (0.0, 1e-20):
        assert judge.error(rr.ridge(X, y, lam), judge.exact(X, y, lam)) < 1e4 * X.size * EPS
    assert rr.degrees_of_freedom(X, 0) == 2
    x = np.repeat([0.01, 0.1, 1, 10], 2)[:, None] ** np.arange(1, 6)
    y = np.arange(8.0) ** 2
    # Powers of four values have rank 4, and a condition number of 1e6 in columns of like size.
    assert judge.error(rr.ols(x, y), judge.exact(x, y, 0.0)) < 1e6 * x.size * EPS
    for size in (1e16, 1.7e12):
        X, y = np.array([[size, 0, 0], [0, 1, 1], [0, 1, 1]]), np.array([0, 2.0, 2])
        np.testing.assert_allclose(rr.ridge(X, y, 1), [0, 0.8, 0.8], rtol=0, atol=9 * X.size * EPS)
        np.testing.assert_allclose(rr.degrees_of_freedom(X, 1), 1 + 0.8, rtol=X.size * EPS)
    x = [-0.95, -0.9, -0.99, -0.91, -0.97, -0.96, -0.92, -0.96, -0.95, -1, 0.51, 0.08, -0.34, 0.58]
    y = [-0.5, 0.6, 0, -0.3, -0.8, -0.3, 0, -0.3, 1.3, 1, -2.7, -1.9, -0.2, -0.4]
    net = rr.ReLUNet([0.1, 0.3, -0.4], [5.2, 5.3, 0.1], [0] * 3, 0)
    fitted = rr.fit_output(net, rr.SortedData(x, y))
    # Whatever v, the net is a line with one kink: no more than least squares on that can do.
    kink = np.c_[np.ones(14), x, np.maximum(0.1 - 0.4 * np.array(x), 0)]
    best = np.linalg.lstsq(kink, y)[1][0] / 14
    assert rr.backprop(fitted, x, y)[0] == pytest.approx(best, rel=1e-9)


def test_units_do_not_make_a_formula_refuse_or_promise():
    w = rr.ridge_normal_equations([[1e10, 0], [0, 1]], [1e10, 1], 0)
    assert w == pytest.approx([1, 1], rel=4 * EPS)
    X, y = [[900, 6e-6], [-3e11, -4e3], [0, 5]], [0.05, -8e5, 2e-6]
    with pytest.raises(ValueError, match="the sums must keep 6 digits; got 1"):
        rr.RidgeSums(X, y).ridge(0)
