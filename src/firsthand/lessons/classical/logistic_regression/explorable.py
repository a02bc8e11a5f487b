"""The explorable of the lesson Logistic regression: a boundary between two kinds of iris."""

from functools import cache
from typing import Any

import numpy as np

from firsthand.classical.basics.logistic_regression import binary_cross_entropy, sigmoid
from firsthand.course.content.explorable import Explorable, Scene, Series, Slider, Values
from firsthand.data import load

NAMES = ("versicolor", "virginica")
X_RANGE, Y_RANGE = (2.8, 7.2), (0.8, 3.2)  # above the widest petal, 2.5 cm, there is room for the names


@cache
def _flowers() -> tuple[Any, Any]:
    """Petal length and width in cm, and 1 for virginica."""
    iris = load("iris")
    return iris.X[iris.y > 0][:, 2:], (iris.y[iris.y > 0] == 2).astype(int)


def _draw(values: Values) -> Scene:
    petals, truth = _flowers()
    weights = np.array([values["length"], values["width"]])
    # The line turns about the middle of the flowers, so that a slider moves what it names and nothing else.
    scores = (petals - petals.mean(axis=0)) @ weights + values["lean"]
    said = sigmoid(scores) >= values["threshold"]
    missed, false_alarms = int(np.sum(~said & (truth == 1))), int(np.sum(said & (truth == 0)))
    right = 1 - (missed + false_alarms) / len(truth)
    return Scene(
        series=[
            *(_kind(petals[truth == k], NAMES[k], k) for k in (0, 1)),
            Series("called wrongly", "points", *_columns(petals[said != truth]), "third"),
            Series("boundary", "line", *_boundary(weights, petals.mean(axis=0), values), "quiet"),
        ],
        x_range=X_RANGE,
        y_range=Y_RANGE,
        x_label="petal length in cm",
        y_label="petal width in cm",
        numbers=[
            ("right", f"{right:.0%}"),
            ("virginica missed", str(missed)),
            ("versicolor called virginica", str(false_alarms)),
            ("loss, whatever the threshold", f"{binary_cross_entropy(scores, truth):.4f} (best 0.1028)"),
        ],
        message=f"{right:.0%} right: {missed} virginica missed, {false_alarms} versicolor called virginica.",
    )


def _columns(petals: Any) -> tuple[list[float], list[float]]:
    return petals[:, 0].tolist(), petals[:, 1].tolist()


def _kind(petals: Any, name: str, k: int) -> Series:
    return Series(name, "points", *_columns(petals), "second" if k else "main")


def _boundary(weights: Any, middle: Any, values: Values) -> tuple[list[float], list[float]]:
    """Two points on the line where the probability is the threshold; none where there is no line."""
    wanted = float(np.log(values["threshold"] / (1 - values["threshold"]))) - values["lean"]
    if abs(weights[1]) > 0.01:
        ends = list(X_RANGE)
        return ends, [middle[1] + (wanted - weights[0] * (x - middle[0])) / weights[1] for x in ends]
    if weights[0] == 0:
        return [], []
    return [middle[0] + wanted / weights[0]] * 2, list(Y_RANGE)


decision_boundary = Explorable(
    title="A boundary between two irises",
    try_this="Move the threshold from 0.05 to 0.95: the line moves, the loss does not, and one kind of mistake turns into "
    "the other. Then double both weights: the line stays, but the loss changes.",
    controls=[
        Slider("length", "weight of the length", 0.0, 12.0, 0.5, 5.5),
        Slider("width", "weight of the width", 0.0, 20.0, 0.5, 10.5),
        Slider("lean", "score of an average flower", -5.0, 5.0, 0.5, 0.5),
        Slider("threshold", "threshold", 0.05, 0.95, 0.05, 0.5),
    ],
    draw=_draw,
)
