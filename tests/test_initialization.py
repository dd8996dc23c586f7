"""Initialization: shapes, sizes by another route, biases in many dimensions, what is refused."""

import numpy as np
import pytest

import reluridge as rr

INITS = [rr.lecun_normal, rr.glorot_normal, rr.he_normal]
EPS = np.finfo(np.float64).eps
KINDS = ["as_weight", "zero", "random", "constant"]


@pytest.mark.parametrize("init", INITS)
@pytest.mark.parametrize("shape", [(1, 1), (5, 1), (1, 5), (4, 7)])
def test_weights_have_the_shape_they_are_asked_for(init, shape):
    w = init(shape, np.random.default_rng(0))
    assert w.shape == shape
    assert w.dtype == np.float64
    assert rr.bias_init("zero", shape, np.random.default_rng(0)).shape == shape[:1]


def test_the_fans_are_not_swapped():
    # One stream of normal numbers, scaled: the ratio to it is the standard deviation.
    shape, seed = (8, 2), 7
    raw = np.random.default_rng(seed).normal(size=shape)
    for init, variance in [(rr.lecun_normal, 1 / 2), (rr.glorot_normal, 1 / 5), (rr.he_normal, 1)]:
        w = init(shape, np.random.default_rng(seed))
        np.testing.assert_allclose(w / raw, np.sqrt(variance), rtol=1e-14)


def test_gaussian_of_variance_zero_is_zero():
    assert not rr.gaussian((3, 2), 0, np.random.default_rng(0)).any()


def test_as_weight_is_one_more_column_of_he_weights():
    fan_out, fan_in = 50_000, 3
    whole = rr.he_normal((fan_out, fan_in + 1), np.random.default_rng(0))
    b = rr.bias_init("as_weight", (fan_out, fan_in), np.random.default_rng(1))
    for sample in (whole[:, -1], b):
        error = np.sqrt(2 / fan_out) * 2 / (fan_in + 1)
        assert abs(np.mean(sample**2) - 2 / (fan_in + 1)) < 5 * error
    lecun = rr.bias_init("as_weight", (fan_out, fan_in), np.random.default_rng(1), gain=1)
    np.testing.assert_allclose(b, np.sqrt(2) * lecun)


def test_small_biases_take_their_size_from_value():
    shape = (50_000, 3)
    b = rr.bias_init("random", shape, np.random.default_rng(0), value=0.2)
    assert abs(np.mean(b**2) / 0.2**2 - 1) < 5 * np.sqrt(2 / b.size)
    assert abs(b.mean()) < 5 * 0.2 / np.sqrt(b.size)
    assert set(rr.bias_init("constant", shape, np.random.default_rng(0), value=-0.2)) == {-0.2}


@pytest.mark.parametrize("kind", ["zero", "constant"])
def test_fixed_biases_draw_nothing(kind):
    rng, twin = np.random.default_rng(0), np.random.default_rng(0)
    rr.bias_init(kind, (3, 1), rng)
    assert rng.normal() == twin.normal()


@pytest.mark.parametrize("d", [1, 2, 5])
def test_a_positive_constant_keeps_units_alive_around_zero(d):
    # Inputs with 0 in their convex hull, then the same inputs moved off it.
    rng = np.random.default_rng(d)
    X = rng.normal(size=(d + 1, d))
    X -= rng.dirichlet(np.ones(d + 1)) @ X
    w = 100 * rng.normal(size=(3000, d))
    b = rr.bias_init("constant", w.shape, rng)
    assert "dead" not in rr.unit_states(w, b, X)
    assert "dead" in rr.unit_states(w, b, X + 2 * np.abs(X).max() * np.eye(d)[0])


def test_moments_of_a_net_that_changes_nothing():
    def identity(shape, rng):
        return np.eye(*shape)

    rng = np.random.default_rng(0)
    np.testing.assert_allclose(rr.second_moments(5, 7, identity, lambda z: z, rng), 1)
    np.testing.assert_allclose(rr.second_moments(5, 7, identity, np.abs, rng), 1)
    halves = rr.second_moments(5, 7, identity, lambda z: z / 2, rng)
    np.testing.assert_allclose(halves, 4.0 ** -np.arange(6))


@pytest.mark.parametrize("variance", [0.5, 1, 2])
def test_moments_follow_the_map_of_a_wide_layer(variance):
    # E relu(z)^2 and E tanh(z)^2 by quadrature, one layer after the other.
    nodes, weights = np.polynomial.hermite_e.hermegauss(80)
    weights = weights / weights.sum()
    for name, phi in [("relu", rr.relu), ("tanh", np.tanh)]:
        width, expected = 500, [1.0]
        for _ in range(3):
            expected.append(weights @ phi(np.sqrt(variance * expected[-1]) * nodes) ** 2)
        moments = rr.second_moments(
            3,
            width,
            lambda shape, rng: rr.gaussian(shape, variance / shape[1], rng),
            name,
            np.random.default_rng(1),
        )
        # Three layers, each with a relative error of at most sqrt(5 / width).
        np.testing.assert_allclose(moments, expected, rtol=5 * np.sqrt(3 * 5 / width))


