"""Commands about the course and its lessons: start, status, run, reset."""

from __future__ import annotations

from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table
from rich.text import Text

from firsthand.cli.common import (
    Json,
    LessonId,
    WorkspacePath,
    any_names,
    complain,
    console,
    put_json,
    service_at,
    workspace_at,
)
from firsthand.course.content import catalog
from firsthand.course.roadmap import LessonView, NextStep
from firsthand.course.service import CourseService
from firsthand.course.workspace import notebooks
from firsthand.course.workspace.workspace import find_workspace
from firsthand.errors import ExitCode

_DOTS = {"passed": ("●", "green"), "tried": ("◐", "yellow"), "untouched": ("○", "dim")}


def start(
    workspace: WorkspacePath = None,
    port: Annotated[
        int | None,
        typer.Option(
            min=0, max=65535, help="Port on this machine; by default 8765 or the next that is free."
        ),
    ] = None,
    browser: Annotated[bool, typer.Option("--browser/--no-browser", help="Open the browser.")] = True,
) -> None:
    """Open the course in the browser.

    The workspace is made where it is missing.
    """
    course = find_workspace(workspace)
    # The page framework takes a second to import, which no other command should wait for.
    from firsthand import web

    web.serve(course, port=port, open_browser=browser)


def status(workspace: WorkspacePath = None, as_json: Json = False) -> None:
    """Show what is done and what is next."""
    with service_at(workspace) as service:
        if as_json:
            put_json(_status(service))
        else:
            _print_status(console(), service)


def _status(service: CourseService) -> dict[str, object]:
    step = service.next_step()
    following = step and {"lesson": step.lesson.id, "exercise": step.exercise, "minutes": step.minutes}
    return {
        "workspace": str(service.workspace.root),
        "next": following,
        "revisits": service.revisits(),
        "phases": service.overview(),
    }


def _print_status(screen: Console, service: CourseService) -> None:
    screen.print(_next(service.next_step()))
    due = [revisit.exercise for revisit in service.revisits() if revisit.is_due]
    if due:
        screen.print(f"{len(due)} to write once more, without looking: {', '.join(due)}", style="yellow")
    for phase in service.overview():
        screen.print(f"\n{phase.number}  {phase.title}", style="bold", markup=False)
        table = Table.grid(padding=(0, 2, 0, 0))
        for _ in range(4):  # only the words at the end may take a second line
            table.add_column(no_wrap=True)
        for lesson in phase.lessons:
            table.add_row("  ", lesson.title, f"{lesson.minutes} min", _dots(lesson), _words(lesson))
        screen.print(table)
    screen.print(f"\n{service.workspace.root}", style="dim", markup=False)


def _next(step: NextStep | None) -> Text:
    if step is None:
        return Text("Everything is done.", style="bold green")
    where = step.lesson.title + (f" · {step.exercise}" if step.exercise else "")
    verb = "Continue" if step.lesson.opened or step.exercise else "Next"
    return Text(f"{verb}: {where} · about {step.minutes} min", style="bold")


def _dots(lesson: LessonView) -> Text:
    return Text.assemble(*(_DOTS[exercise.state] for exercise in lesson.exercises))


def _words(lesson: LessonView) -> Text:
    if lesson.error:
        return Text(lesson.error, style="red")
    if lesson.done:
        return Text("done", style="green")
    passed = sum(exercise.state == "passed" for exercise in lesson.exercises)
    begun = f"{passed} of {len(lesson.exercises)} passed" if lesson.exercises else ""
    return Text(f"{begun}; needs {', '.join(lesson.missing)}" if lesson.missing else begun, style="dim")


def run(lesson: LessonId, workspace: WorkspacePath = None) -> None:
    """Run a lesson in the terminal.

    It runs on your answers where they pass, else on ours. Its figures are written into the workspace.
    """
    from firsthand.course.kernel.run_lesson import execute

    course, screen = workspace_at(workspace), console()
    figures = 0
    for cell in execute(course, catalog.lesson(lesson)):
        screen.print(f"[{cell.number}/{cell.of}] {_first_line(cell.cell.source)}", style="dim", markup=False)
        if cell.text.strip():
            screen.print(cell.text.rstrip(), markup=False)
        figures += len(cell.figures)
        if cell.failure:
            where = f"lesson.py, line {cell.failure.line}" if cell.failure.line else f"cell {cell.number}"
            complain(
                f"{cell.failure.traceback}\n\nThe lesson stopped in cell {cell.number} ({where}): {cell.failure.message}"
            )
            raise typer.Exit(ExitCode.FAILED)
    if figures:
        screen.print(f"{figures} figures are in {course.figures / lesson}", markup=False)


def _first_line(source: str) -> str:
    return next((line for line in source.splitlines() if line.strip()), "")


def reset(
    name: Annotated[
        str, typer.Argument(metavar="NAME", help="Id of an exercise or a lesson.", autocompletion=any_names)
    ],
    workspace: WorkspacePath = None,
) -> None:
    """Start an exercise or a lesson again.

    An exercise's answer becomes its stub, a lesson's notebook becomes what was delivered. What was there is kept.
    """
    with service_at(workspace) as service:
        if name in catalog.exercise_ids():
            service.reset(name)
            message = f"{service.workspace.answers.path(name)} is the stub again; `firsthand history {name}` has your versions."
        elif name in {lesson.id for lesson in catalog.lessons()}:
            backup = notebooks.reset(service.workspace, catalog.lesson(name))
            message = (
                f"The notebook is as delivered; yours is kept as {backup.name}."
                if backup
                else "The notebook is there."
            )
        else:
            catalog.lesson_of(name)
    console().print(message, markup=False)
