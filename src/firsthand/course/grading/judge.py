"""Judge one call: what the answer did beside what the reference does."""

from __future__ import annotations

import copy
import warnings
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from firsthand.course.grading.compare import Difference, kind
from firsthand.course.grading.exercise import Arguments, Exercise
from firsthand.course.grading.formatting import value_text
from firsthand.course.grading.freshness import Earlier
from firsthand.course.grading.observe import Alarm, Observation, observe, same
from firsthand.course.grading.remote import Remote
from firsthand.course.grading.search import Failure

MOST_LABEL = 100
FIRST_SEED = 1_000_000  # of first calls; far from those of calls that must not repeat them
CALL_SECONDS = 2.0  # of processor time for one call on a small input; anything right takes milliseconds


def ready_made(used: Sequence[str]) -> str:
    """The sentence about what is out of bounds and was used."""
    return f"It hands the work to {', '.join(used)}, and that is the very thing to build here."


class Judge:
    """Holds versions of one exercise against its reference, one input at a time."""

    def __init__(self, exercise: Exercise, alarm: Alarm) -> None:
        self.exercise = exercise
        self.alarm = alarm
        # By identity: each version is held against the same reference on the same inputs.
        self._expected: dict[int, tuple[Arguments, Observation]] = {}
        self._seeds: dict[int, int] = {}
        self._earlier: dict[int, Earlier] = {}

    def __call__(
        self, implementation: Any, arguments: Arguments, *, twice: bool = False
    ) -> tuple[Failure | None, Observation]:
        """Judge one call, or two when the second must repeat the first."""
        expected = self.expected(arguments)
        # All versions meet the same chance on the same input, so that the same mistake gives the same answer.
        seed = self._seeds.setdefault(id(arguments), FIRST_SEED + len(self._seeds))
        got = self.observe(implementation, arguments, seed=seed)
        failure = self._failure(arguments, got, expected)
        if failure is None and twice:
            failure = self._unlike(implementation, arguments, got, expected)
        return failure, got

    def unstable(self, implementation: Any, failure: Failure) -> Failure | None:
        """The same failure called by its real name, when a second call gives something else again."""
        if failure.slope or failure.outcome not in ("wrong value", "wrong shape", "wrong gradient"):
            return None
        return self._unlike(implementation, failure.arguments, failure.got, failure.expected)

    def expected(self, arguments: Arguments) -> Observation:
        """What the reference does. Looked up where it was asked the same before."""
        known = self.exercise.known if id(arguments) in self.exercise.lasting else self._expected
        if id(arguments) not in known:
            seen = self.observe(self.exercise.reference, arguments, seconds=30.0)
            # The arguments are kept, so that no other gets their id.
            known[id(arguments)] = arguments, seen
        expected: Observation = known[id(arguments)][1]
        return expected

    def observe(
        self,
        implementation: Any,
        arguments: Arguments,
        seconds: float = CALL_SECONDS,
        seed: int | None = None,
    ) -> Observation:
        if isinstance(implementation, Remote):
            return implementation.observe(arguments, seconds, seed)
        shared: list[str] = []

        def act(given: Arguments) -> Any:
            value = self.exercise.run(implementation, given)
            if self.exercise.wants_fresh:
                shared.append(self._earlier.setdefault(id(implementation), Earlier()).shared(value, given))
            # What comes back may be a buffer that the next call writes over.
            return _own(value)

        seen = observe(act, arguments, self.alarm, seconds, seed)
        return replace(seen, shared=shared[0] if shared else "")

    def _failure(self, arguments: Arguments, got: Observation, expected: Observation) -> Failure | None:
        def fail(outcome: Any, where: str) -> Failure:
            return Failure(arguments, outcome, where, got, expected)

        if got.crossed:
            return fail("ready-made", ready_made(got.crossed))
        if got.slow:
            at = f", then in {got.stopped}" if got.stopped else "."
            return fail("too slow", f"It still ran after {CALL_SECONDS:.0f} s of processor time{at}")
        if got.error:
            return (
                None if _raised_as_expected(got, expected) else fail("crashed", _crash(got.error, expected))
            )
        if got.changed:
            return fail("changed its input", f"After the call, {got.changed} is no longer what it was.")
        if expected.error:
            name = type(expected.error).__name__
            return fail("wrong value", f"It gave {value_text(got.value)}, expected {name}: {expected.error}")
        difference = self._difference(got.value, expected.value, arguments)
        if difference:
            return fail(self._outcome(difference), difference.where)
        if got.shared:
            return fail("wrong value", f"The result shares its memory with {got.shared}.")
        return None

    def _outcome(self, difference: Difference) -> str:
        is_gradient = self.exercise.gradient_of is not None and difference.outcome == "wrong value"
        return "wrong gradient" if is_gradient else difference.outcome

    def _difference(self, got: Any, expected: Any, arguments: Arguments) -> Difference | None:
        try:
            difference = self.exercise.compare(got, expected, arguments)
        except Exception:  # an answer may be an object that cannot even be compared
            return Difference("wrong type", f"It gave {kind(got)}, expected {kind(expected)}.")
        if difference and difference.outcome == "wrong value" and self._is_rounding(got, expected, arguments):
            return None
        return difference

    def _is_rounding(self, got: Any, expected: Any, arguments: Arguments) -> bool:
        """Whether the difference is no more than rounding of the *inputs* would make.

        On an ill-conditioned input (a sum of huge numbers that cancel) two right ways of computing differ by more
        than any fixed tolerance. The reference itself, on inputs moved by a few units in the last place, shows
        how much is due to that.
        """
        one, other = _floats(got), _floats(expected)
        if one is None or other is None or one.shape != other.shape:
            return False
        if not (np.isfinite(one).all() and np.isfinite(other).all()):
            return False
        allowed = 1e-6 * np.abs(other) + 1e-9 + 8 * self._spread(arguments, other, ties_stay=True)
        # Moving equal numbers apart may break a tie, and what then changes is no rounding: only a change that is
        # tiny beside the input counts.
        tiny = 1e-10 * _largest(arguments)
        beyond = np.abs(one - other) - allowed
        if np.all(beyond <= 0):
            return True
        if np.any(beyond > 8 * tiny):
            return False
        loose = self._spread(arguments, other, ties_stay=False)
        return bool(np.all(beyond <= np.where(loose <= tiny, 8 * loose, 0.0)))

    def _spread(self, arguments: Arguments, expected: Any, *, ties_stay: bool) -> Any:
        """How far the reference's answer moves when its input does by a few units in the last place."""
        moved = [self._at(_jittered(arguments, seed, ties_stay)) for seed in range(4)]
        usable = [v for v in moved if v is not None and v.shape == expected.shape and np.isfinite(v).all()]
        return np.max([np.abs(value - expected) for value in usable], axis=0) if usable else 0.0

    def _at(self, arguments: Arguments) -> Any:
        """The reference's floats, or None; without the precautions that a learner's code needs."""
        try:
            with warnings.catch_warnings(), np.errstate(all="ignore"):
                warnings.simplefilter("ignore")
                return _floats(self.exercise.run(self.exercise.reference, copy.deepcopy(dict(arguments))))
        except Exception:  # the moved input may be one that is refused
            return None

    def _unlike(
        self, implementation: Any, arguments: Arguments, first: Observation, expected: Observation
    ) -> Failure | None:
        """Call again; a Failure when the second answer is not the first."""
        second = self.observe(implementation, arguments)
        if not self.exercise.deterministic or second.slow or (first.error and second.error):
            return None
        if not first.error and not second.error and same(first.value, second.value):
            return None
        again = value_text(second.value) if not second.error else type(second.error).__name__
        where = f"The same input gave {value_text(first.value)} at first and {again} the second time."
        return Failure(arguments, "unstable", where, second, expected)


