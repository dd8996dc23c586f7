"""
1.1 Lines made of elbows
========================

A ReLU unit is a line with an elbow.  A net adds up elbows; here are the units,
what moves them, and what can be built of them.
"""

import matplotlib.pyplot as plt
import numpy as np

import reluridge as rr

plt.style.use("reluridge.lecture")

# %%
# One unit
# --------
# The unit :math:`\operatorname{relu}(wx + b)` keeps the half of the line
# :math:`wx + b` that is above 0.  It bends at :math:`-b/w` and has slope
# :math:`w` on one side only, right or left after the sign of :math:`w`; with
# :math:`w = 0` it does not bend at all (:claim:`1.1.c`).

units = {"w = 1, b = −1": (1, -1), "w = −2, b = −4": (-2, -4), "w = 0, b = 1.5": (0, 1.5)}
x = np.linspace(-4, 5, 451)

fig, ax = plt.subplots()
for (name, (w, b)), color, style, spot in zip(
    units.items(),
    ["C0", "C1", "C2"],
    ["-", "--", "-."],
    [(2.7, 0.7), (-3.3, 3.6), (-0.9, 1.65)],
    strict=True,
):
    unit = rr.ReLUNet([w], [b], [1], 0)
    ax.plot(x, w * x + b, ":", color="C7", linewidth=1)
    ax.plot(x, unit(x), style, color=color)
    ax.annotate(name, spot, color=color)
    if w:
        (e,) = unit.elbows
        ax.plot(e, 0, "o", color="C6", zorder=3)
        ax.annotate(
            f"−b/w = {e:.0f}".replace("-", "−"),
            (e, 0),
            (0, -16),
            textcoords="offset points",
            ha="center",
        )
ax.set(xlabel="x", ylabel="relu(w x + b)", xlim=(-4, 5), ylim=(-1.2, 4.4))
ax.set_title("A unit has slope w on one side of −b/w")
fig.set_label(
    "Three units. With w = 1, b = −1 the unit is 0 up to its elbow at 1 and rises with slope 1 "
    "after it; with w = −2, b = −4 it falls with slope −2 up to its elbow at −2 and is 0 after "
    "it; with w = 0 it is the constant 1.5. Dotted: the lines w x + b."
)

for w, b in units.values():
    unit = rr.ReLUNet([w], [b], [1], 0)
    if w:
        (e,) = unit.elbows
        assert unit([e, e + np.sign(w), e - np.sign(w)]).tolist() == [0, abs(w), 0]
    else:
        assert np.isnan(unit.elbows[0])
        assert np.all(unit(x) == b)
print("Each unit is 0 at its elbow and on one side, |w| one step to the other side, exactly.")

# %%
# Their sum
# ---------
# Weighted by :math:`v_j` and added up, units make a line that bends at every
# elbow, by the kink :math:`v_j |w_j|`: a positive kink turns it up, a negative
# one down, whichever side the unit faces (:claim:`1.1.c`).  Four elbows, at most four
# bends (:claim:`1.1.b`).

net = rr.ReLUNet([1, -2, 1, 0.5], [2, -1, -1, -1.25], [1.5, 1, -2.5, 6], -1)
spots = [(2.6, 8.2), (-3.1, 6.2), (3, -4.4), (2.65, 3.4)]
x = np.linspace(-4, 4, 401)

fig, (top, bottom) = plt.subplots(2, figsize=(4.8, 5.2), sharex=True)
for j, style in enumerate(["-", "--", "-.", ":"]):
    unit = rr.ReLUNet(net.w[[j]], net.b[[j]], net.v[[j]], 0)
    top.plot(x, unit(x), style)
    top.plot(net.elbows[j], 0, "o", color=f"C{j}")
    top.annotate(f"unit {j + 1}", spots[j], color=f"C{j}")
bottom.plot(x, net(x), "-", color="C6")
for j, (e, kink) in enumerate(zip(net.elbows, net.kinks, strict=True)):
    for ax in (top, bottom):
        ax.axvline(e, linestyle=":", color="C7", linewidth=1, zorder=0)
    bottom.plot(e, net(e), "o", color=f"C{j}", zorder=3)
    bottom.annotate(
        f"{kink:+.1f}".replace("-", "−"),
        (e, net(e)),
        (0, 8 if kink < 0 else -17),
        textcoords="offset points",
        ha="center",
        color=f"C{j}",
    )
top.set(ylabel="v relu(w x + b)", ylim=(-8, 10))
top.set_title("Four units …")
bottom.set(xlabel="x", ylabel="f(x)", xlim=(-4, 4))
bottom.margins(y=0.22)
bottom.set_title("… and their sum, which bends by v |w|")
fig.set_label(
    "Above, four weighted units with elbows at "
    + ", ".join(f"{e:g}" for e in net.elbows)
    + ". Below, their sum, a line with bends at the same places; the slope changes there by "
    + ", ".join(f"{k:+g}" for k in net.kinks)
    + "."
)

