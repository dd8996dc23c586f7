r"""
2.2.1 Gradient descent: steps downhill
======================================

Gradient descent on least squares: a step that is too long, which way a step goes, how long it may
be, and how many it takes.
"""

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.patches import Ellipse

import reluridge as rr

plt.style.use("reluridge.lecture")

# %%
# Ten percent too long
# --------------------
# The twelve points, and a polynomial of degree 9 whose weights start at 0.  Gradient descent takes
# 25 steps, once of size 0.075 and once of size 0.0825.  The limit, :math:`1/s_1^2`, lies between
# the two (:claim:`2.2.1.b`).

x = np.linspace(-1, 1, 12)
y = np.array([0.1, -0.7, -1.1, -1.8, -0.1, 0.1, 0.2, 1.0, 1.1, 0.7, 0.9, -0.1])
X = x[:, None] ** np.arange(1, 10)
grid = np.linspace(-1, 1, 401)
curves = {
    eta: grid[:, None] ** np.arange(1, 10) @ rr.descend(X, y, 0, eta, 25, allow_divergence=True)
    for eta in (0.075, 0.0825)
}
before = grid[:, None] ** np.arange(1, 10) @ rr.descend(X, y, 0, 0.0825, 24, allow_divergence=True)
largest = [np.abs(curve).max() for curve in curves.values()]

assert 0.075 < rr.step_size_limit(X) < 0.0825, "one below and one above a limit"
assert largest[0] < np.abs(y).max() < min(largest[1], np.abs(before).max()) / 3, (
    "With the longer steps it swings far beyond all points"
)
assert np.all(before[[0, -1]] * curves[0.0825][[0, -1]] < 0)  # up at one end, then down
print(f"Largest heights: {largest[0]:.2f} and {largest[1]:.2f}.")

fig, ax = plt.subplots(figsize=(4.8, 2.6))
ax.plot(x, y, "o", color="C6", ms=5, zorder=3)
for (eta, curve), color, style in zip(curves.items(), ("C0", "C4"), ("-", "--"), strict=True):
    ax.plot(grid, curve, style, color=color, label=f"η = {eta:g}")
ax.plot(grid, before, "--", color="C4", lw=1)
for text, at, by, side in [
    ("24 steps", (-1, before[0]), (9, -4), "left"),
    ("25 steps", (1, curves[0.0825][-1]), (-9, -6), "right"),
]:
    ax.annotate(text, at, xytext=by, textcoords="offset points", color="C4", ha=side)
ax.set(xlabel="x", ylabel="y", ylim=(-6.5, 6.5), xticks=(-1, 0, 1), yticks=(-5, 0, 5))
ax.legend(loc="lower center")
ax.set_title("Steps of 0.075 lead to the data, of 0.0825 away")
fig.set_label(
    "Twelve points and two polynomials, each after 25 steps of gradient descent from 0. With steps "
    "of 0.075 the curve follows the points; with steps of 0.0825 it is three times as high as any "
    f"point, {largest[1]:.1f}, at an end of the data; one step before it was there as far below."
)

# %%
# Uphill and downhill
# -------------------
# The gradient :math:`2X^T(Xw - y)` points to where the error grows fastest.  The
# step goes the other way: it is :math:`-\eta` times the gradient
# (:claim:`2.2.1.a`).

rng = np.random.default_rng(0)
U = np.linalg.qr(rng.normal(size=(20, 2)))[0]
V = np.array([[np.cos(0.5), -np.sin(0.5)], [np.sin(0.5), np.cos(0.5)]])
X2 = U * [1, 2] @ V.T
y2 = X2 @ [0.5, 0.3] + 0.3 * rng.normal(size=20)
best = rr.ols(X2, y2)


def error(W):
    """Return the squared error at each of the weights along the last axis."""
    return np.sum((y2 - W @ X2.T) ** 2, axis=-1)


w, eta = np.array([-1.0, 0.9]), 0.08
uphill, after = rr.gradient(X2, y2, w), rr.gradient_step(X2, y2, w, eta)

assert error(after) < error(w) < error(w + eta * uphill)
assert np.allclose(after - w, -eta * uphill), "exactly the other way"
print(
    f"Squared error: {error(w):.2f} at the point, {error(after):.2f} after the step, "
    f"{error(w + eta * uphill):.2f} after as much uphill."
)


def contours(ax, xlim=(-2.3, 3.3), ylim=(-0.8, 1.9)):
    """Draw lines of equal error, evenly spaced in distance from the minimum."""
    for d in np.arange(0.4, 6, 0.8):  # where the error exceeds its minimum by d²
        ax.add_patch(Ellipse(best, 2 * d, d, angle=np.degrees(0.5), fill=False, ec="C7", lw=0.8))
    ax.plot(*best, "+", color="C6", markersize=12, mew=2)
    ax.set(aspect="equal", xlim=xlim, ylim=ylim, ylabel="second weight")
    ax.grid(visible=False)


def minimum(ax, offset):
    """Say what the cross is."""
    ax.annotate("minimum", best, xytext=offset, textcoords="offset points", color="C6")


assert np.isclose(error(best + 0.4 * V[:, 0]) - error(best), 0.4**2)
assert np.isclose(error(best + 0.2 * V[:, 1]) - error(best), 0.4**2)

