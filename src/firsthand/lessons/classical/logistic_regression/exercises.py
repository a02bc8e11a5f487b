"""The exercises of the lesson Logistic regression."""

import math
from typing import Any

import numpy as np
from hypothesis import strategies as st

from firsthand.classical.basics.logistic_regression import (
    binary_cross_entropy,
    logistic_gradient,
    newton_step,
    sigmoid,
)
from firsthand.course.grading.exercise import Clause, Exercise, Race
from firsthand.course.grading.strategies import arguments
from firsthand.lessons import ready_made
from firsthand.lessons.classical.logistic_regression import correct, mistakes_scores, mistakes_slopes

SCORES = st.sampled_from([0.0, 1.0, 2.0, -1.0, 0.5, 3.0, -2.5, 10.0, -40.0, 0.1, 1000.0, -1000.0])
TAME = st.sampled_from([0.0, 1.0, 2.0, -1.0, 0.5, 3.0, -2.0, 0.1])
WEIGHTS = st.sampled_from([0.0, 1.0, -1.0, 0.5, 2.0, -0.3])
SHAPES = st.sampled_from([(1,), (2,), (3,), (1, 2), (2, 2), (2, 1, 2)])
KINDS = st.sampled_from([np.float64, np.float64, np.int64])
MOST_BENT = 6.0  # scores beyond this leave so little curvature that a Newton step is all rounding


def _array(shape: tuple[int, ...], entries: Any = TAME, kinds: Any = KINDS) -> Any:
    size = math.prod(shape)
    numbers = st.lists(entries, min_size=size, max_size=size)
    return st.builds(lambda values, kind: np.array(values).reshape(shape).astype(kind), numbers, kinds)


def _labels(n: int) -> Any:
    return st.lists(st.integers(0, 1), min_size=n, max_size=n).map(np.array)


def _cases(n: int, d: int) -> Any:
    floats = st.just(np.float64)
    return arguments(X=_array((n, d)), y=_labels(n), weights=_array((d,), WEIGHTS, floats))


def _bends(given: dict[str, Any]) -> bool:
    """Whether a Newton step is well defined: columns apart from each other, and no p near 0 or 1."""
    X = given["X"]
    return bool(np.linalg.cond(X) < 20 and np.abs(X @ given["weights"]).max() <= MOST_BENT)


def _scored(scores: list[float], y: list[int]) -> dict[str, Any]:
    return {"scores": np.array(scores), "y": np.array(y)}


def _case(X: list[list[float]], y: list[int], weights: list[float]) -> dict[str, Any]:
    return {"X": np.array(X), "y": np.array(y), "weights": np.array(weights)}


def loss_of_weights(X: Any, y: Any, weights: Any) -> float:
    """The function whose gradient `logistic_gradient` is."""
    return binary_cross_entropy(X @ weights, y)


GRADIENTS = st.tuples(st.integers(1, 4), st.integers(1, 3)).flatmap(lambda sizes: _cases(*sizes))
STEPS = (
    st.tuples(st.integers(1, 2), st.integers(0, 3))
    .flatmap(lambda sizes: _cases(sum(sizes), sizes[0]))
    .filter(_bends)
)

# The industry's versions, imported when a race is run -------------------------------------------------------


def scipy_sigmoid(z: Any) -> Any:
    from scipy.special import expit

    return expit(z)


def sklearn_loss(scores: Any, y: Any) -> Any:
    from sklearn.metrics import log_loss

    return log_loss(y, scipy_sigmoid(scores))


def scipy_gradient(X: Any, y: Any, weights: Any) -> Any:
    return X.T @ (scipy_sigmoid(X @ weights) - y) / len(X)


def sklearn_newton(X: Any, y: Any, weights: Any) -> Any:
    import warnings

    from sklearn import linear_model

    theirs: Any = linear_model.LogisticRegression  # it carries no types
    model = theirs(C=np.inf, fit_intercept=False, solver="newton-cholesky", max_iter=1)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it has not converged after one step: that is the point
        return model.fit(X, y).coef_[0]


