"""NumPy's own table of linear systems: `ols` beside `numpy.linalg.lstsq` on every one."""

import numpy as np
import pytest
from numpy.linalg.tests.test_linalg import CASES

import reluridge as rr

EPS = np.finfo(float).eps
SYSTEMS = [c for c in CASES if c.b is not None]
STACKED = [c for c in SYSTEMS if "generalized" in c.tags and "strided" not in c.tags]
FLAT = [c for c in SYSTEMS if "generalized" not in c.tags]
EMPTY = [c for c in FLAT if "size-0" in c.tags]
COMPLEX = [c for c in FLAT if c not in EMPTY and np.iscomplexobj(c.a)]
REAL = [c for c in FLAT if c not in EMPTY and c not in COMPLEX]
# Each system comes in many layouts of memory, all of which are tried.
COUNTS = {
    "solved": sum("strided" not in c.tags for c in REAL),
    "solved, in all layouts": len(REAL),
    "refused": sum("strided" not in c.tags for c in COMPLEX + EMPTY + STACKED),
    "refused, in all layouts": len(COMPLEX + EMPTY + STACKED),
}


def named(cases):
    return pytest.mark.parametrize("case", cases, ids=[c.name for c in cases])


@named(REAL)
def test_ols_is_lstsq(case):
    """To 100 units of what float64 leaves at the system's condition number."""
    A, B = np.asarray(case.a, float), np.asarray(case.b, float)
    for y in B.reshape(len(B), -1).T:
        theirs, *_, s = np.linalg.lstsq(A, y)
        ours = rr.ols(case.a, y)
        tolerance = 100 * EPS * s[0] / s[-1] * np.linalg.norm(theirs)
        assert np.linalg.norm(ours - theirs) <= tolerance
        np.testing.assert_allclose(A.T @ (A @ ours - y), 0, atol=100 * EPS * s[0] * (s[0] + 1))
        assert np.linalg.norm(rr.ridge(A, y, 1e-6) - theirs) > tolerance


@named(COMPLEX)
def test_complex_systems_are_refused(case):
    with pytest.raises(TypeError, match="must be real"):
        rr.ols(case.a, np.real(case.b).reshape(len(case.b), -1)[:, 0])


@named(EMPTY)
def test_empty_systems_are_refused(case):
    with pytest.raises(ValueError, match="at least 1 entry"):
        rr.ols(case.a, case.b)


@named(STACKED)
def test_stacked_systems_are_refused(case):
    with pytest.raises((TypeError, ValueError), match=r"must be (2-D|real)"):
        rr.ols(case.a, case.b)
