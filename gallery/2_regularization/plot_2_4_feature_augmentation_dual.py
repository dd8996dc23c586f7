"""
2.4 Feature augmentation: the dual, and kernels
===============================================

The other formula for ridge: the same weights on paper, other digits in float64, and
room for features that nobody writes down.
"""

import matplotlib.pyplot as plt
import numpy as np

import reluridge as rr

plt.style.use("reluridge.lecture")

# %%
# Two formulas, one vector
# ------------------------
# :math:`X^T(XX^T + \lambda I)^{-1}y` and :math:`(X^TX + \lambda I)^{-1}X^Ty` are equal for
# every :math:`\lambda > 0` (:claim:`2.4.c`).  The one inverts an n × n matrix, the other a
# d × d one.  In float64 the larger of the two is nearly singular when :math:`\lambda`
# is small, and loses digits; `ridge` knows better.  Medians of 25 data sets:

rng = np.random.default_rng(0)
lams = np.geomspace(1e-13, 1e3, 33)
digits = {}
for n, d in [(20, 5), (5, 20)]:
    off = np.zeros((25, 2, lams.size))
    for draw in range(25):
        X, y = rng.normal(size=(n, d)), rng.normal(size=n)
        for k, lam in enumerate(lams):
            w = rr.ridge(X, y, lam)
            for i, formula in enumerate((rr.ridge_dual, rr.ridge_normal_equations)):
                try:
                    off[draw, i, k] = np.linalg.norm(formula(X, y, lam) - w) / np.linalg.norm(w)
                except ValueError:  # no inverse in float64
                    off[draw, i, k] = 1
    digits[n, d] = -np.log10(np.clip(np.median(off, axis=0), 1e-16, 1))

fig, axes = plt.subplots(2, 1, figsize=(4.8, 5.4), sharex=True)
for ax, ((n, d), (dual, primal)) in zip(axes, digits.items(), strict=True):
    ax.semilogx(lams, dual, "-", color="C0", label=f"dual, {n} × {n}")
    ax.semilogx(lams, primal, "--", color="C1", label=f"primal, {d} × {d}")
    ax.set(ylabel="correct digits", ylim=(-0.5, 17))
    ax.legend(loc="lower right")
axes[0].set_title("More points than features: the dual loses digits")
axes[1].set_title("More features than points: the primal does")
axes[1].set(xlabel="price λ")
middle = np.argmin(abs(lams - 1e-8))
tall, wide = digits[20, 5][:, middle], digits[5, 20][:, middle]
fig.set_label(
    "Correct digits of the dual and the primal formula against λ. With 20 points and 5 features "
    f"the dual has {tall[0]:.0f} digits and the primal {tall[1]:.0f} at λ = 1e-8; with 5 points "
    f"and 20 features it is {wide[0]:.0f} and {wide[1]:.0f}. At large λ all have 15 or more."
)

assert tall[0] < 9 < 13 < tall[1]
assert wide[1] < 9 < 13 < wide[0]
assert min(d[:, -8:].min() for d in digits.values()) > 14  # in this draw
print(
    "At λ = 1e-8 the formula with the smaller matrix has more than 13 digits, the other one less "
    "than 9; at large λ both have more than 14."
)

# %%
# Kernel ridge
# ------------
# In the dual the data points meet only in inner products.  Put another inner product,
# a kernel, in their place, and a line becomes a curve (:claim:`2.4.c`).  With the
# Gaussian kernel :math:`e^{-(x-x')^2/2}` the price decides how closely the curve follows
# the points: all of them, the trend, or nearly nothing.


def gauss(a, b):
    """Return the Gaussian kernel between two sets of numbers."""
    return np.exp(-(np.subtract.outer(a, b) ** 2) / 2)


x = np.sort(rng.uniform(-5, 5, size=30))
y = np.sin(x) + 0.3 * rng.normal(size=x.size)
new = np.linspace(-5, 5, 300)
fits = {}
fig, ax = plt.subplots(figsize=(4.8, 3.8))
ax.plot(x, y, "o", color="C6")
for lam, style, width in [(1e-4, ":", 1.6), (0.3, "-", 2.5), (100.0, "--", 1.8)]:
    fits[lam] = gauss(new, x) @ rr.kernel_ridge(gauss(x, x), y, lam)
    ax.plot(new, fits[lam], style, lw=width, label=f"λ = {lam:g}")
