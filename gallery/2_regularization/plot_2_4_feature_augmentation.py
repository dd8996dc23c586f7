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

x = np.linspace(-1, 1, 12)  # the twelve points
y = np.array([0.1, -0.7, -1.1, -1.8, -0.1, 0.1, 0.2, 1.0, 1.1, 0.7, 0.9, -0.1])
X = x[:, None] ** np.arange(1, 10)

# %%
# Fake features, drawn as columns
# -------------------------------
# Each of the twelve points gets a feature of its own: :math:`\sqrt\lambda` there, 0 at all
# other points.  Because of these columns the rows are independent whatever `X` is, so the
# equations have solutions, and infinitely many (:claim:`2.4.a`).

lam = 1.0
A = rr.append_fake_features(X, lam)

assert np.linalg.matrix_rank(X) == 9
assert np.linalg.matrix_rank(A) == 12
for w in np.random.default_rng(0).normal(size=(5, 9)):
    assert np.allclose(A @ np.r_[w, (y - X @ w) / np.sqrt(lam)], y)
print("The rank grows from 9 to 12; five random w each have fake weights that solve the equations.")

fig, ax = plt.subplots(figsize=(4.8, 3.0))
image = ax.imshow(np.where(A == 0, np.nan, A), cmap="coolwarm", vmin=-1.4, vmax=1.4)
ax.axvline(8.5, color="C6", lw=2, ls="-")
ax.set_xticks([0, 4, 8, 9, 20], ["x", "x⁵", "x⁹", "1", "12"])
ax.set_yticks([0, 5, 11], [1, 6, 12])
ax.set(xlabel="features | fake features, one for each point", ylabel="data point")
ax.grid(visible=False)
ax.set_title("√λ on a diagonal beside the data")
fig.colorbar(image, shrink=0.8)
fig.set_label(
    "A matrix of 12 rows as colored cells: on the left nine columns, the powers of x, on the right "
    "twelve fake columns, empty but for √λ = 1 on the diagonal."
)

# %%
# The shortest solution
# ---------------------
# One data point, one feature: :math:`xw + \sqrt\lambda f = y` is a line in the plane of
# :math:`w` and :math:`f`, and every point on it is a solution (:claim:`2.4.a`).  The
# shortest is the foot of the perpendicular from 0, and its :math:`w` is the ridge
# weight (:claim:`2.4.b`).

at, target = 1.5, 3.0
lams = [0.4, 2.0, 8.0]
feet = [rr.ridge_fake_features([[at]], [target], lam) for lam in lams]
nearest = np.array([[w.item(), f.item()] for w, f in feet])
ridge = [rr.ridge([[at]], [target], lam).item() for lam in lams]

assert np.allclose(nearest[:, 0], ridge), "has the ridge weight"
assert np.all(np.diff(nearest[:, 0]) < 0), "smaller from line to line"
along = np.array([[-np.sqrt(lam), at] for lam in lams])
assert np.allclose(np.sum(nearest * along, axis=1), 0)  # a right angle
print("For each λ the nearest point stands at a right angle to 0, and its w is the ridge weight.")

fig, ax = plt.subplots(figsize=(4.8, 3.6))
ends = np.array([-0.4, 2.6])
for lam, (w, f), style, marker, color in zip(
    lams, nearest, ["-", "--", "-."], ["o", "s", "D"], ["C0", "C5", "C2"], strict=True
):
    ax.plot(ends, (target - at * ends) / np.sqrt(lam), style, color=color, label=f"λ = {lam:g}")
    ax.plot([0, w], [0, f], ":", color=color, lw=1.2)
    ax.plot(w, f, marker, color=color, markersize=8)
ax.plot(0, 0, "+", color="C6", markersize=12)
ax.plot(target / at, 0, ".", color="C6", markersize=12)
ax.text(1.9, -0.08, "no fake weight: least squares", color="C6", ha="right", va="top")
ax.set(aspect="equal", xlabel="weight w", ylabel="fake weight f", ylim=(-0.4, 2.3))
ax.set(xlim=(-0.4, 2.6))
ax.set_title("The point nearest to 0 has the ridge weight")
ax.legend(loc="upper right")
fig.set_label(
    "Three lines of solutions in the plane of a weight w and a fake weight f, each with its point "
    f"nearest to 0. Its w is {nearest[0, 0]:.2f}, {nearest[1, 0]:.2f} and {nearest[2, 0]:.2f} for "
    f"rising λ; least squares, without a fake weight, has {target / at:.0f}."
)

# %%
# Short together, not alone
# -------------------------
# "Shortest" means :math:`w` and :math:`f` together.  For the same point, on each solution
# :math:`w^2 + f^2` is the ridge objective over :math:`\lambda` (:claim:`2.4.b`).  The
# shortest :math:`w` alone would be 0, the shortest :math:`f` alone is least squares;
# ridge is in between.

lam = 2.0
ws = np.linspace(-0.2, 2.4, 261)
of_w, of_f = ws**2, (target - at * ws) ** 2 / lam
w, f = nearest[lams.index(lam)]

