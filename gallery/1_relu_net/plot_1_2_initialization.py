"""
1.2 How large the signal starts
===============================

The variance of the weights decides how large the numbers are that travel through
a net before anything has been learned.  Here is the law of sums behind the
recipes, who is called what, what the 2 in He's recipe stands for, and fifty
layers of each, forward and backward.
"""

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.ticker import NullFormatter

import reluridge as rr

plt.style.use("reluridge.lecture")

# %%
# Variances add up
# ----------------
# A unit adds :math:`d` products :math:`w_i x_i`.  Their variances add up
# (:claim:`1.2.d`), so the sum has :math:`d` times the variance of one of them, or
# 1 if the weights have variance :math:`1/d`.  The inputs are all equal to 1, so it
# is their second moment that counts: their variance is 0.

rng = np.random.default_rng(0)
fans = np.array([1, 3, 10, 30, 100, 300])
units, runs = 200, 20
recipes = {
    "variance 1": (lambda d: 1.0, "C1", "s"),
    "variance 2/d": (lambda d: 2 / d, "C2", "D"),
    "variance 1/d": (lambda d: 1 / d, "C0", "o"),
}

fig, ax = plt.subplots()
worst = 0.0
for name, (variance, color, marker) in recipes.items():
    law = np.array([d * variance(d) for d in fans])
    sums = np.array(
        [
            [rr.gaussian((units, d), variance(d), rng) @ np.ones(d) for _ in range(runs)]
            for d in fans
        ]
    )
    found = np.mean(sums**2, axis=2)
    ax.plot(fans, law, "-", color=color)
    ax.plot(
        np.repeat(fans, runs), found.ravel(), marker, color=color, fillstyle="none", ms=4, ls="none"
    )
    ax.annotate(name, (fans[-1], law[-1]), xytext=(8, -3), textcoords="offset points", color=color)
    worst = max(worst, np.max(np.abs(found.mean(axis=1) / law - 1)) / np.sqrt(2 / units / runs))
ax.set(xscale="log", yscale="log", xlabel="fan-in d", ylabel="variance of the sum")
ax.set_xlim(0.8, 3000)
ax.set_xticks([1, 10, 100], ["1", "10", "100"])
ax.xaxis.set_minor_formatter(NullFormatter())
ax.set_yticks([1, 2, 10, 100], ["1", "2", "10", "100"])
ax.yaxis.set_minor_formatter(NullFormatter())
ax.set_title("Weights of variance 1/d keep the sum's variance")
fig.set_label(
    f"Variance of a sum of d products against d. Sampled dots, {runs} for each d, follow the "
    "lines: d for weights of variance 1, the constant 2 for 2/d and the constant 1 for 1/d."
)

assert worst < 5  # standard errors
print(f"All variances are within {worst:.1f} standard errors of the law (allowed: 5).")

# %%
# Who is called what
# ------------------
# The lecture calls :math:`1/\text{fan-in}` Xavier.  Xavier Glorot and Yoshua Bengio
# propose something else, which agrees with it only where a layer has as many units as
# inputs (:claim:`1.2.c`).  Dots are drawn matrices, lines the formulas.

fan_in = 100
fan_outs = np.array([10, 30, 100, 300, 1000])
names = {
    "He": (rr.he_normal, lambda m: 2 + 0 * m, "C2", "D"),
    "LeCun": (rr.lecun_normal, lambda m: 1 + 0 * m, "C0", "o"),
    "Glorot": (rr.glorot_normal, lambda m: 2 * fan_in / (fan_in + m), "C1", "s"),
}
fine = np.geomspace(10, 1000, 100)

fig, ax = plt.subplots()
for name, (init, law, color, marker) in names.items():
    drawn = np.array([np.mean(init((m, fan_in), rng) ** 2) for m in fan_outs]) * fan_in
    (line,) = ax.plot(fine, law(fine), color=color)
    ax.plot(fan_outs, drawn, marker, color=color)
    ax.annotate(name, (1000, law(1000)), xytext=(8, -3), textcoords="offset points", color=color)
    assert np.all(np.abs(drawn / law(fan_outs) - 1) < 5 * np.sqrt(2 / fan_in / fan_outs))
