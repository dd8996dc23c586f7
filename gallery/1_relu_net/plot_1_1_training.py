"""
1.1 Training: it moves the elbows
=================================

Which points push an elbow, where the elbows go and why they stop, and what gradient descent
does not promise.
"""

import matplotlib.pyplot as plt
import numpy as np

import reluridge as rr

plt.style.use("reluridge.lecture")

# %%
# Who pushes, and which way
# -------------------------
# A step of gradient descent moves the elbow :math:`e` by :math:`\tfrac{2\eta}{n} \sum r_i\, v
# (1 + e x_i)/w`, to first order, and the sum goes over the points where the unit is active
# (:claim:`1.1.e`).  The others, however badly they are fitted, have no say.  The net is too high at
# all points on its active side, and yet they do not agree: the factor :math:`1 + ex` changes its
# sign at :math:`x = -1/e`.  Measure the same inputs from the elbow instead of from 0: now
# :math:`e = 0`, the factor is 1, and they do agree.

x = np.linspace(-2, 2, 25)
y = np.where(x > -0.8, (x + 0.8) / 2, 1.6)
net = rr.ReLUNet([1], [0.8], [1], 0)
(e,) = net.elbows


def push(net, x):
    """Return by how much each point moves the elbow, for each unit of step size."""
    active, e = net.w * x + net.b > 0, net.elbows[0]
    return np.where(active, 2 / len(x) * (net(x) - y) * net.v * (1 + e * x) / net.w, 0)


def move(net, x, y):
    """Return by how much a small step, of 1e-6, does move it; more is of second order."""
    return np.diff(rr.train(net, x, y, 1e-6, 1)[1].elbows[:, 0])[0] / 1e-6


from_zero, moved = push(net, x), rr.ReLUNet([1], [0], [1], 0)  # the same, with x − e for x
from_elbow = push(moved, x - e)

assert np.isclose(move(net, x, y), from_zero.sum(), rtol=1e-5)
assert np.isclose(move(moved, x - e, y), from_elbow.sum(), rtol=1e-5)
assert np.isclose(move(net, x, np.where(x > e, y, 99)), from_zero.sum(), rtol=1e-5)
assert np.array_equal(from_zero < 0, x > -1 / e)
assert np.all(from_elbow[x > e] > 0)
print(
    f"The pushes add up to {from_zero.sum():.2f}, and to {from_elbow.sum():.2f} if inputs are "
    "measured from the elbow; worse errors on the other side change neither."
)

fig, (top, bottom) = plt.subplots(2, figsize=(4.8, 4.2), sharex=True)
top.vlines(x, net(x), y, color="C4", linestyle="-", linewidth=1)
top.plot(x, y, "o", color="C6", label="data")
top.plot(x, net(x), "-", color="C0", label="f")
top.set(ylabel="y")
top.legend(loc="upper center")
top.set_title("Errors are everywhere …")
bottom.vlines(x, 0, from_zero, color="C4", linestyle="-", linewidth=4, label="x from 0")
bottom.plot(x[x > e], from_elbow[x > e], "--", color="C5", label="x from e")
for ax in (top, bottom):
    ax.axvline(e, linestyle=":", color="C7", linewidth=1)
bottom.axvline(-1 / e, linestyle=":", color="C7", linewidth=1)
bottom.annotate("elbow e", (e, 0.06), (-4, 0), textcoords="offset points", ha="right")
bottom.annotate("−1/e", (-1 / e, -0.06), (-4, 0), textcoords="offset points", ha="right")
bottom.set(xlabel="x", ylabel="push to the right")
bottom.legend(loc="lower left")
bottom.set_title("… only the active side pushes, both ways")
fig.set_label(
    f"Above, 25 points, the net of one unit with its elbow at {e}, and the errors. Below, the "
    f"push of each point on the elbow: 0 for the {np.sum(x <= e)} points left of it, to the right "
    f"between the elbow and {-1 / e}, to the left beyond. With inputs measured from the elbow all "
    "active points push to the right."
)

# %%
# Most elbows go where the data bend
# ----------------------------------
# The targets are a line with bends at −1, 0 and 1.  Eight units start with their elbows at
# random places among the data, and all parameters learn (:claim:`1.1.e`).  Of ten such runs the
# sixth best is drawn.  Not every elbow finds a bend.  Some are pushed out at an end of the data,
# where nothing bends: from there on their unit is dead, off at all points, and nothing pushes it
# any more; or it is always on, a straight line over all the data.  Half the step and twice as
# many steps lose about as many, so a long step is not the only cause: the errors beside the end
# push.

target = rr.ReLUNet.from_knots([-2, -1, 0, 1, 2], [0, 1.5, -0.5, 1, 0])
x = np.linspace(-2, 2, 61)
y = target(x)
runs, n_steps, step_size = 10, 1500, 0.03


