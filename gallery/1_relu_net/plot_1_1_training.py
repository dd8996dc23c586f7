"""
1.1 Training moves the elbows
=============================

Where a gradient exists, which points push an elbow, where the elbows go, and
what gradient descent does not promise.
"""

import matplotlib.pyplot as plt
import numpy as np

import reluridge as rr

plt.style.use("reluridge.lecture")

# %%
# Smooth, except where an elbow passes a point
# --------------------------------------------
# One unit, three points.  As its bias grows the elbow travels left, over one point
# after the other.  In between, the loss is a parabola, and backpropagation finds its slope.
# Where the elbow is on a point, the loss has one slope on the left and another one on the
# right (:claim:`1.1.a`).  Backpropagation reports one of the two, the one with the unit off.
# Here the least loss of all is at such a place.

x, y = np.array([0, 1, 2]), np.array([-1.5, -1.5, 2])


def loss_and_slope(b):
    """Return the loss of the unit with bias b, and its slope in b."""
    loss, gradient = rr.backprop(rr.ReLUNet([1], [b], [1], 0), x, y)
    return loss, gradient.b[0]


biases = np.linspace(-3, 0.6, 721)
losses = np.array([loss_and_slope(b)[0] for b in biases])
reach = np.array([-0.4, 0.4])

fig, ax = plt.subplots()
ax.plot(biases, losses, "-", color="C0")
for b in (-1.6, -0.45):
    loss, slope = loss_and_slope(b)
    ax.plot(b + reach, loss + slope * reach, "-", color="C2", linewidth=4, alpha=0.6)
for t, offset in zip(x, [(12, -26), (0, -42), (0, 14)], strict=True):
    loss, slope = loss_and_slope(-t)
    ax.plot(-t, loss, "o", color="C6", zorder=4)
    ax.plot(-t + reach, loss + slope * reach, "--", color="C1")
    ax.annotate(
        f"elbow on\npoint x = {t}", (-t, loss), offset,
        textcoords="offset points", ha="left" if t == 0 else "center",
    )  # fmt: skip
ax.plot([], [], "-", color="C2", linewidth=4, alpha=0.6, label="slope between points")
ax.plot([], [], "--", color="C1", label="slope reported on a point")
ax.set(xlabel="bias b", ylabel="loss", xlim=(-3, 0.9), ylim=(0.9, 4.6))
ax.set_title("No single slope where an elbow is on a point")
ax.legend(loc="upper left")
fig.set_label(
    "The loss of one unit against its bias: pieces of parabolas that meet at three kinks, where "
    "the elbow is on a point. Tangents found by backpropagation touch the curve between kinks; "
    "at a kink they follow its left side only."
)

tiny = 1e-6
for b in (-2.5, -1.6, -0.4, 0.3):
    central = (loss_and_slope(b + tiny)[0] - loss_and_slope(b - tiny)[0]) / (2 * tiny)
    assert np.isclose(loss_and_slope(b)[1], central)
for t, target in zip(x, y, strict=True):
    (before, _), (loss, slope), (after, _) = (loss_and_slope(-t + d) for d in (-tiny, 0, tiny))
    assert np.isclose(slope, (loss - before) / tiny, atol=1e-5)
    assert np.isclose((after - loss) / tiny - slope, -2 / 3 * target, atol=1e-5)
assert np.isclose(biases[np.argmin(losses)], -x[1])
print(
    "Between points backpropagation finds the slope of the loss; on a point, that of its left "
    f"side. The least loss is on a point, at b = {biases[np.argmin(losses)]:.0f}."
)

# %%
# Only one side pushes
# --------------------
# A step of gradient descent on :math:`\tfrac1n\sum r_i^2` moves the elbow :math:`e` by
# :math:`\tfrac{2\eta}{n} \sum r_i\, v (1 + e x_i)/w`, to first order, and the sum goes over the
# points where the unit is active.  The others, however badly they are fitted, have no say
# (:claim:`1.1.e`).

