"""The whole way in one call: read, look, compare, explain, fit on all rows, predict, write."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from firsthand._typing import OnProgress
from firsthand.tabular.advice import next_steps
from firsthand.tabular.columns.column_types import Column, column_kinds
from firsthand.tabular.columns.encoders import MAX_LEVELS, MAX_WORDS
from firsthand.tabular.columns.preprocessing import Preprocessor
from firsthand.tabular.columns.target import Target, Task, part, read_target
from firsthand.tabular.data_checks import about_order, target_values
from firsthand.tabular.formatting import counted, with_interval
from firsthand.tabular.input_tables import (
    Source,
    about_size,
    about_test,
    check_all_columns,
    chosen_folds,
    read_tables,
    without_group,
)
from firsthand.tabular.io.table import Table
from firsthand.tabular.modelling.blending import Blend
from firsthand.tabular.modelling.inspection import Explanation, explain
from firsthand.tabular.modelling.log_target import takes_log
from firsthand.tabular.modelling.metrics import Scores, find_metric
from firsthand.tabular.modelling.model_comparison import Comparison, compare
from firsthand.tabular.modelling.models import candidates, fit_model, log_models
from firsthand.tabular.persistence import Fitted, save_fitted, score_labelled
from firsthand.tabular.result import PipelineResult
from firsthand.tabular.submission import Submission, about_formulas, check_folder, submit, write_whole

MAX_COMPARED_ROWS = 50_000  # rows; above, models are compared on so many drawn at random
MAX_COMPARED_CELLS = 80_000_000  # rows times features: of a very wide table fewer rows are compared on
MAX_FITTED_CELLS = 200_000_000  # rows times features of the last fit: 1.6 GB
MIN_COMPARED_ROWS = 1000
MIN_ROWS_OF_A_CLASS = 5  # rows of a rare class that are drawn in any case


def fit_table(
    train: Source,
    target: str,
    test: Source | None = None,
    sample: Source | None = None,
    out: str | Path | None = None,
    task: Task | None = None,
    progress: OnProgress | None = None,
    metric: str | None = None,
    group: str | None = None,
    time: str | None = None,
    *,
    log_target: bool | None = None,
    budget: float = 0.0,
) -> PipelineResult:
    """Go from a table to compared models, predictions and a report.

    Parameters
    ----------
    train : path of a table (CSV, .csv.gz, Excel, Parquet), or DataFrame
    target : str
        The column to predict.
    test : path or DataFrame, default=None
        Rows to predict, with the same columns; scored where the target is there too.
    sample : path or DataFrame, default=None
        A sample submission: the predictions take its form.
    out : path, default=None
        The folder for report.html, submission.csv and the fitted model; None writes nothing.
    task : "classification", "regression" or None, default=None
        None goes by the target's values.
    progress : callable (done, total, what), default=None
        Is told how far the work is.
    metric : str, default=None
        What chooses among the models: see `compare`.
    group : str, default=None
        A column whose groups are held out whole; models do not see it.
    time : str, default=None
        A column of dates or numbers: models are judged on what comes after what they learned from.
    log_target : bool, default=None
        Learn the logarithm of a number of 0 or more; predictions and metrics are of the number itself. None does so
        where the metric calls for it: see `log_target.takes_log`.
    budget : float, default=0.0
        Seconds to try other settings of the models in; Ctrl-C ends that and goes on with what was found.

    Returns
    -------
    PipelineResult

    Raises
    ------
    FirsthandError
        With one sentence, for whatever is wrong with the files, the target or the folder.
    """
    from firsthand.tabular.report import render  # draws with matplotlib, half a second to import

    tell = progress or (lambda done, total, what: None)
    tell(0, 1, "reading")
    given = _read(train, target, test, sample, task, metric, group)
    if out is not None:
        check_folder(Path(out))
    in_logs, about_logs = takes_log(given.target, given.metric, log_target)
    notes = [*given.notes, *about_logs, *([] if time else about_order(given.frame, given.columns))]
    notes += about_test(given.asked, given.columns, target)
    comparison, explanation, said = _compare(given, group, time, budget, progress, in_logs=in_logs)

    tell(0, 2, f"fitting {comparison.chosen} on all rows")
    fitted, about_fit = _fit_all(given, comparison, in_logs=in_logs)
    tell(1, 2, "predicting and writing")
    submission, scores, about_predictions = _submission(given.asked, given.form, fitted)
    table = submission.frame if submission else None
    result = PipelineResult(
        given.source, given.target, [*notes, *said, *about_fit, *about_predictions], given.columns, comparison,
        explanation, fitted.preprocessor, fitted.model, table, scores, in_logs,
    )  # fmt: skip
    result = replace(result, advice=next_steps(result))
    result = replace(result, html=render(result))
    paths = [] if out is None else _write(Path(out), result.html, table, fitted)
    tell(2, 2, "done")
    return replace(result, paths=paths)


@dataclass(frozen=True, eq=False)
class _Given:
    """What was read: tables, the target, the rows and columns to learn from, the metric, and notes on them."""

    source: Table
    asked: Table | None
    form: Table | None
    target: Target
    frame: pd.DataFrame
    columns: dict[str, Column]
    metric: str
    notes: list[str]


def _read(
    train: Source,
    target: str,
    test: Source | None,
    sample: Source | None,
    task: Task | None,
    metric: str | None,
    group: str | None,
) -> _Given:
    source, asked, form = read_tables(train, target, test, sample)
    values, spelled_out = target_values(source, target)
    aim = read_target(values, task)
    frame = source.frame.drop(columns=target).iloc[aim.rows]
    columns = column_kinds(frame, None if asked is None else asked.frame)
    if group:
        columns = without_group(source, columns, group)
    check_all_columns(source, columns, asked)
    notes = [*about_size(source, asked), *source.notes, *aim.notes, *spelled_out]
    return _Given(
        source, asked, form, aim, frame, columns, find_metric(metric, aim.task, aim.n_classes), notes
    )


def _compare(
    given: _Given,
    group: str | None,
    time: str | None,
    budget: float,
    progress: OnProgress | None,
    *,
    in_logs: bool,
) -> tuple[Comparison, Explanation, list[str]]:
    """Compare and explain, on a part of the rows where there are very many; and say what was done."""
    rows = rows_to_compare(given.target, n_features(given.columns))
    frame, aim = given.frame.iloc[rows], part(given.target, rows)
    folds = chosen_folds(given.source, frame, given.columns, group, time)
    models = _models(aim, len(rows), in_logs=in_logs)
    comparison = compare(
        frame, aim, given.columns, models, progress=progress, metric=given.metric, folds=folds, budget=budget
    )
    explanation = explain(frame, aim, given.columns, comparison, progress=progress)
    tuned = [comparison.search.summary()] if comparison.search else []
    if budget and not comparison.search:
        tuned = ["No settings were tried: of a single fold, no rows are left to judge what was chosen."]
    # The folds' tables and models would take memory for as long as somebody looks at the result.
    comparison = replace(comparison, fitted=None)
    return comparison, explanation, [*_about_rows(len(rows), len(given.frame)), *tuned]


def rows_to_compare(target: Target, n_features: int, random_state: int = 0) -> NDArray[np.intp]:
    """Choose the rows that models are compared on: all, or of a large table a random part with every class in it."""
    n = len(target.y)
    most = min(MAX_COMPARED_ROWS, max(MIN_COMPARED_ROWS, MAX_COMPARED_CELLS // n_features))
    if n <= most:
        return np.arange(n)
    order = np.random.default_rng(random_state).permutation(n)
    drawn = order[:most]
    if target.task == "classification":
        rare = np.flatnonzero(np.bincount(target.y[drawn], minlength=target.n_classes) < MIN_ROWS_OF_A_CLASS)
        drawn = np.concatenate(
            [drawn, *(order[target.y[order] == one][:MIN_ROWS_OF_A_CLASS] for one in rare)]
        )
    return np.unique(drawn)


def _about_rows(n_compared: int, n: int) -> list[str]:
    if n_compared == n:
        return []
    return [
        f"The models were compared and explained on {n_compared:,} rows drawn at random; the chosen one learns from all {n:,}."
    ]


def _models(target: Target, n_rows: int, *, in_logs: bool) -> dict[str, Any]:
    models = candidates(target.task, n_rows, target.n_classes)
    return log_models(models) if in_logs else models


def n_features(columns: dict[str, Column]) -> int:
    """About how many features models see of these columns."""
    usual = {"number": 2, "date": 6, "text": MAX_WORDS + 1}
    return sum(
        usual.get(column.kind, min(column.n_distinct + 1, MAX_LEVELS))
        for column in columns.values()
        if not column.dropped
    )


def _fit_all(given: _Given, comparison: Comparison, *, in_logs: bool) -> tuple[Fitted, list[str]]:
    """Prepare and fit on all rows, or on as many as memory is meant to hold."""
    frame, target, notes = given.frame, given.target, []
    size = n_features(given.columns)
    most = MAX_FITTED_CELLS // size
    if len(frame) > most:
        rows = rows_to_compare(target, size) if most < MAX_COMPARED_ROWS else _evenly(len(frame), most)
        frame, target = frame.iloc[rows], part(target, rows)
        notes = [
            f"The table is too large to learn from at once: the last fit takes {len(rows):,} of its rows."
        ]
    preprocessor = Preprocessor(given.columns, target.task)
    X = preprocessor.fit_transform(frame, target.y)
    model = _for_rows(comparison, _models(target, len(X), in_logs=in_logs))
    no_rows = part(target, np.zeros(0, dtype=np.intp))
    return Fitted(
        no_rows, given.columns, preprocessor, fit_model(model, X, target.y), comparison.metric
    ), notes


def _for_rows(comparison: Comparison, fresh: dict[str, Any]) -> Any:
    """The chosen model as it is to be fitted on all rows: settings that go with their number are made anew."""
    model = comparison.models[comparison.chosen]
    if isinstance(model, Blend):
        return Blend({name: fresh.get(name, one) for name, one in model.models.items()}, model.weights)
    return fresh.get(comparison.chosen, model)


def _evenly(n: int, most: int) -> NDArray[np.intp]:
    return np.linspace(0, n - 1, most).astype(np.intp)


def _submission(
    asked: Table | None, form: Table | None, fitted: Fitted
) -> tuple[Submission | None, Scores | None, list[str]]:
    """Predictions for the test table in the form they are handed in, scores where it has the target, and notes."""
    if asked is None:
        return None, None, []
    predicted = fitted.predict(asked.frame)
    made = submit(asked, predicted, fitted.target, fitted.columns, form)
    scores, n_scored, said = score_labelled(asked, predicted, fitted.target, fitted.metric)
    if scores:
        said = [*said, about_scores(asked.path.name, scores, n_scored)]
    return made, scores, [*made.notes, *said, *about_formulas(made.frame)]


def about_scores(name: str, scores: Scores, n_scored: int) -> str:
    """Say how good the predictions of a table that has the target were."""
    each = [
        f"{metric} {with_interval(value, scores.intervals[metric])}"
        for metric, value in scores.metrics.items()
    ]
    return f"{name} has the target itself. On its {counted(n_scored, 'row')}: {', '.join(each)}."


def _write(folder: Path, html: str, submission: pd.DataFrame | None, fitted: Fitted) -> list[Path]:
    texts: Sequence[tuple[str, str]] = [("report.html", html)]
    if submission is not None:
        texts = [*texts, ("submission.csv", submission.to_csv(index=False, lineterminator="\n"))]
    paths = []
    for name, text in texts:
        write_whole(folder / name, text)
        paths.append(folder / name)
    return paths + save_fitted(folder, fitted)
