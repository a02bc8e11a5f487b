"""What people write for the sigmoid and its loss that is wrong, and what to tell them."""

import math
from typing import Any

import numpy as np

from firsthand.course.grading.exercise import Mistake

# sigmoid ----------------------------------------------------------------------------------------------------


def exp_over_exp(z: Any) -> Any:
    return np.exp(z) / (1 + np.exp(z))


def upside_down(z: Any) -> Any:
    return 1 / (1 + np.exp(z))


def without_brackets(z: Any) -> Any:
    return 1 / 1 + np.exp(-z)


def one_forgotten(z: Any) -> Any:
    return 1 / np.exp(-z)


def tanh_itself(z: Any) -> Any:
    return np.tanh(z)


def decided_already(z: Any) -> Any:
    return (z >= 0).astype(float)


def share_of_all(z: Any) -> Any:
    weights = np.exp(z - z.max())
    return weights / weights.sum()


def powers_of_two(z: Any) -> Any:
    return 1 / (1 + 2.0 ** (-z))


def one_number_only(z: Any) -> Any:
    return 1 / (1 + math.exp(-z))


def cut_off_early(z: Any) -> Any:
    return 1 / (1 + np.exp(-np.clip(z, -10, 10)))


def never_quite_sure(z: Any) -> Any:
    return np.clip(1 / (1 + np.exp(-z)), 1e-7, 1 - 1e-7)


def twice_as_steep(z: Any) -> Any:
    return 0.5 * (1 + np.tanh(z))


def decided_above_zero(z: Any) -> Any:
    return (z > 0).astype(float)


SIGMOID = [
    Mistake(
        cut_off_early,
        "Scores beyond 10 count as 10 here, and the slope is 0 there. If you clip at all, clip where exp overflows, at 700.",
    ),
    Mistake(
        never_quite_sure,
        "You keep the probabilities away from 0 and 1. Far out they are 0 and 1, as near as a float comes.",
    ),
    Mistake(
        twice_as_steep,
        "It is twice too steep: half of 1 + tanh(z / 2), with the 2 inside as well.",
    ),
    Mistake(
        decided_above_zero,
        "That decides between 0 and 1, and at score 0 for 0. A probability says how sure it is: there it is a half.",
    ),
    Mistake(
        exp_over_exp,
        "exp(1000) is infinite, and infinity over infinity is NaN. Divide both by exp(z): 1 / (1 + exp(-z)) is the same "
        "number, and where its exp overflows, 1 over infinity is 0, as it should be.",
    ),
    Mistake(
        upside_down,
        "It falls where it should rise: a high score means a high probability. The sign inside exp is the wrong way "
        "round.",
    ),
    Mistake(without_brackets, "1 / 1 + ... divides first. Put brackets around (1 + exp(-z))."),
    Mistake(
        one_forgotten,
        "1 / exp(-z) is exp(z), which grows beyond 1. The 1 in the denominator is what holds it below.",
    ),
    Mistake(
        tanh_itself,
        "tanh runs from -1 to 1. A probability runs from 0 to 1: half of (1 + tanh(z / 2)) would do.",
    ),
    Mistake(
        decided_already,
        "That is a decision, 0 or 1. A probability also says how sure it is, and without a slope nothing can learn.",
    ),
    Mistake(
        share_of_all,
        "That is softmax over the whole array: the entries compete. Here each score stands for a case of its own.",
    ),
    Mistake(powers_of_two, "The base is e, not 2: use np.exp."),
    Mistake(
        one_number_only,
        "math.exp takes one number. np.exp takes a whole array, entry by entry.",
        "crashed",
    ),
]

# binary_cross_entropy ---------------------------------------------------------------------------------------


def _sigmoid(z: Any) -> Any:
    return 1 / (1 + np.exp(-np.asarray(z, dtype=float)))


def _losses(scores: Any, y: Any) -> Any:
    return np.logaddexp(0, scores) - y * scores


def logarithm_of_sigmoid(scores: Any, y: Any) -> Any:
    p = _sigmoid(scores)
    return -np.mean(y * np.log(p) + (1 - y) * np.log(1 - p))


def epsilon_inside(scores: Any, y: Any) -> Any:
    p = _sigmoid(scores)
    return -np.mean(y * np.log(p + 1e-12) + (1 - y) * np.log(1 - p + 1e-12))


def clipped(scores: Any, y: Any) -> Any:
    p = np.clip(_sigmoid(scores), 1e-15, 1 - 1e-15)
    return -np.mean(y * np.log(p) + (1 - y) * np.log(1 - p))


