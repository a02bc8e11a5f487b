"""What people write for the error of a line and the way down that is wrong, and what to tell them."""

from typing import Any

import numpy as np

from firsthand.course.grading.exercise import Mistake

# mse --------------------------------------------------------------------------------------------------------


def summed(y_true: Any, y_pred: Any) -> Any:
    return np.sum((y_true - y_pred) ** 2)


def root_taken(y_true: Any, y_pred: Any) -> Any:
    return np.sqrt(np.mean((y_true - y_pred) ** 2))


def absolute(y_true: Any, y_pred: Any) -> Any:
    return np.mean(np.abs(y_true - y_pred))


def not_squared(y_true: Any, y_pred: Any) -> Any:
    return np.mean(y_true - y_pred)


def mean_before_square(y_true: Any, y_pred: Any) -> Any:
    return np.mean(y_true - y_pred) ** 2


def halved(y_true: Any, y_pred: Any) -> Any:
    return np.mean((y_true - y_pred) ** 2) / 2


def one_less(y_true: Any, y_pred: Any) -> Any:
    return np.sum((y_true - y_pred) ** 2) / (len(y_true) - 1)


def not_averaged(y_true: Any, y_pred: Any) -> Any:
    return (y_true - y_pred) ** 2


def difference_of_squares(y_true: Any, y_pred: Any) -> Any:
    return np.mean(y_true**2 - y_pred**2)


def all_pairs(y_true: Any, y_pred: Any) -> Any:
    return np.mean((np.reshape(y_true, (-1, 1)) - y_pred) ** 2)


def multiplied_out(y_true: Any, y_pred: Any) -> Any:
    return np.mean(y_true**2) - 2 * np.mean(y_true * y_pred) + np.mean(y_pred**2)


MSE = [
    Mistake(
        all_pairs,
        "Every truth meets every prediction: a column and a row are stretched to a table. Give both the shape (n,).",
    ),
    Mistake(
        multiplied_out,
        "Right on paper, but far from 0 the three parts are huge and nearly cancel, and what is left is rounding. "
        "Subtract first, then square.",
    ),
    Mistake(
        summed,
        "You added the squares up. Divide by how many there are: then the number means the same for 10 points as "
        "for a million.",
    ),
    Mistake(
        root_taken,
        "That is the root of it, RMSE: good for a report, as it is in the units of y. Here we want the mean square.",
    ),
    Mistake(
        absolute, "That is the mean absolute error. Square the differences instead of dropping their sign."
    ),
    Mistake(
        not_squared,
        "Without the square, misses to either side cancel: a line that is 5 too high here and 5 too low there "
        "would count as perfect.",
    ),
    Mistake(
        mean_before_square,
        "Square first, then average. The other way round, misses to either side cancel before they are squared.",
    ),
    Mistake(
        halved,
        "It is half of it. Some books halve the loss to make the slope prettier; the mean squared error has no half.",
    ),
    Mistake(
        one_less,
        "Divide by n. n - 1 is for the spread of a sample around its own mean; here nothing was estimated.",
    ),
    Mistake(
        not_averaged, "You returned the square of each miss. Average them into one number.", "wrong shape"
    ),
    Mistake(
        difference_of_squares,
        "That is the difference of the squares. Subtract first, then square the difference.",
    ),
]

# mse_gradient -----------------------------------------------------------------------------------------------


def _misses(x: Any, y: Any, slope: float, intercept: float) -> Any:
    return slope * x + intercept - y


def no_two(x: Any, y: Any, slope: float, intercept: float) -> Any:
    misses = _misses(x, y, slope, intercept)
    return np.mean(misses * x), np.mean(misses)


def target_minus_prediction(x: Any, y: Any, slope: float, intercept: float) -> Any:
    misses = -_misses(x, y, slope, intercept)
    return 2 * np.mean(misses * x), 2 * np.mean(misses)


def no_x(x: Any, y: Any, slope: float, intercept: float) -> Any:
    misses = _misses(x, y, slope, intercept)
    return 2 * np.mean(misses), 2 * np.mean(misses)


def x_in_both(x: Any, y: Any, slope: float, intercept: float) -> Any:
    misses = _misses(x, y, slope, intercept)
    return 2 * np.mean(misses * x), 2 * np.mean(misses * x)


