"""
1.3 Dead ReLUs: how far out the elbows land
===========================================

With normal weights and biases the elbow :math:`-b/w` follows a Cauchy distribution.
Why it is an angle, how far out the farthest of :math:`n` elbows is, what more inputs
change, and how many units miss the data: half of those are dead, half always on.
"""

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.ticker import NullFormatter

import reluridge as rr

plt.style.use("reluridge.lecture")
rng = np.random.default_rng(0)

# %%
# A hundred elbows, from three distances
# --------------------------------------
# Weights and biases of one hundred units, all drawn from the same normal distribution,
# and where the units bend.  Each row shows ten times as much of the axis as the one above.

w, b = rr.gaussian((2, 100), 1, np.random.default_rng(1))
elbows = -b / w
windows = [3, 30, 300]
beyond = [int(np.sum(np.abs(elbows) > R)) for R in windows]
among = int(np.sum(np.abs(elbows) <= 1))

assert windows[1:] == [10 * R for R in windows[:-1]], "ten times as much as the one above it"
assert beyond[0] > 5 * beyond[1] > 0 == beyond[2]  # in this draw
assert (among, beyond[0]) == (47, 26)  # in this draw
print(f"{among} of the 100 elbows lie among the data; beyond 3, 30 and 300 lie {beyond}.")

fig, axes = plt.subplots(3, 1, figsize=(4.8, 2.9))
label = {"weight": "normal", "size": 10, "pad": 2}
for ax, R, outside in zip(axes, windows, beyond, strict=True):
    ax.axvspan(-1, 1, color="C6", alpha=0.15, lw=0)
    seen = elbows[np.abs(elbows) <= R]
    places = np.unique(np.round(300 * seen / R)) * R / 300  # those that can be told apart
    x, y = np.repeat(places, 3), np.tile([-0.9, 0.9, np.nan], places.size)
    ax.plot(x, y, "-", color="C0", lw=1.2)  # one line, which is small in the picture's file
    ax.set(xlim=(-R, R), ylim=(-1, 1), yticks=[], xticks=[-R, 0, R])
    ax.set_title(f"{outside} farther out", loc="right", **label)
    ax.grid(False)
    ax.spines["left"].set_visible(False)
axes[0].set_title("data", loc="center", **label)
axes[-1].set_xlabel("elbow −b/w")
fig.suptitle("Half the elbows are among the data, some far out", x=0.02, ha="left",
             size=10.5, weight="bold")  # fmt: skip
fig.set_label(
    "One hundred elbows on an axis, shown from -3 to 3, from -30 to 30 and from -300 to 300, with "
    f"data in [-1, 1]. {beyond[0]} of them are beyond 3, and {beyond[1]} beyond 30."
)

# %%
# The probability is an angle
# ---------------------------
# A unit is a point :math:`(w, b)`, and all points of one line through 0 share an elbow
# (:claim:`1.3.a`).  The units that bend left of :math:`e` fill two wedges between the
# bias axis and the line :math:`b = -ew`.  Divide both numbers by their standard
# deviations, and the cloud is round: the wedges hold as large a share of the units as
# their angle is of 180°.

e, sigma_w, sigma_b = 2.5, 0.5, 1.25
w, b = sigma_w * rng.normal(size=600), sigma_b * rng.normal(size=600)
left = -b / w <= e
share, slope = rr.elbow_cdf(e, sigma_b / sigma_w), e * sigma_w / sigma_b

assert abs(np.mean(left) - share) < 5 * np.sqrt(share * (1 - share) / left.size)
assert (share, slope) == (0.75, 1)  # 90° + 45° of 180°
print(f"{np.mean(left):.3f} of the units bend left of {e}; the angle says {share}.")

fig, axes = plt.subplots(1, 2, figsize=(4.8, 2.6))
for ax, x, y, steep, names in [
    (axes[0], w, b, e, ("weight w", "bias b")),
    (axes[1], w / sigma_w, b / sigma_b, slope, (r"$w/\sigma_w$", r"$b/\sigma_b$")),
]:
    end = np.array([-9, 0, 9])
    ax.fill_between(end[:2], -99, -steep * end[:2], color="C0", alpha=0.15, lw=0)
    ax.fill_between(end[1:], -steep * end[1:], 99, color="C0", alpha=0.15, lw=0)
    ax.plot(x[left], y[left], ".", color="C0", ms=2.5)
    ax.plot(x[~left], y[~left], ".", color="C7", ms=2.5)
    ax.plot(end, -steep * end, "--", color="C6", lw=1.2)
    ax.axhline(0, color="C7", lw=0.7)
    ax.axvline(0, color="C7", lw=0.7)
    ax.set(xlim=(-3, 3), ylim=(-3, 3), xlabel=names[0], ylabel=names[1], aspect="equal")
