"""1.1: one point, two units: numbers flow to the loss, line by line, and derivatives back."""

import numpy as np
from explorables.draw import WIDTH, beside, button, controls, number, plain, says, slider, tag

import reluridge as rr

TITLE = "Seven slopes, in five lines backward"
CAPTION = """\
**Try:** press Next.  Each press goes back through one line, and writes slopes of the loss in
ochre: $da_1$ in the box of $a_1$. After the last one each number changes by −0.01 times its
slope, and $L$ falls.  Move $x$: where does unit 2 learn, and where does
neither, though $r$ is not 0?"""

START = {"w": [1.0, -1.0], "b": [-0.5, 0.5], "v": [3.0, 2.0], "c": 1.0}
X, Y, STEP, LINE = 2.0, 4.0, 0.01, 5  # the point, the step size, the lines done at first
# (name, column, row) of each number that flows, and what it is called
NODES = {"x": (0, 1), "z1": (1, 0), "z2": (1, 2), "a1": (2, 0), "a2": (2, 2), "f": (3, 1),
         "r": (4, 1), "L": (5, 1)}  # fmt: skip
EDGES = ("x z1", "x z2", "z1 a1", "z2 a2", "a1 f", "a2 f", "f r", "r L")
LOW = str.maketrans("12", "₁₂")
# line by line: forward, and its derivative
TABLE = (
    ("z = wx + b", "dw = dz · x<br>db = dz"),
    ("a = relu(z)", "dz = da · [z &gt; 0]"),
    ("f = v₁a₁ + v₂a₂ + c", "da = df · v<br>dv = df · a<br>dc = df"),
    ("r = f − y", "df = dr"),
    ("L = r²", "dr = 2r"),
)


def passes(net, x, y):
    """Return all numbers of the two passes, from the package."""
    (loss, g), r = rr.backprop(net, [x], [y]), net([x])[0] - y
    z = net.w * x + net.b
    return {
        "z": z, "a": rr.relu(z), "f": r + y, "r": r, "L": loss,
        "dr": g.c, "df": g.c, "da": g.c * net.v, "dv": g.v, "dc": g.c, "dz": g.b, "dw": g.w,
        "db": g.b,
    }  # fmt: skip


def place(name):
    """Return the middle of a number's box."""
    column, row = NODES[name]
    return 34 + column * 74.4, 42 + row * 48


def box(name, value):
    """Draw the box of a number: its name above, the number, and below it the derivative."""
    px, py = place(name)
    label, middle = name.translate(LOW), {"x": f"{px:.1f}", "text_anchor": "middle"}
    return (
        tag("rect", x=f"{px - 30:.1f}", y=py - 22, width=60, height=44, rx=5, cls="node")
        + tag("text", label, y=py - 27, cls="axis", **middle)
        + tag("text", value, y=py - 3, cls="c0", data_part=name, **middle)
        + tag("text", "", y=py + 16, cls="c4", data_part="d" + name, **middle)
    )


def html():
    net = rr.ReLUNet(**START)
    p = passes(net, X, Y)
    values = {"x": X, "f": p["f"], "r": p["r"], "L": p["L"]}
    values |= {f"{k}{j + 1}": p[k][j] for k in "za" for j in range(2)}
    edges = ""
    for edge in EDGES:
        (x0, y0), (x1, y1) = map(place, edge.split())
        edges += f"M{x0:.1f} {y0:.1f}L{x1:.1f} {y1:.1f}"
    inside = tag("path", d=edges, cls="line thin gray")
    for name, x, anchor in [("w", 74, "end"), ("v", 217, "start")]:  # on the edges
        for j, y in enumerate((58, 131)):
            told = {"x": x, "y": y, "text_anchor": anchor, "cls": "axis"}
            inside += tag("text", f"· {name}{'₁₂'[j]}", **told)
    inside += "".join(box(name, number(values[name])) for name in NODES)
    label = (
        "The numbers of a net of two units at one point, from x to the loss, and below each the "
        "derivative of the loss by it."
    )
    told = {"viewBox": f"0 0 {WIDTH} 170", "role": "group", "aria_label": label}
    lines = "".join(
        f"<tr><td data-part='line-{k}'{' class=acts' * (k == LINE)}>{forward}</td>"
        f"<td data-part='line-{11 - k}'>{backward}</td></tr>"
        for k, (forward, backward) in enumerate(TABLE, 1)
    )
    names = [f"{k}{j}" for k in "wbv" for j in "12"] + ["c"]
    rows = "".join(
        f"<tr><th scope='row'>{name.translate(LOW)}</th><td data-part='{name}'>"
        f"{number(START[name[0]][int(name[1]) - 1] if name[1:] else START[name])}</td>"
        f"<td data-part='d{name}'></td></tr>"
        for name in names
    )
    left = (
        tag("svg", inside, **told, focusable="false")
        + "<table><thead><tr><th scope='col' class='c0'>forward ↓</th>"
        f"<th scope='col' class='c4'>backward ↑</th></tr></thead><tbody>{lines}</tbody></table>"
        + says(f"Forward is done: L = r² = {number(p['L'])}.  Next: how L changes with r.")
        + controls(button("next", "Next"), button("back", "Back"), button("restart", "Restart"))
    )
    right = (
        "<table class='numbers'><thead><tr><td></td><th scope='col'>value</th>"
        f"<th scope='col' class='c4' data-part='slopes'>slope</th></tr></thead>"
        f"<tbody>{rows}</tbody></table>"
        + controls(
            slider("x", "point x", -2, 3, X, step=0.1),
            slider("y", "target y", -2, 5, Y, step=0.1),
        )
    )
    return beside(left, right)


def data():
    return {"net": START, "x": X, "y": Y, "step": STEP, "line": LINE}


def vectors():
    rng = np.random.default_rng(0)
    first = rr.ReLUNet(**START)
    cases = [(first, X, Y), (first, 0.5, 1.0), (first, 1.0, -1.0), (first, -1.5, 4.0)]
    cases += [(rr.ReLUNet(*rng.normal(size=(3, 2)), 0.5), *rng.normal(size=2)) for _ in range(9)]
    rows = []
    for net, x, y in cases:
        p = passes(net, x, y)
        rows.append(("passes", (plain(net), x, y), p))
        after, _ = rr.train(net, [x], [y], STEP, 1)
        rows.append(("step", (plain(net), p, STEP), plain(after)))
    return rows


def holds():
    """Assert what is said of the drawing, for all that its sliders can be set to."""
    for x in np.linspace(-2, 3, 26):
        for y in np.linspace(-2, 5, 36):
            net = rr.ReLUNet(*START.values())
            loss, g = rr.backprop(net, [x], [y])
            after = [getattr(net, p) - STEP * getattr(g, p) for p in "wbvc"]
            if loss > 1e-9:
                assert rr.backprop(rr.ReLUNet(*after), [x], [y])[0] < loss, "and $L$ falls"
