"""Turn bad input into a clear error, before any work is done.

Every public function passes its arguments through here first.  What comes back
is float64 and finite; what cannot be is a ``TypeError`` (the wrong kind of
thing) or a ``ValueError`` (the wrong value) that names the argument, says what
it must be, what it was, and what to do.
"""

from __future__ import annotations  # numpy.random stays unimported until it is used

import functools
import math
import numbers
import operator
from collections.abc import Callable, Sequence
from typing import Any, TypeVar

import numpy as np
from numpy.typing import ArrayLike, NDArray

Array = NDArray[np.float64]
F = TypeVar("F", bound=Callable[..., Any])

# Below this, products lose digits: they need some 16 above the smallest number.
UNDERFLOW = 1e-290
# What overflows is found by `representable` and told in its words, not warned of.
quiet = functools.partial(np.errstate, all="ignore")


def shown(x: object) -> str:
    """Return `x` as a message shows it: in brief, whatever it is."""
    try:
        text = repr(x.item() if isinstance(x, np.generic) else x)
    except Exception:  # an int of thousands of digits, say
        text = f"an object of type {type(x).__name__}"
    return text if len(text) <= 60 else f"{text[:57]}..."


def array(a: ArrayLike, name: str, ndim: int | None, min_size: int = 1, flat: str = "") -> Array:
    """Return `a` as a finite float64 array of `ndim` dimensions (None: any), never modified.

    A table is told to become a vector; where that would mix up its columns, `flat` says better.
    """
    if isinstance(a, np.ma.MaskedArray):
        raise TypeError(
            f"{name} must not be masked; got a masked array: "
            f"drop the masked entries or fill them with {name}.filled(value)"
        )
    try:
        raw = np.asarray(a)
    except ValueError:
        raise ValueError(
            f"{name} must be rectangular; got rows of different lengths: "
            "give every row as many entries"
        ) from None
    except Exception as error:  # whatever an object's own conversion raises
        raise TypeError(
            f"{name} must be an array of real numbers; got {type(a).__name__}, "
            f"which does not become one: {error}"
        ) from None
    if raw.dtype.kind == "c":
        raise TypeError(
            f"{name} must be real; got {raw.dtype}: pass {name}.real if the imaginary part is 0"
        )
    if raw.dtype.kind == "O" and all(isinstance(x, numbers.Real) for x in raw.flat):
        pass  # Fraction, int beyond 64 bits, pandas' nullable columns without gaps
    elif raw.dtype.kind not in "biuf":
        what, remedy = f"dtype {raw.dtype}", "convert it to float first"
        if raw.ndim == 0:
            sparse = hasattr(a, "toarray")
            what, remedy = type(a).__name__, "pass a list or an array of numbers"
            remedy = f"pass {name}.toarray()" if sparse else remedy
        raise TypeError(f"{name} must be an array of real numbers; got {what}: {remedy}")
    if ndim is not None and raw.ndim != ndim:
        flat = flat if 1 not in raw.shape else ""
        remedy = {
            (1, 2): f"{name}[:, None] makes it one column, {name}[None, :] one row",
            (2, 1): flat or f"{name}.ravel() makes it 1-D",
        }.get((raw.ndim, ndim), f"reshape {name}")
        raise ValueError(f"{name} must be {ndim}-D; got shape {raw.shape}: {remedy}")
    if raw.size < min_size:
        raise ValueError(f"{name} must have at least 1 entry; got shape {raw.shape}: add data")
    try:
        with quiet():
            out = raw.astype(np.float64, copy=False)
    except OverflowError:  # an object array with an int that no float64 holds
        out = np.full(raw.shape, np.inf)
    finite = np.isfinite(out)
    if not finite.all():
        where = np.argwhere(~finite)[0]
        at = ", ".join(str(i) for i in where)
        raise ValueError(
            f"{name} must be finite in float64; got {shown(raw[tuple(where)])} at [{at}]: "
            "drop or repair that entry"
        )
    return np.asarray(out)


def matrix(X: ArrayLike, name: str = "X") -> Array:
    """Return `X` as a finite float64 matrix with at least one row and one column."""
    return array(X, name, ndim=2)


def vector(
    y: ArrayLike, name: str = "y", length: int | None = None, of: str = "", flat: str = ""
) -> Array:
    """Return `y` as a finite float64 vector; `of` says whose `length` it must have."""
    flat = flat or (of and f"pass {of}")
    out = array(y, name, 1, 1 if length is None else 0, flat)
    if length is not None and out.size != length:
        raise ValueError(
            f"{name} must have {length} {'entry' if length == 1 else 'entries'}, {of}; "
            f"got {out.size}: pass as many"
        )
    return out


def column(a: ArrayLike, name: str) -> Array:
    """Return `a` as a finite float64 array; a table of one column becomes a vector."""
    out = array(a, name, None, 0)
    return out[:, 0] if out.ndim == 2 and out.shape[1] == 1 else out


