"""What people write for fill_missing that is wrong, and what to tell them."""

from typing import Any

import numpy as np

from firsthand.course.grading.exercise import Mistake

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


def _known(column: Any) -> Any:
    return column[~np.isnan(column)]


def with_the_lower(train: Any, test: Any) -> Any:
    known = np.sort(_known(train))
    return tuple(_filled(column, known[(len(known) - 1) // 2]) for column in (train, test))


def with_the_upper(train: Any, test: Any) -> Any:
    known = np.sort(_known(train))
    return tuple(_filled(column, known[len(known) // 2]) for column in (train, test))


def with_the_most_frequent(train: Any, test: Any) -> Any:
    levels, counts = np.unique(_known(train), return_counts=True)
    return tuple(_filled(column, levels[counts.argmax()]) for column in (train, test))


def not_sorted(train: Any, test: Any) -> Any:
    known = _known(train)
    half = len(known) // 2
    middle = known[half] if len(known) % 2 else (known[half - 1] + known[half]) / 2
    return tuple(_filled(column, middle) for column in (train, test))


def each_value_once(train: Any, test: Any) -> Any:
    return tuple(_filled(column, np.median(np.unique(_known(train)))) for column in (train, test))


def infinity_too(train: Any, test: Any) -> Any:
    median = np.nanmedian(train)
    return np.nan_to_num(train, nan=median), np.nan_to_num(test, nan=median)


def whole_median(train: Any, test: Any) -> Any:
    median = np.nanmedian(train)
    return tuple(_filled(column, int(median) if np.isfinite(median) else median) for column in (train, test))


def nothing_to_fill(train: Any, test: Any) -> Any:
    median = np.nanmedian(train)
    return tuple(_filled(column, median) if np.isnan(column).any() else column for column in (train, test))


SAME_ARRAYS = Mistake(
    nothing_to_fill,
    "Where nothing is missing you hand back the array itself. Whoever writes into the result writes into the table: "
    "give a new array always, column.copy() at the least.",
)


def compared_with_nan(train: Any, test: Any) -> Any:
    return train.copy(), test.copy()


FILL_MISSING = [
    Mistake(
        with_the_lower,
        "Of an even number of values two are in the middle, and you took the lower. The median is their mean.",
    ),
    Mistake(
        with_the_upper,
        "Of an even number of values two are in the middle, and you took the upper. The median is their mean.",
    ),
    Mistake(with_the_most_frequent, "That is the most frequent value. The median is the one in the middle."),
    Mistake(
        not_sorted,
        "You took the middle of the column as it stands. Sort the values first: the median is the middle by size.",
    ),
    Mistake(
        each_value_once,
        "Equal values count each on their own: np.unique drops all but one, and the middle moves.",
    ),
    Mistake(
        infinity_too,
        "np.nan_to_num replaces infinity as well. Fill only where np.isnan says that a number is missing.",
    ),
    Mistake(whole_median, "The median lost its fraction: a median of whole numbers can be 2.5."),
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
    Mistake(
        compared_with_nan,
        "Nothing is filled. NaN equals nothing, not even itself, so == np.nan is never true: np.isnan finds it.",
    ),
]
