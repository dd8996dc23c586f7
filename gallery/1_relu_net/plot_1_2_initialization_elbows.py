"""
1.2 Where the elbows start
==========================

He's variance does not decide where the elbows are, the biases do.  Here is where
they land for each of the lecture's four kinds of bias, and which of them trains
better on which target.
"""

import matplotlib.pyplot as plt
import numpy as np

import reluridge as rr

plt.style.use("reluridge.lecture")

# %%
# A factor moves no elbow
# -----------------------
# Draw eight units with LeCun's variance.  He's is twice that, so his weights are the
# same ones times :math:`\sqrt2`.  Scale the bias along and every elbow
# :math:`-b/w` stays (:claim:`1.2.g`); scale the weight alone and they all close in on
# 0; without biases they are there already.

shape = (8, 1)
w = rr.lecun_normal(shape, np.random.default_rng(180)).ravel()
he = rr.he_normal(shape, np.random.default_rng(180)).ravel()
b = rr.gaussian(shape, 1, np.random.default_rng(181)).ravel()
rows = {
    "LeCun\nw, b": (w, b),
    "He\n√2 w, √2 b": (he, 2**0.5 * b),
    "√2 w, b": (he, b),
    "He, b = 0": (he, 0 * b),
}
elbows = np.array([rr.ReLUNet(*unit, 0 * w, 0).elbows for unit in rows.values()])

fig, ax = plt.subplots()
ax.plot(elbows, np.arange(len(rows)), "-", color="C7", lw=0.8)
for row, e in enumerate(elbows):
    ax.plot(e, np.full(e.size, row), "o", color=f"C{min(row, 2)}", ls="none")
ax.set(xlim=(-3, 3), ylim=(len(rows) - 0.6, -0.4), xlabel="elbow")
ax.set_yticks(range(len(rows)), rows)
ax.grid(axis="y", visible=False)
ax.set_title("He's factor moves no elbow, the biases do")
fig.set_label(
    "Elbows of the same eight units in four versions, joined by lines. From LeCun's to He's "
    "variance, with the biases scaled along, the lines are vertical; with the weights alone scaled "
    "they lean toward 0; without biases all elbows are at 0."
)

assert np.allclose(elbows[0], elbows[1])
assert np.allclose(elbows[0], 2**0.5 * elbows[2])
assert not elbows[3].any()
print("With w and b scaled alike the elbows agree; with w alone, 0 is √2 times closer to them.")

# %%
# Where each kind of bias puts them
# ---------------------------------
# Weights from :math:`\mathcal N(0, 1)` and the four kinds of bias (:claim:`1.2.h`), on
# data that fill :math:`[-1, 1]`.  As one more weight, half of the elbows miss the data,
# and half of those units are dead.  The other kinds crowd at 0; a constant
# :math:`c > 0` sends them to :math:`-c/w` and leaves no unit dead.

kinds = {
    "as_weight": "as one\nmore weight",
    "zero": "0",
    "random": "small random",
    "constant": "constant 0.1",
}
n, data = 20_000, [-1, 1]
w = rr.gaussian((n, 1), 1, np.random.default_rng(0)).ravel()
bins = np.linspace(-2, 2, 81)

fig, axes = plt.subplots(4, 1, figsize=(4.8, 5), sharex=True)
dead = {}
for k, (ax, (kind, name)) in enumerate(zip(axes, kinds.items(), strict=True)):
    b = rr.bias_init(kind, (n, 1), np.random.default_rng(1), value=0.1)
    dead[kind] = np.mean(rr.unit_states(w, b, data) == "dead")
    outside = np.mean(np.abs(b / w) > 1)
    counts, _ = np.histogram(-b / w + 0.0, bins)
    ax.axvspan(*data, color="C7", alpha=0.2, lw=0)
    ax.bar(bins[:-1], counts / n, np.diff(bins), align="edge", color=f"C{k}")
    ax.annotate(name, (-1.95, 0.9), xycoords=("data", "axes fraction"), va="top", color=f"C{k}")
    ax.annotate(
        f"{outside:.0%} outside\n{dead[kind]:.0%} dead",
        (1.95, 0.9),
        xycoords=("data", "axes fraction"),
        va="top",
        ha="right",
    )
    ax.set(yticks=[], xlim=(-2, 2))
    ax.spines.left.set_visible(False)
axes[-1].set_xlabel("elbow (grey: the data)")
axes[0].set_title("The biases decide where the elbows land")
fig.set_label(
    "Histograms of the elbows for four kinds of bias, with data from -1 to 1. As one more weight "
    f"they spread widely and {dead['as_weight']:.0%} of the units are dead; at bias 0 all sit at "
    "0; small random biases give a narrow peak at 0; a constant of 0.1 gives a peak on either side "
    "of 0 and no dead unit."
)

assert abs(dead["as_weight"] - 1 / 4) < 5 * np.sqrt(3 / 16 / n)
assert abs(dead["random"] - rr.probability_dead(1, 0.1)) < 5 * np.sqrt(0.03 / n)
assert dead["zero"] == dead["constant"] == 0
print(
    f"Dead: {dead['as_weight']:.1%} with biases as one more weight (on paper: 25%), "
    f"{dead['random']:.1%} with small random ones ({rr.probability_dead(1, 0.1):.1%}), none "
    "with the other two kinds."
)