ax.set(xlabel="x", ylabel="y", ylim=(-2.1, 2.1))
ax.set_title("Kernel ridge: the price sets how smooth")
fig.legend(loc="outside lower center", ncols=3)
errors = {lam: np.sqrt(np.mean((fit - np.sin(new)) ** 2)) for lam, fit in fits.items()}
fig.set_label(
    "Thirty noisy points of a sine and three kernel ridge fits. With λ = 0.0001 the curve runs "
    "after the noise, with 0.3 it follows the sine, with 100 it is nearly flat; "
    f"the errors are {errors[1e-4]:.2f}, {errors[0.3]:.2f} and {errors[100.0]:.2f}."
)

many = {lam: [] for lam in fits}  # the same for 50 draws of the points
for _ in range(50):
    x = rng.uniform(-5, 5, size=30)
    y = np.sin(x) + 0.3 * rng.normal(size=x.size)
    for lam, off in many.items():
        fit = gauss(new, x) @ rr.kernel_ridge(gauss(x, x), y, lam)
        off.append(np.sqrt(np.mean((fit - np.sin(new)) ** 2)))
assert np.median(many[0.3]) < 0.8 * np.median(many[1e-4])
assert np.median(many[0.3]) < 0.8 * np.median(many[100.0])
rough = [np.abs(np.diff(fit, 2)).sum() for fit in fits.values()]
assert rough[0] > rough[1] > rough[2]
print(
    "Median errors of 50 draws: "
    + ", ".join(f"{np.median(off):.2f} at λ = {lam:g}" for lam, off in many.items())
    + "."
)

# %%
# The kernel of random ReLU units
# -------------------------------
# Ridge on :math:`k` random ReLU units is random.  The more units there are, the closer it
# comes to one curve: kernel ridge with the inner product of infinitely many of them
# (:claim:`2.4.c`).  Here are ten draws each.


def relu_kernel(a, b):
    """Return the limit of the inner products of many random ReLU units on scalar input."""
    a, b = np.c_[a, np.ones(len(a))], np.c_[b, np.ones(len(b))]
    sizes = np.outer(np.linalg.norm(a, axis=1), np.linalg.norm(b, axis=1))
    angle = np.arccos(np.clip(a @ b.T / sizes, -1, 1))
    return sizes / (2 * np.pi) * (np.sin(angle) + (np.pi - angle) * np.cos(angle))


lam = 0.01
limit = relu_kernel(new, x) @ rr.kernel_ridge(relu_kernel(x, x), y, lam)
fig, axes = plt.subplots(2, 1, figsize=(4.8, 5.4), sharex=True, sharey=True)
spread = []
for ax, k in zip(axes, (50, 2000), strict=True):
    draws = []
    for _ in range(10):
        features = rr.random_relu_features(1, k, rng)
        draws.append(features(new[:, None]) @ rr.ridge(features(x[:, None]), y, lam))
    spread.append(np.sqrt(np.mean((np.array(draws) - limit) ** 2)))
    ax.plot(new, np.transpose(draws), "-", color="C7", lw=0.8)
    ax.plot(x, y, "o", color="C6", markersize=3.5)
    ax.plot(new, limit, "--", color="C1", lw=2.2)
    ax.set(ylabel="y", ylim=(-2.1, 2.1))
    ax.set_title(f"{k} random units, ten draws, and their kernel")
axes[1].set(xlabel="x")
fig.set_label(
    "Ridge fits on 50 random ReLU units scatter around kernel ridge with their limiting kernel by "
    f"{spread[0]:.2f}; on 2000 units only by {spread[1]:.3f}."
)

assert spread[1] < 0.5 * spread[0]
print(f"Distance from the kernel: {spread[0]:.2f} with 50 units, {spread[1]:.3f} with 2000.")

plt.show()