x = np.linspace(-2, 2, 25)
y = 1.5 * np.abs(x + 0.3) - 0.8
net = rr.ReLUNet([1], [-0.5], [1.2], 0)
(e,) = net.elbows
active = x > e
push = np.where(active, 2 / len(x) * (net(x) - y) * net.v * (1 + e * x) / net.w, 0)
step_size = 1e-6
_, history = rr.train(net, x, y, step_size, 1)
move = np.diff(history.elbows[:, 0])[0] / step_size

fig, (top, bottom) = plt.subplots(2, figsize=(4.8, 5), sharex=True)
top.vlines(x, net(x), y, color="C7", linestyle="-", linewidth=1)
top.plot(x[active], y[active], "o", color="C1", label="active side")
top.plot(x[~active], y[~active], "o", color="C7", fillstyle="none", label="other side")
top.plot(x, net(x), "-", color="C0", label="f")
for ax in (top, bottom):
    ax.axvline(e, linestyle=":", color="C6", linewidth=1)
top.set(ylabel="y")
top.legend(loc="upper center", bbox_to_anchor=(0.42, 1.05))
top.set_title("Errors are everywhere …")
bottom.vlines(x[active], 0, push[active], color="C1", linestyle="-", linewidth=4)
bottom.plot(x[~active], push[~active], "o", color="C7", fillstyle="none")
bottom.annotate("elbow", (e, push.min()), (5, 4), textcoords="offset points")
bottom.set(xlabel="x", ylabel="push on the elbow")
bottom.set_title("… but only the active side pushes the elbow")
fig.set_label(
    f"Above, 25 points, the net of one unit with its elbow at {e}, and the errors. Below, the "
    f"push of each point on the elbow: exactly 0 for the {np.sum(~active)} points left of it or "
    "on it, and not 0 right of it."
)

assert np.isclose(move, push.sum(), rtol=1e-4)
others = np.where(active, y, y + 100)  # much worse errors on the other side
_, same = rr.train(rr.ReLUNet([1], [-0.5], [1.2], 0), x, others, step_size, 1)
assert np.isclose(np.diff(same.elbows[:, 0])[0] / step_size, move, rtol=1e-6)
print(
    f"The pushes add up to {push.sum():.3f}, and the elbow moves by that times the step size; "
    "worse errors on the other side change nothing."
)

# %%
# Most elbows go where the data bend
# ----------------------------------
# The targets are a line with bends at −1, 0 and 1.  Eight units start with their elbows at
# random places among the data, and all parameters learn (:claim:`1.1.e`).  Of ten such runs the
# sixth best is drawn.  Not every elbow finds a bend.  Some are pushed out at an end of the data,
# where nothing bends: from there on their unit is off at all points (a cross) and nothing pushes
# it any more, or it is on at all of them (a triangle) and is a straight line.

target = rr.ReLUNet.from_knots([-2, -1, 0, 1, 2], [0, 1.5, -0.5, 1, 0])
x = np.linspace(-2, 2, 61)
y = target(x)
runs, n_steps, step_size = 10, 1500, 0.03


def start(seed):
    """Return a net with elbows spread over the data and small output weights."""
    rng = np.random.default_rng(seed)
    w = rng.choice([-1, 1], size=8)
    return rr.ReLUNet(w, -w * rng.uniform(-2, 2, size=8), rng.normal(scale=0.5, size=8), 0)


trained, histories = zip(
    *(rr.train(start(seed), x, y, step_size, n_steps) for seed in range(runs)), strict=True
)
losses = np.array([history.losses for history in histories])
order = np.argsort(losses[:, -1])
typical = order[5]

