"""When two sets of folds are both right: any that test each row once, by rows that are not it."""

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np

from firsthand.course.grading.compare import Difference, kind


def by_seed(implementation: Any, given: Mapping[str, Any]) -> Any:
    """The folds; where a shuffle cannot leave the rows in order by chance, also those of the next seed."""
    folds = _in_a_list(implementation, given)
    if not _must_look_shuffled(given):
        return folds
    return {
        "folds": folds,
        "of the next seed": _in_a_list(implementation, {**given, "random_state": given["random_state"] + 1}),
    }


def _in_a_list(implementation: Any, given: Mapping[str, Any]) -> Any:
    """Call it; what hands its folds out one by one is collected."""
    folds = implementation(*(given[name] for name in ("n_rows", "n_splits")), **_seed(given))
    return [_sorted(pair) for pair in folds] if isinstance(folds, Iterator | list | tuple) else folds


def _sorted(pair: Any) -> Any:
    """Row numbers within a part may stand in any order: sorted, the same folds look alike."""
    if not isinstance(pair, list | tuple) or len(pair) != 2:
        return pair
    parts = [np.asarray(part) for part in pair]
    plain = all(part.ndim == 1 and part.dtype.kind in "iu" for part in parts)
    return tuple(np.sort(part) for part in parts) if plain else pair


def _seed(given: Mapping[str, Any]) -> dict[str, Any]:
    return {"random_state": given["random_state"]} if "random_state" in given else {}


def _must_look_shuffled(given: Mapping[str, Any]) -> bool:
    """Whether there is a seed, and rows enough: with few a shuffle may leave them in order by chance."""
    return given.get("random_state") is not None and given["n_rows"] >= 30 and given["n_splits"] <= 5


def differ_by_seed(got: Any, _: Any, given: Mapping[str, Any]) -> Difference | None:
    """Another seed gives other folds."""
    if not _must_look_shuffled(given):
        return None
    one, other = ([sorted(map(int, test)) for _train, test in folds] for folds in got.values())
    seed = given["random_state"]
    return (
        Difference("wrong value", f"The seeds {seed} and {seed + 1} gave the same folds.")
        if one == other
        else None
    )


def good_folds(got: Any, _: Any, given: Mapping[str, Any]) -> Difference | None:
    """Any cut will do in which each row is tested once, by those that are not it, in folds of nearly one size."""
    if isinstance(got, dict):
        got = got["folds"]
    if not isinstance(got, list | tuple):
        return Difference("wrong type", f"It gave {kind(got)}, expected a list of pairs (train, test).")
    n, k = given["n_rows"], given["n_splits"]
    if len(got) != k:
        return Difference("wrong shape", f"It has {len(got)} folds, expected {k}.")
    pairs = []
    for place, pair in enumerate(got):
        if not isinstance(pair, list | tuple) or len(pair) != 2:
            return Difference("wrong shape", f"Fold {place} is not a pair (train, test).")
        train, test = (np.asarray(rows) for rows in pair)
        if any(rows.ndim != 1 for rows in (train, test)):
            return Difference("wrong shape", f"Fold {place} is not a pair of lists of row numbers.")
        if any(len(rows) and rows.dtype.kind not in "iu" for rows in (train, test)):
            return Difference(
                "wrong type", f"Fold {place} does not hold row numbers, which are whole numbers."
            )
        pairs.append((train.astype(np.int64), test.astype(np.int64)))
    message = _not_a_partition(pairs, n) or _not_as_ordered([test for _, test in pairs], given)
    return Difference("wrong value", message) if message else None


def _not_a_partition(pairs: list[tuple[Any, Any]], n: int) -> str:
    """What is wrong with the folds as a division of the rows; '' when nothing is."""
    rows, times = np.unique(np.concatenate([test for _, test in pairs]), return_counts=True)
    if not np.isin(rows, np.arange(n)).all():
        return f"There is no row {rows[~np.isin(rows, np.arange(n))][0]}: the rows are 0 to {n - 1}."
    if (times > 1).any():
        return f"Row {rows[times > 1][0]} is in the test of {times[times > 1][0]} folds, expected one."
    if len(rows) < n:
        return f"Row {np.setdiff1d(np.arange(n), rows)[0]} is in no test."
    sizes = [len(test) for _, test in pairs]
    if max(sizes) - min(sizes) > 1:
        return f"The tests have {', '.join(map(str, sizes))} rows; no two may differ by more than one."
    for place, (train, test) in enumerate(pairs):
        both = np.intersect1d(train, test)
        if len(both):
            return f"Fold {place} trains on row {both[0]}, which it also tests."
        if not np.array_equal(np.sort(train), np.setdiff1d(np.arange(n), test)):
            return f"Fold {place} must train on the {n - len(test)} rows that it does not test, each once."
    return ""


def _not_as_ordered(tests: list[Any], given: Mapping[str, Any]) -> str:
    """Whether the rows were shuffled although they should not be, or the reverse; '' when all is well."""
    if given.get("random_state") is None:
        return "" if _in_order(tests) else "The rows were shuffled, although random_state is None."
    stayed = _must_look_shuffled(given) and _in_order(tests)
    return "The rows were not shuffled." if stayed else ""


def _in_order(tests: list[Any]) -> bool:
    """Whether each test is a block, or every k-th row."""
    return all(len(np.unique(np.diff(test))) <= 1 for test in tests)
