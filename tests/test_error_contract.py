"""Whatever is passed: a result without nan, or a ValueError or TypeError that names the argument.

It comes within a second, and the other arguments are left as they were.
"""

import contextlib
import copy
import datetime
import itertools
import signal
import sys

import numpy as np
import pytest
from calls import CALLS, NAMES, OPTIONAL, label, label_of, numbers
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import reluridge as rr

DRAWN = settings(database=None, suppress_health_check=list(HealthCheck))
MAY_HAVE_NO_UNITS = {rr.ReLUNet, rr.unit_states, rr.dead_margin}


class Hostile:
    """Something that fails whatever one does with it, and not as one expects."""

    def __init__(self, error=ZeroDivisionError):
        self.error = error

    def _fail(self, *_, **__):
        raise self.error("hostile")

    __array__ = __len__ = __iter__ = __getitem__ = __float__ = __int__ = __index__ = __bool__ = (
        _fail
    )
    __complex__ = __repr__ = __eq__ = __lt__ = __add__ = __hash__ = _fail


class Hang(BaseException):
    """There was no answer in time."""


@contextlib.contextmanager
def in_time(seconds=30.0):
    """Interrupt what takes longer, where the system can; a busy machine may stop for seconds."""

    def give_up(*_):
        raise Hang

    if not hasattr(signal, "setitimer"):
        yield
        return
    old = signal.signal(signal.SIGALRM, give_up)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, old)


@contextlib.contextmanager
def untouched(arguments):
    """Demand that the arrays among the arguments stay as they are."""
    arrays = {key: a for key, a in arguments.items() if isinstance(a, np.ndarray)}
    before = copy.deepcopy(arrays)
    yield
    for key, array in arrays.items():
        np.testing.assert_array_equal(array, before[key])


def refused(call, name, bad, names=()):
    """Demand an error that names the argument, or one of `names`, and says what to do."""
    arguments = CALLS[call]
    with untouched(arguments), in_time(), pytest.raises((ValueError, TypeError)) as error:
        call(**arguments | {name: bad})
    assert type(error.value) in (ValueError, TypeError)
    message = str(error.value)
    names = names or (("shape", "fan_out", "fan_in") if name == "shape" else (name,))
    assert any(part in message for part in names), message
    for word in ("must", "got"):
        assert word in message, message


def bad_values(call, name, good):
    """Yield values that the argument must refuse."""
    if name not in OPTIONAL:
        yield None
    yield from (Hostile(), object(), set(), {1: 2}, b"12", datetime.date(2000, 1, 1))
    yield from (itertools.count(), (i for i in range(3)), np.array("2000-01-01", "datetime64[D]"))
    yield from (np.array([object()]), np.zeros((3, 3), "S1"), NotImplemented, slice(3))
    yield "no such choice"
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
        yield from (np.nan, np.inf, np.array([1.0, 2.0]), True)
        if name != "c":  # one number in a list is what a layer with one output has
            yield [1.0]
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


@pytest.mark.parametrize("pair", NAMES, ids=label_of)
def test_bad_input_is_refused_by_name(pair):
    call, name = pair
    tried = [refused(*pair, bad) for bad in bad_values(*pair, CALLS[call][name])]
    assert len(tried) > 10


ERRORS = [KeyError, RuntimeError, OSError, AttributeError, RecursionError, IndexError, ValueError]
REALS = st.floats() | st.integers()
ODD = st.one_of(
    st.sampled_from(ERRORS).map(Hostile),
    st.binary(max_size=4),
    st.complex_numbers(),
    st.sampled_from([object(), ..., NotImplemented, datetime.date(2000, 1, 1), slice(2)]),
    st.sampled_from([np.datetime64("2000-01-01"), np.timedelta64(1, "s"), np.bytes_(b"1")]),
    st.text(max_size=3).map(lambda text: f"no {text}"),
    st.sets(st.integers(), max_size=2),
    st.dictionaries(st.text(max_size=2), REALS, max_size=2),
    st.lists(st.sampled_from(["a", None, 1j, {}]), min_size=1, max_size=3),
    st.sampled_from([itertools.count, lambda: (x for x in (1.0, 2.0))]).map(lambda make: make()),
)


def spoiled(name, good):
    """Return a strategy of values like a good one with one thing wrong."""
    if isinstance(good, np.ndarray):

        def put(where, what):
            array = good.astype(object)
            array.flat[where] = what
            return array

        poison = st.sampled_from([np.nan, np.inf, -np.inf, 10**400, "x", 1j, None])
        return st.builds(put, st.integers(0, good.size - 1), poison)
    if type(good) in (float, int):
        wrong = [np.nan, np.inf, -np.inf, -(10**400), "1", np.ones(2), True]
        wrong += [[1.0]] * (name != "c") + [10**400] * (name != "t")  # that many steps are fine
        return st.sampled_from(wrong)
    return st.nothing()


