"""Hold ridge weights against fractions, on designs that people have, beside plain NumPy's.

No answer may be more than 1,000 times as wrong as the best of three plain routes, unless none of
these has a digit.  The order of rows and columns means nothing, but rounding may be lucky in one
and lose all in the next: a plain route is as wrong as in the worst of four.
``python tests/judge.py 12000 7`` draws so many designs from seed 7.
"""

import sys
from collections import Counter
from fractions import Fraction

import numpy as np

from reluridge import ridge, ridge_path

EPS = np.finfo(float).eps
LAMS = (0, 0, 0, 1e-20, 1e-12, 1e-8, 1e-4, 1e-2, 1, 1e3)
PRIME = 2**61 - 1


def replicated(rng):
    """Return powers of a few values over some decades, each measured more than once."""
    x = 10.0 ** rng.integers(-3, 3, size=rng.integers(2, 6)) * rng.integers(1, 4)
    x = np.repeat(x, rng.integers(1, 4, size=x.size).astype(np.intp))
    return x[:, None] ** np.arange(rng.integers(0, 2), rng.integers(3, 7))


def timestamps(rng):
    """Return a time in milliseconds beside dummies and a column of ones."""
    n, k = rng.integers(4, 9), rng.integers(2, 4)
    dummies = np.eye(k)[rng.integers(0, k, size=n)]
    time = 10.0 ** rng.integers(9, 16) * 1.7 + 10.0 ** rng.integers(0, 9) * rng.integers(0, 99, n)
    columns = [time, np.ones(n), *dummies.T][: rng.integers(2, k + 3)]
    return np.stack(columns, axis=1)


def graded(rng):
    """Return rows of very different sizes, some of them twice, of low rank or not."""
    n, d = rng.integers(2, 8), rng.integers(2, 6)
    k = rng.integers(1, d + 1)
    base = rng.integers(-3, 4, size=(n, k)) @ rng.integers(-3, 4, size=(k, d))
    size = 10.0 ** rng.integers(-rng.integers(1, 8), 3, size=n)
    X = base * size[:, None]
    return np.vstack([X, X[rng.integers(0, n, size=rng.integers(0, 3))]])


def units(rng):
    """Return features in units up to 1e13 apart, of low rank or not."""
    n, d = rng.integers(2, 9), rng.integers(2, 6)
    k = rng.integers(1, d + 1)
    base = rng.integers(-3, 4, size=(n, k)) @ rng.integers(-3, 4, size=(k, d))
    return base * 10.0 ** rng.integers(-rng.integers(1, 8), rng.integers(1, 8), size=d)


def sums(rng):
    """Return features of which some are sums or differences of others."""
    n, d = rng.integers(3, 9), rng.integers(2, 5)
    X = rng.integers(-99, 100, size=(n, d)) * 10.0 ** rng.integers(-2, 3, size=d)
    return np.column_stack([X, X.sum(axis=1), X[:, 0] - X[:, -1]][: rng.integers(2, 4)])


def units_on(rng):
    """Return ReLU units at data, some of them on everywhere, and a constant."""
    x = rng.integers(-64, 65, size=rng.integers(4, 10)) / 64
    h = rng.integers(2, 5)
    w, b = rng.integers(-64, 65, size=h) / 64, rng.integers(-16, 160, size=h) / 32
    return np.column_stack([np.maximum(np.outer(x, w) + b, 0), np.ones(x.size)])


def one_hot(rng):
    """Return one-hot rows, some categories with a single point, perhaps with a constant."""
    k = rng.integers(2, 5)
    rows = np.eye(k)[np.r_[np.arange(k), rng.integers(0, 2, size=rng.integers(1, 5))]]
    extra = [np.ones(len(rows)), 10.0 ** rng.integers(-6, 7) * rng.integers(1, 9, size=len(rows))]
    return np.column_stack([rows, *extra[: rng.integers(0, 3)]])


def anova(rng):
    """Return two factors with their interaction, some cells without a point."""
    n, p, q = rng.integers(4, 9), rng.integers(2, 4), 2
    A, B = np.eye(p)[rng.integers(0, p, n)], np.eye(q)[rng.integers(0, q, n)]
    both = (A[:, :, None] * B[:, None]).reshape(n, -1)
    return np.column_stack([np.ones(n), A, B, both][: rng.integers(3, 5)])


def hilbert(rng):
    """Return a part of the Hilbert matrix."""
    n, d = rng.integers(2, 8, size=2)
    return 1 / (1.0 + np.add.outer(np.arange(n), np.arange(d)))


def offsets(rng):
    """Return features far from 0 beside a column of ones."""
    n, d = rng.integers(3, 9), rng.integers(1, 4)
    X = 10.0 ** rng.integers(3, 10, size=d) + rng.normal(size=(n, d)) * 10.0 ** rng.integers(0, 3)
    return np.column_stack([np.ones(n), X])


FAMILIES = (
    replicated, timestamps, graded, units, sums, units_on, one_hot, anova, hilbert, offsets,
)  # fmt: skip


