"""What people write for the gain of a split and for early stopping that is wrong, and what to tell them."""

from typing import Any

import numpy as np

from firsthand.course.exercise import Mistake

# split_gain -------------------------------------------------------------------------------------------------


def _worth(g: Any, h: Any, reg_lambda: float) -> float:
    below = float(np.sum(h)) + reg_lambda
    return float(np.sum(g)) ** 2 / below if below > 0 else 0.0


def _parts(gradient: Any, curvature: Any, left: Any, reg_lambda: float) -> tuple[float, float, float]:
    """Twice what the left rows, the right rows and all of them lower the loss by."""
    return (
        _worth(gradient[left], curvature[left], reg_lambda),
        _worth(gradient[~left], curvature[~left], reg_lambda),
        _worth(gradient, curvature, reg_lambda),
    )


def parent_forgotten(gradient: Any, curvature: Any, left: Any, reg_lambda: float = 1.0) -> Any:
    of_left, of_right, _ = _parts(gradient, curvature, left, reg_lambda)
    return (of_left + of_right) / 2


def half_forgotten(gradient: Any, curvature: Any, left: Any, reg_lambda: float = 1.0) -> Any:
    of_left, of_right, of_all = _parts(gradient, curvature, left, reg_lambda)
    return of_left + of_right - of_all


def penalty_forgotten(gradient: Any, curvature: Any, left: Any, reg_lambda: float = 1.0) -> Any:
    of_left, of_right, of_all = _parts(gradient, curvature, left, 0.0)
    return (of_left + of_right - of_all) / 2


def penalty_for_one_only(gradient: Any, curvature: Any, left: Any, reg_lambda: float = 1.0) -> Any:
    of_left, of_right, _ = _parts(gradient, curvature, left, 0.0)
    return (of_left + of_right - _worth(gradient, curvature, reg_lambda)) / 2


def penalty_shared(gradient: Any, curvature: Any, left: Any, reg_lambda: float = 1.0) -> Any:
    of_left, of_right, _ = _parts(gradient, curvature, left, reg_lambda / 2)
    return (of_left + of_right - _worth(gradient, curvature, reg_lambda)) / 2


def weighted_by_share(gradient: Any, curvature: Any, left: Any, reg_lambda: float = 1.0) -> Any:
    of_left, of_right, of_all = _parts(gradient, curvature, left, reg_lambda)
    share = np.mean(left)
    return (share * of_left + (1 - share) * of_right - of_all) / 2


def wrong_way_round(gradient: Any, curvature: Any, left: Any, reg_lambda: float = 1.0) -> Any:
    of_left, of_right, of_all = _parts(gradient, curvature, left, reg_lambda)
    return (of_all - of_left - of_right) / 2


def never_negative(gradient: Any, curvature: Any, left: Any, reg_lambda: float = 1.0) -> Any:
    of_left, of_right, of_all = _parts(gradient, curvature, left, reg_lambda)
    return max(0.0, (of_left + of_right - of_all) / 2)


def rows_for_curvature(gradient: Any, curvature: Any, left: Any, reg_lambda: float = 1.0) -> Any:
    of_left, of_right, of_all = _parts(gradient, np.ones(len(gradient)), left, reg_lambda)
    return (of_left + of_right - of_all) / 2


def right_side_forgotten(gradient: Any, curvature: Any, left: Any, reg_lambda: float = 1.0) -> Any:
    of_left, _, of_all = _parts(gradient, curvature, left, reg_lambda)
    return (of_left - of_all) / 2


def squared_before_the_sum(gradient: Any, curvature: Any, left: Any, reg_lambda: float = 1.0) -> Any:
    def worth(rows: Any) -> float:
        below = float(np.sum(curvature[rows])) + reg_lambda
        return float(np.sum(gradient[rows] ** 2)) / below if below > 0 else 0.0

    return (worth(left) + worth(~left) - worth(np.full(len(gradient), True))) / 2


