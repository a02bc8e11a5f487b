"""What people write for residuals and leaves that is wrong, and what to tell them."""

from typing import Any

import numpy as np

from firsthand.course.grading.exercise import Mistake

# boosting_residuals -----------------------------------------------------------------------------------------


def gradient_itself(y: Any, prediction: Any) -> Any:
    return prediction - y


def distance(y: Any, prediction: Any) -> Any:
    return np.abs(y - prediction)


def squares(y: Any, prediction: Any) -> Any:
    return (y - prediction) ** 2


def doubled(y: Any, prediction: Any) -> Any:
    return 2 * (y - prediction)


def from_the_mean(y: Any, prediction: Any) -> Any:
    return y - np.mean(y)


def from_the_mean_prediction(y: Any, prediction: Any) -> Any:
    return y - np.mean(prediction)


def averaged(y: Any, prediction: Any) -> Any:
    return np.mean(y - prediction)


def over_n(y: Any, prediction: Any) -> Any:
    return (y - prediction) / len(y)


def signs(y: Any, prediction: Any) -> Any:
    return np.sign(y - prediction)


def shrunk_already(y: Any, prediction: Any) -> Any:
    return 0.1 * (y - prediction)


def centred(y: Any, prediction: Any) -> Any:
    left = y - prediction
    return left - left.mean()


BOOSTING_RESIDUALS = [
    Mistake(
        gradient_itself,
        "That is the gradient: it points to where the loss rises. The next tree is to go the other way, so that adding it "
        "lifts what is too low: target minus prediction.",
    ),
    Mistake(
        distance,
        "Without its sign a residual does not say whether to go up or down, and every tree would push up.",
    ),
    Mistake(
        squares,
        "You gave the loss of each row. The next tree needs the direction: the difference itself, with its sign.",
    ),
    Mistake(
        doubled,
        "There is a 2 too many. It is the slope of the whole squared error; by convention half of it is descended, so that "
        "the residual is the plain difference.",
    ),
    Mistake(
        from_the_mean,
        "That is where boosting starts, and only there: afterwards the prediction is no longer the mean. Subtract the "
        "prediction of each row.",
    ),
    Mistake(
        from_the_mean_prediction,
        "Each row has a prediction of its own. You subtracted the mean of them all.",
    ),
    Mistake(
        averaged,
        "You returned one number. The next tree learns from a residual for each row.",
        "wrong shape",
    ),
    Mistake(
        over_n,
        "You divided by n. What is descended is the sum over the rows; divided, each tree would repair a part of n only.",
    ),
    Mistake(
        signs,
        "That is the negative gradient of the absolute error, which knows the side but not how far. Ours is the squared "
        "error.",
    ),
    Mistake(
        shrunk_already,
        "The learning rate does not belong here: the tree is fitted to all that is left, and its answer is shrunk.",
    ),
    Mistake(
        centred,
        "You also subtracted the mean of what is left. If all predictions are too low, the trees should get to know.",
    ),
]

# leaf_value -------------------------------------------------------------------------------------------------


def uphill(gradient: Any, curvature: Any, reg_lambda: float = 1.0) -> Any:
    below = np.sum(curvature) + reg_lambda
    return np.sum(gradient) / below if below > 0 else 0.0


def penalty_forgotten(gradient: Any, curvature: Any, reg_lambda: float = 1.0) -> Any:
    below = np.sum(curvature)
    return -np.sum(gradient) / below if below > 0 else 0.0


def mean_gradient(gradient: Any, curvature: Any, reg_lambda: float = 1.0) -> Any:
    return -np.mean(gradient)


def rows_for_curvature(gradient: Any, curvature: Any, reg_lambda: float = 1.0) -> Any:
    return -np.sum(gradient) / (len(gradient) + reg_lambda)


def mean_of_steps(gradient: Any, curvature: Any, reg_lambda: float = 1.0) -> Any:
    below = curvature + reg_lambda
    return float(np.mean(np.where(below > 0, -gradient / np.where(below > 0, below, 1), 0.0)))


def sum_of_steps(gradient: Any, curvature: Any, reg_lambda: float = 1.0) -> Any:
    below = curvature + reg_lambda
    return float(np.sum(np.where(below > 0, -gradient / np.where(below > 0, below, 1), 0.0)))


def penalty_in_each_row(gradient: Any, curvature: Any, reg_lambda: float = 1.0) -> Any:
    below = np.sum(curvature + reg_lambda)
    return -np.sum(gradient) / below if below > 0 else 0.0


def nothing_by_nothing(gradient: Any, curvature: Any, reg_lambda: float = 1.0) -> Any:
    return -np.sum(gradient) / (np.sum(curvature) + reg_lambda)


def nothing_by_nothing_in_python(gradient: Any, curvature: Any, reg_lambda: float = 1.0) -> Any:
    return -float(np.sum(gradient)) / (float(np.sum(curvature)) + reg_lambda)


def never_quite_nothing(gradient: Any, curvature: Any, reg_lambda: float = 1.0) -> Any:
    return -np.sum(gradient) / (np.sum(curvature) + reg_lambda + 1e-12)


def each_row(gradient: Any, curvature: Any, reg_lambda: float = 1.0) -> Any:
    below = curvature + reg_lambda
    return np.where(below > 0, -gradient / np.where(below > 0, below, 1), 0.0)


def soft_threshold(gradient: Any, curvature: Any, reg_lambda: float = 1.0) -> Any:
    G, H = np.sum(gradient), np.sum(curvature)
    return -np.sign(G) * max(abs(G) - reg_lambda, 0.0) / H if H > 0 else 0.0


