"""2.4: double descent over the number of random units and over λ, with the curve that is fitted."""

from functools import cache

import numpy as np
from explorables.draw import TWELVE, Axes, controls, drawing, legend, number, says, slider, tag
from numpy.polynomial import legendre

import reluridge as rr

TITLE = "More and more units, and more λ"
CAPTION = """\
**Try:** go from few units to many, and watch the curve.  Where is the error largest?  Stay there,
and find the smallest $\\lambda$ with which no peak is left.  Then go to 300 units: how much does
$\\lambda$ matter there?"""

X, Y = TWELVE
COUNTS = [2, 4, 6, 8, 10, 11, 12, 13, 16, 20, 30, 60, 300]
LAMS = [0, 1e-6, 1e-4, 1e-3, 1e-2, 0.1]
K, LAM = 3, 0  # at first: which number of units, and which λ
GRID, DRAWS, NOISE = np.linspace(-1, 1, 81), 200, 0.35
HIGH, LEVELS = 3.24, 324  # what is shown of y, and in how many levels: two digits to base 18
LEAST, MOST = 0.05, 20  # what is shown of the errors


def inputs(x):
    """Return polynomials of degree 1 to 9, orthogonal on [-1, 1], of mean square 1."""
    return (legendre.legvander(x, 9) * np.sqrt(2 * np.arange(10) + 1))[:, 1:]


@cache
def fits():
    """Return for the twelve points the curve, and by how much it misses them: at each k and λ."""
    curves, missed = [], []
    for k in COUNTS:
        features = rr.random_relu_features(9, k, np.random.default_rng(1))
        weights = rr.ridge_path(features(inputs(X)), Y, LAMS)
        curves.append(weights @ features(inputs(GRID)).T)
        off = weights @ features(inputs(X)).T - Y
        missed.append(np.sqrt(np.mean(off**2, axis=1)))
    return np.array(curves), np.array(missed)


@cache
def errors():
    """Return the quartiles of the error, over draws of noise and units: at each k and λ."""
    rng, truth = np.random.default_rng(0), np.sin(np.pi * GRID)
    found = np.zeros((DRAWS, len(COUNTS), len(LAMS)))
    for draw in found:
        y = np.sin(np.pi * X) + NOISE * rng.normal(size=12)
        for i, k in enumerate(COUNTS):
            features = rr.random_relu_features(9, k, rng)
            curves = rr.ridge_path(features(inputs(X)), y, LAMS) @ features(inputs(GRID)).T
            draw[i] = np.mean((curves - truth) ** 2, axis=1)
    return np.quantile(found, [0.25, 0.5, 0.75], axis=0)


