r"""Regularization as fake features: ridge is the shortest solution of a wider system.

Append :math:`n` fake features to `X`, one for each data point, and ask for
equality instead of a good fit:

.. math::

    \begin{bmatrix} X & \sqrt\lambda\, I \end{bmatrix}
    \begin{bmatrix} w \\ f \end{bmatrix} = y .

Fake feature :math:`i` is :math:`\sqrt\lambda` at data point :math:`i` and 0 at all
others, so its weight :math:`f_i` can make up for any error there, and
:math:`\sqrt\lambda f_i` has to be what :math:`w` leaves over.  Among the infinitely
many solutions the shortest has the least
:math:`\lVert w\rVert^2 + \lVert f\rVert^2 = \lVert w\rVert^2 + \lVert y - Xw\rVert^2/\lambda`,
and that is the ridge objective, divided by :math:`\lambda`.
"""

from __future__ import annotations  # numpy.random stays unimported until it is used

from collections.abc import Callable

import numpy as np
from numpy.typing import ArrayLike

from reluridge._engine import checks, gram
from reluridge._engine.checks import Array
from reluridge._engine.factor import NOISE, factored
from reluridge._engine.least_squares import solve_factored
from reluridge.relu_net.approximation import relu
from reluridge.relu_net.initialization import he_normal

__all__ = [
    "append_fake_features",
    "kernel_ridge",
    "random_relu_features",
    "ridge_dual",
    "ridge_fake_features",
]


