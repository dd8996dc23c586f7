r"""Regularization as fake data: ridge is least squares on a few more rows.

Append :math:`d` fake data points to `X`, one for each feature, and ask each of
them for a target of 0:

.. math::
   :class: definition

    \begin{bmatrix} X \\ \sqrt{\lambda}\, I \end{bmatrix} w \approx
    \begin{bmatrix} y \\ 0 \end{bmatrix} .

Fake point :math:`j` sees feature :math:`j` alone, with value
:math:`\sqrt\lambda`, and errs by :math:`\sqrt{\lambda}\, w_j`.  Its squared error
is :math:`\lambda w_j^2`: the sum over the fake points *is* the penalty.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from reluridge._engine import checks
from reluridge._engine.checks import Array
from reluridge.regularization.least_squares import ols

__all__ = ["append_fake_data", "ridge_fake_data"]


def append_fake_data(
    X: ArrayLike,
    y: ArrayLike,
    lam: float,
    directions: ArrayLike | None = None,
    toward: ArrayLike | None = None,
) -> tuple[Array, Array]:
    r"""Append the fake rows that turn least squares into ridge regression.

    .. math::

        X_\lambda = \begin{bmatrix} X \\ \sqrt\lambda\,\Gamma \end{bmatrix} , \qquad
        y_\lambda = \begin{bmatrix} y \\ \sqrt\lambda\,\Gamma w_0 \end{bmatrix}

    By default :math:`\Gamma = I` and :math:`w_0 = 0`, which is ridge regression.
    Any other choice is a penalty :math:`\lambda\lVert\Gamma(w - w_0)\rVert^2`: the rows
    of :math:`\Gamma` are the directions that it pulls along, and :math:`w_0` is where it
    pulls to.  `append_fake_features` has the same matrix beside `X` rather than below it.

    Parameters
    ----------
    X, y : (n, d) array_like, (n,) array_like
        One row and one target for each data point, one column for each feature.
    lam : float
        The regularization strength :math:`\lambda \ge 0`.
    directions : (m, d) array_like, optional
        The rows of :math:`\Gamma`; the identity by default.
    toward : (d,) array_like, optional
        The weights :math:`w_0` that the pull is toward; 0 by default.

    Returns
    -------
    X_fake, y_fake : (n + m, d) ndarray, (n + m,) ndarray
        `X` and `y` with the fake rows and targets below them; m is d by default.

    Raises
    ------
    ValueError
        If the input is not finite, the shapes do not fit, or `lam` is negative.

    Examples
    --------
    >>> import numpy as np
    >>> from reluridge import append_fake_data
    >>> X_fake, y_fake = append_fake_data([[1, 2]], [3], lam=4)
    >>> X_fake.tolist(), y_fake.tolist()
    ([[1.0, 2.0], [2.0, 0.0], [0.0, 2.0]], [3.0, 0.0, 0.0])

    .. claim:: 2.3.b
       :verdict: true if read as a pull on the weight
       :taught: Each fake data point tries to make its feature go to 0, so that it fits the zero
          appended to :math:`y`: the fake points act like a regularizer.

       Fake point :math:`j` is 0 in all features but feature :math:`j`, where it is
       :math:`\sqrt\lambda`, and has target 0. It adds :math:`\lambda w_j^2` to the squared
       error, and so pulls the weight :math:`w_j` toward 0, no other weight and no feature.
       An intercept, the weight of a column of ones, gets no pull if no fake point is
       appended for it.

       **Proof.**  At fake point :math:`j` the prediction is :math:`\sqrt\lambda\,w_j` and the
       target is 0, so its squared error is :math:`\lambda w_j^2`.  The gradient of that is
       :math:`2\lambda w_j` along weight :math:`j` and 0 along all others.  A step of gradient
       descent with step size :math:`\eta` subtracts :math:`2\eta\lambda w_j` from
       :math:`w_j` on its account, which has the sign of :math:`w_j`: a pull toward 0.  The
       features are data, which no step changes.

       Where no fake point is appended for an intercept :math:`w_0`, it occurs in
       the squared error of the data alone.  If all other columns have mean 0, the derivative
       by :math:`w_0` is :math:`-2\sum_i (y_i - w_0 - x_i^Tw) = -2n(\bar y - w_0)`.  It vanishes
       at :math:`w_0 = \bar y`, the mean of the targets, whatever :math:`\lambda` is.

       **Check.**  Leave out the fake point of weight :math:`j`, and its term is gone:

       >>> import numpy as np
       >>> from reluridge import append_fake_data, ols, ridge
       >>> rng = np.random.default_rng(0)
       >>> X, y, lam = rng.normal(size=(9, 3)), rng.normal(size=9) + 5, 2.0
       >>> w = rng.normal(size=3)
       >>> X_fake, y_fake = append_fake_data(X, y, lam)
       >>> squares = (y_fake - X_fake @ w) ** 2
       >>> without = [np.delete(squares, 9 + j).sum() for j in range(3)]
       >>> np.allclose(without - np.sum((y - X @ w) ** 2), lam * (w @ w - w**2))
       True

       An intercept without a fake point of its own is the mean of `y`; one with a fake
       point is not:

       >>> centered = X - X.mean(axis=0)
       >>> A, fit = np.c_[np.ones(9), centered], np.r_[y.mean(), ridge(centered, y, lam)]
       >>> free = ols(*append_fake_data(A, y, lam, directions=np.eye(4)[1:]))
       >>> np.allclose(free, fit), np.allclose(ridge(A, y, lam)[0], y.mean())
       (True, False)

       **Without a pull on the weight.**  Read as a pull on the feature the sentence is wrong: the
       feature of a fake point is :math:`\sqrt\lambda`.  As the regularization strength grows,
       the feature moves away from 0, and the weight toward 0:

       >>> for lam in (4.0, 36.0):
       ...     X_fake, y_fake = append_fake_data([[2]], [6], lam)
       ...     print(X_fake[-1, 0], ols(X_fake, y_fake).round(12)[0])
       2.0 1.5
       6.0 0.3

    .. claim:: 2.3.c
       :verdict: true if the model is linear, the noise of mean 0 and uncorrelated
       :taught: The view is easy to generalize. Fake or modified data regularize other problems
          and models, too.

       Fake rows :math:`\sqrt\lambda\,\Gamma` with targets :math:`\sqrt\lambda\,\Gamma w_0`
       add :math:`\lambda\lVert\Gamma(w - w_0)\rVert^2` to the squared error, and so pull
       :math:`\Gamma w` toward :math:`\Gamma w_0` instead of 0. Noise on the features of a
       linear model with squared error, of mean 0 and variance :math:`\tau^2` and uncorrelated
       across features, adds :math:`n\tau^2\lVert w\rVert^2` in expectation: it is ridge
       regression with :math:`\lambda = n\tau^2`. With another model or noise the penalty is
       another one.

       **Proof.**  The residual of the fake rows is
       :math:`\sqrt\lambda\,\Gamma w_0 - \sqrt\lambda\,\Gamma w`, and its squared norm is the
       term that is claimed.  At :math:`w = w_0` that term is 0, so the minimum of the
       whole is at most :math:`\lVert y - Xw_0\rVert^2`.  At a minimizer :math:`\hat w` the
       term alone is no larger:
       :math:`\lVert\Gamma(\hat w - w_0)\rVert \le \lVert y - Xw_0\rVert/\sqrt\lambda`, which
       falls to 0 as :math:`\lambda` grows.

       Now let :math:`N` be the noise, with the rows :math:`N_i^T`, and :math:`r = y - Xw`.
       With noise the squared error is

       .. math::

          \lVert y - (X + N)w\rVert^2 = \lVert r\rVert^2 - 2r^TNw + \lVert Nw\rVert^2 .

       The term in the middle is linear in :math:`N`, which has mean 0, so its expectation is
       0.  The last term is :math:`\sum_i w^TN_iN_i^Tw`.  The expectation of
       :math:`N_iN_i^T` is :math:`\tau^2I`: on its diagonal are the variances, off it the
       covariances across features.  So that of the sum is :math:`n\tau^2\lVert w\rVert^2`, also
       where different rows depend on each other.

       **Check.**  The minimizer is where the gradient vanishes, and goes to :math:`w_0` as
       :math:`\lambda` grows.  With :math:`w_0` from training on a related problem this is
       fine-tuning (claim :claim:`1.2.a`):

       >>> import numpy as np
       >>> from reluridge import append_fake_data, ols, relu
       >>> rng = np.random.default_rng(0)
       >>> X, y, w0 = rng.normal(size=(9, 3)), rng.normal(size=9), np.array([1, 2, 3])
       >>> G, lam = rng.normal(size=(4, 3)), 2.0
       >>> w = ols(*append_fake_data(X, y, lam, directions=G, toward=w0))
       >>> def gradient(w):
       ...     return 2 * X.T @ (X @ w - y) + 2 * lam * G.T @ G @ (w - w0)
       >>> np.allclose(gradient(w), 0), np.allclose(gradient(w0), 0)
       (True, False)
       >>> np.allclose(ols(*append_fake_data(X, y, 1e12, toward=w0)), w0)
       True

       Noise (Bishop 1995) whose entries are :math:`\pm\tau`: the expectation is a mean over
       all patterns of signs.

       >>> tau, w = 0.5, np.array([1.0, 3.0])
       >>> X, y = rng.normal(size=(3, 2)), rng.normal(size=3)
       >>> signs = 2.0 * (np.arange(64)[:, None] >> np.arange(6) & 1) - 1
       >>> noise = tau * signs.reshape(64, 3, 2)
       >>> def added(noise, f=lambda z: z):
       ...     with_noise = np.sum((y - f((X + noise) @ w)) ** 2, axis=1).mean()
       ...     return with_noise - np.sum((y - f(X @ w)) ** 2)
       >>> [np.allclose(added(noise), lam * w @ w) for lam in (3 * tau**2, tau**2)]
       [True, False]

       **Without a linear model.**  Then what the noise adds to a prediction is not linear in the
       noise.  One relu as the model, at a point where it is off, with target 0: the noise
       wakes it half of the time, and adds half of what it adds to a linear model: a penalty still,
       but of another amount.

       >>> X, y = np.zeros((3, 2)), np.zeros(3)
       >>> float(added(noise)), float(added(noise, f=relu))
       (7.5, 3.75)

       **Without mean 0.**  Then the term in the middle stays.  Draw a mean until noise
       with this mean adds something other than :math:`n(\tau^2 + m^2)\lVert w\rVert^2`, which is
       what its squares give:

       >>> rng = np.random.default_rng(0)
       >>> X, y = rng.normal(size=(3, 2)), rng.normal(size=3)
       >>> for m in (rng.integers(-9, 10, size=99) / 10).tolist():
       ...     expected = 3 * (tau**2 + m**2) * w @ w
       ...     if not np.allclose(added(noise + m), expected):
       ...         found = {"mean": m, "added": round(added(noise + m).item(), 2)}
       ...         found["as ridge"] = round(expected.item(), 2)
       ...         break
       >>> found
       {'mean': 0.1, 'added': 7.73, 'as ridge': 7.8}
       >>> found["mean"] != 0
       True

       **Without uncorrelated features.**  Then the expectation of :math:`N_iN_i^T` has entries
       off its diagonal.  Noise that is the same in both features adds
       :math:`n\tau^2(w_1 + w_2)^2`, which is 0 along :math:`w_1 = -w_2`: weights of any size
       for nothing.

       >>> same = noise[:, :, [0, 0]]
       >>> np.allclose(added(same), 3 * tau**2 * w.sum() ** 2)
       True
       >>> w = np.array([100.0, -100.0])
       >>> np.allclose(added(same), 0), np.allclose(added(noise), 3 * tau**2 * w @ w)
       (True, True)
    """
    (X, y), lam = checks.system(X, y), checks.nonnegative(lam)
    gamma = _directions(directions, X)
    w0 = np.zeros(X.shape[1]) if toward is None else toward
    w0 = checks.vector(w0, "toward", X.shape[1], "one for each column of X")
    with checks.quiet():
        fake = np.sqrt(lam) * gamma
        targets = fake @ w0
    for a in (fake, targets):
        checks.representable(a, "the fake data", "rescale directions or toward")
    return np.vstack([X, fake]), np.concatenate([y, targets])


def _directions(directions: ArrayLike | None, X: Array) -> Array:
    """Return the rows of gamma, as long as those of `X`; the identity by default."""
    d = X.shape[1]
    if directions is None:
        checks.empty((len(X) + d, d), "X with its fake data")
        return np.eye(d)
    gamma = checks.matrix(directions, "directions")
    if gamma.shape[1] != d:
        raise ValueError(
            f"directions must have {d} columns, one for each column of X; "
            f"got shape {gamma.shape}: pass one row for each fake point"
        )
    return gamma


def ridge_fake_data(X: ArrayLike, y: ArrayLike, lam: float) -> Array:
    r"""Return the ridge weights as least squares on real and fake data.

    .. math::

        \hat w = \begin{bmatrix} X \\ \sqrt\lambda I \end{bmatrix}^{+}
                 \begin{bmatrix} y \\ 0 \end{bmatrix}
               = (X^TX + \lambda I)^{-1} X^T y

    The second form is the normal equations of the first, multiplied out:
    :math:`X^TX + \sqrt\lambda I\sqrt\lambda I` and :math:`X^Ty + \sqrt\lambda I\,0`.

    The first form needs no :math:`X^TX`, and keeps more digits where the condition is bad
    (claim :claim:`2.3.d`).  Where both the rows and the columns of `X` are dependent, a small
    :math:`\lambda` still loses about as many as :math:`s_1^2/\lambda` has, and `ridge` keeps them.

    Parameters
    ----------
    X, y : (n, d) array_like, (n,) array_like
        One row and one target for each data point, one column for each feature.
    lam : float
        The regularization strength :math:`\lambda \ge 0`.

    Raises
    ------
    ValueError
        As `append_fake_data`.

    Examples
    --------
    .. claim:: 2.3.a
       :verdict: true
       :taught: Append the rows :math:`\sqrt\lambda\,I` to :math:`X` and zeros to :math:`y`. The
          least-squares formula on the longer system is then the ridge formula.

       Least squares on the extended data, :math:`X` over :math:`\sqrt\lambda\,I` and
       :math:`y` over 0, is ridge regression: the two objectives are equal at every
       :math:`w`, and so for every :math:`\lambda \ge 0` they have the same minimizers.

       **Proof.**  The squared norm of a stacked vector is the sum of the squared norms of
       its two parts.  For the residual of the extended system this says

       .. math::

          \left\lVert \begin{bmatrix} y \\ 0 \end{bmatrix}
          - \begin{bmatrix} X \\ \sqrt\lambda\,I \end{bmatrix} w \right\rVert^2
          = \lVert y - Xw\rVert^2 + \lVert \sqrt\lambda\,w\rVert^2
          = \lVert y - Xw\rVert^2 + \lambda\lVert w\rVert^2 .

       Functions that are equal everywhere have the same minimizers.  Multiplying out the
       normal equations of the extended system gives the formula as well:
       :math:`X^TX + \sqrt\lambda\,I\,\sqrt\lambda\,I = X^TX + \lambda I` on the left,
       :math:`X^Ty + \sqrt\lambda\,I\,0 = X^Ty` on the right.

       **Check.**  Both objectives at 100 random weights, and the same with a wrong
       :math:`\lambda`; then the two formulas:

       >>> import numpy as np
       >>> from reluridge import append_fake_data, ridge_fake_data, ridge_normal_equations
       >>> rng = np.random.default_rng(0)
       >>> X, y, lam = rng.normal(size=(5, 8)), rng.normal(size=5), 0.3
       >>> X_fake, y_fake = append_fake_data(X, y, lam)
       >>> W = rng.normal(size=(8, 100))
       >>> fake = np.sum((y_fake[:, None] - X_fake @ W) ** 2, axis=0)
       >>> rss, squares = np.sum((y[:, None] - X @ W) ** 2, axis=0), np.sum(W**2, axis=0)
       >>> [np.allclose(fake, rss + p * squares) for p in (lam, 2 * lam)]
       [True, False]
       >>> np.allclose(ridge_fake_data(X, y, lam), ridge_normal_equations(X, y, lam))
       True

    .. claim:: 2.3.d
       :verdict: extension

       The condition number :math:`\kappa` of the extended matrix, :math:`X` over
       :math:`\sqrt\lambda\,I`, is the root of that of :math:`X^TX + \lambda I`. If the fit
       is close, the bound on the digits that QR or the SVD of the extended system loses is
       half of the bound on those that the normal equations lose.

       **Proof.**  Write :math:`A` for the extended matrix, :math:`b` for its targets,
       :math:`s_1` and :math:`s_d > 0` for its largest and smallest singular value, and
       :math:`\kappa = s_1/s_d`.  The eigenvalues of :math:`A^TA = X^TX + \lambda I` are the
       squares of the singular values of :math:`A`, so its condition number is
       :math:`\kappa^2`.

       QR and SVD solve exactly a system that differs from the given one by an :math:`E` of
       the size :math:`\epsilon s_1`, up to a modest constant (Golub & Van Loan, section 5.3).
       At the solution :math:`A^T(b - Aw) = 0`.  With :math:`A + E` and :math:`w + \delta` in
       place of :math:`A` and :math:`w`, and :math:`r = b - Aw`, the terms of first order say
       :math:`E^Tr = A^TEw + A^TA\delta`, so that

       .. math::
          :class: asymptotic

          \delta \approx (A^TA)^{-1}E^Tr - A^+Ew , \qquad
          \lVert\delta\rVert \le \epsilon \left( \kappa^2\,\lVert r\rVert/s_1
          + \kappa\,\lVert w\rVert \right) .

       If the fit is close, the second term is all there is.  (The fake targets, 0, leave
       :math:`-\sqrt\lambda\,w` in :math:`r`, but :math:`\sqrt\lambda \le s_d`, so this adds
       at most :math:`\kappa\lVert w\rVert`.  Nor does rounding :math:`b`, by at most
       :math:`\epsilon\lVert b\rVert \le \epsilon(s_1\lVert w\rVert + \lVert r\rVert)`, add
       more: it moves :math:`w` by at most that over :math:`s_d`.)  So
       :math:`\log_{10}\kappa` of 16 digits are lost.

       Forming :math:`A^TA` rounds it by a matrix :math:`G` of the size
       :math:`\epsilon s_1^2`; to first order that moves the solution of
       :math:`A^TAw = A^Tb` by :math:`-(A^TA)^{-1}Gw`, whose norm can be as large as
       :math:`\epsilon\kappa^2\lVert w\rVert`, however close the fit: twice as many digits.

       **Check.**  The Wampler data: a polynomial of degree 5 through 21 points, all of its
       coefficients 1 (Wampler 1970; NIST certifies the answer).  With fake targets that keep
       them at 1, all coefficients are 1 for every :math:`\lambda`.  At :math:`\lambda = 0` two
       thirds as many digits are lost without :math:`X^TX` as with it: what is half is the bound.
       For :math:`\lambda > 0` fewer are lost, too:

       >>> import numpy as np
       >>> from reluridge import append_fake_data, ols, ridge, ridge_fake_data
       >>> X = np.arange(21.0)[:, None] ** np.arange(6)
       >>> y = X.sum(axis=1)
       >>> def lost(w):
       ...     return 16 + np.log10(np.max(np.abs(w - 1)))
       >>> def both(Z, lam):
       ...     A, b = append_fake_data(Z, y, lam, toward=np.ones(6))
       ...     return lost(ols(A, b)), lost(np.linalg.solve(A.T @ A, A.T @ b))

       One order of the columns alone can be lucky; the worst of six:

       >>> turned = [np.roll(X, k, axis=1) for k in range(6)]
       >>> good, bad = np.max([both(Z, 0) for Z in turned], axis=0)
       >>> bool(good < 7.5), bool(bad > 8.5), bool(0.4 < good / bad < 0.9)
       (True, True, True)
       >>> good, bad = np.max([both(Z, 1) for Z in turned], axis=0)
       >>> bool(good < bad - 0.5)
       True

       The condition numbers, with :math:`\lambda = 1` and without:

       >>> def is_squared(kappa, square, eps=np.finfo(float).eps):
       ...     return np.allclose(square, kappa**2, rtol=5 * eps * kappa**2)
       >>> A, _ = append_fake_data(X, y, 1)
       >>> [is_squared(np.linalg.cond(B), np.linalg.cond(B.T @ B)) for B in (X, A)]
       [True, True]

       Where this route fails too: a column that is there twice, points that do not
       fit, and a tiny :math:`\lambda`.  Then rounding errors are divided by :math:`\lambda`.
       `ridge` knows that the two columns are one:

       >>> rng = np.random.default_rng(0)
       >>> Z, z = rng.normal(size=(9, 4))[:, [0, 1, 2, 2]], rng.normal(size=9)
       >>> best = np.linalg.pinv(Z) @ z
       >>> [np.allclose(fit(Z, z, 1e-20), best) for fit in (ridge, ridge_fake_data)]
       [True, False]

       **Without a close fit.**  Then the first term of the bound counts, with its
       :math:`\kappa^2`, for QR and SVD as well.  Add to the targets something large that is
       at a right angle to all columns.  The best weights are the same, but `ols` finds three
       digits less of them:

       >>> beside = np.zeros(21)
       >>> beside[7:14] = 1, -6, 15, -20, 15, -6, 1
       >>> set((X.T @ beside).tolist())
       {0.0}
       >>> close, far = (lost(ols(X, y + size * beside)) for size in (0, 1e9))
       >>> bool(far > close + 3)
       True
    """
    return ols(*append_fake_data(X, y, lam))
