"""What people write for best_split that is wrong, and what to tell them."""

import itertools
from typing import Any

import numpy as np

from firsthand.course.grading.exercise import Mistake


def gini(labels: Any) -> Any:
    _, counts = np.unique(labels, return_counts=True)
    return 1 - np.sum((counts / len(labels)) ** 2) if len(labels) else 0.0


def middles(x: Any) -> Any:
    values = np.unique(x)
    return (values[:-1] + values[1:]) / 2


def worth(x: Any, y: Any, impurity: Any, cut: Any) -> Any:
    left, right = y[x <= cut], y[x > cut]
    sides = sum(len(side) * impurity(side) for side in (left, right) if len(side))
    return impurity(y) - sides / len(y)


def best_of(cuts: Any, worths: Any) -> Any:
    if len(cuts) == 0:
        return np.nan, 0.0
    best = int(np.argmax(worths))
    return float(cuts[best]), float(worths[best])


def on_a_value(x: Any, y: Any, impurity: Any) -> Any:
    cuts = np.unique(x)[:-1]
    return best_of(cuts, [worth(x, y, impurity, cut) for cut in cuts])


def sides_count_alike(x: Any, y: Any, impurity: Any) -> Any:
    cuts = middles(x)
    return best_of(cuts, [impurity(y) - (impurity(y[x <= cut]) + impurity(y[x > cut])) / 2 for cut in cuts])


def sides_added_up(x: Any, y: Any, impurity: Any) -> Any:
    cuts = middles(x)
    return best_of(cuts, [impurity(y) - impurity(y[x <= cut]) - impurity(y[x > cut]) for cut in cuts])


def what_is_left(x: Any, y: Any, impurity: Any) -> Any:
    cuts = middles(x)
    threshold, decrease = best_of(cuts, [worth(x, y, impurity, cut) for cut in cuts])
    return threshold, impurity(y) - decrease if len(cuts) else 0.0


def the_worst(x: Any, y: Any, impurity: Any) -> Any:
    cuts = middles(x)
    if len(cuts) == 0:
        return np.nan, 0.0
    worths = [worth(x, y, impurity, cut) for cut in cuts]
    return float(cuts[np.argmin(worths)]), float(min(worths))


def y_not_sorted_along(x: Any, y: Any, impurity: Any) -> Any:
    x = np.sort(x)
    cuts = middles(x)
    return best_of(cuts, [worth(x, y, impurity, cut) for cut in cuts])


def neighbours_in_the_table(x: Any, y: Any, impurity: Any) -> Any:
    cuts = [(a + b) / 2 for a, b in itertools.pairwise(x) if a != b]
    return best_of(cuts, [worth(x, y, impurity, cut) for cut in cuts])


def equal_neighbours_too(x: Any, y: Any, impurity: Any) -> Any:
    if np.ptp(x) == 0:
        return np.nan, 0.0
    values = np.sort(x)
    cuts = (values[:-1] + values[1:]) / 2
    return best_of(cuts, [worth(x, y, impurity, cut) for cut in cuts])


def halves_cut_off(x: Any, y: Any, impurity: Any) -> Any:
    values = np.unique(x)
    cuts = (values[:-1] + values[1:]) // 2
    return best_of(cuts, [worth(x, y, impurity, cut) for cut in cuts])


def always_gini(x: Any, y: Any, impurity: Any) -> Any:
    cuts = middles(x)
    return best_of(cuts, [worth(x, y, gini, cut) for cut in cuts])


def crashes_on_a_constant(x: Any, y: Any, impurity: Any) -> Any:
    cuts = middles(x)
    worths = [worth(x, y, impurity, cut) for cut in cuts]
    best = np.argmax(worths)
    return float(cuts[best]), float(worths[best])


def cuts_a_constant(x: Any, y: Any, impurity: Any) -> Any:
    cuts = middles(x)
    if len(cuts) == 0:
        return float(x[0]), 0.0
    return best_of(cuts, [worth(x, y, impurity, cut) for cut in cuts])


