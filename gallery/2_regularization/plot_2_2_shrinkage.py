"""
2.2 Least squares: what shrinks
===============================

The weights of the twelve points at every regularization strength, in the coordinates of the
features and in those of the data: along each singular direction by its own share.
"""

import matplotlib.pyplot as plt
import numpy as np

import reluridge as rr

plt.style.use("reluridge.lecture")

# %%
# What must fall and what must rise
# ---------------------------------
# As :math:`\lambda` rises, the length of the whole weight vector falls and the residual
# grows (:claim:`2.2.c`).  But the two do not go hand in hand.  The length has lost nearly all of
# its 398 where the fit :math:`Xw` still has 95 % of its own.

x = np.linspace(-1, 1, 12)
y = np.array([0.1, -0.7, -1.1, -1.8, -0.1, 0.1, 0.2, 1.0, 1.1, 0.7, 0.9, -0.1])
powers = np.arange(1, 10)
X, lams = x[:, None] ** powers, np.geomspace(1e-8, 1e3, 221)
path = rr.ridge_path(X, y, lams)
norms = np.linalg.norm(path, axis=1)
residuals = np.linalg.norm(y - path @ X.T, axis=1)
fits = np.linalg.norm(path @ X.T, axis=1)
norms, fits, residuals = norms / norms[0], fits / fits[0], residuals / np.linalg.norm(y)
at = np.argmin(np.abs(lams - 1e-3))
assert np.all(np.diff(norms) < 0), "the first two only fall"
assert np.all(np.diff(fits) < 0), "the first two only fall"
assert np.all(np.diff(residuals) > 0), "the last only rises"
assert f"{norms[at]:.1%}" == "1.5%", "1.5 % of the weights is left"
assert f"{fits[at]:.0%}" == "95%", "95 % of the fit"
print(
    f"Along {lams.size} values of λ weights and fit get shorter and the residual longer, each "
    f"time.  At 0.001 they have {norms[at]:.3f}, {fits[at]:.2f} and {residuals[at]:.2f} of their "
    "largest values."
)

fig, ax = plt.subplots(figsize=(4.8, 2.4))
ax.semilogx(lams, norms, "-", color="C2")
ax.semilogx(lams, fits, "-", color="C0")
ax.semilogx(lams, residuals, "--", color="C4")
ax.axvline(1e-3, color="C7", lw=1, ls=":")
ax.text(2e-8, 0.72, "weights", color="C2")
ax.text(2e-3, 0.72, "fit", color="C0")
ax.text(2e-8, 0.32, "residual", color="C4")
ax.set(xlabel="λ", ylabel="share of the largest", ylim=(0, 1.05))
ax.set_title("The weights shrink long before the fit does")
fig.set_label(
    "Three curves against λ, each as a share of its largest value. The length of the weights "
    f"falls from 1 to {norms[at]:.3f} at λ = 0.001; there that of the fit is still {fits[at]:.2f}, "
    f"and that of the residual has risen from {residuals[0]:.2f} to {residuals[at]:.2f}; it goes "
    "on to 1."
)

# %%
# All weights at every λ
# ----------------------
# The vector gets shorter all the way.  Its entries need not: the weight of :math:`x`, which is
# small without a penalty, takes over what the others give up (:claim:`2.2.c`).

free = rr.ols(X, y)
assert np.all(np.abs(path[-1]) < 0.01), "All end at 0"
peak = np.argmax(np.abs(path[:, 0]))
assert f"{free[0]:.1f} {path[peak, 0]:.1f}" == "-0.4 2.8", "from −0.4 through 0 to 2.8"
assert 6.5 < path[peak, 0] / np.abs(free[0]) < 7, "nearly seven times its size"
assert np.all(np.abs(path[:, 1:]) < np.abs(free[1:]) * (1 + 1e-6))
assert 0 < peak < len(path) - 1, "before it shrinks"
assert np.max(np.abs(free)) > 290

