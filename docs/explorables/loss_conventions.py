"""2.1: one weight, beside a mean of squared errors and beside their sum."""

import numpy as np
from explorables.draw import (
    Axes,
    button,
    choice,
    controls,
    drawing,
    legend,
    number,
    says,
    slider,
    tag,
)
from explorables.loss import X, Y, rounded, short

import reluridge as rr

TITLE = "Mean or sum: what do more data do to a penalty?"
CAPTION = """\
**Try:** press *Double the data* again and again, and look at the penalty beside the sum.  Its scale
grows with n, so the dashed curve stays as it is and only looks lower.  Which choice of λ brings the
two minima together?"""

MUS = rounded(np.linspace(-2, 1, 31))
START = 18  # 0.5
MOST = 12 * 2**6
GRID = np.linspace(-0.3, 1.7, 41)
HIGH = 1.6
KINDS = [("same", "λ = μ"), ("times", "λ = nμ")]


def best(n, lam):
    """Return the weight with the least RSS + λw² on n points, the twelve again and again."""
    return rr.ridge(np.tile(X, n // 12)[:, None], np.tile(Y, n // 12), lam)[0]


def heights(w):
    """Return the mean squared error at each weight."""
    return np.array([rr.mean_loss(Y, v * X) for v in w])


def html():
    mu = MUS[START]
    boxes = {"mean": (40, 26, 216, 226), "sum": (260, 26, 436, 226)}
    drawn = []
    for name, strength, formula in [("mean", mu, "RSS/n + μw²"), ("sum", mu / 12, "RSS + λw²")]:
        axes = Axes(
            (-0.3, 1.7), (0, HIGH), boxes[name], xticks=(0, 0.5, 1, 1.5), xlabel="w",
            yticks=[(v, "") for v in (0, 0.5, 1, 1.5)], ylabel=formula, name=name,
            clip=f"loss-conventions-{name}",
        )  # fmt: skip
        w, data = rr.ols(X[:, None], Y)[0], heights(GRID)
        axes.line([w, w], [0, HIGH], "gray thin")
        axes.line(GRID, data, "c4", f"{name}-data")
        axes.line(GRID, strength * GRID**2, "c2 dash", f"{name}-penalty")
        axes.line(GRID, data + strength * GRID**2, "c0 wide", f"{name}-both")
        w = best(12, strength * 12)
        axes.line([w, w], [0, heights([w])[0] + strength * w * w], "c0 thin", f"{name}-down")
        axes.dots([w], heights([w]) + strength * w * w, 6, "c0", f"{name}-dot")
        for v in (0.5, 1, 1.5):
            shown = v if name == "mean" else 12 * v
            axes.text(-0.3, v, f"{shown:g}", cls="tick", part=f"{name}-tick-{v:g}", anchor="end",
                      dx=-6, dy=4.5)  # fmt: skip
        drawn.append(axes)
    names = [(40, "c4", "data"), (144, "c2 dash", "penalty"), (274, "gray thin", "least squares")]
    key = "".join(legend(284, cls, text, x=x) for x, cls, text in names)
    drawn[1].inside.append(tag("g", key))
    label = (
        "Two objectives over one weight: a mean of squared errors plus a penalty, and the sum of "
        "the squared errors plus a penalty with the same number. The minimum beside the mean is at "
        f"{number(best(12, 12 * mu))}, that beside the sum at {number(best(12, mu))}."
    )
    return (
        drawing(*drawn, height=290, label=label)
        + controls(
            button("double", "Double the data"),
            button("restart", "Start again"),
            choice("kind", "beside the sum", KINDS, "same"),
            slider("mu", "strength μ", 0, len(MUS) - 1, START, step=1, text=short(mu)),
        )
        + says(words(12, mu))
    )


def words(n, mu):
    """Return what the explorable says at first."""
    return (
        f"n = {n}, μ = {short(mu)}, λ = {short(mu)}.  The minimum beside the mean is at w = "
        f"{number(best(n, n * mu))}, that beside the sum at w = {number(best(n, mu))}."
    )


def data():
    return {"mus": MUS, "names": [short(mu) for mu in MUS], "start": START, "most": MOST, "y": Y}


def vectors():
    rng = np.random.default_rng(0)
    rows = [("best", (Y, n, lam), best(n, lam)) for n in (12, 24, MOST) for lam in (0, 0.1, 7, 300)]
    w = rng.normal(size=9)
    return [*rows, ("heights", (Y, w), heights(w))]


def holds():
    """Assert what is said of the drawing, for all that its sliders can be set to."""
    for mu in MUS[1:]:
        sizes = 12 * 2 ** np.arange(7)
        apart = [abs(best(n, mu) - best(12, 12 * mu)) for n in sizes]
        assert np.all(np.diff(apart) > 0), "the penalty beside the sum"
        assert np.allclose([best(n, n * mu) for n in sizes], best(12, 12 * mu))
        tops = [n * (heights(GRID) + mu * GRID**2 / n).max() for n in sizes]
        assert np.all(np.diff(tops) > 0), "scale grows with n"
        assert np.all(np.diff(mu / np.array(tops)) < 0), "and only looks lower"