def append_fake_features(X: ArrayLike, lam: float) -> Array:
    r"""Append the fake columns that turn a least-norm solution into ridge regression.

    .. math:: A = \begin{bmatrix} X & \sqrt\lambda\, I \end{bmatrix} , \qquad
              AA^T = XX^T + \lambda I

    Each data point gets a feature of its own, which says nothing about `y`.  Below `X`
    rather than beside it the same matrix stands in `append_fake_data`.

    Parameters
    ----------
    X : (n, d) array_like
        One row for each data point, one column for each feature.
    lam : float
        The regularization strength :math:`\lambda \ge 0` that the fake features stand for.

    Raises
    ------
    ValueError
        If `X` is not a finite matrix, or `lam` negative or not finite.

    Examples
    --------
    >>> from reluridge import append_fake_features
    >>> append_fake_features([[1], [3]], lam=4).tolist()
    [[1.0, 2.0, 0.0], [3.0, 0.0, 2.0]]

    .. claim:: 2.4.a
       :verdict: true if λ > 0
       :taught: Since :math:`[X, \sqrt\lambda\,I]` is wider than tall, the system with the weights
          :math:`w` and the fake weights :math:`f` holds with equality, and it has infinitely many
          solutions.

       For every :math:`\lambda > 0`, whatever :math:`X` and :math:`y`, the system
       :math:`Xw + \sqrt\lambda\,f = y` has infinitely many solutions. It has
       one because the rows of :math:`[X, \sqrt\lambda\,I]` are independent, and more than one
       because it is wider than tall; a system that is only wide need not have any.

       **Proof.**  For every :math:`w` whatsoever, :math:`f = (y - Xw)/\sqrt\lambda` makes the
       system hold, and different :math:`w` give different solutions.

       As for the reasons, a system :math:`Az = y` has a solution for every :math:`y` if and
       only if the rows of :math:`A` are independent.  If they are, :math:`AA^T` has an
       inverse, because :math:`AA^Tu = 0` gives :math:`\lVert A^Tu\rVert^2 = u^TAA^Tu = 0`, a
       combination of rows that is 0; and :math:`z = A^T(AA^T)^{-1}y` is a solution.  If they are
       not, :math:`A^Tu = 0` for some :math:`u \ne 0`, and :math:`y = u` has no solution, since
       :math:`u^TAz = 0` is never :math:`u^Tu`.  Here a combination of the rows with the
       coefficients :math:`u` ends in :math:`\sqrt\lambda\,u`, and is 0 only for
       :math:`u = 0`.  And as :math:`A` is wider than tall, :math:`Av = 0` for some
       :math:`v \ne 0`: with :math:`z` all :math:`z + cv` are solutions.

       **Check.**  Random weights, and the fake ones that make up the difference:

       >>> import numpy as np
       >>> from reluridge import append_fake_features
       >>> rng = np.random.default_rng(0)
       >>> X, y, lam = rng.normal(size=(5, 3)), rng.normal(size=5), 0.3
       >>> A = append_fake_features(X, lam)
       >>> int(np.linalg.matrix_rank(X)), int(np.linalg.matrix_rank(A))
       (3, 5)
       >>> w = rng.normal(size=3)
       >>> f = (y - X @ w) / np.sqrt(lam)
       >>> np.allclose(A @ np.r_[w, f], y), np.allclose(A @ np.r_[w, 0 * f], y)
       (True, False)

       That the system is wide is not enough.  Two equations in five unknowns can contradict
       each other, and with the fake features they no longer do:

       >>> wide, target = np.array([[1, 2, 3, 4, 5], [2, 4, 6, 8, 10]]), np.array([1, 0])
       >>> def solvable(A, y):
       ...     return np.allclose(A @ np.linalg.pinv(A) @ y, y)
       >>> solvable(wide, target), solvable(append_fake_features(wide, lam), target)
       (False, True)

       **Without λ > 0.**  The proof divides by :math:`\sqrt\lambda`.  At :math:`\lambda = 0` the
       fake columns are 0 and make up for nothing.  Draw data and :math:`\lambda` until there is no
       solution:

       >>> rng = np.random.default_rng(0)
       >>> for lam in rng.integers(0, 4, size=99).tolist():
       ...     X, y = rng.integers(-2, 3, size=(3, 2)), rng.integers(-2, 3, size=3)
       ...     if not solvable(append_fake_features(X, lam), y):
       ...         found = {"lam": lam, "X": X.tolist(), "y": y.tolist()}
       ...         break
       >>> found
       {'lam': 0, 'X': [[0, 0], [0, 2], [-2, 0]], 'y': [-2, 0, 2]}
       >>> found["lam"] == 0
       True

    .. claim:: 2.4.d
       :verdict: true if the features have FFᵀ = λI and the solution is the shortest
       :taught: Adding features that have nothing to do with the targets has a regularizing effect.

       Irrelevant features :math:`F` beside :math:`X` act exactly like ridge regression with
       :math:`\lambda` if :math:`FF^T = \lambda I` and the shortest solution is taken. Others
       may regularize, too, but not in the same way; a few columns of noise can even make the
       weights longer. With :math:`k` random features of variance :math:`\lambda/k` it is ridge
       only in the limit :math:`k \to \infty`, with an error of the size :math:`1/\sqrt k`.
       Gradient descent finds the shortest solution only from a start in the row space, such as 0.

       **Proof.**  Let :math:`A = [X, F]` have independent rows.  As in claim :claim:`2.4.b` its
       shortest solution is :math:`A^T(AA^T)^{-1}y` with :math:`AA^T = XX^T + FF^T`, so the
       weights of :math:`X` in it are :math:`X^T(XX^T + FF^T)^{-1}y`.  Nothing about :math:`F`
       matters but :math:`FF^T`, and if that is :math:`\lambda I` these are the ridge weights
       (claim :claim:`2.4.c`).

       *Random features.*  Let the entries of :math:`F` be independent and normal, with mean 0
       and variance :math:`\lambda/k`.  An entry of :math:`E = FF^T - \lambda I` is a
       sum of :math:`k` independent numbers of mean 0 and variance :math:`\lambda^2/k^2`
       (twice that on the diagonal), so its variance is :math:`\lambda^2/k` (or twice
       that): :math:`E` is of the size :math:`\lambda/\sqrt k`.  With
       :math:`M = (XX^T + \lambda I)^{-1}`, the terms of first order of
       :math:`(M^{-1} + E)^{-1}` are :math:`M - MEM`.  So the weights move by about
       :math:`-BE\alpha`, with :math:`B = X^TM` and :math:`\alpha = My`.

       *Gradient descent.*  A step on :math:`\lVert y - Az\rVert^2` adds
       :math:`2\eta A^T(y - Az)`, a combination of rows of :math:`A`.  So from a start in the
       row space it stays there, and where it converges to a solution, that is
       :math:`A^T(AA^T)^{-1}y`: the difference of two solutions is orthogonal to all rows, and
       is 0 if it is a combination of them, too.  A part of the start that is orthogonal to all
       rows is never changed, and it makes the end another solution.

       **Check.**  Random orthogonal columns serve as well as :math:`\sqrt\lambda\,I`, random
       ones of the same size do not:

       >>> import numpy as np
       >>> from reluridge import append_fake_features, ols, ridge
       >>> rng = np.random.default_rng(0)
       >>> X, y, lam = rng.normal(size=(4, 2)), rng.normal(size=4), 2.0
       >>> def shortest(F):
       ...     return ols(np.hstack([X, F]), y)[:2]
       >>> Q, F = np.linalg.qr(rng.normal(size=(9, 4)))[0], rng.normal(size=(4, 9)) / 3
       >>> [np.allclose(shortest(np.sqrt(lam) * F), ridge(X, y, lam)) for F in (Q.T, F)]
       [True, False]

       The error of random features (Kobak, Lomond & Sanchez 2020).  The square of
       :math:`BE\alpha` is on average
       :math:`(\lVert B\rVert_F^2\lVert\alpha\rVert^2 + \lVert B\alpha\rVert^2)\,\lambda^2/k`,
       where :math:`\lVert B\rVert_F^2` is the sum of the squares of all entries.  At 5
       standard errors of 200 draws:

       >>> M = np.linalg.inv(X @ X.T + lam * np.eye(4))
       >>> B, alpha, k = X.T @ M, M @ y, 200
       >>> draws = rng.normal(scale=np.sqrt(lam / k), size=(200, 4, k))
       >>> off = np.array([shortest(F) for F in draws]) - ridge(X, y, lam)
       >>> squares = np.sum(off**2, axis=1)
       >>> law = lam**2 / k * (np.sum(B**2) * alpha @ alpha + np.sum((B @ alpha) ** 2))
       >>> margin = 5 * squares.std() / np.sqrt(200)
       >>> [bool(abs(squares.mean() - c * law) < margin) for c in (1, 2)]
       [True, False]

       Two such columns instead, with the two of `X` as many as points: some draws make the
       weights longer than those of least squares, as ridge never does.

       >>> def longer(w):
       ...     return bool(np.linalg.norm(w) > np.linalg.norm(ols(X, y)))
       >>> draws = rng.normal(scale=np.sqrt(lam / 2), size=(200, 4, 2))
       >>> any(longer(shortest(F)) for F in draws), longer(ridge(X, y, lam))
       (True, False)

       Gradient descent from 0, or from any other combination of rows, ends at ridge:

       >>> A = append_fake_features(X, lam)
       >>> step_size = 1 / np.linalg.norm(A, 2) ** 2
       >>> def descend(z):
       ...     for _ in range(500):
       ...         z = z + step_size * A.T @ (y - A @ z)
       ...     return np.allclose(A @ z, y), np.allclose(z[:2], ridge(X, y, lam))
       >>> descend(np.zeros(6)), descend(A.T @ rng.normal(size=4))
       ((True, True), (True, True))

       **Without FFᵀ = λI.**  Then :math:`XX^T + FF^T` stands where ridge has
       :math:`XX^T + \lambda I`.  Give two points two features of entries 1 and −1 each, so that
       :math:`FF^T` is 2 on the diagonal.  Draw them until the weight is not that of
       :math:`\lambda = 2`:

       >>> X2, y2, rng = np.array([[1.0], [3.0]]), np.array([2.0, 1.0]), np.random.default_rng(0)
       >>> for entries in rng.choice([-1, 1], size=(99, 4)).tolist():
       ...     F = np.reshape(entries, (2, 2))
       ...     w = ols(np.hstack([X2, F]), y2)[:1]
       ...     if not np.allclose(w, ridge(X2, y2, 2)):
       ...         found = {"F": F.tolist(), "off the diagonal": (F @ F.T)[0, 1].item()}
       ...         break
       >>> found
       {'F': [[-1, -1], [-1, -1]], 'off the diagonal': 2}
       >>> found["off the diagonal"] == 0
       False

       **Without the shortest solution.**  A part of the start that is orthogonal to all rows stays
       for good.  Draw starts of gradient descent until one does not end at ridge, although the
       equations hold there:

       >>> for start in np.random.default_rng(0).integers(-2, 3, size=(99, 6)).tolist():
       ...     holds, is_ridge = descend(np.array(start))
       ...     if not is_ridge:
       ...         found = {"start": start, "equations hold": holds}
       ...         break
       >>> found
       {'start': [2, 1, 0, -1, -1, -2], 'equations hold': True}
       >>> int(np.linalg.matrix_rank(np.vstack([A, found["start"]])))  # outside the row space
       5
    """
    X, lam = checks.matrix(X), checks.nonnegative(lam)
    checks.empty((len(X), X.shape[1] + len(X)), "X with its fake features")
    return np.hstack([X, np.sqrt(lam) * np.eye(len(X))])


