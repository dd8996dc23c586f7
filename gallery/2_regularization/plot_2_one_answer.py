"""
2 Regularization: five ways to one curve
========================================

Chapter 2 in one picture: twelve points, the curve that fits them best, and a tame one that five
algorithms find.
"""

import matplotlib.pyplot as plt
import numpy as np

import reluridge as rr

plt.style.use("reluridge.lecture")

# %%
# One curve on top of another
# ---------------------------
# Nine powers of :math:`x` and twelve points.  Least squares shoots up between the last two points.
# The penalty :math:`\lambda = 0.2` tames it, whichever way it is put in: into the formula
# (:claim:`2.2.b`), as weight decay in gradient descent (:claim:`2.2.1.d`), as fake data
# (:claim:`2.3.a`), as fake features (:claim:`2.4.a`), or in the dual (:claim:`2.4.c`).

x = np.linspace(-1, 1, 12)
y = np.array([0.1, -0.7, -1.1, -1.8, -0.1, 0.1, 0.2, 1.0, 1.1, 0.7, 0.9, -0.1])


def powers(x):
    """Return the features of each place: its first nine powers."""
    return x[:, None] ** np.arange(1, 10)


X, lam = powers(x), 0.2
wild = rr.ols(X, y)
walk = rr.iterate(X, y, lam, rr.step_size_limit(X, lam) / 2, t=5000)
found = {
    "2.2  formula": rr.ridge_normal_equations(X, y, lam),
    "2.2.1  weight decay": walk,
    "2.3  fake data": rr.ridge_fake_data(X, y, lam),
    "2.4  fake features": rr.ridge_fake_features(X, y, lam)[0],
    "2.4  dual": rr.ridge_dual(X, y, lam),
}
tame = found["2.2  formula"]
fine = np.linspace(-1, 1, 121)

assert all(np.allclose(w, tame) for w in found.values())
assert not np.allclose(wild, tame)
assert abs(wild).max() > 100 * abs(tame).max(), "too large for the picture, most of them by far"
assert abs(wild[0]) < abs(tame).max() < abs(wild[1:]).min()  # all but w₁
misses = [abs(X[3] @ w - y[3]) for w in (wild, tame)]  # of the lowest point
assert y.argmin() == 3
assert [round(3 * m) for m in misses] == [1, 3]
even = X[:, 1::2]
assert np.sum((y - even @ rr.ols(even, y)) ** 2) > 0.95 * np.sum(y**2)  # even powers do little
assert abs(tame[1::2]).max() < 0.1 * tame[0]
assert (powers(fine) @ wild).max() > 2 > 1.2 > abs(powers(fine) @ tame).max()
print(
    f"The largest weight is {abs(wild).max():.0f} in size for least squares, and "
    f"{abs(tame).max():.1f} for the others."
)

COLORS = ["C2", "C0", "C1", "C4", "C3"]

fig = plt.figure(figsize=(4.8, 5))
above, below = fig.subfigures(2, height_ratios=[3, 2.4])
top, rows = above.subplots(), below.subplots(1 + len(found), sharex=True)
top.plot(fine, powers(fine) @ wild, "--", color="C7", lw=1.8)
for k, (w, color) in enumerate(zip(found.values(), COLORS, strict=True)):
    top.plot(fine, powers(fine) @ w, "-", color=color, lw=13 - 2.7 * k)
top.plot(x, y, "o", color="C6", ms=6, mec="w", mew=1)
top.annotate("least squares", (0.84, 2.05), ha="right", color="C7")
top.set(xlabel="x", ylabel="y", ylim=(-2.1, 2.4), xticks=[-1, -0.5, 0, 0.5, 1])
top.set_title("One tame curve, found five times")
bars = {"2.2  least squares": wild} | found
for ax, (name, w), color in zip(rows, bars.items(), ["C7", *COLORS], strict=True):
    ax.bar(np.arange(1, 10), w, color=color, width=0.7)
    ax.axhline(0, color="C7", lw=1)
    ax.set(ylim=(-0.9, 1.9), yticks=[])
    ax.set_ylabel(name, rotation=0, ha="right", va="center", color=color)
    ax.spines[:].set_visible(False)
    ax.tick_params(length=0)
    ax.grid(visible=False)
rows[0].annotate(f"up to {abs(wild).max():.0f}", (9.6, 0.9), va="center", color="C7")
rows[-1].set_xticks(range(1, 10), [f"w{k}" for k in "₁₂₃₄₅₆₇₈₉"])
fig.set_label(
    "Above, twelve points. A dashed curve, least squares, shoots up to twice their height between "
    "the last two. A tame curve is drawn five times, in five colors, each narrower than the one "
    "below it: they lie on top of each other. Below, rows of nine bars, the weights: those of "
    f"least squares, up to {abs(wild).max():.0f} in size, all but the first, are too large for "
    "the picture, most of them by far; the five other rows are the same. Their names are formula, "
    "weight decay, fake data, fake features and dual."
)

plt.show()
