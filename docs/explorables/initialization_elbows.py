"""1.2: where elbows start for any size of the biases, and what the best fit makes of them."""

import numpy as np
from explorables.draw import (
    Axes,
    button,
    controls,
    drawing,
    number,
    says,
    short,
    slider,
    tag,
)

import reluridge as rr

TITLE = "Twenty elbows for two bends"
CAPTION = """\
Above: what the best fit leaves over is orange.  Below: each dot is a unit, its elbow across, its
weight up.  **Try:** the four kinds of bias; then drag the orange bend to the middle, and try them
again.  Then move the constant alone: where is the least left over?  Draw again, to see what was
luck."""

N, POINTS, BEND, KIND, FAR, STEEP = 20, 201, 0.7, "zero", 1.7, 2.8
#: What the kinds are called, and where they put the sliders: spread and constant.
KINDS = {
    "zero": ("all 0", 0, 0),
    "constant": ("all 0.1", 0, 0.1),
    "random": ("small random", 0.1, 0),
    "as_weight": ("as one more weight", 1, 0),
}
STATES = {"dead": "gray", "live": "c0", "always on": "c3"}
X = np.linspace(-1, 1, POINTS)


def drawn(one=24, two=124):
    """Return weights, and biases of standard deviation 1, from two seeds."""
    return [rr.gaussian((N, 1), 1, np.random.default_rng(seed))[:, 0] for seed in (one, two)]


def target(a):
    """Return a trough that bends at -a and a."""
    return np.maximum(np.abs(X), a)


def fitted(w, b, a):
    """Return the best fit of the target, over the points."""
    return rr.fit_output(rr.ReLUNet(w, b, 0 * w, 0), rr.SortedData(X, target(a)))(X)


def left(w, b, a):
    """Return which share of the target's variance is left over."""
    y = target(a)
    return np.mean((fitted(w, b, a) - y) ** 2) / np.var(y)


def percent(share):
    """Return a share as it is shown."""
    return f"{short(100 * share)} %" if share >= 1e-5 else "less than 0.001 %"


def sentence(w, b, a):
    """Return what the line below the drawing says."""
    states = rr.unit_states(w, b, [-1, 1])
    live, dead, on = (int(np.sum(states == state)) for state in ("live", "dead", "always on"))
    return (
        f"Left over: {percent(left(w, b, a))} of the target's variance.  {live} of {N} elbows are "
        f"on the data; {dead} units are dead, {on} always on."
    )


def shade(axes):
    """Shade the interval of the data."""
    x, top, bottom = float(axes.x(-1)), axes.box[1], axes.box[3]
    box = {"x": f"{x:.1f}", "y": top, "width": f"{float(axes.x(1)) - x:.1f}"}
    axes.inside.append(tag("rect", **box, height=bottom - top, cls="fill ink", fill_opacity=0.06))


