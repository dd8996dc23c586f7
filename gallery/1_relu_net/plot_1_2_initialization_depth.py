"""
1.2 Initialization: depth, both ways
====================================

What keeps the gradient on its way back, in nets of ReLUs, of tanh and of logistic functions, and
whose variance is which.
"""

import matplotlib.pyplot as plt
import numpy as np

import reluridge as rr

plt.style.use("reluridge.lecture")

# %%
# Fifty layers, there and back
# ----------------------------
# Thin lines are nets that are drawn, thick ones what is expected of wide layers
# (:claim:`1.2.e`, :claim:`1.2.i`).  The signal starts at layer 0 and goes right, the gradient
# starts at layer 50 and goes left.  With He's :math:`2/d` a ReLU net keeps both, give or take the
# luck of each layer; with :math:`1/d` both halve in every layer.  Through tanh :math:`1/d` loses
# both slowly, while with :math:`2/d` the signal settles and the gradient grows.

width, depth, seeds = 150, 50, 5
activations = {"relu": (rr.relu, lambda h: h > 0), "tanh": (np.tanh, lambda h: 1 - h**2)}


def there_and_back(k, activation, seed):
    """Return the mean squares of signal and gradient in each layer of a net that is drawn."""
    rng, h, layers, signal, gradient = np.random.default_rng(seed), np.ones(width), [], [1.0], [1.0]
    phi, slope = activations[activation]
    for _ in range(depth):
        W = rr.gaussian((width, width), k / width, rng)
        h = phi(W @ h)
        layers.append((W, slope(h)))  # from what the activation returns
        signal.append(np.mean(h**2))
    g = rng.choice([-1, 1], size=width)
    for W, slopes in layers[::-1]:
        g = W.T @ (slopes * g)
        gradient.append(np.mean(g**2))
    return signal, gradient[::-1]


nets = [(activation, k) for activation in activations for k in (1, 2)]
drawn, expected, ends = {}, {}, {}
for activation, k in nets:
    widths, variances = [width] * (depth + 1), [k / width] * depth
    runs = [there_and_back(k, activation, seed) for seed in range(seeds)]
    signal, gradient = rr.signal_and_gradient(widths, variances, activation)
    name = f"{activation} with {k}/d"
    drawn[name], expected[name], ends[name] = runs, (signal, gradient), (signal[-1], gradient[0])
    middle = np.median(runs, axis=0)
    assert np.allclose(np.log10([middle[0, -1], middle[1, 0]]), np.log10(ends[name]), atol=1.5)
assert np.allclose(ends["relu with 2/d"], 1)
assert np.allclose(ends["relu with 1/d"], 2.0**-depth)
assert 1 / 5 < ends["tanh with 2/d"][0] < 1 / 2
assert ends["tanh with 2/d"][1] > 20
assert all(1 / 200 < end < 1 / 50 for end in ends["tanh with 1/d"])
told = ", ".join(f"{a:.2g} and {b:.2g} for {name}" for name, (a, b) in ends.items())
print(f"Expected after {depth} layers, signal and gradient: {told}.")

fig, axes = plt.subplots(2, 1, figsize=(4.8, 5), sharex=True)
for activation, k in nets:
    ax, name = axes[int(activation == "tanh")], f"{activation} with {k}/d"
    for way, color in enumerate(("C0", "C4")):
        for run in drawn[name]:
            ax.plot(run[way], "-", color=color, lw=0.6, alpha=0.4)
        ax.plot(expected[name][way], ("", "--", "-")[k], color=color, lw=2.2)
for ax, name in zip(axes, ("ReLU", "tanh"), strict=True):
    ax.set(yscale="log", xlim=(0, depth), ylabel="mean square")
    ax.annotate(name, (0.5, 0.05), xycoords="axes fraction", ha="center", weight="bold")
axes[0].set(ylim=(1e-18, 1e4), yticks=[1, 1e-5, 1e-10, 1e-15])
axes[1].set_xlabel("layer")
axes[0].set_title("A factor in each layer, forward and backward")
keys = {
    "signal, going right": "C0-",
    "gradient, going left": "C4-",
    "variance 2/d": "C6-",
    "variance 1/d": "C6--",
}
lines = [axes[0].plot([], [], look)[0] for look in keys.values()]
fig.legend(lines, keys, loc="outside lower center", ncols=2)
fig.set_label(
    f"Mean squares through {depth} layers on logarithmic scales, as expected and of {seeds} nets "
    "that are drawn, above for ReLU and below for tanh. The signal goes from the first layer to "
    f"the last, the gradient from the last to the first. They end at {told}."
)

