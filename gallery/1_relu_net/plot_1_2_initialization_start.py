"""
1.2 Initialization: start from what worked
==========================================

A net that fits a related problem is a head start, if the problem is related.  What is it that
carries over?
"""

import matplotlib.pyplot as plt
import numpy as np

import reluridge as rr

plt.style.use("reluridge.lecture")

# %%
# A head start, if the problem is related
# ---------------------------------------
# The new target is a sine.  Four starts (:claim:`1.2.a`): the net for the same sine shifted by
# 0.3, fresh random weights, the net for the opposite sine, and the net for a sine whose data lay 3
# further to the right.  Ten steps from the nearby target do better than 200 from fresh weights, for
# each of the twelve seeds.  (Two more starts are for the next figure.)

x, knots = np.linspace(-1, 1, 30), np.linspace(-1, 1, 9)
seeds, n_steps = 12, 200


def starts(phase, rng):
    """Return six nets to start from."""
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
final = {name: np.array(runs)[:, -1] for name, runs in losses.items()}
assert np.all(np.array(losses["nearby target"])[:, 10] < final["fresh"])
assert np.median(final["opposite target"]) < np.median(final["fresh"])
assert np.all(final["data elsewhere"] > 5 * final["nearby target"])
print(f"Ten steps from the nearby target beat {n_steps} from fresh weights, for all {seeds} seeds.")

looks = {
    "nearby target": ("C0", "-", 0),
    "fresh": ("C6", "--", -4),
    "opposite target": ("C5", "-.", 0),
    "data elsewhere": ("C7", ":", 9),
}
steps = np.arange(n_steps + 1) + 1
fig, ax = plt.subplots(figsize=(4.8, 3.8))
for name, (color, style, up) in looks.items():
    low, middle, high = np.quantile(losses[name], [0.1, 0.5, 0.9], axis=0)
    ax.fill_between(steps, low, high, color=color, alpha=0.15, lw=0)
    ax.plot(steps, middle, style, color=color)
    ax.annotate(
        name.replace(" ", "\n"), (steps[-1], middle[-1]), xytext=(6, up), color=color,
        textcoords="offset points", va="center",
    )  # fmt: skip
ax.set(xscale="log", yscale="log", xlabel="steps", ylabel="loss", xlim=(1, 900))
ax.set_xticks([1, 4, 11, 31, 101, 201], ["0", "3", "10", "30", "100", "200"])
ax.minorticks_off()
ax.set_title("A net for a nearby target is a head start")
ends = {name: np.median(final[name]) for name in final}
fig.set_label(
    f"Loss against steps for four starts, median and middle 80 percent of {seeds} seeds, both axes "
    f"logarithmic. After {n_steps} steps the median is {ends['nearby target']:.1g} from a nearby "
    f"target, {ends['opposite target']:.2f} from the opposite target, {ends['fresh']:.2f} from "
    f"fresh random weights and {ends['data elsewhere']:.2f} from a net whose data lay elsewhere."
)

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
for name in ("old elbows, old v shuffled", "opposite target"):
    assert ends[name] < ends["old elbows, fresh v"] / 2
assert ends["old elbows, fresh v"] > ends["fresh"] / 4
print("Medians: " + ", ".join(f"{name} {ends[name]:.4f}" for name in rows) + ".")

fig, ax = plt.subplots(figsize=(4.8, 3.4))
for row, name in enumerate(rows):
    jitter = row + np.linspace(-0.25, 0.25, seeds)
    ax.plot(final[name], jitter, "o", fillstyle="none", color="C0", ls="")
    ax.plot(ends[name], row, "|", color="C6", ms=22, mew=2)
ax.set(xscale="log", xlabel=f"loss after {n_steps} steps ({seeds} seeds, bar: median)")
ax.set_yticks(range(len(rows)), rows.values())
ax.invert_yaxis()
ax.grid(axis="y", visible=False)
ax.set_title("Elbows pay together with kinks of their size")
fig.set_label(
    f"Final losses of {seeds} seeds for five starts. Medians: "
    + ", ".join(f"{ends[k]:.1g} with {name}" for k, name in rows.items()).replace("\n", " ")
    + "."
)

plt.show()
