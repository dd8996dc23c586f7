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


def test_degrees_are_those_of_polynomials():
    x, one = exact.Degree(1, 0), 1
    assert x * x + x == (2, 0)
    assert one / (x + 1) + x == (2, 1)
    assert exact.determinant([[x] * 3] * 3) == (3, 0)
    assert exact.inverse([[x, x], [x, x]])[0][0] == (1, 2)


def test_the_inverse_is_one():
    A = [[Fraction(2), Fraction(1), Fraction(3)], [Fraction(0), Fraction(1), Fraction(4)],
         [Fraction(5), Fraction(6), Fraction(0)]]  # fmt: skip
    assert exact.product(A, exact.inverse(A)) == exact.scaled(1, 3)


@pytest.mark.parametrize("shape", exact.SHAPES)
def test_the_package_computes_what_the_identities_are_about(shape):
    rng = np.random.default_rng(shape)
    X, y = rng.integers(-9, 10, size=shape), rng.integers(-9, 10, size=shape[0])
    rows, column = [[Fraction(int(a)) for a in row] for row in X], [[Fraction(int(a))] for a in y]
    w = np.array([float(a) for (a,) in exact.ridge(rows, column, Fraction(9, 4))])
    for route in (rr.ridge, rr.ridge_normal_equations, rr.ridge_dual, rr.ridge_fake_data):
        np.testing.assert_allclose(route(X, y, 2.25), w, rtol=1e-12)
    np.testing.assert_allclose(rr.ridge_fake_features(X, y, 2.25)[0], w, rtol=1e-12)
    step, wrong = Fraction(1, 1024), exact.ridge(rows, column, Fraction(9, 2))
    assert not np.allclose(w, [float(a) for (a,) in wrong])
    A = exact.plus(exact.product(exact.turn(rows), rows), exact.scaled(Fraction(9, 4), shape[1]))
    iterate = [[Fraction(0)] for _ in range(shape[1])]
    for _ in range(5):
        pull = exact.plus(exact.product(A, iterate), exact.product(exact.turn(rows), column), -1)
        iterate = exact.plus(iterate, pull, -2 * step)
    expected = [float(a) for (a,) in iterate]
    np.testing.assert_allclose(rr.iterate(X, y, 2.25, float(step), 5), expected, rtol=1e-12)
    np.testing.assert_allclose(rr.descend(X, y, 2.25, float(step), 5, np.zeros(shape[1])), expected)
