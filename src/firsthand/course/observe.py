"""Call a learner's code so that nothing it does reaches further than its own call."""

from __future__ import annotations

import builtins
import contextlib
import copy
import ctypes
import gc
import io
import itertools
import operator
import random
import sys
import threading
import time
import traceback
import types
import warnings
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

PRINT_LIMIT = 2_000
LOOK = 0.05  # seconds after which the alarm looks for a new deadline at the latest
SHARED = (vars(np), vars(builtins))  # what everyone looks names up in
_seeds = itertools.count(1)


class TooSlow(BaseException):
    """Raised inside a call that has used up its time. A BaseException, so that `except Exception` lets it through."""


@dataclass(frozen=True)
class Observation:
    """What one call did: a value, or an error, and which argument it changed."""

    value: Any = None
    error: BaseException | None = None
    changed: str = ""
    slow: bool = False


class Alarm:
    """Stops Python code in this thread that runs past its time, on every platform.

    A second thread raises `TooSlow` here, and again while the code swallows it. Code that sits in one long C
    call is not reached: from the page and the terminal the process is killed instead.
    """

    def __init__(self) -> None:
        self._thread = threading.get_ident()
        self._turn = threading.Lock()
        self._closed = threading.Event()
        self._deadline: float | None = None
        self.rang = False
        self._watcher = threading.Thread(target=self._watch, daemon=True)
        self._watcher.start()

    @contextlib.contextmanager
    def limit(self, seconds: float) -> Iterator[None]:
        """Raise `TooSlow` in the body once `seconds` are over."""
        self.rang = False
        self._set(time.monotonic() + seconds)
        try:
            yield
        finally:
            self._set(None)
            if self.rang:
                _let_pending_exception_land()

    def close(self) -> None:
        self._closed.set()

    def _set(self, deadline: float | None) -> None:
        with self._turn:
            self._deadline = deadline

    def _watch(self) -> None:
        # It looks now and then instead of being told: waking it twice a call would cost more than most calls do.
        while not self._closed.wait(LOOK):
            with self._turn:
                if self._deadline is not None and time.monotonic() >= self._deadline:
                    self.rang = True
                    ctypes.pythonapi.PyThreadState_SetAsyncExc(
                        ctypes.c_ulong(self._thread), ctypes.py_object(TooSlow)
                    )
                    self._deadline = time.monotonic() + 0.2


def _let_pending_exception_land() -> None:
    """An alarm that rang just as the call ended is delivered a few instructions later: here, not further on."""
    with contextlib.suppress(TooSlow):
        for _ in range(100):
            time.sleep(0)


class Printed(io.StringIO):
    """Keeps the first `PRINT_LIMIT` characters, so that endless printing costs no memory."""

    def write(self, text: str) -> int:
        room = PRINT_LIMIT - self.tell()
        if room > 0:
            super().write(text[:room].encode("utf-8", "backslashreplace").decode()[:room])
        return len(text)


def observe(
    act: Callable[[Mapping[str, Any]], Any],
    arguments: Mapping[str, Any],
    alarm: Alarm,
    seconds: float,
    seed: int | None = None,
) -> Observation:
    """Run `act` on copies of the arguments within `seconds`, with the world put back afterwards.

    Global chance starts from `seed`, or without one from another place each time.

    KeyboardInterrupt is the one thing that passes through: it is the person at the keyboard.
    """
    given = copy.deepcopy(dict(arguments))
    try:
        with contained(seed), alarm.limit(seconds):
            value = act(given)
    except TooSlow:
        return Observation(slow=True)
    except KeyboardInterrupt:
        raise
    except BaseException as error:
        # SystemExit and friends too: whatever the learner's code raises is a finding, not our end.
        return Observation(error=error, changed=_changed(arguments, given))
    if alarm.rang:
        return Observation(slow=True)
    return Observation(value=value, changed=_changed(arguments, given))


@contextlib.contextmanager
def contained(seed: int | None = None) -> Iterator[None]:
    """Keep random state, warnings, NumPy's and Python's functions, error settings and the recursion limit.

    No garbage is collected meanwhile: that can take seconds in a large process, and would count as the answer's.
    """
    state, np_state = random.getstate(), np.random.get_state()  # noqa: NPY002 - the global state is what is guarded
    depth = sys.getrecursionlimit()
    names = [dict(table) for table in SHARED]
    # Another seed each time: an answer that leaves things to chance must not repeat itself by accident.
    seed = next(_seeds) if seed is None else seed
    random.seed(seed)
    np.random.seed(seed)  # noqa: NPY002
    collects = gc.isenabled()
    gc.disable()
    try:
        with warnings.catch_warnings(), np.errstate(all="ignore"):
            warnings.simplefilter("ignore")
            yield
    finally:
        for table, before in zip(SHARED, names, strict=True):
            if not _is_untouched(table, before):
                table.update(before)
        random.setstate(state)
        np.random.set_state(np_state)  # noqa: NPY002
        sys.setrecursionlimit(depth)
        if collects:
            gc.enable()


def _is_untouched(table: Mapping[str, Any], before: Mapping[str, Any]) -> bool:
    """Whether a table still has the same things under the same names, compared without asking them."""
    return list(table) == list(before) and all(map(operator.is_, table.values(), before.values()))


def _changed(before: Mapping[str, Any], after: Mapping[str, Any]) -> str:
    """Name the first argument that is no longer what it was, or ''."""
    return next((name for name in before if name not in after or not same(before[name], after[name])), "")


def same(one: Any, other: Any) -> bool:
    """Whether two values are equal through and through: type, dtype, shape, entries; NaN equals NaN."""
    if type(one) is not type(other):
        return False
    if isinstance(one, np.ndarray):
        alike = one.dtype == other.dtype and one.shape == other.shape
        return alike and bool(np.array_equal(one, other, equal_nan=one.dtype.kind in "fc"))
    if isinstance(one, list | tuple):
        return len(one) == len(other) and all(map(same, one, other))
    if isinstance(one, Mapping):
        return one.keys() == other.keys() and all(same(one[key], other[key]) for key in one)
    if callable(one):
        return True
    return bool(one == other or (one != one and other != other))


def own_traceback(error: BaseException, ours: tuple[str, ...] = ("firsthand",)) -> str:
    """The traceback from the learner's first line on: our frames and the libraries' lead-in are left out."""
    frames = list(traceback.walk_tb(error.__traceback__))
    first = next((i for i, (frame, _) in enumerate(frames) if _is_learners(frame, ours)), len(frames))
    kept = traceback.StackSummary.extract(
        iter(frames[first:]), limit=-8 if len(frames) - first > 12 else None
    )
    lines = [*kept.format(), *map(_shortened, traceback.format_exception_only(error))]
    return "".join((["Traceback, from your line on:\n"] if len(kept) else []) + lines)


def _shortened(line: str) -> str:
    line = line.encode("utf-8", "backslashreplace").decode()
    return line if len(line) <= PRINT_LIMIT else line[:PRINT_LIMIT] + "…\n"


def _is_learners(frame: types.FrameType, ours: tuple[str, ...]) -> bool:
    module = frame.f_globals.get("__name__", "")
    learners_package = module.startswith("firsthand.lessons.")  # known wrong versions stand in for a learner
    return learners_package or module.split(".")[0] not in (
        *ours,
        "contextlib",
        "copy",
        "importlib",
        "hypothesis",
    )
