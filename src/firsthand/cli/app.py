"""The ``firsthand`` command."""

from __future__ import annotations

import sys
from io import TextIOWrapper
from typing import Annotated

import typer

from firsthand import __version__
from firsthand.cli import digits, exercises, gpt, lab, lessons, rag, tabular, upkeep
from firsthand.cli.common import Commands

app = typer.Typer(
    cls=Commands,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
    help="Learn machine learning by building it. `firsthand start` opens the course in the browser.",
)


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"firsthand {__version__}")
        raise typer.Exit


@app.callback()
def _all(
    debug: Annotated[bool, typer.Option("--debug", help="Show the traceback of an error.")] = False,
    version: Annotated[
        bool, typer.Option("--version", help="Print the version.", callback=_version, is_eager=True)
    ] = False,
) -> None:
    pass


for _command in (
    lessons.start,
    lessons.status,
    exercises.check,
    exercises.hint,
    exercises.solution,
    exercises.race,
    lessons.run,
    lessons.reset,
    exercises.diff,
    exercises.history,
    upkeep.data,
    upkeep.doctor,
    upkeep.export,
):
    app.command()(_command)
app.command("import")(upkeep.import_)
app.add_typer(digits.app, name="digits")
app.add_typer(gpt.app, name="gpt")
app.add_typer(tabular.app, name="tabular")
app.add_typer(lab.app, name="lab")
app.add_typer(rag.app, name="rag")


def main() -> None:
    """Run the command line; the process ends with its exit code, or raises KeyboardInterrupt."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            # A terminal that cannot show ✓ shows a question mark rather than fail.
            stream.reconfigure(errors="replace")
    app(prog_name="firsthand")
