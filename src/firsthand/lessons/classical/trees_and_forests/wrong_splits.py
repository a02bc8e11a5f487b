"""What people write for best_split and grow_stump that is wrong, and what to tell them."""

import itertools
from collections import Counter
from typing import Any

import numpy as np

from firsthand.course.exercise import Mistake

# best_split -------------------------------------------------------------------------------------------------


def _gini(labels: Any) -> Any:
    _, counts = np.unique(labels, return_counts=True)
    return 1 - np.sum((counts / len(labels)) ** 2) if len(labels) else 0.0


def _middles(x: Any) -> Any:
    values = np.unique(x)
    return (values[:-1] + values[1:]) / 2


def _worth(x: Any, y: Any, impurity: Any, cut: Any) -> Any:
    left, right = y[x <= cut], y[x > cut]
    sides = sum(len(side) * impurity(side) for side in (left, right) if len(side))
    return impurity(y) - sides / len(y)


def _best(cuts: Any, worths: Any) -> Any:
    if len(cuts) == 0:
        return np.nan, 0.0
    best = int(np.argmax(worths))
    return float(cuts[best]), float(worths[best])


def on_a_value(x: Any, y: Any, impurity: Any) -> Any:
    cuts = np.unique(x)[:-1]
    return _best(cuts, [_worth(x, y, impurity, cut) for cut in cuts])


def sides_count_alike(x: Any, y: Any, impurity: Any) -> Any:
    cuts = _middles(x)
    return _best(cuts, [impurity(y) - (impurity(y[x <= cut]) + impurity(y[x > cut])) / 2 for cut in cuts])


def sides_added_up(x: Any, y: Any, impurity: Any) -> Any:
    cuts = _middles(x)
    return _best(cuts, [impurity(y) - impurity(y[x <= cut]) - impurity(y[x > cut]) for cut in cuts])


def what_is_left(x: Any, y: Any, impurity: Any) -> Any:
    cuts = _middles(x)
    threshold, decrease = _best(cuts, [_worth(x, y, impurity, cut) for cut in cuts])
    return threshold, impurity(y) - decrease if len(cuts) else 0.0


def the_worst(x: Any, y: Any, impurity: Any) -> Any:
    cuts = _middles(x)
    if len(cuts) == 0:
        return np.nan, 0.0
    worths = [_worth(x, y, impurity, cut) for cut in cuts]
    return float(cuts[np.argmin(worths)]), float(min(worths))


def y_not_sorted_along(x: Any, y: Any, impurity: Any) -> Any:
    x = np.sort(x)
    cuts = _middles(x)
    return _best(cuts, [_worth(x, y, impurity, cut) for cut in cuts])


def neighbours_in_the_table(x: Any, y: Any, impurity: Any) -> Any:
    cuts = [(a + b) / 2 for a, b in itertools.pairwise(x) if a != b]
    return _best(cuts, [_worth(x, y, impurity, cut) for cut in cuts])


def equal_neighbours_too(x: Any, y: Any, impurity: Any) -> Any:
    if np.ptp(x) == 0:
        return np.nan, 0.0
    values = np.sort(x)
    cuts = (values[:-1] + values[1:]) / 2
    return _best(cuts, [_worth(x, y, impurity, cut) for cut in cuts])


def halves_cut_off(x: Any, y: Any, impurity: Any) -> Any:
    values = np.unique(x)
    cuts = (values[:-1] + values[1:]) // 2
    return _best(cuts, [_worth(x, y, impurity, cut) for cut in cuts])


def always_gini(x: Any, y: Any, impurity: Any) -> Any:
    cuts = _middles(x)
    return _best(cuts, [_worth(x, y, _gini, cut) for cut in cuts])


def crashes_on_a_constant(x: Any, y: Any, impurity: Any) -> Any:
    cuts = _middles(x)
    worths = [_worth(x, y, impurity, cut) for cut in cuts]
    best = np.argmax(worths)
    return float(cuts[best]), float(worths[best])


