"""2.2: a point left out, by the shortcut, and the leave-one-out error at every λ."""

import numpy as np
from explorables.bias_variance import SIGMA, X_AT, Y, fits, parts, truth
from explorables.draw import (
    Axes,
    button,
    controls,
    drawing,
    number,
    powers,
    says,
    short,
    slider,
    tag,
)

import reluridge as rr

TITLE = "Leave out a point. How far is the fit to the others from it?"
CAPTION = """\
**Try:** tap a point, or choose it by the slider, and move λ.  The ring is where the fit to the
others passes: if the point stood there, the fit to all would be the fit to the others.  Which
points are missed most?  (The next section says by what the error is divided.)  Then *redraw the
noise* several times: each draw leaves its curve behind, with a dot where it is lowest."""

LAMS = 10 ** np.linspace(-4, 1, 51)
START, POINT = 15, 3
LOW, HIGH, KEPT = 0.03, 30, 15
GRID = np.linspace(-1, 1, 61)


def left_out(y, lam, i):
    """Return e_i, H_ii, what the fit to the others predicts, and the heights of both fits."""
    X, others = powers(X_AT), np.arange(12) != i
    w, rest = rr.ridge(X, y, lam), rr.ridge(X[others], y[others], lam)
    hat = X[i] @ rr.ridge(X, np.eye(12)[i], lam)
    return [y[i] - X[i] @ w, hat, X[i] @ rest, powers(GRID) @ w, powers(GRID) @ rest]


def curve(y):
    """Return the mean squared leave-one-out error at each λ."""
    return np.mean(rr.leave_one_out(powers(X_AT), y, LAMS) ** 2, axis=1)


def on_points(y):
    """Return the mean squared error on the points at each λ."""
    return [np.mean((y - fits(y, lam, X_AT)[0]) ** 2) for lam in LAMS]


def sentence(lam, i, e, hat, mean):
    """Return what the line below says."""
    left = short(e, 3).replace("-", "\N{MINUS SIGN}")
    return (
        f"λ = {lam}: the fit to all misses point {i + 1} by {left}, the fit to the others "
        f"misses it by {left}/{short(1 - hat, 3)} = {number(e / (1 - hat))}.  Mean square of "
        f"such errors, over all twelve points: {number(mean)}."
    )


def html():
    lam, errors, seen = LAMS[START], curve(Y), on_points(Y)
    e, hat, p, fit, rest = left_out(Y, lam, POINT)
    plot = Axes(
        (-1.05, 1.05), (-2.6, 2.6), (26, 26, 246, 236), xticks=(-1, 0, 1),
        yticks=(-2, -1, 0, 1, 2), xlabel="x", name="plot", clip="choosing-lambda-plot",
    )  # fmt: skip
    plot.line(GRID, fit, "c0", "fit")
    plot.line(GRID, rest, "c4 dash", "rest")
    plot.line([X_AT[POINT]] * 2, [Y[POINT], p], "c4 wide", "error")
    dots = "".join(
        tag(
            "circle", cx=f"{float(plot.x(x)):.1f}", cy=f"{float(plot.y(y)):.1f}", r=5.5,
            style="cursor: pointer",
        )
        for x, y in zip(X_AT, Y, strict=True)
    )  # fmt: skip
    ring = {"r": 6.5, "fill": "none", "stroke": "currentColor", "stroke_width": 2}
    at = {"cx": f"{float(plot.x(X_AT[POINT])):.1f}", "cy": f"{float(plot.y(p)):.1f}"}
    plot.inside.append(tag("g", dots, cls="dots ink", data_part="points"))
    plot.inside.append(tag("circle", **at, **ring, data_part="ring", clip_path=plot.clip))
    plot.text(-1.05, 2.6, "fit to all", cls="c0", dx=6, dy=16)
    plot.text(-1.05, 2.6, "fit to the others", cls="c4", dx=6, dy=34)
    right = Axes(
        (-4, 1), (LOW, HIGH), (290, 26, 430, 236), log="y", xlabel="strength λ",
        xticks=((-4, "10⁻⁴"), (-2, "0.01"), (0, "1")),
        yticks=((0.1, "0.1"), (1, "1"), (10, "10")), ylabel="mean squared error", name="curve",
        clip="choosing-lambda-curve",
    )  # fmt: skip
    logs, best = np.log10(LAMS), np.argmin(errors)
    right.line(logs[:1], [1], "gray thin", "old")
    right.dots([], [], 3, "gray", "lows")
    right.line(logs, seen, "c0", "seen")
    right.line(logs, errors, "c4 wide", "errors")
    right.dots(logs[[best]], errors[[best]], 4.5, "ink", "low")
    right.text(1, errors[-1], "left out", cls="c4", anchor="end", dx=-4, dy=-14)
    right.text(-4, 0.045, "fitted", cls="c0", dx=6)
    right.handle(
        logs[START], errors[START], "strength λ, as its logarithm", "strength", short(lam), cls="c4"
    )
    label = (
        "Left, twelve points, the ridge fit to all of them, and the fit to all but one, whose "
        "error is a thick line from the point to where that fit passes. Right, the mean squared "
        f"error on points left out against λ, lowest at {short(LAMS[best])}, and that on the "
        "fitted points."
    )
    return (
        drawing(plot, right, height=276, label=label)
        + controls(
            slider("lam", "strength λ", 0, len(LAMS) - 1, START, step=1, text=short(lam)),
            slider("point", "point", 1, 12, POINT + 1, step=1, text=str(POINT + 1)),
            button("redraw", "Redraw the noise"),
            button("restart", "Start again"),
        )
        + says(sentence(short(lam), POINT, e, hat, errors[START]))
    )


def data():
    return {
        "parts": parts() | {"grid": GRID}, "x": X_AT, "y": Y, "sigma": SIGMA, "lams": LAMS,
        "names": [short(lam) for lam in LAMS], "kept": KEPT,
    }  # fmt: skip


def vectors():
    rows, known = [], parts() | {"grid": GRID}
    targets = [Y, truth(X_AT) + SIGMA * np.random.default_rng(1).normal(size=12)]
    for y in targets:
        for k in (0, 20, 50):
            for i in (0, 3, 11):
                found = left_out(y, LAMS[k], i)
                rows.append(("leftOut", (known, y, LAMS[k], i), found))
                told = (short(LAMS[k]), i, *found[:2], 0.5)
                rows.append(("sentence", told, sentence(*told)))
        rows.append(("curves", (known, y, LAMS), [curve(y), on_points(y)]))
    return rows


def holds():
    """Assert what is said of the drawing, for all that its sliders can be set to."""
    X = powers(X_AT)
    for lam in LAMS[::5]:
        for i in range(12):
            _, _, at, _, rest = left_out(Y, lam, i)
            moved = np.where(np.arange(12) == i, at, Y)
            fit = rr.ridge(X, moved, lam)
            assert np.allclose(powers(GRID) @ fit, rest), (
                "the fit to all would be the fit to the others"
            )
    assert 0 < np.argmin(curve(Y)) < len(LAMS) - 1, "lowest at"
