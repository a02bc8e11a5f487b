"""Other correct ways to write the exercises: each must pass."""

from itertools import accumulate
from typing import Any

import numpy as np


def gradient_by_copies(f: Any, x: Any) -> Any:
    x = np.array(x, dtype=float)
    gradient = np.empty(x.shape)
    for place, value in np.ndenumerate(x):
        h = 1e-6 * (1 + abs(value))
        ahead, behind = x.copy(), x.copy()
        ahead[place] += h
        behind[place] -= h
        gradient[place] = (f(ahead) - f(behind)) / (ahead[place] - behind[place])
    return gradient


def gradient_by_rows_of_the_identity(f: Any, x: Any) -> Any:
    shape, size, h = np.shape(x), np.size(x), 1e-4
    nudges = h * np.eye(size).reshape(size, *shape)
    slopes = [(f(x + nudge) - f(x - nudge)) / (2 * h) for nudge in nudges]
    return np.reshape(slopes, shape)


def gradient_by_five_points(f: Any, x: Any) -> Any:
    x = np.array(x, dtype=float)
    gradient = np.zeros(x.shape)
    for place in np.ndindex(*x.shape):
        e = np.zeros(x.shape)
        e[place] = 1e-3
        near, far = f(x + e) - f(x - e), f(x + 2 * e) - f(x - 2 * e)
        gradient[place] = (8 * near - far) / 12e-3
    return gradient


def descent_into_a_table(gradient: Any, start: Any, rate: float, steps: int) -> Any:
    path = np.zeros((steps + 1, *np.shape(start)))
    path[0] = start
    for i in range(steps):
        path[i + 1] = path[i] - rate * gradient(path[i])
    return path


def descent_with_copies(gradient: Any, start: Any, rate: float, steps: int) -> Any:
    x = np.array(start).astype(float)
    path = [x.copy()]
    while len(path) <= steps:
        x -= rate * gradient(x)
        path.append(x.copy())
    return np.stack(path)


def descent_by_accumulation(gradient: Any, start: Any, rate: float, steps: int) -> Any:
    first = np.asarray(start, dtype=float)
    points = accumulate(range(steps), lambda x, _: x - rate * np.asarray(gradient(x)), initial=first)
    return np.array(list(points))


def momentum_with_the_rate_inside(gradient: Any, start: Any, rate: float, momentum: float, steps: int) -> Any:
    x, velocity = np.asarray(start, dtype=float), 0.0
    path = [x]
    for _ in range(steps):
        velocity = momentum * velocity - rate * gradient(x)
        x = x + velocity
        path.append(x)
    return np.asarray(path)


def momentum_from_two_points(gradient: Any, start: Any, rate: float, momentum: float, steps: int) -> Any:
    path = np.zeros((steps + 1, *np.shape(start)))
    path[0] = before = here = np.array(start, dtype=float)
    for i in range(1, steps + 1):
        before, here = here, here - rate * gradient(here) + momentum * (here - before)
        path[i] = here
    return path
