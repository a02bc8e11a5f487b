"""The middle: check, hint, solution, overview, next step; what fails beside the work is said and stops nothing."""

import sqlite3
import subprocess
import sys
import threading
from datetime import datetime, timedelta

import pytest

from firsthand.course.content import catalog
from firsthand.course.grading.registry import find_exercise
from firsthand.course.grading.result import Result
from firsthand.course.roadmap import next_step, overview
from firsthand.course.service import CourseService
from firsthand.course.workspace.progress import Progress
from firsthand.course.workspace.workspace import Workspace, find_workspace, locate
from firsthand.errors import FirsthandError


@pytest.fixture
def service(workspace):
    found = CourseService(workspace, spare=0)
    yield found
    found.close()


def right(id):
    return find_exercise(id).solution()


def wrong(id):
    return f"def {id}(*args, **named):\n    return None\n"


def test_checking_without_an_answer_puts_the_stub_there(service, workspace):
    result = service.check("dot")
    assert result.outcome == "untouched"
    assert workspace.answers.read("dot") == find_exercise("dot").stub()
    assert workspace.progress.states() == {}
    assert service.history("dot") == []


def test_a_check_is_recorded_with_its_text(service, workspace):
    service.save("dot", wrong("dot"))
    assert service.check("dot").outcome == "wrong type"
    service.save("dot", right("dot"))
    assert service.check("dot", "terminal").passed
    assert workspace.progress.states() == {"dot": "passed"}
    assert workspace.progress.passed("dot", right("dot"))
    assert [one.front_end for one in workspace.progress.attempts("dot")] == ["page", "terminal"]
    assert [version.text for version in service.history("dot")] == [wrong("dot"), right("dot")]
    assert service.notices() == ()
    first, second = workspace.progress.attempts("dot")
    assert (service.is_latest("dot", first), service.is_latest("dot", second)) == (False, True)
    assert not service.is_latest("norm", second)


def test_checks_in_threads_do_not_mix(service, workspace):
    ids = ["dot", "norm", "softmax"]
    for number, id in enumerate(ids):
        service.save(id, wrong(id) if number == 1 else right(id))
    results = {}
    threads = [threading.Thread(target=lambda id=id: results.update({id: service.check(id)})) for id in ids]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert {id: result.passed for id, result in results.items()} == {
        "dot": True,
        "norm": False,
        "softmax": True,
    }
    assert workspace.progress.states() == {"dot": "passed", "norm": "tried", "softmax": "passed"}


def test_an_answer_edited_during_the_check_is_checked_again(service, workspace, monkeypatch):
    service.save("dot", wrong("dot"))
    real = service.workers()
    edits = [right("dot")]

    class Editing:
        """The real grading process, and someone who saves in another editor meanwhile."""

        def check(self, id, path, root):
            result = real.check(id, path, root)
            if edits:
                path.write_text(edits.pop())
            return result

    monkeypatch.setattr(service, "workers", Editing)
    assert service.check("dot").passed
    assert workspace.progress.passed("dot", right("dot"))
    assert not workspace.progress.passed("dot", wrong("dot"))
    edits += [f"x = {number}" for number in range(9)]
    with pytest.raises(FirsthandError, match="kept changing while it was checked"):
        service.check("dot")


def test_a_result_that_cannot_be_recorded_is_given_all_the_same(service, workspace):
    workspace.progress.database.patience = 0.1
    service.save("dot", right("dot"))
    workspace.progress.states()
    holder = sqlite3.connect(workspace.progress.path, isolation_level=None)
    holder.execute("BEGIN EXCLUSIVE")
    try:
        assert service.check("dot").passed
    finally:
        holder.close()
    (notice,) = service.notices()
    assert "locked by another program" in notice
    assert service.notices() == ()


def test_damage_is_noticed_once(service, workspace):
    workspace.progress.close()
    workspace.progress.path.write_bytes(b"nonsense" * 1000)
    service.overview()
    (notice,) = service.notices()
    assert "The progress file was damaged" in notice
    assert service.notices() == ()


def test_hints_come_one_by_one_and_the_last_stays(service):
    count = len(find_exercise("dot").hints)
    assert service.hints("dot") == ()
    numbers = [service.hint("dot").number for _ in range(count + 2)]
    assert numbers == [*range(1, count + 1), count, count]
    assert [hint.text for hint in service.hints("dot")] == list(find_exercise("dot").hints)
    assert {hint.of for hint in service.hints("dot")} == {count}