def not_squared(gradient: Any, curvature: Any, left: Any, reg_lambda: float = 1.0) -> Any:
    def value(rows: Any) -> float:
        below = float(np.sum(curvature[rows])) + reg_lambda
        return -float(np.sum(gradient[rows])) / below if below > 0 else 0.0

    return (value(left) + value(~left) - value(np.full(len(gradient), True))) / 2


def nothing_by_nothing(gradient: Any, curvature: Any, left: Any, reg_lambda: float = 1.0) -> Any:
    total = 0.0
    for rows, sign in ((left, 1), (~left, 1), (left | ~left, -1)):
        total = total + sign * np.sum(gradient[rows]) ** 2 / (np.sum(curvature[rows]) + reg_lambda)
    return total / 2


def minus_for_not(gradient: Any, curvature: Any, left: Any, reg_lambda: float = 1.0) -> Any:
    return _worth(gradient[-left], curvature[-left], reg_lambda)


SPLIT_GAIN = [
    Mistake(
        parent_forgotten,
        "Without a split the rows would have lowered the loss too. Subtract what all of them in one leaf do: G^2 / (H + "
        "lambda) over left and right together.",
    ),
    Mistake(
        half_forgotten,
        "It is twice too large. At its best value a leaf lowers the loss by half of G^2 / (H + lambda). (XGBoost prints it "
        "without the half as well: for the choice of a split it makes no difference.)",
    ),
    Mistake(
        penalty_forgotten,
        "lambda is missing. It belongs beside H in each of the three terms, and is what keeps a leaf of two lucky rows from "
        "looking good.",
    ),
    Mistake(
        penalty_for_one_only,
        "lambda is missing in the two new leaves. Each leaf pays it, so it belongs beside H in all three terms.",
    ),
    Mistake(
        penalty_shared,
        "You shared lambda out between the two sides. Each leaf pays it in full: that is what makes splitting cost "
        "something.",
    ),
    Mistake(
        weighted_by_share,
        "You weighed the sides by their share of the rows, as for gini. Here G and H are sums, which have counted the rows "
        "already.",
    ),
    Mistake(wrong_way_round, "The sign is the wrong way round: after the split, less before it."),
    Mistake(
        never_negative,
        "You cut it off at 0. A split that costs more penalty than it gains has a negative gain, and how far below 0 it is "
        "tells how much would have to be gained.",
    ),
    Mistake(
        rows_for_curvature,
        "You counted rows where H, the sum of their curvatures, belongs. The two are the same for the squared error only.",
    ),
    Mistake(right_side_forgotten, "The right side is missing: a split makes two leaves."),
    Mistake(
        squared_before_the_sum,
        "You squared each gradient and added up. Add up first, then square: gradients that point both ways in one leaf "
        "cancel, and that is what makes a leaf bad.",
    ),
    Mistake(
        not_squared,
        "You compared the values of the leaves. What a leaf lowers the loss by goes with the square of G.",
    ),
    Mistake(
        nothing_by_nothing,
        "A side with H + lambda = 0, an empty one for example, was divided by 0. It lowers the loss by nothing: count it "
        "as 0.",
    ),
    Mistake(
        minus_for_not,
        "The rows that do not go left are ~left. Minus is not defined for truth values.",
        "crashed",
    ),
]

# best_round -------------------------------------------------------------------------------------------------


def lowest_of_all(losses: Any, patience: int) -> Any:
    return int(np.argmin(losses))


def where_it_stopped(losses: Any, patience: int) -> Any:
    best, lowest = 0, np.inf
    for i, loss in enumerate(losses):
        if loss < lowest:
            best, lowest = i, loss
        elif i - best >= patience:
            return i
    return len(losses) - 1


def against_the_round_before(losses: Any, patience: int) -> Any:
    best, waited = 0, 0
    for i in range(1, len(losses)):
        waited = 0 if losses[i] < losses[i - 1] else waited + 1
        if losses[i] < losses[best]:
            best = i
        if waited >= patience:
            break
    return best


