"""What grading knows by name: the exercises, and the functions through which an answer may build on earlier ones.

Importing this imports neither an exercise nor what checks it: a notebook and every command need it at once.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import TYPE_CHECKING, Any, TypeVar

from firsthand.course.content import catalog
from firsthand.errors import FirsthandError

if TYPE_CHECKING:
    from firsthand.course.grading.exercise import Exercise

Function = TypeVar("Function", bound=Callable[..., Any])

handing_out: list[Any] = []


def hands_out_answers(function: Function) -> Function:
    """Mark a function as one that gives answers to other exercises, as `yours` does: it is known by itself, not its name."""
    handing_out.append(function)
    return function


@cache
def find_exercise(id: str) -> Exercise:
    """Import the exercise of that id from the ``exercises.py`` beside its lesson.

    Raises
    ------
    FirsthandError
        When no lesson asks for it, with the nearest name; or when it is asked for and not declared.
    """
    from firsthand.course.grading.exercise import Exercise  # takes Hypothesis with it

    lesson = catalog.lesson_of(id)
    for thing in vars(catalog.import_part(lesson, "exercises")).values():
        if isinstance(thing, Exercise) and thing.id == id:
            return thing
    raise FirsthandError(
        f"{lesson.folder / 'exercises.py'} declares no exercise {id!r}, which its lesson asks for."
    )
