"""Factorizations that tell small numbers from the rounding errors of zeros."""

import numpy as np

from reluridge._checks import Array

# Rounding in X alone moves singular values by about 2 eps s_1, whatever its size:
# below this share of s_1 a singular value is noise and stands for 0.
NOISE = 8 * np.finfo(np.float64).eps


def magnitude(a: Array, axis: int | None = None) -> Array:
    """Return the power of two at or below the largest size of `a`; 1 where all is 0."""
    largest = np.abs(a).max(axis=axis)
    return np.where(largest > 0, np.ldexp(1.0, np.frexp(largest)[1] - 1), 1.0)


def full_rank_qr(A: Array) -> tuple[Array, Array, Array] | None:
    """Return Q, R and column scales with A = Q R scale, or None if columns are dependent."""
    if len(A) < A.shape[1]:
        return None
    scale = magnitude(A, axis=0)
    Q, R = np.linalg.qr(A / scale)
    s = np.linalg.svd(R, compute_uv=False)
    return (Q, R, scale) if s[-1] > NOISE * s[0] else None


def svd(X: Array) -> tuple[Array, Array, Array]:
    """Return the singular value decomposition of `X` without the values that are noise."""
    U, s, Vt = np.linalg.svd(X, full_matrices=False)
    full_rank = full_rank_qr(X if len(X) >= X.shape[1] else X.T)
    real = s > (0 if full_rank else NOISE * s[0])
    return U[:, real], s[real], Vt[real]