def nothing_gained_nothing_cut(x: Any, y: Any, impurity: Any) -> Any:
    best, gained = np.nan, 0.0
    for cut in middles(x):
        if worth(x, y, impurity, cut) > gained:
            best, gained = cut, worth(x, y, impurity, cut)
    return float(best), float(gained)


def weights_swapped(x: Any, y: Any, impurity: Any) -> Any:
    def worth(cut: Any) -> Any:
        left, right = y[x <= cut], y[x > cut]
        return impurity(y) - (len(right) * impurity(left) + len(left) * impurity(right)) / len(y)

    return best_of(middles(x), [worth(cut) for cut in middles(x)])


def number_of_the_cut(x: Any, y: Any, impurity: Any) -> Any:
    cuts = middles(x)
    if len(cuts) == 0:
        return np.nan, 0.0
    worths = [worth(x, y, impurity, cut) for cut in cuts]
    return int(np.argmax(worths)), float(max(worths))


def in_the_middle(x: Any, y: Any, impurity: Any) -> Any:
    if np.ptp(x) == 0:
        return np.nan, 0.0
    cuts = middles(x)
    cut = cuts[len(cuts) // 2]
    return float(cut), float(worth(x, y, impurity, cut))


def threshold_alone(x: Any, y: Any, impurity: Any) -> Any:
    cuts = middles(x)
    return best_of(cuts, [worth(x, y, impurity, cut) for cut in cuts])[0]


def on_the_upper_value(x: Any, y: Any, impurity: Any) -> Any:
    cuts = middles(x)
    threshold, decrease = best_of(cuts, [worth(x, y, impurity, cut) for cut in cuts])
    return (np.unique(x)[np.unique(x) > threshold][0] if len(cuts) else threshold), decrease


def none_for_nan(x: Any, y: Any, impurity: Any) -> Any:
    cuts = middles(x)
    return best_of(cuts, [worth(x, y, impurity, cut) for cut in cuts]) if len(cuts) else (None, 0.0)


def decrease_first(x: Any, y: Any, impurity: Any) -> Any:
    cuts = middles(x)
    return best_of(cuts, [worth(x, y, impurity, cut) for cut in cuts])[::-1]


def within_equal_values(x: Any, y: Any, impurity: Any) -> Any:
    if np.ptp(x) == 0:
        return np.nan, 0.0
    order = np.argsort(x, kind="stable")
    x, y, n = x[order], y[order], len(x)
    sides = [(i * impurity(y[:i]) + (n - i) * impurity(y[i:])) / n for i in range(1, n)]
    return best_of((x[:-1] + x[1:]) / 2, [impurity(y) - side for side in sides])


def last_cut_forgotten(x: Any, y: Any, impurity: Any) -> Any:
    cuts = middles(x)[:-1]
    return best_of(cuts, [worth(x, y, impurity, cut) for cut in cuts])


def ten_cuts_at_most(x: Any, y: Any, impurity: Any) -> Any:
    cuts = middles(x)
    if len(cuts) > 10:
        cuts = cuts[np.linspace(0, len(cuts) - 1, 10).astype(int)]
    return best_of(cuts, [worth(x, y, impurity, cut) for cut in cuts])


def alike_and_none_for_nothing(x: Any, y: Any, impurity: Any) -> Any:
    best = (np.nan, 0.0)
    for cut in middles(x):
        gain = float(impurity(y) - (impurity(y[x <= cut]) + impurity(y[x > cut])) / 2)
        if gain > best[1]:
            best = (float(cut), gain)
    return best


def between_equals_from_nothing(x: Any, y: Any, impurity: Any) -> Any:
    order = np.argsort(x)
    x, y = x[order], y[order]
    best = (np.nan, 0.0)
    for i in range(1, len(x)):
        gain = float(impurity(y) - (i * impurity(y[:i]) + (len(y) - i) * impurity(y[i:])) / len(y))
        if gain > best[1]:
            best = (float((x[i - 1] + x[i]) / 2), gain)
    return best


BEST_SPLIT = [
    Mistake(
        on_the_upper_value,
        "Your threshold is the upper of the two values. Rows with x <= threshold go left, so this value would go left "
        "too: cut halfway between the two.",
    ),
    Mistake(
        none_for_nan, "Where there is nowhere to cut the threshold is NaN, np.nan, not None.", "wrong type"
    ),
    Mistake(
        decrease_first,
        "The two answers are in the wrong order: the threshold first, then what the cut is worth.",
    ),
    Mistake(
        within_equal_values,
        "You also cut between rows of the same value. No threshold can part them, because x <= threshold holds for "
        "both: pass over such places.",
    ),
    Mistake(
        last_cut_forgotten,
        "The cut before the largest value is never tried: with k different values there are k - 1 cuts.",
    ),
    Mistake(
        ten_cuts_at_most,
        "You try only some of the cuts where there are many. The best may be one that you left out: try them all.",
    ),
    Mistake(
        on_a_value,
        "Your thresholds lie on a value. It parts these rows in the same way, but a new row that falls between two "
        "values should go to the nearer one: cut halfway.",
    ),
    Mistake(
        sides_count_alike,
        "You gave both sides the same weight. A side with one row is pure by itself, so such cuts would win: count each "
        "side by its share of the rows, len(left) / n and len(right) / n.",
    ),
    Mistake(
        sides_added_up,
        "You took the impurities of both sides off in full. What is left is their mean, each side counted by its share "
        "of the rows.",
    ),
    Mistake(
        what_is_left,
        "The second number is the impurity that is left. Give what the cut is worth: the impurity before it minus that.",
    ),
    Mistake(
        the_worst,
        "You chose the smallest decrease. Where the impurity *after* the cut is smallest, the decrease is largest.",
    ),
    Mistake(
        y_not_sorted_along,
        "You sorted x and left y as it was, so the labels belong to other rows now. Take order = np.argsort(x) and sort "
        "both by it, or do not sort and compare with x <= threshold.",
    ),
    Mistake(
        neighbours_in_the_table,
        "You took neighbours as they stand in the table. Neighbouring values are meant: sort x first (np.unique does, "
        "and drops doubles).",
    ),
    Mistake(
        equal_neighbours_too,
        "Between two equal values there is no halfway: the cut falls on the value itself. np.unique(x) has each value "
        "once.",
    ),
    Mistake(halves_cut_off, "// cuts off the half: between 1 and 2 lies 1.5. Divide with /."),
    Mistake(
        always_gini,
        "You measured by gini although another measure was handed in. Call impurity(...), whatever it is: with np.var "
        "the same function grows trees for numbers.",
    ),
    Mistake(
        crashes_on_a_constant,
        "If all of x is one value, there is no cut, and the best of none does not exist. Answer (np.nan, 0.0) before you "
        "look for it.",
        "crashed",
    ),
    Mistake(
        cuts_a_constant,
        "If all of x is one value, any threshold leaves one side empty: that is no cut. Give NaN for it.",
    ),
    Mistake(
        nothing_gained_nothing_cut,
        "Where every cut is worth 0 you keep none. Such a cut can still be the first of two that part the classes (think "
        "of a chessboard). Start the search below 0, at -np.inf; NaN is for an x of one value.",
    ),
    Mistake(
        weights_swapped,
        "Each side is counted by the size of the other. The left side's impurity belongs to len(left).",
    ),
    Mistake(
        number_of_the_cut,
        "np.argmax gives the place of the best cut in your list. Look the threshold up there.",
    ),
    Mistake(
        in_the_middle,
        "You cut in the middle. Where to cut depends on y: try every place, and keep the best.",
    ),
    Mistake(
        threshold_alone,
        "You gave the threshold alone. Whoever has several features to choose from needs the decrease too: return both.",
        "wrong type",
    ),
    Mistake(
        alike_and_none_for_nothing,
        "Two things at once: both sides count alike, though one may hold more rows (weigh each by its share); and where "
        "every cut is worth 0 you keep none (start below 0).",
    ),
    Mistake(
        between_equals_from_nothing,
        "Two things at once: rows of equal x cannot be parted, so pass over neighbours that are equal; and where "
        "every cut is worth 0 you keep none (start below 0).",
    ),
]
