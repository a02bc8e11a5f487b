"""Judge one call: what the answer did beside what the reference does."""

from __future__ import annotations

import copy
from typing import Any

import numpy as np

from firsthand.course.agree import Difference, kind
from firsthand.course.exercise import Arguments, Exercise
from firsthand.course.observe import Alarm, Observation, observe, same
from firsthand.course.search import Failure
from firsthand.course.show import value_text

CALL_SECONDS = 2.0  # one call on a small input; anything right takes milliseconds


class Judge:
    """Holds versions of one exercise against its reference, one input at a time."""

    def __init__(self, exercise: Exercise, alarm: Alarm) -> None:
        self.exercise = exercise
        self.alarm = alarm

    def __call__(
        self, implementation: Any, arguments: Arguments, *, twice: bool = False
    ) -> tuple[Failure | None, Observation]:
        """Judge one call, or two when the second must repeat the first."""
        expected = self.expected(arguments)
        got = self.observe(implementation, arguments)
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
        return self.observe(self.exercise.reference, arguments, seconds=30.0)

    def observe(
        self, implementation: Any, arguments: Arguments, seconds: float = CALL_SECONDS
    ) -> Observation:
        seen = observe(lambda given: self.exercise.run(implementation, given), arguments, self.alarm, seconds)
        # What comes back may be a buffer that the next call writes over.
        return seen if seen.error or seen.slow else _with_own_value(seen)

    def _failure(self, arguments: Arguments, got: Observation, expected: Observation) -> Failure | None:
        def fail(outcome: Any, where: str) -> Failure:
            return Failure(arguments, outcome, where, got, expected)

        if got.slow:
            return fail("too slow", f"It still ran after {CALL_SECONDS:.0f} s.")
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
        return fail(self._outcome(difference), difference.where) if difference else None

    def _outcome(self, difference: Difference) -> str:
        is_gradient = self.exercise.gradient_of is not None and difference.outcome == "wrong value"
        return "wrong gradient" if is_gradient else difference.outcome

    def _difference(self, got: Any, expected: Any, arguments: Arguments) -> Difference | None:
        try:
            difference = self.exercise.agree(got, expected, arguments)
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
        if one is None or other is None or one.shape != other.shape or not np.isfinite(one).all():
            return False
        moved = [self.expected(_jittered(arguments, seed)) for seed in range(4)]
        values = [_floats(seen.value) for seen in moved if not seen.error]
        usable = [v for v in values if v is not None and v.shape == other.shape and np.isfinite(v).all()]
        if not usable or not np.isfinite(other).all():
            return False
        spread = np.max([np.abs(value - other) for value in usable], axis=0)
        return bool(np.all(np.abs(one - other) <= np.maximum(8 * spread, 1e-6 * np.abs(other) + 1e-9)))

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


def _with_own_value(seen: Observation) -> Observation:
    try:
        return Observation(value=copy.deepcopy(seen.value), changed=seen.changed)
    except Exception:  # some objects cannot be copied; then it is judged as it is
        return seen


def _raised_as_expected(got: Observation, expected: Observation) -> bool:
    return expected.error is not None and isinstance(got.error, type(expected.error))


def _crash(error: BaseException, expected: Observation) -> str:
    wanted = f", expected {type(expected.error).__name__}" if expected.error else ""
    return f"It raised {type(error).__name__}{wanted}."


def _floats(value: Any) -> Any:
    if isinstance(value, float | np.floating | np.ndarray) and np.asarray(value).dtype.kind == "f":
        return np.asarray(value, dtype=float)
    return None


def _jittered(arguments: Arguments, seed: int) -> dict[str, Any]:
    rng = np.random.default_rng(seed)
    return {name: _jitter(value, rng) for name, value in arguments.items()}


def _jitter(value: Any, rng: np.random.Generator) -> Any:
    if isinstance(value, np.ndarray) and value.dtype.kind == "f":
        step = np.finfo(value.dtype).eps * rng.choice([-2, -1, 1, 2], size=value.shape)
        return (value * (1 + step)).astype(value.dtype)
    if isinstance(value, float):
        return value * (1 + 2.2e-16 * float(rng.choice([-2, -1, 1, 2])))
    return value
