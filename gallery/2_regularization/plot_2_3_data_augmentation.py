"""
2.3 Data augmentation: fake data that shrinks weights
=====================================================

Ridge regression is ordinary least squares on a few more rows.  Here are the
rows, drawn as the data points that they are, and what they do to a line and to a curve.
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
slopes = [rr.ols(*rr.append_fake_data(X, y, lam))[0] for lam in lams]

for lam, slope in zip(lams, slopes, strict=True):
    assert np.allclose(slope, rr.ridge(X, y, lam))
    X_fake, y_fake = rr.append_fake_data(X, y, lam)
    for w in np.linspace(-3, 3, 11):  # at every slope, not only at the best one
        real = np.sum((y - x * w) ** 2) + lam * w**2
        assert np.allclose(np.sum((y_fake - X_fake @ [w]) ** 2), real)
assert slopes[0] > slopes[1] > slopes[2] > 0, "The farther out it lies, the lower the line"
four = rr.ols([*X, [3], [3], [3], [3]], [*y, 0, 0, 0, 0])
assert np.allclose(four, slopes[2]), "four at 3 would do the same as one at 6"
print(
    "Least squares on all the points and ridge have the same slopes, "
    f"{slopes[0]:.2f}, {slopes[1]:.2f} and {slopes[2]:.2f}, and the same objective elsewhere."
)

fig, ax = plt.subplots()
ends = np.array([0, 6.6])
looks = zip(lams, slopes, ["C0", "C1", "C1"], ["-", "--", ":"], [None, "s", "D"], strict=True)
for lam, slope, color, style, marker in looks:
    ax.plot(ends, slope * ends, style, color=color, label=f"λ = {lam}: slope {slope:.2f}")
    if lam:
        ax.plot(lam**0.5, 0, marker, color=color, markersize=9, clip_on=False)
        side = 1 if lam < 20 else -1
        ax.annotate(
            f"fake point\nat √{lam} = {lam**0.5:.0f}",
            (lam**0.5, 0),
            xytext=(10 * side, 3),
            textcoords="offset points",
            ha="left" if side > 0 else "right",
            color=color,
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
# The twelve points, and nine fake ones
# -------------------------------------
# The twelve points of the chapter, and as features nine powers of :math:`x`.  Least squares is
# wild between the last two points.  Nine fake points, one for each weight, tame it, and the
# result is ridge regression (:claim:`2.3.a`).

x = np.linspace(-1, 1, 12)
y = np.array([0.1, -0.7, -1.1, -1.8, -0.1, 0.1, 0.2, 1.0, 1.1, 0.7, 0.9, -0.1])
powers = np.arange(1, 10)
X, lam = x[:, None] ** powers, 0.2
X_fake, y_fake = rr.append_fake_data(X, y, lam)
between = np.linspace(-1, 1, 401)
weights = rr.ols(X, y), rr.ridge(X, y, lam), rr.ols(X_fake, y_fake)
wild, ridge, tamed = (between[:, None] ** powers @ w for w in weights)

last = between > x[-2]
assert round(wild[last].max(), 1) == 2.2, "rises to 2.2 between the last two of them"
assert tamed.max() < 1.1, "stays below 1.1"
assert np.allclose(tamed, ridge), "it is the curve of ridge regression"
print(f"The wild curve rises to {wild.max():.2f}, the tame one to {tamed.max():.2f}.")

fig, ax = plt.subplots()
ax.plot(between, ridge, "-", color="C2", linewidth=7, alpha=0.4, label="ridge, λ = 0.2")
ax.plot(between, wild, "-", color="C0", label="12 points")
ax.plot(between, tamed, "--", color="C1", label="12 points and 9 fake ones")
ax.plot(x, y, "o", color="C6")
ax.set(xlabel="x", ylabel="y", ylim=(-2.1, 2.5), xticks=(-1, -0.5, 0, 0.5, 1))
ax.set_title("Nine fake points tame the curve")
ax.legend(loc="upper left")
fig.set_label(
    f"Twelve points and two curves. Least squares on the points rises to {wild.max():.1f} between "
    f"the last two; with nine fake points it stays below {tamed.max():.2f}, and agrees with ridge "
    "regression."
)

# %%
# Where the fake points are
# -------------------------
# Not in that figure.  In the plane of the features :math:`x` and :math:`x^2` all that can be
# measured is on a parabola, and the fake points :math:`(\sqrt\lambda, 0)` and
# :math:`(0, \sqrt\lambda)` are not (:claim:`2.3.b`).

fakes = X_fake[12:, :2]
assert np.allclose(X[:, 1], X[:, 0] ** 2), "The twelve points lie on a parabola"
off = ~np.isclose(fakes[:, 1], fakes[:, 0] ** 2)
assert off.sum() == 2, "Two of the fake points lie beside it"
assert np.sum(np.all(fakes == 0, axis=1)) == 7, "the other seven are at 0"
print(f"Of 9 fake points {off.sum()} are beside the parabola in this plane.")

fig, ax = plt.subplots(figsize=(4.8, 3))
ax.plot(between, between**2, "-", color="C7", label="all (x, x²)")
ax.plot(*X[:, :2].T, "o", color="C6", label="the twelve points")
ax.plot(*fakes.T, "s", color="C1", label="fake points")
for point, text, offset in [
    (fakes[0], "fake point 1", (9, 2)),
    (fakes[1], "fake point 2", (9, 2)),
    (fakes[2], "3 to 9", (9, -13)),
]:
    ax.annotate(text, point, offset, textcoords="offset points", color="C1")
ax.set(xlabel="first feature, x", ylabel="second feature, x²", ylim=(-0.15, 1.1))
ax.set_xticks((-1, -0.5, 0, 0.5, 1))
ax.set_title("Fake points are not where data can be")
ax.legend(loc="upper center")
fig.set_label(
    "The plane of the first two features. The twelve points lie on a parabola; the first fake "
    f"point is at {lam**0.5:.2f} on the first axis, the second at {lam**0.5:.2f} on the second "
    "axis, and the other seven are at 0."
)

plt.show()
