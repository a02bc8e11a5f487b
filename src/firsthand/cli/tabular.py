"""Commands about tables: from a CSV pair to compared models, a submission and a report."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer
from rich.table import Table
from rich.text import Text

from firsthand.cli.shell import console
from firsthand.progress import progress_bar

if TYPE_CHECKING:
    from firsthand.tabular import Comparison, Report

app = typer.Typer(
    no_args_is_help=True, help="Work on a table: `firsthand tabular fit TRAIN.csv --target NAME`."
)


@app.callback()
def _all() -> None:
    pass


@app.command()
def fit(
    train: Annotated[Path, typer.Argument(metavar="TRAIN.csv", help="The table to learn from.")],
    target: Annotated[str, typer.Option("--target", metavar="NAME", help="The column to predict.")],
    test: Annotated[
        Path | None, typer.Option("--test", metavar="TEST.csv", help="Rows to predict.", show_default=False)
    ] = None,
    sample: Annotated[
        Path | None,
        typer.Option("--sample", metavar="SAMPLE.csv", help="A sample submission.", show_default=False),
    ] = None,
    out: Annotated[
        Path | None,
        typer.Option("--out", metavar="DIR", help="Where the results go.", show_default="./TRAIN-results"),
    ] = None,
    task: Annotated[
        Literal["classification", "regression"] | None,
        typer.Option("--task", help="What to predict, a class or a number.", show_default="by the values"),
    ] = None,
) -> None:
    """Compare models on a table, explain the best, predict TEST.csv and write a report.

    Any CSV pair will do. Exit code 0: done; 2: a file, a column or the folder is not as it must be.
    """
    # pandas and the models take a second or two to import, which no other command should wait for.
    from firsthand.tabular import fit_table

    folder = out or Path(f"{train.stem}-results")
    with progress_bar() as tell:
        report = fit_table(train, target, test, sample, folder, task, tell)
    _tell(report)


def _tell(report: Report) -> None:
    screen = console()
    for note in report.notes:
        screen.print(note, markup=False)
    screen.print(_scores(report.comparison))
    screen.print(report.comparison.why, markup=False)
    for path in report.paths:
        screen.print(f"Written: {path}", markup=False)


def _scores(comparison: Comparison) -> Table:
    from firsthand.tabular.words import with_interval

    table = Table(box=None, pad_edge=False)
    table.add_column("model", no_wrap=True)
    metrics = list(comparison.results[comparison.chosen].metrics)
    for metric in metrics:
        table.add_column(f"{metric} (95 % interval)", no_wrap=True)
    for result in comparison.results.values():
        cells = [with_interval(result.metrics[metric], result.intervals[metric]) for metric in metrics]
        style = "bold" if result.name == comparison.chosen else ""
        table.add_row(Text(result.name), *cells, style=style)
    return table