def coded(curve):
    """Return heights as text, two digits to base 18 for each."""
    digits = "0123456789abcdefgh"
    levels = np.clip((curve + HIGH) / (2 * HIGH) * LEVELS, 0, LEVELS - 1).astype(int)
    return "".join(digits[v // 18] + digits[v % 18] for v in levels.tolist())


def heights(text):
    """Return what such a text stands for, up to half a level."""
    levels = np.array([int(text[i : i + 2], 18) for i in range(0, len(text), 2)])
    return (levels + 0.5) / LEVELS * 2 * HIGH - HIGH


def amount(v):
    """Return a number with the digits that count."""
    return number(v, 0 if v >= 10 else 1 if v >= 2 else 2)


def strength(lam):
    """Return λ as text."""
    return f"{lam:.6f}".rstrip("0").rstrip(".")


def sentence(k, lam):
    """Return what the line below says."""
    low, middle, high = (amount(v) for v in errors()[:, k, lam])
    return (
        f"{COUNTS[k]} units, λ = {strength(LAMS[lam])}: this curve misses the points by "
        f"{number(fits()[1][k, lam])}.  Over {DRAWS} draws of noise and units the median error "
        f"at new places is {middle}, and half of the errors are between {low} and {high}."
    )


def band(axes, low, high):
    """Return the ``d`` of the area between two lines over the numbers of units."""
    counts = COUNTS[: len(low)]
    there, back = np.r_[counts, counts[::-1]], np.r_[low, high[::-1]]
    return axes.path(there, np.clip(back, LEAST, MOST))


def html():
    fit = Axes(
        (-1, 1), (-HIGH, HIGH), (40, 24, 430, 206), xticks=(-1, -0.5, 0, 0.5, 1),
        yticks=range(-3, 4), name="fit", clip="descent-fit",
    )  # fmt: skip
    fit.line(GRID[::2], np.sin(np.pi * GRID[::2]), "gray dash", "truth")
    fit.line(GRID, heights(coded(fits()[0][K, LAM])), "c0 wide", "curve")
    fit.dots(X, Y, 5, "ink")
    fit.inside += [
        legend(44, "c0 wide", f"fit of {COUNTS[K]} units", part="units", x=50),
        legend(64, "gray dash", "the sine behind the points", x=50),
    ]
    error = Axes(
        (2, 300), (LEAST, MOST), (40, 256, 430, 416), log="xy", name="error", clip="descent-error",
        xticks=[(k, str(k)) for k in (2, 4, 6, 8, 12, 20, 60, 300)],
        yticks=[(v, f"{v:g}") for v in (0.1, 1, 10)], xlabel="random units k",
        ylabel="error at new places, 200 draws",
    )  # fmt: skip
    low, middle, high = errors()[:, : K + 1, LAM]  # only as far as one has gone
    error.inside.append(
        tag("path", d=band(error, low, high), cls="fill c0", fill_opacity=0.2, data_part="band")
    )
    error.line([12, 12], [LEAST, MOST], "gray thin dash")
    error.line(COUNTS[: K + 1], errors()[1, : K + 1, 0], "gray", "least")
    error.line(COUNTS[: K + 1], middle, "c0 wide", "median")
    error.dots(np.array([COUNTS[K]]), middle[[K]], 7, "c0", "here")
    error.text(13, MOST, "units = points", cls="axis", dx=4, dy=16)
    error.text(13, MOST, "gray: λ = 0" if LAM else "", cls="axis", part="is least", dx=4, dy=34)
    label = (
        "Above, the twelve points, the sine that they were drawn from, and the curve of ridge "
        "regression on random units.  Below, the error at new places over the number of units, "
        "median and quartiles of 200 draws, up to the largest number that was chosen."
    )
    return (
        drawing(fit, error, height=456, label=label)
        + controls(
            slider("k", "units k", 0, len(COUNTS) - 1, K, step=1, text=COUNTS[K]),
            slider("lam", "λ", 0, len(LAMS) - 1, LAM, step=1, text=strength(LAMS[LAM])),
        )
        + says(sentence(K, LAM))
    )


def data():
    curves, missed = fits()
    return {
        "counts": COUNTS, "lams": [strength(lam) for lam in LAMS], "errors": errors().round(4),
        "curves": [[coded(curve) for curve in row] for row in curves], "missed": missed.round(4),
    }  # fmt: skip


def vectors():
    texts = [coded(fits()[0][k, lam]) for k, lam in [(0, 0), (6, 0), (6, 4), (12, 5)]]
    rows = [("heights", (text,), heights(text)) for text in [*texts, "00hh"]]
    return rows + [("amount", (v,), amount(v)) for v in (0.1, 1.23, 2.77, 12.7, 341.2)]


def holds():
    """Assert what is said of the drawing, for all that its sliders can be set to."""
    most = [COUNTS[i] for i in np.argmax(errors()[1], axis=0)]
    assert most[0] == 12, "Where is the error largest?"
    assert [LAMS[j] for j, k in enumerate(most) if k == COUNTS[0]] == LAMS[-2:], "no peak is left"
    assert errors()[1][6, 1] > 0.9 * errors()[1][6, 0]  # λ = 1e-6 hardly lowers the peak
    better = errors()[1][6] < errors()[1][3]  # from 0.01 on twelve units do better than eight
    assert better.tolist() == [lam >= 0.01 for lam in LAMS]
    assert np.argmax(errors()[1][3:, 4]) == 1  # at 0.01 a trace of the peak is left at ten units
    assert np.all(np.diff(errors()[1][:, 5]) < 0)  # which 0.1 removes
    outputs = rr.random_relu_features(9, 100_000, np.random.default_rng(0))(inputs(X))
    assert number(np.linalg.eigvalsh(outputs @ outputs.T)[0]) == "0.07"  # that of the kernel matrix
    rng, least = np.random.default_rng(0), {12: [], 300: []}  # the smallest singular values
    for k, found in least.items():
        for _ in range(100):
            outputs = rr.random_relu_features(9, k, rng)(inputs(X))
            found.append(np.linalg.svd(outputs, compute_uv=False)[-1])
    assert np.mean(np.array(least[12]) > 1 / 500) > 0.85  # 1/s is mostly below 500
    assert 0.015 < np.median(least[12]) < 0.025 < 0.245 < np.median(least[300]) < 0.265
    assert COUNTS[np.argmin(errors()[1][:6, 0])] == 6  # the first descent goes up to six units
    assert errors()[1][-1, 0] < 0.5 * errors()[1][:6, 0].min()  # far below that of fewer than 12
    assert np.ptp(errors()[1][-1, :5]) < 0.01  # up to 0.01 it changes little
    assert np.ptp(errors()[1][-1]) < 0.05, "how much does $\\lambda$ matter there?"
