"""
1 ReLU nets: one net learns a wave
==================================

Chapter 1 in one run: where the elbows of a net start, how training moves them, what they build,
and which units stay behind.
"""

import matplotlib.pyplot as plt
import numpy as np

import reluridge as rr

plt.style.use("reluridge.lecture")

# %%
# Twelve elbows on their way
# --------------------------
# A net of twelve units learns 31 points of a wave.  It bends at its elbows (:claim:`1.1.c`), and
# gradient descent moves them (:claim:`1.1.e`).  Its weights and biases are drawn from one normal
# distribution, so that some elbows start outside the data, two of them outside the picture.  Three
# units are dead from the start, and stay where they are (:claim:`1.3.c`).  A fourth one is pushed
# to the end of the data, and dies there.

h, n_steps, step_size = 12, 6000, 0.05
x = np.linspace(-1, 1, 31)
y = np.sin(4 * x)
w, b, v = np.random.default_rng(3).normal(size=(3, h))
shown = np.unique(np.geomspace(1, n_steps + 1, 80).round().astype(int) - 1)  # steps
nets = [rr.ReLUNet(w, b, v / h**0.5, 0)]
for n in np.diff(shown):
    nets.append(rr.train(nets[-1], x, y, step_size, int(n))[0])
elbows = np.array([net.elbows for net in nets])
losses = np.array([rr.backprop(net, x, y)[0] for net in nets])
dead = np.array([rr.unit_states(net.w, net.b, x) for net in nets]) == "dead"

assert np.all(np.diff(losses) < 0)  # in this draw
assert losses[-1] < 0.01 < 0.4 < losses[0]  # in this draw
assert (dead[0].sum(), dead[-1].sum()) == (3, 4)  # in this draw
assert np.all(elbows[:, dead[0]] == elbows[0, dead[0]]), "dead ones stay where they are"
assert np.all(dead[1:] >= dead[:-1])
assert abs(elbows[-1, dead[-1] & ~dead[0]] + 1) < 0.02  # in this draw
assert np.sum(dead[0] & (abs(elbows[0]) < 1.55)) == 2  # in this draw; the third is out of sight
assert np.sum(abs(elbows[-1] + np.pi / 8) < 0.1) == 2  # in this draw; there the wave turns
later = rr.train(nets[-1], x, y, step_size, 4000)[0].elbows
assert np.sum(abs(later + np.pi / 8) < 0.1) == 1  # in this draw; one of the two has gone on
print(
    f"The loss falls from {losses[0]:.1f} to {losses[-1]:.3f}. Of the {h} units {dead[0].sum()} "
    f"are dead at the start and {dead[-1].sum()} at the end."
)

LOOK = {False: {"color": "C0"}, True: {"color": "C7", "fillstyle": "none", "mew": 1.6}}  # dead?
DASH = {False: "-", True: (0, (3, 1.5))}


def graph(ax, net, dead, to):
    """Draw the data and a net; a thread goes from each elbow to the height `to`."""
    places = np.sort(np.r_[-1.55, net.elbows[abs(net.elbows) < 1.55], 1.55])
    ax.plot(x, y, "o", color="C6", ms=3)
    ax.plot(places, net(places), "-", color="C0", lw=2.4)
    for kind, look in LOOK.items():
        e = net.elbows[dead == kind]
        ax.vlines(e, net(e), to, color=look["color"], ls=DASH[kind], lw=1.8)
        ax.plot(e, net(e), "o", ms=7, **look)
    ax.set(ylim=(-1.45, 1.45), yticks=[-1, 0, 1], ylabel="y")


fig, (top, middle, bottom) = plt.subplots(
    3, figsize=(4.8, 5.4), sharex=True, height_ratios=[1, 1.5, 1]
)
graph(top, nets[0], dead[0], -1.45)
graph(bottom, nets[-1], dead[-1], 1.45)
for kind, look in LOOK.items():
    here = dead == kind
    here[1:] |= here[:-1]  # up to where it dies
    path = np.where(here, elbows, np.nan)
    middle.plot(path, shown + 10, ls=DASH[kind], color=look["color"], lw=1.8)
top.set_title("One net learns a wave")
middle.set(yscale="log", ylim=(n_steps + 10, 10), xlim=(-1.55, 1.4), ylabel="steps")
middle.set_yticks([10, 20, 110, 1010, 6010], ["0", "10", "100", "1000", "6000"])
middle.minorticks_off()
middle.grid(axis="y", visible=False)
bottom.set_xlabel("x")
for ax, at, number, words, color in (
    (top, 0.5, "1.2", "where\nelbows start", "C0"),
    (middle, 0.78, "1.1", "how training\nmoves them", "C0"),
    (middle, 0.26, "1.3", "the dead,\nwhich stay", "C7"),
    (bottom, 0.5, "1.1", "what\nthey build", "C0"),
):
    place = {"transform": ax.transAxes, "color": color}
    ax.text(1.03, at + 0.02, number, weight="bold", size=12, va="bottom", **place)
    ax.text(1.03, at, words, va="top", **place)
fig.set_label(
    "Three pictures, one below the other. Above, a nearly straight net, far from the points of a "
    "wave, with twelve elbows. In the middle a thread for each elbow, time running downward: most "
    "bend toward a few places, and the dead ones stay where they are. Below, the net after "
    f"{n_steps} steps, which follows the wave and bends at the ends of the threads."
)

plt.show()
