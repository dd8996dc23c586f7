"""
2.2.1 Gradient descent: stopping early
======================================

Gradient descent from 0 learns the strong directions first.  Stop it, and the weak
ones are still small, as if there had been a penalty.
"""

import matplotlib.pyplot as plt
import numpy as np

import reluridge as rr

plt.style.use("reluridge.lecture")

# %%
# Two filters of one shape
# ------------------------
# After :math:`t` steps from 0, a direction with singular value :math:`s` has reached
# the share :math:`1 - (1 - 2\eta s^2)^t` of its least-squares weight.  Ridge
# regression keeps the share :math:`s^2/(s^2 + \lambda)`.  With
# :math:`\lambda = 1/(2\eta t)` the two curves have one shape: stopping keeps at least as
# much, and up to 0.23 more (:claim:`2.2.1.f`).

rng = np.random.default_rng(0)
s = np.geomspace(1e-3, 1, 60)
U, V = (np.linalg.qr(rng.normal(size=(k, 60)))[0] for k in (80, 60))
X, weights = U * s @ V.T, rng.normal(size=60)
y = X @ V @ weights  # so that the least-squares weights are V @ weights
eta = rr.step_size_limit(X) / 2
times = [10, 300, 10_000]

fig, ax = plt.subplots(figsize=(4.8, 3.6))
gaps = []
for t, color in zip(times, ["C0", "C1", "C2"], strict=True):
    stopped = V.T @ rr.iterate(X, y, 0, eta, t) / weights
    ridge = V.T @ rr.ridge(X, y, 1 / (2 * eta * t)) / weights
    ax.plot(s, stopped, "-", color=color)
    ax.plot(s, ridge, "--", color=color)
    ax.text(s[np.searchsorted(stopped, 0.5)] * 0.88, 0.52, f"t = {t:,}", color=color,
            weight="bold", ha="right")  # fmt: skip
    gaps.append(stopped - ridge)
ax.plot([], [], "-", color="C6", label="stopped after t steps")
ax.plot([], [], "--", color="C6", label="ridge, λ = 1/(2ηt)")
ax.set(xscale="log", xlabel="singular value s", ylabel="share of the weight")
fig.legend(loc="outside lower center", ncols=2)
ax.set_title("Stopping early keeps a little more than ridge")
fig.set_label(
    "Share of the least-squares weight against the singular value, stopped after "
    f"{', '.join(f'{t:,}' for t in times)} steps and for ridge with λ = 1/(2ηt). In each pair both "
    f"curves rise from 0 to 1 at the same place; stopping is never below, and at most "
    f"{np.max(gaps):.2f} above."
)

assert np.min(gaps) > -1e-9
assert np.max(gaps) < 0.23
print(f"Stopping keeps as much as ridge or more, at most {np.max(gaps):.2f} more (allowed: 0.23).")

# %%
# Two paths that bend alike
# -------------------------
# The same in the plane of two weights, for five data sets: gradient descent
# from 0, step by step, and the ridge weights for all :math:`\lambda`.  Both lead
# from 0 to the least-squares weights.  They take the strong direction first
# (:claim:`2.2.1.f`).

V2 = np.array([[np.cos(0.9), -np.sin(0.9)], [np.sin(0.9), np.cos(0.9)]])
fig, ax = plt.subplots(figsize=(4.8, 4.2))
farthest = []
for _ in range(5):
    U2 = np.linalg.qr(rng.normal(size=(10, 2)))[0]
    X2 = U2 * [1, 0.25] @ V2.T
    goal = V2 @ [rng.uniform(1.2, 2.4), rng.uniform(-1.5, 1.5)]
    y2 = X2 @ goal
    ts = np.unique(np.geomspace(1, 3000, 120).astype(int))
    descent = np.array([rr.iterate(X2, y2, 0, 0.1, t) for t in np.r_[0, ts]])
    ridge = rr.ridge_path(X2, y2, 1 / (2 * 0.1 * ts))
    ax.plot(*descent.T, "-", color="C0")
    ax.plot(*ridge.T, "--", color="C1")
    ax.plot(*goal, "o", color="C6", markersize=7)
    apart = np.linalg.norm(descent[1:] - ridge, axis=1) / np.linalg.norm(goal)
    farthest.append(apart.max())
