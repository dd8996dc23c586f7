r"""Regularization in the loss: a mean over the data, plus a penalty beside it.

.. math::

    L(\theta) = \frac1n \sum_{i=1}^n \ell\bigl(y_i, f_\theta(x_i)\bigr) + R(\theta)

The penalty is usually a norm times a number :math:`\mu \ge 0`, the regularization strength:
:math:`R = \mu\lVert w\rVert^2`, called L2, or :math:`R = \mu\sum_j |w_j|`, called L1.  It is
added once, however many data points there are.  Whether the data are averaged or summed, and with
or without factors 1/2, decides how large a strength is.  `conventions` is the list of who does
what, and `convert_lambda` translates.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from reluridge._engine import checks
from reluridge._engine.checks import Array

__all__ = [
    "Convention",
    "conventions",
    "convert_lambda",
    "mean_loss",
    "regularized_loss",
    "squared_error",
]


class Convention(NamedTuple):
    r"""What one book or library minimizes, and so what its number :math:`\lambda'` means.

    .. math::
       :class: definition

       c\,\lVert y - Xw\rVert^2 + p\,\lambda'\lVert w\rVert^2 , \qquad
       c = \texttt{loss} \text{ or } \texttt{loss}/n , \quad p = \texttt{penalty}

    Only the quotient :math:`p/c` matters for the minimizer: multiplying the whole
    objective by a positive number moves no minimum.  Without a prime, :math:`\lambda` is the
    strength beside the plain sum, :math:`c = p = 1`, in the whole package.

    Parameters
    ----------
    loss : float
        The factor on the squared error summed over the data, RSS for short.
    mean : bool
        Whether the sum is divided by the number of data points n as well.
    penalty : float
        The factor on :math:`\lambda'\lVert w\rVert^2`.
    symbol : str
        What :math:`\lambda'` is called there.
    note : str
        What to set, and what to beware of.

    Examples
    --------
    >>> from reluridge import Convention
    >>> here = Convention(loss=0.5, mean=True, penalty=1.0, symbol="reg")
    >>> here.objective, here.from_sum
    ('½ RSS/n + reg ‖w‖²', '½ λ/n')
    """

    loss: float
    mean: bool
    penalty: float
    symbol: str
    note: str = ""

    @property
    def objective(self) -> str:
        """What is minimized, in words that a terminal can print."""
        n = "/n" if self.mean else ""
        return f"{_times(self.loss)}RSS{n} + {_times(self.penalty)}{self.symbol} ‖w‖²"

    @property
    def from_sum(self) -> str:
        """The number that does the same as λ on the summed squared error."""
        return f"{_times(self.loss / self.penalty)}λ{'/n' if self.mean else ''}"


def _times(factor: float) -> str:
    """Return a factor as it is written before a symbol."""
    return {1.0: "", 0.5: "½ "}.get(factor, f"{factor:g} ")


_ROWS: dict[str, tuple[float, bool, float, str, str]] = {
    "sum": (1, False, 1, "λ", "this package, and section 2.2"),
    "mean": (1, True, 1, "μ", "section 2.1"),
    "half sum": (0.5, False, 0.5, "λ′", "many textbooks"),
    "half mean": (0.5, True, 0.5, "λ′", "many textbooks"),
    "prior": (0.5, False, 0.5, "σ²/τ_w²", "noise of variance σ², weights of τ_w²"),
    "sklearn Ridge": (1, False, 1, "alpha", "intercept not penalized"),
    "sklearn SGDRegressor": (0.5, True, 0.5, "alpha", "penalty='l2'; intercept not penalized"),
    "sklearn ElasticNet": (0.5, True, 0.5, "alpha", "l1_ratio=0; intercept not penalized"),
    "statsmodels OLS": (0.5, True, 0.5, "alpha", "fit_regularized(L1_wt=0); constants penalized"),
    "torch SGD sum": (1, False, 0.5, "weight_decay", "MSELoss(reduction='sum'); biases penalized"),
    "torch SGD mean": (1, True, 0.5, "weight_decay", "MSELoss(); biases penalized"),
    "keras L2": (1, True, 1, "l2", "loss='mse', kernel_regularizer=L2(l2)"),
    "glmnet": (0.5, True, 0.5, "lambda", "alpha=0, standardize=FALSE, y of standard deviation 1"),
}
_CONVENTIONS = {name: Convention(*row) for name, row in _ROWS.items()}


def conventions() -> dict[str, Convention]:
    r"""Return who minimizes what, by the names that `convert_lambda` takes.

    Examples
    --------
    What to pass for a given :math:`\lambda` on the summed squared error (RSS), and
    what is then minimized:

    >>> from reluridge import conventions
    >>> for name, convention in conventions().items():
    ...     print(f"{name:21}{convention.from_sum:7}{convention.objective}")
    sum                  λ      RSS + λ ‖w‖²
    mean                 λ/n    RSS/n + μ ‖w‖²
    half sum             λ      ½ RSS + ½ λ′ ‖w‖²
    half mean            λ/n    ½ RSS/n + ½ λ′ ‖w‖²
    prior                λ      ½ RSS + ½ σ²/τ_w² ‖w‖²
    sklearn Ridge        λ      RSS + alpha ‖w‖²
    sklearn SGDRegressor λ/n    ½ RSS/n + ½ alpha ‖w‖²
    sklearn ElasticNet   λ/n    ½ RSS/n + ½ alpha ‖w‖²
    statsmodels OLS      λ/n    ½ RSS/n + ½ alpha ‖w‖²
    torch SGD sum        2 λ    RSS + ½ weight_decay ‖w‖²
    torch SGD mean       2 λ/n  RSS/n + ½ weight_decay ‖w‖²
    keras L2             λ/n    RSS/n + l2 ‖w‖²
    glmnet               λ/n    ½ RSS/n + ½ lambda ‖w‖²
    """
    return dict(_CONVENTIONS)


def squared_error(y: ArrayLike, predictions: ArrayLike) -> Array:
    r"""Return the squared error of each prediction.

    .. math:: \ell(y_i, f(x_i)) = (y_i - f(x_i))^2

    Without a factor 1/2, so the gradients of this package have a factor 2.

    Parameters
    ----------
    y, predictions : (n,) array_like
        Targets, and the model's outputs :math:`f(x_i)`.

    Raises
    ------
    ValueError
        If the input is not finite, the lengths differ, or a square exceeds float64.

    Examples
    --------
    >>> from reluridge import squared_error
    >>> squared_error([1, 2], [1, 5]).tolist()
    [0.0, 9.0]
    """
    y, predictions = _pairs(y, predictions)
    with checks.quiet():
        errors = (y - predictions) ** 2
    return checks.representable(errors, "the squared errors", "rescale y")


def _pairs(y: ArrayLike, predictions: ArrayLike) -> tuple[Array, Array]:
    """Return targets and predictions, one for each."""
    y = checks.vector(y)
    return y, checks.vector(predictions, "predictions", y.size, "one for each entry of y")


Loss = Callable[[Array, Array], Array]


def mean_loss(y: ArrayLike, predictions: ArrayLike, loss: Loss = squared_error) -> float:
    r"""Return the training loss without regularization: the mean over the data.

    .. math:: L = \frac1n \sum_{i=1}^n \ell\bigl(y_i, f(x_i)\bigr)

    A mean, not a total: seeing every data point twice changes nothing.  With a penalty it
    is `regularized_loss`.

    Parameters
    ----------
    y, predictions : (n,) array_like
        Targets, and the model's outputs :math:`f(x_i)`.
    loss : callable, optional
        Takes targets and predictions, both (n,), and returns the n losses; the
        squared error by default.

    Raises
    ------
    ValueError
        As `squared_error`, or if `loss` does not return n finite numbers.

    Examples
    --------
    Any loss will do:

    >>> from reluridge import mean_loss
    >>> mean_loss([1, 2, 3], [1, 2, 6])
    3.0
    >>> mean_loss([1, 2, 3], [1, 2, 6], loss=lambda y, p: abs(y - p))
    1.0

    .. claim:: 2.1.a
       :verdict: true
       :taught: The loss to be minimized tracks how far the model's outputs are from the expected
          ones: :math:`L(\theta) = (1/n) \sum_i \ell(y_i, f_\theta(x_i))`, the total loss.

       The training loss is the mean of the losses of the :math:`n` data points, so its
       gradient is the mean of their gradients. Showing every point twice doubles
       the total of the losses and leaves the training loss as it is.

       **Proof.**  Write :math:`\ell_i(\theta)` for the loss of point :math:`i`.  Derivatives
       are linear, so the gradient of :math:`(1/n)\sum_i \ell_i` is
       :math:`(1/n)\sum_i \nabla\ell_i`.  With every point twice, the sum has :math:`2n`
       terms, :math:`\sum_i 2\ell_i` in all.  Divided by :math:`2n`, that is the old mean.

       **Check.**  The gradients, by central differences, for a net with one hidden layer
       of tanh units:

       >>> import numpy as np
       >>> from reluridge import mean_loss
       >>> rng = np.random.default_rng(0)
       >>> x, y, theta = rng.normal(size=7), rng.normal(size=7), rng.normal(size=9)
       >>> def f(theta, x):
       ...     w, b, v = theta.reshape(3, 3)
       ...     return np.tanh(np.outer(x, w) + b) @ v
       >>> def slopes(L):
       ...     return np.array([L(theta + e) - L(theta - e) for e in 1e-5 * np.eye(9)]) / 2e-5
       >>> def gradient(i):
       ...     return slopes(lambda theta: mean_loss(y[i], f(theta, x[i])))
       >>> whole, each = gradient(np.arange(7)), np.array([gradient([i]) for i in range(7)])
       >>> np.allclose(whole, each.mean(axis=0)), np.allclose(whole, each.sum(axis=0))
       (True, False)

       Every point twice:

       >>> p = f(theta, x)
       >>> twice, once = mean_loss(np.r_[y, y], np.r_[p, p]), mean_loss(y, p)
       >>> np.allclose(twice, once), np.allclose(14 * twice, 7 * once)
       (True, False)

       **Without the 1/n.**  The total of the losses has the total of their gradients, which grows
       with the data: show every point twice, and it is twice as long.  So a step size that was
       right is now too large by a factor of 2.

       >>> def total_gradient(i):
       ...     return len(i) * gradient(i)
       >>> all_twice = np.r_[np.arange(7), np.arange(7)]
       >>> ratios = total_gradient(all_twice) / total_gradient(np.arange(7))
       >>> ratios.round(6).tolist() == 9 * [2.0]
       True
       >>> np.allclose(gradient(all_twice), whole)
       True
    """
    y, predictions = _pairs(y, predictions)
    loss, call = checks.function(loss, "loss"), "loss(y, predictions)"
    with checks.quiet():
        losses = checks.called(loss, call, y.copy(), predictions.copy())
        losses = checks.vector(losses, call, y.size, "one for each entry of y")
        mean = np.asarray(np.mean(losses))
    return checks.representable(mean, "the mean loss", "rescale y").item()


def regularized_loss(
    y: ArrayLike,
    predictions: ArrayLike,
    theta: ArrayLike,
    penalty: Callable[[Array], float],
    loss: Loss = squared_error,
) -> float:
    r"""Return the training loss with regularization: the mean loss plus a penalty.

    .. math:: L(\theta) = \frac1n \sum_{i=1}^n \ell\bigl(y_i, f_\theta(x_i)\bigr) + R(\theta)

    The penalty stands outside the mean: it is added once, not once for each point.  `ridge`
    is the minimizer where f is linear and R a squared norm.

    Parameters
    ----------
    y, predictions, loss
        As in `mean_loss`.
    theta : (p,) array_like
        The parameters that are penalized; leave out those that are not, such as biases.
    penalty : callable
        :math:`R`: takes `theta` and returns a number.

    Raises
    ------
    ValueError
        As `mean_loss`, or if `theta` or ``penalty(theta)`` is not finite.

    Examples
    --------
    An L2 penalty of strength 0.5, and then an L1 penalty beside the mean absolute error:

    >>> import numpy as np
    >>> from reluridge import regularized_loss
    >>> regularized_loss([1, 2], [1, 4], theta=[3, 1], penalty=lambda w: 0.5 * w @ w)
    7.0
    >>> def l1(w):
    ...     return 0.5 * np.abs(w).sum()
    >>> regularized_loss([1, 2], [1, 4], [3, -1], l1, loss=lambda y, p: np.abs(y - p))
    3.0

    .. claim:: 2.1.b
       :verdict: true
       :taught: To regularize, add a function of the parameters to the loss:
          :math:`L(\theta) = (1/n) \sum_i \ell(y_i, f_\theta(x_i)) + R(\theta)`.

       The penalty :math:`R` is added to the mean, outside the :math:`1/n`. Write RSS for the
       sum of the squared errors, and let :math:`R = \mu\lVert w\rVert^2`. Then
       :math:`\mathrm{RSS}/n + \mu\lVert w\rVert^2` and
       :math:`\mathrm{RSS} + \lambda\lVert w\rVert^2` have the same minimizers if
       :math:`\lambda = n\mu`. From section 2.2 on the :math:`1/n` is left out, so that
       :math:`\lambda` stands there for :math:`n` times the :math:`\mu` of section 2.1.

       **Proof.**  At every :math:`w` the second objective is :math:`n` times the first,
       :math:`n\,(\mathrm{RSS}/n + \mu\lVert w\rVert^2) = \mathrm{RSS} + n\mu\lVert w\rVert^2`.
       A positive factor keeps the order of all values, and so the place of the least.

       **Check.**  The two objectives at random weights, and then their slopes at the
       ridge weights; both also with the wrong :math:`\lambda`, the same :math:`\mu`:

       >>> import numpy as np
       >>> from reluridge import regularized_loss, ridge
       >>> rng = np.random.default_rng(0)
       >>> n, mu = 8, 0.3
       >>> X, y = rng.normal(size=(n, 3)), rng.normal(size=n) + 5
       >>> def L(w):
       ...     return regularized_loss(y, X @ w, w, lambda w: mu * w @ w)
       >>> def rss_plus(lam, w):
       ...     return np.sum((y - X @ w) ** 2) + lam * w @ w
       >>> W = rng.normal(size=(50, 3))
       >>> means = [n * L(w) for w in W]
       >>> [np.allclose(means, [rss_plus(lam, w) for w in W]) for lam in (n * mu, mu)]
       [True, False]
       >>> def flat(L, w):
       ...     steps = 1e-4 * np.eye(len(w))
       ...     return np.allclose([L(w + e) - L(w - e) for e in steps], 0, rtol=0, atol=1e-10)
       >>> flat(L, ridge(X, y, n * mu)), flat(L, ridge(X, y, mu))
       (True, False)

       **Without λ = nμ.**  Then the second objective is not :math:`n` times the first, and the data
       have another weight in it.  Draw two points and a strength until the minimizers of the
       two, with :math:`\lambda = \mu`, are different ones:

       >>> rng = np.random.default_rng(0)
       >>> for x, y, mu in zip(*rng.integers(-3, 4, size=(2, 99, 2)), rng.integers(1, 9, size=99)):
       ...     mean, total = (ridge(x[:, None], y, lam)[0] for lam in (2 * mu, mu))
       ...     if not np.isclose(mean, total):
       ...         found = {"x": x.tolist(), "y": y.tolist(), "mu": mu.item()}
       ...         break
       >>> found
       {'x': [-1, -3], 'y': [-1, -2], 'mu': 5}
       >>> bool(np.dot(found["x"], found["y"]) != 0)
       True
    """
    theta, penalty = checks.vector(theta, "theta"), checks.function(penalty, "penalty")
    with checks.quiet():
        added = checks.called(penalty, "penalty(theta)", theta.copy())
        total = mean_loss(y, predictions, loss) + checks.number(added, "penalty(theta)")
    return checks.representable(np.array(total), "the loss", "rescale y or the penalty").item()


def convert_lambda(lam: float, source: str, target: str, n: int | None = None) -> float:
    r"""Return the number that means in `target` what `lam` means in `source`.

    .. math:: \lambda_t = \lambda_s \, \frac{p_s}{c_s} \, \frac{c_t}{p_t}
              \qquad\text{if convention } k \text{ minimizes }
              c_k\lVert y-Xw\rVert^2 + p_k\lambda_k\lVert w\rVert^2

    Dividing each objective by its :math:`c_k` turns it into the summed squared error
    plus :math:`(p_k\lambda_k/c_k)\lVert w\rVert^2`: equal strengths, equal minimizers.

    AdamW shrinks the weights beside an adaptive step, which minimizes no such objective
    (claim :claim:`2.2.1.d`): there is nothing to convert.

    glmnet divides `y` by its standard deviation before it starts, so its lambda is
    that many times larger; by default it rescales the features too.

    Parameters
    ----------
    lam : float
        The regularization strength, at least 0, as `source` means it.
    source, target : str
        Names in `conventions`; ``"sum"`` is that of `ridge`.
    n : int, optional
        The number of data points; needed only where one of the two takes the mean
        over the data and the other the sum.

    Raises
    ------
    ValueError
        If a convention is unknown or is no L2 penalty (AdamW), `lam` is negative,
        `n` is needed and missing, or the result is out of float64's range.

    Examples
    --------
    >>> from reluridge import convert_lambda
    >>> convert_lambda(3, "sum", "torch SGD mean", n=100)
    0.06
    >>> convert_lambda(0.06, "torch SGD mean", "sum", n=100)
    3.0
    >>> [convert_lambda(lam, "torch SGD mean", "keras L2") for lam in (0.06, 0)]
    [0.03, 0.0]
    >>> convert_lambda(1e308, "mean", "sum", n=100)
    Traceback (most recent call last):
    ...
    ValueError: lam must stay in float64's range; got 1e+308, which becomes inf: rescale the data

    .. claim:: 2.1.c
       :verdict: extension

       A number :math:`\lambda'` before a penalty means nothing without its objective,
       :math:`c\,\mathrm{RSS} + p\lambda'\lVert w\rVert^2`, with RSS for the sum of the squared
       errors, :math:`c > 0` and :math:`p\lambda' > 0`. If :math:`X^Ty \ne 0`, two of these have
       the same minimizer if and only if :math:`\lambda = p\lambda'/c` is the same for both. With
       normal noise of variance :math:`\sigma^2` on :math:`y` and weights that are normal with mean
       0 and variance :math:`\tau_w^2` beforehand, the ridge weights for
       :math:`\lambda = \sigma^2/\tau_w^2` are the most probable ones, and their mean.

       **Proof.**  Dividing by :math:`c > 0` moves no minimum and leaves
       :math:`\mathrm{RSS} + \lambda\lVert w\rVert^2` with :math:`\lambda = p\lambda'/c`.  So
       equal quotients have equal minimizers.  Conversely, let :math:`w` be the minimizer for
       :math:`\lambda` and for another number :math:`\nu`.  At a minimum the slope is 0, so
       :math:`X^T(y - Xw) = \lambda w` and :math:`X^T(y - Xw) = \nu w`.  Subtract:
       :math:`(\lambda - \nu)w = 0`, so :math:`w = 0`.  With that, the first equation says
       :math:`X^Ty = 0`, which was excluded.

       With such noise and weights that are :math:`\mathcal N(0, \tau_w^2 I)` before the data are
       seen (a *prior*), the logarithm of
       the density of :math:`w` given the data is, but for a constant,
       :math:`-\mathrm{RSS}/(2\sigma^2) - \lVert w\rVert^2/(2\tau_w^2)`.  This is
       :math:`-1/(2\sigma^2)` times the ridge objective at
       :math:`\lambda = \sigma^2/\tau_w^2`, so the density is largest at the ridge weights.
       It is a normal density, so that they are its mean as well.

       **Check.**  At :math:`\hat w_\lambda` every objective that `conventions` lists is flat once
       its own number is converted.  Its gradient is :math:`aX^T(Xw - y) + b\lambda'w`,
       with the :math:`a` and :math:`b` of what is minimized there; the prior comes below:

       >>> import numpy as np
       >>> from reluridge import conventions, convert_lambda, ridge
       >>> rng = np.random.default_rng(0)
       >>> n, lam = 6, 5.0
       >>> X, y = rng.normal(size=(n, 3)), rng.normal(size=n)
       >>> a_and_b = {
       ...     "sum": (2, 2), "half sum": (1, 1), "sklearn Ridge": (2, 2),
       ...     "mean": (2 / n, 2), "half mean": (1 / n, 1), "sklearn SGDRegressor": (1 / n, 1),
       ...     "sklearn ElasticNet": (1 / n, 1), "statsmodels OLS": (1 / n, 1),
       ...     "torch SGD sum": (2, 1), "torch SGD mean": (2 / n, 1),
       ...     "keras L2": (2 / n, 2), "glmnet": (1 / n, 1),
       ... }
       >>> {*conventions()} - {*a_and_b}
       {'prior'}
       >>> w = ridge(X, y, lam)
       >>> def flat(name, lam):
       ...     a, b = a_and_b[name]
       ...     return np.allclose(a * X.T @ (X @ w - y) + b * lam * w, 0)
       >>> all(flat(name, convert_lambda(lam, "sum", name, n)) for name in a_and_b)
       True

       Take the number over as it is, and only those that differ by a factor on the
       whole objective agree:

       >>> [name for name in a_and_b if flat(name, lam)]
       ['sum', 'half sum', 'sklearn Ridge']

       The mean of the weights given the data, by the formula for conditional normal
       variables, is the ridge weights for :math:`\lambda = \sigma^2/\tau_w^2`:

       >>> sigma, tau = 3.0, 2.0
       >>> mean = tau**2 * X.T @ np.linalg.solve(tau**2 * X @ X.T + sigma**2 * np.eye(n), y)
       >>> strength = convert_lambda(sigma**2 / tau**2, "prior", "sum")
       >>> np.allclose(mean, ridge(X, y, strength)), np.allclose(mean, ridge(X, y, 1 / strength))
       (True, False)

       The optimizer AdamW's decay has no counterpart, and is refused:

       >>> for names in [("torch AdamW", "sum"), ("sum", "torch AdamW")]:
       ...     try:
       ...         convert_lambda(0.01, *names)
       ...     except ValueError as error:
       ...         print(str(error).partition(",")[0])
       source must be an L2 penalty; got 'torch AdamW'
       target must be an L2 penalty; got 'torch AdamW'

       **Without Xᵀy ≠ 0.**  The last step of the proof needs it.  If the targets are at a right
       angle to every feature, all minimizers are 0, whatever the number.  Draw three points until
       two strengths give the same weight:

       >>> rng = np.random.default_rng(0)
       >>> for x, y in rng.integers(-9, 10, size=(999, 2, 3)):
       ...     if np.allclose(ridge(x[:, None], y, 1), ridge(x[:, None], y, 50)):
       ...         found = {"x": x.tolist(), "y": y.tolist()}
       ...         break
       >>> found
       {'x': [-9, -1, -9], 'y': [7, 9, -8]}
       >>> int(np.dot(found["x"], found["y"]))
       0
    """
    lam = checks.nonnegative(lam)
    a, b = _convention(source, "source"), _convention(target, "target")
    points = checks.number(checks.count(n, "n", 1), "n") if n is not None else None
    value = lam * (a.penalty / a.loss) * (b.loss / b.penalty)
    if a.mean != b.mean:
        if points is None:
            raise ValueError(
                f"n must be given to go from {source!r} to {target!r}, of which one takes the mean "
                "over the data and the other the sum; got None: pass the number of data points"
            )
        with checks.quiet():
            value = float(np.float64(value) * points if a.mean else np.float64(value) / points)
    if not np.isfinite(value) or (lam > 0 and value == 0):
        raise ValueError(
            f"lam must stay in float64's range; got {lam}, which becomes {value}: rescale the data"
        )
    return value


def _convention(name: str, argument: str) -> Convention:
    """Return the convention of that name."""
    if isinstance(name, str) and "adamw" in name.lower():
        raise ValueError(
            f"{argument} must be an L2 penalty; got {name!r}, whose weight decay is decoupled "
            "from the gradient: no λ gives the same weights, so tune it on its own"
        )
    return _CONVENTIONS[checks.choice(name, tuple(_CONVENTIONS), argument)]
