"""The course as it lies in the folders: phases, lessons, and the exercises and explorables in them.

A folder that cannot be read costs its own lesson, never the others: it stays in the list and says what is wrong.
Reading the catalog imports no lesson, because the commands and the pages need it at once.
"""

from __future__ import annotations

import ast
import difflib
import importlib
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING

from firsthand.course.content.percent import Cell, Header, read_cells, read_header, split
from firsthand.errors import FirsthandError
from firsthand.optional import NEEDS_TORCH

if TYPE_CHECKING:
    from firsthand.course.content.explorable import Explorable

__all__ = [
    "Cell",
    "Lesson",
    "Phase",
    "catalog",
    "exercise_ids",
    "explorable",
    "import_part",
    "lesson",
    "lesson_of",
]

LESSONS = Path(__file__).resolve().parents[2] / "lessons"
LAST = 10_000  # the number of a phase that names none: it stands at the end


@dataclass(frozen=True)
class Lesson:
    """One lesson. `error` is empty, or says why the lesson cannot be read; `minutes` is reading time.

    `extras` are the optional parts of the installation that it uses; it runs to its end without them.
    """

    id: str
    title: str
    phase: str
    minutes: int
    needs: tuple[str, ...]
    goals: tuple[str, ...]
    folder: Path
    cells: tuple[Cell, ...]
    error: str = ""
    extras: tuple[str, ...] = ()

    @property
    def exercises(self) -> tuple[str, ...]:
        """Ids of the exercises, as they come in the text."""
        return tuple(cell.name for cell in self.cells if cell.kind == "exercise")

    @property
    def explorables(self) -> tuple[str, ...]:
        """Ids of the explorables, as they come in the text."""
        return tuple(cell.name for cell in self.cells if cell.kind == "explorable")

    @property
    def picture(self) -> str:
        """The lesson's small picture as SVG text; empty when it has none."""
        try:
            return (self.folder / "picture.svg").read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError):
            return ""


@dataclass(frozen=True)
class Phase:
    """One phase of the roadmap, its lessons in an order in which each finds what it needs before it."""

    id: str
    number: int
    title: str
    summary: str
    lessons: tuple[Lesson, ...]


@cache
def catalog() -> tuple[Phase, ...]:
    """All phases in order, read once."""
    return read_catalog(LESSONS)


def lessons() -> tuple[Lesson, ...]:
    """All lessons in order."""
    return tuple(lesson for phase in catalog() for lesson in phase.lessons)


def exercise_ids() -> tuple[str, ...]:
    """Ids of all exercises in the order of the course."""
    return tuple(name for lesson in lessons() for name in lesson.exercises)


def lesson(id: str) -> Lesson:
    """The lesson of that id; an unknown one raises FirsthandError with the nearest name."""
    for found in lessons():
        if found.id == id:
            return found
    raise _unknown("lesson", id, [found.id for found in lessons()])


def lesson_of(exercise_id: str) -> Lesson:
    """The lesson that an exercise belongs to; an unknown one raises FirsthandError with the nearest name."""
    for found in lessons():
        if exercise_id in found.exercises:
            return found
    raise _unknown("exercise", exercise_id, exercise_ids())


@cache
def explorable(id: str) -> Explorable:
    """Import the explorable of that id from the ``explorable.py`` beside its lesson."""
    from firsthand.course.content.explorable import Explorable

    owner = next((found for found in lessons() if id in found.explorables), None)
    if owner is None:
        raise _unknown("explorable", id, [name for found in lessons() for name in found.explorables])
    thing = getattr(import_part(owner, "explorable"), id, None)
    if not isinstance(thing, Explorable):
        raise FirsthandError(
            f"{owner.folder / 'explorable.py'} has no Explorable named {id}, which its lesson shows."
        )
    return thing


def import_part(owner: Lesson, name: str) -> ModuleType:
    """Import a module beside a lesson's text; one that cannot be imported raises FirsthandError."""
    try:
        return importlib.import_module(f"firsthand.lessons.{owner.phase}.{owner.id}.{name}")
    except ModuleNotFoundError as error:
        if error.name != "torch":
            raise _unusable(owner, name, error) from error
        raise FirsthandError(NEEDS_TORCH) from error
    except Exception as error:  # whatever an edited file may raise
        raise _unusable(owner, name, error) from error


def _unusable(owner: Lesson, name: str, error: Exception) -> FirsthandError:
    what = " ".join(f"{type(error).__name__}: {error}".split())
    return FirsthandError(f"{owner.folder / (name + '.py')} cannot be used: {what}")


def _unknown(kind: str, name: str, names: Iterable[str]) -> FirsthandError:
    known = list(names)
    near = difflib.get_close_matches(name, known, n=1)
    broken = [found.id for found in lessons() if found.error and not found.cells]
    if near:
        advice = f"Did you mean {near[0]!r}?"
    elif broken:
        advice = f"The lesson {broken[0]!r} cannot be read; `firsthand status` says why."
    else:
        advice = f"There are: {', '.join(known)}." if known else "There are none."
    return FirsthandError(f"There is no {kind} called {name!r}. {advice}")


