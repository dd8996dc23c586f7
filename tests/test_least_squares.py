"""Least squares and ridge against exact arithmetic, certified answers and honest refits."""

import pickle
from fractions import Fraction

import numpy as np
import pandas as pd
import pytest
import rounding

import reluridge as rr
from reluridge._engine import least_squares as sure
from reluridge._engine.factor import svd

EPS = rounding.EPS
LAMS = [0, 5e-324, 1e-300, 1e-20, 1e-3, 1, 1e3, 1e20, 1e300]


def fractions(A):
    return [[Fraction(a) for a in row] for row in np.asarray(A, dtype=float).tolist()]


def times(A, B):
    columns = list(zip(*B, strict=True))
    return [[sum(a * b for a, b in zip(row, c, strict=True)) for c in columns] for row in A]


def transpose(A):
    return [list(column) for column in zip(*A, strict=True)]


def echelon(A):
    """Return the reduced row echelon form of `A` without zero rows, and its pivot columns."""
    A, pivots = [list(row) for row in A], []
    for j in range(len(A[0])):
        k = len(pivots)
        i = next((i for i in range(k, len(A)) if A[i][j]), None)
        if i is None:
            continue
        A[k], A[i] = A[i], A[k]
        A[k] = [a / A[k][j] for a in A[k]]
        for i in range(len(A)):
            if i != k and A[i][j]:
                A[i] = [a - A[i][j] * b for a, b in zip(A[i], A[k], strict=True)]
        pivots.append(j)
    return A[: len(pivots)], pivots


def solve(A, B):
    """Return A⁻¹B for an invertible `A`."""
    reduced, _ = echelon([a + b for a, b in zip(A, B, strict=True)])
    return [row[len(A) :] for row in reduced]


def exact_pinv(X, lam):
    """Return (XᵀX + lam I)⁻¹Xᵀ in rational numbers; at lam = 0 its limit X⁺, at any rank."""
    X, lam = fractions(X), Fraction(lam)
    if lam:
        gram = times(transpose(X), X)
        for j in range(len(gram)):
            gram[j][j] += lam
        return solve(gram, transpose(X))
    C, pivots = echelon(X)
    if not C:
        return transpose(X)
    B, Ct = [[row[j] for j in pivots] for row in X], transpose(C)
    left = solve(times(transpose(B), B), transpose(B))
    return times(Ct, solve(times(C, Ct), left))


def exact_ridge(X, y, lam):
    return np.array([float(w) for (w,) in times(exact_pinv(X, lam), transpose(fractions([y])))])


def exact_leave_one_out(X, y, lam):
    errors = []
    for i in range(len(y)):
        rest = np.arange(len(y)) != i
        w = times(exact_pinv(X[rest], lam), transpose(fractions([y[rest]])))
        errors.append(float(Fraction(float(y[i])) - times(fractions(X[[i]]), w)[0][0]))
    return np.array(errors)


def with_rank(n, d, rank, rng):
    """Return a matrix of small integers with exactly that rank."""
    while True:
        X = rng.integers(-3, 4, size=(n, rank)) @ rng.integers(-3, 4, size=(rank, d))
        if rank == 0 or len(echelon(fractions(X))[1]) == rank:
            return X.astype(float)


def assert_digits(actual, exact, digits):
    """Compare in units of the largest entry, so that a 0 may come out as its rounding error."""
    np.testing.assert_allclose(actual, exact, rtol=0, atol=10.0**-digits * np.abs(exact).max())


# Every rank, every strength, every size


@pytest.mark.parametrize("lam", LAMS)
@pytest.mark.parametrize(
    ("n", "d", "rank"),
    [(7, 3, 3), (7, 3, 2), (3, 7, 3), (3, 7, 2), (4, 4, 4), (4, 4, 1), (1, 5, 1), (5, 1, 1)],
)
def test_ridge_is_exact_at_every_rank_and_price(n, d, rank, lam):
    rng = np.random.default_rng(10 * n + rank)
    X, y = with_rank(n, d, rank, rng), rng.normal(size=n)
    exact = exact_ridge(X, y, lam)
    # Nearly orthogonal to X, y leaves little, and rounding of X moves X.T (y - X w) / lam.
    noise = 4 * X.size * EPS * np.linalg.norm(X) * np.linalg.norm(y) / lam if lam >= 1 else 0
    np.testing.assert_allclose(
        rr.ridge(X, y, lam), exact, rtol=0, atol=1e-13 * np.abs(exact).max() + noise
    )
    if lam == 0:
        assert_digits(rr.ols(X, y), exact_ridge(X, y, 0), 13)


def test_ridge_is_exact_on_many_small_matrices():
    rng = np.random.default_rng(0)
    ranks = set()
    for _ in range(200):
        n, d = rng.integers(1, 5, size=2)
        X, y = rng.integers(-1, 2, size=(n, d)), rng.normal(size=n)
        ranks.add((n, d, int(np.linalg.matrix_rank(X))))
        for lam in (0, 1e-20, 0.5):
            assert_digits(rr.ridge(X, y, lam), exact_ridge(X, y, lam), 12)
    assert len(ranks) > 25


