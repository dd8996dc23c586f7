"""
2.1 Regularization in the loss: one penalty, many numbers
=========================================================

Books and libraries sum or average the squared errors, and halve them or do not.  So one and the
same penalty has a different number in each, and one and the same number is a different penalty.
"""

import matplotlib.pyplot as plt
import numpy as np

import reluridge as rr

plt.style.use("reluridge.lecture")

# %%
# The same number, different fits
# -------------------------------
# Carry one number from place to place without converting it, and the fit changes.  A regression
# with one weight and 100 points whose :math:`x^2` is 1 on average, and how much of the
# least-squares weight is left:

rng = np.random.default_rng(0)
n = 100
x = rng.normal(size=n)
X = (x / np.sqrt(np.mean(x**2)))[:, None]
y = X[:, 0] + rng.normal(scale=0.5, size=n)
numbers = np.geomspace(1e-3, 1e4, 300)
chosen = ["torch SGD sum", "sklearn Ridge", "torch SGD mean", "keras L2"]


def share(number, name):
    """Return how much of the least-squares weight is left in this convention."""
    return rr.ridge(X, y, rr.convert_lambda(number, name, "sum", n))[0] / rr.ols(X, y)[0]


kept = {name: [share(number, name) for number in numbers] for name in chosen}
for name in chosen:  # a curve is that of the sum, moved by the factor that converts
    factor = rr.convert_lambda(1, name, "sum", n)
    assert np.allclose(kept[name], [share(factor * number, "sum") for number in numbers])
left = [share(1, name) for name in ("sklearn Ridge", "torch SGD mean", "keras L2")]
assert [f"{each:.0%}" for each in left] == ["99%", "67%", "50%"], (
    "it keeps 99 % in sklearn, 67 % in torch with a mean, and a half in Keras"
)
told = "a 1 keeps {:.0%} in scikit-learn's Ridge, {:.0%} in torch beside a mean and {:.0%} in Keras"
print(f"Of the weight, {told.format(*left)}.")

fig, ax = plt.subplots()
for name, color, style in zip(chosen, ["C0", "C0", "C5", "C5"], ["-", "--"] * 2, strict=True):
    ax.plot(numbers, kept[name], style, color=color)
ax.plot([1, 1, 1], left, "o", color="C6", markersize=6, zorder=4)
for each, below in zip(left, (11, 0, 0), strict=True):
    place = {"xytext": (7, -below), "textcoords": "offset points", "va": "center"}
    ax.annotate(f"{each:.0%}", (1, each), color="C6", **place)
for text, at, side, color in [
    ("averaged: torch,\ndashed: keras", (0.35, 0.42), "right", "C5"),
    ("summed: torch,\ndashed: sklearn", (1.3e4, 0.87), "right", "C0"),
]:
    ax.text(*at, text, color=color, weight="bold", ha=side)
ax.axvline(1, color="C7", lw=1, ls=":")
ax.set(xscale="log", xlabel="the number that is passed", ylabel="share of the weight kept")
ax.set_title("One number, very different shrinkage")
fig.set_label(
    "Share of the least-squares weight that is kept, against the number passed. With n = "
    f"{n}, {told.format(*left)}."
)

# %%
# Mean or sum
# -----------
# The twelve points of the chapter, and a line :math:`wx`.  The penalty stands outside the
# :math:`1/n`.  So dropping the :math:`1/n` means multiplying everything by :math:`n`, the penalty
# too: RSS, the sum of the squared errors, goes with :math:`\lambda = n\mu`.  That changes the
# height of the curve, and not the place of its minimum.  With :math:`\mu` as it is, the penalty
# hardly matters beside a sum (:claim:`2.1.b`).

x = np.linspace(-1, 1, 12)
y = np.array([0.1, -0.7, -1.1, -1.8, -0.1, 0.1, 0.2, 1.0, 1.1, 0.7, 0.9, -0.1])
mu, n = 0.5, 12
grid = np.linspace(-0.3, 1.5, 181)
rss = np.array([np.sum(rr.squared_error(y, w * x)) for w in grid])
best = rr.ols(x[:, None], y)[0]
right, wrong = (rr.ridge(x[:, None], y, lam)[0] for lam in (n * mu, mu))
curves = {
    "RSS/n + μw²": (rss / n + mu * grid**2, right),
    "RSS + nμw²": (rss + n * mu * grid**2, right),
    "RSS + μw²": (rss + mu * grid**2, wrong),
}
for curve, w in curves.values():  # of a parabola the lowest place on a grid is the nearest one
    assert np.isclose(grid[curve.argmin()], w, atol=0.5 * (grid[1] - grid[0]))
