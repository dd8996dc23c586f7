"""1.2: signal and gradient through fifty layers, for any variance of the weights."""

import numpy as np
from explorables.draw import Axes, choice, controls, drawing, number, says, slider

import reluridge as rr

TITLE = "Depth, both ways: what is left of signal and gradient after 50 layers?"
CAPTION = """\
**Try:** choose the sigmoid, which is the logistic function: on the left all is well.  Then ReLU
again, with the slider at 2, where it is level both ways, and 10 % off, at 1.8 and 2.2.  Then tanh,
from 1 up: where the signal is level, the gradient grows on its way back.  Widths are equal here,
$d$ inputs and $d$ units in each layer; the mean squares are those expected of wide layers."""

DEPTH, START, ACTIVATION = 50, 1.0, "relu"
LOW, HIGH = -18, 12  # decimal logarithms that are shown
MARKS = ((1.0, "1/d"), (2.0, "2/d"))


def logs(s, activation):
    """Return decimal logarithms of the mean squares, forward and backward, for variance s/d."""
    return np.log10(rr.signal_and_gradient([1] * (DEPTH + 1), [s] * DEPTH, activation))


def power(log):
    """Return the number with this decimal logarithm, as it is shown."""
    exponent = int(np.floor(log))
    mantissa = int(np.floor(10 ** (log - exponent) + 0.5))
    if mantissa == 10:
        exponent, mantissa = exponent + 1, 1
    if -3 <= exponent < 3:
        return number(10**log, max(0, 1 - exponent) if exponent < 1 else 0)
    superscript = str(exponent).translate(str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹"))
    return f"{mantissa}·10{superscript}"


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
        f"{first}The signal is nearly the same whatever the input is: each layer multiplies the "
        f"mean square of the gradient by {factor}, and so that of a small change of the input."
    )


def shown(log):
    """Return the number at a line's end, with an arrow if the picture does not reach it."""
    return power(log) + (" ↓" if log < LOW else " ↑" if log > HIGH else "")


def near(log):
    """Return by how much text is moved at the end of a line: below one that falls."""
    return 19 if LOW + 2 < log < -1 else -8


def beside(one, two):
    """Return where the names of the gray lines are, from where these end: one below the other."""
    return max(one - 4, two + 22), two + 5


def html():
    ticks = [(t, f"{power(t)[2:] if t else '1'}") for t in (5, 0, -5, -10, -15)]
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
        marks, at = [logs(s, ACTIVATION)[way] for s, _ in MARKS], (DEPTH, 0)[way]
        places = beside(*(float(axes.y(line[at])) for line in marks))
        for i, line in enumerate(marks):
            axes.line(range(DEPTH + 1), line, "gray thin" + " dash" * (not i), f"mark{i}{way}")
            axes.text(at, HIGH, MARKS[i][1], cls="axis", part=f"name{i}{way}", dx=(7, -7)[way],
                      dy=places[i] - box[1], anchor=("start", "end")[way])  # fmt: skip
        axes.line(range(DEPTH + 1), rows[way], f"{('c0', 'c4')[way]} wide", f"line{way}")
        end = rows[way][(-1, 0)[way]]
        axes.text((DEPTH, 0)[way], np.clip(end, LOW, HIGH - 2), shown(end), part=f"end{way}",
                  cls=("c0", "c4")[way], anchor=("end", "start")[way], dx=(-3, 3)[way],
                  dy=near(end))  # fmt: skip
        panels.append(axes)
    label = (
        f"Two pictures with logarithmic scales: on the left the mean square of the signal through "
        f"{DEPTH} layers, on the right that of the gradient, which starts at the last layer. Gray "
        "lines are for the variances 1/d and 2/d."
    )
    return (
        drawing(*panels, height=270, label=label)
        + controls(
            slider("s", "variance", 0.5, 3, START, step=0.05, text=f"{number(START)}/d"),
            choice("activation", "activation", [(a, a) for a in ("relu", "tanh", "sigmoid")],
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
    ends = [logs(s, "relu")[:, [-1, 0]].ravel() for s in (1.8, 2, 2.2)]
    assert np.allclose(ends[1], 0), "where it is level both ways"
    assert max(ends[0].min(), -ends[2].max()) < -2, "10 % off, at 1.8 and 2.2"
    assert abs(logs(START, "sigmoid")[0, -1]) < 1, "on the left all is well"
    for s in np.arange(1.05, 3.01, 0.05):
        signal, gradient = logs(s, "tanh")
        level = np.abs(np.diff(signal)) < 1e-3
        assert np.all(gradient[:-1][level] > gradient[1:][level]), (
            "the gradient grows on its way back"
        )
