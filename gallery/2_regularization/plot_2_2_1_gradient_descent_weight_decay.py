r"""
2.2.1 Weight decay, and when it is a penalty
============================================

In each step the weights are multiplied by :math:`1 - 2\eta\lambda`.  When does that
shrink them?  And is it still a penalty when the optimizer is not plain gradient
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
# Adam divides the gradient by the root mean square of the past ones.  A penalty
# that is part of the gradient goes through that division: on weights that the
# data do not touch, ten times the price makes no difference.  AdamW decays
# beside the step, and ten times the decay is ten times faster.  For plain
# gradient descent the two are the same thing (:claim:`2.2.1.d`).


def adam(w, penalty, decay, eta=0.02, n_steps=200):
    """Return the weights at each step, where the loss has no gradient of its own."""
    path, m, v = [w], 0.0, 0.0
    for t in range(1, n_steps + 1):
        g = 2 * penalty * w
        m, v = 0.9 * m + 0.1 * g, 0.999 * v + 0.001 * g**2
        step = (m / (1 - 0.9**t)) / (np.sqrt(v / (1 - 0.999**t)) + 1e-8)
        w = (1 - 2 * eta * decay) * w - eta * step
        path.append(w)
    return np.array(path)


start = np.array([3.0, 2.0, 1.0])
weak, strong = 0.05, 0.5
runs = {
    "Decay beside the step (AdamW): the price counts": [
        adam(start, 0, weak), adam(start, 0, strong),
    ],
    "Penalty inside the gradient (Adam): it does not": [
        adam(start, weak, 0), adam(start, strong, 0),
    ],
}  # fmt: skip

fig, axes = plt.subplots(2, figsize=(4.8, 5.4), sharex=True, sharey=True)
for ax, (title, (slow, fast)) in zip(axes, runs.items(), strict=True):
    ax.plot(slow, "-", color="C0", lw=3.5, alpha=0.6)
    ax.plot(fast, "--", color="C1", lw=1.8)
    ax.set_title(title)
    ax.set(ylabel="weights", ylim=(-0.4, 3.2))
axes[0].text(120, 2.55, f"λ = {weak}", color="C0", weight="bold")
axes[0].text(12, 0.15, f"λ = {strong}", color="C1", weight="bold")
axes[1].text(70, 2.0, f"λ = {weak}", color="C0", weight="bold")
axes[1].text(110, 2.0, f"and λ = {strong}", color="C1", weight="bold")
axes[1].set_xlabel("step")
fig.set_label(
    f"Three weights that the data do not touch, over 200 steps, at λ = {weak} and ten times that. "
    "With decoupled decay the larger price shrinks them much faster. With the penalty inside "
    "Adam's gradient both prices give the same curves."
)

decayed, penalized = runs.values()
assert np.allclose(penalized[0], penalized[1], atol=1e-4)
assert np.abs(decayed[0] - decayed[1]).max() > 1
print(
    "Ten times the price changes the weights by up to "
    f"{np.abs(decayed[0] - decayed[1]).max():.1f} with AdamW and by less than 0.001 with Adam."
)

# %%
# Under plain gradient descent the two coincide, whatever the data.

rng = np.random.default_rng(0)
X, y, w = rng.normal(size=(9, 3)), rng.normal(size=9), rng.normal(size=3)
one, other = w, w
for _ in range(50):
    one = rr.gradient_step(X, y, one, 0.01, strong)
    other = rr.weight_decay_step(X, y, other, 0.01, strong)
assert np.allclose(one, other, rtol=1e-12)
print("After 50 steps of each kind the weights agree, up to rounding.")

plt.show()
