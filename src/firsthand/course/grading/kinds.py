"""What to do about an answer of the wrong type."""

from __future__ import annotations

import numbers
from typing import Any

import numpy as np

from firsthand.course.grading.cases import Cases
from firsthand.course.grading.tensors import WithGradients, is_tensor

# What Python gives in place of its entries until somebody walks through it.
LAZY = (
    "generator",
    "map",
    "filter",
    "zip",
    "reversed",
    "enumerate",
    "range",
    "dict_keys",
    "dict_values",
    "dict_items",
)


def kind_advice(wrong: Cases) -> str:
    """The sentence for a wrong type, where it is the same on every failing input; '' where it is not."""
    found = {_advice(_value(case.got), _value(case.expected)) for case in wrong}
    return found.pop() if len(found) == 1 else ""


def _value(value: Any) -> Any:
    return value.value if isinstance(value, WithGradients) else value


def _advice(got: Any, expected: Any) -> str:
    name = type(got).__name__
    if name in LAZY:
        return f"A {name} of Python hands over its entries one by one when asked. Make it a list: list(...)."
    if is_tensor(expected):
        return _for_a_tensor(got, expected)
    if isinstance(got, list | tuple) and isinstance(expected, np.ndarray):
        return "Put the numbers into an array before you return them: np.array(...)."
    if is_tensor(got):
        return "A tensor comes back where none is expected: .item() gives the number in it, .tolist() all of them."
    if _is_number(got) and isinstance(expected, np.ndarray | list | tuple):
        return (
            "One number comes back where several are expected: is everything added up, or does return stand inside the "
            "loop, so that the first round ends it?"
        )
    if isinstance(got, list | tuple | np.ndarray) and _is_number(expected):
        return "Several values come back where one number is expected: which step makes one of them?"
    if isinstance(got, set | frozenset) and isinstance(expected, list | tuple):
        return "A set keeps no order and holds everything once: a list is expected."
    if isinstance(got, float | np.floating) and isinstance(expected, numbers.Integral):
        return "A whole number is expected, and / always gives a float: // divides without a rest, int(...) cuts it off."
    if isinstance(got, str) and _is_number(expected):
        return "Text comes back where a number is expected: int(...) or float(...) reads it."
    return ""


def _for_a_tensor(got: Any, expected: Any) -> str:
    if is_tensor(got):
        return (
            "The numbers are of another dtype than is expected. What is made beside the input, and whatever is mixed with "
            "it, takes its dtype from it: dtype=x.dtype, or .to(x.dtype)."
        )
    if isinstance(got, np.ndarray):
        return "An array of NumPy comes back: stay with PyTorch's own functions, which know gradients."
    if _is_number(got):
        return "A plain number comes back where a tensor is expected: .item() and float() cut it off from all that led to it."
    return ""


def _is_number(value: Any) -> bool:
    return isinstance(value, numbers.Real) and not isinstance(value, bool | np.bool_)