def ridge_fake_features(X: ArrayLike, y: ArrayLike, lam: float) -> tuple[Array, Array]:
    r"""Return the ridge weights, and the fake ones, as a least-norm solution.

    .. math::

        \begin{bmatrix} \hat w \\ \hat f \end{bmatrix}
        = \begin{bmatrix} X & \sqrt\lambda I \end{bmatrix}^{+} y
        = \begin{bmatrix} X^T \\ \sqrt\lambda I \end{bmatrix} (XX^T + \lambda I)^{-1} y

    The shortest solution has no part along which the equations do not look, so it
    is a combination :math:`A^T\alpha` of the rows of :math:`A = [X, \sqrt\lambda I]`,
    and :math:`AA^T\alpha = y` settles which.

    A small :math:`\lambda`, which costs `ridge_dual` many digits, costs none as long as
    the rows or the columns of `X` are independent.  Where neither are, it costs about
    as many as :math:`s_1^2/\lambda` has; `ridge` keeps them.

    Parameters
    ----------
    X, y : (n, d) array_like, (n,) array_like
        One row and one target for each data point, one column for each feature.
    lam : float
        The regularization strength :math:`\lambda \ge 0`; above 0, unless the rows of `X` are
        independent.

    Returns
    -------
    w, f : (d,) ndarray, (n,) ndarray
        The weights that `ridge` returns, and the fake ones, :math:`(y - Xw)/\sqrt\lambda`.

    Raises
    ------
    ValueError
        As `ridge`, or if the rows of :math:`[X, \sqrt\lambda I]` are dependent in
        float64, so that the system need not have a solution.

    Examples
    --------
    One feature, all ones: the mean of `y` shrunk by :math:`n/(n+\lambda)`, and what
    that leaves over.

    >>> from reluridge import ridge_fake_features
    >>> w, f = ridge_fake_features([[1], [1]], [2, 8], lam=0.5)
    >>> w.round(12).tolist(), (0.5**0.5 * f).round(12).tolist()
    ([4.0], [-2.0, 4.0])

    More points than features and no fake features: nothing can hold with equality.

    >>> ridge_fake_features([[1], [1]], [2, 8], lam=0)
    Traceback (most recent call last):
    ...
    ValueError: [X, √lam I] must have n = 2 independent rows; got rank 1 at lam = 0.0: use ridge

    .. claim:: 2.4.b
       :verdict: true
       :taught: The pseudoinverse gives the solution of least norm.  Discard the fake weights, and
          :math:`w = X^T(XX^T + \lambda I)^{-1}y` is left.

       For :math:`\lambda > 0` the shortest solution of :math:`Xw + \sqrt\lambda\,f = y` has
       :math:`w = X^T(XX^T + \lambda I)^{-1}y`, and these are the ridge weights. It is the norm of
       :math:`w` and :math:`f` together that is least, and the fake weights are the residual
       in other units, :math:`f = (y - Xw)/\sqrt\lambda`.

       **Proof.**  Every solution has :math:`f = (y - Xw)/\sqrt\lambda`, so its squared norm is
       the ridge objective, divided by :math:`\lambda`:

       .. math::

          \lVert w\rVert^2 + \lVert f\rVert^2
          = (\lVert y - Xw\rVert^2 + \lambda\lVert w\rVert^2)/\lambda .

       It is least at the ridge weights, and only there (claim :claim:`2.2.b`).

       For the formula write :math:`A = [X, \sqrt\lambda\,I]`, whose rows are independent.
       Then :math:`z = A^T\alpha` with :math:`\alpha = (AA^T)^{-1}y` is a solution, a
       combination of rows.  Any other solution is :math:`z + v` with :math:`Av = 0`, which
       is orthogonal to every row, so
       :math:`\lVert z + v\rVert^2 = \lVert z\rVert^2 + \lVert v\rVert^2`: the shortest is
       :math:`z`.  Here :math:`AA^T = XX^T + \lambda I`, and the parts of
       :math:`A^T\alpha` are :math:`w = X^T\alpha` and :math:`f = \sqrt\lambda\,\alpha`.

       **Check.**  The squared norm and the objective at 50 random weights; then the shortest
       solution against ridge regression:

       >>> import numpy as np
       >>> from reluridge import append_fake_features, ridge, ridge_fake_features
       >>> rng = np.random.default_rng(0)
       >>> X, y, lam = rng.normal(size=(5, 3)), rng.normal(size=5), 0.3
       >>> W = rng.normal(size=(3, 50))
       >>> residuals, squares = y[:, None] - X @ W, np.sum(W**2, axis=0)
       >>> joint = squares + np.sum((residuals / np.sqrt(lam)) ** 2, axis=0)
       >>> objective = np.sum(residuals**2, axis=0) + lam * squares
       >>> np.allclose(joint, objective / lam), np.allclose(joint, objective)
       (True, False)
       >>> w, f = ridge_fake_features(X, y, lam)
       >>> np.allclose(w, ridge(X, y, lam)), np.allclose(w, ridge(X, y, 2 * lam))
       (True, False)

       It is the pseudoinverse's solution, the combination of rows with the factors
       :math:`\alpha` of the proof, and the fake weights are the residual:

       >>> A, alpha = append_fake_features(X, lam), np.linalg.inv(X @ X.T + lam * np.eye(5)) @ y
       >>> z = np.linalg.pinv(A) @ y, A.T @ alpha, np.r_[w, (y - X @ w) / np.sqrt(lam)]
       >>> np.allclose(np.r_[w, f], z)
       True

       Among all solutions the least norm of :math:`w` alone is 0: the fake weights do all.

       >>> idle = np.r_[np.zeros(3), y / np.sqrt(lam)]
       >>> np.allclose(A @ idle, y), bool(np.linalg.norm(idle) > np.linalg.norm(np.r_[w, f]))
       (True, True)
    """
    (X, y), lam = checks.system(X, y), checks.nonnegative(lam)
    A = append_fake_features(X, lam)
    factors = factored(A)
    seen = np.sqrt(lam) > NOISE * np.abs(X).max()
    if (rank := len((factors if seen else factored(X)).rows)) < len(A):
        raise ValueError(
            f"[X, √lam I] must have n = {len(A)} independent rows; "
            f"got rank {rank} at lam = {lam}: use ridge"
        )
    w, f = np.split(solve_factored(factors, y, np.zeros(1)).ravel(), [X.shape[1]])
    return w, f


