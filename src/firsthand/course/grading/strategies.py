"""Hypothesis strategies for the arrays that exercises are tried on.

Each array is small, shrinks to zeros and ones, and comes in the forms that fool people: whole numbers, float32,
constant, far from the origin, laid out by columns.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from typing import Any

import numpy as np
from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from firsthand._typing import Array

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


class Once(Iterator[Any]):
    """An iterable that can be walked through only once and has no length: what a generator or an open stream is.

    Unlike a generator it can be copied, sent to another process and shown. Two are equal when they hold the same,
    however far each has been read: to read an argument is not to change it.

    Parameters
    ----------
    items : iterable
    """

    def __init__(self, items: Iterable[Any]) -> None:
        self._items = tuple(items)
        self._read = 0

    def __next__(self) -> Any:
        if self._read == len(self._items):
            raise StopIteration
        self._read += 1
        return self._items[self._read - 1]

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Once) and self._items == other._items

    def __hash__(self) -> int:
        return hash(self._items)

    def __repr__(self) -> str:
        return f"iter({list(self._items)!r})"


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
