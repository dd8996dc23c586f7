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
The flat net after eight of its steps.  Gray lines: the steps by which units died.  Shaded on the
right: no unit is on.  **Try:** start again, and take the eight steps one by one; each unit's last
step is ochre then.  Where does $f$ go, and when do units die?"""

H, SEED, STEP, LEAK, EQUAL = 30, 12, 0.1, 0.1, 0.1
SIZE, HIGH, FAR = 3, 2, 8  # what is shown of w and b, and of f; that much more if f is far off
FIRST, LEAST, MOST = 8, 0.003, 3000  # steps at first, and the loss that is shown
HEAD = 8  # of an arrow
X = np.linspace(-1, 1, 15)
Y, WIDE = np.sin(4 * X), X[1] - X[0]


def start(bias=None):
    """Return the net before training, with random biases or equal ones."""
    w, b, v = rr.gaussian((3, H), 1, np.random.default_rng(SEED))
    return rr.ReLUNet(w, b if bias is None else np.full(H, bias), v / H**0.5, 0)


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


def alone(net, x):
    """Return the points at which no unit is on."""
    return x[np.all(np.outer(x, net.w) + net.b <= 0, axis=1)]


def beyond(values):
    """Return where a net is whose values are all outside of the picture."""
    return "above" if np.min(values) > HIGH else "below" if np.max(values) < -HIGH else ""


def zoom(values):
    """Return how many times as much is shown of f: more, if most of its values would be outside."""
    return FAR if np.mean(np.abs(values) > HIGH) > 1 / 2 else 1


def told(net, x, y, leak):
    """Return the loss, and how many units are off at every point."""
    return [backprop(net, x, y, leak)[0], dead(net, x)]


def short(loss):
    """Return a loss as it is shown."""
    return number(loss, 3 if loss < 10 else 1)


def sentence(before, now):
    """Return what the line below says at the start."""
    return (
        f"Step size {number(STEP)}, after {FIRST} steps: {now} of {H} units are dead, {before} "
        "were at the start.  What is dead does not move any more."
    )


def head(plane, w, b):
    """Return an arrow head at the map's edge, on the way from 0 to a unit outside of it."""
    r, most = np.hypot(w, b), max(abs(w), abs(b))
    (x, y), (p, q) = (plane.x(SIZE * w / most), plane.y(SIZE * b / most)), (-w / r, b / r)
    ends = [f"{x + HEAD * (p - t * q):.1f} {y + HEAD * (q + t * p):.1f}" for t in (0.6, -0.6)]
    return f"M{ends[0]}L{x:.1f} {y:.1f}L{ends[1]}"


def ways(nets):
    """Return the ways of live units, the steps by which the others died, and those just taken."""
    all_ways = np.array([[net.w, net.b] for net in nets])
    before, now = (rr.unit_states(net.w, net.b, X) == "dead" for net in (nets[0], nets[-1]))
    alive, died = [all_ways[..., j] for j in np.flatnonzero(~now)], []
    for j in np.flatnonzero(now & ~before):
        last = np.flatnonzero(np.any(np.diff(all_ways[..., j], axis=0), axis=1))[-1]
        died.append(all_ways[last : last + 2, :, j])
    last = np.moveaxis(all_ways[-2:], 2, 0)
    return alive, died, [step for step in last if np.any(step[0] != step[1])]


