"""What people write for grow_stump that is wrong, and what to tell them."""

from collections import Counter
from typing import Any

import numpy as np

from firsthand.course.grading.exercise import Mistake
from firsthand.lessons.classical.trees_and_forests.mistakes_impurities import sign_forgotten
from firsthand.lessons.classical.trees_and_forests.mistakes_splits import best_of, gini, middles, worth


def _splits(X: Any, y: Any) -> Any:
    columns = [X[:, j] for j in range(X.shape[1])]
    return [best_of(middles(x), [worth(x, y, gini, cut) for cut in middles(x)]) for x in columns]


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
    splits = [best_of(middles(x), [worth(x, y, gini, cut) for cut in middles(x)]) for x in X]
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


def asks_a_constant_by_nan(X: Any, y: Any) -> Any:
    splits = _splits(X, y)
    _feature(splits)
    feature = int(np.argmax([worth for _, worth in splits]))
    threshold = splits[feature][0]
    if np.isnan(threshold):
        return feature, threshold, _most_frequent(y), _most_frequent(y)
    return _stump(X, y, feature, threshold)


def by_bincount(X: Any, y: Any) -> Any:
    feature, threshold, _, _ = _right_stump(X, y)
    return _stump(X, y, feature, threshold, lambda labels: int(np.bincount(labels.astype(int)).argmax()))


def last_column_forgotten(X: Any, y: Any) -> Any:
    return _right_stump(X[:, :-1] if X.shape[1] > 1 else X, y)


def by_another_measure(X: Any, y: Any, impurity: Any) -> Any:
    splits = [best_of(middles(x), [worth(x, y, impurity, cut) for cut in middles(x)]) for x in X.T]
    feature = _feature(splits)
    return _stump(X, y, feature, splits[feature][0])


def by_entropy(X: Any, y: Any) -> Any:
    return by_another_measure(X, y, lambda labels: -sign_forgotten(labels))


def by_errors(X: Any, y: Any) -> Any:
    def share_of_the_others(labels: Any) -> Any:
        return 1 - np.unique(labels, return_counts=True)[1].max() / len(labels)

    return by_another_measure(X, y, share_of_the_others)


NOTHING_TO_ASK = Mistake(
    nothing_to_ask,
    "Every column is constant: there is no question to ask, and a threshold of NaN would send all rows to one side. "
    "Raise a ValueError that says so.",
)


def last_column_wins(X: Any, y: Any) -> Any:
    splits = _splits(X, y)
    _feature(splits)
    feature = [j for j, (threshold, _) in enumerate(splits) if not np.isnan(threshold)][-1]
    return _stump(X, y, feature, splits[feature][0])


GROW_STUMP = [
    Mistake(
        asks_a_constant_by_nan,
        "A constant column has a decrease of 0, and wins with it where no other column is worth more. It cannot be cut: "
        "leave out the columns whose threshold is NaN before you compare.",
    ),
    Mistake(
        by_bincount,
        "np.bincount counts whole numbers from 0 on. Labels may be words or negative: "
        "np.unique(labels, return_counts=True) counts anything.",
        "crashed",
    ),
    Mistake(
        last_column_forgotten,
        "The last column is never asked about. There are X.shape[1] of them.",
        "crashed",
    ),
    Mistake(
        by_entropy,
        "You measured by entropy. The docstring asks for gini, and the two do not always choose alike.",
    ),
    Mistake(
        by_errors,
        "You measured by the share of labels that are not the most frequent. The docstring asks for gini, which also sees "
        "a side become purer while its most frequent label stays.",
    ),
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
    Mistake(
        last_column_wins,
        "The last column that can be cut is taken, whatever its question is worth. Keep the best so far, and take "
        "another only where it is better.",
    ),
]
