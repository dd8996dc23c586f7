"""
1.3 How far out the elbows land
===============================

With normal weights and biases the elbow :math:`-b/w` follows a Cauchy law.  Here is
that law, its heavy tails, what dimension does to them, and how many units miss the
data: half of those are dead, the other half always on.
"""

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.ticker import NullFormatter

import reluridge as rr

plt.style.use("reluridge.lecture")

# %%
# The Cauchy law
# --------------
# Elbows of many units with equal scales (:claim:`1.3.a`).  A normal law with the same
# quartiles, -1 and 1, has nearly the same middle; far out it gives up.

rng = np.random.default_rng(0)
n = 20_000
w, b = rr.gaussian((2, n), 1, rng)
elbows = -b / w
bins = np.linspace(-8, 8, 65)
t = np.linspace(-8, 8, 400)
sigma = 1 / 0.6744897501960817  # the normal law has quartiles at 0.674 sigma

fig, ax = plt.subplots()
counts, _ = np.histogram(elbows, bins)
ax.bar(bins[:-1], counts / n / np.diff(bins), np.diff(bins), align="edge", color="C0", alpha=0.35)
ax.plot(t, 1 / (np.pi * (1 + t**2)), "-", color="C0")
ax.plot(t, np.exp(-((t / sigma) ** 2) / 2) / sigma / np.sqrt(2 * np.pi), "--", color="C1")
ax.annotate("Cauchy", (0.5, 0.265), color="C0")
ax.annotate("normal with\nthe same quartiles", (1.9, 0.14), color="C1")
beyond = np.mean(np.abs(elbows) > 8)
ax.annotate(f"{beyond:.0%} of the elbows\nlie further out", (7.9, 0.045), ha="right")
ax.set(xlabel="elbow −b/w", ylabel="density", xlim=(-8, 8))
ax.set_title("The elbows follow a Cauchy law")
fig.set_label(
    f"Histogram of {n} elbows between -8 and 8. It follows the Cauchy density; a normal density "
    f"with the same quartiles is lower in the tails. {beyond:.0%} of the elbows lie beyond 8."
)

law = 2 * rr.elbow_cdf(-8, scale=1)
assert abs(beyond - law) < 5 * np.sqrt(law * (1 - law) / n)
for e in (-5, -1, 0, 2):
    p = rr.elbow_cdf(e, scale=1)
    assert abs(np.mean(elbows <= e) - p) < 5 * np.sqrt(p * (1 - p) / n)
print(f"{beyond:.2%} of the elbows lie beyond 8; the Cauchy law says {law:.2%}.")

# %%
# Heavy tails only for small d
# ----------------------------
# In :math:`d` dimensions a unit bends on a hyperplane, at a signed distance
# :math:`-b/\lVert w\rVert` from 0, which is distributed as :math:`t_d/\sqrt d`
# (:claim:`1.3.a`).  The chance to lie beyond :math:`R` falls like :math:`R^{-d}`.  Lines:
# the area of two caps of a sphere, by quadrature; marks: 20,000 units each.

radii = np.geomspace(0.1, 30, 60)


def beyond_radius(R, d):
    """P(|b| > R ‖w‖): (w, b) is uniform on the sphere, so this is the area of two caps."""
    angle = np.linspace(0, np.pi / 2, 20_001)
    area = np.sin(angle) ** (d - 1)
    cap = np.linspace(0, np.arctan(1 / R), 4001)
    return np.trapezoid(np.sin(cap) ** (d - 1), cap) / np.trapezoid(area, angle)


fig, ax = plt.subplots()
for d, color, marker, label_at in [
    (1, "C0", "o", (8, 0.11)),
    (2, "C1", "s", (5.2, 0.03)),
    (4, "C2", "D", (3.4, 0.004)),
    (16, "C3", "^", (0.16, 0.004)),
]:
    law = np.array([beyond_radius(R, d) for R in radii])
    ax.plot(radii, law, "-", color=color)
    distance = np.abs(rng.normal(size=n)) / np.linalg.norm(rng.normal(size=(n, d)), axis=1)
    at = radii[::6]
    found = np.array([np.mean(distance > R) for R in at])
    ax.plot(at[found > 0], found[found > 0], marker, color=color, fillstyle="none")
    ax.annotate(f"d = {d}", label_at, color=color)
    p = law[::6]
    assert np.all(np.abs(found - p) < 5 * np.sqrt(p * (1 - p) / n) + 5 / n)
    if d == 2:
        assert np.allclose(law, 1 - radii / np.sqrt(1 + radii**2), rtol=1e-4)
ax.set(xscale="log", yscale="log", xlabel="R", ylabel="share further out than R", ylim=(1e-4, 1.5))
ax.set_xticks([0.1, 1, 10], ["0.1", "1", "10"])
ax.xaxis.set_minor_formatter(NullFormatter())
ax.set_title("The more dimensions, the lighter the tails")
fig.set_label(
    "Share of units whose hyperplane is further than R from 0, on logarithmic axes, for d = 1, 2, "
    "4 and 16. The tails are straight lines of slope -d: heavy for d = 1, gone beyond R = 1 for "
    "d = 16."
)

