"""The whole way in one call: read, look, compare, explain, fit on all rows, predict, write."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from firsthand.errors import FirsthandError
from firsthand.tabular.comparing import Comparison, Progress, compare
from firsthand.tabular.encoders import Floats
from firsthand.tabular.explaining import Explanation, explain
from firsthand.tabular.kinds import Column, column_kinds
from firsthand.tabular.models import candidates, fit_model, predict_model
from firsthand.tabular.preparing import BLOCK, Preparer
from firsthand.tabular.reading import Table, as_table
from firsthand.tabular.submitting import Submission, check_folder, submit, write_whole
from firsthand.tabular.target import Target, Task, read_target
from firsthand.tabular.words import counted, listed, nearest

Source = str | Path | pd.DataFrame
MOST_COMPARED = 50_000  # rows; above, models are compared on so many drawn at random
CELLS_COMPARED = 20_000_000  # rows times columns: of a very wide table fewer rows are compared on
CELLS_FITTED = 200_000_000  # rows times features of the last fit: 1.6 GB
FEWEST_COMPARED = 1000
LEAST_OF_A_CLASS = 5  # rows of a rare class that are drawn in any case


@dataclass(frozen=True, eq=False)
class Report:
    """All that was found and done.

    Attributes
    ----------
    source, target : Table and Target
        What was learned from.
    notes : list of str
        What the reader should know, in the order in which it came up.
    columns : dict of name to Column
    comparison, explanation : Comparison and Explanation
    preparer, model : the chosen model, fitted on all rows, and what prepares its columns
    submission : DataFrame or None
        The predictions for the test table, as they are handed in.
    html : str
        The report as one page.
    paths : list of Path
        The files written.
    """

    source: Table
    target: Target
    notes: list[str]
    columns: dict[str, Column]
    comparison: Comparison
    explanation: Explanation
    preparer: Preparer
    model: Any
    submission: pd.DataFrame | None
    html: str = ""
    paths: list[Path] = field(default_factory=list)

    @property
    def task(self) -> Task:
        return self.target.task

    @property
    def metric(self) -> str:
        return self.comparison.metric


def fit_table(
    train: Source,
    target: str,
    test: Source | None = None,
    sample: Source | None = None,
    out: str | Path | None = None,
    task: Task | None = None,
    progress: Progress | None = None,
) -> Report:
    """Go from a table to compared models, predictions and a report.

    Parameters
    ----------
    train : path of a CSV file, or DataFrame
    target : str
        The column to predict.
    test : path or DataFrame, default=None
        Rows to predict, with the same columns but for the target.
    sample : path or DataFrame, default=None
        A sample submission: the predictions take its form.
    out : path, default=None
        The folder for report.html and submission.csv; None writes nothing.
    task : "classification", "regression" or None, default=None
        None goes by the target's values.
    progress : callable (done, total, what), default=None
        Is told how far the work is.

    Returns
    -------
    Report

    Raises
    ------
    FirsthandError
        With one sentence, for whatever is wrong with the files, the target or the folder.
    """
    from firsthand.tabular.report import render  # draws with matplotlib, half a second to import

    tell = progress or (lambda done, total, what: None)
    tell(0, 1, "reading")
    source, asked, form = _read(train, target, test, sample)
    if out is not None:
        check_folder(Path(out))
    aim = read_target(source.frame[target], task)
    frame = source.frame.drop(columns=target).iloc[aim.rows]
    columns = column_kinds(frame)
    _check_columns(source, columns, asked)
    notes = [*_about_size(source, asked), *source.notes, *aim.notes, *_about_test(asked, columns, target)]

    rows = rows_to_compare(aim, len(columns))
    notes += _about_rows(len(rows), len(frame))
    part, part_aim = frame.iloc[rows], _part(aim, rows)
    comparison = compare(part, part_aim, columns, progress=progress)
    explanation = explain(part, part_aim, columns, comparison, progress=progress)

    tell(0, 2, f"fitting {comparison.chosen} on all rows")
    preparer, model, said = _fit_all(frame, aim, columns, comparison.chosen)
    tell(1, 2, "predicting and writing")
    submission = _submission(asked, form, preparer, model, aim, columns)
    notes += said + (submission.notes if submission else [])
    table = submission.frame if submission else None
    report = Report(source, aim, notes, columns, comparison, explanation, preparer, model, table)
    html = render(report)
    paths = [] if out is None else _write(Path(out), html, table)
    tell(2, 2, "done")
    return Report(source, aim, notes, columns, comparison, explanation, preparer, model, table, html, paths)


def _read(
    train: Source, target: str, test: Source | None, sample: Source | None
) -> tuple[Table, Table | None, Table | None]:
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
    if sum(name.replace(".", "").isdigit() for name in names) * 2 > len(names):
        hint = " Its first line seems to be data: put the names of the columns there."
    raise FirsthandError(f"{source.path} has no column {target}.{hint} It has {listed(names, 12)}.")


def _check_columns(source: Table, columns: dict[str, Column], asked: Table | None) -> None:
    used = [name for name, column in columns.items() if not column.dropped]
    if not used:
        raise FirsthandError(
            f"{source.path} has no column to learn from: beside the target there are only ids, constants and empty "
            "columns, or none."
        )
    lacking = [] if asked is None else [name for name in used if name not in asked.frame.columns]
    if asked is not None and lacking:
        raise FirsthandError(
            f"{asked.path} lacks {counted(len(lacking), 'column')} that {source.path} has: {listed(lacking)}. "
            "Add them, or take them out of the training table."
        )


def _about_size(source: Table, asked: Table | None) -> list[str]:
    rows, columns = source.frame.shape
    test = f"; {asked.path.name} has {counted(len(asked.frame), 'row')} to predict" if asked else ""
    return [f"{source.path.name} has {counted(rows, 'row')} and {counted(columns, 'column')}{test}."]


def _about_test(asked: Table | None, columns: dict[str, Column], target: str) -> list[str]:
    if asked is None:
        return []
    extra = [str(name) for name in asked.frame.columns if name not in columns and name != target]
    notes = list(asked.notes)
    if extra:
        notes.append(
            f"{asked.path.name} has columns that the training table lacks, and they are ignored: {listed(extra)}."
        )
    if target in asked.frame.columns:
        notes.append(f"{asked.path.name} has a column {target} too; it is not looked at.")
    return notes


def rows_to_compare(target: Target, n_columns: int, random_state: int = 0) -> NDArray[np.intp]:
    """Choose the rows that models are compared on: all, or of a large table a random part with every class in it."""
    n = len(target.y)
    most = min(MOST_COMPARED, max(FEWEST_COMPARED, CELLS_COMPARED // n_columns))
    if n <= most:
        return np.arange(n)
    order = np.random.default_rng(random_state).permutation(n)
    drawn = order[:most]
    if target.task == "classification":
        rare = np.flatnonzero(np.bincount(target.y[drawn], minlength=target.n_classes) < LEAST_OF_A_CLASS)
        drawn = np.concatenate([drawn, *(order[target.y[order] == one][:LEAST_OF_A_CLASS] for one in rare)])
    return np.unique(drawn)


def _about_rows(n_compared: int, n: int) -> list[str]:
    if n_compared == n:
        return []
    return [
        f"The models were compared and explained on {n_compared:,} rows drawn at random; the chosen one learns from all {n:,}."
    ]


def _part(target: Target, rows: NDArray[np.intp]) -> Target:
    return Target(target.name, target.task, target.y[rows], target.classes, target.rows[rows], target.notes)


def _fit_all(
    frame: pd.DataFrame, target: Target, columns: dict[str, Column], chosen: str
) -> tuple[Preparer, Any, list[str]]:
    """Prepare and fit on all rows, or on as many as memory is meant to hold."""
    notes: list[str] = []
    most = CELLS_FITTED // (4 * len(columns))  # a column gives about four features
    if len(frame) > most:
        rows = rows_to_compare(target, len(columns)) if most < MOST_COMPARED else _evenly(len(frame), most)
        frame, target = frame.iloc[rows], _part(target, rows)
        notes = [
            f"The table is too large to learn from at once: the last fit takes {len(rows):,} of its rows."
        ]
    preparer = Preparer(columns, target.task)
    X = preparer.fit_transform(frame, target.y)
    model = candidates(target.task, len(X), target.n_classes)[chosen]
    return preparer, fit_model(model, X, target.y), notes


def _evenly(n: int, most: int) -> NDArray[np.intp]:
    return np.linspace(0, n - 1, most).astype(np.intp)


def predict_table(preparer: Preparer, model: Any, frame: pd.DataFrame, task: Task) -> Floats:
    """Predict the rows of a table, a block at a time: probabilities (n, k), or numbers (n,)."""
    blocks = (frame.iloc[start : start + BLOCK] for start in range(0, len(frame), BLOCK))
    return np.concatenate([predict_model(model, preparer.transform(block), task) for block in blocks])


def _submission(
    asked: Table | None,
    form: Table | None,
    preparer: Preparer,
    model: Any,
    target: Target,
    columns: dict[str, Column],
) -> Submission | None:
    if asked is None:
        return None
    return submit(asked, predict_table(preparer, model, asked.frame, target.task), target, columns, form)


def _write(folder: Path, html: str, submission: pd.DataFrame | None) -> list[Path]:
    texts: Sequence[tuple[str, str]] = [("report.html", html)]
    if submission is not None:
        texts = [*texts, ("submission.csv", submission.to_csv(index=False, lineterminator="\n"))]
    paths = []
    for name, text in texts:
        write_whole(folder / name, text)
        paths.append(folder / name)
    return paths