def read_catalog(folder: Path) -> tuple[Phase, ...]:
    """Read all phases below `folder`: each folder in it is a phase, each folder in that a lesson."""
    phases = [_read_phase(path) for path in _folders(folder)]
    troubled = _troubles([lesson for phase in phases for lesson in phase.lessons])
    done = [
        replace(phase, lessons=_in_order([troubled[one.folder] for one in phase.lessons])) for phase in phases
    ]
    return tuple(
        sorted((phase for phase in done if phase.lessons), key=lambda phase: (phase.number, phase.id))
    )


def _folders(folder: Path) -> list[Path]:
    """The folders in it that hold Python; what version control leaves behind of a deleted one does not."""
    found = [path for path in sorted(folder.iterdir()) if path.is_dir() and path.name.isidentifier()]
    return [path for path in found if path.name != "__pycache__" and any(path.rglob("*.py"))]


def _read_phase(folder: Path) -> Phase:
    number, title, summary = LAST, _spoken(folder.name), ""
    try:
        document = ast.get_docstring(ast.parse((folder / "__init__.py").read_text(encoding="utf-8"))) or ""
    except (OSError, SyntaxError, ValueError):
        document = ""
    first, _, summary = document.partition("\n")
    if "·" in first:
        count, _, title = (part.strip() for part in first.partition("·"))
        number = int(count) if count.isdecimal() else LAST
    return Phase(
        folder.name, number, title, " ".join(summary.split()), tuple(map(_read_lesson, _folders(folder)))
    )


def _read_lesson(folder: Path) -> Lesson:
    header, cells, wrong = Header(_spoken(folder.name), 0, (), ()), tuple[Cell, ...](), ""
    try:
        text = (folder / "lesson.py").read_text(encoding="utf-8")
        yaml, body, taken = split(text)
        cells = read_cells(body, first_line=taken + 1)
        header = read_header(yaml)
        ast.parse(text)
        if not (folder / "exercises.py").exists() and any(cell.kind == "exercise" for cell in cells):
            raise FirsthandError("it has exercises, but there is no exercises.py beside it.")
    except FirsthandError as error:
        wrong = f"lesson.py: {error}"
    except SyntaxError as error:
        wrong = f"lesson.py, line {error.lineno}: {error.msg}."
    except FileNotFoundError:
        wrong = "lesson.py is missing."
    except (OSError, ValueError) as error:
        wrong = f"lesson.py cannot be read: {error}"
    return Lesson(
        folder.name,
        header.title,
        folder.parent.name,
        header.minutes,
        header.needs,
        header.goals,
        folder,
        cells,
        wrong,
        header.extras,
    )


def _spoken(name: str) -> str:
    return name.replace("_", " ").capitalize()


def _troubles(found: list[Lesson]) -> dict[Path, Lesson]:
    """Add what only shows when all lessons are seen together: unknown needs, circles, names used twice."""
    ids = [lesson.id for lesson in found]
    needs = {lesson.id: lesson.needs for lesson in found}
    taken: dict[str, str] = {}
    done = {}
    for lesson in found:
        wrong = lesson.error or _need_trouble(lesson, ids, needs)
        names = [*lesson.exercises, *lesson.explorables]
        for name in names:
            if taken.setdefault(name, lesson.id) != lesson.id or names.count(name) > 1:
                wrong = wrong or f"lesson.py: the name {name!r} is used twice, first in {taken[name]!r}."
        if ids.count(lesson.id) > 1:
            wrong = wrong or f"there are two lessons called {lesson.id!r}; rename one of the folders."
        done[lesson.folder] = replace(lesson, error=wrong)
    return done


def _need_trouble(lesson: Lesson, ids: list[str], needs: dict[str, tuple[str, ...]]) -> str:
    for name in lesson.needs:
        if name not in needs:
            near = difflib.get_close_matches(name, ids, n=1)
            return f"lesson.py: it needs {name!r}, which is no lesson." + (
                f" {near[0]!r} is." if near else ""
            )
    if lesson.id in _reachable(lesson.id, needs):
        return f"lesson.py: in the end it needs itself, through {', '.join(lesson.needs)}."
    return ""


def _reachable(start: str, needs: dict[str, tuple[str, ...]]) -> set[str]:
    found: set[str] = set()
    waiting = list(needs[start])
    while waiting:
        name = waiting.pop()
        if name not in found:
            found.add(name)
            waiting += needs.get(name, ())
    return found


def _in_order(found: list[Lesson]) -> tuple[Lesson, ...]:
    """Order by needs; among those that could come next, the shorter first, then by name."""
    waiting = sorted(found, key=lambda lesson: (lesson.minutes, lesson.id))
    ordered: list[Lesson] = []
    while waiting:
        here = {lesson.id for lesson in waiting}
        # In a circle nothing is ready; the first then stands for all of it.
        ready = next(
            (lesson for lesson in waiting if not here & (set(lesson.needs) - {lesson.id})), waiting[0]
        )
        waiting.remove(ready)
        ordered.append(ready)
    return tuple(ordered)
