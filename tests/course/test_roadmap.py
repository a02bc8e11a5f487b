"""What there is, what is done, and what comes next."""

from datetime import datetime, timedelta

from firsthand.course.content import catalog
from firsthand.course.grading.result import Result
from firsthand.course.roadmap import next_step, overview
from firsthand.course.workspace.progress import Progress


def passed(workspace, *ids):
    for id in ids:
        workspace.progress.record(Result(id, "passed", ""), "x", "page")


def test_the_next_step_begins_at_the_first_lesson_and_moves_on(service, workspace):
    first, second = catalog.lessons()[:2]
    assert service.next_step()[:2] == (service.overview()[0].lessons[0], None)
    service.open_lesson(first.id)
    step = service.next_step()
    assert (step.lesson.id, step.exercise, step.minutes) == (first.id, first.exercises[0], first.minutes)
    passed(workspace, *first.exercises[:-1])
    step = service.next_step()
    assert step.exercise == first.exercises[-1]
    assert step.minutes == round(first.minutes / len(first.exercises))
    passed(workspace, first.exercises[-1])
    assert (service.next_step().lesson.id, service.next_step().exercise) == (second.id, None)


def test_when_everything_is_done_there_is_no_next_step(service, workspace):
    passed(workspace, *catalog.exercise_ids())
    for lesson in catalog.lessons():
        service.open_lesson(lesson.id)
    assert service.next_step() is None
    assert all(
        lesson.done and lesson.minutes_left == 0 for phase in service.overview() for lesson in phase.lessons
    )


def test_the_last_lesson_opened_goes_before_earlier_open_ones(service):
    last = catalog.lessons()[-1]
    service.open_lesson(last.id)
    assert service.next_step().lesson.id == last.id
    assert next_step(service.overview(), "a lesson that is gone").lesson.id == catalog.lessons()[0].id


def test_what_a_lesson_needs_is_said_until_it_is_done(service, workspace):
    needy = next(lesson for lesson in catalog.lessons() if lesson.needs)
    view = {lesson.id: lesson for phase in service.overview() for lesson in phase.lessons}[needy.id]
    assert view.missing == needy.needs
    passed(workspace, *(name for id in needy.needs for name in catalog.lesson(id).exercises))
    view = {lesson.id: lesson for phase in service.overview() for lesson in phase.lessons}[needy.id]
    assert view.missing == ()


def test_a_second_attempt_becomes_due(workspace):
    now = [datetime(2026, 11, 23, 12).timestamp()]
    progress = Progress(workspace.state / "other.sqlite", lambda: now[0])
    progress.solution_seen("dot")
    now[0] += timedelta(days=1).total_seconds()
    views = {
        one.id: one for lesson in overview(catalog.catalog(), progress)[0].lessons for one in lesson.exercises
    }
    assert views["dot"].is_due
    assert not views["norm"].is_due
    progress.close()
