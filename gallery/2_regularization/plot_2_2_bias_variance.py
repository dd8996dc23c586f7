"""
2.2 Least squares: bias and variance
====================================

What another draw of the noise would have done to the fit, at every strength λ.
"""

import matplotlib.pyplot as plt
import numpy as np

import reluridge as rr

plt.style.use("reluridge.lecture")

# %%
# What the points see, and what is true
# -------------------------------------
# Ridge regression is linear in the targets, so the means over all draws of the noise can be
# computed without drawing any: the mean of the fits is the fit to the sine itself, and what the
# noise adds has the variance :math:`\sigma^2` times a sum of squares (:claim:`2.2.f`).  Against the
# sine the error has a minimum.  Against the twelve points that were fitted it has none, and at
# :math:`\lambda = 0` it is far below :math:`\sigma^2`: there the fit has followed the noise.

sigma, lams = 0.35, np.geomspace(1e-6, 10, 71)
x, between = np.linspace(-1, 1, 12), np.linspace(-1, 1, 401)
X, at = x[:, None] ** np.arange(1, 10), between[:, None] ** np.arange(1, 10)
on_points, of_curve = np.zeros(lams.size), np.zeros((lams.size, 2))
for i, lam in enumerate(lams):
    A = np.transpose([rr.ridge(X, one, lam) for one in np.eye(12)])  # the weights are A y
    mean, scatter = at @ A @ np.sin(np.pi * x), sigma**2 * np.sum((at @ A) ** 2, axis=1)
    of_curve[i] = np.mean((mean - np.sin(np.pi * between)) ** 2), np.mean(scatter)
    left = np.eye(12) - X @ A
    on_points[i] = np.mean((left @ np.sin(np.pi * x)) ** 2) + sigma**2 * np.sum(left**2) / 12
error = of_curve.sum(axis=1)
best = np.argmin(error)

fig, ax = plt.subplots(figsize=(4.8, 3.6))
ax.loglog(lams, error, "-", color="C4", lw=2.5, label="from the sine")
ax.loglog(lams, on_points, "--", color="C0", label="on the twelve points")
ax.axhline(sigma**2, color="C7", lw=1, ls=":")
ax.text(3e-4, sigma**2 * 1.06, "variance of the noise", color="C7", ha="center", va="bottom")
ax.plot(lams[best], error[best], "v", color="C4", markersize=9)
ax.set(xlabel="strength λ", ylabel="expected squared error", ylim=(0.02, 0.7))
ax.set_yticks([0.02, 0.05, 0.1, 0.2, 0.5], ["0.02", "0.05", "0.1", "0.2", "0.5"])
ax.minorticks_off()
ax.set_title("Nearest to the points is not nearest to the sine")
fig.legend(loc="outside lower center", ncols=2)
fig.set_label(
    "Expected squared error against λ, on logarithmic scales. On the twelve points it rises from "
    f"{on_points[0]:.3f} to {on_points[-1]:.2f}. From the sine it falls from {error[0]:.2f} to "
    f"{error[best]:.3f} at λ = {lams[best]:.2g}, and then rises to {error[-1]:.2f}."
)

A = np.linalg.pinv(X)  # least squares
bias, scatter = at @ A @ np.sin(np.pi * x) - np.sin(np.pi * between), sigma * at @ A
assert np.isclose(np.mean(bias**2 + np.sum(scatter**2, axis=1)), 0.148, atol=5e-4)
assert np.all(np.diff(on_points) > 0), "the error on the fitted points only rises"
assert 0 < best < lams.size - 1, "the distance from the sine first falls"
assert np.all(np.diff(error[: best + 1]) < 0)
assert np.all(np.diff(error[best:]) > 0)
assert on_points[0] < sigma**2 / 3, "less than a third of the variance of the noise"
assert np.all(np.diff(of_curve[:, 1]) < 0)
print(
    f"On the points {on_points[0]:.3f} at λ = {lams[0]:g}, from the sine {error[0]:.3f}; this is "
    f"least, {error[best]:.3f}, at λ = {lams[best]:.2g}."
)

