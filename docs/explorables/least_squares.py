"""2.2: two weights, the valley of the error, and the one lowest point that λ makes of it."""

import numpy as np
from explorables.draw import (
    Axes,
    choice,
    contour,
    controls,
    drawing,
    ellipse,
    number,
    says,
    short,
    slider,
)

import reluridge as rr

TITLE = "Which weights are best, and is there just one answer?"
CAPTION = """\
**Try:** raise λ by one step, and see how far the dot moves.  Go back to 0, and take *a copy of the
first*: the whole line is lowest.  Raise λ by one step: one lowest point is left.  On the right,
along the gray line: the error less its least value, the penalty, and their sum."""

x, y = np.array([-2, -1, 0.5, 1, 1.5]), np.array([-2.9, -1.9, 0.4, 2.2, 2.0])
SECOND = {
    "own": np.array([0.1, -0.7, -0.4, 0.9, -0.3]), "near": np.array([-2.1, -1.1, 0.9, 0.6, 1.5]),
    "copy": x,
}  # fmt: skip
LAMS = np.r_[0, 10 ** np.linspace(-1, 2.5, 36)]  # the first step must show
START = 0
PLACES = np.linspace(-1.2, 3.6, 61)


def bowl(name):
    """Return the lowest point of the error, its axes (columns), and how steep it is along each."""
    X = np.c_[x, SECOND[name]]
    U, s, Vt = np.linalg.svd(X, full_matrices=False)
    turn = np.where(Vt[:, :1] < 0, -1, 1)
    s = np.where(s < 1e-9, 0, s)
    return {
        "lowest": rr.ols(X, y), "axes": (turn * Vt).T, "s": s, "least": error(X, rr.ols(X, y)),
        "a": np.where(s > 0, turn[:, 0] * (U.T @ y), 0),
    }  # fmt: skip


def error(X, w):
    """Return the squared error."""
    return np.sum((y - X @ w) ** 2)


def heights(name, lam):
    """Return error and sum along the second axis, from the least error, at the best across."""
    X, (v, along) = np.c_[x, SECOND[name]], bowl(name)["axes"].T
    least = error(X, rr.ols(X, y))
    across = [rr.ols((X @ v)[:, None], y - X @ (t * along))[0] * v for t in PLACES]
    errors = [error(X, t * along + w) - least for t, w in zip(PLACES, across, strict=True)]
    return [errors, errors + lam * PLACES**2]


def sentence(name, lam):
    """Return what the line below says."""
    X, low = np.c_[x, SECOND[name]], bowl(name)
    w = rr.ridge(X, y, lam)
    if name == "copy" and lam == 0:
        return (
            f"Every point of the thick line has the squared error {number(low['least'])}, and no "
            "weights have less.  The dot is the shortest of them, where ridge arrives as λ falls "
            "to 0."
        )
    bend = low["s"][1] ** 2
    return (
        f"Weights {number(w[0])} and {number(w[1])}, length {number(np.linalg.norm(w))}, squared "
        f"error {number(error(X, w))}.  One step along the gray line, away from the dot, raises "
        f"error plus penalty by {number(bend)} + {number(lam)} = {number(bend + lam)}."
    )


