"""
2.2 Least squares: one minimum
==============================

What least squares finds, why it may have infinitely many answers, and how the
slightest penalty on the size of the weights leaves one.
"""

import matplotlib.pyplot as plt
import numpy as np

import reluridge as rr

plt.style.use("reluridge.lecture")

# %%
# The twelve points, with and without a penalty
# ---------------------------------------------
# The features are :math:`x` to :math:`x^9`.  Least squares comes near all points, with weights up
# to 300 that all but cancel on the points, and not between them.  With a little of the penalty
# the weights stay below 2, and the curve is calm.

x = np.linspace(-1, 1, 12)
y = np.array([0.1, -0.7, -1.1, -1.8, -0.1, 0.1, 0.2, 1.0, 1.1, 0.7, 0.9, -0.1])
fine, powers = np.linspace(-1, 1, 201), np.arange(1, 10)
X = x[:, None] ** powers
weights = {"Least squares": rr.ols(X, y), "Ridge, λ = 0.2": rr.ridge(X, y, lam=0.2)}
wild, calm = weights.values()
wild_curve, calm_curve = (fine[:, None] ** powers @ w for w in weights.values())
assert x[-2] < fine[np.argmax(wild_curve)] < x[-1], "shoots up between the last two"
assert np.max(wild_curve) > 2 * np.max(y), "to twice the highest of them"
U, s, Vt = np.linalg.svd(X, full_matrices=False)
noise = y - np.sin(np.pi * x)
out = np.abs(Vt[-1] @ rr.ols(X, noise))
assert f"{out:.0f} {s[-1]:.4f}" == "394 0.0019"
assert 290 < np.max(np.abs(wild)) < 300, "weights go up to nearly 300"
assert np.max(np.abs(calm)) < 2, "no weight above 2"
assert np.max(calm_curve) < np.max(y), "stays below the highest point"
print(
    f"The largest weights are {np.max(np.abs(wild)):.0f} and {np.max(np.abs(calm)):.2f}; the "
    f"curves reach {np.max(wild_curve):.2f} and {np.max(calm_curve):.2f}, the points "
    f"{np.max(y):.1f}."
)

fig, axes = plt.subplots(2, 2, figsize=(4.8, 3.5), sharex="col")
for row, color, curve, (name, w), reach in zip(
    axes, ("C0", "C2"), (wild_curve, calm_curve), weights.items(), (340, 2.3), strict=True
):
    row[0].plot(x, y, "o", color="C6", markersize=4)
    row[0].plot(fine, curve, "-", color=color)
    row[0].set(ylabel="y", ylim=(-2.2, 2.6), xticks=(-1, 0, 1), title=name)
    row[1].bar(powers, w, color=color, width=0.6)
    row[1].axhline(0, color="C6", lw=0.8)
    row[1].set(ylim=(-reach, reach), title="its weights")
    row[1].grid(visible=False, axis="x")
axes[1, 0].set_xlabel("x")
axes[1, 1].set_xticks(powers[::2], ["x", *(f"x{i}" for i in "³⁵⁷⁹")])
fig.set_label(
    "Twice the twelve points, each time with a curve and its nine weights as bars. Above, least "
    f"squares passes near all points and shoots up to {np.max(wild_curve):.1f} between the last "
    f"two; its weights go from {np.min(wild):.0f} to {np.max(wild):.0f}. Below, ridge regression "
    f"is calm, with weights from {np.min(calm):.1f} to {np.max(calm):.1f}."
)

# %%
# The nearest point that the columns can reach
# --------------------------------------------
# Two data points, so `y` is an arrow in the plane; one feature, so :math:`Xw` runs
# along a line as :math:`w` varies.  Least squares picks the point of the line
# nearest to `y`, and there the residual stands at a right angle on the column
# (:claim:`2.2.a`): otherwise a step along the line would bring it nearer.

X, y = np.array([[1.0], [0.5]]), np.array([1.2, 2.1])
best = rr.ols(X, y)
foot, other = X @ best, X @ (best + 0.9)

assert np.allclose(X.T @ (y - foot), 0), "the foot of the perpendicular"
assert np.linalg.norm(y - foot) < np.linalg.norm(y - other), "what is left over is longer"

