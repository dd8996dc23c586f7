"""
1.3 Dead ReLUs: dead, always on, live
=====================================

What a unit does on the data is written in the plane of its weight and bias.  There
one sees how dead a dead unit is, why gradient descent never revives it, how a live
one dies, by small steps or a large one, and what weight decay does to it.
"""

import matplotlib.pyplot as plt
import numpy as np

import reluridge as rr

plt.style.use("reluridge.lecture")
data = np.linspace(-1, 1, 15)
LOOK = {  # color, marker and filling of a state
    "dead": {"color": "C7", "marker": "o", "fillstyle": "none"},
    "live": {"color": "C0", "marker": "o"},
    "always on": {"color": "C3", "marker": "s"},
}


def cones(ax, lo, hi, size):
    """Shade where a unit is dead and where it is always on, for data in [lo, hi]."""
    w = np.linspace(-size, size, 401)
    ax.fill_between(w, -size, -np.maximum(lo * w, hi * w), color="C7", alpha=0.3, lw=0)
    ax.fill_between(w, -np.minimum(lo * w, hi * w), size, color="C3", alpha=0.2, lw=0)
    ax.set(xlim=(-size, size), ylim=(-size, size), xlabel="weight w", ylabel="bias b")


def dots(ax, w, b, **size):
    """Draw units on the map, each with the look of its state on the data."""
    states = rr.unit_states(w, b, data)
    for word, look in LOOK.items():
        ax.plot(w[states == word], b[states == word], ls="", **look, **size)


# %%
# Three units
# -----------
# Two of these units bend far from the data (:claim:`1.3.c`).  One outputs 0 at every
# point and is dead; the other is on at every point, a straight line there, and as
# trainable as any.

units = {"dead": (0.8, -1.6), "always on": (0.5, 0.9), "live": (-1.2, 0.3)}

assert all(rr.unit_states([w], [b], data).tolist() == [word] for word, (w, b) in units.items())
print("unit_states says the same: " + ", ".join(units) + ".")

fig, ax = plt.subplots()
line = np.linspace(-3, 3, 301)
ax.axvspan(-1, 1, color="C6", alpha=0.12, lw=0)
for (word, (w, b)), style, label_at in zip(
    units.items(), ["--", "-.", "-"], [(2.35, 0.5), (1.35, 1.85), (-1.85, 2.3)], strict=True
):
    ax.plot(line, rr.relu(w * line + b), style, color=LOOK[word]["color"])
    ax.plot(-b / w, 0, ms=7, clip_on=False, **LOOK[word])
    ax.annotate(word, label_at, color=LOOK[word]["color"], ha="right")
ax.annotate("data", (0, 2.8), ha="center", color="C6")
ax.set(xlabel="x", ylabel="relu(wx + b)", xlim=(-3, 3), ylim=(-0.15, 3))
ax.set_title("Bent far from the data: dead, or always on")
fig.set_label(
    "Three units over data between -1 and 1. One bends at 2 and is 0 on the data: dead. One bends "
    "at -1.8 and is a straight line on the data: always on. One bends among the data: live."
)

# %%
# A map of all units
# ------------------
# For data that fill :math:`[-R, R]` a unit is dead where :math:`b \le -R|w|`, always on
# where :math:`b > R|w|`, and live on either side.  With equal scales and :math:`R = 1`
# every direction is equally likely, so the cones hold 1/4, 1/4 and 1/2 of the units
# (:claim:`1.3.c`).  The diamond holds every change with
# :math:`|\delta b| + R|\delta w|` below the margin: it just fits into the cone.

rng = np.random.default_rng(0)
w, b = rr.gaussian((2, 300), 1, rng)
w0, b0 = 0.5, -2.0
(margin,) = rr.dead_margin([w0], [b0], data)
changes = rng.uniform(-margin, margin, size=(2, 4000))
inside = np.abs(changes).sum(axis=0) < margin
still_dead = rr.unit_states(w0 + changes[0], b0 + changes[1], data) == "dead"

assert np.all(still_dead[inside])
assert not np.all(still_dead[~inside])
print(f"{inside.sum()} random changes below the margin left it dead; larger ones did not always.")

