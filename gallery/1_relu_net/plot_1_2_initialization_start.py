"""
1.2 Start from what worked, or at random
========================================

Two ways to begin.  A net that fits a related problem is a head start, if the
problem is related.  Otherwise the weights are drawn at random, and here is what
goes wrong when they are not.
"""

import matplotlib.pyplot as plt
import numpy as np

import reluridge as rr

plt.style.use("reluridge.lecture")

# %%
# A head start, if the problem is related
# ---------------------------------------
# The new target is a sine.  Four starts (:claim:`1.2.a`): the net that interpolates
# the same sine shifted by 0.3, fresh random weights, the net for the opposite sine,
# and the net for a sine whose data lay 3 further to the right.  Ten steps from the nearby
# target do better than 200 from fresh weights, for each of the twelve seeds.
# (Two more starts, without a line of their own here, are for the next figure.)

x, knots = np.linspace(-1, 1, 30), np.linspace(-1, 1, 9)
seeds, n_steps = 12, 200


def starts(phase, rng):
    w, b, v = rr.gaussian((3, 8), 1, rng)
    old = rr.ReLUNet.from_knots(knots, np.sin(3 * knots + phase))
    return {
        "nearby target": old,
        "fresh": rr.ReLUNet(w, b, v / 8**0.5, 0),
        "opposite target": rr.ReLUNet(old.w, old.b, -old.v, -old.c),
        "data elsewhere": rr.ReLUNet.from_knots(knots + 3, np.sin(3 * knots + phase)),
        "old elbows, fresh v": rr.ReLUNet(old.w, old.b, v / 8**0.5, 0),
        "old elbows, old v shuffled": rr.ReLUNet(old.w, old.b, rng.permutation(old.v), old.c),
    }


losses = {}
for seed in range(seeds):
    rng = np.random.default_rng(seed)
    phase = rng.uniform(0, 2 * np.pi)
    y = np.sin(3 * x + phase + 0.3)
    for name, net in starts(phase, rng).items():
        losses.setdefault(name, []).append(rr.train(net, x, y, 0.03, n_steps)[1].losses)

fig, ax = plt.subplots(figsize=(4.8, 3.8))
ends = {}
for (name, runs), color, style, up in zip(
    list(losses.items())[:4],
    ["C0", "C1", "C2", "C3"],
    ["-", "--", "-.", ":"],
    [0, -4, 0, 9],
    strict=True,
):
    low, middle, high = np.quantile(runs, [0.1, 0.5, 0.9], axis=0)
    ends[name] = middle[-1]
    ax.fill_between(np.arange(n_steps + 1) + 1, low, high, color=color, alpha=0.15, lw=0)
    ax.plot(np.arange(n_steps + 1) + 1, middle, style, color=color)
    ax.annotate(
        name.replace(" ", "\n"),
        (n_steps + 1, middle[-1]),
        xytext=(6, up),
        textcoords="offset points",
        color=color,
        va="center",
    )
ax.set(xscale="log", yscale="log", xlabel="steps", ylabel="loss", xlim=(1, 900))
ax.set_xticks([1, 4, 11, 31, 101, 201], ["0", "3", "10", "30", "100", "200"])
ax.minorticks_off()
ax.set_title("A net for a nearby target is a head start")
fig.set_label(
    f"Loss against steps for four starts, median and middle 80 percent of {seeds} seeds, both axes "
    f"logarithmic. After {n_steps} steps the median is {ends['nearby target']:.1g} from a nearby "
    f"target, {ends['opposite target']:.2f} from the opposite target, {ends['fresh']:.2f} from "
    f"fresh random weights and {ends['data elsewhere']:.2f} from a net whose data lay elsewhere."
)

final = {name: np.array(runs)[:, -1] for name, runs in losses.items()}
assert np.all(np.array(losses["nearby target"])[:, 10] < final["fresh"])
assert np.median(final["opposite target"]) < np.median(final["fresh"])
assert np.all(final["data elsewhere"] > 5 * final["nearby target"])
print(f"Ten steps from the nearby target beat {n_steps} from fresh weights, for all {seeds} seeds.")

# %%
# What is it that carries over?
# -----------------------------
# Not the places of the elbows alone (:claim:`1.2.a`).  Keep them, but draw fresh output weights:
# little is gained over a fresh start.  Keep the old output weights as well, but deal them out to
# the wrong units, or turn all their signs: now it is a head start.  Old elbows pay together with
# kinks as large as the target needs.

rows = {
    "nearby target": "all old",
    "old elbows, old v shuffled": "old elbows,\nold v shuffled",
    "opposite target": "old elbows,\nold v negated",
    "old elbows, fresh v": "old elbows,\nfresh v",
    "fresh": "all fresh",
}

fig, ax = plt.subplots(figsize=(4.8, 3.4))
middle = {name: np.median(final[name]) for name in rows}
for row, name in enumerate(rows):
    ax.plot(final[name], row + np.linspace(-0.25, 0.25, seeds), "o", fillstyle="none", ls="")
    ax.plot(middle[name], row, "|", color="C6", ms=22, mew=2)
ax.set(xscale="log", xlabel=f"loss after {n_steps} steps ({seeds} seeds, bar: median)")
ax.set_yticks(range(len(rows)), rows.values())
ax.invert_yaxis()
ax.grid(axis="y", visible=False)
ax.set_title("Elbows pay together with kinks of their size")
fig.set_label(
    f"Final losses of {seeds} seeds for five starts. Medians: "
    + ", ".join(f"{middle[k]:.1g} with {name}" for k, name in rows.items()).replace("\n", " ")
    + "."
)

for name in ("old elbows, old v shuffled", "opposite target"):
    assert middle[name] < middle["old elbows, fresh v"] / 2
