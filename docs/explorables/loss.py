"""2.1: twelve points and nine powers, without a penalty and with one."""

import numpy as np
from explorables.draw import (
    TWELVE,
    Axes,
    button,
    controls,
    drawing,
    legend,
    number,
    powers,
    says,
    slider,
    tag,
)

import reluridge as rr

TITLE = "Twelve points, a sum of nine powers: what does a penalty do to it?"
CAPTION = """\
**Try:** which μ is nearest to the true curve: 0.0006, 0.016 or 1?  Guess, then raise μ from 0:
the distance is drawn as far as you go.  At 0.016 move a point in the middle up or down: the thin
curve, without a penalty, is thrown about even near the ends; the thick one hardly follows."""

X, Y = TWELVE
GRID = np.linspace(-1, 1, 201)  # where curves are drawn, and compared with the true one
START = 0


def rounded(logs):
    """Return 0, and the powers of ten, each with two digits."""
    return np.array([0, *(float(f"{10**log:.2g}") for log in logs)])


MUS = rounded(np.linspace(-7, 1, 41))
LOGS = np.r_[-7.4, np.log10(MUS[1:])]  # the first stands for 0


def weights(y, mu):
    """Return the nine weights for a strength beside the mean squared error."""
    return rr.ridge(powers(X), y, rr.convert_lambda(mu, "mean", "sum", len(X)))


def curve(w, x):
    """Return the sum of powers at x."""
    return powers(x) @ w


def errors(y, mu):
    """Return the mean squared error on the points, and that from the true curve."""
    w = weights(y, mu)
    return [rr.mean_loss(y, curve(w, X)), rr.mean_loss(np.sin(np.pi * GRID), curve(w, GRID))]


def short(mu):
    """Return a strength with two digits, without zeros that one has to count."""
    if mu == 0 or mu >= 0.001:
        return f"{float(f'{mu:.2g}'):g}"
    digits, power = f"{mu:.1e}".split("e-")
    return f"{digits}·10⁻{'⁰¹²³⁴⁵⁶⁷⁸⁹'[int(power)]}"


def words(y, i):
    """Return what the explorable says."""
    (seen, true), (seen_0, true_0) = errors(y, MUS[i]), errors(y, 0)
    long, long_0 = (np.linalg.norm(weights(y, mu)) for mu in (MUS[i], 0))
    digits = 1 if long < 100 else 0
    return (
        f"μ = {short(MUS[i])}.  Mean squared error {number(seen)} on the twelve points, "
        f"{number(true)} from the true curve; length of the weights {number(long, digits)}.  "
        f"Without a penalty: {number(seen_0)}, {number(true_0)} and {number(long_0, 0)}."
    )


def html():
    top = Axes(
        (-1, 1), (-2.6, 2.9), (40, 16, 430, 216), xticks=[(-1, "−1"), (0, "0"), (1, "1")],
        yticks=(-2, -1, 0, 1, 2), name="curve", clip="loss-curve",
    )  # fmt: skip
    start, wild = weights(Y, MUS[START]), weights(Y, 0)
    top.line(GRID[::4], np.sin(np.pi * GRID)[::4], "gray dash thin")
    top.line(GRID, curve(wild, GRID), "c5", "wild")
    top.line(GRID[::2], curve(start, GRID)[::2], "c0 wide", "tame")
    for i, (x, y) in enumerate(zip(X, Y, strict=True)):
        top.handle(
            x, y, f"point {i + 1} of 12", f"point-{i}", f"height {number(y)}",
            low=-2.4, high=2.7, now=y, cls="ink",
        )  # fmt: skip
    top.inside.append(
        legend(36, "c5", "least squares, μ = 0", x=50)
        + legend(56, "c0 wide", f"μ = {short(MUS[START])}", part="name", x=50)
        + legend(76, "gray dash thin", "true curve", x=50)
    )
    both = np.array([errors(Y, mu) for mu in MUS]).T
    bottom = Axes(
        (-7.4, 1), (0.015, 3), (40, 262, 430, 362), log="y",
        xticks=[(-7.4, "0"), (-6, "10⁻⁶"), (-4, "10⁻⁴"), (-2, "0.01"), (0, "1")],
        yticks=[(0.1, "0.1"), (1, "1")], xlabel="strength μ of the penalty",
        ylabel="mean squared error", name="errors", clip="loss-errors",
    )  # fmt: skip
    bottom.line([LOGS[START]] * 2, (0.015, 3), "c0 thin", "now")
    bottom.line(LOGS, both[0], "ink", "seen")
    bottom.line(LOGS, both[1], "c4 traced", "true")
    dots = "".join(
        tag(
            "circle", cx=f"{float(bottom.x(LOGS[START])):.1f}",
            cy=f"{float(bottom.y(height)):.1f}", r=5, cls=f"fill {cls}",
        )
        for height, cls in zip(both[:, START], ("ink", "c4"), strict=True)
    )  # fmt: skip
    bottom.inside.append(tag("g", dots, cls="dots", data_part="dots"))
    bottom.text(-4.4, 0.18, "on the points", cls="ink")
    bottom.text(-7.3, 0.6, "from the true curve", cls="c4")
    label = (
        "Above, twelve points and two sums of nine powers: the one with the least error shoots "
        f"up to {number(curve(wild, GRID).max(), 1)} between the last two points; with a "
        "penalty of 0.016 it stays near the curve that the points came from. Below, two errors "
        "against the strength: that on the points rises; that from the true curve first falls, "
        "then rises."
    )
    mu = slider("mu", "strength μ", 0, len(MUS) - 1, START, step=1, text=short(MUS[START]))
    return (
        drawing(top, bottom, height=400, label=label).replace(' r="9"', ' r="7"')
        + controls(mu, button("restart", "Start again"))
        + says(words(Y, START))
    )


def data():
    return {"y": Y, "mus": MUS, "logs": LOGS, "names": [short(mu) for mu in MUS], "start": START}


def vectors():
    rng = np.random.default_rng(0)
    rows = []
    for y in (Y, rng.normal(size=12), X**3):
        for mu in (0, 1e-7, 1e-3, 0.2, 10):
            w = weights(y, mu)
            rows.append(("weights", (y, mu), w))
            rows.append(("errors", (y, mu), errors(y, mu)))
        rows.append(("curve", (w, [-1, -0.3, 0, 0.9]), curve(w, [-1, -0.3, 0, 0.9])))
    return rows


def holds():
    """Assert what is said of the drawing, for all that its sliders can be set to."""
    seen, true = np.array([errors(Y, mu) for mu in MUS]).T
    off = [errors(Y, mu)[1] for mu in (0.0006, 0.016, 1)]
    assert off == sorted(off), "which μ is nearest to the true curve"
    for i in (5, 6):
        moves = [np.abs(curve(weights(np.eye(12)[i], mu), GRID)) for mu in (0, 0.016)]
        assert moves[0][[10, -11]].min() > 3 * moves[1][[10, -11]].max(), "even near the ends"
    assert np.all(np.diff(seen) > 0), "that on the points rises"
    turn = np.argmin(true)
    assert true[turn] < errors(Y, 0.016)[1] < true[0]  # "already a little there"
    assert np.all(np.diff(true[: turn + 1]) < 0), "that from the true curve first falls"
    assert np.all(np.diff(true[turn:]) > 0), "first falls, then rises"
