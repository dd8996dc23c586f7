r"""The normal equations, as far as their digits go.

**Problem.**  :math:`(X^TX + \lambda I)w = X^Ty` is the quickest way to ridge weights, but its
matrix has the square of the condition number of :math:`[X; \sqrt\lambda I]`.  When is it good
enough?

**Algorithm.**

1. Form the smaller of :math:`G = X^TX` and :math:`G = XX^T`.
2. For one :math:`\lambda`, factor :math:`G + \lambda I = L L^T` (Cholesky); for many, find
   :math:`G = V e V^T` once, so that each inverse is :math:`V (e + \lambda)^{-1} V^T`.
3. Refine once: compute what is left over, :math:`y - Xw`, with `X` itself, and add the weights
   that explain it.

**Why it is stable.**  Let :math:`c` be the condition number of :math:`G + \lambda I`.  Step 2 has
the relative error :math:`\delta \approx \epsilon c`.  Step 3 makes the same relative error in a
correction of relative size :math:`\delta`, which leaves :math:`\delta^2`, besides the rounding of
the residual, which costs :math:`\epsilon \sqrt c`, as QR does.  So up to
:math:`c = 1/\sqrt\epsilon`, where :math:`\delta^2 = \epsilon`, nothing is lost (corrected
seminormal equations).  For many
:math:`\lambda` it is known better what may be noise: where :math:`e_m \le 10^{-10} e_1` may stand
for 0, only :math:`c \le 10` is accepted.  Nothing is, if the trace is not between
:math:`10^{-100}` and :math:`10^{100}`, where products keep their digits.

No refinement mends the shares :math:`1 - h_i` of leaving one out.  Rounding changes them by about
:math:`\epsilon` times

.. math:: 1 + e_1 \max_i \frac{e_i}{(e_i + \lambda)^2} \quad (n > d), \qquad
          \frac{e_1 + \lambda}{e_n + \lambda} \, \max_i (1 - h_i) \quad (n \le d),

and that over :math:`\min_i (1 - h_i)` must not exceed 4096, which leaves 12 digits.

The condition number is at most the trace over :math:`\lambda`.  Where that does not settle it, the
inverse is formed for its norm.  (An estimate from a few solutions, as LAPACK has it, may miss
the one direction that counts: two columns that are equal are enough.)

**Cost.**  One product of :math:`n d \min(n, d)` steps, which is what a computer does best.

**Reference.**  Björck (1987), *Linear Algebra and its Applications* 88/89, 31-48.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from reluridge._engine import checks
from reluridge._engine.checks import Array
from reluridge._engine.factor import EPS, NOISE, magnitude, scaled

Mask = NDArray[np.bool_]

# Condition numbers that need no refinement, and that it mends.
_WORN, _REFINED = 10, EPS**-0.5
# One that is mended for the weights together, not for each in its unit, or beside a zero.
_DOUBTFUL = 1e4
# Below this share of the largest, an eigenvalue may stand for 0.
_SINGULAR = 1e-10
_LEFT_OUT = 2**12
# So many unknowns are found together.
_BLOCK = 64
# Beyond, in either direction, products lose digits.
_CLOSE, _FAR = 1e-100, 1e100


def _gram(X: Array) -> Array | None:
    """Return the smaller of X X.T and X.T X, if products keep their digits there."""
    gram = X @ X.T if len(X) <= X.shape[1] else X.T @ X
    return gram if _CLOSE < gram.trace() < _FAR else None  # nan is out, too


def by_cholesky(X: Array, y: Array, lam: float) -> Array | None:
    """Return the ridge weights at one strength, or None where digits would be lost."""
    with checks.quiet():
        gram, unit = _gram(X), magnitude(y)
        if gram is None or lam > _FAR:
            return None
        gram.flat[:: len(gram) + 1] += lam
        try:
            solved = _by_substitution(np.asarray(np.linalg.cholesky(gram)))
        except np.linalg.LinAlgError:
            return None
        tall = len(X) > X.shape[1]
        if not gram.trace() <= _DOUBTFUL * lam:  # else the condition number is smaller still
            smallest = 1 / np.linalg.norm(solved(np.eye(len(gram))), 1)
            certain = smallest - lam > _SINGULAR * gram.trace()
            limit = _REFINED if tall and certain else _DOUBTFUL
            if not np.linalg.norm(gram, 1) <= limit * smallest:  # false for nan
                return None
        y = scaled(y, -unit)
        if tall:
            w = solved(X.T @ y)
            w += solved(X.T @ (y - X @ w) - lam * w)
        else:
            a = solved(y)
            w = X.T @ a
            w += X.T @ solved(y - X @ w - lam * a)  # a + solved(...) would be rounded like a
        return checks.representable(np.ldexp(w, unit), "the weights", "rescale X or y")


def _by_substitution(L: Array) -> Callable[[Array], Array]:
    """Return what solves L L.T z = b, block by block: the diagonal by inverses of its own."""
    blocks = [slice(k, k + _BLOCK) for k in range(0, len(L), _BLOCK)]
    diagonal = [(own, np.tril(np.linalg.inv(L[own, own]))) for own in blocks]

    def solved(b: Array) -> Array:
        z = b.copy()
        for own, inverse in diagonal:
            z[own] = inverse @ (z[own] - L[own, : own.start] @ z[: own.start])
        for own, inverse in reversed(diagonal):
            z[own] = inverse.T @ (z[own] - L[own.stop :, own].T @ z[own.stop :])
        return z

    return solved


def by_eigenvalues(X: Array, y: Array, lams: Array) -> tuple[Array, Mask]:
    """Return the ridge weights, a row for each of `lams`, and which rows have their digits."""
    W, safe = np.zeros((len(lams), X.shape[1])), np.zeros(len(lams), dtype=bool)
    with checks.quiet():
        gram, unit, wide = _gram(X), magnitude(y), len(X) <= X.shape[1]
        if gram is None:
            return W, safe
        e, V = _eigh(gram)
        cond = (e[-1] + lams) / (e[0] + lams)
        safe = (cond <= (_REFINED if e[0] > _SINGULAR * e[-1] else _WORN)) & (lams < _FAR)

        def solved(B: Array, lam: Array) -> Array:
            """Return (gram + lam I)⁻¹ b for each row b of `B`."""
            return (B @ V / (e + lam)) @ V.T

        y, lam = scaled(y, -unit), lams[safe, None]
        A = solved(y if wide else y @ X, lam)
        own, worn = A @ X if wide else A, cond[safe] > _WORN
        A, lam, residual = A[worn], lam[worn], y - own[worn] @ X.T
        if wide:
            own[worn] += solved(residual - lam * A, lam) @ X
        else:
            own[worn] += solved(residual @ X - lam * A, lam)
        W[safe] = checks.representable(np.ldexp(own, unit), "the weights", "rescale X or y")
    return W, safe


def residuals(X: Array, y: Array, lams: Array, fitted: Array) -> tuple[Array, Array, Mask]:
    """Return y - Xw and 1 - h, a row for each of `lams`, and which rows have their digits.

    Both may share a factor in a row, which their quotient does not feel.  `X` and `y` are what
    is left of the data beside the orthonormal columns `fitted`.
    """
    with checks.quiet():
        gram, unit, lam = _gram(X), magnitude(y), lams[:, None]
        wide = len(X) <= X.shape[1]
        if gram is None or (wide and fitted.size):
            nothing = np.ones((len(lams), len(X)))
            return nothing, nothing.copy(), np.zeros(len(lams), dtype=bool)
        (e, V), y = _eigh(gram), scaled(y, -unit)
        if wide:
            share = (e[0] + lam) / (e + lam)
            errors, left = (share * (y @ V)) @ V.T, share @ (V**2).T
            cond = left.max(axis=1) * (e[-1] + lams) / (e[0] + lams)
        else:
            U = X @ V
            errors, left = y - ((y @ U) / (e + lam)) @ U.T, -(1 / (e + lam)) @ (U**2).T
            left += 1 - np.sum(fitted**2, axis=1)
            # A direction without data (e = 0 but for rounding) is in no error.
            cond = 1 + e[-1] * np.max((e + NOISE * e[-1]) / (e + lam) ** 2, axis=1)
        safe = (cond <= _LEFT_OUT * left.min(axis=1)) & (lams < _FAR)
        return np.ldexp(errors, unit), left, safe


def _eigh(gram: Array) -> tuple[Array, Array]:
    """Return the eigenvalues, none below 0, in rising order, and the eigenvectors."""
    e, V = np.linalg.eigh(gram)
    return np.maximum(e, 0), V


def by_sums(A: Array, moment: Array) -> tuple[Array, int]:
    """Return w of A w = moment for a matrix of sums, and how many digits its largest entry has.

    Columns are brought to like size: A = D C D, z = D w.  Rounding changes z by EPS cond(C) of its
    size.  Where C may have no inverse there is no digit; where w = 0, all of them.
    """
    unit = np.sqrt(np.where(A.diagonal() > 0, A.diagonal(), 1))
    C = A / unit / unit[:, None]
    e = np.linalg.eigvalsh(C)
    if e[0] <= NOISE * e[-1]:
        return np.zeros_like(unit), 0
    with checks.quiet():
        z = np.linalg.solve(C, moment / unit)
        w = z / unit
        return w, digits(e[0] * np.abs(w).max(), e[-1] * np.abs(z).max() / unit.min())


def digits(result: float | Array, size: float | Array) -> int:
    """Return how many digits of a result are sure if rounding errors are EPS times `size`."""
    return int(np.log10(max(1, result / size / EPS))) if size else 16