def _grown(size: int, seed: int) -> dict[str, Any]:
    """`size` numbers in rows of ten, the labels of a noisy boundary, and weights of 0."""
    rng = np.random.default_rng(seed)
    X = rng.normal(size=(size // 10, 10))
    y = (X[:, 0] + rng.logistic(size=len(X)) > 0).astype(int)
    return {"X": X, "y": y, "weights": np.zeros(10)}


def _grown_z(size: int, seed: int) -> dict[str, Any]:
    return {"z": np.random.default_rng(seed).uniform(-10, 10, size)}


def _grown_scores(size: int, seed: int) -> dict[str, Any]:
    rng = np.random.default_rng(seed)
    scores = rng.normal(0, 3, size=size)
    return {"scores": scores, "y": (scores + rng.logistic(size=size) > 0).astype(int)}


SIZES = (10, 100, 1_000, 10_000, 100_000, 1_000_000)

# The exercises ---------------------------------------------------------------------------------------------

sigmoid_exercise = Exercise(
    reference=sigmoid,
    task="Turn scores into probabilities, each on its own: 0 becomes a half, large scores come near 1, low ones near "
    "0. It must bear scores of 1000 and -1000.",
    inputs=SHAPES.flatmap(lambda shape: _array(shape, SCORES)).map(lambda z: {"z": z}),
    edges=[
        {"z": np.array(z)}
        for z in (
            [0.0],
            [1.0],
            [-1.0],
            [1000.0],
            [-1000.0],
            [0.0, 2.0, -2.0],
            [1, -3],
            [[0.5, -40.0], [1000.0, 0.0]],
            [30.0, 40.0],
            [-12.0, -15.0, 14.0],
        )
    ],
    mistakes=mistakes_scores.SIGMOID,
    also_right=[
        correct.sigmoid_at_once,
        correct.sigmoid_by_tanh,
        correct.sigmoid_by_cases,
        correct.sigmoid_by_masks,
        correct.sigmoid_clipped_far_out,
    ],
    hints=[
        "exp makes any score positive, and one more point multiplies it by e. What must it be divided by to stay below "
        "1?",
        "exp(z) / (1 + exp(z)) is right on paper and NaN at 1000. Divide both by exp(z).",
        "return 1 / (1 + np.exp(-z)). (Ours also avoids the warning that exp gives at -1000.)",
    ],
    out_of_bounds=ready_made.SIGMOID,
    differentiable="z",
    race=Race(_grown_z, {"SciPy": scipy_sigmoid}, SIZES, "scores"),
)

binary_cross_entropy_exercise = Exercise(
    reference=binary_cross_entropy,
    task="Average, over the rows, how surprised the scores are: -log(p) where y is 1, -log(1 - p) where it is 0. Start "
    "from the scores, so that it stays exact where p is too near 0 or 1 for a float.",
    inputs=st.integers(1, 4).flatmap(lambda n: arguments(scores=_array((n,), SCORES), y=_labels(n))),
    edges=[
        _scored([0.0], [1]),
        _scored([2.0], [1]),
        _scored([2.0], [0]),
        _scored([2.0, -1.0], [1, 0]),
        _scored([2.0, -1.0, 0.5], [0, 1, 1]),
        _scored([1000.0], [0]),
        _scored([-1000.0], [1]),
        _scored([1000.0, -1000.0], [1, 0]),
        _scored([-40.0, 40.0], [1, 0]),
        _scored([1, -2], [1, 1]),
    ],
    mistakes=mistakes_scores.BINARY_CROSS_ENTROPY,
    also_right=[
        correct.loss_by_cases,
        correct.loss_by_largest,
        correct.loss_by_loop,
        correct.loss_of_signed_scores,
    ],
    hints=[
        "Where y is 1 the loss is -log(1 / (1 + exp(-z))). Use the rules for logarithms before you compute anything: "
        "what becomes of the fraction?",
        "-log(p) = log(1 + exp(-z)) and -log(1 - p) = log(1 + exp(z)). np.logaddexp(0, z) is log(exp(0) + exp(z)), and "
        "it does not overflow.",
        "return np.mean(np.where(y == 1, np.logaddexp(0, -scores), np.logaddexp(0, scores)))",
    ],
    out_of_bounds=ready_made.BINARY_CROSS_ENTROPY,
    differentiable="scores",
    race=Race(_grown_scores, {"scikit-learn": sklearn_loss}, SIZES, "rows"),
)

logistic_gradient_exercise = Exercise(
    reference=logistic_gradient,
    task="Compute how the binary cross-entropy of the scores X @ weights changes with each weight.",
    inputs=GRADIENTS,
    edges=[
        _case([[1.0]], [1], [0.0]),
        _case([[2.0]], [0], [0.0]),
        _case([[1.0], [3.0]], [0, 1], [0.5]),
        _case([[1.0, 1.0], [2.0, 1.0]], [0, 1], [1.0, -1.0]),
        _case([[1.0, 0.0, 1.0], [0.0, 2.0, 1.0], [3.0, -1.0, 1.0]], [1, 0, 1], [0.5, -0.3, 1.0]),
        _case([[1, 2], [3, 4], [0, -1]], [1, 0, 1], [0.1, 0.2]),
        _case([[1.0, 1.0], [-1.0, 1.0]], [1, 0], [0.0, 0.0]),
        _case([[1.0, 1.0], [3.0, 1.0], [0.0, 1.0]], [0, 1, 1], [0, 0]),
        _case([[800.0], [0.0]], [0, 1], [1.0]),
    ],
    mistakes=mistakes_slopes.LOGISTIC_GRADIENT,
    also_right=[correct.gradient_at_once, correct.gradient_by_loop, correct.gradient_by_mean],
    hints=[
        "How does the loss of one row change with its score? You have met the answer in the lesson on probability, "
        "where two scores made a softmax.",
        "p - y for each row, and the score rises by x_j for each unit of weight j. Multiply, and average over the rows.",
        "p = sigmoid(X @ weights); return X.T @ (p - y) / len(X)",
    ],
    out_of_bounds=ready_made.SLOPES,
    differentiable="weights",
    gradient_of=loss_of_weights,
    race=Race(_grown, {"SciPy's sigmoid": scipy_gradient}, SIZES, "numbers in X"),
)

newton_step_exercise = Exercise(
    reference=newton_step,
    task="Take one step of Newton's method on the binary cross-entropy: fit a parabola to it where you stand, and "
    "return the weights at its bottom.",
    inputs=STEPS,
    edges=[
        _case([[1.0]], [1], [0.0]),
        _case([[1.0], [2.0]], [0, 1], [0.5]),
        _case([[1.0, 1.0], [2.0, 1.0], [4.0, 1.0]], [0, 1, 1], [0.0, 0.0]),
        _case([[1.0, 1.0], [2.0, 1.0], [4.0, 1.0]], [0, 1, 0], [0.5, -1.0]),
        _case([[1.0, 0.0], [0.0, 2.0]], [1, 0], [1.0, -1.0]),
        _case([[1, 1], [3, 1], [0, 1]], [1, 0, 1], [0.1, 0.2]),
        _case(
            [[-1.0, 0.5, 1.0], [2.0, 1.0, 1.0], [0.0, -2.0, 1.0], [1.0, 3.0, 1.0]],
            [0, 1, 1, 0],
            [0.5, -0.3, 0.0],
        ),
    ],
    mistakes=mistakes_slopes.NEWTON_STEP,
    clauses=[
        Clause(
            text="If one column is a combination of others",
            ignored=mistakes_slopes.FLAT_DIRECTION,
            edges=[
                _case([[1.0, 1.0], [2.0, 2.0]], [0, 1], [0.0, 0.0]),
                _case([[1.0, 0.0], [3.0, 0.0]], [0, 1], [0.5, 0.0]),
            ],
        )
    ],
    also_right=[correct.newton_by_diagonal_matrix, correct.newton_by_reweighted_squares],
    hints=[
        "In one dimension the bottom of a parabola lies at w - slope / curvature. With several weights the curvature is "
        "a matrix H, and dividing by it means solving.",
        "The gradient is X'(p - y) / n. p changes with the score by p (1 - p), so H = X' diag(p (1 - p)) X / n, and "
        "multiplying each row of X by its p (1 - p) spares you the diagonal matrix.",
        "H = X.T @ ((p * (1 - p))[:, None] * X) / len(X); return weights - np.linalg.solve(H, gradient)",
    ],
    out_of_bounds=ready_made.LOGISTIC_FIT,
    race=Race(
        _grown,
        {"scikit-learn, one step": sklearn_newton},
        (1_000, 10_000, 100_000, 1_000_000),
        "numbers in X",
    ),
)
