"""2.2.1: gradient descent from a start of your choice, predicted by two factors."""

import numpy as np
from explorables.draw import Axes, button, controls, drawing, ellipse, number, says, slider, tag

import reluridge as rr

TITLE = "Where does gradient descent go, and when does it fly off?"
CAPTION = """\
**Try:** raise η until $m_1$ leaves the gray band, and press *Walk*.  At which η does the walk
arrive along $v_1$ in one step?  What does *Best η* do to the two factors?  The large dot is the
start: with η = 0.28 and t = 60, drag it onto the line of $v_2$.  Watch what your hand
missed it by."""

S, AXES = np.array([2.0, 2 / 3]), np.array([[0.8, -0.6], [0.6, 0.8]])  # X = S Vᵀ, a steep valley
X, Y = S[:, None] * AXES.T, np.array([2.5, -5 / 6])
START, ETA, T = (-0.5, 1.3), 0.2, 12
VIEW = ((-1.2, 2.8), (-2.0, 2.0))
EXCESS = (0.09, 0.52, 1.74, 4.2)  # of the error on the ellipses, over its minimum


def problem(X=X, y=Y, s=S, axes=AXES):
    """Return the singular values of ``X``, its axes (columns), and where the minimum is."""
    return {"s": s, "axes": axes, "lowest": rr.ols(X, y)}


def factors(eta):
    """Return by how much a step multiplies the way to the minimum, along each axis."""
    w = np.array([3.0, 5.0])
    ways = [AXES.T @ (v - rr.ols(X, Y)) for v in (w, rr.gradient_step(X, Y, w, eta))]
    return ways[1] / ways[0]


def walk(w0, eta, t):
    """Return where descent is before the first step, and after each."""
    return rr.descend(X, Y, 0, eta, t, w0, history=True)


def contour(excess):
    """Return the ellipse on which the error exceeds its minimum by so much."""
    return ellipse(rr.ols(X, Y), AXES, np.sqrt(excess) / S)


def leaves(path):
    """Return the first step that ends outside the picture; -1 if none does.

    The start is in it, though rounding may put it on the other side of an edge.
    """
    low, high = np.transpose(VIEW)
    outside = np.any((path < low) | (path > high), axis=1)[1:]
    return 1 + int(np.argmax(outside)) if outside.any() else -1


def pace(m):
    """Return what a factor does to the way to the minimum."""
    if m < -1.0005:
        return "swings ever wider"
    if m < -0.9995:
        return "swings for ever"
    if abs(m) < 0.005:
        return "arrives in one step"
    return "overshoots, less each time" if m < 0 else "comes nearer" if m < 0.75 else "creeps"


def sentence(w0, eta, t):
    """Return what the line below says."""
    m, path = factors(eta), walk(w0, eta, t)
    steep, flat = number(m[0]), number(m[1])
    text = f"m₁ = {steep} {pace(m[0])}; m₂ = {flat} {pace(m[1])}."
    step = leaves(path)
    if step > 0 and min(m) < -1.0005:
        return f"{text} The walk leaves the picture at step {step}."
    left = np.linalg.norm(path[-1] - rr.ols(X, Y))
    return f"{text} After {t} step{'' if t == 1 else 's'}, {number(left)} from the minimum."


