"""What a table holds that its reader should know: words for nothing, an order in time, values that cannot be read."""

from __future__ import annotations

import re

import pandas as pd

from firsthand.tabular.columns.column_types import Column
from firsthand.tabular.formatting import counted, listed
from firsthand.tabular.io.table import Table
from firsthand.tabular.parsing import as_date, as_number, find_decimal

# Words that a reader of tables takes for a missing value, and that may be the name of a class.
WORDS_FOR_NOTHING = ("None", "NA", "N/A", "n/a", "null", "NULL", "nan", "NaN", "<NA>")


def target_values(source: Table, target: str) -> tuple[pd.Series, list[str]]:
    """The target, in which a word such as None or NA is a class where the others are words too; and what to say of it."""
    values = source.frame[target]
    if (
        not values.isna().any()
        or pd.api.types.is_numeric_dtype(values)
        or find_decimal(values.dropna())[1] > 0.5
    ):
        return values, []
    written = source.as_written(target).str.strip()
    spelled_out = written[values.isna() & written.isin(WORDS_FOR_NOTHING)]
    if not len(spelled_out):
        return values, []
    words = listed(spelled_out.unique())
    note = (
        f"{words} in {counted(len(spelled_out), 'row')} of {target} is a class of its own here. "
        "Where it means that nothing is known, leave those fields empty."
    )
    return values.astype("str").where(~written.index.isin(spelled_out.index), written), [note]


def about_order(frame: pd.DataFrame, columns: dict[str, Column]) -> list[str]:
    """A table that goes through time row by row is judged too kindly by folds drawn at random."""
    dated = [column for column in columns.values() if column.kind == "date"]
    for column in dated:
        days = as_date(frame[column.name], column.form).dropna()
        if len(days) > 2 and days.is_monotonic_increasing and days.nunique() > len(days) // 2:
            return [
                f"The rows are in the order of {column.name}, but the folds are drawn at random: what lies ahead is "
                "predicted from both sides here. Expect the future to be harder. "
                f"With --time {column.name} the past predicts the future."
            ]
    return []


def about_unreadable(asked: Table, columns: dict[str, Column]) -> list[str]:
    """Values of the test table that are no numbers or dates where the training table has such."""
    notes = []
    for name, column in columns.items():
        if column.kind not in ("number", "date") or name not in asked.frame:
            continue
        values = asked.frame[name]
        read = as_number(values, column.decimal) if column.kind == "number" else as_date(values, column.form)
        odd = values[read.isna() & values.notna()]
        if len(odd):
            notes.append(
                f"{counted(len(odd), 'value')} of {name} in {asked.path.name}, such as “{odd.iloc[0]}”, "
                f"{'is' if len(odd) == 1 else 'are'} no {column.kind} and {'counts' if len(odd) == 1 else 'count'} as missing."
            )
    return notes


def seems_data(frame: pd.DataFrame) -> bool:
    """Whether a third of the names are values themselves: numbers over numbers, or words that come again below."""

    def is_value(index: int) -> bool:
        name = re.sub(r"\.\d+$", "", str(frame.columns[index])) if index else str(frame.columns[index])
        values = frame.iloc[:1000, index]
        if pd.api.types.is_numeric_dtype(values):
            return bool(as_number(pd.Series([name])).notna().all())
        return name in set(values.dropna().astype("str"))

    return 3 * sum(map(is_value, range(frame.shape[1]))) >= frame.shape[1]
