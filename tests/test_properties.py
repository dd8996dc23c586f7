"""Properties that hold for whatever is drawn: routes to ridge, fake rows and columns, nets."""

import numpy as np
import rounding
from hypothesis import assume, given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

import reluridge as rr

EPS = rounding.EPS
entries = st.integers(-8, 8).map(float)
strengths = st.sampled_from([1e-3, 0.5, 7.0, 1e4])
sizes = st.integers(1, 5)


@st.composite
def problems(draw):
    """Return data of any shape and rank, with rows and columns in units of their own."""
    n, d = draw(sizes), draw(sizes)
    X = draw(arrays.arrays(float, (n, d), elements=entries))
    X = X * 10.0 ** draw(st.integers(-3, 3))
    return X, draw(arrays.arrays(float, n, elements=entries)), draw(strengths)


@given(problems())
def test_four_routes_lead_to_the_one_place_without_slope(data):
    X, y, lam = data
    w, norm = rr.ridge(X, y, lam), np.linalg.norm(X, 2)
    cond = (norm**2 + lam) / lam
    assume(cond < 1e10)  # beyond, the formulas as printed refuse
    size = np.abs(w).max() + norm * np.linalg.norm(y) / (norm**2 + lam)
    features, f = rr.ridge_fake_features(X, y, lam)
    entries = X.size + max(X.shape)  # of the larger system with fakes, but for its zeros
    others = [r(X, y, lam) for r in (rr.ridge_normal_equations, rr.ridge_dual, rr.ridge_fake_data)]
    for other in (features, *others):
        # Ten roundings of each entry; a product of X with itself has this condition number.
        np.testing.assert_allclose(other, w, rtol=0, atol=10 * entries * EPS * cond * size)
    np.testing.assert_allclose(
        f * np.sqrt(lam), y - X @ w, atol=10 * entries * EPS * cond * (1 + np.abs(y).max())
    )
    slope = rr.gradient(X, y, w, lam)
    pulled = rounding.of_slope(*rr.append_fake_data(X, y, lam), w)
    np.testing.assert_allclose(slope, 0, atol=10 * entries * pulled)


@given(problems(), st.data())
def test_fake_data_cost_what_the_penalty_costs(data, more):
    X, y, lam = data
    w = more.draw(arrays.arrays(float, X.shape[1], elements=entries))
    X_fake, y_fake = rr.append_fake_data(X, y, lam)
    error, objective = (np.sum((t - A @ w) ** 2) for A, t in ((X_fake, y_fake), (X, y)))
    np.testing.assert_allclose(error, objective + lam * w @ w, rtol=1e-12)


@given(problems())
def test_paths_and_left_out_errors_are_those_of_single_fits(data):
    X, y, lam = data
    assume(len(y) > 1)
    path, errors = rr.ridge_path(X, y, [lam, 2 * lam]), rr.leave_one_out(X, y, [lam])[0]
    np.testing.assert_allclose(path[0], rr.ridge(X, y, lam), rtol=1e-9, atol=1e-12)
    for i in range(len(y)):
        rest = np.arange(len(y)) != i
        refit = y[i] - X[i] @ rr.ridge(X[rest], y[rest], lam)
        np.testing.assert_allclose(errors[i], refit, rtol=1e-8, atol=1e-9 * (1 + np.abs(y).max()))


units = st.lists(st.tuples(entries, entries, entries), max_size=6)
points = st.lists(st.floats(-9, 9), min_size=1, max_size=9)


@given(units, entries, points, st.randoms())
def test_order_and_scale_of_units_change_no_net(units, c, x, random):
    w, b, v = np.array(units).reshape(-1, 3).T
    net = rr.ReLUNet(w, b, v, c)
    order = random.sample(range(len(w)), len(w))
    factors = 2.0 ** np.array([random.randint(-9, 9) for _ in w])
    same = rr.ReLUNet((w * factors)[order], (b * factors)[order], (v / factors)[order], c)
    size = 1 + np.abs(v) @ (np.abs(w) * 9 + np.abs(b)) + abs(c)
    np.testing.assert_allclose(same(x), net(x), rtol=0, atol=1e-14 * size)
    np.testing.assert_array_equal(np.sort(same.elbows), np.sort(net.elbows))


@given(st.lists(st.tuples(st.integers(1, 9), entries), min_size=1, max_size=8))
def test_knots_come_back_from_their_net(knots):
    widths, y = np.array(knots, dtype=float).T
    x = np.cumsum(widths)
    net = rr.ReLUNet.from_knots(x, y)
    np.testing.assert_allclose(net(x), y, rtol=0, atol=1e-12 * (1 + np.abs(y).max()))
    if len(x) > 1:
        at, height = net.knots(x[0], x[-1])
        assert set(at) <= set(x)
        np.testing.assert_allclose(np.interp(x, at, height), y, rtol=0, atol=1e-12 * 99)