def halved(gradient: Any, curvature: Any, reg_lambda: float = 1.0) -> Any:
    below = np.sum(curvature) + reg_lambda
    return -np.sum(gradient) / (2 * below) if below > 0 else 0.0


def plain_descent(gradient: Any, curvature: Any, reg_lambda: float = 1.0) -> Any:
    return -np.sum(gradient)


def penalty_of_one(gradient: Any, curvature: Any, reg_lambda: float = 1.0) -> Any:
    return -np.sum(gradient) / (np.sum(curvature) + 1.0)


def penalty_or_one(gradient: Any, curvature: Any, reg_lambda: float = 1.0) -> Any:
    return -np.sum(gradient) / (np.sum(curvature) + (reg_lambda or 1.0))


def nothing_without_curvature(gradient: Any, curvature: Any, reg_lambda: float = 1.0) -> Any:
    H = np.sum(curvature)
    return -np.sum(gradient) / (H + reg_lambda) if H > 0 else 0.0


def little_is_nothing(gradient: Any, curvature: Any, reg_lambda: float = 1.0) -> Any:
    below = np.sum(curvature) + reg_lambda
    return -np.sum(gradient) / below if below > 1e-3 else 0.0


def held_back(gradient: Any, curvature: Any, reg_lambda: float = 1.0) -> Any:
    below = np.sum(curvature) + reg_lambda
    return np.clip(-np.sum(gradient) / below, -4, 4) if below > 0 else 0.0


def a_hair_added(gradient: Any, curvature: Any, reg_lambda: float = 1.0) -> Any:
    return -np.sum(gradient) / (np.sum(curvature) + reg_lambda + 1e-8)


def penalty_above_the_line(gradient: Any, curvature: Any, reg_lambda: float = 1.0) -> Any:
    H = np.sum(curvature)
    return -(np.sum(gradient) + reg_lambda) / H if H > 0 else 0.0


LEAF_VALUE = [
    Mistake(
        a_hair_added,
        "You add a little to H + lambda so that it is never 0. Where it is 0 the value becomes enormous, and it should be 0: "
        "ask whether it is 0 before you divide.",
    ),
    Mistake(
        penalty_above_the_line,
        "lambda stands beside G in yours. It belongs below the line, beside H: -G / (H + lambda).",
    ),
    Mistake(penalty_of_one, "You wrote 1 where `reg_lambda` belongs."),
    Mistake(
        penalty_or_one,
        "`reg_lambda or 1` makes a penalty of 0 into 1, because 0 counts as false. A penalty of 0 is none: take it as it is.",
    ),
    Mistake(
        nothing_without_curvature,
        "You return 0 wherever H is 0. What is divided by is H + lambda: with a penalty above 0 there is a value.",
    ),
    Mistake(
        little_is_nothing,
        "You return 0 where H + lambda is small. It is 0 only where H + lambda is 0: rows that the model is sure of have "
        "small curvatures, and their leaf a value all the same.",
    ),
    Mistake(
        held_back, "The value is held within bounds. A leaf says -G / (H + lambda), however far that is."
    ),
    Mistake(uphill, "The sign is missing: a leaf steps against the gradient, -G / (H + lambda)."),
    Mistake(
        penalty_forgotten,
        "lambda is missing. It stands beside H, and without it a leaf of a single row believes that row entirely.",
    ),
    Mistake(
        mean_gradient,
        "The mean of the gradients is a step of plain descent. Newton divides by the curvature, so divide their sum by the "
        "sum of the curvatures plus lambda.",
    ),
    Mistake(
        rows_for_curvature,
        "You divided by the number of rows. For the squared error each curvature is 1 and that is the same; for any other "
        "loss it is their sum that counts.",
    ),
    Mistake(
        mean_of_steps,
        "You took each row's own step and averaged them. The rows of a leaf move together: add up the gradients and the "
        "curvatures first, then divide once.",
    ),
    Mistake(
        sum_of_steps,
        "You added up a step for each row. The rows share one value: add up gradients and curvatures first, then divide "
        "once.",
    ),
    Mistake(
        penalty_in_each_row,
        "lambda is paid once for the leaf's value, not once for each row. Add it to the sum of the curvatures. (Beside their "
        "mean it counts n times as well.)",
    ),
    Mistake(
        nothing_by_nothing,
        "Where H + lambda is 0 you divided by 0. Such a leaf has nothing to go by: return 0.",
    ),
    Mistake(
        nothing_by_nothing_in_python,
        "Where H + lambda is 0 the division fails. Such a leaf has nothing to go by: return 0.",
        "crashed",
    ),
    Mistake(
        never_quite_nothing,
        "A tiny number below the line avoids the division by 0, but makes the value enormous where it should be 0. Ask for "
        "the case instead.",
    ),
    Mistake(
        each_row,
        "You returned a value for each row. A leaf says one number to all of its rows.",
        "wrong shape",
    ),
    Mistake(
        soft_threshold,
        "That is the other penalty, on the absolute value (XGBoost's reg_alpha): it cuts lambda off from G. The squared one "
        "adds lambda to H.",
    ),
    Mistake(
        halved,
        "It is half of what it should be. The 1/2 before the curvature and the 2 from its square cancel.",
    ),
    Mistake(
        plain_descent,
        "The gradients alone say which way, not how far. Divide by H + lambda.",
    ),
]
