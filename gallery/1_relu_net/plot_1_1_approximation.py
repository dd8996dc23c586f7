"""
1.1 Approximation: lines made of elbows
=======================================

A ReLU unit is a line with an elbow.  A net adds up units.  Here is a net through given
points, one unit after the other; then one unit, the sum, and what moves an elbow.
"""

import matplotlib.pyplot as plt
import numpy as np

import reluridge as rr

plt.style.use("reluridge.lecture")

# %%
# From knots to a net
# -------------------
# To draw a line through given knots, take the first two pieces from two units
# back to back, then let each further unit bend the line toward the next
# knot (:claim:`1.1.b`).  Six knots, five pieces, five units.

knots_x, knots_y = np.array([0, 1, 2, 3, 4, 5]), np.array([1, 0.5, 2.5, 3, 1, 2])
net = rr.ReLUNet.from_knots(knots_x, knots_y)
partial = {k: rr.ReLUNet(net.w[:k], net.b[:k], net.v[:k], net.c) for k in (2, 3, 4, 5)}

assert net(knots_x).tolist() == knots_y.tolist()
assert [a.tolist() for a in net.knots(0, 5)] == [knots_x.tolist(), knots_y.tolist()]
for k, part in partial.items():
    assert np.isclose(part(knots_x), knots_y).tolist() == [True] * (k + 1) + [False] * (5 - k)
print("The first k units meet k + 1 knots and miss all later ones, for k from 2 to 5.")

x = np.linspace(-0.3, 5.3, 561)
fig, ax = plt.subplots(figsize=(4.8, 2.5))
for (k, part), style in zip(partial.items(), [":", "-.", "--", "-"], strict=True):
    look = {"color": "C0", "linewidth": 2.2} if k == 5 else {"color": "C5", "linewidth": 1.4}
    ax.plot(x, part(x), style, label=f"{'all' if k == 5 else 'first'} {k} units", zorder=k, **look)
ax.plot(knots_x, knots_y, "o", color="C6", zorder=6, label="knots")
ax.set(xlabel="x", ylabel="f(x)", ylim=(-0.2, 6.2))
ax.set_title("Each unit bends the line toward the next knot")
ax.legend(loc="upper left")
fig.set_label(
    "Six knots and the nets of the first 2, 3, 4 and all 5 units. Each partial net follows the "
    "line through the knots as far as its last elbow and then goes straight on; all five units "
    "pass through every knot."
)

# %%
# One unit
# --------
# The unit :math:`\operatorname{relu}(wx + b)` keeps the part of the line
# :math:`wx + b` that is above 0.  It bends at its elbow :math:`-b/w` and has slope
# :math:`w` on one side only: on the right if :math:`w > 0`, on the left if :math:`w < 0`.
# With :math:`w = 0` it does not bend at all (:claim:`1.1.c`).

units = [rr.ReLUNet([w], [b], [1], 0) for w, b in [(1, -1), (-2, -4), (0, 1.5)]]
x = np.linspace(-4, 5, 451)

for unit in units[:2]:
    (w,), (e,) = unit.w, unit.elbows
    assert unit([e, e + np.sign(w), e - np.sign(w)]).tolist() == [0, abs(w), 0]
assert np.isnan(units[2].elbows[0])
assert np.all(units[2](x) == 1.5)
print("Each unit is 0 at its elbow and on one side, |w| one step to the other side, exactly.")

names = ["w = 1, b = −1", "w = −2, b = −4", "w = 0, b = 1.5"]
spots = [(1.75, 3.4), (-3.3, 3.1), (-0.95, 1.65)]
fig, ax = plt.subplots(figsize=(4.8, 2.4))
for unit, name, style, spot in zip(units, names, ["-", "--", "-."], spots, strict=True):
    ax.plot(x, unit.w * x + unit.b, ":", color="C7", linewidth=1)
    ax.plot(x, unit(x), style, color="C0")
    ax.annotate(name, spot, color="C0")
for e, text, shift, side in [(1, "−b/w = 1", 8, "left"), (-2, "−b/w = −2", -8, "right")]:
    ax.plot(e, 0, "o", color="C0", zorder=3)
    ax.annotate(text, (e, 0), (shift, -15), textcoords="offset points", ha=side)
ax.set(xlabel="x", ylabel="relu(wx + b)", xlim=(-4, 5), ylim=(-1.2, 4.4))
ax.set_title("A unit has slope w on one side of −b/w")
fig.set_label(
    "Three units. With w = 1, b = −1 the unit is 0 up to its elbow at 1 and rises with slope 1 "
    "after it; with w = −2, b = −4 it falls with slope −2 up to its elbow at −2 and is 0 after "
    "it; with w = 0 it is the constant 1.5. Dotted: the lines wx + b."
)

