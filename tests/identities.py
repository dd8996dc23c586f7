"""Identities of the lecture in exact arithmetic, with how surely they hold.

Each identity is written once, for any kind of number.  With fractions, drawn at random, it
is checked without rounding.  With a `Degree` for each number it says of what degree its two
sides are, as rational functions of what is drawn.  The Schwartz-Zippel lemma then bounds the
probability that a false identity would have passed: a polynomial of degree `k` that is not 0
vanishes at a point drawn from a set of `N` numbers for each variable with probability `k/N`
at most.
"""

import itertools
import json
import math
import random
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

# What is drawn from, and at how many points each identity is checked.
NUMBERS = 2**61 - 1  # as many, from 1 on
POINTS = 3
SHAPES = [(3, 2), (2, 3), (3, 3)]
# What the site says of them: `python tests/identities.py` writes it.
EVIDENCE = Path(__file__).parents[1] / "docs" / "evidence" / "identities.json"


class Degree:
    """Bounds on the degrees of a quotient of polynomials: above the bar and below."""

    def __init__(self, top=0, bottom=0):
        self.top, self.bottom = top, bottom

    def of(operation):
        """Take a plain number as one of degree 0, and leave an array to NumPy."""

        def operate(self, other):
            if isinstance(other, np.ndarray):
                return NotImplemented
            return Degree(*operation(self, other if isinstance(other, Degree) else Degree()))

        return operate

    @of
    def __add__(self, other):
        return max(self.top + other.bottom, other.top + self.bottom), self.bottom + other.bottom

    @of
    def __mul__(self, other):
        return self.top + other.top, self.bottom + other.bottom

    @of
    def __truediv__(self, other):
        return self.top + other.bottom, self.bottom + other.top

    @of
    def __rtruediv__(self, other):
        return other.top + self.bottom, other.bottom + self.top

    def __neg__(self):
        return self

    __radd__ = __sub__ = __rsub__ = __add__
    __rmul__ = __mul__


# Arrays of any kind of number ----------------------------------------------------------


def some(draw, *shape):
    """Return an array of numbers drawn."""
    out = np.empty(shape, dtype=object)
    for place in np.ndindex(*shape):
        out[place] = draw()
    return out


def eye(n):
    """Return the unit matrix."""
    return np.eye(n, dtype=int).astype(object)


def determinant(A):
    """Return the determinant, by its definition: sums and products alone."""
    return sum(
        (-1) ** sum(p > q for p, q in itertools.combinations(order, 2))
        * math.prod(A[range(len(A)), order])
        for order in itertools.permutations(range(len(A)))
    )


def inverse(A):
    """Return the inverse by Cramer's rule."""
    out, whole = np.empty_like(A), determinant(A)
    for i, j in np.ndindex(*A.shape):
        minor = np.delete(np.delete(A, j, axis=0), i, axis=1)
        out[i, j] = (-1) ** (i + j) * determinant(minor) / whole
    return out


# The identities -----------------------------------------------------------------------


class Identity(NamedTuple):
    """A claim's id, what is equal, and both sides for a way to draw numbers and a shape.

    With `wrong`, one thing is wrong on the left: then the sides must differ.
    """

    claim: str
    words: str
    sides: Callable
    shapes: list


IDENTITIES = []


def identity(claim, words, shapes=SHAPES):
    """Enter an identity."""

    def enter(sides):
        IDENTITIES.append(Identity(claim, words, sides, shapes))
        return sides

    return enter


class Problem(NamedTuple):
    """Data of ridge regression, with the root r of the strength, and some weights."""

    X: np.ndarray
    y: np.ndarray
    r: Any
    w: np.ndarray

    @property
    def lam(self):
        return self.r * self.r


def drawn(draw, n, d):
    return Problem(some(draw, n, d), some(draw, n), draw(), some(draw, d))


def ridge(X, y, lam):
    """Return the weights by the primal formula."""
    return inverse(X.T @ X + lam * eye(X.shape[1])) @ (X.T @ y)


def residual(p, w):
    return p.y - p.X @ w


def objective(p, w, lam):
    r = residual(p, w)
    return r @ r + lam * (w @ w)


def with_fake_data(p):
    d = len(p.w)
    return np.vstack([p.X, p.r * eye(d)]), np.append(p.y, 0 * p.w)


@identity("2.3.a", "least squares on real and fake data is ridge")
def _(draw, wrong, n, d):
    p = drawn(draw, n, d)
    A, z = with_fake_data(p)
    return ridge(p.X, p.y, (1 + wrong) * p.lam), inverse(A.T @ A) @ (A.T @ z)


