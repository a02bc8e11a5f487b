"""Writing predictions in the form that a competition asks for, and files so that none is ever half there."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from firsthand._typing import Floats
from firsthand.errors import FirsthandError
from firsthand.files import replace_file
from firsthand.tabular.columns.column_types import Column
from firsthand.tabular.columns.target import Target
from firsthand.tabular.formatting import counted, listed
from firsthand.tabular.io.table import Table
from firsthand.tabular.parsing import as_text

FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True, eq=False)
class Submission:
    """The table to hand in, and sentences about what it holds."""

    frame: pd.DataFrame
    notes: list[str]


def submit(
    test: Table,
    predictions: Floats,
    target: Target,
    kinds: Mapping[str, Column],
    sample: Table | None = None,
) -> Submission:
    """Put predictions into the form of a sample submission, or, without one, beside the id of each row.

    With a sample: its columns, its rows in its order, found by their id.
    Labels are those of the training table; where the sample's column holds
    fractions, or has a column a class, the probabilities are written.

    Parameters
    ----------
    test : Table of n rows
    predictions : array of shape (n, k) or (n,)
        Probabilities of the classes, or numbers.
    target : Target
    kinds : mapping of column name to Column
        What was found in the training table: tells which column is the id.
    sample : Table, default=None

    Raises
    ------
    FirsthandError
        If the sample does not match the test table or the target.
    """
    if sample is None:
        return beside_ids(test, predictions, target, kinds)
    key = _key(test, sample, target.name)
    asked = [str(name) for name in sample.frame.columns if name != key]
    values, notes = _in_form(asked, predictions, target, sample)
    rows = _order(test, sample, key)
    columns: dict[str, Any] = {name: array[rows] for name, array in values.items()}
    if key is not None:
        columns[key] = sample.as_written(key).to_numpy()
    return Submission(pd.DataFrame({str(name): columns[str(name)] for name in sample.frame.columns}), notes)


def labels_of(predictions: Floats, target: Target) -> NDArray[Any]:
    """The likeliest label of each row in the type it has in the training table, or the numbers as they are."""
    return predictions if target.classes is None else target.classes[predictions.argmax(axis=1)]


def beside_ids(test: Table, predictions: Floats, target: Target, kinds: Mapping[str, Column]) -> Submission:
    """Predictions beside the id of each row, or its number where there is no id."""
    ids = [name for name, column in kinds.items() if column.kind == "id" and name in test.frame]
    if ids:
        key, values, notes = ids[0], test.as_written(ids[0]), []
    else:
        key, values = "row", pd.Series(np.arange(1, len(test.frame) + 1))
        notes = [f"{test.path.name} has no id column: the rows are numbered from 1."]
    return Submission(pd.DataFrame({key: values, target.name: labels_of(predictions, target)}), notes)


def _key(test: Table, sample: Table, target: str) -> str | None:
    """The sample's id column, which the test table has too; None for a sample of predictions alone."""
    shared = [str(name) for name in sample.frame.columns if name in test.frame.columns and name != target]
    if shared:
        return shared[0]
    if len(sample.frame.columns) == 1 and len(sample.frame) == len(test.frame):
        return None
    raise FirsthandError(
        f"The sample submission {sample.path.name} does not match {test.path.name}: none of its columns "
        f"({listed(sample.frame.columns)}) is there to tell which row is which."
    )


def _order(test: Table, sample: Table, key: str | None) -> NDArray[np.intp]:
    """For each row of the sample, the row of the test table with its id."""
    if key is None:
        return np.arange(len(test.frame))
    have, want = (pd.Index(as_text(table.as_written(key))) for table in (test, sample))
    if not want.isin(have).any():  # written otherwise in the two, as 7 and 007, or 7 and 7.0
        have, want = (pd.Index(as_text(table.frame[key])) for table in (test, sample))
    if have.has_duplicates:
        raise FirsthandError(
            f"The ids in column {key} of {test.path.name} repeat, such as {have[have.duplicated()][0]}: no row can be "
            "told from another."
        )
    rows = have.get_indexer(want)
    lacking = want[rows < 0]
    if len(lacking):
        raise FirsthandError(
            f"The sample submission {sample.path.name} asks for {counted(len(lacking), 'row')} that {test.path.name} "
            f"does not have: {key} {listed(lacking, 3)}."
        )
    if len(want) < len(have):
        raise FirsthandError(
            f"The sample submission {sample.path.name} has {counted(len(want), 'row')}, {test.path.name} has "
            f"{len(have):,}: the same ids are expected in both."
        )
    return np.asarray(rows, dtype=np.intp)


