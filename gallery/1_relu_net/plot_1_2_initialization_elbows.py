"""
1.2 Initialization: where the elbows start
==========================================

Where the elbows are, the ratio of bias and weight decides.  Here is where they land for each of the
four kinds of bias, how many units are dead there, and which kind suits which target.
"""

import matplotlib.pyplot as plt
import numpy as np

import reluridge as rr

plt.style.use("reluridge.lecture")

# %%
# A common factor moves no elbow
# ------------------------------
# Draw eight units with LeCun's variance.  He's is twice that, so his weights are the same ones
# times :math:`\sqrt2`.  Scale the bias along and every elbow :math:`-b/w` stays (:claim:`1.2.g`);
# scale the weight alone and all of them come closer to 0; without biases they are there already.

shape = (8, 1)
w = rr.lecun_normal(shape, np.random.default_rng(180)).ravel()
he = rr.he_normal(shape, np.random.default_rng(180)).ravel()
b = rr.gaussian(shape, 1, np.random.default_rng(181)).ravel()
rows = {
    "LeCun\nw, b": (w, b),
    "He\n√2 w, √2 b": (he, 2**0.5 * b),
    "√2 w, b": (he, b),
    "√2 w, 0": (he, 0 * b),
}
elbows = np.array([rr.ReLUNet(*unit, 0 * w, 0).elbows for unit in rows.values()])
assert np.allclose(elbows[0], elbows[1])
assert np.allclose(elbows[0], 2**0.5 * elbows[2]), (
    "with the weights alone scaled they lean toward 0"
)
assert not elbows[3].any()
print("With w and b scaled alike the elbows agree; with w alone they are √2 times closer to 0.")

fig, ax = plt.subplots(figsize=(4.8, 2.3))
ax.plot(elbows, np.arange(len(rows)), "-", color="C7", lw=0.8)
for row, e in enumerate(elbows):
    ax.plot(e, np.full(e.size, row), "o", color="C0", ls="none")
ax.set(xlim=(-3, 3), ylim=(len(rows) - 0.6, -0.4), xlabel="elbow −b/w")
ax.set_yticks(range(len(rows)), rows)
ax.grid(axis="y", visible=False)
ax.set_title("A factor on both w and b moves no elbow")
fig.set_label(
    # sphinx_gallery_thumbnail_number = 1
    "Elbows of the same eight units in four versions, joined by lines. From LeCun's to He's "
    "variance, with the biases scaled along, the lines are vertical; with the weights alone scaled "
    "they lean toward 0; without biases all elbows are at 0."
)

# %%
# Where each kind of bias puts them
# ---------------------------------
# Weights from :math:`\mathcal N(0, 1)` and the four kinds of bias (:claim:`1.2.h`), on data that
# fill :math:`[-1, 1]`.  Drawn as one more weight, half of the elbows miss the data, and half of
# those units are dead.  The other kinds crowd at 0; a constant :math:`c > 0` sends them to
# :math:`-c/w` and leaves no unit dead.

kinds = {
    "as_weight": "as one\nmore weight",
    "zero": "0",
    "random": "small random",
    "constant": "constant 0.1",
}
n, data, states = 20_000, [-1, 1], ("dead", "live", "always on")
w = rr.gaussian((n, 1), 1, np.random.default_rng(0)).ravel()
bias = {kind: rr.bias_init(kind, (n, 1), np.random.default_rng(1), value=0.1) for kind in kinds}
state = {kind: rr.unit_states(w, b, data) for kind, b in bias.items()}
dead = {kind: np.mean(state[kind] == "dead") for kind in kinds}
outside = {kind: np.mean(np.abs(b / w) > 1) for kind, b in bias.items()}
off = abs(dead["as_weight"] - 1 / 4) / np.sqrt(3 / 16 / n)
assert off < 5  # a quarter of the units are dead
assert abs(dead["random"] - rr.probability_dead(1, 0.1)) < 5 * np.sqrt(0.03 / n)
assert dead["zero"] == dead["constant"] == 0, "no dead unit"
print(
    f"Dead: {dead['as_weight']:.1%} with biases as one more weight (on paper: 25%), "
    f"{dead['random']:.1%} with small random ones ({rr.probability_dead(1, 0.1):.1%}), none "
    "with the other two kinds."
)

