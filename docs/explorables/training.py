"""1.1: gradient descent moves elbows: who pushes one, where it goes, and why it stops."""

import numpy as np
from explorables.draw import (
    Axes,
    beside,
    button,
    controls,
    drawing,
    number,
    plain,
    says,
    slider,
    tag,
)

import reluridge as rr

TITLE = "Eight elbows, pushed by the data"
CAPTION = """\
A number beside an elbow: so many have come to one place.  **Try:** press play.  Tap an elbow:
strings lead to it from the points that push it, the arrow is their sum.  Draw data of your own
across the plot, or move points, also with the arrow keys (Delete removes one).  A pale mark on the
frame: $f$ is out of sight there."""

X = np.linspace(-2, 2, 21)
STEP, UNIT = 0.05, 1
LOW, HIGH, EDGE = -2, 2.5, 2.5  # what is shown of f, and of x
SHIFT = 10  # of the time axis, which is logarithmic
MOST, CALM, STILL = 6000, 15, 0.01  # last step; at rest: η times how many steps, how far
LOOK = {"live": "fill c0", "dead": "line gray", "always on": "fill c3"}
TRAIL = {"live": "c0", "dead": "gray dash", "always on": "c3 dash"}


def start():
    """Return the net before training: elbows spread over the data, small output weights."""
    rng = np.random.default_rng(85)
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


def states(net, x):
    """Return live, dead or always on, for each unit."""
    return rr.unit_states(net.w, net.b, x)


def at_rest(then, now, x):
    """Return whether no elbow that is live now has moved."""
    live = states(now, x) == "live"
    return bool(np.all(np.abs(now.elbows - then.elbows)[live] <= STILL))


