"""
1.3 Dead, always on, live
=========================

What a unit does on the data is written in the plane of its weight and bias.  There
one sees how dead a dead unit is, why gradient descent never revives it, how a live
one dies, by small steps or a large one, and what weight decay does to it.
"""

import matplotlib.pyplot as plt
import numpy as np

import reluridge as rr

plt.style.use("reluridge.lecture")

# %%
# Three units
# -----------
# Two of these units bend far from the data (:claim:`1.3.c`).  One outputs 0 at every
# point and is dead; the other is on at every point, a straight line there, and as
# trainable as any.

data = np.linspace(-1, 1, 15)
line = np.linspace(-3, 3, 301)
units = {"dead": (0.8, -1.6, "C1"), "always on": (0.5, 0.9, "C2"), "live": (-1.2, 0.3, "C0")}

fig, ax = plt.subplots()
ax.axvspan(-1, 1, color="C7", alpha=0.2, lw=0)
for (word, (w, b, color)), style, label_at in zip(
    units.items(), ["--", "-.", "-"], [(2.35, 0.5), (1.35, 1.85), (-1.85, 2.3)], strict=True
):
    ax.plot(line, rr.relu(w * line + b), style, color=color)
    ax.plot(-b / w, 0, "o", color=color, clip_on=False)
    ax.annotate(word, label_at, color=color, ha="right")
    assert rr.unit_states([w], [b], data).tolist() == [word]
ax.plot(data, 0 * data - 0.08, "|", color="C6", clip_on=False)
ax.annotate("data", (0, 2.8), ha="center", color="C6")
ax.set(xlabel="x", ylabel="relu(wx + b)", xlim=(-3, 3), ylim=(-0.15, 3))
ax.set_title("Far from the data: dead, or always on")
fig.set_label(
    "Three units over data between -1 and 1. One bends at 2 and is 0 on the data: dead. One bends "
    "at -1.8 and is a straight line on the data: always on. One bends among the data: live."
)

print("unit_states says the same: " + ", ".join(units) + ".")

# %%
# A map of all units
# ------------------
# For data that fill :math:`[-R, R]` a unit is dead where :math:`b \le -R|w|`, always on
# where :math:`b > R|w|`, and live on either side.  With equal scales and :math:`R = 1`
# every direction is equally likely, so the cones hold 1/4, 1/4 and 1/2 of the units
# (:claim:`1.3.c`).  The diamond holds every change with
# :math:`|\delta b| + R|\delta w|` below the margin: it just fits into the cone.


def cones(ax, lo, hi, size):
    """Shade where a unit is dead and where it is always on, for data in [lo, hi]."""
    w = np.linspace(-size, size, 401)
    ax.fill_between(w, -size, -np.maximum(lo * w, hi * w), color="C1", alpha=0.25, lw=0)
    ax.fill_between(w, -np.minimum(lo * w, hi * w), size, color="C2", alpha=0.2, lw=0)
    ax.set(xlim=(-size, size), ylim=(-size, size), xlabel="weight w", ylabel="bias b")


rng = np.random.default_rng(0)
many = rr.gaussian((2, 400), 1, rng)
w0, b0 = 0.5, -2.0
(margin,) = rr.dead_margin([w0], [b0], data)
diamond = margin * np.array([[1, 0, -1, 0, 1], [0, 1, 0, -1, 0]]) + [[w0], [b0]]

fig, ax = plt.subplots(figsize=(4.8, 4.6))
cones(ax, -1, 1, 3.6)
ax.plot(*many, ".", color="C7", ms=3, rasterized=True)
ax.fill(*diamond, color="C1", alpha=0.35, lw=0)
ax.plot(*diamond, "-", color="C1", lw=1.2)
ax.plot(w0, b0, "o", color="C6")
ax.annotate(
    f"margin {margin:.1f}", (w0, b0), xytext=(0, -16), textcoords="offset points", ha="center"
)
ax.annotate("dead", (-1.9, -3.2), color="C1", ha="center")
ax.annotate("always on", (0, 3.1), color="C2", ha="center")
ax.annotate("live", (-3.3, 0.1), color="C0")
ax.annotate("live", (3.3, 0.1), color="C0", ha="right")
ax.set_title("A dead unit has room to move")
fig.set_label(
    "The plane of weight and bias with 400 random units. Below a cone of units that are dead on "
    "[-1, 1], above one of units that are always on, live ones on both sides. Around a dead unit a "
    f"diamond of radius {margin:.1f} touches the edge of the cone."
)

