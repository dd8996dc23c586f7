"""2, at its end: five algorithms side by side on the twelve points; one walks to the others."""

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

TITLE = "Five ways to compute, one λ. Do they all land on the same weights?"
CAPTION = """\
In each row nine bars show the nine weights; a full bar is *max*, the largest of the formula, and
what goes beyond is cut off.  The outlines are the bars of the formula, where gradient descent has
to get.  *Off by* is the largest difference of a weight from the formula; below
0.0005 the walk has arrived.  **Try:** let gradient descent walk.  Then move λ: four of the five
jump, one has to walk again; how far is it for a small λ, and for a large one?"""

X, Y = TWELVE
LAM, STEPS, LOGS = 0.02, 4, (-2, 1)
NEAR = 5e-4  # what counts as arrived
VIEWS = ["formula", "gradient descent", "fake data", "fake features", "dual"]
LOOKS = ["c2", "c0", "c1", "c4", "c3"]
TOP, HIGH, LEFT, WIDE = 275, 44, 158, 23  # of the rows of bars, and of a bar


def size(lam):
    """Return a step size at which no part of the distance changes its sign."""
    return 0.5 / (np.linalg.norm(powers(X), 2) ** 2 + lam)


def views(A, y, lam, w):
    """Return the weights of the five views, of which one is where it is."""
    rest = rr.ridge_fake_data(A, y, lam), rr.ridge_fake_features(A, y, lam)[0]
    return [rr.ridge_normal_equations(A, y, lam), w, *rest, rr.ridge_dual(A, y, lam)]


def off(views):
    """Return how far each is from the formula: the largest difference of a weight."""
    return [np.abs(w - views[0]).max() for w in views]


def bars(w, most, row):
    """Return bars around the middle of a row; at most as high as the row."""
    middle, half = TOP + HIGH * row, HIGH / 2 - 2
    heights = np.clip(np.asarray(w) / most, -1, 1) * half
    return "".join(
        f"M{LEFT + WIDE * j} {middle}v{-h + 0.0:.1f}h{WIDE - 6}v{h + 0.0:.1f}z"
        for j, h in enumerate(heights.tolist())
    )


def longest(most):
    """Return what a full bar stands for."""
    return f"max {number(most)}"


def sentence(lam, steps, off):
    """Return what the line below says."""
    others = max(off[2:])
    same = "within a billionth" if others < 1e-9 else f"within {number(others, 9)}"
    walk = f"is {number(off[1], 3)} away" if off[1] >= NEAR else "has arrived"
    return (
        f"λ = {number(lam)}. Fake data, fake features and dual are {same} of the formula. "
        f"Gradient descent {walk} after {steps} step{'s' * (steps != 1)}."
    )


def html():
    A = powers(X)
    w = rr.descend(A, Y, LAM, size(LAM), STEPS)
    found = views(A, Y, LAM, w)
    far, most = off(found), np.abs(found[0]).max()
    axes = Axes(
        (-1.05, 1.05), (-2, 2), (34, 40, 430, 214), xticks=(-1, -0.5, 0, 0.5, 1),
        yticks=(-2, -1, 0, 1, 2), clip="five-views-clip",
    )  # fmt: skip
    grid = np.linspace(-1, 1, 81)
    axes.line(grid, powers(grid) @ found[0], "c2 band", "ridge")
    axes.line(grid, powers(grid) @ w, "c0", "walk-curve")
    for i, (x, y) in enumerate(zip(X, Y, strict=True)):
        axes.handle(
            x, y, f"height of point {i + 1}", f"point-{i}", number(y), low=-2, high=2, now=y,
            cls="ink",
        )  # fmt: skip
    axes.inside += [
        legend(14, "c2 band", "four of the five views", x=34),
        legend(33, "c0", f"gradient descent, step {STEPS}", "count", x=34),
    ]
    words = {"text_anchor": "middle", "cls": "tick"}
    rows = [
        tag("text", f"w{'₁₂₃₄₅₆₇₈₉'[j]}", x=LEFT + WIDE * j + 9, y=TOP - 27, **words)
        for j in range(9)
    ]
    rows.append(tag("text", "off by", x=432, y=TOP - 27, text_anchor="end", cls="tick"))
    goal = bars(found[0], most, 1)
    rows.append(tag("path", d=goal, cls="line c2 thin", data_part="goal"))
    for i, (name, look) in enumerate(zip(VIEWS, LOOKS, strict=True)):
        middle = TOP + HIGH * i
        rows += [
            tag("text", name, x=4, y=middle + 5, cls=look),
            tag("path", d=f"M{LEFT - 4} {middle}H{LEFT + 9 * WIDE - 2}", cls="grid"),
            tag("path", d=bars(found[i], most, i), cls=f"fill {look}", data_part=f"bars{i}"),
            tag(
                "text", number(far[i], 3) if i else longest(most), x=432 if i else LEFT - 8,
                y=middle + 5, text_anchor="end", cls="" if i else "tick", data_part=f"off{i}",
            ),
        ]  # fmt: skip
    axes.inside += rows
    label = (
        "Above, twelve points, the curve of ridge regression, and the curve of gradient descent on "
        "its way. Below, nine weights as bars in five rows: formula, fake data, fake features and "
        f"dual have the same bars, those of gradient descent are still {number(far[1], 2)} off."
    )
    return (
        drawing(axes, height=TOP + 4 * HIGH + 22, label=label)
        + controls(
            slider("lam", "strength λ", *LOGS, round(float(np.log10(LAM)), 6), text=number(LAM)),
            button("walk", "Walk"),
            button("one", "Step"),
            button("restart", "From 0"),
        )
        + says(sentence(LAM, STEPS, far))
    )


def data():
    return {
        "x": X, "y": Y, "w": rr.descend(powers(X), Y, LAM, size(LAM), STEPS), "steps": STEPS,
        "steep": np.linalg.norm(powers(X), 2) ** 2,
    }  # fmt: skip


def vectors():
    rng = np.random.default_rng(0)
    rows = [("features", (X,), powers(X))]
    for A, y in [
        (powers(X), Y),
        (powers(X), rng.uniform(-2, 2, size=12)),
        (rng.normal(size=(3, 5)), rng.normal(size=3)),
        (rng.normal(size=(1, 1)), rng.normal(size=1)),
    ]:
        for lam in (0.01, 0.2, 10.0):
            w = rng.normal(size=A.shape[1])
            five = views(A, y, lam, w)
            rows.append(("formula", (A, y, lam), five[0]))
            rows.append(("leastSquares", rr.append_fake_data(A, y, lam), rr.ridge(A, y, lam)))
            rows.append(("shortest", (rr.append_fake_features(A, lam), y),
                         np.concatenate(rr.ridge_fake_features(A, y, lam))))  # fmt: skip
            rows.append(("views", (A, y, lam, w), five))
            rows.append(("off", (five,), off(five)))
            eta = 0.5 / (np.linalg.norm(A, 2) ** 2 + lam)
            for n in (1, 20):
                rows.append(("walk", (A, y, lam, eta, w, n), rr.descend(A, y, lam, eta, n, w0=w)))
    return rows


def holds():
    """Assert what is said of the drawing, for all that its sliders can be set to."""
    for log in np.linspace(*LOGS, 31):
        weights = views(powers(X), Y, 10**log, np.zeros(9))
        assert max(off(weights)[2:]) < NEAR, "four of the five jump"
