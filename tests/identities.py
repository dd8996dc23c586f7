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
from typing import NamedTuple

# What is drawn from, and at how many points each identity is checked.
NUMBERS = range(1, 2**61)
POINTS = 3
SHAPES = [(3, 2), (2, 3), (3, 3)]
# What the site says of them: `python tests/identities.py` writes it.
EVIDENCE = Path(__file__).parents[1] / "docs" / "evidence" / "identities.json"


class Degree(NamedTuple):
    """Bounds on the degrees of a quotient of polynomials: above the bar and below."""

    top: int
    bottom: int

    def __add__(self, other):
        a, b = self, degree(other)
        return Degree(max(a.top + b.bottom, b.top + a.bottom), a.bottom + b.bottom)

    def __mul__(self, other):
        a, b = self, degree(other)
        return Degree(a.top + b.top, a.bottom + b.bottom)

    def __truediv__(self, other):
        a, b = self, degree(other)
        return Degree(a.top + b.bottom, a.bottom + b.top)

    def __neg__(self):
        return self

    def __rtruediv__(self, other):
        return degree(other) / self

    __radd__ = __sub__ = __rsub__ = __add__
    __rmul__ = __mul__


def degree(number):
    """Return the degree of a number, which is 0 if it is a plain one."""
    return number if isinstance(number, Degree) else Degree(0, 0)


# Matrices of any kind of number, as lists of rows -------------------------------------


def product(A, B):
    """Return A B."""
    columns = turn(B)
    return [[add(a * b for a, b in zip(row, c, strict=True)) for c in columns] for row in A]


def add(terms):
    """Return the sum of terms, at least one."""
    first, *rest = terms
    for term in rest:
        first = first + term
    return first


def turn(A):
    """Return the transpose."""
    return [list(row) for row in zip(*A, strict=True)]


def plus(A, B, factor=1):
    """Return A + factor B."""
    return [[a + factor * b for a, b in zip(p, q, strict=True)] for p, q in zip(A, B, strict=True)]


def scaled(factor, n):
    """Return factor I."""
    return [[factor if i == j else 0 * factor for j in range(n)] for i in range(n)]


def determinant(A):
    """Return the determinant, by its definition: sums and products alone."""
    terms = []
    for order in itertools.permutations(range(len(A))):
        sign = (-1) ** sum(p > q for p, q in itertools.combinations(order, 2))
        terms.append(sign * math.prod((A[i][j] for i, j in enumerate(order)), start=1))
    return add(terms)


def inverse(A):
    """Return the inverse by Cramer's rule."""
    n, whole = len(A), determinant(A)

    def minor(i, j):
        rest = [row[:j] + row[j + 1 :] for row in A[:i] + A[i + 1 :]]
        return (-1) ** (i + j) * (determinant(rest) if rest else 1)

    return [[minor(j, i) / whole for j in range(n)] for i in range(n)]


def square(v):
    """Return the squared norm of a column."""
    return add(a * a for (a,) in v)


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
    """Data of ridge regression, with the root r of the price."""

    X: list
    y: list
    r: object
    w: list

    @property
    def lam(self):
        return self.r * self.r


def drawn(draw, n, d):
    X = [[draw() for _ in range(d)] for _ in range(n)]
    return Problem(X, [[draw()] for _ in range(n)], draw(), [[draw()] for _ in range(d)])


def ridge(X, y, lam):
    """Return the weights by the primal formula."""
    Xt = turn(X)
    A = plus(product(Xt, X), scaled(lam, len(Xt)))
    return product(inverse(A), product(Xt, y))


def residual(p, w):
    return plus(p.y, product(p.X, w), -1)


def objective(p, w, lam):
    return square(residual(p, w)) + lam * square(w)


@identity("2.3.a", "least squares on real and fake data is ridge")
def _(draw, wrong, n, d):
    p = drawn(draw, n, d)
    A = p.X + scaled(p.r, d)
    z = p.y + [[0 * p.r] for _ in range(d)]
    At = turn(A)
    least_squares = product(inverse(product(At, A)), product(At, z))
    return ridge(p.X, p.y, (1 + wrong) * p.lam), least_squares


@identity("2.3.a", "the objectives of ridge and of fake data are equal at every w")
def _(draw, wrong, n, d):
    p = drawn(draw, n, d)
    A, z = p.X + scaled(p.r, d), p.y + [[0 * p.r] for _ in range(d)]
    error = square(plus(z, product(A, p.w), -1))
    return [[objective(p, p.w, (1 + wrong) * p.lam)]], [[error]]


