"""
2.1 Regularization in the loss: a mean, plus a penalty
======================================================

The training loss is a mean over the data points.  The penalty is added to it,
once.  Here are both, drawn over the weights, and what the sum does to the minimum.
"""

import matplotlib.pyplot as plt
import numpy as np

import reluridge as rr

plt.style.use("reluridge.lecture")

# %%
# Every point has its own loss
# ----------------------------
# One weight :math:`w`, the model :math:`f(x) = wx`, the squared error: each data
# point alone is a parabola over :math:`w`.  The training loss is the mean of these
# curves, and its slope is the mean of their slopes (:claim:`2.1.a`).

rng = np.random.default_rng(1)
n = 5
x = np.array([0.6, 0.8, 1.0, 1.2, 1.4])
y = 1.5 * x + rng.normal(scale=0.8, size=n)
grid = np.linspace(-0.5, 3.5, 201)
curves = np.array([rr.squared_error(y, w * x) for w in grid])
loss = np.array([rr.mean_loss(y, w * x) for w in grid])

here = 2.6
slopes = np.array([rr.gradient([[a]], [b], [here]).item() for a, b in zip(x, y, strict=True)])
top = rr.mean_loss(y, here * x)

fig, ax = plt.subplots(figsize=(4.8, 3.6))
ax.plot(grid, curves, "-", color="C7", lw=1)
ax.plot(grid, loss, "-", color="C0", lw=3)
ends = np.array([-0.3, 0.3])
for slope, height in zip(slopes, rr.squared_error(y, here * x), strict=True):
    ax.plot(here + ends, height + ends * slope, "-", color="C7", lw=2.5)
ax.plot(here + 1.4 * ends, top + 1.4 * ends * slopes.mean(), "-", color="C1", lw=4)
ax.text(0.7, 3.6, "loss: the mean\nof the curves", color="C0", weight="bold")
ax.text(3.62, 1.9, "its slope:\nthe mean of\nthe slopes", color="C1", weight="bold")
ax.text(3.62, 4.6, "one curve for\neach point", color="C7", weight="bold")
ax.set(xlabel="weight w", ylabel="squared error", ylim=(0, 6.5), xlim=(-0.5, 5))
ax.set_title("The loss is the mean over the points")
fig.set_label(
    f"{n} thin parabolas over one weight, one for each data point, and in bold their mean. At "
    f"w = {here} short lines mark the slope of each; the slope of the mean is their mean, "
    f"{slopes.mean():.1f}."
)

# %%
# A mean, not a total: with every point twice, the curve stays where it is.

assert np.allclose(loss, curves.mean(axis=1))
assert np.allclose(np.interp(here + 1e-2, grid, loss) - np.interp(here - 1e-2, grid, loss),
                   2e-2 * slopes.mean(), rtol=0.02)  # fmt: skip
assert np.allclose([rr.mean_loss(np.r_[y, y], np.r_[w * x, w * x]) for w in grid], loss)
print(
    f"The mean of the {n} curves is the loss, and the mean of their slopes, {slopes.mean():.2f}, "
    "is its slope; with every point twice it is the same."
)

# %%
# The penalty moves the minimum
# -----------------------------
# Add :math:`R(w) = \mu w^2`, outside the mean.  The minimum of the sum lies between
# the weight that fits best and 0, and the larger :math:`\mu` is, the closer to 0.

mus = [0.5, 2]
X = x[:, None]
best = rr.ols(X, y)[0]
bottoms = []

fig, axes = plt.subplots(2, figsize=(4.8, 5.4), sharex=True)
for ax, mu in zip(axes, mus, strict=True):
    total = np.array(
        [rr.regularized_loss(y, w * x, [w], lambda w, mu=mu: mu * w @ w) for w in grid]
    )
    w_mu = rr.ridge(X, y, rr.convert_lambda(mu, "mean", "sum", n))[0]
    bottoms.append(w_mu)
    ax.plot(grid, loss, "-", color="C0")
    ax.plot(grid, mu * grid**2, "--", color="C1")
    ax.plot(grid, total, "-", color="C6", lw=2.8)
    ax.plot(best, rr.mean_loss(y, best * x), "o", color="C0", markersize=8)
    ax.plot(w_mu, np.interp(w_mu, grid, total), "o", color="C6", markersize=8)
    down = {"arrowstyle": "->", "color": "C6", "lw": 1.5}
    ax.annotate(
        "", (w_mu, rr.mean_loss(y, best * x)), (best, rr.mean_loss(y, best * x)), arrowprops=down
    )
    ax.set(ylabel=f"objective at μ = {mu:g}", ylim=(0, 5), xlim=(-0.5, 3.6))
    assert np.isclose(grid[total.argmin()], w_mu, atol=0.02)
for at, height, name, color in [
    (3.1, 1.5, "mean\nloss", "C0"),
    (2.46, 2.1, "penalty\nμ w²", "C1"),
    (0.6, 2.6, "sum", "C6"),
]:
    axes[0].text(at, height, name, color=color, weight="bold")
axes[1].set_xlabel("weight w")
axes[0].set_title("The larger the penalty, the closer to 0 the minimum of the sum", wrap=True)
fig.set_label(
    "Two panels: the mean loss, the penalty and their sum over one weight. The minimum of the "
    f"mean loss is at {best:.2f}; that of the sum at {bottoms[0]:.2f} for μ = {mus[0]:g} and at "
    f"{bottoms[1]:.2f} for μ = {mus[1]:g}."
)
assert best > bottoms[0] > bottoms[1] > 0
print(
    f"The minimum is at {best:.2f} without a penalty, at {bottoms[0]:.2f} for μ = {mus[0]:g} and "
    f"at {bottoms[1]:.2f} for μ = {mus[1]:g}."
)