fig, ax = plt.subplots(figsize=(4.8, 2.6))
contours(ax, xlim=(-2.3, 2.9), ylim=(-0.7, 1.9))
minimum(ax, (7, 6))
for tip, name, color, offset in [
    (w + eta * uphill, "gradient", "C4", (5, 5)),
    (after, "step", "C0", (5, -10)),
]:
    arrow = {"arrowstyle": "-|>", "color": color, "lw": 2.5, "shrinkA": 0, "shrinkB": 0}
    ax.annotate("", tip, w, arrowprops=arrow)
    ax.annotate(name, tip, xytext=offset, textcoords="offset points", color=color)
ax.plot(*w, "o", color="C6", markersize=7)
ax.set(xlabel="first weight", yticks=(0, 1))
ax.set_title("The gradient points uphill")
fig.set_label(
    "Contours of the squared error over two weights. From one point, the gradient points away from "
    "the minimum, across the contours; the step has the opposite direction."
)

# %%
# How long a step may be
# ----------------------
# Along the steepest direction the distance to the minimum is multiplied by
# :math:`1 - 2\eta s_1^2` in each step.  Below the limit :math:`\eta = 1/s_1^2` that
# shrinks, at the limit it changes sign and no more, above it grows (:claim:`2.2.1.b`).

limit = rr.step_size_limit(X2)
w0 = best + V @ [-2.6, 0.35]
shares = [0.9, 1.1]
paths = [rr.descend(X2, y2, 0, share * limit, 8, w0, history=True) for share in shares]
swings = [np.abs((path - best) @ V[:, 1]) for path in paths]

assert np.all(np.diff(swings[0]) < 0), "swings get shorter at 0.9"
assert np.all(np.diff(swings[1]) > 0), "wider at 1.1"
for share, swing in zip(shares, swings, strict=True):
    assert np.allclose(swing, 0.35 * abs(1 - 2 * share) ** np.arange(9))
print("Eight steps multiply the distance across by 0.8⁸ and by 1.2⁸, as the factor says.")

fig, axes = plt.subplots(2, figsize=(4.8, 3.6), sharex=True)
for ax, path, what, color, style in zip(
    axes,
    paths,
    ["0.9 of the limit", "1.1 of the limit"],
    ["C0", "C4"],
    ["o-", "^-"],
    strict=True,
):
    contours(ax)
    ax.plot(*(best + np.outer([-3, 3], V[:, 1])).T, "--", color="C7", lw=1.2)
    ax.plot(*path.T, style, color=color, lw=1, markersize=4)
    ax.plot(*w0, "o", color="C6", markersize=8)
    ax.text(0.98, 0.95, what, transform=ax.transAxes, color=color, ha="right", va="top")
minimum(axes[0], (7, 6))
axes[0].annotate("start", w0, xytext=(-4, 8), textcoords="offset points", color="C6")
axes[1].set_xlabel("first weight")
axes[0].set_title("Swings shrink below the limit, grow above")
fig.set_label(
    "Two runs of 8 steps from one start, over contours. Both creep along the valley. Across it, "
    "at 0.9 of the limit each swing is shorter than the last, and at 1.1 of the limit each is "
    "wider."
)

# %%
# Nine directions, nine speeds
# ----------------------------
# The twelve points again, with a step of 0.9 of the limit.  Along each of the nine singular
# directions the error is multiplied by its own factor :math:`m_i = 1 - 2\eta s_i^2`, so it takes
# :math:`\log 0.01/\log |m_i|` steps until only a hundredth of it is left (:claim:`2.2.1.b`).

s = np.linalg.svd(X, compute_uv=False)
eta = 0.9 * rr.step_size_limit(X)
factors = 1 - 2 * eta * s**2
steps = np.log(0.01) / np.log(np.abs(factors))

V9 = np.linalg.svd(X)[2].T
error9 = V9.T @ (rr.iterate(X, y, 0, eta, 100) - rr.ols(X, y))
assert np.allclose(error9, factors**100 * (V9.T @ -rr.ols(X, y)), atol=1e-6)
assert np.allclose(steps[4:], 2.3 / (eta * s[4:] ** 2), rtol=5e-3)  # "about 2.3/(ηs²)"
assert f"{s[0]:.2f} {s[-1]:.4f}" == "3.57 0.0019"
assert np.sum(steps < 100) == 4, "Four directions take fewer than 100"
assert 9e6 < steps[-1] < 9.5e6, "the last one takes nine million"
print(f"Steps: {', '.join(f'{count:,.0f}' for count in np.ceil(steps))}.")

fig, ax = plt.subplots(figsize=(4.8, 3.3))
ax.semilogy(np.arange(1, 10), steps, "o", color="C0", ms=7)
for i, count in enumerate(steps):
    ax.annotate(f"{np.ceil(count):,.0f}", (i + 1, count), xytext=(0, 8),
                textcoords="offset points", ha="center")  # fmt: skip
ax.set(xlabel="singular direction", ylabel="steps until 1 % is left", ylim=(1, 1e8))
ax.set_xticks(range(1, 10), [rf"$v_{i}$" for i in range(1, 10)])
ax.set_title("Nine directions: from 5 steps to nine million")
fig.set_label(
    "Number of steps until a hundredth of the error is left, for the nine singular directions of "
    f"the twelve points: {', '.join(f'{count:,.0f}' for count in np.ceil(steps))}."
)

plt.show()
