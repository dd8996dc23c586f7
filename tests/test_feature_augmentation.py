"""Fake columns, the dual, kernels, random features: agreement, edge cases, refusals."""

import numpy as np
import pytest

import reluridge as rr


@pytest.mark.parametrize(("n", "d"), [(9, 4), (4, 9), (5, 5), (1, 1), (1, 6), (6, 1)])
@pytest.mark.parametrize("lam", [1e-3, 1.0, 1e3])
def test_every_view_gives_ridge(n, d, lam):
    rng = np.random.default_rng(n + d)
    X, y = rng.normal(size=(n, d)), rng.normal(size=n)
    w = rr.ridge(X, y, lam)
    np.testing.assert_allclose(rr.ridge_fake_features(X, y, lam)[0], w, rtol=1e-9)
    np.testing.assert_allclose(rr.ridge_dual(X, y, lam), w, rtol=1e-9)
    np.testing.assert_allclose(X.T @ rr.kernel_ridge(X @ X.T, y, lam), w, rtol=1e-9)


@pytest.mark.parametrize(("n", "d"), [(9, 4), (4, 9)])
def test_fake_weights_carry_the_residual(n, d):
    rng = np.random.default_rng(0)
    X, y, lam = rng.normal(size=(n, d)), rng.normal(size=n), 0.2
    w, f = rr.ridge_fake_features(X, y, lam)
    A = rr.append_fake_features(X, lam)
    np.testing.assert_allclose(A @ np.r_[w, f], y, rtol=1e-12)
    np.testing.assert_allclose(f, np.sqrt(lam) * rr.kernel_ridge(X @ X.T, y, lam), rtol=1e-11)
    # Any other solution is longer, by exactly the step away from this one.
    step = np.linalg.svd(A)[2][n:].T @ rng.normal(size=d)
    other = np.r_[w, f] + step
    np.testing.assert_allclose(A @ other, y, rtol=1e-11)
    assert other @ other == pytest.approx(w @ w + f @ f + step @ step, rel=1e-12)


def test_points_that_coincide_and_ranks_that_lack():
    rng = np.random.default_rng(0)
    X, y, lam = rng.normal(size=(8, 2)) @ rng.normal(size=(2, 5)), rng.normal(size=8), 0.3
    X[1] = X[0]
    X[2] = 0
    for w in (rr.ridge_fake_features(X, y, lam)[0], rr.ridge_dual(X, y, lam)):
        np.testing.assert_allclose(w, rr.ridge(X, y, lam), rtol=1e-10)


@pytest.mark.parametrize("lam", [1e20, 1e100, 1e300])
def test_a_huge_price_keeps_its_digits(lam):
    t = np.linspace(0, 1, 9)
    X, y = np.c_[t, t**2, t**3], np.cos(t)
    w, f = rr.ridge_fake_features(X, y, lam)
    np.testing.assert_allclose(w, X.T @ y / lam, rtol=1e-13)
    np.testing.assert_allclose(f, y / np.sqrt(lam), rtol=1e-13)
    np.testing.assert_allclose(rr.ridge_dual(X, y, lam), X.T @ y / lam, rtol=1e-13)


def test_without_fakes_the_rows_of_the_data_decide():
    X, y = np.array([[1.0, 2.0, 2.0]]), [9]
    w, f = rr.ridge_fake_features(X, y, 0)
    np.testing.assert_allclose(w, [1, 2, 2], rtol=1e-14)
    assert f.tolist() == [0]
    np.testing.assert_allclose(rr.ridge_dual(X, y, 0), w, rtol=1e-14)
    # The second equation is the first again: consistent or not is beyond what rows can say.
    with pytest.raises(ValueError, match=r"n = 2 independent rows; got rank 1 at lam = 0.0: use"):
        rr.ridge_fake_features(X[[0, 0]], [9, 9], 0)
    with pytest.raises(ValueError, match=r"X @ X.T \+ lam I must be inv.*rank 1 for n = 2: use"):
        rr.ridge_dual(X[[0, 0]], [9, 9], 0)
    # Fakes too small to see in float64 are as good as none.
    with pytest.raises(ValueError, match="got rank 1 at lam = 1e-40: use ridge"):
        rr.ridge_fake_features(X[[0, 0]], [9, 9], 1e-40)
    with pytest.raises(ValueError, match="got rank 1 at lam = 1e-14: use ridge"):
        rr.ridge_fake_features(1e9 * X[[0, 0]], [9, 9], 1e-14)