fig, (top, bottom) = plt.subplots(
    2, figsize=(4.8, 6), sharex=True, gridspec_kw={"height_ratios": [2, 3]}
)
top.plot(x, y, "o", color="C7", markersize=4, label="data")
top.plot(x, start(typical)(x), "--", color="C1", label="before")
top.plot(x, trained[typical](x), "-", color="C0", label="after")
top.set(ylabel="y", ylim=(-1, 6.4))
top.legend(ncols=3, loc="upper center")
top.set_title("The fit, before and after")
paths = histories[typical].elbows
before_all, after_all = (
    np.array([rr.unit_states(net.w, net.b, x) for net in nets])
    for nets in (map(start, range(runs)), trained)
)
lost = 0
for path, state in zip(paths.T, after_all[typical], strict=True):
    (line,) = bottom.plot(path, np.arange(n_steps + 1), "-", linewidth=1.5)
    color, at = line.get_color(), n_steps
    bottom.plot(path[0], 0, "o", color=color, fillstyle="none", clip_on=False)
    if state != "live":
        lost, at = lost + 1, n_steps - 60 - 120 * lost
        bottom.annotate(state, (path[-1], at), (8, 0), textcoords="offset points", va="center")
    mark = {"live": "o", "dead": "X", "always on": "^"}[state]
    bottom.plot(path[-1], at, mark, color=color, ms=8, clip_on=False)
for bend in (-1, 0, 1):
    bottom.axvline(bend, linestyle=":", color="C6", linewidth=1.2)
    top.axvline(bend, linestyle=":", color="C6", linewidth=1.2)
bottom.set(xlabel="x: data, and elbows", ylabel="steps", xlim=(-2.4, 3.3), ylim=(n_steps, 0))
bottom.set_title("Most elbows find a bend, some are lost")


def missed(elbows):
    """Return how far each bend is from the nearest elbow."""
    return np.abs(elbows[:, None] - [-1, 0, 1]).min(axis=0)


before = np.array([missed(history.elbows[0]) for history in histories])
after = np.array([missed(history.elbows[-1]) for history in histories])
fig.set_label(
    "Above, data with bends at −1, 0 and 1, the net before training and after it. Below, the "
    f"paths of its eight elbows over {n_steps} steps; in the end the elbows nearest to the bends "
    f"are {after[typical, 0]:.2f}, {after[typical, 1]:.2f} and {after[typical, 2]:.2f} away. "
    f"{np.sum(after_all[typical] == 'dead')} units are dead by then and "
    f"{np.sum(after_all[typical] == 'always on')} is always on, their elbows at an end of the data."
)

# %%
# The same in all ten runs together: the median distance from a bend to the nearest elbow falls
# to less than a third, and a few of the eighty units are lost.  Half the step and twice as many
# steps lose as many, so it is not the step that throws them out; the errors beside the end push.

assert np.median(after) < np.median(before) / 3
assert np.median(losses[:, -1]) < 0.5 * np.median(losses[:, 20])
assert np.mean(before_all == "live") > 0.9
assert np.mean(after_all == "live") > 0.7
finer = [rr.train(start(seed), x, y, step_size / 2, 2 * n_steps)[0] for seed in range(runs)]
finer_all = np.array([rr.unit_states(net.w, net.b, x) for net in finer])
count = {state: np.sum(after_all == state) for state in ("live", "dead", "always on")}
print(
    f"Median distance from a bend to the nearest elbow: {np.median(before):.2f} before training, "
    f"{np.median(after):.2f} after it. Of {after_all.size} units {np.sum(before_all == 'live')} "
    f"are live before it and {count['live']} after it; {count['dead']} are dead, "
    f"{count['always on']} always on. With half the step {np.sum(finer_all == 'live')} stay live."
)

# %%
# Down, but not always far
# ------------------------
# With this step size the loss falls at every step, in every run; some runs lag far behind
# others (:claim:`1.1.e`).  And a bad start may never arrive.  The dashed run begins with all
# its elbows in the right half and all its units facing right, so that none of them is active
# on the left half.  Those points push no elbow, and the bends at −1 and 0 never get one.

one_sided = rr.ReLUNet(np.ones(8), -np.linspace(0.5, 1.9, 8), np.full(8, 0.1), 0)
stuck, stuck_history = rr.train(one_sided, x, y, step_size, n_steps)
_, longer = rr.train(stuck, x, y, step_size, n_steps)
gained = 1 - longer.losses[-1] / longer.losses[0]
low, middle, high = np.quantile(losses, [0.1, 0.5, 0.9], axis=0)
steps = np.arange(n_steps + 1)

