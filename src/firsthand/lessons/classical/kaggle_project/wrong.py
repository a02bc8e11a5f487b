"""What people write for the columns of a table that is wrong, and what to tell them."""

from typing import Any

import numpy as np

from firsthand.course.exercise import Mistake

# fill_missing -------------------------------------------------------------------------------------------------


def _filled(column: Any, value: Any) -> Any:
    return np.where(np.isnan(column), value, column)


def with_the_mean(train: Any, test: Any) -> Any:
    mean = np.nanmean(train)
    return _filled(train, mean), _filled(test, mean)


def each_its_own(train: Any, test: Any) -> Any:
    own = np.nanmedian(test) if not np.isnan(test).all() else np.nanmedian(train)
    return _filled(train, np.nanmedian(train)), _filled(test, own)


def of_both_together(train: Any, test: Any) -> Any:
    median = np.nanmedian(np.concatenate([train, test]))
    return _filled(train, median), _filled(test, median)


def with_zero(train: Any, test: Any) -> Any:
    return np.nan_to_num(train, nan=0.0), np.nan_to_num(test, nan=0.0)


def not_a_number_all_over(train: Any, test: Any) -> Any:
    median = np.median(train)
    return _filled(train, median), _filled(test, median)


def rows_dropped(train: Any, test: Any) -> Any:
    return train[~np.isnan(train)], test[~np.isnan(test)]


def only_the_training_rows(train: Any, test: Any) -> Any:
    return _filled(train, np.nanmedian(train)), test.copy()


def in_place(train: Any, test: Any) -> Any:
    median = np.nanmedian(train)
    train[np.isnan(train)] = median
    test[np.isnan(test)] = median
    return train, test


FILL_MISSING = [
    Mistake(
        with_the_mean,
        "You filled with the mean. One fare of 500 pounds moves the mean and leaves the median where it is: np.nanmedian.",
    ),
    Mistake(
        each_its_own,
        "The test rows were filled with their own median. What is learned from data is learned from the training rows "
        "alone, and used on both.",
    ),
    Mistake(
        of_both_together,
        "The median was taken over both parts together, so the test rows helped to prepare the training: that is leakage.",
    ),
    Mistake(
        with_zero,
        "A missing number is not 0: a passenger of unknown age is no newborn. Fill with the training median.",
    ),
    Mistake(
        not_a_number_all_over,
        "The median of numbers of which one is NaN is NaN. np.nanmedian leaves the missing ones out.",
    ),
    Mistake(
        rows_dropped,
        "You dropped the rows in which the number is missing. In a test row you owe an answer all the same: fill, and "
        "keep every row.",
        "wrong shape",
    ),
    Mistake(
        only_the_training_rows,
        "The test rows still have their gaps. Fill them too, with the median of the training rows.",
    ),
    Mistake(
        in_place,
        "You wrote into the arrays that you were given. Whoever called you still needs them as they were: np.where makes "
        "new ones.",
        "changed its input",
    ),
]

# one_hot ------------------------------------------------------------------------------------------------------


def _against(column: Any, levels: Any) -> Any:
    return (column[:, None] == levels).astype(float)


def levels_of_both(train: Any, test: Any) -> Any:
    levels = np.unique(np.concatenate([train, test]))
    return _against(train, levels), _against(test, levels)


def each_its_own_levels(train: Any, test: Any) -> Any:
    return _against(train, np.unique(train)), _against(test, np.unique(test))


def first_one_dropped(train: Any, test: Any) -> Any:
    levels = np.unique(train)[1:]
    return _against(train, levels), _against(test, levels)


def numbered(train: Any, test: Any) -> Any:
    levels = np.unique(train)
    return np.searchsorted(levels, train).astype(float), np.searchsorted(levels, test).astype(float)


def by_appearance(train: Any, test: Any) -> Any:
    levels = np.array(list(dict.fromkeys(train.tolist())), dtype=train.dtype)
    return _against(train, levels), _against(test, levels)


def unknown_is_a_neighbour(train: Any, test: Any) -> Any:
    levels = np.unique(train)
    rows = np.eye(len(levels))
    places = [np.searchsorted(levels, column).clip(max=len(levels) - 1) for column in (train, test)]
    return rows[places[0]], rows[places[1]]


def lying_down(train: Any, test: Any) -> Any:
    levels = np.unique(train)
    return _against(train, levels).T, _against(test, levels).T


ONE_HOT = [
    Mistake(
        levels_of_both,
        "You took the categories from both parts. A model fitted today cannot have a column for what turns up tomorrow: "
        "the columns are those of the training rows.",
        "wrong shape",
    ),
    Mistake(
        each_its_own_levels,
        "Each part got its own columns, so the same column means something else in the two. Take the categories of "
        "the training rows for both.",
    ),
    Mistake(
        first_one_dropped,
        "One column is missing. Leaving out the first category is a habit from statistics; here every category gets its "
        "column.",
        "wrong shape",
    ),
    Mistake(
        numbered,
        "You gave each category a number. That says that the third is twice the second; give each a column of its own.",
        "wrong shape",
    ),
    Mistake(
        by_appearance,
        "The columns stand in the order in which the categories first appear. Sort them: np.unique does.",
    ),
    Mistake(
        unknown_is_a_neighbour,
        "A category that never occurred in training was taken for one that did. It gets zeros in every column.",
    ),
    Mistake(
        lying_down,
        "Rows and columns are swapped: one row for each row of the table, one column for each category.",
        "wrong shape",
    ),
]

