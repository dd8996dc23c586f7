"""1.3: a unit as a point of weight and bias, and as a line over the data."""

import numpy as np
from explorables.draw import Axes, button, controls, drawing, number, says, slider, tag

import reluridge as rr

TITLE = "The (w, b) map: every unit is a point"
CAPTION = """\
**Try:** drag the ringed unit along its dashed line: the slope changes, the elbow stays.  Drag it
around 0, or drag its elbow: the angle says how many of all elbows lie left of it.  Turn the unit
around."""

N, SCALE, MIDDLE, UNIT = 150, 1.0, 0.0, (1.2, -1.8)
SIZE, EDGE, ROUND = 3, 4, 46  # what is shown of w and b, and of x; the angle's radius
STATES = ("dead", "live", "always on")
# How far out their names are, and between which heights: off the map's edge, and off the angle
PLACES = {"dead": (2.4, -3, -1.9), "live": (2.6, -3, 3), "always on": (2.1, 1.9, 3)}
COLORS = {"dead": "gray", "live": "c0", "always on": "c3"}


def units():
    """Return the sampled weights and biases, in units of their standard deviations."""
    return np.random.default_rng(5).normal(size=(2, N)).round(2)


def interval(middle):
    """Return the ends of the data, which are 2 long."""
    return middle - 1, middle + 1


def shares(low, high, scale):
    """Return the predicted shares: dead, live, always on."""
    dead = rr.probability_dead((high - low) / 2, scale, center=(high + low) / 2)
    return [dead, 1 - 2 * dead, dead]


def sampled(w, b, low, high):
    """Return how many units are dead, live, always on."""
    states = rr.unit_states(w, b, [low, high])
    return [int(np.sum(states == state)) for state in STATES]


def elbows(w, b):
    """Return where the units bend."""
    return rr.ReLUNet(w, b, np.zeros(len(w)), 0).elbows


def left(w, b, e):
    """Return how many units bend at `e` or left of it."""
    return int(np.sum(elbows(w, b) <= e))


def symbols(axes, states, xs, ys, part=""):
    """Draw units by their states: a hollow dot, a dot, a square."""
    for state, look in zip(STATES, ("", "", " square"), strict=True):
        mine = states == state
        d = axes.marks(xs[mine], ys[mine])
        name = f"{part}{STATES.index(state)}"
        axes.inside.append(tag("path", d=d, cls=f"mark {COLORS[state]}{look}", data_part=name))
        if state == "dead":
            axes.inside.append(tag("path", d=d, cls="mark inner", data_part=f"{part}inner"))


def cones(axes, low, high, scale, size=SIZE):
    """Shade where a unit is always on, and where it is dead."""
    ends = np.array([-size, size])
    for part, cls, far, edge in (
        ("on", "c3", size, -np.minimum(low * ends, high * ends) / scale),
        ("off", "gray", -size, -np.maximum(low * ends, high * ends) / scale),
    ):
        d = axes.path(np.array([-size, 0, size, size, -size]), np.r_[edge[0], 0, edge[1], far, far])
        look = {"cls": f"fill {cls}", "fill_opacity": 0.2, "clip_path": axes.clip}
        axes.inside.append(tag("path", d=d, data_part=part, **look))


def labels(axes, low, high, scale):
    """Name the cones, and what is between."""
    one, two = np.array([scale, -low]), np.array([-scale, high])
    one, two = one / np.hypot(*one), two / np.hypot(*two)
    for name, way in (("always on", one + two), ("dead", -one - two), ("live", one - two)):
        (x, y), (edge, *heights) = 2.6 * way / np.hypot(*way), PLACES[name]
        axes.text(
            np.clip(x, -edge, edge),
            np.clip(y, *heights),
            name,
            cls=COLORS[name],
            part=f"is {name}",
            anchor="middle",
            dy=5,
        )