def run(net, x, y, eta=STEP):
    """Return steps taken and net for each frame of the script, until nothing moves any more."""
    seen, steps = [(0, net)], 0
    while steps < MOST:
        n = min(1 + steps // 80, MOST - steps)
        steps, net = steps + n, rr.train(net, x, y, eta, n)[0]
        seen.append((steps, net))
        before = [then for t, then in seen if t <= steps - CALM / eta]
        if before and at_rest(before[-1], net, x):
            break
    return seen


def bends(x, y):
    """Return where the data bend, by more than a fifth of their sharpest bend."""
    order = np.argsort(x, kind="stable")
    x, y = np.asarray(x)[order], np.asarray(y)[order]
    kinks = np.abs(np.diff(np.diff(y) / np.diff(x)))
    return x[1:-1][kinks > max(0.2 * kinks.max(initial=0), 1e-9)]


def rest(net, x, y):
    """Return how many units are live at a bend, live elsewhere, dead, always on; silent points."""
    state = states(net, x)
    live = net.elbows[state == "live"]
    near = np.abs(live[:, None] - bends(x, y)).min(axis=1, initial=np.inf) <= 0.1
    silent = np.all(np.outer(x, net.w) + net.b <= 0, axis=1)
    counts = [near, ~near, state == "dead", state == "always on", silent]
    return [int(np.sum(c)) for c in counts]


def crowds(net, state):
    """Return how many live elbows share a place, at the first of them; below 0 if it bends down."""
    out, live = [0] * net.w.size, np.flatnonzero(state == "live")
    first = {j: min(k for k in live if abs(net.elbows[j] - net.elbows[k]) <= 0.1) for j in live}
    for j in live:
        here = [k for k in live if first[k] == j]
        if len(here) > 1:
            out[j] = len(here) if net.kinks[here].sum() >= 0 else -len(here)
    return out


def told(net, x, y):
    """Return what the script says when nothing moves any more."""
    at, off, dead, on, silent = rest(net, x, y)
    loss = rr.backprop(net, x, y)[0]
    assert min(at, dead, on) > 0 == off == silent
    assert loss < 0.01 * np.var(y)
    return (
        f"Nearly at rest.  {at} live: {at} at a bend of the data; hardly an error is left to push "
        f"them.  "
        f"{dead} dead: off at all points, so nothing pushes.  {on} always on: a straight line over "
        f"the data, its elbow beyond them.  The loss is {number(loss, 4)}: the net fits the data."
    )


def mark(px, py, state):
    """Return a unit's mark: a square if it is always on, else a circle."""
    if state == "always on":
        d = f"M{px - 5:.1f} {py - 5:.1f}h10v10h-10z"
    else:
        d = f"M{px - 5.5:.1f} {py:.1f}a5.5 5.5 0 1 0 11 0a5.5 5.5 0 1 0 -11 0"
    return tag("path", d=d, cls=LOOK[state])


def marks(axes, xs, ys, state, part, **more):
    """Draw the units that are in sight."""
    shown = [
        mark(axes.x(x), axes.y(np.clip(y, *sorted((axes.lows[1], axes.highs[1])))), s)
        if abs(x) <= EDGE
        else tag("path", d="")
        for x, y, s in zip(xs, ys, state, strict=True)
    ]
    axes.inside.append(tag("g", "".join(shown), data_part=part, **more))


def trails(axes, seen, x):
    """Draw where the elbows were, in the look of what their units were."""
    time = np.array([t for t, _ in seen]) + SHIFT
    elbows = np.array([net.elbows for _, net in seen])
    state = np.array([states(net, x) for _, net in seen])
    for name, look in TRAIL.items():
        here = (state == name) | np.r_[state[:1] == name, state[:-1] == name]
        shown = np.where(here & (np.abs(elbows) <= EDGE), elbows, np.nan)
        d = "".join(axes.path(column, time) for column in shown.T)
        axes.inside.append(tag("path", d=d, cls=f"line {look}", data_part=name.split()[0]))


def key():
    """Return what the line, the points and the shade are, in a row above the drawing."""
    row = tag("path", d="M40 10h24", cls="line c0") + tag("text", "the net f", x=70, y=15)
    row += tag("circle", cx=154, cy=10, r=4.5, cls="fill ink") + tag("text", "data", x=164, y=15)
    row += tag("rect", x=210, y=1, width=24, height=18, cls="fill faint")
    row += tag("circle", cx=222, cy=10, r=4.5, cls="fill c4")
    return row + tag("text", f"where unit {UNIT} is active", x=240, y=15, data_part="who")


def html():
    y, j = targets()[0], UNIT - 1
    seen = run(start(), X, y)
    steps, net = seen[-1]
    loss, _ = rr.backprop(net, X, y)
    e, state = net.elbows[j], states(net, X)
    active = net.w[j] * X + net.b[j] > 0
    axes = Axes(
        (-EDGE, EDGE), (LOW, HIGH), (40, 46, 430, 236), xticks=(-2, -1, 0, 1, 2),
        yticks=(-2, -1, 0, 1, 2),
    )  # fmt: skip
    axes.inside.append(key())
    axes.text(-EDGE, HIGH, f"step {steps}", part="step", dy=-8)
    axes.text(EDGE, HIGH, f"loss {number(loss, 4)}", part="loss", anchor="end", dy=-8)
    left, right = sorted((axes.x(e), axes.x(EDGE if net.w[j] > 0 else -EDGE)))
    axes.inside.append(
        tag(
            "rect", x=f"{left:.1f}", y=46, width=f"{right - left:.1f}", height=190,
            cls="fill faint", data_part="side",
        )
    )  # fmt: skip
    axes.line([e, e], [LOW, HIGH], "gray thin dash", "place")
    axes.inside.append(
        tag(
            "rect", x=40, y=46, width=390, height=190, fill="transparent", data_part="paper",
            style="cursor: crosshair; display: block; touch-action: pan-y pinch-zoom",
        )
    )  # fmt: skip
    grid = np.sort(np.r_[np.linspace(-EDGE, EDGE, 97), net.elbows[np.abs(net.elbows) <= EDGE]])
    seen_f = (net(grid) >= LOW) & (net(grid) <= HIGH)
    axes.line(grid, np.where(seen_f, net(grid), np.nan), "c0", "f")
    axes.inside.append(tag("g", data_part="strings", style="pointer-events: none"))
    points = "".join(
        tag(
            "circle", cx=f"{axes.x(t):.1f}", cy=f"{axes.y(target):.1f}", r=4.5,
            cls=f"handle {'c4' if on else 'ink'}", style="r: 4.5px",
        )
        for t, target, on in zip(X, y, active, strict=True)
    )  # fmt: skip
    axes.inside.append(tag("g", points, data_part="points"))
    axes.inside.append(tag("path", d="", cls="line wide c4", data_part="arrow"))
    marks(axes, net.elbows, net(net.elbows), state, "elbows", style="cursor: pointer")
    many = "".join(
        tag(
            "text", abs(n), x=f"{axes.x(e):.1f}", y=f"{axes.y(f) + (-12 if n < 0 else 22):.1f}",
            text_anchor="middle",
        )
        for n, e, f in zip(crowds(net, state), net.elbows, net(net.elbows), strict=True)
        if n
    )  # fmt: skip
    axes.inside.append(tag("g", many, data_part="many"))

    time = Axes(
        (-EDGE, EDGE), (MOST + SHIFT, SHIFT), (40, 284, 430, 422), log="y", name="time",
        xticks=(-2, -1, 0, 1, 2), yticks=[(t + SHIFT, str(t)) for t in (0, 10, 100, 1000, 6000)],
        xlabel="the way of each elbow, from step 0 downward",
    )  # fmt: skip
    trails(time, [*seen[:-1:9], seen[-1]], X)
    marks(time, net.elbows, np.full(8, steps + SHIFT), state, "ends")
    legend = tag("text", "elbows:", x=40, y=274)
    for k, name in enumerate(LOOK):
        left = (120, 204, 298)[k]
        legend += mark(left, 269, name)
        text = f"{np.sum(state == name)} {name}"
        legend += tag("text", text, x=left + 11, y=274, data_part=f"count-{k}")
    time.inside.append(legend)
    label = (
        "Above, points and the graph of a net of eight units with its elbows, and who pushes one "
        "of them. Below, the paths of the elbows from the first step on."
    )
    return beside(
        drawing(axes, time, height=460, label=label),
        controls(
            button("play", "Play"),
            button("once", "One step"),
            button("restart", "Step 0"),
            button("more", "Other data"),
            slider("unit", "unit", 1, 8, UNIT, step=1, text=str(UNIT)),
            slider("eta", "step size η", 0.01, 0.3, STEP, step=0.01),
        )
        + says(told(net, X, y)),
    )


def data():
    return {"net": plain(start()), "x": X, "ys": targets()}


def vectors():
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
        rows.append(("states", (plain(net), x), states(net, x)))
        rows.append(("rest", (plain(net), x, y), rest(net, x, y)))
        rows.append(("crowds", (plain(net), states(net, x)), crowds(net, states(net, x))))
        for eta, n in [(0.05, 1), (0.02, 9), (0.05, 200)]:
            after, _ = rr.train(net, x, y, eta, n)
            rows.append(("train", (plain(net), x, y, eta, n), plain(after)))
            rows.append(("rest", (plain(after), x, y), rest(after, x, y)))
            rows.append(
                ("crowds", (plain(after), states(after, x)), crowds(after, states(after, x)))
            )
        for j in np.flatnonzero(net.w):
            rows.append(("pushes", (plain(net), int(j), x, y), pushes(net, j, x, y)))
    for eta in (STEP, 0.3):  # the whole run: when it stops, and why
        seen = run(start(), X, targets()[0], eta)
        (steps, net), arguments = seen[-1], (plain(start()), X, targets()[0], eta)
        rows.append(("run", arguments, [steps, rest(net, X, targets()[0])]))
    assert rows[-1][2] == [132, [0, 1, 7, 0, 18]]
    after, history = rr.train(start(), X, targets()[0], 0.3, 3)  # as the page says
    assert history.losses[:2].round(1).tolist() == [7.6, 76.0]
    assert np.sum(states(after, X) == "dead") == 7
    return rows
