"""Gradients by two routes and by differences, and descent."""

from fractions import Fraction
from itertools import count

import numpy as np
import pytest
import rounding
from hypothesis import example, given, settings
from hypothesis import strategies as st

import reluridge as rr

EPS = rounding.EPS


def flat(net):
    return np.concatenate([net.w, net.b, net.v, [net.c]])


def by_pieces(x, y, weights=None):
    """Return sorted data that never fill a table, however small they are."""
    data = rr.SortedData(x, y, weights)
    data._table = None
    return data


def agree(net, x, y):
    """Hold the sorted route against the dense one, on the scale of the data."""
    loss, gradient = rr.backprop(net, x, y)
    size = 1 + np.abs(x).max() + np.abs(y).max() + np.abs(flat(net)).sum()
    for data in (by_pieces(x, y), rr.SortedData(x, y)):
        fast_loss, fast = data.loss_and_gradient(net)
        np.testing.assert_allclose(fast_loss, loss, rtol=1e-12, atol=1e-15 * size**4)
        np.testing.assert_allclose(flat(fast), flat(gradient), rtol=1e-12, atol=1e-15 * size**4)


def exact(net, x, y, weights=None):
    """Return the loss and its gradient in rational arithmetic, units on where float64 says so."""
    w, b, v = ([Fraction(float(t)) for t in a] for a in (net.w, net.b, net.v))
    xs, ys = ([Fraction(float(t)) for t in a] for a in (x, y))
    share = [Fraction(float(t)) for t in (np.ones(len(xs)) if weights is None else weights)]
    share = [t / sum(share) for t in share]
    on = (np.outer(net.w, x) + net.b[:, None] > 0).tolist()
    r = [
        Fraction(net.c) + sum(v[j] * (w[j] * t + b[j]) for j in range(len(w)) if on[j][i]) - s
        for i, (t, s) in enumerate(zip(xs, ys, strict=True))
    ]
    q = [2 * k * ri for k, ri in zip(share, r, strict=True)]
    R = [sum(qi for qi, o in zip(q, row, strict=True) if o) for row in on]
    S = [sum(qi * t for qi, t, o in zip(q, xs, row, strict=True) if o) for row in on]
    dw = [vj * s for vj, s in zip(v, S, strict=True)]
    db = [vj * t for vj, t in zip(v, R, strict=True)]
    dv = [wj * s + bj * t for wj, bj, s, t in zip(w, b, S, R, strict=True)]
    loss = sum(k * ri**2 for k, ri in zip(share, r, strict=True))
    return float(loss), np.array([float(t) for t in [*dw, *db, *dv, sum(q)]])


def assert_rounding_only(net, x, y, weights=None):
    """Compare loss and gradient with the exact ones, up to what the terms of each sum round.

    A term is a product of a few rounded numbers, and stays in the running sums over the units,
    which round it once for each; sums over points are kept in pairs of floats, so that how many
    there are does not count.  Units that are off at all points are left out.
    """
    data, share = by_pieces(x, y, weights), np.ones(x.size) if weights is None else weights
    z = np.outer(np.abs(x - data._points.x0), np.abs(net.w)) + np.abs(
        net.b + net.w * data._points.x0
    )
    z = np.where((np.outer(x, net.w) + net.b > 0).any(axis=0), z, 0)
    r = z @ np.abs(net.v) + abs(net.c) + np.abs(y)
    q, v = 2 * r * share / share.sum(), np.abs(net.v)
    sizes = np.r_[q @ r, v * (q @ np.abs(x)), v * q.sum(), q @ z, q.sum()]
    loss, gradient = exact(net, x, y, weights)
    fast_loss, fast = data.loss_and_gradient(net)
    found, true = np.r_[fast_loss, flat(fast)], np.r_[loss, gradient]
    assert np.allclose(found, true, rtol=0, atol=4 * (net.w.size + 8) * EPS * sizes)


small = st.integers(-3, 3)


@given(
    st.lists(st.tuples(small, small, small), max_size=6),
    st.lists(st.tuples(small, small), min_size=1, max_size=8),
    small,
)
def test_sorted_equals_dense_on_a_grid(units, points, c):
    """Points on elbows, repeated points and elbows, w = 0, dead and always-on units."""
    w, b, v = np.array(units).reshape(-1, 3).T
    agree(rr.ReLUNet(w, b, v, c), *np.array(points).T)


@pytest.mark.parametrize("seed", range(5))
def test_sorted_equals_dense_at_random(seed):
    rng = np.random.default_rng(seed)
    x, y = rng.normal(size=(2, 300))
    agree(rr.ReLUNet(*rng.normal(size=(3, 40)), 0.5), x, y)


