"""1.1: a curve, knots on it, the net through the knots, and its error beside the bound."""

import numpy as np
from explorables.draw import Axes, button, choice, controls, drawing, legend, number, says, tag

import reluridge as rr

TITLE = "Build a net for a curve. How close does it come?"
CAPTION = """\
**Try:** press *twice as many*, and again.  How far do the humps of the error sink?  (Each line is a
quarter of the one above.)  Press *start again*, take the square root, and do the same.
Can you do better by dragging knots?  Tap the plot to add a knot, press Delete to remove one.  With
*draw your own*, drag across the plot; or go to a knot and press the arrows up and down."""

PIECES, MOST = 6, 48
GRID = np.linspace(0, 1, 961)  # where the largest error is looked for
LEAST = 1 / 100_000  # shown of it, with lines at quarters, every other one with its number
QUARTERS = [1, "", "1/16", "", "1/256", "", "1/4096", "", "1/65536"]
PLACES = np.linspace(0, 1, 65)  # of the heights of a drawing; this one is there at first
DRAWN = (0.6 * np.sin(9 * PLACES) + 0.4 * PLACES * np.cos(23 * PLACES)).round(3)


def target(name, x):
    """Return the curve at x."""
    if name == "sine":
        return np.sin(2 * np.pi * np.asarray(x))
    return np.sqrt(x) if name == "root" else np.interp(x, PLACES, DRAWN)


def reach(name):
    """Return which heights are shown: those of the curve, and an eighth more on each side."""
    g = [-1, 1] if name == "own" else target(name, GRID)
    room = (np.max(g) - np.min(g)) / 8
    return [np.min(g) - room, np.max(g) + room]


def errors(name, knots):
    """Return the error of the net through these knots on the curve, on the grid."""
    net = rr.ReLUNet.from_knots(knots, target(name, knots))
    return np.abs(net(GRID) - target(name, GRID))


def largest(name, knots):
    """Return the largest error, and the first place of it."""
    e = errors(name, knots)
    return [e.max(), GRID[np.argmax(e > e.max() - 1e-9)]]


def bound(knots):
    """Return Δ² max|g″|/8 for the sine."""
    return np.diff(knots).max() ** 2 * (2 * np.pi) ** 2 / 8


def twice(knots):
    """Return the knots and the middle of each piece."""
    return np.insert(knots, np.arange(1, len(knots)), (knots[1:] + knots[:-1]) / 2)


def fewer(name, knots):
    """Return the knots without the one, the first of such, whose loss leaves the least error."""
    without = [np.delete(knots, i) for i in range(1, len(knots) - 1)]
    left = np.array([largest(name, some)[0] for some in without])
    return without[np.argmax(left < left.min() + 1e-9)]


