"""The exercises of the lesson Probability."""

import math
from typing import Any

import numpy as np
from hypothesis import strategies as st

from firsthand.course.grading.exercise import Clause, Exercise, Race
from firsthand.foundations import (
    cross_entropy,
    cross_entropy_gradient,
    log_sum_exp,
    softmax,
    softmax_temperature,
)
from firsthand.lessons import ready_made
from firsthand.lessons.foundations.probability import (
    correct,
    mistakes_gradients,
    mistakes_losses,
    mistakes_scores,
    mistakes_temperatures,
)

SCORES = st.sampled_from([0.0, 1.0, 2.0, -1.0, 0.5, 3.0, -2.5, 10.0, -40.0, 0.1, 1000.0, 999.0, -1000.0])
SHAPES = st.sampled_from([(1,), (2,), (3,), (1, 2), (2, 1), (2, 2), (2, 3), (3, 2), (2, 1, 2)])
BATCHES = st.sampled_from([(1, 1), (1, 2), (2, 2), (1, 3), (2, 3), (3, 2), (4, 3)])
KINDS = st.sampled_from([np.float64, np.float64, np.int64, np.float32])


def _array(shape: tuple[int, ...]) -> Any:
    size = math.prod(shape)
    numbers = st.lists(SCORES, min_size=size, max_size=size)
    return st.builds(lambda values, kind: np.array(values).reshape(shape).astype(kind), numbers, KINDS)


def _with_axis(logits: Any) -> Any:
    axes = st.sampled_from([*range(logits.ndim), *range(-logits.ndim, 0)])
    return st.just({"logits": logits}) | axes.map(lambda axis: {"logits": logits, "axis": axis})


def _with_targets(logits: Any) -> Any:
    n, k = logits.shape
    classes = st.lists(st.integers(0, k - 1), min_size=n, max_size=n).map(np.array)
    return classes.map(lambda targets: {"logits": logits, "targets": targets})


ANY_AXIS = SHAPES.flatmap(_array).flatmap(_with_axis)
LABELLED = BATCHES.flatmap(_array).flatmap(_with_targets)
TEMPERATURES = st.sampled_from([1.0, 2.0, 0.5, 10.0, 0.1, 1000.0, 3])
HEATED = st.builds(
    lambda logits, temperature: {"logits": logits, "temperature": temperature},
    SHAPES.flatmap(_array),
    TEMPERATURES,
)


def _along_axes(*logits: Any) -> list[dict[str, Any]]:
    return [{"logits": np.array(scores)} for scores in logits]


EDGES = [
    *_along_axes([0.0], [1000.0], [1.0, 2.0], [-1000.0, -1000.0], [1000.0, 999.0], [0.0, -np.inf]),
    *_along_axes([20000.0, 0.0]),  # beyond what long doubles can take
    *_along_axes([-1000.0, -np.inf], [-np.inf, -1e10]),
    *_along_axes([[0.0, 1.0], [2.0, 0.0]], [[1000.0, 1001.0], [0.0, 1.0]], [[0.0, 1.0, 2.0]]),
    {"logits": np.array([[0.0, 1.0], [2.0, 0.0]]), "axis": 0},
    {"logits": np.array([[0.0, 1.0, 3.0], [2.0, 0.0, -1.0]]), "axis": 1},
    {"logits": np.array([[0.0, 1.0, 3.0], [2.0, 0.0, -1.0]]), "axis": 0},
    *_along_axes([[1.0], [2.0]], [5.0, 5.0, 5.0], [1, 2, 3]),
    {"logits": np.array([0.5, -2.0, 100.0], dtype=np.float32)},
    {"logits": np.array([[[0.0, 800.0, 802.0], [1.0, 2.0, 4.0]]]), "axis": 1},
]


# The industry's versions, imported when a race is run -------------------------------------------------------


def scipy_softmax(logits: Any, axis: int = -1) -> Any:
    from scipy.special import softmax as theirs

    return theirs(logits, axis=axis)


def scipy_logsumexp(logits: Any, axis: int = -1) -> Any:
    from scipy.special import logsumexp as theirs

    return theirs(logits, axis=axis)


def scipy_cross_entropy(logits: Any, targets: Any) -> float:
    from scipy.special import log_softmax as theirs

    return float(-theirs(logits, axis=-1)[np.arange(len(targets)), targets].mean())


def scipy_cross_entropy_gradient(logits: Any, targets: Any) -> Any:
    p = scipy_softmax(logits)
    p[np.arange(len(targets)), targets] -= 1
    return p / len(targets)


def scipy_softmax_temperature(logits: Any, temperature: float) -> Any:
    return scipy_softmax(logits / temperature)