turn = np.linspace(0, 3 * np.pi / 4, 40)
axes[1].plot(1.5 * np.sin(turn), 1.5 * np.cos(turn), "-", color="C6", lw=1.2)
axes[1].annotate("135°", (1.5, 0.7), color="C6", weight="bold", backgroundcolor="#ffffffcc")
axes[0].annotate("b = −ew", (-1.2, 2.3), ha="right", color="C6")
fig.suptitle("Make the cloud round, and the probability is an angle", x=0.02, ha="left",
             size=10.5, weight="bold")  # fmt: skip
fig.set_label(
    "Two clouds of units in the plane of weight and bias. Left, the cloud is higher than wide; the "
    "units that bend left of 2.5 fill two wedges between the bias axis and a falling line. Right, "
    "both are divided by their standard deviations: the cloud is round, the wedges have 135 of 180 "
    "degrees, and hold three quarters of the units."
)

# %%
# The Cauchy distribution
# -----------------------
# Elbows of many units with equal scales (:claim:`1.3.a`), on a logarithmic axis.  A normal
# distribution with the same quartiles, -1 and 1, has the same middle half; far out it has
# nothing.

n = 20_000
w, b = rr.gaussian((2, n), 1, rng)
elbows = -b / w
beyond, tail = np.mean(np.abs(elbows) > 8), 2 * rr.elbow_cdf(-8, scale=1)

assert abs(beyond - tail) < 5 * np.sqrt(tail * (1 - tail) / n)
for e in (-5, -1, 0, 2):
    p = rr.elbow_cdf(e, scale=1)
    assert abs(np.mean(elbows <= e) - p) < 5 * np.sqrt(p * (1 - p) / n)
print(f"{beyond:.2%} of the elbows lie beyond 8; the Cauchy distribution says {tail:.2%}.")

fig, ax = plt.subplots(figsize=(4.8, 2.4))
t, bins = np.linspace(-20, 20, 401), np.linspace(-20, 20, 41)
sigma = 1 / 0.6744897501960817  # its quartiles are at 0.674 sigma
counts, _ = np.histogram(elbows, bins)
ax.bar(bins[:-1], counts / n / np.diff(bins), np.diff(bins), align="edge", color="C0", alpha=0.35)
ax.plot(t, 1 / (np.pi * (1 + t**2)), "-", color="C0")
ax.plot(t, np.exp(-((t / sigma) ** 2) / 2) / sigma / np.sqrt(2 * np.pi), "--", color="C6")
ax.axvspan(-8, 8, color="C6", alpha=0.1, lw=0)
ax.annotate("Cauchy", (2.2, 0.2), color="C0")
ax.annotate("normal with the\nsame quartiles", (-19.5, 0.15), color="C6")
ax.annotate(f"{beyond:.0%} of the elbows\nare not in gray", (19.8, 0.013), ha="right", color="C0")
ax.set(xlabel="elbow −b/w", ylabel="density", xlim=(-20, 20), ylim=(1e-4, 1), yscale="log")
ax.set_title("Far out, the normal one has nothing")
fig.set_label(
    f"Histogram of {n} elbows between -20 and 20, with a logarithmic density axis. It follows the "
    "Cauchy density; a normal density with the same quartiles is far lower in the tails. "
    f"{beyond:.0%} of the elbows lie beyond -8 and 8."
)

# %%
# The farthest of n
# -----------------
# The more units, the farther out the farthest one, in proportion
# (:claim:`1.3.b`): its median is about :math:`2n\gamma/(\pi \ln 2)`, here with
# :math:`\gamma = 1`.  The farthest of :math:`n` normal numbers hardly moves.

sizes, runs, quartiles = np.array([1, 3, 10, 30, 100, 300, 1000]), 200, [0.25, 0.5, 0.75]


