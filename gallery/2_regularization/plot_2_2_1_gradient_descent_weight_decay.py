r"""
2.2.1 Gradient descent: weight decay
====================================

Three optimizers have the same weight decay, and two of them end at ridge regression.  What has it
to do with the penalty, and when does it shrink the weights at all?
"""

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.patches import Ellipse

import reluridge as rr

plt.style.use("reluridge.lecture")

# %%
# A penalty under Adam, and a decay beside it
# -------------------------------------------
# Adam divides the mean of past gradients by the root of their mean square.  With the penalty's
# gradient added to that of the data it ends at the ridge weights of the twelve points.  With the
# decay beside the step instead, AdamW, it goes elsewhere, to least squares with no weight larger
# than :math:`1/(2\lambda)` (:claim:`2.2.1.d`).

x = np.linspace(-1, 1, 12)
y = np.array([0.1, -0.7, -1.1, -1.8, -0.1, 0.1, 0.2, 1.0, 1.1, 0.7, 0.9, -0.1])
X = x[:, None] ** np.arange(1, 10)


def adam(penalty, decay, eta=0.01, n_steps=20_000):
    """Return the weights from 0, with the penalty in the gradient, or a decay beside the step."""
    w = m = q = np.zeros(9)
    for t in range(1, n_steps + 1):
        g = rr.gradient(X, y, w, penalty)
        m, q = 0.9 * m + 0.1 * g, 0.999 * q + 0.001 * g**2
        step = (m / (1 - 0.9**t)) / (np.sqrt(q / (1 - 0.999**t)) + 1e-8)
        w = (1 - 2 * eta * decay) * w - eta * step
    return w


lam = 0.2
ridge = rr.ridge(X, y, lam)
ends = {
    "gradient descent": rr.descend(X, y, lam, 0.07, 1000),
    "Adam": adam(lam, 0),
    "AdamW": adam(0, lam),
}
grid = np.linspace(-1, 1, 201)
features = grid[:, None] ** np.arange(1, 10)
apart = {name: np.abs(features @ (w - ridge)).max() for name, w in ends.items()}
cap = 1 / (2 * lam)

assert apart["gradient descent"] < 1e-3, "on the curve of ridge"
assert apart["Adam"] < 5e-3, "on the curve of ridge"
assert 0.3 < apart["AdamW"] < 0.38, "up to about 0.3 away"
assert 0.9 * cap < np.abs(ends["AdamW"]).max() < cap

at = np.array([1, 0, 0, 0, -1, 1, 0, -1, 1])  # which weights of the best fit stand at the cap
box, free = cap * at, at == 0
box[free] = rr.ols(X[:, free], y - X[:, ~free] @ box[~free])
assert np.abs(box).max() <= cap
assert np.all(at * rr.gradient(X, y, box) <= 1e-9)  # the data push outward, so no other is better
assert np.sum(~free) == 5  # as the page says, and so is the next line
assert np.abs(features @ (ends["AdamW"] - box)).max() < 0.1
print(f"Farthest from ridge: {', '.join(f'{name} {d:.2f}' for name, d in apart.items())}.")
print(f"The largest weight of AdamW is {np.abs(ends['AdamW']).max():.2f}, the cap is {cap:g}.")

fig, ax = plt.subplots(figsize=(4.8, 2.7))
ax.plot(x, y, "o", color="C6", ms=5, zorder=3)
ax.plot(grid, features @ ridge, "-", color="C2", lw=7, alpha=0.35, label="ridge")
looks = {"gradient descent": ("-", "C0"), "Adam": ("--", "C5"), "AdamW": ("-.", "C3")}
for name, (style, color) in looks.items():
    ax.plot(grid, features @ ends[name], style, color=color, label=name)
ax.set(xlabel="x", ylabel="y", xticks=(-1, -0.5, 0, 0.5, 1), yticks=(-1, 0, 1))
ax.legend(loc="lower right")
ax.set_title("Two of three optimizers end at ridge")
fig.set_label(
    "The twelve points and four curves, all with λ = 0.2. Gradient descent and Adam with the "
    "penalty in its gradient lie on the ridge curve; that of AdamW, with the decay beside its "
    f"step, is up to {apart['AdamW']:.2f} away."
)

# %%
# Decay first, then the data
# --------------------------
# The step for ridge regression can be taken in one go, against the gradient of
# the whole objective, or in two: shrink the weights to :math:`(1 - 2\eta\lambda) w`,
# then add what the data want at :math:`w`.  Both end at the same point
# (:claim:`2.2.1.c`).

