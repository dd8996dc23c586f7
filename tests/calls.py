"""One good call of each public function, for the tests of what holds for all of them."""

import numpy as np

import reluridge as rr

X = np.array([[1.0, 2.0], [0.0, 1.0], [3.0, -1.0]])
y = np.array([1.0, 0.0, 2.0])
w = np.array([1.0, -1.0])
x = np.array([-1.0, 0.5, 2.0])
lams = np.array([0.0, 1.0])
net = rr.ReLUNet([1.0, -2.0], [0.5, 1.0], [1.0, 3.0], 0.0)
rng = np.random.default_rng(0)

# By the names of its arguments.
CALLS = {
    rr.relu: {"z": x},
    rr.ReLUNet: {"w": x, "b": x, "v": x, "c": 0.0},
    rr.ReLUNet.from_knots: {"x": x, "y": y},
    net.knots: {"lo": -1.0, "hi": 1.0},
    net.__call__: {"x": x},
    rr.backprop: {"net": net, "x": x, "y": y},
    rr.SortedData: {"x": x, "y": y, "weights": x + 2},
    rr.SortedData(x, y).loss_and_gradient: {"net": net, "lam": 1.0, "decay_biases": True},
    rr.fit_output: {"net": net, "data": rr.SortedData(x, y), "lam": 1.0},
    rr.train: {
        "net": net, "x": x, "y": y, "step_size": 0.01, "n_steps": 2, "weights": x + 2,
        "lam": 1.0, "decay_biases": False, "progress": iter,
    },
    rr.gaussian: {"shape": (3, 2), "variance": 1.0, "rng": rng},
    rr.lecun_normal: {"shape": (3, 2), "rng": rng},
    rr.glorot_normal: {"shape": (3, 2), "rng": rng},
    rr.he_normal: {"shape": (3, 2), "rng": rng},
    rr.bias_init: {"kind": "random", "shape": (3, 2), "rng": rng, "value": 0.1, "gain": 1.0},
    rr.second_moments: {
        "depth": 2, "width": 3, "init": rr.he_normal, "activation": "relu", "rng": rng,
    },
    rr.signal_and_gradient: {
        "widths": np.array([3.0, 2.0, 4.0]), "variances": w**2, "activation": "tanh",
    },
    rr.elbow_cdf: {"e": x, "scale": 1.0},
    rr.probability_dead: {"radius": 1.0, "scale": 1.0, "center": 0.5},
    rr.unit_states: {"w": X, "b": y, "X": X},
    rr.dead_margin: {"w": X, "b": y, "X": X},
    rr.squared_error: {"y": y, "predictions": x},
    rr.mean_loss: {"y": y, "predictions": x, "loss": rr.squared_error},
    rr.regularized_loss: {
        "y": y, "predictions": x, "theta": w, "penalty": np.sum, "loss": rr.squared_error,
    },
    rr.convert_lambda: {"lam": 1.0, "source": "sum", "target": "mean", "n": 3},
    rr.ols: {"X": X, "y": y},
    rr.ridge: {"X": X, "y": y, "lam": 1.0},
    rr.ridge_normal_equations: {"X": X, "y": y, "lam": 1.0},
    rr.degrees_of_freedom: {"X": X, "lam": 1.0},
    rr.ridge_path: {"X": X, "y": y, "lams": lams},
    rr.ridge_bias_variance: {"X": X, "w_true": w, "lam": 1.0, "noise_variance": 0.5},
    rr.leave_one_out: {"X": X, "y": y, "lams": lams},
    rr.RidgeSums: {"X": X, "y": y},
    rr.RidgeSums(X, y).ridge: {"lam": 1.0},
    rr.RidgeSums(X, y).squared_error: {"w": w},
    rr.gradient: {"X": X, "y": y, "w": w, "lam": 1.0},
    rr.gradient_step: {"X": X, "y": y, "w": w, "step_size": 0.01, "lam": 1.0},
    rr.weight_decay_step: {"X": X, "y": y, "w": w, "step_size": 0.01, "lam": 1.0},
    rr.descend: {"X": X, "y": y, "lam": 1.0, "step_size": 0.01, "n_steps": 2, "w0": w},
    rr.iterate: {"X": X, "y": y, "lam": 1.0, "step_size": 0.01, "t": 2, "w0": w},
    rr.step_size_limit: {"X": X, "lam": 1.0},
    rr.best_step_size: {"X": X, "lam": 1.0},
    rr.append_fake_data: {"X": X, "y": y, "lam": 1.0, "directions": X, "toward": w},
    rr.ridge_fake_data: {"X": X, "y": y, "lam": 1.0},
    rr.append_fake_features: {"X": X, "lam": 1.0},
    rr.ridge_fake_features: {"X": X, "y": y, "lam": 1.0},
    rr.ridge_dual: {"X": X, "y": y, "lam": 1.0},
    rr.kernel_ridge: {"K": X @ X.T, "y": y, "lam": 1.0},
    rr.random_relu_features: {"fan_in": 2, "n_features": 3, "rng": rng},
    rr.random_relu_features(2, 3, rng): {"X": X},
}  # fmt: skip
NAMES = [(call, name) for call, arguments in CALLS.items() for name in arguments if name != "self"]
OPTIONAL = {"w0", "directions", "toward", "n", "weights", "progress"}  # None means the default


def label(call):
    """Return a function's name."""
    return getattr(call, "__qualname__", type(call).__name__)


def label_of(pair):
    """Return an argument's name, for a test's."""
    return f"{label(pair[0])}-{pair[1]}"


def numbers(result):
    """Return all numbers of a result as one list."""
    if isinstance(result, rr.ReLUNet):
        result = (result.w, result.b, result.v, result.c)
    if isinstance(result, rr.RidgeSums):
        result = (result.gram, result.moment, result.yy, result.n)
    if isinstance(result, tuple):
        return [number for part in result for number in numbers(part)]
    if callable(result) or isinstance(result, rr.SortedData):
        return []
    return np.asarray(result).ravel().tolist()
