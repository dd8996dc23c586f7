"""
1.1 Backward: the slopes that a computer finds
==============================================

Backpropagation finds the slope of the loss, but where an elbow is on a point.
"""

import matplotlib.pyplot as plt
import numpy as np

import reluridge as rr

plt.style.use("reluridge.lecture")

# %%
# One slope of five is wrong
# --------------------------
# Two units back to back, :math:`\operatorname{relu}(x + q) - \operatorname{relu}(-x - q)`, are the
# straight line :math:`x + q`.  At the point :math:`x = 0` with target −1 its loss is
# :math:`(1 + q)^2`, smooth everywhere.  Backpropagation finds its slope, :math:`2(1 + q)`, for
# every :math:`q` but one.  At :math:`q = 0` the point is on both elbows, both units count as off,
# and the slope comes out as 0 instead of 2 (:claim:`1.1.a`).


def of_line(q):
    """Return the loss of the line x + q, and its slope in q."""
    loss, gradient = rr.backprop(rr.ReLUNet([1, -1], [q, -q], [1, -1], 0), [0], [-1])
    return loss, gradient.b[0] - gradient.b[1]


places = np.array([-1.6, -0.8, 0, 0.4, 0.7])
slopes = np.array([of_line(q)[1] for q in places])
right = 2 * (1 + places)

assert all(np.isclose(of_line(q)[0], (1 + q) ** 2) for q in places)
assert np.allclose(slopes[places != 0], right[places != 0])
assert slopes[places == 0] == 0
assert np.isclose(of_line(1e-9)[1], 2)
assert np.isclose(of_line(-1e-9)[1], 2)
print(f"Of the slopes at {', '.join(f'{q:g}' for q in places)} only that at 0 is not 2(1 + q).")

fig, ax = plt.subplots(figsize=(4.8, 2.7))
q = np.linspace(-2.1, 0.95, 200)
ax.plot(q, (1 + q) ** 2, "-", color="C0", label="loss")
for at, slope in zip(places, slopes, strict=True):
    reach = np.array([-0.3, 0.3]) / np.hypot(1, slope / 1.2)  # alike in length
    loss, look = of_line(at)[0], {"linewidth": 5, "alpha": 0.7, "zorder": 1}
    ax.plot(at + reach, loss + slope * reach, "-", color="C4", **look)
ax.plot([], [], "-", color="C4", linewidth=5, alpha=0.7, label="slope that is reported")
ax.plot(places, [of_line(q)[0] for q in places], "o", color="C6", ms=5)
ax.annotate("?", (0, 1), (7, 10), textcoords="offset points", fontsize="x-large", color="C4")
ax.set(xlabel="q", ylabel="loss", xlim=(-2.2, 1.1), ylim=(-0.2, 3.6))
ax.set_title("Four slopes fit, and one does not")
ax.legend(loc="upper center")
fig.set_label(
    "A parabola, the loss of a straight line against its height q, and at five places the slope "
    "that backpropagation reports. Four touch the parabola; that at q = 0 is level, though the "
    "parabola rises there with slope 2."
)

# %%
# The loss bends where an elbow meets a point
# -------------------------------------------
# One unit, :math:`f(x) = \operatorname{relu}(x + b)`, and three points.  As the bias grows the
# elbow travels left, over one point after the other.  In between, the loss is a parabola, and
# backpropagation finds its slope.  Where the elbow is on a point, the loss has one slope on the
# left and another one on the right, and backpropagation reports that of the side where the unit is
# off at the point, the left one (:claim:`1.1.a`).  The least loss of all is at such a place.

x, y = np.array([0, 1, 2]), np.array([-1.5, -1.5, 2])


def loss_and_slope(b):
    """Return the loss of the unit with bias b, and its slope in b."""
    loss, gradient = rr.backprop(rr.ReLUNet([1], [b], [1], 0), x, y)
    return loss, gradient.b[0]


biases = np.linspace(-3, 0.6, 721)
losses = np.array([loss_and_slope(b)[0] for b in biases])

tiny = 1e-6
for b in (-2.5, -1.6, -0.4, 0.3):  # between points: the slope
    central = (loss_and_slope(b + tiny)[0] - loss_and_slope(b - tiny)[0]) / (2 * tiny)
    assert np.isclose(loss_and_slope(b)[1], central)
for t, target in zip(x, y, strict=True):  # on a point: the slope on the left
    (before, _), (loss, slope), (after, _) = (loss_and_slope(-t + d) for d in (-tiny, 0, tiny))
    reported = np.isclose(slope, (loss - before) / tiny, atol=1e-5)
    assert reported, "the slope toward smaller $b$, with the unit off there"
    assert np.isclose((after - loss) / tiny - slope, -2 / 3 * target, atol=1e-5)
assert np.isclose(biases[np.argmin(losses)], -x[1])
print(
    "Between points backpropagation finds the slope of the loss; on a point, that of its left "
    f"side. The least loss is on a point, at b = {biases[np.argmin(losses)]:.0f}."
)

fig, ax = plt.subplots(figsize=(4.8, 2.7))
reach = np.array([-0.2, 0.2])
ax.plot(biases, losses, "-", color="C0", label="loss")
for b in (-1.6, -0.45, *-x):
    loss, slope = loss_and_slope(b)
    ax.plot(b + reach, loss + slope * reach, "-", color="C4", linewidth=5, alpha=0.7, zorder=1)
ax.plot([], [], "-", color="C4", linewidth=5, alpha=0.7, label="slope that is reported")
ax.plot(-x, [loss_and_slope(-t)[0] for t in x], "o", color="C6", label="elbow on a point")
ax.set(xlabel="bias b", ylabel="loss", xlim=(-3, 0.9), ylim=(1.4, 4.6))
ax.set_title("The loss bends where the elbow meets a point")
ax.legend(loc="upper left")
fig.set_label(
    "The loss of one unit against its bias: pieces of parabolas that meet at three kinks, where "
    "the elbow is on a point. Tangents found by backpropagation touch the curve between kinks; "
    "at a kink they follow its left side only."
)

plt.show()
