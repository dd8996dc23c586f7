"""2.4: one equation, one fake feature: all solutions are a line, and ridge is its shortest."""

import numpy as np
from explorables.draw import (
    Axes,
    button,
    controls,
    drawing,
    ellipse,
    legend,
    number,
    says,
    slider,
    tag,
)

import reluridge as rr

TITLE = "A line of solutions: which is the shortest?"
CAPTION = """\
**Try:** drag the point along the line of solutions.  The blue part, inside the circle, is
shorter: go there until the circle only touches the line.  Which $w$ has it?  Then change
$\\lambda$, up to both ends."""

X, Y = 1.5, 3.0
LAMS = [2.0**i for i in range(-2, 6)]
W, LAM = 0.35, 3  # at first: a weight, and which λ
LOW, HIGH = -0.5, 2.6  # what is shown of w and f
END = 2.4  # and of x


def fake_weight(x, y, lam, w):
    """Return the weight of the fake feature that makes the equation hold."""
    fake = rr.append_fake_features([[x]], lam)[:, 1:]
    return float(rr.ols(fake, [y - w * x])[0])


def shortest(x, y, lam):
    """Return the shortest solution, w and f."""
    w, f = rr.ridge_fake_features([[x]], [y], lam)
    return [float(w[0]), float(f[0])]


def mirrored(x, y, lam, w):
    """Return the other solution of the same length."""
    foot = np.array(shortest(x, y, lam))
    return (2 * foot - [w, fake_weight(x, y, lam, w)]).tolist()


def reach(x, y, lam):
    """Return the least and the largest w that is shown."""
    ends = [(y - f * lam**0.5) / x for f in (HIGH, LOW)]
    return [max(LOW, ends[0]) + 0.1, min(HIGH, ends[1]) - 0.1]


def sentence(w, lam):
    """Return what the line below says."""
    f = fake_weight(X, Y, lam, w)
    return (
        f"With w = {number(w)} and f = {number(f)} the equation holds: {number(X * w)} + "
        f"{number(lam**0.5 * f)} = {number(Y, 0)}. This solution has length "
        f"{number(np.hypot(w, f))}."
        + (" Its w is that of ridge regression." if abs(w - ridge(lam)) < 0.005 else "")
    )


def ridge(lam):
    """Return the ridge weight."""
    return rr.ridge([[X]], [Y], lam).item()


def plane(w, lam):
    axes = Axes(
        (LOW, HIGH), (LOW, HIGH), (34, 24, 304, 294), xticks=range(3), yticks=range(3),
        xlabel="weight w", ylabel="fake weight f", name="plane", clip="features-plane",
    )  # fmt: skip
    f = fake_weight(X, Y, lam, w)
    box = {"x": 34, "y": 24, "width": 270, "height": 270}
    axes.inside.append(tag("rect", **box, fill="transparent", data_part="paper"))
    axes.line([LOW, HIGH], [0, 0], "gray thin")
    axes.line([0, 0], [LOW, HIGH], "gray thin")
    around = ellipse([0, 0], [[1, 0], [0, 1]], [np.hypot(w, f)] * 2)
    axes.inside.append(
        tag(
            "path", d=axes.path(*around), cls="fill c0", fill_opacity=0.1, data_part="disc",
            clip_path=axes.clip,
        )
    )  # fmt: skip
    axes.line(*around, "c0 thin", "circle")
    ends = np.array([LOW, HIGH])
    axes.line(ends, [fake_weight(X, Y, lam, v) for v in ends], "ink", "solutions")
    other = mirrored(X, Y, lam, w)
    axes.line([w, other[0]], [f, other[1]], "c0 wide", "shorter")
    axes.text(2, 0, "solutions", anchor="end", dx=-8, dy=17)
    axes.handle(w, f, "the solution: its weight w", "point", solution(w, f), cls="c0")
    return axes


def solution(w, f):
    return f"w {number(w)}, f {number(f)}"


def data_plot(w, lam):
    axes = Axes(
        (0, END), (-0.8, 4.4), (34, 24, 304, 294), xticks=range(3), yticks=range(5), xlabel="x",
        ylabel="the data point, and the line y = w x", name="fit", clip="features-fit",
    )  # fmt: skip
    best = ridge(lam)
    axes.line([0, END], [0, best * END], "c2 band", "ridge")
    axes.line([X, X], [w * X, Y], "c1 wide", "gap")
    axes.line([0, END], [0, w * END], "c0", "line")
    axes.dots(np.array([X]), np.array([Y]), 6, "ink")
    axes.text(X, 0.7 * Y + 0.3 * w * X, "√λ f", cls="c1", part="is gap", anchor="end", dx=-10, dy=5)
    axes.inside.append(legend(46, "c2 band", "ridge regression", x=46))
    return axes


def html():
    lam = LAMS[LAM]
    left = (
        "The plane of a weight w and a fake weight f, with the line of all solutions, one of them "
        "marked, and the circle about 0 through it.  What the circle cuts off the line is shorter."
    )
    right = (
        "The data point at 1.5 and 3, the line with slope w, and between them the part that the "
        "fake feature adds.  The line of ridge regression stands beside."
    )
    pair = drawing(plane(W, lam), height=330, width=310, label=left)
    pair += drawing(data_plot(W, lam), height=330, width=310, label=right)
    return (
        tag("div", pair, cls="pair")
        + controls(
            slider("lam", "λ", 0, len(LAMS) - 1, LAM, step=1, text=number(lam)),
            button("best", "Go to the shortest"),
        )
        + says(sentence(W, lam))
    )


def data():
    return {"x": X, "y": Y, "lams": LAMS, "w": W, "ridge": [ridge(lam) for lam in LAMS]}


def vectors():
    rows = []
    for x, y in [(X, Y), (2.0, -1.0), (-0.5, 1.0)]:
        for lam in (0.25, 2.0, 32.0):
            rows.append(("shortest", (x, y, lam), shortest(x, y, lam)))
            for w in (-1.0, 0.0, 0.35, 2.0):
                rows.append(("fakeWeight", (x, y, lam, w), fake_weight(x, y, lam, w)))
                rows.append(("mirrored", (x, y, lam, w), mirrored(x, y, lam, w)))
    return rows + [("reach", (X, Y, lam), reach(X, Y, lam)) for lam in LAMS]


def holds():
    """Assert what is said of the drawing, for all that its sliders can be set to."""
    for lam in LAMS:
        least = np.linalg.norm(shortest(X, Y, lam))
        for w in np.linspace(*reach(X, Y, lam), 41):
            length = np.hypot(w, fake_weight(X, Y, lam, w))
            middle = np.add([w, fake_weight(X, Y, lam, w)], mirrored(X, Y, lam, w)) / 2
            assert np.linalg.norm(middle) <= length + 1e-12, "inside the circle, is shorter"
            assert length >= least - 1e-12, "until the circle only touches the line"
        assert np.isclose(shortest(X, Y, lam)[0], ridge(lam)), "Which $w$ has it?"
