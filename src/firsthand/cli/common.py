"""What every command shares: options, printing, and how errors reach a person."""

from __future__ import annotations

import contextlib
import json
import sys
from collections.abc import Iterator
from dataclasses import is_dataclass
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from typer.core import TyperGroup

from firsthand.course.content import catalog
from firsthand.course.grading.result import as_json
from firsthand.course.service import CourseService
from firsthand.course.workspace.workspace import Workspace, find_workspace
from firsthand.errors import ExitCode, FirsthandError


def exercise_names(incomplete: str) -> list[str]:
    """Complete an exercise's id."""
    return [name for name in catalog.exercise_ids() if name.startswith(incomplete)]


def lesson_names(incomplete: str) -> list[str]:
    """Complete a lesson's id."""
    return [lesson.id for lesson in catalog.lessons() if lesson.id.startswith(incomplete)]


def any_names(incomplete: str) -> list[str]:
    """Complete the id of an exercise or a lesson."""
    return exercise_names(incomplete) + lesson_names(incomplete)


WorkspacePath = Annotated[
    Path | None,
    typer.Option(
        "--workspace", "-w", help="The workspace folder.", show_default="the nearest, or ./firsthand-course"
    ),
]
Json = Annotated[bool, typer.Option("--json", help="Print JSON for a program to read.")]
ExerciseId = Annotated[
    str, typer.Argument(metavar="EXERCISE", help="Id of an exercise.", autocompletion=exercise_names)
]
LessonId = Annotated[
    str, typer.Argument(metavar="LESSON", help="Id of a lesson.", autocompletion=lesson_names)
]


class Commands(TyperGroup):
    """The group of all commands: turns errors meant for people into one line and the right exit code."""

    def invoke(self, ctx: Any) -> Any:
        """Run the command; exit with 2 for an error that is meant for people, with 130 on Ctrl-C."""
        try:
            return super().invoke(ctx)
        except FirsthandError as error:
            if ctx.params.get("debug"):
                raise
            complain(str(error))
            sys.exit(ExitCode.MISUSE)
        except KeyboardInterrupt:
            sys.exit(ExitCode.INTERRUPTED)


def console() -> Console:
    """Standard output with colour, where it is a terminal."""
    return Console(highlight=False, soft_wrap=True)


def complain(text: str) -> None:
    """Write one line to standard error."""
    Console(stderr=True, highlight=False, soft_wrap=True).print(text, style="red", markup=False)


@contextlib.contextmanager
def service_at(path: Path | None, spare: int = 0) -> Iterator[CourseService]:
    """The course of the workspace, which must exist; in the end, what went wrong beside the work is said.

    `spare` grading processes start ahead of need: worth it for more than one check.
    """
    service = CourseService(workspace_at(path), spare)
    try:
        yield service
    finally:
        for notice in service.notices():
            complain(notice)
        service.close()


def workspace_at(path: Path | None) -> Workspace:
    """The workspace, which must exist."""
    return find_workspace(path, create=False)


def put_json(value: Any) -> None:
    """Print a dataclass, or a list or dict of them, as JSON."""
    typer.echo(json.dumps(value, indent=2, ensure_ascii=False, default=_plain))


def _plain(value: Any) -> Any:
    if is_dataclass(value) and not isinstance(value, type):
        return as_json(value)
    if isinstance(value, datetime):
        return value.isoformat()
    return str(value)
