"""
1.3 Dead ReLUs: what death costs, and what keeps units alive
============================================================

Forty-one nets of thirty units learn the same wave.  How well does a net fit after many of
its units have died?  Then one thing is changed at a time, the step size, the biases, the
place of the data, or the ReLU itself: how many units end off at every point?
"""

import matplotlib.pyplot as plt
import numpy as np

import reluridge as rr

plt.style.use("reluridge.lecture")

# %%
# What death costs
# ----------------
# All start as in :claim:`1.3.c`, with random weights and biases of standard deviation 1, and take
# 500 steps of 0.1.  (The leak is for the last figure.  A leaky ReLU has slope :math:`a` where a
# ReLU has 0: :math:`\operatorname{relu}(z) - a\operatorname{relu}(-z)`.  So a leaky net is
# a ReLU net with twice the units, a second one facing the other way for each, and the chain
# rule adds up the gradients of the two.)
#
# Up to twenty dead units of thirty cost little.  More do cost, because they leave most
# points without a single unit that is on: there the net is the constant :math:`c`.  Such a point
# pushes :math:`c` alone.  Other points may move a unit until it is on there; in the nets that
# failed this happens at the rim of the empty points again and again, but at half of all points
# no unit is on from step 100 to the end.

DATA, H, NETS, LEAK = np.linspace(-1, 1, 15), 30, 41, 0.1


def fresh(seed, bias=None):
    w, b, v = rr.gaussian((3, H), 1, np.random.default_rng(seed))
    return rr.ReLUNet(w, b if bias is None else np.full(H, bias), v / H**0.5, 0)


def paired(net, leak):
    """Return the ReLU net that is this net with leaky units."""
    if not leak:
        return net
    w, b, v = np.r_[net.w, -net.w], np.r_[net.b, -net.b], np.r_[net.v, -leak * net.v]
    return rr.ReLUNet(w, b, v, net.c)


def step(net, x, y, step_size, leak=0):
    """Return the net after a step of gradient descent on w, b, v and c."""
    _, g = rr.backprop(paired(net, leak), x, y)
    if leak:  # the first H units of the pairs, and their partners
        w, b, v = g.w[:H] - g.w[H:], g.b[:H] - g.b[H:], g.v[:H] - leak * g.v[H:]
        g = rr.ReLUNet(w, b, v, g.c)
    return rr.ReLUNet(*(getattr(net, p) - step_size * getattr(g, p) for p in "wbvc"))


def train(seed, step_size=0.1, middle=0, bias=None, leak=0, time=10):
    """Return the net in the end, how many units are off before and after, and the loss."""
    net, x, y = fresh(seed, bias), DATA + middle, np.sin(4 * DATA)
    counts = [np.sum(rr.unit_states(net.w, net.b, x) == "dead")]
    try:
        for _ in range(round(time / step_size)):  # the smaller the steps, the more of them
            net = step(net, x, y, step_size, leak)
        loss = rr.backprop(paired(net, leak), x, y)[0]
    except ValueError:  # not finite any more
        loss = np.inf
    counts.append(np.sum(rr.unit_states(net.w, net.b, x) == "dead"))
    return net, *counts, loss


def alone(net):
    """Return at which points no unit is on."""
    return ~np.any(np.outer(DATA, net.w) + net.b > 0, axis=1)


def never(seed):
    """Return at how many points no unit is on, at any time from step 100 to step 500."""
    net, y, none = fresh(seed), np.sin(4 * DATA), []
    for _ in range(500):
        net = step(net, DATA, y, 0.1)
        none.append(alone(net))
    return np.sum(np.all(none[99:], axis=0))


nets, _, dead, loss = zip(*(train(seed, time=50) for seed in range(NETS)), strict=True)
dead, loss, empty = np.array(dead), np.array(loss), np.array([alone(net).sum() for net in nets])
flat = loss > 0.1
most, least = max(dead[~flat]), min(dead[flat])
forever = [never(seed) for seed in np.flatnonzero(flat)]

assert (most, least, flat.sum()) == (20, 22, 10)  # in this draw
assert max(loss[~flat]) < 0.006 < 0.3 < min(loss[flat])  # in this draw
assert {round(float(end), 3) for end in loss[dead == most]} == {0.004}  # in this draw
assert max(empty[~flat]) <= 1  # in this draw
assert (min(empty[flat]), max(empty[flat]), len(DATA)) == (9, 12, 15)  # in this draw
assert (min(forever), max(forever)) == (7, 12)  # in this draw
for seed in np.flatnonzero(~flat & (empty == 1)):  # c has come to fit that point
    assert abs(nets[seed].c - np.sin(4 * DATA[alone(nets[seed])][0])) < 0.05  # in this draw
