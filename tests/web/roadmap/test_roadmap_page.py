"""What the roadmap says, from views made by hand."""

from datetime import datetime

from firsthand.course.roadmap import ExerciseView, LessonView, PhaseView
from firsthand.web.roadmap.roadmap_page import _again, _lesson


def view(*exercises, **options):
    plain = {
        "id": "vectors",
        "title": "Vectors & <more>",
        "phase": "foundations",
        "minutes": 15,
        "minutes_left": 5,
        "needs": (),
        "missing": (),
        "goals": (),
        "opened": True,
        "done": False,
        "error": "",
    }
    return LessonView(**{**plain, **options}, exercises=exercises)


def exercise(id, state, *, due=False):
    return ExerciseView(id, state, 1, due, datetime(2026, 1, 1) if due else None, due)


def test_states_are_told_by_sign_and_word():
    row = _lesson(view(exercise("dot", "passed"), exercise("norm", "tried"), exercise("add", "untouched")))
    for sign, message in (("●", "dot: passed"), ("◐", "norm: tried"), ("○", "add: not started")):
        assert f'title="{message}">{sign}</span>' in row
    assert 'aria-label="1 of 3 exercises passed"' in row
    assert "Vectors &amp; &lt;more&gt;" in row


def test_a_lesson_in_trouble_says_why_and_is_no_link():
    row = _lesson(view(error="lesson.py, line 3: no <closing>."))
    assert "line 3: no &lt;closing&gt;." in row
    assert "<a" not in row


def test_a_clean_second_attempt_is_asked_for_once_its_day_has_come():
    phase = PhaseView(
        "foundations",
        0,
        "Foundations",
        "",
        (view(exercise("dot", "passed", due=True), exercise("norm", "tried")),),
    )
    assert 'href="/lesson/vectors#dot"' in _again((phase,))
    assert "norm" not in _again((phase,))
    assert _again(()) == ""