def ridge_dual(X: ArrayLike, y: ArrayLike, lam: float) -> Array:
    r"""Return the ridge weights by the dual formula, as the lecture prints it.

    .. math:: \hat w = X^T (XX^T + \lambda I)^{-1} y

    The weights are a combination of the data points, :math:`w = \sum_i \alpha_i x_i`,
    and the points enter the system for :math:`\alpha`, of size n, by their inner products
    alone; `ridge_normal_equations` is the primal formula, of size d.

    With more points than features the smallest eigenvalue of the matrix is
    :math:`\lambda` itself: about as many digits are lost as :math:`s_1^2/\lambda` has,
    and `ridge` keeps them.

    Parameters
    ----------
    X, y : (n, d) array_like, (n,) array_like
        One row and one target for each data point, one column for each feature.
    lam : float
        The regularization strength :math:`\lambda \ge 0`; above 0, unless the rows of `X` are
        independent.

    Raises
    ------
    ValueError
        As `ridge`, or if :math:`XX^T + \lambda I` has no inverse in float64.

    Examples
    --------
    One data point, two features: the weights are a multiple of the point.

    >>> import numpy as np
    >>> from reluridge import ridge, ridge_dual
    >>> ridge_dual([[1, 2]], [12], lam=1).round(12).tolist()
    [2.0, 4.0]

    Twenty points, two features: a small :math:`\lambda` is trouble for the formula
    alone.

    >>> rng = np.random.default_rng(0)
    >>> X, y = rng.normal(size=(20, 2)), rng.normal(size=20)
    >>> def agree(lam):
    ...     return np.allclose(ridge_dual(X, y, lam), ridge(X, y, lam), rtol=1e-10, atol=0)
    >>> agree(1), agree(1e-9)
    (True, False)
    >>> ridge_dual(X, y, 0)
    Traceback (most recent call last):
    ...
    ValueError: X @ X.T + lam I must be invertible in float64; got rank 2 for n = 20: use ridge

    .. claim:: 2.4.c
       :verdict: true if λ > 0, and kernel ridge once a kernel matrix replaces XXᵀ
       :taught: :math:`X^T(XX^T + \lambda I)^{-1}y` looks a bit different from the solutions of the
          other setups. It is the dual perspective of ridge regression, called kernel ridge
          regression.

       For every :math:`\lambda > 0`, :math:`X^T(XX^T + \lambda I)^{-1}y` and
       :math:`(X^TX + \lambda I)^{-1}X^Ty` are the same vector: the dual formula of ridge
       regression inverts an :math:`n \times n` matrix instead of a :math:`d \times d` one.
       With it the predictions need the points' inner products alone. It becomes kernel ridge
       regression once the matrix of a kernel takes the place of :math:`XX^T`, which is ridge
       regression on the features whose inner products the kernel gives.

       **Proof.**  Multiply out both sides of

       .. math::

          (X^TX + \lambda I)X^T = X^TXX^T + \lambda X^T = X^T(XX^T + \lambda I) .

       Both matrices in brackets have inverses, since their eigenvalues are at least
       :math:`\lambda > 0`.  Multiply by the one from the left and by the other from the right,
       and :math:`X^T(XX^T + \lambda I)^{-1} = (X^TX + \lambda I)^{-1}X^T`.

       A new point :math:`x` has the prediction
       :math:`x^TX^T\alpha = \sum_i \alpha_i\,x^Tx_i` with
       :math:`\alpha = (XX^T + \lambda I)^{-1}y`, and the entries of :math:`XX^T` are the
       :math:`x_i^Tx_j`.  On features :math:`\varphi(x)` in place of :math:`x`, each inner
       product becomes :math:`k(x, x') = \varphi(x)^T\varphi(x')`, and the features
       themselves occur nowhere.

       **Check.**  The product, and one that lacks a term; then the two formulas, for more
       features than points and for fewer:

       >>> import numpy as np
       >>> from reluridge import kernel_ridge, ridge, ridge_dual
       >>> rng = np.random.default_rng(0)
       >>> X, y, lam = rng.normal(size=(5, 8)), rng.normal(size=5), 0.3
       >>> primal, dual = X.T @ X + lam * np.eye(8), X @ X.T + lam * np.eye(5)
       >>> np.allclose(primal @ X.T, X.T @ dual), np.allclose(primal @ X.T, X.T @ X @ X.T)
       (True, False)
       >>> for n, d in [(5, 8), (8, 5)]:
       ...     X, y = rng.normal(size=(n, d)), rng.normal(size=n)
       ...     print([np.allclose(ridge_dual(X, y, lam), ridge(X, y, p)) for p in (lam, 2 * lam)])
       [True, False]
       [True, False]

       The kernel :math:`k(x, x') = (1 + xx')^2` is the inner product of the features
       :math:`1, \sqrt2\,x, x^2`, so kernel ridge with it (Saunders, Gammerman & Vovk
       1998) is ridge on those:

       >>> x, new, y = rng.normal(size=9), rng.normal(size=4), rng.normal(size=9)
       >>> def features(x):
       ...     return np.c_[np.ones_like(x), np.sqrt(2) * x, x**2]
       >>> parabola = features(new) @ ridge(features(x), y, lam)
       >>> dual_coef = kernel_ridge((1 + np.outer(x, x)) ** 2, y, lam)
       >>> np.allclose((1 + np.outer(new, x)) ** 2 @ dual_coef, parabola)
       True
       >>> line = np.outer(new, x) @ kernel_ridge(np.outer(x, x), y, lam)
       >>> np.allclose(line, new * ridge(x[:, None], y, lam)), np.allclose(line, parabola)
       (True, False)

       **Without λ > 0.**  The proof needs both inverses.  At :math:`\lambda = 0` the matrix
       :math:`XX^T` has none if there are more points than features.  Draw cases until it has none:

       >>> rng = np.random.default_rng(0)
       >>> for lam, n, d in rng.integers([0, 1, 1], [3, 6, 6], size=(99, 3)).tolist():
       ...     X = rng.normal(size=(n, d))
       ...     if np.linalg.matrix_rank(X @ X.T + lam * np.eye(n)) < n:
       ...         found = {"lam": lam, "points": n, "features": d}
       ...         break
       >>> found
       {'lam': 0, 'points': 2, 'features': 1}
       >>> found["lam"] == 0 and found["points"] > found["features"]
       True

       **Without a kernel matrix in place of XXᵀ.**  With :math:`XX^T` itself it is the line of
       ridge regression, as above.  And not every symmetric matrix will do:
       :math:`\alpha^TK\alpha = \lVert\sum_i \alpha_i \varphi(x_i)\rVert^2` is never negative, so a
       matrix with a negative eigenvalue belongs to no features, and :math:`K + \lambda I` may
       have no inverse.  Draw symmetric matrices until that happens at :math:`\lambda = 1`:

       >>> for a, b, c in np.random.default_rng(0).integers(-3, 4, size=(999, 3)).tolist():
       ...     K = np.array([[a, b], [b, c]])
       ...     if np.linalg.matrix_rank(K + np.eye(2)) < 2:
       ...         found = {"K": K.tolist(), "least": round(np.linalg.eigvalsh(K)[0].item(), 12)}
       ...         break
       >>> found
       {'K': [[-1, 0], [0, 3]], 'least': -1.0}
       >>> found["least"] < 0
       True
    """
    (X, y), lam = checks.system(X, y), checks.nonnegative(lam)
    checks.empty((len(X), len(X)), "X @ X.T")
    with checks.quiet():
        K = checks.product(X @ X.T, "X @ X.T", X, "use ridge, or rescale X")
        alpha = gram.solve(K + lam * np.eye(len(X)), y, "X @ X.T + lam I", "use ridge")
        return checks.representable(X.T @ alpha, "the weights")


