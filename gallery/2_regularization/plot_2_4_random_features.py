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

x = np.linspace(-1, 1, 12)  # the twelve points
y = np.array([0.1, -0.7, -1.1, -1.8, -0.1, 0.1, 0.2, 1.0, 1.1, 0.7, 0.9, -0.1])
X = x[:, None] ** np.arange(1, 10)
lam = 0.2
w = rr.ridge(X, y, lam)
grid = np.linspace(-1, 1, 81)
powers = grid[:, None] ** np.arange(1, 10)
rng = np.random.default_rng(0)


def noisy(k):
    """Return the weights of X in the shortest solution with k columns of noise beside it."""
    noise = rng.normal(scale=np.sqrt(lam / k), size=(12, k))
    return rr.ols(np.hstack([X, noise]), y)[:9]


# %%
# A thousand columns of noise
# ---------------------------
# Beside the nine features of the twelve points stand 1000 columns of random numbers, which have
# nothing to do with the targets, and of all solutions the shortest is taken.  They are thrown
# away afterwards, as the fake features were.  Of the weights of the nine features nearly those
# of ridge regression are left (:claim:`2.4.d`).

wild, calm, among = powers @ rr.ols(X, y), powers @ w, powers @ noisy(1000)
off = np.abs(among - calm).max()

assert np.abs(wild).max() > 2 * np.abs(calm).max(), "the wild curve of least squares"
assert off < 0.15, "close to that of ridge regression"
print(f"With 1000 columns of noise the curve is {off:.1f} or less from that of ridge regression.")

fig, ax = plt.subplots(figsize=(4.8, 3.5))
ax.plot(grid, wild, ":", color="C7", label="least squares")
ax.plot(grid, calm, "-", color="C2", lw=5, alpha=0.5, label="ridge")
ax.plot(grid, among, "-", color="C0", label="with noise")
ax.plot(x, y, "o", color="C6")
ax.set(xlabel="x", ylabel="y", ylim=(-2.4, 2.4), xticks=(-1, -0.5, 0, 0.5, 1))
ax.set_title("1000 columns of noise calm the curve")
fig.legend(loc="outside lower center", ncols=3)
fig.set_label(
    "The twelve points and three curves. That of least squares swings widely; that of ridge "
    "regression is calm, and that of the shortest solution with 1000 columns of noise lies on it."
)

# %%
# A few columns
# -------------
# With three columns of noise there are as many columns as points, and one solution, which goes
# through all of them.  It is wilder than least squares, and only with many more columns does the
# curve calm down (:claim:`2.4.d`).  The error is the mean squared distance from the sine that the
# points were drawn around; medians and middle halves of 300 draws.

few = np.array([0, 1, 2, 3, 4, 6, 8, 10, 20, 40, 80, 1280])
sine = np.sin(np.pi * grid)
wrong = np.zeros((few.size, 300))
for row, k in zip(wrong, few.tolist(), strict=True):
    fits = np.array([noisy(k) if k else rr.ols(X, y) for _ in row])
    row[:] = np.mean((fits @ powers.T - sine) ** 2, axis=1)
low, middle, high = np.quantile(wrong, [0.25, 0.5, 0.75], axis=1)
top, best = np.argmax(middle), np.mean((calm - sine) ** 2)

assert few[top] == 3
assert middle[top] > 3 * middle[0], "the error is more than three times that of least squares alone"
assert np.all(np.diff(middle[top:-2]) < 0), "then it falls"
assert np.all(abs(middle[-2:] / best - 1) < 0.1), "to that of ridge regression"
wilder = np.mean(wrong[3] > middle[0])
assert 0.85 < wilder < 0.95  # as the page says: in about nine of ten draws
print(f"With 3 columns {wilder:.0%} of the draws have a larger error than least squares.")
print(f"The median goes from {middle[0]:.1f} to {middle[top]:.1f} and then to {middle[-1]:.2f}.")

least = {0: [np.linalg.svd(X, compute_uv=False)[-1]]}  # the smallest singular value
for k, times in [(3, 1000), (10, 1000), (1280, 100)]:
    noise = np.random.default_rng(1).normal(scale=np.sqrt(lam / k), size=(times, 12, k))
    least[k] = [np.linalg.svd(np.hstack([X, F]), compute_uv=False)[-1] for F in noise]
assert max(least[3]) < least[0][0]  # three columns can only make it smaller
said = [f"{np.median(found):.{2 if k in (0, 1280) else 1}g}" for k, found in least.items()]
assert said == ["0.0019", "0.0007", "0.1", "0.42"]  # as the page says
print(
    "The smallest singular value in the middle: "
    + ", ".join(f"{s} with {k} columns" for s, k in zip(said, least, strict=True))
    + "."
)

fig, ax = plt.subplots(figsize=(4.8, 3.2))
places = np.arange(few.size)
ax.axhline(best, color="C2", lw=5, alpha=0.5)
ax.fill_between(places, low, high, color="C0", alpha=0.2, lw=0)
ax.plot(places, middle, "o-", color="C0", ms=5)
ax.axvline(top, color="C6", lw=1, ls=":")
ax.text(top + 0.3, 5, "columns = points", color="C6", va="center")
ax.text(0, 1.15 * best, "ridge", color="C2", va="bottom")
ax.set_yscale("log")
ax.minorticks_off()
ax.set_xticks(places, ["" if k == 80 else k for k in few])
ax.set_yticks([0.1, 1, 10], ["0.1", "1", "10"])
ax.set(xlabel="columns of noise k", ylabel="error", ylim=(0.03, 10))
ax.set_title("Few columns harm, many calm")
fig.set_label(
    "The error of the curve against the number of columns of noise. It is "
    f"{middle[0]:.1f} without any, {middle[top]:.1f} with 3 columns, where columns are as many as "
    f"points, and {middle[-1]:.2f} with {few[-1]}, as for ridge regression."
)

