r"""Solve with a symmetric matrix of inner products, whatever the units of its rows.

**Problem.** :math:`Ax = b` with a Gram or kernel matrix, perhaps plus :math:`\lambda I`.  Entry
:math:`A_{ij}` comes in the units of row `i` times those of row `j`.  Next to a row of
:math:`10^{10}` an honest row of ones looks like rounding, and a wrong sign in it is not seen.

**Algorithm.**

1. Bring row and column `i` to like units, :math:`C_{ij} = A_{ij}/(d_i d_j)`, with :math:`d_i` the
   power of two next to :math:`\sqrt{A_{ii}}`.  No entry of `C` is then above 2, if `A` holds inner
   products: :math:`A_{ij}^2 \le A_{ii}A_{jj}`.
2. Judge `C` by its eigenvalues: as congruent matrices, `A` and `C` have as many below 0, and as
   many that are 0 (Sylvester).
3. Solve :math:`Cz = D^{-1}b`; then :math:`x = D^{-1}z`.

**Why it is stable.** A power of two rounds nothing.  Of all diagonal scalings, the one to a unit
diagonal has the least condition number, up to a factor of `n` (van der Sluis).  So what `C` is too
close to singular for, no other units would save.

**Cost.** Of the order of :math:`n^3`.

**Reference.** Higham, *Accuracy and Stability of Numerical Algorithms*, 2nd ed., section 7.3.
"""

from __future__ import annotations

import numpy as np

from reluridge._engine import checks
from reluridge._engine.checks import Array
from reluridge._engine.factor import EPS

__all__ = ["kernel_matrix", "like_units", "solve"]

_ROUNDED = 1e-6  # what a matrix computed in float32 may be off, in like units


def like_units(A: Array, floor: float = 0) -> tuple[Array, Array]:
    """Return C and d with A = C * d * d[:, None]; diagonal entries count as `floor` at least."""
    d = np.exp2(np.frexp(np.maximum(A.diagonal(), floor))[1] // 2)  # 1 for 0
    return A / d / d[:, None], d


def solve(A: Array, b: Array, name: str, remedy: str, size: str = "n") -> Array:
    """Return A⁻¹ b for a symmetric A, or an error with a remedy where there is no inverse."""
    C, d = like_units(checks.representable(A, name))
    sizes = np.abs(np.linalg.eigvalsh(C))
    rank = int(np.sum(sizes > len(C) * EPS * sizes.max()))
    if rank < len(C):
        raise ValueError(
            f"{name} must be invertible in float64; got rank {rank} for {size} = {len(C)}: {remedy}"
        )
    return np.linalg.solve(C, b / d) / d


def kernel_matrix(K: Array) -> Array:
    """Return `K`, made symmetric, if it is but for rounding a matrix of inner products."""
    pairs = "pass k(x[i], x[j]) of the data with themselves"
    if K.shape[0] != K.shape[1]:
        raise ValueError(f"K must be square; got shape {K.shape}: {pairs}")
    # So that rounding errors of the largest entries pass, too, where a point is all but 0.
    C, d = like_units(K, floor=len(K) * EPS / _ROUNDED * np.abs(K).max())
    if (uneven := np.abs(C - C.T)).max() > _ROUNDED:
        i, j = np.unravel_index(np.argmax(uneven), K.shape)
        raise ValueError(
            f"K must be symmetric; got {K[i, j]:.8g} at [{i}, {j}] and {K[j, i]:.8g} at "
            f"[{j}, {i}]: {pairs}"
        )
    e, V = np.linalg.eigh(C)
    if e[0] < -_ROUNDED * abs(e[-1]):
        with checks.quiet():
            highest = e[0] / np.sum((V[:, 0] / d) ** 2)  # what K has along V[:, 0] / d
        raise ValueError(
            f"K must have no negative eigenvalue; got one of {highest:.3g} or less: "
            "pass a positive semidefinite kernel"
        )
    return np.tril(K) + np.tril(K, -1).T
