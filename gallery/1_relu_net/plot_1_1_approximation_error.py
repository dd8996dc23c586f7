"""
1.1 Approximation: how close a net comes
========================================

A net that joins points of a curve by straight pieces: how large its error is, where
the points should be, and what no net can come close to.
"""

import matplotlib.pyplot as plt
import numpy as np

import reluridge as rr

plt.style.use("reluridge.lecture")

# %%
# Twice as many pieces
# --------------------
# A smooth function :math:`g` is missed by at most :math:`\Delta^2 \max|g''|/8` if the knots are
# :math:`\Delta` apart (:claim:`1.1.b`): twice the pieces, a quarter of this bound, and the error
# of a sine follows it.  The rule wants a second derivative.  The root of :math:`x` has none at 0,
# and gains much less from evenly spaced knots.

pieces = 2 ** np.arange(2, 9)
fine = np.linspace(0, 1, 2**15 + 1)


def largest_error(target, knots):
    net = rr.ReLUNet.from_knots(knots, target(knots))
    return np.abs(net(fine) - target(fine)).max()


targets = {"sin(2πx)": lambda x: np.sin(2 * np.pi * x), "√x": np.sqrt}
errors = {
    name: np.array([largest_error(g, np.linspace(0, 1, k + 1)) for k in pieces])
    for name, g in targets.items()
}
bound = (2 * np.pi) ** 2 / 8 / pieces**2
sine, root = (e[-2] / e[-1] for e in errors.values())

assert np.all(errors["sin(2πx)"] <= bound)
gains = errors["sin(2πx)"][:-1] / errors["sin(2πx)"][1:]
assert np.all(np.abs(gains[1:] - 4) < 0.3), "each doubling but the first leaves about a quarter"
assert gains[0] < 3.1, "but the first"
assert np.allclose(errors["√x"], 1 / (4 * np.sqrt(pieces)))
assert np.isclose(root, np.sqrt(2))
assert 1 / root > 2 / 3, "more than two thirds"
print(
    f"The last doubling divides the error by {sine:.2f} for the sine, which stays below "
    f"its bound, and by {root:.2f} for the root of x."
)

fig, ax = plt.subplots(figsize=(4.8, 2.9))
ax.loglog(pieces, bound, ":", color="C7")
ax.annotate("bound for the sine", (pieces[0], bound[0]), (10, 2), textcoords="offset points")
looks = [("o-", sine, (-10, -32), "right"), ("s--", root, (6, 9), "left")]
for (name, e), (style, gain, offset, side) in zip(errors.items(), looks, strict=True):
    ax.loglog(pieces, e, style, color="C4")
    text = f"{name}: ÷ {gain:.1f}\nfor a doubling"
    ax.annotate(text, (pieces[3], e[3]), offset, ha=side, textcoords="offset points", color="C4")
ax.set_xticks(pieces, [str(k) for k in pieces])
ax.set_yticks(10.0 ** -np.arange(6), [f"{10.0**-k:.{k}f}" for k in range(6)])
ax.minorticks_off()
ax.set(xlabel="pieces, evenly spaced", ylabel="largest error", ylim=(1e-5, 1.2))
ax.set_title("Twice the pieces: a quarter of the error, or not")
fig.set_label(
    "Largest error against the number of pieces, both axes logarithmic. For the sine it falls "
    f"from {errors['sin(2πx)'][0]:.2g} at 4 pieces to {errors['sin(2πx)'][-1]:.1g} at 256, by a "
    f"factor {sine:.2f} in the last doubling, just below the bound; for the root of x "
    f"only by {root:.2f}."
)

# %%
# Where the knots should be
# -------------------------
# The root of :math:`x` is curved near 0, and nearly straight farther out.  Knots at
# :math:`(i/n)^2` instead of :math:`i/n` are close together where it is curved.  Then the first
# piece, still the worst, is off by :math:`1/(4n)` instead of :math:`1/(4\sqrt n)`, so the same
# error takes :math:`n^2` evenly spaced pieces (:claim:`1.1.b`).

even, placed = np.linspace(0, 1, 5), np.linspace(0, 1, 5) ** 2
x = np.linspace(0, 1, 801)

