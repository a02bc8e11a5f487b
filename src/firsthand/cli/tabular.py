"""Commands about tables: from a pair of files to compared models, a submission and a report; later predictions."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer
from rich.table import Table
from rich.text import Text

from firsthand.cli.common import Json, console, put_json
from firsthand.progress_bar import progress_bar

if TYPE_CHECKING:
    from firsthand.tabular import Comparison, PipelineResult

app = typer.Typer(no_args_is_help=True, help="Work on a table: `firsthand tabular fit TRAIN --target NAME`.")


@app.callback()
def _all() -> None:
    pass


@app.command()
def fit(
    train: Annotated[Path, typer.Argument(metavar="TRAIN", help="The table to learn from.")],
    target: Annotated[str, typer.Option("--target", metavar="NAME", help="The column to predict.")],
    test: Annotated[
        Path | None, typer.Option("--test", metavar="TEST", help="Rows to predict.", show_default=False)
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
    metric: Annotated[
        str | None,
        typer.Option(
            "--metric",
            help="What chooses among the models: log-loss, accuracy, AUC, F1 (mean over classes), RMSE, MAE, R2 or RMSLE.",
            show_default="log loss or RMSE",
        ),
    ] = None,
    group: Annotated[
        str | None,
        typer.Option(
            "--group", metavar="NAME", help="A column whose groups are held out whole.", show_default=False
        ),
    ] = None,
    time: Annotated[
        str | None,
        typer.Option(
            "--time",
            metavar="NAME",
            help="A column of dates: the past predicts the future.",
            show_default=False,
        ),
    ] = None,
    log_target: Annotated[
        bool | None,
        typer.Option(
            "--log-target/--no-log-target",
            help="Learn the logarithm of a number, as of prices.",
            show_default="by metric and values",
        ),
    ] = None,
    budget: Annotated[
        int,
        typer.Option(
            "--budget",
            metavar="SECONDS",
            min=0,
            help="Try other settings of the models for so long. Ctrl-C goes on with what was found.",
        ),
    ] = 0,
    as_json: Json = False,
) -> None:
    """Compare models on a table, explain the best, predict TEST and write a report.

    Tables are CSV of any kind, also packed (.csv.gz), Excel (.xlsx) or Parquet. Exit code 0: done;
    2: a file, a column or the folder is not as it must be.
    """
    # pandas and the models take a second or two to import, which no other command should wait for.
    from firsthand.tabular import fit_table

    folder = out or Path(f"{train.stem}-results")
    with progress_bar() as tell:
        report = fit_table(
            train, target, test, sample, folder, task, tell, metric, group, time,
            log_target=log_target, budget=budget,
        )  # fmt: skip
    put_json(_as_data(report)) if as_json else _tell(report)


@app.command()
def predict(
    results: Annotated[Path, typer.Argument(metavar="RESULTS", help="The folder that `tabular fit` wrote.")],
    table: Annotated[Path, typer.Argument(metavar="TABLE", help="Rows to predict.")],
    out: Annotated[Path, typer.Option("--out", metavar="FILE.csv", help="Where the predictions go.")] = Path(
        "predictions.csv"
    ),
    probabilities: Annotated[
        bool, typer.Option("--probabilities", help="A column more for the probability of each class.")
    ] = False,
    as_json: Json = False,
) -> None:
    """Predict a table with a model that was fitted before; score it where the table has the target.

    The model is a joblib file, which can run any code when it is loaded: use only folders that you trust. It is read
    by the versions of firsthand and scikit-learn that wrote it. Exit code 0: done; 2: a file or column is not as it must be.
    """
    from firsthand.tabular import predict_saved
    from firsthand.tabular.pipeline import about_scores
    from firsthand.tabular.submission import check_folder, write_whole

    check_folder(out.parent)
    made = predict_saved(results, table, probabilities=probabilities)
    write_whole(out, made.frame.to_csv(index=False, lineterminator="\n"))
    if as_json:
        put_json({"notes": made.notes, "rows": len(made.frame), "scored": made.n_scored, "scores": made.scores,
                  "written": str(out)})  # fmt: skip
        return
    screen = console()
    said = [about_scores(table.name, made.scores, made.n_scored)] if made.scores else []
    for line in [*made.notes, *said, f"Written: {out}"]:
        screen.print(line, markup=False)


def _as_data(report: PipelineResult) -> dict[str, Any]:
    """What a program wants to know of a report."""
    comparison = report.comparison
    return {
        "task": report.task,
        "metric": report.metric,
        "chosen": comparison.chosen,
        "why": comparison.why,
        "models": {
            result.name: {"metrics": dict(result.metrics), "intervals": dict(result.intervals)}
            for result in comparison.results.values()
        },
        "blend": comparison.weights,
        "tried": [
            {"name": trial.name, "settings": trial.settings, "score": trial.score, "seconds": trial.seconds}
            for trial in (comparison.search.trials if comparison.search else ())
        ],
        "test": report.scores,
        "notes": report.notes,
        "advice": report.advice,
        "written": [str(path) for path in report.paths],
    }


def _tell(report: PipelineResult) -> None:
    from firsthand.tabular.modelling.model_comparison import about_blend

    screen = console()
    for note in report.notes:
        screen.print(note, markup=False)
    screen.print(_scores(report.comparison))
    screen.print(report.comparison.why, markup=False)
    if said := about_blend(report.comparison):
        screen.print(said, markup=False)
    screen.print("What to try next:")
    for step in report.advice:
        screen.print(f"- {step}", markup=False)
    for path in report.paths:
        screen.print(f"Written: {path}", markup=False)


def _scores(comparison: Comparison) -> Table:
    """A row a model: the metric that chose with its interval, the others without, so that 80 columns hold all."""
    from firsthand.tabular.formatting import rounded, with_interval

    table = Table(box=None, pad_edge=False)
    table.add_column("model", no_wrap=True)
    first, *others = comparison.results[comparison.chosen].metrics
    table.add_column(f"{first} (95 % interval)", no_wrap=True)
    for metric in others:
        table.add_column(metric, no_wrap=True)
    for result in comparison.results.values():
        cells = [with_interval(result.metrics[first], result.intervals[first])]
        cells += [rounded(result.metrics[metric])[0] for metric in others]
        style = "bold" if result.name == comparison.chosen else ""
        table.add_row(Text(result.name), *cells, style=style)
    return table
