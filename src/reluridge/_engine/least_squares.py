"""Ridge and least-squares weights with their digits."""

from __future__ import annotations

import numpy as np

from reluridge._engine import checks
from reluridge._engine.checks import Array
from reluridge._engine.factor import Powers, full_rank_qr, leveled, magnitude, qr, svd


def solve(X: Array, y: Array, lams: Array) -> Array:
    """Return the ridge weights at each of `lams`, one row each."""
    with np.errstate(over="ignore", under="ignore", invalid="ignore"):
        if factors := full_rank_qr(X):
            Q, R, scale = factors
            target, unit = _explained(Q, y)
            W = [_fake_data(R, target, unit, scale, lam) for lam in lams]
        elif factors := full_rank_qr(X.T):
            Q, R, scale = factors
            W = [_fake_features(Q, R, y, scale, lam) for lam in lams]
        else:
            lift = np.minimum(magnitude(X), 0)  # subnormal numbers have few digits
            U, s, Vt = svd(np.ldexp(X, -lift))
            (s, scale), (target, unit) = np.frexp(s), _explained(U, y)
            W = [_filtered(s, target, unit, scale + lift, lam) @ Vt for lam in lams]
    return checks.representable(np.stack(W), "the weights", "rescale X or y")


def _explained(Q: Array, y: Array) -> tuple[Array, Powers]:
    """Return Q.T y as z and k with Q.T y = z 2**k."""
    unit = magnitude(y)
    return Q.T @ np.ldexp(y, -unit), unit


def _fake_data(R: Array, target: Array, unit: Powers, scale: Powers, lam: float) -> Array:
    """Return the least-squares solution of [R 2**scale; √lam I] w = [target 2**unit; 0]."""
    Q, R, scale = _stacked_qr(R, scale, lam)
    return np.asarray(np.ldexp(np.linalg.solve(R, Q.T @ target), unit - scale))


def _fake_features(V: Array, R: Array, y: Array, scale: Powers, lam: float) -> Array:
    """Return V z of the least-norm solution of [(R 2**scale).T, √lam I] (z, f) = y."""
    Q, R, scale = _stacked_qr(R, scale, lam)
    target, unit = leveled(y, -scale)
    return np.asarray(np.ldexp(V @ (Q @ np.linalg.solve(R.T, target)), unit))


def _filtered(s: Array, target: Array, unit: Powers, scale: Powers, lam: float) -> Array:
    """Return what `_fake_data` does for a diagonal matrix, R = diag(s)."""
    if lam == 0:
        return np.asarray(np.ldexp(target / s, unit - scale))
    root, top = np.frexp(np.hypot(np.ldexp(s, scale), np.sqrt(lam)))
    return np.asarray(np.ldexp(target * s / root**2, unit + scale - 2 * top))


def _stacked_qr(R: Array, scale: Powers, lam: float) -> tuple[Array, Array, Powers]:
    """Factor [R 2**scale; √lam I]: the rows of Q that belong to R, the new R and scales."""
    if lam == 0:
        return np.eye(len(R)), R, scale
    # Far above the data, the price only divides the weight: what √lam has beyond 2**500 goes
    # twice into the scale, and the squares stay in range.
    root = np.sqrt(lam)
    excess = np.maximum(magnitude(root) - scale - 500, 0)
    Q, T, more = qr(np.vstack([R, np.diag(np.ldexp(root, -scale - excess))]))
    return Q[: len(R)], T, scale + more + 2 * excess
