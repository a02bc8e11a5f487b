"""The lessons as documents that can be searched: one Markdown text each, prose and code, with its headings."""

from __future__ import annotations

import re
from pathlib import Path

from firsthand.course.content import catalog
from firsthand.course.content.catalog import Lesson
from firsthand.files import write_atomically
from firsthand.slug import slug


def lesson_document(lesson: Lesson) -> str:
    """A lesson as Markdown: its prose, and its code between fences. The tasks of exercises ask, and answer nothing."""
    return "\n\n".join(filter(None, map(_cell, lesson.cells))) + "\n"


def _cell(cell: catalog.Cell) -> str:
    if cell.kind == "markdown":
        return cell.source.strip()
    if cell.kind == "code":
        return f"```python\n{cell.source.strip()}\n```"
    return ""


def write_documents(folder: Path) -> list[Path]:
    """Write every lesson that can be read into `folder` as ``<id>.md``, and take away those that are gone.

    A file that says the same already is left as it is, so that whoever indexes the folder need not read it again.
    """
    wanted = {f"{one.id}.md": lesson_document(one) for one in catalog.lessons() if not one.error}
    for old in folder.glob("*.md"):
        if old.name not in wanted:
            old.unlink()
    for name, text in wanted.items():
        path = folder / name
        if not path.is_file() or path.read_text(encoding="utf-8") != text:
            write_atomically(path, text)
    return [folder / name for name in wanted]


def lesson_address(name: str, heading: str) -> str:
    """Where on the pages a passage of a lesson stands. `heading` is its path, as in "Vectors › Add and scale"."""
    parts = heading.split(" › ")
    anchor = f"#{section(parts[1])}" if len(parts) > 1 else ""
    return f"/lesson/{name}{anchor}"


def section(heading: str) -> str:
    """The anchor of a heading of the second level on a lesson's page, from the heading as Markdown."""
    return "s-" + slug(re.sub(r"[*`]", "", heading))
