"""
1.3 Dead ReLUs: what keeps units alive
======================================

Forty nets of thirty units learn the same wave, with one thing changed at a time: the
step size, the place of the data, the biases, or the ReLU itself.  How many units end
off at every point, and how well does the net fit?
"""

import matplotlib.pyplot as plt
import numpy as np

import reluridge as rr

plt.style.use("reluridge.lecture")

# %%
# A leaky ReLU out of ReLUs
# -------------------------
# A leaky ReLU has slope :math:`a` where a ReLU has 0:
# :math:`\operatorname{relu}(z) - a\operatorname{relu}(-z)`.  So a leaky net is a ReLU net
# with twice the units, a second one facing the other way for each, and the chain rule
# adds up the gradients of the two.

DATA, H, NETS, LEAK = np.linspace(-1, 1, 15), 30, 40, 0.1


def paired(net, leak):
    """Return the ReLU net that is this net with leaky units."""
    w, b, v = np.r_[net.w, -net.w], np.r_[net.b, -net.b], np.r_[net.v, -leak * net.v]
    return rr.ReLUNet(w, b, v, net.c)


def step(net, x, y, step_size, leak):
    """Return the net after a step of gradient descent on w, b, v and c."""
    _, g = rr.backprop(paired(net, leak), x, y)
    h = net.w.size  # the first h units of the pairs, and their partners
    dw, db, dv = g.w[:h] - g.w[h:], g.b[:h] - g.b[h:], g.v[:h] - leak * g.v[h:]
    slopes = zip((net.w, net.b, net.v, net.c), (dw, db, dv, g.c), strict=True)
    return rr.ReLUNet(*(p - step_size * dp for p, dp in slopes))


def train(seed, step_size=0.1, middle=0, bias=None, leak=0, time=10):
    """Return how many units are off at all points, before and after, and the last loss."""
    w, b, v = rr.gaussian((3, H), 1, np.random.default_rng(seed))
    net = rr.ReLUNet(w, b if bias is None else np.full(H, bias), v / H**0.5, 0)
    x, y, counts = DATA + middle, np.sin(4 * DATA), []
    for n_steps in (0, round(time / step_size)):  # the smaller the steps, the more of them
        for _ in range(n_steps):
            net = step(net, x, y, step_size, leak)
        counts.append(np.sum(rr.unit_states(net.w, net.b, x) == "dead"))
    return [*counts, rr.backprop(paired(net, leak), x, y)[0]]


z = np.linspace(-2, 2, 9)
one = rr.ReLUNet([1], [0], [1], 0)
assert np.allclose(paired(one, LEAK)(z), np.where(z > 0, z, LEAK * z))
print("The pair of ReLUs is a leaky ReLU.")

# %%
# Who dies
# --------
# Gray: units that are dead before the first step.  The smaller the steps, the fewer die
# on the way (:claim:`1.3.d`).  One small positive bias for all units puts every elbow
# close to 0, so around 0 none is dead at the start, and almost none dies; but on data in
# [1, 3] this gains nothing.

ASIDE = {"step_size": 0.02, "middle": 2}
cases = {
    "steps of 0.1": {},
    "steps of 0.02": {"step_size": 0.02},
    "steps of 0.1,\nall biases 0.1": {"bias": 0.1},
    "steps of 0.02,\ndata in [1, 3]": ASIDE,
    "steps of 0.02,\ndata in [1, 3],\nall biases 0.1": {**ASIDE, "bias": 0.1},
}
first, last, losses = (
    dict(zip(cases, numbers, strict=True))
    for numbers in np.array(
        [[train(seed, **changed) for seed in range(NETS)] for changed in cases.values()]
    ).transpose(2, 0, 1)
)
died = {name: np.mean(last[name] - first[name]) for name in cases}
large, small, even, aside, both = cases

