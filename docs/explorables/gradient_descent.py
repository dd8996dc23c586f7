"""2.2.1: gradient descent from a start of your choice, predicted by two factors."""

import numpy as np
from explorables.draw import Axes, button, controls, drawing, ellipse, number, says, slider, tag

import reluridge as rr

TITLE = "Where does gradient descent go, and when does it fly off?"
CAPTION = """\
**Try:** drag the large dot, the start.  Raise η until a factor leaves the gray band.  Then lower it
a little and raise λ: the penalty, too, drives the walk out of bounds.  Last, start at 0 with λ = 0
and a small η, and change t: stopping early goes the way of ridge, at a distance."""

S, AXES = np.array([2.0, 0.6]), np.array([[0.8, -0.6], [0.6, 0.8]])  # X = S Vᵀ, a steep valley
X, Y = S[:, None] * AXES.T, np.array([2.5, -0.75])
START, ETA, LAM, T = (-0.6, 1.4), 0.2, 0.0, 12
VIEW = ((-1.2, 2.8), (-2.0, 2.0))
EXCESS = (0.09, 0.52, 1.74, 4.2)  # of the objective on the ellipses, over its minimum


def problem(X=X, y=Y, s=S, axes=AXES):
    """Return the singular values of ``X``, its axes (columns), and how y pulls along each."""
    return {"s": s, "axes": axes, "pull": axes.T @ (X.T @ y)}


def factors(eta, lam):
    """Return by how much a step multiplies the way to the minimum, along each axis."""
    w = np.array([3.0, 5.0])
    ways = [AXES.T @ (v - rr.ridge(X, Y, lam)) for v in (w, rr.gradient_step(X, Y, w, eta, lam))]
    return ways[1] / ways[0]


def walk(w0, eta, lam, t):
    """Return where descent is before the first step, and after each."""
    return rr.descend(X, Y, lam, eta, t, w0, history=True)


def contour(lam, excess):
    """Return the ellipse on which the objective exceeds its minimum by so much."""
    return ellipse(rr.ridge(X, Y, lam), AXES, np.sqrt(excess / (S**2 + lam)))


def leaves(path):
    """Return the first step that ends outside the picture; -1 if none does."""
    low, high = np.transpose(VIEW)
    outside = np.any((path < low) | (path > high), axis=1)
    return int(np.argmax(outside)) if outside.any() else -1


def sentence(w0, eta, lam, t):
    """Return what the line below says."""
    m, path = factors(eta, lam), walk(w0, eta, lam, t)
    steep, flat = number(m[0]), number(m[1])
    limit, plain = rr.step_size_limit(X, lam), rr.step_size_limit(X)
    if eta >= limit:
        text = f"m₁ = {steep} never settles: η is not below the limit {number(limit, 3)}."
        if eta < plain:
            text += f" It is below the limit without the penalty, {number(plain, 3)}."
        step = leaves(path)
        return text + (f" The walk leaves the picture at step {step}." if step > 0 else "")
    left = np.linalg.norm(path[-1] - rr.ridge(X, Y, lam))
    if abs(m[0]) < 0.005:
        text = f"m₁ = {steep} arrives at once; m₂ = {flat} creeps."
    elif m[0] < 0:
        text = f"m₁ = {steep} overshoots, less each time; m₂ = {flat} creeps."
    else:
        text = f"m₁ = {steep} and m₂ = {flat} creep."
    text += f" After {t} steps, {number(left)} from the minimum."
    if lam == 0 and not np.any(w0) and t:
        price = 1 / (2 * eta * t)
        gap = np.linalg.norm(path[-1] - rr.ridge(X, Y, price))
        text += f" Ridge with λ = 1/(2ηt) = {number(price)} is {number(gap)} from here."
    return text