fig, ax = plt.subplots(figsize=(4.8, 3.3))
cones(ax, -1, 1, 3.6)
ax.set_ylim(-3.6, 1.4)
dots(ax, w, b, ms=3)
diamond = margin * np.array([[1, 0, -1, 0, 1], [0, 1, 0, -1, 0]]) + [[w0], [b0]]
ax.plot(*diamond, "-", color="C6", lw=1.5)
ax.plot(w0, b0, "o", color="C6", mfc="white", ms=8, mew=2)
ax.annotate(f"margin {margin:.1f}", (w0, -2.55), ha="center", color="C6", weight="bold")
ax.annotate("dead", (-1.9, -3.2), color="C6", ha="center")
ax.annotate("always on", (0, 1.08), color="C3", ha="center")
ax.annotate("live", (-3.3, 0.1), color="C0")
ax.annotate("live", (3.3, 0.1), color="C0", ha="right")
ax.set_title("No change inside the diamond wakes the unit")
fig.set_label(
    "The plane of weight and bias with many random units. Below a cone of units that are dead on "
    "[-1, 1], above one of units that are always on, live ones on both sides. Around a dead unit a "
    f"diamond of radius {margin:.1f} touches the edge of the cone."
)

# %%
# A dead unit does not move, and small steps kill few
# ---------------------------------------------------
# Where a unit is off, its gradient is exactly 0, so a dead unit stays where it is,
# whatever the rest of the net does (:claim:`1.3.c`).  Sixty units on their way through
# the map in 2,000 steps of 0.01, so small that the loss falls at each of them.  A few
# paths end in the cone, and those units are stuck there: the last point that had them on
# pushed them off.  Half the step, twice as many steps, and the same units end there.  In
# most nets of this kind no unit dies.

h, y = 60, np.sin(4 * data)


def steps(net, x, y, step_size, n_steps):
    """Yield the net before each step of gradient descent, and after the last one."""
    yield net
    for _ in range(n_steps):
        _, g = rr.backprop(net, x, y)
        net = rr.ReLUNet(*(getattr(net, p) - step_size * getattr(g, p) for p in "wbvc"))
        yield net


def fresh(seed, h):
    rng = np.random.default_rng(seed)
    w, b, v = rr.gaussian((3, h), 1, rng)
    return rr.ReLUNet(w, b, v / h**0.5, 0)


def run(seed, step_size, n_steps):
    """Return the loss after each step, the way of each unit, who was dead and who died."""
    nets = list(steps(fresh(seed, h), data, y, step_size, n_steps))
    first, last = (rr.unit_states(net.w, net.b, data) == "dead" for net in (nets[0], nets[-1]))
    losses = np.array([rr.backprop(net, data, y)[0] for net in nets])
    return losses, np.array([[net.w, net.b] for net in nets]), first, last & ~first


losses, path, dead, died = run(6, 0.01, 2000)
finer = run(6, 0.005, 4000)[3]  # the same units as with longer steps
others = [run(seed, 0.01, 2000)[3].sum() for seed in range(12)]

assert dead.any()
assert np.all(np.diff(losses) < 0)
assert np.count_nonzero(others) == 3  # in this draw
assert max(others) == died.sum() == 4  # in this draw
assert np.array_equal(finer, died)
assert np.array_equal(path[0][:, dead], path[-1][:, dead]), "stay where they are"
assert np.all(np.any(path[0][:, ~dead] != path[-1][:, ~dead], axis=0))
print(
    f"The loss fell from {losses[0]:.2f} to {losses[-1]:.3f}, at every step. The {dead.sum()} dead "
    f"units did not move, and {died.sum()} of the {np.sum(~dead)} others died (with half the step: "
    f"{finer.sum()}). The number that die in 12 nets: {', '.join(map(str, sorted(others)))}."
)

fig, ax = plt.subplots(figsize=(4.8, 4.6))
cones(ax, -1, 1, 3)
alive = ~dead & ~died
ax.plot(path[:, 0, alive], path[:, 1, alive], "-", color="C0", lw=1)
ax.plot(path[:, 0, died], path[:, 1, died], "-", color="C6", lw=2)
dots(ax, *path[-1], ms=5)
ax.plot(*path[-1][:, died], "o", color="C6", fillstyle="none", ms=11)
ax.annotate("ringed: died on the way", (2.9, -2.3), ha="right", color="C6")
ax.set_title("The dead do not move; small steps kill few")
fig.set_label(
    f"Paths of {h} units in the plane of weight and bias during 2,000 small steps. The "
    f"{dead.sum()} units that start in the dead cone stay where they are; the others leave traces, "
    f"and {died.sum()} of the traces end at the edge of the cone."
)

# %%
# Too large a step kills
# ----------------------
# The dead count can only grow.  In thirty small steps it hardly does; a step that
# overshoots throws live units beyond the data, from where no gradient brings them
# back (:claim:`1.3.d`).  Each line is one of twelve nets.

