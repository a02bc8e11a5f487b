"""Two moons, and the way of a 2-16-1 network over them: what the explorables of two lessons show."""

from functools import cache
from typing import Any

import numpy as np
from contourpy import contour_generator
from sklearn.datasets import make_moons

from firsthand.classical import train_test_split
from firsthand.course.content.explorable import Scene, Series
from firsthand.neural.mlp.estimators import NeuralNetworkClassifier
from firsthand.neural.mlp.mlp import scores

X_RANGE, Y_RANGE = (-1.9, 3.6), (-1.5, 2.0)  # at the right there is room for the names
ACROSS, UP = np.linspace(-1.9, 2.9, 49), np.linspace(-1.5, 2.0, 36)
PLAIN = {"solver": "sgd", "momentum": 0.0, "learning_rate": 0.1, "batch_size": None}
WAYS: tuple[tuple[str, dict[str, Any]], ...] = (
    ("plain, all rows at once", PLAIN),
    ("momentum, batches of 32", {"solver": "sgd", "momentum": 0.9, "learning_rate": 0.1, "batch_size": 32}),
    ("Adam, batches of 32", {"solver": "adam", "learning_rate": 0.05, "batch_size": 32}),
)


@cache
def moons() -> tuple[Any, ...]:
    """Training rows, test rows, and their labels: 800 and 200."""
    X, y = make_moons(1000, noise=0.2, random_state=42)
    return tuple(train_test_split(X, y, test_size=0.2, random_state=42))


@cache
def way(kind: int, stops: int, epochs: int) -> tuple[tuple[Any, Any, float], ...]:
    """Weights, biases and training loss after every `epochs` epochs, `stops` times; the same start for each kind."""
    train, _, labels, _ = moons()
    settings = WAYS[kind][1]
    estimator: Any = NeuralNetworkClassifier  # scikit-learn owns its signatures: they carry no types
    model = estimator((16,), init="he", warm_start=True, max_iter=epochs, random_state=42, **settings)
    found = []
    for _ in range(stops):
        model.fit(train, labels)
        found.append((model.coefs_, model.intercepts_, model.loss_history_[-1]))
    return tuple(found)


def scene(weights: Any, biases: Any, loss: float, when: str) -> Scene:
    """The test points, those on the wrong side, and the boundary."""
    _, test, _, truth = moons()
    said = scores(test, weights, biases, "relu")[:, 0] > 0
    plane = np.stack(np.meshgrid(ACROSS, UP), axis=-1).reshape(-1, 2)
    z = scores(plane, weights, biases, "relu").reshape(len(UP), len(ACROSS))
    lines = contour_generator(ACROSS, UP, z).lines(0.0)
    right = float(np.mean(said == truth))
    return Scene(
        series=[
            *(_points(test[truth == k], f"class {k}", ("main", "second")[k]) for k in (0, 1)),
            _points(test[said != truth], "called wrongly", "third"),
            *(_line(line, "" if place else "boundary") for place, line in enumerate(lines)),
        ],
        x_range=X_RANGE,
        y_range=Y_RANGE,
        x_label="first column",
        y_label="second column",
        numbers=[("test points right", f"{right:.1%}"), ("training loss", f"{loss:.4f}")],
        message=f"{when}: {right:.1%} of the test points are right, the training loss is {loss:.4f}.",
    )


def _points(rows: Any, name: str, role: Any) -> Series:
    return Series(name, "points", rows[:, 0].tolist(), rows[:, 1].tolist(), role)


def _line(places: Any, name: str) -> Series:
    return Series(name, "line", places[:, 0].tolist(), places[:, 1].tolist(), "quiet")
