"""
1.3 Dead ReLUs: what death costs, and what keeps units alive
============================================================

Forty-one nets of thirty units learn the same wave, and many units die.  Which nets learn it all the
same, and why not the others?  Then one thing is changed at a time: the step size, the biases, or
the ReLU itself.
"""

import matplotlib.pyplot as plt
import numpy as np

import reluridge as rr

plt.style.use("reluridge.lecture")

# %%
# Two nets
# --------
# All start as in :claim:`1.3.c`, with random weights and biases of standard deviation 1, and take
# 500 steps of 0.1.  All forty-one are trained side by side, in tables with a row for each net; that
# the steps are those of `reluridge.train`, the first one shows.  (The leak is for the last figure:
# a leaky ReLU has slope :math:`a` where a ReLU has 0.)

DATA, H, NETS, LEAK = np.linspace(-1, 1, 15), 30, 41, 0.1
Y = np.sin(4 * DATA)


def fresh(bias=None, h=H, nets=NETS):
    """Return w, b, v and c of the nets at the start."""
    w, b, v = np.moveaxis(
        [rr.gaussian((3, h), 1, np.random.default_rng(seed)) for seed in range(nets)], 1, 0
    )
    return [w, b if bias is None else np.full((nets, h), bias), v / h**0.5, np.zeros((nets, 1))]


def outputs(net, leak=0):
    """Return z of each net, point and unit, the slopes there, and f at the points."""
    w, b, v, c = net
    z = DATA[:, None] * w[:, None] + b[:, None]
    on = np.where(z > 0, 1, leak)
    return z, on, np.einsum("nij,nj->ni", on * z, v) + c


def loss(net, leak=0):
    """Return the loss of each net."""
    return np.mean((outputs(net, leak)[2] - Y) ** 2, axis=1)


def slopes(net, leak=0):
    """Return the derivatives of the loss by w, b, v and c: the chain rule."""
    z, on, f = outputs(net, leak)
    df = 2 / len(DATA) * (f - Y)
    dz = df[:, :, None] * net[2][:, None] * on
    dv = np.einsum("ni,nij->nj", df, on * z)
    return [
        np.einsum("nij,i->nj", dz, DATA),
        dz.sum(axis=1),
        dv,
        df.sum(axis=1, keepdims=True),
    ]


def step(net, step_size, leak=0):
    """Return the nets after a step of gradient descent."""
    return [p - step_size * g for p, g in zip(net, slopes(net, leak), strict=True)]


def train(net, step_size=0.1, leak=0, time=50):
    """Return the nets at the end, and whether the loss of each has fallen at every step."""
    before, falls = loss(net, leak), np.full(len(net[0]), True)
    for _ in range(round(time / step_size)):  # the smaller the steps, the more of them
        net = step(net, step_size, leak)
        before, after = loss(net, leak), before
        falls &= before < after
    return net, falls


def off(net):
    """Return which units are off at every point."""
    return np.all(outputs(net)[0] <= 0, axis=1)


def alone(net):
    """Return for each net at which points no unit is on."""
    return np.all(outputs(net)[0] <= 0, axis=2)


def one(net, k):
    """Return one of the nets."""
    w, b, v, c = (p[k] for p in net)
    return rr.ReLUNet(w, b, v, c[0])


start = fresh()
end, _ = train(start)
dead, flat = off(end).sum(axis=1), loss(end) > 0.1
fits, fails = 39, 12  # the two nets that are drawn

theirs, _ = rr.train(one(start, 0), DATA, Y, 0.1, 2)
ours = one(step(step(start, 0.1), 0.1), 0)
for p in "wbvc":
    assert np.allclose(getattr(theirs, p), getattr(ours, p), rtol=1e-9)
