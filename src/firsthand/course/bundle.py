"""All of a learner's work as one file: export it, import it elsewhere or into a workspace in use."""

from __future__ import annotations

import json
import re
import tempfile
import zipfile
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from firsthand import __version__
from firsthand.course.files import saying, write_atomically
from firsthand.course.notebook import Notebook
from firsthand.course.workspace import Workspace
from firsthand.errors import FirsthandError

MANIFEST = "firsthand.json"
FORMAT = 1
LARGEST = 500_000_000  # bytes an export may unfold to; a course's work takes some megabytes
_NAMES = re.compile(
    r"firsthand\.json|progress\.sqlite|answers/[A-Za-z_]\w*\.py|history/[A-Za-z_]\w*/\d+-\d{8}T\d{6}Z\.py"
    r"|notebooks/[A-Za-z_]\w*/[\w.-]+\.ipynb",
    re.ASCII,
)


@dataclass(frozen=True)
class Imported:
    """What an import brought. `beside` lists what lies beside work that was already there."""

    attempts: int
    answers: tuple[str, ...]
    beside: tuple[str, ...]
    notebooks: tuple[str, ...]


def export(workspace: Workspace, file: Path) -> tuple[str, ...]:
    """Write progress, answers with their history, and edited notebooks into one zip file; returns its names.

    A file that is there already is only replaced when it is an earlier export.
    """
    if file.is_dir() or (file.exists() and not _is_export(file)):
        raise FirsthandError(f"{file} is there already and is no export of Firsthand. Name another file.")
    with saying(file), tempfile.TemporaryDirectory(prefix="firsthand-") as private:
        file.parent.mkdir(parents=True, exist_ok=True)
        copy, packed = Path(private) / "progress.sqlite", Path(private) / "export.zip"
        workspace.progress.backup(copy)
        found = {"progress.sqlite": copy, **_work(workspace)}
        about = {
            "format": FORMAT,
            "version": __version__,
            "made": datetime.now(UTC).isoformat(timespec="seconds"),
        }
        with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr(MANIFEST, json.dumps(about))
            for name, path in found.items():
                archive.writestr(name, path.read_bytes())
        write_atomically(file, packed.read_bytes())
    return tuple(found)


def _work(workspace: Workspace) -> dict[str, Path]:
    """The learner's files, by their names in the export."""
    answers = workspace.answers
    found = {f"answers/{path.name}": path for path in answers.folder.glob("*.py")}
    found |= {f"history/{path.parent.name}/{path.name}": path for path in answers.history.glob("*/*.py")}
    notebooks = [path for path in workspace.notebooks.glob("*/*.ipynb") if _is_work(path)]
    found |= {f"notebooks/{path.parent.name}/{path.name}": path for path in notebooks}
    return {name: path for name, path in sorted(found.items()) if _NAMES.fullmatch(name) and path.is_file()}


def _is_work(path: Path) -> bool:
    try:
        return Notebook(path).is_edited()
    except FirsthandError:
        return True  # damaged, perhaps, but theirs


def _is_export(file: Path) -> bool:
    try:
        with zipfile.ZipFile(file) as archive:
            return MANIFEST in archive.namelist()
    except (OSError, zipfile.BadZipFile):
        return False


def import_(workspace: Workspace, file: Path) -> Imported:
    """Merge an export into the workspace. Nothing that is there is overwritten, except an untouched stub.

    Raises
    ------
    FirsthandError
        When the file is no export, is damaged, or holds a name no export holds; nothing is imported then.
    """
    content = _read(file)
    attempts = _merge_progress(workspace, content.get("progress.sqlite"))
    taken: list[str] = []
    beside: list[str] = []
    for name, data in content.items():
        kind, _, rest = name.partition("/")
        if kind == "history":
            id, stamp = rest.split("/")
            workspace.answers.adopt(id, data, stamp.partition("-")[2].removesuffix(".py"))
    for name, data in content.items():
        if name.startswith("answers/"):
            id = Path(name).stem
            (taken if _take_answer(workspace, id, data) else beside).append(id)
    notebooks = [
        _put_notebook(workspace, name, data)
        for name, data in content.items()
        if name.startswith("notebooks/")
    ]
    return Imported(attempts, tuple(taken), tuple(beside), tuple(path for path in notebooks if path))


def _read(file: Path) -> dict[str, bytes]:
    try:
        with zipfile.ZipFile(file) as archive:
            _refuse_nonsense(file, archive)
            return {name: archive.read(name) for name in archive.namelist()}
    except FileNotFoundError as error:
        raise FirsthandError(f"There is no file {file}.") from error
    except OSError as error:
        raise FirsthandError(f"{file} cannot be read: {error.strerror or error}.") from error
    except (zipfile.BadZipFile, EOFError, RuntimeError, NotImplementedError, ValueError) as error:
        raise FirsthandError(f"{file} is no export of Firsthand, or is damaged: {error}.") from error
    except Exception as error:  # zlib's own error is no subclass of anything above
        if type(error).__module__ == "zlib":
            raise FirsthandError(f"{file} is damaged: {error}.") from error
        raise


def _refuse_nonsense(file: Path, archive: zipfile.ZipFile) -> None:
    names = archive.namelist()
    if MANIFEST not in names:
        raise FirsthandError(f"{file} is no export of Firsthand: it holds no {MANIFEST}.")
    strange = next((name for name in names if not _NAMES.fullmatch(name)), None)
    if strange is not None or len(set(names)) != len(names):
        raise FirsthandError(f"{file} was not imported: it holds {strange!r}, which no export holds.")
    if sum(info.file_size for info in archive.infolist()) > LARGEST:
        raise FirsthandError(f"{file} was not imported: it unfolds to more than {LARGEST:,} bytes.")
    about = json.loads(archive.read(MANIFEST))
    if not isinstance(about, dict) or about.get("format") != FORMAT:
        raise FirsthandError(f"{file} was made by a newer Firsthand. Update Firsthand, then import it.")


def _merge_progress(workspace: Workspace, data: bytes | None) -> int:
    if data is None:
        return 0
    with tempfile.TemporaryDirectory(prefix="firsthand-") as private:
        path = Path(private) / "progress.sqlite"
        path.write_bytes(data)
        return workspace.progress.merge(path)


def _take_answer(workspace: Workspace, id: str, data: bytes) -> bool:
    """Take the answer where there is none yet; else keep it among the versions. Whether it is the answer now."""
    from firsthand.course.grading import is_untouched

    answers = workspace.answers
    path = answers.path(id)
    if path.exists() and path.read_bytes() == data:
        return True
    present = path.read_bytes().decode("utf-8", "replace") if path.exists() else None
    if present is None or is_untouched(present, id):
        answers.keep(id)
        write_atomically(path, data)
        return True
    answers.adopt(id, data)
    return False


def _put_notebook(workspace: Workspace, name: str, data: bytes) -> str:
    """Put a notebook in its place, or beside a different one that holds edits; returns its path if it was written."""
    path = workspace.notebooks / Path(*Path(name).parts[1:])
    if path.exists() and path.read_bytes() == data:
        return ""
    if path.exists() and _is_work(path):
        path = path.with_suffix(f".imported-{datetime.now():%Y%m%d-%H%M%S}.ipynb")
    write_atomically(path, data)
    return str(path.relative_to(workspace.root))