def angle(axes, e, scale):
    """Draw the two wedges of all units that bend left of `e`."""
    turn, x, y = np.pi * rr.elbow_cdf(e, scale), float(axes.x(0)), float(axes.y(0))
    ends = ((s, x + s * ROUND * np.sin(turn), y - s * ROUND * np.cos(turn)) for s in (1, -1))
    d = "".join(
        f"M{x:.1f} {y:.1f}v{-s * ROUND}A{ROUND} {ROUND} 0 0 1 {px:.1f} {py:.1f}z"
        for s, px, py in ends
    )
    axes.inside.append(
        tag("path", d=d, cls="line thin fill ink", fill_opacity=0.14, data_part="angle")
    )
    at = {"dx": (ROUND + 20) * np.sin(turn / 2), "dy": 5 - (ROUND + 14) * np.cos(turn / 2)}
    axes.text(0, 0, f"{180 * turn / np.pi:.0f}°", part="degrees", anchor="middle", **at)


def state(w, b, low, high):
    return str(rr.unit_states([w], [b], [low, high])[0])


def sentence(unit, low, high, scale):
    """Return what the line below says."""
    w, z = units()
    e = float(elbows([unit[0]], [scale * unit[1]])[0])
    share, name = rr.elbow_cdf(e, scale), state(unit[0], scale * unit[1], low, high)
    counts = zip(STATES, shares(low, high, scale), sampled(w, scale * z, low, high), strict=True)
    parts = ", ".join(f"{s} {number(100 * p, 0)} % ({count})" for s, p, count in counts)
    return (
        f"This unit bends at {number(e)} and is {name}.  Left of there bend "
        f"{number(180 * share, 0)}° of 180° = {number(100 * share, 0)} % of all units (counted: "
        f"{left(w, scale * z, e)} of {N}).  On these data: {parts}."
    )


def small(text):
    """Return an index."""
    return f'<tspan dy="3" font-size="10">{text}</tspan>'


def plane(unit, low, high):
    axes = Axes(
        (-SIZE, SIZE), (-SIZE, SIZE), (34, 24, 304, 294), xticks=range(-3, 4), yticks=range(-3, 4),
        xlabel=f"weight w/σ{small('w')}", ylabel=f"bias b/σ{small('b')}", name="plane",
        clip="map-clip",
    )  # fmt: skip
    box = {"x": 34, "y": 24, "width": 270, "height": 270}
    axes.inside.append(tag("rect", **box, cls="fill c0", fill_opacity=0.08, data_part="paper"))
    cones(axes, low, high, SCALE)
    axes.line([-SIZE, SIZE], [0, 0], "gray thin")
    axes.line([0, 0], [-SIZE, SIZE], "gray thin")
    w, z = units()
    inside = np.maximum(abs(w), abs(z)) < SIZE
    w, z = w[inside], z[inside]
    symbols(axes, rr.unit_states(w, SCALE * z, [low, high]), w, z, "dots")
    u, t = unit
    far = SIZE / max(abs(u), abs(t))
    axes.line([-far * u, far * u], [-far * t, far * t], "gray dash", "ray")
    angle(axes, -SCALE * t / u, SCALE)
    labels(axes, low, high, SCALE)
    symbols(axes, rr.unit_states([u], [SCALE * t], [low, high]), *np.array([[u], [t]]), "unit")
    told = f"weight {number(u)}, bias {number(SCALE * t)}"
    axes.handle(u, t, "the unit: its weight and its bias", "unit", told, cls="around")
    return axes


