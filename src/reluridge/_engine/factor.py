r"""A matrix as a product of two of full rank, when float64 cannot tell small from zero.

**Problem.**  What least squares gives depends on the rank of `X`, and a rank is decided among
rounding errors.  If rows are measured on different scales and columns in different units, a
singular value of :math:`10^{-9}` may be all that a feature has, and one of 1 the rounding
error of a row of :math:`10^{17}`.

**Algorithm.**

1. *Balance.*  A factor on a row or column changes no rank.  Divide each column by its largest
   entry, then each row, by powers of two, which round nothing: :math:`X = D_r E D_c`, and the
   largest entry of each row and column of `E` is near 1.  So are its rounding errors near eps.
2. *Count* the singular values of `E` above :math:`8 \epsilon \sqrt{\max(n, d)}` times the first.
   That is the rank `k`.  (Where the columns of :math:`X D_c^{-1}`, or the rows, already have no
   singular value that may be noise, they are independent, and step 1 is left out.)
3. *Split.*  Choose `k` rows `J` and columns `K` that are far from dependent, as Gaussian
   elimination with partial pivoting on the leading singular vectors does, and write all rows
   and all columns as combinations of the chosen ones:

   .. math:: X = L \, S \, U , \qquad S = X_{JK} , \quad
             L = D_r E_{:K} E_{JK}^{-1} D_{r,J}^{-1} , \quad
             U = D_{c,K}^{-1} E_{JK}^{-1} E_{J:} D_c .

4. *Factor* both, :math:`L = Q T 2^a` and :math:`U^T = B R 2^b`, with columns brought to like
   size and the largest rows first.  What is left, :math:`M = T 2^a S 2^b R^T`, is square and of
   full rank: `X` between orthonormal bases of its columns and its rows.

**Why it is stable.**  `S` is a part of `X`, exact.  `L` and `U` solve systems in
:math:`E_{JK}`, whose columns are of one size and far from dependent, so their entries are right to
eps in the units of the user; what is below the bound on their rounding errors is 0.  Rows and
columns of `S` are sorted by size, so that no small one is added to a large one.  Householder QR
with the large rows first keeps small rows next to large ones, column scaling keeps small columns.

**Cost.**  Where the columns of :math:`X D_c^{-1}`, or its rows, are independent beyond doubt, one
QR of `X` is all, and the rest is left out.  Else another one, and a singular value decomposition
of size :math:`\min(n, d)`.

References: van der Sluis (1969) on scaling; Cox & Higham (1998) on sorted rows; Goreinov,
Tyrtyshnikov & Zamarashkin (1997) on skeletons of rows and columns.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from reluridge._engine import checks
from reluridge._engine.checks import Array

Powers = NDArray[np.signedinteger]

EPS = np.finfo(np.float64).eps
# Below this share of the largest, a singular value may be the rounding error of a zero.
NOISE = 8 * EPS
# A pivot is the first entry that is not below this share of the largest.
_SMALL = 1 / 8
# So many columns are eliminated before the others hear of it: the rest is matrix products.
_PANEL = 32
# Below this share of the largest, LAPACK may lift a singular value, if it gives vectors as well.
_LIFTED = 1e-8
# The power of two of a zero: that of no product is as low.
_NONE = -9999


class QR(NamedTuple):
    """Q, R and the powers k with A = Q R 2**k."""

    Q: Array
    R: Array
    scale: Powers


def magnitude(a: Array, axis: int | None = None) -> Powers:
    """Return the least k with all sizes of `a` below 2**k; 0 where all is 0.

    A power of two is kept as its exponent: products of them stay in range.
    """
    return np.frexp(np.abs(a).max(axis=axis, initial=0))[1]


def scaled(A: Array, k: Powers | int) -> Array:
    """Return A 2**k, as `numpy.ldexp`, which is ten times as slow."""
    half = np.asarray(k) // 2
    return A * np.ldexp(1.0, half) * np.ldexp(1.0, k - half)


def leveled(a: Array, k: Powers) -> tuple[Array, Powers]:
    """Return a 2**k as z 2**top, with no z above 1 and the largest near it."""
    z, own = np.frexp(a)
    top = np.asarray(np.max(own + k, where=z != 0, initial=_NONE))
    return np.ldexp(z, own + k - top), top


def qr(A: Array) -> QR:
    """Return `A` factored, with its columns brought to like size and the largest rows first."""
    A, order, scale = _in_order(A)
    Q, R = np.linalg.qr(A[order])
    return QR(Q[np.argsort(order)], R, scale)


def _in_order(A: Array) -> tuple[Array, NDArray[np.intp], Powers]:
    """Return `A` 2**-scale with columns of like size, the order of its rows by size, and scale."""
    scale = magnitude(A, axis=0)
    A = scaled(A, -scale)
    return A, np.argsort(-np.abs(A).max(axis=1, initial=0)), scale


class Factors(NamedTuple):
    """X = Q M B.T, with M = T 2**a S (R 2**b).T and S = square[i, j] 2**(rows[i] + columns[j])."""

    left: QR | None  # None: Q and T are identities
    square: Array
    rows: Powers
    columns: Powers
    right: QR | None

    def parts(self) -> list[tuple[Array, Powers]]:
        """Return what M is a product of: each a matrix, times powers of two for its columns."""
        none = np.zeros_like(self.rows)
        T, a = (self.left.R, self.left.scale) if self.left else (np.eye(len(none)), none)
        R, b = (self.right.R, self.right.scale) if self.right else (np.eye(len(none)), none)
        return [(T, a + self.rows), (self.square, self.columns + b), (R.T, none)]

    def core(self) -> tuple[Array, Powers]:
        """Return M and top with X = Q M B.T 2**top."""
        (T, a), (S, b), (R, _) = self.parts()
        powers = a[:, None] + b
        top = np.max(powers, initial=_NONE)
        return T @ scaled(S, powers - top) @ R, top


def triangle(A: Array, b: Array) -> tuple[Array, Powers, Array] | None:
    """Return R and scale of `qr`, and Q.T b, without Q; None if columns may be dependent."""
    A, order, scale = _in_order(A)
    R = np.asarray(np.linalg.qr(np.column_stack([A, b])[order], mode="r"))[: A.shape[1]]
    R, target = R[:, :-1], R[:, -1]
    return (R, scale, target) if _surely_independent(R) else None


def factored(X: Array) -> Factors:
    """Return `X` factored, with as many columns and rows between as its rank."""
    wide = len(X) < X.shape[1]
    with checks.quiet():
        own = qr(X.T if wide else X)
        if not _surely_independent(own.R):
            return _split(X)
    none = np.zeros(len(own.R), dtype=int)
    return Factors(None if wide else own, np.eye(none.size), none, none, own if wide else None)


def _surely_independent(R: Array) -> bool:
    """Return whether no singular value of `R` may be noise, by its inverse."""
    try:
        cond = np.linalg.norm(R) * np.linalg.norm(np.linalg.inv(R))
    except np.linalg.LinAlgError:
        return False
    return bool(cond * NOISE < 1)


def _split(X: Array) -> Factors:
    """Return `X` factored by rows and columns of it that are far from dependent."""
    n, d = X.shape
    E, rows, columns = _balanced(X)
    R = np.asarray(np.linalg.qr(E if n >= d else E.T, mode="r"))
    k = _rank(R, max(n, d))
    one = np.linalg.svd(R)[2][:k].T  # of the shorter side; the products with E span the longer
    U, V = (E @ one, one) if n >= d else (one, E.T @ one)
    J, K = _chosen(U, rows), _chosen(V, columns)
    square = E[np.ix_(J, K)]
    L, U = _combinations(square.T, E[:, K].T, J).T, _combinations(square, E[J], K)
    return Factors(
        qr(scaled(L, rows[:, None] - rows[J])),
        square,
        rows[J],
        columns[K],
        qr(scaled(U, columns - columns[K][:, None]).T),
    )


def _balanced(X: Array) -> tuple[Array, Powers, Powers]:
    """Return E, r and c with X = 2**r E 2**c, and entries near 1 in each row and column of E."""
    columns = magnitude(X, axis=0)
    E = scaled(X, -columns)
    rows = magnitude(E, axis=1)
    return scaled(E, -rows[:, None]), rows, columns


def _rank(R: Array, longest: int) -> int:
    """Return how many singular values of `R` are no rounding errors of zeros."""
    # With vectors LAPACK lifts what is below some multiple of eps to that; without, it does not.
    s = np.linalg.svdvals(R)
    return int(np.count_nonzero(s > NOISE * np.sqrt(longest) * s[0]))


def on_their_own(X: Array, which: NDArray[np.intp]) -> NDArray[np.bool_]:
    """Return whether each of some rows is independent of all others: its unit vector is fitted."""
    E, _, _ = _balanced(X)
    Q, R = np.linalg.qr(E)
    U = Q @ np.linalg.svd(R)[0][:, : _rank(R, max(X.shape))]
    return np.sum(left_of(U, which) ** 2, axis=0) <= len(X) * NOISE**2


def left_of(basis: Array, which: NDArray[np.intp]) -> Array:
    """Return what orthonormal columns leave of some unit vectors, projected until it stays."""
    left = np.zeros((len(basis), which.size))
    left[which, np.arange(which.size)] = 1
    for _ in range(3):
        left -= basis @ (basis.T @ left)
    return left


def _combinations(A: Array, B: Array, own: NDArray[np.intp]) -> Array:
    """Return C with A C = B, where B[:, own] is A; what may be rounding errors of 0 is 0."""
    C = np.linalg.solve(A, B)
    rounding = np.abs(np.linalg.inv(A)) @ (np.abs(A) @ np.abs(C))
    C[np.abs(C) < NOISE * rounding] = 0
    C[:, own] = np.eye(len(A))
    return np.asarray(C)


def _chosen(V: Array, sizes: Powers) -> NDArray[np.intp]:
    """Return as many rows of `V` as it has columns, far from dependent, and large if they can be.

    They are the pivots of an LU factorization, each the first that is not small.
    """
    order = np.argsort(-sizes)
    V = V[order]
    for start in range(0, V.shape[1], _PANEL):
        stop = min(start + _PANEL, V.shape[1])
        for j in range(start, stop):
            entries = np.abs(V[j:, j])
            if p := int(np.argmax(entries >= _SMALL * entries.max())):
                for a in (V, order):
                    pivot = a[j + p].copy()
                    a[j + 1 : j + p + 1], a[j] = a[j : j + p], pivot
            V[j + 1 :, j] /= V[j, j]
            V[j + 1 :, j + 1 : stop] -= V[j + 1 :, j, None] * V[j, j + 1 : stop]
        unit = np.tril(V[start:stop, start:stop], -1) + np.eye(stop - start)
        V[start:stop, stop:] = np.linalg.solve(unit, V[start:stop, stop:])
        V[stop:, stop:] -= V[stop:, start:stop] @ V[start:stop, stop:]
    own = order[: V.shape[1]]
    return own[np.argsort(-sizes[own])]


def svd(X: Array) -> tuple[Array, Array, Array]:
    """Return U, s and Vt with X = U s Vt, as many as the rank: what may be noise is left out.

    It is taken from a triangle with rows and columns sorted by size, which keeps the digits of
    small singular values beside large ones.
    """
    if len(X) < X.shape[1]:
        U, s, Vt = svd(X.T)
        return Vt.T, s, U.T
    with checks.quiet():
        factors = factored(X)
        left, right = factors.left, factors.right
        assert left  # as X is not wide
        M, top = factors.core()
        order = np.argsort(-np.abs(M).max(axis=0, initial=0))
        Q, R, scale = qr(M[:, order])
        # Of what is not finite NumPy's SVD raises on some machines, and on others returns nan.
        R = checks.representable(scaled(R, scale), "the norm of X", "rescale X")
        V, s, Ut = np.linalg.svd(R.T)
        if s.size and s[-1] < _LIFTED * s[0]:
            s = np.linalg.svdvals(R)
        s = checks.representable(np.ldexp(s, top), "the norm of X", "rescale X")
        s = np.maximum(s, np.finfo(np.float64).smallest_subnormal)  # what is real is not 0
        U, Vt = Q @ Ut.T, V.T[:, np.argsort(order)]
        return left.Q @ U, s, Vt @ right.Q.T if right else Vt
