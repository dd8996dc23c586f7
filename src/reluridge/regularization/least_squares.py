r"""Regularized least squares: what is minimized, and how to get it with all its digits.

Least squares looks for weights :math:`w` that make :math:`Xw` close to
:math:`y`.  Ridge regression asks for small weights as well; how much that counts
beside the fit, the regularization strength :math:`\lambda` says:

.. math::

    \hat w_\lambda = \arg\min_w \; \lVert y - Xw\rVert^2 + \lambda \lVert w\rVert^2
                   = (X^T X + \lambda I)^{-1} X^T y .

The singular value decomposition :math:`X = \sum_i s_i u_i v_i^T` says all there
is to say about it.  Along each singular direction the problem is one number,

.. math::

    \hat w_\lambda = \sum_i \frac{s_i}{s_i^2 + \lambda}\,(u_i^T y)\, v_i ,

so :math:`\lambda` keeps the share :math:`s_i^2/(s_i^2+\lambda)` of what ordinary
least squares would fit there: nearly all of a strong direction
(:math:`s_i^2 \gg \lambda`), nearly nothing of a weak one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from reluridge._engine import checks, gram, least_squares, normal
from reluridge._engine.checks import Array
from reluridge._engine.factor import svd

__all__ = [
    "RidgeSums",
    "degrees_of_freedom",
    "leave_one_out",
    "ols",
    "ridge",
    "ridge_bias_variance",
    "ridge_normal_equations",
    "ridge_path",
]

# What is computed from sums over the rows is refused if it would have fewer digits.
_DIGITS = 6


def ols(X: ArrayLike, y: ArrayLike) -> Array:
    r"""Return the least-squares weights, of least norm where there is a choice.

    .. math:: \hat w = X^+ y , \qquad
              X^+ = (X^T X)^{-1} X^T \text{ if the columns are independent.}

    The residual :math:`y - X\hat w` is orthogonal to every column of `X`:
    otherwise moving along that column would shrink it further.

    Parameters
    ----------
    X, y : (n, d) array_like, (n,) array_like
        One row and one target for each data point, one column for each feature.

    Returns
    -------
    (d,) ndarray
        The minimizer of :math:`\lVert y - Xw\rVert^2`; if the columns of `X` are
        dependent there are infinitely many, and this one has the least norm.

    Raises
    ------
    ValueError
        If `X` is not a finite matrix, or `y` not a finite vector of its length.

    See Also
    --------
    ridge : the same with a penalty on large weights.

    Notes
    -----
    `X` is factored, never :math:`X^TX`, which would square the condition number: see
    claim :claim:`2.3.d`.  The rank is counted with rows and columns of like size.

    References
    ----------
    Golub & Van Loan, *Matrix Computations*, 4th ed., chapter 5.

    Examples
    --------
    A line through three points on it, with a column of ones for the intercept:

    >>> import numpy as np
    >>> from reluridge import ols
    >>> np.allclose(ols([[1, 0], [1, 1], [1, 2]], [1, 3, 5]), [1, 2])
    True

    .. claim:: 2.2.a
       :verdict: true if full column rank
       :taught: The weights that minimize :math:`\lVert y - Xw\rVert^2` are
          :math:`(X^TX)^{-1}X^Ty`.

       If the columns of :math:`X` are independent, :math:`(X^TX)^{-1}X^Ty` is the only minimizer
       of :math:`\lVert y - Xw\rVert^2`. Otherwise :math:`X^TX` has no inverse and infinitely
       many :math:`w` attain the minimum; the shortest of them is called :math:`X^+y`, which
       defines the pseudoinverse :math:`X^+`.

       **Proof.**  Let :math:`\hat w` solve the normal equations, :math:`X^T(y - X\hat w) = 0`;
       that they have a solution is shown below.
       In :math:`y - Xw = (y - X\hat w) - X(w - \hat w)` the two parts are then orthogonal,
       and by Pythagoras

       .. math::

          \lVert y-Xw\rVert^2 = \lVert y-X\hat w\rVert^2 + \lVert X(w-\hat w)\rVert^2 .

       So :math:`\hat w` is a minimizer, and the minimizers are the :math:`\hat w + v` with
       :math:`Xv = 0`.  If the columns are independent, only :math:`v = 0` has :math:`Xv = 0`.
       Then :math:`X^TX` has an inverse, as :math:`X^TXv = 0` gives
       :math:`\lVert Xv\rVert^2 = v^TX^TXv = 0`, and :math:`\hat w = (X^TX)^{-1}X^Ty`.  If they
       are not, some :math:`v \ne 0` has :math:`Xv = 0`, so :math:`X^TX` has no inverse,
       and each :math:`\hat w + tv` is a minimizer.

       It remains to find the shortest.  With the singular values :math:`s_i > 0` and the
       orthonormal :math:`u_i` and :math:`v_i` that go with them (section 2.2, *What shrinks*,
       derives them), :math:`X = \sum_i s_iu_iv_i^T`.  Put :math:`X^+y = \sum_i v_i\,u_i^Ty/s_i`.
       It solves the normal equations:
       :math:`X^TXX^+y = \sum_i s_iv_i\,u_i^Ty = X^Ty`.  Each :math:`v` with
       :math:`Xv = 0` is orthogonal to every :math:`v_i`, so by Pythagoras again
       :math:`\lVert X^+y + v\rVert^2 = \lVert X^+y\rVert^2 + \lVert v\rVert^2`, which is least
       for :math:`v = 0`.

       **Check.**  With independent columns:

       >>> import numpy as np
       >>> from reluridge import ols
       >>> rng = np.random.default_rng(0)
       >>> X, y, w = rng.normal(size=(9, 4)), rng.normal(size=9), rng.normal(size=4)
       >>> best = ols(X, y)
       >>> np.allclose(best, np.linalg.inv(X.T @ X) @ X.T @ y)
       True
       >>> np.allclose(X.T @ (y - X @ best), 0), np.allclose(X.T @ (y - X @ w), 0)
       (True, False)
       >>> def error(w):
       ...     return np.sum((y - X @ w) ** 2)
       >>> np.allclose(error(w), error(best) + np.sum((X @ (w - best)) ** 2))
       True

       **Without full column rank.**  The proof needs that only :math:`v = 0` has
       :math:`Xv = 0`.  Draw small whole numbers, no two columns multiples of each other,
       until some other :math:`v` has it, too:

       >>> rng = np.random.default_rng(0)
       >>> for _ in range(2000):
       ...     X, y = rng.integers(-2, 3, size=(4, 3)), rng.integers(-9, 10, size=4)
       ...     rank = np.linalg.matrix_rank
       ...     if min(rank(X[:, :2]), rank(X[:, 1:]), rank(X[:, ::2])) == 2 == rank(X):
       ...         found = {"X": X.tolist(), "y": y.tolist()}
       ...         break
       >>> found
       {'X': [[1, 0, -1], [-1, 1, 0], [0, -1, 1], [-1, -1, 2]], 'y': [-4, -5, 4, 2]}
       >>> int(np.linalg.matrix_rank(X.T @ X))
       2

       So :math:`X^TX` has no inverse.  Adding :math:`v` to the weights changes no residual,
       and only the length tells the minimizers apart:

       >>> best, v = ols(X, y), np.linalg.svd(X)[2][2]
       >>> np.allclose(X @ v, 0), np.allclose(error(best), error(best + v))
       (True, True)
       >>> [round(float(np.sum((best + t * v) ** 2) - np.sum(best**2)), 9) for t in (-1, 0, 2)]
       [1.0, 0.0, 4.0]
       >>> np.allclose(best, np.linalg.pinv(X) @ y)
       True
    """
    X, y = checks.system(X, y)
    return least_squares.solve(X, y, lams=np.zeros(1))[0]


def ridge_normal_equations(X: ArrayLike, y: ArrayLike, lam: float) -> Array:
    r"""Return the ridge weights by the formula as the lecture prints it.

    .. math:: \hat w = (X^T X + \lambda I)^{-1} X^T y

    Exact on paper.  In floating point :math:`X^TX` has the square of the condition
    number of `X`, so about twice as many digits are lost as the data make necessary.

    Parameters
    ----------
    X, y : (n, d) array_like, (n,) array_like
        One row and one target for each data point, one column for each feature.
    lam : float
        The regularization strength :math:`\lambda \ge 0`.

    Returns
    -------
    (d,) ndarray
        The weights, by one `numpy.linalg.solve`.

    Raises
    ------
    ValueError
        If the input is bad (see `ridge`), or if :math:`X^TX+\lambda I` has no
        inverse in float64.

    See Also
    --------
    ridge : the same weights with all their digits.

    Examples
    --------
    >>> import numpy as np
    >>> from reluridge import ridge, ridge_normal_equations
    >>> rng = np.random.default_rng(0)
    >>> X, y = rng.normal(size=(20, 3)), rng.normal(size=20)
    >>> np.allclose(ridge_normal_equations(X, y, 0.5), ridge(X, y, 0.5), rtol=1e-12)
    True

    Columns 1 and 1 + 1e-9 apart: :math:`X^TX` cannot hold the difference, although
    `X` can.  The weights should be 1 and 1.

    >>> X = np.array([[1, 1], [1, 1 + 1e-9], [1, 1 - 1e-9]])
    >>> np.allclose(ridge(X, X @ [1, 1], 0), 1, atol=1e-5)
    True
    >>> ridge_normal_equations(X, X @ [1, 1], 0)
    Traceback (most recent call last):
    ...
    ValueError: X.T @ X + lam I must be invertible in float64; got rank 1 for d = 2: use ridge
    """
    X, y = checks.system(X, y)
    lam = checks.nonnegative(lam)
    d = X.shape[1]
    checks.empty((d, d), "X.T @ X")
    remedy = "use ridge, or rescale X and y"
    with checks.quiet():
        A = checks.product(X.T @ X, "X.T @ X", X, remedy) + lam * np.eye(d)
        checks.representable(A, "X.T @ X + lam I", remedy)
        b = checks.representable(X.T @ y, "X.T @ y", remedy)
        w = gram.solve(A, b, "X.T @ X + lam I", "use ridge", size="d")
    return checks.representable(w, "the weights")


def ridge(
    X: ArrayLike, y: ArrayLike, lam: float, *, unpenalized: int | Sequence[int] = ()
) -> Array:
    r"""Return the ridge weights, dependable at any `lam` and any rank.

    .. math:: \hat w = (X^T X + \lambda I)^{-1} X^T y

    is where the gradient :math:`2X^T(Xw-y) + 2\lambda w` vanishes.  For
    :math:`\lambda > 0` the Hessian :math:`2(X^TX + \lambda I)` is positive
    definite, so there is exactly one such point, and it is the minimum.

    Parameters
    ----------
    X, y : (n, d) array_like, (n,) array_like
        One row and one target for each data point, one column for each feature.
    lam : float
        The regularization strength :math:`\lambda \ge 0`, beside the *summed* squared
        error; `convert_lambda` translates.
    unpenalized : int or sequence of int, optional
        Columns left out of the penalty, such as 0 for a column of ones: the intercept.

    Returns
    -------
    (d,) ndarray
        The minimizer of :math:`\lVert y - Xw\rVert^2 + \lambda\lVert w\rVert^2`; at
        ``lam=0`` the least-squares weights of least norm, as `ols`.

    Raises
    ------
    ValueError
        If `X` is not a finite matrix, `y` not a finite vector of its length, or
        `lam` negative or not finite; if `unpenalized` is no column; if the weights
        exceed float64.

    See Also
    --------
    ridge_normal_equations : the formula as printed, and where it fails.
    ridge_fake_data, ridge_fake_features, ridge_dual : three more ways to see it.
    ridge_path : many `lam` from one factorization.

    Notes
    -----
    Where the matrix is conditioned well enough, this solves the printed system and refines
    the answer once; else the one with fake rows of claim :claim:`2.3.a` or, if `X` is wide, with
    fake columns of claim :claim:`2.4.b`, by QR.  Units of features and points cost no digits, and
    no dependence among columns is too near or too exact.

    Known elsewhere as Tikhonov regularization; scikit-learn's ``Ridge(alpha=lam)``, with
    ``fit_intercept=False`` unless a column of ones is `unpenalized`.

    References
    ----------
    Hoerl & Kennard (1970), *Technometrics* 12(1), 55-67.

    Examples
    --------
    One feature, all ones: the mean of `y` shrunk by :math:`n/(n+\lambda)`.

    >>> import numpy as np
    >>> from reluridge import ridge
    >>> ridge([[1], [1]], [2, 4], lam=2).round(12).tolist()
    [1.5]

    A line with a free intercept: it passes through the means, 1 and 4.

    >>> intercept, slope = ridge([[1, 0], [1, 1], [1, 2]], [1, 5, 6], lam=2, unpenalized=0)
    >>> round(float(slope), 12), round(float(intercept + slope), 12)
    (1.25, 4.0)

    .. claim:: 2.2.b
       :verdict: true
       :taught: The weights that minimize :math:`\lVert y - Xw\rVert^2 + \lambda\lVert w\rVert^2`
          are :math:`(X^TX + \lambda I)^{-1}X^Ty`.

       For every :math:`\lambda > 0` and every :math:`X`, whatever its rank,
       :math:`(X^TX + \lambda I)^{-1}X^Ty` is the only minimizer of
       :math:`\lVert y - Xw\rVert^2 + \lambda\lVert w\rVert^2`.

       **Proof.**  Write :math:`F` for the objective and :math:`H = X^TX + \lambda I`.  For
       :math:`v \ne 0`, :math:`v^THv = \lVert Xv\rVert^2 + \lambda\lVert v\rVert^2 > 0`.
       So :math:`Hv = 0` only for :math:`v = 0`, :math:`H` has an inverse, and
       :math:`\hat w = H^{-1}X^Ty` exists.  Multiplied out,
       :math:`F(w) = w^THw - 2w^TX^Ty + y^Ty`.  Put in :math:`X^Ty = H\hat w`, and the square is
       complete:

       .. math::

          F(w) = F(\hat w) + (w - \hat w)^TH(w - \hat w) .

       The last term is above 0 unless :math:`w = \hat w`.

       **Check.**  The gradient :math:`2(X^TX + \lambda I)w - 2X^Ty` vanishes at these weights, and
       not for another :math:`\lambda`; here for eight features and a rank of 2:

       >>> import numpy as np
       >>> from reluridge import ridge
       >>> rng = np.random.default_rng(0)
       >>> X = rng.normal(size=(5, 2)) @ rng.normal(size=(2, 8))
       >>> y, lam = rng.normal(size=5), 0.3
       >>> w, H = ridge(X, y, lam), X.T @ X + lam * np.eye(8)
       >>> np.allclose(w, np.linalg.inv(H) @ X.T @ y)
       True
       >>> def gradient(w, lam):
       ...     return 2 * X.T @ (X @ w - y) + 2 * lam * w
       >>> np.allclose(gradient(w, lam), 0), np.allclose(gradient(w, 2 * lam), 0)
       (True, False)

       The Hessian :math:`2H` has no eigenvalue below :math:`2\lambda`, although
       :math:`X^TX`, of rank 2, has six that are 0:

       >>> np.allclose(np.linalg.eigvalsh(H)[:6], lam)
       True
       >>> np.allclose(np.linalg.eigvalsh(X.T @ X)[:6], 0)
       True

       **Without λ > 0.**  Then :math:`v^THv = \lVert Xv\rVert^2 + \lambda\lVert v\rVert^2` need not
       be above 0.  Where :math:`Xv = 0`, :math:`F(w + v)` and :math:`F(w)` differ by
       :math:`\lambda(\lVert w + v\rVert^2 - \lVert w\rVert^2)` alone: with :math:`\lambda = 0` by
       nothing, and with :math:`\lambda = -1` there is no minimum at all:

       >>> def F(w, lam):
       ...     return np.sum((y - X @ w) ** 2) + lam * np.sum(w**2)
       >>> v = np.linalg.svd(X)[2][7]
       >>> np.allclose([F(w + 10 * v, lam) - F(w, lam) for lam in (1, 0, -1)], [100, 0, -100])
       True

    .. claim:: 2.2.d
       :verdict: true if full column rank
       :taught: At :math:`\lambda = 0` ridge regression becomes ordinary least squares, problem
          and solution. It then disregards the magnitude of the weights altogether.

       If the columns of :math:`X` are independent, the ridge weights at :math:`\lambda = 0` are
       those of least squares, :math:`(X^TX)^{-1}X^Ty`. If not, that inverse does not exist.
       As :math:`\lambda` falls to 0 the ridge weights then tend to :math:`X^+y`, the shortest
       of the infinitely many minimizers: the magnitude still decides.

       **Proof.**  With independent columns :math:`X^TX` has an inverse (claim :claim:`2.2.a`), and
       the formula of ridge regression at :math:`\lambda = 0` is that of least squares.  For any
       :math:`X = \sum_i s_iu_iv_i^T`, with the singular values :math:`s_i > 0` as in claim
       :claim:`2.2.a`, and any :math:`\lambda > 0` the ridge weights are
       :math:`\hat w_\lambda = \sum_i v_i\,s_iu_i^Ty/(s_i^2 + \lambda)`, because

       .. math::

          (X^TX + \lambda I)\,\hat w_\lambda
          = \sum_i v_i\,(s_i^2 + \lambda)\,s_iu_i^Ty/(s_i^2 + \lambda) = X^Ty .

       Each of the finitely many factors :math:`s_i/(s_i^2 + \lambda)` tends to
       :math:`1/s_i`, so that the sum tends to :math:`\sum_i v_i\,u_i^Ty/s_i = X^+y`.  That
       this is the shortest minimizer is a part of claim :claim:`2.2.a`.

       **Check.**  With independent columns:

       >>> import numpy as np
       >>> from reluridge import ols, ridge
       >>> rng = np.random.default_rng(0)
       >>> X, y = rng.normal(size=(9, 4)), rng.normal(size=9)
       >>> np.allclose(ridge(X, y, 0), np.linalg.solve(X.T @ X, X.T @ y))
       True

       >>> np.allclose(ridge(X, y, 1e-9), ols(X, y)), np.allclose(ridge(X, y, 1), ols(X, y))
       (True, False)

       **Without full column rank.**  Then :math:`X^TX` has no inverse, many weights fit equally
       well, and the magnitude picks one of them, down to the smallest :math:`\lambda`.  Draw two
       points, three features, and weights that fit, until others fit as well and are shorter:

       >>> rng, size = np.random.default_rng(0), np.linalg.norm
       >>> for _ in range(999):
       ...     X, w = rng.integers(-2, 3, size=(2, 3)), rng.integers(-2, 3, size=3)
       ...     shortest = np.linalg.pinv(X) @ X @ w
       ...     if np.linalg.matrix_rank(X) == 2 and size(shortest) < size(w) - 0.5:
       ...         found = {"X": X.tolist(), "w": w.tolist()}
       ...         break
       >>> found
       {'X': [[0, -1, -1], [1, 0, 0]], 'w': [-1, 1, -1]}
       >>> limits = [ridge(X, X @ w, lam) for lam in (1e-9, 1e-99, 1e-300, 0)]
       >>> np.allclose(X @ shortest, X @ w), np.allclose(limits, shortest), np.allclose(limits, w)
       (True, True, False)
    """
    X, y = checks.system(X, y)
    lam = checks.nonnegative(lam)
    part = _penalized(X, y, unpenalized)
    w = normal.by_cholesky(part.X, part.y, lam)  # (XᵀX + lam I) w = Xᵀy
    if w is None:  # its digits are gone, those of the rows are not: [X; √lam I] w = [y; 0]
        (w,) = least_squares.solve(part.X, part.y, np.array([lam]))
    return part.whole(w[None])[0]


def _penalized(X: Array, y: Array, unpenalized: int | Sequence[int]) -> least_squares.Unpenalized:
    """Return the system that is left to the penalized columns."""
    which = checks.columns(unpenalized, X.shape[1], "unpenalized")
    return least_squares.Unpenalized(X, y, which)


def degrees_of_freedom(X: ArrayLike, lam: float, *, unpenalized: int | Sequence[int] = ()) -> float:
    r"""Return how many weights ridge regression is free to choose, in effect.

    .. math:: \mathrm{df}(\lambda) = \sum_i \frac{s_i^2}{s_i^2 + \lambda}
              = \operatorname{tr}\, X (X^TX + \lambda I)^{-1} X^T

    Each singular direction counts by the share of it that is kept: all at
    :math:`\lambda = 0` (then df is the rank of `X`), none as
    :math:`\lambda \to \infty`.

    Parameters
    ----------
    X : (n, d) array_like
        One row for each data point, one column for each feature.
    lam : float
        The regularization strength :math:`\lambda \ge 0`.
    unpenalized : int or sequence of int, optional
        Columns left out of the penalty, as in `ridge`: each independent one counts whole.

    Returns
    -------
    float
        Between 0 and the rank of `X`.

    Raises
    ------
    ValueError
        If `X` is not a finite matrix, or `lam` negative or not finite.

    References
    ----------
    Hastie, Tibshirani & Friedman, *The Elements of Statistical Learning*, 2nd
    ed., section 3.4.1.

    Examples
    --------
    >>> import numpy as np
    >>> from reluridge import degrees_of_freedom
    >>> [round(degrees_of_freedom(np.diag([3, 1]), lam), 12) for lam in (0, 1, 9)]
    [2.0, 1.4, 0.6]
    >>> round(degrees_of_freedom(np.diag([3, 1]), 9, unpenalized=0), 12)
    1.1
    >>> X = np.random.default_rng(0).normal(size=(7, 3))
    >>> hat = X @ np.linalg.inv(X.T @ X + 2 * np.eye(3)) @ X.T
    >>> np.allclose(degrees_of_freedom(X, 2), np.trace(hat))
    True
    """
    X = checks.matrix(X)
    lam = checks.nonnegative(lam)
    part = _penalized(X, np.zeros(len(X)), unpenalized)
    _, s, _ = svd(part.X)
    with checks.quiet():
        shares = 1 / (1 + (np.sqrt(lam) / s) ** 2)  # s² / (s² + lam), without s²
    return float(part.Q.shape[1] + np.sum(shares))


def ridge_path(
    X: ArrayLike, y: ArrayLike, lams: ArrayLike, *, unpenalized: int | Sequence[int] = ()
) -> Array:
    r"""Return the ridge weights at many `lams`, from one factorization of `X`.

    .. math:: \hat w_\lambda = \sum_i \frac{s_i^2}{s_i^2+\lambda}\,
                               \frac{u_i^T y}{s_i}\, v_i

    Only the factor :math:`s_i^2/(s_i^2+\lambda)` depends on :math:`\lambda`: the
    path shrinks along each singular direction, the weak ones first.

    Parameters
    ----------
    X, y : (n, d) array_like, (n,) array_like
        One row and one target for each data point, one column for each feature.
    lams : (k,) array_like
        Strengths :math:`\lambda \ge 0`, in any order.
    unpenalized : int or sequence of int, optional
        Columns left out of the penalty, as in `ridge`.

    Returns
    -------
    (k, d) ndarray
        Row i holds ``ridge(X, y, lams[i])``.

    Raises
    ------
    ValueError
        As `ridge`, or if `lams` is not a vector of finite numbers >= 0.

    See Also
    --------
    leave_one_out : the error of each of them on points that it has not seen.

    Notes
    -----
    The eigenvalues :math:`e_1 \ge \dots \ge e_m` and eigenvectors of the smaller of
    :math:`X^TX` and :math:`XX^T` serve all :math:`\lambda` at which
    :math:`(e_1 + \lambda)/(e_m + \lambda)`, the *square* of the condition number that `ridge`
    has to do with, is at most :math:`1/\sqrt\epsilon \approx 6.7 \cdot 10^7`: there one step of
    refinement gets all digits back.  Any other :math:`\lambda` goes the way of `ridge`.

    References
    ----------
    Björck (1987), *Linear Algebra and its Applications* 88/89, 31-48, on the corrected
    seminormal equations.

    Examples
    --------
    >>> import numpy as np
    >>> from reluridge import ridge, ridge_path
    >>> ridge_path([[2]], [3], [0, 4, 8]).ravel().round(12).tolist()
    [1.5, 0.75, 0.5]
    >>> ridge_path([[2]], [3], [0, 4, 8], unpenalized=0).ravel().round(12).tolist()
    [1.5, 1.5, 1.5]

    Two columns that differ by a thousandth: the eigenvalues of :math:`X^TX` alone lose
    the digits that the path keeps.

    >>> rng = np.random.default_rng(0)
    >>> X, w = rng.normal(size=(20, 3)), np.array([1, 2, 3])
    >>> X[:, 1] = X[:, 0] + 1e-3 * X[:, 1]
    >>> e, V = np.linalg.eigh(X.T @ X)
    >>> plain = V @ (V.T @ (X.T @ (X @ w)) / e)
    >>> [np.allclose(v, w, rtol=3e-12, atol=0) for v in (ridge_path(X, X @ w, [0])[0], plain)]
    [True, False]

    .. claim:: 2.2.c
       :verdict: true
       :taught: The larger :math:`\lambda` is, the more severe is the penalty on weights of
          large magnitude; a smaller one lets ridge regression settle on larger weights.

       As :math:`\lambda` grows, the norm :math:`\lVert\hat w_\lambda\rVert` of the ridge weights
       falls strictly, and the squared error on the data rises strictly, if
       :math:`X^Ty \ne 0`. Else the weights are 0 for every :math:`\lambda`.

       **Proof.**  Let :math:`s_i > 0` be the singular values of :math:`X`.  Along
       :math:`v_i` the weight is :math:`s_iu_i^Ty/(s_i^2 + \lambda)` (claim :claim:`2.2.d`),
       and the :math:`v_i` are orthonormal, so

       .. math::

          \lVert\hat w_\lambda\rVert^2
          = \sum_i \left(s_i u_i^Ty/(s_i^2 + \lambda)\right)^2 .

       Each term with :math:`s_iu_i^Ty \ne 0` falls strictly as :math:`\lambda` grows, the
       others stay 0.  If :math:`X^Ty = \sum_i s_iu_i^Ty\,v_i` is not 0, there is such a term.

       Along :math:`u_i` the fit is :math:`u_i^Ty\,s_i^2/(s_i^2 + \lambda)`, so that the
       share :math:`\lambda/(s_i^2 + \lambda)` of :math:`u_i^Ty` is left over.  It rises
       strictly, and there is an :math:`i` with :math:`u_i^Ty \ne 0`.  What of
       :math:`y` is orthogonal to all :math:`u_i` is left over at every :math:`\lambda`.
       Of single weights none of this says anything: the check ends with an example.

       **Check.**  Norms and errors at 30 values of :math:`\lambda`:

       >>> import numpy as np
       >>> from reluridge import degrees_of_freedom, ridge_path
       >>> rng = np.random.default_rng(0)
       >>> X, y = rng.normal(size=(12, 5)), rng.normal(size=12)
       >>> lams = np.geomspace(1e-2, 1e3, 30)
       >>> W = ridge_path(X, y, lams)
       >>> norms = np.linalg.norm(W, axis=1)
       >>> errors = np.linalg.norm(y - W @ X.T, axis=1)
       >>> bool(np.all(np.diff(norms) < 0)), bool(np.all(np.diff(errors) > 0))
       (True, True)

       Along :math:`v_i` the weight is that of least squares times
       :math:`s_i^2/(s_i^2+\lambda)`, and these shares add up to the degrees of freedom:

       >>> U, s, Vt = np.linalg.svd(X, full_matrices=False)
       >>> share = s**2 / (s**2 + lams[:, None])
       >>> np.allclose(W @ Vt.T, share * (U.T @ y / s))
       True
       >>> np.allclose(share.sum(axis=1), [degrees_of_freedom(X, lam) for lam in lams])
       True

       Single weights need not shrink.  Here the second is 0 without
       regularization, and grows as the first is pushed down, because it can
       stand in for it:

       >>> X, y = np.array([[1, 1], [0, 1]]), np.array([1, 0])
       >>> np.allclose(ridge_path(X, y, [0, 1]), [[1, 0], [0.4, 0.2]])
       True

       **Without Xᵀy ≠ 0.**  The proof needs a term :math:`s_iu_i^Ty` that is not 0.  If the
       target is at a right angle to every column there is none, and 0 is best at every
       :math:`\lambda`:

       >>> X, y = np.array([[1, 2], [1, -2], [1, 0]]), np.array([1, 1, -2])
       >>> (X.T @ y).tolist(), np.allclose(ridge_path(X, y, [0, 1, 100]), 0)
       ([0, 0], True)
    """
    X, y = checks.system(X, y)
    lams = checks.strengths(lams)
    part = _penalized(X, y, unpenalized)
    # Σ vᵢ (vᵢᵀXᵀy) / (sᵢ² + lam), from one factorization; the others cost one each.
    W, kept = normal.by_eigenvalues(part.X, part.y, lams)
    if not kept.all():
        W[~kept] = least_squares.solve(part.X, part.y, lams[~kept])
    return part.whole(W)


def leave_one_out(
    X: ArrayLike, y: ArrayLike, lams: ArrayLike, *, unpenalized: int | Sequence[int] = ()
) -> Array:
    r"""Return the error on each point of the ridge fit to all the others.

    .. math:: y_i - x_i^T \hat w_\lambda^{(-i)} = \frac{e_i}{1 - H_{ii}} , \qquad
              e = y - X\hat w_\lambda , \quad H = X (X^TX + \lambda I)^{-1} X^T

    Leaving out row :math:`i` changes :math:`X^TX + \lambda I` by
    :math:`x_i x_i^T`, so the Sherman-Morrison formula gives the refit from the
    full fit: `n` fits at each of `k` strengths take one factorization.

    Parameters
    ----------
    X, y : (n, d) array_like, (n,) array_like
        One row and one target for each data point, one column for each feature.
    lams : (k,) array_like
        Regularization strengths :math:`\lambda \ge 0`, in any order.
    unpenalized : int or sequence of int, optional
        Columns whose weights are free, as in `ridge`; they are fitted without the point, too.

    Returns
    -------
    (k, n) ndarray
        The left-out residuals; ``(E**2).mean(axis=1)`` is the curve whose minimum
        chooses :math:`\lambda`.

    Raises
    ------
    ValueError
        As `ridge_path`; or if there is only one row, so that none is left.

    Notes
    -----
    Where the rows of `X` are independent, every point decides its own fit at
    :math:`\lambda = 0` (:math:`H_{ii} = 1`); the quotient is 0/0 and its limit is
    returned, the error of the minimum-norm fit to the other points:

    .. math:: \frac{\alpha_i}{(XX^T + \lambda I)^{-1}_{ii}} , \qquad
              \alpha = (XX^T + \lambda I)^{-1} y .

    As in `ridge_path`, all comes from one factorization.  The few points that leave nearly nothing
    of themselves to the others, so that the quotient would lose its digits, are refitted without
    the shortcut.

    References
    ----------
    Golub, Heath & Wahba (1979), *Technometrics* 21(2), 215-223.

    Examples
    --------
    Two points, no penalty, a constant: each is predicted by the other.

    >>> import numpy as np
    >>> from reluridge import leave_one_out, ridge
    >>> leave_one_out([[1], [1]], [2, 5], [0]).round(12).tolist()
    [[-3.0, 3.0]]

    An intercept without a penalty: without a point it is the mean of the others.

    >>> leave_one_out([[1], [1], [1]], [0, 3, 9], [0, 5], unpenalized=0).round(12).tolist()
    [[-6.0, -1.5, 7.5], [-6.0, -1.5, 7.5]]

    Two points say 2 and 4, so 3, or 2 at :math:`\lambda = 1`.  The third all but decides alone;
    without it, it should be a billion times that:

    >>> leave_one_out([[1], [1], [1e9]], [2, 4, 7], [0, 1]).round(6).tolist()
    [[2.0, 4.0, -2999999993.0], [2.0, 4.0, -1999999993.0]]

    Two columns that differ by a millionth.  The errors are those of honest refits; with
    the hat values by :math:`X^TX`, digits are gone.

    >>> rng = np.random.default_rng(0)
    >>> X, y = rng.normal(size=(9, 2)), rng.normal(size=9)
    >>> X[:, 1] = X[:, 0] + 1e-6 * X[:, 1]
    >>> rest = [np.delete(np.arange(9), i) for i in range(9)]
    >>> refits = [y[i] - X[i] @ ridge(X[r], y[r], 0) for i, r in enumerate(rest)]
    >>> H = X @ np.linalg.inv(X.T @ X) @ X.T
    >>> plain = (y - H @ y) / (1 - np.diag(H))
    >>> [np.allclose(e, refits, rtol=1e-7) for e in (leave_one_out(X, y, [0])[0], plain)]
    [True, False]

    .. claim:: 2.2.e
       :verdict: extension

       Leaving the intercept out of the penalty is the same as centering :math:`X` and
       :math:`y` first. The predictions of ridge regression depend on the units of the
       features, those of least squares do not. For :math:`\lambda > 0` the error on point
       :math:`i` of the fit to all other points is
       :math:`e_i/(1 - H_{ii})`, with the residual :math:`e_i = y_i - x_i^T\hat w` of the fit to
       all points and the leverage :math:`H_{ii} = x_i^T(X^TX + \lambda I)^{-1}x_i`, so that one
       factorization serves all points and all :math:`\lambda`.

       **Proof.**  *Intercept.*  For any slopes :math:`w` the best intercept is the mean of
       what they leave over, :math:`w_0 = \bar y - \bar x^Tw`, since it occurs in the squared
       error alone.  Put in, the residuals are
       :math:`(y_i - \bar y) - (x_i - \bar x)^Tw`, those of the centered data.

       *Units.*  In other units the features are :math:`XD` with a diagonal :math:`D` without
       zeros.  Least squares projects :math:`y` on the combinations of columns, which are the
       same.  Ridge regression does not: with one feature :math:`x` in units of
       :math:`1/c`, its predictions are
       :math:`cx\,(cx^Ty)/(c^2x^Tx + \lambda) = x\,x^Ty/(x^Tx + \lambda/c^2)`, which depend on
       :math:`c` unless :math:`\lambda` or :math:`x^Ty` is 0.

       *Leaving out a point.*  Let :math:`\hat w_{-i}` be the fit to the others, and
       :math:`p = x_i^T\hat w_{-i}` what it predicts for point :math:`i`.  If the target of that
       point were :math:`p`, adding the point would add an error of 0 at :math:`\hat w_{-i}`,
       which would stay the minimizer.  So with :math:`A = X^TX + \lambda I` the two fits
       solve the same equations but for this one target:
       :math:`A(\hat w - \hat w_{-i}) = x_i\,(y_i - p)`.  Multiply by :math:`x_i^TA^{-1}`:
       :math:`x_i^T\hat w - p = H_{ii}(y_i - p)`, and so
       :math:`e_i = y_i - x_i^T\hat w = (1 - H_{ii})(y_i - p)`.  Here :math:`H_{ii} < 1`: for the
       vector :math:`z = A^{-1}x_i`,
       :math:`H_{ii} = z^TAz = \lVert Xz\rVert^2 + \lambda\lVert z\rVert^2 > (x_i^Tz)^2 = H_{ii}^2`
       unless :math:`x_i = 0`, where :math:`H_{ii} = 0`.  And with the singular values and left
       singular vectors of :math:`X`, found once,
       :math:`H = \sum_j \frac{s_j^2}{s_j^2 + \lambda}\,u_ju_j^T` for every :math:`\lambda`.

       **Check.**  The errors by the formula against honest refits, for fewer points than
       features as well:

       >>> import numpy as np
       >>> from reluridge import leave_one_out, ols, ridge
       >>> rng = np.random.default_rng(0)
       >>> def refit(X, y, lam):
       ...     rest = [np.delete(np.arange(len(y)), i) for i in range(len(y))]
       ...     return [y[i] - X[i] @ ridge(X[r], y[r], lam) for i, r in enumerate(rest)]
       >>> def by_formula(X, y, lam):
       ...     H = X @ np.linalg.inv(X.T @ X + lam * np.eye(X.shape[1])) @ X.T
       ...     return (y - H @ y) / (1 - np.diag(H))
       >>> for n, d in [(9, 3), (4, 7)]:
       ...     X, y = rng.normal(size=(n, d)), rng.normal(size=n)
       ...     for lam in (0.1, 10):
       ...         errors = refit(X, y, lam)
       ...         print(np.allclose(by_formula(X, y, lam), errors),
       ...               np.allclose(leave_one_out(X, y, [lam])[0], errors),
       ...               np.allclose(y - X @ ridge(X, y, lam), errors))
       True True False
       True True False
       True True False
       True True False

       Penalizing only the slopes is the same as centering `X` and `y` first (Hastie et al.,
       section 3.4.1).  Then a shift of `y` moves the intercept by as
       much and no slope.  Penalizing the intercept too ties the fit to the place of 0:

       >>> X, y, lam = rng.normal(size=(9, 2)) + 5, rng.normal(size=9), 2.0
       >>> A, P = np.c_[np.ones(9), X], lam * np.diag([0, 1, 1])
       >>> free = ridge(A, y, lam, unpenalized=0)
       >>> np.allclose(free, np.linalg.solve(A.T @ A + P, A.T @ y))
       True
       >>> np.allclose(free[1:], ridge(X - X.mean(axis=0), y - y.mean(), lam))
       True
       >>> np.allclose(ridge(A, y + 100, lam, unpenalized=0), free + [100, 0, 0])
       True
       >>> np.allclose(ridge(A, y + 100, lam), ridge(A, y, lam) + [100, 0, 0])
       False

       Meters or kilometers make no difference to least squares, and all the
       difference to ridge:

       >>> unit = np.array([1, 1000])
       >>> np.allclose(X @ ols(X, y), X * unit @ ols(X * unit, y))
       True
       >>> np.allclose(X @ ridge(X, y, lam), X * unit @ ridge(X * unit, y, lam))
       False

       **Without λ > 0.**  At :math:`\lambda = 0` the inequality for :math:`H_{ii}` need not be
       strict.  Two independent points are fitted exactly by two features, whatever the targets
       are: the quotient is 0/0.  `leave_one_out` returns its limit, which is the error
       of the shortest fit to the others:

       >>> X, y = np.array([[1.0, 0.0], [1.0, 1.0]]), np.array([2.0, 7.0])
       >>> H = X @ np.linalg.inv(X.T @ X) @ X.T
       >>> np.allclose(y - H @ y, 0), np.allclose(1 - np.diag(H), 0)
       (True, True)
       >>> limit = leave_one_out(X, y, [0])
       >>> np.allclose(limit, refit(X, y, 0)), np.allclose(limit, by_formula(X, y, 1e-6), atol=1e-4)
       (True, True)

       **Without centering anew.**  The fit to the others has its own means.  The means of all have
       seen the point that is left out, so that leaving it out of the centered data is not
       honest; with a column of ones that is not penalized it is:

       >>> X, y = rng.normal(size=(9, 2)) + 5, rng.normal(size=9)
       >>> A = np.c_[np.ones(9), X]
       >>> def left_out(i):
       ...     rest = np.arange(9) != i
       ...     return y[i] - A[i] @ ridge(A[rest], y[rest], lam, unpenalized=0)
       >>> refits = [left_out(i) for i in range(9)]
       >>> np.allclose(leave_one_out(A, y, [lam], unpenalized=0), refits)
       True
       >>> np.allclose(leave_one_out(X - X.mean(axis=0), y - y.mean(), [lam]), refits)
       False
    """
    X, y = checks.system(X, y)
    lams = checks.strengths(lams)
    if len(X) < 2:
        raise ValueError("X must have at least 2 rows to leave one out; got 1: add data")
    part = _penalized(X, y, unpenalized)
    residuals, shares, kept = normal.residuals(part.X, part.y, lams, part.Q)
    apart: NDArray[np.intp] = np.array([], dtype=int)
    if not kept.all():
        residuals[~kept], shares[~kept], apart = least_squares.residuals(
            part.X, part.y, lams[~kept], part.Q
        )
    with checks.quiet():
        errors = residuals / shares  # (yᵢ - xᵢᵀw) / (1 - hᵢ)
        for i in apart:  # a point that leaves nearly nothing of itself to the others is left out
            others = np.arange(len(X)) != i
            W = ridge_path(X[others], y[others], lams, unpenalized=unpenalized)
            errors[:, i] = y[i] - W @ X[i]
    return checks.representable(errors, "the errors", "rescale X or y")


def ridge_bias_variance(
    X: ArrayLike, w_true: ArrayLike, lam: float, noise_variance: float
) -> tuple[float, float]:
    r"""Return the squared bias and the variance of the ridge weights, over all draws of noise.

    The targets are :math:`y = Xw^* + \epsilon`, with noise of mean 0 and variance
    :math:`\sigma^2`, independent from point to point.  Then, with a singular value of 0 for each
    direction that :math:`X` lacks,

    .. math:: \lVert\operatorname{E}\hat w_\lambda - w^*\rVert^2
              = \sum_{i=1}^d \Bigl(\frac{\lambda}{s_i^2 + \lambda}\, v_i^Tw^*\Bigr)^2 , \qquad
              \operatorname{E}\lVert\hat w_\lambda - \operatorname{E}\hat w_\lambda\rVert^2
              = \sigma^2 \sum_{i=1}^d \Bigl(\frac{s_i}{s_i^2 + \lambda}\Bigr)^2 .

    The first says how far the weights are off on average, the second how widely they scatter
    around their average.  Added, they are the expected squared distance to :math:`w^*`.

    Parameters
    ----------
    X : (n, d) array_like
        One row for each data point, one column for each feature.
    w_true : (d,) array_like
        The weights :math:`w^*` behind the targets.
    lam : float
        The regularization strength :math:`\lambda \ge 0`.
    noise_variance : float
        The variance :math:`\sigma^2` of the noise on each target.

    Returns
    -------
    bias2, variance : float
        The squared bias, and the variance added up over the weights.

    Raises
    ------
    ValueError
        If `X` is not a finite matrix, `w_true` not a finite vector with an entry for each
        column, `lam` or `noise_variance` negative or not finite; if a result overflows.

    See Also
    --------
    leave_one_out : what can be known of the error where :math:`w^*` is not known.

    Notes
    -----
    At :math:`\lambda = 0` these are the numbers of `ols`: no bias where the columns are
    independent; else its square is that of the part of :math:`w^*` that :math:`X` maps to 0.

    References
    ----------
    Hoerl & Kennard (1970), Ridge regression: biased estimation for nonorthogonal problems,
    *Technometrics* 12(1), 55-67.

    Examples
    --------
    One point with the input 2, true weight 3, noise of variance 4.  Least squares is right on
    average and scatters by :math:`4/2^2`; with :math:`\lambda = 4` one half is kept:

    >>> from reluridge import ridge_bias_variance
    >>> ridge_bias_variance([[2]], [3], 0, 4), ridge_bias_variance([[2]], [3], 4, 4)
    ((0.0, 1.0), (2.25, 0.25))

    A second weight that the point says nothing about is 0 in every fit, which is off by 5:

    >>> ridge_bias_variance([[2, 0]], [3, 5], 0, 4)
    (25.0, 1.0)

    .. claim:: 2.2.f
       :verdict: extension

       With noise on the targets, a small enough penalty brings the weights of least squares
       closer, on average, to the true ones.
       Let :math:`y = Xw^* + \epsilon`, where the :math:`\epsilon_i` are uncorrelated, with
       mean 0 and the same variance :math:`\sigma^2 > 0`, and let :math:`X` have independent
       columns.  The expected squared distance of the ridge weights to :math:`w^*` is the sum of
       a squared bias, which is 0 at :math:`\lambda = 0` and does not fall as :math:`\lambda`
       grows, and a variance, which falls:
       :math:`\sum_i \bigl(\lambda v_i^Tw^*/(s_i^2 + \lambda)\bigr)^2
       + \sigma^2 \sum_i \bigl(s_i/(s_i^2 + \lambda)\bigr)^2`.
       The sum is smaller than at :math:`\lambda = 0` for every :math:`\lambda > 0` with
       :math:`\lambda \lVert w^*\rVert^2 \le 2\sigma^2`.

       **Proof.**  Put :math:`y = Xw^* + \epsilon` into
       :math:`v_i^T\hat w_\lambda = s_iu_i^Ty/(s_i^2 + \lambda)` (claim :claim:`2.2.d`).
       As :math:`u_i^TX = s_iv_i^T`,

       .. math::
          :class: derivation

          v_i^T(\hat w_\lambda - w^*)
          = \frac{s_i^2}{s_i^2 + \lambda}\,v_i^Tw^* - v_i^Tw^*
            + \frac{s_i}{s_i^2 + \lambda}\,u_i^T\epsilon
          = -\frac{\lambda}{s_i^2 + \lambda}\,v_i^Tw^*
            + \frac{s_i}{s_i^2 + \lambda}\,u_i^T\epsilon .

       The first term is the same in every draw.  The second has mean 0, and mean square
       :math:`\sigma^2 \bigl(s_i/(s_i^2 + \lambda)\bigr)^2`, because
       :math:`\operatorname{E}(u_i^T\epsilon)^2
       = u_i^T\operatorname{E}[\epsilon\epsilon^T]\,u_i = \sigma^2`.  So the mean square of the sum
       is the square of the first plus the mean square of the second.
       The :math:`v_i` are an orthonormal basis, so adding up over :math:`i` gives
       :math:`\operatorname{E}\lVert\hat w_\lambda - w^*\rVert^2`.
       Where :math:`\lambda` grows, :math:`\lambda/(s_i^2 + \lambda)` grows and
       :math:`s_i/(s_i^2 + \lambda)` falls.

       *Some* :math:`\lambda > 0` *is better.*  Write :math:`a_i = (v_i^Tw^*)^2`, which is at most
       :math:`\lVert w^*\rVert^2`.  Compare direction :math:`i` with what it has at
       :math:`\lambda = 0`, which is :math:`\sigma^2/s_i^2`:

       .. math::
          :class: derivation

          \frac{\lambda^2a_i + \sigma^2s_i^2}{(s_i^2 + \lambda)^2} - \frac{\sigma^2}{s_i^2}
          = \frac{\lambda}{s_i^2(s_i^2 + \lambda)^2}\,
            \bigl(s_i^2(\lambda a_i - 2\sigma^2) - \lambda\sigma^2\bigr) .

       If :math:`\lambda > 0` and :math:`\lambda\lVert w^*\rVert^2 \le 2\sigma^2`, the first term in
       the last brackets is not positive and the second is negative, so in every direction the
       error is smaller than at 0.  Divided by :math:`\lambda`, the difference tends to
       :math:`-2\sigma^2/s_i^4` as :math:`\lambda` falls to 0: the derivative there is negative.

       **Check.**  The formula against an expectation that does not know it: noise of plus or
       minus :math:`\sigma`, in all :math:`2^6` ways, each as likely, and a fit to each:

       >>> import itertools
       >>> import numpy as np
       >>> from reluridge import ridge, ridge_bias_variance
       >>> rng = np.random.default_rng(0)
       >>> X, w = rng.normal(size=(6, 3)), rng.normal(size=3)
       >>> def fits(X, w, lam, sigma):
       ...     signs = itertools.product([-1, 1], repeat=len(X))
       ...     return np.array([ridge(X, X @ w + sigma * np.array(s), lam) for s in signs])
       >>> def off(X, w, lam, sigma):
       ...     return np.mean(np.sum((fits(X, w, lam, sigma) - w) ** 2, axis=1))
       >>> for lam, sigma in [(0, 0.5), (0.3, 0.5), (4, 2)]:
       ...     W = fits(X, w, lam, sigma)
       ...     mean = W.mean(axis=0)
       ...     both = np.sum((mean - w) ** 2), np.mean(np.sum((W - mean) ** 2, axis=1))
       ...     bias2, variance = ridge_bias_variance(X, w, lam, sigma**2)
       ...     print(np.allclose((bias2, variance), both, atol=1e-12),
       ...           np.allclose(bias2 + variance, off(X, w, lam, sigma)))
       True True
       True True
       True True

       Up to :math:`\lambda = 2\sigma^2/\lVert w^*\rVert^2` ridge is better.  With one weight and
       little noise that bound is nearly sharp, as a tenth more shows:

       >>> def error(X, w, lam, sigma):
       ...     return sum(ridge_bias_variance(X, w, lam, sigma**2))
       >>> lams = 2 * 0.5**2 / (w @ w) * np.array([0.01, 0.1, 0.5, 1])
       >>> all(error(X, w, lam, 0.5) < error(X, w, 0, 0.5) for lam in lams)
       True
       >>> [error([[1]], [1], k * 2 * 0.1**2, 0.1) < error([[1]], [1], 0, 0.1) for k in (1, 1.1)]
       [True, False]

       **Without σ² > 0.**  There is no variance that could fall.  Least squares finds
       :math:`w^*`, and every :math:`\lambda > 0` is off (unless :math:`w^* = 0`):

       >>> np.allclose(off(X, w, 0, 0), 0), bool(off(X, w, 1e-3, 0) > 0)
       (True, True)
       >>> error(X, w, 0, 0), error(X, w, 1e-3, 0) > 0
       (0.0, True)

       **Without independent columns.**  Some :math:`s_i` is 0, where there is no
       :math:`\sigma^2/s_i^2`.  The part of :math:`w^*` along that :math:`v_i` has left no trace in
       :math:`y`: it is bias at every :math:`\lambda`, also at 0:

       >>> [round(ridge_bias_variance([[1, 1]], [3, 1], lam, 0)[0], 9) for lam in (0, 2)]
       [2.0, 4.0]

       **Without mean 0.**  If the noise is 1 at every point, it is no noise but a part of the
       truth that the model lacks, and :math:`\operatorname{E}\,u_i^T\epsilon` is not 0.  The
       formula knows nothing of it:

       >>> biased = ridge(X, X @ w + 1, 0.3)
       >>> bias2, _ = ridge_bias_variance(X, w, 0.3, 0)
       >>> np.allclose(np.sum((biased - w) ** 2), bias2)
       False

       **Without uncorrelated noise.**  If all points have the same plus or minus :math:`\sigma`,
       :math:`\operatorname{E}[\epsilon\epsilon^T]` has :math:`\sigma^2` everywhere, and
       :math:`\operatorname{E}(u_i^T\epsilon)^2` depends on :math:`u_i`:

       >>> W = np.array([ridge(X, X @ w + sign * 0.5, 0.3) for sign in (-1, 1)])
       >>> spread = np.mean(np.sum((W - W.mean(axis=0)) ** 2, axis=1))
       >>> np.allclose(spread, ridge_bias_variance(X, w, 0.3, 0.5**2)[1])
       False

       **Without the same variance.**  With all the noise on one point it depends on which:

       >>> def alone(i):
       ...     W = np.array([ridge(X, X @ w + sign * np.eye(6)[i], 0.3) for sign in (-1, 1)])
       ...     return np.mean(np.sum((W - W.mean(axis=0)) ** 2, axis=1))
       >>> np.allclose(alone(0), alone(1))
       False
       >>> total = sum(alone(i) for i in range(6))
       >>> np.allclose(total, ridge_bias_variance(X, w, 0.3, 1)[1])
       True
    """
    X = checks.matrix(X)
    w_true = checks.vector(w_true, "w_true", X.shape[1], "one for each column")
    lam, noise_variance = (
        checks.nonnegative(lam),
        checks.nonnegative(noise_variance, "noise_variance"),
    )
    _, s, Vt = svd(X)
    along = Vt @ w_true
    with checks.quiet():
        bias = along / (1 + (s / np.sqrt(lam)) ** 2)  # λ / (s² + λ), without s²
        spread = np.sqrt(noise_variance) / (s + lam / s)
        if s.size < w_true.size:  # the directions in which s is 0 come out as 0
            bias = np.r_[bias, w_true - along @ Vt]
        both = np.array([bias @ bias, spread @ spread])
    bias2, variance = checks.representable(both, "bias and variance", "rescale X or w_true")
    return float(bias2), float(variance)


@dataclass(frozen=True, eq=False, init=False)
class RidgeSums:
    r"""The sums over rows that ridge regression needs, for rows that do not fit in memory.

    .. math::

        X^TX = \sum_i x_i x_i^T , \qquad X^Ty = \sum_i y_i x_i , \qquad
        y^Ty = \sum_i y_i^2 , \qquad n = \sum_i 1

    Each is a sum over the rows, so chunks of them may be summed apart, in any order and
    on any machine, and added.  What is kept has :math:`d^2` numbers, whatever `n`, and
    gives the weights at every :math:`\lambda`:

    .. math:: \hat w_\lambda = (X^TX + \lambda I)^{-1} X^Ty .

    What it costs are digits.  `ridge` loses as many as the condition number
    :math:`\kappa` of the data has.  These sums lose twice as many: they know only
    :math:`X^TX`, whose condition number is :math:`\kappa^2`.

    A value: ``+`` makes a new one, ``sum(...)`` works, the arrays are read-only.

    Parameters
    ----------
    X : (n, d) array_like
        A chunk of rows, one column for each feature.
    y : (n,) array_like
        Their targets.

    Attributes
    ----------
    gram : (d, d) ndarray
        :math:`X^TX`.
    moment : (d,) ndarray
        :math:`X^Ty`.
    yy : float
        :math:`y^Ty`.
    n : int
        How many rows.

    Raises
    ------
    ValueError
        If `X` is not a finite matrix, or `y` not a finite vector of its length; if the
        sums over- or underflow; if sums for different `d` are added.

    See Also
    --------
    ridge : from the rows themselves, with all the digits.

    Notes
    -----
    Another order of the chunks changes the sums by rounding alone.  Numbers are taken as
    float64 before they are multiplied, whatever they come as.  `ridge` refuses where
    fewer than 6 of the 16 digits are left, and not only at 0, because adding up very
    many rows costs some more.

    Examples
    --------
    Forty rows in four chunks, and the same without the last:

    >>> import numpy as np
    >>> from reluridge import RidgeSums, ridge
    >>> rng = np.random.default_rng(0)
    >>> X, y, lam = rng.normal(size=(40, 3)), rng.normal(size=40), 0.5
    >>> chunks = [RidgeSums(X[i : i + 10], y[i : i + 10]) for i in (0, 10, 20, 30)]
    >>> w = sum(chunks).ridge(lam)
    >>> np.allclose(w, ridge(X, y, lam)), np.allclose(sum(chunks[:3]).ridge(lam), w)
    (True, False)
    >>> sum(chunks).n, type(sum(chunks).yy), sum(chunks).gram.flags.writeable
    (40, <class 'float'>, False)
    >>> np.allclose(sum(chunks).squared_error(w), np.sum((y - X @ w) ** 2))
    True

    Columns in other units cost nothing, columns that nearly agree cost twice the digits:

    >>> unit = np.array([1, 1e-9, 1e9])
    >>> np.allclose(RidgeSums(X * unit, y).ridge(0) * unit, ridge(X, y, 0))
    True
    >>> X, w = np.array([[1, 1], [1, 1 + 2e-6], [1, 1 - 2e-6], [1, 1 + 4e-6]]), np.array([1, 2])
    >>> np.allclose(ridge(X, X @ w, 0), w, rtol=1e-8)
    True
    >>> RidgeSums(X, X @ w).ridge(0)
    Traceback (most recent call last):
    ...
    ValueError: the sums must keep 6 digits; got 3: raise lam, drop or center columns, or use ridge
    """

    gram: Array
    moment: Array
    yy: float
    n: int

    def __init__(self, X: ArrayLike, y: ArrayLike) -> None:
        X, y = checks.system(X, y)
        checks.empty((X.shape[1],) * 2, "X.T @ X")
        with np.errstate(over="ignore", invalid="ignore"):
            gram, moment, yy = X.T @ X, X.T @ y, y @ y
        checks.product(gram, "X.T @ X", X, "rescale X")
        checks.product(yy, "y @ y", y, "rescale y")
        self._set(gram, moment, float(yy), len(X))

    def __setstate__(self, state: dict[str, Any]) -> None:
        self._set(**state)

    def _set(self, gram: Array, moment: Array, yy: float, n: int) -> RidgeSums:
        """Take the sums, if float64 could hold them."""
        for name, a in (("gram", gram), ("moment", moment), ("yy", np.asarray(yy))):
            own = checks.representable(a, name, "rescale X and y")
            own.setflags(write=False)
            object.__setattr__(self, name, own if own.ndim else float(own))
        object.__setattr__(self, "n", n)
        return self

    def __add__(self, other: RidgeSums) -> RidgeSums:
        if not isinstance(other, RidgeSums):
            return NotImplemented
        if len(self.moment) != len(other.moment):
            raise ValueError(
                "RidgeSums must be for as many features to be added; "
                f"got d = {len(self.moment)} and {len(other.moment)}: give all chunks equal columns"
            )
        with np.errstate(over="ignore"):
            return object.__new__(RidgeSums)._set(
                self.gram + other.gram,
                self.moment + other.moment,
                self.yy + other.yy,
                self.n + other.n,
            )

    def __radd__(self, other: int) -> RidgeSums:
        # `sum` starts from 0.
        return self if isinstance(other, int) and other == 0 else NotImplemented

    def ridge(self, lam: float) -> Array:
        r"""Return the ridge weights at one strength, if the sums still have their digits.

        Columns are brought to like size, :math:`A = D(X^TX + \lambda I)D` with ones on the
        diagonal, for units cost no digits.  Of the 16 digits that there are, the condition
        number of :math:`A` takes as many as it has itself, in the units of :math:`D`.  What is
        left of the largest weight, in the units of `X`, must be 6.

        Parameters
        ----------
        lam : float
            The strength :math:`\lambda \ge 0`, in units of the summed squared error.

        Returns
        -------
        (d,) ndarray
            As ``ridge(X, y, lam)`` on all rows.

        Raises
        ------
        ValueError
            If `lam` is negative or not finite, if fewer than 6 digits are left, or if a
            column's squares over- or underflow.

        Examples
        --------
        The second column is nearly, or all but, the first:

        >>> from reluridge import RidgeSums
        >>> def sums(gap):
        ...     return RidgeSums([[1, 1], [1, 1 + gap]], [2, 2 + gap])
        >>> sums(1e-3).ridge(0).round(6).tolist(), sums(1e-9).ridge(1).round(6).tolist()
        ([1.0, 1.0], [0.8, 0.8])
        """
        lam = checks.nonnegative(lam)
        with np.errstate(over="ignore"):
            A = self.gram + lam * np.eye(len(self.gram))
        checks.representable(A, "X.T @ X + lam I", "rescale X or lower lam")
        squares = np.where(A.diagonal() > 0, A.diagonal(), 1)
        checks.product(squares.min(), "the diagonal of X.T @ X + lam I", squares, "rescale X")
        w, digits = normal.by_sums(A, self.moment)
        if digits < _DIGITS:
            raise ValueError(
                f"the sums must keep {_DIGITS} digits; got {digits}: "
                "raise lam, drop or center columns, or use ridge"
            )
        # No overflow: |w| is at most |y| / s_d, and the checks above keep s_d above 1e-150.
        return w

    def squared_error(self, w: ArrayLike) -> float:
        r"""Return the summed squared error of weights on all the rows.

        .. math:: \lVert y - Xw\rVert^2 = y^Ty - 2w^TX^Ty + w^TX^TXw

        Parameters
        ----------
        w : (d,) array_like
            Any weights.

        Returns
        -------
        float
            The error, summed over the rows.

        Raises
        ------
        ValueError
            If `w` is not a finite vector of d entries; if the terms cancel so far that
            fewer than 6 digits are left, as where the fit is all but perfect.

        Examples
        --------
        >>> from reluridge import RidgeSums
        >>> sums = RidgeSums([[1], [2]], [1, 3])
        >>> sums.squared_error([1])
        1.0
        >>> RidgeSums([[1], [2]], [1, 2]).squared_error([1])
        Traceback (most recent call last):
        ...
        ValueError: the squared error must keep 6 digits; got 0: add up (y - X @ w) ** 2 by rows
        """
        w = checks.vector(w, "w", len(self.moment), "one for each feature")
        with np.errstate(over="ignore", invalid="ignore"):
            error = self.yy - 2 * w @ self.moment + w @ self.gram @ w
            size = self.yy + 2 * abs(w) @ abs(self.moment) + abs(w) @ abs(self.gram) @ abs(w)
        checks.representable(np.asarray(size), "the squared error", "rescale w, or X and y")
        if (digits := normal.digits(error, size)) < _DIGITS:
            raise ValueError(
                f"the squared error must keep {_DIGITS} digits; got {digits}: "
                "add up (y - X @ w) ** 2 by rows"
            )
        return float(error)
