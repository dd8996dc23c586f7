"""
1.2 Initialization: how large the weights start
===============================================

Why weights start at random, and which variance they need so that the signal arrives at the last
layer.
"""

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.ticker import NullFormatter

import reluridge as rr

plt.style.use("reluridge.lecture")

# %%
# Fifty layers
# ------------
# The mean square of what the units of a ReLU net pass on, layer by layer (:claim:`1.2.f`).  Thin
# lines are nets that are drawn, thick ones the factor that is expected in each layer: half for the
# variance :math:`1/d`, 1 for :math:`2/d`, 2 for :math:`4/d`.

width, depth, seeds, rng = 100, 50, 5, np.random.default_rng(0)


def signal(k, seed):
    """Return the mean squares in a net of ReLUs that is drawn with variance k/d."""
    rng = np.random.default_rng(seed)
    return rr.second_moments(
        depth, width, lambda shape, rng: rr.gaussian(shape, k / width, rng), "relu", rng
    )


layers = np.arange(depth + 1)
runs = {k: [signal(k, seed) for seed in range(seeds)] for k in (1, 2, 4)}
for k, signals in runs.items():
    # The logarithm of a layer's growth: near log(k/2) - 5/2/width, with variance 5/width
    off = np.log(np.array(signals)[:, -1] / (k / 2) ** depth) / depth + 5 / 2 / width
    assert np.all(np.abs(off) < 5 * np.sqrt(5.5 / width / depth))
told = ", ".join(f"{(k / 2) ** depth:.1g} for {k}/d" for k in runs)


def single_nets(count):
    """Return what comes out of nets with 2/d, drawn by the growth in each layer.

    It is 2/d times the sum of squares of d normal numbers, of which half are positive and count.
    """
    positive = rng.binomial(width, 1 / 2, size=(count, depth))
    return np.prod(2 / width * rng.chisquare(positive), axis=1)


ends = single_nets(20_000)
between = np.mean((ends > 1 / 30) & (ends < 2))
assert abs(between - 0.8) < 0.005 + 5 * np.sqrt(0.8 * 0.2 / 20_000)
assert abs(np.mean(ends < 1) - 0.8) < 0.05
print(f"Expected after {depth} layers: {told}.")

fig, ax = plt.subplots(figsize=(4.8, 3))
for (k, signals), style in zip(runs.items(), ("--", "-", "-."), strict=True):
    for drawn in signals:
        ax.plot(drawn, "-", color="C0", lw=0.6, alpha=0.4)
    ax.plot(layers, (k / 2.0) ** layers, style, color="C0", lw=2.2)
    ax.annotate(
        f"{k}/d", (depth, (k / 2.0) ** depth), xytext=(6, 0), textcoords="offset points",
        color="C0", va="center", annotation_clip=False,
    )  # fmt: skip
ax.set(yscale="log", xlim=(0, depth), ylim=(1e-18, 1e18), xlabel="layer", ylabel="mean square")
ax.set_yticks([1e-15, 1e-10, 1e-5, 1, 1e5, 1e10, 1e15])
ax.set_title("A factor in each layer: too little, level, too much")
fig.set_label(
    f"Mean square of what the units of a ReLU net pass on, through {depth} layers, on a "
    f"logarithmic scale, for three variances of the weights: as expected, and of {seeds} nets each "
    f"that are drawn. At the end it is {told}."
)

# %%
# Equal units stay equal
# ----------------------
# Ten units that start equal get equal gradients in every step (:claim:`1.2.b`), so their ten
# elbows stay one elbow.  Ten units that start with random weights go ten different ways.

x, h, n_steps, seeds = np.linspace(-1, 1, 30), 10, 250, 12
y = 2 * np.abs(x) - 1


def trained(kind, seed, n_steps=n_steps):
    """Return ten units after training, and how their elbows went there."""
    rng = np.random.default_rng(seed)
    if kind == "equal":
        w, b, v = np.repeat(rr.gaussian((3, 1), 1, rng), h, axis=1)
    else:
        w, b, v = rr.gaussian((3, h), 1, rng)
    return rr.train(rr.ReLUNet(w, b, v / h**0.5, 0), x, y, 0.03, n_steps)


starts = {"equal": 4, "random": 6}  # and their seeds
nets, histories = zip(*(trained(*start) for start in starts.items()), strict=True)
apart = {kind: np.ptp(net.elbows) for kind, net in zip(starts, nets, strict=True)}
assert apart["equal"] < 1e-9
assert apart["random"] > 1 / 2
off = [np.mean((net(x) - y) ** 2) for net in nets]
assert off[1] < off[0] / 4
print(f"The loss is {off[0]:.2f} in the end with equal units, and {off[1]:.3f} with random ones.")

