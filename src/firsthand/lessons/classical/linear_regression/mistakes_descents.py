"""What people write for the descent of a line that is wrong, and what to tell them."""

from typing import Any

import numpy as np

from firsthand.course.grading.exercise import Mistake


def _gradient(x: Any, y: Any, slope: Any, intercept: Any) -> Any:
    misses = slope * x + intercept - y
    return 2 * np.mean(misses * x), 2 * np.mean(misses)


def uphill(x: Any, y: Any, rate: float = 0.01, epochs: int = 100) -> Any:
    slope = intercept = 0.0
    for _ in range(epochs):
        ds, di = _gradient(x, y, slope, intercept)
        slope, intercept = slope + rate * ds, intercept + rate * di
    return slope, intercept


def one_after_the_other(x: Any, y: Any, rate: float = 0.01, epochs: int = 100) -> Any:
    slope = intercept = 0.0
    for _ in range(epochs):
        slope -= rate * _gradient(x, y, slope, intercept)[0]
        intercept -= rate * _gradient(x, y, slope, intercept)[1]
    return slope, intercept


def one_epoch_short(x: Any, y: Any, rate: float = 0.01, epochs: int = 100) -> Any:
    slope = intercept = 0.0
    for _ in range(1, epochs):
        ds, di = _gradient(x, y, slope, intercept)
        slope, intercept = slope - rate * ds, intercept - rate * di
    return slope, intercept


def returned_in_the_loop(x: Any, y: Any, rate: float = 0.01, epochs: int = 100) -> Any:
    slope = intercept = 0.0
    for _ in range(epochs):
        ds, di = _gradient(x, y, slope, intercept)
        slope, intercept = slope - rate * ds, intercept - rate * di
        return slope, intercept
    return slope, intercept


def half_a_step(x: Any, y: Any, rate: float = 0.01, epochs: int = 100) -> Any:
    slope = intercept = 0.0
    for _ in range(epochs):
        ds, di = _gradient(x, y, slope, intercept)
        slope, intercept = slope - rate * ds / 2, intercept - rate * di / 2
    return slope, intercept


def starts_at_one(x: Any, y: Any, rate: float = 0.01, epochs: int = 100) -> Any:
    slope = intercept = 1.0
    for _ in range(epochs):
        ds, di = _gradient(x, y, slope, intercept)
        slope, intercept = slope - rate * ds, intercept - rate * di
    return slope, intercept


def no_intercept(x: Any, y: Any, rate: float = 0.01, epochs: int = 100) -> Any:
    slope = 0.0
    for _ in range(epochs):
        slope -= rate * _gradient(x, y, slope, 0.0)[0]
    return slope, 0.0


def exact_line(x: Any, y: Any, rate: float = 0.01, epochs: int = 100) -> Any:
    x, y = np.asarray(x, dtype=float), np.asarray(y, dtype=float)
    spread = np.sum((x - x.mean()) ** 2)
    slope = np.sum((x - x.mean()) * (y - y.mean())) / spread if spread else 0.0
    return slope, y.mean() - slope * x.mean()


def settings_ignored(x: Any, y: Any, rate: float = 0.01, epochs: int = 100) -> Any:
    slope = intercept = 0.0
    for _ in range(100):
        ds, di = _gradient(x, y, slope, intercept)
        slope, intercept = slope - 0.01 * ds, intercept - 0.01 * di
    return slope, intercept


def intercept_first(x: Any, y: Any, rate: float = 0.01, epochs: int = 100) -> Any:
    slope = intercept = 0.0
    for _ in range(epochs):
        ds, di = _gradient(x, y, slope, intercept)
        slope, intercept = slope - rate * ds, intercept - rate * di
    return intercept, slope


def point_by_point(x: Any, y: Any, rate: float = 0.01, epochs: int = 100) -> Any:
    slope = intercept = 0.0
    for _ in range(epochs):
        for one_x, one_y in zip(x, y, strict=True):
            miss = slope * one_x + intercept - one_y
            slope, intercept = slope - rate * 2 * miss * one_x, intercept - rate * 2 * miss
    return float(slope), float(intercept)


def rate_ignored(x: Any, y: Any, rate: float = 0.01, epochs: int = 100) -> Any:
    slope = intercept = 0.0
    for _ in range(epochs):
        ds, di = _gradient(x, y, slope, intercept)
        slope, intercept = slope - 0.01 * ds, intercept - 0.01 * di
    return slope, intercept


def stops_where_it_is_flat(x: Any, y: Any, rate: float = 0.01, epochs: int = 100) -> Any:
    slope = intercept = 0.0
    for _ in range(epochs):
        ds, di = _gradient(x, y, slope, intercept)
        if abs(ds) < 1e-4 and abs(di) < 1e-4:
            break
        slope, intercept = slope - rate * ds, intercept - rate * di
    return slope, intercept


FIT_LINE = [
    Mistake(intercept_first, "The two have changed places: the slope comes first, then the intercept."),
    Mistake(
        point_by_point,
        "You step after every point. Here each epoch makes one step, against the mean over all points.",
    ),
    Mistake(rate_ignored, "The rate makes no difference: use the argument, not 0.01."),
    Mistake(
        uphill,
        "You step along the gradient, and that points uphill. Subtract it.",
    ),
    Mistake(
        one_after_the_other,
        "The intercept's step was computed with the slope already moved. Compute both parts of the gradient at one "
        "point of the bowl, then move both.",
    ),
    Mistake(one_epoch_short, "One step is missing: range(1, epochs) makes epochs - 1 rounds."),
    Mistake(
        returned_in_the_loop,
        "It returns after the first step: the return stands inside the loop. Move it one level out.",
    ),
    Mistake(
        half_a_step,
        "Each step is half as long as it should be: is the factor of 2 missing from the gradient?",
    ),
    Mistake(starts_at_one, "Start with slope and intercept at 0."),
    Mistake(no_intercept, "Only the slope moves. The intercept has its own part of the gradient: step both."),
    Mistake(
        exact_line,
        "That is the best line, found by its formula. Here we want to see where descent has come after so many "
        "steps, which is somewhere else.",
    ),
    Mistake(settings_ignored, "rate and epochs make no difference: use the arguments, not 0.01 and 100."),
]

LAST_EPOCH = Mistake(
    stops_where_it_is_flat,
    "It stops before the last epoch, because the gradient is small. In small units every gradient is: make all the steps "
    "you were asked for.",
)
