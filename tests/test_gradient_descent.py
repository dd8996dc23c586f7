"""Steps, limits and closed-form iterates: brute-force twins, edge cases, refusals."""

from fractions import Fraction

import numpy as np
import pytest

import reluridge as rr


def with_singular_values(s, n, d, rng):
    U, V = (np.linalg.qr(rng.normal(size=(k, len(s))))[0] for k in (n, d))
    return U * s @ V.T


def exact_iterate(X, y, lam, step_size, t, w0):
    """Take the steps in rational numbers: no rounding at all."""
    n, d = X.shape
    X = [[Fraction(x) for x in row] for row in X.tolist()]
    y, w = ([Fraction(x) for x in a.tolist()] for a in (y, w0))
    lam, step_size = Fraction(lam), Fraction(step_size)
    for _ in range(t):
        r = [sum(X[i][j] * w[j] for j in range(d)) - y[i] for i in range(n)]
        slope = [2 * sum(X[i][j] * r[i] for i in range(n)) + 2 * lam * w[j] for j in range(d)]
        w = [a - step_size * b for a, b in zip(w, slope, strict=True)]
    return np.array([float(a) for a in w])


@pytest.mark.parametrize(("n", "d"), [(6, 3), (3, 6), (1, 1), (4, 4)])
@pytest.mark.parametrize("lam", [0, 0.5, 30.0])
@pytest.mark.parametrize("share", [1e-9, 0.5, 0.97, 1.03])
def test_loop_and_closed_form_agree_with_exact_arithmetic(n, d, lam, share):
    rng = np.random.default_rng(n)
    X, y, w0 = rng.normal(size=(n, d)), rng.normal(size=n), rng.normal(size=d)
    step_size = share * rr.step_size_limit(X, lam)
    for t in (0, 1, 2, 7):
        exact = exact_iterate(X, y, lam, step_size, t, w0)
        closed = rr.iterate(X, y, lam, step_size, t, w0)
        loop = rr.descend(X, y, lam, step_size, t, w0)
        np.testing.assert_allclose(closed, exact, rtol=1e-11, atol=1e-13)
        np.testing.assert_allclose(loop, exact, rtol=1e-11, atol=1e-13)


@pytest.mark.parametrize("lam", [0, 1.0])
@pytest.mark.parametrize("t", [10**6, 10**12, 10**18, 10**400])
def test_iterates_end_at_ridge_for_every_large_t(lam, t):
    rng = np.random.default_rng(0)
    X, y = with_singular_values([3, 1, 0.1], 5, 3, rng), rng.normal(size=5)
    end = rr.iterate(X, y, lam, 0.9 * rr.step_size_limit(X, lam), t, w0=[5, 5, 5])
    np.testing.assert_allclose(end, rr.ridge(X, y, lam), rtol=1e-12)


def test_a_slow_direction_keeps_its_digits():
    """One weight whose factor is 1 - 1e-15: a power of 1 - 1e-15 would lose them all."""
    step_size = 0.5e-15
    for t in (1, 10, 10**9, 10**15):
        (w,) = rr.iterate([[1]], [1], 0, step_size, t)
        assert w == pytest.approx(-np.expm1(-t * 1e-15), rel=1e-12)


def test_factors_below_zero_alternate():
    path = [rr.iterate([[1]], [0], 0, 0.75, t, w0=[1]).item() for t in range(6)]
    np.testing.assert_allclose(path, [(-0.5) ** t for t in range(6)], rtol=1e-14)
    assert [rr.iterate([[1]], [0], 0, 1, t, w0=[1]).item() for t in (10**9, 10**9 + 1)] == [1, -1]
    assert [rr.iterate([[1]], [3], 0, 0.5, t, w0=[1]).item() for t in (0, 1, 2)] == [1, 3, 3]


def test_directions_without_data():
    X, y, w0 = np.array([[2.0, 0.0], [2.0, 0.0]]), np.array([1.0, 2.0]), np.array([3.0, 4.0])
    far = rr.iterate(X, y, 0, 0.01, 10**12, w0)
    assert far.tolist() == [pytest.approx(0.75, rel=1e-14), 4]
    np.testing.assert_allclose(rr.iterate(X, y, 0.5, 0.01, 7, w0)[1], 4 * 0.99**7, rtol=1e-14)
    silent = np.zeros((2, 2))
    assert rr.iterate(silent, y, 0, 5, 10**12, w0).tolist() == [3, 4]
    assert rr.descend(silent, y, 0, 5, 10, w0).tolist() == [3, 4]
    # A direction that rounding alone has made is none.
    X = np.array([[0.1, 0.3], [0.2, 0.6], [0.7, 2.1]])
    far = rr.iterate(X, X @ [1, 1], 0, 0.1, 10**30)
    np.testing.assert_allclose(far, rr.ols(X, X @ [1, 1]), rtol=1e-12)