@pytest.mark.parametrize("seed", range(20))
def test_elbows_within_rounding_of_points(seed):
    """Here -b/w may fall on the other side of the point than w x + b says."""
    rng = np.random.default_rng(seed)
    x, y = rng.normal(size=(2, 50))
    x = np.r_[x, np.nextafter(x, np.inf), np.nextafter(x, -np.inf)]
    w, v = rng.normal(size=(2, 200))
    net, y = rr.ReLUNet(w, -w * rng.choice(x, 200), v, 0), np.tile(y, 3)
    agree(net, x, y)
    if seed > 2:
        return
    best, _ = np.split(
        rr.ols(*rr.append_fake_data(features(net, x), y, 0.1, np.eye(200, 201))), [200]
    )
    fit = rr.fit_output(net, rr.SortedData(x, y), 0.1)
    np.testing.assert_allclose(fit.v, best, rtol=1e-9, atol=1e-12)


def test_backprop_is_exact_to_rounding():
    rng = np.random.default_rng(0)
    x, y = rng.normal(size=(2, 12))
    net = rr.ReLUNet(*rng.normal(size=(3, 5)), 0.5)
    loss, gradient = exact(net, x, y)
    dense_loss, dense = rr.backprop(net, x, y)
    assert dense_loss == pytest.approx(loss, rel=1e-13)
    np.testing.assert_allclose(flat(dense), gradient, rtol=1e-11, atol=1e-14)


def test_an_offset_costs_no_digits():
    rng = np.random.default_rng(0)
    far = 2.0**20
    x, y = rng.integers(-512, 512, size=(2, 60)) / 256
    w, b, v = rng.integers(-64, 64, size=(3, 9)) / 32
    near = rr.ReLUNet(w, b, v, 0.25)
    net = rr.ReLUNet(w, b - far * w, v, 0.25 + far)
    loss, gradient = exact(net, x + far, y + far)
    fast_loss, fast = by_pieces(x + far, y + far).loss_and_gradient(net)
    assert fast_loss == pytest.approx(loss, rel=1e-13)
    np.testing.assert_allclose(fast.b, gradient[9:18], rtol=1e-12, atol=1e-13)
    np.testing.assert_allclose(fast.w, gradient[:9], rtol=1e-12, atol=1e-13 * far)
    same_loss, same = by_pieces(x, y).loss_and_gradient(near)
    assert fast_loss == pytest.approx(same_loss, rel=1e-13)
    np.testing.assert_allclose(fast.v, same.v, rtol=1e-12, atol=1e-13)


def test_units_without_active_points_get_exactly_nothing():
    rng = np.random.default_rng(0)
    x, y = rng.uniform(-1, 1, size=(2, 1000))
    net = rr.ReLUNet([1, -1, 0, 0, 1], [-2, -2, -1, 0, 0], [1, 2, 3, 4, 5], 0)
    for gradient in (rr.backprop(net, x, y)[1], by_pieces(x, y).loss_and_gradient(net)[1]):
        assert not np.any([gradient.w[:4], gradient.b[:4], gradient.v[:4]])
        assert np.all(np.array([gradient.w, gradient.b, gradient.v])[:, 4] != 0)


@pytest.mark.parametrize("far", [1e3, 1e9, 1e200])
def test_units_that_do_not_turn_on_leave_no_trace(far):
    rng = np.random.default_rng(0)
    x, y = rng.uniform(-1, 1, size=(2, 50))
    w, b, v = rng.normal(size=(3, 4))
    few = rr.ReLUNet(w, b, v, 0.5)
    many = rr.ReLUNet([*w, -1, 1, -3], [*b, -far, -far, -far], [*v, far, far, 1 / 3], 0.5)
    loss, gradient = by_pieces(x, y).loss_and_gradient(few)
    same_loss, same = by_pieces(x, y).loss_and_gradient(many)
    assert same_loss == pytest.approx(loss, rel=1e-15)
    for a, b in ((gradient.w, same.w), (gradient.b, same.b), (gradient.v, same.v)):
        np.testing.assert_allclose(b, [*a, 0, 0, 0], rtol=1e-14, atol=1e-15)


