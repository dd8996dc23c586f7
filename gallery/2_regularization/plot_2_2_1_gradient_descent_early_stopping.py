r"""
2.2.1 Gradient descent: stopping early
======================================

Gradient descent from 0 learns the strong directions first.  Stop it, and the weak
ones are still small, much as if there had been a penalty.
"""

import matplotlib.pyplot as plt
import numpy as np

import reluridge as rr

plt.style.use("reluridge.lecture")

# %%
# 64 steps, a million, and the end
# --------------------------------
# Gradient descent on the twelve points, from 0 and without a penalty.  Least squares is wild, and
# gradient descent leads there.  But long before, it has passed a calm curve; at that time it is
# beside ridge regression with :math:`\lambda = 1/(2\eta t)` (:claim:`2.2.1.f`).

x = np.linspace(-1, 1, 12)
y = np.array([0.1, -0.7, -1.1, -1.8, -0.1, 0.1, 0.2, 1.0, 1.1, 0.7, 0.9, -0.1])
X = x[:, None] ** np.arange(1, 10)
eta = 5 / 128  # so that 64 steps match λ = 0.2
grid = np.linspace(-1, 1, 401)
features = grid[:, None] ** np.arange(1, 10)
curves = [features @ rr.iterate(X, y, 0, eta, t) for t in (64, 10**6, 10**9)]
heights = [np.abs(curve).max() for curve in curves]

assert eta < rr.step_size_limit(X) / 2
assert np.allclose(curves[2], features @ rr.ols(X, y), atol=1e-6), (
    "billion steps it has reached least squares"
)
assert heights[0] < 1.25 < 2 < heights[2], "calm after 64 steps"
early = np.array(
    [
        features @ rr.iterate(X, y, 0, eta, t)
        for t in np.geomspace(100, 1e5, 31).astype(int).tolist()
    ]
)
later = [features @ rr.iterate(X, y, 0, eta, t) for t in (10**6, 10**7)]
assert np.abs(early).max() < 1.4  # hardly anything happens for three decades
assert np.abs(early - early[0]).max() < 0.51
assert later[0].max() < 1.2 < 2.1 < later[1].max() < 2.2
shares = [1 - (1 - 2 * eta * np.linalg.svd(X)[1][-2:] ** 2) ** t for t in (10**6, 10**7)]
assert shares[0][0] > 0.9 > 0.5 > shares[0][1]  # and then the last direction comes in
assert shares[1][1] > 0.8
ways = [
    np.abs(features @ (rr.iterate(X, y, 0, eta, t) - rr.ridge(X, y, 1 / (2 * eta * t)))).max()
    for t in np.unique(np.geomspace(10, 1e9, 400).astype(int)).tolist()
]
assert 0.25 < max(ways) < 0.35  # how far the two curves are apart on the way
print(f"Largest heights: {', '.join(f'{h:.2f}' for h in heights)}.")

fig, ax = plt.subplots(figsize=(4.8, 3.4))
ax.plot(x, y, "o", color="C6", ms=5, zorder=3)
looks = zip(
    ("64 steps", "10⁶ steps", "10⁹ steps"), ("-", "--", "-"), ("C0", "C5", "C7"), strict=True
)
for curve, (name, style, color) in zip(curves, looks, strict=True):
    ax.plot(grid, curve, style, color=color, label=name)
ax.set(xlabel="x", ylabel="y", xticks=(-1, -0.5, 0, 0.5, 1), yticks=(-2, -1, 0, 1, 2))
ax.legend(loc="upper left")
ax.set_title("Stopped early, the curve is calm")
fig.set_label(
    "The twelve points and the polynomial of gradient descent after 64 steps, calm, after a "
    f"million, and after a billion: that of least squares, which is up to {heights[2]:.1f} high "
    "between the last points."
)

# %%
# Two filters of one shape
# ------------------------
# After :math:`t` steps from 0, a direction with singular value :math:`s` has reached
# the share :math:`1 - (1 - 2\eta s^2)^t` of its least-squares weight.  Ridge
# regression keeps the share :math:`s^2/(s^2 + \lambda)`.  With
# :math:`\lambda = 1/(2\eta t)` the two curves have one shape: stopping keeps at least as
# much, and up to 0.23 more from the tenth step on (:claim:`2.2.1.f`).

s = np.geomspace(1e-3, 1, 200)
times = [10, 300, 10_000]
stopped = [rr.iterate(np.diag(s), s, 0, 0.5, t) for t in times]  # least squares is 1 everywhere
ridge = [rr.ridge(np.diag(s), s, 1 / (2 * 0.5 * t)) for t in times]
gaps = np.subtract(stopped, ridge)