@pytest.mark.parametrize("scale", [1e-150, 1e-100, 1.0, 1e100, 1e150])
def test_any_unit_of_X_will_do(scale):
    rng = np.random.default_rng(0)
    X, y, w0 = rng.normal(size=(5, 3)), rng.normal(size=5), rng.normal(size=3)
    limit = rr.step_size_limit(scale * X)
    s = np.linalg.svd(X, compute_uv=False)
    assert limit == pytest.approx(1 / s[0] ** 2 / scale / scale, rel=1e-12)
    assert rr.best_step_size(scale * X) == pytest.approx(
        1 / (s[0] ** 2 + s[-1] ** 2) / scale / scale, rel=1e-12
    )
    ends = [scale * rr.iterate(scale * X, y, 0, 0.5 * limit, t, w0 / scale) for t in (3, 10**9)]
    eta = 0.5 * rr.step_size_limit(X)
    np.testing.assert_allclose(ends, [rr.iterate(X, y, 0, eta, t, w0) for t in (3, 10**9)])


def test_limits():
    X = np.diag([3.0, 1.0])
    assert rr.step_size_limit(X, 7) == pytest.approx(1 / 16, rel=1e-14)
    assert rr.step_size_limit(np.zeros((2, 2))) == np.inf
    assert rr.step_size_limit(np.zeros((2, 2)), 4) == pytest.approx(1 / 4, rel=1e-14)
    assert rr.best_step_size(np.zeros((2, 2)), 4) == pytest.approx(1 / 8, rel=1e-14)
    wide = np.array([[3.0, 0.0, 0.0], [0.0, 1.0, 0.0]])
    assert rr.best_step_size(wide) == pytest.approx(1 / 10, rel=1e-14)
    assert rr.best_step_size(wide, 2) == pytest.approx(1 / 13, rel=1e-14)
    for big in (1e200, 1e-200):
        with pytest.raises(
            ValueError, match=r"the step size must lie in float64's range.*divide X"
        ):
            rr.step_size_limit([[big]])
        with pytest.raises(ValueError, match="the step size must lie in float64's range"):
            rr.best_step_size([[big]])
    with pytest.raises(ValueError, match="X must not be all 0 if lam is 0"):
        rr.best_step_size([[0, 0]])


@pytest.mark.parametrize("lam", [0, 2.0])
@pytest.mark.parametrize("s", [[3, 2, 1], [3, 1]])
def test_no_other_step_size_is_faster(s, lam):
    """Steps until the error is a millionth, from a start off in every direction."""
    rng = np.random.default_rng(0)
    X, y = with_singular_values(s, 5, 3, rng), rng.normal(size=5)
    V = np.linalg.svd(X)[2]
    w0 = rr.iterate(X, y, lam, rr.best_step_size(X, lam), 10**9, w0=10 * V.sum(axis=0))
    end = w0 + 0
    w0 = w0 + V.sum(axis=0)
    if lam == 0:  # nothing moves where there are no data
        end = end + (V[len(s) :] @ V.sum(axis=0)) @ V[len(s) :]

    def steps(step_size):
        errors = (rr.iterate(X, y, lam, step_size, t, w0) - end for t in range(400))
        return next((t for t, e in enumerate(errors) if np.linalg.norm(e) < 1e-6), 400)

    best = rr.best_step_size(X, lam)
    assert steps(best) < min(steps(0.8 * best), steps(1.2 * best))


def test_gradient_is_the_slope():
    rng = np.random.default_rng(0)
    X, y, w = rng.normal(size=(5, 3)), rng.normal(size=5), rng.normal(size=3)
    for lam in (0, 0.7):

        def objective(w, lam=lam):
            return np.sum((y - X @ w) ** 2) + lam * w @ w

        slopes = [(objective(w + e) - objective(w - e)) / 2 for e in np.eye(3)]
        np.testing.assert_allclose(rr.gradient(X, y, w, lam), slopes, rtol=1e-12)
        np.testing.assert_allclose(rr.gradient(X, y, rr.ridge(X, y, lam), lam), 0, atol=1e-13)


def test_history_and_defaults():
    X, y = [[1, 0], [0, 2]], [1, 2]
    path = rr.descend(X, y, 0.5, 0.01, 5, history=True)
    assert path.shape == (6, 2)
    assert path[0].tolist() == [0, 0]
    assert path[-1].tolist() == rr.descend(X, y, 0.5, 0.01, 5).tolist()
    assert path[1].tolist() == rr.gradient_step(X, y, [0, 0], 0.01, 0.5).tolist()
    assert rr.descend(X, y, 0.5, 0.01, 0, w0=[3, 4]).tolist() == [3, 4]


def test_inputs_are_left_alone():
    X, y, w = np.eye(2), np.ones(2), np.ones(2)
    for a in (X, y, w):
        a.flags.writeable = False
    out = [
        rr.gradient(X, y, w),
        rr.gradient_step(X, y, w, 0.1),
        rr.weight_decay_step(X, y, w, 0.1, 1),
        rr.descend(X, y, 0, 0.1, 0, w),
        rr.descend(X, y, 0, 0.1, 3, w, history=True),
        rr.iterate(X, y, 0, 0.1, 0, w),
    ]
    for a in out:
        a[:] = 7
    assert X.tolist() == [[1, 0], [0, 1]]
    assert y.tolist() == w.tolist() == [1, 1]