def nets_and_data(kind, rng):
    """Return a net and data of one of the kinds that a sum in float64 finds hard."""
    h, n = 9, 40
    w, b, v, x = (*rng.normal(size=(3, h)), rng.normal(size=n))
    if kind == "no units":
        w = b = v = np.empty(0)
    elif kind == "one unit, one point":
        w, b, v, x = w[:1], b[:1], v[:1], x[:1]
    elif kind.startswith("far"):
        far = float(kind.split()[1])
        x, b = x + far, b - far * w
    elif kind == "all elbows left":
        b = 9 * np.abs(w) * np.sign(w)
    elif kind == "all elbows right":
        b = -9 * np.abs(w) * np.sign(w)
    elif kind == "repeated":
        x, w, b = np.repeat(x[:8], 5), np.repeat(w[:3], 3), np.repeat(b[:3], 3)
    elif kind == "huge and tiny":
        w, b, v = (a * 10.0 ** rng.integers(-8, 9, size=h) for a in (w, b, v))
    elif kind == "huge and off":
        w[:2], b[:2] = (1e12, -1e12), (-9e12, -9e12)
    elif kind == "tiny data":
        x, b = x * 1e-100, b * 1e-100
    elif kind == "two points active":
        w[:], b[:] = rng.choice([-1, 1], h), -np.sort(abs(x))[-3]
    elif kind == "points on elbows":
        w, b, v, x = *rng.integers(-2, 3, size=(3, h)).astype(float), rng.integers(-3, 4, size=n)
    elif kind == "points beside elbows":
        x = np.r_[x[:5], np.nextafter(x[:5], 9), np.nextafter(x[:5], -9)]
        b = -w * rng.choice(x, h)
    elif kind == "no elbows":
        w = 0 * w
    elif kind == "off, and beyond float64 if on":
        w[:2], b[:2], v[:2] = (1, -1), -1e200, 1e200
    net = rr.ReLUNet(w, b, v, 0.5)
    y = rng.normal(size=x.size)
    return net, x, y


KINDS = [
    "plain", "no units", "one unit, one point", "far 1e3", "far -1e6", "far 1e9",
    "all elbows left", "all elbows right", "repeated", "huge and tiny", "huge and off", "tiny data",
    "two points active", "points on elbows", "points beside elbows", "no elbows",
    "off, and beyond float64 if on",
]  # fmt: skip


@pytest.mark.parametrize("weighted", [False, True])
@pytest.mark.parametrize("kind", KINDS)
def test_pieces_are_exact_to_rounding(kind, weighted):
    for seed in range(10):
        rng = np.random.default_rng(seed)
        net, x, y = nets_and_data(kind, rng)
        weights = rng.choice([0, 0.5, 3], p=[0.1, 0.5, 0.4], size=x.size) if weighted else None
        if weighted and not weights.any():
            weights[:] = 2
        assert_rounding_only(net, x, y, weights)


real = st.floats(-1e6, 1e6, allow_subnormal=False).map(lambda t: t if abs(t) > 1e-6 else 0.0)


@example([(1.0, 1 / 3, 0.0)], [(0.0, 1.0, 1.0), (8193.0, 0.0, 1.0)], 0.0)
@example([(-1.0, 0.0, 0.0)], [(0.0, 237299.0, 1.0), (-4.4, 0.0, 1.0)], 1.0)
@given(
    st.lists(st.tuples(real, real, real), max_size=5),
    st.lists(st.tuples(real, real, st.sampled_from([1.0, 0.25, 3.0])), min_size=1, max_size=7),
    real,
)
@settings(max_examples=300)
def test_pieces_are_exact_whatever_the_numbers(units, points, c):
    net = rr.ReLUNet(*np.array(units).reshape(-1, 3).T, c)
    assert_rounding_only(net, *np.array(points).T)


def test_a_few_points_keep_their_digits_beside_a_million():
    rng = np.random.default_rng(0)
    x, y = rng.normal(size=(2, 10**6))
    at = np.sort(x)
    net = rr.ReLUNet([1, -1, 0.5], [-at[-3], at[2], -0.1], [1, 2, 0.3], 0.5)
    _, gradient = rr.SortedData(x, y).loss_and_gradient(net)
    for j, few in ((0, x > at[-3]), (1, x < at[2])):
        r = net(x[few]) - y[few]
        expected = net.v[j] * np.array([np.sum(r * x[few]), np.sum(r)]) * 2 / x.size
        np.testing.assert_allclose([gradient.w[j], gradient.b[j]], expected, rtol=1e-13)


