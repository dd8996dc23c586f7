"""Fake rows: the extended system, its generalizations, and what it refuses."""

import numpy as np
import pytest

import reluridge as rr


@pytest.mark.parametrize(("n", "d"), [(9, 4), (4, 9), (1, 1)])
@pytest.mark.parametrize("lam", [1e-3, 1.0, 1e3])
def test_fake_data_gives_ridge(n, d, lam):
    rng = np.random.default_rng(n + d)
    X, y = rng.normal(size=(n, d)), rng.normal(size=n)
    np.testing.assert_allclose(rr.ridge_fake_data(X, y, lam), rr.ridge(X, y, lam), rtol=1e-9)


def test_appended_rows_are_what_the_formula_says():
    X_fake, y_fake = rr.append_fake_data(
        [[1, 2]], [3], 4, directions=[[1, 1], [0, 1], [1, 0]], toward=[10, 20]
    )
    assert X_fake.tolist() == [[1, 2], [2, 2], [0, 2], [2, 0]]
    assert y_fake.tolist() == [3, 60, 40, 20]


def test_inputs_are_left_alone():
    X, y = np.ones((2, 1)), np.ones(2)
    X.flags.writeable = y.flags.writeable = False
    X_fake, y_fake = rr.append_fake_data(X, y, 1)
    X_fake[:], y_fake[:] = 7, 7
    assert X.tolist() == [[1], [1]]
    assert y.tolist() == [1, 1]


def test_overflow_is_told():
    for bad in ({"directions": [[1e200]]}, {"toward": [1e200]}):
        with pytest.raises(ValueError, match="the fake data must be finite in float64; got an ov"):
            rr.append_fake_data([[1]], [1], 1e250, **bad)


def test_shapes_that_do_not_fit_are_refused():
    with pytest.raises(ValueError, match=r"directions must have 2 columns.*got shape \(3, 3\)"):
        rr.append_fake_data([[1, 2]], [3], 1, directions=np.eye(3))
    with pytest.raises(ValueError, match="toward must have 2 entries"):
        rr.append_fake_data([[1, 2]], [3], 1, toward=[1, 2, 3])