fig, ax = plt.subplots()
ax.semilogx(lams, path[:, 1:], "-", color="C2", lw=1, alpha=0.7)
ax.semilogx(lams, path[:, 0], "-", color="C2", lw=3)
ax.annotate(
    "the weight of x",
    (lams[peak], path[peak, 0]),
    (8, 22),
    textcoords="offset points",
    color="C2",
    weight="bold",
    arrowprops={"arrowstyle": "->", "color": "C2"},
)
ax.axhline(0, color="C6", lw=0.8, ls="-")
ax.set(xlabel="λ", ylabel="weight", ylim=(-6, 6), xlim=(1e-8, 1e3))
ax.set_title("Only the weight of x gets larger than it was")
fig.set_label(
    "Nine weights against λ on a logarithmic axis. Most begin beyond the picture, as far away as "
    f"{np.max(free):.0f}, and all end at 0. That of x begins at {free[0]:.2f} and grows to "
    f"{path[peak, 0]:.2f} near λ = {lams[peak]:.1g} before it shrinks."
)

# %%
# One share for each direction
# ----------------------------
# Along the singular direction :math:`v_i` the weight is the least-squares one times
# :math:`s_i^2/(s_i^2+\lambda)` (:claim:`2.2.c`).  A strong direction is kept, a weak one
# dropped, and the switch from one to the other is at :math:`\lambda = s_i^2`.  The shares add up
# to the degrees of freedom.

U, s, Vt = np.linalg.svd(X, full_matrices=False)
kept = s**2 / (s**2 + lams[:, None])
freedom = np.array([rr.degrees_of_freedom(X, lam) for lam in lams])
assert np.allclose(path @ Vt.T, kept * (U.T @ y / s), rtol=1e-6)
assert np.allclose(kept.sum(axis=1), freedom)
assert np.allclose([rr.degrees_of_freedom(X[:, :1], X[:, 0] @ X[:, 0])], 0.5)
assert np.all(np.diff(kept, axis=0) < 0)
assert np.all(kept[0, :8] > 0.99)
assert np.all(kept[-1] < 0.02)
print("Each share is s²/(s² + λ), and their sum the degrees of freedom, at every λ.")

chosen = rr.degrees_of_freedom(X, 0.2)
fig, ax = plt.subplots()
for i in range(9):
    ax.semilogx(lams, kept[:, i], "-", color="C2", lw=1.4)
    ax.plot(s[i] ** 2, 0.5, "o", color="C0", markersize=6)
ax.text(3e-8, 0.4, "λ = s²", color="C0")
ax.axvline(0.2, color="C7", lw=1, ls=":")
ax.set(xlabel="λ", ylabel="share kept")
ax.set_title("Each direction is kept until λ exceeds its s²")
fig.set_label(
    "The kept share of nine singular directions against λ; each falls from 1 to 0 and is one "
    f"half where λ is the square of the singular value, from {s[-1] ** 2:.0e} to {s[0] ** 2:.0f}. "
    f"They add up to {freedom[0]:.1f} on the left, {chosen:.1f} at λ = 0.2, and "
    f"{freedom[-1]:.2f} on the right."
)

# %%
# Where the length is, and where the fit
# --------------------------------------
# In each direction least squares has one weight, and makes with it one part of the fit: the weight
# times :math:`s_i`.  Nearly all of the length is in the last direction, for less than a third of
# the fit; and there :math:`\lambda = 0.001` leaves next to nothing (:claim:`2.2.c`).

fit = np.abs(U.T @ y)
table = {"weight": fit / s, "part of the fit": fit, "share kept": s**2 / (s**2 + 0.001)}
texts = [
    [f"{v:.{digits}f}" for v in part]
    for part, digits in zip(table.values(), (2, 2, 3), strict=True)
]
assert [column[-2:] for column in texts] == [
    ["67.98", "391.82"],
    ["0.48", "0.74"],
    ["0.047", "0.004"],
]
length, shares = np.linalg.norm(free), table["share kept"]
assert f"{length:.0f} {s[-1]:.4f}" == "398 0.0019"
assert fit[-1] / s[-1] > 0.98 * length, "The last has nearly all of the length"
assert np.all(np.diff(s) < 0)
assert np.linalg.norm(fit[:5]) > 0.9 * np.linalg.norm(fit)
assert np.all(shares[:5] > 0.97)
lost = (1 - shares) * fit
assert np.linalg.norm(lost[7:]) > 0.99 * np.linalg.norm(lost)
sine = np.abs(U.T @ np.sin(np.pi * x))
assert [f"{part:.3f}" for part in sine[7:]] == ["0.000", "0.005"]
print(f"The last direction has {fit[-1] / s[-1]:.1f} of the length {length:.1f}.")