# %%
# Inputs count forward, units count backward
# ------------------------------------------
# One layer of ReLUs with 100 inputs and more or fewer units.  The mean square of the signal is
# multiplied by half the variance times the inputs, that of the gradient by half the variance times
# the units (:claim:`1.2.i`).  So the variance 2/fan-in keeps the signal, whatever the number
# of units, and 2/fan-out keeps the gradient.

rng = np.random.default_rng(0)
fan_in, fan_outs, runs = 100, np.array([10, 30, 100, 300, 1000]), 200


def one_layer(n, variance):
    """Send a signal forward and a gradient backward through many layers; return mean squares."""
    out = []
    for _ in range(runs):
        W, h, g = rr.gaussian((n, fan_in), variance, rng), rng.choice([-1, 1], fan_in), 1
        z, g = W @ h, rng.normal(size=n)
        out.append([np.mean(rr.relu(z) ** 2), np.mean((W.T @ ((z > 0) * g)) ** 2)])
    return np.array(out)


found, expected = {}, {}
for name, fan in (("2/fan-in", fan_in + 0 * fan_outs), ("2/fan-out", fan_outs)):
    draws = np.array([one_layer(n, 2 / f) for n, f in zip(fan_outs, fan, strict=True)])
    wide = [
        rr.signal_and_gradient([fan_in, n], [2 / f], "relu")
        for n, f in zip(fan_outs, fan, strict=True)
    ]
    expected[name] = np.array([(signal[1], gradient[0]) for signal, gradient in wide])
    found[name] = draws.mean(axis=1)
    assert np.all(np.abs(found[name] - expected[name]) < 5 * draws.std(axis=1) / runs**0.5)
assert np.allclose(expected["2/fan-in"], np.c_[np.ones(5), fan_outs / fan_in])
assert np.allclose(expected["2/fan-out"], np.c_[fan_in / fan_outs, np.ones(5)])
print(f"The means of {runs} layers are within 5 standard errors of the formula.")

fig, axes = plt.subplots(1, 2, figsize=(4.8, 2.8), sharey=True)
for ax, name in zip(axes, found, strict=True):
    for way, (color, style, marker) in enumerate((("C0", "-", "o"), ("C4", "--", "s"))):
        label = ("signal, forward", "gradient, backward")[way]
        ax.plot(fan_outs, expected[name][:, way], style, color=color)
        ax.plot(fan_outs, found[name][:, way], marker, color=color)
        ax.plot([], [], style, marker=marker, color=color, label=label if ax is axes[0] else "")
    ax.set(xscale="log", yscale="log", xlabel="units (100 inputs)", title=f"variance {name}")
    ax.set_xticks([10, 100, 1000], ["10", "100", "1000"])
    ax.minorticks_off()
axes[0].set_ylabel("factor of the mean square")
axes[0].set_yticks([0.1, 1, 10], ["0.1", "1", "10"])
fig.legend(loc="outside lower center", ncols=2)
fig.set_label(
    "The factor by which a layer of ReLUs with 100 inputs multiplies the mean square of the signal "
    "and of the gradient, against the number of units from 10 to 1000. With variance 2/fan-in the "
    "signal's stays at 1 and the gradient's grows from 0.1 to 10; with 2/fan-out the gradient's "
    "stays at 1 and the signal's falls from 10 to 0.1. Sampled dots lie on the lines."
)

# %%
# Whose variance is which
# -----------------------
# The course notes call 1/fan-in Xavier's.  Xavier Glorot and Yoshua Bengio propose something
# else, which agrees with it only where a layer has as many units as inputs (:claim:`1.2.c`).
# Dots are drawn matrices, lines the formulas.

names = {
    "He": (rr.he_normal, lambda m: 2 + 0 * m, "C5", "D", "-."),
    "LeCun": (rr.lecun_normal, lambda m: 1 + 0 * m, "C0", "o", "-"),
    "Glorot": (rr.glorot_normal, lambda m: 2 * fan_in / (fan_in + m), "C6", "s", "--"),
}
bound = fan_in**-0.5
drawn = {"PyTorch": [np.mean(rng.uniform(-bound, bound, (m, fan_in)) ** 2) for m in fan_outs]}
for name, (init, formula, *_) in names.items():
    drawn[name] = [np.mean(init((m, fan_in), rng) ** 2) for m in fan_outs]
    off = np.array(drawn[name]) * fan_in / formula(fan_outs) - 1
    assert np.all(np.abs(off) < 5 * np.sqrt(2 / fan_in / fan_outs))
