"""
2.2 Least squares: choosing λ
=============================

Which λ predicts best what was left out, what not to penalize, why units matter, and where the
formula loses its digits.
"""

from fractions import Fraction

import matplotlib.pyplot as plt
import numpy as np

import reluridge as rr

plt.style.use("reluridge.lecture")

# %%
# One minimum for each draw
# -------------------------
# Leave out one of the twelve points, fit the others, predict it; do that for every point and every
# λ.  The shortcut of `leave_one_out` gets all these errors from one factorization, and they are
# those of honest refits (:claim:`2.2.e`).  Another draw of the noise, in gray, has its minimum at
# another λ.  The dotted line is where the fits come nearest to the sine, on average.  Points at an
# end, which are left out, need more λ than that: there the fit has to go on beyond the others.

rng = np.random.default_rng(0)
x, lams = np.linspace(-1, 1, 12), np.geomspace(1e-4, 10, 101)
X = x[:, None] ** np.arange(1, 10)
y = np.array([0.1, -0.7, -1.1, -1.8, -0.1, 0.1, 0.2, 1.0, 1.1, 0.7, 0.9, -0.1])
draws = np.vstack([y, np.sin(np.pi * x) + 0.35 * rng.normal(size=(300, 12))])


def refit(y, lam):
    """Return the mean squared error on points left out at one λ, by n fits to n - 1 points."""
    rest = [np.delete(np.arange(len(y)), i) for i in range(len(y))]
    return np.mean([(y[i] - X[i] @ rr.ridge(X[r], y[r], lam)) ** 2 for i, r in enumerate(rest)])


curves = np.array([np.mean(rr.leave_one_out(X, y, lams) ** 2, axis=1) for y in draws])
lowest = np.argmin(curves, axis=1)
few = lams[::10]
refits = [refit(y, lam) for lam in few]

between = np.linspace(-1, 1, 401)
at = between[:, None] ** np.arange(1, 10)
distances = []
for lam in lams:
    A = np.transpose([rr.ridge(X, one, lam) for one in np.eye(12)])  # the weights are A y
    bias = at @ A @ np.sin(np.pi * x) - np.sin(np.pi * between)
    distances.append(np.mean(bias**2 + 0.35**2 * np.sum((at @ A) ** 2, axis=1)))
nearest = lams[np.argmin(distances)]


def left_out(lam):
    """Return M for which the errors on points left out are M y."""
    H = X @ np.linalg.solve(X.T @ X + lam * np.eye(9), X.T)
    return (np.eye(12) - H) / (1 - H.diagonal())[:, None]


def expected(points):
    """Return the λ at which the mean square on these points left out is least, over all draws."""
    means = []
    for M in (left_out(lam)[points] for lam in lams):
        means.append(np.mean((M @ np.sin(np.pi * x)) ** 2 + 0.35**2 * np.sum(M**2, axis=1)))
    return lams[np.argmin(means)]


ends_too, middle = expected(slice(0, 12)), expected(slice(1, 11))
many = np.sin(np.pi * x) + 0.35 * np.random.default_rng(1).normal(size=(10_000, 12))
choices = np.argmin([np.mean((many @ left_out(lam).T) ** 2, axis=1) for lam in lams], axis=0)
chosen = np.zeros(len(many))  # mean squared distances from the sine
for i in set(choices.tolist()):
    A = np.transpose([rr.ridge(X, one, lams[i]) for one in np.eye(12)])
    fits = many[choices == i] @ (at @ A).T
    chosen[choices == i] = np.mean((fits - np.sin(np.pi * between)) ** 2, axis=1)
bias = at @ rr.ols(X, np.sin(np.pi * x)) - np.sin(np.pi * between)
plain = np.mean(bias**2 + 0.35**2 * np.sum((at @ np.linalg.pinv(X)) ** 2, axis=1))

shown = slice(1, 1 + 25)  # of the other draws
fig, ax = plt.subplots(figsize=(4.8, 3.9))
for other, i in zip(curves[shown], lowest[shown], strict=True):
    ax.loglog(lams[::2], other[::2], "-", color="C7", lw=0.6)
    ax.plot(lams[i], other[i], ".", color="C7")
