"""2.2.1: gradient descent stopped after t steps, beside ridge regression, on the twelve points."""

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

TITLE = "Stop after t steps, without any penalty"
CAPTION = """\
**Try:** slide t, or press *Walk*.  Above, the curve of gradient descent, and that of ridge with
$\\lambda = 1/(2\\eta t)$; gray is least squares.  Below, how much of each of the nine directions
the two have kept.  Is ridge ever above?  When does the curve begin to be wild?"""

X1, Y = TWELVE
X = powers(X1)
GRID = np.linspace(-1, 1, 81)
ETA, T, LAST = 5 / 128, 64, 9  # so that 64 steps have λ = 0.2; the last power of ten


def problem(X=X, y=Y):
    """Return the singular values, and the part of the least-squares curve along each direction."""
    U, s, Vt = np.linalg.svd(X, full_matrices=False)
    return s, GRID[:, None] ** np.arange(1, X.shape[1] + 1) @ Vt.T * (U.T @ y / s)


def stopped(t, eta=ETA):
    """Return the share of each direction after t steps from 0."""
    return shares(rr.iterate(X, Y, 0, eta, t))


def ridge(t, eta=ETA):
    """Return the share of each direction that ridge keeps at λ = 1/(2ηt)."""
    return shares(rr.ridge(X, Y, 1 / (2 * eta * t)))


def shares(w):
    """Return what share of the weights of least squares these are, along each direction."""
    Vt = np.linalg.svd(X)[2]
    return Vt @ w / (Vt @ rr.ols(X, Y))


def curve(w):
    """Return the polynomial on the grid."""
    return powers(GRID) @ w


def small(v):
    """Return a number above 0 with two digits, as it is shown."""
    if v >= 0.01:
        return number(v, 2 if v < 1 else 1)
    e = int(np.floor(np.log10(v)))
    power = str(-e).translate(str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹"))
    return f"{v / 10.0**e:.1f}·10⁻{power}"


def grouped(t):
    """Return a whole number with commas."""
    return f"{t:,}"


def sentence(t):
    """Return what the line below says."""
    lam = 1 / (2 * ETA * t)
    apart = np.abs(curve(rr.iterate(X, Y, 0, ETA, t)) - curve(rr.ridge(X, Y, lam))).max()
    gap = (stopped(t) - ridge(t)).max()
    return (
        f"After {grouped(t)} step{'' if t == 1 else 's'}, to compare with ridge at λ = 1/(2ηt) = "
        f"{small(lam)}: the curves are up to {number(apart)} apart, the shares up to "
        f"{number(gap)}, stopping above."
    )


def html():
    s, parts = problem()
    top = Axes(
        (-1, 1), (-2.6, 2.6), (34, 14, 430, 214), xticks=(-1, -0.5, 0, 0.5, 1),
        yticks=(-2, -1, 0, 1, 2), name="curves", clip="early-stopping-curves",
    )  # fmt: skip
    top.line(GRID, parts.sum(axis=1), "gray dash thin", "least")
    top.line(GRID, curve(rr.ridge(X, Y, 1 / (2 * ETA * T))), "c2 dash", "ridge")
    top.line(GRID, curve(rr.iterate(X, Y, 0, ETA, T)), "c0", "stopped")
    top.dots(X1, Y, 4, "ink")
    top.inside.append(legend(32, "c0", "stopped", x=44) + legend(52, "c2 dash", "ridge", x=44))
    bottom = Axes(
        (1e-3, 5), (-0.06, 1.06), (34, 262, 430, 392), log="x",
        xticks=[(10.0**e, f"{10.0**e:g}") for e in (-3, -2, -1, 0)], yticks=(0, 0.5, 1),
        xlabel="singular value s", ylabel="share of the least-squares weight", name="shares",
    )  # fmt: skip
    fine = np.geomspace(1e-3, 5, 120)
    bottom.line(fine, fine**2 / (fine**2 + 1 / (2 * ETA * T)), "c2 dash", "ridges")
    bottom.line(
        fine[fine < 3.57], 1 - (1 - 2 * ETA * fine[fine < 3.57] ** 2) ** T, "c0", "stops"
    )  # fmt: skip
    bottom.dots(s, ridge(T), 4, "c2", "ridge-dots")
    bottom.dots(s, stopped(T), 4, "c0", "stopped-dots")
    label = (
        "Above, the twelve points, the polynomial of gradient descent stopped after t steps, that "
        "of ridge regression, close to it, and the wild one of least squares.  Below, the shares "
        "of nine directions that the two keep, against the singular value: both rise from 0 to 1, "
        "stopping a little earlier."
    )
    return (
        drawing(top, bottom, height=430, label=label)
        + controls(
            slider("t", "steps t", 0, LAST, 1.8, step=0.02, text=str(T)),
            button("walk", "Walk"),
        )
        + says(sentence(T))
    )


def data():
    s, parts = problem()
    return {"s": s, "parts": parts.round(4), "eta": ETA, "t": T}


def vectors():
    s, parts = problem()
    rows = [("small", (v,), small(v)) for v in (12.8, 1.28, 0.2, 0.0128, 0.0099, 1.28e-8)]
    for t in (1, 2, 64, 100, 1995, 10**6, 10**9):
        lam = 1 / (2 * ETA * t)
        rows += [
            ("stopped", (s[:7], ETA, t), stopped(t)[:7]),
            ("ridge", (s[:7], ETA, t), ridge(t)[:7]),
            ("curve", (parts, stopped(t)), parts @ stopped(t)),
        ]
        assert np.allclose(parts @ stopped(t), curve(rr.iterate(X, Y, 0, ETA, t)), atol=1e-6)
        assert np.allclose(parts @ ridge(t), curve(rr.ridge(X, Y, lam)), atol=1e-6)
        rows += [("sentence", (s, parts, ETA, t), sentence(t))]
    exact = [-np.expm1(10**9 * np.log1p(-2 * ETA * v**2)) for v in s]
    return [*rows, ("stopped", (s, ETA, 10**9), exact)]


def holds():
    """Assert what is said of the drawing, for all that its sliders can be set to."""
    s = np.geomspace(1e-3, 3.5, 120)
    for t in np.geomspace(1, 10**LAST, 181).round():
        stops, keeps = -np.expm1(t * np.log1p(-2 * ETA * s**2)), 1 / (1 + 1 / (2 * ETA * t * s**2))
        assert np.all(np.diff([stops, keeps]) >= 0), "both rise from 0 to 1"
        assert np.all(stops >= keeps), "stopping a little earlier"
