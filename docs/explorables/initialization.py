"""1.2: the size of signal and gradient through many layers, and where elbows start."""

from functools import cache

import numpy as np
from explorables.draw import Axes, button, choice, controls, drawing, number, says, tag

import reluridge as rr

TITLE = "Which start keeps signal and gradient, and where are its elbows?"
CAPTION = """\
**Try:** go from He to LeCun with relu, then with tanh, and look at both lines.  Then sigmoid: the
signal seems to stay, but what comes back says that it no longer depends on the input.  Watch the
elbows below (those farther out are drawn at the edges): with biases drawn as weights, no choice of
the variance moves them.  What moves them is the choice of the biases."""

INITS = {"lecun": rr.lecun_normal, "glorot": rr.glorot_normal, "he": rr.he_normal}
ACTIVATIONS = {  # with their slopes, from what they return
    "relu": (rr.relu, lambda h: h > 0),
    "tanh": (np.tanh, lambda h: 1 - h**2),
    "sigmoid": (lambda z: 1 / (1 + np.exp(-z)), lambda h: h * (1 - h)),
}
KINDS = ("as_weight", "zero", "random", "constant")
DEPTH, WIDTH, UNITS, SEEDS, VALUE = 40, 100, 30, 5, 0.1
GAIN = {"lecun": 1, "glorot": 4 / (2 + UNITS), "he": 2}  # twice the variance of w and b together
LOW, HIGH = -13, 3  # decimal logarithms that are shown
EDGE = 2.5  # elbows farther out are drawn there

NOTES = {
    "relu": {
        "lecun": "With 1/d each layer halves both, on average.",
        "glorot": "Between equal widths Glorot's variance is LeCun's, which halves both.",
        "he": "The 2 of 2/d makes up for the half that relu loses, both ways.",
    },
    "tanh": {
        "lecun": "With 1/d both shrink, but slowly.",
        "glorot": "Between equal widths Glorot's variance is LeCun's: both shrink slowly.",
        "he": "With 2/d the signal settles, but the gradient grows, the more the deeper the net.",
    },
    "sigmoid": dict.fromkeys(INITS, "The signal stays near 1/4 whatever the input is: it is lost."),
    "as_weight": "A common factor moves no elbow.",
    "zero": "All are at 0.",
    "random": "Larger weights, nearer to 0.",
    "constant": "Larger weights, nearer to 0, but none at 0.",
}


@cache
def moments(init, activation):
    """Return decimal logarithms of mean squares, (draw, forward or backward, layer)."""
    phi, slope = ACTIVATIONS[activation]
    return np.array([both(INITS[init], phi, slope, seed) for seed in range(SEEDS)]).round(2)


def both(init, phi, slope, seed):
    """Send an input forward through a net, and a gradient back through the same net."""
    rng, weights, outputs = np.random.default_rng(seed), [], []

    def kept(of, f):
        def run(*arguments):
            of.append(f(*arguments))
            return of[-1]

        return run

    forward = rr.second_moments(DEPTH, WIDTH, kept(weights, init), kept(outputs, phi), rng)
    g, backward = rng.normal(size=WIDTH), []
    for W, h in zip(weights[::-1], outputs[::-1], strict=True):
        backward.append(np.mean(g**2))
        g = W.T @ (slope(h) * g)
    return np.log10([forward, [np.mean(g**2), *backward[::-1]]])


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


def heights():
    """Return how high the elbows are drawn, so that they do not hide each other."""
    return 0.08 + 0.84 * (np.arange(UNITS) * 7 % UNITS) / (UNITS - 1)


def power(log):
    """Return the number with this decimal logarithm, as it is shown."""
    if log > -3:
        return number(10**log, 0 if log > 1 else 2 if log > -1 else 3)
    digits = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")
    return "10" + str(int(np.floor(log + 0.5))).translate(digits)