@pytest.mark.parametrize("lam", LAMS)
@pytest.mark.parametrize("size", [2.0**-532, 2.0**532])
@pytest.mark.parametrize(("n", "d", "rank"), [(6, 3, 3), (3, 6, 3), (5, 4, 2)])
def test_ridge_is_exact_where_squares_leave_float64(n, d, rank, size, lam):
    rng = np.random.default_rng(rank)
    X, y = with_rank(n, d, rank, rng) * size, rng.normal(size=n)
    exact = exact_ridge(X, y, lam)
    if np.abs(exact).max() < 1e-300:  # below the normal numbers no solver has digits
        assert np.abs(rr.ridge(X, y, lam)).max() < 1e-300
    else:
        assert_digits(rr.ridge(X, y, lam), exact, 13)


@pytest.mark.parametrize("lam", LAMS)
@pytest.mark.parametrize(("n", "d", "rank"), [(6, 3, 3), (3, 6, 3), (5, 4, 2)])
@pytest.mark.parametrize(("size", "power"), [(2.0**-1060, -40), (2.0**-1060, 900), (2.0**-9, 1010)])
def test_the_way_to_the_answer_may_leave_float64(n, d, rank, size, power, lam):
    """Data below the normal numbers, or targets near the end, where the weights are neither."""
    rng = np.random.default_rng(rank)
    X, y = with_rank(n, d, rank, rng) * size, np.ldexp(rng.normal(size=n), power)
    exact = exact_pinv(X, lam)
    if lam == 0 and power == 900:
        with pytest.raises(ValueError, match="the weights must be finite in float64"):
            rr.ridge(X, y, lam)
    else:
        w = np.array([float(w) for (w,) in times(exact, transpose(fractions([y])))])
        np.testing.assert_allclose(
            rr.ridge(X, y, lam), w, rtol=0, atol=1e-13 * abs(w).max() + 1e-300
        )
        assert rr.degrees_of_freedom(X, 0) == rank


@pytest.mark.parametrize("power", [-900, 900])
@pytest.mark.parametrize("lam", [0, 0.5])
@pytest.mark.parametrize(("n", "d", "rank"), [(6, 3, 3), (3, 6, 3), (5, 4, 2)])
def test_targets_of_any_size_scale_the_answer(n, d, rank, lam, power):
    rng = np.random.default_rng(0)
    X, y = with_rank(n, d, rank, rng), rng.normal(size=n)
    big = np.ldexp(y, power)
    np.testing.assert_array_equal(rr.ridge(X, big, lam), np.ldexp(rr.ridge(X, y, lam), power))
    errors = np.ldexp(rr.leave_one_out(X, y, [lam]), power)
    np.testing.assert_allclose(rr.leave_one_out(X, big, [lam]), errors, rtol=1e-14)


@pytest.mark.parametrize("lam", [0, 1e-12, 1, 1e6])
@pytest.mark.parametrize("unit", [1e3, 1e6, 1e9])
@pytest.mark.parametrize(("n", "d"), [(8, 4), (4, 8), (5, 5)])
def test_units_cost_no_digits(n, d, unit, lam):
    """Features, or points, that differ by unit²; each weight in the unit of its feature."""
    rng = np.random.default_rng(3)
    X, y = rng.normal(size=(n, d)), rng.normal(size=n)
    features, points = (np.r_[unit, 1 / unit, np.ones(k - 2)] for k in (d, n))
    for A in (X * features, X * points[:, None]):
        own = np.hypot(np.linalg.norm(A, axis=0), np.sqrt(lam))
        assert_digits(rr.ridge(A, y, lam) * own, exact_ridge(A, y, lam) * own, 12)


@pytest.mark.parametrize("lam", [0, 1e-20, 1])
@pytest.mark.parametrize(("n", "d"), [(4, 7), (7, 4), (5, 5)])
def test_sizes_beyond_all_digits_are_no_dependence(n, d, lam):
    """The smallest feature of a wide X, or point of a tall one, is 1e-48 of the largest."""
    rng = np.random.default_rng(0)
    X, y, size = (
        rng.normal(size=(n, d)),
        rng.normal(size=n),
        10.0 ** np.linspace(-24, 24, max(n, d)),
    )
    rng.shuffle(size)
    X = X * size if d > n else X * size[:, None]
    y = y if d > n else y * size
    assert_digits(rr.ridge(X, y, lam), exact_ridge(X, y, lam), 12)
    hat = times(fractions(X), exact_pinv(X, lam))
    share = sum(hat[i][i] for i in range(n))
    for A in (X, X.T):
        assert rr.degrees_of_freedom(A, lam) == pytest.approx(float(share), rel=1e-12)
    if lam == 0:
        errors = rr.leave_one_out(X, y, [lam])[0]
        assert_digits(errors, exact_leave_one_out(X, y, lam), 9)
        # Singular values know less of a small row than a triangular factor does.
        X = np.array([[2.0, 1, 1], [1, 3, 2], [1, 0, 0]]) * 2.0 ** np.array([[0], [-45], [-90]])
        assert_digits(rr.ridge(X, X @ [1, -2, 3], lam), [1, -2, 3], 12)


