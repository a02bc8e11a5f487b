"""Several knowledge bases in one folder, each with its own copies of the files that were put into it."""

from __future__ import annotations

import json
import re
import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from firsthand.errors import FirsthandError
from firsthand.files import write_atomically
from firsthand.slug import slug

if TYPE_CHECKING:
    from firsthand.rag.index.knowledge_base import KnowledgeBase

NAME = r"[a-z0-9](?:[a-z0-9-]{0,46}[a-z0-9])?"
MAX_TITLE_CHARACTERS = 60
ABOUT = "about.json"


class Missing(FirsthandError):
    """There is no such collection, or no such source in it."""


class Taken(FirsthandError):
    """A collection of that name is there already."""


class Collection:
    """One knowledge base with a title. `files` holds the copies of uploaded files, which outlive the originals."""

    def __init__(self, folder: Path, stop: threading.Event) -> None:
        self.name, self.folder = folder.name, folder
        self.files = folder / "files"
        self._stop = stop
        self._opening = threading.Lock()
        self._writing = threading.Lock()
        self._knowledge: KnowledgeBase | None = None

    @property
    def title(self) -> str:
        """As it was given."""
        try:
            return str(json.loads((self.folder / ABOUT).read_text(encoding="utf-8"))["title"])
        except (OSError, ValueError, KeyError, TypeError):
            return self.name

    @property
    def knowledge(self) -> KnowledgeBase:
        """The knowledge base, opened at first use.

        Raises
        ------
        FirsthandError
            Without the extra `rag`, or when it cannot be read.
        """
        from firsthand.rag.index.knowledge_base import KnowledgeBase
        from firsthand.rag.ingest.embedding import Embedder

        with self._opening:
            if self._knowledge is None:
                self._knowledge = KnowledgeBase(self.folder / "store", embedder=Embedder(stop=self._stop))
            return self._knowledge

    @contextmanager
    def writing(self) -> Iterator[KnowledgeBase]:
        """Hold the right to change it: one thread at a time."""
        with self._writing:
            yield self.knowledge

    def keep(self, name: str, content: bytes) -> Path:
        """Copy a file into the collection; one of the same name is replaced."""
        path = self.files / file_name(name)
        write_atomically(path, content)
        return path

    def close(self) -> None:
        """Let go of what is open."""
        with self._opening:
            self._knowledge = None


class Collections:
    """All collections of a folder; threads may share it.

    Parameters
    ----------
    folder : Path
        Made at the first collection.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._open: dict[str, Collection] = {}
        self._lock = threading.Lock()
        self._stop = threading.Event()

    def all(self) -> list[Collection]:
        """In the order of their names."""
        if not self.folder.is_dir():
            return []
        names = [path.name for path in self.folder.iterdir() if (path / ABOUT).is_file()]
        return [self.get(name) for name in sorted(names) if re.fullmatch(NAME, name)]

    def get(self, name: str) -> Collection:
        """The collection of that name; Missing where there is none."""
        if not re.fullmatch(NAME, name) or not (self.folder / name / ABOUT).is_file():
            there = ", ".join(sorted(path.parent.name for path in self.folder.glob(f"*/{ABOUT}")))
            raise Missing(
                f"There is no collection {name!r}. "
                + (f"There are: {there}." if there else "There are none yet.")
            )
        with self._lock:
            return self._open.setdefault(name, Collection(self.folder / name, self._stop))

    def create(self, title: str, name: str | None = None) -> Collection:
        """Make a collection; its name is made from the title. Taken where it is there already."""
        title = " ".join(title.split())
        if not title or len(title) > MAX_TITLE_CHARACTERS:
            raise FirsthandError(
                f"A title has 1 to {MAX_TITLE_CHARACTERS} characters, got {len(title)}. Give a shorter or another one."
            )
        name = name or name_of(title)
        with self._lock:
            place = self.folder / name
            if (place / ABOUT).is_file():
                raise Taken(f"There is a collection {name!r} already. Choose another title.")
            write_atomically(place / ABOUT, json.dumps({"title": title}, ensure_ascii=False))
        return self.get(name)

    def get_or_create(self, title: str, name: str | None = None) -> Collection:
        """The collection, made where it is not there."""
        try:
            return self.create(title, name)
        except Taken:
            return self.get(name or name_of(title))

    def delete(self, name: str) -> None:
        """Delete a collection with everything in it."""
        found = self.get(name)
        with found._writing, self._lock:
            # Without this file it counts as gone, whatever a kill leaves behind.
            (found.folder / ABOUT).unlink(missing_ok=True)
            found.close()
            self._open.pop(name, None)
            shutil.rmtree(found.folder, ignore_errors=True)

    def stop(self) -> None:
        """Have what is being indexed break off soon, with `Stopped`: the process is to end. The next one goes on there."""
        self._stop.set()

    def close(self) -> None:
        """Let go of what is open."""
        with self._lock:
            for one in self._open.values():
                one.close()
            self._open.clear()


def name_of(title: str) -> str:
    """A name that is safe in an address and on any disk: "Meine Notizen" becomes "meine-notizen"."""
    name = slug(title)[:48].strip("-")
    if not name:
        name = f"collection-{sum(title.encode()) % 10_000}"
    # Windows keeps these names for devices.
    return f"{name}-files" if re.fullmatch(r"con|prn|aux|nul|(com|lpt)\d", name) else name


def file_name(name: str) -> str:
    """The last part of a path, without what some disk would not take; never empty and never hidden."""
    last = re.split(r"[\\/]", name)[-1]
    bare = re.sub(r'[\x00-\x1f\x7f<>:"|?*]', "_", last).strip(". ")
    stem, dot, suffix = bare.rpartition(".")
    if dot and stem:
        bare = f"{stem.encode()[:180].decode(errors='ignore')}.{suffix.encode()[:20].decode(errors='ignore')}"
    else:
        bare = bare.encode()[:200].decode(errors="ignore")
    return bare or "file.txt"