def cuts_a_constant(x: Any, y: Any, impurity: Any) -> Any:
    cuts = _middles(x)
    if len(cuts) == 0:
        return float(x[0]), 0.0
    return _best(cuts, [_worth(x, y, impurity, cut) for cut in cuts])


def nothing_gained_nothing_cut(x: Any, y: Any, impurity: Any) -> Any:
    best, gained = np.nan, 0.0
    for cut in _middles(x):
        if _worth(x, y, impurity, cut) > gained:
            best, gained = cut, _worth(x, y, impurity, cut)
    return float(best), float(gained)


def weights_swapped(x: Any, y: Any, impurity: Any) -> Any:
    def worth(cut: Any) -> Any:
        left, right = y[x <= cut], y[x > cut]
        return impurity(y) - (len(right) * impurity(left) + len(left) * impurity(right)) / len(y)

    return _best(_middles(x), [worth(cut) for cut in _middles(x)])


def number_of_the_cut(x: Any, y: Any, impurity: Any) -> Any:
    cuts = _middles(x)
    if len(cuts) == 0:
        return np.nan, 0.0
    worths = [_worth(x, y, impurity, cut) for cut in cuts]
    return int(np.argmax(worths)), float(max(worths))


def in_the_middle(x: Any, y: Any, impurity: Any) -> Any:
    if np.ptp(x) == 0:
        return np.nan, 0.0
    cuts = _middles(x)
    cut = cuts[len(cuts) // 2]
    return float(cut), float(_worth(x, y, impurity, cut))


def threshold_alone(x: Any, y: Any, impurity: Any) -> Any:
    cuts = _middles(x)
    return _best(cuts, [_worth(x, y, impurity, cut) for cut in cuts])[0]


BEST_SPLIT = [
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
]

# grow_stump -------------------------------------------------------------------------------------------------


def _splits(X: Any, y: Any) -> Any:
    columns = [X[:, j] for j in range(X.shape[1])]
    return [_best(_middles(x), [_worth(x, y, _gini, cut) for cut in _middles(x)]) for x in columns]


def _feature(splits: Any) -> int:
    if all(np.isnan(threshold) for threshold, _ in splits):
        raise ValueError("Every column is constant.")
    return int(np.argmax([-1.0 if np.isnan(threshold) else worth for threshold, worth in splits]))


def _most_frequent(labels: Any) -> Any:
    values, counts = np.unique(labels, return_counts=True)
    return values[counts.argmax()]


def _stump(X: Any, y: Any, feature: int, threshold: Any, answer: Any = _most_frequent) -> Any:
    left = X[:, feature] <= threshold
    return feature, threshold, answer(y[left]), answer(y[~left])


def asks_a_constant(X: Any, y: Any) -> Any:
    splits = _splits(X, y)
    feature = int(np.argmax([worth for _, worth in splits]))
    return _stump(X, y, feature, splits[feature][0])


def asks_only_what_helps(X: Any, y: Any) -> Any:
    splits = _splits(X, y)
    feature = int(np.argmax([worth for _, worth in splits]))
    if not splits[feature][1] > 0:
        raise ValueError("No question is worth anything.")
    return _stump(X, y, feature, splits[feature][0])


def nothing_to_ask(X: Any, y: Any) -> Any:
    splits = _splits(X, y)
    if all(np.isnan(threshold) for threshold, _ in splits):
        label = _most_frequent(y)
        return 0, np.nan, label, label
    feature = _feature(splits)
    return _stump(X, y, feature, splits[feature][0])


def first_column_only(X: Any, y: Any) -> Any:
    splits = _splits(X, y)
    _feature(splits)
    feature = next(j for j, (threshold, _) in enumerate(splits) if not np.isnan(threshold))
    return _stump(X, y, feature, splits[feature][0])


def least_decrease(X: Any, y: Any) -> Any:
    splits = _splits(X, y)
    _feature(splits)
    feature = int(np.argmin([np.inf if np.isnan(threshold) else worth for threshold, worth in splits]))
    return _stump(X, y, feature, splits[feature][0])


def largest_threshold(X: Any, y: Any) -> Any:
    splits = _splits(X, y)
    _feature(splits)
    feature = int(np.nanargmax([threshold for threshold, _ in splits]))
    return _stump(X, y, feature, splits[feature][0])


def rows_for_columns(X: Any, y: Any) -> Any:
    splits = [_best(_middles(x), [_worth(x, y, _gini, cut) for cut in _middles(x)]) for x in X]
    feature = _feature(splits)
    return _stump(X, y, feature, splits[feature][0])


def sides_swapped(X: Any, y: Any) -> Any:
    feature, threshold, left, right = _right_stump(X, y)
    return feature, threshold, right, left


def _right_stump(X: Any, y: Any) -> Any:
    splits = _splits(X, y)
    feature = _feature(splits)
    return _stump(X, y, feature, splits[feature][0])


def first_come(X: Any, y: Any) -> Any:
    feature, threshold, _, _ = _right_stump(X, y)
    return _stump(X, y, feature, threshold, lambda labels: Counter(labels.tolist()).most_common(1)[0][0])


def larger_of_equals(X: Any, y: Any) -> Any:
    def last(labels: Any) -> Any:
        values, counts = np.unique(labels, return_counts=True)
        return values[::-1][counts[::-1].argmax()]

    feature, threshold, _, _ = _right_stump(X, y)
    return _stump(X, y, feature, threshold, last)


def means_for_labels(X: Any, y: Any) -> Any:
    feature, threshold, _, _ = _right_stump(X, y)
    return _stump(X, y, feature, threshold, np.mean)


def counts_for_labels(X: Any, y: Any) -> Any:
    feature, threshold, _, _ = _right_stump(X, y)
    return _stump(X, y, feature, threshold, lambda labels: np.unique(labels, return_counts=True)[1].argmax())


def most_frequent_of_all(X: Any, y: Any) -> Any:
    feature, threshold, _, _ = _right_stump(X, y)
    return _stump(X, y, feature, threshold, lambda _: _most_frequent(y))


GROW_STUMP = [
    Mistake(
        asks_a_constant,
        "A constant column cannot be cut (its threshold is NaN), but its decrease of 0 wins where no other is larger. "
        "Leave such columns out before you compare.",
        "crashed",
    ),
    Mistake(
        asks_only_what_helps,
        "Where no question is worth anything you ask none. A decrease of 0 is no reason to give up: only constant columns "
        "cannot be asked about. Start the search for the largest below 0.",
        "crashed",
    ),
    Mistake(
        nothing_to_ask,
        "Every column is constant: there is no question to ask, and a threshold of NaN would send all rows to one side. "
        "Raise a ValueError that says so.",
    ),
    Mistake(
        first_column_only,
        "You took the first column that can be cut. Find the best split of each, and keep the column whose decrease is "
        "largest.",
    ),
    Mistake(least_decrease, "You kept the smallest decrease. The largest is the best question."),
    Mistake(
        largest_threshold,
        "You compared the thresholds, the first of the two numbers. What the cut is worth is the second.",
    ),
    Mistake(
        rows_for_columns,
        "for x in X goes through the rows. The columns are X[:, 0], X[:, 1] ... or the rows of X.T.",
        "crashed",
    ),
    Mistake(
        sides_swapped,
        "The two answers are the wrong way round: rows with x <= threshold are the left ones.",
    ),
    Mistake(
        first_come,
        "Where two labels are equally frequent, Counter gives the one it met first, so the order of the rows decides. Of "
        "equals, take the smaller: np.unique sorts, and argmax takes the first.",
    ),
    Mistake(
        larger_of_equals,
        "Where two labels are equally frequent you gave the larger one. Take the smaller.",
    ),
    Mistake(
        means_for_labels,
        "You averaged the labels of a side. Between kind 0 and kind 2 there is no kind 1: give the most frequent label.",
        "wrong type",
    ),
    Mistake(
        counts_for_labels,
        "counts.argmax() is the place of the most frequent label among the labels, not the label. Look it up: "
        "labels[counts.argmax()].",
    ),
    Mistake(
        most_frequent_of_all,
        "Both answers are the most frequent label of all rows. Count on each side separately.",
    ),
]