assert off(start).sum(axis=1)[[fits, fails]].tolist() == [5, 5]  # in this draw
assert dead[[fits, fails]].tolist() == [20, 22]  # in this draw
assert loss(end)[[fits, fails]].round(3).tolist() == [0.004, 0.368]  # in this draw
assert alone(end).sum(axis=1)[[fits, fails]].tolist() == [1, 9]  # in this draw
assert flat.sum() == 10  # in this draw
assert max(loss(end)[~flat]) < 0.006 < 0.36 < min(loss(end)[flat])  # in this draw
print(
    f"{flat.sum()} of {NETS} nets end with a loss above {min(loss(end)[flat]):.2f}, the others "
    f"below {max(loss(end)[~flat]):.3f}."
)

fig, axes = plt.subplots(1, 2, figsize=(4.8, 2.5), sharey=True)
line = np.linspace(-1.1, 1.1, 221)
for ax, k in zip(axes, (fits, fails), strict=True):
    for x in DATA[alone(end)[k]]:
        ax.axvspan(x - 1 / 14, x + 1 / 14, color="C7", alpha=0.3, lw=0)
    ax.plot(line, one(end, k)(line), "-", color="C0")
    ax.plot(DATA, Y, "o", color="C6", ms=3.5)
    ax.set(xlim=(-1.1, 1.1), ylim=(-1.4, 1.4), xticks=[-1, 0, 1], yticks=[-1, 0, 1], xlabel="x")
    ax.set_title(f"{dead[k]} of {H} are dead", weight="normal", size=9.5)
fig.suptitle("Flat where no unit is on", x=0.02, ha="left", size=10.5, weight="bold")
fig.set_label(
    f"Two nets over their data. With {dead[fits]} of {H} units dead one follows the wave; with "
    f"{dead[fails]} dead the other is flat in the middle, where no unit is on."
)

# %%
# What death costs
# ----------------
# A point at which no unit is on pushes :math:`c` alone.  So the nets that failed stay flat there:
# ten times as many steps again hardly change them.  It is the place that counts, not the
# number: kill all but eight units before the training, with steps that are small enough, and most
# nets learn the wave.


def never(net):
    """Return at how many points no unit is on, at any time from step 100 to step 5,500."""
    net = train(net, time=10)[0]
    none = alone(net)
    for _ in range(5400):
        net = step(net, 0.1)
        none &= alone(net)
    return none.sum(axis=1), net


forever, later = never([p[flat] for p in start])
few = [p.copy() for p in start]
for k, gone in enumerate(off(start)):
    rest = np.delete(np.arange(H), np.flatnonzero(~gone)[:8])
    few[0][k, rest], few[1][k, rest] = 0, -1  # off everywhere
eight, _ = train(few, 0.02)

assert min(loss(later)) > 0.36  # in this draw
assert loss(later)[np.flatnonzero(flat) == fails].round(3).tolist() == [0.367]  # in this draw
assert min(forever) >= 7  # in this draw
left = DATA[alone(end)[fits]]  # where no unit of the first net is on
assert np.all(abs(one(end, fits).c - np.sin(4 * left)) < 0.05)  # in this draw
assert min(off(eight).sum(axis=1)) == 22
assert np.sum(loss(eight) < 0.1) == 38  # in this draw
print(
    f"After 5,000 more steps the loss of the {flat.sum()} is still at least "
    f"{min(loss(later)):.2f}, and at {min(forever)} points or more no unit was on at any time "
    "since step 100. With 22 units dead from the start, "
    f"{np.sum(loss(eight) < 0.1)} of {NETS} nets end below 0.1."
)

# %%
# How units die
# -------------
# The flat net overshoots: its first step brings the loss from 2 to 20, the second one to 170, and
# the third one throws eleven units off all points.  These all have :math:`v < 0`, when :math:`f` is
# too low everywhere.  Each unit by itself took a step that lowers the loss; it is all of them
# together that overshoot.  So the longest first step that lowers the loss is about half as long
# for twice as many units.


