"""1.2: the signal through fifty layers of five nets that are drawn, for any variance."""

import numpy as np
from explorables.draw import (
    Axes,
    button,
    choice,
    controls,
    drawing,
    legend,
    power,
    power_within,
    says,
    short,
    slider,
    tag,
)

import reluridge as rr

TITLE = "Fifty layers of ReLUs: how large is what comes out?"
CAPTION = """\
**Try:** slide the variance to 1/d, and see what became of your prediction.  At which variance is
the thick line level?  Then draw other nets there.  Then narrower ones: with $d = 10$ nearly all
end below 1/100, and yet the mean is 1, as a very large one turns up now and then."""

DEPTH, NETS, START, WIDTHS, WIDTH = 50, 5, 4.0, (10, 30, 100), 100
LOW, HIGH = -18, 18  # decimal logarithms that are shown
COUNTS = ("none", "one", "two", "three", "four", "five")


def drawn(width):
    """Return the decimal logarithms of the mean squares in five nets, for the variance 1/d."""
    nets = [
        rr.second_moments(DEPTH, width, rr.lecun_normal, "relu", np.random.default_rng(seed))
        for seed in range(NETS)
    ]
    return np.log10(nets)


def expected(s):
    """Return the decimal logarithms that are expected for the variance s/d."""
    return np.arange(DEPTH + 1) * np.log10(s / 2)


def sentence(s, ends):
    """Return what the line below says; an end is None if the net passes on nothing."""
    log, some = expected(s)[-1], [end for end in ends if end is not None]
    small, large = ("dies out", "explodes") if abs(log) > 3 else ("shrinks", "grows")
    first = f"A layer multiplies the mean square by {short(s / 2, 4)} on average"
    if s == 2:
        first += f", so after {DEPTH} layers it is still 1: the signal keeps its size."
    else:
        first += f", and {DEPTH} layers make 1 into {power(log)}: "
        first += f"the signal {small if s < 2 else large}."
    off = len(ends) - len(some)
    if not some:
        return f"{first}  All five nets end at 0: in each, all units of some layer are off."
    between = f"between {power(min(some))} and {power(max(some))}"
    if not off:
        return f"{first}  These five nets end {between}."
    others = f"the others {between}" if len(some) > 1 else f"the last at {power(some[0])}"
    return (
        f"{first}  Of these five nets {COUNTS[off]} end{'s' * (off == 1)} at 0, where all units of "
        f"some layer are off, {others}."
    )


def html():
    axes = Axes(
        (0, DEPTH), (LOW, HIGH), (54, 30, 360, 250), xticks=(0, 10, 20, 30, 40, 50), xlabel="layer",
        ylabel="mean square", clip="signal-layers",
        yticks=[(t, power(t) if t else "1") for t in range(-15, 16, 5)],
    )  # fmt: skip
    layers, nets = np.arange(DEPTH + 1), drawn(WIDTH) + np.arange(DEPTH + 1) * np.log10(START)
    d = "".join(axes.path(layers, row) for row in nets)
    thin = {"stroke_opacity": 0.65, "clip_path": axes.clip, "data_part": "nets"}
    axes.line(layers, expected(START), "c0 wide", "expected")
    axes.inside.append(tag("path", d=d, cls="line c1 thin", **thin))
    end = expected(START)[-1]
    axes.text(
        DEPTH,
        np.clip(end, LOW, HIGH),
        power_within(end, LOW, HIGH),
        cls="c0",
        part="end",
        dx=7,
        dy=5,
    )
    axes.inside += [
        legend(50, "c0 wide", "mean over all nets", x=64),
        legend(70, "c1 thin", "five nets", x=64),
    ]
    label = (
        f"The mean square of the signal through {DEPTH} layers, on a logarithmic scale: of five "
        f"nets that are drawn, and the mean over all nets.  With the variance {short(START)}/d "
        f"it rises to about {power(end)}."
    )
    return (
        drawing(axes, height=288, label=label)
        + controls(
            slider("s", "variance", 0.5, START, START, step=0.05, text=f"{START:.2f}/d"),
            choice("d", "width <i>d</i>", [(d, d) for d in WIDTHS], WIDTH),
            button("another", "Draw five other nets"),
        )
        + says(sentence(START, nets[:, -1]))
    )


def data():
    return {"nets": {width: drawn(width).round(3) for width in WIDTHS}}


def vectors():
    rng, rows, (d, depth) = np.random.default_rng(0), [], (4, 3)
    weights, x = rng.normal(size=(depth, d, d)), np.random.default_rng(1).normal(size=d)
    layers = iter(weights)
    moments = rr.second_moments(depth, d, lambda *_: next(layers), "relu", np.random.default_rng(1))
    assert np.all(moments[1:] > 0)
    rows.append(("squares", (weights.ravel(), x / np.sqrt(np.mean(x**2))), moments))
    layers = iter([weights[0], -np.abs(weights[1]), weights[2]])  # all off from the second on
    off = np.r_[weights[0].ravel(), -np.abs(weights[1]).ravel(), weights[2].ravel()]
    moments = rr.second_moments(depth, d, lambda *_: next(layers), "relu", np.random.default_rng(1))
    assert moments[2] == 0
    rows.append(("squares", (off, x / np.sqrt(np.mean(x**2))), moments))
    for s in (0.5, 0.95, 1.0, 1.5, 1.75, 1.95, 2.0, 2.05, 2.5, 3.0, 4.0):
        for width in WIDTHS:
            ends = (drawn(width)[:, -1] + DEPTH * np.log10(s)).tolist()
            for count in (NETS, 4, 2, 1, 0):
                some = ends[:count] + [None] * (NETS - count)
                rows.append(("sentence", (s, some), sentence(s, some)))
        rows.append(("expected", (s,), expected(s)))
    return rows


def ends(width, count=20_000):
    """Return what comes out of nets with 2/d, which a layer multiplies by 2/d times a sum.

    The sum is of the squares of d normal numbers, of which half are positive and count.
    """
    rng = np.random.default_rng(0)
    positive = rng.binomial(width, 1 / 2, size=(count, DEPTH))
    sums = np.where(positive, rng.chisquare(np.maximum(positive, 1)), 0)
    return np.prod(2 / width * sums, axis=1)


def holds():
    """Assert what is said of the drawing, for all that its sliders can be set to."""
    assert abs(expected(START)[-1] - 15) < 0.1, "it rises to about"
    level = [s for s in np.arange(10, 81) / 20 if abs(expected(s)[-1]) < 0.1]
    assert level == [2], "At which variance is the thick line level?"
    all_ends = {width: ends(width) for width in WIDTHS}
    assert np.mean(all_ends[10] < 1 / 100) > 0.9, "with $d = 10$ nearly all end below 1/100"
    for width in WIDTHS:
        assert np.all(np.isfinite(drawn(width)))
    assert np.all(np.abs(drawn(WIDTH)[:, -1] - expected(1)[-1]) < 2)
    scatter = [np.std(np.log(end[end > 0])) for end in all_ends.values()]
    assert np.all(np.diff(scatter) < 0)
