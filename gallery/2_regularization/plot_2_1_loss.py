"""
2.1 Regularization in the loss: a mean, plus a penalty
======================================================

Twelve points, nine powers and no penalty: a wild curve, made of huge terms that cancel.  Then
what tames it: the training loss is a mean over the data points, a penalty is added to it once,
and the sum has its minimum nearer to 0.
"""

import matplotlib.pyplot as plt
import numpy as np

import reluridge as rr

plt.style.use("reluridge.lecture")

# %%
# Huge terms that cancel
# ----------------------
# The twelve points of this chapter, and the sum of nine powers with the least mean squared error.
# Between the last two points some of its terms are positive and some negative, and the sums of
# both are hundreds high.  On the points they cancel; between them nearly, but not quite.

x = np.linspace(-1, 1, 12)
y = np.array([0.1, -0.7, -1.1, -1.8, -0.1, 0.1, 0.2, 1.0, 1.1, 0.7, 0.9, -0.1])
powers = np.arange(1, 10)
wild = rr.ols(x[:, None] ** powers, y)

grid = np.linspace(0.8, 1, 201)
terms = wild * grid[:, None] ** powers
plus, minus = np.maximum(terms, 0).sum(axis=1), np.maximum(-terms, 0).sum(axis=1)
curve = plus - minus
peak = curve.argmax()
assert x[-2] < grid[peak] < x[-1]
assert f"{curve[peak]:.1f} {grid[peak]:.2f}" == "2.2 0.93", "is 2.2 high"
assert [round(v, -1) for v in (plus[0], minus[0], plus[-1], minus[-1])] == [100, 100, 400, 400]
assert np.all(np.abs(curve) < 0.03 * plus), (
    "about as much below 0: they cancel almost, but not quite"
)
print(
    f"At x = {grid[peak]:.2f} the positive terms add up to {plus[peak]:.1f}, the negative ones to "
    f"{-minus[peak]:.1f}, and all of them to {curve[peak]:.1f}."
)

fig, (above, below) = plt.subplots(2, figsize=(4.8, 3.6), sharex=True, height_ratios=[4, 3])
above.plot(grid, plus, "-", color="C2", lw=3.5)
above.plot(grid, minus, "--", color="C4", lw=1.6)
above.text(0.855, 265, "sum of the\npositive terms", color="C2", weight="bold", ha="center")
above.text(
    0.955, 135, "minus the sum of\nthe negative ones", color="C4", weight="bold", ha="center"
)
above.set(ylabel="height", ylim=(0, 430))
above.set_title("Two sums of hundreds, and their difference")
below.plot(grid, curve, "-", color="C0", lw=2.4)
below.plot(x[-2:], y[-2:], "o", color="C6", zorder=4)
below.text(0.9, 0.35, "their difference, the curve", color="C0", weight="bold", ha="center")
below.set(xlabel="x", ylabel="height", ylim=(-0.5, 2.6), xticks=[0.8, 0.85, 0.9, 0.95, 1])
fig.set_label(
    "Above, for x from 0.8 to 1, the sum of the positive terms and minus the sum of the negative "
    f"ones rise from {minus[0]:.0f} to {minus[-1]:.0f}, one on the other. Below, enlarged, their "
    f"difference: it passes near the last two points, and is {curve[peak]:.1f} high between them."
)

# %%
# Every point has its own loss
# ----------------------------
# Predict the numbers 1, 2 and 6 by a single one, :math:`w`.  The squared error of each is a
# parabola over :math:`w`.  The training loss is the mean of these curves, and its slope is the
# mean of their slopes (:claim:`2.1.a`).

targets, here = np.array([1.0, 2.0, 6.0]), 4.2
grid = np.linspace(-1.5, 7.5, 361)
curves = (targets - grid[:, None]) ** 2
loss = np.array([rr.mean_loss(targets, [w] * 3) for w in grid])
heights = (targets - here) ** 2
slopes = np.array([rr.gradient([[1.0]], [target], [here]).item() for target in targets])
mean = rr.mean_loss(targets, [here] * 3)

assert np.allclose(loss, curves.mean(axis=1)), "The loss is the mean of the curves"
rise = rr.mean_loss(targets, [here + 1e-3] * 3) - rr.mean_loss(targets, [here - 1e-3] * 3)
assert np.isclose(rise / 2e-3, slopes.mean()), "its slope the mean of their slopes"
assert np.isclose(rr.mean_loss(np.tile(targets, 2), [here] * 6), mean)
print(
    f"At w = {here} the slopes are {', '.join(f'{s:.1f}' for s in slopes)}, and that of the loss "
    f"is their mean, {slopes.mean():.1f}; with every point twice it is the same."
)

fig, ax = plt.subplots(figsize=(4.8, 3.2))
ax.plot(grid, curves, "-", color="C7", lw=1)
ax.plot(grid, loss, "-", color="C4", lw=3)
ends = np.array([-0.45, 0.45])
for slope, height in zip(slopes, heights, strict=True):
    ax.plot(here + ends, height + ends * slope, "-", color="C7", lw=2.8)
    ax.plot(here, height, "o", color="C7", zorder=4)
ax.plot(here + ends, mean + ends * slopes.mean(), "-", color="C6", lw=3.5, zorder=5)
ax.plot(here, mean, "o", color="C6", markersize=6, zorder=6)
for target in targets:
    ax.annotate(f"{target:g}", (target, 0), (0, 4), textcoords="offset points",
                ha="center", color="C7", weight="bold")  # fmt: skip
