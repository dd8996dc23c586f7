r"""
2.2.1 Gradient descent: weight decay
====================================

In each step the weights are multiplied by :math:`1 - 2\eta\lambda`.  When does that
shrink them?  And what becomes of it when the optimizer is not plain gradient
descent?
"""

import matplotlib.pyplot as plt
import numpy as np

import reluridge as rr

plt.style.use("reluridge.lecture")

# %%
# When the factor shrinks
# -----------------------
# With no data to hold it, a weight is multiplied by :math:`1 - 2\eta\lambda` again and
# again.  It shrinks if :math:`0 < \eta\lambda < 1`, and keeps its sign if
# :math:`\eta\lambda < 1/2` (:claim:`2.2.1.d`).

cases = [0.1, 0.4, 0.9, 1.05]
words = ["decays", "decays fast", "decays, but flips its sign", "grows"]
n_steps = 16

fig, axes = plt.subplots(4, figsize=(4.8, 6.4), sharex=True, sharey=True)
for ax, eta_lam, what, color in zip(axes, cases, words, ["C0", "C0", "C3", "C1"], strict=True):
    path = rr.descend([[0]], [0], eta_lam, 1.0, n_steps, [1], history=True, allow_divergence=True)
    ax.axhline(0, color="C7", lw=1, ls="-")
    ax.plot(path[:, 0], "o-", color=color, markersize=5)
    ax.text(1.5, 3.3, f"ηλ = {eta_lam}: {what}", color=color, weight="bold", va="center")
    ax.set(ylim=(-5, 5), yticks=[-4, 0, 4])
    assert np.allclose(path[:, 0], (1 - 2 * eta_lam) ** np.arange(n_steps + 1))
axes[3].set_xlabel("step")
fig.supylabel("weight", fontsize="medium")
axes[0].set_title("Decay shrinks a weight only if ηλ < 1")
fig.set_label(
    f"A weight of 1 over {n_steps} steps of pure decay, in four panels. At ηλ = 0.1 and 0.4 it "
    "falls to 0; at 0.9 it falls to 0 with alternating sign; at 1.05 it alternates and grows to "
    f"{path[-1, 0]:.1f}."
)

print(f"All four paths are powers of 1 − 2ηλ; the last one ends at {path[-1, 0]:.1f}.")

# %%
# A penalty under Adam
# --------------------
# Adam divides the gradient by the root mean square of the past ones.  A penalty that is
# part of the gradient goes through that division.  So on a weight that the data do not
# touch, ten times the price makes no difference to the steps.  AdamW decays beside the step, and
# there ten times the decay is ten times faster.  Where they end is another matter: with
# one data point, :math:`x = 1` and :math:`y = 3`, the penalty inside Adam's gradient ends at
# the ridge weight :math:`3/(1 + \lambda)`, and the decay of AdamW does not
# (:claim:`2.2.1.d`).


def adam(slope, w, penalty, decay, eta=0.01, n_steps=5000):
    """Return the weight at each step, on data whose squared error has that slope."""
    path, m, v = [w], 0.0, 0.0
    for t in range(1, n_steps + 1):
        g = slope(w) + 2 * penalty * w
        m, v = 0.9 * m + 0.1 * g, 0.999 * v + 0.001 * g**2
        step = (m / (1 - 0.9**t)) / (np.sqrt(v / (1 - 0.999**t)) + 1e-8)
        w = (1 - 2 * eta * decay) * w - eta * step
        path.append(w)
    return np.array(path)


def silent(w):
    """Return the slope where there are no data."""
    return 0 * w


def one_point(w):
    """Return the slope of the squared error at x = 1, y = 3."""
    return 2 * (w - 3)


prices = [0.05, 0.5]
kinds = {"Adam": (1, 0), "AdamW": (0, 1)}  # where the price goes
away = {k: [adam(silent, 3.0, a * p, b * p, 0.02, 400) for p in prices]
        for k, (a, b) in kinds.items()}  # fmt: skip
fitted = {k: [adam(one_point, 0.0, a * p, b * p) for p in prices] for k, (a, b) in kinds.items()}
ridge = [rr.ridge([[1]], [3], p).item() for p in prices]

fig, axes = plt.subplots(2, figsize=(4.8, 6.0))
for ax, runs in zip(axes, (away, fitted), strict=True):
    for (kind, paths), color, widths in zip(runs.items(), ["C1", "C0"], [(5, 2)] * 2, strict=True):
        for path, p, style, lw in zip(paths, prices, ["-", "--"], widths, strict=True):
            alpha = 0.5 if lw == 5 else 1
            ax.plot(path, style, color=color, lw=lw, alpha=alpha, label=f"{kind}, λ = {p}")
    ax.set(ylabel="weight", ylim=(-0.3, 3.4))
for p, w in zip(prices, ridge, strict=True):
    axes[1].axhline(w, color="C6", lw=1, ls=":")
    axes[1].text(5000, w - 0.07, f"ridge, λ = {p}: {w:.3f}", color="C6", ha="right", va="top")
axes[0].set_title("No data: in Adam, λ does not set the pace")
axes[1].set_title("One point: in Adam, λ sets where it ends")
axes[1].set_xlabel("step")
handles, labels = axes[0].get_legend_handles_labels()
fig.legend(handles, labels, loc="outside lower center", ncols=2)
ends = {kind: [path[-1] for path in paths] for kind, paths in fitted.items()}
fig.set_label(
    f"Top: a weight that the data do not touch, over 400 steps, at λ = {prices[0]} and "
    f"{prices[1]}. With decay beside the step, AdamW, the larger price is much faster; with the "
    "penalty inside Adam's gradient both curves are the same. Bottom: one data point. Adam ends at "
    f"{ends['Adam'][0]:.3f} and {ends['Adam'][1]:.3f}, the ridge weights; AdamW at "
    f"{ends['AdamW'][0]:.2f} and {ends['AdamW'][1]:.2f}."
)

assert np.allclose(*away["Adam"], atol=1e-6)  # but for the 1e-8 below the fraction
assert np.abs(np.subtract(*away["AdamW"])).max() > 1
assert np.allclose(ends["Adam"], ridge)
assert np.allclose(ends["AdamW"], [3, 1], atol=0.05)  # the decay holds the first a little below 3
print(
    "Without data, ten times the price changes the weight by up to "
    f"{np.abs(np.subtract(*away['AdamW'])).max():.1f} with AdamW and by less than 0.001 with Adam. "
    f"With one point Adam ends at {ends['Adam'][0]:.3f} and {ends['Adam'][1]:.3f}, which is ridge; "
    f"AdamW at {ends['AdamW'][0]:.2f} and {ends['AdamW'][1]:.2f}."
)

# %%
# Under plain gradient descent the two coincide, whatever the data.

rng = np.random.default_rng(0)
X, y, w = rng.normal(size=(9, 3)), rng.normal(size=9), rng.normal(size=3)
one, other = w, w
for _ in range(50):
    one = rr.gradient_step(X, y, one, 0.01, 0.5)
    other = rr.weight_decay_step(X, y, other, 0.01, 0.5)
assert np.allclose(one, other, rtol=1e-12)
print("After 50 steps of each kind the weights agree, up to rounding.")

plt.show()