def ties_are_progress(losses: Any, patience: int) -> Any:
    best, lowest = 0, np.inf
    for i, loss in enumerate(losses):
        if loss <= lowest:
            best, lowest = i, loss
        elif i - best >= patience:
            break
    return best


def one_round_too_patient(losses: Any, patience: int) -> Any:
    best, lowest = 0, np.inf
    for i, loss in enumerate(losses):
        if loss < lowest:
            best, lowest = i, loss
        elif i - best > patience:
            break
    return best


def one_round_too_hasty(losses: Any, patience: int) -> Any:
    best, waited = 0, 0
    for i in range(1, len(losses)):
        if losses[i] < losses[best]:
            best, waited = i, 0
        else:
            waited += 1
        if waited >= patience - 1 and waited:
            break
        if patience == 1 and losses[i] >= losses[best] and i != best:
            break
    return best


def waits_add_up(losses: Any, patience: int) -> Any:
    best, waited = 0, 0
    for i in range(1, len(losses)):
        if losses[i] < losses[best]:
            best = i
        else:
            waited += 1
            if waited >= patience:
                break
    return best


def counted_from_one(losses: Any, patience: int) -> Any:
    best, lowest = 0, np.inf
    for i, loss in enumerate(losses):
        if loss < lowest:
            best, lowest = i, loss
        elif i - best >= patience:
            break
    return best + 1


def loss_for_rounds(losses: Any, patience: int) -> Any:
    best, lowest = 0, np.inf
    for i, loss in enumerate(losses):
        if loss < lowest:
            best, lowest = i, loss
        elif i - best >= patience:
            break
    return float(lowest) + 0.0 * best


def only_so_many_rounds(losses: Any, patience: int) -> Any:
    return int(np.argmin(losses[: patience + 1]))


def nothing_unless_stopped(losses: Any, patience: int) -> Any:
    best, lowest = 0, np.inf
    for i, loss in enumerate(losses):
        if loss < lowest:
            best, lowest = i, loss
        elif i - best >= patience:
            return best
    return len(losses) - 1


BEST_ROUND = [
    Mistake(
        lowest_of_all,
        "You looked at the whole list. Training has stopped by then: losses after the stop were never measured, however "
        "low they would have been.",
    ),
    Mistake(
        where_it_stopped,
        "That is the round at which it stopped. The rounds after the best one did not help: give them up, and return the "
        "best.",
    ),
    Mistake(
        against_the_round_before,
        "You waited since the last fall from one round to the next. Progress is a loss below the lowest so far: a curve that "
        "climbs and zigzags falls every other round, too.",
    ),
    Mistake(
        ties_are_progress,
        "You counted an equal loss as progress. Where the loss lies flat that never stops: it must be lower.",
    ),
    Mistake(
        one_round_too_patient,
        "You stop one round too late. When `patience` rounds have passed since the best, it is over.",
    ),
    Mistake(
        one_round_too_hasty,
        "You stop one round too early: `patience` rounds may pass without progress, all of them.",
    ),
    Mistake(
        waits_add_up,
        "You counted all rounds without progress. Only those in a row count: after a new lowest loss, start again at 0.",
    ),
    Mistake(
        counted_from_one,
        "You are one too high. losses[0] was measured before the first round, so the place in the list is the number of "
        "rounds.",
    ),
    Mistake(
        loss_for_rounds,
        "You returned a decimal number. Asked for is a count of rounds, a whole number: the place of the lowest loss, not the "
        "loss itself.",
        "wrong type",
    ),
    Mistake(
        only_so_many_rounds,
        "You looked at the first rounds only. Patience starts anew with each new lowest loss.",
    ),
    Mistake(
        nothing_unless_stopped,
        "When the list ends before the patience does, you keep every round. The best one is still the one to keep.",
    ),
]