bins = np.arange(-41.5, 42) * 2 / 41  # one is around 0, and none goes over an end of the data
fig, axes = plt.subplots(4, 1, figsize=(4.8, 3.5), sharex=True)
for ax, (kind, name) in zip(axes, kinds.items(), strict=True):
    e = -bias[kind] / w + 0.0
    ax.axvspan(*data, color="C7", alpha=0.2, lw=0)
    groups = [e[state[kind] == s] for s in states]
    *_, bars = ax.hist(groups, bins, stacked=True, color=["C7", "C0", "C3"], label=states)
    for patch in bars[0]:
        patch.set(facecolor="none", edgecolor="C7", lw=0.6)  # dead is hollow
    told = f"{outside[kind]:.0%} outside, {dead[kind]:.0%} dead"
    for side, text in (("left", name.replace("\n", " ")), ("right", told)):
        ax.set_title(text, loc=side, weight="normal", size=10, pad=2)
    ax.set(yticks=[], xlim=(-2, 2))
    ax.spines.left.set_visible(False)
axes[-1].set_xlabel("elbow −b/w (shaded: the data)")
fig.suptitle("The biases decide where the elbows land", x=0.02, ha="left", size=10.5, weight="bold")
fig.legend(*axes[0].get_legend_handles_labels(), loc="outside lower center", ncols=3)
fig.set_label(
    "Histograms of the elbows for four kinds of bias, with data from -1 to 1, and the states of "
    "the units. As one more weight they spread widely and "
    f"{dead['as_weight']:.0%} of the units are dead; with biases 0 all sit at 0; small random "
    "biases give a narrow peak at 0; a constant of 0.1 gives a peak on either side of 0 and no "
    "dead unit."
)

# %%
# No dead unit, if the data lie on both sides of 0
# ------------------------------------------------
# Slide the same interval of data to the right.  As soon as 0 is no longer among the data, a unit
# with :math:`b = c > 0` and a negative enough weight is dead there (:claim:`1.2.h`).

shifts = np.linspace(0, 3, 301)
shares = {}
for kind in ("as_weight", "zero", "constant"):
    margins = [rr.dead_margin(w[:4000], bias[kind][:4000], [s - 1, s + 1]) for s in shifts]
    shares[kind] = np.mean(np.array(margins) >= 0, axis=1)
around = shifts < 0.999
assert not shares["constant"][around].any()
assert shares["constant"][~around][-1] > 0.4
assert np.all(np.diff(shares["as_weight"]) >= -0.01)
print(
    "Constant biases: no unit is dead while 0 is among the data; "
    f"{shares['constant'][-1]:.0%} are when the data are far from it."
)

fig, ax = plt.subplots()
for share, look in zip(shares.values(), ("C6-.", "C5--", "C0-"), strict=True):
    ax.plot(shifts, share, look)
ax.axvline(1, color="C7", lw=1, ls="-")
ax.annotate("0 leaves\nthe data", (1, 0.07), xytext=(-6, 0), textcoords="offset points", ha="right")
ax.annotate("as one\nmore weight", (0.02, 0.17), color="C6")
ax.annotate("all 0", (1.04, 0.52), color="C5", va="bottom")
ax.annotate("constant 0.1", (1.4, 0.3), color="C0")
ax.set(xlabel="center of data of length 2", ylabel="share of dead units", ylim=(-0.02, 0.62))
ax.set_title("A constant keeps units alive around 0 only")
fig.set_label(
    "Share of dead units against the center of an interval of data of length 2. For a constant "
    "bias and for bias 0 it is 0 until the interval leaves 0 behind, then it jumps toward one "
    f"half; for biases as one more weight it rises from {shares['as_weight'][0]:.2f} gradually."
)

# %%
# Which one is best?
# ------------------
# Each of them, for some target (:claim:`1.2.h`).  Twenty units stay where they land, and the best
# output weights fit a trough with a flat bottom, :math:`\max(|x|, a)`, which bends at
# :math:`\pm a`.  Small random biases and the constant are of size 0.1.  With :math:`a = 0` the
# elbows at 0 are exact; for bends close to 0 the small random ones win, around 0.1 the constant,
# and far out the biases drawn as one more weight.  Who knows :math:`a` can do better: the most
# elbows land near :math:`\pm a` if the constant is as large as :math:`a`.  All are medians of 60
# draws, on 201 points; 101 points have the same winners.  (For bends closer than two points are,
# they would not.)

draws, bends = 60, np.r_[0, np.geomspace(0.02, 0.8, 24)]