def test_nothing_to_go_by():
    y = [1.0, 2.0, 3.0]
    for lam in LAMS:
        assert rr.ridge(np.zeros((3, 2)), y, lam).tolist() == [0, 0]
        assert rr.degrees_of_freedom(np.zeros((3, 2)), lam) == 0
        assert rr.leave_one_out(np.zeros((3, 2)), y, [lam]).tolist() == [y]
    # A column without data gets no weight, and changes no other.
    rng = np.random.default_rng(0)
    X, y = rng.normal(size=(5, 3)), rng.normal(size=5)
    X[:, 1] = 0
    for lam in LAMS:
        w = rr.ridge(X, y, lam)
        assert w[1] == 0
        assert_digits(w[[0, 2]], rr.ridge(X[:, [0, 2]], y, lam), 13)


@pytest.mark.parametrize("lam", [0, 1e-300, 1e-20, 1e-8, 1])
def test_equal_columns_get_equal_weights(lam):
    X = np.ones((2, 2))
    ten = 10 * X.size * EPS  # roundings of each entry; the condition number is 1
    np.testing.assert_allclose(rr.ridge(X, [0.5, 0.5], lam), 1 / (4 + lam), rtol=ten)
    rng = np.random.default_rng(0)
    X, y = rng.normal(size=(9, 3))[:, [0, 1, 1, 2, 1]], rng.normal(size=9)
    w = rr.ridge(X, y, lam)
    np.testing.assert_allclose(w[[2, 4]], w[1], rtol=1e-12)
    np.testing.assert_allclose(w, exact_ridge(X, y, lam), rtol=1e-12)


@pytest.mark.parametrize(("n", "d", "rank"), [(7, 3, 3), (3, 7, 3), (6, 5, 2)])
def test_weights_are_continuous_down_to_zero(n, d, rank):
    rng = np.random.default_rng(1)
    X, y = with_rank(n, d, rank, rng), rng.normal(size=n)
    lams = 10.0 ** -np.r_[0:16, 20, 40, 100, 300]
    end, s = rr.ols(X, y), np.linalg.svd(X, compute_uv=False)
    # The derivative of the weights by lam is never longer than this.
    speed = np.linalg.norm(end) / s[rank - 1] ** 2
    little = 10 * X.size * EPS * s[0] / s[rank - 1] * np.linalg.norm(end)
    off = np.linalg.norm(rr.ridge_path(X, y, lams) - end, axis=1)
    assert np.all(off <= lams * speed + little)
    assert off[0] > 1e-3 * speed


def test_a_million_points_and_many_features():
    """The long and the wide are factored in their small dimension."""
    rng = np.random.default_rng(0)
    for shape in ((100_000, 3), (3, 100_000)):
        X, y = rng.normal(size=shape), rng.normal(size=shape[0])
        for lam in (0, 1.0):
            w = rr.ridge(X, y, lam)
            slope = X.T @ (X @ w - y) + lam * w
            assert np.allclose(slope, 0, rtol=0, atol=rounding.of_slope(X, y, w))
    assert rr.leave_one_out(rng.normal(size=(20_000, 2)), np.ones(20_000), [1]).shape == (1, 20_000)


# What is minimized


@pytest.mark.parametrize(("n", "d", "rank"), [(9, 4, 4), (9, 4, 2), (4, 9, 4), (6, 6, 3)])
def test_residual_is_orthogonal_and_the_norm_least(n, d, rank):
    rng = np.random.default_rng(2)
    X, y = with_rank(n, d, rank, rng), rng.normal(size=n)
    w = rr.ols(X, y)
    np.testing.assert_allclose(X.T @ (y - X @ w), 0, atol=1e-12)
    null = np.linalg.svd(X)[2][rank:]
    np.testing.assert_allclose(null @ w, 0, atol=1e-14)


@pytest.mark.parametrize("lam", [1e-3, 1, 1e3])
def test_no_step_lowers_the_objective(lam):
    rng = np.random.default_rng(4)
    X, y = with_rank(5, 6, 3, rng), rng.normal(size=5)
    w = rr.ridge(X, y, lam)

    def objective(w):
        return np.sum((y - X @ w) ** 2) + lam * w @ w

    for step in rng.normal(size=(100, 6)):
        gain = np.sum((X @ step) ** 2) + lam * step @ step
        assert objective(w + step) - objective(w) == pytest.approx(gain, rel=1e-9)


def test_turning_the_features_turns_the_weights():
    rng = np.random.default_rng(0)
    X, y = rng.normal(size=(9, 4)), rng.normal(size=9)
    Q, order = np.linalg.qr(rng.normal(size=(4, 4)))[0], rng.permutation(9)
    for lam in (0, 0.7):
        w = rr.ridge(X, y, lam)
        np.testing.assert_allclose(Q @ rr.ridge(X @ Q, y, lam), w, rtol=1e-11)
        np.testing.assert_allclose(rr.ridge(X[order], y[order], lam), w, rtol=1e-11)


# Certified answers: five polynomials of Wampler (1970), which NIST uses to grade software

