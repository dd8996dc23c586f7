"""
2.2 Least squares: what float64 can and cannot
==============================================

Sixteen digits are plenty, until something large is subtracted from something large, until units
hide a column, or until the data themselves say no more.  The truth comes from fractions, which
round nothing.
"""

from fractions import Fraction

import matplotlib.pyplot as plt
import numpy as np

import reluridge as rr

plt.style.use("reluridge.lecture")


def digits(found, truth):
    """Return how many digits of all entries of a vector are right, from 0 to 16."""
    off = max(abs(Fraction(float(a)) / b - 1) for a, b in zip(found, truth, strict=True))
    return 0.0 - np.log10(np.clip(float(off), 1e-16, 1))  # and no minus before 0


def panel(title, xlabel, ylabel="correct digits"):
    """Return a figure and its axes, for digits from none to all."""
    fig, ax = plt.subplots(figsize=(4.8, 3.4))
    ax.set(xlabel=xlabel, ylabel=ylabel, ylim=(-0.5, 17), yticks=range(0, 17, 4), xscale="log")
    ax.set_title(title)
    return fig, ax


# %%
# Far from 0
# ----------
# The same net and the same points, moved away from 0 by more and more.  The chain rule
# forms :math:`wx + b`, a small difference of large numbers, and loses a digit for each factor of
# ten.  `SortedData` counts from a round number near the points, and loses none: nothing was wrong
# with the data.

rng = np.random.default_rng(0)
slopes, elbows, heights = [1.3, -0.7, 2.1], np.array([-0.5, 0.75, 0.25]), [1.1, 2.3, -1.7]
points, targets = rng.uniform(-2, 2, size=(2, 2000))
moves = 10.0 ** np.arange(14)


def slope_of_the_loss(net, x, y):
    """Return the derivatives of the loss by the slopes w, in fractions."""
    out = [Fraction(0)] * 3
    w, b, v = ([Fraction(float(a)) for a in row] for row in (net.w, net.b, net.v))
    for at, target in zip(map(Fraction, x.tolist()), map(Fraction, y.tolist()), strict=True):
        z = [wj * at + bj for wj, bj in zip(w, b, strict=True)]
        rest = sum(vj * zj for vj, zj in zip(v, z, strict=True) if zj > 0) - target
        for j in range(3):
            out[j] += 2 * rest * v[j] * at / len(x) if z[j] > 0 else 0
    return out


kept = []
for move in moves:
    net = rr.ReLUNet(slopes, -np.multiply(slopes, elbows + move), heights, 0)
    x = points + move
    truth = slope_of_the_loss(net, x, targets)
    by_chain = rr.backprop(net, x, targets)[1].w
    by_sums = rr.SortedData(x, targets).loss_and_gradient(net)[1].w
    kept.append([digits(by_chain, truth), digits(by_sums, truth)])
chain, sums = np.transpose(kept)

fig, ax = panel("A small difference of large numbers loses digits", "distance of the points from 0")
ax.plot(moves, sums, ".-", color="C0", label="sums counted from near the points")
ax.plot(moves, chain, "s--", color="C1", markersize=4, label="chain rule")
fig.legend(loc="outside lower center", ncols=2)
fig.set_label(
    "Correct digits of the gradient of a net against the distance of its points from 0. At a "
    f"distance of 10⁹ the chain rule has {chain[9]:.1f} digits and sums over pieces of the data "
    f"{sums[9]:.1f}."
)

assert sums.min() > 11  # in this draw
assert chain[0] > 11
assert chain[9] < chain[0] - 4
print(f"At a billion, the chain rule has {chain[9]:.1f} digits, sums over pieces {sums[9]:.1f}.")

# %%
# Units
# -----
# Three columns, one of them in a unit that makes its numbers smaller and smaller.  A solver that
# calls small what is small beside the largest singular value takes the column for noise and
# drops it.  Brought to like size first, which costs nothing, no column is small, and each weight
# keeps its digits.

