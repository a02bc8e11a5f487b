"""The explorable of the lesson Trees and forests: the borders between three irises, by one tree or many."""

from functools import cache, lru_cache
from typing import Any

import numpy as np
from contourpy import FillType, contour_generator

from firsthand.classical import RandomForestClassifier, train_test_split
from firsthand.course.content.explorable import Explorable, Scene, Series, Slider, Values
from firsthand.data import load

KINDS = ("setosa", "versicolor", "virginica")
ROLES: Any = ("main", "second", "third")
X_RANGE, Y_RANGE = (4.0, 8.2), (1.8, 5.0)  # above the widest sepal, 4.4 cm, there is room for the names
# A little further than the picture, so that the outlines along its edges are not seen.
ACROSS, UP = np.linspace(3.9, 8.3, 89), np.linspace(1.7, 5.1, 69)
TREES = 30
NOTHING_LESS = 1e-3  # a patch below this many square cm is the rounding of a corner


@cache
def _flowers() -> tuple[Any, Any, Any, Any]:
    """Sepals of 100 flowers to grow on and of 50 to be judged by, and the kinds of either."""
    iris = load("iris")
    rows = train_test_split(iris.X[:, :2], iris.y, test_size=50, random_state=3, stratify=iris.y)
    return rows[0], rows[2], rows[1], rows[3]


@lru_cache(maxsize=300)
def _votes(depth: int, leaf: int) -> tuple[Any, Any, Any]:
    """The trees' votes on the plane, on the rows they grew on and on others, each (TREES, places)."""
    grown_on, kinds, unseen, _ = _flowers()
    ours: Any = RandomForestClassifier  # it carries no types
    forest = ours(TREES, max_depth=depth, min_samples_leaf=leaf, n_jobs=None, random_state=1)
    forest.fit(grown_on, kinds)
    plane = np.stack(np.meshgrid(ACROSS, UP), axis=-1).reshape(-1, 2)

    def ask(rows: Any) -> Any:
        said = [tree.values.argmax(axis=1).astype(np.int8)[tree.apply(rows)] for tree in forest.estimators_]
        return np.array(said)

    return ask(plane), ask(grown_on), ask(unseen)


def _won(votes: Any) -> Any:
    """The kind with most votes at each place, (trees, places) to (places,)."""
    return np.stack([(votes == k).sum(axis=0) for k in range(3)]).argmax(axis=0)


def _draw(values: Values) -> Scene:
    grown_on, kinds, _, truth = _flowers()
    trees, depth, leaf = (int(values[name]) for name in ("trees", "depth", "leaf"))
    plane, seen, unseen = (_won(votes[:trees]) for votes in _votes(depth, leaf))
    patches = _patches(plane.reshape(len(UP), len(ACROSS)))
    right_seen, right_unseen = float(np.mean(seen == kinds)), float(np.mean(unseen == truth))
    who = "One tree" if trees == 1 else f"{trees} trees"
    return Scene(
        series=[*(Series("", "area", x, y, ROLES[k]) for k, x, y in patches), *_points(grown_on, kinds)],
        x_range=X_RANGE,
        y_range=Y_RANGE,
        x_label="sepal length in cm",
        y_label="sepal width in cm",
        numbers=[
            ("right, of 100 it grew on", f"{right_seen:.0%}"),
            ("right, of 50 unseen", f"{right_unseen:.0%}"),
            ("patches of land", str(len(patches))),
        ],
        message=f"{who} of depth {depth} at most: {right_seen:.0%} right on the flowers seen, {right_unseen:.0%} on others, "
        f"the land in {len(patches)} patches.",
    )


def _points(flowers: Any, kinds: Any) -> list[Series]:
    own = [flowers[kinds == k] for k in range(3)]
    return [
        Series(KINDS[k], "points", own[k][:, 0].tolist(), own[k][:, 1].tolist(), ROLES[k]) for k in range(3)
    ]


def _patches(land: Any) -> list[tuple[int, list[float], list[float]]]:
    """The outlines of what each kind holds, the largest first, so that an island lies on what surrounds it."""
    found = []
    for k in range(3):
        mine = np.pad((land == k).astype(float), 1)  # a frame of nothing closes what reaches the border
        lines = contour_generator(*_framed(), mine, fill_type=FillType.OuterOffset).filled(0.5, 2.0)
        for points, offsets in zip(*lines, strict=True):
            outline = points[: offsets[1]]  # what follows are its holes
            if _area(outline) > NOTHING_LESS:
                found.append((k, outline))
    found.sort(key=lambda one: -_area(one[1]))
    return [(k, outline[:, 0].round(3).tolist(), outline[:, 1].round(3).tolist()) for k, outline in found]


@cache
def _framed() -> tuple[Any, Any]:
    """The places of the plane and one step beyond on each side."""
    step_x, step_y = ACROSS[1] - ACROSS[0], UP[1] - UP[0]
    return (
        np.concatenate([[ACROSS[0] - step_x], ACROSS, [ACROSS[-1] + step_x]]),
        np.concatenate([[UP[0] - step_y], UP, [UP[-1] + step_y]]),
    )


def _area(outline: Any) -> float:
    x, y = outline.T
    return abs(float(np.dot(x, np.roll(y, 1)) - np.dot(y, np.roll(x, 1)))) / 2


forest_border = Explorable(
    title="The borders of a forest",
    try_this="Let one tree grow to depth 10: it knows most of the flowers it grew on, and too few of the others. Add trees, "
    "and watch the second number. Then demand 5 flowers a leaf: the islands of single flowers go.",
    controls=[
        Slider("trees", "trees that vote", 1, TREES, 1, 1),
        Slider("depth", "depth at most", 1, 10, 1, 3),
        Slider("leaf", "flowers a leaf at least", 1, 20, 1, 1),
    ],
    draw=_draw,
)