@identity("2.3.a", "the objectives of ridge and of fake data are equal at every w")
def _(draw, wrong, n, d):
    p = drawn(draw, n, d)
    A, z = with_fake_data(p)
    off = z - A @ p.w
    return objective(p, p.w, (1 + wrong) * p.lam), off @ off


@identity("2.3.c", "rows √λ Γ with targets √λ Γ w₀ are the penalty λ‖Γ(w − w₀)‖²")
def _(draw, wrong, n, d):
    p, G, w0 = drawn(draw, n, d), some(draw, 2, d), some(draw, d)
    fake, far, r = p.r * G, G @ (p.w - w0), residual(p, p.w)
    off = np.append(p.y, fake @ w0) - np.vstack([p.X, fake]) @ p.w
    return r @ r + (1 + wrong) * p.lam * (far @ far), off @ off


@identity("2.4.c", "the dual formula is the primal one")
def _(draw, wrong, n, d):
    p = drawn(draw, n, d)
    alpha = inverse(p.X @ p.X.T + p.lam * eye(n)) @ p.y
    return ridge(p.X, p.y, (1 + wrong) * p.lam), p.X.T @ alpha


@identity("2.4.c", "push-through: (XᵀX + λI)Xᵀ = Xᵀ(XXᵀ + λI)")
def _(draw, wrong, n, d):
    p = drawn(draw, n, d)
    Xt = p.X.T
    left = (Xt @ p.X + (1 + wrong) * p.lam * eye(d)) @ Xt
    return left, Xt @ (p.X @ Xt + p.lam * eye(n))


def joint(p, w):
    """Return the weights of features and fake features that fit exactly, for weights w."""
    return np.append(w, residual(p, w) / p.r)


@identity("2.4.b", "the shortest solution with fake features is ridge, and the residual")
def _(draw, wrong, n, d):
    p = drawn(draw, n, d)
    A = np.hstack([p.X, p.r * eye(n)])
    return joint(p, ridge(p.X, p.y, (1 + wrong) * p.lam)), A.T @ (inverse(A @ A.T) @ p.y)


@identity("2.4.b", "on every solution the joint squared norm is the ridge objective over λ")
def _(draw, wrong, n, d):
    p = drawn(draw, n, d)
    f = residual(p, p.w) / p.r
    return objective(p, p.w, p.lam) / p.lam, p.w @ p.w + (1 + wrong) * (f @ f)


@identity("2.4.b", "any other solution is longer, by its squared distance to the shortest")
def _(draw, wrong, n, d):
    p = drawn(draw, n, d)
    one, shortest = joint(p, p.w), joint(p, ridge(p.X, p.y, (1 + wrong) * p.lam))
    apart = one - shortest
    return shortest @ shortest + apart @ apart, one @ one


@identity("2.2.a", "any other weights miss by more, by the squared distance of the fits", [(3, 2)])
def _(draw, wrong, n, d):
    p = drawn(draw, n, d)
    best = ridge(p.X, p.y, wrong * p.lam)
    least, r, apart = residual(p, best), residual(p, p.w), p.X @ (p.w - best)
    return least @ least + apart @ apart, r @ r


@identity("2.2.e", "the error of a point left out is its residual over 1 − h")
def _(draw, wrong, n, d):
    p = drawn(draw, n, d)
    x, lam = p.X[0], (1 + wrong) * p.lam
    h = x @ inverse(p.X.T @ p.X + lam * eye(d)) @ x
    left_out = p.y[0] - x @ ridge(p.X[1:], p.y[1:], p.lam)
    return (p.y[0] - x @ ridge(p.X, p.y, lam)) / (1 - h), left_out


@identity("2.2.1.c", "the gradient step is decay and then data")
def _(draw, wrong, n, d):
    p, eta = drawn(draw, n, d), draw()
    data = p.X.T @ residual(p, p.w)
    step = p.w + 2 * eta * (data - (1 + wrong) * p.lam * p.w)
    return step, (1 - 2 * eta * p.lam) * p.w + 2 * eta * data


@identity("2.2.1.f", "three steps are ŵ + (I − 2η(XᵀX + λI))³(w − ŵ)", [(3, 2), (2, 3)])
def _(draw, wrong, n, d):
    p, eta = drawn(draw, n, d), draw()
    A = p.X.T @ p.X + p.lam * eye(d)
    w, best = p.w, ridge(p.X, p.y, p.lam)
    off = w - best
    for _ in range(3):
        w = w - 2 * eta * (A @ w - p.X.T @ p.y)
        off = off - (2 + wrong) * eta * (A @ off)
    return best + off, w