@pytest.mark.parametrize("miss", [1e-1, 1e-3, 1e-5])
def test_a_close_fit_has_the_digits_that_backprop_has(miss):
    rng = np.random.default_rng(0)
    x, noise = rng.normal(size=(2, 60))
    net = rr.ReLUNet(*rng.normal(size=(3, 12)), 0.5)
    y = net(x) + miss * noise
    loss, gradient = exact(net, x, y)
    fast_loss, fast = by_pieces(x, y).loss_and_gradient(net)
    # A residual is rounded like the sums that it is the difference of.
    size = (np.outer(np.abs(x), np.abs(net.w)) + np.abs(net.b)) @ np.abs(net.v) + np.abs(y)
    lost = 8 * EPS * size.max() / miss
    assert fast_loss == pytest.approx(loss, rel=lost, abs=0)
    np.testing.assert_allclose(flat(fast), gradient, rtol=0, atol=lost * np.abs(gradient).max())


def close_fit(shape, rng):
    """Return a net whose lines have few digits, and data that it misses by a ten-millionth."""
    x, noise = rng.normal(size=(2, 100))
    if shape == "nine units":
        w, b, v = rng.integers(1, 32, size=(3, 9)) * rng.choice([-1, 1], size=(3, 9)) / 32
        net = rr.ReLUNet(w, b, v, 0.5)
    elif shape == "V":  # f(x) = 3|x|: no levels
        net = rr.ReLUNet([1, -1], [0, 0], [3, 3], 0)
    else:  # a step from −3/8 to 3/8: no slopes where points are
        net, x = rr.ReLUNet([3, 3], [10.5, 7.5], [0.25, -0.25], -0.375), x + np.sign(x) - 3
    return net, x, net(x) + 2.0**-24 * noise


@pytest.mark.parametrize("unit", [1, 2.0**60, 2.0**-60])
@pytest.mark.parametrize("shape", ["nine units", "V", "S"])
@pytest.mark.parametrize("weighted", [False, True])
def test_close_fits_keep_the_digits_of_the_gradient(shape, unit, weighted):
    """The chain rule rounds f before it subtracts; pairs of floats do not."""
    rng = np.random.default_rng(0)
    net, x, y = close_fit(shape, rng)
    weights = rng.choice([0, 0.3, 2], size=x.size) if weighted else None
    net, y = rr.ReLUNet(net.w, net.b, unit * net.v, unit * net.c), unit * y
    loss, gradient = exact(net, x, y, weights)
    size = np.abs(gradient).max()

    def lost(found):
        return np.abs(flat(found) - gradient).max() / size

    found_loss, found = by_pieces(x, y, weights).loss_and_gradient(net)
    assert lost(found) <= 10 * x.size * EPS
    assert found_loss == pytest.approx(loss, rel=2**24 * 10 * x.size * EPS)
    assert lost(rr.SortedData(x, y, weights).loss_and_gradient(net)[1]) > 10 * x.size * EPS


def test_close_fits_keep_them_far_from_0():
    net, x, y = close_fit("nine units", np.random.default_rng(0))
    x = np.round(2**20 * x) / 2**20 + 2**29
    net = rr.ReLUNet(net.w, net.b - 2**29 * net.w, net.v, net.c)
    _, gradient = exact(net, x, y)
    found = flat(by_pieces(x, y).loss_and_gradient(net)[1])
    for kind in np.split(np.arange(28), [9, 18]):  # w, b, and v with c
        size = np.abs(gradient[kind]).max()
        assert np.all(np.abs(found - gradient)[kind] <= 10 * x.size * EPS * size)


def test_the_sum_of_weights_keeps_its_digits():
    weights = np.full(20_000, 0.1)
    data = rr.SortedData(np.arange(20_000) % 3, np.zeros(20_000), weights)
    loss, gradient = data.loss_and_gradient(rr.ReLUNet([], [], [], 1))
    assert (loss, gradient.c) == (1, 2)
    assert weights.cumsum()[-1] != float(sum(map(Fraction, weights)))


@pytest.mark.parametrize(
    ("x", "weights"),
    [([0, 1], [1, 0]), ([3, 7, 9], [0, 0, 2]), ([0, 5, 5], [0, 1, 3]), ([0, 1], [1, 1e-300])],
)
def test_weights_may_put_all_on_one_place(x, weights):
    y, net = np.arange(len(x)) + 5.0, rr.ReLUNet([1, -1, 2], [-4, 4, 1], [3, 2, 1], 1)
    loss, gradient = exact(net, x, y, weights)
    for data in (rr.SortedData(x, y, weights), by_pieces(x, y, weights)):
        found_loss, found = data.loss_and_gradient(net)
        assert found_loss == pytest.approx(loss, rel=1e-14)
        np.testing.assert_allclose(flat(found), gradient, rtol=1e-13)
        fit = rr.fit_output(net, data)
        assert exact(fit, x, y, weights)[0] == pytest.approx(0, abs=1e-20 * loss) or len(x) > 2