def start(seed):
    """Return a net with elbows spread over the data and small output weights."""
    rng = np.random.default_rng(seed)
    w = rng.choice([-1, 1], size=8)
    return rr.ReLUNet(w, -w * rng.uniform(-2, 2, size=8), rng.normal(scale=0.5, size=8), 0)


def states(nets):
    """Return live, dead or always on, for each unit of each net."""
    return np.array([rr.unit_states(net.w, net.b, x) for net in nets])


def missed(elbows):
    """Return how far each bend is from the nearest elbow."""
    return np.abs(elbows[:, None] - [-1, 0, 1]).min(axis=0)


trained, histories = zip(
    *(rr.train(start(seed), x, y, step_size, n_steps) for seed in range(runs)), strict=True
)
finer = [rr.train(start(seed), x, y, step_size / 2, 2 * n_steps)[0] for seed in range(runs)]
losses = np.array([history.losses for history in histories])
typical = np.argsort(losses[:, -1])[5]
before = np.array([missed(history.elbows[0]) for history in histories])
after = np.array([missed(history.elbows[-1]) for history in histories])
state = states(trained)
count = {name: np.sum(state == name) for name in ("live", "dead", "always on")}

assert np.median(after) < np.median(before) / 3
assert np.median(losses[:, -1]) < 0.5 * np.median(losses[:, 20])
assert np.mean(states(map(start, range(runs))) == "live") > 0.9
assert np.mean(state == "live") > 0.7
assert abs(np.sum(states(finer) == "live") - count["live"]) <= 4
print(
    f"Median distance from a bend to the nearest elbow, in {runs} runs: {np.median(before):.2f} "
    f"before training, {np.median(after):.2f} after it. Of {state.size} units "
    f"{np.sum(states(map(start, range(runs))) == 'live')} are live before it and {count['live']} "
    f"after it; {count['dead']} are dead, {count['always on']} always on. With half the step "
    f"{np.sum(states(finer) == 'live')} stay live."
)

fig, (top, bottom) = plt.subplots(
    2, figsize=(4.8, 6), sharex=True, gridspec_kw={"height_ratios": [2, 3]}
)
top.plot(x, y, "o", color="C6", markersize=4, label="data")
top.plot(x, start(typical)(x), "--", color="C5", label="before")
top.plot(x, trained[typical](x), "-", color="C0", label="after")
top.set(ylabel="y", ylim=(-1, 6.4))
top.legend(ncols=3, loc="upper center")
top.set_title("The fit, before and after")
looks = {
    "live": {"color": "C0", "marker": "o"},
    "dead": {"color": "C7", "marker": "o", "fillstyle": "none", "linestyle": "--"},
    "always on": {"color": "C3", "marker": "s", "linestyle": ":"},
}
lost, shown = 0, set()
for path, name in zip(histories[typical].elbows.T, state[typical], strict=True):
    label, lost = None if name in shown else name, lost + (name != "live")
    at = n_steps if name == "live" else n_steps + 60 - 120 * lost  # one above the other
    bottom.plot(
        path, np.arange(n_steps + 1), label=label, markevery=[at], ms=8, clip_on=False,
        **{"linestyle": "-", "markeredgewidth": 1.6} | looks[name],
    )  # fmt: skip
    shown.add(name)
for bend in (-1, 0, 1):
    for ax in (top, bottom):
        ax.axvline(bend, linestyle=":", color="C7", linewidth=1.2)
bottom.set(xlabel="elbow", ylabel="steps", xlim=(-2.4, 4.4), ylim=(n_steps, 0))
bottom.legend(loc="center right")
bottom.set_title("Most elbows find a bend, some are lost")
fig.set_label(
    "Above, data with bends at −1, 0 and 1, the net before training and after it. Below, the "
    f"paths of its eight elbows over {n_steps} steps; in the end the elbows nearest to the bends "
    f"are {after[typical, 0]:.2f}, {after[typical, 1]:.2f} and {after[typical, 2]:.2f} away. "
    f"{np.sum(state[typical] == 'dead')} units are dead by then and "
    f"{np.sum(state[typical] == 'always on')} is always on, their elbows at an end of the data."
)

# %%
# Down, but not always far
# ------------------------
# With this step size the loss falls at every step, in every run; some runs lag far behind
# others (:claim:`1.1.e`).  And from a bad start it may end high.  Two runs begin with all elbows
# in the right half and all units facing right, so that none of them is active on the left half.
# Those points push no elbow.  In one run the points on the right push none across 0 either, and the
# net stays flat there; in the other they do, and then the points between this elbow and 0 push as
# well.  Of ten such starts about half bring an elbow across.


def right(seed):
    """Return a net with its elbows in the right half and all its units facing right."""
    rng = np.random.default_rng(seed)
    return rr.ReLUNet(np.ones(8), -rng.uniform(0, 2, size=8), rng.normal(scale=0.5, size=8), 0)


