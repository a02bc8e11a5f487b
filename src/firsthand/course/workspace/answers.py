"""The learner's answers: plain files, one an exercise, with their earlier versions."""

from __future__ import annotations

import contextlib
import difflib
import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from firsthand.errors import FirsthandError
from firsthand.files import locked, saying, write_atomically

MAX_ANSWER_BYTES = 1_000_000  # bytes; no answer by hand comes near, and a page must be able to show it
_STAMP = "%Y%m%dT%H%M%SZ"
_VERSION = re.compile(r"(\d+)-(\d{8}T\d{6}Z)\.py", re.ASCII)


@dataclass(frozen=True)
class Version:
    """An earlier text of an answer. `number` counts from 1; `when` is when it was kept (UTC)."""

    number: int
    when: datetime
    text: str


def fingerprint(text: str) -> str:
    """SHA-256 of an answer's text: how progress knows that this very text has passed."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def stamp_time(stamp: str) -> datetime | None:
    """The time (UTC) in a version's file name; None where it is none that a calendar of our days shows."""
    try:
        when = datetime.strptime(stamp, _STAMP).replace(tzinfo=UTC)
    except ValueError:
        return None
    return when if 1970 < when.year < 3000 else None


class Answers:
    """The files ``answers/<id>.py`` of a workspace, and ``.firsthand/history/<id>/`` with earlier versions.

    The file is the one truth whichever front end wrote it, so anything may have changed it since it was last read.
    A version is kept whenever something is about to be overwritten, except where autosave overwrites its own text.
    """

    def __init__(self, folder: Path, history: Path) -> None:
        self.folder = folder
        self.history = history

    def path(self, id: str) -> Path:
        """Where the answer lies. An id that is no plain Python name raises FirsthandError."""
        if not (id.isascii() and id.isidentifier() and len(id) <= 80):
            raise FirsthandError(f"{id[:80]!r} is no exercise: its id is a Python name such as 'softmax'.")
        return self.folder / f"{id}.py"

    def ids(self) -> tuple[str, ...]:
        """Ids of the answers that exist."""
        try:
            names = sorted(path.stem for path in self.folder.glob("*.py"))
        except OSError:
            names = []
        return tuple(name for name in names if name.isascii() and name.isidentifier())

    def read(self, id: str) -> str | None:
        """The answer's text with plain line ends, or None when there is none.

        Raises
        ------
        FirsthandError
            When the file is no text, too large, or may not be read.
        """
        return _read(self.path(id))

    def place(self, id: str, source: str) -> Path | None:
        """The file that holds the text of that fingerprint: the answer, else a version of it; None when none does."""
        versions = (path for _, _, path in reversed(self._version_files(id)))
        for path in (self.path(id), *versions):
            with contextlib.suppress(FirsthandError):
                text = _read(path)
                if text is not None and fingerprint(text) == source:
                    return path
        return None

    def save(self, id: str, text: str, snapshot: bool = True, replaces: str | None = None) -> None:
        """Write the answer; what it replaces is kept as a version.

        Parameters
        ----------
        snapshot : bool
            False for autosave: texts that autosave itself wrote are then replaced without a version each.
        replaces : str, optional
            The text this autosave believes to replace. When something else is there (a second tab, another
            editor), that is kept as a version.
        """
        path = self.path(id)
        text = _plain(text)
        if len(text.encode("utf-8", "surrogatepass")) > MAX_ANSWER_BYTES:
            raise FirsthandError(
                f"The answer to {id} was not saved: it is larger than {MAX_ANSWER_BYTES:,} bytes."
            )
        with locked(self.history / "lock"):
            before = self._current(id)
            if before == text.encode("utf-8", "surrogatepass"):
                return
            if before is not None and (snapshot or not self._may_go(id, before, replaces)):
                self._keep(id, before)
            write_atomically(path, text)
            self._mark_autosave(id, None if snapshot else text)

    def keep(self, id: str) -> None:
        """Keep the present text as a version, if it is not the latest one already."""
        with locked(self.history / "lock"):
            text = self._current(id)
            if text is not None:
                self._keep(id, text)

    def adopt(self, id: str, texts: Iterable[tuple[bytes, str]]) -> None:
        """Take texts from elsewhere among the versions, except those that equal one of them.

        Each comes with its time as the versions' file names write it; "" is now.
        """
        with locked(self.history / "lock"), saying(self.history / id):
            known = {path.read_bytes() for _, _, path in self._version_files(id)}
            for content, stamp in texts:
                if content not in known:
                    self._keep(id, content, stamp)
                    known.add(content)

    def reset(self, id: str) -> None:
        """Take the answer away; its text stays among the versions."""
        with locked(self.history / "lock"):
            text = self._current(id)
            if text is not None:
                self._keep(id, text)
                with saying(self.path(id)):
                    self.path(id).unlink()

    def versions(self, id: str) -> list[Version]:
        """Earlier versions, the oldest first."""
        found = []
        for number, when, path in self._version_files(id):
            with contextlib.suppress(OSError):  # one that cannot be read costs that one
                text = path.read_bytes().decode("utf-8", "replace")
                found.append(Version(number, when, _plain(text)))
        return found

    def diff(self, id: str, number: int | None = None) -> str:
        """Unified diff from version `number` (default: the latest that differs) to the present text; may be empty."""
        now = self.read(id) or ""
        versions = self.versions(id)
        if number is None:
            different = [version for version in versions if version.text != now]
            chosen = different[-1:]
        else:
            chosen = [version for version in versions if version.number == number]
        if not chosen and number is not None:
            raise FirsthandError(
                f"{id} has no version {number}. "
                + (f"There are 1 to {versions[-1].number}." if versions else "It has none.")
            )
        return "".join(_diff(version, id, now) for version in chosen)

    def _current(self, id: str) -> bytes | None:
        """The bytes on the disk: whatever they are, they are worth keeping before they are overwritten."""
        with saying(self.path(id)):
            try:
                return self.path(id).read_bytes()
            except FileNotFoundError:
                return None

    def _version_files(self, id: str) -> list[tuple[int, datetime, Path]]:
        self.path(id)  # refuses an id that would lead elsewhere
        folder = self.history / id
        names = (
            [(_VERSION.fullmatch(path.name), path) for path in folder.glob("*.py") if path.is_file()]
            if folder.is_dir()
            else []
        )
        found = [(int(match[1]), stamp_time(match[2]), path) for match, path in names if match]
        return sorted((number, when, path) for number, when, path in found if when)

    def _keep(self, id: str, content: bytes, stamp: str = "") -> None:
        files = self._version_files(id)
        if files and files[-1][2].read_bytes() == content:
            return
        number = files[-1][0] + 1 if files else 1
        name = f"{number:04d}-{stamp or datetime.now(UTC).strftime(_STAMP)}.py"
        write_atomically(self.history / id / name, content)

    def _may_go(self, id: str, content: bytes, replaces: str | None) -> bool:
        """Whether autosave may overwrite this without keeping it: it wrote it itself, from the same editor."""
        if replaces is not None and _plain(replaces).encode("utf-8", "surrogatepass") != content:
            return False
        try:
            return (self.history / id / "autosaved").read_text() == hashlib.sha256(content).hexdigest()
        except (OSError, UnicodeDecodeError):
            return False

    def _mark_autosave(self, id: str, text: str | None) -> None:
        mark = self.history / id / "autosaved"
        if text is not None:
            write_atomically(mark, fingerprint(text))
        elif mark.exists():
            with saying(mark):
                mark.unlink(missing_ok=True)


def _read(path: Path) -> str | None:
    try:
        if path.stat().st_size > MAX_ANSWER_BYTES:
            raise FirsthandError(
                f"{path} is larger than {MAX_ANSWER_BYTES:,} bytes, which is no answer. Make it shorter."
            )
        return _plain(path.read_bytes().decode("utf-8-sig"))
    except FileNotFoundError:
        return None
    except UnicodeDecodeError as error:
        raise FirsthandError(
            f"{path} is not UTF-8 text (byte {error.start}). Save it as UTF-8 and try again."
        ) from error
    except OSError as error:
        raise FirsthandError(f"{path} cannot be read: {error.strerror}.") from error


def _plain(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _diff(version: Version, id: str, now: str) -> str:
    before, after = version.text.splitlines(keepends=True), now.splitlines(keepends=True)
    name = f"{id}.py, version {version.number}"
    lines = difflib.unified_diff(before, after, name, f"{id}.py, now")
    return "".join(line if line.endswith("\n") else f"{line}\n" for line in lines)