@identity("2.3.c", "rows √λ Γ with targets √λ Γ w₀ are the penalty λ‖Γ(w − w₀)‖²")
def _(draw, wrong, n, d):
    p = drawn(draw, n, d)
    G, w0 = [[draw() for _ in range(d)] for _ in range(2)], [[draw()] for _ in range(d)]
    fake = [[p.r * g for g in row] for row in G]
    error = square(plus(p.y + product(fake, w0), product(p.X + fake, p.w), -1))
    penalty = (1 + wrong) * p.lam * square(product(G, plus(p.w, w0, -1)))
    return [[square(residual(p, p.w)) + penalty]], [[error]]


@identity("2.4.c", "the dual formula is the primal one")
def _(draw, wrong, n, d):
    p = drawn(draw, n, d)
    Xt = turn(p.X)
    alpha = product(inverse(plus(product(p.X, Xt), scaled(p.lam, n))), p.y)
    return ridge(p.X, p.y, (1 + wrong) * p.lam), product(Xt, alpha)


@identity("2.4.c", "push-through: (XᵀX + λI)Xᵀ = Xᵀ(XXᵀ + λI)")
def _(draw, wrong, n, d):
    p = drawn(draw, n, d)
    Xt = turn(p.X)
    left = product(plus(product(Xt, p.X), scaled((1 + wrong) * p.lam, d)), Xt)
    return left, product(Xt, plus(product(p.X, Xt), scaled(p.lam, n)))


@identity("2.4.b", "the shortest solution with fake features is ridge, and the residual")
def _(draw, wrong, n, d):
    p = drawn(draw, n, d)
    A = [row + fake for row, fake in zip(p.X, scaled(p.r, n), strict=True)]
    At = turn(A)
    shortest = product(At, product(inverse(product(A, At)), p.y))
    w = ridge(p.X, p.y, (1 + wrong) * p.lam)
    return w + [[e / p.r] for (e,) in residual(p, w)], shortest


@identity("2.4.b", "on every solution the joint squared norm is the ridge objective over λ")
def _(draw, wrong, n, d):
    p = drawn(draw, n, d)
    f = [[e / p.r] for (e,) in residual(p, p.w)]
    return [[objective(p, p.w, p.lam) / p.lam]], [[square(p.w) + (1 + wrong) * square(f)]]


@identity("2.4.b", "any other solution is longer, by its squared distance to the shortest")
def _(draw, wrong, n, d):
    p = drawn(draw, n, d)
    w = ridge(p.X, p.y, (1 + wrong) * p.lam)

    def joint(w):
        return w + [[e / p.r] for (e,) in residual(p, w)]

    apart = square(plus(joint(p.w), joint(w), -1))
    return [[square(joint(w)) + apart]], [[square(joint(p.w))]]


@identity("2.2.a", "any other weights miss by more, by the squared distance of the fits", [(3, 2)])
def _(draw, wrong, n, d):
    p = drawn(draw, n, d)
    best = ridge(p.X, p.y, wrong * p.lam)
    apart = square(product(p.X, plus(p.w, best, -1)))
    return [[square(residual(p, best)) + apart]], [[square(residual(p, p.w))]]


@identity("2.2.e", "the error of a point left out is its residual over 1 − h")
def _(draw, wrong, n, d):
    p = drawn(draw, n, d)
    x, lam = [p.X[0]], (1 + wrong) * p.lam
    A = inverse(plus(product(turn(p.X), p.X), scaled(lam, d)))
    ((h,),) = product(product(x, A), turn(x))
    ((fit,),) = product(x, ridge(p.X, p.y, lam))
    ((left_out,),) = product(x, ridge(p.X[1:], p.y[1:], p.lam))
    return [[(p.y[0][0] - fit) / (1 - h)]], [[p.y[0][0] - left_out]]


@identity("2.2.1.c", "the gradient step is decay and then data")
def _(draw, wrong, n, d):
    p, eta = drawn(draw, n, d), draw()
    Xt, lam = turn(p.X), (1 + wrong) * p.lam
    gradient = plus(product(Xt, residual(p, p.w)), p.w, -lam)  # over −2
    decayed = [[(1 - 2 * eta * p.lam) * a] for (a,) in p.w]
    data = product(Xt, residual(p, p.w))
    return plus(p.w, gradient, 2 * eta), plus(decayed, data, 2 * eta)


@identity("2.2.1.f", "three steps are ŵ + (I − 2η(XᵀX + λI))³(w − ŵ)", [(3, 2), (2, 3)])
def _(draw, wrong, n, d):
    p, eta = drawn(draw, n, d), draw()
    Xt = turn(p.X)
    A = plus(product(Xt, p.X), scaled(p.lam, d))
    w, best = p.w, ridge(p.X, p.y, p.lam)
    off = plus(p.w, best, -1)
    for _ in range(3):
        w = plus(w, plus(product(A, w), product(Xt, p.y), -1), -2 * eta)
        off = plus(off, product(A, off), -(2 + wrong) * eta)
    return plus(best, off), w