# %%
# Their sum
# ---------
# Weighted by :math:`v_j` and added up, units make a line that bends at every
# elbow, by the kink :math:`v_j |w_j|`: a positive kink turns it up, a negative
# one down, whichever side the unit faces (:claim:`1.1.c`).  Four units, at most four
# bends (:claim:`1.1.b`).

net = rr.ReLUNet([1, -2, 1, 0.5], [2, -1, -1, -1.25], [1.5, 1, -2.5, 6], -1)
x = np.linspace(-4, 4, 401)

at, _ = net.knots(-4, 4)
assert sorted(net.elbows) == at[1:-1].tolist()
for e, kink in zip(net.elbows, net.kinks, strict=True):
    assert np.isclose(net(e + 0.25) - 2 * net(e) + net(e - 0.25), 0.25 * kink)
bends = ", ".join(f"{e:g}" for e in at[1:-1])
print(f"The sum bends at {bends}, where its units do, nowhere else.")

fig, (top, bottom) = plt.subplots(2, figsize=(4.8, 3.5), sharex=True)
spots = [(0.8, 6.4), (-3.2, 6.6), (3.05, -3.6), (2.56, 3.2)]
styles = ["-", "--", "-.", ":"]
for j, (style, e, kink) in enumerate(zip(styles, net.elbows, net.kinks, strict=True)):
    for ax in (top, bottom):
        ax.axvline(e, linestyle=":", color="C7", linewidth=1, zorder=0)
    top.plot(x, rr.ReLUNet(net.w[[j]], net.b[[j]], net.v[[j]], 0)(x), style, color="C0")
    top.plot(e, 0, "o", color="C0")
    top.annotate(f"unit {j + 1}", spots[j], color="C0")
    text = f"{kink:+.1f}".replace("-", "−")
    bottom.annotate(text, (e, net(e)), (5, 6 if kink < 0 else -15), textcoords="offset points")
bottom.plot(x, net(x), "-o", color="C0", markevery=np.searchsorted(x, net.elbows).tolist())
top.set(ylabel="v relu(wx + b)", ylim=(-8, 10))
top.set_title("Four units …")
bottom.set(xlabel="x", ylabel="f(x)", xlim=(-4, 4))
bottom.margins(y=0.36)
bottom.set_title("… and the net, their sum plus c, bends by v|w|")
fig.set_label(
    f"Above, four weighted units with elbows at {bends}. Below, the net, their sum plus c, "
    "a line with bends at the same places; the slope changes there by "
    + ", ".join(f"{k:+g}" for k in net.kinks)
    + "."
)

# %%
# What moves an elbow
# -------------------
# A new :math:`b` slides the line :math:`wx + b` up and down, and the elbow along;
# a new :math:`w` turns it about its height at 0.  A common factor on :math:`w` and
# :math:`b`, or a new :math:`v`, changes the slope and leaves the elbow where it is
# (:claim:`1.1.d`).

changes = {
    "A new b slides the unit": [(1, b) for b in (-1, -2, -3)],
    "A new w turns it about x = 0": [(w, -2) for w in (0.75, 1, 2)],
    "A factor on both leaves its elbow": [(k, -2 * k) for k in (0.5, 1, 2)],
}
x = np.linspace(0, 4.4, 221)

nets = [[rr.ReLUNet([w], [b], [1], 0) for w, b in row] for row in changes.values()]
moved = np.array([[unit.elbows[0] for unit in row] for row in nets])
assert len(set(moved[0])) == len(set(moved[1])) == 3
assert len(set(moved[2])) == 1
for v in (-3, 0.1, 7):
    assert rr.ReLUNet([1], [-2], [v], 0).elbows.tolist() == [2]
print("A new b or w moved the elbow each time; a factor on both, or a new v, left it at 2.")

fig, axes = plt.subplots(3, figsize=(4.8, 4.8), sharex=True, sharey=True)
for ax, (title, settings), row in zip(axes, changes.items(), nets, strict=True):
    for unit, (w, b), style in zip(row, settings, ["--", "-", "-."], strict=True):
        before = (w, b) == (1, -2)
        look = {"color": "C0" if before else "C5", "zorder": 3 if before else 2}
        name = f"w = {w:g}, b = {b:g}".replace("-", "−")
        ax.plot(x, unit(x), style, label=name, **look)
        ax.plot(unit.elbows, 0, "o", clip_on=False, **look)
    ax.set(ylim=(0, 2.6), xlim=(0, 4.4))
    ax.set_title(title)
    ax.legend(loc="upper left", fontsize=9)
axes[1].set_ylabel("the unit")
axes[2].set_xlabel("x")
words = ["; ".join(f"{e:.2f}" for e in row) for row in moved]
fig.set_label(
    f"Three small plots of one unit. Changing b puts its elbow at {words[0]}; changing w puts it "
    f"at {words[1]}; scaling w and b together leaves it at {words[2]}."
)

plt.show()