def test_the_last_steps_of_weight_decay_are_no_slower():
    """Units whose weights have shrunk to subnormal numbers: each is asked about few points."""
    rng = np.random.default_rng(0)
    x, y = rng.normal(size=(2, 10**5))
    data, asked = rr.SortedData(x, y), []
    points = data._points
    behind = points._behind
    points._behind = lambda *args: asked.append(1) or behind(*args)
    w, b = 5e-324 * rng.integers(-4, 5, size=(2, 50))
    _, gradient = data.loss_and_gradient(rr.ReLUNet(w, b, np.ones(50), 0.5))
    assert len(asked) <= 2 + np.log2(x.size)
    assert np.isfinite(flat(gradient)).all()


def test_a_weight_is_a_number_of_copies():
    rng = np.random.default_rng(0)
    x, y = rng.normal(size=(2, 50))
    times = rng.integers(0, 4, size=50, dtype=np.intp)
    net = rr.ReLUNet(*rng.normal(size=(3, 8)), 0.5)
    copies = np.repeat(x, times), np.repeat(y, times)
    loss, gradient = rr.backprop(net, *copies)
    for data in (rr.SortedData(x, y, times), by_pieces(x, y, times)):
        same_loss, same = data.loss_and_gradient(net)
        assert same_loss == pytest.approx(loss, rel=1e-13)
        np.testing.assert_allclose(flat(same), flat(gradient), rtol=1e-11, atol=1e-14)
    fit, same_fit = (rr.fit_output(net, d) for d in (rr.SortedData(*copies), data))
    np.testing.assert_allclose(flat(fit), flat(same_fit), rtol=1e-9)
    end, history = rr.train(net, *copies, 0.01, 9)
    same_end, same_history = rr.train(net, x, y, 0.01, 9, weights=times)
    np.testing.assert_allclose(flat(same_end), flat(end), rtol=1e-11)
    np.testing.assert_allclose(same_history.losses, history.losses, rtol=1e-12)


@pytest.mark.parametrize("data", [rr.SortedData, by_pieces])
@pytest.mark.parametrize("biases", [False, True])
def test_weight_decay_adds_its_price_and_its_pull(data, biases):
    rng = np.random.default_rng(0)
    x, y = rng.normal(size=(2, 30))
    net = rr.ReLUNet(*rng.normal(size=(3, 8)), 0.5)
    loss, g = data(x, y).loss_and_gradient(net)
    more, decayed = data(x, y).loss_and_gradient(net, 0.3, decay_biases=biases)
    assert more - loss == pytest.approx(
        0.3 * (net.w @ net.w + net.v @ net.v + biases * net.b @ net.b)
    )
    pull = [0.6 * net.w, 0.6 * biases * net.b, 0.6 * net.v, [0]]
    np.testing.assert_allclose(
        flat(decayed) - flat(g), np.concatenate(pull), rtol=1e-12, atol=1e-14
    )


def test_train_decays_dead_units_as_the_claim_says():
    net = rr.ReLUNet([1.0], [-3.0], [1.0], 0)  # elbow at 3, data on [-1, 1]
    x = np.linspace(-1, 1, 9)
    still, _ = rr.train(net, x, x, 0.1, 10)
    both, history = rr.train(net, x, x, 0.1, 10, lam=0.5, decay_biases=True)
    weight, away = rr.train(net, x, x, 0.1, 10, lam=0.5)
    assert still.w[0] == 1
    assert both.w[0] == pytest.approx(0.9**10)
    assert history.elbows[-1, 0] == pytest.approx(3)
    assert weight.b[0] == -3
    assert away.elbows[-1, 0] == pytest.approx(3 / 0.9**10)


def features(net, x):
    return np.c_[np.maximum(np.outer(x, net.w) + net.b, 0), np.ones(len(x))]


