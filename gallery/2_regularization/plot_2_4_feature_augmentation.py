"""
2.4 Feature augmentation: fake features that shrink weights
===========================================================

Ridge regression as the shortest solution of a wider system: the fake columns, the
line of solutions, and what the fake weights tell.
"""

import matplotlib.pyplot as plt
import numpy as np

import reluridge as rr

plt.style.use("reluridge.lecture")

# %%
# Fake features, drawn as columns
# -------------------------------
# Each data point gets a feature of its own: :math:`\sqrt\lambda` there, 0 at all other
# points.  Because of these columns the rows are independent whatever `X` is, so the
# equations have solutions, and infinitely many (:claim:`2.4.a`).

rng = np.random.default_rng(0)
n, d, lam = 8, 3, 4.0
X, y = rng.normal(size=(n, d)), rng.normal(size=n)
X[:, 2] = X[:, 1]  # not even independent columns
A = rr.append_fake_features(X, lam)

fig, ax = plt.subplots(figsize=(4.8, 3.6))
shown = np.where(A == 0, np.nan, A)
image = ax.imshow(shown, cmap="coolwarm", vmin=-2.5, vmax=2.5)
ax.axvline(d - 0.5, color="C6", lw=2, ls="-")
ax.set_xticks(range(d + n), [*[f"x{chr(0x2081 + j)}" for j in range(d)], *range(1, n + 1)])
ax.set_yticks(range(n), range(1, n + 1))
ax.set(xlabel="data | fake features, one for each point", ylabel="data point")
ax.grid(visible=False)
ax.set_title(f"√λ = {np.sqrt(lam):.0f} on a diagonal beside the data")
fig.colorbar(image, shrink=0.8)
rank = np.linalg.matrix_rank(A)
fig.set_label(
    f"A matrix of {n} rows as colored cells: on the left {d} columns of data, on the right {n} "
    f"fake columns, empty but for {np.sqrt(lam):.0f} on the diagonal. The data have rank "
    f"{np.linalg.matrix_rank(X)}, the whole has rank {rank}."
)

assert np.linalg.matrix_rank(X) == 2
assert rank == n
for w in rng.normal(size=(5, d)):
    assert np.allclose(A @ np.r_[w, (y - X @ w) / np.sqrt(lam)], y)
print(f"The rank is {rank}; five random w each have fake weights that solve the equations.")

# %%
# The shortest solution
# ---------------------
# One data point, one feature: :math:`xw + \sqrt\lambda f = y` is a line in the plane of
# :math:`w` and :math:`f`, and every point on it is a solution (:claim:`2.4.a`).  The
# shortest is the foot of the perpendicular from 0, and its :math:`w` is the ridge
# weight (:claim:`2.4.b`).

x, target = 1.5, 3.0
ws = np.linspace(-0.4, 2.6, 2)
fig, ax = plt.subplots(figsize=(4.8, 3.9))
feet = []
for lam, style, marker in [(0.4, "-", "o"), (2.0, "--", "s"), (8.0, "-.", "D")]:
    (w,), (f,) = rr.ridge_fake_features([[x]], [target], lam)
    feet.append((w, f))
    (line,) = ax.plot(ws, (target - x * ws) / np.sqrt(lam), style, label=f"λ = {lam:g}")
    ax.plot([0, w], [0, f], ":", color=line.get_color(), lw=1.2)
    ax.plot(w, f, marker, color=line.get_color(), markersize=8)
    assert np.isclose(w, rr.ridge([[x]], [target], lam)[0])
    assert np.isclose(w * (w - 2) + f * (f - (target - 2 * x) / np.sqrt(lam)), 0)
ax.plot(0, 0, "+", color="C6", markersize=12)
ax.plot(target / x, 0, ".", color="C6", markersize=12)
ax.text(1.9, -0.08, "no fake weight: least squares", color="C6", ha="right", va="top")
ax.set(aspect="equal", xlabel="weight w", ylabel="fake weight f", ylim=(-0.4, 2.3))
ax.set(xlim=(-0.4, 2.6))
ax.set_title("The point nearest to 0 is the ridge weight")
ax.legend(loc="upper right")
fig.set_label(
    "Three lines of solutions in the plane of a weight w and a fake weight f, each with its point "
    f"nearest to 0. Its w is {feet[0][0]:.2f}, {feet[1][0]:.2f} and {feet[2][0]:.2f} for rising λ; "
    f"least squares, without a fake weight, has {target / x:.0f}."
)

print("For each λ the nearest point stands at a right angle to 0, and its w is the ridge weight.")

