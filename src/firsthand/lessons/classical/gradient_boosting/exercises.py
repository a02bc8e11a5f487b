"""The exercises of the lesson Gradient boosting."""

from typing import Any

import numpy as np
from hypothesis import strategies as st

from firsthand.classical.basics.boosting import boosting_residuals, leaf_value, split_gain
from firsthand.classical.basics.early_stopping import best_round
from firsthand.course.grading.exercise import Exercise, Race
from firsthand.course.grading.strategies import arguments
from firsthand.lessons import ready_made
from firsthand.lessons.classical.gradient_boosting import (
    correct,
    mistakes_gains,
    mistakes_leaves,
    mistakes_rounds,
)

NUMBERS = st.sampled_from([0.0, 1.0, 2.0, -1.0, 3.0, 0.5, -2.5, 10.0, -0.1, 100.0])
# Halves and quarters add up exactly, in whatever order: a sum that should be 0 is 0, and not a hair beside it.
GRADIENTS = st.sampled_from([0.0, 1.0, -1.0, 2.0, -2.0, 0.5, -0.5, 3.0, -0.25])
CURVATURES = st.sampled_from([1.0, 1.0, 0.25, 0.5, 0.0, 2.0])
PENALTIES = st.sampled_from([1.0, 0.0, 2.0, 0.5, 8.0])
LOSSES = st.sampled_from([3.0, 2.0, 4.0, 1.0, 5.0, 2.5, 3.5, 0.5, 4000.0, -1.0])
FLOATS = st.just(np.float64)
KINDS = st.sampled_from([np.float64, np.float64, np.int64])


def _array(n: int, entries: Any, kinds: Any = FLOATS) -> Any:
    numbers = st.lists(entries, min_size=n, max_size=n)
    return st.builds(lambda values, kind: np.array(values).astype(kind), numbers, kinds)


def _leaf(n: int) -> Any:
    return arguments(gradient=_array(n, GRADIENTS), curvature=_array(n, CURVATURES), reg_lambda=PENALTIES)


def _split(n: int) -> Any:
    return arguments(
        gradient=_array(n, GRADIENTS),
        curvature=_array(n, CURVATURES),
        left=st.lists(st.booleans(), min_size=n, max_size=n).map(np.array),
        reg_lambda=PENALTIES,
    )


def _rows(y: list[float], prediction: list[float]) -> dict[str, Any]:
    return {"y": np.array(y), "prediction": np.array(prediction)}


def _leaf_case(
    gradient: list[float], curvature: list[float], reg_lambda: float | None = None
) -> dict[str, Any]:
    case: dict[str, Any] = {"gradient": np.array(gradient), "curvature": np.array(curvature)}
    return case if reg_lambda is None else {**case, "reg_lambda": reg_lambda}


def _split_case(
    gradient: list[float], curvature: list[float], left: list[int], reg_lambda: float | None = None
) -> dict[str, Any]:
    case = {**_leaf_case(gradient, curvature), "left": np.array(left, dtype=bool)}
    return case if reg_lambda is None else {**case, "reg_lambda": reg_lambda}


def _watched(losses: list[float], patience: int) -> dict[str, Any]:
    return {"losses": np.array(losses), "patience": patience}


# The industry's versions, imported when a race is run -------------------------------------------------------


def sklearn_residuals(y: Any, prediction: Any) -> Any:
    from sklearn._loss.loss import HalfSquaredError

    half: Any = HalfSquaredError()  # it carries no types
    return -half.gradient(y_true=y, raw_prediction=prediction)


def _xgboost(gradient: Any, curvature: Any, table: Any, reg_lambda: float) -> Any:
    """One tree of XGBoost of depth 1, grown along the given slopes."""
    import xgboost

    whole = {"learning_rate": 1.0, "min_child_weight": 0.0, "base_score": 0.0}
    settings = {**whole, "reg_lambda": reg_lambda, "max_depth": 1, "tree_method": "hist", "nthread": 1}
    rows = xgboost.DMatrix(table)
    return xgboost.train(settings, rows, 1, obj=lambda *_: (gradient, curvature)), rows


def xgboost_leaf(gradient: Any, curvature: Any, reg_lambda: float = 1.0) -> Any:
    # A column that never changes offers no split: the tree is one leaf.
    booster, rows = _xgboost(gradient, curvature, np.zeros((len(gradient), 1)), reg_lambda)
    return float(booster.predict(rows)[0])


def xgboost_gain(gradient: Any, curvature: Any, left: Any, reg_lambda: float = 1.0) -> Any:
    booster, _ = _xgboost(gradient, curvature, np.where(left, 0.0, 1.0)[:, None], reg_lambda)
    return booster.get_score(importance_type="gain")["f0"] / 2  # XGBoost leaves the half out