def farthest(draw):
    """Return the quartiles of the largest of k numbers, for each size k."""
    return np.array([np.quantile(np.abs(draw((runs, k))).max(axis=1), quartiles) for k in sizes])


of_elbows = farthest(lambda shape: rng.normal(size=shape) / rng.normal(size=shape))
of_normal = farthest(lambda shape: rng.normal(size=shape))
predicted = 2 * sizes / (np.pi * np.log(2))

low, middle, high = of_elbows[sizes >= 10].T
assert np.all((low < predicted[sizes >= 10]) & (predicted[sizes >= 10] < high))
assert np.all(of_normal[:, 1] < 4)
print(
    "From n = 10 on, the line runs between the quartiles of the farthest elbow; the median of the "
    f"farthest normal number never exceeds {of_normal[:, 1].max():.1f}."
)

fig, ax = plt.subplots()
ax.plot(sizes, predicted, "--", color="C7", lw=1.2)
for (low, middle, high), color, marker in [(of_elbows.T, "C0", "o"), (of_normal.T, "C6", "s")]:
    spread = [middle - low, high - middle]
    ax.errorbar(sizes, middle, spread, color=color, marker=marker, ls="", capsize=3)
ax.annotate("farthest elbow", (25, 75), color="C0", ha="right")
ax.annotate("farthest normal number", (25, 1), color="C6")
ax.annotate("2n/(π ln 2)", (350, 90), color="C6")
ax.set(xscale="log", yscale="log", xlabel="n units", ylabel="distance from 0")
ax.set_xticks(sizes[::2], [str(k) for k in sizes[::2]])
ax.minorticks_off()
ax.set_title("Ten times the units, ten times the distance")
fig.set_label(
    f"Distance of the farthest of n elbows, median and quartiles of {runs} draws, on logarithmic "
    "axes. It follows the line 2n/(π ln 2), "
    f"with a median of {of_elbows[-1, 1]:.0f} for n = {sizes[-1]}; the farthest of "
    f"{sizes[-1]} normal numbers has a median of {of_normal[-1, 1]:.1f}."
)

# %%
# More inputs, lighter tails
# --------------------------
# With :math:`d` inputs a unit bends on a hyperplane, at a signed distance
# :math:`-b/\lVert w\rVert` from 0, which is distributed as :math:`t_d/\sqrt d`
# (:claim:`1.3.a`).  The chance to lie beyond :math:`R` falls like :math:`R^{-d}`.  Lines:
# the area of two caps of a sphere, by quadrature; marks: 20,000 units each.  With LeCun's
# :math:`\sigma_w = 1/\sqrt d` and :math:`\sigma_b = 1` about 11 % of the units are dead on 200
# normal points for one input, and about 1 % for ten.

radii = np.geomspace(0.1, 30, 60)


def beyond_radius(R, d):
    """P(|b| > R ‖w‖): (w, b) has no preferred direction, so this is the area of two caps."""
    angle = np.linspace(0, np.pi / 2, 20_001)
    area = np.sin(angle) ** (d - 1)
    cap = np.linspace(0, np.arctan(1 / R), 4001)
    return np.trapezoid(np.sin(cap) ** (d - 1), cap) / np.trapezoid(area, angle)


tails, at = {}, radii[::6]
for d in (1, 2, 4, 16):
    distance = np.abs(rng.normal(size=n)) / np.linalg.norm(rng.normal(size=(n, d)), axis=1)
    found = np.array([np.mean(distance > R) for R in at])
    tails[d] = np.array([beyond_radius(R, d) for R in radii]), found
    p = tails[d][0][::6]
    assert np.all(np.abs(found - p) < 5 * np.sqrt(p * (1 - p) / n) + 5 / n)
    slope = np.log(tails[d][0][-1] / tails[d][0][-2]) / np.log(radii[-1] / radii[-2])
    near = 2 / radii[-1] ** 2  # what is left of the next term
    assert np.isclose(slope, -d, rtol=near), "Far out the lines fall with slope $-d$"
