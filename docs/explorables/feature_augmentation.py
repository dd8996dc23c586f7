"""2.4: with fake features every line is an exact solution, and ridge is the shortest."""

from functools import cache

import numpy as np
from explorables.draw import Axes, button, controls, drawing, legend, number, says, slider, tag

import reluridge as rr

TITLE = "Every line solves it: which solution is the shortest?"
CAPTION = """\
**Try:** drag the line.  What it leaves over, the fake weights add, so all the equations hold.  Find
the shortest solution, at a large λ too.  Then take more and more random features instead: their
weights close in on ridge."""

X, Y = [0.6, 1.2, 1.8, 2.4, 3.0], [2.2, 0.6, 3.2, 2.4, 4.4]
LAMS, COUNTS, DRAWS = [2.0**i for i in range(-2, 5)], [5 * 4**i for i in range(5)], 30
W, LAM, K = 0.4, 4, 0  # at first: a weight, and which λ, which number of random features
END, MOST, HIGH = 3.2, 2.0, 80


@cache
def ridge():
    """Return the ridge weight at each λ."""
    return [rr.ridge(np.c_[X], Y, lam).item() for lam in LAMS]


@cache
def random():
    """Return the weight of the shortest solution: at each λ, for each number, of each draw."""
    rng = np.random.default_rng(0)
    noise = [rng.normal(size=(DRAWS, len(X), k)) / np.sqrt(k) for k in COUNTS]
    return [
        [
            [rr.ols(np.hstack([np.c_[X], lam**0.5 * F]), Y)[0].item() for F in draws]
            for draws in noise
        ]
        for lam in LAMS
    ]


def off():
    """Return the median distance from ridge."""
    return np.median(np.abs(np.array(random()) - np.reshape(ridge(), (-1, 1, 1))), axis=2).tolist()


def fake_weights(x, y, lam, w):
    """Return the weights of the fake features that make the equations hold."""
    fake = rr.append_fake_features(np.c_[x], lam)[:, 1:]
    return rr.ols(fake, np.array(y) - w * np.array(x))


def squared_length(x, y, lam, w):
    """Return the squared length of the solution, real and fake weights together."""
    return float(w**2 + np.sum(fake_weights(x, y, lam, w) ** 2))


def sentence(w, lam, k):
    """Return what the line below says."""
    f = ", ".join(number(v) for v in fake_weights(X, Y, LAMS[lam], w))
    length, best = squared_length(X, Y, LAMS[lam], w), ridge()[lam]
    return (
        f"All equations hold with w = {number(w)} and f = ({f}). The squared length is "
        f"{number(length)}; the least is {number(squared_length(X, Y, LAMS[lam], best))}, and has "
        f"the w of ridge regression, {number(best)}. With {COUNTS[k]} random features, half of "
        f"{DRAWS} draws end within {number(off()[lam][k], 3)} of it."
    )


def html():
    lam, best, x, y = LAMS[LAM], ridge()[LAM], np.array(X), np.array(Y)
    fit = Axes(
        (0, END), (0, 6.5), (30, 66, 430, 206), xticks=range(4), yticks=(0, 2, 4, 6), name="fit"
    )
    fit.line([0, END], [0, best * END], "c2 band", "ridge")
    gaps = [fit.path([at, at], [target, W * at]) for at, target in zip(X, Y, strict=True)]
    fit.inside.append(tag("path", d="".join(gaps), cls="line c1 wide", data_part="gaps"))
    fit.line([0, END], [0, W * END], "c0", "line")
    fit.dots(x, y, 5, "ink")
    fit.handle(
        END, W * END, "slope of the line", "slope", number(W), high=MOST, now=W, times=END, cls="c0"
    )
    fit.inside += [
        legend(14, "c0", "w x: a line of your choice"),
        legend(34, "c1 wide", "√λ f: what the fake weights add"),
        legend(54, "c2 band", "ridge regression"),
    ]
    length = Axes(
        (0, MOST), (0, HIGH), (30, 258, 430, 348), xticks=[(t, "") for t in (0, 0.5, 1, 1.5, 2)],
        yticks=(0, 40, 80), ylabel="λ · squared length, λ (w² + ‖f‖²)", name="length",
    )  # fmt: skip
    length.line([best, best], [0, HIGH], "c2 band", "best")
    w = np.linspace(0, MOST, 61)
    length.line(w, [lam * squared_length(X, Y, lam, v) for v in w], "ink", "curve")
    height = lam * squared_length(X, Y, lam, W)
    length.handle(W, height, "weight w", "weight", number(W), high=MOST, cls="c0")
    draws = Axes(
        (0, MOST), (0, DRAWS), (30, 374, 430, 410), xticks=(0, 0.5, 1, 1.5, 2), xlabel="weight w",
        ylabel=f"w with k random features, {DRAWS} draws", name="draws",
    )  # fmt: skip
    draws.line([best, best], [0, DRAWS], "c2 band", "best2")
    draws.dots(np.clip(random()[LAM][K], 0, MOST), np.arange(DRAWS) + 0.5, 3, "c1", "dots")
    label = (
        "Five data points and a line through 0; the fake weights make up what the line leaves "
        "over. Below, the squared length of the solution over w, least at the ridge weight. Below "
        "that, the weights with random features, around the ridge weight."
    )
    return (
        drawing(fit, length, draws, height=448, label=label)
        + controls(
            slider("lam", "price λ", 0, len(LAMS) - 1, LAM, step=1, text=number(lam)),
            slider("k", "number k", 0, len(COUNTS) - 1, K, step=1, text=COUNTS[K]),
            button("best", "Go to the shortest"),
        )
        + says(sentence(W, LAM, K))
    )


def data():
    return {
        "x": X, "y": Y, "lams": LAMS, "counts": COUNTS, "ridge": ridge(),
        "random": random(), "off": off(), "w": W,
    }  # fmt: skip


def vectors():
    rows = []
    for x, y in [(X, Y), ([0.0], [1.5]), ([-1.0, 2.0], [0.0, 0.0])]:
        for lam in (0.5, 4.0, 64.0):
            (w,), f = rr.ridge_fake_features(np.c_[x], y, lam)
            rows.append(("fakeWeights", (x, y, lam, w), f))
            rows.append(("squaredLength", (x, y, lam, w), w**2 + f @ f))
            for other in (-1.0, 0.0, 2.0):
                rows.append(("fakeWeights", (x, y, lam, other), fake_weights(x, y, lam, other)))
                rows.append(("squaredLength", (x, y, lam, other), squared_length(x, y, lam, other)))
    return rows