def _grown_rows(size: int, seed: int) -> dict[str, Any]:
    rng = np.random.default_rng(seed)
    return {"y": rng.normal(size=size), "prediction": rng.normal(size=size)}


def _grown_leaf(size: int, seed: int) -> dict[str, Any]:
    """Slopes in single precision, which is what XGBoost takes."""
    rng = np.random.default_rng(seed)
    g = rng.normal(rng.uniform(0.5, 2), 1, size=size).astype(np.float32)
    return {"gradient": g, "curvature": rng.uniform(0.1, 1, size=size).astype(np.float32)}


def _grown_split(size: int, seed: int) -> dict[str, Any]:
    slopes = _grown_leaf(size, seed)
    left = np.arange(size) % 3 == 0
    slopes["gradient"][left] -= 3
    return {**slopes, "left": left}


SIZES = (1_000, 10_000, 100_000, 1_000_000)

# The exercises ---------------------------------------------------------------------------------------------

boosting_residuals_exercise = Exercise(
    reference=boosting_residuals,
    task="Say, for each row, what the next tree should add: how far the target lies above the prediction.",
    inputs=st.integers(1, 4).flatmap(
        lambda n: arguments(y=_array(n, NUMBERS, KINDS), prediction=_array(n, NUMBERS, KINDS))
    ),
    edges=[
        _rows([1.0], [0.0]),
        _rows([0.0], [2.0]),
        _rows([3.0, 1.0], [2.5, 2.0]),
        _rows([5.0, 5.0], [1.0, 4.0]),
        _rows([1, 2, 3], [2, 2, 2]),
        _rows([-1.0, 0.5, 2.0], [0.1, 0.2, 0.3]),
        _rows([1e8, 1e8 + 1], [1e8 - 1, 1e8]),
    ],
    mistakes=mistakes_leaves.BOOSTING_RESIDUALS,
    also_right=[
        correct.residuals_by_subtract,
        correct.residuals_by_loop,
        correct.residuals_as_negative_gradient,
    ],
    hints=[
        "Where the prediction is too low, the next tree should push up. Which sign does that ask for?",
        "The loss of a row is (prediction - y)² / 2. Its slope by the prediction is prediction - y; go against it.",
        "return y - prediction",
    ],
    out_of_bounds=ready_made.SQUARED_ERROR_SLOPES,
    race=Race(_grown_rows, {"scikit-learn": sklearn_residuals}, SIZES, "rows"),
)

leaf_value_exercise = Exercise(
    reference=leaf_value,
    task="Give the one number that a leaf should say to all of its rows: minus the sum of their gradients, over the sum of "
    "their curvatures plus lambda. Where there is nothing to divide by, it says 0.",
    inputs=st.integers(1, 4).flatmap(_leaf),
    edges=[
        _leaf_case([1.0], [1.0]),
        _leaf_case([-3.0], [1.0], 0.0),
        _leaf_case([-0.5, 1.0, -2.0], [1.0, 1.0, 1.0], 0.0),
        _leaf_case([-0.5, 1.0, -2.0], [1.0, 1.0, 1.0]),
        _leaf_case([0.5, -0.5, 0.25], [0.25, 0.25, 0.0], 0.5),
        _leaf_case([1.0, 1.0], [0.0, 0.0], 0.0),
        _leaf_case([0.0], [0.0], 0.0),
        _leaf_case([2.0, 3.0], [0.5, 2.0], 8.0),
        _leaf_case([1.0], [0.25], 0.0),
        _leaf_case([-1.0], [0.0], 0.5),
        _leaf_case([1, -2], [1, 1], 1),
        _leaf_case([-0.0005], [0.0002], 0.0),
        _leaf_case([30.0, 40.0], [0.25, 0.25]),
    ],
    mistakes=mistakes_leaves.LEAF_VALUE,
    also_right=[
        correct.leaf_with_a_guard,
        correct.leaf_by_loop,
        correct.leaf_by_weighted_mean,
        correct.leaf_by_means,
    ],
    hints=[
        "If the leaf says v, its rows lose about G v + H v² / 2, and the penalty is lambda v² / 2. Where is that parabola "
        "lowest?",
        "Its slope is G + (H + lambda) v. Set it to 0. Add up the rows before you divide.",
        "H = np.sum(curvature) + reg_lambda; return -np.sum(gradient) / H if H > 0 else 0.0",
    ],
    out_of_bounds=ready_made.BOOSTED_TREES,
    race=Race(_grown_leaf, {"XGBoost, a tree of one leaf": xgboost_leaf}, SIZES, "rows"),
)

