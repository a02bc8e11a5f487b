"""What the exercises on attention are tried on."""

import math
from typing import Any

import numpy as np
from hypothesis import strategies as st

from firsthand.course.grading.strategies import Inputs, arguments

ENTRIES = st.sampled_from([0.0, 1.0, 2.0, -1.0, 3.0, 0.5, -2.0, 0.1, -0.3])
KINDS = st.sampled_from([np.float64, np.float64, np.int64])
LEADS = st.sampled_from([(), (), (1,), (2,), (2, 3)])
SMALL = st.integers(1, 4)


def array(*shape: int, kinds: Any = KINDS) -> Any:
    size = math.prod(shape)
    numbers = st.lists(ENTRIES, min_size=size, max_size=size)
    return st.builds(lambda values, kind: np.array(values).reshape(shape).astype(kind), numbers, kinds)


def _masks(lead: tuple[int, ...], n: int, m: int) -> Any:
    """None, one for all, one for each, or one that hides keys from every query (padding)."""
    return st.one_of(st.none(), *(_truths(shape) for shape in ((n, m), (*lead, n, m), (*lead, 1, m))))


def _truths(shape: tuple[int, ...]) -> Any:
    """Masks in which every query may look somewhere; the others are for the clauses."""
    size = math.prod(shape)
    drawn = st.tuples(st.lists(st.booleans(), min_size=size, max_size=size), st.integers(0, shape[-1] - 1))
    return drawn.map(lambda both: _open_at(np.array(both[0]).reshape(shape), both[1]))


def _open_at(mask: Any, place: int) -> Any:
    mask[..., place] |= ~mask.any(axis=-1)
    return mask


def pairs_and_masks(*, with_values: bool) -> Inputs:
    def sized(drawn: tuple[tuple[int, ...], int, int, int, int]) -> Inputs:
        lead, n, m, d, e = drawn
        values = {"values": array(*lead, m, e)} if with_values else {}
        return arguments(
            queries=array(*lead, n, d), keys=array(*lead, m, d), **values, mask=_masks(lead, n, m)
        )

    return st.tuples(LEADS, SMALL, SMALL, SMALL, SMALL).flatmap(sized)


def asked(queries: Any, keys: Any, mask: Any = None) -> dict[str, Any]:
    given = {"queries": np.array(queries), "keys": np.array(keys)}
    return given if mask is None else {**given, "mask": np.array(mask, dtype=bool)}


def whole(queries: Any, keys: Any, values: Any, mask: Any = None) -> dict[str, Any]:
    pair = asked(queries, keys, mask)
    rest = {"mask": pair.pop("mask")} if mask is not None else {}
    return {**pair, "values": np.array(values), **rest}


def counted(*shape: int) -> Any:
    """Numbers that are all different, so that none can take another's place."""
    return np.arange(1.0, 1 + math.prod(shape)).reshape(shape)


PAIRS = [
    asked([[1.0]], [[0.0], [1.0]]),
    asked([[1.0, 2.0]], [[0.0, 1.0], [1.0, 0.0]]),
    asked([[1.0, 0.0, 2.0]], [[1.0, 1.0, 1.0], [0.0, 2.0, -1.0]]),
    asked([[1, 0], [2, -1]], [[1, 1], [0, 1], [2, 0]]),
    asked([[1.0], [2.0]], [[1.0], [0.0]], [[True, False], [True, True]]),
    asked([[1.0], [2.0]], [[-1.0], [1.0]], [[True, False], [True, True]]),
    asked([[2.0, 1.0]], [[1.0, 0.0], [-1.0, 3.0], [0.0, 2.0]], [[True, False, True]]),
    asked([[30.0]], [[30.0], [-30.0], [-29.0]]),
    asked([[10.0]], [[0.0], [-30.0]], [[False, True]]),
    asked([[30.0]], [[30.0], [-30.0], [-29.9]], [[False, True, True]]),
    asked([[[1.0], [2.0]], [[0.0], [-1.0]]], [[[1.0], [0.0]], [[2.0], [1.0]]], [[True, False], [True, True]]),
    asked(counted(2, 3, 2) / 9, counted(2, 4, 2) / 7),
    asked(
        counted(2, 3, 2) / 9,
        counted(2, 4, 2) / 7,
        [[[True, True, False, True]], [[False, True, True, True]]],
    ),
    asked(counted(2, 2, 3, 2) / 9, counted(2, 2, 3, 2) / 7, np.tri(3)),
    asked([[1.0]], [[5.0], [-1000.0]], [[False, True]]),
    asked([[1e5]], [[0.0], [-1e5], [-2e5]], [[False, True, True]]),
    asked([[900.0], [-900.0]], [[1.0], [1.5], [2.0]]),
    asked([[1000.0]], [[1000.0], [1.0], [0.999]], [[False, True, True]]),
    asked([[60.0, 0.0], [0.0, -60.0]], [[60.0, 1.0], [60.0, 0.0], [0.0, 60.0]]),
    asked(counted(9, 2) / 9, counted(9, 2) / 7, np.tri(9)),
]
NOWHERE = [
    asked([[1.0], [2.0]], [[1.0], [3.0]], [[False, False], [True, True]]),
    asked([[1.0], [1.0]], [[1.0], [2.0]], [[False, False], [False, False]]),
    asked(counted(2, 2, 3) / 9, counted(2, 3, 3) / 7, [[[False] * 3], [[True, False, True]]]),
]


def gathering(pair: dict[str, Any]) -> dict[str, Any]:
    values = counted(*pair["keys"].shape[:-1], 3) ** 2 / 10
    return whole(pair["queries"], pair["keys"], values, pair.get("mask"))
