"""What people write for the gradient and for Newton's step that is wrong, and what to tell them."""

from typing import Any

import numpy as np

from firsthand.course.exercise import Mistake


def _p(X: Any, weights: Any) -> Any:
    return 1 / (1 + np.exp(-(X @ weights)))


# logistic_gradient ------------------------------------------------------------------------------------------


def truth_minus_guess(X: Any, y: Any, weights: Any) -> Any:
    return X.T @ (y - _p(X, weights)) / len(X)


def added_up(X: Any, y: Any, weights: Any) -> Any:
    return X.T @ (_p(X, weights) - y)


def without_sigmoid(X: Any, y: Any, weights: Any) -> Any:
    return X.T @ (X @ weights - y) / len(X)


def of_the_squared_error(X: Any, y: Any, weights: Any) -> Any:
    p = _p(X, weights)
    return X.T @ ((p - y) * p * (1 - p)) / len(X)


def doubled(X: Any, y: Any, weights: Any) -> Any:
    return 2 * X.T @ (_p(X, weights) - y) / len(X)


def over_all_entries(X: Any, y: Any, weights: Any) -> Any:
    return X.T @ (_p(X, weights) - y) / X.size


def decisions(X: Any, y: Any, weights: Any) -> Any:
    return X.T @ ((X @ weights > 0) - y) / len(X)


def for_each_row(X: Any, y: Any, weights: Any) -> Any:
    return X * (_p(X, weights) - y)[:, None] / len(X)


def columns_forgotten(X: Any, y: Any, weights: Any) -> Any:
    return np.full(X.shape[1], np.mean(_p(X, weights) - y))


LOGISTIC_GRADIENT = [
    Mistake(
        truth_minus_guess,
        "The sign is the wrong way round: p - y, not y - p. Where p is too high, more score makes the loss rise.",
        "wrong gradient",
    ),
    Mistake(added_up, "The loss is a mean over the rows, so divide by n.", "wrong gradient"),
    Mistake(
        without_sigmoid,
        "That is the gradient of linear regression. Here the prediction is a probability: put X @ weights through the "
        "sigmoid.",
        "wrong gradient",
    ),
    Mistake(
        of_the_squared_error,
        "There is a factor p (1 - p) too many. It belongs to the squared error; in the cross-entropy it cancels "
        "against the slope of the logarithm.",
        "wrong gradient",
    ),
    Mistake(
        doubled,
        "It is twice too large. The 2 comes from a square, and this loss has none.",
        "wrong gradient",
    ),
    Mistake(
        over_all_entries,
        "You divided by the number of entries of X. The mean is over the rows: len(X).",
        "wrong gradient",
    ),
    Mistake(
        decisions,
        "You compared decisions, 0 or 1, with the truth. Use the probability: how sure it was counts too.",
        "wrong gradient",
    ),
    Mistake(
        for_each_row,
        "You returned one row for each case. Sum over the cases: X.T @ (p - y) does it.",
        "wrong shape",
    ),
    Mistake(
        columns_forgotten,
        "Every weight got the same slope. A weight acts through its column: multiply p - y by the column, then average.",
        "wrong gradient",
    ),
]

# newton_step ------------------------------------------------------------------------------------------------


def _parts(X: Any, y: Any, weights: Any) -> tuple[Any, Any, Any]:
    """Gradient, H and p."""
    p = _p(X, weights)
    return X.T @ (p - y) / len(X), X.T @ (X * (p * (1 - p))[:, None]) / len(X), p


def wrong_way(X: Any, y: Any, weights: Any) -> Any:
    gradient, H, _ = _parts(X, y, weights)
    return weights + np.linalg.solve(H, gradient)


def step_alone(X: Any, y: Any, weights: Any) -> Any:
    gradient, H, _ = _parts(X, y, weights)
    return -np.linalg.solve(H, gradient)


def curvature_of_a_line(X: Any, y: Any, weights: Any) -> Any:
    gradient, _, _ = _parts(X, y, weights)
    return weights - np.linalg.solve(X.T @ X / len(X), gradient)


def n_in_one_of_them(X: Any, y: Any, weights: Any) -> Any:
    gradient, H, _ = _parts(X, y, weights)
    return weights - np.linalg.solve(H * len(X), gradient)


def n_in_the_other(X: Any, y: Any, weights: Any) -> Any:
    gradient, H, _ = _parts(X, y, weights)
    return weights - np.linalg.solve(H, gradient * len(X))


def diagonal_only(X: Any, y: Any, weights: Any) -> Any:
    gradient, H, _ = _parts(X, y, weights)
    return weights - gradient / np.diag(H)


def p_for_curvature(X: Any, y: Any, weights: Any) -> Any:
    gradient, _, p = _parts(X, y, weights)
    return weights - np.linalg.solve(X.T @ (X * p[:, None]) / len(X), gradient)


def plain_descent(X: Any, y: Any, weights: Any) -> Any:
    return weights - _parts(X, y, weights)[0]


def multiplied(X: Any, y: Any, weights: Any) -> Any:
    gradient, H, _ = _parts(X, y, weights)
    return weights - H @ gradient


NEWTON_STEP = [
    Mistake(wrong_way, "It steps uphill: subtract the solution from the weights."),
    Mistake(step_alone, "That is the step. Add it to where you stand and return the new weights."),
    Mistake(
        curvature_of_a_line,
        "H lacks the factor p (1 - p): X'X / n is the curvature of a squared error. Where the model is sure, the "
        "cross-entropy is nearly straight and bends far less.",
    ),
    Mistake(
        n_in_one_of_them,
        "The gradient is divided by n and H is not. Divide both, or neither: n cancels.",
    ),
    Mistake(
        n_in_the_other,
        "H is divided by n and the gradient is not. Divide both, or neither: n cancels.",
    ),
    Mistake(
        diagonal_only,
        "You used the diagonal of H alone, as if each weight had a bowl of its own. Solve with the whole of H.",
    ),
    Mistake(
        p_for_curvature,
        "The curvature is p (1 - p), the slope of the sigmoid, and not p alone.",
    ),
    Mistake(
        plain_descent,
        "That is a step of plain descent at rate 1. Newton divides by the curvature: solve H step = gradient.",
    ),
    Mistake(
        multiplied,
        "You multiplied by H. Where the bowl is strongly curved the bottom is near, so divide: np.linalg.solve(H, gradient).",
    ),
]
