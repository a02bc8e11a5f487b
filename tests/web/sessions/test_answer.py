"""One answer as all tabs hold it, and its file that others write too."""

import pytest

from firsthand.course.grading.registry import find_exercise
from firsthand.course.workspace.workspace import Workspace
from firsthand.errors import FirsthandError
from firsthand.web.sessions.answer import Answer


@pytest.fixture
def workspace(tmp_path):
    workspace = Workspace(tmp_path)
    workspace.create()
    return workspace


@pytest.fixture
def answer(workspace):
    return Answer(workspace, "dot")


def test_without_a_file_it_is_the_stub_and_reading_writes_none(answer, workspace):
    assert answer.read() == find_exercise("dot").stub()
    answer.save()
    assert workspace.answers.read("dot") is None


def test_what_another_editor_wrote_is_shown_unless_something_is_typed(answer, workspace):
    answer.read()
    workspace.answers.path("dot").write_text("theirs = 1\n")
    assert answer.read() == "theirs = 1\n"
    answer.text = "mine = 1\n"
    workspace.answers.path("dot").write_text("theirs = 2\n")
    assert (answer.unsaved, answer.read()) == (True, "mine = 1\n")


def test_what_was_overwritten_stays_as_a_version(answer, workspace):
    answer.settle("mine = 1\n")
    workspace.answers.path("dot").write_text("theirs = 2\n")
    assert answer.settle("mine = 3\n") == "mine = 3\n"
    assert workspace.answers.read("dot") == "mine = 3\n"
    assert "theirs = 2\n" in [one.text for one in workspace.answers.versions("dot")]


def test_what_was_typed_before_makes_no_version_of_its_own_and_what_another_server_saved_does(
    answer, workspace
):
    for number in range(3):
        answer.settle(f"mine = {number}\n")
    assert [one.text for one in workspace.answers.versions("dot")] == []
    Answer(workspace, "dot").settle("theirs = 1\n")
    before = len(workspace.answers.versions("dot"))
    answer.settle("mine = 9\n")
    assert "theirs = 1\n" in [one.text for one in workspace.answers.versions("dot")]
    assert len(workspace.answers.versions("dot")) == before + 1


def test_a_tab_where_nothing_was_typed_takes_over_what_the_file_says(answer, workspace):
    shown = answer.settle("mine = 1\n")
    workspace.answers.path("dot").write_text("theirs = 2\n")
    assert answer.settle(shown) == "theirs = 2\n"


def test_a_text_put_in_its_place_keeps_the_one_before(answer, workspace):
    answer.settle("mine = 1\n")
    answer.error = "the disk is full"
    answer.replace("other = 1\n")
    assert (answer.text, answer.unsaved, answer.error) == ("other = 1\n", False, "")
    assert "mine = 1\n" in [one.text for one in workspace.answers.versions("dot")]


def test_a_save_that_fails_keeps_the_text_for_the_next(answer, workspace, monkeypatch):
    answer.read()
    answer.text = "mine = 1\n"
    with monkeypatch.context() as patch:

        def full(*_, **__):
            raise FirsthandError("The disk is full.")

        patch.setattr(workspace.answers, "save", full)
        with pytest.raises(FirsthandError, match="full"):
            answer.save()
    assert answer.unsaved
    answer.save()
    assert workspace.answers.read("dot") == "mine = 1\n"