ax.plot(fine, 0 * fine + 1 / 3, ":", color="C3")
bound = fan_in**-0.5
drawn = [np.mean(rng.uniform(-bound, bound, (m, fan_in)) ** 2) * fan_in for m in fan_outs]
ax.plot(fan_outs, drawn, "^", color="C3")
ax.annotate("PyTorch's default", (10, 1 / 3), xytext=(0, 7), textcoords="offset points", color="C3")
ax.set(xscale="log", xlabel=f"fan-out (fan-in {fan_in})", ylabel="variance × fan-in")
ax.set(xlim=(8, 3000), ylim=(0, 2.3), yticks=[0, 1 / 3, 1, 2])
ax.set_yticklabels(["0", "⅓", "1", "2"])
ax.set_xticks([10, 100, 1000], ["10", "100", "1000"])
ax.set_title("Glorot is LeCun only where the layer is square")
fig.set_label(
    "Variance of the weights times fan-in, against fan-out. He stays at 2, LeCun at 1, PyTorch's "
    "default for linear layers at one third; Glorot falls with fan-out and crosses LeCun where "
    "fan-out equals fan-in."
)

print("All 15 drawn matrices are within 5 standard errors of their formula.")

# %%
# What the 2 stands for
# ---------------------
# The mean *square* of a ReLU is half of the variance of what goes in, for every
# symmetric law; its *variance* is less, and differs from law to law
# (:claim:`1.2.f`).  That half of the units are off is not the reason: a lopsided law
# is off half of the time as well and misses 1/2, and :math:`|z|/\sqrt2` is never
# off and hits it.

n = 200_000
laws = {
    "normal": rng.normal(size=n),
    "uniform": rng.uniform(-1, 1, size=n),
    "a fair coin": rng.choice([-1, 1], size=n),
    "lopsided": rng.choice([-2, -2, 3, 1], size=n),
    "normal, |z|/√2": rng.normal(size=n),
}

fig, ax = plt.subplots()
share = {}
for row, (name, z) in enumerate(laws.items()):
    h = np.abs(z) / 2**0.5 if "|" in name else rr.relu(z)
    share[name] = np.mean(h**2) / np.var(z), np.var(h) / np.var(z), np.mean(h == 0)
    ax.plot(share[name][0], row, "o", color="C0", ms=8, label="" if row else "mean square")
    ax.plot(share[name][1], row, "s", color="C1", ms=7, label="" if row else "variance")
    ax.annotate(f"off {share[name][2]:.0%}", (0.74, row), va="center", ha="right", color="C6")
ax.axvline(0.5, color="C6", lw=1)
ax.set(xlim=(0.13, 0.75), ylim=(len(laws) - 0.4, -0.6), xlabel="share of the variance of z")
ax.set_yticks(range(len(laws)), laws)
ax.grid(axis="y", visible=False)
ax.set_title("A symmetric law loses half")
fig.legend(loc="outside lower center", ncols=2)
fig.set_label(
    "For five cases, the mean square and the variance after the nonlinearity, as shares of the "
    "variance before. The mean square is one half for the normal, uniform and coin laws and for "
    f"|z|/√2, which is never off; it is {share['lopsided'][0]:.2f} for a lopsided law that is off "
    f"half of the time. The variance is below it, {share['normal'][1]:.3f} for the normal law."
)

for name in ("normal", "uniform", "a fair coin", "normal, |z|/√2"):
    assert abs(share[name][0] - 1 / 2) < 0.01
assert abs(share["normal"][1] - (1 / 2 - 1 / (2 * np.pi))) < 0.01
assert abs(share["lopsided"][0] - 5 / 9) < 0.01
assert abs(share["lopsided"][2] - 1 / 2) < 0.01
assert share["normal, |z|/√2"][2] == 0
print(
    f"Mean square as a share of the variance: {share['normal'][0]:.2f} for the normal law, "
    f"{share['lopsided'][0]:.2f} for the lopsided one (on paper: 1/2 and 5/9)."
)

# %%
# The units that are off belong to the layer before, and a first layer has none
# (:claim:`1.2.f`).  There :math:`1/d` is enough; He's recipe used everywhere doubles
# the signal once, and no more.

width, depth, seeds = 200, 8, 30


def sums_by_layer(first, later):
    """The mean square of the sums z of each layer, for many nets."""
    out = []
    for seed in range(seeds):
        rng = np.random.default_rng(seed)
        h, row = rng.choice([-1.0, 1.0], size=width), []
        for layer in range(depth):
            z = (later if layer else first)((width, width), rng) @ h
            row.append(np.mean(z**2))
            h = rr.relu(z)
        out.append(row)
    return np.array(out)


