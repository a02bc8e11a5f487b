"""Commands about one exercise: check, hint, solution, race, diff, history."""

from __future__ import annotations

from typing import Annotated

import typer

from firsthand.cli.common import (
    ExerciseId,
    Json,
    WorkspacePath,
    complain,
    console,
    exercise_names,
    put_json,
    service_at,
)
from firsthand.course import rendering
from firsthand.course.content import catalog
from firsthand.course.grading.result import Result
from firsthand.course.service import CourseService
from firsthand.errors import ExitCode, FirsthandError

FRONT_END = "terminal"


def check(
    exercise: Annotated[
        str | None,
        typer.Argument(
            metavar="EXERCISE",
            help="Id of an exercise; without it, all you began.",
            autocompletion=exercise_names,
        ),
    ] = None,
    workspace: WorkspacePath = None,
    as_json: Json = False,
) -> None:
    """Check an answer, or all you began.

    Exit code 0: passed; 1: not passed; 2: could not be checked.
    """
    with service_at(workspace, spare=0 if exercise else 1) as service:
        code = _check_one(service, exercise, as_json) if exercise else _check_all(service, as_json)
    raise typer.Exit(code)


def _check_one(service: CourseService, exercise: str, as_json: bool) -> int:
    result = service.check(exercise, FRONT_END)
    if as_json:
        put_json(result)
    else:
        console().print(rendering.rich(result))
        if result.outcome == "untouched":
            console().print(
                f"  Your answer goes into {service.workspace.answers.path(exercise)}", markup=False
            )
    return ExitCode.DONE if result.passed else ExitCode.FAILED


def _check_all(service: CourseService, as_json: bool) -> int:
    found, unreadable = _results(service, as_json)
    if as_json:
        put_json(found)
    elif not found and not unreadable:
        console().print("Nothing is begun yet. `firsthand status` says what comes first.")
    elif len(found) > 1:
        console().print(f"{sum(result.passed for result in found)} of {len(found)} passed.")
    if unreadable:
        return ExitCode.MISUSE
    return ExitCode.DONE if all(result.passed for result in found) else ExitCode.FAILED


def _results(service: CourseService, quiet: bool) -> tuple[list[Result], int]:
    """Check every answer that was begun; returns the results, and how many could not be read."""
    begun = set(service.workspace.answers.ids())
    found, unreadable = [], 0
    for name in catalog.exercise_ids():
        if name not in begun:
            continue
        try:
            result = service.check(name, FRONT_END)
        except FirsthandError as error:
            complain(str(error))
            unreadable += 1
            continue
        if result.outcome != "untouched":
            found.append(result)
            if not quiet:
                console().print(rendering.rich(result))
    return found, unreadable


def hint(exercise: ExerciseId, workspace: WorkspacePath = None) -> None:
    """Show the next hint."""
    with service_at(workspace) as service:
        found = service.hint(exercise)
    console().print(f"Hint {found.number} of {found.of}: {found.text}", markup=False)


def solution(exercise: ExerciseId, workspace: WorkspacePath = None) -> None:
    """Show our version.

    That is allowed and remembered; the next day is a good day to write it once more without looking.
    """
    with service_at(workspace) as service:
        text = service.solution(exercise)
        screen = console()
        if screen.is_terminal:
            from rich.syntax import Syntax

            screen.print(Syntax(text, "python", background_color="default"))
        else:
            typer.echo(text, nl=False)
        # After the text: a progress file that cannot be read must not hide it.
        waiting = [revisit for revisit in service.revisits() if revisit.exercise == exercise]
    if waiting:
        complain(
            f"A clean second attempt is due on {waiting[0].due:%d %B}: `firsthand reset {exercise}` starts it."
        )


def race(exercise: ExerciseId, workspace: WorkspacePath = None, as_json: Json = False) -> None:
    """Time your version, ours and theirs on growing inputs."""
    with service_at(workspace) as service:
        found = service.race(exercise)
    if as_json:
        put_json(found)
    else:
        console().print(rendering.rich(found))


def diff(
    exercise: ExerciseId,
    number: Annotated[
        int | None,
        typer.Argument(metavar="VERSION", help="Compare with this version.", show_default="the latest"),
    ] = None,
    workspace: WorkspacePath = None,
) -> None:
    """Show what changed in an answer since an earlier version."""
    with service_at(workspace) as service:
        text = service.diff(exercise, number)
    screen = console()
    if not text:
        complain(f"Nothing has changed in {exercise} since then.")
    for line in text.splitlines():
        style = {"+": "green", "-": "red", "@": "cyan"}.get(line[:1], "")
        screen.print(line, style=style, markup=False)


def history(
    exercise: ExerciseId,
    number: Annotated[int | None, typer.Argument(metavar="VERSION", help="Print this version.")] = None,
    workspace: WorkspacePath = None,
    as_json: Json = False,
) -> None:
    """List the earlier versions of an answer, or print one of them."""
    with service_at(workspace) as service:
        versions = service.history(exercise)
    chosen = [version for version in versions if number in (None, version.number)]
    if number is not None and not chosen:
        raise FirsthandError(
            f"{exercise} has no version {number}. `firsthand history {exercise}` lists them."
        )
    if as_json:
        put_json(chosen)
    elif number is not None:
        typer.echo(chosen[0].text, nl=False)
    elif not versions:
        console().print(f"There is no earlier version of {exercise}.")
    else:
        for version in versions:
            lines = version.text.count("\n")
            console().print(f"{version.number:>4}  {version.when.astimezone():%Y-%m-%d %H:%M}  {lines} lines")
