"""Commands of the prompt lab: ask models in several ways, and measure which way is right how often."""

from __future__ import annotations

import csv
import io
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.table import Table
from rich.text import Text

from firsthand.cli.common import complain, console
from firsthand.errors import ExitCode, FirsthandError
from firsthand.files import replace_file
from firsthand.progress_bar import progress_bar

if TYPE_CHECKING:
    import pandas as pd

    from firsthand.llm.prompt_lab import Lab

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
    from firsthand.llm.prompt_lab import read_plan, run_lab, table

    plan = read_plan(file)
    folder = _made(out or Path(f"{file.stem}-results"))
    try:
        with progress_bar() as tell:
            lab = run_lab(plan, tell=tell)
    except KeyboardInterrupt:
        complain("Stopped. What came is kept: the same command goes on from there.")
        raise typer.Exit(ExitCode.INTERRUPTED) from None
    summary = table(lab.rows)
    _write(folder, lab, summary)
    _tell(lab, summary, folder)
    if lab.errors:
        raise typer.Exit(ExitCode.FAILED)


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

    contents = {
        SUMMARY: summary.to_csv(index=False).encode(),
        ANSWERS: _answers(lab).encode(),
        PICTURE: theme.png(lab_results(summary)),
    }
    for name, content in contents.items():
        try:
            replace_file(folder / name, content)
        except OSError as error:
            raise FirsthandError(
                f"{folder / name} cannot be written: {error.strerror}. Choose a folder by --out."
            ) from None


def _answers(lab: Lab) -> str:
    """A row of the CSV file for each example, the replies to it in one field."""
    file = io.StringIO(newline="")
    writer = csv.DictWriter(file, list(vars(lab.rows[0])))
    writer.writeheader()
    writer.writerows({**vars(row), "replies": "\n---\n".join(row.replies)} for row in lab.rows)
    return file.getvalue()


def _tell(lab: Lab, summary: pd.DataFrame, folder: Path) -> None:
    screen = console()
    for model, lines in summary.groupby("model", sort=False):
        screen.print(_table(str(model), lines))
    screen.print(_replies(lab), markup=False)
    for reason, count in lab.errors.items():
        complain(f"{count:,} example{'s' * (count > 1)} without all replies: {reason}")
    for name in (SUMMARY, ANSWERS, PICTURE):
        screen.print(f"Written: {folder / name}", markup=False)


def _replies(lab: Lab) -> str:
    """How many replies came, from where, and what they cost."""
    if not lab.came:
        return f"0 of {lab.calls:,} replies came."
    spent = "an unknown amount" if lab.spent is None else f"${lab.spent:,.4f}"
    of = "replies" if lab.came == lab.calls else f"of {lab.calls:,} replies came"
    return f"{lab.came:,} {of}, {lab.cached:,} of them kept from before. This run cost {spent}."


def _table(model: str, lines: pd.DataFrame) -> Table:
    # What went wrong has a column where there is any.
    wrong = [name for name in ("failed", "unreadable") if lines[name].any()]
    # Headings in two lines, so that nothing is cut off in a terminal of 80 columns.
    shown = ["un-\nreadable" if name == "unreadable" else name for name in wrong]
    columns = ("technique", "accuracy (95 %)", "examples", *shown, "tokens", "$ for\n1,000", "sec.")
    table = Table(
        box=None, pad_edge=False, collapse_padding=True, title=Text(model, "bold"), title_justify="left"
    )
    for index, name in enumerate(columns):
        table.add_column(name, no_wrap=True, justify="left" if index < 2 else "right")
    for _, line in lines.iterrows():
        low, high = (_said(100 * line[name], ".1f") for name in ("low", "high"))
        table.add_row(
            line["technique"],
            f"{_said(line['accuracy'], '.1%')} ({low}–{high})",
            f"{line['examples']:,}",
            *(f"{line[name]:,}" for name in wrong),
            _said(line["input_tokens"] + line["output_tokens"], ",.0f"),
            _said(line["cost_per_1000"], ",.3f"),
            _said(line["seconds"], ".2f"),
        )
    return table


def _said(value: Any, form: str) -> str:
    return format(value, form) if value == value else "unknown"