@pytest.mark.parametrize("size", [1e-150, 1e150])
def test_data_of_any_size(size):
    rng = np.random.default_rng(0)
    X, y = rng.normal(size=(4, 3)), rng.normal(size=4)
    w, f = rr.ridge_fake_features(X * size, y, size * size)
    np.testing.assert_allclose(w * size, rr.ridge(X, y, 1), rtol=1e-12)
    np.testing.assert_allclose(f * size, y - X @ rr.ridge(X, y, 1), rtol=1e-12)


def test_overflow_is_told():
    X = [[1e200, 1], [1, 1]]
    with pytest.raises(ValueError, match=r"X @ X.T must be finite in float64; got an overflow"):
        rr.ridge_dual(X, [1, 2], 1)
    with pytest.raises(ValueError, match=r"X @ X.T must be in float64's range; got an underflow"):
        rr.ridge_dual([[1e-160, 2e-160]], [1], 5e-324)
    with pytest.raises(ValueError, match="the weights must be finite in float64; got an overflow"):
        rr.ridge_fake_features([[1e-200]], [1e200], 0)
    with pytest.raises(ValueError, match="coefficients must be finite in float64; got an overfl"):
        rr.kernel_ridge([[1e-200]], [1e200], 0)
    with pytest.raises(ValueError, match=r"K \+ lam I must be finite in float64; got an overflow"):
        rr.kernel_ridge([[1.5e308]], [1], 1.5e308)
    with pytest.raises(ValueError, match=r"K \+ lam I must be invertible in float64; got rank 1"):
        rr.kernel_ridge(np.full((2, 2), 1.5e308), [1, 1], 1)
    with pytest.raises(ValueError, match="the features must be finite in float64"):
        rr.random_relu_features(1, 50, np.random.default_rng(0))([[1.7e308]])


def gauss(a, b):
    return np.exp(-(np.subtract.outer(a, b) ** 2) / 2)


def test_kernel_ridge_minimizes_its_objective():
    rng = np.random.default_rng(0)
    x, y, lam = rng.normal(size=7), rng.normal(size=7), 0.2
    K = gauss(x, x)

    def objective(alpha):
        return np.sum((y - K @ alpha) ** 2) + lam * alpha @ K @ alpha

    best = rr.kernel_ridge(K, y, lam)
    for step in 1e-2 * rng.normal(size=(50, 7)):
        gain = objective(best + step) - objective(best)
        assert gain == pytest.approx(np.sum((K @ step) ** 2) + lam * step @ K @ step, rel=1e-6)
        assert gain > 0


def test_kernel_ridge_is_ridge_on_the_features_of_its_kernel():
    """A kernel matrix of any rank is F Fᵀ for some features F: its eigenvectors, scaled."""
    rng = np.random.default_rng(0)
    x, y, lam = rng.normal(size=6), rng.normal(size=6), 0.1
    values, vectors = np.linalg.eigh(gauss(x, x))
    F = vectors * np.sqrt(values)
    fitted = gauss(x, x) @ rr.kernel_ridge(gauss(x, x), y, lam)
    np.testing.assert_allclose(fitted, F @ rr.ridge(F, y, lam), rtol=1e-10)


def test_what_is_no_kernel_matrix_is_refused():
    y = [1, 2]
    with pytest.raises(ValueError, match=r"K must be square; got shape \(2, 3\): pass"):
        rr.kernel_ridge(np.ones((2, 3)), y, 1)
    with pytest.raises(ValueError, match=r"symmetric; got 2 at \[0, 1\] and 3 at \[1, 0\]: pass"):
        rr.kernel_ridge([[4, 2], [3, 4]], y, 1)
    with pytest.raises(
        ValueError, match="K must have no negative eigenvalue; got one of -1 or less: pass"
    ):
        rr.kernel_ridge([[0, 1], [1, 0]], y, 10)
    with pytest.raises(
        ValueError, match="K must have no negative eigenvalue; got one of -2 or less: pass"
    ):
        rr.kernel_ridge([[-2]], [1], 10)
    with pytest.raises(ValueError, match=r"rank 1 for n = 2: pass a larger lam"):
        rr.kernel_ridge(np.ones((2, 2)), y, 0)
    with pytest.raises(ValueError, match="y must have 2 entries, one for each row of K"):
        rr.kernel_ridge(np.eye(2), [1, 2, 3], 1)