def exact_fit(net, x, y, lam):
    """Return the best v and c by Gauss-Jordan elimination on the normal equations, or None."""
    rows = [
        [Fraction(w) * Fraction(t) + Fraction(b) if w * t + b > 0 else Fraction(0)
         for w, b in zip(net.w.tolist(), net.b.tolist(), strict=True)] + [Fraction(1)]
        for t in x.tolist()
    ]  # fmt: skip
    d, targets = net.w.size + 1, [Fraction(t) for t in y.tolist()]
    G = [
        [
            sum(r[i] * r[j] for r in rows) + (Fraction(lam) if i == j < d - 1 else 0)
            for j in range(d)
        ]
        + [sum(r[i] * t for r, t in zip(rows, targets, strict=True))]
        for i in range(d)
    ]
    for i in range(d):
        pivot = next((k for k in range(i, d) if G[k][i]), None)
        if pivot is None:
            return None
        G[i], G[pivot] = G[pivot], [a / G[pivot][i] for a in G[pivot]]
        G[i] = [a / G[i][i] for a in G[i]]
        for k in range(d):
            if k != i and G[k][i]:
                G[k] = [a - G[k][i] * c for a, c in zip(G[k], G[i], strict=True)]
    return np.array([float(row[d]) for row in G])


@pytest.mark.parametrize("lam", [0, 1e-6, 2.0, 1e200])
@pytest.mark.parametrize("kind", KINDS)
def test_fit_output_is_ridge_on_the_features(kind, lam):
    """Against rational arithmetic, as all the rows by QR would be if x were near 0."""
    net, x, y = nets_and_data(kind, np.random.default_rng(3))
    fit = rr.fit_output(net, rr.SortedData(x, y), lam)
    np.testing.assert_array_equal([fit.w, fit.b], [net.w, net.b])
    live = features(net, x).any(axis=0)[:-1]
    assert not fit.v[~live].any()
    fit, net = (rr.ReLUNet(f.w[live], f.b[live], f.v[live], f.c) for f in (fit, net))
    A, target, h = features(net, x), y, net.w.size
    if h and lam:
        A, target = rr.append_fake_data(A, y, lam, directions=np.eye(h, h + 1))
    dense, best, v = rr.ols(A, target), exact_fit(net, x, y, lam), np.r_[fit.v, fit.c]
    if best is None:  # no unique solution: how close the fit is can be compared
        other = rr.ReLUNet(net.w, net.b, dense[:-1], dense[-1])
        losses = [exact(f, x, y)[0] for f in (fit, other)]
        np.testing.assert_allclose(*losses, rtol=16 * EPS, atol=(16 * EPS) ** 2 * np.mean(y**2))
    else:
        assert np.allclose(v, best, rtol=0, atol=rounding.of_weights(A, target, best))


@pytest.mark.parametrize("weighted", [False, True])
@pytest.mark.parametrize("far", [0, 2.0**20])
def test_fit_output_sees_three_points_beside_five_thousand(far, weighted):
    """They alone say what the last weight is, by squares of 1e-12 beside sums of thousands."""
    rng = np.random.default_rng(0)
    few = 1 + np.array([1, 2, 5]) / 2**20
    x = np.r_[rng.integers(-(2**30), 2**30, size=5000) / 2**30, few]
    net = rr.ReLUNet([1, -1, 1, 1], [0.5, 0.25, -0.5, -1], [3, 1, -2, 5], 0.5)
    weights = rng.choice([0.3, 2], size=x.size) if weighted else np.ones(x.size)
    moved = rr.ReLUNet(net.w, net.b - far * net.w, net.v, net.c)
    for found, kept in ((True, slice(None)), (False, slice(5000))):
        t = x[kept]
        fit = rr.fit_output(moved, rr.SortedData(t + far, net(t), weights[kept]))
        assert np.allclose([*fit.v, fit.c], [*net.v, net.c], rtol=1e-8, atol=0) == found


def test_fit_output_of_pieces_in_one_place():
    """These say nothing about a slope; a unit of w = 0 shares the constant, λ decides."""
    x, y = np.repeat([0.0, 1, 2, 3], 50), np.random.default_rng(0).normal(size=200)
    net = rr.ReLUNet([0, 1, -1, 1], [2, -0.5, 1.5, -2.5], [1, 1, 1, 1], 0)
    fit = rr.fit_output(net, rr.SortedData(x, y), lam=3)
    _, gradient = exact(fit, x, y)
    np.testing.assert_allclose(gradient[8:12] * 100, -3 * fit.v, rtol=1e-12, atol=200 * EPS)
    assert gradient[12] == pytest.approx(0, abs=200 * EPS)