fig, axes = plt.subplots(2, 2, figsize=(4.8, 3.6), sharex="col", width_ratios=[3, 2])
for (left, right), kind, net, history in zip(axes, starts, nets, histories, strict=True):
    left.plot(history.elbows, "-", color="C0", lw=1.3)
    left.set(ylabel="elbows", ylim=(-2, 2), xlim=(0, n_steps))
    left.annotate(f"{h} {kind} units", (0.98, 0.88), xycoords="axes fraction", ha="right")
    right.plot(x, y, ".", color="C6", ms=3)
    right.plot(x, net(x), "-", color="C0")
    right.set(ylim=(-1.3, 1.3), xlim=(-1.1, 1.1))
axes[1, 0].set_xlabel("step")
axes[1, 1].set_xlabel("x")
axes[0, 0].set_title("Units that start equal stay equal, and fit like one")
fig.set_label(
    # sphinx_gallery_thumbnail_number = 2
    f"Elbows of {h} units during {n_steps} steps of training. From an equal start all of them "
    "follow one line, and their net ends with one bend; from a random start they follow separate "
    "lines, some outside the frame, and their net ends close to the data."
)

# %%
# So ten equal units fit no better than one (:claim:`1.2.b`): no seed gets below the best
# fit of all nets that have a single unit.

fits = {kind: [trained(kind, seed)[1].losses[-1] for seed in range(seeds)] for kind in starts}


def one_unit(e, side):
    """The least error of a net whose only unit bends at e and is on at one side of it."""
    A = np.c_[rr.relu(side * (x - e)), np.ones_like(x)]
    return np.mean((A @ rr.ols(A, y) - y) ** 2)


floor = min(one_unit(e, side) for e in np.linspace(-3, 3, 601) for side in (-1, 1))
assert min(fits["equal"]) > 0.99 * floor
assert np.median(fits["random"]) < floor / 2
print(f"Best of one unit {floor:.2f}; ten random ones, median: {np.median(fits['random']):.4f}.")

fig, ax = plt.subplots(figsize=(4.8, 2.4))
for row, (values, color) in enumerate(zip(fits.values(), ("C5", "C0"), strict=True)):
    jitter = row + np.linspace(-0.25, 0.25, seeds)
    ax.plot(values, jitter, "os"[row], fillstyle="none", color=color, ls="")
    ax.plot(np.median(values), row, "|", color="C6", ms=24, mew=2)
ax.set(xlabel=f"loss after {n_steps} steps ({seeds} seeds, bar: median)", ylim=(1.6, -0.6))
ax.axvline(floor, color="C7", ls="-", lw=1)
ax.annotate("best single\nunit", (floor, 1.5), xytext=(4, 0), textcoords="offset points")
ax.set(xscale="log", xlim=(1e-4, 1))
ax.set_yticks([0, 1], [f"{kind} units" for kind in starts])
ax.grid(axis="y", visible=False)
ax.set_title("Ten equal units fit as badly as one")
fig.set_label(
    f"Final losses of {seeds} seeds. Ten equal units have a median of "
    f"{np.median(fits['equal']):.2f} and never get below {floor:.2f}, the best of a single "
    f"unit; ten random ones have a median of {np.median(fits['random']):.4f}."
)

# %%
# The variance of a sum
# ---------------------
# A unit adds :math:`d` products :math:`w_i x_i`.  Their variances add up (:claim:`1.2.d`), so the
# sum has :math:`d` times the variance of one of them.  All inputs are 1 here: it is their mean
# square that counts, as their variance is 0.

rng = np.random.default_rng(0)
fans, units, runs = np.array([1, 3, 10, 30, 100, 300]), 200, 20
recipes = {
    "variance 1": (lambda d: 1.0, "C6", "s", "--"),
    "variance 2/d": (lambda d: 2 / d, "C5", "D", "-."),
    "variance 1/d": (lambda d: 1 / d, "C0", "o", "-"),
}
found, expected = {}, {}
for name, (variance, *_) in recipes.items():
    expected[name] = np.array([d * variance(d) for d in fans])
    sums = [
        [rr.gaussian((units, d), variance(d), rng) @ np.ones(d) for _ in range(runs)] for d in fans
    ]
    found[name] = np.mean(np.square(sums), axis=2)
    off = np.abs(found[name].mean(axis=1) / expected[name] - 1)
    assert np.all(off < 5 * np.sqrt(2 / units / runs))