assert np.allclose(tails[2][0], 1 - radii / np.sqrt(1 + radii**2), rtol=1e-6)
for d, low, high in ((1, 0.09, 0.13), (10, 0.005, 0.02)):
    own, share = np.random.default_rng(0), []
    for _ in range(20):
        points, w, b = (
            own.normal(size=(200, d)),
            rr.lecun_normal((500, d), own),
            own.normal(size=500),
        )
        share.append(np.mean(np.all(points @ w.T + b <= 0, axis=0)))
    assert low < np.mean(share) < high  # in this draw
print("All marks are within 5 standard errors of their lines; for d = 2, 1 − R/√(1 + R²) agrees.")

fig, ax = plt.subplots()
for (d, (line, found)), color, marker, label_at in zip(
    tails.items(), ["C0", "C5", "C6", "C7"], ["o", "s", "D", "^"],
    [(8, 0.11), (5.2, 0.03), (3.4, 0.004), (0.16, 0.004)], strict=True,
):  # fmt: skip
    ax.plot(radii, line, "-", color=color)
    many = found > 20 / n  # fewer units say little about a share
    ax.plot(at[many], found[many], marker, color=color, fillstyle="none")
    ax.annotate("1 input" if d == 1 else f"{d} inputs", label_at, color=color)
ax.set(xscale="log", yscale="log", xlabel="R", ylabel="share farther out than R", ylim=(1e-4, 1.5))
ax.set_xticks([0.1, 1, 10], ["0.1", "1", "10"])
ax.xaxis.set_minor_formatter(NullFormatter())
ax.set_title("The more inputs, the rarer the far ones")
fig.set_label(
    "Share of units whose hyperplane is farther than R from 0, on logarithmic axes, for d = 1, 2, "
    "4 and 16. The tails approach lines of slope -d: heavy for d = 1, gone beyond R = 1 for "
    "d = 16."
)

# %%
# Far is dead only half of the time
# ---------------------------------
# Units with equal scales on data that fill :math:`[-R, R]` (:claim:`1.3.c`).  Those that
# bend outside are dead or always on, each with probability
# :math:`\frac12 - \arctan(R)/\pi`.  Marks: mean and two standard errors of 20 draws of
# 200 units.

at, draws, h, words = np.array([0.25, 0.5, 1, 2, 3]), 20, 200, ("dead", "always on")
shares = np.empty((len(at), draws, 2))
for i, R in enumerate(at):
    for k in range(draws):
        states = rr.unit_states(*rr.gaussian((2, h), 1, rng), [-R, R])
        shares[i, k] = [np.mean(states == word) for word in words]
mean, error = shares.mean(axis=1), 2 * shares.std(axis=1) / draws**0.5

p = np.array([rr.probability_dead(R, scale=1) for R in at])[:, None]
assert np.all(np.abs(mean - p) < 5 * np.sqrt(p * (1 - p) / h / draws))
assert p[2] == 0.25
print("All ten shares are within 5 standard errors of the formula; at R = 1 it says 1/4.")

fig, ax = plt.subplots()
radii = np.linspace(0, 4, 200)
dead = np.array([rr.probability_dead(R, scale=1) for R in radii])
ax.fill_between(radii, 0, dead, color="C7", alpha=0.35, lw=0)
ax.fill_between(radii, dead, 1 - dead, color="C0", alpha=0.15, lw=0)
ax.fill_between(radii, 1 - dead, 1, color="C3", alpha=0.3, lw=0)
ax.errorbar(at, mean[:, 0], error[:, 0], color="C7", marker="o", mfc="white", ls="", capsize=3)
ax.errorbar(at, 1 - mean[:, 1], error[:, 1], color="C3", marker="s", ls="", capsize=3)
ax.annotate("dead", (0.12, 0.06), color="C6")
ax.annotate("always on", (0.12, 0.89), color="C3")
ax.annotate("live: bends among the data", (1.6, 0.48), color="C0")
ax.set(xlabel="R (data fill [−R, R])", ylabel="share of units", xlim=(0, 4), ylim=(0, 1))
ax.set_yticks([0, 0.25, 0.5, 0.75, 1])
ax.set_title("As many are always on as are dead")
fig.set_label(
    "Shares of dead, live and always-on units against the half-width R of the data. Dead and "
    "always on shrink alike from one half at R = 0, are one quarter each at R = 1, and the live "
    "ones take over; sampled marks lie on the curves."
)

plt.show()
