"""The judge in fractions is right, lets no bad route pass, and the package does."""

from fractions import Fraction

import judge
import numpy as np
import pytest
from test_least_squares import exact_ridge


def test_two_exact_answers_are_one():
    """By integers, as the judge needs many, and by fractions; both rounded once at the end."""
    rng = np.random.default_rng(0)
    for _ in range(40):
        _, X, y, lam = judge.draw(rng)
        assert judge.exact(X, y, lam).tolist() == exact_ridge(X, y, lam).tolist()
        if X.any() and np.linalg.matrix_rank(X) == min(X.shape) and np.linalg.cond(X) < 1e6:
            w = judge.exact(X, y, lam)
            rows = np.vstack([X, np.sqrt(lam) * np.eye(len(w))])
            best = np.linalg.lstsq(rows, np.r_[y, np.zeros(len(w))])[0]
            np.testing.assert_allclose(w, best, rtol=0, atol=1e-6 * np.abs(best).max())
    X, y, lam = [[2, 1], [4, 2], [6, 3]], [1, 2, 4], 3
    # (X.T X + 3 I) w = X.T y, with X = (1, 2, 3) (2, 1).T: w is (2, 1) times 17 / (14 * 5 + 3).
    assert judge.exact(np.array(X), np.array(y), lam).tolist() == [34 / 73, 17 / 73]
    assert judge.exact(np.array(X), np.array(y), 0).tolist() == [34 / 70, 17 / 70]


@pytest.mark.parametrize("family", judge.FAMILIES)
def test_rows_that_span_all_are_found(family):
    rng = np.random.default_rng(1)
    for _ in range(20):
        X, _ = judge.whole(family(rng))
        rows = judge.independent(X)
        A = [[Fraction(int(x)) for x in row] for row in X]
        rank = 0
        for j in range(len(A[0])):  # by elimination in fractions
            if (p := next((i for i in range(rank, len(A)) if A[i][j]), None)) is None:
                continue
            A[rank], A[p] = A[p], A[rank]
            for i in range(rank + 1, len(A)):
                A[i] = [a - A[i][j] / A[rank][j] * b for a, b in zip(A[i], A[rank], strict=True)]
            rank += 1
        assert len(rows) == rank


def test_bad_routes_are_found():
    def bare(X, y, lam):
        return np.linalg.pinv(X.T @ X + lam * np.eye(X.shape[1])) @ (X.T @ y)

    def doubled(X, y, lam):
        return judge.ridge(X, y, 2 * lam)

    found = {name for _, name, *_ in judge.judge(200, 0, {"bare": bare, "doubled": doubled})}
    assert found == {"bare", "doubled"}


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_no_answer_is_far_worse_than_the_best_plain_one(seed):
    assert not list(judge.judge(150, seed))
