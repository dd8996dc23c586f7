"""
2.3 Data augmentation: noise, other targets, and digits
=======================================================

Fake data need not be the rows of ridge regression.  Noisy copies of the data regularize as
well, other targets pull elsewhere, and whatever the fake rows are, no :math:`X^TX` is needed.
"""

import matplotlib.pyplot as plt
import numpy as np

import reluridge as rr

plt.style.use("reluridge.lecture")

# %%
# Noisy copies
# ------------
# The twelve points of the chapter, 2,000 times over, each time with new noise of variance
# :math:`\tau^2` on each of the nine features.  Least squares on all of them is, nearly, ridge
# regression with :math:`\lambda = n\tau^2` (:claim:`2.3.c`).

x = np.linspace(-1, 1, 12)
y = np.array([0.1, -0.7, -1.1, -1.8, -0.1, 0.1, 0.2, 1.0, 1.1, 0.7, 0.9, -0.1])
powers = np.arange(1, 10)
X, lam, copies = x[:, None] ** powers, 0.2, 2000
tau = np.sqrt(lam / len(X))
noisy = X + tau * np.random.default_rng(0).normal(size=(copies, *X.shape))
fit = rr.ols(noisy.reshape(-1, 9), np.tile(y, copies))

between = np.linspace(-1, 1, 401)
wild, ridge, noise_fit = (
    between[:, None] ** powers @ w for w in (rr.ols(X, y), rr.ridge(X, y, lam), fit)
)
apart = abs(noise_fit - ridge).max()
assert apart < 0.05, "the curve of ridge regression at λ = 0.2, up to the luck of the draw"
far = abs(wild - ridge).max()
print(f"The fit to noisy copies is up to {apart:.2f} from ridge, the wild one up to {far:.2f}.")


def draw(band, of_band, dashed, of_dashed, title):
    """Draw the points, the wild curve, and two that are to be compared."""
    fig, ax = plt.subplots()
    ax.plot(between, band, "-", color="C2", linewidth=7, alpha=0.4, label=of_band)
    ax.plot(between, wild, "-", color="C0", label="12 points")
    ax.plot(between, dashed, "--", color="C1", label=of_dashed)
    ax.plot(x, y, "o", color="C6")
    ax.set(xlabel="x", ylabel="y", ylim=(-2.1, 2.5), xticks=(-1, -0.5, 0, 0.5, 1), title=title)
    ax.legend(loc="upper left")
    return fig


fig = draw(ridge, "ridge, λ = 0.2", noise_fit, "2,000 noisy copies", "Noise tames the curve, too")
fig.set_label(
    f"Twelve points and two curves. Least squares on the points rises to {wild.max():.1f}; least "
    f"squares on noisy copies of them stays below {noise_fit.max() + 0.05:.1f}, like ridge "
    "regression, of which it is hardly to be told apart."
)

# %%
# Noise on x itself
# -----------------
# Noise that disturbs :math:`x`, before the powers are taken, disturbs all nine features at once: it
# is neither uncorrelated nor of mean 0, and the noise law is not about it (:claim:`2.3.c`).  For
# small noise it penalizes the slope of the curve at the points: fake rows with :math:`\lambda =
# \tau^2` and the derivatives of the features.  The expectation is a weighted mean over 40 places
# (Gauss and Hermite), so nothing is drawn here.

tau = 0.1
places, shares = np.polynomial.hermite_e.hermegauss(40)
shifted = (x + tau * places[:, None])[:, :, None] ** powers
root = np.sqrt(shares / shares.sum())[:, None]
expected = rr.ols((root[:, :, None] * shifted).reshape(-1, 9), (root * y).ravel())
slopes = powers * x[:, None] ** (powers - 1)
flat = rr.ols(*rr.append_fake_data(X, y, tau**2, directions=slopes))
noise_fit, slope_fit = (between[:, None] ** powers @ w for w in (expected, flat))
near = abs(noise_fit - slope_fit).max()
best = min(
    abs(noise_fit - between[:, None] ** powers @ rr.ridge(X, y, lam)).max()
    for lam in np.geomspace(1e-4, 10, 101)
)
assert round(near, 2) == 0.08, "The largest gap between the two is 0.08"
assert best > 0.17, "no curve of ridge regression comes closer than 0.17 to the dashed one"
curved = powers * (powers - 1) * x[:, None] ** np.maximum(powers - 2, 0)
curvature = (X @ expected - y) @ (curved @ expected) / np.sum((slopes @ expected) ** 2)
assert round(curvature, 2) == 0.15  # as the page says
assert np.linalg.norm(expected) > 4 * np.linalg.norm(rr.ridge(X, y, lam))
print(f"From the fit with noise on x a penalty on slopes is {near:.2f}, ridge {best:.2f} away.")
print(f"The curvature adds {curvature:.2f} times what the slopes add.")

title = "Noise on x flattens the curve"
fig = draw(slope_fit, "slopes penalized", noise_fit, "noise on x", title)
fig.set_label(
    "Twelve points and two curves. Least squares with noise on x does not have the peaks of the "
    f"fit without noise. It is at most {near:.2f} from least squares with a penalty on the slopes."
)

# %%
# Toward something else
# ---------------------
# The fake targets need not be 0.  With :math:`\sqrt\lambda\, w_0` there, the
# weights travel from the least-squares fit to :math:`w_0` as the regularization strength grows
# (:claim:`2.3.c`): that is fine-tuning, with :math:`w_0` the weights of a trained net.

