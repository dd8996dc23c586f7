"""2.4: kernel ridge regression on points that can be moved, as a sum of bumps."""

import numpy as np
from explorables.draw import (
    TWELVE,
    Axes,
    button,
    controls,
    drawing,
    legend,
    number,
    says,
    slider,
    tag,
)

import reluridge as rr

TITLE = "A curve made of twelve bumps"
CAPTION = """\
**Try:** drag a point and watch its bump.  Can width and $\\lambda$ get the error of points left out
from 0.55 down to 0.53, with all bumps in the picture?  And below 0.5: what have they become?"""

X, Y = TWELVE[0].round(3), TWELVE[1]
WIDTH, LAM, CHOSEN = -0.7, -0.5, 3  # at first: the logarithms to base 10, and a point
GRID = np.linspace(-1.2, 1.2, 121)


def gauss(a, b, width):
    """Return the Gaussian kernel between two sets of numbers."""
    return np.exp(-(np.subtract.outer(a, b) ** 2) / (2 * width**2))


def coefficients(x, y, width, lam):
    """Return the dual coefficients."""
    return rr.kernel_ridge(gauss(x, x, width), y, lam)


def left_out(x, y, width, lam):
    """Return the error at each point of the fit to the others."""
    errors = []
    for i in range(len(x)):
        others, rest = np.delete(x, i), np.delete(y, i)
        fit = gauss([x[i]], others, width) @ coefficients(others, rest, width, lam)
        errors.append(float(y[i] - fit[0]))
    return errors


def curve(x, alpha, width, places):
    """Return the sum of the bumps."""
    return gauss(places, x, width) @ alpha


def size(errors):
    return float(np.sqrt(np.mean(np.square(errors))))


def sentence(width, lam):
    """Return what the line below says."""
    alpha = coefficients(X, Y, width, lam)
    i, missed = CHOSEN, size(Y - curve(X, alpha, width, X))
    return (
        f"The bump of point {i + 1} has the factor {number(alpha[i])}.  The curve misses the "
        f"points by {number(missed)}, and each one, if it is left out and the others are fitted, "
        f"by {number(size(left_out(X, Y, width, lam)))} (root mean squares)."
    )


def html():
    width, lam = 10**WIDTH, 10**LAM
    alpha = coefficients(X, Y, width, lam)
    axes = Axes(
        (-1.2, 1.2), (-2.4, 2.4), (34, 24, 430, 284), xticks=(-1, -0.5, 0, 0.5, 1),
        yticks=range(-2, 3), xlabel="x", ylabel="y", name="fit", clip="kernel-clip",
    )  # fmt: skip
    bumps = gauss(GRID[::3], X, width) * alpha
    axes.inside.append(
        tag(
            "path", d="".join(axes.path(GRID[::3], bump) for bump in bumps.T), cls="line gray thin",
            data_part="bumps", clip_path=axes.clip,
        )
    )  # fmt: skip
    axes.line(GRID[::2], gauss(GRID[::2], X[CHOSEN], width) * alpha[CHOSEN], "c3 wide", "bump")
    axes.line(GRID[::2], curve(X, alpha, width, GRID[::2]), "c0 wide", "curve")
    axes.inside += [
        legend(236, "c0 wide", "ŷ, their sum", x=220),
        legend(256, "c3 wide", f"the bump of point {CHOSEN + 1}", part="whose", x=220),
        legend(276, "gray thin", "the other bumps", x=220),
    ]
    for i, (x, y) in enumerate(zip(X, Y, strict=True)):
        axes.handle(x, y, f"point {i + 1}", f"point{i}", f"{number(x)}, {number(y)}", cls="ink")
    label = (
        "Twelve points, a bump centered at each, high or deep by its factor, and the curve that is "
        "the sum of all bumps."
    )
    return (
        drawing(axes, height=322, label=label)
        + controls(
            slider("width", "width", -1.3, 0.3, WIDTH, step=0.05, text=number(width)),
            slider("lam", "λ", -4, 2, LAM, step=0.1, text=strength(lam)),
            button("restart", "The twelve points again"),
        )
        + says(sentence(width, lam))
    )


def strength(lam):
    """Return λ with a digit that counts."""
    return number(lam, 4 if lam < 0.01 else 2)


def data():
    return {"x": X, "y": Y, "chosen": CHOSEN}


def vectors():
    rng, rows = np.random.default_rng(0), []
    for x in (X, rng.uniform(-1.2, 1.2, 12), np.array([0.5]), np.array([0.0, 0.0, 1.0])):
        y = rng.normal(size=x.size)
        for width, lam in [(0.05, 1e-3), (0.3, 0.2), (2.0, 100.0), (0.5, 1e-2)]:
            alpha = coefficients(x, y, width, lam)
            rows.append(("coefficients", (x, y, width, lam), alpha))
            rows.append(("curve", (x, alpha, width, [-1, 0.1]), curve(x, alpha, width, [-1, 0.1])))
            if x.size > 1:
                rows.append(("leftOut", (x, y, width, lam), left_out(x, y, width, lam)))
    return rows


def holds():
    """Assert what is said of the drawing, for all that its sliders can be set to."""
    at_first = size(left_out(X, Y, 10**WIDTH, 10**LAM))
    found = {
        (w, lam): size(left_out(X, Y, 10**w, 10**lam))
        for w in np.arange(-1.3, 0.31, 0.1)
        for lam in np.arange(-4, 2.01, 0.1)
    }
    inside = [
        error
        for (w, lam), error in found.items()
        if np.abs(coefficients(X, Y, 10**w, 10**lam)).max() < 2.4  # the picture's height
    ]
    assert number(at_first) == "0.55", "out from 0.55"
    assert number(min(inside)) == "0.53", "down to 0.53, with all bumps in the picture"
    assert number(size(left_out(X, Y, 10**-0.5, 10**-0.4))) == "0.53"  # as the exercise says
    assert min(found.values()) < 0.5, "below 0.5"  # with bumps outside the picture
