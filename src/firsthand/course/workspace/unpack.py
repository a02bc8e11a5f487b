"""Read an export as data. It may come from anybody, so size and number of all in it are bounded and nothing is trusted."""

from __future__ import annotations

import io
import json
import os
import re
import stat
import zipfile
import zlib
from dataclasses import dataclass, field
from pathlib import Path

from firsthand.course.grading.result import RESULT_TYPE
from firsthand.course.workspace import answers, ipynb
from firsthand.errors import FirsthandError

MANIFEST = "firsthand.json"
FORMAT = 1
MAX_EXPORT_BYTES = 200_000_000  # bytes an export may unfold to; a course's work takes some megabytes
MAX_FILES = 20_000
MAX_NAMES_BYTES = 4_000_000  # bytes of the list of names
_LIMITS = {MANIFEST: 10_000, "progress.sqlite": 64_000_000, "notebooks": 30_000_000}
_ID = r"[A-Za-z_]\w{0,79}"
_NAMES = re.compile(
    rf"firsthand\.json|progress\.sqlite|answers/{_ID}\.py|history/{_ID}/\d{{1,9}}-\d{{8}}T\d{{6}}Z\.py"
    rf"|notebooks/{_ID}/\w[\w.-]{{0,99}}\.ipynb",
    re.ASCII,
)


@dataclass
class Unpacked:
    """What an export holds. `history` has (text, time stamp) by exercise; `left_out` says what was no use and why."""

    progress: bytes | None = None
    answers: dict[str, bytes] = field(default_factory=dict)
    history: dict[str, list[tuple[bytes, str]]] = field(default_factory=dict)
    notebooks: dict[str, bytes] = field(default_factory=dict)
    left_out: list[str] = field(default_factory=list)


def is_name(name: str) -> bool:
    """Whether an export may hold a file of this name."""
    return _NAMES.fullmatch(name) is not None


def is_export(file: Path) -> bool:
    """Whether the file is an export of Firsthand, as far as its list of names says."""
    try:
        with _Bounded(file) as content, zipfile.ZipFile(content) as archive:
            return MANIFEST in archive.namelist()
    except (OSError, ValueError, zipfile.BadZipFile):
        return False


def unpack(file: Path) -> Unpacked:
    """Read an export whole.

    Raises
    ------
    FirsthandError
        When the file is no export, is damaged, is larger than an export can be, or holds a name no export holds.
    """
    found = Unpacked()
    for name, data in _read(file).items():
        kind, _, rest = name.partition("/")
        if name == "progress.sqlite":
            found.progress = data
        elif kind == "answers":
            found.answers[rest.removesuffix(".py")] = data
        elif kind == "history":
            _take_version(found, name, data)
        elif kind == "notebooks":
            _take_notebook(found, name, data)
    return found


def _take_version(found: Unpacked, name: str, data: bytes) -> None:
    _, id, rest = name.split("/")
    stamp = rest.partition("-")[2].removesuffix(".py")
    if answers.stamp_time(stamp) is None:
        found.left_out.append(f"{name}: its name holds no time")
    else:
        found.history.setdefault(id, []).append((data, stamp))


def _take_notebook(found: Unpacked, name: str, data: bytes) -> None:
    """A notebook without the verdicts in it: those are shown where they were given, or after a check here."""
    try:
        notebook = ipynb.parse(data, name)
    except FirsthandError:
        found.left_out.append(f"{name}: it is no notebook")
        return
    changed = False
    for cell in notebook["cells"]:
        kept = [one for one in cell.get("outputs", []) if RESULT_TYPE not in (one.get("data") or {})]
        if len(kept) != len(cell.get("outputs", [])):
            cell["outputs"], changed = kept, True
    found.notebooks[name.partition("/")[2]] = ipynb.dump(notebook).encode() if changed else data


class _Bounded(io.FileIO):
    """A file of which no more than `longest` is read at once, whatever its own list of names claims to need."""

    longest = MAX_NAMES_BYTES

    def read(self, size: int | None = -1, /) -> bytes:
        if size is None or size < 0:
            size = max(0, os.fstat(self.fileno()).st_size - self.tell())
        if size > self.longest:
            raise zipfile.BadZipFile("its list of names is longer than an export's")
        return super().read(size)


def _read(file: Path) -> dict[str, bytes]:
    try:
        with _Bounded(file) as content, zipfile.ZipFile(content) as archive:
            content.longest = MAX_EXPORT_BYTES
            _refuse_nonsense(file, archive)
            return {name: archive.read(name) for name in sorted(archive.namelist(), key=_in_order)}
    except FileNotFoundError as error:
        raise FirsthandError(f"There is no file {file}.") from error
    except OSError as error:
        raise FirsthandError(f"{file} cannot be read: {error.strerror or error}.") from error
    # zipfile lets out what any of its parts meets in a file made to hurt, and KeyError is none of a name we ask for.
    except (
        zipfile.BadZipFile,
        zlib.error,
        EOFError,
        ArithmeticError,
        LookupError,
        RuntimeError,
        ValueError,
    ) as error:
        raise FirsthandError(f"{file} is no export of Firsthand, or is damaged: {error}.") from error


def _in_order(name: str) -> tuple[str, int, str]:
    """Versions in the order of their numbers, which they get anew here."""
    number = re.search(r"/(\d+)-", name)
    return name.rpartition("/")[0], int(number[1]) if number else 0, name


def _refuse_nonsense(file: Path, archive: zipfile.ZipFile) -> None:
    members = archive.infolist()
    names = [member.filename for member in members]
    if MANIFEST not in names:
        raise FirsthandError(f"{file} is no export of Firsthand: it holds no {MANIFEST}.")
    if len(members) > MAX_FILES:
        raise FirsthandError(f"{file} was not imported: it holds more than {MAX_FILES:,} files.")
    strange = next((name for name in names if not is_name(name)), None)
    if strange is not None:
        raise FirsthandError(f"{file} was not imported: it holds {strange[:80]!r}, which no export holds.")
    if len({name.casefold() for name in names}) != len(names):
        raise FirsthandError(f"{file} was not imported: it holds one name twice, which no export holds.")
    if sum(member.file_size for member in members) > MAX_EXPORT_BYTES:
        raise FirsthandError(f"{file} was not imported: it unfolds to more than {MAX_EXPORT_BYTES:,} bytes.")
    for member in members:
        _refuse_member(file, member)
    _refuse_manifest(file, archive.read(MANIFEST))


def _refuse_member(file: Path, member: zipfile.ZipInfo) -> None:
    name = member.filename
    most = _LIMITS.get(name.partition("/")[0], answers.MAX_ANSWER_BYTES)
    if member.file_size > most:
        raise FirsthandError(f"{file} was not imported: {name} is larger than {most:,} bytes.")
    # Other methods unfold without a bound on the memory they take.
    plain = member.compress_type in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
    if not plain or stat.S_ISLNK(member.external_attr >> 16):
        raise FirsthandError(f"{file} was not imported: {name} is packed as no export packs it.")


def _refuse_manifest(file: Path, data: bytes) -> None:
    manifest = json.loads(data)
    number = manifest.get("format") if isinstance(manifest, dict) else None
    if type(number) is not int or number < 1:
        raise FirsthandError(f"{file} is no export of Firsthand: its {MANIFEST} names no format.")
    if number != FORMAT:
        raise FirsthandError(f"{file} was made by a newer Firsthand. Update Firsthand, then import it.")
