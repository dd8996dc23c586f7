"""2.3: least squares on noisy copies of the twelve points comes to ridge regression."""

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
)

import reluridge as rr

TITLE = "How many noisy copies make a penalty?"
CAPTION = """\
**Try:** press *New noise* a few times: with one copy the curve is a matter of luck.  Slide the
copies to the right until two curves look like one, and press again.  What has become of the luck?
Then slide τ.  What do the copies do at τ = 0?"""

X1, Y = TWELVE
X = powers(X1)
GRID = np.linspace(-1, 1, 121)
COUNTS = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000]
TAU = 0.13


def first():
    """Return the noise of the first copy before it is scaled, one row for each point."""
    return np.random.default_rng(0).normal(size=X.shape).round(2)


def copied(noise, tau):
    """Return the weights of least squares on noisy copies, one for each twelve rows of noise."""
    copies = len(noise) // 12
    return rr.ols(np.tile(X, (copies, 1)) + tau * np.asarray(noise), np.tile(Y, copies))


def law(tau):
    """Return the weights of ridge regression with λ = nτ²."""
    return rr.ridge(X, Y, 12 * tau**2)


def curve(w):
    """Return the polynomial on the grid."""
    return powers(GRID) @ w


def sentence(copies, tau, apart):
    """Return what the line below says."""
    return (
        f"{copies:,} noisy cop{'y' if copies == 1 else 'ies'}, τ = {number(tau)}: the fit is up to "
        f"{number(apart)} from ridge regression with λ = nτ² = {number(12 * tau**2, 3)}."
    )


def html():
    noisy, ridge = curve(copied(first(), TAU)), curve(law(TAU))
    axes = Axes(
        (-1, 1), (-2.3, 2.6), (34, 66, 430, 266), xticks=(-1, -0.5, 0, 0.5, 1),
        yticks=(-2, -1, 0, 1, 2), xlabel="x", ylabel="y", clip="noisy-inputs-curves",
    )  # fmt: skip
    axes.line(GRID, ridge, "c2 band", "ridge")
    axes.line(GRID, curve(rr.ols(X, Y)), "c0 thin", "least")
    axes.line(GRID, noisy, "c1 dash", "noisy")
    axes.dots(X1, Y, 4, "ink")
    axes.inside += [
        legend(14, "c0 thin", "least squares, 12 points", x=70),
        legend(34, "c1 dash", "least squares, noisy copies", x=70),
        legend(54, "c2 band", "ridge regression, λ = nτ²", x=70),
    ]
    label = (
        "The twelve points and three curves: the wild one of least squares, that of ridge "
        "regression, and that of least squares on noisy copies of the points, which with one copy "
        "is off that of ridge regression, and with 2,000 hardly to be told from it."
    )
    return (
        drawing(axes, height=302, label=label)
        + controls(
            slider("copies", "copies", 0, len(COUNTS) - 1, 0, step=1, text="1"),
            slider("tau", "noise τ", 0, 0.3, TAU, step=0.01, text=number(TAU)),
            button("redraw", "New noise"),
        )
        + says(sentence(1, TAU, np.abs(noisy - ridge).max()))
    )


def data():
    return {"X": X, "y": Y, "noise": first(), "counts": COUNTS}


def holds():
    """Assert what is said of the drawing, for all that its sliders can be set to."""
    apart = np.abs(curve(copied(first(), TAU)) - curve(law(TAU))).max()
    assert apart > 0.5, "with one copy is off that of ridge regression"  # in this draw
    noise = np.random.default_rng(0).normal(size=(12 * COUNTS[-1], 9))
    for tau in np.linspace(0, 0.3, 7):
        apart = np.abs(curve(copied(noise, tau)) - curve(law(tau))).max()
        assert apart < 0.1, "with 2,000 hardly to be told from it"
    rng, gaps = np.random.default_rng(0), []
    for copies in (10, 1000):  # a tenth of the gap
        draws = [copied(rng.normal(size=(12 * copies, 9)), TAU) for _ in range(50)]
        gaps.append(np.mean([np.abs(curve(w) - curve(law(TAU))).max() for w in draws]))
    assert 8 < gaps[0] / gaps[1] < 13  # in this draw


def vectors():
    rows, noise = [], np.random.default_rng(1).normal(size=(60, 9))
    for tau in (0.05, 0.13, 0.3):
        for copies in (1, 2, 5):
            some = noise[: 12 * copies]
            rows.append(("copied", (X, Y, some.ravel(), tau, copies), copied(some, tau)))
        rows.append(("law", (X, Y, tau), law(tau)))
    rows.append(("curve", (law(TAU), GRID[::30]), curve(law(TAU))[::30]))
    rows += [("sentence", (m, 0.13, 0.5), sentence(m, 0.13, 0.5)) for m in (1, 2, 2000)]
    return rows