# %%
# A cloud of weights
# ------------------
# With the features :math:`x` and :math:`x^3` alone there are two weights, and a draw of the noise
# is a dot.  Let the truth be the straight line :math:`y = x`, so that :math:`w^* = (1, 0)`.  At
# :math:`\lambda = 0` the cloud lies around :math:`w^*`, long in the direction of which the data say
# little.  With :math:`\lambda > 0` the cloud is tighter, and away from :math:`w^*`
# (:claim:`2.2.f`).

two = X[:, [0, 2]]
w_true = np.array([1.0, 0.0])
clouds = [(0, "C0"), (0.3, "C2"), (3, "C4")]
numbers = np.array([rr.ridge_bias_variance(two, w_true, lam, sigma**2) for lam, _ in clouds])
targets = two @ w_true + sigma * np.random.default_rng(0).normal(size=(200, 12))
weights = {lam: np.array([rr.ridge(two, y, lam) for y in targets]) for lam, _ in clouds}
path = rr.ridge_path(two, two @ w_true, np.geomspace(1e-3, 1e3, 80))  # the mean of the fits

fig, axes = plt.subplots(1, 3, figsize=(4.8, 2.9), sharex=True, sharey=True)
for ax, (lam, color), (bias2, variance) in zip(axes, clouds, numbers, strict=True):
    ax.plot(*weights[lam].T, ".", color=color, markersize=4, alpha=0.45)
    ax.plot(*path.T, "-", color="C7", lw=1.2)
    middle = rr.ridge(two, two @ w_true, lam)
    ax.annotate("", middle, w_true, arrowprops={"arrowstyle": "->", "color": "C6", "lw": 1.8})
    ax.plot(*middle, "o", color=color, markersize=6, mec="w", zorder=4)
    ax.plot(*w_true, "*", color="C6", markersize=9, zorder=5)
    ax.plot(0, 0, "o", color="C7", markersize=3)
    told = f"bias² {bias2:.2f}\nvariance {variance:.2f}\nsum {bias2 + variance:.2f}"
    ax.text(-0.15, -2.55, told, color=color, size=9)
    ax.set(xlabel="weight of x", xticks=[0, 1, 2], yticks=[-1, 0, 1], xlim=(-0.3, 2.4),
           ylim=(-2.7, 1.6))  # fmt: skip
    ax.set_title(f"λ = {lam:g}", color=color)
axes[2].annotate("w*", w_true, xytext=(6, 4), textcoords="offset points", weight="bold")
axes[2].annotate("0", (0, 0), xytext=(-9, 1), textcoords="offset points", size=9)
axes[0].set_ylabel("weight of x³")
fig.suptitle("Less scatter, around another point", x=0.02, ha="left", size=10.5, weight="bold")
fig.set_label(
    "Three times the plane of two weights, with 200 fits each at λ = 0, 0.3 and 3. The clouds get "
    "smaller, and an arrow from the true weights to the middle of the cloud longer. Squared bias "
    "and variance are "
    + ", ".join(f"{bias2:.2f} and {variance:.2f}" for bias2, variance in numbers)
    + "."
)

spreads = [np.mean(np.sum((W - W.mean(axis=0)) ** 2, axis=1)) for W in weights.values()]
assert np.all(np.diff(numbers[:, 1]) < 0), "the larger λ is, the smaller is the cloud"
assert np.all(np.diff(numbers[:, 0]) > 0), "the farther is its middle from the true weights"
assert np.argmin(numbers.sum(axis=1)) == 1, "and the sum is least for the middle one"
assert np.allclose(spreads, numbers[:, 1], rtol=5 * np.sqrt(2 / 199))  # 200 draws in a line
print("Squared bias and variance: " + "; ".join(f"{b:.2f} and {v:.2f}" for b, v in numbers) + ".")

plt.show()