GRID = range(21)
POWERS = np.array([[x**j for j in range(6)] for x in GRID], dtype=float)
SUMS = np.array([sum(x**j for j in range(6)) for x in GRID])
SHRUNK = np.array([sum(x**j * 10 ** (5 - j) for j in range(6)) for x in GRID]) / 1e5
# Noise that no polynomial of degree 5 can explain.
HALF = [759, -2048, 2048, -2048, 2523, -2048, 2048, -2048, 1838, -2048]
NOISE = np.array([*HALF, 2048, *HALF[::-1]])


def test_noise_is_orthogonal_to_the_polynomials():
    assert len(NOISE) == 21
    for j in range(6):
        assert sum(x**j * int(e) for x, e in zip(GRID, NOISE, strict=True)) == 0


@pytest.mark.parametrize(
    ("y", "coefficients"),
    [
        (SUMS, np.ones(6)),
        (SHRUNK, 0.1 ** np.arange(6)),
        (SUMS + NOISE, np.ones(6)),
        (SUMS + 100 * NOISE, np.ones(6)),
        (SUMS + 10_000 * NOISE, np.ones(6)),
    ],
    ids=[f"Wampler{i}" for i in range(1, 6)],
)
def test_certified_coefficients(y, coefficients):
    bound = rounding.of_weights(POWERS, y, coefficients)
    for w in (rr.ols(POWERS, y), rr.ridge(POWERS, y, 0), rr.ridge_fake_data(POWERS, y, 0)):
        assert np.allclose(w, coefficients, rtol=0, atol=bound)
    assert not np.allclose(rr.ridge(POWERS, y, 1), coefficients, rtol=0, atol=bound)


# Many strengths at once


@pytest.mark.parametrize(
    ("n", "d", "rank"),
    [(7, 3, 3), (7, 3, 2), (3, 7, 3), (3, 7, 2), (6, 5, 2), (4, 4, 4), (1, 5, 1)],
)
def test_path_is_exact_at_each_price(n, d, rank):
    rng = np.random.default_rng(5)
    X, y = with_rank(n, d, rank, rng), rng.normal(size=n)
    lams = [3, 0, 1e-9, 3, *LAMS]
    for lam, w in zip(lams, rr.ridge_path(X, y, lams), strict=True):
        assert_digits(w, exact_ridge(X, y, lam), 13)


def by_gram(X, y, lam):
    """Return the ridge weights by the eigenvalues of the smaller Gram matrix, and no more."""
    wide = len(X) < X.shape[1]
    e, V = np.linalg.eigh(X @ X.T if wide else X.T @ X)
    w = V @ (V.T @ (y if wide else X.T @ y) / (e + lam))
    return X.T @ w if wide else w


def of_condition(n, d, condition, rng):
    m = min(n, d)
    U, V = (np.linalg.qr(rng.normal(size=(k, m)))[0] for k in (n, d))
    return U * np.geomspace(1, 1 / condition, m) @ V.T


@pytest.mark.parametrize("lam", [0, 1e-9, 1e-5])
@pytest.mark.parametrize("condition", [1, 3, 4, 50, 90, 2000, 8000, 9000, 1e6])
@pytest.mark.parametrize(("n", "d"), [(9, 4), (4, 9), (5, 5)])
def test_path_loses_only_the_digits_of_the_condition_number(n, d, condition, lam):
    """Below, between and above the limits where refinement or another route begins."""
    rng = np.random.default_rng(int(condition))
    own = np.sqrt((1 + lam) / (condition**-2 + lam))
    exact, path, plain = [], [], []
    for _ in range(3):
        X = of_condition(n, d, condition, rng)
        y = X @ rng.normal(size=d)
        exact.append(exact_ridge(X, y, lam))
        size = np.abs(exact[-1]).max()
        exact[-1] = exact[-1] / size
        path.append(rr.ridge_path(X, y, [lam])[0] / size)
        plain.append(by_gram(X, y, lam) / size)
    bound = 2 * X.size * EPS * own
    np.testing.assert_allclose(path, exact, rtol=0, atol=bound)
    if own > 1000 and n > d:  # the control: for wide data the last product hides some of it
        assert not np.allclose(plain, exact, rtol=0, atol=bound)


@pytest.mark.parametrize("lam", [0, 1e-12, 1, 1e6])
@pytest.mark.parametrize("unit", [2, 30, 80, 1e3, 1e6])
@pytest.mark.parametrize(("n", "d"), [(8, 4), (4, 8), (5, 5)])
def test_units_cost_the_path_no_digits(n, d, unit, lam):
    rng = np.random.default_rng(3)
    X, y = rng.normal(size=(n, d)), rng.normal(size=n)
    features, points = (np.r_[unit, 1 / unit, np.ones(k - 2)] for k in (d, n))
    for A in (X * features, X * points[:, None]):
        own = np.hypot(np.linalg.norm(A, axis=0), np.sqrt(lam))
        assert_digits(rr.ridge_path(A, y, [lam])[0] * own, exact_ridge(A, y, lam) * own, 12)


