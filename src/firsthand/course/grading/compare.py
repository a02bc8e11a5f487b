"""When two answers count as the same."""

from __future__ import annotations

import numbers
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from firsthand.course.grading.formatting import shape_text, value_text
from firsthand.course.grading.tensors import WithGradients, dtype_name, is_tensor, to_array

TENSOR_TOLERANCES = {"float64": 1e-6, "float32": 1e-4}  # relative; from half precision down 1e-2


@dataclass(frozen=True)
class Difference:
    """Where an answer departs from the expected one. `where` is a sentence naming the first place."""

    outcome: Literal["wrong type", "wrong shape", "wrong value", "wrong gradient"]
    where: str


def tolerance(arguments: Mapping[str, Any]) -> float:
    """Relative tolerance that the coarsest floating-point array allows: 1e-6, or 1e-3 from float32 down."""
    dtypes = (getattr(value, "dtype", None) for value in arguments.values())
    return 1e-3 if any(dtype in (np.float32, np.float16) for dtype in dtypes) else 1e-6


def agree(got: Any, expected: Any, arguments: Mapping[str, Any]) -> Difference | None:
    """Hold an answer against the expected one: same kind, same shape, close numbers.

    A NumPy scalar, a 0-d array and a Python number are the same kind; so are a list and a tuple. An index must
    be an integer. NaN agrees with NaN.

    Returns
    -------
    Difference or None
        None when the two agree.
    """
    if isinstance(expected, WithGradients):
        return _agree_with_gradients(got, expected, arguments)
    if is_tensor(expected):
        return _agree_tensor(got, expected)
    if expected is None or isinstance(expected, str | bool | np.bool_):
        return _agree_exactly(got, expected)
    if _is_number(expected):
        return _agree_number(got, expected, tolerance(arguments))
    if isinstance(expected, np.ndarray):
        return _agree_array(got, expected, tolerance(arguments))
    if isinstance(expected, Mapping):
        return _agree_mapping(got, expected, arguments)
    if isinstance(expected, Sequence):
        return _agree_sequence(got, expected, arguments)
    return _agree_exactly(got, expected)


def kind(value: Any) -> str:
    """Name what a value is, as one would say it to a person."""
    if value is None:
        return "None (nothing was returned)"
    if isinstance(value, WithGradients):
        value = value.value
    if is_tensor(value):
        return f"a tensor of {dtype_name(value)}"
    if isinstance(value, np.ndarray) and value.ndim:
        return f"an array of {value.dtype}"
    if isinstance(value, bool | np.bool_):
        return "a truth value"
    if _is_number(value):
        return "a whole number" if _is_whole(value) else "a number"
    name = type(value).__name__
    return {"list": "a list", "tuple": "a tuple", "dict": "a dict", "str": "a string"}.get(name, name)


def count(number: int, thing: str) -> str:
    """``1 part``, ``2 parts``."""
    return f"{number} {thing}" if number == 1 else f"{number} {thing}s"


def _is_number(value: Any) -> bool:
    if isinstance(value, np.ndarray):
        return value.ndim == 0 and value.dtype.kind in "iuf"
    return isinstance(value, numbers.Real) and not isinstance(value, bool | np.bool_)


def _is_whole(value: Any) -> bool:
    if isinstance(value, np.ndarray):
        return value.dtype.kind in "iu"
    return isinstance(value, numbers.Integral)


def _wrong_kind(got: Any, expected: Any) -> Difference:
    return Difference("wrong type", f"It gave {kind(got)}, expected {kind(expected)}.")


def _agree_exactly(got: Any, expected: Any) -> Difference | None:
    truths = (bool, np.bool_)
    same_kind = type(got) is type(expected) or (isinstance(got, truths) and isinstance(expected, truths))
    if not same_kind:
        return _wrong_kind(got, expected)
    return None if got == expected else Difference("wrong value", f"It gave {got!r}, expected {expected!r}.")


def _agree_number(got: Any, expected: Any, rtol: float) -> Difference | None:
    if isinstance(got, np.ndarray) and got.ndim and got.dtype.kind in "iuf":
        return Difference(
            "wrong shape", f"It gave an array of shape {shape_text(got.shape)}, expected a single number."
        )
    if not _is_number(got) or (isinstance(expected, numbers.Integral) and not _is_whole(got)):
        return _wrong_kind(got, expected)
    if isinstance(expected, numbers.Integral) and isinstance(got, numbers.Integral):
        # Whole numbers of any size are compared exactly: a float would round beyond 2**53.
        close = int(got) == int(expected)
    else:
        close = bool(_close(np.asarray(got, dtype=float), np.asarray(expected, dtype=float), rtol))
    return (
        None
        if close
        else Difference("wrong value", f"It gave {value_text(got)}, expected {value_text(expected)}.")
    )


