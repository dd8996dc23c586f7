"""1.2: an old net taken apart, to see which of its parts is the head start."""

import numpy as np
from explorables.draw import (
    Axes,
    button,
    choice,
    controls,
    drawing,
    legend,
    plain,
    says,
    short,
    slider,
    tag,
)

import reluridge as rr

TITLE = "Take an old net apart"
CAPTION = """\
Left: one net and its elbows, before its first step and after some.  Right: each start that you have
tried, as a thread from its loss before the first step to its loss now.  **Try:** give the $v$ back
to their own units.  Then go down the list of $v$: at which step does the loss grow by the largest
factor?  And with *fresh* elbows?  Draw again: what was luck?"""

MOST, ETA, SEED, FIRST = 200, 0.03, 7, ("old", "shuffled")
LEAST, LARGEST = 3e-4, 60  # losses that are shown
#: What the output weights are called, in the order of the figure.
KINDS = {
    "old": "old",
    "shuffled": "old, shuffled",
    "large": "fresh, as large",
    "small": "fresh, small",
}
X, KNOTS = np.linspace(-1, 1, 30), np.linspace(-1, 1, 9)


def sine(x, phase):
    """Return what the nets are to fit."""
    return np.sin(3 * x + phase)


def old(phase):
    """Return a net that fits a sine."""
    return rr.ReLUNet.from_knots(KNOTS, sine(KNOTS, phase))


def drawn(seed):
    """Return what is drawn, in the order of the gallery script."""
    rng = np.random.default_rng(seed)
    phase = rng.uniform(0, 2 * np.pi)
    w, b, v = rr.gaussian((3, 8), 1, rng)
    return {"phase": phase, "w": w, "b": b, "v": v, "order": rng.permutation(8)}


def start(elbows, output, draw):
    """Return the net to start from: old or fresh elbows, and a kind of output weights."""
    net = old(draw["phase"])
    small = draw["v"] / 8**0.5
    outputs = {
        "old": net.v,
        "shuffled": net.v[draw["order"]],
        "large": np.linalg.norm(net.v) / np.linalg.norm(small) * small,
        "small": small,
    }
    w, b = (net.w, net.b) if elbows == "old" else (draw["w"], draw["b"])
    return rr.ReLUNet(w, b, outputs[output], net.c)


def trained(elbows, output, draw, steps):
    """Return the loss of a start before its first step, the net after some steps, and its loss."""
    net, y = start(elbows, output, draw), sine(X, draw["phase"] + 0.3)
    after, _ = rr.train(net, X, y, ETA, steps)
    return rr.backprop(net, X, y)[0], after, rr.backprop(after, X, y)[0]


def sentence(elbows, output, first, steps, loss):
    """Return what the line below the drawing says."""
    return (
        f"Elbows: {elbows}; v: {KINDS[output]}.  The loss is {short(first)} before the first step, "
        f"and {short(loss)} after {steps} step{'s' * (steps != 1)}."
    )


def row(output, elbows):
    """Return the height of a thread."""
    return list(KINDS).index(output) + (0.12 if elbows == "fresh" else -0.12)


