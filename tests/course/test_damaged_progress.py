"""A file of no use is set aside, or one is told what to do."""

import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from firsthand.cli.app import app
from firsthand.course.grading.result import Result
from firsthand.course.service import CourseService
from firsthand.errors import FirsthandError

sys.path.insert(0, str(Path(__file__).parents[1] / "attacks"))
import damages

ASIDE = {**damages.TABLES, **damages.FILES}


def attempt_of(id):
    return Result(id, "wrong value", "said")


@pytest.mark.parametrize("how", ASIDE)
def test_a_file_of_no_use_is_set_aside_and_kept(damaged, how):
    progress = damaged(how).progress
    assert progress.states() == {}
    assert "It is kept as progress.damaged-" in progress.notice
    assert len(list(progress.path.parent.glob("progress.damaged-*.sqlite"))) == 1
    progress.record(attempt_of("dot"), "y", "page")
    assert progress.states() == {"dot": "tried"}


@pytest.mark.parametrize("how", damages.TOLD)
def test_a_file_that_must_stay_is_told_and_left_alone(damaged, how):
    workspace = damaged("")
    change, message = damages.TOLD[how]
    change(workspace.progress.path)
    with pytest.raises(FirsthandError, match=message):
        workspace.progress.states()
    service = CourseService(workspace)
    found = service.standing()
    assert (found.due, found.step.lesson.opened) == (0, False)
    assert not any(lesson.done for phase in found.phases for lesson in phase.lessons)
    (notice,) = service.notices()
    assert message in notice
    # A hint needs no record; that it could not be kept is said.
    assert service.hint("norm").number == 1
    assert message in "".join(service.notices())
    assert not list(workspace.state.glob("*damaged*"))


def test_a_table_dropped_while_in_use_sets_the_file_aside(damaged):
    progress = damaged("").progress
    assert progress.states() == {"dot": "passed"}
    damages.damage(progress.path, "a missing table")
    assert progress.hints_seen("norm") == 0
    assert "It is kept as" in progress.notice


@pytest.fixture
def command():
    def run(*args):
        done = CliRunner().invoke(app, list(map(str, args)), prog_name="firsthand")
        assert done.exception is None or isinstance(done.exception, SystemExit), (args, done.exc_info)
        assert "Traceback" not in done.output
        return done

    return run


ALL = [*damages.ROWS, *ASIDE]


@pytest.mark.parametrize("how", ALL)
def test_no_command_trips_over_it(damaged, command, how, tmp_path):
    damaged(how)
    for number, args in enumerate(
        [("status",), ("status", "--json"), ("hint", "norm"), ("history", "dot"), ("diff", "dot"), ("export", tmp_path / "work.zip")]
    ):  # fmt: skip
        done = command(*args)
        assert done.exit_code == 0, done.output
        assert ("It is kept as" in done.stderr) == (how in ASIDE and number == 0)


@pytest.mark.parametrize("how", damages.TOLD)
def test_commands_tell_what_to_do(damaged, command, how):
    workspace = damaged("")
    change, message = damages.TOLD[how]
    change(workspace.progress.path)
    for args, code in ((("status",), 2), (("hint", "norm"), 0), (("history", "dot"), 0), (("doctor",), 1)):
        done = command(*args)
        assert done.exit_code == code, done.output
        assert message in " ".join(done.output.split()) or args[0] == "history"


@pytest.mark.parametrize(
    "how", ["a result of an older form", "a time beyond the calendar", "a missing table"]
)
def test_a_check_is_recorded_all_the_same(damaged, command, how):
    workspace = damaged(how)
    assert command("check", "dot").exit_code == 1
    assert workspace.progress.attempts("dot")[-1].front_end == "terminal"
    assert command("doctor").exit_code in (0, 1)