fig, ax = plt.subplots()
layers = np.arange(1, depth + 1)
stories = {
    "2/d everywhere": (rr.he_normal, rr.he_normal, "C1", "s"),
    "1/d, then 2/d": (rr.lecun_normal, rr.he_normal, "C0", "o"),
    "1/d everywhere": (rr.lecun_normal, rr.lecun_normal, "C3", "^"),
}
ends = {}
for name, (first, later, color, marker) in stories.items():
    z2 = sums_by_layer(first, later)
    ends[name] = z2.mean(axis=0)
    error = z2.std(axis=0) / np.sqrt(seeds)
    ax.errorbar(
        layers, ends[name], 2 * error, marker=marker, color=color, ls="-", capsize=2, label=name
    )
    ax.annotate(
        name, (depth, ends[name][-1]), xytext=(10, -3), textcoords="offset points", color=color
    )
ax.set(yscale="log", xlabel="layer", ylabel="mean square of the sums", xlim=(0.7, 11.6))
ax.set_xticks(layers)
ax.set_yticks([0.01, 0.1, 1, 2], ["0.01", "0.1", "1", "2"])
ax.yaxis.set_minor_formatter(NullFormatter())
ax.set_title("He's 2 in a first layer doubles once, no more")
fig.set_label(
    f"Mean square of the sums in each of {depth} ReLU layers, averaged over {seeds} nets. With 2/d "
    "everywhere it is about 2, with 1/d in the first layer and 2/d afterwards about 1, with 1/d "
    f"everywhere it halves from layer to layer, down to {ends['1/d everywhere'][-1]:.3f}."
)

assert abs(ends["2/d everywhere"][0] - 2) < 0.3
assert abs(ends["1/d, then 2/d"][0] - 1) < 0.15
assert np.allclose(ends["2/d everywhere"], 2 * ends["1/d, then 2/d"])
assert np.allclose(ends["1/d everywhere"], ends["1/d, then 2/d"] / 2.0 ** np.arange(depth))
print(
    f"The first layer has {ends['1/d, then 2/d'][0]:.2f} with 1/d and twice that with 2/d; "
    "the factor 2 is the same in all later layers."
)

# %%
# Fifty layers, there and back
# ----------------------------
# Second moments of the activations, layer by layer (:claim:`1.2.e`): with He's
# weights a ReLU net keeps the signal, give or take the luck of each layer, which
# wider layers need less of; with :math:`1/d` it halves in every layer.  A tanh net
# with :math:`1/d` loses it too, but only like :math:`1/(2l)`; with :math:`2/d` it keeps it.
#
# So is :math:`2/d` better for tanh?  Not for the way back.  The gradient starts at the last layer
# and is multiplied by the transposed weights and the slopes, :math:`W^T(\varphi'(z)\, g)`, in each.
# Through tanh it grows with :math:`2/d`, without end; with :math:`1/d` it shrinks, as slowly as the
# signal does.  And through the logistic function, whose signal seems to stay near 1/4, nothing of
# it comes back.

width, depth, seeds = 150, 50, 15


def tanh(z):
    return np.tanh(z), 1 - np.tanh(z) ** 2


def relu(z):
    return rr.relu(z), z > 0


def logistic(z):
    h = 1 / (1 + np.exp(-z))
    return h, h * (1 - h)


def there_and_back(init, activation, seed):
    """Return the mean squares of the activations, and of the gradient, in each layer."""
    rng, weights, slopes = np.random.default_rng(seed), [], []

    def drawn(shape, rng):
        weights.append(init(shape, rng))
        return weights[-1]

    def bent(z):
        h, slope = activation(z)
        slopes.append(slope)
        return h

    forward = rr.second_moments(depth, width, drawn, bent, rng)
    g, backward = rng.normal(size=width), [1.0]
    for W, slope in zip(weights[::-1], slopes[::-1], strict=True):
        g = W.T @ (slope * g)
        backward.append(np.mean(g**2))
    return forward, backward[::-1]


nets = {
    "ReLU, 2/d": (rr.he_normal, relu, "C2", "-"),
    "tanh, 2/d": (rr.he_normal, tanh, "C3", (0, (5, 1))),
    "tanh, 1/d": (rr.lecun_normal, tanh, "C0", "--"),
    "ReLU, 1/d": (rr.lecun_normal, relu, "C1", "-."),
    "logistic, 1/d": (rr.lecun_normal, logistic, "C4", ":"),
}

fig, axes = plt.subplots(2, 1, figsize=(4.8, 6.4), sharex=True)
ends = {}
for name, (init, activation, color, style) in nets.items():
    runs = np.array([there_and_back(init, activation, seed) for seed in range(seeds)])
    low, middle, high = np.quantile(runs, [0.1, 0.5, 0.9], axis=0)
    ends[name] = middle[0, -1], middle[1, 0]
    for ax, a, b, c in zip(axes, low, middle, high, strict=True):
        ax.fill_between(range(depth + 1), a, c, color=color, alpha=0.2, lw=0)
        ax.plot(b, color=color, ls=style, label=name)