ACTIVATIONS = {  # with their slopes, written in another way
    "relu": (lambda z: (z + np.abs(z)) / 2, lambda z: (1 + np.sign(z)) / 2),
    "tanh": (lambda z: 1 - 2 / (np.exp(2 * z) + 1), lambda z: 1 - np.tanh(z) ** 2),
    "sigmoid": (lambda z: 1 / (1 + np.exp(-z)), lambda z: np.exp(-z) / (1 + np.exp(-z)) ** 2),
}


def drawn_both_ways(widths, variances, activation, rng):
    """Return the mean squares of signal and gradient in each layer of one net."""
    phi, slope = ACTIVATIONS[activation]
    h, layers = rng.choice([-1, 1], size=widths[0]), []
    signal, gradient = [1.0], [1.0]
    for n, variance in zip(widths[1:], variances, strict=True):
        W = np.sqrt(variance) * rng.normal(size=(n, h.size))
        layers.append((W, slope(W @ h)))
        h = phi(W @ h)
        signal.append(np.mean(h**2))
    g = rng.choice([-1, 1], size=h.size)
    for W, slopes in layers[::-1]:
        g = (slopes * g) @ W
        gradient.append(np.mean(g**2))
    return signal, gradient[::-1]


@pytest.mark.parametrize(
    ("activation", "widths", "variances"),
    [
        ("relu", [1, 2, 4, 3], [1.5, 0.8, 0.4]),
        ("tanh", [200, 300, 400, 250], [1 / 100, 1 / 200, 1 / 400]),
        ("sigmoid", [200, 300, 400, 250], [1 / 10, 1 / 200, 1 / 400]),
    ],
)
def test_signal_and_gradient_are_those_of_nets_drawn(activation, widths, variances):
    # ReLUs at any width; others at large ones, where they may be off by a share of 1/width a layer.
    count, rng = (20_000 if activation == "relu" else 100), np.random.default_rng(0)
    nets = [drawn_both_ways(widths, variances, activation, rng) for _ in range(count)]
    expected = np.array(rr.signal_and_gradient(widths, variances, activation))
    error = 5 * np.std(nets, axis=0) / count**0.5
    off = np.abs(np.mean(nets, axis=0) - expected)
    if activation == "relu":  # between the ends all units of a layer may be off
        assert np.all(off[0] <= error[0])
        assert off[1, 0] <= error[1, 0]
    else:
        assert np.all(off <= error + expected * 3 * 3 / min(widths))


def test_the_slope_is_the_derivative_of_the_activation():
    # For normal z, E z φ(z) = Var(z) E φ'(z): here by the difference of two mean squares.
    for activation, (phi, slope) in ACTIVATIONS.items():
        xi = np.arange(-12 + 1 / 128, 12, 1 / 64)  # no node at the kink
        density = np.exp(-(xi**2) / 2) / np.sqrt(2 * np.pi) / 64
        for s in (0.3, 1, 4):
            signal, gradient = rr.signal_and_gradient([1, 1], [s**2], activation)
            np.testing.assert_allclose(signal[1], density @ phi(s * xi) ** 2, rtol=1e-9)
            np.testing.assert_allclose(
                gradient[0], s**2 * (density @ slope(s * xi) ** 2), rtol=1e-9
            )


def test_signal_and_gradient_at_any_scale():
    # A narrow slope is a spike: E tanh'(sξ)² is nearly 4/3 over √(2π) s, 1 - E tanh(sξ)² nearly 2.
    for s in (1e6, 1e60, 1e140):
        signal, gradient = rr.signal_and_gradient([1, 1], [s**2], "tanh")
        np.testing.assert_allclose(signal[1], 1 - 2 / np.sqrt(2 * np.pi) / s, rtol=256 * EPS)
        np.testing.assert_allclose(
            gradient[0] / s, 4 / 3 / np.sqrt(2 * np.pi), rtol=1 / s**2 + 256 * EPS
        )
    deep = rr.signal_and_gradient([1] * 901, [1] * 900, "relu")
    halves = 0.5 ** np.arange(901)
    np.testing.assert_allclose(deep, [halves, halves[::-1]], 64 * 900 * EPS)  # each layer rounds
    assert [a.tolist() for a in rr.signal_and_gradient([7], [], "relu")] == [[1], [1]]
    assert [a.tolist() for a in rr.signal_and_gradient([2, 3], [0], "relu")] == [[1, 0], [0, 1]]


