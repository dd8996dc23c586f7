"""
2.2 Least squares: the weights at every λ
=========================================

The weights at every price, in the coordinates of the features and in those of the
data: together they shrink, along each singular direction by its own factor.  And where
on the way to stop.
"""

import matplotlib.pyplot as plt
import numpy as np

import reluridge as rr

plt.style.use("reluridge.lecture")

# %%
# All weights at all prices
# -------------------------
# Forty points and five features, of which some resemble each other.  The longer the
# way to the right, the dearer the weights.  They end at 0 (:claim:`2.2.c`), but not all
# take the short way: one may grow, because it can stand in for another that has to go
# down.

rng = np.random.default_rng(1)
n, d = 40, 5
common = rng.normal(size=(n, 1))
X = np.hstack([common + 0.35 * rng.normal(size=(n, 3)), rng.normal(size=(n, 2))])
y = X @ [3.0, 0.0, 0.8, 1.0, -1.4] + 0.4 * rng.normal(size=n)
lams = np.geomspace(1e-2, 1e5, 200)
path = rr.ridge_path(X, y, lams)
free = rr.ols(X, y)
growth = np.abs(path).max(axis=0) - np.abs(free)
grower = np.argmax(growth)

fig, ax = plt.subplots()
for j in range(d):
    ax.semilogx(lams, path[:, j], lw=3 if j == grower else 1.6)
peak = np.argmax(np.abs(path[:, grower]))
ax.annotate(
    "grows",
    (lams[peak], path[peak, grower]),
    (6, 22),
    textcoords="offset points",
    color=f"C{grower}",
    weight="bold",
    arrowprops={"arrowstyle": "->", "color": f"C{grower}"},
)
ax.axhline(0, color="C6", lw=0.8, ls="-")
ax.set(xlabel="price λ", ylabel="weight")
ax.set_title("Weights end at 0, but some grow on the way")
fig.set_label(
    f"Five weights against the price λ on a logarithmic axis; all end at 0. One starts at "
    f"{free[grower]:.2f}, grows to {path[peak, grower]:.2f} near λ = {lams[peak]:.0f} "
    "and only then shrinks."
)

assert growth[grower] > 0.2
assert np.all(np.abs(path[-1]) < 0.01)
print(f"One weight grows by {growth[grower]:.2f} on the way; in the end all are below 0.01.")

# %%
# What must fall and what must rise
# ---------------------------------
# As the price rises, the length of the whole weight vector falls and the residual
# grows (:claim:`2.2.c`): shorter weights are bought with a worse fit.

norms = np.linalg.norm(path, axis=1)
residuals = np.linalg.norm(y - path @ X.T, axis=1)

fig, ax = plt.subplots()
ax.semilogx(lams, norms / norms.max(), "-")
ax.semilogx(lams, residuals / residuals.max(), "--")
ax.text(lams[0], 0.7, "norm of the weights", color="C0", va="top")
ax.text(lams[0], 0.08, "norm of the residual", color="C1", va="top")
ax.set(xlabel="price λ", ylabel="share of the largest", ylim=(0, 1.05))
ax.set_title("The norm falls, the residual rises")
fig.set_label(
    "Two curves against the price λ, each as a share of its largest value. The norm of the weights "
    f"falls from 1 to {norms[-1] / norms.max():.3f}, the norm of the residual rises from "
    f"{residuals[0] / residuals.max():.2f} to 1."
)

assert np.all(np.diff(norms) < 0)
assert np.all(np.diff(residuals) > 0)
print(f"With each of the {lams.size} prices the norm falls and the residual rises.")

# %%
# One factor for each direction
# -----------------------------
# Along the singular direction :math:`v_i` the weight is the least-squares one times
# :math:`s_i^2/(s_i^2+\lambda)`.  A strong direction is kept, a weak one dropped, and
# the switch from one to the other is at :math:`\lambda = s_i^2`.  The shares add up to
# the degrees of freedom (:claim:`2.2.c`).

U, s, Vt = np.linalg.svd(X, full_matrices=False)
kept = (path @ Vt.T) / (U.T @ y / s)
freedom = [rr.degrees_of_freedom(X, lam) for lam in lams]

fig, axes = plt.subplots(2, 1, figsize=(4.8, 5.2), sharex=True, height_ratios=[3, 2])
for i in range(d):
    axes[0].semilogx(lams, kept[:, i], "-", color="C0", lw=1 + 1.6 * s[i] / s[0])
    axes[0].plot(s[i] ** 2, 0.5, "o", color="C1", markersize=7)