def test_small_integers_do_not_wrap():
    X, y = np.full((3, 2), 100, dtype=np.int8), np.full(3, 100, dtype=np.uint8)
    w = np.array([1, 1], dtype=np.int8)
    assert rr.gradient(X, y, w).tolist() == [60_000, 60_000]
    assert rr.weight_decay_step(X, y, w, 1, 0).tolist() == [-59_999, -59_999]


def test_divergence():
    X, y = np.diag([3.0, 1.0]), np.ones(2)
    with pytest.raises(
        ValueError, match=r"step_size must be below 0\.111111; got 0\.2: lower it or set"
    ):
        rr.descend(X, y, 0, 0.2, 5)
    with pytest.raises(ValueError, match="step_size must be below"):
        rr.descend(X, y, 0, rr.step_size_limit(X), 5, w0=[1, 1], allow_divergence=False)
    for asked in ({"allow_divergence": True}, {"w0": [0, 0]}):
        assert np.linalg.norm(rr.descend(X, y, 0, 0.2, 50, **asked)) > 1e6
    below = rr.descend(X, y, 0, 0.11, 3000)
    np.testing.assert_allclose(below, [1 / 3, 1])
    for run in (rr.descend, rr.iterate):
        with pytest.raises(
            ValueError, match=r"got an overflow (at|by) step \d+: lower step_size below 0\.111"
        ):
            run(X, y, 0, 0.2, 5000, [1, 1])
    with pytest.raises(ValueError, match="got an overflow at step 1: rescale X or y"):
        rr.descend([[1e100]], [1e300], 0, 1e-201, 5)
    for step in (rr.gradient_step, rr.weight_decay_step):
        with pytest.raises(ValueError, match="the weights must be finite in float64"):
            step([[1e200]], [1], [1e200], 1, 1)
    with pytest.raises(ValueError, match="the gradient must be finite in float64"):
        rr.gradient([[1e200]], [1], [1e200])


@pytest.mark.parametrize(
    ("call", "error", "message"),
    [
        (lambda: rr.gradient([[1]], [1], [1, 2]), ValueError, "w must have 1 entry, one for each"),
        (lambda: rr.gradient([[1]], [1, 2], [1]), ValueError, "y must have 1 entry"),
        (lambda: rr.gradient([[1]], [1], 1.0), ValueError, "w must be 1-D"),
        (lambda: rr.gradient([[1]], [1], [np.nan]), ValueError, "w must be finite"),
        (lambda: rr.gradient([[1]], [1], [1], -1), ValueError, "lam must be at least 0"),
        (lambda: rr.gradient_step([[1]], [1], [1], 0), ValueError, "step_size must be above 0"),
        (lambda: rr.gradient_step([[1]], [1], [1], "a"), TypeError, "step_size must be a"),
        (lambda: rr.weight_decay_step([[1]], [1], [1], -1, 0), ValueError, "step_size must be"),
        (lambda: rr.descend([[1]], [1], 0, 0.1, -1), ValueError, "n_steps must be at least 0"),
        (lambda: rr.descend([[1]], [1], 0, 0.1, 1.5), TypeError, "n_steps must be a whole number"),
        (lambda: rr.descend([[1]], [1], 0, 0.1, 10**30), ValueError, "n_steps.*: use iterate"),
        (
            lambda: rr.descend(np.ones((1, 10**6)), [1], 0, 1e-9, 10**9, history=True),
            ValueError,
            "n_steps must fit in memory",
        ),
        (lambda: rr.descend([[1]], [1], 0, 0.1, 1, history="no"), TypeError, "history must be"),
        (
            lambda: rr.descend([[1]], [1], 0, 0.1, 1, allow_divergence=1),
            TypeError,
            "allow_divergence must be True or False; got 1",
        ),
        (lambda: rr.descend([[1]], [1], 0, np.inf, 1), ValueError, "step_size must be finite"),
        (lambda: rr.descend([[1]], [1], 0, 0.1, 1, [1, 2]), ValueError, "w0 must have 1 entry"),
        (lambda: rr.iterate([[1]], [1], 0, 0.1, -1), ValueError, "t must be at least 0"),
        (lambda: rr.iterate([[1]], [1], 0, 0.1, 1e3), TypeError, "t must be a whole number"),
        (lambda: rr.iterate([[np.inf]], [1], 0, 0.1, 1), ValueError, "X must be finite"),
        (lambda: rr.step_size_limit([1, 2]), ValueError, "X must be 2-D"),
        (lambda: rr.step_size_limit([[1]], -1), ValueError, "lam must be at least 0"),
        (lambda: rr.best_step_size([[1]], [1]), TypeError, "lam must be a single real number"),
    ],
)
def test_bad_input_is_named(call, error, message):
    with pytest.raises(error, match=message):
        call()


def test_step_sizes_for_data_at_the_end_of_float64_are_refused():
    X = np.diag([1.3e308, 1.3e308])
    with pytest.raises(ValueError, match="the step size must lie in float64's range"):
        rr.best_step_size(X)
    with pytest.raises(ValueError, match="the step size must lie in float64's range"):
        rr.step_size_limit(X[:1], 1e308)