# target_encode ------------------------------------------------------------------------------------------------


def _table(categories: Any, y: Any) -> Any:
    """Levels, counts, sums."""
    levels, at = np.unique(categories, return_inverse=True)
    return levels, np.bincount(at), np.bincount(at, weights=y)


def _look_up(levels: Any, values: Any, new: Any, otherwise: float) -> Any:
    table = dict(zip(levels.tolist(), np.asarray(values).tolist(), strict=True))
    return np.array([table.get(one, otherwise) for one in new.tolist()], dtype=float)


def not_smoothed(categories: Any, y: Any, new_categories: Any, smoothing: float = 10.0) -> Any:
    levels, counts, sums = _table(categories, y)
    return _look_up(levels, sums / counts, new_categories, y.mean())


def towards_zero(categories: Any, y: Any, new_categories: Any, smoothing: float = 10.0) -> Any:
    levels, counts, sums = _table(categories, y)
    return _look_up(levels, sums / (counts + smoothing), new_categories, y.mean())


def unknown_is_zero(categories: Any, y: Any, new_categories: Any, smoothing: float = 10.0) -> Any:
    levels, counts, sums = _table(categories, y)
    return _look_up(levels, (sums + smoothing * y.mean()) / (counts + smoothing), new_categories, 0.0)


def unknown_is_missing(categories: Any, y: Any, new_categories: Any, smoothing: float = 10.0) -> Any:
    levels, counts, sums = _table(categories, y)
    return _look_up(levels, (sums + smoothing * y.mean()) / (counts + smoothing), new_categories, np.nan)


def mean_of_the_means(categories: Any, y: Any, new_categories: Any, smoothing: float = 10.0) -> Any:
    levels, counts, sums = _table(categories, y)
    mean = float(np.mean(sums / counts))
    return _look_up(levels, (sums + smoothing * mean) / (counts + smoothing), new_categories, mean)


def half_and_half(categories: Any, y: Any, new_categories: Any, smoothing: float = 10.0) -> Any:
    levels, counts, sums = _table(categories, y)
    return _look_up(
        levels, (sums / counts + smoothing * y.mean()) / (1 + smoothing), new_categories, y.mean()
    )


def wrong_weight(categories: Any, y: Any, new_categories: Any, smoothing: float = 10.0) -> Any:
    levels, counts, sums = _table(categories, y)
    trust = smoothing / (counts + smoothing)
    return _look_up(levels, trust * sums / counts + (1 - trust) * y.mean(), new_categories, y.mean())


def smoothing_forgotten_for_ten(categories: Any, y: Any, new_categories: Any, smoothing: float = 10.0) -> Any:
    levels, counts, sums = _table(categories, y)
    return _look_up(levels, (sums + 10.0 * y.mean()) / (counts + 10.0), new_categories, y.mean())


def counts_of_the_new(categories: Any, y: Any, new_categories: Any, smoothing: float = 10.0) -> Any:
    levels, counts, sums = _table(categories, y)
    seen = np.array([np.sum(new_categories == level) for level in levels])
    means = sums / counts
    return _look_up(
        levels,
        (seen * means + smoothing * y.mean()) / np.maximum(seen + smoothing, 1e-9),
        new_categories,
        y.mean(),
    )


TARGET_ENCODE = [
    Mistake(
        not_smoothed,
        "These are the plain means. A category seen once would get that one row's target as its mean: add `smoothing` "
        "average rows to each.",
    ),
    Mistake(
        towards_zero,
        "The means are pulled towards 0. The rows you add are average ones: smoothing * mean belongs in the numerator.",
    ),
    Mistake(
        unknown_is_zero,
        "A category that never occurred got 0, as if its target were known to be lowest. Knowing nothing, say the mean.",
    ),
    Mistake(
        unknown_is_missing,
        "A category that never occurred was left NaN. Knowing nothing about it, say the mean of y.",
    ),
    Mistake(
        mean_of_the_means,
        "You pulled towards the mean of the categories' means, in which a category of one row counts as much as one of a "
        "thousand. Take the mean of y over all rows.",
    ),
    Mistake(
        half_and_half,
        "Every category is pulled equally hard. One that was seen often needs less: weigh its mean by its number of rows.",
    ),
    Mistake(
        wrong_weight,
        "The weights are swapped: the more rows a category has, the more its own mean should count.",
    ),
    Mistake(
        smoothing_forgotten_for_ten,
        "You wrote 10 where `smoothing` belongs.",
    ),
    Mistake(
        counts_of_the_new,
        "You weighed by how often a category occurs among the new rows. How far its mean can be trusted depends on the rows "
        "it was learned from.",
    ),
]
