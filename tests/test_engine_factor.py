"""Factors of a matrix: what is small beside what is large, in exact numbers where there are any."""

import numpy as np
import pytest

from reluridge._engine import factor

EPS, NOISE = factor.EPS, factor.NOISE
TALL = np.array([[2.0, 1], [-1, 3], [0, 4], [5, -2]])


def test_powers_of_two_beside_sizes():
    a = np.array([[3.0, -8], [0, 0], [0.5, 0.7], [5e-324, 0]])
    assert factor.magnitude(a) == 4
    assert factor.magnitude(a, axis=1).tolist() == [4, 0, 0, -1073]
    assert factor.magnitude(np.empty((2, 0)), axis=1).tolist() == [0, 0]


@pytest.mark.parametrize("k", [-2000, -3, 0, 7, 1999])
def test_scaled_goes_from_one_end_of_float64_to_the_other(k):
    a = np.ldexp([1.5, -1.0], -k // 2)
    assert factor.scaled(a, k).tolist() == np.ldexp(a, k).tolist()


def test_the_largest_number_leads_whatever_power_a_zero_has():
    z, top = factor.leveled(np.array([0.0, 3, 1]), np.array([3000, -1, 1]))
    assert (z.tolist(), top) == ([0, 0.375, 0.5], 2)


def test_a_triangle_has_the_inner_products():
    A, b = TALL * [1, 2.0**70], np.array([1.0, 2, 3, -4])
    R, scale, target = factor.triangle(A, b)
    R = np.ldexp(R, scale)
    assert np.array_equal(R, np.triu(R))
    np.testing.assert_allclose(R.T @ R, A.T @ A, rtol=4 * A.size * EPS)
    np.testing.assert_allclose(R.T @ target, A.T @ b, rtol=4 * A.size * EPS)
    assert factor.triangle(TALL[:, [0, 1, 1]], b) is None


@pytest.mark.parametrize(("share", "sure"), [(2, True), (0.6, False)])
def test_doubts_begin_where_a_singular_value_may_be_noise(share, sure):
    assert factor._surely_independent(np.diag([1, share * NOISE])) == sure


def test_a_row_for_which_others_stand_in_only_just():
    """The first is the difference of two that nearly agree, in billions."""
    X = np.array([[1, 0], [1e-9, 1], [-1e-9, 1]])
    assert factor.on_their_own(X, np.arange(3)).tolist() == [False] * 3
    assert factor.on_their_own(X[:2], np.arange(2)).tolist() == [True] * 2


@pytest.mark.parametrize(("share", "kept"), [(2.0**-20, True), (2.0**-30, False)])
def test_a_combination_that_rounding_may_have_made_is_none(share, kept):
    """Elimination is exact here, but in general costs about 2**21 times EPS."""
    A = np.array([[1, 1], [1, 1 + 2.0**-20]])
    C = factor._combinations(A, np.column_stack([A, A @ [1, share]]), np.arange(2))
    assert C.T.tolist() == [[1, 0], [0, 1], [1, share if kept else 0]]


@pytest.mark.parametrize(("share", "again"), [(2e-8, False), (5e-9, True)])
def test_singular_values_are_found_again_only_if_one_is_small(share, again, monkeypatch):
    X, svdvals, asked = np.repeat(np.diag([1, share]), 16, axis=0), np.linalg.svdvals, []
    monkeypatch.setattr(np.linalg, "svdvals", lambda R: asked.append(R) or svdvals(R))
    _, s, _ = factor.svd(X)
    assert bool(asked) == again
    np.testing.assert_allclose(s, [4, 4 * share], rtol=X.size * EPS)  # orthogonal columns


@pytest.mark.parametrize(("share", "chosen"), [(1, [2, 1]), (0.2, [2, 1]), (0.1, [1, 0])])
def test_of_rows_that_agree_the_larger_is_chosen_if_it_has_a_share_in_its_column(share, chosen):
    V = np.array([[2, 1], [2, -1], [2 * share, share], [2, -1]]) / 4
    assert factor._chosen(V, np.array([0, 5, 9, 3])).tolist() == chosen
