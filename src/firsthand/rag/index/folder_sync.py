"""Take files and folders in: only what has changed since, whatever single files are like."""

from __future__ import annotations

import hashlib
import stat
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from os import PathLike
from pathlib import Path

from firsthand._typing import OnProgress
from firsthand.errors import FirsthandError
from firsthand.rag.index.document_store import Manifest, Record
from firsthand.rag.index.writer import RECIPE, Incoming, Writer, digest_of
from firsthand.rag.ingest.loading import Unreadable, find_files, load
from firsthand.rag.ingest.loading.files import MAX_FILE_BYTES

Paths = str | PathLike[str] | Iterable[str | PathLike[str]]


@dataclass
class Summary:
    """What adding did: numbers of sources; the files that failed, and those read in part, with a sentence each.

    `passed_over` counts the files of folders whose kind is not read, by the ending of their names.
    """

    added: int = 0
    changed: int = 0
    unchanged: int = 0
    removed: int = 0
    failed: list[tuple[str, str]] = field(default_factory=list)
    partly: list[tuple[str, str]] = field(default_factory=list)
    passed_over: Counter[str] = field(default_factory=Counter)


def source_id(kind: str, key: str) -> str:
    """The id of a source: the same for the same file, or the same name of a text."""
    return hashlib.sha256(f"{kind} {key}".encode("utf-8", "surrogateescape")).hexdigest()[:16]


def version_of(content: bytes) -> str:
    """What changes when the content does, or the way it is cut."""
    return f"{RECIPE} {digest_of(content)}"


class Files:
    """One call of `KnowledgeBase.add`."""

    def __init__(self, manifest: Manifest, writer: Writer) -> None:
        self.summary = Summary()
        self._manifest = manifest
        self._writer = writer
        self._new: set[str] = set()  # digests
        self._known = {one.path: one for one in manifest.records() if one.path is not None}

    def add(self, paths: Paths, progress: OnProgress | None) -> None:
        """Take in files and all files of folders; what has left a folder, or has moved from elsewhere, goes."""
        files, gone = self._survey([paths] if isinstance(paths, str | PathLike) else list(paths))
        self._remove(gone)
        self._take_all(files, progress)

    def refresh(self, progress: OnProgress | None) -> None:
        """Bring every file that is known, and every folder that was added, up to what lies there now."""
        folders = [folder for folder in self._manifest.folders() if Path(folder).is_dir()]
        files, gone = self._survey(folders)
        gone |= {path for path in self._known if _is_gone(path)}
        self._remove(gone)
        for record in self._known.values():
            if record.path and record.path not in gone:
                files.setdefault(Path(record.path), record.name)
        self._take_all(files, progress)

    def _take_all(self, files: dict[Path, str], progress: OnProgress | None) -> None:
        tell = progress or (lambda done, total, name: None)
        for done, (path, name) in enumerate(files.items()):
            tell(done, len(files), name)
            self._take(path, name)
        self._writer.flush()
        self._remove({path for path in self._known if self._has_moved(path)})
        tell(len(files), len(files), "")

    def _has_moved(self, path: str) -> bool:
        """Whether a known file is gone and its content has come in under another path."""
        return self._known[path].digest in self._new and _is_gone(path)

    def _remove(self, gone: set[str]) -> None:
        if gone:
            self._writer.remove([self._known.pop(path).id for path in gone])
            self.summary.removed += len(gone)

    def _survey(self, paths: Iterable[str | PathLike[str]]) -> tuple[dict[Path, str], set[str]]:
        """The files to look at with their names, and the known ones that are no longer there."""
        files: dict[Path, str] = {}
        gone: set[str] = set()
        for path in (Path(one).expanduser().resolve() for one in paths):
            if path.is_dir():
                self._manifest.add_folder(str(path))
                gone |= self._folder(path, files)
            elif path.exists():
                files.setdefault(path, path.name)
            elif str(path) in self._known:
                gone.add(str(path))
            else:
                self._fail(path, "There is no such file or folder.")
        return files, gone

    def _folder(self, folder: Path, files: dict[Path, str]) -> set[str]:
        """Note the files of a folder. Gives the known ones that have left it."""
        closed: list[Path] = []

        def failed(path: Path, sentence: str) -> None:
            closed.append(path)
            self._fail(path, sentence)

        def passed_over(path: Path) -> None:
            self.summary.passed_over[path.suffix.lower() or "no ending"] += 1

        found = find_files(folder, failed, passed_over)
        here = {path: path.relative_to(folder).as_posix() for path in found}
        files.update({path: name for path, name in here.items() if path not in files})
        seen = {str(path) for path in here}
        return {
            known
            for known in self._known
            if known not in seen
            and Path(known).is_relative_to(folder)
            and not any(Path(known).is_relative_to(one) for one in closed)
            and _is_gone(known)
        }

    def _take(self, path: Path, name: str) -> None:
        """One file. What fails leaves an earlier version of it in the base."""
        known = self._known.get(str(path))
        try:
            self._read(path, name, known)
        except (Unreadable, FirsthandError) as error:
            self._fail(path, str(error))
        except OSError as error:
            self._fail(path, f"It cannot be read ({error.strerror or error}).")
        except MemoryError:
            self._fail(path, "It is too large for this machine's memory. Split it.")
        except RecursionError:
            self._fail(path, "It is nested too deeply.")

    def _read(self, path: Path, name: str, known: Record | None) -> None:
        facts = path.stat()
        if not stat.S_ISREG(facts.st_mode):
            raise Unreadable("It is not a regular file.")
        if facts.st_size > MAX_FILE_BYTES:
            raise Unreadable(f"It has more than {MAX_FILE_BYTES // 1_000_000} MB. Split it.")
        if known and (known.size, known.changed) == (facts.st_size, facts.st_mtime_ns) and _current(known):
            self.summary.unchanged += 1
            return
        content = path.read_bytes()
        version = version_of(content)
        if known and known.digest == version:
            self._manifest.touch(known.id, facts.st_size, facts.st_mtime_ns)
            self.summary.unchanged += 1
            return
        document = load(path.name, content)
        one = known.id if known else source_id("file", str(path))
        self._writer.put(Incoming(one, name, document, version, str(path), facts.st_size, facts.st_mtime_ns))
        self._new.add(version)
        self.summary.partly += [(str(path), note) for note in document.notes]
        self.summary.changed += known is not None
        self.summary.added += known is None

    def _fail(self, path: Path, sentence: str) -> None:
        self.summary.failed.append((str(path), sentence))


def _is_gone(path: str) -> bool:
    """Whether nothing lies there; what may not be looked at counts as there."""
    try:
        Path(path).stat()
    except (FileNotFoundError, NotADirectoryError):
        return True
    except OSError:
        return False
    return False


def _current(record: Record) -> bool:
    return record.digest.startswith(f"{RECIPE} ")
