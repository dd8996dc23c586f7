"""Factorizations that tell small numbers from the rounding errors of zeros."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from reluridge._engine.checks import Array, representable

Powers = NDArray[np.signedinteger]

EPS = np.finfo(np.float64).eps
# Rounding in X alone moves singular values by about 2 eps s_1, whatever its size:
# below this share of s_1 a singular value is noise and stands for 0.
NOISE = 8 * EPS


def magnitude(a: Array, axis: int | None = None) -> Powers:
    """Return k, with 2**k at or below the largest size of `a`; 0 where all is 0.

    A power of two is kept as its exponent: products of them stay in range, and
    `numpy.ldexp` multiplies by one without rounding.
    """
    largest = np.abs(a).max(axis=axis)
    return np.where(largest > 0, np.frexp(largest)[1] - 1, 0)


def leveled(a: Array, k: Powers) -> tuple[Array, Powers]:
    """Return a 2**k as z 2**top, with no z above 1 and the largest near it."""
    z, own = np.frexp(a)
    top = np.asarray(np.max(own + k, where=z != 0, initial=-9999))
    return np.ldexp(z, own + k - top), top


def qr(A: Array) -> tuple[Array, Array, Powers]:
    """Return Q, R and the scales k of the columns with A = Q R 2**k.

    Columns are scaled to like size, and the largest rows go first: both keep the
    small ones from drowning in the large.
    """
    scale = magnitude(A, axis=0)
    A = np.ldexp(A, -scale)
    order = np.argsort(-np.abs(A).max(axis=1))
    Q, R = np.linalg.qr(A[order])
    return Q[np.argsort(order)], R, scale


def full_rank_qr(A: Array) -> tuple[Array, Array, Powers] | None:
    """Return what `qr` does, or None if columns are dependent."""
    if len(A) < A.shape[1]:
        return None
    Q, R, scale = qr(A)
    return (Q, R, scale) if _independent(A, R, scale) else None


def svd(X: Array) -> tuple[Array, Array, Array]:
    """Return the singular value decomposition of `X` without the values that are noise.

    It is taken from the triangular factor of `X` with rows and columns sorted by
    size, which keeps the digits of small singular values beside large ones.
    """
    if len(X) < X.shape[1]:
        U, s, Vt = svd(X.T)
        return Vt.T, s, U.T
    unit, order = magnitude(X), np.argsort(-np.abs(X).max(axis=0))
    X = X[:, order]
    Q, R, scale = qr(X)
    independent, R = _independent(X, R, scale), np.ldexp(R, scale - unit)
    # With vectors LAPACK lifts what is below some multiple of eps to that; without, it does not.
    (V, _, Ut), s = np.linalg.svd(R.T), np.linalg.svdvals(R)
    real = s > (0 if independent else NOISE * s[0])
    with np.errstate(over="ignore"):
        s = representable(np.ldexp(s, unit), "the norm of X", "rescale X")
    s = np.maximum(s, np.finfo(np.float64).smallest_subnormal)  # what is real is not 0
    return Q @ Ut[real].T, s[real], V.T[real][:, np.argsort(order)]


def gram_eigh(X: Array) -> tuple[Array, Array] | None:
    """Return eigenvalues, in rising order, and eigenvectors of the smaller of X.T X and X X.T.

    None where its entries leave the range in which products keep their digits.
    """
    gram = X @ X.T if len(X) <= X.shape[1] else X.T @ X
    if not 1e-100 < gram.trace() < 1e100:  # false for nan
        return None
    e, V = np.linalg.eigh(gram)
    return np.maximum(e, 0), V


def _independent(A: Array, R: Array, scale: Powers) -> bool:
    """Return whether no singular value of A = Q R 2**scale may be the rounding error of a 0.

    The k largest rows go into the k first of R, and rounding errors are in proportion to the
    next one: where rows differ in size, small ones stand above the noise of their own.
    """
    sizes = -np.sort(-np.abs(np.ldexp(A, -scale)).max(axis=1))[: len(R), None]
    for own in (R, np.ldexp(R, -magnitude(sizes, axis=1)[:, None])):
        s = np.linalg.svdvals(own)
        if s[-1] > NOISE * s[0]:
            return True
    return False
