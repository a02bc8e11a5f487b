"""All of a learner's work as one file: export it, import it elsewhere or into a workspace in use."""

from __future__ import annotations

import json
import tempfile
import zipfile
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from firsthand import __version__
from firsthand.course.workspace.notebooks import Notebook
from firsthand.course.workspace.progress import Merged
from firsthand.course.workspace.unpack import FORMAT, MANIFEST, is_export, is_name, unpack
from firsthand.course.workspace.workspace import Workspace
from firsthand.errors import FirsthandError
from firsthand.files import saying, write_atomically


@dataclass(frozen=True)
class Imported:
    """What an import brought.

    `beside` lists what lies beside work that was already there, `left_out` what was of no use and why, `waiting` the
    exercises whose pass counts after a check here.
    """

    attempts: int
    answers: tuple[str, ...]
    beside: tuple[str, ...]
    notebooks: tuple[str, ...]
    left_out: tuple[str, ...] = ()
    waiting: tuple[str, ...] = ()


def export(workspace: Workspace, file: Path) -> tuple[str, ...]:
    """Write progress, answers with their history, and edited notebooks into one zip file; returns its names.

    A file that is there already is only replaced when it is an earlier export.
    """
    if file.is_dir() or (file.exists() and not is_export(file)):
        raise FirsthandError(f"{file} is there already and is no export of Firsthand. Name another file.")
    with saying(file), tempfile.TemporaryDirectory(prefix="firsthand-") as private:
        file.parent.mkdir(parents=True, exist_ok=True)
        copy, packed = Path(private) / "progress.sqlite", Path(private) / "export.zip"
        workspace.progress.backup(copy)
        found = {"progress.sqlite": copy, **_work(workspace)}
        manifest = {
            "format": FORMAT,
            "version": __version__,
            "made": datetime.now(UTC).isoformat(timespec="seconds"),
        }
        with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr(MANIFEST, json.dumps(manifest))
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
    return {name: path for name, path in sorted(found.items()) if is_name(name) and path.is_file()}


def _is_work(path: Path) -> bool:
    try:
        return Notebook(path).is_edited()
    except FirsthandError:
        return True  # damaged, perhaps, but theirs


def import_(workspace: Workspace, file: Path) -> Imported:
    """Merge an export into the workspace. Nothing that is there is overwritten, except an untouched stub.

    Raises
    ------
    FirsthandError
        When the file is no export, is damaged, or holds a name no export holds; nothing is imported then.
    """
    content = unpack(file)
    merged = _merge_progress(workspace, content.progress)
    for id, texts in content.history.items():
        workspace.answers.adopt(id, texts)
    taken: list[str] = []
    beside: list[str] = []
    for id, data in content.answers.items():
        (taken if _take_answer(workspace, id, data) else beside).append(id)
    notebooks = [_put_notebook(workspace, name, data) for name, data in content.notebooks.items()]
    if merged.left_out:
        content.left_out.append(f"{merged.left_out} rows of its progress: they are no attempts or events")
    return Imported(
        merged.attempts,
        tuple(taken),
        tuple(beside),
        tuple(filter(None, notebooks)),
        tuple(content.left_out),
        tuple(sorted(workspace.progress.waiting())),
    )


def _merge_progress(workspace: Workspace, data: bytes | None) -> Merged:
    if data is None:
        return Merged(0, 0)
    with tempfile.TemporaryDirectory(prefix="firsthand-") as private:
        path = Path(private) / "progress.sqlite"
        path.write_bytes(data)
        return workspace.progress.merge(path)


def _take_answer(workspace: Workspace, id: str, data: bytes) -> bool:
    """Take the answer where there is none yet; else keep it among the versions. Whether it is the answer now."""
    from firsthand.course.grading.answer_file import is_untouched

    answers = workspace.answers
    path = answers.path(id)
    if path.exists() and path.read_bytes() == data:
        return True
    present = path.read_bytes().decode("utf-8", "replace") if path.exists() else None
    if present is None or is_untouched(present, id):
        answers.keep(id)
        write_atomically(path, data)
        return True
    answers.adopt(id, [(data, "")])
    return False


def _put_notebook(workspace: Workspace, name: str, data: bytes) -> str:
    """Put a notebook in its place, or beside a different one that holds edits; returns its path if it was written."""
    path = workspace.notebooks / name
    if path.exists() and path.read_bytes() == data:
        return ""
    if path.exists() and _is_work(path):
        path = path.with_suffix(f".imported-{datetime.now():%Y%m%d-%H%M%S}.ipynb")
    write_atomically(path, data)
    return str(path.relative_to(workspace.root))