def _scores(size: int, seed: int) -> Any:
    """`size` scores in rows of ten classes."""
    return np.random.default_rng(seed).normal(0, 3, size=(size // 10, 10))


def _labelled(size: int, seed: int) -> dict[str, Any]:
    return {
        "logits": _scores(size, seed),
        "targets": np.random.default_rng([seed, 1]).integers(0, 10, size=size // 10),
    }


SIZES = (10, 100, 1_000, 10_000, 100_000, 1_000_000)
SIZE_LABEL = "scores, in rows of 10"

# The exercises ---------------------------------------------------------------------------------------------

softmax_exercise = Exercise(
    reference=softmax,
    task="Turn scores into probabilities along an axis: positive, summing to 1, in the shape of the scores. "
    "Scores may be as large as they like.",
    inputs=ANY_AXIS,
    edges=EDGES,
    mistakes=mistakes_scores.SOFTMAX,
    also_right=[correct.softmax_by_loops, correct.softmax_by_logarithms, correct.softmax_along_slices],
    hints=[
        "Two steps: make every score positive without changing the order, then divide by the total along the axis. "
        "Which function turns any number into a positive one?",
        "np.exp(1000) is infinite. Softmax of (scores - c) is the same for every c; choose c so that the largest "
        "exponent is 0.",
        "m = logits.max(axis=axis, keepdims=True), then w = np.exp(logits - m). What is left is to divide w by its "
        "own sum, along the same axis and with keepdims=True as well.",
    ],
    out_of_bounds=ready_made.SOFTMAX,
    differentiable="logits",
    race=Race(
        lambda size, seed: {"logits": _scores(size, seed)}, {"SciPy": scipy_softmax}, SIZES, SIZE_LABEL
    ),
)

log_sum_exp_exercise = Exercise(
    reference=log_sum_exp,
    task="Compute log(sum(exp(scores))) along an axis, for scores so large that exp alone would overflow.",
    inputs=ANY_AXIS,
    edges=EDGES,
    mistakes=mistakes_scores.LOG_SUM_EXP,
    also_right=[correct.log_sum_exp_by_loops, correct.log_sum_exp_over_keepdims],
    hints=[
        "It overflows for the same reason as softmax. What did you subtract there?",
        "exp(x) = exp(m) * exp(x - m). exp(m) is a common factor: take it out of the sum, and the logarithm turns it "
        "into something simple.",
        "m = logits.max(axis=axis, keepdims=True) and s = np.exp(logits - m).sum(axis=axis). The result is np.log(s) "
        "plus m, with m squeezed along the axis so that the shapes agree.",
    ],
    out_of_bounds=ready_made.LOG_SUM_EXP,
    differentiable="logits",
    race=Race(
        lambda size, seed: {"logits": _scores(size, seed)}, {"SciPy": scipy_logsumexp}, SIZES, SIZE_LABEL
    ),
)

LABELLED_EDGES: list[dict[str, Any]] = [
    {"logits": np.array([[0.0, 0.0]]), "targets": np.array([0])},
    {"logits": np.array([[2.0, 1.0, 0.1]]), "targets": np.array([2])},
    {"logits": np.array([[1000.0, 0.0]]), "targets": np.array([1])},
    {"logits": np.array([[1000.0, -1000.0]]), "targets": np.array([0])},
    {"logits": np.array([[1.0, 2.0], [0.0, 0.0]]), "targets": np.array([0, 1])},
    {"logits": np.array([[1.0, 2.0, 0.5], [0.0, 3.0, -1.0]]), "targets": np.array([2, 1])},
    {"logits": np.array([[-1000.0, -1001.0], [5.0, 5.0]]), "targets": np.array([1, 1])},
    {"logits": np.array([[7.0], [0.0]]), "targets": np.array([0, 0])},
    {"logits": np.array([[1000.0, 998.0, 0.0], [-800.0, 3.0, 1e4]]), "targets": np.array([1, 2])},
    {"logits": np.array([[1, 2, 3], [3, 2, 1]]), "targets": np.array([0, 0])},
    {"logits": np.array([[0.5, 2.0], [-3.0, 100.0]], dtype=np.float32), "targets": np.array([1, 0])},
]

SINGLE_ROWS: list[dict[str, Any]] = [
    {"logits": np.array([2.0, 1.0, 0.1]), "targets": 2},
    {"logits": np.array([1000.0, 0.0]), "targets": 1},
]

cross_entropy_exercise = Exercise(
    reference=cross_entropy,
    task="Average, over the rows, how surprised the scores are by the right class: minus the logarithm of its softmax "
    "probability. It must stay exact where that probability is far too small for a float.",
    inputs=LABELLED,
    edges=LABELLED_EDGES,
    mistakes=mistakes_losses.CROSS_ENTROPY,
    clauses=[Clause(text="or (k,) for a single row", ignored=mistakes_losses.SINGLE_ROW, edges=SINGLE_ROWS)],
    also_right=[
        correct.cross_entropy_at_once,
        correct.cross_entropy_by_loops,
        correct.cross_entropy_by_one_hot,
        correct.cross_entropy_by_gaps,
    ],
    hints=[
        "For one row: -log(p of the target), with p from softmax. Write log(p) out with logarithm rules before you "
        "compute anything. What becomes of the division?",
        "log(exp(x_t) / sum(exp(x))) = x_t - log_sum_exp(x). You have built the second part already.",
        "For logits of shape (n, k): return np.mean(log_sum_exp(logits) - logits[np.arange(n), targets]).",
    ],
    out_of_bounds=ready_made.CROSS_ENTROPY,
    differentiable="logits",
    race=Race(_labelled, {"SciPy": scipy_cross_entropy}, SIZES, SIZE_LABEL),
)

cross_entropy_gradient_exercise = Exercise(
    reference=cross_entropy_gradient,
    task="Compute how cross_entropy changes with each score: (p - y) / n, in the shape of the scores.",
    inputs=LABELLED,
    edges=LABELLED_EDGES,
    mistakes=mistakes_gradients.CROSS_ENTROPY_GRADIENT,
    clauses=[
        Clause(
            text="or (k,) for a single row",
            ignored=mistakes_gradients.GRADIENT_OF_A_SINGLE_ROW,
            edges=SINGLE_ROWS,
        )
    ],
    also_right=[
        correct.gradient_at_once,
        correct.gradient_by_subtracting_in_place,
        correct.gradient_by_loops,
        correct.gradient_by_one_hot,
    ],
    hints=[
        "Raise a score a little: log_sum_exp rises by that score's probability, and row[target] rises by 1 if it was "
        "the target's. So what is the derivative for each score?",
        "p - y for each row: start from p = softmax(logits) and take 1 away at the target. Then remember that the loss "
        "is a mean.",
        "y = np.zeros((n, k)); y[np.arange(n), targets] = 1; return (p - y) / n.",
    ],
    out_of_bounds=ready_made.SLOPES,
    differentiable="logits",
    gradient_of=cross_entropy,
    race=Race(_labelled, {"SciPy": scipy_cross_entropy_gradient}, SIZES, SIZE_LABEL),
)

softmax_temperature_exercise = Exercise(
    reference=softmax_temperature,
    task="Softmax along the last axis, with a dial: a temperature below 1 sharpens the probabilities, one above 1 "
    "flattens them.",
    inputs=HEATED,
    edges=[
        {"logits": np.array([0.0, 1.0]), "temperature": 1.0},
        {"logits": np.array([0.0, 1.0]), "temperature": 2.0},
        {"logits": np.array([0.0, 1.0]), "temperature": 0.5},
        {"logits": np.array([1000.0, 0.0]), "temperature": 1.0},
        {"logits": np.array([1000.0, 0.0]), "temperature": 1000.0},
        {"logits": np.array([[0.0, 1.0], [2.0, 0.0]]), "temperature": 2.0},
        {"logits": np.array([2.0, 1.0, 0.1]), "temperature": 0.01},
        {"logits": np.array([0.0, 1e-3]), "temperature": 1e-3},
        {"logits": np.array([0.0, 1e-6]), "temperature": 1e-6},
        {"logits": np.array([3, -1, 2]), "temperature": 3},
        {"logits": np.array([1, 2, 3]), "temperature": 2},
        {"logits": np.array([0.0, -np.inf, 1.0]), "temperature": 0.5},
        {"logits": np.array([-np.inf, -1000.0]), "temperature": 0.5},
        {"logits": np.array([0.5, -2.0], dtype=np.float32), "temperature": 3.0},
    ],
    mistakes=mistakes_temperatures.SOFTMAX_TEMPERATURE,
    also_right=[correct.temperature_at_once, correct.temperature_by_hand, correct.temperature_by_inverse],
    hints=[
        "It is one change to the scores, before the softmax you have built.",
        "Only differences between scores matter to softmax. To make everything flatter, make every difference smaller.",
        "return softmax(logits / temperature). (Ours also refuses a temperature that is not above 0.)",
    ],
    differentiable="logits",
    race=Race(
        lambda size, seed: {"logits": _scores(size, seed), "temperature": 0.7},
        {"SciPy": scipy_softmax_temperature},
        SIZES,
        SIZE_LABEL,
    ),
)
