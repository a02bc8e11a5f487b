"""The exercises of the lesson A Kaggle project."""

from collections.abc import Mapping
from typing import Any

import numpy as np
from hypothesis import strategies as st

from firsthand.classical.basics.preprocessing import fill_missing, one_hot, target_encode
from firsthand.course.grading.compare import Difference, agree
from firsthand.course.grading.exercise import Clause, Exercise, Race
from firsthand.lessons import ready_made
from firsthand.lessons.classical.kaggle_project import (
    correct,
    mistakes_encodings,
    mistakes_flags,
    mistakes_missing_values,
)

NAN = float("nan")
NUMBERS = st.sampled_from([0.0, 1.0, 2.0, 5.0, -1.0, 22.0, 0.5, 500.0, NAN, NAN])
LETTERS = st.sampled_from(["C", "Q", "S", "Southampton", "s", "Southend", " S", "10", "9", "Älmhult"])
DIGITS = st.sampled_from([1, 2, 3, 7, 9, 10, -1])
TARGETS = st.sampled_from([0.0, 1.0, 1.0, 3.0, 0.5])


def _columns(train: Any, test: Any) -> dict[str, Any]:
    return {"train": np.array(train), "test": _of_the_kind(np.array(train), test)}


def _gaps(train: Any, test: Any) -> dict[str, Any]:
    return {"train": np.array(train, dtype=float), "test": np.array(test, dtype=float)}


def _encoded(categories: Any, y: Any, new: Any, smoothing: float | None = None) -> dict[str, Any]:
    old = np.array(categories)
    case = {"categories": old, "y": np.array(y), "new_categories": _of_the_kind(old, new)}
    return case if smoothing is None else {**case, "smoothing": smoothing}


def _of_the_kind(old: Any, new: Any) -> Any:
    """A column that is text where the old one is: NumPy takes an empty list for numbers."""
    return np.array(new) if len(new) else np.array([], dtype=old.dtype)


def _lists(entries: Any, low: int = 1, high: int = 6) -> Any:
    return st.lists(entries, min_size=low, max_size=high)


FILLED = st.builds(
    _gaps, _lists(NUMBERS).filter(lambda train: any(x == x for x in train)), _lists(NUMBERS, 0)
)
HOT = st.builds(_columns, _lists(LETTERS), _lists(LETTERS)) | st.builds(
    _columns, _lists(DIGITS), _lists(DIGITS)
)
ENCODED = (
    st.sampled_from([LETTERS, DIGITS])
    .flatmap(
        lambda levels: st.tuples(
            _lists(st.tuples(levels, TARGETS), 1, 7),
            _lists(levels, 0, 4),
            st.sampled_from([None, 1.0, 0.0, 2.5, 100.0]),
        )
    )
    .map(lambda drawn: _encoded([c for c, _ in drawn[0]], [y for _, y in drawn[0]], drawn[1], drawn[2]))
)


def tables(got: Any, expected: Any, given: Mapping[str, Any]) -> Difference | None:
    """Agree as usual; a table of 0 and 1 may be of whole numbers or of truth values."""
    if isinstance(got, tuple | list):
        got = tuple(np.asarray(one, dtype=float) if _is_flags(one) else one for one in got)
    return agree(got, expected, given)


def _is_flags(one: Any) -> bool:
    return isinstance(one, np.ndarray) and one.dtype.kind in "biu"


# The industry's versions, imported when a race is run --------------------------------------------------------


def sklearn_fill(train: Any, test: Any) -> Any:
    from sklearn import impute

    theirs: Any = impute.SimpleImputer  # it carries no types
    filler = theirs(strategy="median").fit(train[:, None])
    return filler.transform(train[:, None])[:, 0], filler.transform(test[:, None])[:, 0]


def sklearn_one_hot(train: Any, test: Any) -> Any:
    from sklearn import preprocessing

    theirs: Any = preprocessing.OneHotEncoder
    encoder = theirs(handle_unknown="ignore", sparse_output=False).fit(train[:, None])
    return encoder.transform(train[:, None]), encoder.transform(test[:, None])


def pandas_encode(categories: Any, y: Any, new_categories: Any, smoothing: float = 10.0) -> Any:
    return correct.encode_by_pandas(categories, y, new_categories, smoothing)