def each(net, step_size=0.1):
    """Return for each unit that is not dead whether the loss falls if it alone takes a step."""
    after, falls = step(net, step_size), []
    for j in np.flatnonzero(~off(net)[0]):
        moved = [p.copy() for p in net]
        for p, q in zip(moved[:3], after[:3], strict=True):
            p[0, j] = q[0, j]
        falls.append(loss(moved)[0] < loss(net)[0])
    return falls


def longest(net):
    """Return for each net the longest step for which it and all shorter ones lower the loss."""
    tried = np.geomspace(0.005, 1, 151)
    lowers = np.array([loss(step(net, s)) < loss(net) for s in tried])
    return tried[np.maximum(np.argmin(lowers, axis=0) - 1, 0)]


way = [start]
for _ in range(8):
    way.append(step(way[-1], 0.1))
killed = off(way[3])[fails] & ~off(way[2])[fails]
by_itself = [each([p[[k]] for p in start]) for k in range(NETS)]
count = sum(map(len, by_itself))
together = np.sum(loss(way[1]) < loss(start))
limits = {h: np.median(longest(fresh(h=h))) for h in (15, 30, 60)}

first, second, third = (loss(way[k])[fails] for k in range(3))
assert first < 3 < 15 < second < 25 < 150 < third < 200  # in this draw
assert [int(off(net)[fails].sum()) for net in way[:4]] == [5, 5, 5, 16]  # in this draw
assert np.all(outputs(way[2])[2][fails] < -9)  # in this draw
assert (killed.sum(), np.all(way[2][2][fails][killed] < 0)) == (11, True)  # in this draw
assert (sum(by_itself[fails]), len(by_itself[fails])) == (25, 25)  # in this draw
assert sum(map(sum, by_itself)) >= 0.99 * count
assert (count, together) == (944, 9)  # in this draw
assert 1.5 < limits[15] / limits[30] < 2.6  # in this draw
assert 1.5 < limits[30] / limits[60] < 2.6
print(
    f"Of {count} units that are not dead {sum(map(sum, by_itself))} lower the loss if they alone "
    f"take the first step; all units together do in {together} of {NETS} nets. The longest step "
    "that does (medians): "
    + ", ".join(f"{limit:.2f} for {h} units" for h, limit in limits.items())
    + "."
)

# %%
# What keeps units alive
# ----------------------
# One thing is changed at a time, and all nets train for as long: the number of steps times their
# size is 50.
#
# - *Steps of 0.02* lower the loss each time.  What starts dead stays dead, and a few more
#   die, the same ones with steps of half that size: a long step is not the only cause.
# - *All biases 0.1*: none starts dead, as on data in [-1, 1] a unit is dead where
#   :math:`b \le -|w|`.  And outputs are small, so that steps of 0.1 do not overshoot.  The first
#   reason alone is not enough: with all biases 1 none starts dead either, and all end dead.
# - *A leak of 0.1* leaves as many units off at all points.  But they are not dead, and learn on:
#   most of the nets that failed fit now.  It is no cure for long steps.

cases = {
    "steps of 0.1,\nrandom biases": (start, {}),
    "steps of 0.02": (start, {"step_size": 0.02}),
    "all biases 0.1": (fresh(0.1), {}),
    "a leak of 0.1\n(off, not dead)": (start, {"leak": LEAK}),
}
base, small, even, leaky = cases
ends = {name: train(net, **changed) for name, (net, changed) in cases.items()}
losses = {name: loss(net, LEAK if name == leaky else 0) for name, (net, _) in ends.items()}
last = {name: off(net).sum(axis=1) for name, (net, _) in ends.items()}
middle = {
    name: (int(np.median(off(net).sum(axis=1))), int(np.median(last[name])))
    for name, (net, _) in cases.items()
}
died = off(ends[small][0]) & ~off(start)
finer = off(train(start, 0.01)[0]) & ~off(start)
ones = off(train(fresh(1))[0])
squares = [
    np.median(np.mean(np.maximum(outputs(fresh(bias))[0], 0) ** 2, axis=(1, 2)))
    for bias in (None, 0.1, 1)
]
reach = [np.median(longest(fresh(bias))) for bias in (None, 0.1, 1)]