def graph(unit, low, high):
    axes = Axes(
        (-EDGE, EDGE), (-1.5, 3.5), (34, 24, 304, 244), xticks=range(-4, 5, 2),
        yticks=range(-1, 4), ylabel="this unit, relu(wx + b), over the data", name="graph",
        clip="line-clip",
    )  # fmt: skip
    (u, t), w, z = (unit[0], SCALE * unit[1]), *units()
    x = float(axes.x(low))
    box = {"x": f"{x:.1f}", "y": 24, "width": f"{float(axes.x(high)) - x:.1f}", "height": 220}
    axes.inside.append(
        tag("rect", **box, cls="fill ink", fill_opacity=0.1, data_part="data", clip_path=axes.clip)
    )
    axes.text((low + high) / 2, 3.5, "data", part="is data", anchor="middle", dy=18)
    ends = np.array([-EDGE, EDGE])
    e, name = -t / u, state(u, t, low, high)
    axes.line(ends, u * ends + t, "gray thin dash", "line")
    grid = np.sort([-EDGE, EDGE, e])
    axes.line(grid, rr.relu(u * grid + t), f"{COLORS[name]} wide", "f")
    symbols(axes, np.array([name]), *np.array([[e], [0.0]]), "elbow")
    axes.handle(e, 0, "the elbow of the unit", "elbow", number(e), cls="around")
    axes.text(EDGE, 0, "", part="far", anchor="end", dy=-16)
    at, states = elbows(w, SCALE * z), rr.unit_states(w, SCALE * z, [low, high])
    seen = abs(at) <= EDGE
    for i, word in enumerate(STATES):
        mine = axes.x(at[seen & (states == word)]).tolist()
        d = "".join(f"M{px:.1f} 268v12" for px in mine)
        axes.inside.append(tag("path", d=d, cls=f"line thin {COLORS[word]}", data_part=f"rug{i}"))
    beyond = f"all {N} elbows: {N - np.sum(seen)} lie outside this picture"
    axes.text(-EDGE, 0, beyond, part="beyond", cls="axis", dy=300 - float(axes.y(0)))
    return axes


def html():
    ends = interval(MIDDLE)
    left_label = (
        "The plane of weight and bias with 150 sampled units: hollow dots in the cone below, where "
        "units are dead, squares in the cone above, where they are always on, dots between, where "
        "they are live.  A dashed line joins one unit with 0; its angle is marked."
    )
    right_label = (
        "The graph of that unit over the interval of the data, with its elbow, and a strip with "
        "the elbows of all units."
    )
    drawings = drawing(plane(UNIT, *ends), height=330, width=310, label=left_label)
    drawings += drawing(graph(UNIT, *ends), height=330, width=310, label=right_label)
    return (
        tag("div", drawings, cls="pair")
        + controls(
            slider("scale", "σ<sub>b</sub>/σ<sub>w</sub>", 0.1, 4, SCALE, step=0.1),
            slider("middle", "data around", -3, 3, MIDDLE, step=0.1),
            button("turn", "Turn the unit around"),
        )
        + says(sentence(UNIT, *ends, SCALE))
    )


def data():
    w, z = units()
    return {"w": w, "z": z, "unit": UNIT}


def vectors():
    rows = []
    for low, high, scale in [(-1, 1, 1.0), (0.5, 2, 0.3), (-4, -1, 2.5), (-1, 1.5, 0.05)]:
        rows.append(("shares", (low, high, scale), shares(low, high, scale)))
        e = np.array([low, 0.3, high])
        rows.append(("cdf", (e, scale), rr.elbow_cdf(e, scale)))
        w, z = units()
        rows.append(("sampled", (w, scale * z, low, high), sampled(w, scale * z, low, high)))
        rows += [("left", (w, scale * z, at), left(w, scale * z, at)) for at in (low, 0.3, high)]
    return rows


def holds():
    """Assert what is said of the drawing, for all that its sliders can be set to."""
    far = np.array([0.25, 0.5, 2, 4])  # powers of two: rounding has no part in it
    w, z = units()
    for scale in np.arange(0.1, 4.05, 0.1):
        same = elbows(far * UNIT[0], far * scale * UNIT[1])
        assert np.ptp(same) == 0, "the slope changes, the elbow stays"
        for e in np.linspace(-EDGE, EDGE, 9):
            off = left(w, scale * z, e) / N - rr.elbow_cdf(e, scale)
            assert abs(off) < 5 * 0.5 / N**0.5, "how many of all elbows lie left of it"
