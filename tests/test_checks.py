"""Bad input becomes a clear error: what was required, what was given, what to do."""

from fractions import Fraction

import numpy as np
import pandas as pd
import pytest

from reluridge._engine import checks


class Closed:
    """Like a tensor that keeps its numbers to itself."""

    def __array__(self, dtype=None, copy=None):
        raise RuntimeError("requires grad")


def scipy_sparse():
    return pytest.importorskip("scipy.sparse").eye_array(2)


@pytest.mark.parametrize(
    ("X", "error", "message"),
    [
        (np.ma.array([[1.0]]), TypeError, r"X must not be masked.*X\.filled"),
        ([[1], [1, 2]], ValueError, "X must be rectangular"),
        ([[1j]], TypeError, "X must be real; got complex128"),
        ([["1"]], TypeError, "X must be an array of real numbers; got dtype <U1"),
        (np.array([["1", 2]], dtype=object), TypeError, "X must be an array of real numbers"),
        ([[np.datetime64("2026-01-01")]], TypeError, "X must be an array of real numbers"),
        (None, TypeError, "X must be an array of real numbers; got NoneType"),
        (1.0, ValueError, r"X must be 2-D; got shape \(\)"),
        ([1.0, 2.0], ValueError, r"X must be 2-D; got shape \(2,\): X\[:, None\]"),
        ([[[1.0]]], ValueError, r"X must be 2-D; got shape \(1, 1, 1\)"),
        (np.empty((0, 3)), ValueError, r"X must have at least 1 entry; got shape \(0, 3\)"),
        (np.empty((3, 0)), ValueError, r"X must have at least 1 entry; got shape \(3, 0\)"),
        ([[1.0, np.nan]], ValueError, r"X must be finite in float64; got nan at \[0, 1\]"),
        ([[1.0], [-np.inf]], ValueError, r"X must be finite in float64; got -inf at \[1, 0\]"),
        ([[10**400]], ValueError, r"X must be finite in float64; got 10{56}\.\.\. at \[0, 0\]"),
        (set("ab"), TypeError, "real numbers; got set: pass a list or an array of numbers"),
        (scipy_sparse(), TypeError, r"real numbers; got \w+: pass X\.toarray\(\)"),
        (Closed(), TypeError, "got Closed, which does not become one: requires grad"),
        (pd.DataFrame({"a": [1.0, None]}), ValueError, "X must be finite"),
        (pd.DataFrame({"a": ["x", "y"]}), TypeError, "X must be an array of real numbers"),
    ],
)
def test_a_bad_matrix_is_named(X, error, message):
    with pytest.raises(error, match=message):
        checks.matrix(X)


@pytest.mark.parametrize(
    "X",
    [
        [[1, 0], [0, 1]],
        [[True, False], [False, True]],
        ((1.0, 0.0), (0.0, 1.0)),
        np.eye(2, dtype=np.float32),
        np.eye(2, dtype=np.uint8),
        np.eye(2, dtype=np.longdouble),
        np.eye(4)[::2, ::2],
        np.asfortranarray(np.eye(2)),
        np.array([[Fraction(1), 0], [0, 1]], dtype=object),
        pd.DataFrame(np.eye(2)),
        pd.DataFrame({"a": [1, 0], "b": [0, 1]}, dtype="Int64"),
    ],
)
def test_real_numbers_of_any_kind_become_float64(X):
    out = checks.matrix(X)
    assert out.dtype == np.float64
    assert out.tolist() == [[1, 0], [0, 1]]


def test_what_is_float64_is_not_copied():
    X = np.eye(2)
    assert np.shares_memory(checks.matrix(X), X)


def test_a_vector_has_the_length_asked_for():
    assert checks.vector(pd.Series([1, 2])).tolist() == [1, 2]
    assert checks.vector([], length=0).shape == (0,)
    with pytest.raises(ValueError, match=r"y must be 1-D; got shape \(2, 1\): y\.ravel"):
        checks.vector([[1], [2]])
    with pytest.raises(ValueError, match="y must have 3 entries, one for each row of X; got 2"):
        checks.system(np.ones((3, 1)), [1, 2])
    with pytest.raises(
        ValueError, match=r"got shape \(3, 2\): fit one target at a time, y\[:, j\]"
    ):
        checks.system(np.ones((3, 1)), np.ones((3, 2)))
    with pytest.raises(ValueError, match=r"got shape \(2, 2\): pass one for each column of X"):
        checks.vector(np.ones((2, 2)), "w", 2, "one for each column of X")