assert list(middle.values()) == [(7, 13), (7, 7), (0, 0), (7, 13)]  # in this draw
assert np.all(ends[small][1])
assert np.all(ends[even][1])  # in this draw
assert (died.sum(), np.sum(died.any(axis=1))) == (24, 16)  # in this draw
assert np.array_equal(died, finer)
assert not last[even].any()
assert ones.all()
assert not ends[leaky][1].any()  # a leak does not prevent the overshoot  # in this draw
assert max(losses[small]) < 0.01 > max(losses[even])
assert np.all(losses[leaky][flat] < losses[base][flat] / 2)  # in this draw
assert [int(np.sum(losses[leaky][flat] < bound)) for bound in (0.01, 0.1)] == [5, 8]  # in this draw
assert np.sum(losses[leaky][~flat] > 0.01) == 2  # in this draw
assert squares[2] > squares[0] > squares[1]
assert reach[2] < reach[0] < 0.1 < reach[1]
for name in cases:
    print(
        f"{' '.join(name.split())}: medians {middle[name][0]} off at all points at first, "
        f"{middle[name][1]} at last; loss at most {max(losses[name]):.3f}."
    )
print(
    f"With steps of 0.02 {died.sum()} units die in {np.sum(died.any(axis=1))} nets. Random biases, "
    "all 0.1, all 1: mean squares of the outputs "
    + ", ".join(f"{s:.1f}" for s in squares)
    + ", longest first step that lowers the loss "
    + ", ".join(f"{s:.2f}" for s in reach)
    + f" (medians). With all biases 1, {ones.sum()} of {ones.size} units end dead."
)

fig, axes = plt.subplots(1, 2, figsize=(4.8, 3.4), sharey=True)
shift = np.random.default_rng(0).uniform(-0.22, 0.22, NETS)
for row, name in enumerate(cases):
    look = {"marker": "D", "color": "C5"} if name == leaky else {"marker": "o", "color": "C7"}
    for ax, values in zip(axes, (last[name], losses[name]), strict=True):
        ax.plot(values, row + shift, ls="", fillstyle="none", ms=4, **look)
    axes[0].plot([middle[name][1]] * 2, [row - 0.36, row + 0.36], "-", color="C6", lw=2.5)
    axes[0].plot([middle[name][0]] * 2, [row - 0.36, row + 0.36], ":", color="C6", lw=1.8)
axes[0].set_yticks(range(len(cases)), cases)
axes[0].invert_yaxis()
axes[0].set(xlabel=f"units of {H} off\nat all points", xlim=(-0.8, 30.8), xticks=[0, 10, 20, 30])
axes[1].set(xlabel="loss", xscale="log", xlim=(1e-4, 2))
axes[0].annotate("solid: median\ndotted: before\ntraining", (13, 1.5), va="center", color="C6")
for ax in axes:
    ax.grid(axis="y", visible=False)
fig.suptitle("Equal biases: none is off.  A leak: off, but it learns", x=0.02, ha="left",
             size=10.5, weight="bold")  # fmt: skip
fig.set_label(
    f"Units of {H} off at all points after training, and the loss, for {NETS} nets in each "
    "setting. Medians of the units before and after: "
    + "; ".join(
        f"{' '.join(name.split())}, {middle[name][0]} and {middle[name][1]}" for name in cases
    )
    + ". With small steps and with equal biases all losses are below 0.01; above 0.1 are "
    f"{np.sum(losses[base] > 0.1)} with the long steps, and {np.sum(losses[leaky] > 0.1)} with the "
    "leak."
)

plt.show()
