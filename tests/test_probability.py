"""Laws of chance by quadrature, beside the doctests that sample them."""

import itertools

import numpy as np
import pytest
from scipy import integrate, stats
from scipy.special import ndtr

import reluridge as rr


def normal_mean(f, breaks=(0.0,)):
    """Return E f(z) for a standard normal z, by quadrature between -40, the breaks and 40."""
    ends = [-40.0, *breaks, 40.0]
    parts = [
        integrate.quad(lambda z: f(z) * stats.norm.pdf(z), a, b, epsabs=1e-14, limit=200)[0]
        for a, b in itertools.pairwise(ends)
    ]
    return sum(parts)


@pytest.mark.parametrize("variance", [0.3, 1.0, 4.0])
def test_relu_keeps_half_of_the_second_moment(variance):
    """Claim 1.2.f: exactly half, and a variance of (1/2 - 1/2π) times the input's."""
    root = np.sqrt(variance)
    first = normal_mean(lambda z: rr.relu(root * z))
    second = normal_mean(lambda z: rr.relu(root * z) ** 2)
    assert second == pytest.approx(variance / 2, rel=1e-12)
    assert second - first**2 == pytest.approx((1 / 2 - 1 / (2 * np.pi)) * variance, rel=1e-12)
    assert second - first**2 != pytest.approx(variance / 2, rel=1e-12)


@pytest.mark.parametrize("scale", [0.2, 1.0, 3.0])
@pytest.mark.parametrize("e", [-5.0, -0.3, 0.0, 1.0, 40.0])
def test_elbows_follow_the_cauchy_law(e, scale):
    """Claim 1.3.a: -b/w ≤ e, integrated over w, is b ≥ -ew for w > 0 and b ≤ -ew for w < 0."""
    chance = normal_mean(lambda w: ndtr(e * abs(w) / scale))
    assert rr.elbow_cdf(e, scale) == pytest.approx(chance, abs=1e-12)
    if e:
        assert rr.elbow_cdf(e, 2 * scale) != pytest.approx(chance, abs=1e-12)


@pytest.mark.parametrize("d", [1, 2, 3, 6, 30])
@pytest.mark.parametrize("distance", [-0.5, 0.1, 0.3])
def test_distances_of_hyperplanes_follow_the_t_law(d, distance):
    """Claim 1.3.a: -b/‖w‖ is a t variable with d degrees of freedom, over √d."""
    chance, _ = integrate.quad(
        lambda r: ndtr(distance * r) * stats.chi.pdf(r, d), 0, 40, epsabs=1e-13, limit=200
    )
    assert stats.t.cdf(distance * np.sqrt(d), d) == pytest.approx(chance, abs=1e-10)
    assert stats.t.cdf(distance * np.sqrt(d), d + 1) != pytest.approx(chance, abs=1e-10)
    if d == 1:
        assert rr.elbow_cdf(distance, 1) == pytest.approx(chance, abs=1e-10)


@pytest.mark.parametrize("radius", [0.5, 1.0, 7.0])
@pytest.mark.parametrize("center", [0.0, 0.5, -3.0])
@pytest.mark.parametrize("scale", [0.5, 2.0])
def test_a_unit_is_dead_where_its_bias_is_below_all_that_the_data_add(radius, center, scale):
    """Claim 1.3.c: b ≤ -max(w(c - R), w(c + R)), integrated over w."""
    ends = center - radius, center + radius
    chance = normal_mean(lambda w: ndtr(-max(w * x for x in ends) / scale))
    assert rr.probability_dead(radius, scale, center) == pytest.approx(chance, abs=1e-12)
    assert rr.probability_dead(2 * radius, scale, center) != pytest.approx(chance, abs=1e-12)


def test_the_farthest_of_many_elbows_is_at_about_2n_over_pi_log_2():
    """Claim 1.3.b: the median solves F(m)ⁿ = 1/2; the error of the rule falls like 1/n."""
    n = np.array([100, 1000, 10_000, 100_000])
    exact = np.tan(np.pi / 2 * 0.5 ** (1 / n))
    inside = np.array([rr.elbow_cdf(m, 1) - rr.elbow_cdf(-m, 1) for m in exact])
    np.testing.assert_allclose(inside**n, 0.5, rtol=1e-9)
    off = np.abs(2 * n / (np.pi * np.log(2)) / exact - 1)
    assert np.all(off < 0.5 / n)
    np.testing.assert_allclose(off[1:] / off[:-1], 0.1, rtol=0.1)
    assert np.all(np.abs(2 * n / np.pi / exact - 1) > 0.2)
