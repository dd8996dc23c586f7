"""
2.2 Ridge in practice
=====================

Which price to take, what not to penalize, why units matter, and which formula to
leave on paper.
"""

import matplotlib.pyplot as plt
import numpy as np

import reluridge as rr

plt.style.use("reluridge.lecture")

# %%
# Choosing the price
# ------------------
# Leave out one point, fit the others, predict it; do that for every point and every
# price.  The shortcut of `leave_one_out` gets all these errors from one factorization,
# and they are those of honest refits (:claim:`2.2.e`).  The minimum of the curve
# chooses :math:`\lambda`; other draws of the noise, in grey, choose another.

rng = np.random.default_rng(0)
n, d, draws = 30, 20, 25
X = rng.normal(size=(n, d)) * np.linspace(1.5, 0.2, d)
truth = rng.normal(size=d)
targets = X @ truth + 3 * rng.normal(size=(draws, n))
lams = np.geomspace(1e-2, 1e4, 80)


def curve(y):
    """Return the mean squared leave-one-out error at each price."""
    return np.mean(rr.leave_one_out(X, y, lams) ** 2, axis=1)


def refit(y, lam):
    """Return the same at one price, by n fits to n - 1 points."""
    rest = [np.delete(np.arange(n), i) for i in range(n)]
    return np.mean([(y[i] - X[i] @ rr.ridge(X[r], y[r], lam)) ** 2 for i, r in enumerate(rest)])


curves = np.array([curve(y) for y in targets])
lowest = np.argmin(curves, axis=1)
few = lams[::8]
refits = [refit(targets[0], lam) for lam in few]

fig, ax = plt.subplots(figsize=(4.8, 3.8))
for other, i in zip(curves[1:], lowest[1:], strict=True):
    ax.semilogx(lams, other, "-", color="C7", lw=0.6)
    ax.plot(lams[i], other[i], ".", color="C7")
ax.semilogx(lams, curves[0], "-", color="C0", lw=2.5, label="shortcut")
ax.plot(few, refits, "o", color="C1", fillstyle="none", mew=1.8, label="honest refits")
ax.plot(lams[lowest[0]], curves[0, lowest[0]], "v", color="C2", markersize=10, label="minimum")
ax.set(xlabel="price λ", ylabel="leave-one-out error", ylim=(0, 45))
ax.set_title("The errors on points left out choose λ")
fig.legend(loc="outside lower center", ncols=3)
fig.set_label(
    "Mean squared leave-one-out error against the price. The curve has its "
    f"minimum at λ = {lams[lowest[0]]:.0f}, and {len(few)} honest refits lie on it. "
    f"{draws - 1} grey curves for other noise have minima between λ = {lams[lowest[1:].min()]:.1g} "
    f"and {lams[lowest[1:].max()]:.3g}."
)

assert np.allclose(refits, curves[0, ::8])
assert np.mean(curves.min(axis=1) < np.minimum(curves[:, 0], curves[:, -1])) > 0.8
print(f"The {len(few)} honest refits agree with the shortcut.")

# %%
# The intercept stays free
# ------------------------
# A price on the intercept ties the fit to wherever 0 happens to be: measure the
# targets from another zero, and the line tilts.  With centered data, which is the same
# as a free intercept, a shift of `y` shifts the fit (:claim:`2.2.e`).

x = np.linspace(1, 5, 12)
y = 0.8 * x + 0.4 * rng.normal(size=x.size)
lam, shift = 15.0, 8.0
A = np.c_[np.ones(x.size), x]


def free(y):
    """Return intercept and slope with a price on the slope alone."""
    (slope,) = rr.ridge((x - x.mean())[:, None], y - y.mean(), lam)
    return np.array([y.mean() - slope * x.mean(), slope])


tied = [rr.ridge(A, y, lam), rr.ridge(A, y + shift, lam)]
loose = [free(y), free(y + shift)]
ends = np.array([0, 6])

fig, ax = plt.subplots(figsize=(4.8, 3.9))
for k, height in enumerate((0, shift)):
    ax.plot(x, y + height, "o", color="C6")
    ax.plot(ends, loose[k][0] + loose[k][1] * ends, "-", color="C0", label="free intercept")
    ax.plot(ends, tied[k][0] + tied[k][1] * ends, "--", color="C1", label="penalized intercept")
    if not k:
        ax.legend(loc="upper left")
ax.annotate(
    f"+ {shift:.0f}",
    (5.6, shift + 1),
    (5.6, 4.6),
    arrowprops={"arrowstyle": "->", "color": "C6"},
    ha="center",
)
ax.set(xlabel="x", ylabel="y", ylim=(-0.5, 17))
ax.set_title("A penalized intercept tilts when y is shifted")
fig.set_label(
    f"The same twelve points twice, the second time {shift:.0f} higher. With a free intercept both "
    f"lines have slope {loose[0][1]:.2f}; with a penalized one the slope changes from "
    f"{tied[0][1]:.2f} to {tied[1][1]:.2f}."
)