ax.plot(0, 0, "s", color="C6", markersize=7)
ax.annotate("start", (0, 0), xytext=(8, -6), textcoords="offset points")
ax.annotate("least squares", goal, xytext=(8, 2), textcoords="offset points")
ax.plot([], [], "-", color="C0", label="gradient descent")
ax.plot([], [], "--", color="C1", label="ridge path")
ax.set(xlabel="first weight", ylabel="second weight", aspect="equal")
ax.margins(x=0.25)
fig.legend(loc="outside lower center", ncols=2)
ax.set_title("Both paths take the strong direction first")
fig.set_label(
    "Five pairs of paths in the plane of two weights, from 0 to the least-squares weights. In each "
    "pair the path of gradient descent and that of ridge bend alike; at λ = 1/(2ηt) they are never "
    f"farther apart than {max(farthest):.0%} of the way."
)
assert max(farthest) < 0.23
print(f"The paths are never farther apart than {max(farthest):.0%} of the way (allowed: 23%).")

# %%
# A trillion steps
# ----------------
# None of this needs the steps.  Along each singular direction, :math:`t` steps are
# a power and a geometric sum, so :func:`~reluridge.iterate` answers for
# :math:`t = 10^{12}` as fast as for :math:`t = 1` (:claim:`2.2.1.f`).  The weak
# directions of this problem need that long.

weak = {"1": 1, "0.01": 1e-2, "10⁻⁴": 1e-4, "3·10⁻⁶": 3e-6}
U4, V4 = (np.linalg.qr(rng.normal(size=(k, 4)))[0] for k in (9, 4))
X4 = U4 * list(weak.values()) @ V4.T
y4 = X4 @ V4 @ np.ones(4)
powers = np.arange(0, 13, 0.25)
shares = np.array([V4.T @ rr.iterate(X4, y4, 0, 0.4, round(10**p)) for p in powers])
looped = rr.descend(X4, y4, 0, 0.4, 10**4, history=True) @ V4

fig, ax = plt.subplots()
styles = [("-", "C0", 0.5), ("--", "C1", 0.8), ("-.", "C2", 0.5), (":", "C3", 0.25)]
for name, share, (style, color, height) in zip(weak, shares.T, styles, strict=True):
    ax.plot(10**powers, share, style, color=color)
    there = 10 ** powers[np.searchsorted(share, height)]
    ax.text(there * 0.75, height, f"s = {name}", color=color, weight="bold", ha="right")
dots = 10 ** np.arange(0, 5)
ax.plot(dots, looped[dots], "o", color="C6", markersize=5, clip_on=False, zorder=5)
ax.plot([], [], "o", color="C6", label="steps really taken")
ax.set(xscale="log", xlabel="number of steps t", ylabel="share of the weight", xlim=(1e-2, 2e12))
ax.set_xticks([1, 1e3, 1e6, 1e9, 1e12])
fig.legend(loc="outside lower center")
ax.set_title("A trillion steps, in closed form")
fig.set_label(
    "Share of the least-squares weight against the number of steps, up to a trillion, along four "
    "directions: the weaker the direction, the later it is learned, the last one after about "
    f"{10 ** powers[np.searchsorted(shares[:, 3], 0.5)] / 1e9:.0f} billion steps. Dots up to "
    "10,000 steps, really taken, lie on the curves."
)

assert np.allclose(looped[dots], [V4.T @ rr.iterate(X4, y4, 0, 0.4, int(t)) for t in dots])
assert np.allclose(shares[-1], 1, atol=1e-2)
print(
    f"The {dots.size} dots agree with the closed form; after a trillion steps all shares are "
    "within 0.01 of 1."
)

plt.show()
