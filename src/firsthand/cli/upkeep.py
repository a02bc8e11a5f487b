"""Commands about what lies around the course: data, doctor, export, import."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.table import Table
from rich.text import Text

from firsthand.cli import doctor as checks
from firsthand.cli.common import Json, WorkspacePath, complain, console, put_json, workspace_at
from firsthand.course.workspace import export as exports
from firsthand.course.workspace.workspace import find_workspace, locate
from firsthand.errors import ExitCode

if TYPE_CHECKING:
    from firsthand.data import Entry


def _data_names(incomplete: str) -> list[str]:
    from firsthand.data import datasets

    return [dataset.name for dataset in datasets() if dataset.name.startswith(incomplete)]


def data(
    name: Annotated[
        str | None, typer.Argument(metavar="NAME", help="Fetch this data set.", autocompletion=_data_names)
    ] = None,
    as_json: Json = False,
) -> None:
    """List the data sets and where they are, or fetch one."""
    # Their readers take half a second to import, which no other command should wait for.
    from firsthand.data import describe, fetch

    entries = describe()
    if name is not None and name not in [entry.name for entry in entries if entry.where == "bundled"]:
        fetch(name)
        entries = describe()
    found = [entry for entry in entries if name in (None, entry.name)]
    if as_json:
        put_json(found)
    else:
        console().print(_data_table(found))
        if name is None:
            console().print("\n`firsthand data NAME` fetches one, or says what to do by hand.", markup=False)
        for entry in found:
            if entry.where == "damaged":
                complain(entry.todo)


def _table() -> Table:
    """Columns without lines; what is too long for the last one goes on below, so that no path is cut."""
    table = Table.grid(padding=(0, 2, 0, 0))
    table.add_column(no_wrap=True)
    table.add_column(no_wrap=True)
    table.add_column(overflow="fold")
    return table


def _data_table(entries: list[Entry]) -> Table:
    table = _table()
    for entry in entries:
        size = f", {entry.size / 1e6:.1f} MB" if entry.size else ""
        summary = Text.assemble(entry.summary, (f"\n{entry.folder}" if entry.folder else "", "dim"))
        table.add_row(Text(entry.name, style="bold"), f"{entry.where}{size}", summary)
    return table


def doctor(workspace: WorkspacePath = None, as_json: Json = False) -> None:
    """Say what works here, and what to do about what does not.

    Exit code 0: the course can run; 1: something it needs is missing or broken.
    """
    found = checks.examine(locate(workspace))
    if as_json:
        put_json(found)
    else:
        table = _table()
        for capability in found:
            sign, style = (
                ("OK", "green") if capability.ok else ("—", "red" if capability.needed else "yellow")
            )
            table.add_row(Text(sign, style=style), Text(capability.name), Text(capability.message))
        console().print(table)
    can_run = all(capability.ok or not capability.needed for capability in found)
    raise typer.Exit(ExitCode.DONE if can_run else ExitCode.FAILED)


def export(
    file: Annotated[Path, typer.Argument(help="The zip file to write.")], workspace: WorkspacePath = None
) -> None:
    """Put all your work into one file.

    It holds your progress, your answers with their history, and the notebooks you edited.
    """
    course = workspace_at(workspace)
    names = exports.export(course, file)
    _tell(course.progress.notice)
    course.progress.close()
    answers = sum(name.startswith("answers/") for name in names)
    notebooks = sum(name.startswith("notebooks/") for name in names)
    console().print(f"{file}: progress, {answers} answers, {notebooks} notebooks.", markup=False)


def import_(
    file: Annotated[Path, typer.Argument(help="A file that `firsthand export` wrote.")],
    workspace: WorkspacePath = None,
) -> None:
    """Merge an exported file into the workspace.

    Work that is there is not overwritten: what differs is put beside it.
    """
    course = find_workspace(workspace)
    found = exports.import_(course, file)
    _tell(course.progress.notice)
    course.progress.close()
    screen = console()
    screen.print(
        f"{found.attempts} attempts, {len(found.answers)} answers, {len(found.notebooks)} notebooks are in."
    )
    for name in found.beside:
        screen.print(f"{name}: yours stays; the imported one is in `firsthand history {name}`.", markup=False)
    for what in found.left_out:
        complain(f"Left out: {what}.")
    if found.waiting:
        screen.print(
            f"{len(found.waiting)} exercises passed elsewhere: `firsthand check` checks them here, then they count.",
            markup=False,
        )


def _tell(notice: str) -> None:
    if notice:
        complain(notice)