def html():
    knots = np.linspace(0, 1, PIECES + 1)
    net, (low, high) = rr.ReLUNet.from_knots(knots, target("sine", knots)), reach("sine")
    error, limit = largest("sine", knots)[0], bound(knots)
    top = Axes(
        (0, 1), (low, high), (58, 28, 430, 206), xticks=[(x / 4, "") for x in range(5)],
        yticks=(-1, 0, 1), name="curve", clip="build-it-curve",
    )  # fmt: skip
    middle = f"{PIECES} pieces, {net.w.size} units"
    top.text(0, high, middle, part="count", dy=-8)
    most = f"largest error {number(error, 4)}"
    top.text(1, high, most, part="most", cls="c4", anchor="end", dy=-8)
    words = legend(176, "ink", "curve g", x=70) + legend(196, "c0", "net f", x=70)
    top.inside.append(tag("g", words, data_part="words"))
    curve, line = target("sine", GRID), net(GRID)
    there, back = np.r_[GRID, GRID[::-1]], np.r_[curve, line[::-1]]
    top.inside.append(
        tag(
            "path", d=top.path(there[::8], back[::8]), cls="fill c4", fill_opacity=0.35,
            data_part="gap",
        )
    )  # fmt: skip
    top.line(GRID[::4], curve[::4], "ink", "target")
    top.line(knots, net(knots), "c0", "f")
    top.inside.append(
        tag(
            "rect", x=58, y=28, width=372, height=178, fill="transparent", data_part="paper",
            style="cursor: crosshair; touch-action: pan-y pinch-zoom",
        )
    )  # fmt: skip
    handles = "".join(
        tag(
            "circle", cx=f"{float(top.x(x)):.1f}", cy=f"{float(top.y(y)):.1f}", r=8,
            cls="handle c0",
        )
        for x, y in zip(knots[1:-1], target("sine", knots[1:-1]), strict=True)
    )  # fmt: skip
    ends = "".join(
        tag("circle", cx=f"{float(top.x(x)):.1f}", cy=f"{float(top.y(y)):.1f}", r=4)
        for x, y in zip(knots[[0, -1]], target("sine", knots[[0, -1]]), strict=True)
    )
    top.inside.append(tag("g", ends, cls="dots c0", data_part="ends"))
    top.inside.append(tag("g", handles, data_part="knots"))
    bottom = Axes(
        (0, 1), (LEAST, 1), (58, 240, 430, 376), log="y",
        xticks=[(x, f"{x:g}") for x in (0, 0.25, 0.5, 0.75, 1)],
        yticks=[(4.0**-i, str(text)) for i, text in enumerate(QUARTERS)],
        ylabel="error |f − g|", xlabel="x", name="errors", clip="build-it-error",
    )  # fmt: skip
    bottom.text(1, 1, f"bound {number(limit, 4)}", part="limit", cls="gray", anchor="end", dy=-8)
    bottom.line([0, 1], [limit, limit], "gray dash", "bound")
    bottom.line(GRID[::4], np.maximum(errors("sine", knots), LEAST / 2)[::4], "c4", "error")
    label = (
        "Above, a curve, knots on it, and the net that joins the knots by straight pieces. "
        "Below, the error at each x on a scale of quarters, and the bound as a dashed line."
    )
    names = [("sine", "sine"), ("root", "square root"), ("own", "draw your own")]
    return (
        drawing(top, bottom, height=414, label=label)
        + controls(
            choice("curve", "curve", names, "sine"),
            button("twice", "Twice as many"),
            button("more", "One more"),
            button("fewer", "One fewer"),
            button("even", "Even out"),
            button("restart", "Start again"),
        )
        + says(words_for("sine", knots))
    )


def words_for(name, knots):
    """Return what the explorable says at first."""
    wide, error = np.diff(knots).max(), largest(name, knots)[0]
    return (
        f"{len(knots) - 1} pieces, the widest Δ = {number(wide, 3)}.  The largest error is "
        f"{number(error, 4)}, and no error can exceed Δ² max|g″|/8 = {number(bound(knots), 4)}."
    )


def data():
    return {"pieces": PIECES, "most": MOST, "drawn": DRAWN}


def vectors():
    rng = np.random.default_rng(0)
    rows = [("reach", (name,), reach(name)) for name in ("sine", "root", "own")]
    for k in (1, 2, 3, 6, 12, 48):
        knots = np.r_[0, np.sort(rng.choice(np.arange(2, 127), k - 1, replace=False)) / 128, 1]
        for name in ("sine", "root", "own"):
            y = target(name, knots)
            net = rr.ReLUNet.from_knots(knots, y)
            rows.append(("target", (name, DRAWN, knots), y))
            rows.append(("fromKnots", (knots, y), [net.w, net.b, net.v, net.c]))
            rows.append(("largest", (name, DRAWN, knots), largest(name, knots)))
            if 1 < k < 48:
                rows.append(("fewer", (name, DRAWN, knots), fewer(name, knots)))
        rows.append(("bound", ("sine", knots), bound(knots)))
        rows.append(("twice", (knots,), twice(knots)))
    rows.append(("bound", ("root", np.array([0, 1])), None))
    rows.append(("fromKnots", ([0, 1], [3, 3]), [[], [], [], 3]))
    return rows


def holds():
    """Assert what is said of the drawing, for all that its sliders can be set to."""
    knots = np.linspace(0, 1, PIECES + 1)
    while len(knots) <= MOST // 2:
        more = twice(knots)
        sine, root = (largest(g, more)[0] / largest(g, knots)[0] for g in ("sine", "root"))
        assert abs(sine - 1 / 4) < 0.01, "line is a quarter of the one above"
        assert abs(root - 0.5**0.5) < 0.01, "take the square root, and do the same"
        assert len(more) - 1 == 2 * (len(knots) - 1), "twice as many"
        knots = more