def kernel_ridge(K: ArrayLike, y: ArrayLike, lam: float) -> Array:
    r"""Return the dual coefficients of ridge regression with a kernel.

    .. math:: \hat\alpha = (K + \lambda I)^{-1} y , \qquad
              \hat y(x) = \sum_i k(x, x_i)\, \hat\alpha_i

    A kernel :math:`k(x, x')` is the inner product of some features of :math:`x` and
    :math:`x'`, be they infinitely many: this is ridge on them.  With ``K = X @ X.T``
    they are the :math:`\alpha_i` of `ridge_dual`.

    Scikit-learn's ``KernelRidge(alpha=lam, kernel="precomputed")`` has the same, and so
    does the mean of a Gaussian process with noise variance :math:`\lambda`.

    Parameters
    ----------
    K : (n, n) array_like
        The kernel matrix :math:`k(x_i, x_j)` of the data: symmetric, and without
        eigenvalues below 0.
    y : (n,) array_like
        Targets.
    lam : float
        The regularization strength :math:`\lambda \ge 0`, by which :math:`\alpha^T K \alpha`, the
        squared norm of the weights, is multiplied.

    Returns
    -------
    (n,) ndarray
        The coefficients :math:`\hat\alpha`, called ``dual_coef_`` elsewhere.  New
        points with kernel values ``K_new[i, j]`` :math:`= k(\text{new}_i, x_j)` have
        the predictions ``K_new @ dual_coef``.

    Raises
    ------
    ValueError
        As `ridge`, or if `K` is not square, not symmetric or has a negative eigenvalue
        beyond rounding, or if :math:`K + \lambda I` has no inverse in float64.

    Examples
    --------
    Points that have nothing in common: each explains itself, shrunk.

    >>> import numpy as np
    >>> from reluridge import kernel_ridge
    >>> kernel_ridge([[1, 0], [0, 3]], [4, 10], lam=1).round(12).tolist()
    [2.0, 2.5]

    What is no kernel matrix is refused, in whatever units its rows come:

    >>> for K in ([[1e8, 0, 0], [0, 1, 0.5], [0, -0.5, 1]], [[1e8, 0], [0, -50]]):
    ...     try:
    ...         kernel_ridge(K, np.ones(len(K)), lam=1)
    ...     except ValueError as error:
    ...         print(str(error).partition(":")[0])
    K must be symmetric; got 0.5 at [1, 2] and -0.5 at [2, 1]
    K must have no negative eigenvalue; got one of -50 or less
    >>> kernel_ridge([[1, 1], [1, 1]], [1, 2], lam=0)
    Traceback (most recent call last):
    ...
    ValueError: K + lam I must be invertible in float64; got rank 1 for n = 2: pass a larger lam

    With a Gaussian kernel a small :math:`\lambda` goes through every point:

    >>> x, y = np.arange(9), np.random.default_rng(0).normal(size=9)
    >>> K = np.exp(-(np.subtract.outer(x, x) ** 2) / 2)
    >>> [np.allclose(K @ kernel_ridge(K, y, lam), y) for lam in (1e-12, 1)]
    [True, False]
    """
    K = gram.kernel_matrix(checks.matrix(K, "K"))
    y = checks.target(y, len(K), "one for each row of K")
    lam = checks.nonnegative(lam)
    with checks.quiet():
        alpha = gram.solve(K + lam * np.eye(len(K)), y, "K + lam I", "pass a larger lam")
    return checks.representable(alpha, "the dual coefficients")


