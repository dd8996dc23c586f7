r"""
2.2.1 Gradient descent: what a penalty does to stability
========================================================

A penalty is said to make gradient descent more stable: of three things that this may mean, it
helps with two.
"""

import matplotlib.pyplot as plt
import numpy as np

import reluridge as rr

plt.style.use("reluridge.lecture")

# %%
# One step size, two fates
# ------------------------
# Gradient descent on the twelve points, without a penalty and with one.  Each of the two has its
# own limit of the step size, and between them lie steps at which least squares converges and ridge
# regression diverges (:claim:`2.2.1.e`).

x = np.linspace(-1, 1, 12)
y = np.array([0.1, -0.7, -1.1, -1.8, -0.1, 0.1, 0.2, 1.0, 1.1, 0.7, 0.9, -0.1])
X = x[:, None] ** np.arange(1, 10)
strengths = (0, 4)
limits = [rr.step_size_limit(X, lam) for lam in strengths]
grid = np.linspace(-1, 1, 201)
features = grid[:, None] ** np.arange(1, 10)
eta, count = 0.07, 12
fates = {
    lam: features @ rr.descend(X, y, lam, eta, count, allow_divergence=True) for lam in strengths
}
heights = {lam: np.abs(curve).max() for lam, curve in fates.items()}

assert limits[1] < eta < limits[0]  # as the page says
assert heights[0] < np.abs(y).max() < heights[4] / 2, "swings far beyond all points"
print(f"Largest heights after {count} steps: {heights[0]:.2f} and {heights[4]:.2f}.")

fig, ax = plt.subplots(figsize=(4.8, 2.8))
ax.plot(x, y, "o", color="C6", ms=5, zorder=3)
for (lam, curve), color, style in zip(fates.items(), ("C0", "C2"), ("-", "--"), strict=True):
    ax.plot(grid, curve, style, color=color, label=f"λ = {lam}")
ax.set(xlabel="x", ylabel="y", xticks=(-1, -0.5, 0, 0.5, 1))
ax.legend(loc="upper center")
ax.set_title("With these steps the penalty leads away")
fig.set_label(
    f"The twelve points and two polynomials after {count} steps of size {eta}. Without a penalty "
    "the curve follows the points; with λ = 4 it is far beyond them, up to "
    f"{heights[4]:.1f}."
)

# %%
# The largest step gets smaller
# -----------------------------
# Along the direction with singular value :math:`s` each step multiplies the
# distance to the minimum by :math:`1 - 2\eta(s^2 + \lambda)`.  Gradient descent
# converges as long as all of these factors lie between -1 and 1.  A penalty makes
# every line steeper, so the steepest leaves the band sooner (:claim:`2.2.1.e`).

s = np.linalg.svd(X, compute_uv=False)
shown = {f"$v_{i}$": s[i - 1] for i in (1, 3, 9)}
etas = np.linspace(0, 0.1, 200)
lines = {lam: {n: 1 - 2 * etas * (v**2 + lam) for n, v in shown.items()} for lam in strengths}

for name in shown:
    assert np.all(lines[4][name][1:] < lines[0][name][1:]), "every factor is lower"
assert limits[1] < limits[0], "at a smaller step"
assert np.allclose(np.round(limits, 4), [0.0786, 0.0598])  # as the page says
assert np.allclose(lines[0]["$v_9$"], 1, atol=1e-6)
firsts = [1 - 2 * eta * (s[0] ** 2 + lam) for lam in strengths]
assert np.allclose(np.round(firsts, 2), [-0.78, -1.34])  # as the page says
print(f"Limits: {limits[0]:.4f} without a penalty, {limits[1]:.4f} with λ = 4.")

fig, axes = plt.subplots(2, figsize=(4.8, 4.8), sharex=True, sharey=True)
for ax, lam, limit in zip(axes, strengths, limits, strict=True):
    ax.axhspan(-1, 1, color="C7", alpha=0.15, lw=0)
    looks = zip(lines[lam].items(), ("-", "--", "-."), ("C4", "C5", "C3"), strict=True)
    for (name, factors), style, color in looks:
        ax.plot(etas, factors, style, color=color)
        inside = np.flatnonzero(factors > -1.4)[-1]
        ax.annotate(name, (etas[inside], factors[inside]), xytext=(8, 0), va="center",
                    textcoords="offset points", color=color, weight="bold")  # fmt: skip
    ax.axvline(eta, color="C6", lw=1.2, ls=":")
    ax.plot(limit, -1, "o", color="C4", markersize=9)
    where, side, edge = ((8, 2), "left", "bottom") if limit > eta else ((-8, -4), "right", "top")
    ax.annotate(f"limit\n{limit:.4f}", (limit, -1), xytext=where, textcoords="offset points",
                ha=side, va=edge, color="C4", weight="bold")  # fmt: skip
    ax.set(ylabel=f"factor at λ = {lam:g}", ylim=(-1.75, 1.15), xlim=(0, 0.107), yticks=(-1, 0, 1))
