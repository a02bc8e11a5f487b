"""The roadmap: one next step, the phases with their lessons, and what can be run by now."""

from __future__ import annotations

from html import escape

from firsthand.course import catalog
from firsthand.course.overview import ExerciseView, LessonView, NextStep, PhaseView
from firsthand.web.frame import RUN, frame, html
from firsthand.web.site import Site

DOTS = {"passed": ("●", "passed"), "tried": ("◐", "tried"), "untouched": ("○", "not started")}


def roadmap(site: Site) -> None:
    with frame(site, "", "roadmap"):
        phases = site.desk.overview()
        html('<h1 class="sr-only">Roadmap</h1>')
        html(_next(site.desk.next_step()), tag="section", classes="next").props('aria-label="The next step"')
        html("".join(map(_phase, phases)), classes="phases")
        html(_now(phases), tag="aside", classes="now").props('aria-label="What you can run now"')


def _next(step: NextStep | None) -> str:
    if step is None:
        return "<p><strong>All done.</strong> Everything here runs on your own code.</p>"
    lesson = step.lesson
    begun = lesson.opened or any(one.state != "untouched" for one in lesson.exercises)
    ids = [one.id for one in lesson.exercises]
    place = ""
    if step.exercise and begun:
        place = (
            f" · exercise {ids.index(step.exercise) + 1} of {len(ids)}, <code>{escape(step.exercise)}</code>"
        )
    address = f"/lesson/{lesson.id}" + (f"#{step.exercise}" if step.exercise and begun else "")
    word, go = ("Continue", "Go on") if begun else ("Start with", "Start")
    return (
        f"<p><strong>{word}: {escape(lesson.title)}</strong>{place}<br><small>about {step.minutes} min</small></p>"
        f'<a class="button primary" href="{escape(address, quote=True)}">{go}</a>'
    )


def _phase(phase: PhaseView) -> str:
    lessons = "".join(map(_lesson, phase.lessons))
    return (
        f'<section class="phase"><h2><span class="number">{phase.number}</span> {escape(phase.title)}</h2>'
        f"<p>{escape(phase.about)}</p><ul>{lessons}</ul></section>"
    )


def _lesson(lesson: LessonView) -> str:
    if lesson.trouble:
        return f'<li class="lesson trouble"><strong>{escape(lesson.title)}</strong><p>{escape(lesson.trouble)}</p></li>'
    done = sum(one.state == "passed" for one in lesson.exercises)
    needs = (
        f'<small class="needs">builds on {escape(_names(lesson.missing))}</small>' if lesson.missing else ""
    )
    ready = '<span class="tick-done" title="done">✓</span>' if lesson.done else ""
    return (
        f'<li class="lesson"><a href="/lesson/{lesson.id}"><span class="picture" aria-hidden="true">{picture(lesson.id)}</span>'
        f'<span class="title">{escape(lesson.title)} {ready}{needs}</span>'
        f'<span class="minutes">{lesson.minutes} min</span>'
        f'<span class="dots" role="img" aria-label="{done} of {len(lesson.exercises)} exercises passed">'
        f"{''.join(map(_dot, lesson.exercises))}</span></a></li>"
    )


def _names(ids: tuple[str, ...]) -> str:
    return ", ".join(catalog.lesson(id).title for id in ids)


def picture(lesson: str) -> str:
    return catalog.lesson(lesson).picture


def _dot(exercise: ExerciseView) -> str:
    sign, word = DOTS[exercise.state]
    again = ", to write once more" if exercise.is_due else ""
    return f'<span class="dot {exercise.state}" title="{escape(exercise.id)}: {word}{again}">{sign}</span>'


def _now(phases: tuple[PhaseView, ...]) -> str:
    items = [
        f'<li><a href="/explore/{name}">{escape(catalog.explorable(name).title)}</a></li>'
        for phase in phases
        for lesson in phase.lessons
        if not lesson.trouble
        for name in catalog.lesson(lesson.id).explorables
    ]
    yours = [
        one.id
        for phase in phases
        for lesson in phase.lessons
        for one in lesson.exercises
        if one.state == "passed"
    ]
    own = "".join(f"<li><code>{escape(name)}</code></li>" for name in yours)
    mine = f"<h2>Built by you</h2><ul class=built>{own}</ul>" if own else ""
    links = "".join(f'<li><a href="{address}">{escape(name)}</a></li>' for address, name in RUN)
    run = f"<h2>To run</h2><ul>{links}</ul>"
    return f"{_again(phases)}{run}<h2>To play with</h2><ul>{''.join(items)}</ul>{mine}"


def _again(phases: tuple[PhaseView, ...]) -> str:
    """Exercises whose solution was seen and whose day has come."""
    items = [
        f'<li><a href="/lesson/{lesson.id}#{one.id}"><code>{escape(one.id)}</code></a></li>'
        for phase in phases
        for lesson in phase.lessons
        for one in lesson.exercises
        if one.is_due
    ]
    return (
        f'<h2 id="again">To write once more, without looking</h2><ul>{"".join(items)}</ul>' if items else ""
    )
