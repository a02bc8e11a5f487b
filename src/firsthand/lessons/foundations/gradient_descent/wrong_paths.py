"""What people write for the two descents that is wrong, and what to tell them."""

from typing import Any

import numpy as np

from firsthand.course.exercise import Mistake

# gradient_descent -------------------------------------------------------------------------------------------


def start_missing(gradient: Any, start: Any, rate: float, steps: int) -> Any:
    x = np.array(start, dtype=float)
    path = np.zeros((steps, *x.shape))
    for i in range(steps):
        x = x - rate * gradient(x)
        path[i] = x
    return path


def end_alone(gradient: Any, start: Any, rate: float, steps: int) -> Any:
    x = np.array(start, dtype=float)
    for _ in range(steps):
        x = x - rate * gradient(x)
    return x


def uphill(gradient: Any, start: Any, rate: float, steps: int) -> Any:
    path = [np.array(start, dtype=float)]
    for _ in range(steps):
        path.append(path[-1] + rate * gradient(path[-1]))
    return np.array(path)


def entry_by_entry(gradient: Any, start: Any, rate: float, steps: int) -> Any:
    x = np.array(start, dtype=float)
    path = [x.copy()]
    for _ in range(steps):
        for place in np.ndindex(x.shape):
            x[place] -= rate * np.asarray(gradient(x))[place]
        path.append(x.copy())
    return np.array(path)


def slope_of_the_start(gradient: Any, start: Any, rate: float, steps: int) -> Any:
    path = [np.array(start, dtype=float)]
    slope = gradient(path[0])
    for _ in range(steps):
        path.append(path[-1] - rate * slope)
    return np.array(path)


def one_and_the_same_point(gradient: Any, start: Any, rate: float, steps: int) -> Any:
    x = np.array(start, dtype=float)
    path = [x]
    for _ in range(steps):
        x -= rate * gradient(x)
        path.append(x)
    return np.array(path)


def walks_in_the_start(gradient: Any, start: Any, rate: float, steps: int) -> Any:
    x = start
    path = [np.array(x, dtype=float)]
    for _ in range(steps):
        x -= rate * gradient(x)
        path.append(np.array(x, dtype=float))
    return np.array(path)


def whole_numbers_only(gradient: Any, start: Any, rate: float, steps: int) -> Any:
    path = np.array([start] * (steps + 1))
    for i in range(steps):
        path[i + 1] = path[i] - rate * gradient(path[i])
    return path.astype(float)


def numbers_only(gradient: Any, start: Any, rate: float, steps: int) -> Any:
    path = np.zeros(steps + 1)
    path[0] = start
    for i in range(steps):
        path[i + 1] = path[i] - rate * gradient(path[i])
    return path


def one_step_short(gradient: Any, start: Any, rate: float, steps: int) -> Any:
    path = [np.array(start, dtype=float)]
    for _ in range(1, steps):
        path.append(path[-1] - rate * gradient(path[-1]))
    return np.array(path)


def rate_forgotten(gradient: Any, start: Any, rate: float, steps: int) -> Any:
    path = [np.array(start, dtype=float)]
    for _ in range(steps):
        path.append(path[-1] - gradient(path[-1]))
    return np.array(path)


def steps_without_the_point(gradient: Any, start: Any, rate: float, steps: int) -> Any:
    path = [np.array(start, dtype=float)]
    for _ in range(steps):
        path.append(-rate * gradient(path[-1]))
    return np.array(path)


GRADIENT_DESCENT = [
    Mistake(
        entry_by_entry,
        "You move one entry and then measure the slope anew for the next. One step moves them all at once, by the "
        "slope at the point where it began.",
    ),
    Mistake(
        start_missing,
        "The start belongs to the path: begin the list with it, so that `steps` steps give steps + 1 points.",
        "wrong shape",
    ),
    Mistake(
        end_alone,
        "You return where the walk ends. Keep every point on the way, the start first, and return them all.",
        "wrong shape",
    ),
    Mistake(
        uphill,
        "It climbs: the gradient points uphill. Step against it, with a minus.",
    ),
    Mistake(
        slope_of_the_start,
        "The slope is measured once, at the start, and then used for ever. It changes with every step: call "
        "gradient inside the loop, at the point where you stand.",
    ),
    Mistake(
        one_and_the_same_point,
        "x -= ... changes the array in place, and the path holds that one array many times, so all its points are "
        "the last. Make a new array each step: x = x - rate * gradient(x).",
    ),
    Mistake(
        walks_in_the_start,
        "x = start gives the caller's array a second name, and x -= ... then changes it. Take a copy: "
        "np.array(start, dtype=float).",
        "changed its input",
    ),
    Mistake(
        whole_numbers_only,
        "When the start holds whole numbers, so does your array, and every step is rounded towards 0 as it is stored. "
        "Ask for floats: np.array(start, dtype=float).",
    ),
    Mistake(
        numbers_only,
        "It works for a start that is one number. A point may be an array of any shape: collect the points in a list "
        "and stack them with np.array at the end.",
        "crashed",
    ),
    Mistake(
        one_step_short,
        "It takes one step too few: range(1, steps) has steps - 1 rounds. Use range(steps).",
        "wrong shape",
    ),
    Mistake(
        rate_forgotten,
        "The rate plays no part: multiply the gradient by it before you subtract.",
    ),
    Mistake(
        steps_without_the_point,
        "You store the step instead of the point it leads to: the next point is x - rate * gradient(x).",
    ),
]

# momentum_descent -------------------------------------------------------------------------------------------


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
        momentum_in_place,
        "x -= ... changes the array in place, and the path holds that one array many times, so all its points are "
        "the last. Make a new array each step: x = x - rate * velocity.",
    ),
]