assert died[large] > 5 * died[small]
assert died[small] < 1
assert not first[even].any()
assert not last[even].any()
assert min(np.median(last[both]), np.median(last[aside])) > 10
for name in cases:
    print(
        f"{' '.join(name.split())}: {np.mean(first[name]):.1f} of {H} dead at first, "
        f"{np.mean(last[name]):.1f} at last; median loss {np.median(losses[name]):.3f}."
    )

fig, ax = plt.subplots(figsize=(4.8, 3.8))
shift = np.random.default_rng(0).uniform(-0.22, 0.22, NETS)
for row, name in enumerate(cases):
    ax.plot(last[name], row + shift, "o", color="C7", fillstyle="none", ms=4)
    ax.plot([np.median(last[name])] * 2, [row - 0.36, row + 0.36], "-", color="C6", lw=2.5)
    ax.plot([np.median(first[name])] * 2, [row - 0.36, row + 0.36], ":", color="C6", lw=1.8)
ax.set_yticks(range(len(cases)), cases)
ax.invert_yaxis()
ax.set(xlabel="dead units of 30, after training", xlim=(-0.8, 30.8))
ax.annotate("dotted: median before training\nsolid: after", (8, 2), va="center", color="C6")
ax.grid(axis="y", visible=False)
ax.set_title("Small steps and centered data help")
fig.set_label(
    f"Dead units of {H} after training, in {NETS} nets for each of five settings. Means: "
    + "; ".join(f"{' '.join(name.split())}, {np.mean(last[name]):.1f}" for name in cases)
    + "."
)

# %%
# What a leak is good for
# -----------------------
# The same forty starts, 500 steps of 0.1, ReLU against leaky ReLU with :math:`a = 0.1`.  As
# many leaky units end off at all points.  But they still have a slope, and so a
# gradient: where many ReLUs die the net stays bad, and the leaky net learns on.  It is no
# cure for long steps: with steps of 0.2 many leaky nets blow up, where ReLU nets die.

plain, leaky = (
    np.array([train(seed, leak=leak, time=50) for seed in range(NETS)]) for leak in (0, LEAK)
)
many = plain[:, 1] > 2 * H / 3


def blows_up(seed, leak):
    """Return whether the numbers get out of hand with steps of 0.2."""
    try:
        return train(seed, step_size=0.2, leak=leak)[2] > 1e6
    except ValueError:  # not finite any more
        return True


blown = [sum(blows_up(seed, leak) for seed in range(NETS)) for leak in (0, LEAK)]
assert blown[1] >= NETS / 5 > 0 == blown[0]
assert many.sum() >= 3
assert np.median(plain[many, 2]) > 10 * np.median(leaky[many, 2])
assert abs(np.median(leaky[:, 1]) - np.median(plain[:, 1])) < 3
print(
    f"Off at all points, median: {np.median(plain[:, 1]):.1f} ReLUs, {np.median(leaky[:, 1]):.1f} "
    f"leaky ones. In the {many.sum()} nets where more than two thirds of the ReLUs died, the "
    f"median loss is {np.median(plain[many, 2]):.3f}, with the leak "
    f"{np.median(leaky[many, 2]):.4f}. With steps of 0.2, {blown[0]} ReLU nets blow up, and "
    f"{blown[1]} leaky ones."
)

fig, ax = plt.subplots()
ax.plot(plain[:, 1], plain[:, 2], "o", color="C7", fillstyle="none")
ax.plot(leaky[:, 1], leaky[:, 2], "D", color="C5", ms=4)
ax.annotate("ReLU", (27.5, 0.2), color="C6", ha="center")
ax.annotate("leaky ReLU", (23.5, 0.004), color="C5")
ax.set(xlabel="units of 30 that end off at all points", ylabel="loss", yscale="log", xlim=(0, 30))
ax.set_ylim(3e-4, 1)
ax.set_title("Leaky units end off as well, but learn on")
fig.set_label(
    f"Loss against the number of units off at all points, for {NETS} nets with ReLUs and the same "
    "nets with leaky ReLUs. With many units off, the loss of the ReLU nets is high, and that of "
    "the leaky nets stays low."
)

plt.show()