print(
    f"{np.sum(~flat)} nets with up to {most} of {H} units dead: loss at most "
    f"{max(loss[~flat]):.3f}, no unit on at {max(empty[~flat])} point at most. {flat.sum()} nets "
    f"with {least} or more: loss at least {min(loss[flat]):.2f}, no unit on at {min(empty[flat])} "
    f"to {max(empty[flat])} of {len(DATA)} points, and at {min(forever)} to {max(forever)} of them "
    "from step 100 on."
)

fig = plt.figure(figsize=(4.8, 3.4))
grid = fig.add_gridspec(2, 2, width_ratios=[1, 1.25])
line = np.linspace(-1.1, 1.1, 221)
for row, group, count in ((0, ~flat, most), (1, flat, least)):
    net = nets[np.flatnonzero(group & (dead == count))[0]]
    ax = fig.add_subplot(grid[row, 0])
    for x in DATA[alone(net)]:
        ax.axvspan(x - 1 / 14, x + 1 / 14, color="C7", alpha=0.3, lw=0)
    ax.plot(line, net(line), "-", color="C0")
    ax.plot(DATA, np.sin(4 * DATA), "o", color="C6", ms=3.5)
    ax.set(xlim=(-1.1, 1.1), ylim=(-1.4, 1.4), yticks=[-1, 0, 1])
    ax.set_title(f"{count} of {H} are dead", weight="normal", size=9.5)
ax.set_xlabel("x (shaded: no unit is on)")
ax = fig.add_subplot(grid[:, 1])
ax.plot(dead, loss, "o", color="C0", ms=4)
ax.annotate("no unit is on at\n0 or 1 of 15 points", (4, 0.012), color="C6")
ax.annotate(
    f"no unit is on at\n{min(empty[flat])} to {max(empty[flat])} of 15 points", (21, 0.16),
    ha="right", va="center", color="C6",
)  # fmt: skip
ax.set(xlabel="dead units (a dot: a net)", ylabel="loss", yscale="log", xlim=(0, 30))
ax.set_ylim(3e-4, 1)
fig.suptitle(
    "Twenty of thirty may die, but not a few more", x=0.02, ha="left", size=10.5, weight="bold"
)
fig.set_label(
    f"Left, two nets over their data. With {most} of {H} units dead one follows the wave; with "
    f"{least} dead the other is flat in the middle, where no unit is on. Right, the loss of "
    f"{NETS} nets against their dead units: low up to {most}, and a hundred times as high from "
    f"{least} on."
)

# %%
# Who dies
# --------
# One thing is changed at a time; where the data are in [1, 3], one more in the last row.
# One small positive bias for all units leaves none dead, neither at the start nor later; but on
# data in [1, 3] this gains nothing.

cases = {
    "steps of 0.1, data\nin [−1, 1], random\nbiases": {},
    "steps of 0.02": {"step_size": 0.02},
    "all biases 0.1": {"bias": 0.1},
    "a leak of 0.1\n(off, not dead)": {"leak": LEAK},
    "data in [1, 3]": {"middle": 2},
    "data in [1, 3],\nall biases 0.1": {"middle": 2, "bias": 0.1},
}
first, last = (
    dict(zip(cases, numbers, strict=True))
    for numbers in np.array(
        [[train(seed, **changed)[1:3] for seed in range(NETS)] for changed in cases.values()]
    ).transpose(2, 0, 1)
)
middle = {name: (int(np.median(first[name])), int(np.median(last[name]))) for name in cases}
base, small, even, leaky, aside, both = cases

counted = list(middle.values())
assert counted == [(7, 13), (7, 7), (0, 0), (7, 13), (12, 29), (14, 30)]  # in this draw
assert not first[even].any()
assert not last[even].any()
for name in cases:
    print(
        f"{' '.join(name.split())}: medians {middle[name][0]} off at all points at first, "
        f"{middle[name][1]} at last."
    )

