"""The explorable of the lesson Gradient boosting: a sum of small trees on a curve that we know."""

from functools import lru_cache
from itertools import pairwise
from typing import Any

import numpy as np

from firsthand._typing import Floats
from firsthand.course.content.explorable import Explorable, Scene, Series, Slider, Values

MOST_ROUNDS = 100
CHANCE = 0.3  # standard deviation of the points about the curve


def truth(x: Floats) -> Floats:
    """The curve that the points come from."""
    return np.sin(x) + x / 5


_rng = np.random.default_rng(0)
X = np.sort(_rng.uniform(0, 10, 100))
Y = truth(X) + _rng.normal(0, CHANCE, 100)
BORDERS = np.concatenate([[0.0], (X[:-1] + X[1:]) / 2, [10.0]])  # a sum of trees can step at these only
FINE = np.linspace(0, 10, 201)
NEAREST = np.searchsorted(BORDERS[1:-1], FINE)  # whose value holds at each fine place


def tree_values(left_over: Floats, depth: int) -> Floats:
    """What a regression tree of that depth says to each point, the points being in the order of their x.

    With one column a node is a run of neighbours, so sums from the left are all that a cut needs.
    """
    sums = np.concatenate([[0.0], np.cumsum(left_over)])
    place = np.arange(len(left_over))
    edges = np.array([0, len(left_over)])
    for _ in range(depth):
        start, stop = (np.repeat(ends, np.diff(edges)) for ends in (edges[:-1], edges[1:]))  # (n,) each
        # A cut before the first point of its node is none: it is worth what the node is, never more than a real one.
        worth = (sums[place] - sums[start]) ** 2 / np.maximum(place - start, 1)
        worth += (sums[stop] - sums[place]) ** 2 / (stop - place)
        best = [a + int(worth[a:b].argmax()) for a, b in pairwise(edges.tolist())]
        edges = np.unique(np.append(edges, best))
    sizes = np.diff(edges)
    return np.repeat(np.diff(sums[edges]) / sizes, sizes)


@lru_cache(maxsize=128)
def path(rate: float, depth: int) -> Floats:
    """The sum at the points before the first round and after each, shape (MOST_ROUNDS + 1, 100)."""
    sums = np.empty((MOST_ROUNDS + 1, len(X)))
    sums[0] = Y.mean()
    for k in range(MOST_ROUNDS):
        sums[k + 1] = sums[k] + rate * tree_values(Y - sums[k], depth)
    return sums


@lru_cache(maxsize=128)
def distances(rate: float, depth: int) -> Any:
    """Mean squared distance of each sum to the truth, taken evenly along the curve, shape (MOST_ROUNDS + 1,)."""
    return ((path(rate, depth)[:, NEAREST] - truth(FINE)) ** 2).mean(axis=1)


def _draw(values: Values) -> Scene:
    rounds, rate, depth = int(values["rounds"]), values["rate"], int(values["depth"])
    total = path(rate, depth)[rounds]
    off = distances(rate, depth)
    best = int(off.argmin())
    return Scene(
        series=[
            Series("points", "points", X.tolist(), Y.tolist(), "quiet"),
            Series("truth", "line", FINE.tolist(), truth(FINE).tolist(), "second"),
            Series(
                "sum of trees",
                "line",
                np.repeat(BORDERS, 2)[1:-1].tolist(),
                np.repeat(total, 2).tolist(),
                "main",
            ),
        ],
        x_range=(0.0, 10.0),
        y_range=(-1.0, 5.0),  # above the points there is room for the names
        x_label="x",
        y_label="y",
        numbers=[
            ("off the points (squared)", f"{np.mean((total - Y) ** 2):.3f}"),
            ("off the truth (squared)", f"{off[rounds]:.3f}"),
            ("nearest to the truth", f"{off[best]:.3f}, after {best} rounds"),
        ],
        message=f"After {rounds} rounds of depth {depth} at rate {rate:g} the sum is {off[rounds]:.3f} off the truth: "
        f"{_verdict(rounds, off, best)}",
    )


def _verdict(rounds: int, off: Any, best: int) -> str:
    if off[rounds] <= 1.1 * off[best]:
        return "about as near as it gets at this rate and depth."
    if rounds > best:
        return "it runs after single points."
    return "it has not arrived yet."


boosted_curve = Explorable(
    title="A sum of small trees",
    try_this="Let the rounds grow at depth 2 and rate 0.1: near the truth at about 50, after single points at 100. Then set "
    "the rate to 1, or the depth to 4, and see how much sooner that happens.",
    controls=[
        Slider("rounds", "rounds", 0.0, float(MOST_ROUNDS), 1.0, 10.0),
        Slider("rate", "learning rate", 0.05, 1.0, 0.05, 0.1),
        Slider("depth", "depth of each tree", 1.0, 4.0, 1.0, 2.0),
    ],
    draw=_draw,
)
