"""The explorable of the lesson PyTorch: a constant rate and one cycle go down the same noisy bowl."""

from functools import cache
from typing import Any

import numpy as np

from firsthand.course.content.explorable import Explorable, Scene, Series, Slider, Values
from firsthand.neural.basics.schedule import learning_rate_at

STEPS = 200
RUNS = 4  # descents whose mean is drawn, each with batches of its own
X_RANGE, Y_RANGE = (0.0, float(STEPS)), (-4.0, 1.5)
LOST = 10.0 ** Y_RANGE[1]  # a loss above this has left the picture


@cache
def _bowl() -> tuple[Any, Any, Any]:
    """A regression with 256 rows and four weights: X, y and the best weights."""
    rng = np.random.default_rng(0)
    X = rng.normal(size=(256, 4)) * [1.0, 1.0, 0.5, 0.5]
    y = X @ [2.0, -1.0, 1.0, 0.5] + rng.normal(size=256)
    return X, y, np.linalg.lstsq(X, y)[0]


def descend(rates: Any, batch_size: int) -> Any:
    """Go down by mini-batches: rates of shape (schedules, steps) to losses above the best, same shape."""
    X, y, best = _bowl()
    curvature = X.T @ X / len(X)
    rng = np.random.default_rng(1)
    weights = np.zeros((len(rates), RUNS, 4))
    losses = []
    for rate in np.asarray(rates).T:
        away = np.clip(weights - best, -1e6, 1e6)  # who has run off need not overflow too
        weights = best + away
        losses.append(np.einsum("sri,ij,srj->sr", away, curvature, away).mean(axis=1) / 2)
        rows = rng.integers(0, len(X), (RUNS, batch_size))
        batch = X[rows]  # (runs, batch, 4)
        misses = np.einsum("rbd,srd->srb", batch, weights) - y[rows]
        weights = weights - rate[:, None, None] * np.einsum("srb,rbd->srd", misses, batch) / batch_size
    return np.array(losses).T


def _draw(values: Values) -> Scene:
    peak, n_warmup = values["peak"], round(values["warmup"])
    cycle = [learning_rate_at(step, STEPS, peak, n_warmup) for step in range(STEPS)]
    losses = descend([np.full(STEPS, peak), cycle], round(values["batch_size"]))
    constant, one_cycle = (_end(row) for row in losses)
    return Scene(
        series=[_line("constant rate", losses[0], "main"), _line("one cycle", losses[1], "second")],
        x_range=X_RANGE,
        y_range=Y_RANGE,
        x_label="step",
        y_label="log₁₀ of the loss above the best",
        numbers=[("constant rate, last 20 steps", constant), ("one cycle, last 20 steps", one_cycle)],
        message=f"After {STEPS} steps the loss above the best is {constant} at the constant rate and {one_cycle} with one cycle.",
    )


def _line(name: str, losses: Any, role: Any) -> Series:
    """The curve up to where it leaves the picture."""
    lost = np.flatnonzero(losses > LOST)
    seen = losses[: lost[0]] if len(lost) else losses
    return Series(name, "line", list(range(len(seen))), np.log10(np.maximum(seen, 1e-12)).tolist(), role)


def _end(losses: Any) -> str:
    mean = float(losses[-20:].mean())
    return "off and away" if mean > LOST else f"{mean:.5f}"


learning_rate_schedule = Explorable(
    title="One cycle beside a constant rate",
    try_this="Raise the peak: the constant rate gets down faster and stays higher, while one cycle settles. Then make the "
    "batches larger: both floors sink. At batch size 1 and a peak of 1 the constant rate is gone.",
    controls=[
        Slider("peak", "peak rate", 0.02, 1.5, 0.02, 0.3),
        Slider("warmup", "steps of warm-up", 0.0, 100.0, 5.0, 40.0),
        Slider("batch_size", "batch size", 1.0, 64.0, 1.0, 8.0),
    ],
    draw=_draw,
)