def labels(init, activation, seed):
    """Return what stands at the ends of the two lines, and what is said of them."""
    forward, backward = moments(init, activation)[seed]
    end, back = power(forward[-1]), power(backward[0])
    return {
        "end": f"signal: {end}",
        "back": f"gradient: {back}",
        "says": f"After {DEPTH} layers the mean square of the signal is {end}; that of the "
        f"gradient, back at the input, {back} times what it was.  {NOTES[activation][init]}",
    }


def counts(init, kind, seed):
    """Return how many units bend inside the data's interval, and what is said of it."""
    live = int(np.sum(rr.unit_states(*units(init, kind, seed), [-1, 1]) == "live"))
    return {
        "count": f"{live} among the data",
        "says": f"{live} of {UNITS} elbows are among the data.  {NOTES[kind]}",
    }


def html():
    init, activation, kind, seed = "he", "relu", "as_weight", 0
    top = Axes(
        (0, DEPTH), (LOW, HIGH), (52, 28, 430, 158), xticks=(0, 10, 20, 30, 40), xlabel="layer",
        yticks=[(t, power(t) if t else "1") for t in (0, -4, -8, -12)], ylabel="mean square",
        name="moments", clip="signal-and-gradient",
    )  # fmt: skip
    rows, said = moments(init, activation), labels(init, activation, seed)
    for way, cls in enumerate(("c0", "c1")):
        for i, row in enumerate(rows[:, way]):
            top.line(range(DEPTH + 1), row, f"{cls} thin", f"draw{way}{i}")
        top.line(range(DEPTH + 1), rows[seed, way], f"{cls} wide", f"draw{way}")
    top.text(DEPTH, HIGH, said["end"], part="end", cls="c0", anchor="end", dy=-8)
    top.text(DEPTH / 2, HIGH, said["back"], part="back", cls="c1", anchor="middle", dy=-8)
    bottom = Axes(
        (-EDGE, EDGE), (0, 1), (52, 226, 430, 296), xticks=(-2, -1, 0, 1, 2),
        xlabel="gray: where the data are", ylabel=f"elbows of {UNITS} units", name="elbows",
    )  # fmt: skip
    left, right = bottom.x(-1), bottom.x(1)
    bottom.inside.append(
        tag(
            "rect", x=f"{left:.1f}", y=226, width=f"{right - left:.1f}", height=70, cls="fill faint"
        )
    )
    bottom.dots(elbows(init, kind, seed), heights(), 4, "c1", "dots")
    count = counts(init, kind, seed)
    bottom.text(EDGE, 1, count["count"], part="count", cls="c1", anchor="end", dy=-8)
    label = (
        "Above, the mean squares of the activations and of the gradient through 40 layers, for "
        "five draws of the weights. Below, the elbows of 30 units on one input, and the interval "
        "of the data."
    )
    biases = ("as weights", "0", "random", str(VALUE))
    return (
        drawing(top, bottom, height=340, label=label)
        + controls(
            choice(
                "init", "weights",
                [("lecun", "LeCun"), ("glorot", "Glorot"), ("he", "He")], init,
            ),
            choice("activation", "activation", [(a, a) for a in ACTIVATIONS], activation),
            choice("bias", "biases", list(zip(KINDS, biases, strict=True)), kind),
            button("again", "Another draw"),
        )
        + says(f"{said['says']}  {count['says']}")
    )  # fmt: skip


def data():
    def table(keys, f):
        return {k: {i: [f(i, k, seed) for seed in range(SEEDS)] for i in INITS} for k in keys}

    return {
        "moments": table(ACTIVATIONS, lambda i, a, seed: moments(i, a)[seed]),
        "labels": table(ACTIVATIONS, labels),
        "elbows": table(KINDS, lambda i, k, seed: elbows(i, k, seed)),
        "counts": table(KINDS, counts),
        "heights": heights().round(3),
    }


def vectors():
    return []  # the script computes nothing
