"""
2.1 Regularization in the loss: one penalty, many numbers
=========================================================

Books and libraries sum or average the squared errors, and halve them or do not.
So one and the same penalty has a different number in each.
"""

import matplotlib.pyplot as plt
import numpy as np

import reluridge as rr

plt.style.use("reluridge.lecture")

# %%
# What to type where
# ------------------
# To get the ridge weights for :math:`\lambda = 1` on :math:`n = 100` data points, this
# is the number that each convention wants (:claim:`2.1.c`).

lam, n = 1.0, 100
table = rr.conventions()
names = [name for name in table if name not in ("sum", "mean", "half sum", "half mean")]
values = np.array([rr.convert_lambda(lam, "sum", name, n) for name in names])
order = np.argsort(-values, kind="stable")
names, values = [names[i] for i in order], values[order]

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

assert values.max() / values.min() == 2 * n
print(f"The largest number is {values.max() / values.min():.0f} times the smallest: 2n.")

# %%
# The same number, different fits
# -------------------------------
# Carry one number from place to place without converting it, and the fit changes.
# A regression with one weight, and how much of the least-squares weight is left:

rng = np.random.default_rng(0)
x = rng.normal(size=n)
X = (x / np.sqrt(np.mean(x**2)))[:, None]
y = X[:, 0] + rng.normal(scale=0.5, size=n)
numbers = np.geomspace(1e-3, 1e4, 300)
chosen = ["torch SGD sum", "sklearn Ridge", "torch SGD mean", "keras L2"]
kept = {
    name: rr.ridge_path(X, y, [rr.convert_lambda(v, name, "sum", n) for v in numbers])[:, 0]
    / rr.ols(X, y)[0]
    for name in chosen
}

fig, ax = plt.subplots()
for name, style in zip(chosen, ["C0-", "C0--", "C1-", "C1--"], strict=True):
    ax.plot(numbers, kept[name], style[2:], color=style[:2])
for text, at, color in [
    ("mean: torch,\nkeras", (0.4, 0.42), "C1"),
    ("sum: torch,\nsklearn Ridge", (160, 0.78), "C0"),
]:
    ax.text(*at, text, color=color, weight="bold", ha="right" if color == "C1" else "left")
at_one = [kept[name][np.abs(np.log(numbers)).argmin()] for name in ("sklearn Ridge", "keras L2")]
ax.axvline(1, color="C7", lw=1, ls=":")
ax.set(xscale="log", xlabel="the number that is passed", ylabel="share of the weight kept")
ax.set_title("One number, very different shrinkage")
fig.set_label(
    "Share of the least-squares weight that is kept, against the number passed. With n = "
    f"{n}, a 1 keeps {at_one[0]:.0%} in scikit-learn's Ridge and {at_one[1]:.0%} in Keras."
)

assert at_one[0] > 0.98
assert at_one[1] < 0.51
print(
    f"A 1 keeps {at_one[0]:.0%} of the weight in scikit-learn's Ridge and {at_one[1]:.0%} in Keras."
)

plt.show()