axes[0].annotate(
    "λ = s²: one half kept",
    (s[0] ** 2, 0.5),
    (-8, 44),
    textcoords="offset points",
    color="C1",
    ha="left",
    weight="bold",
)
axes[0].text(lams[0], 0.07, "weak directions go first", color="C0")
axes[0].set(ylabel="share kept")
axes[0].set_title("Each direction is kept until λ exceeds its s²")
axes[1].semilogx(lams, freedom, "-", color="C2", lw=2.5)
axes[1].set(xlabel="price λ", ylabel="degrees of freedom", ylim=(0, d + 0.3))
axes[1].set_title(f"The shares add up: from {d} free weights to none")
fig.set_label(
    "Top: the kept share of five singular directions against λ; each falls from 1 to 0 and is one "
    f"half where λ is the square of the singular value, from {s[-1] ** 2:.1f} to {s[0] ** 2:.0f}. "
    f"Bottom: their sum, the degrees of freedom, falls from {freedom[0]:.2f} to {freedom[-1]:.2f}."
)

assert np.allclose(kept, s**2 / (s**2 + lams[:, None]))
assert np.allclose(kept.sum(axis=1), freedom)
print("Each share is s²/(s² + λ), and their sum the degrees of freedom, at every price.")

# %%
# Where to stop
# -------------
# A path has weights for every price.  Which to take, points decide that the fit has not seen:
# below the path is the error on each point of the fit to all the others, for all 200 prices
# from one factorization (:claim:`2.2.e`).  Here eight features resemble each other and the noise
# is strong.  Of eleven such draws the one whose minimum is the sixth along the path is drawn.  In
# more than three of four draws the weights there predict new points better than least squares
# does.


def draw(rng, n=30, d=8):
    """Return features that share a part, a noisy target, and the weights behind it."""
    X = rng.normal(size=(n, 1)) + 0.6 * rng.normal(size=(n, d))
    truth = rng.normal(size=d)
    return X, X @ truth + 3 * rng.normal(size=n), truth


def left_out(X, y):
    """Return the mean squared leave-one-out error at each price."""
    return np.mean(rr.leave_one_out(X, y, lams) ** 2, axis=1)


def excess(w, truth):
    """Return by how much the expected squared error on a new point exceeds the noise."""
    return np.sum(w - truth) ** 2 + 0.36 * np.sum((w - truth) ** 2)


draws = [draw(np.random.default_rng(seed)) for seed in range(11)]
X, y, _ = sorted(draws, key=lambda data: np.argmin(left_out(*data[:2])))[5]
path, errors = rr.ridge_path(X, y, lams), left_out(X, y)
best = np.argmin(errors)

fig, axes = plt.subplots(2, 1, figsize=(4.8, 5.4), sharex=True, height_ratios=[3, 2])
axes[0].semilogx(lams, path, "-", color="C0")
axes[0].plot(np.full(path.shape[1], lams[best]), path[best], "o", color="C1")
axes[0].axhline(0, color="C6", lw=0.8, ls="-")
axes[0].set(ylabel="weight")
axes[0].set_title("Points left out say where on the path to stop")
axes[1].semilogx(lams, errors, "-", color="C2", lw=2.5)
axes[1].plot(lams[best], errors[best], "v", color="C1", markersize=10)
axes[1].annotate(
    f"minimum, λ = {lams[best]:.1f}",
    (lams[best], errors[best]),
    (12, -18),
    textcoords="offset points",
    color="C1",
    weight="bold",
)
axes[1].set(xlabel="price λ", ylabel="left-out error", ylim=(0, None))
for ax in axes:
    ax.axvline(lams[best], color="C1", lw=1, ls="--")
fig.set_label(
    "Top: eight weights against the price λ, far apart on the left and all at 0 on the right. "
    f"Bottom: the mean squared leave-one-out error, {errors[0]:.1f} on the left and "
    f"{errors[-1]:.1f} on the right, with its minimum of {errors[best]:.1f} at "
    f"λ = {lams[best]:.1f}. A vertical line marks that price in both."
)

rest = [np.delete(np.arange(len(y)), i) for i in range(len(y))]
few = [0, best, 150]
refits = [[y[i] - X[i] @ rr.ridge(X[r], y[r], lams[k]) for i, r in enumerate(rest)] for k in few]
assert np.allclose(np.mean(np.square(refits), axis=1), errors[few])
assert errors[best] < 0.98 * min(errors[0], errors[-1])
better = []
for seed in range(200):
    X, y, truth = draw(np.random.default_rng(seed))
    chosen = rr.ridge(X, y, lams[np.argmin(left_out(X, y))])
    better.append(excess(chosen, truth) < excess(rr.ols(X, y), truth))
assert np.mean(better) > 0.75
print(
    "Refits without each point give the same errors. The chosen price beats least squares in "
    f"{np.mean(better):.0%} of {len(better)} draws."
)

plt.show()