print("All variances are within 5 standard errors of d times the variance of a product.")

fig, ax = plt.subplots()
for name, (_, color, marker, style) in recipes.items():
    ax.plot(fans, expected[name], style, color=color)
    ax.plot(np.repeat(fans, runs), found[name].ravel(), marker, color=color, mfc="none", ms=4)
    at = (fans[-1], expected[name][-1])
    ax.annotate(name, at, xytext=(8, -3), textcoords="offset points", color=color)
ax.set(xscale="log", yscale="log", xlabel="inputs d", ylabel="variance of the sum")
ax.set_xlim(0.8, 3000)
ax.set_xticks([1, 10, 100], ["1", "10", "100"])
ax.set_yticks([1, 2, 10, 100], ["1", "2", "10", "100"])
for axis in (ax.xaxis, ax.yaxis):
    axis.set_minor_formatter(NullFormatter())
ax.set_title("Variance 1/d keeps the sum as large as its inputs")
fig.set_label(
    f"Variance of a sum of d products against d. Sampled dots, {runs} for each d, follow the "
    "lines: d for weights of variance 1, the constant 2 for 2/d and the constant 1 for 1/d."
)

# %%
# What the 2 makes up for
# -----------------------
# The mean *square* of a ReLU is half of the mean square of what goes in, for every symmetric
# distribution; its *variance* is less, and differs (:claim:`1.2.f`).  That half of the units are
# off is not the reason.  The values −2, −2, 3 and 1 are off half of the time as well, and miss the
# half; :math:`|z|/\sqrt2` is never off, and hits it.

n = 100_000
normal, uniform = rng.normal(size=n), rng.uniform(size=n)
samples = {  # with mirror images, so that they are as symmetric as their distributions
    "normal": np.r_[normal, -normal],
    "uniform": np.r_[uniform, -uniform],
    "a fair coin": np.array([-1, 1]),
    "normal, |z|/√2\nfor the ReLU": np.r_[normal, -normal],
    "not symmetric:\n−2, −2, 3 or 1": np.array([-2, -2, 3, 1]),
}
share = {}
for name, z in samples.items():
    bent = np.abs(z) / 2**0.5 if "|" in name else rr.relu(z)
    share[name] = np.mean(bent**2) / np.var(z), np.var(bent) / np.var(z), np.mean(bent == 0)
*symmetric, lopsided = share
never_off = symmetric[-1]
for name in symmetric:
    assert np.isclose(share[name][0], 1 / 2)
assert abs(share["normal"][1] - (1 / 2 - 1 / (2 * np.pi))) < 0.01
assert np.isclose(share[lopsided][0], 5 / 9)
assert share[lopsided][2] == 1 / 2
assert share[never_off][2] == 0
assert all(var < square - 0.1 for square, var, _ in share.values()), "less, as the mean is not 0"
print(f"Kept: {share['normal'][0]:.2f} of a normal z, {share[lopsided][0]:.2f} of −2, −2, 3, 1.")

fig, ax = plt.subplots(figsize=(4.8, 3.3))
for row, name in enumerate(share):
    ax.plot(share[name][0], row, "o", color="C0", ms=8, label="" if row else "mean square")
    ax.plot(share[name][1], row, "s", color="C5", ms=7, label="" if row else "variance")
    ax.annotate(f"off {share[name][2]:.0%}", (0.74, row), va="center", ha="right", color="C6")
ax.axvline(0.5, color="C6", lw=1)
ax.set(xlim=(0.13, 0.75), ylim=(len(share) - 0.4, -0.6), xlabel="share of the mean square of z")
ax.set_xticks([0.2, 0.3, 0.4, 0.5, 0.6], ["0.2", "0.3", "0.4", "½", "0.6"])
ax.set_yticks(range(len(share)), share)
ax.grid(axis="y", visible=False)
ax.set_title("Of a symmetric z half is left, on or off")
fig.legend(loc="outside lower center", ncols=2)
fig.set_label(
    "For five cases, the mean square and the variance after the nonlinearity, as shares of the "
    "mean square before. The mean square is one half for normal, uniform and coin-like z and for "
    f"|z|/√2, which is never off; it is {share[lopsided][0]:.2f} for a lopsided z that is off "
    f"half of the time. The variance is below it, {share['normal'][1]:.3f} for a normal z."
)

plt.show()
