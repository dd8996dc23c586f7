"""2.2: fifty draws of the noise, a fit to each, and their bias² and variance at every λ."""

import numpy as np
from explorables.draw import (
    TWELVE,
    Axes,
    button,
    controls,
    drawing,
    number,
    powers,
    says,
    short,
    slider,
    tag,
)

import reluridge as rr

TITLE = "Redraw the noise of twelve points. Where does the fit go?"
CAPTION = """\
**Try:** press *Another draw* a few times at λ = 0, and look at the bold curve, the fit to the
points shown.  Then raise λ: the fifty curves close up around their average, and the average
leaves the sine.  Where is the sum of the two least?  *Fifty new draws* moves the small circle,
which is what the fifty curves have, but not the lines, which are the means over all draws."""

X_AT, Y = TWELVE
SIGMA, DRAWS = 0.35, 50
LAMS = np.r_[0, 10 ** np.linspace(-6, 1, 36)]
PLACES = np.r_[-6.7, np.log10(LAMS[1:])]  # 0 stands left of the others
TURN = 0.42 * np.pi
GRID = np.sin(TURN * np.linspace(-1, 1, 41)) / np.sin(TURN)  # denser where the fits bend most
FINE = np.linspace(-1, 1, 401)


def parts():
    """Return the singular values and directions of the twelve points, and the grid's rows."""
    U, s, Vt = np.linalg.svd(powers(X_AT), full_matrices=False)
    return {"U": U, "s": s, "V": Vt.T, "grid": GRID}


def truth(x):
    """Return the curve that the points come from."""
    return np.sin(np.pi * np.asarray(x))


def draws():
    """Return the targets of fifty draws; the first are the lecture's."""
    noise = SIGMA * np.random.default_rng(0).normal(size=(DRAWS - 1, 12))
    return np.vstack([Y, (truth(X_AT) + noise).round(2)])


def fits(ys, lam, x=GRID):
    """Return the heights of the ridge fits, one row for each row of targets."""
    return np.array([rr.ridge(powers(X_AT), y, lam) for y in np.atleast_2d(ys)]) @ powers(x).T


def errors(lam):
    """Return bias² and variance of the fitted curve, as means over the interval."""
    bias = fits(truth(X_AT), lam, FINE)[0] - truth(FINE)
    each = SIGMA * fits(np.eye(12), lam, FINE)  # what one target adds, moved by σ
    return [over(bias**2, FINE), over(np.sum(each**2, axis=0), FINE)]


def over(heights, x=GRID):
    """Return the mean height, by the trapezoidal rule."""
    return np.trapezoid(heights, x) / 2


def measured(ys, lam):
    """Return the mean squared distance of the fits from the sine."""
    return np.mean([over(row) for row in (fits(ys, lam) - truth(GRID)) ** 2])


def sentence(lam, bias2, variance, most):
    """Return what the line below says."""
    return (
        f"λ = {short(lam)}.  The average curve misses the sine by {number(bias2, 3)} (bias²), the "
        f"curves scatter around it by {number(variance, 3)} (variance), both as mean squares.  "
        f"Together {number(bias2 + variance, 3)}; least squares has {number(most, 3)}."
    )


def together(axes, rows):
    """Return curves as one path, in whole units: this many would be too much text otherwise."""
    xs, path = np.rint(axes.x(GRID)).astype(int), ""
    for row in rows:
        ys = np.rint(axes.y(row)).astype(int)
        steps = zip(np.diff(xs).tolist(), np.diff(ys).tolist(), strict=True)
        path += f"M{xs[0]} {ys[0]}l" + " ".join(f"{a} {b}" for a, b in steps)
    return path.replace(" -", "-")


