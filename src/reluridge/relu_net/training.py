r"""The loss moves the elbows: backpropagation, the same by sorting, and gradient descent.

The loss of a net on `n` points is the mean squared error,

.. math:: L = \frac1n \sum_{i=1}^{n} r_i^2 , \qquad r_i = f(x_i) - y_i .

Backpropagation is the chain rule, read from the loss back to the parameters.  It
says which way each parameter, and so each elbow, has to go; taking the step is
the work of gradient descent.
"""

import math
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from reluridge import _checks
from reluridge._checks import Array
from reluridge.relu_net.approximation import ReLUNet

__all__ = ["History", "SortedData", "backprop", "train"]


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
    x : (n,) array_like
        Inputs.
    y : (n,) array_like
        Targets.

    Returns
    -------
    loss : float
        The mean squared error.
    gradient : ReLUNet
        Its derivatives by `w`, `b`, `v` and `c`, in the places of these.

    Raises
    ------
    ValueError
        If the data are not finite vectors of one length, or a result overflows.
    TypeError
        If `net` is not a `ReLUNet`.

    See Also
    --------
    SortedData : the same numbers without the n × h table.

    Notes
    -----
    On an elbow, :math:`z_{ij} = 0`, there is no derivative, and the unit counts as
    off: :math:`\operatorname{relu}'(0) = 0`.

    References
    ----------
    Rumelhart, Hinton & Williams (1986), *Nature* 323, 533-536.  Bertoin, Bolte,
    Gerchinovitz & Pauwels (2021), *NeurIPS*, on the choice of relu'(0).

    Examples
    --------
    One unit, one point: f = 3·relu(2·1 − 1) + 1 = 4, so r = 4 and the loss is 16.

    >>> from reluridge import ReLUNet, backprop
    >>> loss, gradient = backprop(ReLUNet([2], [-1], [3], 1), [1], [0])
    >>> loss, gradient.c, gradient.v.tolist(), gradient.b.tolist(), gradient.w.tolist()
    (16.0, 8.0, [8.0], [24.0], [24.0])

    .. claim:: 1.1.a
       :verdict: true if no point is on an elbow

       A computer can differentiate the net, except at an elbow. There the slopes
       on the two sides differ by the kink v|w|, and automatic differentiation goes
       by the convention relu'(0) = 0, which need not give a slope of the loss.

       As long as no elbow passes a point the loss is a parabola in each parameter,
       so that central differences are exact but for rounding:

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
       >>> central = [(loss(flat(net) + s) - loss(flat(net) - s)) / 2e-6 for s in steps]
       >>> np.allclose(gradient, central, 1e-6, 1e-6), np.allclose(-gradient, central, 1e-6, 1e-6)
       (True, False)

       At an elbow the net has two slopes, :math:`v_j|w_j|` apart:

       >>> e = net.elbows
       >>> before, after = (net(e) - net(e - 1e-7)) / 1e-7, (net(e + 1e-7) - net(e)) / 1e-7
       >>> np.allclose(after - before, net.kinks, 1e-4, 1e-4), np.allclose(after, before, 0.01)
       (True, False)

       The convention can be wrong even where nothing bends.  Two units back to
       back make :math:`f(x) = x + t`, a straight line.  At the point :math:`x = 0` with target
       −1 the loss is :math:`(1 + t)^2`, and its slope at :math:`t = 0` is 2; but there the
       point is on both elbows, both units count as off, and the slope comes out as 0:

       >>> def loss_and_slope(t):
       ...     loss, g = backprop(ReLUNet([1, -1], [t, -t], [1, -1], 0), [0], [-1])
       ...     return loss, float(g.b[0] - g.b[1])
       >>> [loss_and_slope(t) for t in (-0.5, 0, 0.5)]
       [(0.25, 1.0), (1.0, 0.0), (2.25, 3.0)]
    """
    net, x, y = _problem(net, x, y)
    with np.errstate(over="ignore", invalid="ignore"):
        z = np.outer(x, net.w) + net.b
        a = np.maximum(z, 0)
        f = a @ net.v + net.c
        r = f - y
        loss = float(np.mean(r**2))

        df = 2 * r / r.size
        dv, dc = df @ a, df.sum()
        da = np.outer(df, net.v)
        dz = da * (z > 0)
        dw, db = x @ dz, dz.sum(axis=0)
    return _finite(loss, dw, db, dv, dc)


class SortedData:
    r"""Data sorted once, so that any net's gradient on it costs hardly more than the net.

    `backprop` fills a table of :math:`n \cdot h` numbers.  On scalar inputs that is
    not necessary, because between neighboring elbows `f` is one line.  Sort the
    inputs and keep the running totals of five numbers of each point,

    .. math:: P_k = \sum_{i<k} \, (1, \; x_i, \; x_i^2, \; y_i, \; x_i y_i) .

    Then for any net:

    1. *Cut.*  Unit `j` is active on the points on one side of its elbow.  A binary
       search for :math:`e_j = -b_j/w_j` finds how many points lie before it.
    2. *Lines.*  Walking from left to right over the sorted elbows, each adds its
       kink to the slope: a unit that faces right switches on, one that faces left
       switches off.  Running totals of :math:`\pm v_j w_j` and :math:`\pm v_j b_j` are
       the slope :math:`\alpha` and the level :math:`\beta` of each piece.
    3. *Residuals.*  In a piece, :math:`r_i = \alpha x_i + \beta - y_i`.  The sums over
       the points in it follow from differences :math:`\Delta` of the running totals:

       .. math::

           \sum r_i &= \alpha\,\Delta_x + \beta\,\Delta_1 - \Delta_y , \\
           \sum r_i x_i &= \alpha\,\Delta_{xx} + \beta\,\Delta_x - \Delta_{xy} .

    4. *Gradient.*  Totals of these from the right (for a unit that faces right) or from
       the left give :math:`R_j = \sum r_i` and :math:`S_j = \sum r_i x_i` over the active
       points of each unit, and

       .. math::

           \frac{\partial L}{\partial v_j} &= \frac2n (w_j S_j + b_j R_j) , &
           \frac{\partial L}{\partial c} &= \frac2n \sum_i r_i , \\
           \frac{\partial L}{\partial w_j} &= \frac2n v_j S_j , &
           \frac{\partial L}{\partial b_j} &= \frac2n v_j R_j .

    That is :math:`h \log h + h \log n` steps instead of :math:`n \cdot h`, in time and in memory.

    Parameters
    ----------
    x : (n,) array_like
        Inputs, in any order; equal ones are fine.
    y : (n,) array_like
        Targets.

    Raises
    ------
    ValueError
        If the data are not finite vectors of one length, or their squares overflow.

    See Also
    --------
    backprop : the same numbers, straight from the chain rule.

    Notes
    -----
    The totals are of `x` and `y` less their means (about), so that an offset costs no
    digits.  Results are right to rounding on the scale of the data: where the net fits so
    well that the loss is below about :math:`10^{-15}` of the variance of `y`, it reads as
    0 or as noise, and `backprop`, which squares each residual, still has digits.

    A point on an elbow, coinciding elbows and points, and units without an elbow
    count exactly as in `backprop`.

    Examples
    --------
    >>> import numpy as np
    >>> from reluridge import ReLUNet, SortedData, backprop
    >>> rng = np.random.default_rng(0)
    >>> x, y = rng.normal(size=(2, 1000))
    >>> net = ReLUNet(*rng.normal(size=(3, 30)), 0.5)
    >>> loss, gradient = SortedData(x, y).loss_and_gradient(net)
    >>> dense_loss, dense = backprop(net, x, y)
    >>> np.allclose(loss, dense_loss, rtol=1e-12)
    True
    >>> np.allclose([gradient.w, gradient.b, gradient.v], [dense.w, dense.b, dense.v], atol=1e-12)
    True
    """

    def __init__(self, x: ArrayLike, y: ArrayLike) -> None:
        x, y = _data(x, y)
        at, which = np.unique(x, return_inverse=True)
        with np.errstate(over="ignore", invalid="ignore"):
            # A round number near the mean: then an offset of x leaves w x + b without rounding.
            unit = np.ldexp(1.0, np.frexp(np.abs(x - x.mean()).max())[1])
            self._x0, self._y0 = np.round(x.mean() / unit) * unit, y.mean()
            t, u = x - self._x0, y - self._y0
            columns = (np.ones_like(t), t, t**2, u, t * u)
            sums = np.array([np.bincount(which, column) for column in columns])
            self._totals = np.hstack([np.zeros((5, 1)), sums.cumsum(axis=1)])
            self._uu = u @ u
        if not (np.isfinite(self._totals).all() and np.isfinite(self._uu)):
            raise ValueError(
                "x and y must have finite squares in float64; got an overflow: rescale them"
            )
        self._n, self._places = x.size, at.size
        self._x = np.concatenate([at[:1], at, at[-1:]])  # so that a cut has a point on either side

    def loss_and_gradient(self, net: ReLUNet) -> tuple[float, ReLUNet]:
        r"""Return the mean squared error of a net, and its gradient.

        Parameters
        ----------
        net : ReLUNet
            The net.

        Returns
        -------
        loss : float
            The mean squared error.
        gradient : ReLUNet
            Its derivatives by `w`, `b`, `v` and `c`, in the places of these.

        Raises
        ------
        ValueError
            If a result overflows.
        TypeError
            If `net` is not a `ReLUNet`.
        """
        net = _net(net)
        with np.errstate(all="ignore"):
            return _finite(*self._loss_and_gradient(net.w, net.b, net.v, net.c))

    def _cuts(self, w: Array, b: Array) -> NDArray[np.intp]:
        """Return how many places lie before the elbow of each unit: all, if it never turns on."""
        left = w < 0
        cut = np.searchsorted(self._x[1:-1], -b / (w + 0.0), side="right")
        while True:
            # The quotient is rounded, and a point on the elbow is off on either side: ask the
            # units themselves about the points beside the cut, with the sum that backprop forms.
            on = w * self._x[np.array([cut, cut + 1])] + b > 0
            back = (on[0] != left) & (cut > 0)
            forth = (on[1] == left) & (cut < self._places)
            if not (back | forth).any():
                return cut
            cut = cut + forth - back

    def _loss_and_gradient(
        self, w: Array, b: Array, v: Array, c: float
    ) -> tuple[float, Array, Array, Array, float]:
        """Return the loss and its derivatives by w, b, v and c; nothing is checked."""
        left = w < 0
        cut = self._cuts(w, b)
        order = cut.argsort(kind="stable")
        at = np.concatenate([[0], cut[order], [self._places]])
        sums = self._totals[:, at[1:]] - self._totals[:, at[:-1]]

        # What each unit is where it is on: slope, and level at x0.  One that does not turn
        # among the points is on at all of them from the start, or at none.
        line = np.array([w, b + w * self._x0])
        first, turns = (cut > 0) == left, (cut > 0) & (cut < self._places)
        start = line[:, first] @ v[first] + [0, c - self._y0]
        turn = np.where(turns, np.where(left, -v, v), 0) * line
        slope, level = np.concatenate([start[:, None], turn[:, order]], axis=1).cumsum(axis=1)

        r = slope * sums[1:3] + level * sums[:2] - sums[3:]
        loss = (slope @ (r[1] - sums[4]) + level @ (r[0] - sums[3]) + self._uu) / self._n

        before, after = r.cumsum(axis=1), r[:, ::-1].cumsum(axis=1)[:, ::-1]
        active = np.empty_like(line)
        active[:, order] = np.where(left[order], before[:, :-1], after[:, 1:])
        R, S = 2 / self._n * active
        dc = 2 / self._n * before[0, -1]
        return max(float(loss), 0.0), v * (S + self._x0 * R), v * R, line[1] * R + w * S, dc


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
    net: ReLUNet, x: ArrayLike, y: ArrayLike, step_size: float, n_steps: int
) -> tuple[ReLUNet, History]:
    r"""Return the net after full-batch gradient descent on the mean squared error.

    .. math:: \theta_{t+1} = \theta_t - \eta \, \nabla L(\theta_t) , \qquad
              \theta = (w, b, v, c)

    Parameters
    ----------
    net : ReLUNet
        Where to start; it is not changed.
    x : (n,) array_like
        Inputs.
    y : (n,) array_like
        Targets.
    step_size : float
        The step size :math:`\eta > 0`.
    n_steps : int
        How many steps.

    Returns
    -------
    net : ReLUNet
        The net after the last step.
    history : History
        Losses and elbows, from the start to the end.

    Raises
    ------
    ValueError
        If the input is bad (see `backprop`), or if the loss stops being finite,
        which a smaller `step_size` prevents.
    TypeError
        If `net` is not a `ReLUNet`.

    Notes
    -----
    Each step goes through `SortedData`, whatever the size: a step then costs about
    the same for ten points as for a million, and only for nets with fewer than
    a few thousand entries in the n × h table would `backprop` be quicker, by a
    factor of two or three.

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

    .. claim:: 1.1.e
       :verdict: loose

       The optimizer makes the loss small, and that moves the elbows. A small enough
       step makes it smaller, off the kinks; but a point pushes only the elbows of
       units that are on there, and nothing promises the least loss.

       One point, one active unit: the gradient step of
       :math:`\tfrac12 r^2` changes the weights by :math:`db = -\eta r v` and
       :math:`dw = -\eta r v x`.  By :claim:`1.1.d` the elbow moves by

       .. math:: -\frac{db + e\,dw}{w + dw} = \frac{\eta\,r\,v\,(1 + e x)}{w + dw}
                 \approx \frac{\eta\,r\,v\,(1 + e x)}{w} .

       `train` steps along the gradient of :math:`r^2`, so half the step is `eta`.

       >>> import numpy as np
       >>> from reluridge import ReLUNet, backprop, train
       >>> rng = np.random.default_rng(0)
       >>> w, v, c, x, y = rng.uniform(1, 2, size=5)
       >>> net, eta = ReLUNet([w], [0.1], [v], c), 1e-6
       >>> (e,), r = net.elbows, net(x) - y
       >>> after, history = train(net, [x], [y], eta / 2, 1)
       >>> move = (history.elbows[1] - e) / eta
       >>> np.allclose(move, r * v * (1 + e * x) / w, 1e-4, 1e-4), np.allclose(move, -r * v / w)
       (True, False)

       A point on the other side does not push, although the loss falls:

       >>> after, history = train(net, [e - 1], [y], 0.01, 5)
       >>> float(np.ptp(history.elbows)), float(np.ptp(history.losses)) > 0
       (0.0, True)

       Off the elbows a small enough step lowers the loss; a long one need not.

       >>> net, (x, y) = ReLUNet(*rng.normal(size=(3, 6)), 0.5), rng.normal(size=(2, 20))
       >>> [bool(np.diff(train(net, x, y, eta, 1)[1].losses) < 0) for eta in (1e-5, 10)]
       [True, False]

       But no step size is small enough for every net.  Here the point at 1 pulls the
       elbow left, from :math:`\eta/3` to about :math:`-\eta/3`.  So the elbow jumps across
       the point at 0, which wants `f` lower and gets it higher; the loss rises:

       >>> def falls(eta):
       ...     net = ReLUNet([1], [-eta / 3], [1], 0)
       ...     return bool(np.diff(train(net, [-1, 0, 1], [8, -9, 2], eta, 1)[1].losses) < 0)
       >>> [falls(eta) for eta in (1e-1, 1e-3, 1e-6)]
       [False, False, False]

       Nor need the end be good.  Both units of this net are off at all the points,
       so only `c` learns, and the loss ends at the variance of the targets; two units
       with elbows at 0 would make it 0.

       >>> x = np.linspace(-1, 1, 21)
       >>> dead = ReLUNet([1, -1], [-3, -3], [1, 1], 0)
       >>> after, history = train(dead, x, abs(x), 0.1, 200)
       >>> np.array_equal([after.w, after.b, after.v], [dead.w, dead.b, dead.v])
       True
       >>> np.allclose(history.losses[-1], abs(x).var())
       True
       >>> backprop(ReLUNet([1, -1], [0, 0], [1, 1], 0), x, abs(x))[0]
       0.0

       What a unit may become depends on its start.  Scaling :math:`(w, b)` by a
       factor and :math:`v` by its inverse does not change `f`, so
       :math:`v\,\partial_v L = w\,\partial_w L + b\,\partial_b L`, and along the
       gradient flow :math:`d\theta/dt = -\nabla L` the number
       :math:`v^2 - w^2 - b^2` of each unit stays as it is (Du, Hu & Lee 2018).
       A gradient step changes it by :math:`\eta^2` times the same number of the
       gradient, so the drift over a given time :math:`\eta t` is in proportion to
       :math:`\eta`:

       >>> def number(net):
       ...     return net.v**2 - net.w**2 - net.b**2
       >>> x, y = rng.normal(size=(2, 20))
       >>> change = number(train(net, x, y, 0.01, 1)[0]) - number(net)
       >>> np.allclose(change, 0.01**2 * number(backprop(net, x, y)[1]), 1e-9, 1e-13)
       True
       >>> def drift(eta, n_steps):
       ...     return np.abs(number(train(net, x, y, eta, n_steps)[0]) - number(net)).sum()
       >>> bool(0.4 < drift(0.001, 200) / drift(0.002, 100) < 0.6)
       True
    """
    net, x, y = _problem(net, x, y)
    step_size, n_steps = _checks.positive(step_size, "step_size"), _checks.count(n_steps, "n_steps")
    data = SortedData(x, y)
    w, b, v, c = net.w, net.b, net.v, net.c
    losses = _checks.empty(n_steps + 1, "n_steps")
    ws, bs = _checks.empty((2, n_steps + 1, w.size), "n_steps")
    with np.errstate(all="ignore"):
        for t in range(n_steps + 1):
            ws[t], bs[t] = w, b
            losses[t], dw, db, dv, dc = data._loss_and_gradient(w, b, v, c)
            if not math.isfinite(losses[t]):
                remedy = f"pass a step_size below {step_size}" if t else "rescale x, y or the net"
                raise ValueError(
                    f"the loss must stay finite; got {losses[t]} at step {t}: {remedy}"
                )
            if t < n_steps:
                w, b = w - step_size * dw, b - step_size * db
                v, c = v - step_size * dv, c - step_size * dc
        elbows = np.where(ws == 0, np.nan, -bs / ws + 0.0)
    losses.flags.writeable = elbows.flags.writeable = False
    return ReLUNet(w, b, v, float(c)), History(losses, elbows)


def _net(net: ReLUNet) -> ReLUNet:
    """Return `net` if it is a net."""
    if not isinstance(net, ReLUNet):
        raise TypeError(
            f"net must be a ReLUNet; got {type(net).__name__}: build one with ReLUNet(w, b, v, c)"
        )
    return net


def _data(x: ArrayLike, y: ArrayLike) -> tuple[Array, Array]:
    """Return inputs and targets as vectors of one length."""
    x = _checks.vector(x, "x")
    return x, _checks.vector(y, "y", x.size, "one for each entry of x")


def _problem(net: ReLUNet, x: ArrayLike, y: ArrayLike) -> tuple[ReLUNet, Array, Array]:
    """Return a net and its data, checked."""
    return _net(net), *_data(x, y)


def _finite(loss: float, dw: Array, db: Array, dv: Array, dc: float) -> tuple[float, ReLUNet]:
    """Return the loss and the gradient as a net, if no number overflowed."""
    if not all(np.isfinite(a).all() for a in (loss, dw, db, dv, dc)):
        raise ValueError(
            "the loss and its gradient must be finite in float64; got an overflow: "
            "rescale x, y or the parameters"
        )
    return loss, ReLUNet(dw, db, dv, float(dc))
