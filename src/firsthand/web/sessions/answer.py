"""One answer as all tabs hold it: what is typed, and what its file was last known to say."""

from __future__ import annotations

from firsthand.course.grading.registry import find_exercise
from firsthand.course.workspace.workspace import Workspace


class Answer:
    """The text of one answer. The file is the truth, but for what was typed and is not saved yet.

    Attributes
    ----------
    text : str or None
        What the tabs show; None before the first has read it.
    error : str
        Why the last save did not come about; empty when it did.
    """

    def __init__(self, workspace: Workspace, id: str) -> None:
        self.id = id
        self.text: str | None = None
        self.error = ""
        self._answers = workspace.answers
        self._known: str | None = None  # what was last read from the file or written to it

    @property
    def unsaved(self) -> bool:
        return self.text != self._known

    def read(self) -> str:
        """The text to show: what is typed and unsaved, else what the file says now, or the stub without one.

        Raises
        ------
        FirsthandError
            When the file cannot be read.
        """
        if self.text is None or not self.unsaved:
            found = self._answers.read(self.id)
            self.text = self._known = find_exercise(self.id).stub() if found is None else found
        return self.text

    def save(self) -> None:
        """Write what was typed; what another program wrote meanwhile stays as a version.

        Raises
        ------
        FirsthandError
            When it cannot be written. The text is kept and goes with the next save.
        """
        if self.text is not None and self.unsaved:
            self._answers.save(self.id, self.text, snapshot=False, replaces=self._known)
            self._known = self.text
        self.error = ""

    def settle(self, text: str) -> str:
        """Save what a tab shows or, where nothing was typed, take over what the file says now; gives the text."""
        self.text = text
        if self.unsaved:
            self.save()
        return self.read()

    def replace(self, text: str) -> None:
        """Put another text in the place of this one, which stays as a version."""
        self._answers.save(self.id, text)
        self.text = self._known = text
        self.error = ""
