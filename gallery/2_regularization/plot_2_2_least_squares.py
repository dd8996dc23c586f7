"""
2.2 Least squares: one minimum
==============================

What least squares finds, why it may have no favorite among infinitely many
weights, and how the slightest price on their size picks one.
"""

import matplotlib.pyplot as plt
import numpy as np

import reluridge as rr

plt.style.use("reluridge.lecture")

# %%
# The nearest point that the columns can reach
# --------------------------------------------
# Two data points, so `y` is an arrow in the plane; one feature, so :math:`Xw` runs
# along a line as :math:`w` varies.  Least squares picks the point of the line
# nearest to `y`, and there the residual stands at a right angle on the column
# (:claim:`2.2.a`): otherwise a step along the line would bring it nearer.

X, y = np.array([[2.0], [1.0]]), np.array([1.2, 2.1])
best = rr.ols(X, y)
foot, other = X @ best, X @ (best + 0.45)

fig, ax = plt.subplots(figsize=(4.8, 3.6))
ax.plot([-0.4, 3.4], [-0.2, 1.7], "-", color="C7")
arrow = {"arrowstyle": "-|>", "lw": 2.2, "shrinkA": 0, "shrinkB": 0}
for start, tip, color, style in [
    ((0, 0), y, "C6", "-"),
    ((0, 0), foot, "C0", "-"),
    (foot, y, "C1", "-"),
    (other, y, "C7", "--"),
]:
    ax.annotate("", tip, start, arrowprops=arrow | {"color": color, "ls": style})
along, across = X[:, 0] / np.linalg.norm(X), (y - foot) / np.linalg.norm(y - foot)
corner = np.array([foot + 0.14 * a for a in (-along, across - along, across)])
ax.plot(*corner.T, "-", color="C1", lw=1.2)
ax.text(*(y / 2 + [-0.12, 0.1]), "y", ha="right", color="C6")
ax.text(*(foot / 2 + [0.05, -0.2]), "Xw, the fit", color="C0")
ax.text(*(foot + y) / 2 - [0.08, 0.1], "residual", ha="right", color="C1")
ax.text(*(other * 0.5 + y * 0.5 + [0.05, 0.08]), "longer", color="C7")
ax.text(3.4, 1.1, "all multiples\nof the column", ha="right", va="center", color="C7")
ax.set(aspect="equal", xlabel="at the first data point", ylabel="at the second")
ax.set(xlim=(-0.4, 3.5), ylim=(-0.3, 2.5))
ax.set_title("The residual stands at a right angle")
fig.set_label(
    "An arrow y in the plane of two data points and the line of all multiples of a column. The fit "
    "is the foot of the perpendicular; the residual there is shorter than at another multiple."
)

assert np.allclose(X.T @ (y - foot), 0)
assert np.linalg.norm(y - foot) < np.linalg.norm(y - other)
print(
    f"The residual is {np.linalg.norm(y - foot):.2f} long, at a right angle to the column; the "
    f"other one is {np.linalg.norm(y - other):.2f} long."
)

# %%
# A valley of equally good weights
# --------------------------------
# Give every data point the same feature twice.  Now only the sum of the two weights
# matters, so the error has no lowest point but a valley: infinitely many minimizers,
# on which :math:`(X^TX)^{-1}` does not exist.  The pseudoinverse takes the one nearest
# to 0 (:claim:`2.2.a`).

x = np.array([-2, -1, 0.5, 1, 1.5])
X, y = np.c_[x, x], np.array([-2.9, -1.9, 0.4, 2.2, 2.0])
least = rr.ols(X, y)
grid = np.linspace(-1.2, 2.4, 121)
W = np.stack(np.meshgrid(grid, grid), axis=-1)


def contours(ax, lam):
    """Draw lines of equal objective, evenly spaced in the root of what is above the minimum."""
    height = np.sum((y - W @ X.T) ** 2, axis=-1) + lam * np.sum(W**2, axis=-1)
    height = np.sqrt(height - height.min() + 1e-9)
    ax.contour(grid, grid, height, np.arange(0.5, 12, 1.5), colors="C7", linewidths=0.7)
    ax.axhline(0, color="C7", lw=0.6)
    ax.axvline(0, color="C7", lw=0.6)
    ax.grid(visible=False)
    ax.set(aspect="equal", xlabel="weight of the feature", ylabel="weight of its copy")
    ax.set(xlim=grid[[0, -1]], ylim=grid[[0, -1]])


