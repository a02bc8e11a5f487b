"""What people write for the gain of a split and for early stopping that is wrong, and what to tell them."""

from typing import Any

import numpy as np

from firsthand.course.grading.exercise import Mistake

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


def penalty_of_one(gradient: Any, curvature: Any, left: Any, reg_lambda: float = 1.0) -> Any:
    first, second, whole = _parts(gradient, curvature, left, 1.0)
    return (first + second - whole) / 2


def none_for_the_parent(gradient: Any, curvature: Any, left: Any, reg_lambda: float = 1.0) -> Any:
    first, second, _ = _parts(gradient, curvature, left, reg_lambda)
    return (first + second - _parts(gradient, curvature, left, 0.0)[2]) / 2


def averaged_over_rows(gradient: Any, curvature: Any, left: Any, reg_lambda: float = 1.0) -> Any:
    first, second, whole = _parts(gradient, curvature, left, reg_lambda)
    return (first + second - whole) / 2 / len(gradient)


def mask_for_numbers(gradient: Any, curvature: Any, left: Any, reg_lambda: float = 1.0) -> Any:
    rows = left.astype(int)
    first = _worth(gradient[rows], curvature[rows], reg_lambda)
    second = _worth(gradient[1 - rows], curvature[1 - rows], reg_lambda)
    return (first + second - _worth(gradient, curvature, reg_lambda)) / 2


def nothing_without_curvature(gradient: Any, curvature: Any, left: Any, reg_lambda: float = 1.0) -> Any:
    def worth(rows: Any) -> Any:
        return _worth(gradient[rows], curvature[rows], reg_lambda) if curvature[rows].sum() > 0 else 0.0

    return (worth(left) + worth(~left) - worth(left | ~left)) / 2


def never_quite_nothing(gradient: Any, curvature: Any, left: Any, reg_lambda: float = 1.0) -> Any:
    def worth(rows: Any) -> Any:
        return gradient[rows].sum() ** 2 / (curvature[rows].sum() + reg_lambda + 1e-8)

    return (worth(left) + worth(~left) - worth(left | ~left)) / 2


SPLIT_GAIN = [
    Mistake(penalty_of_one, "You wrote 1 where `reg_lambda` belongs."),
    Mistake(
        none_for_the_parent,
        "All of them together are a leaf as well, and pay lambda too: G^2 / (H + lambda) on all three.",
    ),
    Mistake(
        averaged_over_rows,
        "You divided by the number of rows. The gain is in units of the loss summed over the rows.",
    ),
    Mistake(
        mask_for_numbers,
        "`left` is a mask of True and False, not a list of row numbers: gradient[left] are the left rows, "
        "gradient[~left] the others.",
    ),
    Mistake(
        nothing_without_curvature,
        "You count 0 wherever H is 0. What matters is H + lambda: with a penalty such rows can still lower the loss.",
    ),
    Mistake(
        never_quite_nothing,
        "A tiny number below the line avoids the division by 0, but makes a worth enormous where it should be 0. Ask for "
        "the case instead.",
    ),
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
