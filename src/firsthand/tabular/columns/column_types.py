"""Finding out what each column of a table holds, and bringing it into one form."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
import pandas as pd

from firsthand.tabular.formatting import counted, listed
from firsthand.tabular.parsing import (
    Decimal,
    as_date,
    as_number,
    as_text,
    find_date_form,
    find_decimal,
    is_ambiguous,
    is_duration,
    spoken,
)

Kind = Literal["number", "category", "date", "text", "id", "constant", "empty", "group"]
DROPPED: tuple[Kind, ...] = ("id", "constant", "empty", "group")
ENOUGH = 0.9  # share of values that must be numbers or dates for the column to be one
LOOKED_AT = 5000  # values that are looked at to tell text, numbers and dates apart
CALLED_ID = re.compile(r"(^|[\W_])(id|index|key|guid|uuid|nr|no)$|[a-z](Id|ID)$|^Unnamed: 0$", re.IGNORECASE)


@dataclass(frozen=True)
class Column:
    """What was found in one column.

    `decimal` and `form` say how its numbers or dates are written, `description` what
    was found and what follows from it, in a sentence.
    """

    name: str
    kind: Kind
    n_missing: int
    n_distinct: int
    description: str
    decimal: Decimal = "."
    form: str = ""

    @property
    def dropped(self) -> bool:
        """Whether models do not get to see it."""
        return self.kind in DROPPED


def column_kinds(frame: pd.DataFrame, beside: pd.DataFrame | None = None) -> dict[str, Column]:
    """Find out what each column holds: numbers, categories, dates, text, an id, one value only, or nothing.

    A column is of numbers or dates when nine of ten values are; the others
    then count as missing. Text whose values have several words and hardly
    repeat is free text. An id is different in every row and is one by name,
    by counting on from row to row, or as a code without spaces.

    Parameters
    ----------
    frame : DataFrame
        Without the target.
    beside : DataFrame, default=None
        Other rows of the same table, those to predict: how days and months are written is decided by both.

    Returns
    -------
    dict of column name to Column, in the order of the columns
    """
    others = {} if beside is None else {str(name): beside[name] for name in beside.columns}
    return {str(name): _find(str(name), frame[name], others.get(str(name))) for name in frame.columns}


def clean(frame: pd.DataFrame, kinds: Mapping[str, Column]) -> pd.DataFrame:
    """Bring every column that models see into one form; nothing is learned, so train and test rows are treated alike.

    Numbers become floats (thousands separators and units dropped, infinity
    missing), dates datetimes, categories and text strings. Ids, constants and
    empty columns are left out. A cleaned table stays as it is.
    """
    return pd.DataFrame(
        {name: _cleaned(frame[name], column) for name, column in kinds.items() if not column.dropped},
        index=frame.index,
    )


def _cleaned(values: pd.Series, column: Column) -> pd.Series:
    if column.kind == "number":
        return as_number(values, column.decimal)
    if column.kind == "date":
        return as_date(values, column.form)
    return as_text(values)


def _find(name: str, values: pd.Series, others: pd.Series | None = None) -> Column:
    present = values.dropna()
    n_missing, n_distinct = len(values) - len(present), int(present.nunique())

    def column(kind: Kind, description: str, decimal: Decimal = ".", form: str = "", also: int = 0) -> Column:
        return Column(name, kind, n_missing + also, n_distinct, description, decimal, form)

    if not len(present):
        return column("empty", "No value in any row. Left out.")
    if n_distinct == 1 and not n_missing:
        return column("constant", f"{_short(present.iloc[0])} in every row. Left out.")
    if pd.api.types.is_bool_dtype(values):
        return column("category", f"Yes or no: {listed(sorted(present.astype('str').unique()))}.")
    if pd.api.types.is_datetime64_any_dtype(values):
        return column("date", _span(present))
    if pd.api.types.is_numeric_dtype(values):
        return _number_or_id(name, values, n_missing, n_distinct)
    return _of_text(name, values, n_missing, n_distinct, others)


def _number_or_id(name: str, values: pd.Series, n_missing: int, n_distinct: int) -> Column:
    numbers = as_number(values)
    infinite = int(numbers.isna().sum()) - n_missing
    known = numbers.dropna()
    whole = not infinite and bool((known % 1 == 0).all())
    if whole and _are_days(known):
        return _written_date(name, values, "%Y%m%d", n_missing, n_distinct, ambiguous=False)
    if (whole and CALLED_ID.search(name)) or _counts_on(known, whole):
        if n_distinct == len(values):
            return Column(
                name, "id", n_missing, n_distinct, "A number of its own in every row: an id. Left out."
            )
        if CALLED_ID.search(name):
            description = (
                f"{counted(n_distinct, 'different number')} that seem to name something: categories."
            )
            return Column(name, "category", n_missing, n_distinct, description)
    description = _range(known)
    if infinite:
        description += f" {counted(infinite, 'infinite value')} counted as missing."
    return Column(name, "number", n_missing + infinite, n_distinct, description)


def _are_days(known: pd.Series) -> bool:
    """Whether whole numbers are all days written together, such as 20180223."""
    if not len(known) or not known.between(19000101, 20991231).all() or not (known % 1 == 0).all():
        return False
    return bool(as_date(known.astype(np.int64), "%Y%m%d").notna().all())


def _counts_on(known: pd.Series, whole: bool) -> bool:
    return whole and len(known) >= 20 and bool((known.diff().iloc[1:] == 1).all())


def _of_text(
    name: str, values: pd.Series, n_missing: int, n_distinct: int, others: pd.Series | None
) -> Column:
    """Tell numbers, dates, ids, free text and categories apart in a column of text."""
    present = values.dropna()
    looked_at = _some(present)
    coded = bool(looked_at.str.fullmatch(r"0\d+").any())
    decimal, share_of_numbers = find_decimal(looked_at)
    if share_of_numbers == 1.0 and _are_days(as_number(looked_at)):
        return _written_date(name, values, "%Y%m%d", n_missing, n_distinct, ambiguous=False)
    if share_of_numbers >= ENOUGH and not coded:
        return _written_number(name, values, n_missing, n_distinct, decimal)
    both = present if others is None else pd.concat([present, others.dropna()], ignore_index=True)
    form, share = find_date_form(_some(both))
    if share >= ENOUGH:
        return _written_date(name, values, form, n_missing, n_distinct, is_ambiguous(both, form))
    kind, description = _wordy(looked_at, n_distinct, len(present), n_missing)
    if kind == "id" and share_of_numbers >= 0.5 and not coded:
        return _mostly_numbers(name, values, n_missing, n_distinct, decimal)
    return Column(name, kind, n_missing, n_distinct, description)


def _some(present: pd.Series) -> pd.Series:
    """As text, evenly spread over the column, so many that the look is quick and chance plays no part."""
    rows = np.linspace(0, len(present) - 1, min(len(present), LOOKED_AT)).astype(int)
    return present.iloc[rows].astype("str")


def _written_date(
    name: str, values: pd.Series, form: str, n_missing: int, n_distinct: int, ambiguous: bool
) -> Column:
    dates = as_date(values, form)
    odd = int(dates.isna().sum()) - n_missing
    description = _span(dates.dropna()) + (f" Written as {spoken(form)}." if form else "")
    if ambiguous:
        description += " Day and month could be the other way round as well: no day is above 12. Check it."
    return Column(
        name, "date", n_missing + odd, n_distinct, description + _odd(values, dates, odd, "dates"), form=form
    )


def _mostly_numbers(
    name: str, values: pd.Series, n_missing: int, n_distinct: int, decimal: Decimal
) -> Column:
    """Half of the values are numbers and no two are alike: that is no reason to drop it as an id."""
    found = _written_number(name, values, n_missing, n_distinct, decimal)
    return replace(found, description=f"More than half of it looks like numbers. {found.description}")


def _written_number(
    name: str, values: pd.Series, n_missing: int, n_distinct: int, decimal: Decimal
) -> Column:
    numbers = as_number(values, decimal)
    odd = int(numbers.isna().sum()) - n_missing
    description = _range(numbers.dropna()) + (" Written with a decimal comma." if decimal == "," else "")
    if is_duration(values):
        description += " Durations, in seconds."
    return Column(
        name,
        "number",
        n_missing + odd,
        n_distinct,
        description + _odd(values, numbers, odd, "numbers"),
        decimal,
    )


def _wordy(looked_at: pd.Series, n_distinct: int, n_present: int, n_missing: int) -> tuple[Kind, str]:
    words = float(looked_at.str.count(r"\S+").mean())
    share = n_distinct / n_present
    if share > 0.95 and words < 1.5 and not n_missing and n_present > 1:
        return (
            "id",
            f"{_short(looked_at.iloc[0])} and the like, another in nearly every row: an id. Left out.",
        )
    if (share > 0.3 and words >= 3) or (share > 0.95 and words >= 1.5):
        return (
            "text",
            f"Free text of about {counted(round(words), 'word')}, such as “{_short(looked_at.iloc[0])}”.",
        )
    common = list(looked_at.value_counts().index)
    return "category", f"{counted(n_distinct, 'category', 'categories')}: {listed(map(_short, common), 4)}."


def _odd(values: pd.Series, read: pd.Series, count: int, what: str) -> str:
    if not count:
        return ""
    example = _short(values[read.isna() & values.notna()].iloc[0])
    if count == 1:
        return f" 1 value that is no {what.removesuffix('s')}, “{example}”, counts as missing."
    return f" {count:,} values that are no {what}, such as “{example}”, count as missing."


def _range(known: pd.Series) -> str:
    if not len(known):
        return "No finite number."
    return f"From {known.min():.6g} to {known.max():.6g}, the median is {known.median():.6g}."


def _span(dates: pd.Series) -> str:
    return f"From {dates.min():%Y-%m-%d} to {dates.max():%Y-%m-%d}."


def _short(value: object) -> str:
    text = " ".join(str(value).split())
    return text if len(text) <= 40 else text[:39] + "…"
