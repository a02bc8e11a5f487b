"""What people write for gradient descent that is wrong, and what to tell them."""

from typing import Any

import numpy as np

from firsthand.course.grading.exercise import Mistake


def start_missing(gradient: Any, start: Any, rate: float, steps: int) -> Any:
    x, path = np.array(start, dtype=float), []
    for _ in range(steps):
        x = x - rate * gradient(x)
        path.append(x)
    return np.array(path)


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


def stops_when_it_is_there(gradient: Any, start: Any, rate: float, steps: int) -> Any:
    path = [np.array(start, dtype=float)]
    for _ in range(steps):
        after = path[-1] - rate * gradient(path[-1])
        if np.allclose(after, path[-1]):
            break
        path.append(after)
    return np.array(path)


def rate_falls(gradient: Any, start: Any, rate: float, steps: int) -> Any:
    path = [np.array(start, dtype=float)]
    for i in range(steps):
        path.append(path[-1] - rate / (1 + i) * gradient(path[-1]))
    return np.array(path)


def path_as_a_list(gradient: Any, start: Any, rate: float, steps: int) -> Any:
    path = [np.array(start, dtype=float)]
    for _ in range(steps):
        path.append(path[-1] - rate * gradient(path[-1]))
    return path


GRADIENT_DESCENT += [
    Mistake(
        stops_when_it_is_there,
        "It stops once it hardly moves. The path has steps + 1 points all the same: whoever compares two paths counts "
        "on that.",
        "wrong shape",
    ),
    Mistake(rate_falls, "Your rate falls from step to step. Here it is the same for each."),
    Mistake(
        path_as_a_list,
        "The points are right, but in a Python list. Stack them at the end: np.array(path).",
        "wrong type",
    ),
]
