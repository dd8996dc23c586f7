"""
2.4 Feature augmentation: irrelevant features, drawn at random
==============================================================

Columns of noise regularize too, if there are many and the solution is the shortest.
How many it takes, and what gradient descent has to do with it.
"""

import matplotlib.pyplot as plt
import numpy as np

import reluridge as rr

plt.style.use("reluridge.lecture")

# %%
# How many random features
# ------------------------
# Only :math:`FF^T = \lambda I` matters, and :math:`k` columns of noise with variance
# :math:`\lambda/k` have it on average.  The shortest solution tends to ridge as :math:`k`
# grows, slowly: the error falls like :math:`1/\sqrt k` (:claim:`2.4.d`).  Each band holds
# the middle nine tenths of 100 draws.

rng = np.random.default_rng(0)
n, d, lam, draws = 10, 3, 4.0, 100
X, y = rng.normal(size=(n, d)), rng.normal(size=n)
w = rr.ridge(X, y, lam)
counts = 10 * 2 ** np.arange(8)
errors = np.zeros((counts.size, draws))
for i, k in enumerate(counts):
    for j in range(draws):
        noise = rng.normal(scale=np.sqrt(lam / k), size=(n, k))
        errors[i, j] = np.linalg.norm(rr.ols(np.hstack([X, noise]), y)[:d] - w)
errors /= np.linalg.norm(w)
low, middle, high = np.quantile(errors, [0.05, 0.5, 0.95], axis=1)
slope = np.polyfit(np.log(counts[2:]), np.log(middle[2:]), 1)[0]

fig, ax = plt.subplots(figsize=(4.8, 3.6))
ax.fill_between(counts, low, high, color="C0", alpha=0.2, lw=0)
ax.loglog(counts, middle, "o-", color="C0")
guide = middle[-1] * np.sqrt(counts[-1] / counts)
ax.loglog(counts, 1.0 * guide, "--", color="C6", lw=1.2)
ax.text(counts[4], 2.6 * guide[4], "100 draws", color="C0")
ax.text(counts[3], 0.33 * guide[3], "slope −1/2", color="C6", ha="right")
ax.set(xlabel="random features k", ylabel="relative distance from ridge")
ax.set_title("Four times the features halve the error")
fig.set_label(
    "Relative distance from ridge of the shortest solution with k random features, on logarithmic "
    f"axes, median and band of {draws} draws. It falls from {middle[0]:.2f} at k = {counts[0]} to "
    f"{middle[-1]:.3f} at k = {counts[-1]}, along a line of slope -1/2."
)

assert abs(slope + 0.5) < 0.12
print(f"The median falls along a line of slope {slope:.2f} (on paper: -1/2, allowed: 0.12 off).")

# %%
# Where gradient descent ends
# ---------------------------
# Gradient descent on the system with fake features moves only within the row space.
# From 0, or any other combination of rows, it ends at ridge.  From elsewhere it keeps
# what it started with outside the row space and ends at a longer solution, although
# the equations hold there just as well (:claim:`2.4.d`).  Twenty starts of each kind:

A = rr.append_fake_features(X, lam)
limit = rr.step_size_limit(A)
steps = np.unique(np.geomspace(1, 300, 40).astype(int))
inside = [rng.normal(size=n) @ A for _ in range(20)]
outside = [rng.normal(size=n + d) for _ in range(20)]


def distances(start):
    """Return how far w is from ridge, and the system from holding, after each of the steps."""
    path = np.array([rr.iterate(A, y, 0, 0.5 * limit, t, start) for t in steps.tolist()])
    return np.linalg.norm(path[:, :d] - w, axis=1), np.linalg.norm(path @ A.T - y, axis=1)


fig, axes = plt.subplots(2, 1, figsize=(4.8, 5.6), sharex=True)
ends = {"in": [], "out": []}
for kind, starts, style, color in [("out", outside, "--", "C1"), ("in", inside, "-", "C7")]:
    for start in starts:
        for ax, values in zip(axes, distances(start), strict=True):
            ax.loglog(steps, np.maximum(values, 1e-14), style, color=color, lw=0.8)
        ends[kind].append([v[-1] for v in distances(start)])
for ax, values in zip(axes, distances(np.zeros(n + d)), strict=True):
    ax.loglog(steps, np.maximum(values, 1e-14), "-", color="C0", lw=2.5)
axes[0].text(1.2, 1e-5, "from 0", color="C0", weight="bold")
axes[0].text(1.2, 1e-7, "from the row space", color="C7", weight="bold")
axes[0].text(1.2, 1e-9, "from elsewhere", color="C1", weight="bold")
axes[0].set(ylabel="distance of w from ridge", ylim=(1e-14, 100))
axes[0].set_title("Only from the row space does it end at ridge")
axes[1].set(xlabel="steps of gradient descent", ylabel="error of the equations", ylim=(1e-14, 100))
axes[1].set_title("The equations hold in the end in any case")
out = np.array(ends["out"])
fig.set_label(
    "Two panels against the number of steps. The distance of the weights from ridge falls to "
    "rounding errors from 0 and from 20 starts in the row space; from 20 starts elsewhere it ends "
    f"between {out[:, 0].min():.1f} and {out[:, 0].max():.1f}. The equations hold in all cases."
)

assert np.max(ends["in"]) < 1e-6
assert out[:, 1].max() < 1e-6
assert out[:, 0].min() > 1e-3
print(
    "From the row space all end within 1e-6 of ridge, from elsewhere at least "
    f"{out[:, 0].min():.1f} away; the equations hold to 1e-6 in every case."
)

plt.show()