def errors(w, b, x, bends):
    """Return the share of each target that the best output weights leave."""
    A = np.c_[rr.relu(np.outer(x, w) + b), np.ones(x.size)]
    U, s, _ = np.linalg.svd(A, full_matrices=False)
    U, Y = U[:, s > 1e-9 * s[0]], np.maximum(np.abs(x), bends[:, None]).T
    return np.mean((Y - U @ (U.T @ Y)) ** 2, axis=0) / np.var(Y, axis=0)


def drawn(kind, seed):
    """Return the weights and the biases of twenty units."""
    rng = np.random.default_rng(seed)
    return rr.gaussian((20, 1), 1, rng).ravel(), rr.bias_init(kind, (20, 1), rng, value=0.1)


for points in (101, 201):
    x = np.linspace(-1, 1, points)
    middle = {
        kind: np.median([errors(*drawn(kind, seed), x, bends) for seed in range(draws)], axis=0)
        for kind in kinds
    }
    best = np.array(list(kinds))[np.argmin(list(middle.values()), axis=0)]
    assert best[0] == "zero"  # in this draw
    assert middle["zero"][0] < 1e-20
    assert best[np.abs(bends - 0.03).argmin()] == "random"  # in this draw
    assert best[np.abs(bends - 0.15).argmin()] == "constant"  # in this draw
    assert np.all(best[bends > 0.4] == "as_weight")  # in this draw
    changes = best[1:][np.r_[True, best[2:] != best[1:-1]]]
    assert [kinds[kind].replace("\n", " ") for kind in changes] == [
        "small random",
        "constant 0.1",
        "as one more weight",
    ], "small random, constant 0.1, as one more weight"  # in this draw
deep = [
    [errors(*drawn(kind, seed), x, np.array([0.7]))[0] for kind in kinds] for seed in range(200)
]
won = np.mean(np.argmin(deep, axis=1) == list(kinds).index("as_weight"))
assert 0.68 < won < 0.82  # in this draw

weights = [drawn("zero", seed)[0] for seed in range(draws)]


def fixed(c, a):
    """Return the median share that a constant c leaves of the trough that bends at -a and a."""
    return np.median([errors(w, np.full(20, c), x, np.array([a])) for w in weights])


known = np.array([fixed(a, a) for a in bends[1:]])
lowest = np.min([middle[kind][1:] for kind in kinds], axis=0)
near = bends[1:] > 0.2
assert np.all(known[near] < 0.7 * lowest[near]), (  # in this draw
    "a constant as large as $a$ is lower than all of them"
)
sizes = np.arange(0.05, 1.01, 0.05)
for a in (0.1, 0.3, 0.5):
    least = sizes[np.argmin([fixed(c, a) for c in sizes])]
    assert a / 1.5 < least < 1.5 * a  # in this draw
print(
    "Best at a = 0, 0.03, 0.15 and 0.8: "
    + ", ".join(
        kinds[best[np.abs(bends - a).argmin()]].replace("\n", " ") for a in (0, 0.03, 0.15, 0.8)
    )
    + "."
)

fig, ax = plt.subplots(figsize=(4.8, 3))
names_at = {
    "as_weight": (0.0195, 9e-4), "zero": (0.115, 1.5e-2),
    "random": (0.0195, 4e-6), "constant": (0.125, 1.5e-6),
}  # fmt: skip
looks = {"as_weight": "C6-.", "zero": "C7--", "random": "C5:", "constant": "C0-"}
for kind, look in looks.items():
    ax.plot(bends[1:], middle[kind][1:], look, lw=2.2)
    ax.annotate(kinds[kind], names_at[kind], color=look[:2])
ax.plot(bends[1:], known, "-", color="C1", lw=2.2)
ax.annotate("constant a", (0.4, 1e-4), color="C1")
ax.set(xscale="log", yscale="log", ylabel="share not fitted", ylim=(4e-7, 1))
ax.set_xlabel("a: the target bends at −a and a")
ax.set_xticks([0.02, 0.1, 0.5], ["0.02", "0.1", "0.5"])
ax.minorticks_off()
ax.set_title("Each kind of bias is best for some target")
fig.set_label(
    "Share of a target that bends at −a and a which is not fitted by twenty units that stay where "
    "they start, against a from 0.02 on, for four kinds of bias. Small random ones are best up to "
    f"{bends[best == 'random'].max():.2f}, then the constant, and as one more weight from "
    f"{bends[best == 'as_weight'].min():.2f} on. A constant that is as large as a is better "
    "than all four from 0.2 on."
)

plt.show()