# %%
# How many random features
# ------------------------
# Only :math:`FF^T = \lambda I` matters, and :math:`k` columns of noise with variance
# :math:`\lambda/k` have it on average.  The shortest solution tends to ridge as :math:`k`
# grows, slowly: the error falls like :math:`1/\sqrt k` (:claim:`2.4.d`).  The band holds
# the middle nine tenths of 100 draws.

counts = 20 * 2 ** np.arange(7)
errors = np.array([[np.linalg.norm(noisy(k) - w) for _ in range(100)] for k in counts.tolist()])
low, middle, high = np.quantile(errors / np.linalg.norm(w), [0.05, 0.5, 0.95], axis=1)
slope = np.polyfit(np.log(counts[2:]), np.log(middle[2:]), 1)[0]

assert abs(slope + 0.5) < 0.12
print(f"From {counts[2]} columns on the median falls along a line of slope {slope:.1f}.")

fig, ax = plt.subplots(figsize=(4.8, 3.4))
ax.fill_between(counts, low, high, color="C0", alpha=0.2, lw=0)
ax.loglog(counts, middle, "o-", color="C0")
guide = middle[-1] * np.sqrt(counts[-1] / counts)
ax.loglog(counts, guide, "--", color="C6", lw=1.2)
ax.text(counts[3], 0.45 * guide[3], "slope −1/2", color="C6", ha="right")
ax.minorticks_off()
ax.set_xticks(counts[::2], counts[::2])
ax.set_yticks([0.02, 0.05, 0.1, 0.2, 0.5], [0.02, 0.05, 0.1, 0.2, 0.5])
ax.set(xlabel="columns of noise k", ylabel="relative distance from ridge")
ax.set_title("Four times the columns halve the error")
fig.set_label(
    "Relative distance from ridge of the shortest solution with k columns of noise, on logarithmic "
    f"axes, median and band of 100 draws. It falls from {middle[0]:.2f} at k = {counts[0]} to "
    f"{middle[-1]:.3f} at k = {counts[-1]}, along a line of slope -1/2."
)

# %%
# Where gradient descent ends
# ---------------------------
# Gradient descent on the system with fake features moves only within the row space.
# From 0, or any other combination of rows, it ends at ridge.  From elsewhere it keeps
# what it started with outside the row space and ends at a longer solution, although
# the equations hold there just as well (:claim:`2.4.d`).  Bands of twenty starts of each kind:

A = rr.append_fake_features(X, lam)
step_size = rr.step_size_limit(A) / 2
steps = np.unique(np.geomspace(1, 1000, 24).astype(int))


def distances(start):
    """Return how far w is from ridge, and the system from holding, after each of the steps."""
    path = np.array([rr.iterate(A, y, 0, step_size, t, start) for t in steps.tolist()])
    return np.linalg.norm(path[:, :9] - w, axis=1), np.linalg.norm(path @ A.T - y, axis=1)


inside = np.array([distances(rng.normal(size=12) @ A) for _ in range(20)])
outside = np.array([distances(rng.normal(size=21)) for _ in range(20)])

assert inside[:, 0, -1].max() < 1e-5, "ends at ridge"
assert outside[:, 0, -1].min() > 1e-2, "from elsewhere it ends somewhere else"
assert max(inside[:, 1, -1].max(), outside[:, 1, -1].max()) < 1e-5, "the equations hold in the end"
print(
    "From the row space all end within 1e-5 of ridge, from elsewhere at least "
    f"{outside[:, 0, -1].min():.1f} away; the equations hold to 1e-5 in every case."
)

fig, axes = plt.subplots(2, 1, figsize=(4.8, 4.8), sharex=True)
for ax, part in zip(axes, (0, 1), strict=True):
    for starts, color in [(outside, "C1"), (inside, "C0")]:
        values = starts[:, part]
        ax.fill_between(steps, values.min(0), values.max(0), color=color, alpha=0.3, lw=0)
        ax.loglog(steps, np.median(values, axis=0), "-" if color == "C0" else "--", color=color)
    ax.minorticks_off()
    ax.set_xticks([1, 10, 100, 1000], [1, 10, 100, 1000])
    ax.set_yticks([1e-8, 1e-4, 1], ["10⁻⁸", "10⁻⁴", "1"])
    ax.set(ylim=(1e-9, 100))
axes[0].text(1.2, 1e-4, "from the row space", color="C0", weight="bold")
axes[0].text(1.2, 1e-6, "from elsewhere", color="C1", weight="bold")
axes[0].set(ylabel="w from ridge")
axes[0].set_title("Only from the row space does it end at ridge")
axes[1].set(xlabel="steps of gradient descent", ylabel="error of the equations")
axes[1].set_title("The equations hold in the end in any case")
fig.set_label(
    "Two panels against the number of steps. The distance of the weights from ridge falls to "
    "almost 0 from 20 starts in the row space; from 20 starts elsewhere it ends between "
    f"{outside[:, 0, -1].min():.1f} and {outside[:, 0, -1].max():.1f}. The equations hold in the "
    "end in all cases."
)

plt.show()
