r"""The loss moves the elbows: backpropagation, gradient descent, and the sorted fast path."""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from reluridge import _checks
from reluridge._checks import Array
from reluridge.relu_net.approximation import ReLUNet

__all__ = ["History", "SortedData", "backprop", "train"]


def backprop(net: ReLUNet, x: ArrayLike, y: ArrayLike) -> tuple[float, ReLUNet]:
    """Return the mean squared error of the net and its gradient."""
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


@dataclass(frozen=True, eq=False, init=False, repr=False)
class SortedData:
    """Data sorted once."""

    def __init__(self, x: ArrayLike, y: ArrayLike) -> None:
        x, y = _data(x, y)
        at, which = np.unique(x, return_inverse=True)
        with np.errstate(over="ignore", invalid="ignore"):
            x0, y0 = x.mean(), y.mean()
            t, u = x - x0, y - y0
            columns = np.array([np.ones_like(t), t, t**2, u, t * u])
            sums = np.array([np.bincount(which, column) for column in columns])
            prefix = np.hstack([np.zeros((5, 1)), np.cumsum(sums, axis=1)])
            uu = u @ u
        if not (np.isfinite(prefix).all() and np.isfinite(uu)):
            raise ValueError(
                "the squares of x and y must be finite in float64; got an overflow: rescale them"
            )
        for name, value in [("x", at), ("_prefix", prefix), ("_mean", (x0, y0)), ("_uu", uu)]:
            object.__setattr__(self, name, value)

    def loss_and_gradient(self, net: ReLUNet) -> tuple[float, ReLUNet]:
        """Return what `backprop` returns."""
        with np.errstate(over="ignore", invalid="ignore", divide="ignore"):
            return _finite(*self._loss_and_gradient(net.w, net.b, net.v, net.c))

    def _cuts(self, w: Array, b: Array) -> Array:
        """Return for each unit how many of the distinct inputs lie before its cut."""
        x, last = self.x, self.x.size - 1
        e = -b / (w + 0.0)
        k = np.where(w < 0, np.searchsorted(x, e, "left"), np.searchsorted(x, e, "right"))

        def past(i):
            return (w * x[np.clip(i, 0, last)] + b > 0) != (w < 0)

        while (move := (~past(k) & (k <= last)) * 1 - (past(k - 1) & (k > 0))).any():
            k = k + move
        return k

    def _loss_and_gradient(self, w, b, v, c):
        x0, y0 = self._mean
        b0, c0 = b + w * x0, c - y0
        side = np.where(w < 0, -1.0, 1.0)
        k = self._cuts(w, b)
        order = np.argsort(k, kind="stable")
        cuts = np.concatenate([[0], k[order], [self.x.size]])
        n1, st, stt, su, stu = np.diff(self._prefix[:, cuts], axis=1)

        left = w < 0
        slope = np.cumsum(np.concatenate([[v[left] @ w[left]], (side * v * w)[order]]))
        level = np.cumsum(np.concatenate([[c0 + v[left] @ b0[left]], (side * v * b0)[order]]))
        r = slope * st + level * n1 - su
        rt = slope * stt + level * st - stu
        n = self._prefix[0, -1]
        loss = (slope @ (rt - stu) + level @ (r - su) + self._uu) / n

        before = np.cumsum([r, rt], axis=1)[:, :-1]
        after = np.cumsum([r[::-1], rt[::-1]], axis=1)[:, -2::-1]
        R, RT = np.empty((2, w.size))
        pick = np.where(left[order], before, after)
        R[order], RT[order] = 2 / n * pick
        db = v * R
        dw = v * (RT + x0 * R)
        dv = w * RT + b0 * R
        dc = 2 / n * r.sum()
        return max(loss, 0.0), dw, db, dv, dc


@dataclass(frozen=True, eq=False)
class History:
    """What `train` saw on its way."""

    losses: Array
    elbows: Array


def train(
    net: ReLUNet, x: ArrayLike, y: ArrayLike, step_size: float, n_steps: int
) -> tuple[ReLUNet, History]:
    """Return the net after gradient descent, and its history."""
    net, x, y = _problem(net, x, y)
    step_size, n_steps = _checks.positive(step_size, "step_size"), _checks.count(n_steps, "n_steps")
    data = SortedData(x, y)
    w, b, v, c = net.w, net.b, net.v, net.c
    losses, W, B = np.empty(n_steps + 1), *np.empty((2, n_steps + 1, w.size))
    with np.errstate(over="ignore", invalid="ignore", divide="ignore"):
        for t in range(n_steps + 1):
            losses[t], dw, db, dv, dc = data._loss_and_gradient(w, b, v, c)
            W[t], B[t] = w, b
            if not math.isfinite(losses[t]):
                raise ValueError(
                    f"the loss must stay finite; got {losses[t]} at step {t}: "
                    f"try a step_size below {step_size}"
                )
            if t < n_steps:
                w, b, v, c = (
                    w - step_size * dw,
                    b - step_size * db,
                    v - step_size * dv,
                    c - step_size * dc,
                )
        elbows = np.where(W == 0, np.nan, -B / W + 0.0)
    for a in (losses, elbows):
        a.flags.writeable = False
    return ReLUNet(w, b, v, c), History(losses, elbows)


def _data(x, y):
    x = _checks.vector(x, "x")
    return x, _checks.vector(y, "y", x.size, "one for each entry of x")


def _problem(net, x, y):
    if not isinstance(net, ReLUNet):
        raise TypeError(
            f"net must be a ReLUNet; got {type(net).__name__}: build one with ReLUNet(w, b, v, c)"
        )
    return net, *_data(x, y)


def _finite(loss, dw, db, dv, dc):
    if not all(np.isfinite(a).all() for a in (loss, dw, db, dv, dc)):
        raise ValueError(
            "the loss and its gradient must be finite in float64; got an overflow: "
            "rescale x, y or the parameters"
        )
    return float(loss), ReLUNet(dw, db, dv, dc)