def points(x: ArrayLike, name: str = "x", length: int | None = None, of: str = "") -> Array:
    """Return numbers, one for each point, as a finite float64 vector: (n,) or (n, 1)."""
    flat = f"pass one column, {name}[:, j], as there is one input and one output"
    return vector(column(x, name), name, length, of, flat)


def increasing(x: ArrayLike) -> Array:
    """Return `x` as a finite float64 vector in which every entry is above the one before."""
    out = points(x)
    if (falls := np.flatnonzero(out[1:] <= out[:-1])).size:
        i = int(falls[0])
        raise ValueError(
            f"x must increase strictly; got {out[i + 1]} at [{i + 1}] after {out[i]}: "
            "sort the entries and merge equal ones"
        )
    return out


def layer(w: ArrayLike, b: ArrayLike, X: ArrayLike) -> tuple[Array, Array, Array]:
    """Return weights (h, d), biases (h,) and points (n, d); numbers are rows with one entry."""
    X, w = array(X, "X", None), array(w, "w", None, min_size=0)
    for a, name, one in ((X, "X", "point"), (w, "w", "unit")):
        if a.ndim not in (1, 2):
            raise ValueError(
                f"{name} must be 1-D or 2-D; got shape {a.shape}: "
                f"pass one number or one row for each {one}"
            )
    rows, units = (a if a.ndim == 2 else a[:, None] for a in (X, w))
    if rows.shape[1] != units.shape[1]:
        name, given, one, other, d = "w", w, "unit", "X", rows.shape[1]
        if X.ndim == 1:
            name, given, one, other, d = "X", X, "point", "w", units.shape[1]
        alone = f"; {name}[None, :] is one" if given.shape == (d,) else ""
        raise ValueError(
            f"{name} must have {d} columns, one for each column of {other}; "
            f"got shape {given.shape}: pass one row for each {one}{alone}"
        )
    return units, vector(b, "b", len(units), "one for each unit"), rows


def strengths(lams: ArrayLike) -> Array:
    """Return `lams` as a finite float64 vector of numbers that are at least 0."""
    out = vector(lams, "lams")
    if out.min() < 0:
        raise ValueError(f"lams must be at least 0; got {out.min()}: drop the negative ones")
    return out


def columns(which: int | Sequence[int], d: int, name: str) -> NDArray[np.intp]:
    """Return numbers of columns, counted as NumPy does, in rising order and each once."""
    try:
        given = np.atleast_1d(np.asarray(which, dtype=object))
        if any(isinstance(j, (bool, np.bool_)) for j in given):
            raise TypeError
        numbers = [operator.index(j) for j in given]
    except TypeError:
        raise TypeError(
            f"{name} must be whole numbers of columns; got {shown(which)}: pass an int or a list"
        ) from None
    for j in numbers:
        if not -d <= j < d:
            raise ValueError(
                f"{name} must be between {-d} and {d - 1}, as X has {d} columns; "
                f"got {shown(j)}: pass numbers of columns"
            )
    return np.unique(np.array(numbers, dtype=np.intp) % d)


def system(X: ArrayLike, y: ArrayLike) -> tuple[Array, Array]:
    """Return the design matrix and the targets of a regression, one target per row."""
    X = matrix(X)
    return X, target(y, len(X), "one for each row of X")


def target(y: ArrayLike, length: int, of: str) -> Array:
    """Return `y` as a finite float64 vector: one target, of the `length` that `of` explains."""
    return vector(y, "y", length, of, "fit one target at a time, y[:, j]")


def number(x: float, name: str) -> float:
    """Return `x` as a finite float."""
    value: Any = x
    if isinstance(x, np.generic | np.ndarray) and not isinstance(x, np.ma.MaskedArray):
        value = x.item() if x.ndim == 0 else x
    if isinstance(value, bool) or not isinstance(value, numbers.Real):
        what = shown(value)
        if isinstance(value, np.ndarray) and value.ndim:
            what = f"an array of shape {value.shape}"
        raise TypeError(f"{name} must be a single real number; got {what}: pass a float")
    try:
        out = float(value)
    except OverflowError:
        out = math.inf
    if not math.isfinite(out):
        raise ValueError(
            f"{name} must be finite in float64; got {shown(value)}: pass a finite float"
        )
    return out


def bias(c: float | ArrayLike, name: str) -> float:
    """Return `c` as a finite float; a layer with one output keeps it in an array of shape (1,)."""
    if getattr(c, "shape", None) == (1,) or (isinstance(c, list | tuple) and len(c) == 1):
        c = array(c, name, None)
        c = c[0] if c.shape == (1,) else c
    return number(c, name)  # type: ignore[arg-type]  # what is no number, it refuses


