"""Ridge, its path and the errors left out where float64 is hard, against fractions.

A factorization rounds each entry a few times, and the condition number of the singular values that
are not 0 says how much of that the weights feel: no error may be larger than ten such roundings.
The bare formula, with a pseudoinverse, is held to the same and has to fail somewhere.
"""

import numpy as np
import pytest
import rounding
from test_least_squares import exact_leave_one_out, exact_ridge

import reluridge as rr


def integers(*shape):
    return (np.arange(2.0, 2 + np.prod(shape)) ** 3 % 19 - 9).reshape(shape)


def near(step):
    """Return two columns that agree but for `step`."""
    return np.array([[1, 1], [1, 1 + step], [1, 1 - step], [2, 2.0], [0, step]])


TALL, WIDE, SQUARE, TWINS = integers(6, 3), integers(3, 6), integers(4, 4), [0, 1, 1, 2]
ALONE = np.zeros((4, 4))
ALONE[:3, :3], ALONE[3, 3] = integers(3, 3), 5
GRADED, SUBNORMAL = np.logspace(-4.5, 4.5, 6)[:, None], 2.0**-1060
PRICES = [0.0, 1e-9, 0.5, 1.0, 2.0, 1e3, 1e12]
FEW = [0.0, 1e-12, 1e-9, 1e-6, 1e-3, 1.0]


def room(X):
    """Return ten roundings for each entry, times the condition number."""
    condition = np.linalg.norm(X, 2) * np.linalg.norm(np.linalg.pinv(X, rtol=1e-9), 2)
    return 10 * rounding.EPS * X.size * condition


LIKE_1 = max(room(X) for X in (TALL, WIDE, TALL[:, TWINS], WIDE[TWINS]))
REPEATED = [
    TALL, WIDE, SQUARE, TALL[:, TWINS], WIDE[TWINS], WIDE[:, TWINS], TALL[TWINS], ALONE,
    np.vstack([TALL, TALL[:2]]), np.outer([1, 2, 0, 3], [1, 0, 5.0]), np.diag([1.0, 2, 3]),
    np.zeros((3, 2)), np.hstack([TALL, np.zeros((6, 1))]), np.eye(2, 3), np.ones((2, 1)),
]  # fmt: skip
IN_ANY_UNIT = [
    (WIDE * [[1], [1e9], [1]], [0.0, 1.0, 1e16]), (WIDE.T * [1, 1e9, 1], [0.0, 1.0, 1e16]),
    (TALL * GRADED, [0.0, 1.0, 1e6]), (TALL * [1e-120, 1, 1e120], [0.0, 1.0, 1e9]),
    (TALL * 1e150, [0.0, 1e298]), (WIDE * 1e150, [0.0, 1e298, 1e300]),
    (TALL * 1e-150, [0.0, 1e-300]), (TALL[:, TWINS] * 1e-150, [0.0, 1e-298]),
    (WIDE[TWINS] * 1e150, [0.0, 1e300]), (TALL * SUBNORMAL, [1e-300, 1e-290]),
    (WIDE * SUBNORMAL, [1e-300, 1e-290]), (TALL[:, TWINS] * SUBNORMAL, [1e-300, 1e-290]),
    (TALL * 1e-100, [1e150, 1e200]),
]  # fmt: skip
NEARLY = [near(1e-3), near(1e-4), near(1e-4).T, near(1e-5), near(1e-5).T, near(1e-6).T]
NEARLY += [near(1e-4) * 2.0**-12, near(1e-5).T * 2.0**-12, near(1e-4) * 2.0**12]
KINDS = {
    "repeated, missing and lonely rows and columns": [(X, PRICES, room(X)) for X in REPEATED],
    "any unit": [(X, lams, LIKE_1) for X, lams in IN_ANY_UNIT],
    "nearly dependent": [(X, FEW, room(X)) for X in NEARLY],
}


def off(found, right, also=()):
    """Return the largest error, relative to the largest entry."""
    size = np.abs([*right, *also]).max() or 1
    return np.abs(found / size - right / size).max() if np.isfinite(found).all() else np.inf


@pytest.mark.parametrize("kind", KINDS)
def test_no_error_is_more_than_rounding(kind):
    bare_holds = True
    for X, lams, allowed in KINDS[kind]:
        y = integers(len(X))
        path, errors = rr.ridge_path(X, y, lams), rr.leave_one_out(X, y, lams)
        for k, lam in enumerate(lams):
            w = exact_ridge(X, y, lam)
            assert off(rr.ridge(X, y, lam), w) <= allowed
            assert off(path[k], w) <= allowed
            assert off(errors[k], exact_leave_one_out(X, y, lam), y) <= allowed
            with np.errstate(all="ignore"):
                A = X.T @ X + lam * np.eye(len(X.T))
                bare = np.linalg.pinv(A) @ (X.T @ y) if np.isfinite(A).all() else np.inf * w
            bare_holds &= off(bare, w) <= allowed
    assert not bare_holds