def test_a_column_of_points_is_a_vector():
    assert checks.points([[1], [2]]).tolist() == [1, 2]
    assert checks.points(pd.DataFrame({"a": [1, 2]})).tolist() == [1, 2]
    for wide, advice in (
        ([[1, 2]], r"x\.ravel"),
        (np.eye(2), r"x\[:, j\]"),
        (np.eye(2)[None], "re"),
    ):
        with pytest.raises(ValueError, match=rf"x must be 1-D; got shape .*: .*{advice}"):
            checks.points(wide)


@pytest.mark.parametrize("c", [0.5, [0.5], (0.5,), np.array([0.5]), np.array(0.5), pd.Series(0.5)])
def test_a_bias_is_one_number_in_any_wrapping(c):
    assert checks.bias(c, "c") == 0.5
    assert type(checks.bias(c, "c")) is float


@pytest.mark.parametrize(
    "c", [[1, 2], [], [[1]], [[1, 2]], ["1"], np.ones(2), np.ones((1, 1)), [None], True]
)
def test_what_is_not_one_number_is_no_bias(c):
    with pytest.raises(TypeError, match=r"c must be .*; got .*: "):
        checks.bias(c, "c")


def test_a_table_of_one_is_told_its_own_shape():
    with pytest.raises(TypeError, match=r"got an array of shape \(1, 1\): pass a float"):
        checks.bias([[1]], "c")


@pytest.mark.parametrize(
    ("lam", "error", "message"),
    [
        (-1, ValueError, "lam must be at least 0; got -1"),
        (np.nan, ValueError, "lam must be finite"),
        (np.inf, ValueError, "lam must be finite"),
        (10**400, ValueError, "lam must be finite"),
        (np.ma.masked, TypeError, "lam must be a single real number; got masked"),
        (
            np.array([1.0]),
            TypeError,
            r"lam must be a single real number; got an array of shape \(1,\)",
        ),
        ([1.0], TypeError, r"lam must be a single real number; got \[1\.0\]"),
        ("1", TypeError, "lam must be a single real number; got '1'"),
        (1j, TypeError, "lam must be a single real number"),
        (None, TypeError, "lam must be a single real number; got None"),
        (True, TypeError, "lam must be a single real number; got True"),
    ],
)
def test_a_bad_number_is_named(lam, error, message):
    with pytest.raises(error, match=message):
        checks.nonnegative(lam)


@pytest.mark.parametrize("lam", [1, 1.0, np.float32(1), np.int64(1), Fraction(1), np.array(1.0)])
def test_numbers_of_any_kind_become_float(lam):
    out = checks.nonnegative(lam)
    assert type(out) is float
    assert out == 1


def test_a_number_too_long_to_print_is_named_all_the_same():
    with pytest.raises(ValueError, match="X must be finite in float64; got an object of type int"):
        checks.matrix([[10**5000]])
    with pytest.raises(ValueError, match="lam must be finite in float64; got an object of type"):
        checks.nonnegative(10**5000)
    with pytest.raises(ValueError, match="n must be at least 0; got an object of type int"):
        checks.count(-(10**5000), "n")


def test_no_number_is_minus_zero():
    assert not np.signbit(checks.nonnegative(-0.0))


def test_no_columns_can_be_picked():
    assert np.arange(3)[checks.columns((), 3, "unpenalized")].size == 0


def test_counts_shapes_and_generators():
    assert checks.count(np.int32(3), "n_steps") == 3
    assert checks.shape((3, 2)) == (3, 2)
    for bad in (1.0, np.float64(3), "1", None, True, 1e300):
        with pytest.raises(TypeError, match="n_steps must be a whole number"):
            checks.count(bad, "n_steps")
    with pytest.raises(ValueError, match="n_steps must be at least 0; got -1"):
        checks.count(-1, "n_steps")
    for many in (10**9, 10**30, 10**5000):
        with pytest.raises(ValueError, match=r"shape must fit in memory; got the size .*: pass a"):
            checks.shape((many, many))
    for bad in (None, 1, "yes"):
        with pytest.raises(TypeError, match="history must be True or False; got"):
            checks.flag(bad, "history")
    assert checks.flag(np.True_, "history") is True
    with pytest.raises(ValueError, match="fan_in must be at least 1; got 0"):
        checks.shape((3, 0))
    with pytest.raises(TypeError, match=r"shape must be a pair \(fan_out, fan_in\); got 3"):
        checks.shape(3)
    with pytest.raises(TypeError, match=r"rng must be a numpy\.random\.Generator; got int"):
        checks.generator(0)
    with pytest.raises(ValueError, match="kind must be one of 'zero', 'one'; got 'two'"):
        checks.choice("two", ("zero", "one"), "kind")
    with pytest.raises(ValueError, match="step_size must be above 0; got 0"):
        checks.positive(0, "step_size")