assert np.allclose(of_w + of_f, ((target - at * ws) ** 2 + lam * ws**2) / lam)
assert abs(ws[np.argmin(of_w + of_f)] - w) < 0.01, "The sum is least at the ridge weight"
assert 0.1 < w < target / at - 0.1, "where neither part is"
print(
    f"The sum is least at {ws[np.argmin(of_w + of_f)]:.2f}; the ridge weight is {w:.2f}, the "
    f"least-squares weight {target / at:.2f}."
)

fig, ax = plt.subplots()
ax.plot(ws, of_w, ":", color="C0")
ax.plot(ws, of_f, "--", color="C1")
ax.plot(ws, of_w + of_f, "-", color="C2", lw=2.5)
ax.plot(w, w**2 + f**2, "D", color="C2", markersize=8)
ax.plot(0, 0, "o", color="C0")
ax.plot(target / at, 0, "o", color="C1")
ax.text(0.25, 0.2, "w²", color="C0", ha="center")
ax.text(0.28, 3.0, "f²", color="C1", ha="right")
ax.text(0.62, 3.0, "their sum", color="C2")
ax.text(w, w**2 + f**2 + 0.25, "ridge", color="C2", ha="center")
ax.text(target / at, 0.25, "least squares", color="C1", ha="center")
ax.set(xlabel="weight w", ylabel="square", ylim=(-0.2, 5))
ax.set_title("The sum is least at the ridge weight")
fig.set_label(
    "Three curves over the weight w: its square, least at 0; the square of the fake weight that "
    f"goes with it, least at the least-squares weight {target / at:.0f}; and their sum, least at "
    f"the ridge weight {w:.2f}."
)

# %%
# The fake weights are worth a look
# ---------------------------------
# The fake weights are thrown away, but :math:`\sqrt\lambda f = y - Xw` is the residual
# (:claim:`2.4.b`).  Make the fake feature of one point small, and its fake weight would have to be
# large: the curve comes to the point.  Make it large, and the curve lets go.

lam = 0.2
w, f = rr.ridge_fake_features(X, y, lam)
grid = np.linspace(-1, 1, 201)
powers = grid[:, None] ** np.arange(1, 10)
curve = powers @ w

times, other = [0.1, 1, 1000], []
for factor in times:
    own = np.where(np.arange(12) == 3, factor, 1) * np.sqrt(lam)
    other.append(rr.ols(np.hstack([X, np.diag(own)]), y)[:9])
missed = [abs(y[3] - X[3] @ v) for v in other]
rest = np.arange(12) != 3

assert np.allclose(w, rr.ridge(X, y, lam)), "ridge regression at"
assert np.allclose(np.sqrt(lam) * f, y - X @ w), "the residuals"
assert np.argmax(np.abs(f)) == 3, "The fourth point fits worst"
assert np.allclose(other[1], w)
assert missed[0] < 0.1 < 0.9 < missed[1], (
    "with a tenth of its fake feature the curve passes through"
)
assert np.all(abs(y - X @ other[0])[1:3] > 1), "misses the two points to its left by more than 1"
gone = rr.ridge(X[rest], y[rest], lam)
assert np.allclose(other[2], gone, atol=1e-5), (  # what misses the point counts a millionth
    "a thousand times as much it is as good as gone"
)
print(
    f"The fourth point, at {x[3]:.2f}, has the largest fake weight.  With its fake feature times "
    f"{', '.join(map(str, times))} it is missed by {', '.join(f'{v:.2f}' for v in missed)}."
)

fig, axes = plt.subplots(2, 1, figsize=(4.8, 4.2), sharex=True, sharey=True)
axes[0].plot(grid, curve, "-", color="C0")
axes[0].vlines(x, X @ w, y, color="C1", lw=2, ls="-")
axes[0].plot(x, y, "o", color="C6")
axes[0].text(x[3] + 0.06, y[3] + 0.05, "fits worst", va="center")
axes[0].set(ylabel="y")
axes[0].set_title("Fake weights are what ridge leaves over")
looks = zip(times, other, ["--", "-", ":"], ["C5", "C0", "C2"], strict=True)
for factor, v, style, color in looks:
    name = f"its fake feature × {factor:,}"
    axes[1].plot(grid, powers @ v, style, color=color, lw=2, label=name)
axes[1].plot(x, y, "o", color="C6")
axes[1].plot(x[3], y[3], "o", color="C1", markersize=9)
axes[1].set(xlabel="x", ylabel="y", xticks=(-1, -0.5, 0, 0.5, 1))
axes[1].set_title("A small fake feature holds its point")
axes[1].legend(loc="lower right")
fig.set_label(
    f"Top: the twelve points, the curve of ridge regression with λ = {lam} and the residuals as "
    "bars, of which that of the fourth point is the longest. Bottom: the same points, and three "
    "curves, for a tenth of the fourth fake feature, for all of it and a thousand times that. They "
    f"miss the fourth point by {missed[0]:.1f}, {missed[1]:.1f} and {missed[2]:.1f}."
)

plt.show()