# %%
# With two weights
# ----------------
# Seen from above, the mean loss is a valley with elliptic contours and the
# penalty a round bowl.  At the minimum of their sum an ellipse touches a circle:
# there the two gradients cancel.

X2 = rng.normal(size=(30, 2)) @ [[1, 0.75], [0, 0.5]]
y2 = X2 @ [1, 2] + rng.normal(scale=0.5, size=30)
lams = np.r_[0, np.geomspace(1e-2, 1e5, 300)]
path = rr.ridge_path(X2, y2, lams)
mu = 0.6
touch = rr.ridge(X2, y2, rr.convert_lambda(mu, "mean", "sum", 30))
W = np.stack(np.meshgrid(np.linspace(-0.8, 2.6, 160), np.linspace(-0.6, 3.0, 160)), axis=-1)
data = np.array([[rr.mean_loss(y2, X2 @ w) for w in row] for row in W])
price = mu * np.sum(W**2, axis=-1)
level = rr.mean_loss(y2, X2 @ touch)

fig, ax = plt.subplots(figsize=(4.8, 4.6))
low = data.min()
ax.contour(*W.T, data.T, low + (level - low) * np.array([0.1, 0.4, 1, 2, 4]), colors="C0",
           linewidths=[0.7, 0.7, 2.5, 0.7, 0.7])  # fmt: skip
r2 = touch @ touch
ax.contour(*W.T, price.T, mu * r2 * np.array([0.1, 0.4, 1, 2]), colors="C1", linestyles="--",
           linewidths=[0.7, 0.7, 2.5, 0.7])  # fmt: skip
ax.plot(*path.T, "-", color="C6", lw=2.2)
for point, name, offset, side in [
    (path[0], "mean loss\nalone", (9, 2), "left"),
    (touch, f"minimum of the sum\nat μ = {mu:g}", (10, -22), "left"),
    ((0, 0), "penalty alone", (8, -14), "left"),
]:
    ax.plot(*point, "o", color="C6", markersize=8)
    ax.annotate(name, point, xytext=offset, textcoords="offset points", ha=side, weight="bold")
ax.set(xlabel="first weight", ylabel="second weight", aspect="equal")
ax.grid(visible=False)
ax.set_title("As μ grows, the minimum travels to 0")
fig.set_label(
    "Ellipses of equal mean loss and circles of equal penalty in the plane of two weights. The "
    "minimum of their sum lies where an ellipse touches a circle; as μ grows it travels along "
    "a curve from the center of the ellipses to the center of the circles."
)

pull = rr.gradient(X2, y2, touch) / 30
assert np.allclose(pull, -2 * mu * touch)
assert np.allclose(path[-1], 0, atol=1e-2)
print("At the minimum of the sum both gradients cancel; at the largest λ it is within 0.01 of 0.")

# %%
# Mean or sum
# -----------
# The penalty stands outside the :math:`1/n`.  So dropping the :math:`1/n` means
# multiplying everything by :math:`n`, the penalty too: RSS, the sum of the squared
# errors, goes with :math:`\lambda = n\mu`.  The curves differ in height, never in
# the place of their minimum.  Keep :math:`\mu` as it is, and the penalty all but
# vanishes beside a sum (:claim:`2.1.b`).

mu = 1.0
rss = n * loss
curves = {
    "RSS/n + μ w²": loss + mu * grid**2,
    "RSS + nμ w²": rss + n * mu * grid**2,
    "RSS + μ w²": rss + mu * grid**2,
}
minima = [rr.ridge(X, y, n * mu)[0], rr.ridge(X, y, n * mu)[0], rr.ridge(X, y, mu)[0]]

fig, ax = plt.subplots(figsize=(4.8, 3.8))
for (name, curve), w_min, color, style, at in zip(
    curves.items(), minima, ["C0", "C0", "C1"], ["-", "--", "-."], [2.3, 2.0, 2.9], strict=True
):
    ax.plot(grid, curve, style, color=color)
    ax.plot(w_min, np.interp(w_min, grid, curve), "o", color=color, markersize=8)
    inside = style == "--"  # to its right is the next curve
    ax.annotate(name, (at, np.interp(at, grid, curve)), xytext=(-8 if inside else 6, -4),
                textcoords="offset points", color=color, weight="bold", va="top",
                ha="right" if inside else "left")  # fmt: skip
    assert np.isclose(grid[curve.argmin()], w_min, atol=0.02)
ax.axvline(minima[0], color="C0", lw=0.8, ls=":")
ax.set(xlabel="weight w", ylabel="objective", ylim=(0, 26), xlim=(-0.5, 3.6))
ax.set_title("The 1/n may go if the penalty grows n-fold")
fig.set_label(
    f"Three objectives over one weight, n = {n}. RSS/n + μ w² and RSS + nμ w² have their minimum "
    f"at the same weight, {minima[0]:.2f}; RSS + μ w², with the same μ, has it at {minima[2]:.2f}, "
    "near that without a penalty."
)
assert minima[0] < minima[2] < best
print(f"Minima: {', '.join(f'{w:.2f} of {name}' for name, w in zip(curves, minima, strict=True))}.")

plt.show()