def html():
    (w, z), (_, s, c) = drawn(), KINDS[KIND]
    b, y = s * z + c, target(BEND)
    best = fitted(w, b, BEND)
    above = Axes(
        (-FAR, FAR), (0, 1.08), (40, 28, 424, 188), xticks=[(v, "") for v in (-1, 0, 1)],
        yticks=(0, 0.5, 1), name="above",
    )  # fmt: skip
    shade(above)
    above.text(-FAR, 1.08, "target", cls="axis", dy=-8)
    above.text(-FAR, 1.08, "best fit", cls="c0", dx=60, dy=-8)
    above.text(0, 1.08, "data", cls="axis", anchor="middle", dy=16)
    d = above.path(np.r_[X, X[::-1]], np.r_[y, best[::-1]]) + "z"
    above.inside.append(tag("path", d=d, cls="fill c1", fill_opacity=0.35, data_part="missed"))
    look = {"cls": "line gray wide", "stroke_opacity": 0.6, "data_part": "target"}
    above.inside.append(tag("path", d=above.path(X, y), **look))
    above.line(X, best, "c0", "fit")
    told = f"left over: {percent(left(w, b, BEND))}"
    above.text(FAR, 1.08, told, cls="c1", part="left", anchor="end", dy=-8)
    below = Axes(
        (-FAR, FAR), (-STEEP, STEEP), (40, 226, 424, 352), xticks=(-1, 0, 1), yticks=(-2, 0, 2),
        xlabel="x, and elbow −b/w", ylabel="units: elbow across, weight w up", name="below",
    )  # fmt: skip
    shade(below)
    for at, height, name in ((1, 1, "dead"), (-1, -1, "dead"), (-1, 1, "always on"),
                             (1, -1, "always on")):  # fmt: skip
        where = {"anchor": ("start", "end")[at > 0], "dx": -3 * at, "dy": (17, -7)[height < 0]}
        cls = "axis" if name == "dead" else "c3"
        below.text(FAR * at, height * STEEP, name, cls=cls, **where)
    for axes, part in ((above, "up"), (below, "down")):
        low, high = (axes.lows[1], axes.highs[1])
        lines = np.array([-BEND, -BEND, np.nan, BEND, BEND])
        axes.line(lines, [low, high, np.nan, low, high], "c1 thin dash", part)
    e, states = rr.ReLUNet(w, b, 0 * w, 0).elbows, rr.unit_states(w, b, [-1, 1])
    for i, (name, color) in enumerate(STATES.items()):
        mine = (states == name) & (abs(e) <= FAR)
        d = below.marks(e[mine], w[mine])
        look = f"mark {color}{' square' * (name == 'always on')}"
        below.inside.append(tag("path", d=d, cls=look, data_part=f"units{i}"))
        if not i:
            below.inside.append(tag("path", d=d, cls="mark inner", data_part="inner"))
    for part, side, anchor in (("farleft", -1, "start"), ("farright", 1, "end")):
        below.text(side * FAR, 0, "", part=part, anchor=anchor, dx=-5 * side, dy=5)
    above.handle(BEND, BEND, "the bend of the target", "bend", number(BEND), low=0, high=0.9)
    label = (
        "Two pictures above each other.  Above, a target with a flat bottom and two bends, and the "
        "best fit of a net whose elbows stay where they start, over the data from -1 to 1.  Below, "
        "the twenty units as dots: across, where each of them bends; up, its weight.  Units that "
        "bend outside the data are dead or always on."
    )
    kinds = "".join(button(k, text) for k, (text, *_) in KINDS.items())
    return (
        drawing(above, below, height=392, label=label)
        + controls(
            tag("fieldset", tag("legend", "biases") + kinds, cls="choice"),
            slider("s", "spread", 0, 1.5, s, step=0.05),
            slider("c", "constant", 0, 1, c, step=0.05),
            button("draw", "Another draw"),
        )
        + says(sentence(w, b, BEND))
    )


def data():
    w, z = drawn()
    return {"w": w, "z": z, "bend": BEND, "kinds": {k: v[1:] for k, v in KINDS.items()}}


def vectors():
    rows, (w, z) = [], drawn()
    for s, c in (*(v[1:] for v in KINDS.values()), (0.05, 0), (0.35, 0), (0.7, 0.5), (0, 1)):
        b = s * z + c
        for a in (0, 0.01, 0.15, 0.43, 0.7, 0.9):
            rows.append(("left", (w, b, a), left(w, b, a)))
            rows.append(("sentence", (w, b, a), sentence(w, b, a)))
    rows += [("fitted", (w, s * z, 0.7), fitted(w, s * z, 0.7)) for s in (0, 1)]
    for w, z in (drawn(5, 6), drawn(7, 8)):
        rows.append(("left", (w, 0.5 * z, 0.3), left(w, 0.5 * z, 0.3)))
    return rows


def holds():
    """Assert what is said of the drawing, on the page too."""
    w, z = drawn()
    kinds = {k: [left(w, s * z + c, a) for a in (BEND, 0)] for k, (_, s, c) in KINDS.items()}
    shown = {k: percent(v[0]) for k, v in kinds.items()}
    assert list(shown.values()) == ["44 %", "15 %", "13 %", "3.1 %"]  # in this draw
    assert kinds["zero"][1] < 1e-20  # |x| is fitted exactly
    draws = [drawn(seed, 1000 + seed) for seed in range(30)]

    def median(s, c, a):
        return np.median([left(w, s * z + c, a) for w, z in draws])

    medians = {k: median(*v[1:], BEND) for k, v in KINDS.items()}
    assert min(medians, key=medians.get) == "as_weight"
    for a in (0.1, 0.2, 0.3, 0.5):
        half, same, twice = (median(0, c, a) for c in (a / 2, a, 2 * a))
        assert same < min(half, twice), "where is the least left over"