@pytest.mark.parametrize("power", [-1000, -520, -170, -150, 150, 170, 400, 480])
@pytest.mark.parametrize(("n", "d"), [(6, 3), (3, 6)])
def test_path_is_exact_where_squares_leave_float64(n, d, power):
    rng = np.random.default_rng(1)
    X, y = np.ldexp(with_rank(n, d, 3, rng), power), rng.normal(size=n)
    for lam, w in zip(LAMS, rr.ridge_path(X, y, LAMS), strict=True):
        exact = exact_ridge(X, y, lam)
        if np.abs(exact).max() > 1e-300:
            assert_digits(w, exact, 13)


def test_one_factorization_serves_the_prices_that_are_safe(monkeypatch):
    """The slow routes are not taken where they need not be, and are where they must."""
    taken = []

    def route(name):
        original = getattr(sure, name)

        def noted(X, y, lams, *more):
            taken.append((name, lams.tolist()))
            return original(X, y, lams, *more)

        return noted

    for name in ("solve", "residuals"):
        monkeypatch.setattr(sure, name, route(name))
    rng = np.random.default_rng(0)
    lams = [1e2, 0, 1e-3, 1e99, 1e300]  # 1e2 is near the largest eigenvalue
    for n, d in [(60, 10), (10, 60), (60, 30)]:
        X, y = rng.normal(size=(n, d)), rng.normal(size=n)
        rr.ridge_path(X, y, lams[:-1])
        rr.leave_one_out(X, y, lams[:-1])
        for lam in lams[:-1]:
            rr.ridge(X, y, lam)
        assert not taken
        rr.ridge_path(X, y, lams)
        rr.ridge(X, y, lams[-1])
        assert taken == [("solve", [1e300])] * 2
        taken.clear()
    X[:, 1] = X[:, 0]
    rr.ridge_path(X, y, lams[:-1])
    rr.leave_one_out(X, y, lams[:-1])
    assert taken == [("solve", [0, 1e-3]), ("residuals", [0])]
    taken.clear()
    for condition in (8000, 8300):  # the square of the limit is between
        rr.ridge_path(of_condition(9, 4, condition, rng), y[:9], [0, 1e-8])
    assert taken == [("solve", [0])]


@pytest.mark.parametrize("rank", [1, 2, 3])
def test_degrees_of_freedom(rank):
    rng = np.random.default_rng(0)
    for n, d in [(6, 3), (3, 6)]:
        X = with_rank(n, d, rank, rng)
        assert rr.degrees_of_freedom(X, 0) == rank
        lams = np.geomspace(1e-300, 1e300, 301)
        df = [rr.degrees_of_freedom(X, lam) for lam in lams]
        assert np.all(np.diff(df) <= 0)
        assert df[0] == rank
        assert df[-1] < 1e-290
        for size in (1e-160, 1e160):
            assert rr.degrees_of_freedom(X * size, 0) == rank


@pytest.mark.parametrize("which", ["features", "points"])
def test_degrees_of_freedom_keep_their_digits(which):
    rng = np.random.default_rng(1)
    X = rng.normal(size=(8, 4))
    if which == "features":
        X *= [1e9, 1, 1, 1e-9]
    else:
        X *= np.r_[1e9, np.ones(6), 1e-9][:, None]
    for lam in (1e-15, 1.0, 1e9):
        hat = times(fractions(X), exact_pinv(X, lam))
        exact = float(sum(hat[i][i] for i in range(8)))
        assert rr.degrees_of_freedom(X, lam) == pytest.approx(exact, rel=1e-12)
        assert rr.degrees_of_freedom(X.T, lam) == pytest.approx(exact, rel=1e-12)


@pytest.mark.parametrize("lam", [0, 1e-12, 1e-3, 1, 1e9])
@pytest.mark.parametrize(
    ("n", "d", "rank"), [(6, 3, 3), (6, 3, 2), (3, 5, 3), (3, 5, 2), (4, 4, 4), (2, 3, 0)]
)
def test_bias_and_variance_are_exact_at_every_rank(n, d, rank, lam):
    rng = np.random.default_rng(10 * n + rank)
    X, w = with_rank(n, d, rank, rng), rng.normal(size=d)
    A = exact_pinv(X, lam)  # the weights are A y, so that their mean is A X w
    fit = times(times(A, fractions(X)), transpose(fractions([w])))
    bias2 = sum((a - Fraction(b)) ** 2 for (a,), b in zip(fit, w.tolist(), strict=True))
    variance = sum(a**2 for row in A for a in row) * Fraction(0.5)
    found = rr.ridge_bias_variance(X, w, lam, 0.5)
    assert found[0] == pytest.approx(float(bias2), rel=1e-12, abs=(d * EPS) ** 2 * (w @ w))
    assert found[1] == pytest.approx(float(variance), rel=1e-12)


def test_bias_and_variance_far_from_one():
    rng = np.random.default_rng(2)
    X, w = rng.normal(size=(6, 3)), rng.normal(size=3)
    bias2, variance = rr.ridge_bias_variance(X, w, 0.7, 0.3)
    for size in (2.0**-500, 2.0**500):  # X in other units, and w with it: lam goes with the square
        found = rr.ridge_bias_variance(X * size, w / size, 0.7 * size**2, 0.3)
        assert found == pytest.approx((bias2 / size**2, variance / size**2), rel=1e-13)
    assert rr.ridge_bias_variance(X * 1e-300, w, 0, 0) == (0, 0)
    with pytest.raises(ValueError, match="bias and variance must be finite in float64; got an ove"):
        rr.ridge_bias_variance(X * 1e-300, w, 0, 1)