def _agree_array(
    got: Any, expected: NDArray[Any], rtol: float, atol: float | None = None
) -> Difference | None:
    if not isinstance(got, np.ndarray | np.generic) or got.dtype.kind not in _kinds_for(expected):
        return _wrong_kind(got, expected)
    if got.shape != expected.shape:
        return Difference(
            "wrong shape", f"The shape is {shape_text(got.shape)}, expected {shape_text(expected.shape)}."
        )
    got = np.array(got, subok=False)
    close = (
        got == expected
        if expected.dtype.kind in "biuSU" and got.dtype.kind in "biuSU"
        else _close(got, expected, rtol, atol)
    )
    if bool(np.all(close)):
        return None
    index = tuple(int(i) for i in np.argwhere(~np.atleast_1d(close))[0])
    first = f"{value_text(np.atleast_1d(got)[index])}, expected {value_text(np.atleast_1d(expected)[index])}"
    wrong = int(np.size(close) - np.count_nonzero(close))
    at = "[" + ", ".join(map(str, index)) + "]"
    return Difference(
        "wrong value", f"First difference at {at}: {first} ({wrong} of {np.size(close)} differ)."
    )


def _agree_with_gradients(
    got: Any, expected: WithGradients, arguments: Mapping[str, Any]
) -> Difference | None:
    if not isinstance(got, WithGradients):
        return _wrong_kind(got, expected)
    difference = agree(got.value, expected.value, arguments)
    if difference:
        return difference
    for name, wanted in expected.gradients.items():
        given = got.gradients.get(name)
        if given is None and wanted is not None:
            return Difference(
                "wrong gradient", f"The values are right, but no gradient flows back to {name}."
            )
        if given is None or wanted is None:
            continue
        found = _agree_tensor(given, wanted)
        if found:
            return Difference(
                "wrong gradient", f"The values are right, but not the gradient of {name}. {found.where}"
            )
    return None


def _agree_tensor(got: Any, expected: Any) -> Difference | None:
    if not is_tensor(got) or got.dtype != expected.dtype:
        return _wrong_kind(got, expected)
    rtol = TENSOR_TOLERANCES.get(dtype_name(expected), 1e-2)
    numbers = to_array(expected)
    largest = np.max(np.abs(numbers), initial=0.0, where=np.isfinite(numbers))
    # What should be 0, such as most of a gradient, comes out as rounding noise of the largest numbers beside it.
    return _agree_array(to_array(got), numbers, rtol, atol=0.1 * rtol * max(0.1, float(largest)))


def _kinds_for(expected: NDArray[Any]) -> str:
    """Which kinds of array may stand for the expected one: whole numbers for floats, never the reverse."""
    return {"f": "iuf", "i": "iu", "u": "iu", "b": "b", "c": "iufc"}.get(
        expected.dtype.kind, expected.dtype.kind
    )


def _close(got: NDArray[Any], expected: NDArray[Any], rtol: float, atol: float | None = None) -> Any:
    with np.errstate(all="ignore"):
        # The absolute part serves answers that should be 0 and come out as rounding noise.
        return np.isclose(
            got, expected, rtol=rtol, atol=rtol * 1e-3 if atol is None else atol, equal_nan=True
        )


def _agree_mapping(got: Any, expected: Mapping[Any, Any], arguments: Mapping[str, Any]) -> Difference | None:
    if not isinstance(got, Mapping):
        return _wrong_kind(got, expected)
    if set(got) != set(expected):
        return Difference(
            "wrong shape", f"The keys are {sorted(map(str, got))}, expected {sorted(map(str, expected))}."
        )
    return _first_difference([(f"[{key!r}]", got[key], expected[key]) for key in expected], arguments)


def _agree_sequence(got: Any, expected: Sequence[Any], arguments: Mapping[str, Any]) -> Difference | None:
    if not isinstance(got, list | tuple):
        return _wrong_kind(got, expected)
    if len(got) != len(expected):
        return Difference("wrong shape", f"It has {count(len(got), 'part')}, expected {len(expected)}.")
    parts = [(f"[{i}]", g, e) for i, (g, e) in enumerate(zip(got, expected, strict=True))]
    return _first_difference(parts, arguments)


def _first_difference(parts: list[tuple[str, Any, Any]], arguments: Mapping[str, Any]) -> Difference | None:
    for index, got, expected in parts:
        difference = agree(got, expected, arguments)
        if difference:
            inner = difference.where
            # A part of a part is named by one path: At [0][2], not At [0]: At [2].
            where = f"At {index}{inner[3:]}" if inner.startswith("At [") else f"At {index}: {inner}"
            return Difference(difference.outcome, where)
    return None