def random_relu_features(
    fan_in: int, n_features: int, rng: np.random.Generator
) -> Callable[[ArrayLike], Array]:
    r"""Draw random ReLU units, and return the map from inputs to their outputs.

    .. math:: \varphi_j(x) = \frac{1}{\sqrt k}\,\mathrm{relu}(w_j^T x + b_j) , \qquad
              w_{jl},\, b_j \sim \mathcal N\!\Bigl(0, \frac{2}{d+1}\Bigr)

    These are the first-layer units of a net at its He initialization, with the bias
    as one more weight (claim :claim:`1.2.h`).  They are never trained: `ols` or `ridge`
    fits the weights on top of them.

    The expected squared norm is that of the input, averaged with the constant 1:
    :math:`\operatorname{E}\lVert\varphi(x)\rVert^2 = (\lVert x\rVert^2 + 1)/(d + 1)`, for any
    number of units.  The 2 makes up for what the ReLU takes away
    (claim :claim:`1.2.f`), the factor :math:`1/\sqrt k` for the number of units.
    As :math:`k \to \infty` the inner products tend to a kernel (Cho & Saul 2009), with
    the angle :math:`\theta` between :math:`a = (x, 1)` and :math:`a' = (x', 1)`:

    .. math::
       :class: asymptotic

       \varphi(x)^T\varphi(x') \to \frac{\lVert a\rVert \lVert a'\rVert}{(d+1)\,\pi}
       \bigl(\sin\theta + (\pi - \theta)\cos\theta\bigr) .

    Parameters
    ----------
    fan_in, n_features : int
        The numbers d of inputs and k of units.
    rng : numpy.random.Generator
        Where the weights and biases come from.

    Returns
    -------
    callable
        ``features(X)`` maps an (n, d) array_like to the (n, k) outputs of the units, the
        same at every call, so that new points are mapped like the data.

    Raises
    ------
    ValueError, TypeError
        If a size is not a whole number above 0, or `rng` not a generator; by
        ``features(X)`` if `X` is not a finite matrix with d columns.

    Examples
    --------
    >>> import numpy as np
    >>> from reluridge import he_normal, random_relu_features
    >>> features = random_relu_features(3, 40_000, np.random.default_rng(0))
    >>> X = np.array([[1, 2, 3], [0, 0, 0]])
    >>> np.allclose(np.sum(features(X) ** 2, axis=1), [15 / 4, 1 / 4], rtol=0.1)
    True

    They are units of `he_normal`, drawn by the same generator, with the bias as the
    last weight:

    >>> for seed in (0, 1):
    ...     w = he_normal((40_000, 4), np.random.default_rng(seed))
    ...     z = X @ w[:, :3].T + w[:, 3]
    ...     print(np.allclose(features(X), np.maximum(z, 0) / np.sqrt(40_000)))
    True
    False

    .. claim:: 2.4.e
       :verdict: loose (many features can regularize or hurt; for deep nets it is a conjecture)
       :taught: That extra features regularize is one of the reasons why deep nets are effective:
          besides being more expressive, nets with many features may regularize better.

       About deep nets this is a conjecture. With random ReLU features of noisy data and the
       shortest fit, the error on new points has a peak where the features are as many as the
       points, and falls again beyond it. A large enough :math:`\lambda` removes the peak, a tiny
       one does not. Irrelevant features can regularize or hurt: where a few features explain the
       targets without noise, those beyond the number of points only add error; with much noise
       the same ones can reduce it.

       **Evidence.**  A rule of thumb: no proof. What supports it is claim :claim:`2.4.d`, where
       features do regularize, and experiments like the one below. The peak has a reason.
       With as many features as points there is one exact fit, noise included, and nothing to
       choose from; the smallest singular value of so square a random matrix is close to 0, and
       its inverse magnifies the noise. Beyond it there are many exact fits. The inner
       products tend to those of the kernel, whose matrix has an inverse, so the smallest
       singular value moves away from 0, and magnifies the noise less. Ridge
       regression replaces :math:`1/s_i` by :math:`s_i/(s_i^2 + \lambda)`, which is at most
       :math:`1/(2\sqrt\lambda)`. What speaks against it stands under *Boundary*.

       **Check.**  Twenty noisy points in five dimensions, the median test error of 30 draws, for
       three :math:`\lambda`.  The shortest fit is worst at 20 features, and there many times worse
       than with 5 or 150 (Belkin, Hsu, Ma & Mandal 2019).

       >>> import numpy as np
       >>> from reluridge import ols, random_relu_features, ridge_path
       >>> rng, counts = np.random.default_rng(0), (5, 12, 20, 32, 150)
       >>> def test_errors(k):
       ...     X, new = rng.normal(size=(20, 5)), rng.normal(size=(99, 5))
       ...     y, features = np.abs(X[:, 0]), random_relu_features(5, k, rng)
       ...     W = ridge_path(features(X), y + 0.3 * rng.normal(size=20), [0, 1e-6, 0.1])
       ...     return np.mean((W @ features(new).T - np.abs(new[:, 0])) ** 2, axis=1)
       >>> medians = [np.median([test_errors(k) for _ in range(30)], axis=0) for k in counts]
       >>> shortest, tiny, large = np.transpose(medians)
       >>> counts[np.argmax(shortest)]
       20
       >>> [bool(errors[2] > 3 * errors[0]) for errors in (shortest, tiny, large)]
       [True, True, False]
       >>> bool(shortest[2] > 3 * shortest[4])
       True
       >>> X = rng.normal(size=(20, 5))
       >>> def least(k):
       ...     return np.linalg.svd(random_relu_features(5, k, rng)(X))[1][-1]
       >>> at, beyond = (np.median([least(k) for _ in range(30)]) for k in (20, 150))
       >>> bool(beyond > 5 * at)
       True

       **Boundary.**  Whether irrelevant features help is a matter of noise.  Twelve features with
       weights 1 explain the targets of twenty points, and beside them stand 400 columns of variance
       12/400.  Without noise least squares finds the weights, and the shortest solution with the
       columns loses them, as it gives the columns a share (Muthukumar, Vodrahalli, Subramanian &
       Sahai 2020).  With noise the columns do what ridge does at :math:`\lambda = 12`:

       >>> def off(noise):
       ...     X, F = rng.normal(size=(20, 12)), rng.normal(size=(20, 400)) * (12 / 400) ** 0.5
       ...     y = X @ np.ones(12) + noise * rng.normal(size=20)
       ...     alone, among = ols(X, y), ols(np.hstack([X, F]), y)[:12]
       ...     return [np.sum((w - 1) ** 2).item() for w in (alone, among)]
       >>> [alone < 1e-12 < 0.1 < among for alone, among in (off(0) for _ in range(9))].count(True)
       9

       Draw the standard deviation of the noise until the columns help:

       >>> rng = np.random.default_rng(0)
       >>> for noise in rng.integers(0, 9, size=99).tolist():
       ...     alone, among = off(noise)
       ...     if among < alone:
       ...         found = {"noise": noise, "alone": round(alone, 2), "among": round(among, 2)}
       ...         break
       >>> found
       {'noise': 7, 'alone': 66.35, 'among': 18.51}
       >>> found["noise"] > 0
       True
    """
    fan_in = checks.count(fan_in, "fan_in", 1)
    n_features = checks.count(n_features, "n_features", 1)
    rng = checks.generator(rng)
    checks.empty((n_features, fan_in + 1), "n_features times fan_in")
    w = he_normal((n_features, fan_in + 1), rng)  # the bias is the last weight

    def features(X: ArrayLike) -> Array:
        """Return the outputs of the units, one row for each row of `X`."""
        X = checks.matrix(X)
        if X.shape[1] != fan_in:
            raise ValueError(
                f"X must have {fan_in} columns, one for each input of the units; "
                f"got shape {X.shape}: map points like those the units were drawn for"
            )
        with checks.quiet():
            z = X @ w[:, :-1].T + w[:, -1]
        return relu(checks.representable(z, "the features")) / np.sqrt(n_features)

    return features
