"""Hypothesis strategies for the arrays that exercises are tried on.

Each array is small, shrinks to zeros and ones, and comes in the forms that fool people: whole numbers, float32,
constant, far from the origin, laid out by columns.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import cache
from typing import Any

import numpy as np
from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy
from numpy.typing import NDArray

Array = NDArray[Any]

Inputs = SearchStrategy[dict[str, Any]]

# The simplest first: that is the order in which the search shrinks.
NUMBERS = (
    0.0,
    1.0,
    2.0,
    -1.0,
    3.0,
    -2.0,
    5.0,
    0.5,
    4.0,
    -3.0,
    10.0,
    -0.5,
    7.0,
    0.1,
    0.3,
    -2.5,
    6.4,
    -8.7,
    12.9,
    100.0,
    -1000.0,
)


def arguments(**parts: SearchStrategy[Any]) -> Inputs:
    """Draw the arguments by name, in the order in which they are written here.

    Hypothesis' own ``fixed_dictionaries`` puts them into another order, and arguments are passed by place.
    """
    return st.tuples(*parts.values()).map(lambda drawn: dict(zip(parts, drawn, strict=True)))


def numbers() -> SearchStrategy[float]:
    """One tame number: whole or decimal, either sign, zero among them."""
    return st.sampled_from(NUMBERS)


@cache
def array(*shape: int) -> SearchStrategy[Array]:
    """An array of that shape in one of several forms and dtypes.

    Parameters
    ----------
    shape : int
        Sizes of the axes; all above 0.
    """
    count = math.prod(shape)
    entries = st.lists(numbers(), min_size=count, max_size=count)
    return st.builds(_formed, entries, st.sampled_from(_FORMS), st.just(shape))


def _formed(entries: list[float], form: Callable[[Array], Array], shape: tuple[int, ...]) -> Array:
    return form(np.array(entries).reshape(shape))


def _plain(values: Array) -> Array:
    return values


def _whole(values: Array) -> Array:
    return values.astype(np.int64)


def _single(values: Array) -> Array:
    return values.astype(np.float32)


def _constant(values: Array) -> Array:
    return np.full_like(values, values.flat[0])


def _large(values: Array) -> Array:
    return values * 1e8


def _far(values: Array) -> Array:
    return values + 1e8


def _by_columns(values: Array) -> Array:
    return np.asfortranarray(values)


_FORMS = (_plain, _plain, _whole, _single, _constant, _large, _far, _by_columns)
