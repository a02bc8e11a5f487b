"""Call a learner's code so that nothing it does reaches further than its own call."""

from __future__ import annotations

import builtins
import contextlib
import copy
import ctypes
import gc
import io
import itertools
import linecache
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

from firsthand.course.grading.codec import told_traceback
from firsthand.course.grading.formatting import printable
from firsthand.course.grading.tensors import WithGradients, is_same, is_tensor

PRINT_LIMIT = 2_000
LOAD_SECONDS = 5.0  # processor time for importing an answer, beside what its own import statements take
LOOK_EVERY_SECONDS = 0.05  # seconds after which the alarm looks for a new limit at the latest
MAX_WALL_SECONDS = 30.0  # seconds by the clock on the wall after which a call that only waits is ended
MAX_IMPORT_SECONDS = 120.0  # the same where import statements are under way: a large library on a slow disk
SHARED = (vars(np), vars(builtins))  # what everyone looks names up in
_seeds = itertools.count(1)


class TooSlow(BaseException):
    """Raised inside a call that has used up its time. A BaseException, so that `except Exception` lets it through."""


@dataclass(frozen=True)
class Observation:
    """What one call did: a value, or an error, and which argument it changed.

    `shared` says with what the value shares its memory, where that was asked; `crossed` names what it called that is
    out of bounds; `seconds` is the processor time it took. `stopped` is the line at which it was when its time ended, as
    ``line 7: while low < high:``, where that is known.
    """

    value: Any = None
    error: BaseException | None = None
    changed: str = ""
    slow: bool = False
    shared: str = ""
    crossed: tuple[str, ...] = ()
    seconds: float = 0.0
    stopped: str = ""


class Alarm:
    """Stops Python code in this thread that has used up its processor time, on every platform.

    Processor time, because a busy machine is not the fault of the code; and the time within import statements is not
    counted, because large libraries take seconds and are left in pieces when they are interrupted. Who only waits is
    ended after `MAX_WALL_SECONDS`.

    A second thread raises `TooSlow` here, and again while the code swallows it. Code that sits in one long C
    call is not reached: a process of its own is killed instead.
    """

    def __init__(self, importing: Callable[[], None] = lambda: None) -> None:
        """`importing` is called now and then while a call is within an import statement."""
        self._importing = importing
        self._thread = threading.get_ident()
        self._turn = threading.Lock()
        self._closed = threading.Event()
        self._limit: _Limit | None = None
        self.rang = False
        self._watcher = threading.Thread(target=self._watch, daemon=True)
        self._watcher.start()

    @contextlib.contextmanager
    def limit(self, seconds: float) -> Iterator[None]:
        """Raise `TooSlow` in the body once it has used `seconds` of processor time."""
        self.rang = False
        self._set(_Limit(seconds))
        try:
            yield
        finally:
            self._set(None)
            if self.rang:
                _let_pending_exception_land()

    def close(self) -> None:
        self._closed.set()

    def _set(self, limit: _Limit | None) -> None:
        with self._turn:
            self._limit = limit

    def _watch(self) -> None:
        # It looks now and then instead of being told: waking it twice a call would cost more than most calls do.
        while not self._closed.wait(LOOK_EVERY_SECONDS):
            with self._turn:
                if self._limit is None:
                    continue
                if _is_importing(self._thread) and self._limit.forgive():
                    self._importing()
                elif self._limit.is_used_up():
                    self.rang = True
                    ctypes.pythonapi.PyThreadState_SetAsyncExc(
                        ctypes.c_ulong(self._thread), ctypes.py_object(TooSlow)
                    )
                    self._limit = _Limit(0.2, 0.2)


class _Limit:
    """What one call may use up, and what it has used so far."""

    def __init__(self, seconds: float, patience: float = MAX_WALL_SECONDS) -> None:
        self._seconds = seconds
        self._end = time.monotonic() + patience
        self._end_of_imports = time.monotonic() + MAX_IMPORT_SECONDS
        self._used = 0.0
        self._seen = time.process_time()

    def is_used_up(self) -> bool:
        now = time.process_time()
        self._used += now - self._seen
        self._seen = now
        return self._used >= self._seconds or time.monotonic() >= self._end

    def forgive(self) -> bool:
        """Let what was used since the last look be free, because an import is under way. False when that goes on for ever."""
        if time.monotonic() >= self._end_of_imports:
            return False
        self._seen = time.process_time()
        self._end = time.monotonic() + MAX_WALL_SECONDS
        return True


