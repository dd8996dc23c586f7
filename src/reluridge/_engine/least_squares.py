r"""Ridge and least-squares weights with all the digits that the data allow.

**Problem.**  Minimize :math:`\lVert y - Xw\rVert^2 + \lambda\lVert w\rVert^2`, at :math:`\lambda = 0`
with the least norm, for any rank, units and :math:`\lambda`.

**Algorithm.**  With :math:`X = (Q T 2^a)(B R 2^b)^T` of `factor.factored` the weights are
:math:`w = B u`.  If the rows of `X` are independent, it is the system with fake features that is
solved, else the one with fake data,

.. math:: \min_u \Bigl\lVert \begin{bmatrix} Q^T y \\ 0 \end{bmatrix}
          - \begin{bmatrix} T 2^{a+b} R^T \\ \sqrt\lambda I \end{bmatrix} u \Bigr\rVert^2 ,

by QR with columns of like size and the largest rows first.

**Why it is stable.**  Nothing is squared.  Sizes are kept as powers of two beside the numbers,
so that nothing that can be represented is lost on the way.

**Cost.**  One factorization of `X`, and for each :math:`\lambda` one of a matrix of its rank.

`by_inverse` is what most data get, at a third of the cost: see there.

References: Björck (1996), *Numerical Methods for Least Squares Problems*, sections 2.4 to 2.7.
"""

from __future__ import annotations

import numpy as np

from reluridge._engine import checks
from reluridge._engine.checks import Array
from reluridge._engine.factor import QR, Powers, factored, leveled, magnitude, qr, scaled


def solve(X: Array, y: Array, lams: Array) -> Array:
    """Return the ridge weights at each of `lams`, one row each."""
    with checks.quiet():
        factors = factored(X)
        left, right = factors.left, factors.right
        if left is None:
            W = [_fake_features(right, y, lam) for lam in lams]
        else:
            unit = magnitude(y)
            target = left.Q.T @ scaled(y, -unit)
            M, powers = left.R, left.scale
            if right is not None:
                M, top = factors.core()
                powers = np.full(len(M), top)
            W = [_fake_data(M, powers, target, unit, lam) for lam in lams]
            if right is not None:
                W = [right.Q @ u for u in W]
    return checks.representable(np.stack(W), "the weights", "rescale X or y")


def _fake_data(M: Array, powers: Powers, target: Array, unit: Powers, lam: float) -> Array:
    """Return the least-squares solution of [M 2**powers; √lam I] u = [target 2**unit; 0]."""
    Q, R, scale = _stacked(M, powers, lam)
    return np.asarray(np.ldexp(np.linalg.solve(R, Q.T @ target), unit - scale))


def _fake_features(right: QR, y: Array, lam: float) -> Array:
    """Return B u of the least-norm solution of [(R 2**b).T, √lam I] (u, f) = y."""
    Q, R, scale = _stacked(right.R, right.scale, lam)
    target, unit = leveled(y, -scale)
    return np.asarray(np.ldexp(right.Q @ (Q @ np.linalg.solve(R.T, target)), unit))


def _stacked(R: Array, powers: Powers, lam: float) -> QR:
    """Factor [R 2**powers; √lam I]; of Q the rows that belong to R."""
    if lam == 0:
        return QR(np.eye(len(R)), R, powers)
    # Far above the data, the price only divides the weight: what √lam has beyond 2**500 goes
    # twice into the scale, and the squares stay in range.
    root = np.sqrt(lam)
    excess = np.maximum(magnitude(root) - powers - 500, 0)
    Q, T, more = qr(np.vstack([R, np.diag(np.ldexp(root, -powers - excess))]))
    return QR(Q[: len(R)], T, powers + more + 2 * excess)
