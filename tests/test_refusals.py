"""What is refused is told in these words; ``refusals.txt`` has them, and calls that are told so."""

import re
from pathlib import Path

import numpy as np
import pytest
from calls import CALLS, NAMES, label_of

import reluridge as rr

ARRAY = "an array of real numbers; got str: pass a list or an array of numbers"
FUNCTION = "a function; got '?': pass one by its name, unquoted"
# What an argument must be that is like this one, and what one with a question mark is told.
WORDS = {
    np.ndarray: ARRAY,
    float: "a single real number; got '?': pass a float",
    int: "a whole number; got '?' (str): pass an int",
    bool: "True or False; got '?': pass one of the two",
    tuple: "a pair (fan_out, fan_in); got '?': pass for example (100, 1)",
    rr.ReLUNet: "a ReLUNet; got str: build one with ReLUNet(w, b, v, c)",
    rr.SortedData: "a SortedData; got str: build one with SortedData(x, y)",
    np.random.Generator: "a numpy.random.Generator; got str: pass numpy.random.default_rng(seed)",
}
L2 = rr.conventions()
CHOICES = {
    "kind": ["as_weight", "zero", "random", "constant"],
    "activation": ["relu", "tanh", "sigmoid"],
    "source": L2,
    "target": L2,
}


@pytest.mark.parametrize("pair", NAMES, ids=label_of)
def test_a_question_mark_is_told_what_it_should_be(pair):
    call, name = pair
    words = WORDS.get(type(CALLS[call][name]), FUNCTION)
    if name in CHOICES:
        words = f"one of {', '.join(map(repr, CHOICES[name]))}; got '?': pick one"
    with pytest.raises((TypeError, ValueError), match=re.escape(f"{name} must be {words}") + "$"):
        call(**CALLS[call] | {name: "?"})


def broken(*_):
    raise RuntimeError("a bug")


def nearly(gap):
    return rr.RidgeSums([[1, 1, 0], [1, 1 + gap, 0], [0, 0, 1]], [1, 1, 1])


BIG, MANY = 1e200, 5 * 10**6
SQUARE = np.repeat([[BIG, BIG], [BIG, -BIG]], 1000, axis=0)
KNOWN = {
    "np": np, "rr": rr, "x": [-1.0, 0.5, 2.0], "y": [1.0, 0.0, 2.0], "w": [1.0, -1.0],
    "X": [[1.0, 2.0], [0.0, 1.0], [3.0, -1.0]], "Y": np.ones((3, 2)),
    "net": rr.ReLUNet([1, -2], [0.5, 1], [1, 3], 0), "data": rr.SortedData([-1, 0.5, 2], [1, 0, 2]),
    "rng": np.random.default_rng(0), "big": BIG, "end": 1.7e308, "million": 10**6,
    "square": SQUARE, "zeros": np.zeros(len(SQUARE)), "half": rr.RidgeSums([[1e154]], [1]),
    "wide": np.zeros((1, MANY)), "broken": broken, "nearly": nearly,
}  # fmt: skip
REFUSALS = [
    (call, message)
    for part in re.split(r"\n(?=\S)", Path(__file__).with_name("refusals.txt").read_text("utf-8"))
    if not part.startswith("#")
    for message, *calls in [part.split("\n    ")]
    for call in map(str.strip, calls)
]


@pytest.mark.parametrize(("call", "message"), REFUSALS, ids=[call for call, _ in REFUSALS])
def test_a_refusal_is_worded_like_this(call, message):
    said = "no error"
    try:
        with np.errstate(over="raise", invalid="raise", divide="raise"):
            eval(call, dict(KNOWN))
    except (TypeError, ValueError) as error:
        said = f"{type(error).__name__}: {error}".removeprefix("ValueError: ")
    assert said == message


def test_one_target_at_a_time():
    Y = np.ones((3, 2))
    for call in [call for call, name in NAMES if name == "y" and {"X", "K"} & set(CALLS[call])]:
        call(**CALLS[call] | {"y": Y[:, 1]})
        with pytest.raises(
            ValueError, match=re.escape("got shape (3, 2): fit one target at a time, y[:, j]")
        ):
            call(**CALLS[call] | {"y": Y})


def test_layers_of_other_libraries_are_taken_as_they_are():
    net = rr.ReLUNet([1, -2], [0.5, 1], [1, 3], 0)
    layers = rr.ReLUNet(w=[[1], [-2]], b=[0.5, 1], v=[[1, 3]], c=[0])
    x = np.array([[-1.0], [0.5], [2.0]])
    assert np.array_equal(layers(x), net(x[:, 0]))
    assert rr.backprop(layers, x, x)[0] == rr.backprop(net, x[:, 0], x[:, 0])[0]
    assert rr.unit_states([], [], x).shape == (0,)
    assert rr.ReLUNet([], [], [], 4)(0) == 4


def test_what_is_held_is_read_only():
    net, history = rr.train(KNOWN["net"], [0, 1], [0, 1], 0.01, 2)
    sums = rr.RidgeSums([[1]], [1])
    for held in (net.w, net.v, sums.gram, sums.moment, history.losses, history.elbows[0]):
        with pytest.raises(ValueError, match="read-only"):
            held.fill(0)


def test_what_leaves_the_range_on_the_way_is_harmless():
    big = BIG
    with np.errstate(over="raise", invalid="raise", divide="raise"):
        assert rr.ridge([[big]], [big], 0) == [1]
        assert rr.degrees_of_freedom([[1 / big]], 1e300) == 0
        assert rr.leave_one_out([[1 / big], [1 / big]], [1, 2], [big]).tolist() == [[1, 2]]
        assert rr.leave_one_out(np.eye(2) / big, [1, 2], [big]).tolist() == [[1, 2]]
        assert rr.iterate([[1]], [3], 0, 0.5, 1) == [3]
        assert rr.step_size_limit([[0]]) == np.inf


def test_an_underflow_that_is_to_be_raised_interrupts_nothing():
    with np.errstate(all="raise"):
        assert rr.ridge([[BIG]], [1 / BIG], 0) == [0]
        for call in (
            lambda: rr.SortedData([0, 1 / BIG], [0, 1]),
            lambda: rr.convert_lambda(1e-323, "sum", "mean", 100),
            lambda: rr.step_size_limit([[BIG]]),
        ):
            with pytest.raises(ValueError, match=r"got .*: "):
                call()
