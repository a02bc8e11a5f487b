"""Find the files of a folder and read each by its kind."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

from firsthand.rag.ingest.loading.document import Document, Unreadable
from firsthand.rag.ingest.loading.markdown import markdown_text, read_markdown
from firsthand.rag.ingest.loading.markup import read_html
from firsthand.rag.ingest.loading.notebook import read_notebook
from firsthand.rag.ingest.loading.office import read_docx
from firsthand.rag.ingest.loading.pdf import read_pdf
from firsthand.rag.ingest.loading.plain import read_code, read_text
from firsthand.rag.ingest.loading.table import read_csv
from firsthand.rag.ingest.loading.tidying import tidied

MAX_FILE_BYTES = 200_000_000  # bytes
KINDS: dict[str, Callable[[bytes], Document]] = {
    ".txt": read_text,
    ".md": read_markdown,
    ".markdown": read_markdown,
    ".html": read_html,
    ".htm": read_html,
    ".pdf": read_pdf,
    ".docx": read_docx,
    ".ipynb": read_notebook,
    ".py": read_code,
    ".csv": read_csv,
}
# Folders that hold no documents of their owner.
SKIPPED = frozenset({"__pycache__", "node_modules", "site-packages"})


def load(name: str, content: bytes) -> Document:
    """Read a file's bytes by the ending of its name.

    Raises
    ------
    Unreadable
        If the kind is not known, the file is damaged, locked or too large, or holds no text.
    """
    ending = Path(name).suffix.lower()
    if ending not in KINDS:
        raise Unreadable(f"Its kind ({ending or 'no ending'}) is not among {', '.join(KINDS)}.")
    if len(content) > MAX_FILE_BYTES:
        raise Unreadable(f"It has more than {MAX_FILE_BYTES // 1_000_000} MB. Split it.")
    if not content:
        raise Unreadable("It is empty.")
    document = KINDS[ending](content)
    document = replace(document, text=tidied(document.text))
    if not document.text.strip():
        raise Unreadable("It holds no text.")
    return document


def from_text(name: str, text: str) -> Document:
    """A text that comes without a file, tidied as a file's is: Markdown if its name ends so, else plain."""
    if KINDS.get(Path(name).suffix.lower()) is read_markdown:
        return Document(tidied(markdown_text(text)), headings=True)
    return Document(tidied(text))


def find_files(
    folder: Path, failed: Callable[[Path, str], None], passed_over: Callable[[Path], None] | None = None
) -> Iterator[Path]:
    """All files of known kinds below a folder, by name; hidden ones and those of programs are left out.

    What cannot be listed is told to `failed`, and each file of another kind to `passed_over`.
    """

    def on_error(error: OSError) -> None:
        failed(Path(error.filename), f"It cannot be listed ({error.strerror}).")

    for here, folders, names in os.walk(folder, onerror=on_error):
        folders[:] = sorted(name for name in folders if not name.startswith(".") and name not in SKIPPED)
        for name in sorted(names):
            if name.startswith((".", "~$")):
                continue
            if Path(name).suffix.lower() in KINDS:
                yield Path(here, name)
            elif passed_over:
                passed_over(Path(here, name))
