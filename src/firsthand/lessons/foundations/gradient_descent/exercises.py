"""The exercises of the lesson Gradient descent."""

import math
from collections.abc import Mapping
from typing import Any

import numpy as np
from hypothesis import strategies as st

from firsthand.course.grading.compare import Difference, agree
from firsthand.course.grading.exercise import Clause, Exercise, Race
from firsthand.foundations import gradient_descent, momentum_descent, numerical_gradient
from firsthand.lessons import ready_made
from firsthand.lessons.foundations.gradient_descent import (
    correct,
    mistakes_momentum,
    mistakes_paths,
    mistakes_slopes,
)
from firsthand.lessons.foundations.gradient_descent.formulas import FUNCTIONS, SLOPES, Formula

ENTRIES = st.sampled_from([0.0, 1.0, 2.0, -1.0, 0.5, 3.0, -4.0, 0.1, 10.0, -7.3])
SHAPES = st.sampled_from([(1,), (2,), (3,), (1, 2), (2, 2), (2, 1, 2)])
KINDS = st.sampled_from([np.float64, np.float64, np.int64, np.float32])


def _array(shape: tuple[int, ...]) -> Any:
    size = math.prod(shape)
    numbers = st.lists(ENTRIES, min_size=size, max_size=size)
    return st.builds(lambda values, kind: np.array(values).reshape(shape).astype(kind), numbers, KINDS)


POINTS = ENTRIES | st.integers(-5, 10) | SHAPES.flatmap(_array)
RATES = st.sampled_from([1.0, 0.5, 0.1, 0.01, 2.0, 0.0])
MOMENTA = st.sampled_from([0.5, 0.9, 0.0, 0.99])
STEPS = st.integers(0, 6)


def _measuring(f: Any, x: Any) -> dict[str, Any]:
    return {"f": f, "x": x}


def _walk(gradient: Any, start: Any, rate: float, steps: int) -> dict[str, Any]:
    return {"gradient": gradient, "start": start, "rate": rate, "steps": steps}


def _roll(gradient: Any, start: Any, rate: float, momentum: float, steps: int) -> dict[str, Any]:
    return {"gradient": gradient, "start": start, "rate": rate, "momentum": momentum, "steps": steps}


def about_equal(got: Any, expected: Any, arguments: Mapping[str, Any]) -> Difference | None:
    """Agree to 1e-4, or to 1e-3 near 0: a measured slope depends on the step, and ours is not the only good one."""
    difference = agree(got, expected, arguments)
    if difference is None or difference.outcome != "wrong value":
        return difference
    return None if np.allclose(got, expected, rtol=1e-4, atol=1e-3, equal_nan=True) else difference


SQUARES, LINE, CUBES, FROM_THREE, CORNER, WAVES, PRODUCT, FLAT = FUNCTIONS
HALF_SQUARES_SLOPE, FROM_THREE_SLOPE, STEEP_SLOPE, WAVES_SLOPE, RAMP_SLOPE = SLOPES
# Both mix the entries: what moves one of them changes the slope along the others.
COUPLED_SLOPE = Formula("x + np.flip(x)", lambda x: x + np.flip(x))
STEEP_SADDLE = Formula("10000 * np.prod(x)", lambda x: 10000 * np.prod(x))
RIPPLES = Formula("np.sum(np.sin(50 * x))", lambda x: np.sum(np.sin(50 * x)))
FIRST_ROW = Formula("np.sum(x[0] ** 2)", lambda x: np.sum(x[0] ** 2))
VALLEY = Formula("np.array([1.0, 25.0]) * x", lambda x: np.array([1.0, 25.0]) * x)


def _approx_fprime(f: Any, x: Any) -> Any:
    from scipy import optimize  # imported when a race is run

    theirs: Any = optimize.approx_fprime  # it carries no types
    return theirs(x, f)


numerical_gradient_exercise = Exercise(
    reference=numerical_gradient,
    task="Measure the gradient of any function by central differences: nudge each entry of x to both sides and see "
    "how much f changes. x may be a number or an array of any shape.",
    inputs=st.builds(_measuring, st.sampled_from(FUNCTIONS), POINTS),
    edges=[
        _measuring(SQUARES, 3.0),
        _measuring(CORNER, 0.0),
        _measuring(CUBES, 0.0),
        _measuring(FLAT, 1.0),
        _measuring(SQUARES, 3),
        _measuring(SQUARES, np.array([1.0, 2.0])),
        _measuring(CORNER, np.array([0.0, -2.0])),
        _measuring(PRODUCT, np.array([2.0, 3.0, 0.5])),
        _measuring(SQUARES, np.array([1, 2])),
        _measuring(SQUARES, np.array([[1.0, -2.0], [0.0, 100.0]])),
        _measuring(WAVES, np.array([[0.5]], dtype=np.float32)),
        _measuring(LINE, np.array([5.0])),
        _measuring(STEEP_SADDLE, np.array([0.0, 0.0])),
    ],
    mistakes=mistakes_slopes.NUMERICAL_GRADIENT,
    clauses=[
        Clause(
            text="Takes something shaped like x",
            ignored=mistakes_slopes.ANOTHER_SHAPE,
            edges=[_measuring(FIRST_ROW, np.array([[1.0, 2.0], [3.0, 4.0]]))],
        ),
        Clause(
            text="A much larger h misses the bend of the curve",
            ignored=mistakes_slopes.MUCH_LARGER,
            edges=[_measuring(RIPPLES, 0.0), _measuring(RIPPLES, np.array([0.5, -0.25]))],
        ),
    ],
    also_right=[
        correct.gradient_by_copies,
        correct.gradient_by_rows_of_the_identity,
        correct.gradient_by_five_points,
    ],
    hints=[
        "Start with a single number: by how much does f differ between x + h and x - h, and how far apart are those "
        "two points?",
        "With an array, let only one entry move while the others stand still: x + nudge and x - nudge, where nudge is "
        "0 everywhere except for h in one place. Repeat for every place.",
        "x = np.array(x, dtype=float); for place in np.ndindex(x.shape): fill gradient[place] with "
        "(f(x + nudge) - f(x - nudge)) / (2 * h). np.ndindex also serves a single number, whose shape is ().",
    ],
    out_of_bounds=ready_made.SLOPES,
    agree=about_equal,
    race=Race(
        lambda size, seed: _measuring(WAVES, np.random.default_rng(seed).uniform(-2, 2, size)),
        {"SciPy, one side": _approx_fprime},
        (1, 10, 100, 1_000),
        "entries of x",
    ),
)