def html():
    draw = drawn(SEED)
    net, (first, after, loss) = start(*FIRST, draw), trained(*FIRST, draw, MOST)
    left = Axes(
        (-1, 1), (-2, 2), (30, 28, 304, 262), xticks=(-1, 0, 1), yticks=(-2, -1, 0, 1, 2),
        name="graph", clip="start-clip",
    )  # fmt: skip
    left.text(-1, 2, "new target", cls="axis", dy=-9)
    left.text(-1, 2, "start", cls="c1", dx=78, dy=-9)
    left.text(1, 2, f"after {MOST} steps", cls="c0", part="steps", anchor="end", dy=-9)
    look = {"cls": "line gray band", "data_part": "target", "clip_path": left.clip}
    left.inside.append(tag("path", d=left.path(X, sine(X, draw["phase"] + 0.3)), **look))
    for shown, cls, part in ((net, "c1", "before"), (after, "c0 wide", "after")):
        x = np.sort(np.r_[X, shown.elbows[abs(shown.elbows) < 1]])
        left.line(x, shown(x), cls, part)
        e = shown.elbows[(abs(shown.elbows) < 1) & (abs(shown(shown.elbows)) < 2)]
        look = {"cls": f"mark {cls[:2]}", "data_part": f"{part} elbows"}
        left.inside.append(tag("path", d=left.marks(e, shown(e)), **look))
    right = Axes(
        (LEAST, LARGEST), (3.4, -0.6), (14, 28, 300, 262), log="x", name="losses",
        xticks=[(10.0**k, f"{10.0**k:g}") for k in range(-3, 2)],
        xlabel="loss: before the first step, and now",
    )  # fmt: skip
    for i, name in enumerate(KINDS.values()):
        right.text(LARGEST, i - 0.3, f"v {name}", anchor="end", dx=-2)
    tried, chosen = [FIRST], row(FIRST[1], FIRST[0])
    for k, (elbows, color) in enumerate((("old", "c0"), ("fresh", "c5 dash"))):
        ends = [(row(o, e), *trained(e, o, draw, MOST)) for e, o in tried if e == elbows]
        d = "".join(right.path([a, b], [at, at]) for at, a, _, b in ends)
        right.inside.append(tag("path", d=d, cls=f"line {color}", data_part=f"ways{k}"))
        d = right.marks([b for *_, b in ends], [at for at, *_ in ends])
        look = f"mark {color[:2]}{' square' * k}"
        right.inside.append(tag("path", d=d, cls=look, data_part=f"ends{k}"))
    ring = {"cx": f"{float(right.x(loss)):.1f}", "cy": f"{float(right.y(chosen)):.1f}", "r": 8}
    right.inside.append(tag("circle", **ring, cls="around", data_part="chosen"))
    label = (
        "Left, the new target, a sine, with a net before its first step and after some.  Right, "
        "for each start that was tried, its loss before the first step and now."
    )
    keys = legend(18, "c0", "old elbows", x=14), legend(18, "c5 dash", "fresh elbows", x=150)
    right.inside += keys
    drawings = "".join(drawing(axes, height=300, width=310, label=label) for axes in (left, right))
    return (
        tag("div", drawings, cls="pair")
        + controls(
            choice("elbows", "elbows", [("old", "old"), ("fresh", "fresh")], FIRST[0]),
            choice("output", "<i>v</i>", list(KINDS.items()), FIRST[1]),
            button("play", "Train"),
            button("draw", "Another draw"),
            slider("steps", "steps", 0, MOST, MOST, step=1, text=MOST),
        )
        + says(sentence(*FIRST, first, MOST, loss))
    )


def data():
    return {"draw": drawn(SEED), "tried": [FIRST]}


def vectors():
    rows = []
    for seed in (SEED, 1, 2):
        draw = drawn(seed)
        rows.append(("old", (draw["phase"],), plain(old(draw["phase"]))))
        for elbows in ("old", "fresh"):
            for output in KINDS:
                net = start(elbows, output, draw)
                rows.append(("start", (elbows, output, draw), plain(net)))
                for steps in (0, 1, 60):
                    first, after, loss = trained(elbows, output, draw, steps)
                    found = [first, plain(after), loss]
                    rows.append(("trained", (elbows, output, draw, steps), found))
                    told = sentence(elbows, output, first, steps, loss)
                    rows.append(("sentence", (elbows, output, first, steps, loss), told))
    return rows


def holds():
    """Assert what is said of the drawing, on the page too."""
    draw = drawn(SEED)
    ends = {(e, o): trained(e, o, draw, MOST)[2] for e in ("old", "fresh") for o in KINDS}
    assert min(ends, key=ends.get) == ("old", "old"), "give the $v$ back to their own units"
    down = np.array([ends["old", output] for output in KINDS])
    steps = down[1:] / down[:-1]
    assert min(steps) > 1, "at which step does the loss grow"
    assert steps[0] > 8
    assert np.argmax(steps) == 0
    for output in KINDS:  # what is drawn is inside of the picture
        for elbows in ("old", "fresh"):
            first, _, loss = trained(elbows, output, draw, MOST)
            assert LEAST < loss < first < LARGEST
