"""1.3: where elbows land, and which units are dead there."""

import numpy as np
from explorables.draw import Axes, controls, drawing, number, says, slider, tag

import reluridge as rr

TITLE = "Where do elbows land, and who is dead there?"
CAPTION = """\
**Try:** make the interval of the data small, then slide it away from 0.  The more elbows lie
outside, the more units are dead; of those outside, always about half."""

N, SCALE, LOW, HIGH = 300, 1.0, -1.0, 1.0
STATES = ("dead", "live", "always on")
COLORS = {"dead": "c1", "live": "c0", "always on": "c2"}


def units():
    """Return weights and standard biases of the sampled units."""
    return np.random.default_rng(4).normal(size=(2, N))


def density(e, scale):
    """Return the derivative of the law of the elbows."""
    return scale / (np.pi * (scale**2 + e**2))


def shares(low, high, scale):
    """Return the predicted shares: dead, live, always on."""
    dead = rr.probability_dead((high - low) / 2, scale, center=(high + low) / 2)
    return [dead, 1 - 2 * dead, dead]


def sampled(w, b, low, high):
    """Return how many units are dead, live, always on."""
    states = rr.unit_states(w, b, [low, high])
    return [int(np.sum(states == state)) for state in STATES]


def sentence(low, high, scale):
    """Return what the line below says."""
    w, z = units()
    predicted, counted = shares(low, high, scale), sampled(w, scale * z, low, high)
    parts = [
        f"{state} {number(100 * p, 0)} % ({count} of {N})"
        for state, p, count in zip(STATES, predicted, counted, strict=True)
    ]
    return "Predicted, and counted among the dots: " + ", ".join(parts) + "."


def html():
    axes = Axes(
        (-6, 6), (0, 0.5), (30, 24, 430, 200), xticks=(-6, -3, 0, 3, 6), yticks=(0, 0.2, 0.4)
    )
    axes.inside.append(
        tag(
            "rect", x=f"{axes.x(LOW):.1f}", y=24, width=f"{axes.x(HIGH) - axes.x(LOW):.1f}",
            height=176, cls="fill faint", data_part="data",
        )
    )  # fmt: skip
    e = np.linspace(-6, 6, 121)
    axes.line(e, density(e, SCALE), "ink", "density")
    axes.text(-6, 0.5, "density of the elbows −b/w", dx=4, dy=-10, cls="axis")
    w, z = units()
    states = rr.unit_states(w, SCALE * z, [LOW, HIGH])
    for i, state in enumerate(STATES):
        mine = states == state
        at = np.clip(-SCALE * z[mine] / w[mine], -6, 6)
        heights = 0.02 + 0.13 * np.flatnonzero(mine) / N
        axes.dots(at, heights, 2.6, COLORS[state], f"dots{i}")
        axes.text(-5.9, 0.43 - 0.055 * i, state, cls=COLORS[state])
    axes.handle(LOW, 0, "left end of the data", "low", number(LOW), cls="ink")
    axes.handle(HIGH, 0, "right end of the data", "high", number(HIGH), cls="ink")
    label = (
        "The Cauchy density of the elbows, highest at 0, above 300 sampled elbows colored by what "
        "their units are on the data's interval: live inside, dead or always on outside."
    )
    scale = slider("scale", "σ<sub>b</sub>/σ<sub>w</sub>", 0.05, 4, SCALE, step=0.05)
    return (
        drawing(axes, height=236, label=label) + controls(scale) + says(sentence(LOW, HIGH, SCALE))
    )


def data():
    w, z = units()
    return {"w": w, "z": z}


def vectors():
    rows = []
    for low, high, scale in [(-1, 1, 1.0), (0.5, 2, 0.3), (-4, -1, 2.5), (-1, 1.5, 0.05)]:
        rows.append(("shares", (low, high, scale), shares(low, high, scale)))
        e = np.array([low, 0.3, high])
        rows.append(("cdf", (e, scale), rr.elbow_cdf(e, scale)))
        w, z = units()
        rows.append(("sampled", (w, scale * z, low, high), sampled(w, scale * z, low, high)))
    steps = np.linspace(-3, 3, 7)
    slope = (rr.elbow_cdf(steps + 1e-5, 0.7) - rr.elbow_cdf(steps - 1e-5, 0.7)) / 2e-5
    rows += [("density", (e, 0.7), s) for e, s in zip(steps.tolist(), slope.tolist(), strict=True)]
    return rows