def plain_exp(scores: Any, y: Any) -> Any:
    return np.mean(np.log(1 + np.exp(scores)) - y * scores)


def scores_for_probabilities(scores: Any, y: Any) -> Any:
    return -np.mean(y * np.log(scores) + (1 - y) * np.log(1 - scores))


def added_up(scores: Any, y: Any) -> Any:
    return np.sum(_losses(scores, y))


def sign_forgotten(scores: Any, y: Any) -> Any:
    return -np.mean(_losses(scores, y))


def ones_only(scores: Any, y: Any) -> Any:
    return np.mean(y * np.logaddexp(0, -scores))


def labels_swapped(scores: Any, y: Any) -> Any:
    return np.mean(_losses(scores, 1 - y))


def bits(scores: Any, y: Any) -> Any:
    return np.mean(_losses(scores, y)) / np.log(2)


def each_row(scores: Any, y: Any) -> Any:
    return _losses(scores, y)


def squared_error(scores: Any, y: Any) -> Any:
    return np.mean((_sigmoid(scores) - y) ** 2)


def clipped_at_a_millionth(scores: Any, y: Any) -> Any:
    p = np.clip(_sigmoid(scores), 1e-7, 1 - 1e-7)
    return -np.mean(y * np.log(p) + (1 - y) * np.log(1 - p))


def signs_for_labels(scores: Any, y: Any) -> Any:
    return np.mean(np.logaddexp(0, -y * scores))


def mean_of_each_class(scores: Any, y: Any) -> Any:
    losses = _losses(scores, y)
    return sum(losses[y == label].mean() for label in (0, 1) if np.any(y == label))


BINARY_CROSS_ENTROPY = [
    Mistake(
        clipped_at_a_millionth,
        "You clip the probabilities, and then no row can cost more than about 16, however wrong it is. Compute from the "
        "scores instead: np.logaddexp(0, -z) is -log(p), exactly.",
    ),
    Mistake(
        signs_for_labels,
        "log(1 + exp(-y z)) is for labels of -1 and 1. Ours are 0 and 1: use 2 * y - 1 in its place.",
    ),
    Mistake(
        mean_of_each_class,
        "You average within each class and add the two. One mean is wanted, over all rows.",
    ),
    Mistake(
        logarithm_of_sigmoid,
        "Right on paper. But at a score of 1000 the sigmoid rounds to 1, 1 - p to 0, and log(0) is infinite (0 times it "
        "is NaN). Write the logarithm out before you compute: -log(sigmoid(z)) = log(1 + exp(-z)), which is "
        "np.logaddexp(0, -z).",
    ),
    Mistake(
        epsilon_inside,
        "A small number inside the logarithm hides the 0 but changes the loss, and where the answer is most wrong it "
        "turns flat: nothing can be learned there. Compute from the scores: np.logaddexp(0, -z) is -log(p), exactly.",
    ),
    Mistake(
        clipped,
        "Clipping keeps log(0) away, but a score of -1000 and one of -40 then cost the same, and the slope is 0. Compute "
        "from the scores instead: np.logaddexp(0, -z) is -log(p), exactly.",
    ),
    Mistake(
        plain_exp,
        "exp(1000) is infinite. log(1 + exp(z)) is what np.logaddexp(0, z) computes without overflow.",
    ),
    Mistake(
        scores_for_probabilities,
        "You took the logarithm of the scores, which may be negative. They become probabilities through the sigmoid "
        "first.",
    ),
    Mistake(added_up, "You added up over the rows: take their mean."),
    Mistake(
        sign_forgotten, "It is negative: a logarithm of a probability is below 0, and surprise is minus it."
    ),
    Mistake(
        ones_only,
        "Only rows with y = 1 cost anything. Where y is 0, the probability of what happened is 1 - p, and its logarithm "
        "counts too.",
    ),
    Mistake(
        labels_swapped, "The labels are the wrong way round: log(p) belongs to y = 1, log(1 - p) to y = 0."
    ),
    Mistake(bits, "You used the logarithm to base 2. Ours is the natural one, np.log."),
    Mistake(each_row, "You returned the loss of each row: average them into one number.", "wrong shape"),
    Mistake(
        squared_error,
        "That is the squared error of the probabilities. It never exceeds 1, and is flat where the answer is most "
        "wrong; the cross-entropy is -log of the probability of what happened.",
    ),
]