def html():
    name, lam = "near", LAMS[START]
    low, X = bowl(name), np.c_[x, SECOND[name]]
    w, path = rr.ridge(X, y, lam), rr.ridge_path(X, y, LAMS)
    plane = Axes(
        (-1.3, 3.1), (-1.9, 2.5), (34, 26, 234, 226), xticks=(-1, 0, 1, 2, 3),
        yticks=(-1, 0, 1, 2), xlabel="first weight", ylabel="second weight", name="plane",
        clip="least-squares-plane",
    )  # fmt: skip
    lowest = low["lowest"]
    rings = [contour(low, lowest, lowest + r * low["axes"][:, 0]) for r in (0.15, 0.4, 0.65)]
    for i, ring in enumerate(rings):
        plane.line(*ring[:, ::3], "faint thin", f"ring{i}")
    along = low["axes"][:, 1]
    plane.line(*(w + np.outer([-9, 9], along)).T, "gray thin", "cut")
    plane.line(*contour(low, lowest, w)[:, ::2], "c4", "contour")
    plane.line(*ellipse((0, 0), np.eye(2), [np.linalg.norm(w)] * 2)[:, ::2], "c2", "circle")
    plane.line(*path[::2].T, "ink dash thin", "path")
    plane.dots([0], [0], 3, "ink")
    plane.dots(*path[:1].T, 4, "c4", "lowest")
    plane.text(*path[0], "λ = 0", part="zero", dx=-10, dy=18, anchor="end")
    plane.text(3.1, 2.5, "same error", cls="c4", anchor="end", dx=-4, dy=18)
    plane.text(3.1, 2.5, "same length", cls="c2", anchor="end", dx=-4, dy=38)
    plane.handle(
        *w, "first weight, moved along the dashed line", "ridge", f"λ = {short(lam)}", cls="c0",
    )  # fmt: skip

    cut = Axes(
        PLACES[[0, -1]], (0, 4), (270, 26, 430, 226), xticks=range(-1, 4), yticks=(0, 2, 4),
        xlabel="along the gray line", ylabel="height", name="cut",
        clip="least-squares-cut",
    )  # fmt: skip
    errors, sums = heights(name, lam)
    some = slice(None, None, 2)
    cut.line(PLACES[some], lam * PLACES[some] ** 2, "c2 dash", "penalty")
    cut.line(PLACES[some], sums[some], "c0 wide", "sums")
    cut.line(PLACES[some], errors[some], "c4", "errors")  # seen at λ = 0, too
    t = w @ along
    at = np.interp(t, PLACES, sums)
    cut.dots([t], [at], 6, "c0", "bottom")
    cut.text(1.0, 4, "sum", cls="c0", anchor="middle", dy=18)
    cut.text(1.0, 4, "penalty", cls="c2", anchor="middle", dy=38)
    cut.text(1.0, 4, "error", cls="c4", anchor="middle", dy=58)
    label = (
        "Left, the plane of two weights: an ellipse of equal error and a circle of equal length "
        "touch at the ridge weights, which walk to 0 as λ rises. Right, a cut along the valley of "
        "the error: a flat curve, the penalty's bowl, and their sum with its one lowest point."
    )
    names = [("own", "its own"), ("near", "nearly the first"), ("copy", "a copy of the first")]
    return (
        drawing(plane, cut, height=264, label=label)
        + controls(
            slider("lam", "λ", 0, len(LAMS) - 1, START, step=1, text=short(lam)),
            choice("second", "second feature", names, name),
        )
        + says(sentence(name, lam))
    )


def data():
    return {"bowls": {name: bowl(name) for name in SECOND}}


def vectors():
    """The package's weights, the ellipse through them, the heights in the valley, the words."""
    rows = []
    for name in SECOND:
        low, X = bowl(name), np.c_[x, SECOND[name]]
        for lam in LAMS[[0, 1, 8, 20, 36]]:
            w = rr.ridge(X, y, lam)
            rows.append(("weights", (low, lam), w))
            rows.append(("heights", (low, lam, PLACES), heights(name, lam)))
            rows.append(("sentence", (name, low, lam), sentence(name, lam)))
            if name == "copy" or lam == 0:
                continue
            # where the error is what it is at w, in each direction
            turns = np.linspace(0, 2 * np.pi, 97)
            ways = low["axes"] @ (np.array([np.cos(turns), np.sin(turns)]) / low["s"][:, None])
            steps = np.array([error(X, low["lowest"] + way) for way in ways.T]) - low["least"]
            excess = max(error(X, w) - low["least"], 0)
            at = low["lowest"][:, None] + ways * np.sqrt(excess / steps)
            rows.append(("contour", (low, low["lowest"], w), at))
    return rows


def holds():
    """Assert what is said of the drawing, for all that its sliders can be set to."""
    valley = bowl("copy")
    for t in PLACES:
        there = error(np.c_[x, x], valley["lowest"] + t * valley["axes"][:, 1])
        assert np.isclose(there, valley["least"]), "the whole line is lowest"
    assert heights("copy", LAMS[1])[1][-1] > 1, "Raise λ by one step"  # it bends where one sees it
    for lam in LAMS[1:]:
        errors, total = heights("copy", lam)
        assert np.all(np.diff(total, 2) > 0), "one lowest point is left"
        assert np.allclose(errors, 0), "the error less its least value"
    for second in SECOND.values():
        lengths = [np.linalg.norm(rr.ridge(np.c_[x, second], y, lam)) for lam in LAMS[1:]]
        assert np.all(np.diff(lengths) < 0), "walk to 0 as λ rises"
