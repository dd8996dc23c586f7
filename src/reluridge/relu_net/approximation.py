r"""Piecewise-linear functions out of elbows, and elbows out of piecewise-linear functions.

A unit :math:`\operatorname{relu}(wx+b)` is 0 on one side of its elbow :math:`e = -b/w` and
a line of slope :math:`w` on the other.  A net adds up such units:

.. math:: f(x) = c + \sum_{j=1}^{h} v_j \operatorname{relu}(w_j x + b_j) .

So `f` is continuous, straight between neighboring elbows, and at each of them
its slope grows by the kink :math:`v_j |w_j|`.  That is all it can be; and it can be
any such function, which `ReLUNet.from_knots` and `ReLUNet.knots` show by doing it.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, Self, overload

import numpy as np
from numpy.typing import ArrayLike

from reluridge._engine import checks
from reluridge._engine.checks import UNDERFLOW, Array
from reluridge._engine.pieces import Ramps, in_blocks

__all__ = ["ReLUNet", "relu"]


@overload
def relu(z: float) -> float: ...
@overload
def relu(z: ArrayLike) -> Array: ...
def relu(z: ArrayLike) -> Array | float:
    r"""Return the positive part of each entry.

    .. math:: \operatorname{relu}(z) = \max(z, 0)

    Parameters
    ----------
    z : array_like
        A number, or an array of any shape.

    Returns
    -------
    ndarray or float
        Of the shape of `z`; a float for a number.

    Raises
    ------
    ValueError
        If `z` is empty or not finite.

    Notes
    -----
    At 0 the slope jumps from 0 to 1 and there is no derivative.  Wherever this
    package needs one it takes :math:`\operatorname{relu}'(0) = 0`, as PyTorch and JAX
    do: a unit is on where :math:`z > 0`, and off at 0.

    Examples
    --------
    >>> from reluridge import relu
    >>> relu([-1, 0, 2]).tolist(), relu(-0.5)
    ([0.0, 0.0, 2.0], 0.0)
    """
    out = np.maximum(checks.array(z, "z", None), 0.0)
    return out if out.ndim else float(out)


@dataclass(frozen=True, eq=False, init=False)
class ReLUNet:
    r"""A net with one number in, one hidden layer of ReLU units, one number out.

    .. math:: f(x) = c + \sum_{j=1}^{h} v_j \operatorname{relu}(w_j x + b_j)

    A value: its arrays are copies, and read-only.  Call it to evaluate `f`.

    Parameters
    ----------
    w : (h,) or (h, 1) array_like
        Weights of the hidden units; may be empty, then `f` is the constant `c`.
    b : (h,) array_like
        Biases of the hidden units.
    v, c : (h,) or (1, h) array_like, float or (1,) array_like
        Output weights and bias.

    Raises
    ------
    ValueError
        If the parameters are not finite, or `w`, `b` and `v` differ in length, or `w` is for
        more than one input (`unit_states` takes that).

    Examples
    --------
    Two elbows: 5 until 1, up from there, level from 2.

    >>> from reluridge import ReLUNet
    >>> net = ReLUNet(w=[1, 1], b=[-1, -2], v=[3, -3], c=5)
    >>> net.elbows.tolist(), net.kinks.tolist()
    ([1.0, 2.0], [3.0, -3.0])
    >>> net([0, 1, 1.5, 2, 9]).tolist()
    [5.0, 5.0, 6.5, 8.0, 8.0]
    >>> net.w.flags.writeable
    False

    The same net, from `weight` and `bias` of PyTorch's ``Linear(1, 2)`` and ``Linear(2, 1)``:

    >>> layers = ReLUNet(w=[[1], [1]], b=[-1, -2], v=[[3, -3]], c=[5])
    >>> layers([[0], [1], [1.5], [2], [9]]).tolist()
    [5.0, 5.0, 6.5, 8.0, 8.0]

    .. claim:: 1.1.c
       :verdict: true if w ≠ 0, and the slope only on the active side
       :taught: The elbow of a unit is at :math:`-b/w`, and its slope is :math:`w`.

       If :math:`w \ne 0`, the unit :math:`\operatorname{relu}(wx + b)` has one elbow, at
       :math:`-b/w`. Its slope is :math:`w` only where it is active: right of the elbow if
       :math:`w > 0`, left of it if :math:`w < 0`. On the other side it is 0. With
       :math:`w = 0` it is the constant :math:`\max(0, b)` and has no elbow. In a net it is
       multiplied by a number :math:`v`, and the slope of the net grows at the elbow by
       :math:`v|w|`, whichever side is active.

       **Proof.**  For :math:`w \ne 0` let :math:`e = -b/w`.  Then :math:`wx + b = w(x - e)`.
       If :math:`w > 0`, this is positive for :math:`x > e` and negative for :math:`x < e`, so
       the unit is :math:`w(x - e)` on the right and 0 on the left.  If :math:`w < 0`, it is
       the other way around.  So the slope is :math:`\min(w, 0)` on the left and
       :math:`\max(w, 0)` on the right; it grows by
       :math:`\max(w, 0) - \min(w, 0) = |w|`, and by :math:`v|w|` once the unit is multiplied
       by :math:`v`.  With :math:`w = 0` the unit does not depend on :math:`x`.

       **Check.**  Two units with one elbow, one for each side:

       >>> import numpy as np
       >>> from reluridge import ReLUNet
       >>> right, left = ReLUNet([2], [-6], [1], 0), ReLUNet([-2], [6], [1], 0)
       >>> right.elbows.tolist(), left.elbows.tolist()
       ([3.0], [3.0])
       >>> right([1, 2, 3, 4, 5]).tolist(), left([1, 2, 3, 4, 5]).tolist()
       ([0.0, 0.0, 0.0, 2.0, 4.0], [4.0, 2.0, 0.0, 0.0, 0.0])

       Any other unit, and the slope :math:`vw` on both sides as the control:

       >>> w, b, v = np.random.default_rng(0).normal(size=(3, 50))
       >>> nets = [ReLUNet([w[j]], [b[j]], [v[j]], 0) for j in range(50)]
       >>> at_elbow = np.array([net(net.elbows[0] + np.array([-1, 0, 1])) for net in nets])
       >>> before, after = np.diff(at_elbow).T
       >>> np.allclose(before, v * np.minimum(w, 0)), np.allclose(before, v * w)
       (True, False)
       >>> np.allclose(after, v * np.maximum(w, 0)), np.allclose(after, v * w)
       (True, False)

       **Without w ≠ 0.**  The proof divides by :math:`w`.  With :math:`w = 0` the unit does not
       depend on :math:`x`: no slope, no elbow.

       >>> flat = ReLUNet([0, 0], [5, -5], [1, 1], 0)
       >>> flat.elbows.tolist(), flat([-9, 9]).tolist()
       ([nan, nan], [5.0, 5.0])

       **Without x on the active side.**  On the other side the proof has :math:`wx + b < 0`, so
       the unit is 0 there, and so is its slope.  Draw cases until it is not :math:`w`:

       >>> rng = np.random.default_rng(0)
       >>> for w, b, x in rng.integers(-9, 10, size=(99, 3)).tolist():
       ...     net = ReLUNet([w], [b], [1], 0)
       ...     slope = (net(x + 0.1) - net(x)) / 0.1
       ...     if w * x + b != 0 and round(slope) != w:
       ...         found = {"w": w, "b": b, "x": x, "slope": slope}
       ...         break
       >>> found
       {'w': 6, 'b': 3, 'x': -9, 'slope': 0.0}
       >>> found["w"] * found["x"] + found["b"] < 0
       True
    """

    w: Array
    b: Array
    v: Array
    c: float
    if TYPE_CHECKING:
        _units: Array

    def __init__(self, w: ArrayLike, b: ArrayLike, v: ArrayLike, c: float) -> None:
        many = "use unit_states or dead_margin, as a ReLUNet has one input"
        w = checks.array(checks.column(w, "w"), "w", 1, 0, many)
        b = checks.vector(b, "b", w.size, "one for each entry of w")
        v = checks.array(v, "v", None, 0)
        v = v[0] if v.ndim == 2 and len(v) == 1 else v
        many = "pass one row, v[i], as a ReLUNet has one output"
        v = checks.vector(v, "v", w.size, "one for each entry of w", many)
        self._set(np.array([w, b, v]), checks.bias(c, "c"))

    def __reduce__(self) -> tuple[Any, ...]:
        return ReLUNet, (self.w, self.b, self.v, self.c)  # so that a copy is read-only, too

    def _set(self, units: Array, c: float) -> None:
        """Keep the rows w, b and v of `units`, which belongs to this net from now on."""
        units.setflags(write=False)
        vars(self).update(_units=units, w=units[0], b=units[1], v=units[2], c=c)

    @classmethod
    def _of(cls, units: Array, c: float) -> Self:
        """Return the net of parameters that are known to be right, unchecked and uncopied."""
        net = object.__new__(cls)
        net._set(units, c)
        return net

    @overload
    def __call__(self, x: float) -> float: ...
    @overload
    def __call__(self, x: ArrayLike) -> Array: ...
    def __call__(self, x: ArrayLike) -> Array | float:
        r"""Return :math:`f(x)`.

        Parameters
        ----------
        x : float, (n,) or (n, 1) array_like
            Where to evaluate.

        Returns
        -------
        float or (n,) ndarray
            A number for a number.

        Raises
        ------
        ValueError
            If `x` is empty, not finite or has more than one column, or a result overflows.

        Notes
        -----
        No table of points and units is filled.  The elbows are sorted once, then a binary
        search finds the piece of each point: :math:`n` points on :math:`h` units cost
        :math:`(n + h) \log h` steps.  The units that face right have slope
        :math:`\alpha_k = \sum_{j \le k} v_j w_j` behind the elbow :math:`e_k`, and together the
        value :math:`g_k` at it:

        .. math:: g_k = g_{k-1} + \alpha_{k-1} (e_k - e_{k-1}) , \qquad g_0 = 0 .

        Those that face left are summed likewise from the right.  So nothing is added to be
        taken away again, and at an elbow its own unit adds exactly 0.

        Examples
        --------
        Two units of weight :math:`10^{16}` that face left are off at 1, and cost nothing there:

        >>> from reluridge import ReLUNet
        >>> net = ReLUNet(w=[-1e16, -1e16, 1], b=[0, 1e16, 0], v=[1, 1, 0.5], c=2)
        >>> net([1, 2]).tolist(), net(-1)
        ([2.5, 3.0], 3e+16)

        Where a kink is beyond float64, as :math:`10^{400}` here, each unit is asked:

        >>> steep = ReLUNet(w=[1e200, -1], b=[1, 1], v=[1e200, 2], c=3)
        >>> steep([-1, 0]).tolist()
        [7.0, 1e+200]
        """
        points = checks.array(x, "x", None)
        flat = checks.points(points) if points.ndim else points.reshape(1)
        with checks.quiet():
            f = self._values(flat)
        if not np.isfinite(f).all():
            got = f"got an overflow at x = {flat[~np.isfinite(f)][0]}"
            raise ValueError(f"f(x) must be finite in float64; {got}: rescale x or the parameters")
        return f if points.ndim else float(f[0])

    def _values(self, x: Array) -> Array:
        """Return f at each entry of `x`: what rises to the right, what to the left, the rest."""
        if self._sides is None:
            return in_blocks(self._by_units, x, self.w.size)
        rising, falling, constant = self._sides
        k = rising.at[1:].searchsorted(x)  # so many elbows lie to the left
        return rising(x, k) + falling(-x, rising.at.size - 1 - k) + constant

    def _by_units(self, x: Array) -> Array:
        """Return f at each entry of `x` by the formula."""
        w, b, v = self._units
        return self.c + np.maximum(np.outer(x, w) + b, 0) @ v

    @cached_property
    def _sides(self) -> tuple[Ramps, Ramps, float] | None:
        """Return the units that face right, those that face left, the constant; None if too large.

        A unit is a ramp of slope v|w| from its elbow, to the right or to the left.
        """
        flat = self.w == 0
        with checks.quiet():
            order = self.elbows.argsort(kind="stable")[: np.count_nonzero(~flat)]  # nan come last
            e, w, kinks = self.elbows[order], self.w[order], (self.v * np.abs(self.w))[order]
            rising = Ramps.of(e, np.where(w > 0, kinks, 0))
            falling = Ramps.of(-e[::-1], np.where(w < 0, kinks, 0)[::-1])
            constant = float(self.c + self.v[flat] @ np.maximum(self.b[flat], 0))
        digits = (np.abs(kinks) > UNDERFLOW) | (self.v[order] == 0)
        finite = np.isfinite(np.concatenate([*rising, *falling, [constant]]))
        return (rising, falling, constant) if finite.all() and digits.all() else None

    @property
    def elbows(self) -> Array:
        r"""Where each unit turns on or off, :math:`e_j = -b_j/w_j`; nan where :math:`w_j = 0`.

        Examples
        --------
        .. claim:: 1.1.d
           :verdict: true if the ratio b/w changes
           :taught: Changing :math:`w` or :math:`b` moves the elbow.

           Changes :math:`\Delta w` and :math:`\Delta b` move the elbow :math:`e = -b/w`, to first
           order, by :math:`-(\Delta b + e\,\Delta w)/w`. A common factor on :math:`w` and
           :math:`b`, other than 0, leaves it where it is; a change of :math:`w` alone cannot move
           an elbow at 0; and :math:`v` never moves it.

           **Proof.**  The new elbow :math:`e'` solves
           :math:`(w + \Delta w)\,e' + b + \Delta b = 0`, with :math:`w` and
           :math:`w + \Delta w` not 0.  Subtract :math:`we + b = 0`, and write
           :math:`we' - we = w(e' - e)` and :math:`\Delta w\,e' = \Delta w\,(e' - e) + \Delta w\,e`:

           .. math::

              e' - e = -\frac{\Delta b + e\,\Delta w}{w + \Delta w}
                     \approx -\frac{\Delta b + e\,\Delta w}{w} .

           The two fractions differ by the factor :math:`w/(w + \Delta w)`, which tends to 1 as
           :math:`\Delta w` tends to 0.  With a factor :math:`1 + s` on both,
           :math:`\Delta b = sb` and :math:`\Delta w = sw`, the numerator is
           :math:`s(b + ew) = 0`.  With :math:`\Delta b = 0` and :math:`e = 0` it is 0, too.  And
           there is no :math:`v` in :math:`-b/w`.

           **Check.**  By hand:

           >>> import numpy as np
           >>> from reluridge import ReLUNet
           >>> def elbow(w, b, v=1):
           ...     return float(ReLUNet([w], [b], [v], 0).elbows[0])
           >>> elbow(1, -2), elbow(1, -3), elbow(2, -2)
           (2.0, 3.0, 1.0)
           >>> elbow(10, -20), elbow(1, -2, v=7), elbow(1, 0), elbow(2, 0)
           (2.0, 2.0, 0.0, 0.0)

           The exact move, then the first-order one where the change is small; the
           wrong sign and the forgotten factor :math:`e` are the controls.

           >>> w, b, dw, db = np.random.default_rng(0).uniform(1, 2, size=4)
           >>> e = elbow(w, b)
           >>> np.allclose(elbow(w + dw, b + db) - e, -(db + e * dw) / (w + dw))
           True
           >>> rate = (elbow(w + 1e-6 * dw, b + 1e-6 * db) - e) / 1e-6
           >>> rates = -(db + e * dw) / w, (db + e * dw) / w, -(db + dw) / w
           >>> [np.allclose(rate, r, rtol=1e-4, atol=1e-5) for r in rates]
           [True, False, False]

           **Without a change of b/w.**  Then :math:`\Delta b + e\,\Delta w` is 0, and with it the
           numerator.  Draw changes of :math:`w` and :math:`b` until one moves nothing:

           >>> w, b, dw, db = np.random.default_rng(0).integers(-9, 10, size=(4, 2000))
           >>> before, after = ReLUNet(w, b, w, 0).elbows, ReLUNet(w + dw, b + db, w, 0).elbows
           >>> i = np.flatnonzero((before == after) & (b * dw * db != 0))[0]
           >>> found = {"w": w[i], "b": b[i], "dw": dw[i], "db": db[i], "elbow": before[i]}
           >>> found = {name: value.item() for name, value in found.items()}
           >>> found
           {'w': 1, 'b': 1, 'dw': -2, 'db': -2, 'elbow': -1.0}
           >>> found["w"] * found["db"] == found["b"] * found["dw"]
           True
        """
        with checks.quiet():
            return np.where(self.w == 0, np.nan, -self.b / self.w + 0.0)  # + 0.0 turns -0 into 0

    @property
    def kinks(self) -> Array:
        r"""By how much the slope of `f` grows at each elbow, :math:`v_j |w_j|`.

        Examples
        --------
        At 0 a slope of −6 ends, at 1 one of 10 begins:

        >>> from reluridge import ReLUNet
        >>> net = ReLUNet(w=[-2, 2], b=[0, -2], v=[3, 5], c=1)
        >>> net([-2, -1, 0, 1, 2, 3]).tolist()
        [13.0, 7.0, 1.0, 1.0, 11.0, 21.0]
        >>> net.kinks.tolist()
        [6.0, 10.0]
        """
        with checks.quiet():
            kinks = self.v * np.abs(self.w)
        return checks.representable(kinks, "the kinks", "rescale v or w")

    @classmethod
    def from_knots(cls, x: ArrayLike, y: ArrayLike) -> Self:
        r"""Return the net that joins knots by straight lines.

        .. math::

            f(x) = y_1 - s_0 \operatorname{relu}(x_1 - x) + s_1 \operatorname{relu}(x - x_1)
                   + \sum_{i=2}^{k-2} (s_i - s_{i-1}) \operatorname{relu}(x - x_i)

        Knots and slopes :math:`s_i = (y_{i+1} - y_i)/(x_{i+1} - x_i)` count from 0.  At the first
        interior knot one unit faces left and makes the first slope, one faces right and makes the
        second; every further interior knot adds its kink.  Beyond the ends the outer pieces go on.

        Parameters
        ----------
        x, y : (k,) or (k, 1) array_like
            Where the knots are, from left to right, and how high.

        Returns
        -------
        ReLUNet
            With :math:`k - 1` units, as many as pieces.  Equal heights (or one
            knot) are a constant and need none; two knots need two units, back to
            back at the left one, as one unit cannot be a sloping line on both sides.
            All :math:`w_j` are 1 or −1, so that the elbows are the interior knots exactly.

        Raises
        ------
        ValueError
            If the input is not finite, `x` does not increase strictly, the lengths
            differ, or a slope overflows.

        References
        ----------
        Arora, Basu, Mianjy & Mukherjee (2018), *ICLR*, on more than one input.

        Examples
        --------
        >>> from reluridge import ReLUNet
        >>> net = ReLUNet.from_knots([0, 1, 2, 3], [1, 0, 2, 2])
        >>> net([0, 0.5, 1, 1.5, 2, 9]).tolist()
        [1.0, 0.5, 0.0, 1.0, 2.0, 2.0]
        >>> net.w.tolist(), net.elbows.tolist(), net.kinks.tolist()
        ([-1.0, 1.0, 1.0], [1.0, 1.0, 2.0], [1.0, 2.0, -2.0])
        >>> pair = ReLUNet.from_knots([1, 3], [4, 0])
        >>> pair([0, 1, 3, 4]).tolist(), pair.w.tolist(), pair.elbows.tolist()
        ([6.0, 4.0, 0.0, -2.0], [-1.0, 1.0], [1.0, 1.0])
        >>> flat = [ReLUNet.from_knots([1, 3], [5, 5]), ReLUNet.from_knots([1], [5])]
        >>> [(net.w.size, net.b.size, net.v.size, net.c) for net in flat]
        [(0, 0, 0, 5.0), (0, 0, 0, 5.0)]

        .. claim:: 1.1.b
           :verdict: true if the function is continuous and has one input
           :taught: A sum of ReLU units can be any piecewise-linear function.

           On one input, nets are the continuous functions made of finitely many straight pieces,
           and no others; a step cannot be built. For :math:`k \ge 1` bends it takes at least
           :math:`k` units, and :math:`k + 1` always suffice; sometimes :math:`k` do. A function
           :math:`g` with :math:`|g''| \le M` is missed by the line through knots on it, spaced by
           :math:`\Delta` or less, by at most :math:`\Delta^2 M/8`. On two inputs one hidden
           layer is not enough, even for the continuous function :math:`\max(0, x_1, x_2)`.

           **Proof.**  *No others.*  A unit is continuous and straight but for its elbow, so a
           sum of :math:`h` units is continuous and bends at most :math:`h` times.

           *All of them.*  Let the line bend at :math:`e_1 < \dots < e_k`, its slope growing there
           by :math:`s_1, \dots, s_k`.  Subtract the :math:`k` units
           :math:`s_i \operatorname{relu}(x - e_i)`.  What remains is continuous and does not
           bend, so it is a straight line :math:`px + q`.  Of it,
           :math:`p (x - e_1)` is
           :math:`p \operatorname{relu}(x - e_1) - p \operatorname{relu}(e_1 - x)`:
           the first of these units has the elbow of one that is there already, the second is
           one more.  The rest goes into :math:`c`.  So :math:`k + 1` units suffice.  With no bend,
           two units at any :math:`e_1` make the line.

           *Sometimes k do.*  With one unit at each bend, all that can be chosen is which of them
           face left.  Far to the left only those are active, and the slope is minus the sum of
           their kinks.  So :math:`k` units suffice if and only if some of the kinks, or none, add
           up to minus the first slope.

           *The error.*  Let :math:`f` be the line through two neighboring knots.  Between them
           :math:`r = f - g` has :math:`|r''| \le M`, as :math:`f'' = 0`, and :math:`r` is 0 at
           both.  Let :math:`|r|` be largest at :math:`m` between them.  There :math:`r'(m) = 0`.
           The nearer knot, at :math:`a`, is at most :math:`\Delta/2` from :math:`m`, and by
           Taylor's formula

           .. math::
              :class: derivation

              0 = r(a) = r(m) + \tfrac12 r''(\xi)(a - m)^2 , \qquad
              |r(m)| \le \tfrac12 M (\Delta/2)^2 = \Delta^2 M/8 .

           *A step.*  Let it be 0 before the jump and 1 after it.  A continuous function that misses
           it by no more than :math:`\varepsilon` is, at the jump, the limit of values up to
           :math:`\varepsilon` and of values from :math:`1 - \varepsilon` on.  So
           :math:`1 - \varepsilon \le \varepsilon`, and it misses by at least 1/2.

           *Two inputs.*  Units bend along straight lines.  All along such a line, except where it
           meets another, the slope across it grows by the same amount, the sum over the units
           that have this line.  Not so the slope of :math:`\max(0, x_1, x_2)` across the line
           :math:`x_1 = 0`.  Where :math:`x_2 < 0` it grows by 1.  Where :math:`x_2 > 0` it does not
           grow, as the function is :math:`x_2` on both sides of the line.

           **Check.**  From knots to a net and back is the identity, and exactly so here, where
           no sum or quotient has to be rounded; with one unit less it is not.

           >>> import numpy as np
           >>> from reluridge import ReLUNet, relu
           >>> rng = np.random.default_rng(0)
           >>> x = np.cumsum(2.0 ** rng.integers(-2, 3, size=20))
           >>> y = rng.integers(1, 9, size=20) * (-1) ** np.arange(20)
           >>> net = ReLUNet.from_knots(x, y)
           >>> net.w.size, np.array_equal(net.knots(x[0], x[-1]), [x, y])
           (19, True)
           >>> np.allclose(ReLUNet(net.w[:-1], net.b[:-1], net.v[:-1], net.c)(x), y)
           False

           From any net to its knots and back is the same function:

           >>> net = ReLUNet(*rng.normal(size=(3, 8)), 0.5)
           >>> x, y = net.knots(-5, 5)
           >>> t = np.linspace(-5, 5, 1001)
           >>> len(x) <= 8 + 2, np.allclose(ReLUNet.from_knots(x, y)(t), net(t))
           (True, True)

           The hat bends three times and has three units, one less than `from_knots` takes:

           >>> hat = ReLUNet(w=[1, 1, 1], b=[1, 0, -1], v=[1, -2, 1], c=0)
           >>> x, y = hat.knots(-2, 2)
           >>> x[1:-1].tolist(), ReLUNet.from_knots(x, y).w.size
           ([-1.0, 0.0, 1.0], 4)

           It begins with slope 0, which is the sum of no kinks.  Where a slope of 1 becomes 3, the
           sums to choose from are 0 and 2, and none is −1:

           >>> def k_suffice(x, y):
           ...     slopes = np.diff(y) / np.diff(x)
           ...     face_left = np.array(list(np.ndindex(*[2] * (len(slopes) - 1))))
           ...     return bool(np.any(face_left @ np.diff(slopes) == -slopes[0]))
           >>> k_suffice(x, y), k_suffice([-1, 0, 1], [-1, 0, 3])
           (True, False)

           For :math:`x^2` the error is the bound: times :math:`8/\Delta^2`, it is 2.  For
           :math:`x^3` on [0, 1], with a second derivative from 0 to 6, it is more than the mean
           of these, 3, would allow:

           >>> def error(f, pieces):
           ...     knots, t = (np.linspace(0, 1, k * pieces + 1) for k in (1, 32))
           ...     return np.abs(ReLUNet.from_knots(knots, f(knots))(t) - f(t)).max()
           >>> [float(error(np.square, k) * 8 * k**2) for k in (4, 8, 16)]
           [2.0, 2.0, 2.0]
           >>> [bool(3 < error(lambda x: x**3, k) * 8 * k**2 < 6) for k in (4, 8, 16)]
           [True, True, True]

           More layers can do more (Arora et al. 2018), as :math:`\max(a, b)` is
           :math:`\operatorname{relu}(a - b) + \operatorname{relu}(b) - \operatorname{relu}(-b)`:

           >>> a, b = rng.normal(size=(2, 99))
           >>> deep, flat = relu(relu(a - b) + relu(b) - relu(-b)), relu(a - b) + relu(b)
           >>> [np.allclose(f, np.max([0 * a, a, b], axis=0)) for f in (deep, flat)]
           [True, False]

           **Without continuity.**  Units subtracted from a step take away its bends, but not its
           jump.  A ramp may be as steep as you like: at the jump it is 1/2, and misses by 1/2.
           And steeper ramps need larger kinks, without limit.

           >>> ramps = [ReLUNet.from_knots([-1, -d, d, 1], [0, 0, 1, 1]) for d in (0.5, 2**-9)]
           >>> [ramp(0) for ramp in ramps], [float(ramp.kinks.max()) for ramp in ramps]
           ([0.5, 0.5], [1.0, 256.0])

           **Without one input.**  On two inputs a unit bends all along a line, and not at one
           place.  :math:`\max(0, x_1, x_2)` bends along one half of the line :math:`x_1 = 0` only.
           At two places on each half, its slope across the line grows by:

           >>> def grows(f, x2, step=0.25):
           ...     return (f(step, x2) - 2 * f(0, x2) + f(-step, x2)) / step
           >>> [grows(lambda x1, x2: max(0, x1, x2), x2) for x2 in (-2, -1, 1, 2)]
           [1.0, 1.0, 0.0, 0.0]
        """
        x = checks.increasing(x)
        y = checks.points(y, "y", x.size, "one for each knot")
        if np.all(y == y[0]):
            return cls([], [], [], y[0])
        slopes = cls._slopes(x, y)
        first = min(1, x.size - 2)  # an interior knot, if there is one
        kinks = np.append(slopes[first], np.diff(slopes[first:]))
        at = x[first : first + kinks.size]
        w = np.append(-1.0, np.ones(at.size))
        units = w, -w * np.append(at[0], at), np.append(-slopes[0], kinks)
        return cls._of(np.array(units), float(y[first]))

    @staticmethod
    def _slopes(x: Array, y: Array) -> Array:
        """Return the slopes between knots, if float64 holds these and how they change."""
        with checks.quiet():
            widths = np.diff(x)
            slopes = np.diff(y) / widths
            all_of_it = np.concatenate([widths, slopes, np.diff(slopes)])
        remedy = "move the knots apart or rescale x and y"
        checks.representable(all_of_it, "the slopes between knots", remedy)
        return slopes

    def knots(self, lo: float, hi: float) -> tuple[Array, Array]:
        """Return the vertices of `f` from `lo` to `hi`, both ends included.

        Elbows at the same place are one vertex; where their kinks cancel (to
        rounding) `f` goes straight on, and there is none.

        Parameters
        ----------
        lo, hi : float
            The range, with `lo` below `hi`.

        Returns
        -------
        x, y : (k,) ndarray
            Where the vertices are, increasing, and the values of `f` there: `from_knots`,
            and `numpy.interp`, join them to `f` again.

        Raises
        ------
        ValueError
            If `lo` is not below `hi`, or one is not finite.

        Examples
        --------
        Three units, but two of them cancel at 2, and the third bends at 1:

        >>> from reluridge import ReLUNet
        >>> net = ReLUNet(w=[1, 2, -2], b=[-1, -4, 4], v=[3, 5, -5], c=0)
        >>> x, y = net.knots(0, 3)
        >>> x.tolist(), y.tolist()
        ([0.0, 1.0, 3.0], [-20.0, -10.0, 16.0])

        The ends are vertices once, on an elbow or not, and a kink of 0 is none:

        >>> [net.knots(*ends)[0].tolist() for ends in ((1, 3), (0, 1), (5, 6))]
        [[1.0, 3.0], [0.0, 1.0], [5.0, 6.0]]
        >>> ReLUNet(w=[1, 1], b=[-1, -2], v=[0, 1], c=0).knots(0, 3)[0].tolist()
        [0.0, 2.0, 3.0]

        Kinks of 0.1, 0.2 and −0.3 leave :math:`2^{-54}`, which is their rounding; one of
        :math:`10^{-20}` alone is a kink:

        >>> nets = ReLUNet([1] * 3, [-1] * 3, [0.1, 0.2, -0.3], 0), ReLUNet([1], [-1], [1e-20], 0)
        >>> [net.knots(0, 3)[0].tolist() for net in nets]
        [[0.0, 3.0], [0.0, 1.0, 3.0]]
        """
        lo, hi = checks.number(lo, "lo"), checks.number(hi, "hi")
        if not lo < hi:
            raise ValueError(f"lo must be below hi; got lo = {lo} and hi = {hi}: swap or move them")
        inside = (lo < self.elbows) & (self.elbows < hi)
        at, which = np.unique(self.elbows[inside], return_inverse=True)
        kinks = self.kinks[inside]
        bend = np.bincount(which, kinks)
        rounding = 4 * np.finfo(float).eps * np.bincount(which, np.abs(kinks))
        x = np.concatenate([[lo], at[np.abs(bend) > rounding], [hi]])
        return x, self(x)
