"""What holds for every public name: where it is, what it takes, what it refuses."""

import contextlib
import copy
import datetime
import inspect
import itertools
import signal
import subprocess
import sys

import numpy as np
import pandas as pd
import pytest

import reluridge as rr
from reluridge.claims import SECTIONS, modules

X = np.array([[1.0, 2.0], [0.0, 1.0], [3.0, -1.0]])
y = np.array([1.0, 0.0, 2.0])
w = np.array([1.0, -1.0])
x = np.array([-1.0, 0.5, 2.0])
lams = np.array([0.0, 1.0])
net = rr.ReLUNet([1.0, -2.0], [0.5, 1.0], [1.0, 3.0], 0.0)
rng = np.random.default_rng(0)

# One good call of each public function, by the names of its arguments.
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
WITHOUT_ARGUMENTS = {rr.conventions, rr.Convention, rr.History}

MAY_HAVE_NO_UNITS = {rr.ReLUNet, rr.unit_states, rr.dead_margin}
OPTIONAL = {"w0", "directions", "toward", "n", "weights", "progress"}  # None means the default
NAMES = [(call, name) for call, arguments in CALLS.items() for name in arguments if name != "self"]


def _label(call):
    return getattr(call, "__qualname__", type(call).__name__)


def _ids(pair):
    return f"{_label(pair[0])}-{pair[1]}"


class Hostile:
    """Something that fails whatever one does with it, and not as one expects."""

    def _fail(self, *_, **__):
        raise ZeroDivisionError("hostile")

    __array__ = __len__ = __iter__ = __getitem__ = __float__ = __int__ = __index__ = __bool__ = (
        _fail
    )
    __index__ = __bool__ = __complex__ = __repr__ = __eq__ = __lt__ = __add__ = __hash__ = _fail


def bad_values(call, name, good):
    """Yield values that the argument must refuse."""
    if name not in OPTIONAL:
        yield None
    yield from (Hostile(), object(), set(), {1: 2}, b"12", datetime.date(2000, 1, 1))
    yield from (itertools.count(), (i for i in range(3)), np.array("2000-01-01", "datetime64[D]"))
    yield from (np.array([object()]), np.zeros((3, 3), "S1"), NotImplemented, slice(3))
    yield "text"
    yield 1j
    if isinstance(good, np.ndarray):
        yield good + 0j
        yield np.ma.masked_array(good, mask=False)
        yield good.astype(str)
        if name not in ("z", "e"):  # these take any shape
            yield np.zeros((2,) * (good.ndim + 2))
        yield [[1.0], [1.0, 2.0]]
        if not (name in ("w", "b", "v") and call in MAY_HAVE_NO_UNITS):
            yield np.empty((0,) * good.ndim)
        for poison in (np.nan, np.inf, -np.inf):
            spoiled = good.copy()
            spoiled.flat[-1] = poison
            yield spoiled
    if isinstance(good, float):
        yield from (np.nan, np.inf, np.array([1.0, 2.0]), [1.0], True)
        if name not in ("c", "lo", "hi", "center", "value"):
            yield -1.0
    if isinstance(good, bool):
        yield from (0, 1, [True])
        return
    if isinstance(good, int):
        yield from (-1, 1.5, np.nan, [1], True)
    if isinstance(good, tuple):
        yield from ((0, 2), (3, 0), (3,), (1.5, 2), 3)
    if isinstance(good, rr.ReLUNet | rr.SortedData | np.random.Generator):
        yield 0


@contextlib.contextmanager
def in_a_second():
    """Interrupt what takes longer, where the system can."""

    def give_up(*_):
        raise AssertionError("no answer within a second")

    if not hasattr(signal, "setitimer"):
        yield
        return
    old = signal.signal(signal.SIGALRM, give_up)
    signal.setitimer(signal.ITIMER_REAL, 1)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, old)