X = np.array([[3.0, 1, 2], [1, -2, 1], [-1, 1, 4], [2, 2, -1], [1, 0, 1]])
truth = [1, 2, 3]
units = 10.0 ** -np.arange(0, 22)
kept = []
for unit in units:
    scaled = X * [1, 1, unit]
    y = X @ truth
    right = [Fraction(1), Fraction(2), 3 * Fraction(1) / Fraction(float(unit))]
    kept.append(
        [digits(f(scaled, y), right) for f in (rr.ols, lambda A, b: np.linalg.lstsq(A, b)[0])]
    )
like_size, as_given = np.transpose(kept)

fig, ax = panel(
    "In other units a column can look like noise", "size of one column beside the others"
)
ax.plot(units, like_size, ".-", color="C0", label="like size: ols")
ax.plot(units, as_given, "s--", color="C1", markersize=4, label="as given: numpy.linalg.lstsq")
ax.invert_xaxis()
fig.legend(loc="outside lower center", ncols=2)
fig.set_label(
    "Correct digits of three weights against the size of one column. Where it is smaller by 10⁻⁸, "
    f"ols has {like_size[8]:.1f} digits and lstsq {as_given[8]:.1f}; by 10⁻²⁰, they have "
    f"{like_size[20]:.1f} and {as_given[20]:.1f}."
)

assert like_size.min() > 13
assert as_given[20] < 1
print(
    f"With a column 1e-8 as large, lstsq has {as_given[8]:.1f} digits; with one 1e-20 as large, "
    f"{as_given[20]:.1f}. ols never has fewer than {like_size.min():.1f}."
)

# %%
# Lost in the data already
# ------------------------
# Two features that differ by little.  Move each number of the data to a neighbour in float64, the
# smallest change there is, and solve that without rounding: the grey dots are the
# digits that stay.  Nobody who is handed such data can know more, and `ridge` at
# :math:`\lambda = 0` knows about as much.

column = np.array([1.1, -0.9, 2.3, 0.7])
wiggle = np.array([1.3, 0.8, -1.1, 1.9])
gaps = np.geomspace(1e-12, 1, 25)


def exact(X, y):
    """Return the weights of least squares for two columns, by Cramer's rule in fractions."""
    (a, b), y = [[Fraction(x) for x in c] for c in X.T.tolist()], [Fraction(v) for v in y.tolist()]
    aa, ab, bb, ay, by = (
        sum(s * t for s, t in zip(u, v, strict=True))
        for u, v in [(a, a), (a, b), (b, b), (a, y), (b, y)]
    )
    below = aa * bb - ab * ab
    return [(bb * ay - ab * by) / below, (aa * by - ab * ay) / below]


def neighbour(a):
    """Return numbers that are the next in float64, above or below, of those given."""
    return np.nextafter(a, rng.choice([-np.inf, np.inf], size=a.shape))


known, found = np.zeros((8, gaps.size)), np.zeros(gaps.size)
for k, gap in enumerate(gaps):
    X = np.c_[column, column + gap * wiggle]
    y = X.sum(axis=1) + np.array([0.01, -0.02, 0.01, 0.03])
    truth = exact(X, y)
    found[k] = digits(rr.ridge(X, y, 0), truth)
    for row in known:
        near = exact(neighbour(X), neighbour(y))
        row[k] = digits([float(t) for t in near], truth)

fig, ax = panel(
    "No algorithm knows more than its data", "difference between the features", "digits that agree"
)
dots = ax.plot(gaps, known.T, ".", color="C7")
dots[0].set_label("no rounding, data moved by one bit")
ax.plot(gaps, found, "o", color="C0", markersize=4, label="ridge, λ = 0")
fig.legend(loc="outside lower center", ncols=2)
middle = np.argmin(abs(gaps - 1e-6))
fig.set_label(
    "Digits of the weights that agree with the exact ones against the difference between two "
    f"features. At a difference of one millionth, moving the data by one bit leaves "
    f"{known[:, middle].min():.1f} to {known[:, middle].max():.1f} digits, and ridge has "
    f"{found[middle]:.1f}."
)

assert np.median(found - known.min(axis=0)) > -1
assert np.median(known[:, middle]) < 12
print(
    f"At a difference of one millionth, one bit of the data is worth all but "
    f"{np.median(known[:, middle]):.1f} digits; ridge has {found[middle]:.1f}."
)

plt.show()
