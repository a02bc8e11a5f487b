"""What people write for one_hot that is wrong, and what to tell them."""

from typing import Any

import numpy as np

from firsthand.course.grading.exercise import Mistake


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


def _against_each(column: Any, levels: Any) -> Any:
    return np.array([[float(one == level) for level in levels] for one in column.tolist()])


def without_rows_without_columns(train: Any, test: Any) -> Any:
    levels = np.unique(train).tolist()
    return _against_each(train, levels), _against_each(test, levels)


def in_order_of_text(train: Any, test: Any) -> Any:
    levels = np.array(sorted(set(train.tolist()), key=str))
    return _against(train, levels), _against(test, levels)


def in_order_of_frequency(train: Any, test: Any) -> Any:
    levels, counts = np.unique(train, return_counts=True)
    levels = levels[np.argsort(-counts, kind="stable")]
    return _against(train, levels), _against(test, levels)


def cut_to_the_longest(train: Any, test: Any) -> Any:
    levels = np.unique(train)
    return _against(train, levels), _against(test.astype(train.dtype), levels)


def _changed(column: Any, change: Any) -> Any:
    return np.array([change(one) if isinstance(one, str) else one for one in column.tolist()])


def case_folded(train: Any, test: Any) -> Any:
    train, test = (_changed(column, str.lower) for column in (train, test))
    return _against(train, np.unique(train)), _against(test, np.unique(train))


def blanks_taken_off(train: Any, test: Any) -> Any:
    train, test = (_changed(column, str.strip) for column in (train, test))
    return _against(train, np.unique(train)), _against(test, np.unique(train))


def unknown_is_missing(train: Any, test: Any) -> Any:
    levels = np.unique(train)
    flags = _against(test, levels)
    flags[flags.sum(axis=1) == 0] = np.nan
    return _against(train, levels), flags


def unknown_is_looked_for(train: Any, test: Any) -> Any:
    levels = np.unique(train).tolist()
    rows = np.eye(len(levels))
    return tuple(rows[[levels.index(one) for one in column.tolist()]] for column in (train, test))


def unknown_has_no_place(train: Any, test: Any) -> Any:
    levels = np.unique(train)
    rows = np.eye(len(levels))
    return tuple(rows[[np.where(levels == one)[0][0] for one in column]] for column in (train, test))


def unknown_is_not_in_the_list(train: Any, test: Any) -> Any:
    levels = list(np.unique(train))
    rows = np.eye(len(levels))
    return tuple(rows[[levels.index(one) for one in column]] for column in (train, test))


NO_ROWS = Mistake(
    without_rows_without_columns,
    "A table without rows still has its columns: its shape is (0, k). np.array([]) has lost them; start from "
    "np.zeros((len(column), k)).",
    "wrong shape",
)
ONE_HOT = [
    Mistake(
        unknown_has_no_place,
        "Where a category never occurred in training, np.where finds no place, and there is no first of none. Such a row "
        "gets zeros throughout.",
        "crashed",
    ),
    Mistake(
        unknown_is_not_in_the_list,
        "list.index fails for what is not in the list, as a category that never occurred in training. Such a row gets zeros "
        "throughout.",
        "crashed",
    ),
    Mistake(
        in_order_of_text,
        "You sorted the categories as text, and as text 10 comes before 9. Sort them as they are.",
    ),
    Mistake(
        in_order_of_frequency,
        "The columns stand in order of frequency. Put them in the sorted order of the categories.",
    ),
    Mistake(
        cut_to_the_longest,
        "An array of text has room for so many letters only. Made into the kind of the training column, longer words of "
        "the test rows are cut, and may then look like a category that they are not.",
    ),
    Mistake(
        case_folded,
        "You made capitals small. Two texts that are not the same letter for letter are two categories.",
    ),
    Mistake(
        blanks_taken_off,
        "You took blanks off. Two texts that are not the same letter for letter are two categories.",
    ),
    Mistake(
        unknown_is_missing,
        "A category that never occurred in training gets NaN. It is none of the known ones: zeros.",
    ),
    Mistake(
        unknown_is_looked_for,
        "A category that never occurred in training is not in your list, and looking for its place fails. It gets zeros "
        "in every column.",
        "crashed",
    ),
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
