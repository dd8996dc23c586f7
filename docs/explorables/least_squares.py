"""2.2: the ridge weights at every price, and where to stop."""

import numpy as np
from explorables.draw import Axes, controls, drawing, ellipse, number, says, slider

import reluridge as rr

TITLE = "What does a higher price do, and where should it stop?"
CAPTION = """\
**Try:** raise λ, by the slider or by the large dot.  The ellipse and the circle always touch at the
ridge weights, and the circle shrinks.  The fit to the points gets worse all the way; the error on
points left out first falls.  Twelve other points would have its minimum elsewhere."""

LAMS = 10 ** np.linspace(-1, 3, 41)
START = 10


def points():
    """Return twelve points whose two features nearly agree."""
    rng = np.random.default_rng(279)
    common = rng.normal(size=(12, 1))
    X = np.round(common + 0.3 * rng.normal(size=(12, 2)), 1)
    return X, np.round(X @ [1.5, 1.0] + 1.5 * rng.normal(size=12), 1)


def bowl(X, y):
    """Return the lowest point of the loss, its axes (columns), and how steep it is along each."""
    _, s, Vt = np.linalg.svd(X)
    return {"lowest": rr.ols(X, y), "axes": Vt.T, "s": s}


def contour(bowl, w):
    """Return the ellipse of all weights whose loss is that of ``w``."""
    r = np.linalg.norm(bowl["s"] * (bowl["axes"].T @ (w - bowl["lowest"])))
    return ellipse(bowl["lowest"], bowl["axes"], r / bowl["s"])


def circle(w):
    """Return all weights as long as ``w``."""
    return ellipse((0, 0), np.eye(2), [np.linalg.norm(w)] * 2)


def curves():
    """Return weights, mean squared errors on the points and left out, degrees of freedom."""
    X, y = points()
    path = rr.ridge_path(X, y, LAMS)
    seen = np.array([rr.mean_loss(y, X @ w) for w in path])
    unseen = (rr.leave_one_out(X, y, LAMS) ** 2).mean(axis=1)
    return path, seen, unseen, [rr.degrees_of_freedom(X, lam) for lam in LAMS]


def short(lam):
    """Return a price with two digits."""
    return f"{float(f'{lam:.2g}'):g}"


def sentences():
    """Return what the line below says, for each price."""
    path, seen, unseen, free = curves()
    best = np.argmin(unseen)
    verdicts = (
        "it still falls with λ.",
        "the least at any λ, for these points.",
        "it rises with λ.",
    )
    return [
        f"Weights {number(w[0])} and {number(w[1])}, {number(df)} of 2 degrees of freedom. Mean "
        f"squared error {number(fit)} on the points, {number(error)} on points left out: "
        + verdicts[1 + np.sign(i - best)]
        for i, (w, fit, error, df) in enumerate(zip(path, seen, unseen, free, strict=True))
    ]


def html():
    X, y = points()
    path, seen, unseen, _ = curves()
    best, w, low = np.argmin(unseen), path[START], bowl(X, y)
    plane = Axes(
        (-0.8, 3.0), (-1.5, 2.3), (34, 26, 234, 226), xticks=(0, 1, 2, 3), yticks=(-1, 0, 1, 2),
        xlabel="first weight", ylabel="second weight", name="plane", clip="least-squares-plane",
    )  # fmt: skip
    for share in (0.15, 0.45, 0.8):
        plane.line(*contour(low, (1 - share) * low["lowest"]), "faint thin")
    plane.line(*contour(low, w), "c0", "contour")
    plane.line(*circle(w), "c1", "circle")
    plane.line(*np.vstack([low["lowest"], path, (0, 0)]).T, "ink dash thin")
    plane.dots(*np.c_[low["lowest"], (0, 0)], 3.5, "ink")
    plane.dots(*path[[best]].T, 5, "c2")
    plane.dots(*path[[START]].T, 6, "c1", "ridge")
    plane.text(*low["lowest"], "λ = 0", dx=9, dy=-9)
    plane.text(3.0, 2.3, "same loss", cls="c0", anchor="end", dy=16)
    plane.text(3.0, 2.3, "same length", cls="c1", anchor="end", dy=36)

    error = Axes(
        (-1, 3), (0, 10), (284, 26, 430, 226), yticks=(0, 5, 10),
        xticks=((0, "1"), (1, "10"), (2, "100")), xlabel="price λ",
        ylabel="mean squared error", name="error",
    )  # fmt: skip
    x = np.log10(LAMS)
    error.line([x[START]] * 2, (0, unseen[START]), "c1 thin", "now")
    error.line([x[best]] * 2, (1.5, unseen[best]), "c2 dash thin")
    error.line(x, seen, "c0")
    error.line(x, unseen, "c3")
    error.dots(x[[best]], unseen[[best]], 5, "c2")
    error.dots(x[[START]], seen[[START]], 5, "c1", "seen")
    error.text(x[best], 0.5, "lowest", cls="c2", anchor="middle")
    error.text(-1, unseen[0], "left out", cls="c3", dx=4, dy=-10)
    error.text(-1, seen[0], "fitted", cls="c0", dx=4, dy=20)
    error.handle(x[START], unseen[START], "price λ, as its logarithm", "price", short(LAMS[START]))
    label = (
        "Left, the plane of two weights: an ellipse of equal loss around the least-squares weights "
        "and a circle around 0, which touch at the ridge weights; these walk to 0 as the price "
        "rises. Right, the errors: that of the fit rises with the price, that on points left out "
        f"is lowest at price {short(LAMS[best])}."
    )
    price = slider("price", "price λ", 0, len(LAMS) - 1, START, step=1, text=short(LAMS[START]))
    return (
        drawing(plane, error, height=264, label=label) + controls(price) + says(sentences()[START])
    )


def data():
    path, seen, unseen, _ = curves()
    return {
        "bowl": bowl(*points()), "path": path, "logs": np.log10(LAMS), "seen": seen,
        "unseen": unseen, "names": [short(lam) for lam in LAMS], "says": sentences(),
    }  # fmt: skip


def vectors():
    """An ellipse reaches, in each direction, where the loss is what it is at a point."""
    rows, rng = [], np.random.default_rng(0)
    for X, y, lam in [(*points(), 30), (rng.normal(size=(5, 2)), rng.normal(size=5), 1e3)]:
        low, w = bowl(X, y), rr.ridge(X, y, lam)
        lowest = rr.mean_loss(y, X @ low["lowest"])
        excess = rr.mean_loss(y, X @ w) - lowest
        turns = np.linspace(0, 2 * np.pi, 97)
        ways = low["axes"] @ (np.array([np.cos(turns), np.sin(turns)]) / low["s"][:, None])
        per_step = [rr.mean_loss(y, X @ (low["lowest"] + way)) - lowest for way in ways.T]
        at = low["lowest"][:, None] + ways * np.sqrt(excess / np.array(per_step))
        rows.append(("contour", (low, w), at))
        rows.append(("circle", (w,), np.linalg.norm(w) * np.array([np.cos(turns), np.sin(turns)])))
    at = np.repeat(low["lowest"][:, None], 97, axis=1)
    rows.append(("contour", (low, low["lowest"]), at))
    return rows
