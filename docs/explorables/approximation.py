"""1.1: one unit to bend, and what it does to a sum of three."""

import numpy as np
from explorables.draw import Axes, controls, drawing, legend, number, says, slider, tag

import reluridge as rr

TITLE = "What does one unit do to the sum?"
CAPTION = """\
**Try:** drag the dot on the axis: only $b$ changes, and the bend of $f$ goes along.  Tilt the
unit by its other dot, or flip it to the other side.  Then change $v$: the bend stays where it is,
but $f$ bends more sharply or less.  Set $w$ to 0: the unit is a constant, and its bend is gone."""

W, B, V, C = [1.0, -2.0, 1.0], [2.0, -1.0, -1.0], [1.5, 1.0, -2.5], -1.0
X, TOP, LOW, HIGH = (-3, 3), 3.5, -2, 6  # what is shown of x, of the unit, and of f


def html():
    w, b, v = W[-1], B[-1], V[-1]
    net, others = rr.ReLUNet(W, B, V, C), rr.ReLUNet(W[:2], B[:2], V[:2], C)
    unit = rr.ReLUNet([w], [b], [1], 0)
    (e,) = unit.elbows
    ticks = range(-3, 4)
    top = Axes(
        X, (-0.15, TOP), (30, 28, 430, 128), xticks=[(t, "") for t in ticks], yticks=range(4),
        ylabel="one unit, relu(wx + b)", name="unit", clip="approximation-unit",
    )  # fmt: skip
    top.text(3, TOP, f"slope {number(w)} (right)", part="slope", cls="c0", anchor="end", dy=-8)
    top.line([e, e], [0, TOP], "gray thin dash", "place")
    top.line([-3, e, 3], unit([-3, e, 3]), "c0", "line")
    top.text(e, 0, f"−b/w = {number(e)}", part="at", cls="c0", anchor="middle", dy=26)
    told = f"slope {number(w)}"
    top.handle(e + 1, w, "slope of the unit", "tilt", told, low=-3, high=3, cls="c0")
    told = f"elbow at {number(e)}"
    top.handle(e, 0, "elbow of the unit", "elbow", told, low=-2, high=2, cls="c0")
    top.text(-3, TOP, "", part="away", cls="c0", dx=8, dy=18)  # if no line is in the picture
    bottom = Axes(
        X, (LOW, HIGH), (30, 184, 430, 304), xticks=ticks, yticks=(0, 2, 4, 6),
        xlabel="x", ylabel="f, the net", name="sum", clip="approximation-sum",
    )  # fmt: skip
    kink = f"kink v|w| = {number(net.kinks[-1])}"
    bottom.text(3, HIGH, kink, part="kink", cls="c0", anchor="end", dy=-8)
    bottom.line([e, e], [LOW, HIGH], "gray thin dash", "place2")
    for some, cls, part in [(others, "c5 thin dash", "others"), (net, "c0", "f")]:
        x = np.sort(np.r_[X, some.elbows])
        bottom.line(x, some(x), cls, part)
    bottom.dots(others.elbows, net(others.elbows), 2.5, "c0", "bends")
    bottom.text(-3, HIGH, "", part="away2", cls="c0", dx=8)
    bottom.dots([e], [net(float(e))], 5.5, "c0", "bend")
    words = legend(358, "c0", "f", x=100)
    words += legend(358, "c5 thin dash", "f without this unit", x=190)
    bottom.inside.append(tag("g", words))
    label = (
        "Above, the graph of one unit: 0 on one side of its elbow, a sloping line on the other. "
        "Below, the graph of a net of three units, which bends where the elbow of the unit is."
    )
    sliders = (
        slider("w", "<i>w</i>", -3, 3, w, step=0.05),
        slider("b", "<i>b</i>", -6, 6, b, step=0.05),
        slider("v", "<i>v</i>", -3, 3, v, step=0.05),
    )
    text = (
        f"The unit bends at −b/w = {number(e)}.  On its right it is active, with slope "
        f"w = {number(w)}; on its left it is 0.  At the elbow the slope of f changes by "
        f"v|w| = {number(net.kinks[-1])}."
    )
    return drawing(top, bottom, height=364, label=label) + controls(*sliders) + says(text)


def data():
    return {"w": W, "b": B, "v": V, "c": C}


def vectors():
    rows, x = [], np.linspace(-3, 3, 7)
    rng = np.random.default_rng(0)
    for w, b, v, c in [(W, B, V, C), ([], [], [], 0.5), (*rng.normal(size=(3, 5)), 0.0)]:
        rows.append(("evaluate", (w, b, v, c, x), rr.ReLUNet(w, b, v, c)(x)))
    for w, b, v in [(1, -1, -2.5), (-2, -1, 1), (0, 0.5, 2), (0, -3, 2), (0.05, 6, -3), (-3, 0, 0)]:
        unit = rr.ReLUNet([w], [b], [v], 0)
        e = None if w == 0 else unit.elbows[0]
        rows.append(("elbow", (w, b), e))
        rows.append(("kink", (w, v), unit.kinks[0]))
        if w:
            active = rr.ReLUNet([w], [b], [1], 0)(e + 1) > 0
            rows.append(("side", (w,), "right" if active else "left"))
        rows.append(("evaluate", ([w], [b], [v], 1, x), rr.ReLUNet([w], [b], [v], 1)(x)))
    return rows


def holds():
    """Assert what is said of the drawing, for all that its sliders can be set to."""

    def net(b=B[-1], v=V[-1], w=W[-1]):
        return rr.ReLUNet([*W[:2], w], [*B[:2], b], [*V[:2], v], C)

    for v in np.linspace(-3, 3, 25):
        assert net(v=v).elbows[-1] == net().elbows[-1], "the bend stays where it is"
    kinks = [abs(net(v=v).kinks[-1]) for v in np.linspace(0, 3, 13)]
    assert np.all(np.diff(kinks) > 0), "$f$ bends more sharply or less"
    ends, unit = net(w=0)([-9, 9]), rr.ReLUNet(W[:2], B[:2], V[:2], C)([-9, 9])
    assert np.ptp(ends - unit) == 0, "the unit is a constant, and its bend is gone"
