"""2.1: two weights and a penalty: where an ellipse of equal loss touches a circle or a diamond."""

import numpy as np
from explorables.draw import (
    Axes,
    button,
    choice,
    contour,
    controls,
    drawing,
    ellipse,
    number,
    says,
    slider,
)
from explorables.loss import X, Y, rounded, short

import reluridge as rr

TITLE = "Two weights: where does a penalty take them?"
CAPTION = """\
**Try:** move μ.  The blue dot has the smallest penalty of all weights on its curve of equal loss,
so there this curve touches one of equal penalty.  Then choose L1, and move μ again, slowly, from 0
on.  Move points, too: the ellipses go elsewhere, and keep their shape, which depends on the places
$x_i$ alone."""

POWERS = np.array([1, 3])
MUS = rounded(np.linspace(-3, 0.2, 33))
START = 24  # 0.2, where the circle and the square are inside the plane
KINDS = [("l2", "L2: w₁² + w₂²"), ("l1", "L1: |w₁| + |w₂|")]


def features(x):
    """Return x and its cube, a row for each place."""
    return np.asarray(x)[:, None] ** POWERS


def moments(y):
    """Return the means of the products of features, and of features and targets."""
    return features(X).T @ features(X) / len(X), features(X).T @ y / len(X)


def best(y, mu, kind):
    """Return the weights with the least mean squared error plus penalty."""
    if kind == "l2":
        return rr.ridge(features(X), y, rr.convert_lambda(mu, "mean", "sum", len(X)))
    S, b = moments(y)
    w = np.zeros(2)
    for _ in range(20_000):  # one weight after the other, each to its best value
        for j in (0, 1):
            rest = b[j] - S[j, 1 - j] * w[1 - j]
            w[j] = np.sign(rest) * max(abs(rest) - mu / 2, 0) / S[j, j]
    return w + 0.0


def bowl():
    """Return the axes of the loss (columns), and how steep it is along each."""
    squares, axes = np.linalg.eigh(moments(Y)[0])
    return {"axes": axes, "s": np.sqrt(squares)}


def ball(w, kind):
    """Return all weights whose penalty is that of ``w``."""
    if kind == "l2":
        return ellipse((0, 0), np.eye(2), [np.linalg.norm(w)] * 2)
    return np.abs(w).sum() * np.array([[1, 0, -1, 0, 1], [0, 1, 0, -1, 0]])


def html():
    low, w = rr.ols(features(X), Y), best(Y, MUS[START], "l2")
    left = Axes(
        (-1, 1), (-2.4, 2.7), (34, 26, 214, 206), xticks=[(-1, "−1"), (0, "0"), (1, "1")],
        yticks=(-2, -1, 0, 1, 2), xlabel="x", ylabel="w₁x + w₂x³", name="curve",
        clip="loss-penalty-curve",
    )  # fmt: skip
    grid = np.linspace(-1, 1, 41)
    left.line(grid, features(grid) @ low, "c5 dash", "free")
    left.line(grid, features(grid) @ w, "c0 wide", "fit")
    for i, (x, y) in enumerate(zip(X, Y, strict=True)):
        left.handle(
            x, y, f"point {i + 1} of 12", f"point-{i}", f"height {number(y)}",
            low=-2.2, high=2.5, now=y, cls="ink",
        )  # fmt: skip
    plane = Axes(
        (-1.4, 3.6), (-3.8, 1.2), (252, 26, 432, 206), xticks=(-1, 0, 1, 2, 3),
        yticks=(-3, -2, -1, 0, 1), xlabel="w₁", ylabel="w₂", name="plane",
        clip="loss-penalty-plane",
    )  # fmt: skip
    plane.line((-1.4, 3.6), (0, 0), "gray thin")
    plane.line((0, 0), (-3.8, 1.2), "gray thin")
    for share in (0.25, 0.5, 0.75):
        plane.line(*contour(bowl(), low, (1 - share) * low), "faint thin", f"faint-{share:g}")
    plane.line(*contour(bowl(), low, w), "c4", "ellipse")
    plane.line(*ball(w, "l2"), "c2", "ball")
    plane.line(*np.array([best(Y, mu, "l2") for mu in MUS]).T, "c0 dash thin", "path")
    plane.dots(*np.c_[low], 4.5, "c5", "lowest")
    plane.dots(*np.c_[w], 6, "c0", "now")
    plane.text(3.6, 1.2, "equal loss", cls="c4", anchor="end", dx=-4, dy=14)
    plane.text(3.6, 1.2, "equal penalty", cls="c2", anchor="end", dx=-4, dy=31)
    label = (
        "Left, twelve points and two curves of x and its cube, with a penalty and without. Right, "
        "the plane of the two weights: an ellipse of equal loss and a circle of equal penalty, "
        "which touch at the weights with the penalty."
    )
    mu = slider("mu", "strength μ", 0, len(MUS) - 1, START, step=1, text=short(MUS[START]))
    return (
        drawing(left, plane, height=242, label=label).replace(' r="9"', ' r="6"')
        + controls(
            choice("kind", "penalty", KINDS, "l2"), mu, button("restart", "Start again")
        )
        + says(words(MUS[START], w, low))
    )  # fmt: skip


def words(mu, w, low):
    """Return what the explorable says at first."""
    return (
        f"μ = {short(mu)}: w₁ = {number(w[0])}, w₂ = {number(w[1])}, where an ellipse touches a "
        f"circle.  Without a penalty: {number(low[0])} and {number(low[1])}."
    )


def data():
    return {"y": Y, "mus": MUS, "names": [short(mu) for mu in MUS], "start": START, "bowl": bowl()}


def vectors():
    rng = np.random.default_rng(0)
    rows = []
    for y in (Y, rng.normal(size=12), -Y, X**2):
        low = rr.ols(features(X), y)
        for mu in (0, 0.01, 0.1, 0.3, 2):
            for kind in ("l2", "l1"):
                w = best(y, mu, kind)
                rows.append(("best", (y, mu, kind), w))
                rows.append(("ball", (w, kind), ball(w, kind)))
            rows.append(("contour", (bowl(), low, w), contour(bowl(), low, w)))
    return rows


def holds():
    """Assert what is said of the drawing, for all that its sliders can be set to."""
    sizes = {"l2": np.linalg.norm, "l1": lambda w: np.abs(w).sum()}
    for kind, size in sizes.items():
        for mu in MUS[::4]:
            w = best(Y, mu, kind)
            if not np.any(w):
                continue
            others = np.transpose(contour(bowl(), best(Y, 0, "l2"), w))
            least = min(size(other) for other in others)
            assert least > size(w) - 1e-6, "has the smallest penalty of all weights on its curve"