ax.loglog(lams, curves[0], "-", color="C4", lw=2.5, label="the twelve points")
ax.plot(few, refits, "o", color="C6", fillstyle="none", mew=1.5, label="honest refits")
ax.plot(lams[lowest[0]], curves[0, lowest[0]], "v", color="C4", markersize=10, label="its minimum")
ax.plot([], [], ".-", color="C7", lw=0.6, label="other draws of the noise")
ax.axvline(nearest, color="C6", ls=":", lw=1.2)
ax.set(xlabel="strength λ", ylabel="leave-one-out error", ylim=(0.08, 40))
ax.set_title("Each draw of the noise has its own minimum")
fig.legend(loc="outside lower center", ncols=2)
others = lams[lowest[shown]]
fig.set_label(
    "Mean squared leave-one-out error against λ, on logarithmic scales. The curve of the twelve "
    f"points is lowest at λ = {lams[lowest[0]]:.2g}, and {len(few)} honest refits lie on it. The "
    f"minima of {len(others)} other draws of the noise lie between {others.min():.1g} and "
    f"{others.max():.1g}. The fits come nearest to the sine at λ = {nearest:.2g} on average."
)

assert np.allclose(curves[0, ::10], refits)
spread = others.max() / others.min()
assert spread > 100, "spread over a factor of more than a hundred"  # in this draw
assert np.median(others) > 3 * nearest, "most of them are at a larger λ"  # in this draw
assert 0.2 < ends_too < 0.3
assert np.isclose(middle, nearest, rtol=0.13)  # a step of the grid of λ
assert f"{plain:.3f} {min(distances):.3f}" == "0.148 0.042"
assert plain - chosen.mean() > 0.5 * (plain - min(distances))  # in this draw
assert abs(chosen.mean() - 0.085) < 5 * chosen.std() / np.sqrt(len(many)) < 0.01
spreads = np.std(X, axis=0)
assert f"{spreads.min():.2f} {spreads.max():.2f}" == "0.35 0.63"
print(
    f"In the mean over all draws the error left out is least at {ends_too:.2g}, and without the "
    f"two ends at {middle:.2g}. Distance from the sine: {plain:.3f} of least squares, "
    f"{chosen.mean():.3f} with λ chosen for each of {len(many)} draws, {min(distances):.3f} with "
    "the best λ for all."
)
print(
    f"The minimum is at λ = {lams[lowest[0]]:.2g}; for other draws of the noise it is anywhere "
    f"from {others.min():.1g} to {others.max():.1g}."
)

# %%
# The intercept stays free
# ------------------------
# A penalty on the intercept ties the fit to wherever 0 happens to be: measure the
# targets from another zero, and the line tilts.  With centered data, which is the same
# as a free intercept, a shift of `y` shifts the fit (:claim:`2.2.e`).

x = np.linspace(1, 5, 10)
y = 0.8 * x + 0.4 * rng.normal(size=x.size)
lam, shift = 2.0, 8.0
A = np.c_[np.ones(x.size), x]


def free(y):
    """Return intercept and slope with a penalty on the slope alone."""
    (slope,) = rr.ridge((x - x.mean())[:, None], y - y.mean(), lam)
    return np.array([y.mean() - slope * x.mean(), slope])


tied = [rr.ridge(A, y, lam), rr.ridge(A, y + shift, lam)]
loose = [free(y), free(y + shift)]
ends = np.array([0, 6])

fig, ax = plt.subplots(figsize=(4.8, 3.9))
for k, height in enumerate((0, shift)):
    ax.plot(x, y + height, "o", color="C6")
    ax.plot(ends, loose[k][0] + loose[k][1] * ends, "-", color="C0", label="free intercept")
    ax.plot(ends, tied[k][0] + tied[k][1] * ends, "--", color="C5", label="penalized intercept")
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
ax.set_title("Shift y: a penalized intercept tilts the line")
fig.set_label(
    f"The same ten points twice, the second time {shift:.0f} higher. With a free intercept both "
    f"lines have slope {loose[0][1]:.2f}; with a penalized one the slope changes from "
    f"{tied[0][1]:.2f} to {tied[1][1]:.2f}."
)

assert np.isclose(loose[0][1], loose[1][1]), "With a free intercept the line keeps its slope"
assert tied[1][1] > 2 * tied[0][1], "with a penalized one it tilts"  # in this draw
print(
    "A shift of y leaves the slope with a free intercept alone and changes the other one by "
    f"{abs(tied[0][1] - tied[1][1]):.2f}."
)

# %%
# Units matter
# ------------
# Write a length in meters, kilometers or millimeters: least squares predicts the same,
# for it adapts the weight.  Ridge penalizes the square of that weight, which is a million times as
# large in kilometers as in meters (:claim:`2.2.e`).  So put features on a common scale first.

meters = rng.normal(size=(20, 1))
y = 2 * meters[:, 0] + 0.3 * rng.normal(size=20)
units = np.geomspace(1e-3, 1e3, 61)  # how many of the units are one meter
lam = 5.0
by_ridge = [(rr.ridge(meters * u, y, lam) * u).item() for u in units]
by_ols = [(rr.ols(meters * u, y) * u).item() for u in units]

