r"""The loss moves the elbows: backpropagation, the same by sorting, and gradient descent.

The loss of a net on `n` points is the mean squared error,

.. math:: L = \frac1n \sum_{i=1}^{n} r_i^2 , \qquad r_i = f(x_i) - y_i .

Backpropagation is the chain rule, read from the loss back to the parameters.  It says which way
each parameter, and so each elbow, has to go; taking the step is the work of gradient descent.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple, TypeVar

import numpy as np
from numpy.typing import ArrayLike

from reluridge._engine import checks, pieces
from reluridge._engine.checks import Array
from reluridge._engine.least_squares import solve
from reluridge.relu_net.approximation import ReLUNet

__all__ = ["History", "SortedData", "backprop", "fit_output", "train"]

# A table of points and units with fewer entries than this is quicker filled than avoided.
_SMALL = 2**12

T = TypeVar("T")


def backprop(net: ReLUNet, x: ArrayLike, y: ArrayLike) -> tuple[float, ReLUNet]:
    r"""Return the mean squared error of a net, and its gradient.

    .. math::

        z = x w^T + b &\;\to\; a = \operatorname{relu}(z) \;\to\; f = a v + c \\
        &\;\to\; r = f - y \;\to\; L = \tfrac1n \lVert r\rVert^2

    Forward, line by line; then backward, each line the derivative of its forward
    line, applied to what came back from the line after it.  ``df`` is
    :math:`\partial L/\partial f`, and so on.

    Parameters
    ----------
    net : ReLUNet
        The net.
    x, y : (n,) or (n, 1) array_like
        Inputs and targets.

    Returns
    -------
    loss : float
        The mean squared error.
    gradient : ReLUNet
        Its derivatives by `w`, `b`, `v` and `c`, in the places of these.

    Raises
    ------
    ValueError, TypeError
        If the data are not finite vectors of one length, or a result overflows; if `net`
        is not a `ReLUNet`.

    See Also
    --------
    SortedData : the same numbers without the n × h table.

    References
    ----------
    Rumelhart, Hinton & Williams (1986), *Nature* 323, 533-536.  Bertoin, Bolte,
    Gerchinovitz & Pauwels (2021), *NeurIPS*, on the choice of relu'(0).

    Examples
    --------
    One unit, one point: f = 3·relu(2·1 − 1) + 1 = 4, so r = 4 and the loss is 16.

    >>> from reluridge import ReLUNet, backprop
    >>> net = ReLUNet([2], [-1], [3], 1)
    >>> loss, g = backprop(net, [1], [0])
    >>> print(loss, g.c, *g.v, *g.b, *g.w)
    16.0 8.0 8.0 24.0 24.0
    >>> backprop(net, [[1], [2]], [[0], [1]])[0]  # columns of points
    48.5

    .. claim:: 1.1.a
       :verdict: true if no point is on an elbow
       :taught: A computer can differentiate the loss of the net by itself. It applies the chain
          rule to one line of the computation after the other.

       If no data point is on an elbow, :math:`w_j x_i + b_j \ne 0` for all :math:`i` and
       :math:`j`, then the loss is differentiable there, and backpropagation finds its
       gradient. On an elbow the loss need not have a derivative. By the convention
       :math:`\operatorname{relu}'(0) = 0` the unit counts as off there. Even along a
       direction in which the loss has a slope, backpropagation may report another one: 0 in
       place of 2, for two units back to back with the point on both elbows.

       **Proof.**  None of the finitely many numbers :math:`z_{ij} = w_j x_i + b_j` is 0, so
       small enough changes of the parameters change none of their signs.  For all these
       parameters relu(z) is :math:`z` where :math:`z_{ij} > 0` and 0 where :math:`z_{ij} < 0`.
       So each :math:`f(x_i)` is a polynomial in the parameters, and so is the loss: it is
       differentiable.  Each line backward is the chain rule for its line forward.  With
       :math:`[z > 0]` for the slope of relu, which is 1 or 0, and :math:`r_i = f(x_i) - y_i`,
       the lines together say

       .. math::
          :class: derivation

          \frac{\partial L}{\partial v_j} = \frac2n \sum_i r_i a_{ij} , \quad
          \frac{\partial L}{\partial b_j} = \frac2n \sum_i r_i v_j [z_{ij} > 0] , \quad
          \frac{\partial L}{\partial w_j} = \frac2n \sum_i r_i v_j [z_{ij} > 0]\, x_i ,

       and :math:`\partial L/\partial c` is :math:`(2/n) \sum_i r_i`.

       Now let one point be on the elbow of one unit, :math:`z_{ij} = 0`.  A larger :math:`b_j`
       switches the unit on there, a smaller one does not.  So the slope of the loss for growing
       :math:`b_j` has the term :math:`(2/n) r_i v_j`, that for falling :math:`b_j` lacks it,
       and unless :math:`r_i v_j = 0` there is no derivative.  The convention gives the gradient on
       the side where all units are off at the points on their elbows: lower the biases of these
       units a little, and you are there.  But let the parameters change so that one of these units
       goes on as another one goes off.  Then one of them is on, whichever way the change goes, and
       neither slope need be what is reported: see the two units below.

       **Check.**  While no elbow passes a point the loss is a parabola in each parameter, and
       central differences are exact but for rounding:

       >>> import numpy as np
       >>> from reluridge import ReLUNet, backprop
       >>> rng = np.random.default_rng(0)
       >>> net = ReLUNet(*rng.normal(size=(3, 5)), 0.5)
       >>> x, y = rng.normal(size=(2, 20))
       >>> def flat(net):
       ...     return np.concatenate([net.w, net.b, net.v, [net.c]])
       >>> def loss(p):
       ...     return backprop(ReLUNet(*p[:-1].reshape(3, 5), p[-1]), x, y)[0]
       >>> gradient = flat(backprop(net, x, y)[1])
       >>> steps = 1e-6 * np.eye(16)
       >>> at = flat(net)
       >>> central = [(loss(at + s) - loss(at - s)) / 2e-6 for s in steps]
       >>> [np.allclose(g, central, 1e-6, 1e-6) for g in (gradient, -gradient)]
       [True, False]

       **Without no point on an elbow.**  The proof needs signs that small changes leave alone, and
       0 has none.  Two units back to back make :math:`f(x) = x + q`, a straight line.  At the point
       0 with target −1 the loss is :math:`(1 + q)^2`, which bends nowhere, and its slope at
       :math:`q = 0` is 2.  But there the point is on both elbows, both units count as off, and the
       slope comes out as 0:

       >>> def along(q):
       ...     loss, g = backprop(ReLUNet([1, -1], [q, -q], [1, -1], 0), [0], [-1])
       ...     return loss, float(g.b[0] - g.b[1])
       >>> [along(q) for q in (-0.5, 0, 0.5)]
       [(0.25, 1.0), (1.0, 0.0), (2.25, 3.0)]

       One unit can be enough.  Draw one with a point on its elbow until the loss has one slope for
       falling :math:`b` and another one for growing :math:`b`; the first is reported.

       >>> def at(b, w, v, x, y):
       ...     loss, g = backprop(ReLUNet([w], [b], [v], 0), [x], [y])
       ...     return loss, float(g.b[0])
       >>> rng, steps = np.random.default_rng(0), 2.0**-20 * np.arange(-1, 2)
       >>> for w, x, v, y in rng.integers(-9, 10, size=(99, 4)).tolist():
       ...     b = -w * x
       ...     losses = [at(b + step, w, v, x, y)[0] for step in steps]
       ...     left, right = np.round(np.diff(losses) / steps[2]).tolist()
       ...     if left != right:
       ...         found = {"w": w, "b": b, "v": v, "x": x, "y": y}
       ...         found["slopes"] = left, right
       ...         break
       >>> found
       {'w': -4, 'b': -36, 'v': -8, 'x': -9, 'y': -9, 'slopes': (0.0, -144.0)}
       >>> at(b, w, v, x, y)[1] == left == 0, right == -2 * y * v
       (True, True)
    """
    net, x, y = _net(net), *_data(x, y)
    with checks.quiet():
        return _finite(*_chain_rule(x, y, 1 / x.size, net))


def _chain_rule(x: Array, y: Array, share: Array | float, net: ReLUNet) -> tuple[float, ReLUNet]:
    """Return the loss, to which each point contributes its share, and its gradient."""
    z = np.outer(x, net.w) + net.b
    a = np.maximum(z, 0)
    f = a @ net.v + net.c
    r = f - y
    loss = float(np.sum(share * r**2))

    df = 2 * share * r
    dv, dc = df @ a, df.sum()
    da = np.outer(df, net.v)
    dz = da * (z > 0)
    dw, db = x @ dz, dz.sum(axis=0)
    return loss, ReLUNet._of(np.array([dw, db, dv]), float(dc))


def _is(kind: type[T], thing: object, name: str, arguments: str) -> T:
    """Return `thing` if it is of this kind."""
    if not isinstance(thing, kind):
        raise TypeError(
            f"{name} must be a {kind.__name__}; got {type(thing).__name__}: "
            f"build one with {kind.__name__}({arguments})"
        )
    return thing


def _net(net: ReLUNet) -> ReLUNet:
    """Return `net` if it is a net."""
    return _is(ReLUNet, net, "net", "w, b, v, c")


def _data(x: ArrayLike, y: ArrayLike) -> tuple[Array, Array]:
    """Return inputs and targets as vectors of one length."""
    x = checks.points(x)
    return x, checks.points(y, "y", x.size, "one for each entry of x")


def _finite(loss: float, gradient: ReLUNet) -> tuple[float, ReLUNet]:
    """Return the loss and the gradient, if no number overflowed."""
    for a in (gradient._units, np.array([loss, gradient.c])):
        checks.representable(a, "the loss and its gradient", "rescale x, y or the parameters")
    return loss, gradient


class SortedData:
    r"""Data sorted once, so that any net's gradient on it costs hardly more than the net.

    `backprop` fills a table of :math:`n \cdot h` numbers.  On scalar inputs that is
    not necessary.  Between neighboring elbows `f` is one line, :math:`f(x) = \alpha x + \beta`,
    and for a line least squares needs no more of the points than the :math:`X^TX`, the
    :math:`X^Ty` and the :math:`y^Ty` of section 2.2, with the rows :math:`(x_i, 1)`: six
    different sums.  So sort the inputs, and keep running totals of the six:

    .. math:: P_k = \sum_{i<k} \, (1, \; x_i, \; x_i^2, \; y_i, \; x_i y_i, \; y_i^2) .

    Then for any net:

    1. *Cut.*  Unit `j` is active on the points on one side of its elbow.  A binary
       search for :math:`e_j = -b_j/w_j` finds how many points lie before it.
    2. *Lines.*  From left to right over the sorted elbows, running totals of
       :math:`v_j w_j` and :math:`v_j b_j` give the part of :math:`\alpha` and :math:`\beta`
       due to the units that face right; from right to left, that of the others.
    3. *Residuals.*  In a piece, :math:`r_i = \alpha x_i + \beta - y_i`.  The sums over
       the points in it follow from differences :math:`\Delta` of the running totals:

       .. math::

           \sum r_i x_i &= \alpha\,\Delta_{xx} + \beta\,\Delta_x - \Delta_{xy} , \\
           \sum r_i &= \alpha\,\Delta_x + \beta\,\Delta_1 - \Delta_y .

    4. *Gradient.*  Totals of these from the right (for a unit that faces right) or from
       the left give :math:`S_j = \sum r_i x_i` and :math:`R_j = \sum r_i` over the active
       points of each unit, and

       .. math::

           \frac{\partial L}{\partial v_j} &= \frac2n (w_j S_j + b_j R_j) , &
           \frac{\partial L}{\partial c} &= \frac2n \sum_i r_i , \\
           \frac{\partial L}{\partial w_j} &= \frac2n v_j S_j , &
           \frac{\partial L}{\partial b_j} &= \frac2n v_j R_j .

    That is :math:`h \log h + h \log n` steps instead of :math:`n \cdot h`, and memory for
    :math:`n + h` numbers.  It also shows what a unit can learn from: :math:`S_j` and
    :math:`R_j` are all that it feels, and a point on its other side is in neither.

    Parameters
    ----------
    x, y : (n,) or (n, 1) array_like
        Inputs, in any order, and targets.
    weights : (n,) array_like, optional
        How much each point counts, at least 0: the loss is then the weighted mean
        :math:`\sum \omega_i r_i^2 / \sum \omega_i`.  Equal by default.

    Raises
    ------
    ValueError
        If the data are not finite vectors of one length, their squares leave float64, or
        the weights are negative or all 0.

    Notes
    -----
    Points on elbows, coinciding elbows and units without an elbow count exactly as in
    `backprop`.  Sums have twice the digits of a float, so that neither an offset, nor ten million
    other points, nor a close fit costs any.

    Examples
    --------
    >>> import numpy as np
    >>> from reluridge import ReLUNet, SortedData, backprop
    >>> rng = np.random.default_rng(0)
    >>> x, y = rng.normal(size=(2, 1000))
    >>> net = ReLUNet([0, *rng.normal(size=29)], *rng.normal(size=(2, 30)), 0.5)
    >>> loss, g = SortedData(x, y).loss_and_gradient(net)
    >>> dense_loss, dense = backprop(net, x, y)
    >>> np.allclose([loss, g.c], [dense_loss, dense.c], rtol=1e-12)
    True
    >>> np.allclose([g.w, g.b, g.v], [dense.w, dense.b, dense.v])
    True

    A point that counts twice is a point that is there twice, and one that counts nothing is not:

    >>> twice = SortedData(np.r_[x[:-5], x[:9]], np.r_[y[:-5], y[:9]]).loss_and_gradient(net)[0]
    >>> weights = np.r_[np.full(9, 0.2), np.full(986, 0.1), np.zeros(5)]
    >>> weighted = SortedData(x, y, weights).loss_and_gradient(net)[0]
    >>> np.allclose(weighted, twice, rtol=1e-12), np.allclose(loss, twice, rtol=1e-12)
    (True, False)

    Counted from another year, all stays as it is but :math:`\partial L/\partial w`:

    >>> later = ReLUNet(net.w, net.b - 2000 * net.w, net.v, net.c + 100)
    >>> same, moved = SortedData(x + 2000, y + 100).loss_and_gradient(later)
    >>> np.allclose(same, loss), np.allclose([moved.b, moved.v], [g.b, g.v])
    (True, True)
    >>> np.allclose(moved.w, g.w + 2000 * g.b), np.allclose(moved.w, g.w)
    (True, False)
    """

    def __init__(self, x: ArrayLike, y: ArrayLike, weights: ArrayLike | None = None) -> None:
        x, y = _data(x, y)
        weights = np.ones(x.size) if weights is None else _weights(weights, x.size)
        order = x.argsort()
        x, y, weights = x[order], y[order], weights[order]
        self._points = pieces.Points(x, y, weights)
        self._table = (x, y, weights / self._points.n) if x.size <= _SMALL else None

    def loss_and_gradient(
        self, net: ReLUNet, lam: float = 0, decay_biases: bool = False
    ) -> tuple[float, ReLUNet]:
        r"""Return the mean squared error of a net plus an L2 penalty, and the gradient.

        .. math:: L = \frac1n \sum_i r_i^2 + \lambda \sum_j (w_j^2 + v_j^2)

        Parameters
        ----------
        net : ReLUNet
            The net.
        lam : float, optional
            The regularization strength :math:`\lambda \ge 0`, beside the *mean* squared error; 0
            by default.
        decay_biases : bool, optional
            Whether that sum has :math:`b_j^2` in it; by default it has not.  Claim
            :claim:`1.3.d` says what either does to an elbow.  `c` is never in it.

        Returns
        -------
        loss, gradient : float, ReLUNet
            As from `backprop`, with the penalty.

        Raises
        ------
        ValueError, TypeError
            If `lam` is negative or not finite, or a result overflows; if `net` is not a
            `ReLUNet`, or `decay_biases` not a bool.

        Examples
        --------
        A net that meets its one point exactly has the penalty alone, 3·(2² + 5²), with slopes
        2·3·2 and 2·3·5; the bias 4 adds to it if asked to, and a miss by 1 adds to the loss:

        >>> from reluridge import ReLUNet, SortedData
        >>> def penalized(y, **penalty):
        ...     net = ReLUNet([2], [4], [5], 1)
        ...     loss, g = SortedData([1], [y]).loss_and_gradient(net, **penalty)
        ...     return [loss, *g.w.tolist(), *g.b.tolist(), *g.v.tolist(), g.c]
        >>> penalized(31), penalized(31, lam=3)
        ([0.0, 0.0, 0.0, 0.0, 0.0], [87.0, 12.0, 0.0, 30.0, 0.0])
        >>> penalized(31, lam=3, decay_biases=True), penalized(30, lam=3)
        ([135.0, 12.0, 24.0, 30.0, 0.0], [88.0, 22.0, 10.0, 42.0, 2.0])
        """
        net, decay = _net(net), _decay(lam, decay_biases)
        with checks.quiet():
            return _finite(*self._loss_and_gradient(net, decay))

    def _loss_and_gradient(self, net: ReLUNet, decay: Array | None) -> tuple[float, ReLUNet]:
        """Return the loss and its gradient; nothing is checked."""
        if self._table and self._table[0].size * net.w.size < _SMALL:
            loss, gradient = _chain_rule(*self._table, net)
        else:
            loss, gradient = self._in_four_steps(net)
        if decay is not None:
            loss += float(np.sum(decay * net._units**2))
            gradient = ReLUNet._of(gradient._units + 2 * (decay * net._units), gradient.c)
        return loss, gradient

    def _in_four_steps(self, net: ReLUNet) -> tuple[float, ReLUNet]:
        """Return what `_chain_rule` does, by the steps above, with x and y from x0 and y0."""
        points = self._points
        order, cut = points.cut(net.w, net.b)  # step 1
        w, b, v = net._units[:, order]
        b, left = points.shifted(w, b), w < 0
        slope, level = pieces.over_units(v * np.array([w, b]), left)  # step 2
        rx_r, square = points.residuals(cut, slope, level + (net.c - points.y0))  # step 3
        S, R = 2 / points.n * pieces.over_pieces(rx_r, left)  # step 4
        gradient = np.empty_like(net._units)
        gradient[:, order] = v * (S + points.x0 * R), v * R, w * S + b * R
        return square / points.n, ReLUNet._of(gradient, float(2 / points.n * rx_r[1].sum()))


def _weights(weights: ArrayLike, n: int) -> Array:
    """Return the weights of n points."""
    out = checks.vector(weights, "weights", n, "one for each entry of x")
    if out.min() < 0 or not out.any():
        got = f"got a least of {out.min()} and a largest of {out.max()}: pass positive weights"
        raise ValueError(f"weights must be at least 0 and not all 0; {got}")
    return out


def _decay(lam: float, decay_biases: bool) -> Array | None:
    """Return the strength on the squares of w, b and v; None for nothing."""
    lam, biases = checks.nonnegative(lam), checks.flag(decay_biases, "decay_biases")
    return lam * np.array([[1.0], [biases], [1.0]]) if lam else None


def fit_output(net: ReLUNet, data: SortedData, lam: float = 0) -> ReLUNet:
    r"""Return the net with the same elbows and the best output weights.

    .. math::

        \hat v, \hat c &= \arg\min_{v, c} \; \sum_{i=1}^{n} \bigl(
        c + \textstyle\sum_j v_j a_{ij} - y_i\bigr)^2 + \lambda \lVert v\rVert^2 , \\
        a_{ij} &= \operatorname{relu}(w_j x_i + b_j)

    With the elbows held where they are, `f` is linear in `v` and `c`: this is ridge regression on
    the features :math:`a_{ij}`, with a free intercept, and gradient descent is not needed.  Nor are
    `n` rows.  On a piece with mean :math:`\bar x` and sums :math:`s_{xx} = \sum (x_i - \bar x)^2`
    and :math:`s_{xy} = \sum (x_i - \bar x)(y_i - \bar y)` every feature is a line, and two rows
    have the :math:`X^TX` and :math:`X^Ty` of all its :math:`m` points:

    .. math::

        \begin{bmatrix} \sqrt{m}\,\bar x & \sqrt{m} \\ \sqrt{s_{xx}} & 0 \end{bmatrix}
        \begin{bmatrix} \alpha \\ \beta \end{bmatrix} \approx
        \begin{bmatrix} \sqrt{m}\,\bar y \\ s_{xy}/\sqrt{s_{xx}} \end{bmatrix} .

    So the problem has :math:`2(h + 1)` rows, takes :math:`h^3` steps whatever `n`, and its
    condition number is that of the features, not its square.  In more dimensions there is
    `random_relu_features`.

    Parameters
    ----------
    net : ReLUNet
        The hidden units; its `v` and `c` do not matter.
    data : SortedData
        The data.
    lam : float, optional
        The regularization strength :math:`\lambda \ge 0` of :math:`\lVert v\rVert^2`, beside the
        *summed* squared error, as in `ridge`; `c` is not penalized.  0 by default.

    Returns
    -------
    ReLUNet
        With `w` and `b` of `net`.  Where the choice is not unique (:math:`\lambda = 0` and
        dead or coinciding units) :math:`\lVert v\rVert^2 + (c - \bar y)^2` is the least.

    Raises
    ------
    ValueError, TypeError
        If `lam` is negative or not finite, or a result overflows; if `net` is not a
        `ReLUNet` or `data` not a `SortedData`.

    Examples
    --------
    The features of all the points give the same weights; another strength does not:

    >>> import numpy as np
    >>> from reluridge import ReLUNet, SortedData, append_fake_data, fit_output, ols, relu
    >>> rng = np.random.default_rng(0)
    >>> x, y = 50 + rng.normal(size=(2, 5000))
    >>> w = rng.normal(size=8)
    >>> b = -w * x[:8]
    >>> A = np.c_[relu(np.outer(x, w) + b), np.ones(5000)]
    >>> net = fit_output(ReLUNet(w, b, w, 0), SortedData(x, y), lam=3)
    >>> dense = [ols(*append_fake_data(A, y, lam, directions=np.eye(8, 9))) for lam in (3, 6)]
    >>> [np.allclose(np.r_[net.v, net.c], theta, rtol=1e-9) for theta in dense]
    [True, False]

    Where weights can be shared, as 0 here between a constant unit and `c`, the least are taken,
    counted from the mean of the targets:

    >>> net = fit_output(ReLUNet([0, 1], [1, 0], [7, 7], 7), SortedData([0, 1, 2], [0, 1, 2]))
    >>> net.v.round(12).tolist(), round(net.c, 12)
    ([-0.5, 1.0], 0.5)
    >>> fit_output(ReLUNet([], [], [], 7), SortedData([0, 1, 2], [3, 4, 8]), lam=9).c
    5.0
    """
    net, lam, h = _net(net), checks.nonnegative(lam), net.w.size
    with checks.quiet():
        A, targets, mean = _two_rows_a_piece(net, _is(SortedData, data, "data", "x, y")._points)
    for a in (A, targets):
        checks.representable(a, "the features at the data", "rescale w, b or the data")
    live = A.any(axis=0)  # a column of zeros has no say, and gets no weight
    if lam:
        A = np.vstack([A, np.sqrt(lam) * np.eye(h, h + 1)])
        targets = np.append(targets, np.zeros(h))
    v = np.zeros(h + 1)
    v[live] = solve(A[:, live], targets, np.zeros(1))[0]
    return ReLUNet(net.w, net.b, v[:-1], v[-1] + mean)


def _two_rows_a_piece(net: ReLUNet, points: pieces.Points) -> tuple[Array, Array, float]:
    """Return the features of two points a piece, the targets there less their mean, and that."""
    order, cut = points.cut(net.w, net.b)
    full, (m, x, y, s_xx, s_xy) = points.moments(cut)
    on = pieces.active(order, net.w < 0)[full]
    at_mean = np.where(on, np.outer(x, net.w) + points.shifted(net.w, net.b), 0)
    mean, (root_m, root_s) = m @ y / points.n, np.sqrt([m, s_xx])
    means = root_m[:, None] * np.c_[at_mean, np.ones(m.size)]
    slopes = root_s[:, None] * np.c_[on * net.w, np.zeros(m.size)]
    targets = np.r_[root_m * (y - mean), np.where(s_xx > 0, s_xy / root_s, 0)]
    return np.vstack([means, slopes]), targets, points.y0 + float(mean)


class History(NamedTuple):
    """What `train` saw on its way, for a figure.

    Attributes
    ----------
    losses : (n_steps + 1,) ndarray
        The loss before the first step, and after each step.
    elbows : (n_steps + 1, h) ndarray
        The elbows at the same times.
    """

    losses: Array
    elbows: Array


def train(
    net: ReLUNet,
    x: ArrayLike,
    y: ArrayLike,
    step_size: float,
    n_steps: int,
    *,
    weights: ArrayLike | None = None,
    lam: float = 0,
    decay_biases: bool = False,
    progress: Callable[[range], Iterable[int]] | None = None,
) -> tuple[ReLUNet, History]:
    r"""Return the net after full-batch gradient descent on the mean squared error.

    .. math:: \theta_{t+1} = \theta_t - \eta \, \nabla L(\theta_t) , \qquad
              \theta = (w, b, v, c)

    `L` and its gradient are those of `SortedData.loss_and_gradient`, from data that
    are sorted once: a step costs about the same for a thousand points as for ten million.

    Parameters
    ----------
    net : ReLUNet
        Where to start; it is not changed.
    x, y, weights
        The data, as for `SortedData`.
    step_size : float
        The step size :math:`\eta > 0`.
    n_steps : int
        How many steps.
    lam, decay_biases
        The regularization strength on `w` and `v` (weight decay), and whether it is on `b` as
        well, as for `SortedData.loss_and_gradient`.
    progress : callable, optional
        Wraps the range of steps to watch a long run, as ``tqdm.tqdm`` does: it takes the
        range and yields its entries.

    Returns
    -------
    net : ReLUNet
        The net after the last step.
    history : History
        Losses and elbows, from the start to the end.

    Raises
    ------
    ValueError, TypeError
        As `SortedData` and its method; or if the loss stops being finite, which a smaller
        `step_size` prevents; or if `progress` is not callable or does not yield every step.

    References
    ----------
    Du, Hu & Lee (2018), *NeurIPS* 31, 384-395, on what gradient flow keeps constant.

    Examples
    --------
    A constant, moving a tenth of the way to its target at each step:

    >>> from reluridge import ReLUNet, train
    >>> net, history = train(ReLUNet([], [], [], 0), [5], [1], step_size=0.05, n_steps=2)
    >>> round(net.c, 12), history.losses.round(12).tolist()
    (0.19, [1.0, 0.81, 0.6561])
    >>> history.losses.flags.writeable
    False
    >>> train(ReLUNet([], [], [], 0), [5], [1], step_size=1e200, n_steps=2)
    Traceback (most recent call last):
    ...
    ValueError: the loss must stay finite; got inf at step 1: pass a step_size below 1e+200

    Another point that counts a third as much pulls the constant toward its own target:

    >>> train(ReLUNet([], [], [], 0), [5, 6], [1, 5], 0.05, 1, weights=[3, 1])[0].c
    0.2

    A unit that is off at all points feels the penalty alone, which takes a share of
    :math:`2\eta\lambda = 1/5` of `w` and `v` at each step, and of `b` if told to:

    >>> for biases in ({}, {"decay_biases": True}):
    ...     end, _ = train(ReLUNet([5], [-50], [10], 1), [5], [1], 0.05, 1, lam=2, **biases)
    ...     print(*end.w, *end.b, *end.v)
    4.0 -50.0 8.0
    4.0 -40.0 8.0

    Watched on its way; ``progress=tqdm.tqdm`` would draw a bar:

    >>> def watch(steps):
    ...     return (print("step", t) or t for t in steps)
    >>> end, _ = train(ReLUNet([], [], [], 0), [5], [1], 0.05, 1, progress=watch)
    step 0
    step 1

    How far is a run from the limit of small steps?  A positive factor on `w` and `b` of a unit,
    and its inverse on `v`, do not change `f`.  So the limit keeps :math:`v^2 - w^2 - b^2` of each
    unit, and a step changes it by :math:`\eta^2` times the same number of the gradient.  Half the
    step, half the drift over the same time:

    >>> import numpy as np
    >>> from reluridge import backprop
    >>> rng = np.random.default_rng(0)
    >>> net, (x, y) = ReLUNet(*rng.normal(size=(3, 6)), 0.5), rng.normal(size=(2, 20))
    >>> scaled = [ReLUNet(k * net.w, k * net.b, net.v / k, net.c) for k in (2, -2)]
    >>> [np.allclose(other(x), net(x)) for other in scaled]
    [True, False]
    >>> def number(net):
    ...     return net.v**2 - net.w**2 - net.b**2
    >>> def drift(eta, n_steps):
    ...     return number(train(net, x, y, eta, n_steps)[0]) - number(net)
    >>> np.allclose(drift(0.01, 1), 0.01**2 * number(backprop(net, x, y)[1]), 1e-9, 1e-13)
    True
    >>> bool(0.4 < abs(drift(0.001, 200)).sum() / abs(drift(0.002, 100)).sum() < 0.6)
    True

    .. claim:: 1.1.e
       :verdict: loose
       :taught: The optimizer changes the parameters so that the loss becomes small, and that moves
          the elbows to where they are needed.

       If no point is on an elbow and the gradient is not 0, a small enough step of gradient
       descent makes the loss smaller. To first order it moves the elbow :math:`e` of a unit by
       the sum of :math:`(2\eta/n)\,r_i\,v\,(1 + e x_i)/w` over the points :math:`x_i` where
       the unit is active; the others have no say. How small the step has to be depends on the
       net, and nothing promises the least loss.

       **Proof.**  Write :math:`\theta` for all parameters and :math:`g` for the gradient.  Near
       a net with no point on an elbow the loss is a polynomial in :math:`\theta`
       (:claim:`1.1.a`), so

       .. math::
          :class: asymptotic

          L(\theta - \eta g) = L(\theta) - \eta\,\lVert g\rVert^2 + O(\eta^2) .

       If :math:`g \ne 0`, the term in the middle outweighs the last one for small
       :math:`\eta`.

       One point with the error :math:`r`, and a unit that is active there.  The derivatives
       are :math:`db = 2rv` and :math:`dw = 2rvx`, and the step takes :math:`\eta` times each
       away.  So the elbow :math:`e = -b/w` goes to :math:`e' = -(b - \eta\,db)/(w - \eta\,dw)`,
       and

       .. math:: e' - e = \frac{\eta\,(db + e\,dw)}{w - \eta\,dw}
                 = \frac{2\eta\,r\,v\,(1 + e x)}{w - \eta\,dw}
                 \approx \frac{2\eta\,r\,v\,(1 + e x)}{w} .

       For :math:`n` points :math:`db` and :math:`dw` are means of such terms.  A point where the
       unit is off has none.

       No step size is small enough for all nets.  For a small :math:`\eta` take :math:`f(x) =
       \operatorname{relu}(x - \eta/3)` and the points −1, 0 and 1 with targets 8, −9 and 2.
       The errors are −8, 9 and :math:`-1 - \eta/3`; their sum is so small that :math:`c`
       changes by :math:`2\eta^2/9` only (that is what the point −1 is for).  The
       unit is on at 1 alone, and to first order the step adds :math:`2\eta/3` to :math:`w`,
       :math:`b` and :math:`v`, so :math:`2\eta` to :math:`f(1)`.  That
       takes about :math:`4\eta` from the squared error at 1.  But the elbow has jumped across 0:
       there :math:`f` rises from 0 to about :math:`\eta/3`, which adds about
       :math:`2 \cdot 9 \cdot \eta/3 = 6\eta`.

       And if all units are off at all points, the gradient is 0 but for :math:`\partial L/\partial
       c`.  A step then multiplies the distance of :math:`c` from the mean of the targets by
       :math:`1 - 2\eta`.  So with :math:`\eta < 1` descent ends at this mean, with their variance
       as the loss, whatever another net could reach.

       **Check.**  One point, one active unit; and on the other side of the elbow, where the
       loss falls and no elbow moves:

       >>> import numpy as np
       >>> from reluridge import ReLUNet, backprop, train
       >>> rng = np.random.default_rng(0)
       >>> w, v, c, x, y = rng.uniform(1, 2, size=5)
       >>> net, eta = ReLUNet([w], [0.1], [v], c), 1e-6
       >>> (e,), r = net.elbows, net(x) - y
       >>> after, history = train(net, [x], [y], eta, 1)
       >>> move = (history.elbows[1] - e) / eta
       >>> pushes = [2 * r * v * factor / w for factor in (1 + e * x, 1)]
       >>> [np.allclose(move, push, 1e-4, 1e-4) for push in pushes]
       [True, False]
       >>> after, history = train(net, [e - 1], [y], 0.01, 5)
       >>> float(np.ptp(history.elbows)), float(np.ptp(history.losses)) > 0
       (0.0, True)

       The factor :math:`1 + ex` changes its sign at :math:`x = -1/e`.  Here :math:`e = -1/2`, `f`
       is too high at 1 and at 3, and the two points push the elbow in opposite directions:

       >>> net = ReLUNet([1], [0.5], [1], 0)
       >>> ends = [train(net, [x], [0], 0.01, 1)[0].elbows[0] for x in (1, 3)]
       >>> [bool(end > -0.5) for end in ends]
       [True, False]

       A small step lowers the loss of this net, a long one does not:

       >>> net = ReLUNet(*rng.normal(size=(3, 6)), 0.5)
       >>> x, y = rng.normal(size=(2, 20))
       >>> def falls(net, x, y, eta):
       ...     before, after = train(net, x, y, eta, 1)[1].losses
       ...     return bool(after < before)
       >>> [falls(net, x, y, eta) for eta in (1e-5, 10)]
       [True, False]

       For each step, however small, a net whose loss rises:

       >>> def bad(eta):
       ...     return ReLUNet([1], [-eta / 3], [1], 0)
       >>> x, y = [-1, 0, 1], [8, -9, 2]
       >>> [falls(bad(eta), x, y, eta) for eta in (1e-1, 1e-3, 1e-6)]
       [False, False, False]

       Pushes may cancel where errors remain.  Here all derivatives are 0, and another unit, with
       its elbow on the middle point, has a third of the loss:

       >>> rest, bent = ReLUNet([1], [0], [1], 0), ReLUNet([-1], [2], [-3], 3)
       >>> x, y = [1, 2, 3], [0, 4, 2]
       >>> (rest(x) - y).tolist(), (bent(x) - y).tolist()
       ([1.0, -2.0, 1.0], [0.0, -1.0, 1.0])
       >>> def still(net):
       ...     _, g = backprop(net, x, y)
       ...     return bool(np.max(np.abs([*g.w, *g.b, *g.v, g.c])) < 1e-9)
       >>> still(rest), still(ReLUNet([1], [0], [2], 0))
       (True, False)
       >>> losses = [backprop(net, x, y)[0] for net in (rest, bent)]
       >>> np.allclose(losses[0], 3 * losses[1]), np.allclose(*losses)
       (True, False)

       Both units of this net are off at all the points, so only `c` learns, and the loss ends
       at the variance of the targets; two units with elbows at 0 would make it 0:

       >>> x = np.linspace(-1, 1, 21)
       >>> dead = ReLUNet([1, -1], [-3, -3], [1, 1], 0)
       >>> after, history = train(dead, x, abs(x), 0.1, 200)
       >>> np.array_equal([after.w, after.b, after.v], [dead.w, dead.b, dead.v])
       True
       >>> best, _ = backprop(ReLUNet([1, -1], [0, 0], [1, 1], 0), x, abs(x))
       >>> np.allclose(history.losses[-1], abs(x).var()), best
       (True, 0.0)

       **Boundary.**  A net without units learns :math:`c` alone, and a step multiplies its error by
       :math:`1 - 2\eta`: the loss falls up to :math:`\eta = 1`, and not from there on.

       >>> [falls(ReLUNet([], [], [], 5), [0], [1], eta) for eta in (0.99, 1, 1.01)]
       [True, False, False]

       With units it depends on the net.  One unit and one point, drawn; then the largest of 1,
       1/2, 1/4, ... with which the loss falls:

       >>> rng = np.random.default_rng(0)
       >>> for w, b, v, x, y in rng.integers(-9, 10, size=(99, 5)).tolist():
       ...     net, eta = ReLUNet([w], [b], [v], 0), 1.0
       ...     if w * x + b > 0 and v != 0 and net(x) != y:
       ...         break
       >>> while not falls(net, [x], [y], eta):
       ...     eta /= 2
       >>> found = {"w": w, "b": b, "v": v, "x": x, "y": y, "falls": eta}
       >>> found
       {'w': -9, 'b': -8, 'v': -9, 'x': -6, 'y': 6, 'falls': 0.5}
    """
    net, data, decay = _net(net), SortedData(x, y, weights), _decay(lam, decay_biases)
    step_size, n_steps = checks.positive(step_size, "step_size"), checks.count(n_steps, "n_steps")
    losses = checks.empty(n_steps + 1, "n_steps")
    elbows = checks.empty((n_steps + 1, net.w.size), "n_steps")
    after = net
    with checks.quiet():
        for t in _watched(range(n_steps + 1), progress):
            net, elbows[t] = after, after.elbows
            losses[t], gradient = data._loss_and_gradient(net, decay)
            _check_loss(losses[t], t, step_size)
            after = _step(net, step_size, gradient)
    for seen in (losses, elbows):
        seen.setflags(write=False)
    return net, History(losses, elbows)


def _watched(steps: range, progress: Callable[[range], Iterable[int]] | None) -> Iterator[int]:
    """Yield the steps, while the iterable that `progress` makes of them is asked for each."""
    watched: Iterable[int] = steps
    if progress is not None:
        progress = checks.function(progress, "progress")
        watched = checks.called(lambda: iter(progress(steps)), "progress(steps)")
    seen = 0
    for seen, _ in enumerate(watched, 1):
        yield seen - 1
        if seen == len(steps):
            return
    got = f"got {seen} of {len(steps)}: pass a function that yields all that it takes"
    raise ValueError(f"progress must yield every step; {got}, as tqdm.tqdm does")


def _step(net: ReLUNet, step_size: float, gradient: ReLUNet) -> ReLUNet:
    """Return the net after a step against the gradient."""
    units = net._units - step_size * gradient._units
    return ReLUNet._of(units, net.c - step_size * gradient.c)


def _check_loss(loss: float, t: int, step_size: float) -> None:
    """Refuse to go on from a loss that is not finite."""
    if not math.isfinite(loss):
        raise ValueError(
            f"the loss must stay finite; got {loss} at step {t}: "
            + (f"pass a step_size below {step_size}" if t else "rescale x, y or the net")
        )