def _is_importing(thread: int) -> bool:
    """Whether the thread is somewhere within an import statement of the code that is observed."""
    frame = sys._current_frames().get(thread)
    while frame is not None and frame.f_code is not observe.__code__:
        if frame.f_code.co_filename == "<frozen importlib._bootstrap>":
            return True
        frame = frame.f_back
    return False


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
    """Run `act` on copies of the arguments within `seconds` of processor time, with the world put back afterwards.

    Global chance starts from `seed`, or without one from another place each time; `kept_chance` puts that back.

    KeyboardInterrupt is the one thing that passes through: it is the person at the keyboard.
    """
    given = copy.deepcopy(dict(arguments))
    began = time.process_time()
    value, failed = None, None
    try:
        with contained(seed), alarm.limit(seconds):
            value = act(given)
    except TooSlow as rang:
        return Observation(slow=True, seconds=time.process_time() - began, stopped=_innermost_line(rang))
    except KeyboardInterrupt:
        raise
    except BaseException as error:
        # SystemExit and friends too: whatever the learner's code raises is a finding, not our end.
        failed = error
    used = time.process_time() - began
    if alarm.rang and failed is None:
        return Observation(slow=True, seconds=used)
    return Observation(value, failed, _changed(arguments, given), seconds=used)


@contextlib.contextmanager
def kept_chance() -> Iterator[None]:
    """Put global chance back after many calls. Once for all of them: reading NumPy's takes longer than most calls."""
    state, np_state = random.getstate(), np.random.get_state()  # noqa: NPY002 - the global state is what is guarded
    try:
        yield
    finally:
        random.setstate(state)
        np.random.set_state(np_state)  # noqa: NPY002


@contextlib.contextmanager
def contained(seed: int | None = None) -> Iterator[None]:
    """Keep warnings, NumPy's and Python's functions, error settings and the recursion limit.

    No garbage is collected meanwhile: that can take seconds in a large process, and would count as the answer's.
    """
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
    if is_tensor(one):
        return is_same(one, other)
    if isinstance(one, WithGradients):
        return same(one.value, other.value) and same(one.gradients, other.gradients)
    if isinstance(one, list | tuple):
        return len(one) == len(other) and all(map(same, one, other))
    if isinstance(one, Mapping):
        return one.keys() == other.keys() and all(same(one[key], other[key]) for key in one)
    if callable(one):
        return True
    return bool(one == other or (one != one and other != other))


def own_traceback(error: BaseException, ours: tuple[str, ...] = ("firsthand",)) -> str:
    """The traceback from the learner's first line on: our frames and the libraries' lead-in are left out."""
    found = told_traceback(error)
    if found is not None:
        return found
    frames = list(traceback.walk_tb(error.__traceback__))
    first = next((i for i, (frame, _) in enumerate(frames) if _is_learners(frame, ours)), len(frames))
    frames = [
        at
        for at in frames[first:]
        if at[0].f_globals.get("__name__") != "firsthand.course.grading.call_monitor"
    ]
    kept = traceback.StackSummary.extract(iter(frames), limit=-8 if len(frames) > 12 else None)
    lines = [*kept.format(), *map(_shortened, traceback.format_exception_only(error))]
    return "".join((["Traceback, from your line on:\n"] if len(kept) else []) + lines)


def _innermost_line(error: BaseException) -> str:
    """Where in the learner's own file the error came up: a library that it had called is no line of theirs."""
    frames = [frame for frame, _ in traceback.walk_tb(error.__traceback__)]
    lines = [number for _, number in traceback.walk_tb(error.__traceback__)]
    first = next((frame for frame in frames if _is_learners(frame, ("firsthand",))), None)
    if first is None:
        return ""
    own = first.f_code.co_filename
    number = [line for frame, line in zip(frames, lines, strict=True) if frame.f_code.co_filename == own][-1]
    return f"line {number}: {printable(linecache.getline(own, number).strip())}".removesuffix(": ")


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