def html():
    plane = Axes(
        *VIEW, (34, 26, 314, 306), xticks=(-1, 0, 1, 2), yticks=(-2, -1, 0, 1, 2),
        xlabel="first weight", ylabel="second weight", name="plane", clip="gradient-descent-plane",
    )  # fmt: skip
    lowest = rr.ols(X, Y)
    for excess in EXCESS:
        plane.line(*contour(excess), "gray thin")
    for v, color, name, at in zip(AXES.T, ("c4", "c3"), ("v₁", "v₂"), (-2.4, 2.7), strict=True):
        plane.line(*(lowest[:, None] + np.outer(v, (-9, 9))), f"{color} dash thin")
        plane.text(*(lowest + at * v), name, cls=color, dx=7, dy=6)
    path = walk(START, ETA, T)
    plane.line(*path.T, "c0", "walk")
    plane.dots(*path[1:].T, 3, "c0", "steps")
    plane.dots(*lowest[:, None], 5, "ink")
    plane.text(*lowest, "minimum", anchor="end", dx=-4, dy=20)
    where = f"{number(START[0])}, {number(START[1])}"
    plane.handle(*START, "start, two weights", "start", where, cls="c0")

    scale = Axes(
        (0, 1), (-2.4, 1.2), (356, 46, 426, 306), yticks=(-2, -1, 0, 1), xlabel="factors",
        name="factors", clip="gradient-descent-factors",
    )  # fmt: skip
    top, bottom = float(scale.y(1)), float(scale.y(-1))
    band = {"x": scale.box[0], "y": f"{top:.1f}", "width": 70, "height": f"{bottom - top:.1f}"}
    scale.inside.append(tag("rect", **band, cls="fill faint"))
    scale.text(0.5, -2.2, "diverges", anchor="middle")
    for i, m in enumerate(factors(ETA)):
        color, x = ("c4", "c3")[i], 0.25 + 0.5 * i
        scale.line((x, x), (0, m), color, f"stem{i}")
        scale.dots([x], [m], 6, color, f"factor{i}")
        scale.text(x, 1.2, ("m₁", "m₂")[i], cls=color, anchor="middle", dy=-8)
    label = (
        "Left, the plane of two weights: ellipses of equal error around the minimum, its two "
        "singular directions, steep and flat, and the path of gradient descent.  Right, the factor "
        "of a step along each of the two; between -1 and 1 a walk converges."
    )
    return (
        drawing(plane, scale, height=344, label=label)
        + controls(
            slider("eta", "step size η", 0.005, 0.28, ETA, step=0.001, text=number(ETA, 3)),
            slider("t", "steps t", 0, 60, T, step=1, text=str(T)),
            button("walk", "Walk"), button("best", "Best η"),
        )
        + says(sentence(START, ETA, T))
    )  # fmt: skip


def data():
    return {"problem": problem(), "start": START, "view": VIEW}


def vectors():
    here = problem()
    cases = [
        (START, ETA, T), ((0, 0), 0.05, 20), ((0, 0), 0.05, 0), ((1, -1), 0.23, 7),
        ((0, 1), 0.26, 1), ((-1, -1), 0.25, 5), ((2, 2), 0.28, 30), ((0, 1), 0.11, 60),
        ((2, 1), 0.125, 1), ((0, 0), 0.005, 60), ((-1.2, 2), 0.23, 3), ((-1.2, 1.3), 0.28, 60),
    ]  # fmt: skip
    rows = []
    for w0, eta, t in cases:
        path = walk(w0, eta, t)
        closed = [rr.iterate(X, Y, 0, eta, k, w0) for k in range(t + 1)]
        rows += [
            ("factors", (here, eta), factors(eta)),
            ("walk", (here, w0, eta, t), path),
            ("walk", (here, w0, eta, t), closed),
            ("leaves", (path, VIEW), leaves(path)),
            ("sentence", (here, VIEW, w0, eta, t), sentence(w0, eta, t)),
        ]
    rng = np.random.default_rng(0)
    other, y = rng.normal(size=(5, 2)), rng.normal(size=5)
    _, s, Vt = np.linalg.svd(other)
    edge = np.array([(-1.2001, 1.3), (2.7, 1), (2.9, 1)])  # a start at the edge is no step
    return [
        *rows,
        ("leaves", (edge, VIEW), 2),
        ("leaves", (edge[:2], VIEW), -1),
        ("best", (here,), rr.best_step_size(X)),
        ("best", (problem(other, y, s, Vt.T),), rr.best_step_size(other)),
        *(("pace", (m,), pace(m)) for m in (-1.2, -1, -0.5, 0, 0.3, 0.9)),
    ]


def holds():
    """Assert what is said of the drawing, for all that its sliders can be set to."""
    limit = rr.step_size_limit(X)
    for eta in np.arange(0.005, 0.2805, 0.001):
        m = factors(eta)
        assert (m.min() > -1) == (eta < limit) or np.isclose(eta, limit), "a walk converges"
        assert (pace(m[0]) == "arrives in one step") == (abs(m[0]) < 0.005)
    assert np.isclose(factors(1 / 8)[0], 0), "arrive along $v_1$ in one step"
    m = factors(rr.best_step_size(X))
    assert np.isclose(m[0], -m[1]), "What does *Best η* do to the two factors?"
