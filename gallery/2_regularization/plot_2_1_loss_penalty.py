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
mus = (0.02, 0.05, 0.2)
pairs = [rr.ridge(two, y, 12 * mu) for mu in mus]
turns = np.linspace(0, 2 * np.pi, 721)
for mu, w in zip(mus, pairs, strict=True):
    assert np.allclose(rr.gradient(two, y, w) / 12, -2 * mu * w)
    circle = np.linalg.norm(w) * np.array([np.cos(turns), np.sin(turns)]).T
    around = np.mean((circle @ two.T - y) ** 2, axis=1)  # never below the ellipse through w
    assert -1e-12 < around.min() - rr.mean_loss(y, two @ w) < 1e-3, (
        "where an ellipse and a circle touch"
    )
touch = pairs[1]
assert np.all(np.diff(np.linalg.norm(path, axis=1)) < 0), "gets shorter all the way"
assert np.linalg.norm(path[-1]) < 0.01
print(f"At μ = {mus[1]} the minimum of the sum is at ({touch[0]:.2f}, {touch[1]:.2f}).")


def plane(penalty, points, name):
    """Draw pairs: an ellipse of equal loss, a curve of equal penalty, and where they touch."""
    w1, w2 = np.meshgrid(np.linspace(-2, 4, 241), np.linspace(-4.2, 1.8, 241))
    loss = np.mean((w1[..., None] * x + w2[..., None] * x**3 - y) ** 2, axis=-1)
    fig, ax = plt.subplots(figsize=(4.8, 4.05))
    sizes, point = penalty(w1, w2), points[1]
    for w, lw, size in zip(points, (0.8, 2.6, 0.8), (4.5, 8, 4.5), strict=True):
        ax.contour(w1, w2, loss, [rr.mean_loss(y, two @ w)], colors="C4", linewidths=lw)
        ax.contour(w1, w2, sizes, [penalty(*w)], colors="C2", linestyles="--", linewidths=lw)
        ax.plot(*w, "o", color="C0", markersize=size, zorder=6)
    ax.plot(*center, "s", color="C5", markersize=7, zorder=5)
    ax.plot(0, 0, "+", color="C6", markersize=9, zorder=5)
    ax.annotate("least squares", center, (-1.9, -3.06), va="center", color="C5", weight="bold",
                arrowprops={"arrowstyle": "-", "color": "C5", "lw": 0.8})  # fmt: skip
    ax.annotate(name, point, (2.4, 0.75), color="C0", weight="bold", ha="left",
                arrowprops={"arrowstyle": "-", "color": "C0", "shrinkB": 5})  # fmt: skip
    ax.text(-1.9, -3.6, "equal loss", color="C4", weight="bold")
    ax.text(-1.9, -4.0, "equal penalty", color="C2", weight="bold")
    ax.set(xlabel="w₁, the weight of x", ylabel="w₂, the weight of x³", aspect="equal")
    ax.grid(visible=False)
    return fig, ax


name = "minimum\nof the sum\nat μ = "
fig, ax = plane(lambda w1, w2: w1**2 + w2**2, pairs, f"{name}{mus[1]:g}")
ax.plot(*path.T, ":", color="C0", lw=1.8)
ax.set_title("At the minimum an ellipse touches a circle")
fig.set_label(
    "Three ellipses of equal mean loss around the least-squares weights and three circles of equal "
    "penalty around 0, in the plane of two weights. Each ellipse touches its circle, and there "
    "lies the minimum of the sum for one μ; as μ grows it goes from the middle of the ellipses to "
    "0, along a dotted curve."
)

# %%
# A corner
# --------
# With the penalty :math:`\mu(|w_1| + |w_2|)` the curves of equal penalty are squares that stand on
# a corner.  An ellipse that comes from the side can meet them at a corner, and there one of the
# weights is 0, exactly.  With :math:`w_2 = 0` one weight is left, and its minimum is known.

mus = (0.1, 0.2, 0.4)
alone = two[:, 0] @ y / 12


def at_corner(mu):
    """Return the minimum if only the first weight is not 0, and the slopes of the loss there."""
    w = np.array([max(alone - mu / 2, 0) / np.mean(two[:, 0] ** 2), 0])
    return w, rr.gradient(two, y, w) / 12


signs = np.sign(center)  # at a side: the slopes of the loss and of the penalty cancel
side = np.linalg.solve(two.T @ two, two.T @ y - 6 * mus[0] * signs)
assert np.all(np.sign(side) == signs)
(corner, slope), mu = at_corner(mus[1]), mus[1]
ratio = two[:, 0] @ two[:, 1] / (two[:, 0] @ two[:, 0])
at = 2 * (ratio * alone - two[:, 1] @ y / 12) / (1 + ratio)  # from here on the second weight is 0
gone = 2 * alone  # and from here on the first
assert f"{at:.2f} {gone:.2f}" == "0.13 0.65"
assert abs(at_corner(0.999 * at)[1][1]) > 0.999 * at
for strength in np.linspace(1.001 * at, 1.6, 200):
    w, slopes = at_corner(strength)
    assert abs(slopes[1]) < strength
    assert (w[0] > 0) == (strength < gone)
assert np.isclose(slope[0], -mu)
assert [f"{v:.2f}" for v in (corner[0], slope[1])] == ["0.57", "0.07"]
assert abs(slope[1]) < mu, r"slope of the loss along $w_2$ is less than $\mu$ in size"
print(
    f"At the corner ({corner[0]:.2f}, 0) the slope of the loss along the second weight is "
    f"{slope[1]:.2f}: less than μ = {mu}, so leaving 0 would cost more than it gains."
)

fig, ax = plane(
    lambda w1, w2: abs(w1) + abs(w2), [side, corner, at_corner(mus[2])[0]], f"{name}{mu:g}"
)
ax.plot(*np.array([center, side, at_corner(at)[0], (0, 0)]).T, ":", color="C0", lw=1.8)
ax.set_title("With L1 they meet at a corner: w₂ = 0")
fig.set_label(
    "Three ellipses, and squares on a corner in place of circles. At the smallest of three μ an "
    "ellipse touches the side of a square; at the others it meets the right corner, and the "
    f"minimum of the sum is there, at ({corner[0]:.2f}, 0) for μ = {mu:g}."
)

plt.show()