def strip(nets):
    """Return axes with the loss and the count of the dead against the step."""
    time = Axes(
        (0, FIRST), (LEAST, MOST), (34, 216, 282, 298), log="y", name="time",
        yticks=[(0.01, "0.01"), (1, "1"), (100, "100")],
    )  # fmt: skip
    losses, counts = zip(*(told(net, X, Y, 0) for net in nets), strict=True)
    left, top, right, bottom = time.box
    at = [bottom - n / H * (bottom - top) for n in counts]
    stair = "".join(f"H{float(time.x(k)):.1f}V{y:.1f}" for k, y in enumerate(at))
    time.inside.append(tag("path", d=f"M{left} {top}H{right}M{left} {bottom}H{right}", cls="grid"))
    time.inside.append(
        tag("path", d=f"M{left} {at[0]:.1f}{stair}", cls="line gray", data_part="stair")
    )
    time.line(range(len(nets)), np.clip(losses, LEAST, MOST), "c4", "losses")
    for x, cls in ((left, "c4"), (182, "gray")):
        time.inside.append(tag("path", d=f"M{x} {top - 15}h16", cls=f"line {cls}"))
    words = f"loss {short(losses[-1])}", f"dead {counts[-1]} of {H}"
    time.text(0, MOST, words[0], part="loss", cls="c4", dx=21, dy=-10)
    time.text(0, MOST, words[1], part="dead", dx=169, dy=-10)
    for text, y in ((H, top), (0, bottom)):
        time.inside.append(tag("text", text, x=right + 6, y=y + 4.5, cls="tick"))
    for text, x, part in ((0, left, None), (FIRST, right, "last")):
        at = {"x": x, "y": bottom + 16, "text_anchor": "middle", "data_part": part}
        time.inside.append(tag("text", text, **at, cls="tick"))
    time.text(FIRST / 2, LEAST, f"step {FIRST}", part="steps", anchor="middle", dy=17)
    return time


def band(graph, x):
    """Return a shade around a point of the data, as wide as their distance."""
    left, right = graph.x(x - WIDE / 2), graph.x(x + WIDE / 2)
    _, top, _, bottom = graph.box
    at = {"x": f"{left:.1f}", "y": top, "width": f"{right - left:.1f}", "height": bottom - top}
    return tag("rect", **at, cls="fill gray", fill_opacity=0.25)


def html():
    nets = [start()]
    for _ in range(FIRST):
        nets.append(train(nets[-1], X, Y, STEP, 1, 0))
    net = nets[-1]
    states, far = rr.unit_states(net.w, net.b, X), np.maximum(abs(net.w), abs(net.b)) > SIZE
    plane = Axes(
        (-SIZE, SIZE), (-SIZE, SIZE), (34, 24, 304, 294), xticks=range(-2, 3, 2),
        yticks=range(-2, 3, 2), xlabel="weight w", ylabel="bias b", name="plane", clip="paths-clip",
    )  # fmt: skip
    box = {"x": 34, "y": 24, "width": 270, "height": 270}
    plane.inside.append(tag("rect", **box, cls="fill c0", fill_opacity=0.08))
    cones(plane, X[0], X[-1], 1, SIZE)
    looks = ("trails", "c0 thin"), ("died", "gray thin"), ("push", "c4")
    for (part, cls), drawn in zip(looks, ways(nets), strict=True):
        d = "".join(plane.path(*way.T) for way in drawn)
        plane.inside.append(
            tag("path", d=d, cls=f"line {cls}", data_part=part, clip_path=plane.clip)
        )
    symbols(plane, states[~far], net.w[~far], net.b[~far], "dots")
    for k, state in enumerate(STATES):  # arrow heads, where a unit has left the map
        gone = np.flatnonzero(far & (states == state))
        d = "".join(head(plane, net.w[j], net.b[j]) for j in gone)
        plane.inside.append(tag("path", d=d, cls=f"line {COLORS[state]}", data_part=f"away{k}"))
    labels(plane, X[0], X[-1], 1)
    graph = Axes(
        (-1.2, 1.2), (-HIGH, HIGH), (34, 24, 304, 160), xticks=(-1, 0, 1), yticks=range(-2, 3),
        ylabel="the net f over the data", name="graph", clip="fit-clip",
    )  # fmt: skip
    grid = np.sort(np.r_[np.linspace(-1.2, 1.2, 49), net.elbows[abs(net.elbows) < 1.2]])
    assert not beyond(net(grid))
    assert zoom(net(X)) == 1
    assert not np.any(far)
    graph.inside.append(tag("g", "".join(band(graph, x) for x in alone(net, X)), data_part="empty"))
    graph.line(grid, np.clip(net(grid), -9, 9), "c0", "f")
    graph.dots(X, Y, 4, "ink", part="points")
    graph.inside.append(tag("path", d="", cls="line c0", data_part="arrow"))
    graph.text(0, 0, "", part="beyond", anchor="middle")
    label = "The map of weights and biases, with the paths of the units, some into the dead cone."
    drawings = drawing(plane, height=330, width=310, label=label)
    label = "The data and the net's graph; below, its loss and its dead units, step by step."
    drawings += drawing(graph, strip(nets), height=330, width=310, label=label)
    kinds = [("0", "ReLU"), (str(LEAK), "leaky ReLU")]
    return (
        tag("div", drawings, cls="pair")
        + controls(
            button("play", "Train"),
            button("once", "One step"),
            button("restart", "Start again"),
            choice("leak", "units", kinds, "0"),
            choice("bias", "biases", [("", "random"), (str(EQUAL), f"all {EQUAL}")], ""),
            slider("eta", "step size η", 0.01, 0.4, STEP, step=0.01),
        )
        + says(sentence(dead(nets[0], X), dead(net, X)))
    )


