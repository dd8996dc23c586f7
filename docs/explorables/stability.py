"""2.2.1: the nine factors of the twelve points, for any step size and any penalty."""

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
    slider,
    tag,
)

import reluridge as rr

TITLE = "Nine factors, which must stay in the band"
CAPTION = """\
Above is the factor of each direction, below the number of steps that it takes; gray is without a
penalty.  **Try:** slide λ from 0 to the right, and watch both ends below: which dots
fall, and which one rises?  The highest dot says how many steps the whole walk takes: which λ needs
the fewest?  And what does *Best η* do to the two ends?"""

X = powers(TWELVE[0])
ETA, LEAST = 0.07, -6  # the power of ten that stands for λ = 0
SUB = "₀₁₂₃₄₅₆₇₈₉"
NEVER = 10.0**8.7  # where a direction is drawn along which the walk never arrives


def strength(v):
    """Return λ, from its power of ten."""
    return 0.0 if v <= LEAST else 10.0**v


def squares():
    """Return the squared singular values."""
    return np.linalg.svd(X, compute_uv=False) ** 2


def factors(eta, lam):
    """Return by how much a step multiplies the error along each direction."""
    V = np.linalg.svd(X)[2].T
    return np.array([v @ rr.gradient_step(X, np.zeros(12), v, eta, lam) for v in V.T])


def speeds(eta, lam):
    """Return the steps until a hundredth is left along each direction, at least 1, -1 for never."""
    x = 2 * eta * (squares() + lam)
    with np.errstate(divide="ignore", invalid="ignore"):
        log = np.where(x < 1, np.log1p(-x), np.log(np.abs(1 - x)))
        return np.where(x < 2, np.maximum(1, np.log(0.01) / log), -1)


def steps(eta, lam):
    """Return how many it takes along all of them, to three digits; -1 for never."""
    along = speeds(eta, lam)
    count = np.ceil(along.max())
    return -1 if along.min() < 0 else count if count < 1000 else float(f"{count:.3g}")


def shown(lam):
    """Return λ as text."""
    if lam == 0 or lam >= 0.1:
        return number(lam)
    e = int(np.floor(np.log10(lam) + 1e-9))
    return f"{number(lam / 10.0**e, 1)}·10⁻{'⁰¹²³⁴⁵⁶'[-e]}"


def sentence(eta, lam):
    """Return what the line below says."""
    count, m = steps(eta, lam), factors(eta, lam)
    if count < 0:
        limit = number(rr.step_size_limit(X, lam), 4)
        return (
            f"m₁ = {number(m[0])}: the walk never settles.  With this λ the limit of η is {limit}."
        )
    kappa = (squares()[0] + lam) / (squares()[-1] + lam)
    text = number(kappa, 1) if kappa < 100 else f"{float(f'{kappa:.3g}'):,.0f}"
    return f"κ is {text}, and after {count:,.0f} steps a hundredth of the error is left."


def html():
    axes = Axes(
        (0.5, 9.5), (-2.75, 1.15), (46, 26, 430, 186),
        xticks=[(i, "") for i in range(1, 10)], yticks=(-2, -1, 0, 1),
        ylabel="factor of a step", name="factors", clip="stability-factors",
    )  # fmt: skip
    below = Axes(
        (0.5, 9.5), (0.5, 10**9.2), (46, 222, 430, 372), log="y",
        xticks=[(i, f"v{SUB[i]}") for i in range(1, 10)],
        yticks=[(1, "1"), (100, "100"), (1e4, "10⁴"), (1e6, "10⁶"), (NEVER, "never")],
        xlabel="singular direction, strong to weak",
        ylabel="steps until a hundredth of the error is left", name="speeds",
    )  # fmt: skip
    top, bottom = float(axes.y(1)), float(axes.y(-1))
    band = {"x": 46, "y": f"{top:.1f}", "width": 384, "height": f"{bottom - top:.1f}"}
    axes.inside.append(tag("rect", **band, cls="fill faint"))
    axes.text(9.5, -2, "here a walk flies apart", anchor="end", dx=-6)
    m = factors(ETA, 0)
    for strip, values in ((axes, m), (below, speeds(ETA, 0))):
        strip.dots(np.arange(1, 10), values, 4, "gray", f"{strip.name}-plain")
        strip.dots(np.arange(1, 10), values, 6, "c0", f"{strip.name}-inside")
        strip.dots([], [], 6, "c4", f"{strip.name}-outside")
    label = (
        "The factor of each of the nine singular directions of the twelve points, and the band "
        "between -1 and 1.  Without a penalty that of the strongest is near -0.8, those of the "
        "five weakest are near 1.  Below, the steps until a hundredth of the error is left: from 5 "
        "to nine million."
    )
    return (
        drawing(axes, below, height=412, label=label)
        + controls(
            slider("lam", "strength λ", LEAST, 1, LEAST, step=0.05, text=shown(0)),
            slider("eta", "step size η", 0.01, 0.08, ETA, text=number(ETA, 4)),
            button("best", "Best η"),
        )
        + says(sentence(ETA, 0))
    )


def data():
    return {"squares": squares(), "least": LEAST, "never": NEVER}


def vectors():
    here, rows = data(), []
    for eta, v in [(0.07, -6), (0.07, -0.7), (0.05, 1), (0.1, -3), (0.01, -2), (0.0785, -5.95)]:
        lam = strength(v)
        rows += [
            ("strength", (here, v), lam),
            ("factors", (here, eta, lam), factors(eta, lam)),
            ("speeds", (here, eta, lam), speeds(eta, lam)),
            ("best", (here, lam), rr.best_step_size(X, lam)),
            ("sentence", (here, eta, lam), sentence(eta, lam)),
            ("shown", (lam,), shown(lam)),
        ]
        best = rr.best_step_size(X, lam)
        rows.append(("steps", (here, best, lam), steps(best, lam)))
    return rows


def holds():
    """Assert what is said of the drawing, for all that its sliders can be set to."""
    for eta in np.linspace(0.01, 0.08, 15):
        m = np.array([factors(eta, strength(v)) for v in np.arange(LEAST, 1.01, 0.25)])
        assert np.all(np.diff(m, axis=0) < 0)
        assert np.all(np.diff(m) > 0)
        for v in np.arange(LEAST, 1.01, 0.25):
            slowest, count = np.abs(factors(eta, strength(v))).max(), steps(eta, strength(v))
            few, many = slowest ** (0.994 * count - 1), slowest ** (1.006 * count)
            assert few > 0.01 > many if count > 0 else slowest >= 1, "how many steps the whole walk"
    t = np.array([speeds(ETA, strength(v)) for v in np.arange(LEAST, 0.1, 0.05)])
    assert np.all(np.diff(t[:, 2:], axis=0) < 0), "which dots fall"
    assert np.all(np.diff(t[:, 0]) > 0), "which one rises"
    m = factors(ETA, 0)
    assert abs(m[0] + 0.8) < 0.05, "that of the strongest is near -0.8"
    assert np.all(m[-5:] > 0.99), "five weakest are near 1"
    t = np.ceil(speeds(ETA, 0))
    assert (t.min(), round(t.max() / 1e6)) == (5, 9), "from 5 to nine million"
