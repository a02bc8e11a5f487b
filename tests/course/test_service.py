"""The middle: check, hint, solution, overview, next step; what fails beside the work is said and stops nothing."""

import sqlite3
import subprocess
import sys
import threading

import pytest

from firsthand.course.grading.registry import find_exercise
from firsthand.errors import FirsthandError


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
