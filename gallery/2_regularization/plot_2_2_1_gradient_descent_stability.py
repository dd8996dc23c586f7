"""
2.2.1 Gradient descent: what a penalty does to stability
========================================================

A penalty is said to make gradient descent more stable.  It makes the largest step
smaller.  What it does improve are the directions that the data hardly see.
"""

import matplotlib.pyplot as plt
import numpy as np

import reluridge as rr

plt.style.use("reluridge.lecture")

# %%
# The largest step gets smaller
# -----------------------------
# Along the direction with singular value :math:`s` each step multiplies the
# distance to the minimum by :math:`1 - 2\eta(s^2 + \lambda)`.  Gradient descent
# converges as long as all of these factors lie between -1 and 1.  A penalty makes
# every line steeper, so the steepest leaves the band sooner (:claim:`2.2.1.e`).

s = np.array([3, 2, 0])
lam = 4.0
etas = np.linspace(0, 0.135, 200)
limits = [rr.step_size_limit(np.diag(s), p) for p in (0, lam)]

fig, axes = plt.subplots(2, figsize=(4.8, 5.8), sharex=True, sharey=True)
for ax, price, limit in zip(axes, (0, lam), limits, strict=True):
    ax.axhspan(-1, 1, color="C2", alpha=0.12, lw=0)
    for value, style, color in zip(s, ["-", "--", "-."], ["C0", "C1", "C6"], strict=True):
        factors = 1 - 2 * etas * (value**2 + price)
        ax.plot(etas, factors, style, color=color)
        inside = np.flatnonzero(factors > -1.45)[-1]
        ax.annotate(f"s = {value}", (etas[inside], factors[inside]), xytext=(5, 0), va="center",
                    textcoords="offset points", color=color, weight="bold")  # fmt: skip
    ax.plot(limit, -1, "o", color="C0", markersize=9)
    ax.annotate(f"limit\n{limit:.3f}", (limit, -1), xytext=(-8, -4), textcoords="offset points",
                ha="right", va="top", color="C0", weight="bold")  # fmt: skip
    ax.set(ylabel=f"factor at λ = {price:g}", ylim=(-1.7, 1.15), xlim=(0, 0.15))
axes[1].set_xlabel("step size η")
axes[0].set_title(
    "With a penalty the steepest direction leaves the safe band at a smaller step", wrap=True
)
fig.set_label(
    f"Factors of three directions against the step size, without a penalty and with λ = {lam:g}. "
    f"The factor of the strongest direction reaches -1 at {limits[0]:.3f} without and already at "
    f"{limits[1]:.3f} with it; that of a direction without data is 1 without and falls with it."
)
assert np.allclose(limits, [1 / 9, 1 / 13])
print(f"Limits: 1/9 = {limits[0]:.3f} without a penalty, 1/13 = {limits[1]:.3f} with λ = {lam:g}.")

# %%
# One step size, two fates
# ------------------------
# Between the two limits lie step sizes at which least squares converges and ridge
# regression diverges (:claim:`2.2.1.e`).

rng = np.random.default_rng(0)
U, V = (np.linalg.qr(rng.normal(size=(k, 3)))[0] for k in (12, 3))
X = U * [3, 2, 1.5] @ V.T
y, w0 = rng.normal(size=12), rng.normal(size=3)
eta = 0.09
steps = np.arange(0, 61)

fig, ax = plt.subplots()
errors = {}
for price, style, color in [(0, "o-", "C0"), (lam, "s--", "C1")]:
    path = rr.descend(X, y, price, eta, steps[-1], w0, history=True, allow_divergence=True)
    errors[price] = np.linalg.norm(path - rr.ridge(X, y, price), axis=1)
    ax.semilogy(steps, errors[price], style, color=color, markersize=3)
ax.text(40, errors[lam][40] / 40, f"ridge, λ = {lam:g}", color="C1", weight="bold")
ax.text(40, errors[0][40] * 6, "least squares", color="C0", weight="bold")
ax.set(xlabel=f"step of size {eta}", ylabel="distance to the minimum")
ax.set_title("At one step size, ridge diverges and least squares does not", wrap=True)
fig.set_label(
    f"Distance to the minimum over 60 steps of size {eta}. For least squares it falls; for ridge "
    f"with λ = {lam:g} it grows to {errors[lam][-1]:.0e}."
)
assert limits[1] < eta < limits[0]
assert errors[0][-1] < 1e-6 * errors[0][0]
assert errors[lam][-1] > 1e6
print(
    "The distance to the minimum fell below a millionth of the first one for least squares, and "
    f"grew to {errors[lam][-1]:.0e} for ridge."
)