rng = np.random.default_rng(0)
U = np.linalg.qr(rng.normal(size=(20, 2)))[0]
V = np.array([[np.cos(0.5), -np.sin(0.5)], [np.sin(0.5), np.cos(0.5)]])
X2 = U * [1, 2] @ V.T
y2 = X2 @ [0.5, 0.3] + 0.3 * rng.normal(size=20)
lam, eta, w = 1.2, 0.13, np.array([-1.6, 0.7])
decayed = (1 - 2 * eta * lam) * w
after = rr.weight_decay_step(X2, y2, w, eta, lam)

assert np.allclose(after, rr.gradient_step(X2, y2, w, eta, lam)), "Both end at the same point"
assert np.isclose(decayed[0] * w[1], decayed[1] * w[0]), "straight toward 0"
assert np.allclose(after - decayed, -eta * rr.gradient(X2, y2, w)), "pull of the data"
print(f"Both ways end at ({after[0]:.3f}, {after[1]:.3f}).")

lowest = rr.ridge(X2, y2, lam)
wide, high = 2 / np.sqrt(np.array([1, 4]) + lam)
fig, ax = plt.subplots(figsize=(4.8, 2.75))
for d in np.arange(0.4, 6, 0.8):  # where the objective exceeds its minimum by d²
    ring = Ellipse(lowest, d * wide, d * high, angle=np.degrees(0.5), fill=False, ec="C7", lw=0.8)
    ax.add_patch(ring)
for start, tip, name, color, at in [
    (w, after, "one step", "C0", (-1.35, -0.2)),
    (w, decayed, "decay", "C4", (-1.3, 0.72)),
    (decayed, after, "data", "C5", (-0.15, -0.3)),
]:
    arrow = {"arrowstyle": "-|>", "color": color, "lw": 2.5, "shrinkA": 0, "shrinkB": 0}
    ax.annotate("", tip, start, arrowprops=arrow)
    ax.text(*at, name, color=color)
ax.plot([0, decayed[0]], [0, decayed[1]], ":", color="C4", lw=1.2)
ax.plot(*w, "o", color="C6", markersize=8)
ax.plot(0, 0, "o", color="C7", markersize=6)
ax.annotate("0", (0, 0), xytext=(-3, -15), textcoords="offset points")
ax.plot(*lowest, "P", color="C2", markersize=9)
ax.annotate("ridge", lowest, xytext=(6, 4), textcoords="offset points", color="C2")
ax.set(xlabel="first weight", ylabel="second weight", aspect="equal")
ax.set(xlim=(-2, 1.2), ylim=(-0.75, 1), xticks=(-2, -1, 0, 1), yticks=(0, 1))
ax.grid(visible=False)
ax.set_title("Two ways to the same end")
fig.set_label(
    "From one point, a single arrow is the gradient step on the ridge objective. Two others end at "
    f"the same point: a decay straight toward 0 by the factor {1 - 2 * eta * lam:.2f}, and then "
    "the pull of the data."
)

# %%
# Decay that does not shrink
# --------------------------
# With no data to pull it, a weight is multiplied by :math:`1 - 2\eta\lambda` again and
# again.  It shrinks if :math:`0 < \eta\lambda < 1`, and keeps its sign if
# :math:`\eta\lambda < 1/2` (:claim:`2.2.1.d`).

cases = [0.2, 0.9, 1.05]
paths = {
    c: rr.descend([[0]], [0], c, 1.0, 10, [1], history=True, allow_divergence=True)[:, 0]
    for c in cases
}

for c, path in paths.items():
    assert np.allclose(path, (1 - 2 * c) ** np.arange(11))
assert np.all(np.diff(np.abs(paths[0.2])) < 0), "The first shrinks"
assert np.all(np.diff(np.abs(paths[0.9])) < 0), "the second shrinks"
assert np.all(np.diff(np.sign(paths[0.9])) != 0), "changes its sign in each step"
assert np.all(np.diff(np.abs(paths[1.05])) > 0), "under the third it grows"
print(f"After ten steps: {', '.join(f'{path[-1]:.3f}' for path in paths.values())}.")

fig, ax = plt.subplots(figsize=(4.8, 2.1))
ax.axhline(0, color="C7", lw=1, ls="-")
for (c, path), color, style in zip(
    paths.items(), ("C0", "C5", "C4"), ("o-", "s--", "^-."), strict=True
):
    ax.plot(path, style, color=color, ms=5.5, label=f"times ${1 - 2 * c:.1f}$")
ax.set(xlabel="step", ylabel="weight", ylim=(-3, 3.9))
ax.legend(loc="upper left", ncols=3, columnspacing=1, handlelength=2)
ax.set_title("Decay can make a weight grow")
fig.set_label(
    "A weight of 1 over ten steps of decay alone.  Times 0.6 it falls to 0 from one side, times "
    "-0.8 it falls with a change of sign in each step, times -1.1 it changes its sign and grows, "
    f"to {paths[1.05][-1]:.1f}."
)

plt.show()