fig, ax = plt.subplots(figsize=(4.8, 2.7))
ax.plot([-0.4, 3.4], [-0.2, 1.7], "-", color="C7")
arrow = {"arrowstyle": "-|>", "lw": 2.2, "shrinkA": 0, "shrinkB": 0}
for start, tip, color, style in [
    ((0, 0), y, "C6", "-"),
    ((0, 0), foot, "C0", "-"),
    ((0, 0), X[:, 0], "C2", "-"),
    (foot, y, "C4", "-"),
    (other, y, "C7", "--"),
]:
    ax.annotate("", tip, start, arrowprops=arrow | {"color": color, "ls": style})
along, across = X[:, 0] / np.linalg.norm(X), (y - foot) / np.linalg.norm(y - foot)
corner = np.array([foot + 0.14 * a for a in (-along, across - along, across)])
ax.plot(*corner.T, "-", color="C4", lw=1.2)
ax.text(*(y / 2 + [-0.12, 0.1]), "y", ha="right", color="C6")
ax.text(*(X[:, 0] / 2 + [0.02, -0.22]), "a", color="C2")
ax.text(*(0.75 * foot + [0.05, -0.22]), "the fit", color="C0")
ax.text(*(foot + y) / 2 + [0.12, -0.08], "r", color="C4")
ax.text(*(other * 0.5 + y * 0.5 + [0.05, 0.08]), "longer", color="C7")
ax.text(3.55, 0.95, "multiples of a", ha="right", va="center", color="C7")
ax.set(aspect="equal", xlabel="first data point", ylabel="second data point")
ax.set(xlim=(-0.3, 3.6), ylim=(-0.25, 2.3), xticks=range(4), yticks=range(3))
ax.set_title("The residual stands at a right angle")
fig.set_label(
    "Arrows y and a in the plane of two data points, and the line of all multiples of a. The fit "
    "is the foot of the perpendicular; the residual there is shorter than at another multiple."
)

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
ax.plot([0, least[0]], [0, least[1]], "--", color="C2")
ax.plot(*least, "D", color="C2", markersize=9)
ax.annotate("the shortest", least, (10, 6), textcoords="offset points", color="C2", weight="bold")
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
    assert np.linalg.norm(least + move) > np.linalg.norm(least), "its point nearest to 0"
print(
    f"Three other points of the valley have the same error, {error(least):.2f}, and are farther "
    f"from 0 than {np.linalg.norm(least):.2f}."
)

# %%
# A penalty on the weights makes one minimum
# ------------------------------------------
# Add :math:`\lambda\lVert w\rVert^2` and the valley bends up at both ends: exactly one
# minimum is left, whatever the rank (:claim:`2.2.b`).  For a large :math:`\lambda` it lies near 0.

strengths = [2.0, 20.0]
minima = [rr.ridge(X, y, lam) for lam in strengths]
for lam, w in zip(strengths, minima, strict=True):
    assert np.allclose(X.T @ (X @ w - y) + lam * w, 0)
    assert np.linalg.eigvalsh(X.T @ X + lam * np.eye(2))[0] > 0.999 * lam
assert np.linalg.norm(minima[1]) < np.linalg.norm(minima[0])
print("At each minimum the slope is 0, and the sum of error and penalty curves up all around.")

fig, axes = plt.subplots(2, 1, figsize=(4.8, 7.4))
for ax, lam, w in zip(axes, strengths, minima, strict=True):
    contours(ax, lam)
    ax.plot(grid, total - grid, "--", color="C0", lw=1)
    ax.plot(*w, "o", color="C2", markersize=9)
    text = f"λ = {lam:.0f}: one minimum"
    ax.text(-1.05, -1.05, text, color="C2", weight="bold")
axes[0].set(xlabel="")
axes[0].set_title("With a penalty there is one minimum")
fig.set_label(
    "Lines of equal error plus penalty over the same two weights are closed ellipses. The only "
    f"minimum has both weights {minima[0][0]:.2f} at λ = {strengths[0]:.0f} and "
    f"{minima[1][0]:.2f} at λ = {strengths[1]:.0f}."
)

# %%
# As the regularization strength goes to 0
# ----------------------------------------
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
ax.loglog(lams, to_least, "-", color="C2", label="to the shortest, X⁺y")
ax.set(xlabel="λ", ylabel="distance from ridge", ylim=(1e-12, 30))
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