ends, end_histories = zip(
    *(rr.train(right(seed), x, y, step_size, n_steps) for seed in range(runs)), strict=True
)
across = [np.ptp(net(x[x < 0])) > 0.05 for net in ends]
drawn = {8: ("--", "stuck"), 3: (":", "pushed across")}  # seeds, and how they look
stuck, lucky = (ends[seed] for seed in drawn)
_, longer = rr.train(stuck, x, y, step_size, n_steps)
gained = 1 - longer.losses[-1] / longer.losses[0]
middle = np.median(losses, axis=0)

assert np.all(np.diff(losses, axis=1) < 0)
assert all(np.all(np.diff(history.losses) < 0) for history in end_histories)
assert losses[:, -1].max() > 2 * middle[-1] > 3 * losses[:, -1].min()
assert not any(across[seed] for seed in range(runs) if ends[seed].elbows.min() > 0)
assert np.sum(across) == 5  # in this draw
assert stuck.elbows.min() > 0.25  # in this draw
assert lucky.elbows.min() < -0.5  # in this draw
assert gained < 0.05  # in this draw
higher = np.sum(losses[:, -1] > end_histories[3].losses[-1])
assert higher == 4, "end higher than the bad one that was pushed across"  # in this draw
print(
    f"No step raised the loss, in {runs} runs and from {runs} bad starts. Of these "
    f"{np.sum(across)} brought an elbow across 0; one that did not has no elbow left of "
    f"{stuck.elbows.min():.2f} in the end."
)

fig, (top, bottom) = plt.subplots(2, figsize=(4.8, 5.6))
steps = np.arange(n_steps + 1)
top.semilogy(steps, losses.T, "-", color="C0", linewidth=0.8)
for seed, (style, name) in drawn.items():
    top.semilogy(steps, end_histories[seed].losses, style, color="C5", linewidth=2.5, label=name)
top.annotate("random starts", (0.03, 0.05), xycoords="axes fraction", color="C0")
top.set(xlabel="steps", ylabel="loss", ylim=(4e-4, 4), xlim=(0, n_steps))
top.set_yticks([1, 0.1, 0.01, 0.001], ["1", "0.1", "0.01", "0.001"])
top.legend(loc="upper right", ncols=2)
top.set_title("Ten random starts, and two bad ones")
bottom.plot(x, y, "o", color="C6", markersize=4, label="data")
for seed, (style, name) in drawn.items():
    net, e = ends[seed], ends[seed].elbows[states([ends[seed]])[0] == "live"]
    bottom.plot(x, net(x), style, color="C5", linewidth=2, label=name)
    bottom.plot(e, net(e), "Do"[name != "stuck"], color="C0", ms=6)
bottom.set(xlabel="x", ylabel="y", xlim=(-2.2, 2.2), ylim=(-0.8, 2.9))
bottom.set_title("Two bad starts, all elbows on the right")
bottom.legend(loc="upper right", ncols=3)
fig.set_label(
    f"Above, the losses of {runs} runs from random starts: after {n_steps} steps the best has "
    f"{losses[:, -1].min():.1g}, the middle one {middle[-1]:.1g}, the worst "
    f"{losses[:, -1].max():.2g}; the two bad starts end at {end_histories[8].losses[-1]:.2g} and "
    f"{end_histories[3].losses[-1]:.2g}. Below, their fits. The first is constant on the left half "
    f"of the data, and as many steps again lower its loss by {gained:.0%} only. The other one has "
    f"an elbow at {lucky.elbows.min():.2f}, and is constant left of it."
)

# %%
# Half the step, half the drift
# -----------------------------
# In the limit of small steps :math:`v^2 - w^2 - b^2` of each unit never changes
# (`reluridge.train` says why).  With :math:`t` steps of size :math:`\eta` it drifts: over the same
# time :math:`\eta t`, in proportion to :math:`\eta`.  So it tells how far a run is from that limit.


def number(net):
    """Return v² − w² − b² of each unit."""
    return net.v**2 - net.w**2 - net.b**2


def drift(seed, eta):
    """Return how far it drifts over the time 1, summed over units."""
    end, _ = rr.train(start(seed), x, y, eta, round(1 / eta))
    return np.abs(number(end) - number(start(seed))).sum()


step_sizes = 0.02 / 2 ** np.arange(4)
drifts = np.array([[drift(seed, eta) for eta in step_sizes] for seed in range(8)])
halving = np.median(drifts[:, :-1] / drifts[:, 1:], axis=0)

assert np.all(np.abs(halving - 2) < 0.5)
assert abs(halving[-1] - 2) < 0.2
print(f"The last halving of the step divides the drift by {halving[-1]:.2f} (median of 8 runs).")

fig, ax = plt.subplots()
middle = np.median(drifts, axis=0)
ax.loglog(step_sizes, drifts.T, "-", color="C0", linewidth=0.6)
ax.loglog(step_sizes, middle, "o-", color="C0", label="median of 8 runs")
ax.loglog(step_sizes, middle[-1] * step_sizes / step_sizes[-1], "--", color="C7",
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

plt.show()