fig, ax = plt.subplots()
ax.semilogx(units, by_ols, "--", color="C0")
ax.semilogx(units, by_ridge, "-", color="C2")
ax.text(2e-3, by_ols[0] + 0.08, "least squares", color="C0")
ax.text(0.2, 0.5, f"ridge, λ = {lam:.0f}", color="C2", ha="right")
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
# The formula to leave on paper, at λ = 0
# ---------------------------------------
# Two features that differ by a little, and a target for which both weights are 1.  The
# normal equations form :math:`X^TX`, where the little is squared: at :math:`\lambda = 0` they have
# lost all digits when the features still differ in their eighth (:claim:`2.3.d`).  A penalty
# cures that.  The condition number of :math:`X^TX + \lambda I` is at most
# :math:`1 + s_1^2/\lambda`, however near the features are.  The right weights come from
# fractions.

column = np.array([1.0, -1.0, 2.0, 0.5])
wiggle = np.array([1.0, 1.0, -1.0, 2.0])


def exact(X, y, lam):
    """Return the two ridge weights without rounding, by Cramer's rule."""
    (a, b), y = [[Fraction(x) for x in c] for c in X.T.tolist()], [Fraction(v) for v in y.tolist()]
    aa, ab, bb, ay, by = (
        sum(s * t for s, t in zip(u, v, strict=True))
        for u, v in [(a, a), (a, b), (b, b), (a, y), (b, y)]
    )
    aa, bb = aa + Fraction(lam), bb + Fraction(lam)
    below = aa * bb - ab * ab
    return np.array([float((bb * ay - ab * by) / below), float((aa * by - ab * ay) / below)])


def normal_equations(X, y, lam):
    """Return the weights by the formula; nan where NumPy finds the matrix singular."""
    try:
        return np.linalg.solve(X.T @ X + lam * np.eye(2), X.T @ y)
    except np.linalg.LinAlgError:
        return np.full(2, np.nan)


gaps = np.geomspace(1e-14, 1, 57)
routes = [(rr.ridge, 0), (normal_equations, 0.1), (normal_equations, 1e-3), (normal_equations, 0)]
digits = np.zeros((len(routes), gaps.size))
for i, (route, lam) in enumerate(routes):
    for k, gap in enumerate(gaps):
        X = np.c_[column, column + gap * wiggle]
        y = X.sum(axis=1)
        off = np.abs(route(X, y, lam) / exact(X, y, lam) - 1).max()
        digits[i, k] = -np.log10(np.clip(off, 1e-16, 1))

fig, ax = plt.subplots(figsize=(4.8, 3.9))
names = ["ridge, λ = 0", *(f"the formula, λ = {lam:g}" for _, lam in routes[1:])]
for values, name, style in zip(digits, names, [".-C0", "v:C2", "^:C5", "s--C4"], strict=True):
    ax.semilogx(gaps, values, style[:-2], color=style[-2:], markersize=4, label=name)
ax.set(xlabel="difference between the features", ylabel="correct digits", ylim=(-0.5, 17))
ax.set_title("XᵀX squares what is small; λ > 0 helps")
fig.legend(loc="outside lower center", ncols=2)
middle = np.argmin(abs(gaps - 1e-6))
at = digits[:, middle]
fig.set_label(
    "Correct digits of the weights against the difference between two features. At a difference of "
    f"one millionth and λ = 0, ridge has {at[0]:.1f} digits and the normal equations "
    f"{at[3]:.1f}; these have {at[2]:.1f} at λ = 0.001 and {at[1]:.1f} at λ = 0.1."
)

assert np.mean(digits[0, 8:40] - np.nan_to_num(digits[3, 8:40])) > 4
lost = 16 - digits[:, (gaps > 1e-7) & (gaps < 1e-3)]
assert 1.6 < np.median(lost[3] / lost[0]) < 2.4
assert 3 < at[3] < 5
assert 11.5 < at[2] < 13.5
assert at[1] > 13
assert np.nanmedian(digits[3, :20]) < 1 < min(digits[0, 10:20])
assert digits[1].min() > 12
assert digits[2].min() > 9
print(
    "At λ = 0, from 1e-12 to 1e-4 ridge has over 4 digits more on average, and below 1e-9 "
    f"the normal equations have next to none. With λ = 0.001 they never have fewer than "
    f"{digits[2].min():.1f}, with λ = 0.1 never fewer than {digits[1].min():.1f}."
)

plt.show()