def gradient_summed(x: Any, y: Any, slope: float, intercept: float) -> Any:
    misses = _misses(x, y, slope, intercept)
    return 2 * np.sum(misses * x), 2 * np.sum(misses)


def parts_swapped(x: Any, y: Any, slope: float, intercept: float) -> Any:
    misses = _misses(x, y, slope, intercept)
    return 2 * np.mean(misses), 2 * np.mean(misses * x)


def intercept_left_out(x: Any, y: Any, slope: float, intercept: float) -> Any:
    misses = slope * x - y
    return 2 * np.mean(misses * x), 2 * np.mean(misses)


def product_of_means(x: Any, y: Any, slope: float, intercept: float) -> Any:
    misses = _misses(x, y, slope, intercept)
    return 2 * np.mean(misses) * np.mean(x), 2 * np.mean(misses)


def for_each_point(x: Any, y: Any, slope: float, intercept: float) -> Any:
    misses = _misses(x, y, slope, intercept)
    return 2 * misses * x, 2 * misses


def sizes_of_misses(x: Any, y: Any, slope: float, intercept: float) -> Any:
    misses = np.abs(_misses(x, y, slope, intercept))
    return 2 * np.mean(misses * x), 2 * np.mean(misses)


def still_squared(x: Any, y: Any, slope: float, intercept: float) -> Any:
    misses = _misses(x, y, slope, intercept) ** 2
    return 2 * np.mean(misses * x), 2 * np.mean(misses)


def one_part_reversed(x: Any, y: Any, slope: float, intercept: float) -> Any:
    misses = _misses(x, y, slope, intercept)
    return -2 * np.mean(misses * x), 2 * np.mean(misses)


def one_part_summed(x: Any, y: Any, slope: float, intercept: float) -> Any:
    misses = _misses(x, y, slope, intercept)
    return 2 * np.mean(misses * x), 2 * np.sum(misses)


def each_point_alone(x: Any, y: Any, slope: Any, intercept: Any) -> Any:
    misses = slope * x + intercept - y
    return 2 * misses * x / len(x), 2 * misses / len(x)


MSE_GRADIENT = [
    Mistake(
        sizes_of_misses,
        "The sign of each miss is lost: it says in which direction the line must move. Leave out np.abs.",
    ),
    Mistake(
        still_squared,
        "The square is still there. Its derivative is 2 * miss, without the square.",
    ),
    Mistake(
        one_part_reversed,
        "The slope's part has the wrong sign: both parts come from the same misses, prediction - target.",
    ),
    Mistake(one_part_summed, "The intercept's part is a sum. Both are means over the points."),
    Mistake(
        no_two,
        "Both are half of what they should be: the square comes down as a factor of 2. (If you meant to halve the "
        "loss: ours is not halved.)",
    ),
    Mistake(
        target_minus_prediction,
        "The sign is the wrong way round: it points downhill. With misses = prediction - target, a prediction that "
        "is too high gives a positive change for the intercept.",
    ),
    Mistake(
        no_x,
        "The change along the slope lacks a factor. Raise the slope by 1, and the prediction at x rises by x: the "
        "chain rule brings that x along.",
    ),
    Mistake(
        x_in_both,
        "The intercept moves every prediction by the same amount, whatever x is: there is no x in its part.",
    ),
    Mistake(
        gradient_summed,
        "You added up over the points. The error is a mean, so its gradient is one too: divide by n. Otherwise a "
        "rate that suits 10 points is far too long for 1,000.",
    ),
    Mistake(
        parts_swapped, "The two parts have changed places: the slope's comes first, then the intercept's."
    ),
    Mistake(
        intercept_left_out,
        "The prediction is slope * x + intercept. You left the intercept out of it.",
    ),
    Mistake(
        product_of_means,
        "The mean of a product is not the product of the means. Multiply miss and x for each point, then average.",
    ),
    Mistake(
        for_each_point,
        "You returned one number for each point. Average over the points: one number for the slope, one for the "
        "intercept.",
        "wrong shape",
    ),
    Mistake(
        each_point_alone,
        "What each point adds stands there, not their sum: np.sum over it, or np.mean without the division by len(x).",
        "wrong shape",
    ),
]