for ax, way in zip(axes, ("signal, from the left", "gradient, from the right"), strict=True):
    ax.set(yscale="log", ylabel="mean square", xlim=(0, depth), ylim=(1e-18, 1e4))
    ax.annotate(way, (0.04, 0.06), xycoords="axes fraction")
    ax.set_yticks([1, 1e-5, 1e-10, 1e-15])
axes[1].set_xlabel("layer l")
axes[0].set_title("What a layer keeps, forward and backward")
handles, labels = axes[0].get_legend_handles_labels()
fig.legend(handles, labels, loc="outside lower center", ncols=2)
fig.set_label(
    f"Mean squares through {depth} layers, median and 10 to 90 percent band of {seeds} nets, on a "
    "logarithmic scale: above of the activations from the first layer to the last, below of the "
    "gradient from the last to the first. They end at "
    + ", ".join(f"{a:.2g} and {b:.2g} for {name}" for name, (a, b) in ends.items())
    + "."
)

for end in ends["ReLU, 2/d"]:
    assert 1 / 30 < end < 30
for end in ends["tanh, 1/d"]:
    assert 1e-4 < end < 1 / 10
for end in ends["ReLU, 1/d"]:
    assert end < 1e-11
assert 1 / 5 < ends["tanh, 2/d"][0] < 1 / 2
assert ends["tanh, 2/d"][1] > 3
assert 1 / 5 < ends["logistic, 1/d"][0] < 1 / 3
assert ends["logistic, 1/d"][1] < 4.0**-depth
print(
    f"After {depth} layers, signal and gradient: "
    + ", ".join(f"{a:.1g} and {b:.0e} for {name}" for name, (a, b) in ends.items())
    + "."
)

# %%
# The logistic sigmoid is no tanh
# -------------------------------
# It maps 0 to 1/2 and has slope 1/4 there, so :math:`1/d` is wrong for it
# (:claim:`1.2.e`).  Its mean square looks healthy, because every unit sits near 1/2;
# what dies is the difference between two inputs, by a factor of 16 in each layer.
# Moved to 0 and made four times as steep, it behaves as a tanh does.


def distances(activation, seed, depth=12, width=100):
    """Mean squared distance between the activations of two opposite inputs."""
    rng = np.random.default_rng(seed)
    x = rng.choice([-1.0, 1.0], size=width)
    h, out = np.c_[x, -x], [4.0]
    for _ in range(depth):
        h = activation(rr.lecun_normal((width, width), rng) @ h)
        out.append(np.mean((h[:, 0] - h[:, 1]) ** 2))
    return out


fig, ax = plt.subplots()
last = {}
for name, activation, color, style in [
    ("4σ(z) − 2", lambda z: 4 * logistic(z)[0] - 2, "C2", "-."),
    ("tanh z", np.tanh, "C0", "--"),
    ("σ(z)", lambda z: logistic(z)[0], "C1", "-"),
]:
    runs = np.array([distances(activation, seed) for seed in range(seeds)])
    low, middle, high = np.quantile(runs, [0.1, 0.5, 0.9], axis=0)
    last[name] = middle[-1]
    ax.fill_between(range(13), low, high, color=color, alpha=0.2, lw=0)
    ax.plot(middle, style, color=color)
    up = {"4σ(z) − 2": 2, "tanh z": -8}.get(name, -3)
    ax.annotate(name, (12, middle[-1]), xytext=(6, up), textcoords="offset points", color=color)
ax.set(yscale="log", xlabel="layer", ylabel="squared distance", xlim=(0, 15.5), ylim=(1e-17, 1e2))
ax.set_xticks(range(0, 13, 2))
ax.set_title("A logistic net forgets its input")
fig.set_label(
    "Mean squared distance between the activations of two opposite inputs, layer by layer, for "
    "weights of variance 1/d. It falls slowly for tanh and for the logistic function moved to 0 "
    f"with slope 1, and to {last['σ(z)']:.0e} after 12 layers for the logistic function itself."
)

assert last["σ(z)"] < 4 * 16.0**-11
assert min(last["tanh z"], last["4σ(z) − 2"]) > 1e-2
print(f"After 12 layers: {', '.join(f'{value:.2g} for {name}' for name, value in last.items())}.")

plt.show()
