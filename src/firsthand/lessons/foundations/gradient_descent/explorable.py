"""The explorable of the lesson Gradient descent: one curve, one path, four controls."""

import numpy as np

from firsthand.course.content.explorable import Explorable, Scene, Series, Slider, Values
from firsthand.foundations import momentum_descent

MINIMUM = 3.0
WINDOW = (-8.0, 14.0)
TOP = 150.0  # above the curve, which ends at 121, there is room for the names
NEAR = 0.01  # this close counts as arrived
SLOW = 0.95  # whoever keeps more than this share of the distance in a step takes long


def _draw(values: Values) -> Scene:
    rate, momentum, steps = values["rate"], values["momentum"], int(values["steps"])
    path = momentum_descent(lambda x: 2 * (x - MINIMUM), values["start"], rate, momentum, steps)
    outside = np.flatnonzero((path < WINDOW[0]) | (path > WINDOW[1]))
    seen = path[: outside[0]] if outside.size else path
    verdict, message = _verdict(path, _factor(rate, momentum))
    left = f" It leaves the picture at step {outside[0]}." if outside.size else ""
    curve = np.linspace(*WINDOW, 89)
    return Scene(
        series=[
            Series("f(x) = (x − 3)²", "line", curve.tolist(), _height(curve).tolist(), "quiet"),
            Series("path", "path", seen.tolist(), _height(seen).tolist(), "main"),
            Series("minimum", "points", [MINIMUM], [0.0], "third"),
        ],
        x_range=WINDOW,
        y_range=(-5.0, TOP),
        x_label="x",
        y_label="f(x)",
        numbers=[
            ("what it does", verdict),
            (f"x after {steps} steps", f"{path[-1]:.6g}"),
            ("distance to the minimum", f"{abs(path[-1] - MINIMUM):.3g}"),
            ("each step multiplies it by about", f"{_factor(rate, momentum):.3f}"),
        ],
        message=f"Rate {rate:g}, momentum {momentum:g}: {message}{left}",
    )


def _height(x: np.ndarray) -> np.ndarray:
    return (x - MINIMUM) ** 2


def _factor(rate: float, momentum: float) -> float:
    """By what the distance is multiplied in a step, in the long run.

    On this curve a step is linear: the new distance is (1 - 2 rate + momentum) times the last one less momentum
    times the one before, so the larger root of z² - (1 - 2 rate + momentum) z + momentum rules in the end.
    """
    return float(np.abs(np.roots([1.0, -(1 - 2 * rate + momentum), momentum])).max())


def _verdict(path: np.ndarray, factor: float) -> tuple[str, str]:
    near = np.abs(path - MINIMUM) < NEAR
    if near.all():
        return "is there already", "the slope is 0 at the start, so it never moves."
    if factor > 1 + 1e-9:
        return "diverges", "every round ends further out than the last."
    if factor > 1 - 1e-9:
        return "hops for ever", "it jumps across the minimum and back without coming nearer."
    if near[-1]:
        arrived = len(path) - int(np.argmin(near[::-1]))  # after the last step that was not near
        return "converges", f"within {NEAR} of the minimum from step {arrived} on."
    if factor <= SLOW:
        return "converges", "it comes nearer all the time; more steps bring it closer still."
    crosses = bool(np.any(np.diff(np.sign(path - MINIMUM))))
    if crosses:
        return "swings", "it shoots past the minimum and back, and settles slowly."
    return "crawls", "it is on its way, but each step leaves nearly all of the distance."


rate_and_momentum = Explorable(
    title="Learning rate and momentum",
    try_this="Raise the learning rate slowly past 1 and watch the path crawl, arrive, bounce and leave. "
    "Then set it to 0.05 and add momentum.",
    controls=[
        Slider("rate", "learning rate", 0.01, 1.2, 0.01, 0.1),
        Slider("momentum", "momentum", 0.0, 0.95, 0.05, 0.0),
        Slider("start", "start", -5.0, 11.0, 0.5, 10.0),
        Slider("steps", "steps", 0, 60, 1, 20),
    ],
    draw=_draw,
)