# Leaving one out

DATA = {
    "tall": lambda rng: rng.normal(size=(7, 3)),
    "wide": lambda rng: rng.normal(size=(4, 6)),
    "square": lambda rng: rng.normal(size=(4, 4)),
    "one more point than features": lambda rng: rng.normal(size=(4, 3)),
    "tall, dependent": lambda rng: with_rank(7, 4, 2, rng),
    "wide, dependent": lambda rng: with_rank(4, 6, 2, rng),
    "two equal points": lambda rng: rng.normal(size=(4, 6))[[0, 1, 2, 3, 3]],
    "two equal features": lambda rng: rng.normal(size=(6, 3))[:, [0, 1, 2, 2]],
    "a feature of one point alone": lambda rng: np.c_[np.ones(6), np.eye(6)[:, 0]],
    "a point without data": lambda rng: np.r_[rng.normal(size=(4, 2)), [[0, 0]]],
    "a point far out": lambda rng: np.r_[rng.normal(size=(5, 2)), [[1e6, 1]]],
    "a point very far out": lambda rng: np.r_[rng.normal(size=(5, 2)), [[1, 1e9]]],
    "features in other units": lambda rng: rng.normal(size=(7, 3)) * [1e6, 1, 1e-6],
    "wide, points in other units": lambda rng: rng.normal(size=(3, 5)) * [[1e6], [1], [1e-6]],
}


@pytest.mark.parametrize("lam", [0, 1e-300, 1e-6, 1, 1e20])
@pytest.mark.parametrize("name", DATA)
def test_leaving_one_out_is_an_honest_refit(name, lam):
    rng = np.random.default_rng(6)
    X = DATA[name](rng).astype(float)
    y = rng.normal(size=len(X))
    (errors,) = rr.leave_one_out(X, y, [lam])
    np.testing.assert_allclose(errors, exact_leave_one_out(X, y, lam), rtol=1e-9, atol=1e-12)


@pytest.mark.parametrize("condition", [1, 30, 60, 70, 1000, 1e5])
@pytest.mark.parametrize(("n", "d"), [(7, 4), (4, 7), (5, 5)])
def test_leaving_one_out_keeps_ten_digits(n, d, condition):
    rng = np.random.default_rng(int(condition))
    lams = [0, 0.3 / condition, 1]
    for _ in range(3):
        X, y = of_condition(n, d, condition, rng), rng.normal(size=n)
        for lam, errors in zip(lams, rr.leave_one_out(X, y, lams), strict=True):
            assert_digits(errors, exact_leave_one_out(X, y, lam), 10)


def test_a_missing_direction_leaves_no_error_at_any_price():
    for seed in range(40):
        rng = np.random.default_rng(seed)
        X, y = rng.normal(size=(6, 3))[:, [0, 1, 1, 2]], rng.normal(size=6)
        errors = rr.leave_one_out(X, y, [0, 1e-12, 1e-15, 1e-18, 1e-24, 1e-99])
        np.testing.assert_allclose(errors, errors[[0] * 6], rtol=1e-8)


@pytest.mark.parametrize("power", [0, -3, -10, -20, -30, -40, -46])
def test_a_point_that_repeats_another_in_another_unit(power):
    """Of five points in eight dimensions two share a direction, and may hardly do so."""
    rng = np.random.default_rng(-power)
    lams = [0, 1e-20, 1e-9, 1e-3, 1]
    X, y = rng.normal(size=(5, 8)), rng.normal(size=5)
    X[1] = np.ldexp(X[0], power)
    for lam, errors in zip(lams, rr.leave_one_out(X, y, lams), strict=True):
        np.testing.assert_allclose(errors, exact_leave_one_out(X, y, lam), rtol=1e-9)


def test_points_that_stand_alone_are_not_refitted(monkeypatch):
    rng = np.random.default_rng(0)
    X, y = rng.normal(size=(60, 90)), rng.normal(size=60)
    X[1] = X[0]
    alone = [rr.ridge(np.delete(X, i, 0), np.delete(y, i), 0) for i in range(60)]
    monkeypatch.setattr(sure, "solve", None)
    (errors,) = rr.leave_one_out(X, y, [0])
    np.testing.assert_allclose(errors, [y[i] - X[i] @ w for i, w in enumerate(alone)], rtol=1e-9)


@pytest.mark.parametrize("shape", [(6, 9), (60, 90), (90, 60), (200, 210)])
def test_a_repeated_row_or_column_is_one_singular_value_less(shape):
    for seed in range(5):
        X = np.random.default_rng(seed).normal(size=shape)
        short = X if shape[0] < shape[1] else X.T
        short[1] = short[0]
        U, s, Vt = svd(X)
        assert s.size == min(shape) - 1
        np.testing.assert_allclose(U * s @ Vt, X, atol=1e-12)


