"""What people write for the gradient and for Newton's step that is wrong, and what to tell them."""

from typing import Any

import numpy as np

from firsthand.course.grading.exercise import Mistake


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


def over_the_columns(X: Any, y: Any, weights: Any) -> Any:
    return X.T @ (_p(X, weights) - y) / X.shape[1]


def overwritten(X: Any, y: Any, weights: Any) -> Any:
    gradient = np.zeros(X.shape[1])
    for row, truth in zip(X, y, strict=True):
        gradient = (1 / (1 + np.exp(-(row @ weights))) - truth) * row
    return gradient / len(X)


def whole_slopes(X: Any, y: Any, weights: Any) -> Any:
    gradient = np.zeros_like(weights)
    for j in range(len(weights)):
        gradient[j] = np.mean((_p(X, weights) - y) * X[:, j])
    return gradient


def product_of_means(X: Any, y: Any, weights: Any) -> Any:
    return X.mean(axis=0) * np.mean(_p(X, weights) - y)


def exp_over_exp(X: Any, y: Any, weights: Any) -> Any:
    scores = X @ weights
    return X.T @ (np.exp(scores) / (1 + np.exp(scores)) - y) / len(X)


LOGISTIC_GRADIENT = [
    Mistake(
        over_the_columns,
        "You divided by the number of columns. The mean is over the rows: len(X).",
        "wrong gradient",
    ),
    Mistake(
        overwritten,
        "Only the last row counts: = replaces what gradient held, += adds to it.",
        "wrong gradient",
    ),
    Mistake(
        whole_slopes,
        "np.zeros_like(weights) holds whole numbers where the weights do, and each slope is cut to one as it is stored. "
        "np.zeros(len(weights)) holds floats.",
        "wrong gradient",
    ),
    Mistake(
        product_of_means,
        "The mean of a product is not the product of the means. Multiply p - y and the column row by row, then average.",
        "wrong gradient",
    ),
    Mistake(
        exp_over_exp,
        "exp(800) is infinite, and infinity over infinity is NaN. Your sigmoid bears such scores: use it.",
        "wrong gradient",
    ),
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


def solution_alone(X: Any, y: Any, weights: Any) -> Any:
    gradient, H, _ = _parts(X, y, weights)
    return np.linalg.solve(H, gradient)


def p_squared(X: Any, y: Any, weights: Any) -> Any:
    gradient, _, p = _parts(X, y, weights)
    return weights - np.linalg.solve(X.T @ (X * (p**2)[:, None]) / len(X), gradient)


def two_steps(X: Any, y: Any, weights: Any) -> Any:
    for _ in range(2):
        gradient, H, _ = _parts(X, y, weights)
        weights = weights - np.linalg.solve(H, gradient)
    return weights


def half_a_step(X: Any, y: Any, weights: Any) -> Any:
    gradient, H, _ = _parts(X, y, weights)
    return weights - 0.5 * np.linalg.solve(H, gradient)


def from_zero(X: Any, y: Any, weights: Any) -> Any:
    weights = np.zeros(X.shape[1])
    gradient, H, _ = _parts(X, y, weights)
    return weights - np.linalg.solve(H, gradient)


def slightly_raised(X: Any, y: Any, weights: Any) -> Any:
    gradient, H, _ = _parts(X, y, weights)
    return weights - np.linalg.solve(H + 1e-6 * np.eye(len(H)), gradient)


def best_of_many(X: Any, y: Any, weights: Any) -> Any:
    gradient, H, _ = _parts(X, y, weights)
    return weights - np.linalg.pinv(H) @ gradient


FLAT_DIRECTION = Mistake(
    best_of_many,
    "Here one column repeats another, so there is no single bottom, and a step comes out all the same. "
    "np.linalg.solve raises LinAlgError then: let it through.",
)

NEWTON_STEP = [
    Mistake(
        solution_alone,
        "That solves H step = gradient, and there it stops. Subtract the step from the weights and return those.",
    ),
    Mistake(p_squared, "The curvature is p (1 - p), and not p squared."),
    Mistake(two_steps, "That makes two steps. One is asked for."),
    Mistake(
        half_a_step, "Your step is half as long. Newton's goes all the way to the bottom of the parabola."
    ),
    Mistake(from_zero, "You start from weights of 0. The step begins at the weights that were given."),
    Mistake(
        slightly_raised,
        "There is a small number on the diagonal of H, and it moves the weights. Solve with H as it stands.",
    ),
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