def draw(rng):
    """Return the name of a family, a design from it, as it is or turned, targets and a strength."""
    family = FAMILIES[rng.integers(len(FAMILIES))]
    X = family(rng)
    if rng.random() < 0.3:
        X = X.T.copy()
    y = rng.normal(size=len(X)) if rng.random() < 0.5 else 1.0 * rng.integers(-9, 10, size=len(X))
    return family.__name__, X, y, float(LAMS[rng.integers(len(LAMS))])


def whole(a):
    """Return floats as Python's integers, all times one power of two, and that power."""
    entries = [float(x).as_integer_ratio() for x in np.ravel(a)]
    power = max(d for _, d in entries)
    return np.array([n * (power // d) for n, d in entries], dtype=object).reshape(
        np.shape(a)
    ), power


def independent(X):
    """Return the numbers of rows of integers that span all of them: by a prime that fits."""
    left, rows = [[int(x) % PRIME for x in row] for row in X], []
    for i, row in enumerate(left):
        if (pivot := next((j for j, x in enumerate(row) if x), None)) is None:
            continue
        rows.append(i)
        inverse = pow(row[pivot], -1, PRIME)
        for other in left[i + 1 :]:
            factor = other[pivot] * inverse % PRIME
            other[:] = [(a - factor * b) % PRIME for a, b in zip(other, row, strict=True)]
    return rows


def solution(A, b):
    """Return the numerators, and the denominator, that solve A x = b in integers (Bareiss)."""
    M, last = np.column_stack([A, b]), 1
    k = len(A)
    for i in range(k):
        if not M[i, i]:
            swap = next(j for j in range(i + 1, k) if M[j, i])
            M[[i, swap]] = M[[swap, i]]
        others = np.arange(k) != i
        M[others] = (M[others] * M[i, i] - np.outer(M[others, i], M[i])) // last
        last = M[i, i]
    return M[:, -1], last


def exact(X, y, lam):
    """Return the ridge weights, at 0 those of least norm, rounded once from the fraction.

    They are a combination B.T u of rows B that span all rows, so that the system for u,
    (B X.T X B.T + lam B B.T) u = B X.T y, has exactly one solution at any rank.
    """
    (X, px), (y, py) = whole(X), whole(y)
    strength = Fraction(lam) * px**2  # the rows are px times as large
    B = X[independent(X)]
    A = X @ B.T
    left, right = (
        A.T @ A * strength.denominator + B @ B.T * strength.numerator,
        A.T @ y * strength.denominator,
    )
    numerators, denominator = solution(left, right)
    return np.array([float(Fraction(int(w) * px, int(denominator) * py)) for w in B.T @ numerators])


def plain(X, y, lam):
    """Yield the weights by `lstsq`, a filter of singular values, and QR of the stacked rows."""
    n, d = X.shape
    rows, targets = np.vstack([X, np.sqrt(lam) * np.eye(d)]), np.r_[y, np.zeros(d)]
    if not lam:
        rows, targets = X, y
    yield np.linalg.lstsq(rows, targets)[0]
    U, s, Vt = np.linalg.svd(X, full_matrices=False)
    real = s > EPS * max(n, d) * s[0] * (lam == 0)
    yield (s[real] / (s[real] ** 2 + lam) * (U.T @ y)[real]) @ Vt[real]
    if len(rows) >= d:
        Q, R = np.linalg.qr(rows)
        if R.diagonal().all():
            yield np.linalg.solve(R, Q.T @ targets)


def error(w, best):
    """Return how wrong weights are, relative to their size."""
    wrong = np.linalg.norm(w - best) / (np.linalg.norm(best) or 1)
    return float(wrong) if np.isfinite(wrong) else np.inf


def plain_error(X, y, lam, best, orders=4):
    """Return the error of the best plain route, in its worst order of rows and columns."""
    wrong = []
    with np.errstate(all="ignore"):
        for k in range(orders):
            rows, columns = map(np.random.default_rng(k).permutation, X.shape)
            turned = X[rows][:, columns], y[rows], lam
            wrong.append([error(w, best[columns]) for w in plain(*turned)])
    return min(map(max, zip(*wrong, strict=False)))


ROUTES = {
    "ridge": ridge,
    "ridge_path": lambda X, y, lam: ridge_path(X, y, [lam])[0],
}


def judge(solves, seed, routes=ROUTES, limit=1000):
    """Yield the family, design and errors of each answer that is too far off."""
    rng = np.random.default_rng(seed)
    for _ in range(solves):
        name, X, y, lam = draw(rng)
        best = exact(X, y, lam)
        allowed = limit * max(plain_error(X, y, lam, best), EPS)
        for route, answer in routes.items() if allowed < 0.1 * limit else ():
            if (wrong := error(answer(X, y, lam), best)) > allowed:
                yield name, route, X, y, lam, wrong, allowed


def main(solves="12000", seed="0"):
    """Judge so many draws, and say which fail: one in 2,000 may be as unlucky as plain is lucky."""
    found = sorted(judge(int(solves), int(seed)), key=lambda f: f[5] / f[6])
    for name, route, X, y, lam, wrong, allowed in found:
        print(f"{name} {route} lam = {lam}: {wrong:.1e}, allowed {allowed:.1e}")
        print(X.tolist(), y.tolist())
    print(Counter((f[0], f[1]) for f in found))
    print(f"{len(found)} answers to {solves} draws, two routes each, are too far off")
    return 2000 * len(found) > 2 * int(solves)


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
