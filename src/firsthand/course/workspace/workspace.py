"""The learner's folder: answers, notebooks, figures, and what the course keeps for itself in ``.firsthand``."""

from __future__ import annotations

import os
from functools import cached_property
from pathlib import Path

from firsthand.course.workspace.answers import Answers
from firsthand.course.workspace.progress import Progress
from firsthand.errors import FirsthandError
from firsthand.files import replace_file, saying

DEFAULT = "firsthand-course"
STATE = ".firsthand"


class Workspace:
    """A folder with a learner's work. Making the object touches nothing on the disk."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.state = root / STATE
        self.notebooks = root / "lessons"
        self.figures = root / "figures"

    @cached_property
    def answers(self) -> Answers:
        """The answer files."""
        return Answers(self.root / "answers", self.state / "history")

    @cached_property
    def progress(self) -> Progress:
        """The progress file, opened at first use."""
        return Progress(self.state / "progress.sqlite")

    @property
    def exists(self) -> bool:
        return self.state.is_dir()

    def create(self) -> None:
        """Make the folders, where they are missing.

        Raises
        ------
        FirsthandError
            When a file is in the way, or the place may not be written to.
        """
        with saying(self.root, "could not be made a workspace"):
            for folder in (self.state, self.root / "answers", self.notebooks):
                folder.mkdir(parents=True, exist_ok=True)
            ignore = self.state / ".gitignore"
            if not ignore.exists():
                replace_file(ignore, b"server.*\ntoken\n*.lock\nlock\n*.part\n")


def locate(path: Path | str | None = None) -> Path:
    """Say where the workspace is or would be.

    The path given, else ``$FIRSTHAND_WORKSPACE``, else the nearest folder upwards that is a workspace, else
    ``firsthand-course`` here.
    """
    named = path or os.environ.get("FIRSTHAND_WORKSPACE")
    try:
        if named:
            return Path(named).expanduser().absolute()
        here = Path.cwd()
    except (OSError, RuntimeError, ValueError) as error:
        raise FirsthandError(
            f"The present folder, or the workspace named, cannot be found: {error}"
        ) from error
    for folder in (here, *here.parents):
        if (folder / STATE).is_dir():
            return folder
    return here / DEFAULT


def find_workspace(path: Path | str | None = None, create: bool = True) -> Workspace:
    """Find the workspace as `locate` does, and make it when it is not there.

    Parameters
    ----------
    create : bool
        Whether a missing one is made; else it raises FirsthandError.
    """
    workspace = Workspace(locate(path))
    if create:
        workspace.create()
    elif not _is_there(workspace):
        raise FirsthandError(
            f"There is no workspace at {workspace.root}. `firsthand start` makes one; --workspace names another place."
        )
    return workspace


def _is_there(workspace: Workspace) -> bool:
    try:
        return workspace.exists
    except OSError as error:
        raise FirsthandError(f"The workspace {workspace.root} cannot be read: {error.strerror}.") from error