fig, axes = plt.subplots(1, 3, figsize=(4.8, 2.35), sharey=True)
for ax, (name, part), row, color in zip(
    axes, table.items(), texts, ("C2", "C0", "C4"), strict=True
):
    ax.barh(range(1, 10), part, color=color, height=0.62)
    ax.set(title=name, xticks=[], xlim=(0, 1.45 * part.max()), ylim=(9.6, 0.4))
    ax.title.set_fontsize(10)
    for i, text in enumerate(row):
        ax.annotate(text, (part[i], i + 1), (4, 0), textcoords="offset points", va="center",
                    fontsize=9)  # fmt: skip
    ax.grid(visible=False)
    ax.spines["bottom"].set_visible(False)
axes[0].set_yticks(range(1, 10))
axes[0].set_ylabel("direction")
fig.set_label(
    "Nine rows of three bars, one for each singular direction. The weights: "
    + ", ".join(texts[0]) + ". The parts of the fit: " + ", ".join(texts[1])
    + ". The shares kept at λ = 0.001: " + ", ".join(texts[2]) + "."
)  # fmt: skip

# %%
# The curve of the twelve points, taken apart
# -------------------------------------------
# The weights along one direction are a curve of their own, and the nine curves add up to the fit.
# With :math:`\lambda = 0.2` the slow ones stay, and those that shoot up near the ends go.

fine = np.linspace(-1, 1, 201)
parts = (fine[:, None] ** powers @ Vt.T) * (U.T @ y / s)
shares = s**2 / (s**2 + 0.2)
assert np.allclose(parts.sum(axis=1), fine[:, None] ** powers @ free)
assert np.allclose(parts @ shares, fine[:, None] ** powers @ rr.ridge(X, y, 0.2))
assert np.all(shares[:4] > 0.6), "more than 60 % of the first four"
assert np.all(shares[5:] < 0.05), "less than 5 % of the last four"
wildest = np.argsort(np.max(np.abs(parts), axis=0))[-3:]
assert 8 in wildest
assert np.argmax(np.abs(parts[:, 8])) in (*range(20), *range(181, 201)), "near the ends"
low = np.flatnonzero(np.max(np.abs(parts), axis=0) < 0.1) + 1
assert low.tolist() == [2, 4, 7], "2, 4 and 7 stay below 0.1"
print(f"Of the directions λ = 0.2 keeps {', '.join(f'{share:.3f}' for share in shares)}.")

fig, axes = plt.subplots(3, 3, figsize=(4.8, 3.8), sharex=True, sharey=True)
for i, ax in enumerate(axes.flat):
    ax.plot(fine, parts[:, i], "--", color="C0", lw=1.2)
    ax.plot(fine, shares[i] * parts[:, i], "-", color="C2", lw=2)
    share = f"{100 * shares[i]:.0f}" if shares[i] > 0.01 else "< 1"
    ax.set_title(f"{i + 1}: {share} % kept", fontsize=9)
    ax.set(xticks=(-1, 0, 1), ylim=(-1.9, 1.9))
    ax.axhline(0, color="C6", lw=0.6)
for ax in axes[2]:
    ax.set_xlabel("x")
fig.legend(
    [axes[0, 0].lines[0], axes[0, 0].lines[1]],
    ["least squares", "ridge, λ = 0.2"],
    loc="outside lower center",
    ncols=2,
)
fig.set_label(
    "Nine small pictures, a curve for each singular direction of the twelve points, and the share "
    f"of it that is kept at λ = 0.2: from {100 * shares[0]:.0f} % for the first, a slow curve, to "
    "nothing for the last, which is large near the ends."
)

plt.show()
