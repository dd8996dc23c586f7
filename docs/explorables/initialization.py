"""1.2: the size of a signal through many layers, and where elbows start."""

from functools import cache

import numpy as np
from explorables.draw import Axes, button, choice, controls, drawing, number, says, tag

import reluridge as rr

TITLE = "Which start keeps the signal, and where are its elbows?"
CAPTION = """\
**Try:** go from He to LeCun with relu, then with tanh.  Then watch the elbows below (those farther
out are drawn at the edges): with biases drawn as weights, no choice of the variance moves them.
What moves them is the choice of the biases."""

INITS = {"lecun": rr.lecun_normal, "glorot": rr.glorot_normal, "he": rr.he_normal}
ACTIVATIONS = ("relu", "tanh", "sigmoid")
KINDS = ("as_weight", "zero", "random", "constant")
DEPTH, WIDTH, UNITS, SEEDS, VALUE = 40, 100, 30, 5, 0.1
GAIN = {"lecun": 1, "glorot": 4 / (2 + UNITS), "he": 2}  # twice the variance of w and b together
EDGE = 2.5  # elbows farther out are drawn there

NOTES = {
    "relu": {
        "lecun": "With 1/d each layer halves it, on average.",
        "glorot": "Between equal widths Glorot's variance is LeCun's, which halves it.",
        "he": "The 2 of 2/d makes up for the half that relu loses.",
    },
    "tanh": {
        "lecun": "With 1/d it falls, but slowly: like 1/(2l).",
        "glorot": "Between equal widths Glorot's variance is LeCun's: it falls slowly.",
        "he": "With 2/d it settles, where tanh takes half.",
    },
    "sigmoid": dict.fromkeys(INITS, "It stays near 1/4 whatever the input is."),
    "as_weight": "A common factor moves no elbow.",
    "zero": "All are at 0.",
    "random": "Larger weights, nearer to 0.",
    "constant": "Larger weights, nearer to 0, but none at 0.",
}


@cache
def moments(init, activation):
    """Return the decimal logarithms of the mean squares, a row for each draw."""
    draws = [
        rr.second_moments(DEPTH, WIDTH, INITS[init], activation, np.random.default_rng(seed))
        for seed in range(SEEDS)
    ]
    return np.log10(draws).round(2)


@cache
def units(init, kind, seed):
    """Return weights and biases of a layer on one input."""
    rng, shape = np.random.default_rng(seed), (UNITS, 1)
    if kind == "as_weight":
        w = rr.gaussian(shape, GAIN[init] / 2, rng)
        return w[:, 0], rr.bias_init(kind, shape, rng, gain=GAIN[init])
    w = INITS[init](shape, rng)
    return w[:, 0], rr.bias_init(kind, shape, rng, value=VALUE)


def elbows(init, kind, seed):
    """Return where they bend, as drawn."""
    e = rr.ReLUNet(*units(init, kind, seed), np.ones(UNITS), 0).elbows
    return np.clip(e, -EDGE, EDGE).round(2) + 0.0


def among(init, kind, seed):
    """Return how many units bend inside the data's interval."""
    return int(np.sum(rr.unit_states(*units(init, kind, seed), [-1, 1]) == "live"))


def power(log):
    """Return the number with this decimal logarithm, as it is shown."""
    if log > -3:
        return number(10**log, 2 if log > -1 else 3)
    digits = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")
    return "10" + str(int(np.floor(log + 0.5))).translate(digits)


def sentence(init, activation, kind, seed):
    """Return what the line below says."""
    ends = moments(init, activation)[:, -1]
    return (
        f"After {DEPTH} layers the mean square is {power(ends[seed])}; in {SEEDS} draws, from "
        f"{power(min(ends))} to {power(max(ends))}.  {NOTES[activation][init]}  "
        f"{among(init, kind, seed)} of {UNITS} elbows are among the data.  {NOTES[kind]}"
    )


def html():
    init, activation, kind, seed = "he", "relu", "as_weight", 0
    top = Axes(
        (0, DEPTH), (-13, 2), (52, 28, 430, 148), xticks=(0, 10, 20, 30, 40), xlabel="layer",
        yticks=[(t, power(t) if t else "1") for t in (0, -4, -8, -12)], ylabel="mean square",
        name="moments",
    )  # fmt: skip
    rows = moments(init, activation)
    for i, row in enumerate(rows):
        top.line(range(DEPTH + 1), row, "c0 thin", f"draw{i}")
    top.line(range(DEPTH + 1), rows[seed], "c1 wide", "draw")
    end = f"layer {DEPTH}: {power(rows[seed][-1])}"
    top.text(DEPTH, 2, end, part="end", cls="c1", anchor="end", dy=-8)
    bottom = Axes(
        (-EDGE, EDGE), (0, 1), (52, 216, 430, 286), xticks=(-2, -1, 0, 1, 2),
        xlabel="gray: where the data are", ylabel=f"elbows of {UNITS} units", name="elbows",
    )  # fmt: skip
    left, right = bottom.x(-1), bottom.x(1)
    bottom.inside.append(
        tag(
            "rect", x=f"{left:.1f}", y=216, width=f"{right - left:.1f}", height=70, cls="fill faint"
        )
    )
    bottom.dots(elbows(init, kind, seed), heights(), 4, "c1", "dots")
    count = f"{among(init, kind, seed)} among the data"
    bottom.text(EDGE, 1, count, part="count", cls="c1", anchor="end", dy=-8)
    label = (
        "Above, the mean square of the activations through 40 layers, for five draws of the "
        "weights. Below, the elbows of 30 units on one input, and the interval of the data."
    )
    biases = ("as weights", "0", "random", str(VALUE))
    return (
        drawing(top, bottom, height=330, label=label)
        + controls(
            choice(
                "init", "weights",
                [("lecun", "LeCun"), ("glorot", "Glorot"), ("he", "He")], init,
            ),
            choice("activation", "activation", [(a, a) for a in ACTIVATIONS], activation),
            choice("bias", "biases", list(zip(KINDS, biases, strict=True)), kind),
            button("again", "Another draw"),
        )
        + says(sentence(init, activation, kind, seed))
    )  # fmt: skip


def heights():
    """Return how high the elbows are drawn, so that they do not hide each other."""
    return 0.08 + 0.84 * (np.arange(UNITS) * 7 % UNITS) / (UNITS - 1)


def data():
    return {
        "moments": {a: {i: moments(i, a) for i in INITS} for a in ACTIVATIONS},
        "elbows": {
            k: {i: [elbows(i, k, seed) for seed in range(SEEDS)] for i in INITS} for k in KINDS
        },
        "heights": heights().round(3),
        "notes": NOTES,
    }


def vectors():
    rows = [("power", (log,), power(log)) for log in (0.0, -0.2, -1.5, -3.0, -12.04, 1.31)]
    for kind in KINDS:
        for init in INITS:
            rows += [
                ("among", (elbows(init, kind, seed),), among(init, kind, seed))
                for seed in range(SEEDS)
            ]
    return rows