print("All 15 normal matrices are within 5 standard errors of their formula.")

fine = np.geomspace(10, 1000, 100)
fig, ax = plt.subplots()
for name, (_, formula, color, marker, style) in names.items():
    ax.plot(fine, formula(fine), style, color=color)
    ax.plot(fan_outs, np.array(drawn[name]) * fan_in, marker, color=color)
    at = (1000, formula(1000))
    ax.annotate(name, at, xytext=(8, -3), textcoords="offset points", color=color)
ax.plot(fine, 0 * fine + 1 / 3, ":", color="C7")
ax.plot(fan_outs, np.array(drawn["PyTorch"]) * fan_in, "^", color="C7")
ax.annotate("PyTorch's Linear", (10, 1 / 3), xytext=(0, 7), textcoords="offset points", color="C7")
ax.set(xscale="log", xlabel=f"units (fan-out), with {fan_in} inputs", ylabel="variance × inputs")
ax.set(xlim=(8, 3000), ylim=(0, 2.3), yticks=[0, 1 / 3, 1, 2])
ax.set_yticklabels(["0", "⅓", "1", "2"])
ax.set_xticks([10, 100, 1000], ["10", "100", "1000"])
ax.set_title("Glorot is LeCun only where the layer is square")
fig.set_label(
    "Variance of the weights times fan-in, against fan-out. He stays at 2, LeCun at 1, the start "
    "of PyTorch's linear layers at one third; Glorot falls with fan-out and crosses LeCun where "
    "fan-out equals fan-in."
)

# %%
# The logistic sigmoid is no tanh
# -------------------------------
# It maps 0 to 1/2 and has slope 1/4 there, so :math:`1/d` is wrong for it (:claim:`1.2.e`).  Its
# mean square looks healthy, because every unit sits near 1/2; what dies is the difference between
# two inputs, whose mean square each layer divides by 16 at least.  Moved to 0 and made four times
# as steep, it behaves as tanh does.

seeds = 15


def logistic(z):
    """Return 1/(1 + exp(-z))."""
    return 1 / (1 + np.exp(-z))


def distances(activation, seed, depth=12, width=100):
    """Mean squared distance between the activations of two opposite inputs."""
    rng = np.random.default_rng(seed)
    x = rng.choice([-1.0, 1.0], size=width)
    h, out = np.c_[x, -x], [4.0]
    for _ in range(depth):
        h = activation(rr.lecun_normal((width, width), rng) @ h)
        out.append(np.mean((h[:, 0] - h[:, 1]) ** 2))
    return out


cases = {
    "logistic, moved and 4 times as steep": (lambda z: 4 * logistic(z) - 2, "C5", "-."),
    "tanh": (np.tanh, "C6", "--"),
    "logistic": (logistic, "C0", "-"),
}
medians = {
    name: np.median([distances(phi, seed) for seed in range(seeds)], axis=0)
    for name, (phi, *_) in cases.items()
}
steep, straight, plain = cases
last = {name: middle[-1] for name, middle in medians.items()}
assert last[plain] < 4 * 16.0**-11
assert min(last[straight], last[steep]) > 1e-2
print(f"After 12 layers: {', '.join(f'{value:.2g} for {name}' for name, value in last.items())}.")

fig, ax = plt.subplots(figsize=(4.8, 2.4))
for name, (_, color, style) in cases.items():
    ax.plot(medians[name], ls=style, color=color)
    at = {steep: (11.8, 8), straight: (11.8, 3e-3), plain: (8, 1e-8)}[name]
    ax.annotate(name, at, color=color, ha="right" if name != plain else "left")
ax.set(yscale="log", xlabel="layer", ylabel="squared distance", xlim=(0, 12), ylim=(1e-17, 1e3))
ax.set_xticks(range(0, 13, 2))
ax.set_yticks([1, 1e-5, 1e-10, 1e-15])
ax.set_title("A logistic net forgets its input")
fig.set_label(
    "Mean squared distance between the activations of two opposite inputs, layer by layer, for "
    f"weights of variance 1/d, in the median of {seeds} nets. It falls slowly for tanh and for the "
    f"logistic function moved to 0 with slope 1, and to {last[plain]:.0e} after 12 layers for the "
    "logistic function itself."
)

plt.show()
