"""What all pages share, without a server: sessions, messages, the last verdict."""

import pytest

from firsthand.course.content import catalog
from firsthand.course.grading.result import Result
from firsthand.course.workspace import notebooks
from firsthand.course.workspace.workspace import Workspace
from firsthand.errors import FirsthandError
from firsthand.web.state import AppState


@pytest.fixture
def state(tmp_path):
    workspace = Workspace(tmp_path / "course")
    workspace.create()
    state = AppState(workspace, ["from the start"])
    yield state
    state.service.close()


def test_a_message_is_said_once(state):
    assert state.notices() == ["from the start"]
    assert state.notices() == []


def test_a_lesson_has_one_session_and_an_unknown_one_has_none(state):
    notebooks.deliver(state.workspace)
    assert state.session("vectors") is state.session("vectors")
    with pytest.raises(FirsthandError, match="Did you mean 'vectors'"):
        state.session("vektors")


def test_a_damaged_notebook_is_kept_and_gets_a_session_of_its_own(state):
    notebooks.deliver(state.workspace)
    lesson = catalog.lesson("vectors")
    before = state.session("vectors")
    path = notebooks.path_of(state.workspace, lesson)
    path.write_text("{ this is no notebook")
    with pytest.raises(FirsthandError, match="damaged"):
        state.session("vectors")
    state.fresh_notebook(lesson)
    assert state.session("vectors") is not before
    assert "{ this is no notebook" in [one.read_text("utf-8") for one in path.parent.glob("vectors.*")]


def test_the_last_verdict_stands_only_while_the_answer_does(state):
    assert state.last_result("dot") is None
    state.workspace.answers.save("dot", "one = 1\n")
    assert state.last_result("dot") is None, "not checked yet"
    verdict = Result("dot", "wrong value", "No.")
    state.workspace.progress.record(verdict, "one = 1\n", "page")
    assert state.last_result("dot") == verdict
    state.workspace.answers.save("dot", "two = 2\n")
    assert state.last_result("dot") is None


def test_what_is_due_is_remembered_for_the_heads_of_the_pages(state, monkeypatch):
    progress = state.workspace.progress
    now = progress._clock()
    with monkeypatch.context() as patch:
        patch.setattr(progress, "_clock", lambda: now - 2 * 86400)
        progress.solution_seen("dot")
    assert state.due == 0
    assert state.standing().due == state.due == 1
