"""The column to predict: whether it asks for a class or a number, and which rows can teach anything."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from firsthand.errors import FirsthandError
from firsthand.tabular.columns.column_types import ENOUGH, column_kinds
from firsthand.tabular.formatting import counted, listed
from firsthand.tabular.parsing import as_number, as_text, find_decimal

Task = Literal["classification", "regression"]
FEWEST_ROWS = 10
MAX_CLASSES = 50
FEW_NUMBERS = 10  # so many different whole numbers are taken for classes


@dataclass(frozen=True, eq=False)
class Target:
    """What is to be predicted.

    Attributes
    ----------
    name : str
    task : "classification" or "regression"
    y : ndarray of shape (n,)
        Class numbers 0 to k - 1, or floats; for the kept rows only.
    classes : ndarray of shape (k,), or None
        The labels behind the class numbers, sorted, in their own type.
    rows : ndarray of shape (n,)
        Which rows of the table are kept: those with a target to learn from.
    notes : list of str
    """

    name: str
    task: Task
    y: NDArray[Any]
    classes: NDArray[Any] | None
    rows: NDArray[np.intp]
    notes: list[str] = field(default_factory=list)

    @property
    def n_classes(self) -> int:
        """How many classes; 0 for numbers."""
        return 0 if self.classes is None else len(self.classes)


def read_target(values: pd.Series, task: Task | None = None) -> Target:
    """Decide what a column asks for, and keep the rows that can teach it.

    Text, yes/no and up to 10 different whole numbers are classes, other
    numbers are a regression. Rows without a target are dropped, and so is a
    class with a single row: it cannot be both learned and tested.

    Parameters
    ----------
    values : Series
    task : "classification", "regression" or None, default=None
        None finds out.

    Raises
    ------
    FirsthandError
        If there is nothing to learn: no values, one value only, free text,
        an id, too many classes, or fewer than 10 rows.
    """
    name = str(values.name)
    present = values.dropna()
    if not len(values):
        raise FirsthandError("The table has a header and no rows: there is nothing to learn from.")
    if not len(present):
        raise FirsthandError(f"The target {name} has no value in any of the {counted(len(values), 'row')}.")
    if task not in (None, "classification", "regression"):
        raise FirsthandError(f'task must be "classification" or "regression", got {task!r}.')
    numbers = _as_numbers(present)
    if task == "regression" and numbers is None:
        raise FirsthandError(
            f"The target {name} is not of numbers, such as “{_no_number(present)}”: no regression."
        )
    found = task or ("classification" if numbers is None or _few(numbers) else "regression")
    _check_enough(name, len(present), len(values))
    _check_tellable(name, present, found)
    if found == "regression":
        assert numbers is not None
        return _numbers(name, values, numbers, guessed=task is None)
    return _classes(name, values, _labels(present), guessed=task is None)


def _check_enough(name: str, n_present: int, n_rows: int) -> None:
    if n_present < FEWEST_ROWS:
        verb = "is" if n_present == 1 else "are"
        there = counted(n_present, "row") + (f" with a {name}" if n_present < n_rows else "")
        raise FirsthandError(
            f"There {verb} only {there}: at least {FEWEST_ROWS} are needed to learn and to test."
        )


def _as_numbers(present: pd.Series) -> pd.Series | None:
    """The values as numbers, where nine of ten are; the others as NaN. None where fewer are."""
    if pd.api.types.is_bool_dtype(present) or set(map(type, present.iloc[:100])) == {bool}:
        return None
    if pd.api.types.is_datetime64_any_dtype(present):
        return None
    if pd.api.types.is_numeric_dtype(present):
        return present.astype(np.float64)
    decimal, share = find_decimal(present)
    if share == 1.0:
        return as_number(present, decimal)
    numbers = as_number(present, decimal)
    # A few words among few numbers are labels as the numbers are: 0, 1 and unknown.
    return numbers if share >= ENOUGH and not _few(numbers.dropna()) else None


def _no_number(present: pd.Series) -> object:
    """The first value that is no number."""
    if pd.api.types.is_bool_dtype(present) or pd.api.types.is_datetime64_any_dtype(present):
        return present.iloc[0]
    decimal, _ = find_decimal(present)
    return present[as_number(present, decimal).isna()].iloc[0] if len(present) else ""


def _few(numbers: pd.Series) -> bool:
    whole = bool((numbers % 1 == 0).all())
    return numbers.nunique() <= (FEW_NUMBERS if whole and len(numbers) > 2 * FEW_NUMBERS else 2)


def _check_tellable(name: str, present: pd.Series, task: Task) -> None:
    n_distinct = int(present.nunique())
    if n_distinct == 1:
        raise FirsthandError(
            f"The target {name} is {present.iloc[0]} in every row: there is nothing to tell apart."
        )
    kind = column_kinds(present.to_frame())[name].kind
    if kind == "id":
        raise FirsthandError(
            f"The target {name} has a value of its own in every row, like an id: choose another."
        )
    if task == "classification":
        if kind == "text":
            raise FirsthandError(
                f"The target {name} is free text, {n_distinct:,} different ones: choose another."
            )
        if kind == "date":
            raise FirsthandError(
                f"The target {name} is a date: turn it into a number of days or into classes."
            )
        if n_distinct > MAX_CLASSES:
            raise FirsthandError(
                f"The target {name} has {n_distinct:,} different labels, and up to {MAX_CLASSES} can be told apart "
                "here. Merge some, or choose another."
            )


def _labels(present: pd.Series) -> pd.Series:
    """Labels in one type: whole floats as integers (a column with gaps is read as floats), true and false as such."""
    if pd.api.types.is_numeric_dtype(present) and not pd.api.types.is_bool_dtype(present):
        return present.astype(np.int64) if bool((present % 1 == 0).all()) else present
    if set(map(type, present.iloc[:100])) == {bool}:
        return present.astype(bool)
    return present if pd.api.types.is_bool_dtype(present) else present.astype("str")


def _numbers(name: str, values: pd.Series, numbers: pd.Series, *, guessed: bool) -> Target:
    kept = values.notna().to_numpy(copy=True)
    kept[kept] = as_number(numbers).notna()
    rows = np.flatnonzero(kept)
    y = as_number(numbers).dropna().to_numpy()
    _check_enough(name, len(y), len(values))
    if len(np.unique(y)) == 1:
        raise FirsthandError(f"The target {name} is {y[0]:g} in every row: there is nothing to tell apart.")
    notes = [f"{name} is a number, from {y.min():.6g} to {y.max():.6g}: a regression."] if guessed else []
    words = int(numbers.isna().sum())
    if words:
        example = values.dropna()[numbers.isna().to_numpy()].iloc[0]
        notes.append(
            f"{counted(words, 'row')} whose {name} is no number, such as “{example}”, "
            f"{'is' if words == 1 else 'are'} left out."
        )
    return Target(name, "regression", y, None, rows, notes + _dropped(name, len(values) - len(y) - words))


def _classes(name: str, values: pd.Series, labels: pd.Series, *, guessed: bool) -> Target:
    counts = labels.value_counts()
    single = list(counts.index[counts == 1])
    if len(counts) - len(single) < 2:
        raise FirsthandError(
            f"The target {name} has one class with more than one row; of the others ({listed(single, 4)}) there is a "
            "single row each, too few to learn and to test."
        )
    kept = values.notna().to_numpy(copy=True)
    kept[kept] = ~labels.isin(single).to_numpy()
    classes, y = np.unique(labels[~labels.isin(single)].to_numpy(), return_inverse=True)
    notes = [f"{name} has {len(classes)} different values: a classification."] if guessed else []
    notes += _dropped(name, int(values.isna().sum()))
    if single:
        notes.append(
            f"{name} is {listed(single, 4)} in a single row {'each' if len(single) > 1 else ''}".strip()
            + ": left out, since one row cannot be both learned and tested."
        )
    return Target(name, "classification", y, classes, np.flatnonzero(kept), notes)


def _dropped(name: str, count: int) -> list[str]:
    return (
        [f"{counted(count, 'row')} without a {name} left out: nothing can be learned from them."]
        if count
        else []
    )


def as_learned(values: pd.Series, target: Target) -> tuple[NDArray[Any], NDArray[np.intp]]:
    """Read the targets of other rows as those that were learned: class numbers or floats, and the rows that have one.

    Rows without a target, of another class, or of no number are left out.
    """
    if target.classes is None:
        numbers = as_number(values, find_decimal(values.dropna())[0] if values.notna().any() else ".")
        rows = np.flatnonzero(numbers.notna())
        return numbers.to_numpy()[rows], rows
    labels = pd.Index(as_text(pd.Series(target.classes)))
    at = labels.get_indexer(pd.Index(as_text(values)))
    rows = np.flatnonzero(at >= 0)
    return at[rows], rows


def part(target: Target, rows: NDArray[np.intp]) -> Target:
    """The same target for some of its rows."""
    return Target(target.name, target.task, target.y[rows], target.classes, target.rows[rows], target.notes)