at, _ = net.knots(-4, 4)
assert sorted(net.elbows) == at[1:-1].tolist()
for e, kink in zip(net.elbows, net.kinks, strict=True):
    assert np.isclose(net(e + 0.25) - 2 * net(e) + net(e - 0.25), 0.25 * kink)
print(
    f"The sum bends at {', '.join(f'{e:g}' for e in at[1:-1])}, where its units do, nowhere else."
)

# %%
# What moves an elbow
# -------------------
# A new :math:`b` slides the line :math:`wx + b` up and down, and the elbow along;
# a new :math:`w` turns it about its height at 0.  A common factor on :math:`w` and
# :math:`b`, or a new :math:`v`, changes the slope and leaves the elbow where it is
# (:claim:`1.1.d`).

changes = {
    "A new b moves the elbow": [((1, b), f"b = {b}") for b in (-1, -2, -3)],
    "A new w moves it too": [((w, -2), f"w = {w:g}") for w in (0.75, 1, 2)],
    "A factor on w and b, or on v, does not": [((k, -2 * k), f"times {k:g}") for k in (0.5, 1, 2)],
}
x = np.linspace(0, 4.4, 221)

fig, axes = plt.subplots(3, figsize=(4.8, 6.6), sharex=True, sharey=True)
moved = []
for ax, (title, settings) in zip(axes, changes.items(), strict=True):
    for ((w, b), name), style, color in zip(
        settings, ["--", "-", "-."], ["C1", "C0", "C2"], strict=True
    ):
        unit = rr.ReLUNet([w], [b], [1], 0)
        ax.plot(x, unit(x), style, color=color, label=name.replace("-", "−"))
        ax.plot(unit.elbows, 0, "o", color=color, clip_on=False, zorder=3)
        moved.append(unit.elbows[0])
    ax.set(ylabel="the unit", ylim=(0, 2.6), xlim=(0, 4.4))
    ax.set_title(title)
    ax.legend(loc="upper left")
axes[-1].set_xlabel("x")
moved = np.reshape(moved, (3, 3))
words = ["; ".join(f"{e:.2f}" for e in row) for row in moved]
fig.set_label(
    f"Three small plots of one unit. Changing b puts its elbow at {words[0]}; changing w puts it "
    f"at {words[1]}; scaling w and b together leaves it at {words[2]}."
)

assert len(set(moved[0])) == len(set(moved[1])) == 3
assert len(set(moved[2])) == 1
for v in (-3, 0.1, 7):
    assert rr.ReLUNet([1], [-2], [v], 0).elbows.tolist() == [2]
print("A new b or w moved the elbow each time; a factor on both, or a new v, left it at 2.")

# %%
# From knots to a net
# -------------------
# To draw a line through given knots, take the first two pieces from two units
# back to back, then let each further unit bend the line toward the next
# knot (:claim:`1.1.b`).  Six knots, five pieces, five units.

knots_x, knots_y = np.array([0, 1, 2, 3, 4, 5]), np.array([1, 0.5, 2.5, 3, 1, 2])
net = rr.ReLUNet.from_knots(knots_x, knots_y)
x = np.linspace(-0.3, 5.3, 561)

fig, ax = plt.subplots()
for units in range(2, 6):
    partial = rr.ReLUNet(net.w[:units], net.b[:units], net.v[:units], net.c)
    last = units == 5
    ax.plot(
        x,
        partial(x),
        ["", "", ":", "-.", "--", "-"][units],
        color="C0" if last else "C7",
        linewidth=2.2 if last else 1.3,
        label="all 5 units" if last else f"first {units} units",
        zorder=units,
    )
ax.plot(knots_x, knots_y, "o", color="C6", zorder=6, label="knots")
ax.set(xlabel="x", ylabel="f(x)", ylim=(-0.2, 6.2))
ax.set_title("Each unit bends the line toward the next knot")
ax.legend(loc="upper left")
fig.set_label(
    "Six knots and the nets of the first 2, 3, 4 and all 5 units. Each partial net follows the "
    "line through the knots as far as its last elbow and then goes straight on; all five units "
    "pass through every knot."
)

assert net(knots_x).tolist() == knots_y.tolist()
assert [a.tolist() for a in net.knots(0, 5)] == [knots_x.tolist(), knots_y.tolist()]
for units in range(2, 6):
    partial = rr.ReLUNet(net.w[:units], net.b[:units], net.v[:units], net.c)
    assert np.isclose(partial(knots_x), knots_y).tolist() == [True] * (units + 1) + [False] * (
        5 - units
    )
