"""
2.2.1 Gradient descent: steps downhill
======================================

Gradient descent on least squares: which way a step goes, how long it may be, and
why a step with a penalty first shrinks the weights.
"""

import matplotlib.pyplot as plt
import numpy as np

import reluridge as rr

plt.style.use("reluridge.lecture")

# %%
# Uphill and downhill
# -------------------
# The gradient :math:`2X^T(Xw - y)` points to where the error grows fastest.  The
# step goes the other way: it is :math:`-\eta` times the gradient
# (:claim:`2.2.1.a`).

rng = np.random.default_rng(0)
U = np.linalg.qr(rng.normal(size=(20, 2)))[0]
V = np.array([[np.cos(0.5), -np.sin(0.5)], [np.sin(0.5), np.cos(0.5)]])
X = U * [1, 2] @ V.T
y = X @ [0.5, 0.3] + 0.3 * rng.normal(size=20)
best = rr.ols(X, y)


def objective(W, lam=0.0):
    """Return the objective at each of the weights along the last axis."""
    return np.sum((y - W @ X.T) ** 2, axis=-1) + lam * np.sum(W**2, axis=-1)


def contours(ax, lam=0.0, xlim=(-2.3, 3.3), ylim=(-1.7, 2.3)):
    """Draw lines of equal objective, evenly spaced in distance from the minimum."""
    W = np.stack(np.meshgrid(np.linspace(*xlim, 150), np.linspace(*ylim, 110)), axis=-1)
    bottom = rr.ridge(X, y, lam)
    height = np.sqrt(objective(W, lam) - objective(bottom, lam))
    ax.contour(*np.moveaxis(W, -1, 0), height, np.arange(0.4, 6, 0.6), colors="C7", linewidths=0.8)
    ax.plot(*bottom, "+", color="C6", markersize=12, mew=2)
    ax.set(aspect="equal", xlim=xlim, ylim=ylim)
    ax.grid(visible=False)


w, eta = np.array([-1.0, 0.9]), 0.08
uphill = rr.gradient(X, y, w)
after = rr.gradient_step(X, y, w, eta)

fig, ax = plt.subplots(figsize=(4.8, 3.8))
contours(ax)
for tip, name, color, offset in [
    (w + eta * uphill, "along the gradient: uphill", "C1", (-30, 10)),
    (after, "the step: downhill", "C0", (2, -14)),
]:
    arrow = {"arrowstyle": "-|>", "color": color, "lw": 2.5, "shrinkA": 0, "shrinkB": 0}
    ax.annotate("", tip, w, arrowprops=arrow)
    ax.annotate(name, tip, xytext=offset, textcoords="offset points", color=color, weight="bold")
ax.plot(*w, "o", color="C6", markersize=7)
ax.set(xlabel="first weight", ylabel="second weight")
ax.set_title("The gradient points uphill, the step downhill")
fig.set_label(
    "Contours of the squared error over two weights. From one point, the gradient points away from "
    "the minimum, across the contours; the step has the opposite direction."
)

assert objective(after) < objective(w) < objective(w + eta * uphill)
assert np.allclose(after - w, -eta * uphill)
print(
    f"Objective: {objective(w):.2f} at the point, {objective(after):.2f} after the step, "
    f"{objective(w + eta * uphill):.2f} after as much uphill."
)

# %%
# How long a step may be
# ----------------------
# Along the steepest direction the distance to the minimum is multiplied by
# :math:`1 - 2\eta s_1^2` in each step.  Below the limit :math:`\eta = 1/s_1^2` that
# shrinks, at the limit it changes sign and no more, above it grows (:claim:`2.2.1.b`).

limit = rr.step_size_limit(X)
w0 = np.array([-1.9, 0.6])
n_steps = 14

fig, axes = plt.subplots(3, figsize=(4.8, 7.6), sharex=True)
for ax, share, what, color in zip(
    axes,
    [0.9, 1.0, 1.1],
    ["0.9 × the limit:\narrives", "the limit:\nswings for ever", "1.1 × the limit:\nruns away"],
    ["C0", "C3", "C1"],
    strict=True,
):
    path = rr.descend(X, y, 0, share * limit, n_steps, w0, history=True, allow_divergence=True)
    contours(ax, ylim=(-1.5, 2.1))
    ax.plot(*path.T, "o-", color=color, lw=1.4, markersize=4)
    ax.plot(*w0, "o", color="C6", markersize=8)
    ax.text(0.02, 0.05, what, transform=ax.transAxes, color=color, weight="bold")
    ax.set_ylabel("second weight")
axes[2].set_xlabel("first weight")
axes[0].set_title("Below the limit it arrives, above it runs away")
fig.set_label(
    f"Three runs of {n_steps} steps from one start, over contours. At 0.9 of the limit the zigzag "
    "shrinks toward the minimum; at the limit it swings across the valley with constant width; "
    "at 1.1 of the limit each swing is wider than the last, and it leaves the picture."
)

v1, distance = V[:, 1], (w0 - best) @ V[:, 1]
for share in (0.9, 1.0, 1.1):
    end = rr.iterate(X, y, 0, share * limit, 100, w0)
    assert np.isclose((end - best) @ v1, (1 - 2 * share) ** 100 * distance, atol=1e-9)
print("100 steps multiply the distance by 0.8¹⁰⁰, 1 and 1.2¹⁰⁰, as the factor says.")

# %%
# Decay first, then the data
# --------------------------
# The step for ridge regression can be taken in one go, against the gradient of
# the whole objective, or in two: shrink the weights to :math:`(1 - 2\eta\lambda) w`,
# then add what the data want at :math:`w`.  Both end at the same point
# (:claim:`2.2.1.c`).

lam, eta, w = 1.2, 0.13, np.array([-1.6, 0.7])
decayed = (1 - 2 * eta * lam) * w
after = rr.weight_decay_step(X, y, w, eta, lam)

fig, ax = plt.subplots(figsize=(4.8, 3.8))
contours(ax, lam, xlim=(-2, 1.2), ylim=(-1.1, 1.1))
for start, tip, name, color, style, at in [
    (w, after, "one step on\nthe ridge objective", "C0", "-", (-1.95, -0.35)),
    (w, decayed, "decay toward 0", "C1", "-", (-1.3, 0.72)),
    (decayed, after, "pull of the data", "C2", "-", (-0.1, -0.3)),
]:
    arrow = {
        "arrowstyle": "-|>",
        "color": color,
        "lw": 2.5,
        "shrinkA": 0,
        "shrinkB": 0,
        "ls": style,
    }
    ax.annotate("", tip, start, arrowprops=arrow)
    ax.text(*at, name, color=color, weight="bold")
ax.plot([0, decayed[0]], [0, decayed[1]], ":", color="C1", lw=1.2)
ax.plot(*w, "o", color="C6", markersize=8)
ax.plot(0, 0, "o", color="C7", markersize=6)
ax.annotate("0", (0, 0), xytext=(4, 6), textcoords="offset points")
ax.set(xlabel="first weight", ylabel="second weight")
ax.set_title("One step, or decay and data: the same end")
fig.set_label(
    "From one point, a single arrow is the gradient step on the ridge objective. Two others end at "
    f"the same point: a decay straight toward 0 by the factor {1 - 2 * eta * lam:.2f}, and then "
    "the pull of the data."
)

assert np.allclose(after, rr.gradient_step(X, y, w, eta, lam))
assert np.allclose(after - decayed, -eta * rr.gradient(X, y, w))
print(f"Both ways end at ({after[0]:.3f}, {after[1]:.3f}).")

plt.show()