def test_prices_do_not_disturb_each_other():
    rng = np.random.default_rng(0)
    for X in (rng.normal(size=(6, 3)), rng.normal(size=(3, 6)), DATA["a point far out"](rng)):
        y, lams = rng.normal(size=len(X)), [1, 0, 1e-300, 1e300]
        rows = [rr.leave_one_out(X, y, [lam])[0] for lam in lams]
        like = X / np.linalg.norm(X, axis=0)  # in columns of like size
        cond = max(np.linalg.cond(np.delete(like, i, axis=0)) for i in range(len(X)))
        lost, size = 10 * EPS * cond, np.abs(y).max()
        np.testing.assert_allclose(rr.leave_one_out(X, y, lams), rows, rtol=lost, atol=lost * size)


# Sums over rows


def chunked(X, y, cuts):
    parts = zip(np.split(X, cuts), np.split(y, cuts), strict=True)
    return [rr.RidgeSums(A, b) for A, b in parts]


@pytest.mark.parametrize("lam", [1e-6, 1, 1e3, 1e290])
@pytest.mark.parametrize(("n", "d"), [(12, 4), (4, 12), (5, 5)])
def test_sums_in_any_chunks_and_order_are_ridge_on_all_rows(n, d, lam):
    rng = np.random.default_rng(0)
    X, y = rng.normal(size=(n, d)) * np.geomspace(1e-5, 1e5, d), rng.normal(size=n)
    lam *= 1e10 if n < d else 1  # where nothing but lam decides, it must be felt
    own = np.hypot(np.linalg.norm(X, axis=0), np.sqrt(lam))
    exact = exact_ridge(X, y, lam)
    for cuts in ([], [1], [2, 3], range(1, n)):
        parts = chunked(X, y, cuts)
        pairs = [a + b for a, b in zip(parts[::2], parts[1::2], strict=False)]
        pairs += parts[len(pairs) * 2 :]
        for total in (sum(parts), sum(parts[::-1]), sum(rng.permutation(parts)), sum(pairs)):
            assert total.n == n
            assert_digits(total.ridge(lam) * own, exact * own, 9)
            w = rng.normal(size=d) / own
            assert total.squared_error(w) == pytest.approx(np.sum((y - X @ w) ** 2), rel=1e-12)


@pytest.mark.parametrize("power", range(0, 11))
def test_sums_keep_the_digits_that_they_promise(power):
    rng = np.random.default_rng(power)
    kept = []
    for _ in range(20):
        X = rng.normal(size=(8, 3))
        X[:, 2] = X[:, 1] + 10.0**-power * X[:, 2]
        y = X @ rng.normal(size=3)
        try:
            w = sum(chunked(X, y, [3, 5])).ridge(0)
        except ValueError:
            continue
        exact = exact_ridge(X, y, 0)
        kept.append(-np.log10(np.abs(w - exact).max() / np.abs(exact).max() + 1e-17))
    assert min(kept, default=6) > 5.5
    assert len(kept) == 20 if power < 5 else power == 5 or not kept


def test_sums_are_values():
    rng = np.random.default_rng(0)
    X, y = rng.normal(size=(6, 2)), rng.normal(size=6)
    a, b = chunked(X, y, [2])
    before = a.gram.copy(), a.moment.copy(), a.yy, a.n
    total = a + b
    for kept, now in zip(before, (a.gram, a.moment, a.yy, a.n), strict=True):
        np.testing.assert_array_equal(kept, now)
    assert (a.n, b.n, total.n) == (2, 4, 6)
    assert sum([a]) is a
    for array in (a.gram, total.moment):
        with pytest.raises(ValueError, match="read-only"):
            array[:] = 0
    with pytest.raises(AttributeError):
        total.n = 7
    again = pickle.loads(pickle.dumps(total))
    assert not again.gram.flags.writeable
    assert not again.moment.flags.writeable
    np.testing.assert_array_equal(again.ridge(1), total.ridge(1))
    A = np.array([[100, 120], [90, 80]], dtype=np.int8)
    assert rr.RidgeSums(A, A[:, 0]).gram.tolist() == [[18100, 19200], [19200, 20800]]
    small = rr.RidgeSums(X.astype(np.float32), y.astype(np.float32))
    exactly = rr.RidgeSums(X.astype(np.float32).astype(float), y.astype(np.float32).astype(float))
    np.testing.assert_array_equal(small.gram, exactly.gram)


