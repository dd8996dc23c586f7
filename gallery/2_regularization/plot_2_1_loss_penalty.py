"""
2.1 Regularization in the loss: where the penalty takes the weights
===================================================================

Two weights, seen from above: curves of equal loss, curves of equal penalty, and the place where
they touch.  With L2 these are circles; with L1 they are squares that stand on a corner.
"""

import matplotlib.pyplot as plt
import numpy as np

import reluridge as rr

plt.style.use("reluridge.lecture")

# %%
# With two weights
# ----------------
# Twelve points, and two powers, :math:`x` and :math:`x^3`.  Seen from above, the mean loss is a
# valley with elliptic contours and the penalty a round bowl.  At the minimum of their sum an
# ellipse touches a circle: there the two gradients cancel.

x = np.linspace(-1, 1, 12)
y = np.array([0.1, -0.7, -1.1, -1.8, -0.1, 0.1, 0.2, 1.0, 1.1, 0.7, 0.9, -0.1])
two = x[:, None] ** np.array([1, 3])
center = rr.ols(two, y)
lams = 12 * np.r_[0, np.geomspace(1e-4, 100, 300)]
path = rr.ridge_path(two, y, lams)
mu = 0.05
touch = rr.ridge(two, y, 12 * mu)
assert np.allclose(rr.gradient(two, y, touch) / 12, -2 * mu * touch), (
    "where an ellipse and a circle touch"
)
assert np.all(np.diff(np.linalg.norm(path, axis=1)) < 0), "gets shorter all the way"
assert np.linalg.norm(path[-1]) < 0.01
print(f"At μ = {mu} the minimum of the sum is at ({touch[0]:.2f}, {touch[1]:.2f}).")


def plane(penalty, point, name):
    """Draw ellipses of equal loss, curves of equal penalty, and where they touch."""
    w1, w2 = np.meshgrid(np.linspace(-2, 4, 241), np.linspace(-4.2, 1.8, 241))
    loss = np.mean((w1[..., None] * x + w2[..., None] * x**3 - y) ** 2, axis=-1)
    low, level = loss.min(), rr.mean_loss(y, two @ point)
    fig, ax = plt.subplots(figsize=(4.8, 4.3))
    sizes = penalty(w1, w2)
    here = penalty(*point)
    for share, lw in [(0.06, 0.7), (0.4, 0.7), (1, 2.6), (2, 0.7)]:
        ax.contour(w1, w2, loss, [low + share * (level - low)], colors="C4", linewidths=lw)
    for share, lw in [(0.25, 0.7), (1, 2.6), (2.5, 0.7)]:
        ax.contour(w1, w2, sizes, [share * here], colors="C2", linestyles="--", linewidths=lw)
    ax.plot(*center, "s", color="C5", markersize=7, zorder=5)
    ax.plot(0, 0, "+", color="C6", markersize=9, zorder=5)
    ax.plot(*point, "o", color="C0", markersize=8, zorder=6)
    ax.annotate("least squares", center, (-1.9, -3.06), va="center", color="C5", weight="bold",
                arrowprops={"arrowstyle": "-", "color": "C5", "lw": 0.8})  # fmt: skip
    ax.annotate(name, point, (2.4, 0.75), color="C0", weight="bold", ha="left",
                arrowprops={"arrowstyle": "-", "color": "C0", "shrinkB": 5})  # fmt: skip
    ax.text(-1.9, -3.6, "equal loss", color="C4", weight="bold")
    ax.text(-1.9, -4.0, "equal penalty", color="C2", weight="bold")
    ax.set(xlabel="w₁, the weight of x", ylabel="w₂, the weight of x³", aspect="equal")
    ax.grid(visible=False)
    return fig, ax


fig, ax = plane(lambda w1, w2: w1**2 + w2**2, touch, f"minimum\nof the sum\nat μ = {mu:g}")
ax.plot(*path.T, ":", color="C0", lw=1.8)
ax.set_title("At the minimum an ellipse touches a circle")
fig.set_label(
    "Ellipses of equal mean loss around the least-squares weights and circles of equal penalty "
    "around 0, in the plane of two weights. The minimum of the sum lies where an ellipse touches "
    "a circle; as μ grows it goes from the middle of the ellipses to 0, along a dotted curve."
)

# %%
# A corner
# --------
# With the penalty :math:`\mu(|w_1| + |w_2|)` the curves of equal penalty are squares that stand on
# a corner.  An ellipse that comes from the side can meet them at a corner, and there one of the
# weights is 0, exactly.  With :math:`w_2 = 0` one weight is left, and its minimum is known.

mu = 0.2
alone = two[:, 0] @ y / 12
corner = np.array([(alone - mu / 2) / np.mean(two[:, 0] ** 2), 0])
slope = rr.gradient(two, y, corner) / 12
assert np.isclose(slope[0], -mu)
assert [f"{v:.2f}" for v in (corner[0], slope[1])] == ["0.57", "0.07"]
assert abs(slope[1]) < mu, r"slope of the loss along $w_2$ is less than $\mu$ in size"
print(
    f"At the corner ({corner[0]:.2f}, 0) the slope of the loss along the second weight is "
    f"{slope[1]:.2f}: less than μ = {mu}, so leaving 0 would cost more than it gains."
)

fig, ax = plane(lambda w1, w2: abs(w1) + abs(w2), corner, f"minimum\nof the sum\nat μ = {mu:g}")
ax.set_title("With L1 they meet at a corner: w₂ = 0")
fig.set_label(
    "The same ellipses, and squares on a corner in place of circles. The minimum of the sum is the "
    f"right corner of a square, at ({corner[0]:.2f}, 0)."
)

plt.show()