fig, ax = plt.subplots(figsize=(4.8, 4))
shift = np.random.default_rng(0).uniform(-0.22, 0.22, NETS)
for row, name in enumerate(cases):
    look = {"marker": "D", "color": "C5"} if name == leaky else {"marker": "o", "color": "C7"}
    ax.plot(last[name], row + shift, ls="", fillstyle="none", ms=4, **look)
    ax.plot([middle[name][1]] * 2, [row - 0.36, row + 0.36], "-", color="C6", lw=2.5)
    ax.plot([middle[name][0]] * 2, [row - 0.36, row + 0.36], ":", color="C6", lw=1.8)
ax.set_yticks(range(len(cases)), cases)
ax.invert_yaxis()
ax.set(xlabel="units of 30 off at all points, after training", xlim=(-0.8, 30.8))
ax.annotate(
    "dots: a net each\nsolid: their median\ndotted: before training\n(where it differs)",
    (13.5, 1.55),
    va="center",
    color="C6",
)
ax.grid(axis="y", visible=False)
fig.suptitle("Equal biases keep all alive, if the data are centered", x=0.02, ha="left",
             size=10.5, weight="bold")  # fmt: skip
fig.set_label(
    f"Units of {H} off at all points after training, {NETS} nets in each setting. Medians before "
    "and after: "
    + "; ".join(
        f"{' '.join(name.split())}, {middle[name][0]} and {middle[name][1]}" for name in cases
    )
    + "."
)

# %%
# Why equal biases of 0.1
# -----------------------
# On data in [-1, 1] a unit is dead where :math:`b \le -|w|`.  With one positive bias all units
# start above that cone.  That is not all: with all biases 1 none is dead at the start
# either, and in the end all are.  Biases of 0.1 also make for small outputs.  A step changes
# each :math:`v_j` in proportion to the unit's output, and what that does to the net is multiplied
# by the output once more: the smaller the outputs' squares, the longer the steps that do not
# overshoot.

starts, words = {None: "random biases", 0.1: "all biases 0.1", 1: "all biases 1"}, []
y, tried = np.sin(4 * DATA), np.geomspace(0.01, 1, 101)


def longest(seed, bias):
    """Return the longest first step for which it and all shorter ones lower the loss."""
    net = fresh(seed, bias)
    before = rr.backprop(net, DATA, y)[0]
    lowers = [rr.backprop(step(net, DATA, y, s), DATA, y)[0] < before for s in tried]
    return tried[max(np.argmin(lowers) - 1, 0)]


def square(seed, bias):
    """Return the mean square of what the units put out at the start."""
    net = fresh(seed, bias)
    return np.mean(rr.relu(np.outer(DATA, net.w) + net.b) ** 2)


limits, squares = (
    {bias: np.array([f(seed, bias) for seed in range(NETS)]) for bias in starts}
    for f in (longest, square)
)
ends = {None: last[base], 0.1: last[even]}
ends[1] = np.array([train(seed, bias=1)[2] for seed in range(NETS)])

assert [round(np.median(limits[bias]), 2) for bias in starts] == [0.06, 0.23, 0.03]  # in this draw
assert [round(np.median(squares[bias]), 1) for bias in starts] == [0.7, 0.2, 1.3]  # in this draw
assert min(limits[0.1]) > 0.1  # in this draw
assert np.all(ends[0.1] == 0)  # in this draw
assert np.all(ends[1] == H)  # in this draw
for bias, name in starts.items():
    print(
        f"{name}: mean square {np.median(squares[bias]):.2f}, longest first step that lowers the "
        f"loss {np.median(limits[bias]):.2f} (medians); {np.median(ends[bias]):.0f} of {H} dead."
    )

fig, axes = plt.subplots(1, 3, figsize=(4.8, 2.7), sharey=True)
w = np.array([-3.2, 0, 3.2])
for ax, (bias, name) in zip(axes, starts.items(), strict=True):
    way = [fresh(7, bias)]
    for _ in range(100):
        way.append(step(way[-1], DATA, y, 0.1))
    path = np.array([[net.w, net.b] for net in way[:20] + way[20::10]])
    gone = rr.unit_states(*path[-1], DATA) == "dead"
    ax.fill_between(w, -9, -np.abs(w), color="C7", alpha=0.3, lw=0)
    ax.plot(path[:, 0, ~gone], path[:, 1, ~gone], "-", color="C0", lw=0.8)
    ax.plot(path[:, 0, gone], path[:, 1, gone], "-", color="C7", lw=0.8)
    ax.plot(*path[0], ".", color="C6", ms=4)
    ax.annotate(f"{gone.sum()} of {H}\nend dead", (0, -3.9), ha="center", color="C6")
    ax.set(xlim=(-3.2, 3.2), ylim=(-4.2, 2.6), xticks=[-2, 0, 2], xlabel="weight w")
    ax.set_title(name, weight="normal", size=9.5)