def _own(value: Any) -> Any:
    try:
        return copy.deepcopy(value)
    except Exception:  # some objects cannot be copied; then it is judged as it is
        return value


def _raised_as_expected(got: Observation, expected: Observation) -> bool:
    return expected.error is not None and isinstance(got.error, type(expected.error))


def _crash(error: BaseException, expected: Observation) -> str:
    wanted = f", expected {type(expected.error).__name__}" if expected.error else ""
    return f"It raised {type(error).__name__}{wanted}."


def _floats(value: Any) -> Any:
    if isinstance(value, float | np.floating | np.ndarray) and np.asarray(value).dtype.kind == "f":
        return np.asarray(value, dtype=float)
    return None


def _largest(arguments: Arguments) -> float:
    sizes = [
        np.abs(value)
        for value in arguments.values()
        if isinstance(value, np.ndarray) and value.dtype.kind == "f"
    ]
    return max((float(np.max(size, initial=0.0, where=np.isfinite(size))) for size in sizes), default=0.0)


def _jittered(arguments: Arguments, seed: int, ties_stay: bool) -> dict[str, Any]:
    return {name: _jitter(value, seed, ties_stay) for name, value in arguments.items()}


def _jitter(value: Any, seed: int, ties_stay: bool) -> Any:
    """Move each number by one or two units in the last place; equal numbers alike where ties are to stay."""
    if isinstance(value, np.ndarray) and value.dtype.kind == "f":
        if _are_labels(value):
            return value
        steps = np.array([-2, -1, 1, 2])[_mixed(value.astype(np.float64), seed, ties_stay) % 4]
        with np.errstate(all="ignore"):  # the largest float has no neighbour above
            return (value * (1 + np.finfo(value.dtype).eps * steps)).astype(value.dtype)
    if isinstance(value, float):
        return float(_jitter(np.array([value]), seed, ties_stay)[0])
    return value


def _are_labels(values: NDArray[Any]) -> bool:
    """Whether they are few small whole numbers, such as classes: these have no rounding, and 1 is not nearly 1."""
    with np.errstate(all="ignore"):
        return bool(np.all((values == np.rint(values)) & (np.abs(values) <= MOST_LABEL)))


def _mixed(values: NDArray[np.float64], seed: int, ties_stay: bool) -> NDArray[np.uint64]:
    """Numbers that look like chance: from each value's bits alone, or from its place too."""
    mixed = np.array(values, order="C").view(np.uint64) ^ np.uint64(seed * 0x9E3779B9)
    if not ties_stay:
        mixed ^= np.arange(values.size, dtype=np.uint64).reshape(values.shape) * np.uint64(0x94D049BB133111EB)
    return (mixed * np.uint64(0xBF58476D1CE4E5B9)) >> np.uint64(33)