split_gain_exercise = Exercise(
    reference=split_gain,
    task="Say what a split is worth: by how much two leaves lower the penalised loss more than one would. A leaf at its "
    "best value lowers it by half of G² / (H + lambda).",
    inputs=st.integers(1, 5).flatmap(_split),
    edges=[
        _split_case([1.0, -1.0], [1.0, 1.0], [1, 0]),
        _split_case([1.0, 1.0], [1.0, 1.0], [1, 0]),
        _split_case([1.0, -1.0], [1.0, 1.0], [1, 0], 0.0),
        _split_case([-1.0, -2.0, 2.0], [1.0, 1.0, 1.0], [1, 1, 0]),
        _split_case([-1.0, -2.0, 2.0], [1.0, 1.0, 1.0], [0, 1, 1], 0.0),
        _split_case([2.0, 3.0, -1.0, 0.5], [0.25, 0.5, 0.25, 2.0], [1, 0, 1, 0], 2.0),
        _split_case([1.0, 2.0], [1.0, 1.0], [1, 1], 0.0),
        _split_case([1.0, 2.0], [1.0, 1.0], [0, 0]),
        _split_case([1.0, 2.0], [0.0, 1.0], [1, 0], 0.0),
        _split_case([3.0, 3.0, 3.0], [1.0, 1.0, 1.0], [1, 0, 0], 8.0),
        _split_case([1.0, -2.0], [0.25, 0.25], [0, 1], 0.0),
    ],
    mistakes=mistakes_gains.SPLIT_GAIN,
    also_right=[
        correct.gain_by_halves,
        correct.gain_by_what_remains,
        correct.gain_by_leaf_values,
        correct.gain_by_loop,
    ],
    hints=[
        "Put v = -G / (H + lambda) into G v + (H + lambda) v² / 2. What is left?",
        "It is -G² / (2 (H + lambda)). Three sets of rows have such a number: gradient[left], gradient[~left], and all. "
        "Mind a set with nothing to divide by.",
        "0.5 * (worth(GL, HL) + worth(GR, HR) - worth(G, H)), where worth(G, H) is G**2 / (H + reg_lambda), or 0 where H + "
        "reg_lambda is 0.",
    ],
    out_of_bounds=ready_made.BOOSTED_TREES,
    race=Race(_grown_split, {"XGBoost, a tree of one split": xgboost_gain}, SIZES, "rows"),
)

best_round_exercise = Exercise(
    reference=best_round,
    task="Decide how many rounds to keep. Read the held-out losses one after the other, stop when `patience` rounds in a "
    "row have brought no new lowest loss, and return the number of rounds at the lowest one seen.",
    inputs=st.integers(1, 8).flatmap(
        lambda n: arguments(losses=_array(n, LOSSES), patience=st.integers(1, 4))
    ),
    edges=[
        _watched([5.0], 1),
        _watched([5.0, 4.0, 3.0], 1),
        _watched([5.0, 4.0, 4.5, 3.0], 1),
        _watched([5.0, 4.0, 4.5, 3.0], 2),
        _watched([5.0, 6.0, 7.0], 2),
        _watched([5.0, 4.0, 4.5, 4.2], 3),
        _watched([5.0, 4.0, 4.0, 4.0, 3.0], 2),
        _watched([5.0, 4.0, 4.0, 4.0, 3.0], 3),
        _watched([5.0, 3.0, 4.0, 3.5, 3.2, 2.0], 3),
        _watched([5.0, 4.0, 4.5, 3.0, 3.5, 2.0, 2.5], 2),
        _watched([3.0, 4.0, 3.5, 5.0, 4.5, 1.0], 3),
        _watched([1.0, 0.9999, 0.9998], 1),
        _watched([1 + 2e-9, 1 + 1e-9, 1.0], 1),
        _watched([1e12, 9e11, 9.5e11], 1),
        _watched([-1.0, -2.0, -1.5], 1),
    ],
    mistakes=mistakes_rounds.BEST_ROUND,
    also_right=[
        correct.stop_by_counting,
        correct.stop_by_window,
        correct.stop_by_cutting,
        correct.stop_by_running_minimum,
    ],
    hints=[
        "Remember two things as you go: the lowest loss so far, and after how many rounds it was measured.",
        "How many rounds have passed without progress is the place where you are, less the place of the lowest. Compare "
        "with `patience`, and break.",
        "for i, loss in enumerate(losses): if loss < lowest: best, lowest = i, loss; elif i - best >= patience: break. "
        "Then return best.",
    ],
)
