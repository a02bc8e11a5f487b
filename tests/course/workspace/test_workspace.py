"""Which folder is the workspace."""

import pytest

from firsthand.course.workspace.workspace import Workspace, find_workspace, locate
from firsthand.errors import FirsthandError


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