@pytest.mark.parametrize("pair", NAMES, ids=label_of)
def test_drawn_bad_input_is_refused_by_name(pair):
    call, name = pair

    @settings(DRAWN, max_examples=25)
    @given(ODD | spoiled(name, CALLS[call][name]))
    def refuses(bad):
        refused(call, name, bad)

    refuses()


# Axes that may have any length; every other has to fit to another argument.
ALONE = [rr.degrees_of_freedom, rr.step_size_limit, rr.best_step_size, rr.append_fake_features]
BESIDE_Y = [
    rr.ols, rr.ridge, rr.ridge_normal_equations, rr.ridge_path, rr.leave_one_out, rr.RidgeSums,
    rr.ridge_fake_data, rr.ridge_fake_features, rr.ridge_dual,
]  # fmt: skip
FEATURES = "random_relu_features.<locals>.features"
FREE = {
    *(("z", 0), ("e", 0), ("lams", 0), ("theta", 0), ("directions", 0)),
    *((call, "X", axis) for call in ALONE for axis in (0, 1)),
    *((call, "X", 1) for call in BESIDE_Y),
    *((call, "X", 0) for call in (rr.unit_states, rr.dead_margin, rr.ridge_bias_variance)),
    *((call, name, 0) for call, name in NAMES if label(call) in ("ReLUNet.__call__", FEATURES)),
}
AXES = [
    (call, name, axis)
    for call, name in NAMES
    for axis in range(
        np.ndim(CALLS[call][name]) if isinstance(CALLS[call][name], np.ndarray) else 0
    )
]


@pytest.mark.parametrize(("call", "name", "axis"), AXES)
def test_no_other_length_is_broadcast_or_cut(call, name, axis):
    good = CALLS[call][name]
    free = {(name, axis), (call, name, axis)} & FREE
    for length in {1, 2, 3, 4, 6} - {good.shape[axis]}:
        shape = [*good.shape[:axis], length, *good.shape[axis + 1 :]]
        other = np.resize(good, shape)
        if not free:
            refused(call, name, other, tuple(CALLS[call]))
        elif name != "lams":
            call(**CALLS[call] | {name: other})


FINITE = st.one_of(
    st.integers(-3, 3).map(float),
    st.floats(-1e3, 1e3),
    st.floats(allow_nan=False, allow_infinity=False),
)


@st.composite
def finite(draw, call):
    """Return arguments of the right kind, with any finite numbers in them."""
    arguments = dict(CALLS[call])
    for name, good in CALLS[call].items():
        if isinstance(good, np.ndarray):
            entries = draw(st.lists(FINITE, min_size=good.size, max_size=good.size))
            arguments[name] = np.array(entries).reshape(good.shape)
        elif isinstance(good, float):
            arguments[name] = draw(FINITE)
        elif isinstance(good, rr.ReLUNet):
            parts = (draw(st.lists(FINITE, min_size=2, max_size=2)) for _ in range(3))
            arguments[name] = rr.ReLUNet(*parts, draw(FINITE))
    return arguments


@pytest.mark.parametrize("call", CALLS, ids=label)
def test_finite_input_gives_no_nan_or_an_error_that_says_what_must_be(call):
    @settings(DRAWN, max_examples=60)
    @given(finite(call))
    def holds(arguments):
        message = ""
        with untouched(arguments), in_time():
            try:
                result = call(**arguments)
            except ValueError as error:
                result, message = (), str(error)
        assert not message or "must" in message
        if call == rr.train and result:
            result = result[0], result[1].losses  # an elbow of a unit without a slope is nan
        assert not any(number != number for number in numbers(result))  # only nan is not itself

    holds()


def odd(*_):
    raise KeyError("odd")


@pytest.mark.parametrize(
    "pair",
    [
        (rr.mean_loss, "loss"),
        (rr.regularized_loss, "loss"),
        (rr.regularized_loss, "penalty"),
        (rr.train, "progress"),
        (rr.second_moments, "init"),
        (rr.second_moments, "activation"),
    ],
    ids=label_of,
)
@pytest.mark.parametrize(
    "bad", [lambda: 0, lambda *_: None, lambda *_: "no", odd, lambda *_: 1j, Hostile]
)
def test_functions_that_do_not_fit_are_refused_by_name(pair, bad):
    refused(*pair, bad)


@pytest.mark.skipif(sys.platform == "emscripten", reason="WebAssembly interrupts nothing")
def test_a_hang_is_noticed():
    with pytest.raises(Hang), in_time(0.05):
        rr.mean_loss([1], [1], lambda *_: sum(1 for _ in itertools.count()))