def _grown_gaps(size: int, seed: int) -> dict[str, Any]:
    rng = np.random.default_rng(seed)
    train, test = rng.normal(size=(2, max(2, size // 2)))
    train[1::5], test[::5] = NAN, NAN
    return {"train": train, "test": test}


def _grown_categories(size: int, seed: int) -> dict[str, Any]:
    rng = np.random.default_rng(seed)
    drawn = rng.integers(0, 10, size=(2, max(2, size // 2)))
    return {"train": drawn[0], "test": drawn[1]}


def _grown_targets(size: int, seed: int) -> dict[str, Any]:
    rng = np.random.default_rng(seed)
    n = max(2, size // 2)
    levels = max(2, n // 20)
    return {
        "categories": rng.integers(0, levels, n),
        "y": rng.integers(0, 2, n).astype(float),
        "new_categories": rng.integers(0, levels, n),
    }


SIZES = (10, 100, 1_000, 10_000, 100_000, 1_000_000)

# The exercises ---------------------------------------------------------------------------------------------

fill_missing_exercise = Exercise(
    reference=fill_missing,
    task="Fill the gaps of a column, in the training rows and in the test rows, without letting the test rows have a say.",
    inputs=FILLED,
    edges=[
        _gaps([1.0, NAN], [NAN]),
        _gaps([1.0, 3.0, 8.0, NAN], [NAN, 4.0]),
        _gaps([1.0, 2.0, 600.0], [NAN, NAN, 5.0]),
        _gaps([2.0, NAN, 4.0], [100.0, 200.0, NAN]),
        _gaps([NAN, -3.0, NAN], [0.0, NAN]),
        _gaps([1.0, 2.0], [3.0]),
        _gaps([1.0, 2.0, NAN], []),
        _gaps([3.0, 3.0, 3.0, 1.0, 2.0, NAN], [NAN]),
        # What is infinite is not missing. None among the training values: where a median lies beside one, ways to take it differ.
        _gaps([5.0, 4.0, 3.0, NAN], [-np.inf, NAN, np.inf]),
    ],
    mistakes=mistakes_missing_values.FILL_MISSING,
    clauses=[
        Clause(text="New arrays, without NaN.", ignored=mistakes_missing_values.SAME_ARRAYS, fresh=True)
    ],
    also_right=[
        correct.fill_by_copy,
        correct.fill_by_pandas,
        correct.fill_by_loop,
        correct.fill_by_quantile,
    ],
    hints=[
        "First find the one number that is learned: the middle value of the training column, gaps left out.",
        "np.nanmedian(train) leaves the gaps out, and np.isnan says where they are.",
        "np.where(np.isnan(train), median, train), and the same with test and the same median.",
    ],
    out_of_bounds=ready_made.IMPUTE,
    race=Race(_grown_gaps, {"scikit-learn": sklearn_fill}, SIZES, "rows"),
)

one_hot_exercise = Exercise(
    reference=one_hot,
    task="Turn a column of categories into columns of 0 and 1, the same columns for the training rows and the test rows.",
    inputs=HOT,
    edges=[
        _columns(["S"], ["S"]),
        _columns(["S", "C"], ["C", "S"]),
        _columns(["S", "C", "S"], ["Q", "C"]),
        _columns(["S", "Q", "C"], ["C"]),
        _columns(["B", "D"], ["A", "C", "E", "D"]),
        _columns([3, 1, 3, 2], [2, 7, 1]),
        _columns([2, 2], [1, 2, 3]),
        _columns([10, 9], [9, 10]),
        _columns(["S", "10", "9"], ["Southampton", "s"]),
        _columns(["C", "C", "A"], [" C"]),
    ],
    mistakes=mistakes_flags.ONE_HOT,
    clauses=[
        Clause(
            text="m may be 0",
            ignored=mistakes_flags.NO_ROWS,
            edges=[_columns(["S", "C"], []), _columns([3], [])],
        )
    ],
    also_right=[correct.one_hot_by_loop, correct.one_hot_by_columns, correct.one_hot_by_identity],
    agree=tables,
    hints=[
        "How many columns are there, and which? That must be settled by the training rows alone.",
        "levels = np.unique(train) is sorted. Compare every row with every level; what was never seen equals none of them.",
        "(train[:, np.newaxis] == levels).astype(float) has shape (n, k). The same with test.",
    ],
    out_of_bounds=ready_made.ONE_HOT,
    race=Race(_grown_categories, {"scikit-learn": sklearn_one_hot}, SIZES, "rows"),
)

target_encode_exercise = Exercise(
    reference=target_encode,
    task="Replace each category by what the target did on average where it occurred, pulled towards the mean of all rows.",
    inputs=ENCODED,
    edges=[
        _encoded(["A"], [1.0], ["A"]),
        _encoded(["A", "B"], [1.0, 0.0], ["A", "B"]),
        _encoded(["A", "B", "B"], [1.0, 0.0, 0.0], ["A", "B"], 1.0),
        _encoded(["A", "B", "B"], [1, 0, 1], ["C", "B"], 2.0),
        _encoded(["B", "B", "B", "D"], [0.0, 1.0, 1.0, 3.0], ["A", "C", "E", "D", "B"], 0.0),
        _encoded([1, 2, 2, 3, 3, 3], [0.0, 1.0, 1.0, 0.0, 0.0, 1.0], [3, 2, 1, 9], 5.0),
        _encoded(["A", "A", "B"], [10.0, 20.0, 60.0], ["B", "A", "A", "A"], 100.0),
        _encoded(["A", "B", "a"], [1.0, 0.0, 3.0], ["A", "Basel", "a"], 1.0),
        _encoded(["A", "B"], [1.0, 0.0], []),
    ],
    mistakes=mistakes_encodings.TARGET_ENCODE,
    also_right=[correct.encode_by_loop, correct.encode_by_pandas, correct.encode_by_weight],
    hints=[
        "Begin without smoothing: the mean of y for each category. Then ask what a category of a single row should get.",
        "Adding `smoothing` rows of the overall mean: (sum of its y + smoothing * mean) / (its rows + smoothing).",
        "levels, at = np.unique(categories, return_inverse=True); np.bincount(at, weights=y) are the sums, np.bincount(at) "
        "the rows. Then look each new category up, and say the mean for those that are not there.",
    ],
    out_of_bounds=ready_made.TARGET_ENCODE,
    race=Race(_grown_targets, {"pandas": pandas_encode}, SIZES, "rows"),
)
