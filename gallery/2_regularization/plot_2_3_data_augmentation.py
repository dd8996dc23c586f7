"""
2.3 Data augmentation: fake data that shrinks weights
=====================================================

Ridge regression is ordinary least squares on a few more rows.  Here are the
rows, drawn as the data points that they are, and what they do to a line.
"""

import matplotlib.pyplot as plt
import numpy as np

import reluridge as rr

plt.style.use("reluridge.lecture")

# %%
# Fake points, drawn as data
# --------------------------
# One feature, no intercept: the fit is a line through the origin.  Ridge adds
# the fake point :math:`(\sqrt\lambda, 0)`.  Least squares on all the points is
# the ridge line (:claim:`2.3.a`), and the fake point pulls its slope toward 0
# (:claim:`2.3.b`), the harder the farther out it lies.

rng = np.random.default_rng(3)
x = rng.uniform(0.5, 3, size=8)
y = 1.2 * x + rng.normal(scale=0.7, size=8)
X = x[:, None]
lams = [0, 9, 36]

fig, ax = plt.subplots()
ends = np.array([0, 6.6])
slopes = []
for lam, style, marker in zip(lams, ["-", "--", ":"], [None, "s", "D"], strict=True):
    X_fake, y_fake = rr.append_fake_data(X, y, lam)
    (slope,) = rr.ols(X_fake, y_fake)
    slopes.append(slope)
    (line,) = ax.plot(ends, slope * ends, style, label=f"λ = {lam}: slope {slope:.2f}")
    if lam:
        ax.plot(X_fake[-1], y_fake[-1], marker, color=line.get_color(), markersize=9, clip_on=False)
        side = 1 if lam < 20 else -1
        ax.annotate(
            f"fake point\nat √{lam} = {lam**0.5:.0f}",
            (X_fake[-1, 0], 0),
            xytext=(10 * side, 3),
            textcoords="offset points",
            ha="left" if side > 0 else "right",
            color=line.get_color(),
        )
ax.plot(x, y, "o", color="C6", label="data")
ax.set(xlabel="x", ylabel="y", xlim=(0, 6.6), ylim=(0, 8))
ax.set_title("A fake point with target 0 pulls the line down")
ax.legend(loc="upper left")
fig.set_label(
    "Eight data points and three lines through the origin. Without a fake point the slope is "
    f"{slopes[0]:.2f}; a fake point on the axis at x = 3 lowers it to {slopes[1]:.2f}, "
    f"one at x = 6 to {slopes[2]:.2f}."
)

# %%
# The slopes are those of ridge regression, and the two objectives agree at
# every slope, not only at the best one.

for lam, slope in zip(lams, slopes, strict=True):
    assert np.allclose(slope, rr.ridge(X, y, lam))
    X_fake, y_fake = rr.append_fake_data(X, y, lam)
    for w in np.linspace(-3, 3, 11):
        real = np.sum((y - x * w) ** 2) + lam * w**2
        assert np.allclose(np.sum((y_fake - X_fake @ [w]) ** 2), real)
assert slopes[0] > slopes[1] > slopes[2] > 0
print(
    "Least squares on all the points and ridge have the same slopes, "
    f"{slopes[0]:.2f}, {slopes[1]:.2f} and {slopes[2]:.2f}, and the same objective elsewhere."
)

# %%
# Shrinking toward something else
# -------------------------------
# The fake targets need not be 0.  With :math:`\sqrt\lambda\, w_0` there, the
# weights travel from the least-squares fit to :math:`w_0` as the price grows
# (:claim:`2.3.c`): that is fine-tuning, with :math:`w_0` the pretrained weights.

X = rng.normal(size=(12, 2)) @ [[1, 0.8], [0, 0.4]]
y = X @ [2, -1] + rng.normal(size=12)
pretrained = np.array([1, 1.5])
prices = np.r_[0, np.geomspace(1e-3, 1e4, 200)]
to_zero = np.array([rr.ols(*rr.append_fake_data(X, y, lam)) for lam in prices])
to_w0 = np.array([rr.ols(*rr.append_fake_data(X, y, lam, toward=pretrained)) for lam in prices])

fig, ax = plt.subplots()
ax.plot(*to_zero.T, "--", label="fake targets 0")
ax.plot(*to_w0.T, "-", label="fake targets √λ w₀")
for point, name, offset in [
    (to_w0[0], "least squares", (8, -4)),
    ((0, 0), "0", (8, -12)),
    (pretrained, "w₀", (8, 4)),
]:
    ax.plot(*point, "o", color="C6")
    ax.annotate(name, point, xytext=offset, textcoords="offset points")
ax.set(xlabel="first weight", ylabel="second weight")
ax.margins(0.18)
ax.set_title("Where the fake targets point, the weights go")
fig.legend(loc="outside lower center", ncols=2)
fig.set_label(
    "Paths of two weights as the price grows. Both start at the least-squares weights; with fake "
    "targets 0 the path ends at the origin, with targets that w₀ meets exactly it ends at w₀."
)