assert np.isclose(0.5, rr.step_size_limit(np.diag(s)) / 2), "half the limit"
assert gaps.min() > -1e-9, "is never below"
assert 0.2 < gaps.max() < 0.23, "less than 0.23 above"
print(f"Stopping keeps at most {', '.join(f'{g:.3f}' for g in gaps.max(axis=1))} more.")

fig, ax = plt.subplots(figsize=(4.8, 3.6))
for t, a, b, color in zip(times, stopped, ridge, ["C0", "C5", "C3"], strict=True):
    ax.plot(s, a, "-", color=color)
    ax.plot(s, b, "--", color=color)
    ax.text(s[np.searchsorted(a, 0.5)] * 0.88, 0.52, f"t = {t:,}", color=color,
            weight="bold", ha="right")  # fmt: skip
ax.plot([], [], "-", color="C6", label="stopped after t steps")
ax.plot([], [], "--", color="C6", label="ridge, λ = 1/(2ηt)")
ax.set(xscale="log", xlabel="singular value s", ylabel="share of the weight")
fig.legend(loc="outside lower center", ncols=2)
ax.set_title("Two filters of one shape")
fig.set_label(
    "Share of the least-squares weight against the singular value, stopped after "
    f"{', '.join(f'{t:,}' for t in times)} steps and for ridge with λ = 1/(2ηt). In each pair both "
    f"curves rise from 0 to 1 at the same place; stopping is never below, and at most "
    f"{gaps.max():.2f} above."
)

# %%
# Two paths that bend alike
# -------------------------
# The same in the plane of two weights, for three data sets: gradient descent
# from 0, step by step, and the ridge weights for all :math:`\lambda`.  Both lead
# from 0 to the least-squares weights, and the strong direction comes first.  A thin
# line joins two places with the same :math:`\lambda = 1/(2\eta t)` (:claim:`2.2.1.f`).

rng = np.random.default_rng(0)
V2 = np.array([[np.cos(0.9), -np.sin(0.9)], [np.sin(0.9), np.cos(0.9)]])
ts = np.unique(np.geomspace(1, 3000, 120).astype(int))
paths = []
for along in ([1.5, 0.9], [2.0, -0.5], [1.5, -1.4]):
    X2 = np.linalg.qr(rng.normal(size=(10, 2)))[0] * [1, 0.25] @ V2.T
    goal = V2 @ along
    descent = np.array([rr.iterate(X2, X2 @ goal, 0, 0.1, t) for t in np.r_[0, ts]])
    paths.append((goal, descent, rr.ridge_path(X2, X2 @ goal, 1 / (2 * 0.1 * ts))))
apart = [np.linalg.norm(d[1:] - r, axis=1).max() / np.linalg.norm(g) for g, d, r in paths]

assert max(apart) < 0.23, "less than a quarter of the way"
for _, descent, by_ridge in paths:
    early = np.abs(np.array([descent[20], by_ridge[20]]) @ V2)
    assert np.all(early[:, 0] > 2 * early[:, 1]), "the strong direction first"  # in this draw
print(f"The paths are never farther apart than {max(apart):.0%} of the way.")

fig, ax = plt.subplots(figsize=(4.8, 3.4))
for goal, descent, by_ridge in paths:
    for k in np.searchsorted(ts, (4, 8, 16, 32, 64, 128)):
        ax.plot(*np.transpose([descent[1 + k], by_ridge[k]]), "-", color="C7", lw=1)
    ax.plot(*descent.T, "-", color="C0")
    ax.plot(*by_ridge.T, "--", color="C2")
    ax.plot(*goal, "o", color="C6", markersize=7)
ax.plot(0, 0, "s", color="C6", markersize=7)
ax.annotate("start", (0, 0), xytext=(9, -3), textcoords="offset points")
ax.annotate("least squares", goal, xytext=(8, 2), textcoords="offset points")
ax.plot([], [], "-", color="C0", label="gradient descent")
ax.plot([], [], "--", color="C2", label="ridge path")
ax.set(xlabel="first weight", ylabel="second weight", aspect="equal")
ax.set(xlim=(-0.3, 3), ylim=(-0.15, 1.85), xticks=(0, 1, 2, 3), yticks=(0, 1))
fig.legend(loc="outside lower center", ncols=2)
ax.set_title("Both paths take the strong direction first")
fig.set_label(
    "Three pairs of paths in the plane of two weights, from 0 to the weights of least squares. In "
    "each pair the path of gradient descent and that of ridge bend alike; at λ = 1/(2ηt) they are "
    f"never farther apart than {max(apart):.0%} of the way."
)

plt.show()
