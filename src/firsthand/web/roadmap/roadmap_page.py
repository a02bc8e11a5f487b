"""The roadmap: one next step, the phases with their lessons, and what can be run by now."""

from __future__ import annotations

from typing import Any

from markupsafe import Markup
from starlette.responses import HTMLResponse

from firsthand.course.content import catalog
from firsthand.course.roadmap import ExerciseView, LessonView, NextStep, PhaseView
from firsthand.templates import Macros
from firsthand.web.layout import DOTS, RUN
from firsthand.web.plain_page import plain_page
from firsthand.web.state import AppState, off_loop

_parts = Macros("web/roadmap/roadmap.html")


async def roadmap(state: AppState) -> HTMLResponse:
    phases, step, _ = await off_loop(state.standing)
    content = _parts.page(
        step and _next(step), phases, _lesson, _again(phases), RUN, _explorables(phases), _built(phases)
    )
    return plain_page(state, "", "roadmap", content, styles=["roadmap/roadmap.css"])


def _next(step: NextStep) -> dict[str, Any]:
    """The one thing to do now, in words."""
    lesson = step.lesson
    begun = lesson.opened or any(one.state != "untouched" for one in lesson.exercises)
    ids = [one.id for one in lesson.exercises]
    exercise = step.exercise if begun else None
    word, go = ("Continue", "Go on") if begun else ("Start with", "Start")
    return {
        "word": word,
        "go": go,
        "title": lesson.title,
        "exercise": exercise,
        "number": ids.index(exercise) + 1 if exercise else 0,
        "of": len(ids),
        "minutes": step.minutes,
        "address": f"/lesson/{lesson.id}" + (f"#{exercise}" if exercise else ""),
    }


def _lesson(lesson: LessonView) -> Markup:
    if lesson.error:
        return _parts.lesson(lesson, "", "", DOTS)
    needs = ", ".join(catalog.lesson(id).title for id in lesson.missing)
    # The drawing ships with the lesson.
    return _parts.lesson(lesson, Markup(catalog.lesson(lesson.id).picture), needs, DOTS)


def _explorables(phases: tuple[PhaseView, ...]) -> list[tuple[str, str]]:
    """What can be played with: name and title."""
    return [
        (name, catalog.explorable(name).title)
        for phase in phases
        for lesson in phase.lessons
        if not lesson.error
        for name in catalog.lesson(lesson.id).explorables
    ]


def _built(phases: tuple[PhaseView, ...]) -> list[str]:
    """The exercises that run on the learner's own code."""
    return [one.id for _, one in _exercises(phases) if one.state == "passed"]


def _again(phases: tuple[PhaseView, ...]) -> Markup:
    """Exercises whose solution was seen and whose day has come."""
    return _parts.again([(lesson, one.id) for lesson, one in _exercises(phases) if one.is_due])


def _exercises(phases: tuple[PhaseView, ...]) -> list[tuple[str, ExerciseView]]:
    """Each with the id of its lesson."""
    return [(lesson.id, one) for phase in phases for lesson in phase.lessons for one in lesson.exercises]