axes[0].set_ylabel("bias b")
fig.suptitle("Equal and small biases: no unit dies", x=0.02, ha="left", size=10.5, weight="bold")
fig.set_label(
    "Three maps of weight and bias with the cone of dead units, and the paths of thirty units from "
    "their starts (dots) in 100 steps of 0.1. With random biases the paths are long and many end "
    "in the cone. With all biases 0.1 the starts are a row just above the cone, the paths are "
    "short, and none ends there. With all biases 1 the row is higher, and all paths end in it."
)

# %%
# What a leak is good for
# -----------------------
# The same starts as in the first figure, 500 steps of 0.1, ReLU against leaky ReLU with
# :math:`a = 0.1`.  As many leaky units end off at all points.  But they still have a slope, and
# so a gradient: where many ReLUs die the net stays bad, and the leaky net learns on.  Each of the
# ten ends lower than its ReLU twin, five of them below 0.01; in the others the leak gains nothing.
# It is no cure for long steps: with steps of 0.2 many leaky nets blow up, where ReLU nets die.

z = np.linspace(-2, 2, 9)
one = rr.ReLUNet([1], [0], [1], 0)
assert np.allclose(paired(one, LEAK)(z), np.where(z > 0, z, LEAK * z))

leaky_off, leaky_loss = np.array(
    [train(seed, leak=LEAK, time=50)[2:] for seed in range(NETS)]
).T  # fmt: skip
blown = [
    sum(train(seed, step_size=0.2, leak=leak)[3] > 1e6 for seed in range(NETS))
    for leak in (0, LEAK)
]
mended = [int(np.sum(leaky_loss[flat] < bound)) for bound in (0.01, 0.1)]
worst = max(leaky_loss[~flat])

assert blown == [0, 18]  # in this draw
assert round(min(loss[flat]), 2) == 0.37  # in this draw
assert np.all(leaky_loss[flat] < loss[flat] / 2)  # in this draw
assert mended == [5, 8]  # in this draw
assert round(max(leaky_loss[flat]), 2) == 0.18  # in this draw
assert np.sum(leaky_loss[~flat] > 0.01) == 2  # in this draw
assert round(worst, 2) == 0.05  # in this draw
assert np.median(leaky_off) == np.median(dead) == 13  # in this draw
print(
    f"Off at all points, median: {np.median(dead):.0f} ReLUs, {np.median(leaky_off):.0f} leaky "
    f"ones. In the {flat.sum()} nets where more than two thirds of the ReLUs died, the loss is "
    f"{min(loss[flat]):.2f} to {max(loss[flat]):.2f}; with the leak {mended[0]} end below 0.01, "
    f"{mended[1]} below 0.1, and the worst at {max(leaky_loss[flat]):.2f}. In the other nets it is "
    f"at most {max(loss[~flat]):.3f}, with the leak {worst:.3f}. With steps of 0.2, {blown[0]} "
    f"ReLU nets blow up, and {blown[1]} leaky ones."
)

fig, ax = plt.subplots()
ax.plot([dead[flat], leaky_off[flat]], [loss[flat], leaky_loss[flat]], "-", color="C7", lw=0.7)
ax.plot(dead, loss, "o", color="C7", fillstyle="none")
ax.plot(leaky_off, leaky_loss, "D", color="C5", ms=4)
ax.annotate("ReLU", (21.2, 0.37), color="C6", ha="right", va="center")
ax.annotate("leaky ReLU", (23.5, 0.004), color="C5")
ax.set(xlabel="units of 30 that end off at all points", ylabel="loss", yscale="log", xlim=(0, 30))
ax.set_ylim(3e-4, 1)
ax.set_title("Leaky units end off as well, but learn on")
fig.set_label(
    f"Loss against the number of units off at all points, for {NETS} nets with ReLUs and the same "
    f"nets with leaky ReLUs. Lines join the {flat.sum()} ReLU nets with a high loss, all of them "
    f"with many units off, to their leaky twins: all of these are lower, {mended[0]} below 0.01."
)

plt.show()
