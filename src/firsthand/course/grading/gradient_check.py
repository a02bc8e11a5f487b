"""Check the slope of a function, not only its values, by central differences."""

from __future__ import annotations

from typing import Any

import numpy as np

from firsthand.course.grading.exercise import Arguments, Exercise
from firsthand.course.grading.formatting import value_text
from firsthand.course.grading.judge import Judge
from firsthand.course.grading.observe import Observation
from firsthand.course.grading.search import Failure

STEP = 1e-4
TAME = 30.0  # beyond this, rounding of the values drowns a central difference


def slope_failure(
    exercise: Exercise, implementation: Any, arguments: Arguments, judge: Judge
) -> Failure | None:
    """Hold the slope along one direction against the reference's.

    Values may agree to the tolerance and slopes still differ: a rounded or clipped answer is flat where it should
    climb, and whoever trains through it learns nothing.

    Returns
    -------
    Failure or None
        None too where the check does not apply: integer, huge or infinite input, or an input that is refused.
    """
    x = arguments.get(exercise.differentiable)
    if not isinstance(x, np.ndarray) or x.dtype != np.float64 or x.size == 0 or not np.all(np.abs(x) <= TAME):
        return None
    direction = np.cos(1.0 + np.arange(x.size)).reshape(x.shape)  # any direction without symmetry will do
    if exercise.gradient_of is not None:
        return _not_the_gradient(exercise, implementation, arguments, direction, judge)
    got = _central_difference(exercise, implementation, arguments, direction, judge)
    expected = _central_difference(exercise, exercise.reference, arguments, direction, judge)
    if got is None or expected is None or np.allclose(got, expected, rtol=1e-3, atol=1e-5):
        return None
    where = f"Around this input the slope along {exercise.differentiable} is {value_text(got)}, expected {value_text(expected)}."
    return Failure(
        arguments, "wrong gradient", where, Observation(value=got), Observation(value=expected), slope=True
    )


def _central_difference(
    exercise: Exercise, version: Any, arguments: Arguments, direction: Any, judge: Judge
) -> Any:
    """(f(x + h d) - f(x - h d)) / 2h, or None where either side is no plain number."""
    x = arguments[exercise.differentiable]
    sides = []
    for sign in (1, -1):
        seen = judge.observe(version, {**arguments, exercise.differentiable: x + sign * STEP * direction})
        if seen.error or seen.slow or not np.all(np.isfinite(np.asarray(seen.value, dtype=float))):
            return None
        sides.append(np.asarray(seen.value, dtype=float))
    return (sides[0] - sides[1]) / (2 * STEP)


def _not_the_gradient(
    exercise: Exercise, implementation: Any, arguments: Arguments, direction: Any, judge: Judge
) -> Failure | None:
    """The answer is a gradient: along a direction it must be the slope of the function it belongs to."""
    assert exercise.gradient_of is not None
    x = arguments[exercise.differentiable]
    seen = judge.observe(implementation, arguments)
    if seen.error or seen.slow:
        return None
    ahead, behind = (
        exercise.gradient_of(**{**arguments, exercise.differentiable: x + sign * STEP * direction})
        for sign in (1, -1)
    )
    expected = (ahead - behind) / (2 * STEP)
    got = float(np.sum(np.asarray(seen.value) * direction))
    if np.isclose(got, expected, rtol=1e-4, atol=1e-6):
        return None
    name = exercise.gradient_of.__name__
    where = f"Along one direction {name} climbs by {value_text(expected)} per unit; this gradient says {value_text(got)}."
    return Failure(arguments, "wrong gradient", where, seen, judge.expected(arguments), slope=True)