def html():
    ys, both = draws(), np.array([errors(lam) for lam in LAMS])
    total = both.sum(axis=1)
    plot = Axes(
        (-1, 1), (-2.3, 2.3), (26, 26, 246, 236), xticks=(-1, 0, 1), yticks=(-2, -1, 0, 1, 2),
        xlabel="x", name="plot", clip="bias-variance-plot",
    )  # fmt: skip
    thin = {"fill": "none", "stroke_opacity": 0.35, "clip_path": plot.clip, "data_part": "fits"}
    plot.inside.append(
        tag("path", d=together(plot, fits(ys, 0)), cls="line c0 thin", **thin)
    )  # fmt: skip
    plot.line(GRID, fits(truth(X_AT), 0)[0], "c3 wide", "average")
    plot.line(GRID, truth(GRID), "ink dash", "truth")
    plot.line(GRID, fits(Y, 0)[0], "c0 wide", "fit")
    plot.dots(X_AT, Y, 4, "ink", "points")
    plot.text(-0.72, 2.3, "fits", cls="c0", dy=14)
    plot.text(-0.72, 2.3, "their average", cls="c3", dy=32)
    plot.text(-0.72, 2.3, "the sine", dy=50)
    error = Axes(
        (PLACES[0], 1), (0, 0.4), (290, 26, 430, 236), yticks=(0, 0.1, 0.2, 0.3, 0.4),
        xticks=((PLACES[0], "0"), (-3, "0.001"), (0, "1")),
        xlabel="strength λ", ylabel="mean squared error", name="error",
    )  # fmt: skip
    error.line(PLACES, total, "c4 wide", "total")
    error.line(PLACES, both[:, 0], "c3 dash", "bias2")
    error.line(PLACES, both[:, 1], "c0 thin", "variance")
    error.line(PLACES[[0, 0]], [0, total[0]], "ink", "now")
    error.text(-0.5, 0.25, "sum", cls="c4", anchor="end")
    error.text(-3.9, 0.105, "variance", cls="c0")
    error.text(-3.4, 0.016, "bias²", cls="c3", anchor="end")
    error.inside.append(
        tag(
            "circle", cx=f"{float(error.x(PLACES[0])):.1f}",
            cy=f"{float(error.y(measured(ys, 0))):.1f}", r=4.5, fill="none", stroke="currentColor",
            stroke_width=1.6, data_part="measured",
        )
    )  # fmt: skip
    label = (
        "Left, a sine, twelve points with noise, the fit to them, fifty thin fits to other draws "
        "of the noise, and their average. Right, bias² rising with λ, the variance falling, "
        f"and their sum, which is least at λ = {short(LAMS[np.argmin(total)])}."
    )
    return (
        drawing(plot, error, height=276, label=label)
        + controls(
            slider("lam", "strength λ", 0, len(LAMS) - 1, 0, step=1, text="0"),
            button("another", "Another draw"),
            button("redraw", "Fifty new draws"),
        )
        + says(sentence(0, *both[0], total[0]))
    )


def data():
    both = np.array([errors(lam) for lam in LAMS])
    return {
        "parts": parts(), "ys": draws(), "x": X_AT, "sigma": SIGMA, "lams": LAMS, "places": PLACES,
        "both": both, "names": [short(lam) for lam in LAMS],
    }  # fmt: skip


def vectors():
    rows = []
    for lam in (0, 1e-6, 0.03, 10):
        ys = draws()[:3]
        rows.append(("fits", (parts(), ys, lam), fits(ys, lam)))
        rows.append(("measured", (fits(ys, lam), GRID), measured(ys, lam)))
        both = errors(lam)
        rows.append(("sentence", (short(lam), *both, 0.2), sentence(lam, *both, 0.2)))
    rows.append(("gauss", (np.exp(-2.0), 1 / 8), np.sqrt(2)))
    return rows


def holds():
    """Assert what is said of the drawing, for all that its sliders can be set to."""
    bias, variance = np.array([errors(lam) for lam in LAMS]).T
    assert np.all(np.diff(variance) < 0), "the fifty curves close up around their average"
    assert np.all(np.diff(bias) > 0), "bias² rising with λ, the variance falling"
    assert 0 < np.argmin(bias + variance) < len(LAMS) - 1, "their sum, which is least at λ ="
    fine = np.geomspace(0.01, 0.1, 401)  # for the curve; with noise that is twice as large
    bias, variance = np.array([errors(lam) for lam in fine]).T
    best, later = (fine[np.argmin(bias + times * variance)] for times in (1, 4))
    assert 0.0145 < best < 0.0155
    assert 0.0695 < later < 0.0708
    assert 4.55 < later / best < 4.65
