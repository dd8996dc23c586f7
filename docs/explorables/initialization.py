"""1.2: signal and gradient through fifty layers, for any variance of the weights."""

import numpy as np
from explorables.draw import (
    Axes,
    choice,
    controls,
    drawing,
    number,
    power,
    power_within,
    says,
    slider,
    tag,
)

import reluridge as rr

TITLE = "Depth, both ways: what is left of signal and gradient after 50 layers?"
CAPTION = """\
**Try:** the ReLU with the slider at 2, to check the prediction below, and 10 % off, at 1.8 and 2.2.
Then tanh, from 1 up: where the signal is level, the gradient grows on its way back.  All layers
have $d$ inputs and $d$ units here, and the mean squares are those expected of wide layers."""


def curve(f):
    """Return the graph of a function for a button, as the ``d`` of a path."""
    z = np.linspace(-3, 3, 25)
    points = zip(18 + 6 * z, -9 * f(z), strict=True)
    return "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in points)


DEPTH, START, ACTIVATION = 50, 1.0, "sigmoid"
LOW, HIGH = -18, 12  # decimal logarithms that are shown
MARKS = ((1.0, "1/d"), (2.0, "2/d"))
GRAPHS = {  # of the activations, from −3 to 3
    "relu": ("ReLU", "M0 0H18L28-10"),
    "tanh": ("tanh", curve(np.tanh)),
    "sigmoid": ("logistic", curve(lambda z: 1 / (1 + np.exp(-z)))),
}


def logs(s, activation):
    """Return decimal logarithms of the mean squares, forward and backward, for variance s/d."""
    return np.log10(rr.signal_and_gradient([1] * (DEPTH + 1), [s] * DEPTH, activation))


def sentence(s, activation):
    """Return what the line below the drawing says."""
    signal, gradient = logs(s, activation)
    end, back = power(signal[-1]), power(gradient[0])
    first = f"After {DEPTH} layers the mean square of the signal is {end}; that of the gradient, "
    first += f"back at the input, is {back}.  "
    factor = number(10 ** (gradient[-2] - gradient[-1]), 3)
    if activation == "relu":
        kept = "fall" if s < 2 else "grow" if s > 2 else "stay"
        return f"{first}Each layer multiplies both by {number(s / 2, 3)}, so both {kept}."
    if activation == "tanh":
        early = number(10 ** (gradient[0] - gradient[1]), 3)
        return (
            f"{first}One layer multiplies that of the gradient by {factor} at the end, and by "
            f"{early} at the start, where the signal is large and tanh flat."
        )
    return (
        f"{first}Where the signal is level, each layer multiplies that of the gradient by {factor}."
    )


def pictured(activation):
    """Return a button's name, and its function."""
    name, d = GRAPHS[activation]
    graph = tag("path", d="M0 0H36", opacity=0.4) + tag("path", d=d, stroke_width=2)
    told = {"viewBox": "0 -11 36 22", "aria_hidden": "true"}
    return name + tag("svg", graph, **told, fill="none", stroke="currentColor")


def near(log):
    """Return by how much text is moved at the end of a line: below one that falls."""
    return 19 if LOW + 2 < log < -1 else -8


def html():
    ticks = [(t, power(t) if t else "1") for t in (5, 0, -5, -10, -15)]
    boxes = {"signal": (50, 50, 210, 232), "gradient": (280, 50, 440, 232)}
    panels, rows = [], logs(START, ACTIVATION)
    for way, (name, box) in enumerate(boxes.items()):
        axes = Axes(
            (0, DEPTH), (LOW, HIGH), box, xticks=(0, 25, 50), name=name, clip=f"depth-{name}",
            yticks=[(t, "" if way else text) for t, text in ticks],
            xlabel=("layer →", "← layer")[way],
        )  # fmt: skip
        head = ("signal, forward", "gradient, backward")[way]
        axes.text((0, DEPTH)[way], HIGH, head, cls=("c0", "c4")[way], dy=-8,
                  anchor=("start", "end")[way])  # fmt: skip
        if not way:
            axes.text(0, HIGH, "mean square", cls="axis", dx=-46, dy=-30)
        for i, (_, text) in enumerate(MARKS):  # the script draws them, for other activations
            cls = "line gray thin" + " dash" * (not i)
            told = {"clip_path": axes.clip, "data_part": f"mark{i}{way}", "visibility": "hidden"}
            axes.inside.append(tag("path", cls=cls, **told))
            told = {"x": (box[2] + 7, box[0] - 7)[way], "text_anchor": ("start", "end")[way]}
            told |= {"data_part": f"name{i}{way}", "visibility": "hidden"}
            axes.inside.append(tag("text", text, cls="axis", **told))
        axes.line(range(DEPTH + 1), rows[way], f"{('c0', 'c4')[way]} wide", f"line{way}")
        end = rows[way][(-1, 0)[way]]
        axes.text((DEPTH, 0)[way], np.clip(end, LOW, HIGH - 2),
                  power_within(end, LOW, HIGH), part=f"end{way}", cls=("c0", "c4")[way],
                  anchor=("end", "start")[way], dx=(-3, 3)[way], dy=near(end))  # fmt: skip
        panels.append(axes)
    label = (
        f"Two pictures with logarithmic scales: on the left the mean square of the signal through "
        f"{DEPTH} layers, on the right that of the gradient, which starts at the last layer. The "
        "signal is level, near 1/4, and the gradient leaves the picture."
    )
    return (
        drawing(*panels, height=270, label=label)
        + controls(
            slider("s", "variance", 0.5, 3, START, step=0.05, text=f"{number(START)}/d"),
            choice("activation", "activation", [(a, pictured(a)) for a in GRAPHS],
                   ACTIVATION),
        )
        + says(sentence(START, ACTIVATION))
    )  # fmt: skip


def data():
    return {"marks": [s for s, _ in MARKS]}


def vectors():
    rows = []
    for activation in ("relu", "tanh", "sigmoid"):
        for s in (0.5, 1.0, 1.75, 1.8, 2.0, 2.2, 2.95, 3.0):
            rows.append(("logs", (s, activation), logs(s, activation)))
            rows.append(("sentence", (s, activation), sentence(s, activation)))
    return rows


def holds():
    """Assert what is said of the drawing, for all that its sliders can be set to."""
    ends = [logs(s, "relu")[[0, 1], [-1, 0]] for s in (1.8, 2, 2.2)]
    assert np.allclose(ends[1], 0), "the ReLU with the slider at 2, to check the prediction below"
    assert max(ends[0].max(), -ends[2].min()) < -2, "10 % off, at 1.8 and 2.2"
    signal, gradient = logs(START, "sigmoid")
    assert np.all(np.abs(10 ** signal[2:] - 1 / 4) < 0.02), "signal is level, near 1/4"
    assert gradient[0] < LOW, "the gradient leaves the picture"
    for s in np.arange(1.05, 3.01, 0.05):
        signal, gradient = logs(s, "tanh")
        level = np.abs(np.diff(signal)) < 1e-3
        assert level.any() or s < 1.08  # too slow for fifty layers
        assert np.all(gradient[:-1][level] > gradient[1:][level]), (
            "the gradient grows on its way back"
        )