print("All marks are within 5 standard errors of their lines; for d = 2, 1 − R/√(1 + R²) agrees.")

# %%
# The farthest of n
# -----------------
# The more units, the further out the farthest one, in proportion
# (:claim:`1.3.b`): its median is about :math:`2n\gamma/(\pi \ln 2)`, here with
# :math:`\gamma = 1`.  The farthest of :math:`n` normal numbers hardly moves.

sizes = np.array([1, 3, 10, 30, 100, 300, 1000])
runs = 200
farthest = {
    "elbows": np.array(
        [
            np.quantile(
                np.max(np.abs(rng.normal(size=(runs, k)) / rng.normal(size=(runs, k))), axis=1),
                [0.25, 0.5, 0.75],
            )
            for k in sizes
        ]
    ),
    "normal": np.array(
        [
            np.quantile(np.max(np.abs(rng.normal(size=(runs, k))), axis=1), [0.25, 0.5, 0.75])
            for k in sizes
        ]
    ),
}
predicted = 2 * sizes / (np.pi * np.log(2))

fig, ax = plt.subplots()
ax.plot(sizes, predicted, "-", color="C6", lw=1)
for quartiles, color, marker in zip(farthest.values(), ["C0", "C1"], ["o", "s"], strict=True):
    low, middle, high = quartiles.T
    ax.errorbar(
        sizes, middle, [middle - low, high - middle], color=color, marker=marker, ls="", capsize=3
    )
ax.annotate("farthest elbow", (25, 75), color="C0", ha="right")
ax.annotate("farthest normal number", (25, 1), color="C1")
ax.annotate("2n/(π ln 2)", (330, 130))
ax.set(xscale="log", yscale="log", xlabel="n units", ylabel="distance from 0")
ax.set_xticks(sizes[::2], [str(k) for k in sizes[::2]])
ax.minorticks_off()
ax.set_title("The farthest elbow moves out like n")
fig.set_label(
    f"Distance of the farthest of n elbows, median and quartiles of {runs} draws, on logarithmic "
    "axes. It follows the line 2n/(π ln 2), "
    f"with a median of {farthest['elbows'][-1, 1]:.0f} for n = {sizes[-1]}; the farthest of "
    f"{sizes[-1]} normal numbers has a median of {farthest['normal'][-1, 1]:.1f}."
)

low, middle, high = farthest["elbows"][sizes >= 10].T
assert np.all((low < predicted[sizes >= 10]) & (predicted[sizes >= 10] < high))
assert np.all(farthest["normal"][:, 1] < 4)
print(
    "From n = 10 on, the line runs between the quartiles of the farthest elbow; the median of the "
    f"farthest normal number never exceeds {farthest['normal'][:, 1].max():.1f}."
)

# %%
# Far is dead only half of the time
# ---------------------------------
# Units with equal scales on data that fill :math:`[-R, R]` (:claim:`1.3.c`).  Those that
# bend outside are dead or always on, each with probability
# :math:`\frac12 - \arctan(R)/\pi`.  Marks: mean and two standard errors of 20 draws of
# 200 units.

radii = np.linspace(0, 4, 200)
dead = np.array([rr.probability_dead(R, scale=1) for R in radii])
at, draws, h = np.array([0.25, 0.5, 1, 2, 3]), 20, 200

fig, ax = plt.subplots()
ax.fill_between(radii, 0, dead, color="C1", alpha=0.3, lw=0)
ax.fill_between(radii, dead, 1 - dead, color="C0", alpha=0.2, lw=0)
ax.fill_between(radii, 1 - dead, 1, color="C2", alpha=0.3, lw=0)
for R in at:
    states = np.array([rr.unit_states(*rr.gaussian((2, h), 1, rng), [-R, R]) for _ in range(draws)])
    for word, color, marker in [("dead", "C1", "s"), ("always on", "C2", "D")]:
        shares = np.mean(states == word, axis=1)
        p, error = rr.probability_dead(R, scale=1), shares.std() / np.sqrt(draws)
        y = shares.mean() if word == "dead" else 1 - shares.mean()
        ax.errorbar(R, y, 2 * error, color=color, marker=marker, capsize=3)
        assert abs(shares.mean() - p) < 5 * np.sqrt(p * (1 - p) / h / draws)
ax.annotate("dead", (0.12, 0.06), color="C1")
ax.annotate("always on", (0.12, 0.89), color="C2")
ax.annotate("live: bends among the data", (1.6, 0.48), color="C0")
ax.set(xlabel="R (data fill [−R, R])", ylabel="share of units", xlim=(0, 4), ylim=(0, 1))
ax.set_yticks([0, 0.25, 0.5, 0.75, 1])
ax.set_title("Of the far ones, half are always on")
fig.set_label(
    "Shares of dead, live and always-on units against the half-width R of the data. Dead and "
    "always on shrink alike from one half at R = 0, are one quarter each at R = 1, and the live "
    "ones take over; sampled marks lie on the curves."
)

assert rr.probability_dead(1, scale=1) == 0.25
print("All ten shares are within 5 standard errors of the law; at R = 1 it is 1/4.")

plt.show()