@pytest.mark.parametrize("unit", [1e-60, 1e-4, 1.0, 1e4, 1e6])
def test_the_unit_of_a_point_hides_no_error_and_makes_none(unit):
    """A kernel k(x, x') s(x) s(x') is one, too: point 0 comes in another unit."""
    units = np.array([unit, 1, 1])
    K = np.array([[1, 0.5, 0.2], [0.5, 1, 0.3], [0.2, 0.3, 1]]) * units * units[:, None]
    uneven, indefinite = K + 0, K + 0
    uneven[1, 2] = -0.3
    indefinite[1, 2] = indefinite[2, 1] = 1.5
    with pytest.raises(ValueError, match=r"symmetric; got -0.3 at \[1, 2\] and 0.3 at \[2, 1\]"):
        rr.kernel_ridge(uneven, [1, 2, 3], 1)
    with pytest.raises(ValueError, match=r"no negative eigenvalue; got one of -.* or less"):
        rr.kernel_ridge(indefinite, [1, 2, 3], 1)
    alpha = rr.kernel_ridge(K, [unit, 2, 3], 0)
    np.testing.assert_allclose(
        alpha * units, rr.kernel_ridge(K / units / units[:, None], [1, 2, 3], 0)
    )
    np.testing.assert_allclose(K @ alpha, [unit, 2, 3], rtol=1e-12)
    X = np.array([[1.0, 2], [3, 4]]) * units[:2, None]
    np.testing.assert_allclose(X @ rr.ridge_dual(X, units[:2], 0), units[:2], rtol=1e-12)


def test_a_point_that_its_features_take_to_0_is_a_point():
    """Centered features: one diagonal entry is a rounding error, perhaps below 0."""
    K = np.array([[1.0, -1, 1e-17], [-1, 1, -1e-17], [1e-17, -1e-17, -1e-17]])
    expected = [1 / 3, -1 / 3, 3]
    np.testing.assert_allclose(rr.kernel_ridge(K, [1, -1, 3], 1), expected, rtol=1e-14)


def test_a_kernel_matrix_may_be_rounded():
    """Computed in float32, a kernel matrix is neither quite symmetric nor quite definite."""
    x, y = np.linspace(-1, 1, 40), np.arange(40.0)
    K = gauss(x, x).astype(np.float32)
    K[3, 5] *= np.float32(1 + 3e-7)
    assert np.linalg.eigvalsh(K.astype(float))[0] < 0
    exact = gauss(x, x) @ rr.kernel_ridge(gauss(x, x), y, 0.1)
    np.testing.assert_allclose(K @ rr.kernel_ridge(K, y, 0.1), exact, rtol=0, atol=1e-3)
    assert rr.kernel_ridge(np.zeros((2, 2)), [1, 2], 0.5).tolist() == [2, 4]


def test_random_features_beyond_memory_are_refused():
    with pytest.raises(ValueError, match="n_features times fan_in must fit in memory"):
        rr.random_relu_features(10**9, 10**9, np.random.default_rng(0))


def test_random_features_are_the_same_units_at_every_call():
    features = rr.random_relu_features(3, 50, np.random.default_rng(0))
    same = rr.random_relu_features(3, 50, np.random.default_rng(0))
    X = np.random.default_rng(1).normal(size=(6, 3))
    whole = features(X)
    np.testing.assert_allclose(np.vstack([features(X[:2]), features(X[2:])]), whole, rtol=1e-14)
    np.testing.assert_array_equal(same(X), whole)
    assert whole.min() == 0
    assert not np.allclose(rr.random_relu_features(3, 50, np.random.default_rng(1))(X), whole)
    with pytest.raises(ValueError, match=r"X must have 3 columns.*got shape \(6, 2\)"):
        features(X[:, :2])


def test_random_features_are_he_units_with_the_bias_as_a_weight():
    W = rr.he_normal((7, 4), np.random.default_rng(5))
    X = np.random.default_rng(1).normal(size=(6, 3))
    by_hand = [[max(0, row @ unit[:3] + unit[3]) / np.sqrt(7) for unit in W] for row in X]
    features = rr.random_relu_features(3, 7, np.random.default_rng(5))
    np.testing.assert_allclose(features(X), by_hand, rtol=1e-14, atol=1e-16)


def test_many_random_features_tend_to_their_kernel():
    rng = np.random.default_rng(0)
    X = rng.normal(size=(5, 3))
    a = np.c_[X, np.ones(5)]
    sizes = np.linalg.norm(a, axis=1)
    cos = np.clip(a @ a.T / np.outer(sizes, sizes), -1, 1)
    angle = np.arccos(cos)
    kernel = np.outer(sizes, sizes) / (4 * np.pi) * (np.sin(angle) + (np.pi - angle) * cos)
    blocks = [rr.random_relu_features(3, 400, rng)(X) for _ in range(100)]
    grams = np.array([F @ F.T for F in blocks])
    error = 5 * grams.std(axis=0) / np.sqrt(len(grams))
    assert np.all(abs(grams.mean(axis=0) - kernel) < error)
    assert not np.any(abs(grams.mean(axis=0) - 2 * kernel) < error)