def data():
    return {"net": plain(start()), "x": X, "y": Y, "first": FIRST}


def vectors():
    rng, rows = np.random.default_rng(0), []
    small = rr.ReLUNet(*rng.normal(size=(3, 5)), 0.5)
    cases = [(start(), X, Y), (start(EQUAL), X, Y), (small, *rng.normal(size=(2, 12)))]
    for net, x, y in cases:
        rows.append(("dead", (plain(net), x), dead(net, x)))
        rows.append(("alone", (plain(net), x), alone(net, x)))
        for leak in (0, LEAK, 0.5):
            rows.append(("told", (plain(net), x, y, leak), told(net, x, y, leak)))
            loss, gradient = backprop(net, x, y, leak)
            rows.append(("backprop", (plain(net), x, y, leak), [loss, plain(gradient)]))
            for eta, n in [(0.05, 1), (0.02, 9), (0.01, 200)]:
                after = train(net, x, y, eta, n, leak)
                rows.append(("train", (plain(net), x, y, eta, n, leak), plain(after)))
        for eta, n in [(STEP / 2, 12), (0.01, 300)]:  # the same steps as the package's own
            after, _ = rr.train(net, x, y, eta, n)
            rows.append(("train", (plain(net), x, y, eta, n, 0), plain(after)))
    net = start()
    for _ in range(FIRST):  # the steps that the page tells of, the net first inside its picture
        net = train(net, X, Y, STEP, 1, 0)
        rows.append(("told", (plain(net), X, Y, 0), told(net, X, Y, 0)))
        rows.append(("beyond", (net(X),), beyond(net(X))))
        rows.append(("zoom", (net(X),), zoom(net(X))))
        rows.append(("alone", (plain(net), X), alone(net, X)))
    rows += [("beyond", (v,), beyond(v)) for v in ([2.1, 3], [-9, -2.1], [-9, 9], [1, 3], [-3, -2])]
    return rows


def holds():
    """Assert what is said of the drawing."""
    nets = [start()]
    for _ in range(FIRST):
        nets.append(train(nets[-1], X, Y, STEP, 1, 0))
    deaths = np.diff([dead(net, X) for net in nets])
    assert deaths[:3].tolist() == [0, 0, 11], "and when do units die?"
    assert [zoom(net(X)) for net in nets[:4]] == [1, FAR, FAR, FAR], "Where does $f$ go"
    assert not any(beyond(net(X) / zoom(net(X))) for net in nets), "Where does $f$ go"
    assert alone(nets[-1], X).size == 8, "Shaded on the right: no unit is on."
