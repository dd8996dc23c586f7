"""
2.4 Feature augmentation: kernel ridge regression
=================================================

In the dual formula the points meet in inner products alone.  Other inner products make
other curves: with the Gaussian kernel, and with the kernel that random ReLU units tend to.
"""

import matplotlib.pyplot as plt
import numpy as np

import reluridge as rr

plt.style.use("reluridge.lecture")

x = np.linspace(-1, 1, 12)  # the twelve points
y = np.array([0.1, -0.7, -1.1, -1.8, -0.1, 0.1, 0.2, 1.0, 1.1, 0.7, 0.9, -0.1])
grid = np.linspace(-1, 1, 201)

# %%
# Kernel ridge
# ------------
# The Gaussian kernel of width 0.3 is :math:`e^{-(x-x')^2/(2 \cdot 0.3^2)}`.  Put it in the place
# of the inner products, and the line of ridge regression becomes a curve (:claim:`2.4.c`).
# The strength :math:`\lambda` decides how closely the curve follows the points.


def gauss(a, b, width=0.3):
    """Return the Gaussian kernel between two sets of numbers."""
    return np.exp(-(np.subtract.outer(a, b) ** 2) / (2 * width**2))


lams = [1e-6, 0.2, 20]
alphas = [rr.kernel_ridge(gauss(x, x), y, lam) for lam in lams]
curves = [gauss(grid, x) @ alpha for alpha in alphas]
missed = [np.abs(y - gauss(x, x) @ alpha).max() for alpha in alphas]
rough = [np.abs(np.diff(curve, 2)).sum() for curve in curves]

assert missed[0] < 0.002, "passes every point to within 0.002"
assert rough[0] > 1.5 * rough[1] > 3 * rough[2], "smoother from curve to curve"
assert np.abs(curves[2]).max() < 0.2, "nearly flat"
print(
    "The points are missed by "
    + ", ".join(f"{off:.2f} at λ = {lam}" for off, lam in zip(missed, lams, strict=True))
    + " at most."
)

fig, ax = plt.subplots(figsize=(4.8, 3.3))
looks = [(":", "C5", "λ = 0.000001"), ("-", "C0", "λ = 0.2"), ("--", "C2", "λ = 20")]
for curve, (style, color, name) in zip(curves, looks, strict=True):
    ax.plot(grid, curve, style, color=color, lw=2.2, label=name)
ax.plot(x, y, "o", color="C6")
ax.set(xlabel="x", ylabel="y", ylim=(-2.1, 1.6), xticks=(-1, -0.5, 0, 0.5, 1))
ax.set_title("Kernel ridge: λ sets how smooth")
fig.legend(loc="outside lower center", ncols=3)
fig.set_label(
    "The twelve points and three kernel ridge fits with a Gaussian kernel of width 0.3. With "
    "λ = 0.000001 the curve passes every point to within 0.002, with 0.2 it follows their wave, "
    f"with 20 it is nearly flat: the points are missed by up to {missed[0]:.3f}, {missed[1]:.2f} "
    f"and {missed[2]:.2f}."
)

# %%
# The kernel of random ReLU units
# -------------------------------
# Ridge on a number of random ReLU units is random.  The more units there are, the closer it
# comes to one curve: kernel ridge with the inner product of infinitely many of them
# (:claim:`2.4.c`).  For each number of units, a band holds the middle four fifths of 100 draws.


def relu_kernel(a, b):
    """Return the limit of the inner products of many random ReLU units on scalar input."""
    a, b = np.c_[a, np.ones(len(a))], np.c_[b, np.ones(len(b))]
    sizes = np.outer(np.linalg.norm(a, axis=1), np.linalg.norm(b, axis=1))
    angle = np.arccos(np.clip(a @ b.T / sizes, -1, 1))
    return sizes / (2 * np.pi) * (np.sin(angle) + (np.pi - angle) * np.cos(angle))


def draw(k):
    """Return the curve of ridge regression on k random units."""
    features = rr.random_relu_features(1, k, rng)
    return features(grid[:, None]) @ rr.ridge(features(x[:, None]), y, lam)


rng, lam, counts = np.random.default_rng(0), 0.001, [20, 320]
limit = relu_kernel(grid, x) @ rr.kernel_ridge(relu_kernel(x, x), y, lam)
draws = {k: np.array([draw(k) for _ in range(100)]) for k in counts}
spread = {k: np.sqrt(np.mean((draws[k] - limit) ** 2)) for k in counts}

low, high = np.transpose([np.quantile(draws[k], [0.1, 0.9], axis=0) for k in counts], (1, 0, 2))
wide = np.mean(high - low, axis=1)

assert 0.17 < wide[1] / wide[0] < 0.23, "on average about a fifth as wide"
assert np.mean((low < limit + 0.05) & (limit - 0.05 < high)) > 0.9, "lies around the dashed curve"
print(f"Distance from the kernel: {spread[20]:.2f} with 20 units, {spread[320]:.2f} with 320.")

fig, ax = plt.subplots(figsize=(4.8, 3.3))
for i, color, alpha in [(0, "C5", 0.35), (1, "C0", 0.6)]:
    ax.fill_between(
        grid, low[i], high[i], color=color, alpha=alpha, lw=0, label=f"{counts[i]} units"
    )
ax.plot(grid, limit, "--", color="C6", lw=1.2, label="their kernel")
ax.plot(x, y, "o", color="C6")
ax.set(xlabel="x", ylabel="y", ylim=(-2.1, 1.6), xticks=(-1, -0.5, 0, 0.5, 1))
ax.set_title("Random units, and their kernel")
fig.legend(loc="outside lower center", ncols=3)
fig.set_label(
    "The twelve points, and two bands with a dashed line in their middle: ridge fits on 20 random "
    f"ReLU units differ from kernel ridge with their limiting kernel by {spread[20]:.2f}, on 320 "
    f"units by {spread[320]:.2f}."
)

plt.show()
