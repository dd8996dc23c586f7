"""1.1: gradient descent pushes elbows, and which points push."""

import numpy as np
from explorables.draw import Axes, button, controls, drawing, number, says, slider, tag

import reluridge as rr

TITLE = "Who pushes an elbow, and where does it go?"
CAPTION = """\
**Try:** press play and watch most elbows travel to a bend of the data.  Then draw data of your
own: drag across the plot, or move single points, also with the arrow keys (Delete removes one).
The arrows are the pushes on the elbow of one unit; tap another elbow to choose its unit."""

X = np.linspace(-2, 2, 21)
STEP, UNIT = 0.05, 1
LOW, HIGH, EDGE = -1.5, 2.5, 2.4  # what is shown of f, and of x
GAIN, LONGEST = 5, 0.6  # the length of an arrow for each unit of push, and of any arrow


def start():
    """Return the net before training: elbows spread over the data, small output weights."""
    rng = np.random.default_rng(23)
    w, e = rng.choice([-1.0, 1.0], size=8), np.sort(rng.uniform(-2, 2, size=8))
    return rr.ReLUNet(w, -w * e.round(2), rng.normal(scale=0.5, size=8).round(2), 0)


def targets():
    """Return the data sets: three bends, a wave, a jump."""
    bends = rr.ReLUNet.from_knots([-2, -1, 0, 1, 2], [0, 1.5, -0.5, 1, 0])
    return [bends(X), np.sin(2 * X), np.where(X < 0.1, -0.5, 1)]


def pushes(net, j, x, y):
    """Return how each point alone moves elbow j, for each unit of step size, to first order."""
    e, w, out = net.elbows[j], net.w[j], []
    for point, target in zip(x, y, strict=True):
        _, gradient = rr.backprop(net, [point], [target])
        out.append((gradient.b[j] + e * gradient.w[j]) / w / len(x) + 0.0)
    return out


def arrow(axes, x, y, push):
    """Return the ``d`` of an arrow from the edge of a point, as long as its push."""
    length = min(max(GAIN * push, -LONGEST), LONGEST) * 400 / (2 * EDGE)
    if abs(length) < 2:
        return ""
    px, py, way = float(axes.x(x)), float(axes.y(y)), int(np.sign(length))
    return f"M{px + 6 * way:.1f} {py:.1f}h{length:.1f}m{-4 * way} -3l{4 * way} 3l{-4 * way} 3"


def html():
    net, y, j = start(), targets()[0], UNIT - 1
    loss, _ = rr.backprop(net, X, y)
    e, push = net.elbows[j], pushes(net, j, X, y)
    active = net.w[j] * X + net.b[j] > 0
    axes = Axes(
        (-EDGE, EDGE), (LOW, HIGH), (30, 28, 430, 258), xticks=(-2, -1, 0, 1, 2),
        yticks=(-1, 0, 1, 2), xlabel="orange: points where the chosen unit is active",
    )  # fmt: skip
    axes.text(-EDGE, HIGH, "step 0", part="step", cls="axis", dy=-8)
    axes.text(EDGE, HIGH, f"loss {number(loss, 4)}", part="loss", anchor="end", dy=-8)
    axes.inside.append(
        tag(
            "rect", x="30.0", y=28, width=f"{axes.x(e) - 30:.1f}", height=230, cls="fill faint",
            data_part="side",
        )
    )  # fmt: skip
    axes.line([e, e], [LOW, HIGH], "gray thin dash", "place")
    axes.inside.append(
        tag(
            "rect", x=30, y=28, width=400, height=230, fill="transparent", data_part="paper",
            style="cursor: crosshair; display: block; touch-action: pan-y pinch-zoom",
        )
    )  # fmt: skip
    grid = np.sort(np.r_[np.linspace(-EDGE, EDGE, 97), net.elbows])
    axes.line(grid, np.where(np.abs(net(grid) - 0.5) <= 2, net(grid), np.nan), "c0", "f")
    arrows = "".join(map(arrow, [axes] * len(X), X, y, push))
    axes.inside.append(tag("path", d=arrows, cls="line c1", data_part="arrows"))
    points = "".join(
        tag(
            "circle", cx=f"{axes.x(t):.1f}", cy=f"{axes.y(target):.1f}", r=5.5,
            cls=f"handle {'c1' if on else 'gray'}", style="r: 5.5px",
        )
        for t, target, on in zip(X, y, active, strict=True)
    )  # fmt: skip
    axes.inside.append(tag("g", points, data_part="points"))
    axes.dots(net.elbows, net(net.elbows), 5, "c0", "elbows")
    axes.dots([e], [net(float(e))], 7.5, "c1", "chosen")
    label = (
        "Points, the graph of a net of eight units with its elbows as dots, and arrows that show "
        "how each point pushes the elbow of one unit."
    )
    text = (
        f"Unit {UNIT} is active at {np.sum(active)} of {X.size} points.  Only these push its "
        f"elbow, at {number(e)}: in all by {number(abs(STEP * sum(push)), 4)} a step to the "
        f"{'right' if sum(push) > 0 else 'left'}."
    )
    return (
        drawing(axes, height=300, label=label)
        + controls(
            button("play", "Play"),
            button("once", "One step"),
            button("restart", "Restart"),
            button("more", "New data"),
            slider("unit", "unit", 1, 8, UNIT, step=1, text=str(UNIT)),
            slider("eta", "step size η", 0.01, 0.3, STEP, step=0.01),
        )
        + says(text)
    )


def data():
    net = start()
    return {"net": {"w": net.w, "b": net.b, "v": net.v, "c": net.c}, "x": X, "ys": targets()}


def vectors():
    def plain(net):
        return {"w": net.w, "b": net.b, "v": net.v, "c": net.c}

    rng = np.random.default_rng(0)
    cases = [(start(), X, y) for y in targets()]
    cases += [
        (rr.ReLUNet(*rng.normal(size=(3, 5)), 0.5), *rng.normal(size=(2, 12))),
        (rr.ReLUNet([1, -2], [-1, 1], [1, 3], 0), [1.0, 0.5, 2.0], [1.0, 2.0, 0.0]),  # on elbows
        (rr.ReLUNet([0, 1], [1, 1], [1, 1], 0), [1.0, -1.0], [0.0, 1.0]),  # one has none
        (rr.ReLUNet([1, 1], [-9, 1], [1, 1], 0), [0.0, 1.0], [0.0, 3.0]),  # one is dead
        (rr.ReLUNet([], [], [], 0.25), [5.0], [1.0]),
    ]
    rows = []
    for net, x, y in cases:
        loss, gradient = rr.backprop(net, x, y)
        rows.append(("backprop", (plain(net), x, y), [loss, plain(gradient)]))
        for eta, n in [(0.05, 1), (0.02, 9), (0.05, 200)]:
            after, _ = rr.train(net, x, y, eta, n)
            rows.append(("train", (plain(net), x, y, eta, n), plain(after)))
        for j in np.flatnonzero(net.w):
            rows.append(("pushes", (plain(net), int(j), x, y), pushes(net, j, x, y)))
    return rows