# %%
# First gain: unseen directions forget their start
# ------------------------------------------------
# With fewer points than weights there are directions without data.  Least squares
# leaves the weights there as they started, for ever; ridge lets them fade
# (:claim:`2.2.1.e`).  Five starts each:

X, y = rng.normal(size=(2, 3)), rng.normal(size=2)
X *= 2 / np.linalg.norm(X, 2)
unseen = np.linalg.svd(X)[2][2]
starts = rng.normal(size=(5, 3))
price = 0.5
eta = 0.5 * rr.step_size_limit(X, price)

fig, ax = plt.subplots()
ends = {}
for p, style, color in [(0, "-", "C0"), (price, "--", "C1")]:
    paths = np.array([rr.descend(X, y, p, eta, 60, w, history=True) @ unseen for w in starts])
    ax.plot(paths.T, style, color=color)
    ends[p] = paths[:, -1]
    assert np.allclose(paths[:, 30], (1 - 2 * eta * p) ** 30 * paths[:, 0])
ax.plot([], [], "-", color="C0", label="least squares: stays")
ax.plot([], [], "--", color="C1", label=f"ridge, λ = {price}: fades")
ax.set(xlabel="step", ylabel="weight where no data are")
fig.legend(loc="outside lower center", ncols=2)
ax.set_title("Where no data are, only ridge forgets the start")
fig.set_label(
    "The component of the weights along a direction without data, for five starts. For least "
    "squares all five stay where they started; for ridge all five fade to 0."
)
assert np.allclose(ends[0], starts @ unseen)
assert np.abs(ends[price]).max() < 0.1 * np.abs(ends[0]).max()
print(
    "Of its start, least squares keeps all and ridge "
    f"{np.abs(ends[price]).max() / np.abs(ends[0]).max():.1%}."
)

# %%
# Second and third: a rounder valley, and fewer steps
# ---------------------------------------------------
# The condition number falls to :math:`(s_1^2 + \lambda)/(s_d^2 + \lambda)`.  With it
# falls the number of steps that gradient descent needs at its best step size
# :math:`1/(s_1^2 + s_d^2 + 2\lambda)`: here, to come a million times closer to the
# minimum, which is another one for each :math:`\lambda` (:claim:`2.2.1.e`).

X = U * [3, 1, 0.1] @ V.T
y = rng.normal(size=12)
prices = np.geomspace(1e-3, 10, 30)
kappas, counts = [], []
for p in prices:
    best, end = rr.best_step_size(X, p), rr.ridge(X, y, p)
    w0 = end + V.sum(axis=1)
    low, high = 0, 10**6  # halve the interval that holds the number of steps
    while high - low > 1:
        middle = (low + high) // 2
        near = np.linalg.norm(rr.iterate(X, y, p, best, middle, w0) - end) < 1e-6 * np.sqrt(3)
        low, high = (low, middle) if near else (middle, high)
    counts.append(high)
    kappas.append((9 + p) / (0.01 + p))

fig, axes = plt.subplots(2, figsize=(4.8, 5), sharex=True)
for ax, values, name, style in zip(
    axes,
    (kappas, counts),
    ("condition number", "steps to a millionth"),
    ("o-C0", "s-C1"),
    strict=True,
):
    ax.loglog(prices, values, style[:2], color=style[2:], markersize=4)
    ax.set_ylabel(name)
axes[1].set_xlabel("λ")
axes[0].set_title("The larger λ, the rounder the valley and the fewer the steps", wrap=True)
fig.set_label(
    f"Condition number and number of steps against λ, both falling: from λ = {prices[0]:g} to "
    f"{prices[-1]:g} the condition number goes from {kappas[0]:.0f} to {kappas[-1]:.1f} and the "
    f"number of steps from {counts[0]} to {counts[-1]}."
)
assert np.all(np.diff(kappas) < 0)
assert np.all(np.diff(counts) <= 0)
rate = (np.array(kappas) - 1) / (np.array(kappas) + 1)
assert np.all(np.array(counts) <= np.ceil(np.log(1e-6) / np.log(rate)) + 1)
print(
    f"From the smallest λ to the largest, {counts[0]} steps become {counts[-1]}, never more than "
    "the condition number promises."
)

plt.show()
