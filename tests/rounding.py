"""What rounding may do, from its size and the condition number, so that tests need no guess."""

import numpy as np

EPS = np.finfo(float).eps


def of_weights(X, y, w):
    r"""Return how far rounding may move each weight of a least-squares fit.

    If data and factorization are rounded by 2 eps, in columns of like size, then the weights
    move by :math:`\kappa` times that, and by :math:`\kappa^2` times that where the residual is
    large: Wedin's bound (Higham 2002, theorem 20.1).
    """
    size = np.linalg.norm(X, axis=0)
    s = np.linalg.svd(X / size, compute_uv=False)
    cond, residual = s[0] / s[-1], np.linalg.norm(X @ w - y)
    moved = 2 * cond * np.linalg.norm(size * w) + cond * (cond + 1) * residual / s[0]
    return 2 * EPS * moved / size


def of_slope(X, y, w):
    """Return how far from 0 rounding may leave the slope X.T (X w - y) at the best weights."""
    norm = np.linalg.norm
    return 2 * EPS * norm(X, 2) * (norm(X, 2) * norm(w) + norm(y))