for n in (4, 16):
    closer = largest_error(np.sqrt, np.linspace(0, 1, n + 1) ** 2)
    doubled, enough = (largest_error(np.sqrt, np.linspace(0, 1, k + 1)) for k in (2 * n, n**2))
    assert closer < doubled, "helps more than twice as many evenly spaced ones would"
    assert np.allclose([closer, enough], 1 / (4 * n))
print("16 knots at squares leave the same largest error as 256 evenly spaced ones, 1/64.")

fig, axes = plt.subplots(2, figsize=(4.8, 4.4), sharex=True, sharey=True)
for ax, knots, name in zip(axes, [even, placed], ["evenly spaced", "at squares"], strict=True):
    net = rr.ReLUNet.from_knots(knots, np.sqrt(knots))
    ax.fill_between(x, net(x), np.sqrt(x), color="C4", alpha=0.5, linewidth=0)
    ax.plot(x, np.sqrt(x), "-", color="C6", label="√x")
    ax.plot(x, net(x), "-", color="C0", label="net")
    ax.plot(knots, np.sqrt(knots), "o", color="C0")
    worst = f"1/{1 / largest_error(np.sqrt, knots):.0f}"
    ax.set(ylabel="f(x)", title=f"Four pieces, {name}: off by {worst}")
axes[0].legend(loc="lower right")
axes[1].set_xlabel("x")
fig.set_label(
    # sphinx_gallery_thumbnail_number = 2
    "The root of x and two nets of four pieces. Evenly spaced knots leave a gap of 1/8 before the "
    "first knot; knots at 0, 1/16, 1/4, 9/16 and 1 leave 1/16."
)

# %%
# What cannot be built
# --------------------
# A jump.  A net is continuous, so it can only pass from 0 to 1 by a ramp, and on
# its way it is 1/2: next to the jump it misses the step by 1/2, however steep the
# ramp (:claim:`1.1.b`).  The average error does fall, but the kinks grow without limit.

x = np.linspace(-1, 1, 2001)
widths = [0.5, 0.2, 0.05]
ramps = [rr.ReLUNet.from_knots([-2, -d, d, 2], [0, 0, 1, 1]) for d in widths]
worst = [abs(ramp(x[x < 0])).max() for ramp in ramps]
mean = [np.mean((ramp(x) - (x > 0)) ** 2) for ramp in ramps]

assert all(ramp(0) == 0.5 for ramp in ramps), "beside the jump it stays wrong by 1/2"
assert min(worst) > 0.48
wrong = [np.mean(abs(ramp(x) - (x > 0)) > 0) for ramp in ramps]
assert np.all(np.diff(wrong) < 0), "The steeper the ramp, the narrower the part where it is wrong"
assert mean[0] > 2 * mean[1] > 4 * mean[2]
print(
    f"Next to the jump even the steepest ramp misses by {worst[-1]:.2f}, while the mean squared "
    f"error falls from {mean[0]:.3f} to {mean[-1]:.3f}."
)

fig, ax = plt.subplots()
ax.plot([-1, 0, np.nan, 0, 1], [0, 0, np.nan, 1, 1], "-", color="C6", linewidth=3, label="step")
for ramp, style in zip(ramps, [":", "--", "-"], strict=True):
    color = "C0" if style == "-" else "C5"
    ax.plot(x, ramp(x), style, color=color, label=f"largest kink {ramp.kinks.max():.3g}")
ax.plot(0, 0.5, "o", color="C0", zorder=4)
line = {"arrowstyle": "-", "color": "C7"}
text = "every ramp is\n1/2 here"
ax.annotate(text, (0, 0.5), (40, -16), textcoords="offset points", arrowprops=line)
ax.set(xlabel="x", ylabel="f(x)", ylim=(-0.1, 1.1))
ax.set_title("A ramp may be steep, but it is no step")
ax.legend(loc="upper left", bbox_to_anchor=(0, 0.95))
fig.set_label(
    "A step from 0 to 1 and three ramps, steeper and steeper, with kinks "
    + ", ".join(f"{ramp.kinks.max():.3g}" for ramp in ramps)
    + ". All pass through 1/2 at the jump."
)

plt.show()
