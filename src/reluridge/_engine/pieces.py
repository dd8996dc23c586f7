r"""Sums over the points where a unit is on, without a table of points and units.

**Problem.**  `n` points on a line and `h` units, each on to the right of its elbow or to the left.
The elbows cut the line into :math:`h + 1` pieces; a matrix of zeros and ones, `active`, says in
which piece (row) which unit (column) is on.  A net needs :math:`\text{active}\,t`, the sum of the
lines that are on in each piece, and its gradient :math:`\text{active}^T r`, the sum of the pieces
in which each unit is on.

**Algorithm.**

1. *Sort* the points, once, and keep running totals of their :math:`1, x, x^2, y, xy, y^2`: the
   sums over any piece are a difference of two of them.
2. *Cut.*  A binary search finds how many points lie before each elbow.
3. *Add.*  From left to right, a unit that faces right is on in all pieces after its own elbow, and
   one that faces left in all before it: both products with `active` are running totals.

**Why it is stable.**

- :math:`-b/w` is rounded, and so is :math:`wx + b`; they may disagree about points beside the
  elbow, and about many if `w` is subnormal.  The units themselves have the last word: rounding
  is monotonic, so that :math:`wx + b > 0` in float64 changes at most once from left to right, and
  where the search is wrong bisection finds the change.
- One point beside ten million others is a small difference of large totals, so these are pairs of
  floats (`reluridge._engine.pairs`), and `x` and `y` are counted from round numbers near their
  means, `x0` and `y0`, if these are far from 0.  Then the bias of a unit is :math:`w x_0 + b`.
- A good fit makes :math:`\sum r_i x_i = \alpha \Delta_{xx} + \beta \Delta_x - \Delta_{xy}` a small
  difference once more.  If the loss is below a thousandth of its terms, pairs add these, too.

**Cost.**  :math:`n \log n` to sort, then :math:`h (\log h + \log n)` for each net.

References
----------
Chan, Golub & LeVeque (1983), *The American Statistician* 37, 242-247, on sums of squares about
the mean; for pairs see `reluridge._engine.pairs`.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from reluridge._engine import pairs
from reluridge._engine.checks import UNDERFLOW, Array

Counts = NDArray[np.intp]

# Places that are searched together.
BLOCK = 32
# How many entries of a table of points and units stand in memory at a time.
TABLE = 2**18
# A loss below this share of the terms that it is a sum of is summed with twice the digits.
CLOSE = 2.0**-10
# The sums in the order of the totals.
ONE, X, XX, Y, XY, YY = range(6)


class Ramps(NamedTuple):
    r"""A sum of ramps that rise to the right, :math:`\sum_j k_j \operatorname{relu}(x - e_j)`.

    Left of all elbows it is 0; row `k` has the line that begins at the k-th elbow from the left.
    """

    at: Array
    value: Array
    slope: Array

    @classmethod
    def of(cls, elbows: Array, kinks: Array) -> Ramps:
        """Add up kinks at sorted elbows, from where the sum is 0."""
        at, value, slope = out = cls(*np.zeros((3, elbows.size + 1)))
        at[1:], slope[1:] = elbows, kinks.cumsum()
        value[2:] = (slope[1:-1] * np.diff(elbows)).cumsum()
        return out

    def __call__(self, x: Array, k: Counts) -> Array:
        """Return the sum at each entry of `x`, to the left of which there are `k` elbows."""
        return self.value.take(k) + self.slope.take(k) * (x - self.at.take(k))


def in_blocks(f: Callable[[Array], Array], x: Array, units: int) -> Array:
    """Return f(x), formed for so many entries of `x` at a time that the table fits in memory."""
    rows = max(1, TABLE // max(units, 1))
    return np.concatenate([f(x[i : i + rows]) for i in range(0, x.size, rows)])


class Points:
    """Points sorted by `x`, with weights, and running totals of their sums.

    All sums count `x` from `x0` and `y` from `y0`; `n` is the sum of the weights.  A row of
    `totals` has the six before a place, then the low halves of these.
    """

    def __init__(self, x: Array, y: Array, weights: Array) -> None:
        last = np.flatnonzero(np.append(np.diff(x) > 0, True))  # the last point of each place
        with np.errstate(all="ignore"):
            self.x0, self.y0 = origin(x), origin(y)
            t, u = x - self.x0, y - self.y0
            one, tx, uy = ((a, np.zeros(x.size)) for a in (weights, t, u))
            if (weights != 1).any():
                tx, uy = pairs.times(tx, weights), pairs.times(uy, weights)
            self.totals = np.zeros((last.size + 1, 12))  # a row for each place: one cache miss
            six = one, tx, pairs.times(tx, t), uy, pairs.times(tx, u), pairs.times(uy, u)
            for column, pair in enumerate(six):
                self.totals[1:, column::6] = np.transpose(pairs.running_totals(pair))[last]
            far = np.abs(t).max()
            tiny = far > 0 and far * weights.max() * far < UNDERFLOW
        if tiny or not np.isfinite(self.totals).all():
            raise ValueError(
                "x and y must have finite squares in float64, and those of x must not be 0; "
                "got an overflow or underflow: rescale them"
            )
        self.n = float(self.totals[-1, ONE::6].sum())
        self._x = x[last]
        self._blocks = np.full((-(-last.size // BLOCK), BLOCK), np.nan)
        self._blocks.flat[: last.size] = self._x
        self._starts = self._blocks[:, 0].copy()

    def cut(self, w: Array, b: Array) -> tuple[Counts, Counts]:
        """Return the order of the elbows of units, and how many places lie before each.

        All, for a unit that never turns on; none, for one that is always on.
        """
        e = -b / w
        order = e.argsort()
        w, b, cut, last = w[order], b[order], self._search(e[order]), self._x.size - 1
        beside = np.array([np.maximum(cut - 1, 0), np.minimum(cut, last)])
        behind = self._behind(beside, w, b)
        wrong = (behind[0] & (cut > 0)) | (~behind[1] & (cut <= last))
        if wrong.any():
            cut[wrong] = self._bisect(w[wrong], b[wrong])
            again = cut.argsort()
            order, cut = order[again], cut[again]
        return order, cut

    def _search(self, e: Array) -> Counts:
        """Return how many places are not to the right of each `e`."""
        # Two levels, so that a search among millions touches little memory.
        block = np.maximum(self._starts.searchsorted(e, side="right") - 1, 0)
        inside = np.count_nonzero(self._blocks.take(block, axis=0) <= e[:, None], axis=1)
        return block * BLOCK + inside

    def _behind(self, place: Counts, w: Array, b: Array) -> NDArray[np.bool_]:
        """Return whether the unit, by the sum that the chain rule forms, has its elbow before."""
        return (w * self._x[place] + b > 0) != (w < 0)

    def _bisect(self, w: Array, b: Array) -> Counts:
        """Return how many places lie before each elbow, as the units themselves say."""
        low, high = np.zeros(w.size, np.intp), np.full(w.size, self._x.size)
        while (low < high).any():
            middle = (low + high) // 2
            behind = (low == high) | self._behind(np.minimum(middle, self._x.size - 1), w, b)
            low, high = np.where(behind, low, middle + 1), np.where(behind, middle, high)
        return low

    def shifted(self, w: Array, b: Array) -> Array:
        """Return w x0 + b, the biases of units for `x` counted from x0, with all digits."""
        x0, none = np.array([[self.x0], [0.0]])
        return pairs.plus_products((b, none), (w, (x0, none))) if self.x0 else b

    def _sums(self, cut: Counts) -> Array:
        """Return the totals at both ends and at the cuts: an axis of halves, sums, cuts."""
        at = np.concatenate([[0], cut, [self._x.size]])
        return np.ascontiguousarray(self.totals.take(at, axis=0).T).reshape(2, 6, at.size)

    def residuals(self, cut: Counts, slope: Array, level: Array) -> tuple[Array, float]:
        r"""Return the sums of r x and of r over each piece, and that of r² over all.

        In a piece :math:`r = \alpha x + \beta - y`, with `x` and `y` counted from x0 and y0.
        """
        totals = self._sums(cut)
        D = (totals[..., 1:] - totals[..., :-1]).sum(axis=0)
        line = np.array([slope, level])
        line[:, D[ONE] == 0] = 0  # no points, no residuals: an overflow there is harmless
        slope, level = line

        by_slope, by_level, target = (XX, X, XY), (X, ONE, Y), (XY, Y, YY)
        r = slope * D[by_slope, :] + level * D[by_level, :] - D[target, :]
        square = slope @ r[0] + level @ r[1] - r[2].sum()
        if square < CLOSE * (slope**2 @ D[XX] + level**2 @ D[ONE]):
            high, low = pairs.differences(*totals)
            first, second, less = ((high[k, :], low[k, :]) for k in (by_slope, by_level, target))
            r = pairs.plus_products((-less[0], -less[1]), (slope, first), (level, second))
            square = slope @ r[0] + level @ r[1] - r[2].sum()
        return r[:2], max(float(square), 0.0)

    def moments(self, cut: Counts) -> tuple[NDArray[np.bool_], Array]:
        r"""Return which pieces have points, and of these the weight, means and sums about them.

        The rows are :math:`m, \bar x, \bar y, s_{xx} = \sum (x - \bar x)^2` and
        :math:`s_{xy} = \sum (x - \bar x)(y - \bar y)`, for `x` and `y` counted from x0 and y0.
        """
        high, low = pairs.differences(*self._sums(cut))
        full = high[ONE] + low[ONE] > 0
        high, low = high[:, full], low[:, full]
        n, sum_x, _, sum_y, *_ = high + low
        mean_x, mean_y = sum_x / n, sum_y / n

        def less(k: int, j: int) -> Array:  # the k-th sum less mean_x times the j-th
            return pairs.plus_products((high[k], low[k]), (-mean_x, (high[j], low[j])))

        off = less(X, ONE)  # from what the rounding of mean_x leaves
        xx, xy = less(XX, X) - mean_x * off, less(XY, Y) - mean_y * off
        return full, np.array([n, mean_x, mean_y, np.maximum(xx, 0), xy])


def active(order: Counts, left: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Return in which piece (row) which unit (column) is on, for units in their own order."""
    return (np.arange(order.size + 1)[:, None] > order.argsort()) != left


def over_units(values: Array, left: NDArray[np.bool_]) -> Array:
    """Return ``active @ values``, for units from left to right: what is on in each piece."""
    out = np.zeros((len(values), left.size + 1))
    out[:, 1:] = np.where(left, 0, values).cumsum(axis=1)
    out[:, :-1] += np.where(left, values, 0)[:, ::-1].cumsum(axis=1)[:, ::-1]
    return out


def over_pieces(sums: Array, left: NDArray[np.bool_]) -> Array:
    """Return ``active.T @ sums``, for units from left to right: where each of them is on."""
    before, after = sums.cumsum(axis=1), sums[:, ::-1].cumsum(axis=1)[:, ::-1]
    return np.where(left, before[:, :-1], after[:, 1:])


def origin(a: Array) -> float:
    """Return what to count `a` from: if it is far from 0, a round number near its mean.

    A round one, so that the difference is not rounded; and 0 where that is not far, because
    the numbers near 0 have digits that a difference would lose.
    """
    mean = a.mean()
    spread = np.abs(a - mean).max()
    unit = np.ldexp(1.0, np.frexp(spread)[1])
    return float(np.round(mean / unit) * unit) if abs(mean) > 2 * spread else 0.0
