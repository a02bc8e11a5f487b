"""Inputs and answers as a person would write them."""

from __future__ import annotations

import functools
import re
from collections.abc import Mapping
from typing import Any

import numpy as np

from firsthand.course.grading.tensors import META, WithGradients, dtype_name, is_tensor, to_array

MAX_LETTERS = 400


def shape_text(shape: tuple[int, ...]) -> str:
    """``(3,)`` stays ``(3,)``; the empty shape is called a single number."""
    return str(shape) if shape else "() (a single number)"


ALL_DIGITS = 17  # as many as tell any two floats apart


def value_text(value: Any, digits: int = 6) -> str:
    """Show a value briefly: arrays as nested brackets with `digits` digits, numbers with at least 9.

    With `ALL_DIGITS` each number is written as short as it can be without becoming another one.

    >>> value_text(np.array([[1.0, 2.5]]))
    '[[1., 2.5]]'
    """
    if is_tensor(value):
        return _tensor_text(value, digits)
    if isinstance(value, WithGradients):
        return value_text(value.value, digits)
    if isinstance(value, np.ndarray) and value.ndim:
        text = _array_text(value, digits)
        return f"np.{value.dtype}({text})" if value.dtype in (np.float32, np.float16) else text
    if isinstance(value, np.generic | np.ndarray):
        value = value.item()
    if isinstance(value, float):
        return repr(value) if digits == ALL_DIGITS else _float_text(value, max(9, digits))
    if isinstance(value, list | tuple):
        # No more parts than can be shown: a learner's list may hold millions.
        inner = ", ".join(value_text(part, digits) for part in value[:MAX_LETTERS])
        return cut(f"[{inner}]" if isinstance(value, list) else f"({inner}{',' * (len(value) == 1)})")
    if isinstance(value, Mapping):
        return cut(
            "{" + ", ".join(f"{key!r}: {value_text(part, digits)}" for key, part in value.items()) + "}"
        )
    return cut(_safe_repr(value))


def code_text(value: Any) -> str:
    """Code that makes the value again, given ``import numpy as np``, or ``import torch`` for tensors."""
    if is_tensor(value):
        return _tensor_code(value)
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{key!r}: {code_text(part)}" for key, part in value.items()) + "}"
    if isinstance(value, np.ndarray):
        return _array_code(value)
    if isinstance(value, np.generic):
        return _named_numbers(f"np.{value.dtype}({value.item()!r})")
    if isinstance(value, list | tuple):
        inner = ", ".join(code_text(part) for part in value)
        return f"[{inner}]" if isinstance(value, list) else f"({inner}{',' * (len(value) == 1)})"
    return _named_numbers(_safe_repr(value)) if isinstance(value, float) else _safe_repr(value)


def call_text(
    name: str, arguments: Mapping[str, Any], by_name: frozenset[str] = frozenset(), *, code: bool = False
) -> str:
    """Write the call out; arguments in `by_name` carry their names.

    As `code` it can be run; otherwise it is what a person reads. Both hold the very numbers of the call: who types
    what they read gets what was reported.
    """
    show = code_text if code else functools.partial(value_text, digits=ALL_DIGITS)
    parts = [f"{key}={show(value)}" if key in by_name else show(value) for key, value in arguments.items()]
    return f"{name}({', '.join(parts)})"


def _array_code(array: Any) -> str:
    plain = array.dtype in (np.float64, np.int64, np.bool_)
    dtype = "" if plain and array.size else f", dtype=np.{array.dtype.name}"
    if array.size == 0:
        return f"np.zeros({array.shape}{dtype})"
    return _named_numbers(f"np.array({array.tolist()!r}{dtype})")


def _tensor_code(tensor: Any) -> str:
    if tensor.device.type == META:
        return f"torch.empty({tuple(tensor.shape)}, dtype={tensor.dtype}, device='meta')"
    dtype = "" if _has_usual_dtype(tensor) and tensor.numel() else f", dtype={tensor.dtype}"
    numbers = re.sub(r"\b(nan|inf)\b", r"float('\1')", repr(tensor.detach().tolist()))
    return (
        f"torch.tensor({numbers}{dtype})" if tensor.numel() else f"torch.zeros({tuple(tensor.shape)}{dtype})"
    )


def _tensor_text(tensor: Any, digits: int) -> str:
    if tensor.device.type == META or not tensor.numel():
        return _tensor_code(tensor)
    array = to_array(tensor)
    text = _array_text(array, digits) if array.ndim else value_text(array.item(), digits)
    dtype = "" if _has_usual_dtype(tensor) else f", dtype={tensor.dtype}"
    return f"torch.tensor({text}{dtype})"


def _has_usual_dtype(tensor: Any) -> bool:
    """Whether ``torch.tensor`` of plain numbers has this dtype by itself."""
    return dtype_name(tensor) in ("float32", "int64", "bool")


def _array_text(array: Any, digits: int) -> str:
    if array.size == 0:
        return f"np.zeros({array.shape})" if array.ndim > 1 else "[]"
    exact: Any = {"float_kind": _shortest} if digits == ALL_DIGITS else None
    with np.printoptions(
        threshold=24, edgeitems=3, precision=digits, suppress=_all_tame(array), linewidth=100
    ):
        text = re.sub(r"\s+", " ", np.array2string(array, separator=", ", formatter=exact))
    return re.sub(r" (?=[,\]])|(?<=\[) ", "", text).replace(",", ", ").replace(",  ", ", ")


def _shortest(number: Any) -> str:
    """A NumPy float in the fewest digits that are still that number."""
    tame = number == 0 or not np.isfinite(number) or 1e-4 <= abs(number) < 1e7
    write = np.format_float_positional if tame else np.format_float_scientific
    return write(number, unique=True, trim=".")


def _all_tame(array: Any) -> bool:
    """Whether fixed-point notation loses nothing: no entry is tiny or huge."""
    if array.dtype.kind != "f":
        return True
    sizes = np.abs(array[np.isfinite(array) & (array != 0)])
    return bool(sizes.size == 0 or (sizes.min() >= 1e-4 and sizes.max() < 1e7))


def _float_text(value: float, digits: int) -> str:
    text = f"{value:.{digits}g}"
    return text + ".0" if re.fullmatch(r"-?\d+", text) else text


def _named_numbers(text: str) -> str:
    return re.sub(r"(?<![\w.])(nan|inf)\b", r"np.\1", text)


def _safe_repr(value: Any) -> str:
    try:
        return printable(repr(value))
    except Exception as error:  # a learner's object may have a repr that fails
        return f"<{type(value).__name__}, whose repr raises {type(error).__name__}>"


def error_message(error: BaseException) -> str:
    """What an error says, whatever its own text does: raise, run to megabytes, hold half characters."""
    try:
        return printable(str(error))
    except Exception as again:
        return f"(its message raises {type(again).__name__})"


def printable(text: str) -> str:
    """The text with lone surrogates written out: no pipe and no database takes them."""
    return text.encode("utf-8", "backslashreplace").decode()


def cut(text: str) -> str:
    return text if len(text) <= MAX_LETTERS else text[: MAX_LETTERS - 1] + "…"