assert right < wrong < best, "with the same μ beside the sum it is almost that without a penalty"
assert best - wrong < (best - right) / 5, "almost that without a penalty"
print(f"Minima at {right:.2f}, {right:.2f} and {wrong:.2f}; without a penalty at {best:.2f}.")

fig, axes = plt.subplots(2, figsize=(4.8, 4.6), sharex=True, height_ratios=[2, 3])
looks = [(axes[0], "C0", "-"), (axes[1], "C0", "-"), (axes[1], "C5", "--")]
for (curve, w), (ax, color, style) in zip(curves.values(), looks, strict=True):
    ax.plot(grid, curve, style, color=color)
    ax.plot(w, curve.min(), "o", color=color, markersize=7)
    ax.plot([w, w], [0, curve.min()], ":", color=color)
axes[0].text(0.79, 1.28, "RSS/n + μw²", color="C0", weight="bold", ha="right")
axes[1].text(0.74, 13.2, "RSS + nμw²", color="C0", weight="bold", ha="right")
axes[1].text(1.2, 5.2, "RSS + μw²", color="C5", weight="bold")
for ax, high in zip(axes, (1.6, 19.2), strict=True):
    ax.axvline(best, color="C7", lw=1)
    ax.set(ylim=(0, high), ylabel="objective")
axes[1].annotate("least squares", (best, 1.2), (5, 0), textcoords="offset points", color="C7")
axes[1].set_xlabel("w")
axes[0].set_title(f"Times n = {n}: the same minimum if μ grows, too")
fig.set_label(
    f"Objectives over one weight, n = {n}, μ = {mu:g}. RSS/n + μw² and RSS + nμw² have their "
    f"minimum at the same weight, {right:.2f}; RSS + μw² has it at {wrong:.2f}, almost at the "
    f"least-squares weight, {best:.2f}."
)

# %%
# What to type where
# ------------------
# To get the ridge weights for :math:`\lambda = 1` on :math:`n = 100` data points, this is the
# number that each convention wants (:claim:`2.1.c`).

lam, n = 1.0, 100
table = rr.conventions()
names = [name for name in table if name not in ("sum", "mean", "half sum", "half mean")]
values = np.array([rr.convert_lambda(lam, "sum", name, n) for name in names])
order = np.argsort(-values, kind="stable")
names, values = [names[i] for i in order], values[order]
assert np.isclose(values.max() / values.min(), 2 * n)
print(f"The largest number is {values.max() / values.min():.0f} times the smallest: 2n.")

fig, ax = plt.subplots(figsize=(4.8, 3.9))
rows = np.arange(len(names))[::-1]
ax.hlines(rows, lam, values, color="C7", lw=1)
ax.axvline(lam, color="C6", lw=1.2, ls="-")
ax.plot(values, rows, "o", color="C0", markersize=8)
for row, value in zip(rows, values, strict=True):
    right = value >= lam
    ax.annotate(f"{value:g}", (value, row), xytext=(9 if right else -9, 0), va="center",
                textcoords="offset points", ha="left" if right else "right",
                color="C0", weight="bold")  # fmt: skip
labels = {"prior": "Gaussian prior"}
ax.set_yticks(rows, [labels.get(name, name) for name in names])
ax.set(xscale="log", xlim=(2.5e-3, 7), ylim=(-0.7, len(names) - 0.3))
ax.set_xlabel(f"what to pass for λ = {lam:g}, n = {n}")
ax.grid(visible=False, axis="y")
ax.tick_params(axis="y", length=0)
ax.set_title("The same penalty has many numbers", wrap=True)
fig.set_label(
    f"For λ = {lam:g} on the summed squared error of {n} points, each convention's own number: "
    + ", ".join(f"{m} {v:g}" for m, v in zip(names, values, strict=True))
    + "."
)

plt.show()
