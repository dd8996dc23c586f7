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

# %%
# A head start, if the problem is related
# ---------------------------------------
# The new target is a sine.  Four starts (:claim:`1.2.a`): the net that interpolates
# the same sine shifted by 0.3, fresh random weights, the net for the opposite sine,
# and the net for a sine whose data lay 3 further to the right.  How many steps until
# the squared error is below 0.02?

x, knots = np.linspace(-1, 1, 30), np.linspace(-1, 1, 9)
seeds, most = 12, 200


def steps_needed(net, y):
    losses = rr.train(net, x, y, step_size=0.03, n_steps=most)[1].losses
    return np.argmax(losses < 0.02) if losses.min() < 0.02 else most


def starts(phase, rng):
    w, b, v = rr.gaussian((3, 8), 1, rng)
    return {
        "nearby target": rr.ReLUNet.from_knots(knots, np.sin(3 * knots + phase)),
        "fresh": rr.ReLUNet(w, b, v / 8**0.5, 0),
        "opposite target": rr.ReLUNet.from_knots(knots, -np.sin(3 * knots + phase)),
        "data elsewhere": rr.ReLUNet.from_knots(knots + 3, np.sin(3 * knots + phase)),
    }


steps = {}
for seed in range(seeds):
    rng = np.random.default_rng(seed)
    phase = rng.uniform(0, 2 * np.pi)
    y = np.sin(3 * x + phase + 0.3)
    for name, net in starts(phase, rng).items():
        steps.setdefault(name, []).append(steps_needed(net, y))
median = {name: int(np.median(k)) for name, k in steps.items()}
said = {name: f"over {most}" if k == most else f"{k}" for name, k in median.items()}

fig, ax = plt.subplots()
jitter = np.linspace(-0.25, 0.25, seeds)
for row, (name, k) in enumerate(steps.items()):
    ax.plot(k, row + jitter, "osD^"[row], fillstyle="none", color=f"C{row}", ls="", clip_on=False)
    ax.plot(median[name], row, "|", color="C6", ms=24, mew=2, clip_on=False)
ax.axvline(most, color="C7", ls="-", lw=1)
ax.annotate("gave up", (most, -0.45), xytext=(-4, 0), textcoords="offset points", ha="right")
ax.set(xscale="log", xlabel="steps needed (bar: median)", xlim=(1, most), ylim=(3.5, -0.7))
ax.set_xticks([1, 3, 10, 30, 100, 200], ["1", "3", "10", "30", "100", "200"])
ax.minorticks_off()
ax.set_yticks(range(4), steps)
ax.grid(axis="y", visible=False)
ax.set_title("A net for a nearby target is a head start")
fig.set_label(
    f"Steps to a small error for {seeds} seeds and four starts. From a nearby target the median is "
    f"{said['nearby target']} steps, from fresh random weights {said['fresh']}, from the opposite "
    f"target {said['opposite target']}, from a net whose data lay elsewhere "
    f"{said['data elsewhere']}."
)

assert median["nearby target"] * 10 < min(median["fresh"], median["opposite target"])
assert max(steps["nearby target"]) < min(steps["fresh"])
assert min(steps["data elsewhere"]) == most
assert median["opposite target"] <= median["fresh"]

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
    ax.annotate(kind, (0.98, 0.9), xycoords="axes fraction", ha="right")
axes[1].set_xlabel("step")
axes[0].set_title("Units that start equal stay equal")
fig.set_label(
    f"Elbows of {h} units during {n_steps} steps of training. From an equal start all of them "
    "follow one line; from a random start they follow separate lines."
)

assert apart["equal units"] < 1e-9
assert apart["random units"] > 1 / 2

# %%
# So ten equal units fit no better than one (:claim:`1.2.b`): none of the seeds gets
# below the best fit of all nets with a single unit.

losses = {
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
for row, values in enumerate(losses.values()):
    ax.plot(values, row + jitter, "os"[row], fillstyle="none", color=f"C{row}", ls="")
    ax.plot(np.median(values), row, "|", color="C6", ms=24, mew=2)
ax.set(xlabel=f"loss after {n_steps} steps ({seeds} seeds, bar: median)", ylim=(1.6, -0.6))
ax.axvline(floor, color="C7", ls="-", lw=1)
ax.annotate("best single\nunit", (floor, 1.5), xytext=(4, 0), textcoords="offset points")
ax.set(xscale="log", xlim=(1e-4, 1))
ax.set_yticks([0, 1], losses)
ax.grid(axis="y", visible=False)
ax.set_title("Equal units fit as badly as one")
fig.set_label(
    f"Final losses of {seeds} seeds. Ten equal units have a median of "
    f"{np.median(losses['equal units']):.2f} and never get below {floor:.2f}, the best of a single "
    f"unit; ten random ones have a median of {np.median(losses['random units']):.4f}."
)

assert min(losses["equal units"]) > 0.99 * floor
assert np.median(losses["random units"]) < floor / 2

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