print("The first k units meet k + 1 knots and miss all later ones, for k from 2 to 5.")

# %%
# How good is it?
# ---------------
# A smooth function is missed by at most :math:`\Delta^2 \max|f''|/8` if the knots are
# :math:`\Delta` apart (:claim:`1.1.b`): twice the pieces, a quarter of this bound, and the error
# of a sine follows it.  The rule wants a second derivative.  The root of :math:`x` has none at 0,
# and gains much less from evenly spaced knots.

pieces = 2 ** np.arange(2, 9)
fine = np.linspace(0, 1, 2**15 + 1)
targets = {
    "sin(2πx)": (lambda x: np.sin(2 * np.pi * x), "o-"),
    "√x": (np.sqrt, "s--"),
}
errors = {}
for name, (target, _) in targets.items():
    nets = [
        rr.ReLUNet.from_knots(knots, target(knots))
        for knots in (np.linspace(0, 1, k + 1) for k in pieces)
    ]
    errors[name] = np.array([np.abs(net(fine) - target(fine)).max() for net in nets])
bound = (2 * np.pi) ** 2 / 8 / pieces**2
gain = {name: e[-2] / e[-1] for name, e in errors.items()}

fig, ax = plt.subplots()
for name, (_, style) in targets.items():
    ax.loglog(pieces, errors[name], style, label=name)
    smooth = name.startswith("sin")
    ax.annotate(
        f"{name}: ÷ {gain[name]:.1f}\nfor each doubling",
        (pieces[3], errors[name][3]),
        (-8, -40) if smooth else (10, 10),
        ha="right" if smooth else "left",
        textcoords="offset points",
        color="C0" if smooth else "C1",
    )
ax.loglog(pieces, bound, ":", color="C6", label="Δ² max|f″| / 8")
ax.annotate("bound for the sine", (pieces[0], bound[0]), (4, 6), textcoords="offset points")
ax.set_xticks(pieces, [str(k) for k in pieces])
ax.minorticks_off()
ax.set(xlabel="pieces (units)", ylabel="largest error", ylim=(1e-5, 1.2))
ax.set_title("Twice the elbows, a quarter of the error")
fig.set_label(
    "Largest error against the number of pieces, both axes logarithmic. For the sine it falls "
    f"from {errors['sin(2πx)'][0]:.2g} at 4 pieces to {errors['sin(2πx)'][-1]:.1g} at 256, by a "
    f"factor {gain['sin(2πx)']:.2f} for each doubling, just below the bound; for the root of x "
    f"only by {gain['√x']:.2f}."
)

assert np.all(errors["sin(2πx)"] <= bound)
assert 3.9 < gain["sin(2πx)"] < 4.1
assert 1.3 < gain["√x"] < 1.5
print(
    f"Each doubling divides the error by {gain['sin(2πx)']:.2f} for the sine, which stays below "
    f"its bound, and by {gain['√x']:.2f} for the root of x."
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
worst = [abs(ramp(x[x < 0]) - 0).max() for ramp in ramps]
mean = [np.mean((ramp(x) - (x > 0)) ** 2) for ramp in ramps]

fig, ax = plt.subplots()
ax.plot([-1, 0, np.nan, 0, 1], [0, 0, np.nan, 1, 1], "-", color="C6", linewidth=3, label="step")
for ramp, style in zip(ramps, [":", "--", "-"], strict=True):
    ax.plot(x, ramp(x), style, label=f"largest kink {ramp.kinks.max():.0f}")
ax.plot(0, 0.5, "o", color="C6")
ax.annotate("every ramp is\n1/2 here", (0, 0.5), (40, -12), textcoords="offset points",
            arrowprops={"arrowstyle": "-", "color": "C7"})  # fmt: skip
ax.set(xlabel="x", ylabel="f(x)", ylim=(-0.1, 1.1))
ax.set_title("A ramp may be steep, but it is no step")
ax.legend(loc="upper left", bbox_to_anchor=(0, 0.95))
fig.set_label(
    "A step from 0 to 1 and three ramps, steeper and steeper, with kinks "
    + ", ".join(f"{ramp.kinks.max():.0f}" for ramp in ramps)
    + ". All pass through 1/2 at the jump."
)

assert all(ramp(0) == 0.5 for ramp in ramps)
assert min(worst) > 0.48
assert mean[0] > 2 * mean[1] > 4 * mean[2]
print(
    f"Next to the jump even the steepest ramp misses by {worst[-1]:.2f}, while the mean squared "
    f"error falls from {mean[0]:.3f} to {mean[-1]:.3f}."
)

plt.show()
