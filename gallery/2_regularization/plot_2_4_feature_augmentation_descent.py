"""
2.4 Feature augmentation: double descent, and features that hurt
================================================================

Do extra features regularize?  Random ReLU units show when they do, when a price is
the better remedy, and when they do harm.
"""

import matplotlib.pyplot as plt
import numpy as np

import reluridge as rr

plt.style.use("reluridge.lecture")

# %%
# Down, up, and down again
# ------------------------
# Fit 30 noisy points by least squares on :math:`k` random ReLU units, the shortest fit
# where there is a choice.  The test error has its peak where features are as many as
# points: there only one fit goes through all of them, however large its weights.  With
# more units there is a choice again, and the shortest is a good one.  A large enough price on
# the weights removes the peak; a small one lowers it or, if it is tiny, does not
# (:claim:`2.4.e`).  Medians and middle halves of 50 draws of the data and the units:

rng = np.random.default_rng(0)
n, d, draws = 30, 5, 50
counts = np.array([3, 6, 12, 18, 24, 27, 30, 33, 38, 50, 80, 130, 300])
prices = [0, 1e-4, 0.1, 1e-8, 1e-3]  # the last two are not drawn
errors = np.zeros((len(prices), counts.size, draws))
for j in range(draws):
    X, new = rng.normal(size=(n, d)), rng.normal(size=(300, d))
    y, truth = np.abs(X[:, 0]) + 0.3 * rng.normal(size=n), np.abs(new[:, 0])
    for i, k in enumerate(counts.tolist()):
        features = rr.random_relu_features(d, k, rng)
        weights = rr.ridge_path(features(X), y, prices)
        errors[:, i, j] = np.mean((weights @ features(new).T - truth) ** 2, axis=1)
low, middle, high = np.quantile(errors, [0.25, 0.5, 0.75], axis=2)

fig, ax = plt.subplots(figsize=(4.8, 3.9))
for p, (style, marker) in enumerate([("-", "o"), (":", "^"), ("--", "s")]):
    ax.fill_between(counts, low[p], high[p], color=f"C{p}", alpha=0.2, lw=0)
    ax.loglog(counts, middle[p], style, marker=marker, color=f"C{p}", markersize=4)
ax.axvline(n, color="C6", lw=1, ls=":")
ax.text(n * 1.12, 28, "features = points", color="C6", va="center")
ax.text(counts[-1], middle[0, -1] * 1.7, "shortest fit", color="C0", ha="right")
ax.text(18, middle[1, 3] * 2.2, f"λ = {prices[1]}", color="C1", ha="right")
ax.text(counts[-1], middle[2, -1] * 0.55, f"ridge, λ = {prices[2]}", color="C2", ha="right")
ax.set(xlabel="random ReLU units k", ylabel="test error", ylim=(0.05, 100))
ax.set_title("Errors peak where features equal points")
peak, few, many = middle[0, 6], middle[0, :4].min(), middle[0, -1]
fig.set_label(
    "Test error against the number of random ReLU units, on logarithmic axes. The shortest fit has "
    f"{few:.2f} at best before the peak, {peak:.0f} at {n} units, as many as points, and "
    f"{many:.2f} at {counts[-1]} units. Ridge with λ = {prices[1]} still has a hump of "
    f"{middle[1].max():.2f}; with λ = {prices[2]} it never exceeds {middle[2].max():.2f}."
)

assert counts[np.argmax(middle[0])] == n
assert peak > 10 * few
assert peak > 10 * many
assert middle[2, 6] < 1.2 * middle[2, :6].max()
assert middle[2].max() < 0.2 * peak
assert 1.5 * few < middle[1, 6] < 0.5 * peak
assert middle[3, 6] > 0.5 * peak
print(
    f"The shortest fit has its peak at {n} units, {peak / few:.0f} times the best before it. There "
    + ", ".join(f"ridge has {middle[p, 6]:.2f} at λ = {prices[p]}" for p in (3, 1, 4, 2))
    + f"; the shortest fit has {peak:.2f}."
)

# %%
# Features that hurt
# ------------------
# Now the target is a sum of five features, without noise.  Irrelevant features do no
# harm as long as all are fewer than the points, for then least squares still finds
# the weights.  Beyond that the shortest fit spreads the signal over all features, and
# what reaches the irrelevant ones is lost at new points (:claim:`2.4.e`).  More of them
# come ever closer to predicting nothing at all.

n, d, draws = 40, 5, 40
extra = np.array([0, 10, 20, 30, 35, 40, 50, 70, 100, 150, 300])
lost = np.zeros((extra.size, draws))
for j in range(draws):
    X, new, w = rng.normal(size=(n, d)), rng.normal(size=(300, d)), rng.normal(size=d)
    for i, k in enumerate(extra.tolist()):
        fitted = rr.ols(np.hstack([X, rng.normal(size=(n, k))]), X @ w)
        guess = np.hstack([new, rng.normal(size=(300, k))]) @ fitted
        lost[i, j] = np.mean((guess - new @ w) ** 2) / np.mean((new @ w) ** 2)
low, middle, high = np.quantile(lost, [0.05, 0.5, 0.95], axis=1)

fig, ax = plt.subplots()
ax.fill_between(extra, low, high, color="C0", alpha=0.2, lw=0)
ax.plot(extra, middle, "o-", color="C0")
ax.axvline(n - d, color="C6", lw=1, ls=":")
ax.axhline(1, color="C7", lw=1, ls="--")
ax.text(n - d + 30, 0.03, "features = points", color="C6")
ax.text(300, 1.03, "predicting 0", color="C7", ha="right")
ax.set(xlabel="irrelevant features", ylabel="share of the signal lost", ylim=(-0.05, 1.35))
ax.set_title("Without noise, irrelevant features only hurt")
fig.set_label(
    "Share of a noise-free signal that is lost at new points against the number of irrelevant "
    f"features, median and band of {draws} draws. It is 0 up to {n - d} of them, {middle[6]:.2f} "
    f"at {extra[6]} and {middle[-1]:.2f} at {extra[-1]}."
)

assert lost[:4].max() < 1e-12
assert low[6:].min() > 0.02
assert middle[-1] > 0.5
assert np.all(np.diff(middle[5:]) > 0)
print(
    f"Up to {extra[3]} irrelevant features nothing is lost, up to rounding; with {extra[-1]} it is "
    f"{middle[-1]:.0%} of the signal."
)

plt.show()