assert middle["old elbows, fresh v"] > middle["fresh"] / 4
print("Medians: " + ", ".join(f"{name} {value:.4f}" for name, value in middle.items()) + ".")

# %%
# Why random: equals stay equal
# -----------------------------
# Ten units that start equal get equal gradients and stay equal for ever
# (:claim:`1.2.b`): their ten elbows are one elbow, and the net bends once.  A random
# start with the same variances lets them go ten different ways.

y, h, n_steps = 2 * np.abs(x) - 1, 10, 250


def start(kind, rng):
    if kind == "equal units":
        w, b, v = np.repeat(rr.gaussian((3, 1), 1, rng), h, axis=1)
    else:
        w, b, v = rr.gaussian((3, h), 1, rng)
    return rr.ReLUNet(w, b, v / h**0.5, 0)


fig, axes = plt.subplots(2, 1, figsize=(4.8, 4.8), sharex=True)
apart = {}
for ax, kind in zip(axes, ["equal units", "random units"], strict=True):
    net, history = rr.train(start(kind, np.random.default_rng(6)), x, y, 0.03, n_steps)
    apart[kind] = np.ptp(net.elbows)
    ax.plot(history.elbows, "-", lw=1.3)
    ax.set(ylabel="elbows", ylim=(-2, 2), xlim=(0, n_steps))
    ax.annotate(f"{h} {kind}", (0.98, 0.9), xycoords="axes fraction", ha="right")
axes[1].set_xlabel("step")
axes[0].set_title("Units that start equal stay equal")
fig.set_label(
    f"Elbows of {h} units during {n_steps} steps of training. From an equal start all of them "
    "follow one line; from a random start they follow separate lines, some outside the frame."
)

assert apart["equal units"] < 1e-9
assert apart["random units"] > 1 / 2
print(
    f"In the end the elbows of random units are {apart['random units']:.1f} apart, those of equal "
    "units less than 1e-9."
)

# %%
# So ten equal units fit no better than one (:claim:`1.2.b`): none of the seeds gets
# below the best fit of all nets with a single unit.

fits = {
    kind: [
        rr.train(start(kind, np.random.default_rng(seed)), x, y, 0.03, n_steps)[1].losses[-1]
        for seed in range(seeds)
    ]
    for kind in ("equal units", "random units")
}


def one_unit(e, side):
    """The least error of a net whose only unit bends at e and is on at one side of it."""
    A = np.c_[rr.relu(side * (x - e)), np.ones_like(x)]
    return np.mean((A @ rr.ols(A, y) - y) ** 2)


floor = min(one_unit(e, side) for e in np.linspace(-3, 3, 601) for side in (-1, 1))

fig, ax = plt.subplots(figsize=(4.8, 2.4))
jitter = np.linspace(-0.25, 0.25, seeds)
for row, values in enumerate(fits.values()):
    ax.plot(values, row + jitter, "os"[row], fillstyle="none", color=f"C{row}", ls="")
    ax.plot(np.median(values), row, "|", color="C6", ms=24, mew=2)
ax.set(xlabel=f"loss after {n_steps} steps ({seeds} seeds, bar: median)", ylim=(1.6, -0.6))
ax.axvline(floor, color="C7", ls="-", lw=1)
ax.annotate("best single\nunit", (floor, 1.5), xytext=(4, 0), textcoords="offset points")
ax.set(xscale="log", xlim=(1e-4, 1))
ax.set_yticks([0, 1], fits)
ax.grid(axis="y", visible=False)
ax.set_title("Equal units fit as badly as one")
fig.set_label(
    f"Final losses of {seeds} seeds. Ten equal units have a median of "
    f"{np.median(fits['equal units']):.2f} and never get below {floor:.2f}, the best of a single "
    f"unit; ten random ones have a median of {np.median(fits['random units']):.4f}."
)

assert min(fits["equal units"]) > 0.99 * floor
assert np.median(fits["random units"]) < floor / 2
print(
    f"Equal units never get below {floor:.2f}, the best of one unit; random ones have a median of "
    f"{np.median(fits['random units']):.4f}."
)

# %%
# The number in :math:`\mathcal N(0, \sigma^2)` is a variance
# -----------------------------------------------------------
# ``gaussian`` takes :math:`\sigma^2`, most libraries take :math:`\sigma`
# (:claim:`1.2.b`).

draws = rr.gaussian((200, 200), 4, np.random.default_rng(0)).ravel()
t = np.linspace(-9, 11, 300)

fig, ax = plt.subplots()
ax.hist(draws, 60, density=True, color="C0", alpha=0.35)
for sigma, color, style, name in [
    (2, "C0", "-", "variance 4"),
    (4, "C1", "--", "deviation 4"),
]:
    ax.plot(t, np.exp(-((t / sigma) ** 2) / 2) / sigma / np.sqrt(2 * np.pi), style, color=color)
    at = 1.1 * sigma
    ax.annotate(
        name,
        (at, np.exp(-(1.1**2) / 2) / sigma / np.sqrt(2 * np.pi)),
        xytext=(6, 4),
        textcoords="offset points",
        color=color,
    )
ax.set(xlabel="weight", ylabel="density", xlim=(-9, 11))
ax.set_title("gaussian(shape, 4, rng) has variance 4")
fig.set_label(
    f"Histogram of {draws.size} draws of gaussian(shape, 4, rng). It follows the normal density "
    "with variance 4, not the wider one with standard deviation 4."
)

assert abs(np.mean(draws**2) / 4 - 1) < 5 * np.sqrt(2 / draws.size)
print(f"Variance of {draws.size:,} draws: {np.mean(draws**2):.2f} (asked for: 4).")

plt.show()