@pytest.mark.parametrize("pair", NAMES, ids=_ids)
def test_bad_input_is_refused_by_name(pair):
    call, name = pair
    arguments = CALLS[call]
    tried = 0
    before = copy.deepcopy({key: a for key, a in arguments.items() if isinstance(a, np.ndarray)})
    for bad in bad_values(call, name, arguments[name]):
        if isinstance(arguments[name], str) and isinstance(bad, str):
            bad = "no such choice"
        with pytest.raises((ValueError, TypeError)) as error, in_a_second():
            call(**arguments | {name: bad})
        for key, array in before.items():
            np.testing.assert_array_equal(arguments[key], array)
        message = str(error.value)
        parts = ("fan_out", "fan_in") if name == "shape" else ()
        assert any(part in message for part in (name, *parts)), message
        assert "must" in message, message
        assert "got" in message, message
        tried += 1
    assert tried > 10


def _variants(value):
    yield value.tolist()
    yield value.astype(np.float32)
    wide = np.zeros([2 * k for k in value.shape])
    wide[(slice(None, None, 2),) * value.ndim] = value
    yield wide[(slice(None, None, 2),) * value.ndim]
    yield np.asfortranarray(value)
    frozen = value.copy()
    frozen.flags.writeable = False
    yield frozen
    yield pd.DataFrame(value) if value.ndim == 2 else pd.Series(value)
    if np.array_equal(value, np.round(value)):
        yield value.astype(int)


def _numbers(result):
    """Return all numbers of a result as one list."""
    if isinstance(result, rr.ReLUNet):
        result = (result.w, result.b, result.v, result.c)
    if isinstance(result, rr.RidgeSums):
        result = (result.gram, result.moment, result.yy, result.n)
    if isinstance(result, tuple):
        return [number for part in result for number in _numbers(part)]
    if callable(result) or isinstance(result, rr.SortedData):
        return []
    return np.asarray(result).ravel().tolist()


@pytest.mark.parametrize(
    "pair", [(c, name) for c, name in NAMES if isinstance(CALLS[c][name], np.ndarray)], ids=_ids
)
def test_every_kind_of_real_input_gives_the_same_and_is_left_alone(pair):
    call, name = pair
    arguments = CALLS[call]
    expected = _numbers(call(**arguments))
    for variant in _variants(arguments[name]):
        before = np.array(variant)
        result = _numbers(call(**arguments | {name: variant}))
        assert result == expected or result == pytest.approx(expected, rel=1e-6)
        np.testing.assert_array_equal(np.array(variant), before)


def test_every_public_function_is_in_the_table():
    public = {getattr(rr, name) for name in rr.__all__}
    assert public == {c for c in CALLS if c in public} | WITHOUT_ARGUMENTS


def test_public_names_are_those_of_the_modules_in_lecture_order():
    names = [name for module in modules() for name in module.__all__]
    assert sorted(rr.__all__) == sorted(names)
    sections = [s.module for s in SECTIONS.values()]
    order = [getattr(rr, name).__module__.removeprefix("reluridge.") for name in rr.__all__]
    order = ["relu_net.approximation" if m == "relu_net.training" else m for m in order]
    assert order == sorted(order, key=sections.index)


@pytest.mark.parametrize("name", rr.__all__)
def test_docstrings_have_shapes_errors_and_examples(name):
    thing = getattr(rr, name)
    doc = inspect.getdoc(thing)
    if thing in CALLS:
        assert "Parameters\n-----" in doc
        assert "Raises\n-----" in doc
    assert ">>> " in doc or name == "History"


def test_import_needs_numpy_alone_and_nothing_slow():
    code = (
        "import sys, numpy; before = set(sys.modules); import reluridge; "
        "print(*sorted({m.partition('.')[0] for m in set(sys.modules) - before}))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert not set(done.stdout.split()) & {"doctest", "unittest", "matplotlib", "scipy"}
    assert "reluridge" in done.stdout