axes[1].set_xlabel("step size η")
axes[0].set_title("With a penalty the first factor is at −1 sooner")
fig.set_label(
    "Factors of three directions of the twelve points against the step size, without a penalty and "
    f"with λ = 4. That of the strongest reaches -1 at {limits[0]:.4f} without and already at "
    f"{limits[1]:.4f} with it; that of the weakest stays at 1 without and falls with it."
)

# %%
# The start is forgotten
# ----------------------
# Four of the twelve points, and nine weights: there are directions without data.  Least squares
# leaves the weights there as they started, for ever; with a penalty they fade (:claim:`2.2.1.e`).

some = [1, 4, 7, 10]
starts = 12 * np.random.default_rng(0).normal(size=(3, 9))
curves = {
    lam: [features @ rr.iterate(X[some], y[some], lam, 0.05, 10**9, w) for w in starts]
    for lam in (0, 0.2)
}
apart = {lam: np.ptp(three, axis=0).max() for lam, three in curves.items()}

assert apart[0] > 5, "three curves"  # in this draw
assert apart[0.2] < 1e-9, "one curve"
misses = X[some] @ rr.ridge(X[some], y[some], 0.2) - y[some]
assert np.abs(misses).max() > 0.5, "does not meet all points"
unseen = np.linalg.svd(X[some])[2][4:]
later = rr.iterate(X[some], y[some], 0.2, 0.05, 30, starts[0])
assert np.allclose(unseen @ later, (1 - 2 * 0.05 * 0.2) ** 30 * unseen @ starts[0])
print(f"Without a penalty the curves are up to {apart[0]:.1f} apart.")

fig, axes = plt.subplots(2, figsize=(4.8, 4.4), sharex=True)
for ax, (lam, three) in zip(axes, curves.items(), strict=True):
    for curve, color, style in zip(three, ("C0", "C5", "C3"), ("-", "--", "-."), strict=True):
        ax.plot(grid, curve, style, color=color)
    ax.plot(x[some], y[some], "o", color="C6", ms=6, zorder=3)
    ax.set(ylabel=f"y, λ = {lam:g}")
axes[0].set_yticks((-10, -5, 0))
axes[1].set(xlabel="x", xticks=(-1, -0.5, 0, 0.5, 1), yticks=(-1, 0, 1))
axes[0].set_title("Only with a penalty is the start forgotten")
fig.set_label(
    "Four points and polynomials of degree 9, by gradient descent from three starts. Above, "
    "without a penalty: three curves through the points, which differ between them. Below, with "
    "λ = 0.2: all three starts end at one curve."
)

# %%
# A rounder valley, and fewer steps
# ---------------------------------
# The condition number falls to :math:`(s_1^2 + \lambda)/(s_d^2 + \lambda)`.  With it
# falls the number of steps that gradient descent needs at its best step size
# :math:`1/(s_1^2 + s_d^2 + 2\lambda)` until a hundredth of the error is left
# (:claim:`2.2.1.e`).

lams = np.r_[np.geomspace(1e-5, 10, 31), 0.2]
lams.sort()
kappas = (s[0] ** 2 + lams) / (s[-1] ** 2 + lams)
counts = []
for lam in lams:
    best = rr.best_step_size(X, lam)
    slowest = np.abs(1 - 2 * best * (s**2 + lam)).max()
    counts.append(np.ceil(np.log(0.01) / np.log(slowest)))
counts = np.array(counts)

assert np.all(np.diff(kappas) < 0), "The rounder the valley"
assert np.all(np.diff(counts) <= 0), "the fewer the steps"
rates = (kappas - 1) / (kappas + 1)
assert np.allclose(counts, np.ceil(np.log(0.01) / np.log(rates)), rtol=1e-6)
assert counts[lams == 0.2] == 149, "149 steps"
assert round(s[0] ** 2 / s[-1] ** 2 / 1e6, 1) == 3.6  # million, the condition number without
assert (round(s[0] ** 2, 1), round(s[-1] ** 2, 7)) == (12.7, 3.5e-6)
assert 0.2 / s[-1] ** 2 > 50_000
print(f"At λ = 0.2: condition number {kappas[lams == 0.2].item():.1f}, 149 steps.")

fig, ax = plt.subplots(figsize=(4.8, 3.3))
ax.loglog(lams, kappas, "-", color="C3", label="condition number")
ax.loglog(lams, counts, "--", color="C0", label="steps until 1 % is left")
ax.plot(0.2, 149, "o", color="C0", ms=8)
ax.annotate("149 steps", (0.2, 149), xytext=(6, 10), textcoords="offset points", color="C0")
ax.set(xlabel="λ")
ax.legend(loc="lower left")
ax.set_title("The larger λ, the fewer the steps")
fig.set_label(
    "Condition number and number of steps against λ for the twelve points, both falling: from "
    f"λ = {lams[0]:.0e} to {lams[-1]:g} the condition number goes from {kappas[0]:,.0f} to "
    f"{kappas[-1]:.1f} and the number of steps from {counts[0]:,.0f} to {counts[-1]:.0f}."
)

plt.show()
