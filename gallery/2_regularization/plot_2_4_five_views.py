"""
Five views, one answer: four are there at once, one walks
=========================================================

Formula, gradient descent, fake data, fake features and dual compute the same weights.  Four of
them end in one solve.  Gradient descent takes steps, and how many depends on :math:`\\lambda`.
"""

import matplotlib.pyplot as plt
import numpy as np

import reluridge as rr

plt.style.use("reluridge.lecture")

# %%
# The five, and how far apart they are
# ------------------------------------
# The twelve points of the chapter, with nine powers of :math:`x` as features.

x = np.linspace(-1, 1, 12)
y = np.array([0.1, -0.7, -1.1, -1.8, -0.1, 0.1, 0.2, 1.0, 1.1, 0.7, 0.9, -0.1])
X = x[:, None] ** np.arange(1, 10)
steepest = np.linalg.norm(X, 2) ** 2
lams, most = [10, 0.2, 0.01], 20_000
steps = np.unique(np.geomspace(1, most, 120).astype(int))
walks, needed, solved = [], [], []
for lam in lams:
    formula = rr.ridge_normal_equations(X, y, lam)
    others = (
        rr.ridge_fake_data(X, y, lam),
        rr.ridge_fake_features(X, y, lam)[0],
        rr.ridge_dual(X, y, lam),
    )
    solved.append(max(abs(w - formula).max() for w in others))
    step_size = 0.5 / (steepest + lam)
    assert np.isclose(step_size, rr.step_size_limit(X, lam) / 2), "half the limit"
    walk = [abs(rr.iterate(X, y, lam, step_size, int(t)) - formula).max() for t in steps]
    walks.append(np.array(walk))
    needed.append(steps[np.argmax(walks[-1] < 5e-4)])

assert max(solved) < 1e-9
assert needed[0] < needed[1] / 10 < needed[2] / 100, "more than ten times as many steps"
print(f"To come within 0.0005 it takes about {needed[0]}, {needed[1]} and {needed[2]} steps.")

fig, ax = plt.subplots(figsize=(4.8, 3.2))
for lam, walk, style in zip(lams, walks, ["-", "--", ":"], strict=True):
    ax.loglog(steps, np.maximum(walk, 1e-7), style, color="C0")
    low = np.argmax(walk < 4e-3)
    text = f"λ = {lam:g}"
    ax.annotate(text, (steps[low], walk[low]), (6, 2), textcoords="offset points", color="C0")
ax.axhline(5e-4, color="C7", linewidth=1)
ax.annotate("arrived", (1, 5e-4), (2, -13), textcoords="offset points", color="C7")
ax.set(xlabel="steps of gradient descent", ylabel="off by", ylim=(1e-5, 10), xlim=(0.8, 6e4))
ax.set_title("The smaller λ, the longer the walk")
fig.set_label(
    "How far gradient descent is from the formula, against the number of steps, both axes "
    f"logarithmic. For λ = 10 it is within 0.0005 after {needed[0]} steps, for 0.2 after about "
    f"{needed[1]}, and for 0.01 after about {needed[2]}."
)

# %%
# Five matrices
# -------------
# What each of the five has to work with: a product of the data for the formula and the dual,
# the data alone for gradient descent, and data with rows below or columns beside.

lam = 0.2
n, d = X.shape
matrices = {
    "formula": (X.T @ X + lam * np.eye(d), "C2", "$X^TX$\n$+ \\lambda I$"),
    "gradient\ndescent": (X, "C0", "$X$"),
    "fake\ndata": (np.vstack([X, lam**0.5 * np.eye(d)]), "C1", "$X$"),
    "fake features": (np.hstack([X, lam**0.5 * np.eye(n)]), "C4", "$X$"),
    "dual": (X @ X.T + lam * np.eye(n), "C3", "$XX^T$\n$+ \\lambda I$"),
}

shapes = [matrix.shape for matrix, _, _ in matrices.values()]
assert shapes == [(9, 9), (12, 9), (21, 9), (12, 21), (12, 12)], "for 12 points and 9 features"
print(f"Numbers in each: {', '.join(str(rows * columns) for rows, columns in shapes)}.")

fig, ax = plt.subplots(figsize=(4.8, 2.25))
left = 0
for name, (matrix, color, block) in matrices.items():
    rows, columns = matrix.shape
    fake = rows > n or columns > n
    high, wide = (n, d) if fake else matrix.shape  # of the block from the data
    ax.add_patch(plt.Rectangle((left, -high), wide, high, fc=color, ec="none", alpha=0.35))
    ax.add_patch(plt.Rectangle((left, -rows), columns, rows, fill=False, ec=color, lw=1.5))
    ax.text(left + wide / 2, -high / 2, block, ha="center", va="center")
    if fake:
        i = np.arange(rows - n if rows > n else n)
        across, down = (left + i, n + i) if rows > n else (left + d + i, i)
        corners = [plt.Rectangle((a, -b - 1), 1, 1) for a, b in zip(across, down, strict=True)]
        for corner in corners:
            corner.set(fc=color, ec="none")
            ax.add_patch(corner)
    ax.text(left + columns / 2, 0.8, name, color=color, ha="center", va="bottom", linespacing=1)
    ax.text(left + columns / 2, -rows - 0.8, f"{rows} × {columns}", ha="center", va="top")
    left += columns + 5
ax.set(xlim=(-1, left - 4), ylim=(-24.5, 6), aspect="equal")
ax.set_axis_off()
ax.set_title("One minimum, five matrices")
fig.set_label(
    "Five rectangles, drawn to scale: the formula has 9 by 9 numbers, gradient descent 12 by 9, "
    "fake data 21 by 9, of which the last nine rows are a diagonal, fake features 12 by 21, of "
    "which the last twelve columns are a diagonal, and the dual 12 by 12."
)

plt.show()