def test_the_solution_is_ours_and_asks_for_a_second_attempt(service):
    assert service.solution("dot") == right("dot")
    assert [waiting.exercise for waiting in service.revisits()] == ["dot"]
    view = next(
        one
        for phase in service.overview()
        for lesson in phase.lessons
        for one in lesson.exercises
        if one.id == "dot"
    )
    assert view.solution_seen
    assert view.due
    assert not view.is_due


def test_reset_gives_the_stub_and_keeps_the_text(service):
    service.save("dot", right("dot"))
    assert service.reset("dot") == find_exercise("dot").stub() == service.answer("dot")
    assert [version.text for version in service.history("dot")] == [right("dot")]
    assert "-    return float" in service.diff("dot")


def test_an_answer_is_its_stub_until_there_is_one(service, workspace):
    assert service.answer("norm") == find_exercise("norm").stub()
    assert workspace.answers.read("norm") is None


@pytest.mark.parametrize(
    "act", ["check", "hint", "solution", "race", "answer", "reset", "history", "diff", "hints"]
)
def test_an_unknown_exercise_is_refused_with_the_nearest(service, workspace, act):
    with pytest.raises(FirsthandError, match=r"no exercise called 'sofmax'\. Did you mean 'softmax'"):
        getattr(service, act)("sofmax")
    with pytest.raises(FirsthandError, match="Did you mean"):
        service.save("sofmax", "x")
    assert workspace.answers.ids() == ()


def test_a_race_of_a_wrong_answer_leaves_it_out(service):
    service.save("dot", wrong("dot"))
    found = service.race("dot")
    assert "ours" in {lap.contestant for lap in found.laps}
    assert "yours" not in {lap.contestant for lap in found.laps}


def test_a_lesson_is_remembered_when_opened(service, workspace):
    assert service.open_lesson("probability").title == "Probability"
    assert service.next_step().lesson.id == "probability"
    with pytest.raises(FirsthandError, match="no lesson called"):
        service.open_lesson("probabilities of rain")


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


def test_the_workspace_is_the_one_named_else_the_nearest_upwards_else_here(tmp_path, monkeypatch):
    monkeypatch.delenv("FIRSTHAND_WORKSPACE", raising=False)
    monkeypatch.chdir(tmp_path)
    assert locate() == tmp_path / "firsthand-course"
    place = Workspace(tmp_path / "mine")
    place.create()
    deep = place.notebooks / "foundations"
    deep.mkdir()
    monkeypatch.chdir(deep)
    assert locate() == tmp_path / "mine"
    monkeypatch.setenv("FIRSTHAND_WORKSPACE", str(tmp_path / "named"))
    assert locate() == tmp_path / "named"
    assert locate(tmp_path / "given") == tmp_path / "given"


def test_a_missing_workspace_is_made_or_named(tmp_path):
    with pytest.raises(FirsthandError, match=r"no workspace at .*`firsthand start` makes one"):
        find_workspace(tmp_path / "none", create=False)
    assert not (tmp_path / "none").exists()
    assert find_workspace(tmp_path / "none").exists


@pytest.mark.parametrize("place", ["file", "file/below", "x" * 300])
def test_a_workspace_that_cannot_be_is_an_error_in_words(tmp_path, place):
    (tmp_path / "file").write_text("I am a file")
    with pytest.raises(FirsthandError, match=r"cannot be found|could not be made|in the way"):
        find_workspace(tmp_path / place)


def test_a_present_folder_that_is_gone_is_an_error_in_words(tmp_path):
    gone = tmp_path / "gone"
    gone.mkdir()
    code = (
        f"import os; os.chdir({str(gone)!r}); os.rmdir({str(gone)!r})\nfrom firsthand.cli import main; main()"
    )
    done = subprocess.run([sys.executable, "-c", code, "status"], capture_output=True, text=True, timeout=300)
    assert "Traceback" not in done.stderr


def test_importing_the_package_loads_nothing_heavy():
    code = "import sys, firsthand; print(sorted({'numpy', 'rich', 'yaml', 'hypothesis', 'matplotlib'} & set(sys.modules)))"
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=300
    )
    assert done.stdout.strip() == "[]"