def test_fit_output_leaves_nothing_to_descend():
    rng = np.random.default_rng(0)
    x, y = rng.normal(size=(2, 3000))
    data, start = rr.SortedData(x, y), rr.ReLUNet(*rng.normal(size=(3, 30)), 0.5)
    net = rr.fit_output(start, data)
    _, before = data.loss_and_gradient(start)
    _, after = data.loss_and_gradient(net)
    # Units that are off at all points make the rank deficient: rounded once for each column.
    A = features(net, x)
    slope = A.shape[1] * rounding.of_slope(A, y, np.r_[net.v, net.c]) * 2 / x.size
    assert np.allclose([*after.v, after.c], 0, rtol=0, atol=slope)
    assert not np.allclose([*before.v, before.c], 0, rtol=0, atol=slope)


def test_fit_output_does_not_square_the_condition_number():
    """Elbows 1e-6 apart: in the matrix of inner products of the features they are one."""
    rng = np.random.default_rng(0)
    e = np.sort(np.r_[np.linspace(-0.9, 0.8, 9), np.linspace(-0.9, 0.8, 9) + 1e-6])
    x = np.r_[rng.uniform(-1, 1, 400), (e[::2, None] + [2e-7, 5e-7, 7e-7]).ravel()]
    true = rr.ReLUNet(np.ones(18), -e, np.resize([1.0, -2.0, 3.0], 18), 0.25)
    fit = rr.fit_output(rr.ReLUNet(true.w, true.b, np.zeros(18), 0), by_pieces(x, true(x)))
    A, w = features(true, x), np.r_[true.v, true.c]
    bound = rounding.of_weights(A, true(x), w)
    assert np.allclose([*fit.v, fit.c], w, rtol=0, atol=bound)
    assert not np.allclose(np.linalg.solve(A.T @ A, A.T @ true(x)), w, rtol=0, atol=bound)


def test_a_million_points_need_no_table():
    x = np.linspace(-1, 1, 10**6)
    net = rr.ReLUNet.from_knots(np.linspace(-1, 1, 11), np.sin(np.arange(11)))
    y = net(x)
    data = rr.SortedData(x, y)
    size = (np.outer(np.abs(x), np.abs(net.w)) + np.abs(net.b)) @ np.abs(net.v)
    exactly = data.loss_and_gradient(net)[0]
    np.testing.assert_allclose(exactly, 0, atol=(4 * EPS * size.max()) ** 2)
    assert data.loss_and_gradient(rr.ReLUNet(net.w, net.b, net.v, net.c + 1))[0] == pytest.approx(1)


@pytest.mark.parametrize("decay_biases", [False, True])
def test_train_steps_along_the_gradient_with_weights_and_a_price(decay_biases):
    net, x, y = nets_and_data("plain", np.random.default_rng(0))
    options = {"lam": 0.3, "decay_biases": decay_biases}
    weights = np.random.default_rng(1).choice([0, 0.3, 2], size=x.size)
    _, g = rr.SortedData(x, y, weights).loss_and_gradient(net, **options)
    expected = flat(net) - 0.1 * flat(g)

    def right(**options):
        return np.allclose(flat(rr.train(net, x, y, 0.1, 1, **options)[0]), expected, rtol=1e-12)

    assert right(weights=weights, **options)
    other = {"lam": 0.3, "decay_biases": not decay_biases}
    for wrong in (options, {"weights": weights}, {"weights": weights, **other}):
        assert not right(**wrong)


def test_train_takes_the_steps_that_backprop_says():
    rng = np.random.default_rng(0)
    x, y = rng.normal(size=(2, 30))
    net = start = rr.ReLUNet(*rng.normal(size=(3, 6)), 0.1)
    losses, elbows = [], []
    for _ in range(21):
        loss, g = rr.backprop(net, x, y)
        losses.append(loss)
        elbows.append(net.elbows)
        last, p = net, flat(net) - 0.02 * flat(g)
        net = rr.ReLUNet(*p[:-1].reshape(3, 6), p[-1])
    end, history = rr.train(start, x, y, 0.02, 20)
    np.testing.assert_allclose(flat(end), flat(last), rtol=1e-10)
    np.testing.assert_allclose(history.losses, losses, rtol=1e-10)
    np.testing.assert_allclose(history.elbows, elbows, rtol=1e-10)


def test_history_is_read_only_and_may_be_short():
    net = rr.ReLUNet([0, 1], [1, 1], [1, 1], 0)
    end, history = rr.train(net, [1, 2], [1, 2], 0.1, 0)
    np.testing.assert_array_equal(flat(end), flat(net))
    assert history.losses.shape == (1,)
    np.testing.assert_array_equal(history.elbows, [[np.nan, -1]])
    _, at_0 = rr.train(rr.ReLUNet([1], [0], [0], 0), [2], [0], 0.1, 0)
    assert str(at_0.elbows[0, 0]) == "0.0"  # and not -0.0
    for a in history:
        with pytest.raises(ValueError, match="read-only"):
            a[0] = 0