changes = rng.uniform(-margin, margin, size=(2, 4000))
inside = np.abs(changes).sum(axis=0) < margin
assert np.all(rr.unit_states(w0 + changes[0], b0 + changes[1], data)[inside] == "dead")
assert not np.all(rr.unit_states(w0 + changes[0], b0 + changes[1], data)[~inside] == "dead")
print(f"{inside.sum()} random changes below the margin left it dead; larger ones did not always.")

# %%
# Gradient descent never revives it
# ---------------------------------
# Where a unit is off, its gradient is exactly 0, so a dead unit stays where it is,
# whatever the rest of the net does (:claim:`1.3.c`).  Sixty units on their way through
# the map in 2,000 steps of 0.01, so small that the loss falls at each of them: the dead
# ones are crosses, the others leave a trace.  A few traces end in the cone, and those units
# are stuck there: the last point that had them on pushed them off.  Half the step, twice as
# many steps, and the same units end there.  In most nets of this kind no unit dies.

h, y = 60, np.sin(4 * data)


def steps(net, x, y, step_size, n_steps):
    """Yield the net before each step of gradient descent, and after the last one."""
    yield net
    for _ in range(n_steps):
        _, g = rr.backprop(net, x, y)
        net = rr.ReLUNet(
            net.w - step_size * g.w,
            net.b - step_size * g.b,
            net.v - step_size * g.v,
            net.c - step_size * g.c,
        )
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
finer = run(6, 0.005, 4000)[3]
others = [run(seed, 0.01, 2000)[3].sum() for seed in range(12)]
live = ~dead & ~died

fig, ax = plt.subplots(figsize=(4.8, 4.6))
cones(ax, -1, 1, 3)
ax.plot(path[:, 0, live], path[:, 1, live], "-", color="C0", lw=1.2)
ax.plot(*path[-1][:, live], "o", color="C0", ms=3.5)
ax.plot(path[:, 0, died], path[:, 1, died], "-", color="C1", lw=1.8)
ax.plot(*path[-1][:, dead], "x", color="C1", ms=7, mew=2, label="dead from the start")
ax.plot(*path[-1][:, died], "D", color="C1", ms=6, label="died on its way")
ax.legend(loc="lower left")
ax.set_title("The dead units do not move")
fig.set_label(
    f"Paths of {h} units in the plane of weight and bias during 2,000 small steps. The "
    f"{dead.sum()} units that start in the dead cone stay where they are; the others leave traces, "
    f"and {died.sum()} of the traces end at the edge of the cone."
)

assert dead.any()
assert np.all(np.diff(losses) < 0)
assert np.array_equal(path[0][:, dead], path[-1][:, dead])
assert np.all(np.any(path[0][:, ~dead] != path[-1][:, ~dead], axis=0))
assert np.median(others) <= 2
print(
    f"The loss fell from {losses[0]:.2f} to {losses[-1]:.3f}, at every step. The {dead.sum()} dead "
    f"units did not move, and {died.sum()} of the {np.sum(~dead)} others died (with half the step: "
    f"{finer.sum()}). The number that die in 12 nets: {', '.join(map(str, sorted(others)))}."
)

# %%
# Too large a step kills
# ----------------------
# The dead count can only grow.  In thirty small steps it hardly does; a step that
# overshoots throws live units beyond the data, from where no gradient brings them
# back (:claim:`1.3.d`).  Median and full range of twelve nets.

