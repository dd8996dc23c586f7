r"""Mean squares of a function of a normal number, to the last digits, whatever its deviation.

**Problem.** :math:`\operatorname{E} f(s\xi)^2` for standard normal :math:`\xi` changes on two
scales: that of :math:`\xi`, which is 1, and that of :math:`f`, which is :math:`1/s` and may be
anything.  Gauss's nodes see the first alone.

**Algorithm.** Put :math:`\xi = \pm e^u`, and add up the integrand, with
:math:`e^u e^{-e^{2u}/2}/\sqrt{2\pi}` as its weight, at equally spaced :math:`u`.  A scale is a
place on this axis, and all places have nodes.

**Why it is accurate.** The trapezoid rule errs by :math:`e^{-2\pi a/h}` for an integrand that is
analytic within the distance :math:`a` of the real axis.  The normal density is up to
:math:`a = \pi/4`, tanh and the logistic function up to :math:`\pi/2`, and a ReLU on its two sides,
between which no node falls.  With :math:`h = 1/8` that is :math:`10^{-17}`.  The sum ends where
the density leaves float64, and begins where :math:`e^u` or, if :math:`s > 1`, :math:`s e^u` is
:math:`2^{-60}`: nearer to 0 no such function changes any more, and too few :math:`\xi` are there.

**Cost.** Some 360 nodes on each side, and 8 more for each factor :math:`e` of an :math:`s` above 1.

**Reference.** Trefethen & Weideman (2014), The exponentially convergent trapezoidal rule,
*SIAM Review* 56, 385-458.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

import numpy as np

from reluridge._engine.checks import Array

__all__ = ["mean_square"]

_STEP = 1 / 8


@cache  # not at the import of the package
def _rule() -> tuple[Array, Array]:
    """Return the nodes above 0 and their weights."""
    nodes = np.exp(np.arange(-700, 3, _STEP))
    return nodes, _STEP * nodes * np.exp(-(nodes**2) / 2) / np.sqrt(2 * np.pi)


def mean_square(f: Callable[[Array], Array], s: float) -> float:
    """Return the mean of f(z)^2, for an `f` of arrays and a normal z with deviation `s` >= 0."""
    nodes, weights = _rule()
    first = np.searchsorted(nodes, 2.0**-60 / max(s, 1.0))
    nodes, weights = nodes[first:], weights[first:]
    z = s * nodes
    return float(weights @ (f(z) ** 2 + f(-z) ** 2))
