r"""Ridge and least-squares weights with all the digits that the data allow.

**Problem.**  Minimize :math:`\lVert y - Xw\rVert^2 + \lambda\lVert w\rVert^2`, at
:math:`\lambda = 0` with the least norm, for any rank, units and :math:`\lambda`.

**Algorithm.**  With the factors of `factor.factored` the weights are :math:`w = B u`.  If the rows
of `X` are independent, it is the system with fake features that is solved, else the one with
fake data,

.. math:: \min_u \left\lVert \begin{bmatrix} Q^T y \\ 0 \end{bmatrix}
          - \begin{bmatrix} M \\ \sqrt\lambda I \end{bmatrix} u \right\rVert^2 ,

by QR with columns of like size and the largest rows first.

**Why it is stable.**  Nothing is squared.  Sizes are kept as powers of two beside the numbers,
so that nothing that can be represented is lost on the way.

**Cost.**  One factorization of `X`, and for each :math:`\lambda` one of a matrix of its rank.

Most data do not need it: see `normal`.

References: Björck (1996), *Numerical Methods for Least Squares Problems*, sections 2.4 to 2.7.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from reluridge._engine import checks
from reluridge._engine.checks import Array
from reluridge._engine.factor import (
    EPS,
    NOISE,
    QR,
    Factors,
    Powers,
    factored,
    left_of,
    leveled,
    magnitude,
    on_their_own,
    qr,
    scaled,
    svd,
    triangle,
)

# A share of a point that is left out is measured apart where it is below this.
_NEAR = 1e-3
# Below this, even that has lost digits, unless it is 0.
_FAR_OUT = 1e-11


def solve(X: Array, y: Array, lams: Array) -> Array:
    """Return the ridge weights at each of `lams`, one row each."""
    with checks.quiet():
        unit = magnitude(y)
        if len(X) < X.shape[1] or not (tall := triangle(X, scaled(y, -unit))):
            return solve_factored(factored(X), y, lams)
        R, scale, target = tall
        W = [_fake_data(R, scale, target, unit, lam) for lam in lams]
    return checks.representable(np.stack(W), "the weights", "rescale X or y")


def solve_factored(factors: Factors, y: Array, lams: Array) -> Array:
    """Return what `solve` does, for what has been factored already."""
    left, right = factors.left, factors.right
    with checks.quiet():
        unit = magnitude(y)
        target = left.Q.T @ scaled(y, -unit) if left else y
        try:
            if left:
                M, top = factors.core()
                powers = np.full(len(M), top)
                at_prices = (
                    _fake_data(M, powers, target, unit, lam)
                    if lam
                    else _inverted(factors, target, unit)
                    for lam in lams
                )
                W = [right.Q @ u if right else u for u in at_prices]
            elif right:
                W = [_fake_features(right, y, lam) for lam in lams]
        except np.linalg.LinAlgError:  # a size that float64 holds alone, not beside the others
            raise ValueError(
                "the columns of X must be in float64's range beside each other and lam; "
                "got an underflow: rescale X"
            ) from None
    return checks.representable(np.stack(W), "the weights", "rescale X or y")


def _solved(A: Array, b: Array) -> Array:
    """Return A⁻¹ b, or raise LinAlgError where there is no inverse, on WebAssembly, too."""
    x = np.asarray(np.linalg.solve(A, b))
    # A processor's flags tell NumPy that A is singular; WebAssembly has none, so all is nan there.
    if np.isnan(x).all() and x.size:
        raise np.linalg.LinAlgError
    return x


def _inverted(factors: Factors, target: Array, unit: Powers) -> Array:
    """Return M⁻¹ target 2**unit, factor by factor, as M itself may leave float64."""
    for A, powers in factors.parts():
        target, unit = leveled(_solved(A, target), unit - powers)
    return np.ldexp(target, unit)


def _fake_data(M: Array, powers: Powers, target: Array, unit: Powers, lam: float) -> Array:
    """Return the least-squares solution of [M 2**powers; √lam I] u = [target 2**unit; 0]."""
    Q, R, scale = _stacked(M, powers, lam)
    return np.ldexp(_solved(R, Q.T @ target), unit - scale)


def _fake_features(right: QR, y: Array, lam: float) -> Array:
    """Return B u of the least-norm solution of [(R 2**b).T, √lam I] (u, f) = y."""
    Q, R, scale = _stacked(right.R, right.scale, lam)
    target, unit = leveled(y, -scale)
    return np.ldexp(right.Q @ (Q @ _solved(R.T, target)), unit)


def _stacked(R: Array, powers: Powers, lam: float) -> QR:
    """Factor [R 2**powers; √lam I]; of Q the rows that belong to R."""
    if lam == 0:
        return QR(np.eye(len(R)), R, powers)
    # Far above the data, the strength only divides the weight: what √lam has beyond 2**500 goes
    # twice into the scale, and the squares stay in range.
    root = np.sqrt(lam)
    excess = np.maximum(magnitude(root) - powers - 500, 0)
    Q, T, more = qr(np.vstack([R, np.diag(np.ldexp(root, -powers - excess))]))
    return QR(Q[: len(R)], T, powers + more + 2 * excess)


def residuals(
    X: Array, y: Array, lams: Array, fitted: Array
) -> tuple[Array, Array, NDArray[np.intp]]:
    """Return y - Xw and 1 - h, a row for each of `lams`, and the points that they cannot tell.

    Both may share a factor for a point, which their quotient does not feel.  `X` and `y` are what
    is left of the data beside the orthonormal columns `fitted`.
    """
    lift = np.minimum(magnitude(X), 0)  # of subnormal data, as no root of a strength is
    with checks.quiet():
        X, root = np.ldexp(X, -lift), np.nan_to_num(np.ldexp(np.sqrt(lams), -lift))[:, None]
        U, s, _ = svd(X)
        unit, basis = magnitude(y), np.hstack([fitted, U])
        own = scaled(y, -unit)
        explained, unexplained = U.T @ own, 1 - np.sum(basis**2, axis=1)
        residual = own - U @ explained
        # Where 1 - h is small it is a difference of what is near 1; the length of what the columns
        # leave of a unit vector has its digits.
        near = np.flatnonzero(unexplained < _NEAR)
        left = left_of(basis, near)
        residual[near], unexplained[near] = left.T @ own, np.sum(left**2, axis=0)
        alone, far = np.zeros(len(X), dtype=bool), np.flatnonzero(unexplained < _FAR_OUT)
        # Beside a much larger direction, what others see of a point's own has lost its digits;
        # a refit has them, unless features that decide nothing are beyond all digits of others.
        wide = len(X) <= X.shape[1]
        if (
            far.size
            and s.size
            and (_NEAR * s[0] < s[-1] or (wide and not fitted.size and EPS * s[0] > s[-1]))
        ):
            alone[far] = on_their_own(np.hstack([fitted, X]), far)

        def both(floor: float, residual: Array, unexplained: Array) -> tuple[Array, Array]:
            """Return both; of each direction (floor² + lam) / (s² + lam) is not fitted."""
            share = (np.hypot(floor, root) / np.hypot(s, root)) ** 2
            return residual + (share * explained) @ U.T, unexplained + share @ (U**2).T

        errors, shares = both(0, residual, unexplained)
        # A point that its row alone decides leaves only what is not fitted, above and below:
        # the factor lam, perhaps 0, cancels.
        if alone.any():
            nothing = np.zeros(len(X))
            error, share = both(s[-1], nothing, nothing)
            errors[:, alone], shares[:, alone] = error[:, alone], share[:, alone]
        lonely = 1 - np.sum(fitted**2, axis=1) < _FAR_OUT
        return np.ldexp(errors, unit), shares, far[~alone[far] | lonely[far]]


class Unpenalized:
    """What the penalized columns of a system have to explain, once the others have done so.

    For any weights of the penalized columns P the best of the others F are by least squares, so
    what counts is the part of P and of y that is orthogonal to F:

        min over both of ||y - P p - F f||² + lam ||p||²
            = min over p of ||(I - Q Q.T)(y - P p)||² + lam ||p||² ,   Q a basis of F.
    """

    def __init__(self, X: Array, y: Array, which: NDArray[np.intp]) -> None:
        self.which, self.whole_X, self.whole_y, self.X, self.y = which, X, y, X, y
        self.Q = np.empty((len(X), 0))
        if which.size:
            self.rest = np.delete(np.arange(X.shape[1]), which)
            self.Q, self.s, self.Vt = svd(X[:, which])
            self.X = self._beside(X[:, self.rest])
            self.y = self._beside(y[:, None])[:, 0]

    def _beside(self, A: Array) -> Array:
        """Return what of each column is orthogonal to Q, 0 where that is rounding."""
        with checks.quiet():
            B = A - self.Q @ (self.Q.T @ A)
            B -= self.Q @ (self.Q.T @ B)  # what rounding left over in the first
            # Sums of that many rows round by so much, also without a BLAS.
            noise = NOISE * np.sqrt(len(A))
            B[:, np.abs(B).max(axis=0) <= noise * np.abs(A).max(axis=0)] = 0
        return checks.representable(B, "X and y beside the unpenalized columns", "rescale them")

    def whole(self, W: Array) -> Array:
        """Return the weights of all columns, for those of the penalized ones in each row."""
        if not self.which.size:
            return W
        out = np.empty((len(W), self.whole_X.shape[1]))
        out[:, self.rest] = W
        with checks.quiet():
            left = self.whole_y - W @ self.whole_X[:, self.rest].T
            out[:, self.which] = (left @ self.Q / self.s) @ self.Vt
        return checks.representable(out, "the weights", "rescale X or y")