seeds, n_steps = 12, 30
fig, ax = plt.subplots()
shares = {}
for step_size, color, style in [(0.4, "C1", "-"), (0.1, "C3", "--"), (0.02, "C0", "-.")]:
    shares[step_size] = np.array(
        [
            [
                np.mean(rr.unit_states(net.w, net.b, data) == "dead")
                for net in steps(fresh(seed, 30), data, y, step_size, n_steps)
            ]
            for seed in range(seeds)
        ]
    )
    runs = shares[step_size]
    middle = np.median(runs, axis=0)
    ax.fill_between(range(n_steps + 1), *np.quantile(runs, [0, 1], axis=0), color=color, alpha=0.15)
    ax.plot(middle, style, color=color)
    ax.annotate(
        f"step {step_size}",
        (n_steps, middle[-1]),
        xytext=(6, -3),
        textcoords="offset points",
        color=color,
    )
    assert np.all(np.diff(runs, axis=1) >= 0)
ax.set(xlabel="steps", ylabel="share of dead units", xlim=(0, n_steps + 7), ylim=(0, 1.03))
ax.set_xticks(range(0, n_steps + 1, 10))
ax.set_title("Large steps kill, and nothing revives")
fig.set_label(
    f"Share of dead units during {n_steps} steps, median and range of {seeds} nets, for three step "
    f"sizes. It never falls; from about {np.median(shares[0.02][:, 0]):.2f} it stays almost level "
    f"for steps of 0.02 and rises to {np.median(shares[0.4][:, -1]):.2f} for steps of 0.4."
)

assert np.median(shares[0.4][:, -1]) > 0.7
assert np.median(shares[0.02][:, -1] - shares[0.02][:, 0]) < 0.1
print(
    "The share of dead units never fell. After the last step its median is "
    + ", ".join(f"{np.median(runs[:, -1]):.2f} for steps of {s}" for s, runs in shares.items())
    + "."
)

# %%
# What weight decay does
# ----------------------
# A penalty on the weights does move a dead unit (:claim:`1.3.d`).  Decay :math:`w` and
# :math:`b` alike, and it walks straight to the origin: the elbow stays, the margin
# shrinks.  Decay :math:`w` alone, and it walks sideways: the elbow moves outward.
# Around 0 that leaves it dead.  If all the data lie on one side of 0, its elbow may
# pass over them, and then it wakes.

keep, n_steps = 0.8, 12
factor = keep ** np.arange(n_steps + 1)

fig, axes = plt.subplots(2, 1, figsize=(4.8, 7))
ends = []
for ax, (lo, hi), (w0, b0), label_both, label_alone in [
    (axes[0], (-1, 1), (1.5, -2.5), (1.2, -1.4), (-1.0, -2.6)),
    (axes[1], (1, 3), (-2, 1.4), (-2.3, 0.3), (-1.4, 1.6)),
]:
    cones(ax, lo, hi, 3)
    for b, color, marker, name, label_at in [
        (b0 * factor, "C0", "o", "decay both", label_both),
        (b0 + 0 * factor, "C3", "s", "decay w", label_alone),
    ]:
        ax.plot(w0 * factor, b, "-", marker=marker, color=color, ms=4)
        ax.annotate(name, label_at, color=color)
        ends.append(rr.unit_states(w0 * factor, b, [lo, hi])[-1])
    ax.plot(w0, b0, "o", color="C6", ms=8)
    ax.annotate(f"data in [{lo}, {hi}]".replace("-", "−"), (0.02, 0.92), xycoords="axes fraction")
    ax.annotate("dead", (-2.7, -2.7), color="C1")
    ax.annotate("always on", (2.8, 2.5), color="C2", ha="right")
axes[0].set_title("Decay moves the dead, and may wake them")
fig.set_label(
    "The plane of weight and bias with the path of a dead unit under two kinds of decay, for data "
    "in [-1, 1] and in [1, 3]. Decaying both leads straight to the origin, inside the dead cone. "
    "Decaying the weight alone leads sideways: it stays dead for data around 0, and ends always on "
    "for data to the right of 0."
)

assert ends == ["dead", "dead", "dead", "always on"]
print(
    f"In the end, data around 0: {ends[0]} if both decay, {ends[1]} if w does; data right of 0: "
    f"{ends[2]} and {ends[3]}."
)

plt.show()
