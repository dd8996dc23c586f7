"""Identities hold exactly, at random points; and each is what the package computes."""

import json
from fractions import Fraction

import identities as exact
import numpy as np
import pytest

import reluridge as rr
from reluridge.claims import find_claims

CASES = [(i, shape) for i in exact.IDENTITIES for shape in i.shapes]


def _name(case):
    return f"{case[0].claim}-{case[0].words[:40]}-{case[1]}"


@pytest.mark.parametrize("case", CASES, ids=_name)
def test_both_sides_are_equal(case):
    generator = exact.generator(_name(case))
    for _ in range(exact.POINTS):
        left, right = exact.at_random(*case, generator)
        assert left == right


@pytest.mark.parametrize("case", CASES, ids=_name)
def test_the_false_twin_differs(case):
    left, right = exact.at_random(*case, exact.generator(0), wrong=1)
    assert left != right


@pytest.mark.parametrize("identity", exact.IDENTITIES, ids=lambda i: f"{i.claim}-{i.words[:40]}")
def test_a_false_identity_would_hardly_pass(identity):
    assert identity.claim in find_claims()
    assert exact.log2_bound(identity) < -100


def test_the_site_lists_the_identities_as_they_are():
    listed = json.loads(exact.EVIDENCE.read_text(encoding="utf-8"))
    assert listed == exact.evidence(), "python tests/identities.py writes it anew"


def degrees(number):
    return number.top, number.bottom


def test_degrees_are_those_of_polynomials():
    x = exact.Degree(1)
    assert degrees(x * x + x) == (2, 0)
    assert degrees(1 / (x + 1) + x) == (2, 1)
    square = exact.some(lambda: x, 3, 3)
    assert degrees(exact.determinant(square)) == (3, 0)
    assert degrees(exact.inverse(square)[0, 0]) == (2, 3)
    assert degrees((x * square @ square)[0, 0]) == (3, 0)


def test_the_inverse_is_one():
    A = np.array([[2, 1, 3], [0, 1, 4], [5, 6, 0]], dtype=object) * Fraction(1)
    assert (A @ exact.inverse(A)).tolist() == np.eye(3).tolist()


@pytest.mark.parametrize("shape", exact.SHAPES)
def test_the_package_computes_what_the_identities_are_about(shape):
    rng = np.random.default_rng(shape)
    X, y = rng.integers(-9, 10, size=shape), rng.integers(-9, 10, size=shape[0])
    rows, targets = X.astype(object) * Fraction(1), y.astype(object) * Fraction(1)
    w = exact.ridge(rows, targets, Fraction(9, 4)).astype(float)
    for route in (rr.ridge, rr.ridge_normal_equations, rr.ridge_dual, rr.ridge_fake_data):
        np.testing.assert_allclose(route(X, y, 2.25), w, rtol=1e-12)
    np.testing.assert_allclose(rr.ridge_fake_features(X, y, 2.25)[0], w, rtol=1e-12)
    assert not np.allclose(w, exact.ridge(rows, targets, Fraction(9, 2)).astype(float))
    A, step = rows.T @ rows + Fraction(9, 4) * exact.eye(shape[1]), Fraction(1, 1024)
    iterate = Fraction(0) * exact.eye(shape[1])[0]
    for _ in range(5):
        iterate = iterate - 2 * step * (A @ iterate - rows.T @ targets)
    expected = iterate.astype(float)
    np.testing.assert_allclose(rr.iterate(X, y, 2.25, float(step), 5), expected, rtol=1e-12)
    np.testing.assert_allclose(rr.descend(X, y, 2.25, float(step), 5, np.zeros(shape[1])), expected)