n_steps, shares = 30, {}
for step_size in (0.02, 0.1, 0.4):
    runs = [steps(fresh(seed, 30), data, y, step_size, n_steps) for seed in range(12)]
    states = np.array([[rr.unit_states(net.w, net.b, data) for net in nets] for nets in runs])
    shares[step_size] = np.mean(states == "dead", axis=2)

assert all(np.all(np.diff(runs, axis=1) >= 0) for runs in shares.values()), "No line falls."
assert np.all(shares[0.4][:, 5] >= 0.8)
assert np.median(shares[0.02][:, -1] - shares[0.02][:, 0]) < 0.1
print(
    "The share of dead units never fell. After the last step its median is "
    + ", ".join(f"{np.median(runs[:, -1]):.2f} for steps of {s}" for s, runs in shares.items())
    + "."
)

fig, axes = plt.subplots(1, 3, figsize=(4.8, 2.6), sharey=True)
for ax, (step_size, runs) in zip(axes, shares.items(), strict=True):
    ax.plot(runs.T, "-", color="C7", lw=1.2)
    ax.set(xlim=(0, n_steps), ylim=(0, 1.03), xticks=[0, 10, 20, 30])
    ax.set_title(f"steps of {step_size}", weight="normal", size=9.5)
axes[0].set_ylabel("share of dead units")
axes[1].set_xlabel("number of steps (a line: a net)")
fig.suptitle("Large steps kill, and nothing revives", x=0.02, ha="left",
             size=10.5, weight="bold")  # fmt: skip
fig.set_label(
    f"Share of dead units during {n_steps} steps, a line for each of 12 nets, for three step "
    f"sizes. No line falls. All are almost level for steps of 0.02, some rise for steps of 0.1, "
    f"and for steps of 0.4 all are above {shares[0.4][:, 5].min():.2f} after 5 steps."
)

# %%
# What weight decay does
# ----------------------
# A penalty on the weights does move a dead unit (:claim:`1.3.d`).  Decay :math:`w` and
# :math:`b` alike, and it walks straight to the origin: the elbow stays, the margin
# shrinks.  Decay :math:`w` alone, and it walks sideways: the elbow moves outward.
# Around 0 that leaves it dead.  If all the data lie on one side of 0, its elbow may
# pass over them, and then it wakes.

factor = 0.8 ** np.arange(13)
cases = [((-1, 1), (1.5, -2.5)), ((1, 3), (-2, 1.4))]
ways = [[(w0 * factor, b0 * factor), (w0 * factor, b0 + 0 * factor)] for _, (w0, b0) in cases]
ends = [
    rr.unit_states(*way, x)[-1] for (x, _), pair in zip(cases, ways, strict=True) for way in pair
]

assert ends == ["dead", "dead", "dead", "always on"]
print(
    f"In the end, data around 0: {ends[0]} if both decay, {ends[1]} if w does; data right of 0: "
    f"{ends[2]} and {ends[3]}."
)

fig, axes = plt.subplots(1, 2, figsize=(4.8, 2.9), sharey=True)
for ax, ((lo, hi), start), pair, names_at in zip(
    axes, cases, ways, [((0.4, -1.2), (-0.2, -2.6)), ((-1.4, 0.35), (-0.4, 1.65))], strict=True
):
    cones(ax, lo, hi, 3)
    for way, color, marker, name, at in zip(
        pair, ["C0", "C6"], ["o", "D"], ["both", "w alone"], names_at, strict=True
    ):
        ax.plot(*way, "-", marker=marker, color=color, ms=3.5)
        ax.annotate(name, at, ha="right", color=color)
    ax.plot(*start, "o", color="C6", mfc="white", ms=9, mew=2)
    ax.annotate("dead", (-1.2, -1.9), color="C6")
    ax.annotate("always on", (2.8, 2.5), color="C3", ha="right")
axes[0].set_title("data in [−1, 1]", weight="normal")
axes[1].set_title("data in [1, 3]", weight="normal")
fig.suptitle("Decay of w alone can wake a unit, away from 0", x=0.02, ha="left",
             size=10.5, weight="bold")  # fmt: skip
axes[1].set_ylabel("")
fig.set_label(
    "The plane of weight and bias with the path of a dead unit under two kinds of decay, for data "
    "in [-1, 1] and in [1, 3]. Decaying both leads straight to the origin, inside the dead cone. "
    "Decaying the weight alone leads sideways: it stays dead for data around 0, and ends always on "
    "for data to the right of 0."
)

plt.show()