assert np.isclose(loose[0][1], loose[1][1])
assert abs(tied[0][1] - tied[1][1]) > 0.3
print(
    "A shift of y leaves the slope with a free intercept alone and changes the other one by "
    f"{abs(tied[0][1] - tied[1][1]):.2f}."
)

# %%
# Units matter
# ------------
# Write a length in meters, kilometers or millimeters: least squares predicts the same,
# for it adapts the weight.  Ridge charges for that weight, and it is a million times
# dearer in kilometers than in meters (:claim:`2.2.e`).  So put features on a common
# scale first.

meters = rng.normal(size=(20, 1))
y = 2 * meters[:, 0] + 0.3 * rng.normal(size=20)
units = np.geomspace(1e-3, 1e3, 61)  # how many of the units are one meter
lam = 5.0
by_ridge = [(rr.ridge(meters * u, y, lam) * u).item() for u in units]
by_ols = [(rr.ols(meters * u, y) * u).item() for u in units]

fig, ax = plt.subplots()
ax.semilogx(units, by_ols, "--", color="C1")
ax.semilogx(units, by_ridge, "-", color="C0")
ax.text(2e-3, by_ols[0] + 0.08, "least squares", color="C1")
ax.text(0.2, 0.5, f"ridge, λ = {lam:.0f}", color="C0", ha="right")
ax.set_xticks([1e-3, 1, 1e3], ["kilometers", "meters", "millimeters"])
ax.minorticks_off()
ax.set(xlabel="unit of the feature", ylabel="rise of the fit per meter", ylim=(-0.1, 2.5))
ax.set_title("Units change ridge, but not least squares")
fig.set_label(
    "Rise of the fitted line per meter against the unit in which the feature is written. Least "
    f"squares gives {by_ols[0]:.2f} in all units; ridge with λ = {lam:.0f} gives {by_ridge[0]:.5f} "
    f"in kilometers, {by_ridge[30]:.2f} in meters and {by_ridge[-1]:.2f} in millimeters."
)

assert np.allclose(by_ols, by_ols[0])
assert by_ridge[0] < 1e-3 < by_ridge[30] < by_ridge[-1]
print(
    f"Least squares rises by {by_ols[0]:.2f} per meter in all units, ridge by {by_ridge[0]:.5f}, "
    f"{by_ridge[30]:.2f} and {by_ridge[-1]:.2f}."
)

# %%
# The formula to leave on paper
# -----------------------------
# Two features that differ by a little, and a target for which both weights are 1.  The
# normal equations form :math:`X^TX`, where the little is squared: they have lost all
# digits when the features still differ in their eighth (:claim:`2.3.d`).

gaps = np.geomspace(1e-14, 1, 57)
column = np.array([1.0, -1.0, 2.0, 0.5])
wiggle = np.array([1.0, 1.0, -1.0, 2.0])
digits = {"ridge": [], "normal equations": []}
for gap in gaps:
    X = np.c_[column, column + gap * wiggle]
    for name, route in zip(digits, (rr.ridge, rr.ridge_normal_equations), strict=True):
        try:
            worst = np.abs(route(X, X.sum(axis=1), 0) - 1).max()
        except ValueError:  # no inverse in float64
            worst = 1
        digits[name].append(-np.log10(np.clip(worst, 1e-16, 1)))

fig, ax = plt.subplots()
ax.semilogx(gaps, digits["ridge"], ".-", color="C0")
ax.semilogx(gaps, digits["normal equations"], "s--", color="C1", markersize=4)
ax.text(2e-10, 8.5, "ridge", color="C0", ha="right")
ax.text(1, 1.5, "normal equations", color="C1", ha="right")
ax.set(xlabel="difference between the features", ylabel="correct digits", ylim=(-0.5, 17))
ax.set_title("Forming XᵀX squares what is already small")
third = np.argmin(abs(gaps - 1e-3))
sixth = np.argmin(abs(gaps - 1e-6))
fig.set_label(
    "Correct digits of the weights against the difference between two features. At a difference of "
    f"one thousandth ridge has {digits['ridge'][third]:.0f} digits and the normal equations "
    f"{digits['normal equations'][third]:.0f}; at one millionth, {digits['ridge'][sixth]:.0f} and "
    f"{digits['normal equations'][sixth]:.0f}."
)

assert np.mean(digits["ridge"][8:40]) > np.mean(digits["normal equations"][8:40]) + 4
assert max(digits["normal equations"][:20]) < 1 < min(digits["ridge"][10:20])
print(
    "From 1e-12 to 1e-4 ridge has over 4 digits more on average; below 1e-9 the normal equations "
    "have none."
)

plt.show()
