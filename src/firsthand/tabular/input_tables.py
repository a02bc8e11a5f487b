"""The tables of one task: read together, and checked for what they must share."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pandas as pd

from firsthand.errors import FirsthandError
from firsthand.tabular.columns.column_types import Column
from firsthand.tabular.data_checks import about_unreadable, seems_data
from firsthand.tabular.formatting import counted, listed, nearest
from firsthand.tabular.io.table import Table, as_table
from firsthand.tabular.modelling.cross_validation import Folds, group_folds, time_folds
from firsthand.tabular.persistence import check_columns

Source = str | Path | pd.DataFrame


def read_tables(
    train: Source, target: str, test: Source | None, sample: Source | None
) -> tuple[Table, Table | None, Table | None]:
    """The training table, the test table and the sample submission. The first has the target, and all have rows."""
    if sample is not None and test is None:
        raise FirsthandError("A sample submission needs the test table it belongs to. Name it with --test.")
    source = as_table(train, "the training table")
    _check_target_name(source, target)
    asked = None if test is None else as_table(test, "the test table")
    form = None if sample is None else as_table(sample, "the sample submission")
    if not len(source.frame):
        raise FirsthandError(f"{source.path} has a header and no rows: there is nothing to learn from.")
    if asked is not None and not len(asked.frame):
        raise FirsthandError(f"{asked.path} has a header and no rows: there is nothing to predict.")
    return source, asked, form


def _check_target_name(source: Table, target: str) -> None:
    names = [str(name) for name in source.frame.columns]
    if target in source.repeated:
        raise FirsthandError(
            f"{source.path} has several columns called {target}: rename those that are not the target."
        )
    if target in names:
        return
    close = nearest(target, names)
    hint = f" Did you mean {close}?" if close else ""
    if seems_data(source.frame):
        hint = " Its first line seems to be data: put the names of the columns there."
    raise FirsthandError(f"{source.path} has no column {target}.{hint} It has {listed(names, 12)}.")


def without_group(source: Table, columns: dict[str, Column], group: str) -> dict[str, Column]:
    """The columns, of which the one that names groups is not shown to models."""
    _check_named(source, columns, "--group", group)
    description = "Names the group of each row. All rows of a group are held out together."
    return {**columns, group: replace(columns[group], kind="group", description=description)}


def _check_named(source: Table, columns: dict[str, Column], option: str, name: str) -> None:
    if name not in columns:
        raise FirsthandError(
            f"{source.path} has no column {name} beside the target for {option}. It has {listed(columns, 12)}."
        )


def chosen_folds(
    source: Table, frame: pd.DataFrame, columns: dict[str, Column], group: str | None, time: str | None
) -> Folds | None:
    """Folds by group or time; None where they are drawn at random."""
    if group and time:
        raise FirsthandError("Choose --group or --time: folds are made by one of them.")
    if group:
        return group_folds(frame[group])
    if time:
        _check_named(source, columns, "--time", time)
        return time_folds(frame[time], columns[time])
    return None


def check_all_columns(source: Table, columns: dict[str, Column], asked: Table | None) -> None:
    """Refuse a table without a column to learn from, and a test table that lacks one."""
    used = [name for name, column in columns.items() if not column.dropped]
    if not used:
        raise FirsthandError(
            f"{source.path} has no column to learn from: beside the target there are only ids, constants and empty "
            "columns, or none."
        )
    if asked is not None:
        check_columns(asked, columns, str(source.path))


def about_size(source: Table, asked: Table | None) -> list[str]:
    """How large the tables are."""
    rows, columns = source.frame.shape
    test = f"; {asked.path.name} has {counted(len(asked.frame), 'row')} to predict" if asked else ""
    return [f"{source.path.name} has {counted(rows, 'row')} and {counted(columns, 'column')}{test}."]


def about_test(asked: Table | None, columns: dict[str, Column], target: str) -> list[str]:
    """What of a test table one should know."""
    if asked is None:
        return []
    extra = [str(name) for name in asked.frame.columns if name not in columns and name != target]
    notes = list(asked.notes)
    if extra:
        notes.append(
            f"{asked.path.name} has columns that the training table lacks, and they are ignored: {listed(extra)}."
        )
    notes += about_unreadable(asked, columns)
    return notes