def _in_form(
    asked: list[str], predictions: Floats, target: Target, sample: Table
) -> tuple[dict[str, NDArray[Any]], list[str]]:
    """The columns of predictions that a sample asks for, by name."""
    if len(asked) > 1:
        return _column_a_class(asked, predictions, target, sample)
    if not asked:
        raise FirsthandError(
            f"The sample submission {sample.path.name} has no column for predictions, only ids."
        )
    (name,) = asked
    notes = (
        []
        if name == target.name
        else [f"The predictions of {target.name} are written as {name}, like the sample."]
    )
    if target.n_classes == 2 and _fractions(sample.frame[name]):
        assert target.classes is not None
        notes.append(
            f"The sample has fractions in {name}: the probability of {target.classes[1]} is written."
        )
        return {name: predictions[:, 1]}, notes
    return {name: labels_of(predictions, target)}, notes


def _fractions(values: pd.Series) -> bool:
    return pd.api.types.is_float_dtype(values) and bool((values.dropna() % 1 != 0).any())


def _column_a_class(
    asked: list[str], predictions: Floats, target: Target, sample: Table
) -> tuple[dict[str, NDArray[Any]], list[str]]:
    labels = [] if target.classes is None else [str(label) for label in target.classes]
    if sorted(asked) != sorted(labels):
        known = (
            f"the classes of {target.name} are {listed(labels)}" if labels else f"{target.name} is one number"
        )
        raise FirsthandError(
            f"The sample submission {sample.path.name} asks for columns {listed(asked)}, but {known}. Give the sample "
            "of this competition, or leave --sample out."
        )
    notes = ["The sample has a column a class: the probabilities are written."]
    return {name: predictions[:, labels.index(name)] for name in asked}, notes


def about_formulas(frame: pd.DataFrame) -> list[str]:
    """Say where a text to be written begins like a formula of a spreadsheet program.

    It is written as it is: a mark before it would keep the program from running it, and would make another id or class
    of it, which whoever reads the file does not know.
    """
    texts = [str(name) for name in frame.columns]
    for _, values in frame.items():
        if not pd.api.types.is_numeric_dtype(values) and not pd.api.types.is_bool_dtype(values):
            texts += list(pd.unique(values.dropna().astype("str")))
    found = [text for text in texts if text.startswith(FORMULA_SIGNS) and not _is_number(text)]
    if not found:
        return []
    return [
        f"{counted(len(found), 'text')} in the predictions {'begins' if len(found) == 1 else 'begin'} like a formula of a "
        f"spreadsheet program, such as “{found[0]}”, and {'is' if len(found) == 1 else 'are'} written unchanged. "
        "Do not open the file in a spreadsheet program if you do not trust the table it came from."
    ]


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True


def check_folder(folder: Path) -> None:
    """Make a folder for results and try to write into it, before any long work.

    Raises
    ------
    FirsthandError
        If that is not possible.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            pass
    except OSError as error:
        raise FirsthandError(
            f"The results cannot be written into {folder}: {error.strerror or error}. Name another folder with --out."
        ) from error


def write_whole(path: Path, text: str) -> None:
    """Write a text file as UTF-8, wholly or not at all. Fails as `write_bytes` does."""
    write_bytes(path, text.encode())


def write_bytes(path: Path, content: bytes) -> None:
    """Write a file wholly or not at all: an interruption leaves what was there before.

    Raises
    ------
    FirsthandError
        If it cannot be written.
    """
    try:
        replace_file(path, content)
    except OSError as error:
        raise FirsthandError(
            f"{path} was not written: {error.strerror or error}. Name another folder with --out."
        ) from error