def html():
    plane = Axes(
        *VIEW, (34, 26, 314, 306), xticks=(-1, 0, 1, 2), yticks=(-2, -1, 0, 1, 2),
        xlabel="first weight", ylabel="second weight", name="plane", clip="gradient-descent-plane",
    )  # fmt: skip
    lowest = rr.ridge(X, Y, LAM)
    for i, excess in enumerate(EXCESS):
        plane.line(*contour(LAM, excess), "gray thin", f"contour{i}")
    for i, (v, color) in enumerate(zip(AXES.T, ("c0", "c3"), strict=True)):
        plane.line(*(lowest[:, None] + np.outer(v, (-9, 9))), f"{color} dash thin", f"axis{i}")
    ridges = np.vstack([rr.ols(X, Y), rr.ridge_path(X, Y, np.geomspace(0.01, 100, 60)), (0, 0)])
    plane.line(*ridges.T, "c2")
    path = walk(START, ETA, LAM, T)
    plane.line(*path.T, "c1", "walk")
    plane.dots(*path[1:].T, 3, "c1", "steps")
    plane.dots(*lowest[:, None], 5, "ink", "ridge")
    plane.dots([], [], 5, "c2", "match")
    plane.text(VIEW[0][1], VIEW[1][1], "descent", cls="c1", anchor="end", dx=-4, dy=16)
    plane.text(VIEW[0][1], VIEW[1][1], "ridge path", cls="c2", anchor="end", dx=-4, dy=36)
    where = f"{number(START[0])}, {number(START[1])}"
    plane.handle(*START, "start, two weights", "start", where)

    scale = Axes(
        (0, 1), (-2.4, 1.2), (356, 46, 426, 306), yticks=(-2, -1, 0, 1), xlabel="factors",
        name="factors",
    )  # fmt: skip
    top, bottom = float(scale.y(1)), float(scale.y(-1))
    band = {"x": scale.box[0], "y": f"{top:.1f}", "width": 70, "height": f"{bottom - top:.1f}"}
    scale.inside.append(tag("rect", **band, cls="fill faint"))
    scale.text(0.5, -2.2, "diverges", anchor="middle")
    for i, m in enumerate(factors(ETA, LAM)):
        color, x = ("c0", "c3")[i], 0.25 + 0.5 * i
        scale.line((x, x), (0, m), color, f"stem{i}")
        scale.dots([x], [m], 6, color, f"factor{i}")
        scale.text(x, 1.2, ("m₁", "m₂")[i], cls=color, anchor="middle", dy=-8)
    label = (
        "Left, the plane of two weights: ellipses of equal objective around the minimum, the path "
        "of gradient descent toward it, and the ridge path from the least-squares weights to 0. "
        "Right, the factor of a step along the steep and the flat axis; between -1 and 1 a walk "
        "converges."
    )
    return (
        drawing(plane, scale, height=344, label=label)
        + controls(
            slider("eta", "step size η", 0.005, 0.28, ETA, step=0.001, text=number(ETA, 3)),
            slider("lam", "price λ", 0, 2, LAM, step=0.05),
            slider("t", "steps t", 0, 60, T, step=1, text=str(T)),
            button("walk", "Walk"), button("zero", "Start at 0"), button("best", "Best η"),
        )
        + says(sentence(START, ETA, LAM, T))
    )  # fmt: skip


def data():
    return {"problem": problem(), "start": START, "excess": EXCESS, "view": VIEW}


def vectors():
    here, rows = problem(), []
    cases = [
        (START, ETA, LAM, T), ((0, 0), 0.05, 0, 20), ((0, 0), 0.05, 0, 0), ((1, -1), 0.23, 1, 7),
        ((-1, -1), 0.25, 0, 5), ((2, 2), 0.28, 2, 30), ((0, 1), 0.11, 2, 60), ((0, 0), 0.26, 0, 3),
        ((2, 1), 0.125, 0, 7),
    ]  # fmt: skip
    for w0, eta, lam, t in cases:
        path = walk(w0, eta, lam, t)
        closed = [rr.iterate(X, Y, lam, eta, k, w0) for k in range(t + 1)]
        rows += [
            ("factors", (here, eta, lam), factors(eta, lam)),
            ("walk", (here, w0, eta, lam, t), path),
            ("walk", (here, w0, eta, lam, t), closed),
            ("leaves", (path, VIEW), leaves(path)),
            ("sentence", (here, VIEW, w0, eta, lam, t), sentence(w0, eta, lam, t)),
        ]  # fmt: skip
    rng = np.random.default_rng(0)
    for lam in (0, 0.05, 3):
        other, y = rng.normal(size=(5, 2)), rng.normal(size=5)
        _, s, Vt = np.linalg.svd(other)
        for A, b, given in ((X, Y, here), (other, y, problem(other, y, s, Vt.T))):
            at = exceeding(A, b, lam, 0.7, given["axes"], given["s"])
            rows += [
                ("ridge", (given, lam), rr.ridge(A, b, lam)),
                ("limit", (given, lam), rr.step_size_limit(A, lam)),
                ("best", (given, lam), rr.best_step_size(A, lam)),
                ("contour", (given, lam, 0.7), at),
            ]  # fmt: skip
    return rows


def exceeding(A, b, lam, excess, axes, s):
    """Return the points at which the objective exceeds its minimum, found along rays."""
    lowest, n = rr.ridge(A, b, lam), len(b)

    def objective(w):
        return n * rr.regularized_loss(b, A @ w, w, lambda w: lam / n * w @ w)

    points = []
    for turn in np.linspace(0, 2 * np.pi, 97):
        way = axes @ (np.array([np.cos(turn), np.sin(turn)]) / np.sqrt(s**2 + lam))
        rise = objective(lowest + way) - objective(lowest)
        points.append(lowest + way * np.sqrt(excess / rise))
    return np.transpose(points)
