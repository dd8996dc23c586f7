"""
2.4 Feature augmentation: double descent, and features that hurt
================================================================

Do extra features regularize?  Random ReLU units show when they do, and which
regularization strength does better.  Irrelevant columns can hurt, and they can help.
"""

import matplotlib.pyplot as plt
import numpy as np

import reluridge as rr

plt.style.use("reluridge.lecture")

# %%
# Down, up, and down again
# ------------------------
# Fit 30 noisy points in five dimensions by least squares on :math:`k` random ReLU units, the
# shortest fit where there is a choice.  The test error has its peak where features are as many as
# points: there only one fit goes through all of them, however large its weights.  With
# more units there is a choice again, and the shortest is a good one.  A large enough
# :math:`\lambda` removes the peak; a small one lowers it or, if it is tiny, does not
# (:claim:`2.4.e`).  Medians and middle halves of 50 draws of the data, the noise and the units:

rng = np.random.default_rng(0)
n, d, draws = 30, 5, 50
counts = np.array([3, 6, 12, 18, 24, 27, 30, 33, 38, 50, 80, 130, 300])
lams = [0, 1e-4, 1e-3, 0.1, 1e-8]  # the last one is not drawn
errors = np.zeros((len(lams), counts.size, draws))
for j in range(draws):
    X, new = rng.normal(size=(n, d)), rng.normal(size=(300, d))
    y, truth = np.abs(X[:, 0]) + 0.3 * rng.normal(size=n), np.abs(new[:, 0])
    for i, k in enumerate(counts.tolist()):
        features = rr.random_relu_features(d, k, rng)
        weights = rr.ridge_path(features(X), y, lams)
        errors[:, i, j] = np.mean((weights @ features(new).T - truth) ** 2, axis=1)
low, middle, high = np.quantile(errors, [0.25, 0.5, 0.75], axis=2)
few, peak, many = middle[0, :4].min(), middle[0, 6], middle[0, -1]

assert counts[np.argmax(middle[0])] == n
assert peak > 10 * max(few, many)
assert middle[4, 6] > 0.5 * peak
assert 1.5 * few < middle[1, 6] < 0.5 * peak
assert middle[2, 6] < 1.5 * few
assert middle[3].max() < 0.2 * peak
print(
    f"The shortest fit has its peak at {n} units, {peak / few:.0f} times the best before it. There "
    + ", ".join(f"ridge has {middle[p, 6]:.2f} at λ = {lams[p]}" for p in (4, 1, 2, 3))
    + f"; the shortest fit has {peak:.2f}."
)

fig, ax = plt.subplots(figsize=(4.8, 3.9))
names = ["shortest fit", "λ = 0.0001", "λ = 0.001", "λ = 0.1"]
styles = [("-", "o", "C0"), (":", "^", "C5"), ("-.", "D", "C7"), ("--", "s", "C2")]
for p, (name, (style, marker, color)) in enumerate(zip(names, styles, strict=True)):
    if p in (0, 3):
        ax.fill_between(counts, low[p], high[p], color=color, alpha=0.2, lw=0)
    ax.loglog(counts, middle[p], style, marker=marker, color=color, markersize=4, label=name)
ax.axvline(n, color="C6", lw=1, ls=":")
ax.text(n * 1.12, 28, "units = points", color="C6", va="center")
ax.set(xlabel="random ReLU units k", ylabel="test error", ylim=(0.05, 100))
ax.set_title("A large enough λ takes the peak away")
fig.legend(loc="outside lower center", ncols=2)
fig.set_label(
    "Test error against the number of random ReLU units, on logarithmic axes. The shortest fit has "
    f"{few:.2f} at best before the peak, {peak:.0f} at {n} units, as many as points, and "
    f"{many:.2f} at {counts[-1]} units. Ridge with λ = {lams[1]} still has a hump of "
    f"{middle[1].max():.2f}; with λ = {lams[3]} it never exceeds {middle[3].max():.2f}."
)

# %%
# Columns that hurt, and columns that help
# ----------------------------------------
# Now 20 features explain the targets of 40 points, up to noise, and beside them stand :math:`k`
# irrelevant columns of variance :math:`16/k`.  Without noise, least squares finds the weights as
# long as there are no more columns than points.  Beyond that the shortest fit gives the irrelevant
# ones a share, and that is lost at new points.  With noise of standard deviation 4, many columns
# do what ridge does at :math:`\lambda = 16`, and the error falls below that of least squares
# (:claim:`2.4.e`).

n, d, lam, draws = 40, 20, 16, 60
extra = np.array([0, 5, 10, 15, 20, 25, 30, 40, 60, 100, 200, 400])
lost = np.zeros((2, extra.size, draws))  # without noise, and with it
for j in range(draws):
    X, w, noise = rng.normal(size=(n, d)), rng.normal(size=d), 4 * rng.normal(size=n)
    for i, k in enumerate(extra.tolist()):
        variance = lam / max(k, 1)
        A = np.hstack([X, np.sqrt(variance) * rng.normal(size=(n, k))])
        for p, y in enumerate((X @ w, X @ w + noise)):
            fitted = rr.ols(A, y)
            wrong = np.sum((fitted[:d] - w) ** 2) + variance * np.sum(fitted[d:] ** 2)
            lost[p, i, j] = wrong / (w @ w)  # the mean error at new points
low, middle, high = np.quantile(lost, [0.25, 0.5, 0.75], axis=2)
(clean, noisy), top = middle, np.argmax(middle[1])

assert lost[0, :5].max() < 1e-12, "nothing is lost up to 20 columns"
assert clean[-1] > 0.1
assert extra[top] == n - d, "a peak at 20 columns, where there are as many as points in all"
assert noisy[-1] < 0.8 * noisy[0], "400 columns help"
print(
    f"Without noise 400 columns lose {clean[-1]:.0%} of the signal; with noise the error falls "
    f"from {noisy[0]:.2f} to {noisy[-1]:.2f}."
)

fig, ax = plt.subplots(figsize=(4.8, 3.6))
places = np.arange(extra.size)
for p, (style, color) in enumerate([("o-", "C0"), ("s--", "C5")]):
    ax.fill_between(places, low[p], high[p], color=color, alpha=0.2, lw=0)
    ax.plot(places, middle[p], style, color=color)
ax.plot(places[[0, -1]], noisy[[0, 0]], ":", color="C7", lw=1.2)
ax.text(places[4], noisy[0] - 0.09, "least squares alone, with noise", color="C7", ha="center")
ax.text(places[top] + 0.45, 1.4, f"up to {noisy[top]:.0f}", color="C5")
ax.text(places[-1], noisy[-1] - 0.12, "with noise", color="C5", ha="right")
ax.text(places[-1], clean[-1] + 0.05, "without noise", color="C0", ha="right")
ax.set_xticks(places, extra)
ax.set(xlabel="irrelevant columns k", ylabel="error, of the signal", ylim=(-0.05, 1.5))
ax.set_title("The same columns hurt, and help")
fig.set_label(
    "The error at new points, as a share of the signal, against the number of irrelevant columns. "
    f"Without noise it is 0 up to 20 of them and {clean[-1]:.2f} at 400. With noise it is "
    f"{noisy[0]:.2f} without any, {noisy[top]:.0f} at 20 and {noisy[-1]:.2f} at 400."
)

plt.show()
