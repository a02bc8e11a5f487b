"""Whether a result is new: its own memory, shared neither with an argument nor with an earlier result."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np

MAX_KEPT_RESULTS = 3  # earlier results that are kept to compare with
MAX_PARTS = 10_000


class Earlier:
    """The latest results of one answer."""

    def __init__(self) -> None:
        self._results: list[Any] = []

    def shared(self, value: Any, given: Mapping[str, Any]) -> str:
        """Say with what the value shares its memory: an argument, an earlier result; '' for nothing. Keeps it."""
        found = next((f"the argument {name}" for name, part in given.items() if share(value, part)), "")
        if not found and any(share(value, earlier) for earlier in self._results):
            found = "the result of an earlier call"
        self._results = [*self._results, value][-MAX_KEPT_RESULTS:]
        return found


def share(one: Any, other: Any) -> bool:
    """Whether writing into the one may change the other."""
    arrays = [part for part in _parts(other) if isinstance(part, np.ndarray)]
    containers = {id(part) for part in _parts(other) if not isinstance(part, np.ndarray)}
    for part in _parts(one):
        if isinstance(part, np.ndarray):
            if any(np.may_share_memory(part, array) for array in arrays):
                return True
        elif id(part) in containers:
            return True
    return False


def _parts(value: Any) -> Iterator[Any]:
    """Everything in it that can be written into, itself included."""
    waiting, seen = [value], 0
    while waiting and seen < MAX_PARTS:
        part = waiting.pop()
        seen += 1
        if isinstance(part, np.ndarray | list | dict | set | bytearray):
            yield part
        if isinstance(part, list | tuple):
            waiting += part[:MAX_PARTS]
        elif isinstance(part, dict):
            waiting += part.values()