def test_signal_and_gradient_refuse_what_is_no_net():
    for widths, message in [
        ([2, 0], r"^widths must be whole numbers above 0; got 0\.0: round them$"),
        ([2, 1.5], r"^widths must be whole numbers above 0; got 1\.5: round them$"),
        ([], "widths must have at least 1 entry"),
        ([2, 3, 4], "variances must have 2 entries, one for each layer; got 1"),
    ]:
        with pytest.raises(ValueError, match=message):
            rr.signal_and_gradient(widths, [1], "relu")
    with pytest.raises(ValueError, match=r"variances must be at least 0; got -1\.0"):
        rr.signal_and_gradient([2, 3], [-1], "relu")
    with pytest.raises(ValueError, match="activation must be one of 'relu', 'tanh', 'sigmoid'"):
        rr.signal_and_gradient([2, 3], [1], np.tanh)
    with pytest.raises(ValueError, match="the variance of z in layer 2 must be finite"):
        rr.signal_and_gradient([2, 3, 2], [1e200] * 2, "relu")
    with pytest.raises(ValueError, match="mean square of the signal must be finite in float64"):
        rr.signal_and_gradient([1, 1], [1.7e308], "relu")
    with pytest.raises(ValueError, match="mean square of the gradient must be finite in float64"):
        rr.signal_and_gradient([2, 2, 2, 2], [5e307] * 3, "tanh")


def test_far_inputs_do_not_overflow_the_sigmoid():
    def huge(shape, rng):
        return np.full(shape, 1e6)

    np.testing.assert_allclose(
        rr.second_moments(2, 3, huge, "sigmoid", np.random.default_rng(0))[2], 1
    )


@pytest.mark.parametrize("init", INITS)
@pytest.mark.parametrize(
    ("shape", "error", "message"),
    [
        ((3, 0), ValueError, "fan_in must be at least 1"),
        ((0, 3), ValueError, "fan_out must be at least 1"),
        ((2.5, 3), TypeError, "fan_out must be a whole number"),
        (3, TypeError, "shape must be a pair"),
        ((1, 2, 3), TypeError, "shape must be a pair"),
    ],
)
def test_bad_shapes_are_refused(init, shape, error, message):
    with pytest.raises(error, match=message):
        init(shape, np.random.default_rng(0))
    with pytest.raises(error, match=message):
        rr.bias_init("zero", shape, np.random.default_rng(0))


@pytest.mark.parametrize("rng", [None, 0, np.random, np.random.RandomState(0)])
def test_randomness_comes_from_a_generator(rng):
    for call in [
        lambda: rr.gaussian((1, 1), 1, rng),
        lambda: rr.he_normal((1, 1), rng),
        lambda: rr.bias_init("zero", (1, 1), rng),
        lambda: rr.second_moments(1, 1, rr.he_normal, "relu", rng),
    ]:
        with pytest.raises(TypeError, match=r"rng must be a numpy\.random\.Generator"):
            call()


def test_bad_numbers_are_refused():
    rng = np.random.default_rng(0)
    with pytest.raises(ValueError, match="variance must be at least 0"):
        rr.gaussian((1, 1), -1, rng)
    with pytest.raises(ValueError, match="kind must be one of 'as_weight'"):
        rr.bias_init("xavier", (1, 1), rng)
    with pytest.raises(ValueError, match="value must be finite"):
        rr.bias_init("constant", (1, 1), rng, value=np.nan)
    with pytest.raises(ValueError, match="gain must be above 0"):
        rr.bias_init("as_weight", (1, 1), rng, gain=0)
    with pytest.raises(ValueError, match="depth must be at least 0"):
        rr.second_moments(-1, 1, rr.he_normal, "relu", rng)
    with pytest.raises(ValueError, match=r"depth must fit in memory; got the size 10{29}1"):
        rr.second_moments(10**30, 1, rr.he_normal, "relu", rng)
    with pytest.raises(ValueError, match="width must fit in memory"):
        rr.second_moments(1, 10**9, rr.he_normal, "relu", rng)
    with pytest.raises(ValueError, match="width must be at least 1"):
        rr.second_moments(1, 0, rr.he_normal, "relu", rng)
    with pytest.raises(ValueError, match="activation must be one of 'relu', 'tanh'"):
        rr.second_moments(1, 1, rr.he_normal, "gelu", rng)
    with pytest.raises(TypeError, match="init must be a function"):
        rr.second_moments(1, 1, "he_normal", "relu", rng)
    assert rr.gaussian((2, 1), -0.0, rng).tolist() == [[0], [0]]


def test_what_a_callable_returns_is_checked():
    rng = np.random.default_rng(0)
    with pytest.raises(ValueError, match=r"\(2, 2\); got \(2, 3\): return one row for each"):
        rr.second_moments(1, 2, lambda shape, rng: np.ones((2, 3)), "relu", rng)
    with pytest.raises(ValueError, match=r"\(2,\); got \(1,\): return one entry for each unit$"):
        rr.second_moments(1, 2, rr.he_normal, lambda z: z[:1], rng)
    with pytest.raises(ValueError, match=r"^activation\(z\) must return .* NameError"):
        rr.second_moments(1, 2, rr.he_normal, lambda z: nothing, rng)  # noqa: F821, the mistake
    with pytest.raises(ValueError, match=r"^activation\(z\) must be finite"):
        rr.second_moments(1, 2, rr.he_normal, lambda z: z / 0, rng)
    with pytest.raises(ValueError, match=r"second moment of layer 2 must be finite in float64"):
        rr.second_moments(3, 2, lambda shape, rng: 1e120 * np.eye(2), np.abs, rng)
