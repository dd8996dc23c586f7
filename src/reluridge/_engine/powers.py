r"""Powers and geometric sums of numbers close to 1.

**Problem.** Gradient descent multiplies an error by :math:`m = 1 - x` in each step, so `t` steps
ask for :math:`m^t` and :math:`1 + m + \dots + m^{t-1}`.  A slow direction has `x` near
:math:`10^{-15}`, where :math:`1 - x` has rounded all digits of `x` away, and `t` may be a trillion.

**Algorithm.**

1. Keep `x` instead of `m`.
2. Take :math:`\log|m|` as ``log1p(-x)`` for :math:`x < 1`, where `m` is positive, and as
   ``log1p(x - 2)`` beyond, where it is negative.
3. The power is :math:`\pm e^{t\log|m|}`, negative if `m` is and `t` is odd.
4. The sum is :math:`(1 - m^t)/x`, with ``-expm1`` of the same exponent in the numerator where the
   power is positive, and `t` where :math:`x = 0`.

**Why it is stable.** Neither :math:`-x` nor, up to :math:`x = 4`, :math:`x - 2` is rounded, and
``log1p``, ``expm1`` and ``exp`` err in their last digit alone.  What is left is the rounding of the
exponent :math:`L = t\log|m|`, which changes the power by the relative error :math:`|L|\epsilon`,
some :math:`700\,\epsilon` at most as long as it is a normal number.  No two nearly equal numbers
are subtracted.

**Cost.** Some four elementary functions for each number, whatever `t`.

**Reference.** Higham, *Accuracy and Stability of Numerical Algorithms*, 2nd ed., section 1.14.1.
"""

from __future__ import annotations

import numpy as np

from reluridge._engine.checks import Array

__all__ = ["OneMinus"]

_EVER = 10**300  # steps; by then every power has gone where it goes


class OneMinus:
    """Numbers m = 1 - x, known by their `x` >= 0.  What overflows comes out as inf."""

    def __init__(self, x: float | Array) -> None:
        self.x = x

    def __pow__(self, t: int) -> Array:
        """Return m^t for a whole number `t` >= 0."""
        with np.errstate(over="ignore"):
            size = np.exp(self._log_power(t))
        return np.where(self._negative(t), -size, size)

    def sum_of_powers(self, t: int) -> Array:
        """Return 1 + m + ... + m^(t-1)."""
        with np.errstate(over="ignore"):
            log_power = self._log_power(t)
            top = np.where(self._negative(t), 1 + np.exp(log_power), -np.expm1(log_power))
            steps = np.full_like(top, float(min(t, _EVER)))
            return np.divide(top, self.x, out=steps, where=self.x > 0)

    def _log_power(self, t: int) -> Array:
        """Return t log|m|; 0 for t = 0, even where m = 0."""
        with np.errstate(divide="ignore"):
            log = np.log1p(np.where(self.x < 1, -self.x, self.x - 2))
        return float(min(t, _EVER)) * log if t else np.zeros_like(log)

    def _negative(self, t: int) -> Array:
        """Return where m^t is below 0."""
        return np.asarray((self.x > 1) & (t % 2 == 1))