# %%
# Short together, not alone
# -------------------------
# "Shortest" means :math:`w` and :math:`f` together.  On each solution
# :math:`\lVert w\rVert^2 + \lVert f\rVert^2` is the ridge objective over
# :math:`\lambda` (:claim:`2.4.b`).  Shortest :math:`w` alone would be 0, shortest
# :math:`f` alone is least squares; ridge is in between.

x = rng.uniform(0.5, 2.5, size=6)
y, lam = x + 0.4 * rng.normal(size=6), 8.0
(w,), f = rr.ridge_fake_features(x[:, None], y, lam)
(free,) = rr.ols(x[:, None], y)
ws = np.linspace(-0.1, 1.6, 200)
of_w, of_f = ws**2, np.sum((y - np.outer(ws, x)) ** 2, axis=1) / lam

fig, ax = plt.subplots()
ax.plot(ws, of_w, ":", color="C7")
ax.plot(ws, of_f, "--", color="C7")
ax.plot(ws, of_w + of_f, "-", color="C0", lw=2.5)
ax.plot(w, w**2 + f @ f, "D", color="C1", markersize=8)
ax.plot(free, np.interp(free, ws, of_f), "o", color="C7")
ax.plot(0, 0, "o", color="C7")
ax.text(0.22, 0.22, "‖w‖²", color="C7", ha="center")
ax.text(1.55, np.interp(1.55, ws, of_f) - 0.2, "‖f‖²", color="C7", va="top", ha="center")
ax.text(free, np.interp(free, ws, of_f) + 0.09, "OLS", color="C7", ha="center")
ax.text(w, w**2 + f @ f + 0.2, "ridge", color="C1", ha="center")
ax.text(0.3, np.interp(0.3, ws, of_w + of_f) + 0.25, "their sum", color="C0")
ax.set(xlabel="weight w", ylabel="squared norm", ylim=(-0.08, 3))
ax.set_title("Ridge is where both norms together are least")
fig.set_label(
    "Three curves over the weight w: its square, least at 0; the squared norm of the fake weights "
    f"that go with it, least at the least-squares weight {free:.2f}; and their sum, least at the "
    f"ridge weight {w:.2f}."
)

objective = np.sum((y - np.outer(ws, x)) ** 2, axis=1) + lam * ws**2
assert np.allclose(of_w + of_f, objective / lam)
assert abs(ws[np.argmin(of_w + of_f)] - w) < 0.01
assert 0 < w < free
print(
    f"The sum of both norms is least at {ws[np.argmin(of_w + of_f)]:.2f}; the ridge weight is "
    f"{w:.2f}, the least-squares weight {free:.2f}."
)

# %%
# The fake weights are worth a look
# ---------------------------------
# The lecture does not care about :math:`f`, but :math:`\sqrt\lambda f = y - Xw` is the
# residual (:claim:`2.4.b`).  Sort the data points by it and the odd one stands out.

x = np.linspace(0, 5, 18)
y = 1 + 0.7 * x + 0.25 * rng.normal(size=x.size)
odd = 12
y[odd] -= 2.2
X, lam = np.c_[np.ones(x.size), x], 0.5
w, f = rr.ridge_fake_features(X, y, lam)

fig, axes = plt.subplots(2, 1, figsize=(4.8, 5.0), sharex=True)
axes[0].plot(x, X @ w, "-", color="C0")
axes[0].vlines(x, X @ w, y, color="C1", lw=1.2, ls="-")
axes[0].plot(x, y, "o", color="C6")
axes[0].set(ylabel="y")
axes[0].set_title("Ridge, and what it leaves over")
axes[1].axhline(0, color="C0", ls="-")
axes[1].vlines(x, 0, np.sqrt(lam) * f, color="C1", lw=1.2, ls="-")
axes[1].plot(x, np.sqrt(lam) * f, "s", color="C1")
axes[1].annotate(
    "a point that does not fit",
    (x[odd], np.sqrt(lam) * f[odd]),
    (-12, 0),
    textcoords="offset points",
    ha="right",
    va="center",
)
axes[1].set(xlabel="x", ylabel="√λ times fake weight")
axes[1].set_title("The fake weights are the same residuals")
fig.set_label(
    "Top: data, the ridge line and the residuals as bars. Bottom: √λ times the fake weight of each "
    f"point, the same bars. One point stands out with {np.sqrt(lam) * f[odd]:.1f}, the others stay "
    f"within {np.abs(np.delete(np.sqrt(lam) * f, odd)).max():.1f}."
)

assert np.allclose(np.sqrt(lam) * f, y - X @ w)
assert np.argmax(np.abs(f)) == odd
print(f"All {x.size} fake weights are residuals over √λ, and the odd point has the largest.")

plt.show()