fig, (top, bottom) = plt.subplots(2, figsize=(4.8, 5.6))
top.fill_between(steps, low, high, color="C0", alpha=0.2, linewidth=0, label="8 of 10 runs")
top.semilogy(steps, losses.T, "-", color="C0", linewidth=0.6)
top.semilogy(steps, middle, "-", color="C0", linewidth=2.5, label="the middle")
top.semilogy(steps, stuck_history.losses, "--", color="C1", linewidth=2, label="bad start")
top.set(xlabel="steps", ylabel="loss", ylim=(4e-4, 1), xlim=(0, n_steps))
top.set_title("The loss falls in every run, not equally far")
top.legend(loc="lower left")
bottom.plot(x, y, "o", color="C7", markersize=4, label="data")
bottom.plot(x, stuck(x), "--", color="C1", label="from the bad start")
bottom.plot(stuck.elbows, stuck(stuck.elbows), "D", color="C6", label="its elbows")
bottom.set(xlabel="x", ylabel="y", xlim=(-2.2, 2.2), ylim=(-0.8, 2.9))
bottom.set_title("Stuck: the left half pushes no elbow")
bottom.legend(loc="upper right")
fig.set_label(
    f"Above, the losses of {runs} runs from random starts: after {n_steps} steps the best has "
    f"{losses[:, -1].min():.1g}, the middle one {middle[-1]:.1g}, the worst "
    f"{losses[:, -1].max():.2g}; the run from the bad start has {stuck_history.losses[-1]:.2g}. "
    "Below, its fit, constant on the left half of the data, with all elbows in the right half; "
    f"as many steps again lower its loss by {gained:.0%} only."
)

assert np.all(np.diff(losses, axis=1) < 0)
assert np.all(np.diff(stuck_history.losses) < 0)
assert losses[:, -1].max() > 2 * middle[-1] > 3 * losses[:, -1].min()
assert stuck.elbows.min() > 0.25
assert gained < 0.05
print(
    f"No step raised the loss, in {runs} runs and from the bad start, which has no elbow left of "
    f"{stuck.elbows.min():.2f} in the end."
)

# %%
# What nearly stays the same
# --------------------------
# In the limit of small steps :math:`v^2 - w^2 - b^2` of each unit never changes.  With
# :math:`t` steps of size :math:`\eta` it drifts: over the same time :math:`\eta t`, in
# proportion to :math:`\eta` (:claim:`1.1.e`).


def number(net):
    """Return v² − w² − b² of each unit."""
    return net.v**2 - net.w**2 - net.b**2


step_sizes = 0.02 / 2 ** np.arange(4)
drift = np.array(
    [
        [
            np.abs(
                number(rr.train(start(seed), x, y, eta, round(1 / eta))[0]) - number(start(seed))
            ).sum()
            for eta in step_sizes
        ]
        for seed in range(8)
    ]
)
halving = np.median(drift[:, :-1] / drift[:, 1:], axis=0)

fig, ax = plt.subplots()
ax.loglog(step_sizes, drift.T, "-", color="C7", linewidth=0.8)
ax.loglog(step_sizes, np.median(drift, axis=0), "o-", color="C0", label="median of 8 runs")
ax.loglog(step_sizes, np.median(drift[:, -1]) * step_sizes / step_sizes[-1], "--", color="C1",
          label="in proportion")  # fmt: skip
ax.set_xticks(step_sizes, [f"{eta:g}" for eta in step_sizes])
ax.minorticks_off()
ax.set(xlabel="step size", ylabel="drift of v² − w² − b²")
ax.set_title("Half the step, half the drift")
ax.legend(loc="upper left")
fig.set_label(
    "Drift of v² − w² − b² over the same time, summed over units, against the step size: eight "
    "runs and their median, which at each halving of the step falls to one half as well."
)

assert np.all(np.abs(halving - 2) < 0.5)
assert abs(halving[-1] - 2) < 0.2
print(f"The last halving of the step divides the drift by {halving[-1]:.2f} (median of 8 runs).")

plt.show()