gradient_descent_exercise = Exercise(
    reference=gradient_descent,
    task="Step against the gradient, `steps` times, and return every point of the path, the start first.",
    inputs=st.builds(_walk, st.sampled_from(SLOPES), POINTS, RATES, STEPS),
    edges=[
        _walk(HALF_SQUARES_SLOPE, 1.0, 0.5, 1),
        _walk(HALF_SQUARES_SLOPE, 1.0, 0.5, 2),
        _walk(FROM_THREE_SLOPE, 10.0, 0.1, 20),
        _walk(FROM_THREE_SLOPE, 10.0, 1.0, 3),
        _walk(HALF_SQUARES_SLOPE, 1.0, 0.5, 0),
        _walk(HALF_SQUARES_SLOPE, np.array([1.0, -2.0]), 0.5, 2),
        _walk(FROM_THREE_SLOPE, 10, 0.1, 2),
        _walk(VALLEY, np.array([10.0, 1.0]), 0.05, 3),
        _walk(FROM_THREE_SLOPE, np.array([10, -4]), 0.1, 2),
        _walk(HALF_SQUARES_SLOPE, np.array([[1.0, 2.0], [3.0, 4.0]]), 0.5, 1),
        _walk(FROM_THREE_SLOPE, np.array([10.0], dtype=np.float32), 0.1, 5),
        _walk(STEEP_SLOPE, 1.0, 1.0, 8),
        _walk(COUPLED_SLOPE, np.array([1.0, 3.0]), 0.25, 1),
    ],
    mistakes=mistakes_paths.GRADIENT_DESCENT,
    also_right=[correct.descent_into_a_table, correct.descent_with_copies, correct.descent_by_accumulation],
    hints=[
        "Write one step first: where do you stand after it, if you stood at x and the slope there is gradient(x)?",
        "Begin with a list that holds the start, as floats. In a loop over the steps, compute the next point from the "
        "last and append it.",
        "x = np.array(start, dtype=float); path = [x]; then for each step x = x - rate * gradient(x) and "
        "path.append(x). At the end np.array(path) stacks the points.",
    ],
    out_of_bounds=ready_made.DESCENT,
)

momentum_descent_exercise = Exercise(
    reference=momentum_descent,
    task="Let the point roll like a heavy ball: a velocity remembers a share of earlier slopes, and moves it. Return "
    "every point of the path, the start first.",
    inputs=st.builds(_roll, st.sampled_from(SLOPES), POINTS, RATES, MOMENTA, STEPS),
    edges=[
        _roll(HALF_SQUARES_SLOPE, 1.0, 0.5, 0.5, 1),
        _roll(HALF_SQUARES_SLOPE, 1.0, 0.5, 0.5, 2),
        _roll(RAMP_SLOPE, 0.0, 1.0, 0.5, 3),
        _roll(HALF_SQUARES_SLOPE, 1.0, 0.5, 0.0, 2),
        _roll(FROM_THREE_SLOPE, 10.0, 0.1, 0.9, 20),
        _roll(HALF_SQUARES_SLOPE, 1.0, 0.5, 0.9, 0),
        _roll(HALF_SQUARES_SLOPE, np.array([1.0, -2.0]), 0.5, 0.9, 3),
        _roll(FROM_THREE_SLOPE, 10, 0.1, 0.9, 2),
        _roll(VALLEY, np.array([10.0, 1.0]), 0.05, 0.5, 3),
        _roll(FROM_THREE_SLOPE, np.array([10, -4]), 0.1, 0.9, 2),
        _roll(HALF_SQUARES_SLOPE, np.array([[1.0, 2.0], [3.0, 4.0]]), 0.5, 0.5, 2),
        _roll(FROM_THREE_SLOPE, np.array([10.0], dtype=np.float32), 0.1, 0.5, 4),
        _roll(COUPLED_SLOPE, np.array([1.0, 3.0]), 0.25, 0.5, 2),
    ],
    mistakes=mistakes_momentum.MOMENTUM_DESCENT,
    also_right=[correct.momentum_with_the_rate_inside, correct.momentum_from_two_points],
    hints=[
        "It is gradient_descent with one more thing to remember from step to step: how fast the ball rolls. At the "
        "start it stands still.",
        "Two lines a step, in this order: the new velocity from the old one and the slope, then the new point from "
        "the old one and the velocity.",
        "velocity = momentum * velocity + gradient(x), then x = x - rate * velocity. Begin with velocity 0 in the "
        "shape of the start, and keep the path as in gradient_descent.",
    ],
    out_of_bounds=ready_made.DESCENT,
)
