"""The explorable of the lesson Linear regression: a line through the houses, turned by hand."""

import numpy as np

from firsthand.classical.basics.linear_regression import mse
from firsthand.course.content.explorable import Explorable, Scene, Series, Slider, Values

_rng = np.random.RandomState(42)
SIZE = _rng.uniform(1, 10, 100)
PRICE = 50 * SIZE + 100 + _rng.normal(0, 30, 100)
BEST = 725.93  # what the best line reaches
BEST_SLOPE = 48.47
WINDOW = (0.0, 10.5)


def _draw(values: Values) -> Scene:
    slope, intercept = values["slope"], values["intercept"]
    predicted = slope * SIZE + intercept
    error, tilt = mse(PRICE, predicted), float(np.mean(predicted - PRICE))
    ends = list(WINDOW)
    return Scene(
        series=[
            Series("houses", "points", SIZE.tolist(), PRICE.tolist(), "quiet"),
            Series("your line", "line", ends, [slope * x + intercept for x in ends], "main"),
        ],
        x_range=WINDOW,
        y_range=(0.0, 850.0),  # above the dearest house there is room for the names
        x_label="size",
        y_label="price",
        numbers=[
            ("line", f"{slope:g} x + {intercept:g}"),
            ("mean squared error", f"{error:,.0f}"),
            ("the best there is", f"{BEST:,.0f}"),
            ("mean miss", f"{tilt:+.1f}".replace("-", "−")),
        ],
        message=f"The line {slope:g} x + {intercept:g} has a mean squared error of {error:,.0f}: {_verdict(error, tilt, slope)}",
    )


def _verdict(error: float, tilt: float, slope: float) -> str:
    if error < 1.02 * BEST:
        return "as good as the best."
    if abs(tilt) > 20:
        return "it is too high on the whole." if tilt > 0 else "it is too low on the whole."
    if error < 1.5 * BEST:
        return "close; slope and intercept can still make up for one another."
    return f"about right on average, but too {'steep' if slope > BEST_SLOPE else 'flat'}."


house_line = Explorable(
    title="A line through the houses",
    try_this="Make the error small with the slope at 60. Then at 40. See how the intercept makes up for the slope: that "
    "is the valley in which descent crawls.",
    controls=[
        Slider("slope", "slope", 0.0, 100.0, 0.5, 30.0),
        Slider("intercept", "intercept", -100.0, 300.0, 5.0, 150.0),
    ],
    draw=_draw,
)