def nonnegative(x: float, name: str = "lam") -> float:
    """Return `x` as a finite float that is at least 0 (and not -0.0, whose root is one too)."""
    out = number(x, name) + 0.0
    if out < 0:
        raise ValueError(f"{name} must be at least 0; got {out}: pass 0 or more")
    return out


def positive(x: float, name: str) -> float:
    """Return `x` as a finite float above 0."""
    out = number(x, name)
    if out <= 0:
        raise ValueError(f"{name} must be above 0; got {out}: pass a positive number")
    return out


def count(k: int, name: str, minimum: int = 0) -> int:
    """Return `k` as an int that is at least `minimum`."""
    try:
        if isinstance(k, (bool, np.bool_)):
            raise TypeError
        out = operator.index(k)
    except Exception:  # whatever an object's own conversion raises
        raise TypeError(
            f"{name} must be a whole number; got {shown(k)} ({type(k).__name__}): pass an int"
        ) from None
    if out < minimum:
        raise ValueError(
            f"{name} must be at least {minimum}; got {shown(out)}: pass {minimum} or more"
        )
    return out


def counts(k: ArrayLike, name: str) -> Array:
    """Return whole numbers above 0 as a float64 vector."""
    out = vector(k, name)
    wrong = out[(out < 1) | (out % 1 > 0)]
    if wrong.size:
        raise ValueError(f"{name} must be whole numbers above 0; got {wrong[0]}: round them")
    return out


def flag(value: bool, name: str) -> bool:
    """Return `value` if it is True or False."""
    if not isinstance(value, bool | np.bool_):
        raise TypeError(f"{name} must be True or False; got {shown(value)}: pass one of the two")
    return bool(value)


def empty(size: int | tuple[int, ...], name: str) -> Array:
    """Return an array to be filled, or say that `name` asks for one that memory cannot hold."""
    try:
        return np.empty(size)
    except (MemoryError, ValueError):
        raise ValueError(
            f"{name} must fit in memory; got the size {shown(size)}: pass a smaller one"
        ) from None


def shape(fans: tuple[int, int], name: str = "shape") -> tuple[int, int]:
    """Return the (fan_out, fan_in) of a weight matrix as two ints above 0."""
    if not isinstance(fans, (tuple, list)) or len(fans) != 2:
        raise TypeError(
            f"{name} must be a pair (fan_out, fan_in); got {shown(fans)}: pass for example (100, 1)"
        )
    out = count(fans[0], "fan_out", 1), count(fans[1], "fan_in", 1)
    empty(out, name)
    return out


def generator(rng: np.random.Generator, name: str = "rng") -> np.random.Generator:
    """Return `rng` if it is a NumPy random generator."""
    if not isinstance(rng, np.random.Generator):
        raise TypeError(
            f"{name} must be a numpy.random.Generator; got {type(rng).__name__}: "
            "pass numpy.random.default_rng(seed)"
        )
    return rng


def function(f: F, name: str) -> F:
    """Return `f` if it can be called."""
    if not callable(f):
        raise TypeError(
            f"{name} must be a function; got {shown(f)}: pass one by its name, unquoted"
        )
    return f


def called(f: Callable[..., Any], call: str, *arguments: Any) -> Any:
    """Return what a function that was handed in gives, or say on which `call` it failed."""
    try:
        return f(*arguments)
    except Exception as error:  # whatever it raises
        raise ValueError(
            f"{call} must return a result; got {type(error).__name__}: {error}: "
            "pass a function that takes these arguments"
        ) from error


def returning(
    f: Callable[..., Any], call: str, shape: tuple[int, ...], one: str
) -> Callable[..., Array]:
    """Return `f` such that what it gives must have this shape: `one` for each unit."""
    function(f, call.split("(")[0])

    def checked(*arguments: Any) -> Array:
        a = array(called(f, call, *arguments), call, None)
        if a.shape != shape:
            raise ValueError(
                f"{call} must have the shape {shape}; got {a.shape}: return one {one} for each unit"
            )
        return a

    return checked


def choice(value: str, options: tuple[str, ...], name: str) -> str:
    """Return `value` if it is one of `options`."""
    if not isinstance(value, str) or value not in options:
        raise ValueError(
            f"{name} must be one of {', '.join(map(repr, options))}; got {shown(value)}: pick one"
        )
    return value


def product(gram: Array, name: str, X: Array, remedy: str) -> Array:
    """Return the matrix `gram` of inner products of `X` if float64 could hold them."""
    if not np.isfinite(gram).all():
        raise ValueError(f"{name} must be finite in float64; got an overflow: {remedy}")
    if X.any() and np.abs(gram).max() < UNDERFLOW:
        raise ValueError(f"{name} must be in float64's range; got an underflow: {remedy}")
    return gram


def representable(a: Array, name: str, remedy: str = "rescale the data") -> Array:
    """Return a result `a` if float64 could hold all of it."""
    if not np.isfinite(a).all():
        raise ValueError(f"{name} must be finite in float64; got an overflow: {remedy}")
    return a