ax.text(6.3, 11.4, "loss: the mean\nof the curves", color="C4", weight="bold")
ax.annotate("its slope:\nthe mean of\nthe slopes", (here + 0.15, mean), (7.2, 6.2), color="C6",
            weight="bold", va="center", arrowprops={"arrowstyle": "-", "color": "C6", "lw": 0.8},
            )  # fmt: skip
ax.set(xlabel="prediction w", ylabel="squared error", ylim=(0, 15), xlim=(-1.5, 10.2))
ax.set_xticks([0, 2, 4, 6])
ax.set_title("The loss is the mean over the points")
fig.set_label(
    "Three thin parabolas over w, lowest at 1, 2 and 6, and in bold their mean. At "
    f"w = {here} short lines mark the slope of each, {', '.join(f'{s:.1f}' for s in slopes)}; the "
    f"slope of the mean is their mean, {slopes.mean():.1f}."
)

# %%
# The penalty moves the minimum
# -----------------------------
# Add :math:`R(w) = \mu w^2`, outside the mean.  The minimum of the sum lies between the weight
# that fits best and 0, and the larger :math:`\mu` is, the nearer to 0.

mus = [0.5, 2]
best = targets.mean()
totals = {
    mu: np.array(
        [rr.regularized_loss(targets, [w] * 3, [w], lambda w, mu=mu: mu * w @ w) for w in grid]
    )
    for mu in mus
}
bottoms = {mu: rr.ridge(np.ones((3, 1)), targets, lam=3 * mu)[0] for mu in mus}
for mu in mus:  # of a parabola the lowest place on a grid is the nearest one
    assert np.isclose(grid[totals[mu].argmin()], bottoms[mu], atol=0.5 * (grid[1] - grid[0]))
    assert np.isclose(bottoms[mu], best / (1 + mu))
assert all(0 < bottom < best for bottom in bottoms.values()), "between 0 and that of the loss"
assert bottoms[2] < bottoms[0.5], r"the nearer to 0 the larger $\mu$ is"
print(
    f"The minimum is at {best:g} without a penalty, at {bottoms[0.5]:.2f} for μ = 0.5 and at "
    f"{bottoms[2]:.2f} for μ = 2."
)

fig, axes = plt.subplots(2, figsize=(4.8, 4.2), sharex=True)
for ax, mu in zip(axes, mus, strict=True):
    ax.plot(grid, loss, "-", color="C4")
    ax.plot(grid, mu * grid**2, "--", color="C2")
    ax.plot(grid, totals[mu], "-", color="C0", lw=2.8)
    for w, curve, color in [(best, loss, "C4"), (bottoms[mu], totals[mu], "C0")]:
        ax.plot([w, w], [0, curve.min()], ":", color=color)
        ax.plot(w, curve.min(), "o", color=color, markersize=7)
    ax.annotate("", (bottoms[mu], 0.5), (best, 0.5),
                arrowprops={"arrowstyle": "->", "color": "C6", "lw": 1.8})  # fmt: skip
    ax.set(ylabel=f"objective at μ = {mu:g}", ylim=(0, 18), xlim=(-1.5, 7.5))
axes[0].text(4.45, 4.2, "mean loss", color="C4", weight="bold")
axes[0].text(-1.4, 2.2, "penalty", color="C2", weight="bold")
axes[0].text(-0.75, 8.6, "sum", color="C0", weight="bold")
axes[1].set_xlabel("w")
axes[0].set_title("The larger μ, the nearer to 0 the minimum")
fig.set_label(
    "Two panels: the mean loss, the penalty and their sum over w. The minimum of the mean loss is "
    f"at {best:g}; an arrow on the axis leads from there to that of the sum, at {bottoms[0.5]:.0f} "
    f"for μ = {mus[0]:g} and at {bottoms[2]:.0f} for μ = {mus[1]:g}."
)

# %%
# What that does to nine weights
# ------------------------------
# Back to the twelve points.  With :math:`\mu = 0.016` huge weights cost too much, and without them
# the curve no longer shoots up between the last two points.

tame = rr.ridge(x[:, None] ** powers, y, lam=12 * 0.016)  # lam is n μ
grid = np.linspace(-1, 1, 201)
highest = [(grid[:, None] ** powers @ w).max() for w in (wild, tame)]
assert highest[1] < y.max() < highest[0] / 1.9  # the tame one stays below the highest point
assert np.linalg.norm(tame) < np.linalg.norm(wild) / 100
print(f"The curves are at most {highest[0]:.1f} high without a penalty, {highest[1]:.1f} with it.")

fig, ax = plt.subplots(figsize=(4.8, 3.2))
ax.plot(grid, grid[:, None] ** powers @ wild, "--", color="C7", lw=1.8)
ax.plot(grid, grid[:, None] ** powers @ tame, "-", color="C0", lw=3.5)
ax.plot(x, y, "o", color="C6", zorder=4)
ax.annotate("no penalty", (0.84, 2.05), ha="right", color="C7")
ax.annotate("μ = 0.016", (0.1, 0.75), ha="right", color="C0", weight="bold")
ax.set(xlabel="x", ylabel="y", ylim=(-2.1, 2.4), xticks=[-1, -0.5, 0, 0.5, 1])
ax.set_title("A penalty calms the curve")
fig.set_label(
    # sphinx_gallery_thumbnail_number = 4
    f"Twelve points and two curves. Without a penalty the curve is {highest[0]:.1f} high between "
    f"the last two points; with μ = 0.016 it stays below the highest point, at {highest[1]:.1f}."
)

plt.show()
