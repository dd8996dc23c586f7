"""2.2.1: one strength, three optimizers, a weight with data and a weight without."""

import numpy as np
from explorables.draw import Axes, controls, drawing, legend, number, says, slider

import reluridge as rr

TITLE = "The same λ for three optimizers"
CAPTION = """\
**Try:** η is 0.01 for all three.  Above, which of them end at ridge?  (AdamW may be on
its way still; the dot at the right edge is where to.)  At one λ above 0 the dot, too, is on
the line of ridge: at which?
Below, a weight without data: for which of the three does λ set how fast it goes to 0?"""

Y, FROM, ETA, LAM = 3.0, 3.0, 0.01, 0.5  # target, start of the weight without data
KINDS = ("descent", "adam", "adamw")
STEPS = np.unique(np.geomspace(1, 3000, 90).round().astype(int))  # those that are drawn


def run(kind, lam, data, eta=ETA):
    """Return the weight after each of STEPS, and after which step it is first below FROM/2.

    It starts from 0 if there is a data point, else from FROM; -1 stands for never.
    """
    w, m, q, path = (0.0 if data else FROM), 0.0, 0.0, []
    for t in range(1, STEPS[-1] + 1):
        g = 2 * (w - Y) if data else 0.0
        if kind != "adamw":
            g += 2 * lam * w
        if kind == "descent":
            step = g
        else:
            m, q = 0.9 * m + 0.1 * g, 0.999 * q + 0.001 * g**2
            step = (m / (1 - 0.9**t)) / (np.sqrt(q / (1 - 0.999**t)) + 1e-8)
        w -= eta * step + (2 * eta * lam * w if kind == "adamw" else 0)
        path.append(w)
    below = np.array(path) < FROM / 2
    return np.array(path)[STEPS - 1], int(np.argmax(below)) + 1 if below.any() else -1


def heading(lam):
    """Return where AdamW ends: at least squares, or at the cap 1/(2λ) if that is nearer to 0."""
    return min(Y, 1 / (2 * lam)) if lam else Y


def sentence(lam):
    """Return what the line below says."""
    ends = [number(run(kind, lam, True)[0][-1]) for kind in KINDS]
    half = [run(kind, lam, False)[1] for kind in KINDS]
    goal = number(heading(lam))
    way = "" if ends[2] == goal else f" on its way to {goal}"
    said = (
        f"After 3000 steps: with data gradient descent is at {ends[0]}, Adam at {ends[1]}, "
        f"AdamW at {ends[2]}{way}, "
        f"ridge is {number(rr.ridge([[1]], [Y], lam).item())}.  Without data "
    )
    if half[0] < 0:
        if half[1] < 0:
            return f"{said}all three stay."
        return f"{said}Adam was halfway after {half[1]} steps, the other two after more than 3000."
    return said + f"they were halfway after {half[0]}, {half[1]} and {half[2]} steps."


def html():
    look = {"descent": "c0 wide", "adam": "c5 dash", "adamw": "c3"}
    shared, times = {"yticks": (0, 1, 2, 3), "log": "x"}, (1, 10, 100, 1000)
    top = Axes(
        (1, 3000), (-0.2, 3.3), (34, 26, 430, 176), ylabel="the weight with one data point",
        name="data", clip="weight-decay-data", xticks=[(t, "") for t in times], **shared,
    )  # fmt: skip
    bottom = Axes(
        (1, 3000), (-0.2, 3.3), (34, 212, 430, 332), ylabel="a weight without data",
        xlabel="steps", name="silent", clip="weight-decay-silent", xticks=times, **shared,
    )  # fmt: skip
    ridge = rr.ridge([[1]], [Y], LAM).item()
    top.line([1, 3000], [ridge, ridge], "c2 thin", "ridge")
    top.text(1, ridge, "ridge, 3/(1 + λ)", cls="c2", part="name", dx=4, dy=-6)
    for axes, data in ((top, True), (bottom, False)):
        for kind in KINDS:
            axes.line(STEPS, run(kind, LAM, data)[0], look[kind], f"{kind}{int(data)}")
    top.dots([3000], [heading(LAM)], 6, "c3", "heading")
    names = [("gradient descent", "c0 wide", 34), ("Adam", "c5 dash", 232), ("AdamW", "c3", 328)]
    words = "".join(legend(388, cls, name, x=x) for name, cls, x in names)
    bottom.inside.append(words)
    label = (
        "Two weights over the steps of gradient descent, Adam and AdamW.  Above, with one data "
        "point: gradient descent and Adam end at the ridge weight, AdamW mostly elsewhere.  "
        "Below, without data: all fall to 0.  A dot at the right edge is where AdamW is heading."
    )
    return (
        drawing(top, bottom, height=396, label=label)
        + controls(slider("lam", "strength λ", 0, 1, LAM, step=0.01))
        + says(sentence(LAM))
    )


def data():
    return {"y": Y, "from": FROM, "eta": ETA, "steps": STEPS}


def vectors():
    here, rows = data(), []
    for lam in (0, 0.01, 0.05, 0.2, 0.5, 1):
        rows += [("run", (here, k, lam, d), run(k, lam, d)) for k in KINDS for d in (True, False)]
        rows += [("sentence", (here, lam), sentence(lam))]
    return rows


def holds():
    """Assert what is said of the drawing, for all that its sliders can be set to."""
    for lam in np.arange(0.05, 1.001, 0.05):
        ends = [run(kind, lam, True)[0][-1] - 3 / (1 + lam) for kind in KINDS]
        assert max(map(abs, ends[:2])) < 1e-3, "gradient descent and Adam end at the ridge weight"
    for lam in np.arange(1, 101) / 100:
        met = np.isclose(heading(lam), 3 / (1 + lam))
        assert met == np.isclose(lam, 0.2), "AdamW mostly elsewhere"
        way = [run("adamw", lam, True)[0][k] for k in (-8, -1)]
        assert abs(way[1] - heading(lam)) < abs(way[0] - heading(lam)) + 1e-6
    ends = [run(kind, LAM, False)[0][-1] for kind in KINDS]
    assert max(map(abs, ends)) < 0.01, "without data: all fall to 0"
    half = np.array([[run(kind, lam, False)[1] for kind in KINDS] for lam in (0.2, 0.5, 1)])
    assert np.ptp(half[:, 1]) == 0
    assert np.all(np.diff(half[:, [0, 2]], axis=0) < 0), "does λ set how fast it goes to 0?"