total = least.sum()
fig, ax = plt.subplots(figsize=(4.8, 4.4))
contours(ax, 0)
ax.plot(grid, total - grid, "-", color="C0", lw=2.5)
ax.plot([0, least[0]], [0, least[1]], "--", color="C1")
ax.plot(*least, "D", color="C1", markersize=9)
ax.annotate("the shortest", least, (10, 6), textcoords="offset points", color="C1", weight="bold")
ax.annotate(
    "all of these\nfit equally well",
    (-0.35, total + 0.35),
    (8, 4),
    textcoords="offset points",
    color="C0",
)
ax.set_title("A feature and its copy: a valley of minimizers")
fig.set_label(
    "Lines of equal error over two weights are parallel: a valley along the line on which the "
    f"weights add up to {total:.2f}. The pseudoinverse picks its point nearest to 0, "
    f"both weights {least[0]:.2f}."
)


def error(w):
    """Return the squared error of the weights `w`."""
    return np.sum((y - X @ w) ** 2)


for shift in (-1, 0.5, 2):
    move = shift * np.array([1, -1])
    assert np.isclose(error(least + move), error(least))
    assert np.linalg.norm(least + move) > np.linalg.norm(least)
print(
    f"Three other points of the valley have the same error, {error(least):.2f}, and are farther "
    f"from 0 than {np.linalg.norm(least):.2f}."
)

# %%
# A price on the weights makes one minimum
# ----------------------------------------
# Add :math:`\lambda\lVert w\rVert^2` and the valley bends up at both ends: exactly one
# minimum is left, whatever the rank (:claim:`2.2.b`).  At a high price it lies near 0.

prices = [2.0, 20.0]
minima = [rr.ridge(X, y, lam) for lam in prices]
fig, axes = plt.subplots(2, 1, figsize=(4.8, 7.4))
for ax, lam, w in zip(axes, prices, minima, strict=True):
    contours(ax, lam)
    ax.plot(grid, total - grid, "--", color="C0", lw=1)
    ax.plot(*w, "o", color="C1", markersize=9)
    text = f"λ = {lam:.0f}: one minimum"
    ax.text(-1.05, -1.05, text, color="C1", weight="bold")
axes[0].set(xlabel="")
axes[0].set_title("With a price there is one minimum")
fig.set_label(
    "Lines of equal ridge objective over the same two weights are closed ellipses. The only "
    f"minimum has both weights {minima[0][0]:.2f} at λ = {prices[0]:.0f} and "
    f"{minima[1][0]:.2f} at λ = {prices[1]:.0f}."
)

for lam, w in zip(prices, minima, strict=True):
    assert np.allclose(X.T @ (X @ w - y) + lam * w, 0)
    assert np.linalg.eigvalsh(X.T @ X + lam * np.eye(2))[0] > 0.999 * lam
    assert np.isclose(w[0], w[1])
print(
    "At each minimum the slope is 0, the objective curves up in all directions, both weights agree."
)

# %%
# As the price goes to 0
# ----------------------
# Ridge does not forget about size in the limit: of all the weights in the valley it
# tends to the shortest, :math:`X^+y` (:claim:`2.2.d`).  The distance to that one
# falls in proportion to :math:`\lambda`, the distance to any other one stays.

lams = np.geomspace(1e-10, 1e3, 60)
path = rr.ridge_path(X, y, lams)
other = least + np.array([0.6, -0.6])
to_least = np.linalg.norm(path - least, axis=1)
to_other = np.linalg.norm(path - other, axis=1)

fig, ax = plt.subplots()
ax.loglog(lams, to_other, "--", color="C0", label="to another weight in the valley")
ax.loglog(lams, to_least, "-", color="C1", label="to the shortest, X⁺y")
ax.set(xlabel="price λ", ylabel="distance from ridge", ylim=(1e-12, 30))
ax.set_title("As λ falls to 0, ridge tends to the shortest")
ax.legend(loc="lower right")
fig.set_label(
    "Distance of the ridge weights from two minimizers of the error, on logarithmic axes. As λ "
    f"falls to {lams[0]:.0e} the distance to the pseudoinverse solution falls to "
    f"{to_least[0]:.0e}, the distance to another one stays at {to_other[0]:.2f}."
)

slope = np.polyfit(np.log(lams[10:30]), np.log(to_least[10:30]), 1)[0]
assert abs(slope - 1) < 1e-3
assert np.allclose(to_other[:30], 0.6 * np.sqrt(2), rtol=1e-3)
print(
    f"The distance to the shortest falls like λ to the power {slope:.3f}, the other one stays at "
    f"{to_other[0]:.2f}."
)

plt.show()