# %%
# No dead unit, if the data straddle 0
# ------------------------------------
# Slide the same interval of data to the right.  As soon as 0 is no longer among the
# data, a unit with :math:`b = c > 0` and a negative enough weight is dead there
# (:claim:`1.2.h`).

shifts = np.linspace(0, 3, 301)
fig, ax = plt.subplots()
shares = {}
for kind, color in [("as_weight", "C0"), ("zero", "C1"), ("constant", "C3")]:
    b = rr.bias_init(kind, (n, 1), np.random.default_rng(1), value=0.1)
    margins = [rr.dead_margin(w[:4000], b[:4000], [s - 1, s + 1]) for s in shifts]
    shares[kind] = np.mean(np.array(margins) >= 0, axis=1)
    ax.plot(shifts, shares[kind], color=color)
ax.axvline(1, color="C6", lw=1, ls="-")
ax.annotate("0 leaves\nthe data", (1, 0.07), xytext=(-6, 0), textcoords="offset points", ha="right")
ax.annotate("as one\nmore weight", (0.02, 0.17), color="C0")
ax.annotate("all 0", (1.04, 0.51), color="C1", va="bottom")
ax.annotate("constant 0.1", (1.25, 0.31), color="C3")
ax.set(xlabel="center of data of length 2", ylabel="share of dead units", ylim=(-0.02, 0.58))
ax.set_title("A constant keeps units alive around 0 only")
fig.set_label(
    "Share of dead units against the center of an interval of data of length 2. For a constant "
    "bias and for bias 0 it is 0 until the interval leaves 0 behind, then it jumps toward one "
    f"half; for biases as one more weight it rises from {shares['as_weight'][0]:.2f} gradually."
)

around = shifts < 0.999
assert not shares["constant"][around].any()
assert shares["constant"][~around][-1] > 0.4
assert np.all(np.diff(shares["as_weight"]) >= -0.01)
print(
    "Constant biases: no unit is dead while 0 is among the data; "
    f"{shares['constant'][-1]:.0%} are when the data are far from it."
)

# %%
# Which one trains better?
# ------------------------
# It depends on where the target bends (:claim:`1.2.h`).  Forty units, 150 steps of
# the same size, the same draws of :math:`w` and :math:`v` for each kind, twelve seeds.
# A target that bends at 0 alone suits elbows that start there; one that bends at
# :math:`-1/2`, 0 and :math:`1/2` suits elbows that start apart.

x, seeds = np.linspace(-1, 1, 41), 12
targets = {
    "bends at 0: |x| + 0.3x": np.abs(x) + 0.3 * x,
    "bends at −½, 0, ½: 4||x| − ½| − 1": 4 * np.abs(np.abs(x) - 0.5) - 1,
}


def final_loss(kind, y, seed):
    shape, rng = (40, 1), np.random.default_rng(seed)
    w, v = rr.gaussian(shape, 1, rng).ravel(), rr.gaussian(shape, 2 / 40, rng).ravel()
    net = rr.ReLUNet(w, rr.bias_init(kind, shape, rng), v, 0)
    return rr.train(net, x, y, step_size=0.05, n_steps=150)[1].losses[-1]


fig, axes = plt.subplots(2, 1, figsize=(4.8, 4.6))
medians = []
for ax, (title, y) in zip(axes, targets.items(), strict=True):
    losses = np.array([[final_loss(kind, y, s) for s in range(seeds)] for kind in kinds])
    medians.append(np.median(losses, axis=1))
    for row, marker in enumerate("osD^"):
        ax.plot(losses[row], np.full(seeds, row), marker, fillstyle="none", color=f"C{row}", ls="")
        ax.plot(medians[-1][row], row, "|", color="C6", ms=18, mew=2)
    ax.set(xscale="log", ylim=(3.5, -0.5))
    ax.set_yticks(range(4), [*list(kinds.values())[:3], "constant 0.01"])
    ax.grid(axis="y", visible=False)
    ax.annotate(title, (0, 1.02), xycoords="axes fraction")
axes[1].set_xticks([0.15, 0.2, 0.3, 0.4], ["0.15", "0.2", "0.3", "0.4"])
axes[1].xaxis.set_minor_formatter(lambda *_: "")
axes[1].set_xlabel(f"loss after training ({seeds} seeds, bar: median)")
axes[0].set_title("The best bias depends on the target", pad=22)
fig.set_label(
    f"Final losses of {seeds} seeds for four kinds of bias on two targets. Where the target bends "
    f"at 0, biases as one more weight are worst (median {medians[0][0]:.4f}, bias 0: "
    f"{medians[0][1]:.6f}); where it bends three times they are best ({medians[1][0]:.2f} "
    f"against {medians[1][1]:.2f})."
)

assert np.argmax(medians[0]) == 0
assert medians[0][0] > 10 * max(medians[0][1:])
assert np.argmin(medians[1]) == 0
print(
    f"Biases as one more weight: median loss {medians[0][0]:.4f} on the first target, the worst of "
    f"four, and {medians[1][0]:.2f} on the second, the best of four."
)

plt.show()