@identity("1.1.b", "the net from knots goes through the knots", [(4, 1), (6, 1)])
def _(draw, wrong, k, _):
    x, y = [draw() for _ in range(k)], [draw() for _ in range(k)]
    s = [(y[i + 1] - y[i]) / (x[i + 1] - x[i]) for i in range(k - 1)]

    def f(i):  # at knot i: only the units that are on there, since the knots increase
        value = y[1] + (
            s[1] * (x[i] - x[1]) if i > 1 else -1 * s[0] * (x[1] - x[i]) if i < 1 else 0
        )
        return value + sum((s[j] - s[j - 1 + wrong]) * (x[i] - x[j]) for j in range(2, i))

    return [[f(i)] for i in range(k)], [[a] for a in y]


@identity("1.1.e", "sums of 1, x, x², y, xy, y² give residuals and loss of a line", [(4, 1)])
def _(draw, wrong, n, _):
    x, y = [draw() for _ in range(n)], [draw() for _ in range(n)]
    a, b = draw(), draw()
    r = [a * t + b - u for t, u in zip(x, y, strict=True)]
    S1, Sx, Sxx = n, add(x), add(t * t for t in x)
    Sy, Sxy, Syy = add(y), add(t * u for t, u in zip(x, y, strict=True)), add(u * u for u in y)
    R, S, Q = a * Sx + b * S1 - Sy, a * Sxx + (1 + wrong) * b * Sx - Sxy, a * Sxy + b * Sy - Syy
    direct = [add(r), add(e * t for e, t in zip(r, x, strict=True)), add(e * e for e in r)]
    return [[R], [S], [a * S + b * R - Q]], [[e] for e in direct]


@identity("1.1.e", "two rows stand for all the points of a piece", [(4, 1)])
def _(draw, wrong, n, _):
    x, y = [draw() for _ in range(n)], [draw() for _ in range(n)]
    mx, my = add(x) / n, add(y) / n
    sxx = add((t - mx) * (t - mx) for t in x)
    sxy = add((t - mx) * (u - my) for t, u in zip(x, y, strict=True))
    two = [n * mx * mx + (1 + wrong) * sxx, n * mx * my + sxy]
    return [[e] for e in two], [[add(t * t for t in x)],
                                [add(t * u for t, u in zip(x, y, strict=True))]]  # fmt: skip


@identity("1.1.d", "the elbow moves by −(db + e dw)/(w + dw)", [(1, 1)])
def _(draw, wrong, *_):
    w, b, dw, db = (draw() for _ in range(4))
    e = -b / w
    return [[-(db + (1 + wrong) * e * dw) / (w + dw)]], [[-(b + db) / (w + dw) - e]]


@identity("1.1.e", "a step changes v² − w² − b² by η² times the same of the gradient", [(3, 1)])
def _(draw, wrong, n, _):
    w, b, v, c, eta = (draw() for _ in range(5))
    x, y = [draw() for _ in range(n)], [draw() for _ in range(n)]
    z = [w * t + b for t in x]  # all on
    q = [v * a + c - u for a, u in zip(z, y, strict=True)]
    dw = v * add(e * t for e, t in zip(q, x, strict=True))
    db, dv = v * add(q), add(e * a for e, a in zip(q, z, strict=True))

    def number(w, b, v):
        return v * v - w * w - b * b

    after = number(w - eta * dw, b - eta * db, v - eta * dv)
    return [[after - number(w, b, v)]], [[(1 + wrong) * eta * eta * number(dw, db, dv)]]


# How sure ------------------------------------------------------------------------------


def flat(A):
    """Return all entries."""
    return [a for row in A for a in row]


def difference_degree(identity, shape):
    """Return the degree of the difference of two sides, above the bar and below."""
    left, right = identity.sides(lambda: Degree(1, 0), 0, *shape)
    pairs = zip(flat(left), flat(right), strict=True)
    parts = [degree(a) + degree(b) for a, b in pairs]
    return max(part.top for part in parts), max(part.bottom for part in parts)


def log2_bound(identity):
    """Return the logarithm of the probability that a false identity passes, at all its shapes.

    A point with a 0 below the bar is drawn again, which the bound allows for.
    """
    worst = max(
        top / (len(NUMBERS) - bottom)
        for top, bottom in (difference_degree(identity, shape) for shape in identity.shapes)
    )
    return POINTS * math.log2(worst)


def at_random(identity, shape, generator, wrong=0):
    """Return both sides at a random point, flat."""
    while True:
        try:
            left, right = identity.sides(lambda: Fraction(generator.choice(NUMBERS)), wrong, *shape)
        except ZeroDivisionError:
            continue
        return flat(left), flat(right)


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
    return {"numbers": len(NUMBERS), "points": POINTS, "table": rows}


if __name__ == "__main__":
    text = json.dumps(evidence(), indent=1, ensure_ascii=False)
    EVIDENCE.write_text(f"{text}\n", encoding="utf-8")
