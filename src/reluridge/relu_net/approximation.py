r"""Piecewise-linear functions out of elbows, and back.

A unit :math:`\operatorname{relu}(wx + b)` is flat on one side of its elbow
:math:`e = -b/w` and has slope :math:`w` on the other.  A net adds up such units,

.. math:: f(x) = c + \sum_j v_j \operatorname{relu}(w_j x + b_j) ,

so `f` is continuous, straight between elbows, and bends at each of them by
:math:`v_j |w_j|`.
"""

from dataclasses import dataclass
from typing import Self, overload

import numpy as np
from numpy.typing import ArrayLike

from reluridge import _checks
from reluridge._checks import Array

__all__ = ["ReLUNet", "relu"]

_BLOCK = 2**18  # entries of the points × units table that are in memory at once


@overload
def relu(z: float) -> float: ...
@overload
def relu(z: ArrayLike) -> Array: ...
def relu(z: ArrayLike) -> Array | float:
    """Return the positive part of each entry."""
    out = np.maximum(_checks.array(z, "z", None), 0.0)
    return out if out.ndim else float(out)


@dataclass(frozen=True, eq=False, init=False)
class ReLUNet:
    """A net with one hidden layer of ReLU units on scalar input."""

    w: Array
    b: Array
    v: Array
    c: float

    def __init__(self, w: ArrayLike, b: ArrayLike, v: ArrayLike, c: float) -> None:
        w = _checks.array(w, "w", 1, min_size=0)
        b = _checks.vector(b, "b", w.size, "one for each entry of w")
        v = _checks.vector(v, "v", w.size, "one for each entry of w")
        for name, value in [("w", w), ("b", b), ("v", v)]:
            own = np.array(value)
            own.flags.writeable = False
            object.__setattr__(self, name, own)
        object.__setattr__(self, "c", _checks.number(c, "c"))

    def __call__(self, x: ArrayLike) -> Array | float:
        """Return f at each entry of `x`."""
        points = _checks.array(x, "x", None)
        if points.ndim:
            points = _checks.vector(points, "x")
        with np.errstate(over="ignore", invalid="ignore"):
            out = self._forward(points.reshape(-1))
        if not np.isfinite(out).all():
            raise ValueError(
                "the net must be finite in float64 at every x; got an overflow: "
                "rescale x or the parameters"
            )
        return out if points.ndim else float(out[0])

    def _forward(self, x: Array) -> Array:
        """Return f at `x`, some rows of the points × units table at a time."""
        rows = max(1, _BLOCK // max(1, self.w.size))
        blocks = (x[i : i + rows] for i in range(0, x.size, rows))
        return np.concatenate(
            [self.c + np.maximum(np.outer(part, self.w) + self.b, 0) @ self.v for part in blocks]
        )

    @property
    def elbows(self) -> Array:
        """Where each unit bends."""
        with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
            return np.where(self.w == 0, np.nan, -self.b / self.w + 0.0)

    @property
    def kinks(self) -> Array:
        """By how much the slope of f changes at each elbow."""
        with np.errstate(over="ignore"):
            return self.v * np.abs(self.w)

    @classmethod
    def from_knots(cls, x: ArrayLike, y: ArrayLike) -> Self:
        """Return the net that interpolates the knots."""
        x = _checks.increasing(x, "x")
        y = _checks.vector(y, "y", x.size, "one for each knot")
        if np.all(y == y[0]):
            return cls([], [], [], y[0])
        with np.errstate(over="ignore", invalid="ignore"):
            slopes = np.diff(y) / np.diff(x)
            first = min(1, x.size - 2)  # the first interior knot, if there is one
            kinks = np.r_[slopes[first], np.diff(slopes[first:])]
        if not (np.isfinite(np.diff(x)).all() and np.isfinite(slopes).all() and np.isfinite(kinks).all()):
            raise ValueError(
                "the slopes between knots must be finite in float64; got an overflow: "
                "move the knots apart or rescale"
            )
        at = x[first : first + kinks.size]
        w = np.r_[-1.0, np.ones(at.size)]
        return cls(w, -w * np.r_[at[0], at], np.r_[-slopes[0], kinks], y[first])

    def knots(self, lo: float, hi: float) -> tuple[Array, Array]:
        """Return the vertices of f between `lo` and `hi`."""
        lo, hi = _checks.number(lo, "lo"), _checks.number(hi, "hi")
        if not lo < hi:
            raise ValueError(f"hi must be above lo; got lo = {lo}, hi = {hi}: swap or widen them")
        inside = (lo < self.elbows) & (self.elbows < hi)
        at, which = np.unique(self.elbows[inside], return_inverse=True)
        kinks = self.kinks[inside]
        bend = np.bincount(which, kinks, at.size)
        rounding = 4 * np.finfo(float).eps * np.bincount(which, np.abs(kinks), at.size)
        x = np.r_[lo, at[np.abs(bend) > rounding], hi]
        return x, np.asarray(self(x))