assert np.allclose(to_zero[0], to_w0[0])
assert np.allclose(to_zero[-1], 0, atol=1e-2)
assert np.allclose(to_w0[-1], pretrained, atol=1e-2)
print("Both paths start at the least-squares weights; they end within 0.01 of 0 and of w₀.")

# %%
# Noise is fake data too
# ----------------------
# Train on inputs with fresh noise of variance :math:`\tau^2` instead, and the
# expected objective is that of ridge with :math:`\lambda = n\tau^2`.  Twenty
# runs, each least squares on 200 noisy copies of the same data, scatter around
# the ridge weights for that price and away from the least-squares ones.

tau, copies, runs = 0.6, 200, 20
fits = np.array(
    [
        rr.ols((X + tau * rng.normal(size=(copies, *X.shape))).reshape(-1, 2), np.tile(y, copies))
        for _ in range(runs)
    ]
)
target = rr.ridge(X, y, len(X) * tau**2)

fig, ax = plt.subplots()
ax.plot(*fits.T, "o", fillstyle="none", label=f"{runs} fits to noisy copies")
ax.plot(*target, "D", color="C1", markersize=14, zorder=1, label="ridge with λ = n τ²")
ax.plot(*rr.ols(X, y), "s", color="C6", markersize=8, label="least squares, no noise")
ax.set(xlabel="first weight", ylabel="second weight")
ax.margins(0.25)
ax.set_title("Noise on the inputs acts as a ridge penalty")
ax.legend(loc="lower left", labelspacing=0.8)
fig.set_label(
    f"Weights of {runs} least-squares fits to noisy copies of the data: a small cloud around the "
    "ridge weights for λ = n τ², far from the least-squares weights without noise."
)

error = 5 * fits.std(axis=0) / np.sqrt(runs)
bias = np.linalg.norm(target) / copies  # finitely many copies miss the expectation by O(1/copies)
assert np.all(abs(fits.mean(axis=0) - target) < error + bias)
assert np.linalg.norm(rr.ols(X, y) - target) > 2 * np.linalg.norm(error + bias)
print(
    f"The mean of the {runs} fits is {np.linalg.norm(fits.mean(axis=0) - target):.3f} from ridge; "
    f"least squares is {np.linalg.norm(rr.ols(X, y) - target):.2f} from it."
)

# %%
# Why anybody solves it this way
# ------------------------------
# A polynomial through 21 points, with all its coefficients equal to 1: how many
# digits are right?  The normal equations form :math:`X^TX`, whose condition number is
# the square of that of `X`, so the bound on what they lose has twice as many digits as the
# bound for least squares on the extended data (:claim:`2.3.d`).  Here
# :math:`\lambda = 0`: the fake rows are 0, and all that differs is whether
# :math:`X^TX` is formed.  (`ridge_normal_equations` refuses from degree 6 on; drawn is
# what `numpy.linalg.solve` answers.)


def by_normal_equations(X, y):
    """Return the least-squares weights as the formula has them, right or wrong."""
    return np.linalg.solve(X.T @ X, X.T @ y)


def by_fake_data(X, y):
    """Return them from the extended data."""
    return rr.ridge_fake_data(X, y, 0)


degrees = range(1, 9)
t = np.arange(21.0)
kept, lost = [], []
for degree in degrees:
    V = t[:, None] ** np.arange(degree + 1)
    for digits, route in [(kept, by_fake_data), (lost, by_normal_equations)]:
        worst = np.abs(route(V, V.sum(axis=1)) - 1).max()
        digits.append(-np.log10(np.clip(worst, 1e-16, 1)))

fig, ax = plt.subplots()
ax.plot(degrees, lost, "o--", label="normal equations")
ax.plot(degrees, kept, "s-", label="fake data")
ax.set(xlabel="degree of the polynomial", ylabel="correct digits", ylim=(-0.5, 16.5))
ax.set_title("Solving without XᵀX keeps more digits")
ax.legend(loc="upper right")
fig.set_label(
    "Correct digits against polynomial degree. From degree 5 to degree 8 the fake-data route has "
    f"{', '.join(f'{d:.1f}' for d in kept[4:7])} and {kept[7]:.1f} digits, the normal equations "
    f"{', '.join(f'{d:.1f}' for d in lost[4:7])} and {abs(lost[7]):.1f}."
)

assert all(a > b for a, b in zip(kept[3:], lost[3:], strict=True))
assert kept[4] > 8.5 > 7.5 > lost[4]
share = (16 - kept[4]) / (16 - lost[4])
assert 0.4 < share < 0.9
print(
    f"From degree 4 on, fake data keep more digits; at degree 5 they lose {share:.2f} times as "
    "many as the normal equations."
)

plt.show()
