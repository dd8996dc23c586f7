"""1.3: train a net, and watch units cross into the dead cone."""

import numpy as np
from explorables.dead_relus import COLORS, STATES, cones, labels, symbols
from explorables.draw import (
    Axes,
    button,
    choice,
    controls,
    drawing,
    number,
    plain,
    says,
    slider,
    tag,
)

import reluridge as rr

TITLE = "Train, and watch who dies"
CAPTION = """\
**Try:** press *One step* eight times, and watch the loss and the count of the dead.  Start again
with a smaller step size, and train.  Then with leaky ReLUs, which keep a tenth of their slope where
a ReLU has none, and steps of 0.20 and 0.22."""

H, SEED, STEP, LEAK = 40, 6, 0.2, 0.1
SIZE, HIGH = 4, 2  # what is shown of w and b, and of f
X = np.linspace(-1, 1, 15)
Y = np.sin(4 * X).round(4)


def start():
    """Return the net before training."""
    w, b, v = np.random.default_rng(SEED).normal(size=(3, H)).round(3)
    return rr.ReLUNet(w, b, (v / H**0.5).round(3), 0)


def backprop(net, x, y, leak):
    """Return the loss and the gradient with leaky(z) = relu(z) − leak · relu(−z)."""
    w, b, v, h = (*np.hstack([[net.w, net.b, net.v], [-net.w, -net.b, -leak * net.v]]), len(net.w))
    loss, g = rr.backprop(rr.ReLUNet(w, b, v, net.c), x, y)
    w, b, v = (a[:h] - s * a[h:] for a, s in ((g.w, 1), (g.b, 1), (g.v, leak)))
    return loss, rr.ReLUNet(w, b, v, g.c)


def train(net, x, y, eta, n, leak):
    """Return the net after n steps of gradient descent."""
    for _ in range(n):
        _, g = backprop(net, x, y, leak)
        net = rr.ReLUNet(*((getattr(net, p) - eta * getattr(g, p)) for p in "wbvc"))
    return net


def dead(net, x):
    """Return how many units are off at every point."""
    return int(np.sum(rr.unit_states(net.w, net.b, x) == "dead"))


def sentence():
    """Return what the line below says at the start."""
    now = dead(start(), X)
    return (
        f"Step size {number(STEP)}, after 0 steps: {now} of {H} units are dead, {now} "
        f"were at the start.  What is dead does not move any more."
    )


def blows_up(eta):
    """Return whether 40 steps of the leaky net make the loss huge."""
    try:
        return not backprop(train(start(), X, Y, eta, 40, LEAK), X, Y, LEAK)[0] < 1e6
    except ValueError:  # not finite any more
        return True


def html():
    assert [blows_up(eta) for eta in (0.18, 0.2, 0.22)] == [True, False, True]  # as the page says
    net = start()
    plane = Axes(
        (-SIZE, SIZE), (-SIZE, SIZE), (34, 24, 304, 294), xticks=range(-4, 5, 2),
        yticks=range(-4, 5, 2), xlabel="weight w", ylabel="bias b", name="plane", clip="paths-clip",
    )  # fmt: skip
    box = {"x": 34, "y": 24, "width": 270, "height": 270}
    plane.inside.append(tag("rect", **box, cls="fill c0", fill_opacity=0.08))
    cones(plane, X[0], X[-1], 1, SIZE)
    for part, cls in (("trails", "c0 thin"), ("died", "gray")):
        plane.inside.append(tag("path", cls=f"line {cls}", data_part=part, clip_path=plane.clip))
    symbols(plane, rr.unit_states(net.w, net.b, X), net.w, net.b, "dots")
    for k, state in enumerate(STATES):  # arrow heads, where a unit has left the map
        plane.inside.append(tag("path", cls=f"line {COLORS[state]}", data_part=f"away{k}"))
    labels(plane, X[0], X[-1], 1)
    graph = Axes(
        (-1.2, 1.2), (-HIGH, HIGH), (34, 24, 304, 244), xticks=(-1, 0, 1), yticks=range(-2, 3),
        ylabel="the net f over the data", name="graph", clip="fit-clip",
    )  # fmt: skip
    grid = np.sort(np.r_[np.linspace(-1.2, 1.2, 49), net.elbows[abs(net.elbows) < 1.2]])
    graph.line(grid, np.clip(net(grid), -9, 9), "c0", "f")
    graph.dots(X, Y, 4, "ink")
    loss = rr.backprop(net, X, Y)[0]
    for part, text, dy in (("steps", "step 0", 40), ("loss", f"loss {number(loss, 3)}", 58)):
        graph.text(-1.2, -HIGH, text, part=part, dy=dy)
    graph.text(1.2, -HIGH, f"dead {dead(net, X)} of {H}", part="dead", anchor="end", dy=40)
    label = "The map of weights and biases, with the paths of the units, some into the dead cone."
    drawings = drawing(plane, height=330, width=310, label=label)
    drawings += drawing(graph, height=330, width=310, label="The data, and the net's graph.")
    kinds = [("0", "ReLU"), (str(LEAK), "leaky ReLU")]
    return (
        tag("div", drawings, cls="pair")
        + controls(
            button("play", "Train"),
            button("once", "One step"),
            button("restart", "Start again"),
            choice("leak", "units", kinds, "0"),
            slider("eta", "step size η", 0.01, 0.4, STEP, step=0.01),
        )
        + says(sentence())
    )


def data():
    return {"net": plain(start()), "x": X, "y": Y}


def vectors():
    rng, rows = np.random.default_rng(0), []
    small = rr.ReLUNet(*rng.normal(size=(3, 5)), 0.5)
    cases = [(start(), X, Y), (small, *rng.normal(size=(2, 12)))]
    for net, x, y in cases:
        rows.append(("dead", (plain(net), x), dead(net, x)))
        for leak in (0, LEAK, 0.5):
            loss, gradient = backprop(net, x, y, leak)
            rows.append(("backprop", (plain(net), x, y, leak), [loss, plain(gradient)]))
            for eta, n in [(0.05, 1), (0.02, 9), (0.01, 200)]:
                after = train(net, x, y, eta, n, leak)
                rows.append(("train", (plain(net), x, y, eta, n, leak), plain(after)))
        for eta, n in [(STEP, 12), (0.01, 300)]:  # the same steps as the package's own
            after, _ = rr.train(net, x, y, eta, n)
            rows.append(("train", (plain(net), x, y, eta, n, 0), plain(after)))
    return rows