@identity("1.1.b", "the net from knots goes through the knots", [(4, 1), (6, 1)])
def _(draw, wrong, k, _):
    x, y = some(draw, k), some(draw, k)
    s = (y[1:] - y[:-1]) / (x[1:] - x[:-1])

    def f(i):  # at knot i: only the units that are on there, since the knots increase
        value = y[1] + (
            s[1] * (x[i] - x[1]) if i > 1 else -1 * s[0] * (x[1] - x[i]) if i < 1 else 0
        )
        return value + sum((s[j] - s[j - 1 + wrong]) * (x[i] - x[j]) for j in range(2, i))

    return [f(i) for i in range(k)], y


@identity("1.1.e", "sums of 1, x, x², y, xy, y² give residuals and loss of a line", [(4, 1)])
def _(draw, wrong, n, _):
    x, y, a, b = some(draw, n), some(draw, n), draw(), draw()
    r = a * x + b - y
    R = a * x.sum() + b * n - y.sum()
    S = a * (x @ x) + (1 + wrong) * b * x.sum() - x @ y
    Q = a * (x @ y) + b * y.sum() - y @ y
    return [R, S, a * S + b * R - Q], [r.sum(), r @ x, r @ r]


@identity("1.1.e", "two rows stand for all the points of a piece", [(4, 1)])
def _(draw, wrong, n, _):
    x, y = some(draw, n), some(draw, n)
    mx, my = x.sum() / n, y.sum() / n
    sxx, sxy = (x - mx) @ (x - mx), (x - mx) @ (y - my)
    return [n * mx * mx + (1 + wrong) * sxx, n * mx * my + sxy], [x @ x, x @ y]


@identity("1.1.d", "the elbow moves by −(Δb + e Δw)/(w + Δw)", [(1, 1)])
def _(draw, wrong, *_):
    w, b, dw, db = some(draw, 4)
    e = -b / w
    return -(db + (1 + wrong) * e * dw) / (w + dw), -(b + db) / (w + dw) - e


@identity("1.1.e", "a step changes v² − w² − b² by η² times the same of the gradient", [(3, 1)])
def _(draw, wrong, n, _):
    w, b, v, c, eta = some(draw, 5)
    x, y = some(draw, n), some(draw, n)
    z = w * x + b  # all on
    q = v * z + c - y
    dw, db, dv = v * (q @ x), v * q.sum(), q @ z

    def number(w, b, v):
        return v * v - w * w - b * b

    after = number(w - eta * dw, b - eta * db, v - eta * dv)
    return after - number(w, b, v), (1 + wrong) * eta * eta * number(dw, db, dv)


# How sure ------------------------------------------------------------------------------


def difference_degree(identity, shape):
    """Return the degree of the difference of two sides, above the bar and below."""
    left, right = map(np.ravel, identity.sides(lambda: Degree(1), 0, *shape))
    parts = left + right
    return max(part.top for part in parts), max(part.bottom for part in parts)


def log2_bound(identity):
    """Return the logarithm of the probability that a false identity passes, at all its shapes.

    A point with a 0 below the bar is drawn again, which the bound allows for.
    """
    worst = max(
        top / (NUMBERS - bottom)
        for top, bottom in (difference_degree(identity, shape) for shape in identity.shapes)
    )
    return POINTS * math.log2(worst)


def at_random(identity, shape, generator, wrong=0):
    """Return both sides at a random point, flat."""
    while True:
        try:
            left, right = identity.sides(
                lambda: Fraction(1 + generator.randrange(NUMBERS)), wrong, *shape
            )
        except ZeroDivisionError:
            continue
        return np.ravel(left).tolist(), np.ravel(right).tolist()


def generator(seed):
    """Return a source of random numbers."""
    return random.Random(seed)


def evidence():
    """Return the table of the page on how we know."""
    rows = []
    for identity in IDENTITIES:
        degree = max(difference_degree(identity, shape)[0] for shape in identity.shapes)
        row = {"claim": identity.claim, "words": identity.words}
        rows.append(row | {"degree": degree, "bits": -int(log2_bound(identity))})
    return {"numbers": NUMBERS, "points": POINTS, "table": rows}


if __name__ == "__main__":
    text = json.dumps(evidence(), indent=1, ensure_ascii=False)
    EVIDENCE.write_text(f"{text}\n", encoding="utf-8")