def test_a_loss_that_starts_too_large_is_not_blamed_on_the_step():
    with pytest.raises(ValueError, match="at step 0: rescale x, y or the net"):
        rr.train(rr.ReLUNet([1e200], [0], [1e200], 0), [1, 2], [1, 2], 0.1, 3)
    with pytest.raises(ValueError, match="at step 2: pass a step_size below 1e\\+100"):
        rr.train(rr.ReLUNet([], [], [], 0), [5], [1], 1e100, 2)
    with pytest.raises(ValueError, match=r"n_steps must fit in memory; got the size 10{30}"):
        rr.train(rr.ReLUNet([1], [0], [1], 0), [1, 2], [1, 2], 0.1, 10**30 - 1)


def test_progress_wraps_the_steps():
    seen = []

    def watch(steps):
        for t in steps:
            seen.append(t)
            yield t

    net = rr.ReLUNet([1], [0], [1], 0)
    end, history = rr.train(net, [1, 2], [1, 3], 0.01, 5, progress=watch)
    same, plain = rr.train(net, [1, 2], [1, 3], 0.01, 5)
    assert seen == [0, 1, 2, 3, 4, 5]
    np.testing.assert_array_equal(flat(end), flat(same))
    np.testing.assert_array_equal(history.losses, plain.losses)
    with pytest.raises(ValueError, match="progress must yield every step; got 3 of 6"):
        rr.train(net, [1, 2], [1, 3], 0.01, 5, progress=lambda steps: iter(steps[:3]))
    with pytest.raises(ValueError, match="progress must yield every step; got 0 of 6"):
        rr.train(net, [1, 2], [1, 3], 0.01, 5, progress=lambda steps: [])
    same, _ = rr.train(net, [1, 2], [1, 3], 0.01, 5, progress=lambda steps: count())
    np.testing.assert_array_equal(flat(end), flat(same))


def test_divergence_stops_and_says_where():
    with pytest.raises(ValueError, match=r"the loss must .* at step \d+: pass a step_size below 5"):
        rr.train(rr.ReLUNet([1], [1], [1], 0), [1, 2, 3], [1, 2, 0], 5, 1000)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda net: rr.backprop(net, [1, 2], [1]), "y must have 2 entries"),
        (lambda net: rr.backprop(net, [1e200], [0]), "loss and its gradient must be finite"),
        (
            lambda net: rr.backprop(rr.ReLUNet([1, 1], [0, 0], [1e308, -1e308], 0), [10], [0]),
            "loss and its gradient must be finite",
        ),
        (
            lambda net: rr.SortedData([0, 1e120], [0, 0]).loss_and_gradient(
                rr.ReLUNet([], [], [], 1e160)
            ),
            "loss and its gradient must be finite",
        ),
        (lambda net: rr.SortedData([1], [1, 2]), "y must have 1 entry"),
        (lambda net: rr.SortedData([0, 1e200], [0, 0]), "x and y must have finite squares"),
        (lambda net: rr.SortedData([0, 1e-200], [0, 0]), "overflow or underflow: rescale them"),
        (lambda net: rr.SortedData([1], [1], [-1]), "weights must be at least 0 and not all 0"),
        (lambda net: rr.SortedData([1, 2], [1, 2], [0, 0]), "weights must .* a largest of 0.0"),
        (lambda net: rr.fit_output(net, rr.SortedData([1], [1]), -1), "lam must be at least 0"),
        (
            lambda net: rr.SortedData([1], [1]).loss_and_gradient(
                rr.ReLUNet([1e200], [0], [1e200], 0)
            ),
            "loss and its gradient must be finite",
        ),
        (lambda net: rr.train(net, [1], [1], 0, 1), "step_size must be above 0"),
        (lambda net: rr.train(net, [1], [1], 1, -1), "n_steps must be at least 0"),
    ],
)
def test_what_is_refused(call, message):
    with pytest.raises(ValueError, match=message):
        call(rr.ReLUNet([1], [0], [1], 0))


@pytest.mark.parametrize(
    "call",
    [
        lambda: rr.backprop("net", [1], [1]),
        lambda: rr.train(None, [1], [1], 1, 1),
        lambda: rr.SortedData([1], [1]).loss_and_gradient([1]),
    ],
)
def test_what_is_no_net(call):
    with pytest.raises(TypeError, match=r"net must be a ReLUNet; got (str|NoneType|list)"):
        call()
