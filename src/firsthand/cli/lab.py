"""Commands of the prompt lab: ask models in several ways, and measure which way is right how often."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.table import Table
from rich.text import Text

from firsthand.cli.shell import FAILED, INTERRUPTED, complain, console
from firsthand.errors import FirsthandError
from firsthand.progress import progress_bar

if TYPE_CHECKING:
    import pandas as pd

    from firsthand.llm.lab import Lab

app = typer.Typer(no_args_is_help=True, help="Measure prompts: `firsthand lab run FILE.yaml`.")
SUMMARY, ANSWERS, PICTURE = "summary.csv", "answers.csv", "lab.png"


@app.callback()
def _group() -> None:
    pass


@app.command()
def run(
    file: Annotated[
        Path, typer.Argument(metavar="FILE.yaml", help="What to ask: task, examples, models, techniques.")
    ],
    out: Annotated[
        Path | None,
        typer.Option("--out", metavar="DIR", help="Where the results go.", show_default="./FILE-results"),
    ] = None,
) -> None:
    """Ask models about labelled examples in several ways; tabulate and draw accuracy, tokens, cost and latency.

    Replies are kept: after a stop it goes on where it was, and a second run costs nothing.

    Exit code 0: done; 1: some replies did not come; 2: the file, a model or the folder will not do.
    """
    # pandas and the drawing take a second or two to import, which no other command should wait for.
    from firsthand.llm.lab import read_plan, run_lab, table

    plan = read_plan(file)
    folder = _made(out or Path(f"{file.stem}-results"))
    try:
        with progress_bar() as tell:
            lab = run_lab(plan, tell=tell)
    except KeyboardInterrupt:
        complain("Stopped. What came is kept: the same command goes on from there.")
        raise typer.Exit(INTERRUPTED) from None
    summary = table(lab.rows)
    _write(folder, lab, summary)
    _tell(lab, summary, folder)
    if lab.errors:
        raise typer.Exit(FAILED)


def _made(folder: Path) -> Path:
    """The folder, there before anything is spent."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise FirsthandError(
            f"The folder {folder} cannot be made: {error.strerror}. Choose another by --out."
        ) from None
    return folder


def _write(folder: Path, lab: Lab, summary: pd.DataFrame) -> None:
    from firsthand.figures import theme
    from firsthand.figures.lab import lab_results

    try:
        summary.to_csv(folder / SUMMARY, index=False)
        with (folder / ANSWERS).open("w", encoding="utf-8", newline="") as file:
            names = list(vars(lab.rows[0]))
            writer = csv.DictWriter(file, names)
            writer.writeheader()
            writer.writerows({**vars(row), "replies": "\n---\n".join(row.replies)} for row in lab.rows)
        (folder / PICTURE).write_bytes(theme.png(lab_results(summary)))
    except OSError as error:
        raise FirsthandError(
            f"{error.filename} cannot be written: {error.strerror}. Choose a folder by --out."
        ) from None


def _tell(lab: Lab, summary: pd.DataFrame, folder: Path) -> None:
    screen = console()
    for model, lines in summary.groupby("model", sort=False):
        screen.print(_table(str(model), lines))
    spent = "an unknown amount" if lab.spent is None else f"${lab.spent:,.4f}"
    screen.print(
        f"{lab.calls:,} replies, {lab.cached:,} of them kept from before. This run cost {spent}.",
        markup=False,
    )
    for reason, count in lab.errors.items():
        complain(f"{count:,} example{'s' * (count > 1)} without all replies: {reason}")
    for name in (SUMMARY, ANSWERS, PICTURE):
        screen.print(f"Written: {folder / name}", markup=False)


def _table(model: str, lines: pd.DataFrame) -> Table:
    columns = ("technique", "accuracy (95 %)", "examples", "tokens", "$ for 1,000", "seconds")
    table = Table(box=None, pad_edge=False, title=Text(model, "bold"), title_justify="left")
    for place, name in enumerate(columns):
        table.add_column(name, no_wrap=True, justify="left" if place < 2 else "right")
    for _, line in lines.iterrows():
        low, high = (_said(100 * line[name], ".1f") for name in ("low", "high"))
        table.add_row(
            line["technique"],
            f"{_said(line['accuracy'], '.1%')} ({low}–{high})",
            f"{line['examples']:,}",
            _said(line["input_tokens"] + line["output_tokens"], ",.0f"),
            _said(line["cost_per_1000"], ",.3f"),
            _said(line["seconds"], ".2f"),
        )
    return table


def _said(value: Any, form: str) -> str:
    return format(value, form) if value == value else "unknown"