rng = np.random.default_rng(3)
Z = rng.normal(size=(12, 2)) @ [[1, 0.8], [0, 0.4]]
z = Z @ [2, -1] + rng.normal(size=12)
w0 = np.array([1, 1.5])
strengths = np.r_[0, np.geomspace(1e-3, 1e4, 200)]
to_zero = np.array([rr.ols(*rr.append_fake_data(Z, z, lam)) for lam in strengths])
to_w0 = np.array([rr.ols(*rr.append_fake_data(Z, z, lam, toward=w0)) for lam in strengths])

assert np.allclose(to_zero[0], to_w0[0])
left = np.linalg.norm(Z.T @ z) / strengths[-1]  # w is the inverse of ZᵀZ + λI times Zᵀz
assert np.allclose(to_zero[-1], 0, atol=left), "With fake targets of 0 it ends at 0"
left = np.linalg.norm(Z.T @ (z - Z @ w0)) / strengths[-1]
assert np.allclose(to_w0[-1], w0, atol=left), "with the targets that $w_0$ predicts, at $w_0$"
print("Both paths start at the least-squares weights; they end within 0.01 of 0 and of w₀.")

fig, ax = plt.subplots(figsize=(4.8, 3.2))
ax.plot(*to_zero.T, "--", color="C0", label="fake targets 0")
ax.plot(*to_w0.T, "-", color="C1", label="fake targets √λ w₀")
for point, name, offset in [
    (to_w0[0], "least squares", (8, -4)),
    ((0, 0), "0", (8, -12)),
    (w0, "w₀", (8, 4)),
]:
    ax.plot(*point, "o", color="C6")
    ax.annotate(name, point, offset, textcoords="offset points")
ax.set(xlabel="first weight", ylabel="second weight")
ax.margins(0.18)
ax.set_title("Where the fake targets point, the weights go")
fig.legend(loc="outside lower center", ncols=2)
fig.set_label(
    "Paths of two weights as the regularization strength grows. Both start at the least-squares "
    "weights; with fake targets 0 the path ends at 0, with targets that w₀ meets exactly at w₀."
)

# %%
# The digits that are kept
# ------------------------
# A polynomial through 21 points, with all its coefficients equal to 1: how many of their digits are
# lost?  The normal equations form :math:`X^TX`, whose condition number is the square of that of
# :math:`X`, so the bound on what they lose has twice as many digits (:claim:`2.3.d`).  Above,
# :math:`\lambda = 0`: the fake rows are 0, and all that differs is whether :math:`X^TX` is formed.
# Below, the fake rows have targets for which all coefficients are 1, whatever
# :math:`\lambda` is.  Each number is the worst of all coefficients, and of six orders of
# the columns.

t = np.arange(21.0)


def lost(degree, lam):
    """Return how many digits are lost without and with XᵀX."""
    d = degree + 1
    V, worst = t[:, None] ** np.arange(d), np.zeros(2)
    for k in range(6):
        A, b = rr.append_fake_data(np.roll(V, k, axis=1), V.sum(axis=1), lam, toward=np.ones(d))
        fits = rr.ols(A, b), np.linalg.solve(A.T @ A, A.T @ b)
        worst = np.maximum(worst, [abs(w - 1).max() for w in fits])
    return 16 + np.log10(np.clip(worst, 1e-16, 1))


degrees, growing = np.arange(1, 9), 10.0 ** np.arange(-2, 13, 2)
without, using = np.array([lost(degree, 0) for degree in degrees]).T
ridge_without, ridge_using = np.array([lost(5, lam) for lam in growing]).T

assert using[-1] > 15.5, "at degree 8 all are lost"
assert round(np.log10(np.linalg.cond(t[:, None] ** np.arange(9)))) == 11  # as the page says
assert without[-1] < 12.5, "without it more than three are kept"
for digits in (ridge_without, ridge_using):
    assert np.all(np.diff(digits[::3]) < 0), "both ways lose fewer digits as $\\lambda$ grows"
share = without[4] / using[4]
assert 0.4 < share < 0.9
print(f"At degree 5 and λ = 0, {share:.2f} times as many digits are lost without XᵀX as with it.")

fig, axes = plt.subplots(2, figsize=(4.8, 5.4))
panels = [(degrees, without, using), (growing, ridge_without, ridge_using)]
for ax, (at, good, bad) in zip(axes, panels, strict=True):
    ax.plot(at, bad, "o--", color="C5", label="with XᵀX")
    ax.plot(at, good, "s-", color="C0", label="without")
    ax.axhline(16, color="C7", linewidth=1)
    ax.set(ylabel="digits lost, of 16", ylim=(-0.5, 17), yticks=(0, 4, 8, 12, 16))
axes[0].set(xlabel="degree of the polynomial", title="Least squares, λ = 0")
axes[1].set(xlabel="λ", xscale="log", title="Degree 5 with fake data")
axes[0].legend(loc="upper left", bbox_to_anchor=(0, 0.92))
fig.set_label(
    "Digits lost against the degree, and against λ. Without XᵀX degrees 5 to 8 lose "
    f"{', '.join(f'{v:.0f}' for v in without[4:])} of 16, with it "
    f"{', '.join(f'{v:.0f}' for v in using[4:])}. At degree 5 both lose fewer as λ grows: at "
    f"10¹² it is {ridge_without[-1]:.0f} and {ridge_using[-1]:.0f}."
)

plt.show()