def test_sums_refuse():
    one, two = rr.RidgeSums([[1.0]], [1]), rr.RidgeSums([[1.0, 2]], [1])
    with pytest.raises(ValueError, match="to be added; got d = 1 and 2: give all chunks equal"):
        one + two
    for other in (1, None, [one]):
        with pytest.raises(TypeError):
            one + other
        with pytest.raises(TypeError):
            other + one
    with pytest.raises(ValueError, match=r"X.T @ X must be finite in float64; got an overflow"):
        rr.RidgeSums([[1e200]], [1])
    with pytest.raises(ValueError, match=r"X.T @ X must be in float64's range; got an underflow"):
        rr.RidgeSums([[1e-160]], [1])
    with pytest.raises(ValueError, match=r"y @ y must be finite in float64; got an overflow"):
        rr.RidgeSums([[1]], [1e200])
    big = rr.RidgeSums([[1e154]], [1e154])
    with pytest.raises(ValueError, match=r"gram must be finite .*: rescale X and y"):
        sum([big, big])
    with pytest.raises(ValueError, match=r"lam I must be finite in float64; got an overflow"):
        big.ridge(1.7e308)
    with pytest.raises(ValueError, match=r"lam I must be in float64's range; got an underflow"):
        rr.RidgeSums([[1e-160, 1], [2e-160, 3]], [1, 1]).ridge(0)
    with pytest.raises(ValueError, match=r"the squared error must be finite"):
        big.squared_error([1e10])
    with pytest.raises(ValueError, match=r"w must have 2 entries, one for each feature; got 1"):
        two.squared_error([1])
    with pytest.raises(ValueError, match=r"keep 6 digits; got 0: raise lam, drop or center"):
        two.ridge(0)
    with pytest.raises(ValueError, match=r"keep 6 digits; got 0: raise lam, drop or center"):
        rr.RidgeSums([[1, 0], [2, 0]], [1, 2]).ridge(0)
    assert rr.RidgeSums([[1, 0], [1, 0]], [2, 4]).ridge(2).round(12).tolist() == [1.5, 0]
    with pytest.raises(ValueError, match=r"keep 6 digits; got 0: add up"):
        two.squared_error([1, 0])
    assert rr.RidgeSums([[0.0]], [0]).squared_error([1]) == 0
    assert rr.RidgeSums([[0.0]], [2]).squared_error([1]) == 4


# What is refused, and what is taken


def test_refusals_say_what_to_do():
    with pytest.raises(ValueError, match=r"lams must be at least 0; got -2.0: drop the negative"):
        rr.ridge_path([[1]], [1], [1, -2])
    with pytest.raises(ValueError, match="X must have at least 2 rows to leave one out; got 1:"):
        rr.leave_one_out([[1, 2]], [1], [0])
    with pytest.raises(ValueError, match=r"lam must be at least 0; got -1.0: pass 0 or more"):
        rr.ridge([[1]], [1], -1)
    with pytest.raises(ValueError, match=r"y must have 2 entries, one for each row of X; got 3"):
        rr.ols([[1], [2]], [1, 2, 3])
    with pytest.raises(ValueError, match="rank 1 for d = 2: use ridge"):
        rr.ridge_normal_equations([[1, 1], [1, 1]], [1, 1], 1e-20)
    with pytest.raises(ValueError, match=r"X.T @ X must be finite in float64; got an overflow"):
        rr.ridge_normal_equations([[1e200]], [1], 1)
    with pytest.raises(ValueError, match=r"X.T @ X must be in float64's range; got an underflow"):
        rr.ridge_normal_equations([[1e-160], [2e-160]], [1, 2], 0)
    with pytest.raises(ValueError, match=r"X.T @ y must be finite in float64; got an overflow"):
        rr.ridge_normal_equations([[1e100]], [1e300], 1)


def test_overflow_is_told():
    with pytest.raises(ValueError, match=r"the weights must be finite .*: rescale X or y"):
        rr.ols([[1e-200]], [1e200])
    with pytest.raises(ValueError, match=r"the weights must be finite .*: rescale X or y"):
        rr.ridge_path([[1e-200, 0]], [1e200], [1, 0])
    with pytest.raises(ValueError, match=r"the errors must be finite .*: rescale X or y"):
        rr.leave_one_out([[1], [90], [1]], [1.5e308, 0, 1.5e308], [0])
    with pytest.raises(ValueError, match=r"the norm of X must be finite .*: rescale X"):
        rr.degrees_of_freedom(np.full((4, 4), 1.5e308), 1)
    largest = np.finfo(float).max
    np.testing.assert_allclose(rr.ols([[largest], [largest]], [largest, largest]), 1, rtol=1e-14)


@pytest.mark.parametrize("kind", [np.int8, np.uint8, np.float32, np.float16])
def test_small_kinds_of_number_do_not_wrap(kind):
    X, y = np.array([[100, 1], [120, 2], [90, 3]], dtype=kind), np.array([100, 90, 80], dtype=kind)
    for lam in (0, 1):
        w = rr.ridge(X, y, lam)
        assert w.dtype == np.float64
        np.testing.assert_array_equal(w, rr.ridge(X.astype(float), y.astype(float), lam))
        plain = rr.ridge_normal_equations(X, y, lam)
        np.testing.assert_allclose(plain, w, rtol=1e-9)


def test_tables_and_truth_values():
    table = pd.DataFrame({"a": [True, False, True], "b": [1, 2, 4]})
    X = np.array([[1.0, 1], [0, 2], [1, 4]])
    bound = rounding.of_weights(X, X[:, 1], [0, 1])
    assert np.allclose(rr.ols(table.astype(float), table["b"]), [0, 1], rtol=0, atol=bound)
    np.testing.assert_allclose(rr.ridge(table[["a"]], table["a"], 1), [2 / 3], rtol=12 * EPS)
