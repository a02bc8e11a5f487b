"""What people write for descent with momentum that is wrong, and what to tell them."""

from typing import Any

import numpy as np

from firsthand.course.grading.exercise import Mistake


def _walk(gradient: Any, start: Any, rate: float, steps: int, push: Any) -> Any:
    """Walk with velocity = push(velocity, point)."""
    x = np.array(start, dtype=float)
    velocity, path = np.zeros_like(x), [x]
    for _ in range(steps):
        velocity = push(velocity, x)
        x = x - rate * velocity
        path.append(x)
    return np.array(path)


def velocity_forgotten(gradient: Any, start: Any, rate: float, momentum: float, steps: int) -> Any:
    return _walk(gradient, start, rate, steps, lambda v, x: gradient(x))


def average_of_slopes(gradient: Any, start: Any, rate: float, momentum: float, steps: int) -> Any:
    return _walk(gradient, start, rate, steps, lambda v, x: momentum * v + (1 - momentum) * gradient(x))


def nesterov(gradient: Any, start: Any, rate: float, momentum: float, steps: int) -> Any:
    return _walk(gradient, start, rate, steps, lambda v, x: momentum * v + gradient(x - rate * momentum * v))


def rate_twice(gradient: Any, start: Any, rate: float, momentum: float, steps: int) -> Any:
    return _walk(gradient, start, rate, steps, lambda v, x: momentum * v + rate * gradient(x))


def velocity_never_fades(gradient: Any, start: Any, rate: float, momentum: float, steps: int) -> Any:
    return _walk(gradient, start, rate, steps, lambda v, x: v + gradient(x))


def slope_fades_instead(gradient: Any, start: Any, rate: float, momentum: float, steps: int) -> Any:
    return _walk(gradient, start, rate, steps, lambda v, x: v + momentum * gradient(x))


def velocity_against_the_slope(gradient: Any, start: Any, rate: float, momentum: float, steps: int) -> Any:
    return _walk(gradient, start, rate, steps, lambda v, x: gradient(x) - momentum * v)


def rolls_uphill(gradient: Any, start: Any, rate: float, momentum: float, steps: int) -> Any:
    return _walk(gradient, start, rate, steps, lambda v, x: momentum * v - gradient(x))


def moves_before_it_looks(gradient: Any, start: Any, rate: float, momentum: float, steps: int) -> Any:
    x = np.array(start, dtype=float)
    velocity, path = np.zeros_like(x), [x]
    for _ in range(steps):
        x = x - rate * velocity
        velocity = momentum * velocity + gradient(x)
        path.append(x)
    return np.array(path)


def head_start(gradient: Any, start: Any, rate: float, momentum: float, steps: int) -> Any:
    x = np.array(start, dtype=float)
    velocity, path = gradient(x), [x]
    for _ in range(steps):
        velocity = momentum * velocity + gradient(x)
        x = x - rate * velocity
        path.append(x)
    return np.array(path)


def momentum_start_missing(gradient: Any, start: Any, rate: float, momentum: float, steps: int) -> Any:
    return _walk(gradient, start, rate, steps, lambda v, x: momentum * v + gradient(x))[1:]


def both_from_the_old(gradient: Any, start: Any, rate: float, momentum: float, steps: int) -> Any:
    x = np.array(start, dtype=float)
    velocity, path = np.zeros_like(x), [x]
    for _ in range(steps):
        x, velocity = x - rate * velocity, momentum * velocity + gradient(x)
        path.append(x)
    return np.array(path)


def rate_twice_and_uphill(gradient: Any, start: Any, rate: float, momentum: float, steps: int) -> Any:
    return _walk(gradient, start, rate, steps, lambda v, x: momentum * v - rate * gradient(x))


def momentum_in_whole_numbers(gradient: Any, start: Any, rate: float, momentum: float, steps: int) -> Any:
    x = np.array(start)
    path, velocity = np.zeros((steps + 1, *x.shape), dtype=x.dtype), np.zeros(x.shape)
    path[0] = x
    for i in range(steps):
        velocity = momentum * velocity + gradient(path[i])
        path[i + 1] = path[i] - rate * velocity
    return path


def momentum_in_place(gradient: Any, start: Any, rate: float, momentum: float, steps: int) -> Any:
    x = np.array(start, dtype=float)
    velocity, path = np.zeros_like(x), [x]
    for _ in range(steps):
        velocity = momentum * velocity + gradient(x)
        x -= rate * velocity
        path.append(x)
    return np.array(path)


MOMENTUM_DESCENT = [
    Mistake(
        velocity_forgotten,
        "This is plain gradient descent: nothing of the last velocity is left in the next one. Start each from "
        "momentum * velocity.",
    ),
    Mistake(
        average_of_slopes,
        "You weigh the new slope by (1 - momentum): an average of slopes, as Adam keeps. Here they add up: "
        "velocity = momentum * velocity + gradient(x).",
    ),
    Mistake(
        nesterov,
        "You measure the slope where the ball would roll to. That is Nesterov's momentum, a good idea of its own; "
        "here the slope is taken at x.",
    ),
    Mistake(
        rate_twice,
        "The rate comes in twice, once in the velocity and once in the move. Once is enough, in the move.",
    ),
    Mistake(
        velocity_never_fades,
        "Nothing slows the ball: multiply the old velocity by momentum before you add the slope.",
    ),
    Mistake(
        slope_fades_instead,
        "You scaled the new slope by momentum and kept all of the old velocity. It is the other way round.",
    ),
    Mistake(
        velocity_against_the_slope,
        "The old velocity is subtracted, so it brakes instead of carrying on. Add momentum * velocity.",
    ),
    Mistake(
        rolls_uphill,
        "The ball rolls uphill: one minus is missing, or one too many. Either add the slope to the velocity and "
        "subtract the velocity from x, or the other way round.",
    ),
    Mistake(
        moves_before_it_looks,
        "You move with the old velocity and update it afterwards, so the first step goes nowhere. Update first, then move.",
    ),
    Mistake(
        head_start,
        "The velocity starts as the slope, so that the first step counts it twice. The ball starts at rest: velocity 0.",
    ),
    Mistake(
        momentum_start_missing,
        "The start belongs to the path: begin the list with it, so that `steps` steps give steps + 1 points.",
        "wrong shape",
    ),
    Mistake(
        both_from_the_old,
        "The point moves by the velocity of the step before, so the first step goes nowhere: both are computed from "
        "the old values. Update the velocity first, and move by the new one.",
    ),
    Mistake(
        rate_twice_and_uphill,
        "Two ways of writing it are mixed: with v = momentum * v - rate * gradient(x) the move is x = x + v. "
        "Here the rate comes in once more, and the ball rolls uphill.",
    ),
    Mistake(
        momentum_in_whole_numbers,
        "When the start holds whole numbers, so does your path, and every point is cut as it is stored. "
        "Ask for floats: np.array(start, dtype=float).",
    ),
    Mistake(
        momentum_in_place,
        "x -= ... changes the array in place, and the path holds that one array many times, so all its points are "
        "the last. Make a new array each step: x = x - rate * velocity.",
    ),
]
