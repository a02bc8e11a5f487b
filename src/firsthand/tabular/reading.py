"""Reading a table from a CSV file whose delimiter and encoding nobody told us."""

from __future__ import annotations

import codecs
import csv
import io
import re
import warnings
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pandas as pd

from firsthand.errors import FirsthandError
from firsthand.tabular.words import listed

HEAD = 1 << 16  # bytes looked at to find encoding and delimiter
CHUNK = 1 << 22  # bytes decoded at a time when the encoding is checked
DELIMITERS = {",": "commas", ";": "semicolons", "\t": "tabs", "|": "vertical bars"}
BOMS = {codecs.BOM_UTF8: "utf-8-sig", codecs.BOM_UTF32_LE: "utf-32", codecs.BOM_UTF32_BE: "utf-32",
        codecs.BOM_UTF16_LE: "utf-16", codecs.BOM_UTF16_BE: "utf-16"}  # fmt: skip
OTHER_KINDS = {
    b"PK\x03\x04": "a zip file or an Excel workbook. Unpack it, or save the sheet as CSV",
    b"\x1f\x8b": "a gzip file. Unpack it first",
    b"\xd0\xcf\x11\xe0": "an Excel workbook. Save the sheet as CSV",
    b"PAR1": "a Parquet file. Convert it to CSV",
    b"%PDF": "a PDF. Find the table as CSV",
}


@dataclass(frozen=True, eq=False)
class Table:
    """A table that was read: the rows, and how the file was to be understood.

    `notes` are sentences about what the reader should know.
    """

    frame: pd.DataFrame
    path: Path
    encoding: str = "utf-8"
    delimiter: str = ","
    notes: list[str] = field(default_factory=list)
    repeated: frozenset[str] = frozenset()


def read_table(path: str | Path) -> Table:
    """Read a CSV file, and find out by itself how it is written.

    The delimiter is a comma, semicolon, tab or vertical bar, whichever cuts
    the first lines into equally many fields; the encoding is the one that the
    first bytes name, else UTF-8, else Windows-1252. Empty fields, NA, NaN, ?
    and the like are missing. Columns with numbers such as 007 stay text.

    Parameters
    ----------
    path : str or Path

    Returns
    -------
    Table
        Its frame may have 0 rows.

    Raises
    ------
    FirsthandError
        If the file is missing, a folder, empty, no text, or no table.
    """
    path = Path(path)
    head = _head(path)
    encoding = find_encoding(path, head)
    text = head.decode(encoding, errors="ignore").replace("\0", "")
    if not text.strip():
        raise FirsthandError(f"{path} is empty: it has neither a header nor rows.")
    delimiter = find_delimiter(text)
    frame = _parse(path, encoding, delimiter, text)
    header = _header(text, delimiter)
    notes = [*_about_form(path, encoding, delimiter, len(frame.columns)), *_about_names(path, header)]
    repeated = frozenset(name for name, count in Counter(header).items() if count > 1)
    return Table(frame, path, encoding, delimiter, notes, repeated)


def as_table(source: str | Path | pd.DataFrame, name: str) -> Table:
    """Read a path; take a DataFrame as it is, under the given name."""
    if not isinstance(source, pd.DataFrame):
        return read_table(source)
    frame = source.reset_index(drop=True)
    frame.columns = [str(column) for column in frame.columns]
    repeated = frame.columns[frame.columns.duplicated()]
    if len(repeated):
        raise FirsthandError(f"{name} has several columns called {listed(repeated)}. Rename them.")
    return Table(frame, Path(name))


def _head(path: Path) -> bytes:
    """The first bytes of a file that can be read and is not plainly something else than text."""
    try:
        with path.open("rb") as file:
            head = file.read(HEAD)
    except FileNotFoundError as error:
        raise FirsthandError(f"{path} does not exist. {_nearby(path)}") from error
    except IsADirectoryError as error:
        found = sorted(one.name for one in path.glob("*.csv"))
        which = f" It holds {listed(found)}: name one of them." if found else ""
        raise FirsthandError(f"{path} is a folder, not a CSV file.{which}") from error
    except OSError as error:
        raise FirsthandError(f"{path} cannot be read: {error.strerror or error}.") from error
    if not head:
        raise FirsthandError(f"{path} is empty: it has neither a header nor rows.")
    for magic, what in OTHER_KINDS.items():
        if head.startswith(magic):
            raise FirsthandError(f"{path} is no CSV file but {what}.")
    return head


def _nearby(path: Path) -> str:
    folder = path.parent
    if not folder.is_dir():
        return f"Nor is there a folder {folder}."
    found = sorted(one.name for one in folder.glob("*.csv"))
    return f"The folder has {listed(found)}." if found else "There is no CSV file in that folder."


def find_encoding(path: Path, head: bytes) -> str:
    """Name the encoding of a text file: by its first bytes, else UTF-8 if all of it is valid, else Windows-1252.

    Raises
    ------
    FirsthandError
        If it holds bytes that no text holds.
    """
    for mark, encoding in BOMS.items():
        if head.startswith(mark):
            return encoding
    even, odd = head[0::2].count(0), head[1::2].count(0)
    if max(even, odd) > len(head) / 8:  # every other byte of plain letters in UTF-16 is 0
        return "utf-16-le" if odd > even else "utf-16-be"
    if even or odd:
        raise FirsthandError(f"{path} holds zero bytes: it is no text file. Save the table as CSV.")
    return next((name for name in ("utf-8", "cp1252") if _decodes(path, name)), "latin-1")


def _decodes(path: Path, encoding: str) -> bool:
    decoder = codecs.getincrementaldecoder(encoding)()
    try:
        with path.open("rb") as file:
            while chunk := file.read(CHUNK):
                decoder.decode(chunk)
            decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def find_delimiter(text: str) -> str:
    """Name the character that cuts the first lines of a table into equally many fields, more than one; else a comma."""
    lines = text.splitlines(keepends=True)[:200]
    sample = "".join(lines[:-1] if len(lines) > 2 else lines)  # the last may be cut off

    def fit(delimiter: str) -> tuple[float, int]:
        widths = [len(row) for row in _rows(sample, delimiter) if row]
        same = sum(width == widths[0] for width in widths) / len(widths)
        return (same, widths[0]) if widths[0] > 1 else (0.0, 0)

    return max(DELIMITERS, key=fit)


def _rows(text: str, delimiter: str) -> list[list[str]]:
    try:
        return list(csv.reader(io.StringIO(text), delimiter=delimiter, skipinitialspace=True)) or [[""]]
    except csv.Error:
        return [[""]]


def _header(text: str, delimiter: str) -> list[str]:
    return [name.strip() for name in next((row for row in _rows(text, delimiter) if row), [])]


def _parse(path: Path, encoding: str, delimiter: str, text: str) -> pd.DataFrame:
    # A first look at the start as text: a number with leading zeros is a code, and would lose them.
    kept = {name: str for name, values in _read(path, encoding, delimiter, dtype=str, nrows=1000).items()
            if values.dropna().str.fullmatch(r"0\d+").any()}  # fmt: skip
    header, first = ([row for row in _rows(text, delimiter) if row][:2] * 2)[:2]
    if any(
        field.strip() for field in first[len(header) :]
    ):  # an empty one is a delimiter at the end of the line
        raise FirsthandError(
            f"The header of {path} has {len(header)} names and its rows have more fields. Add the names that are missing."
        )
    frame = _read(path, encoding, delimiter, dtype=kept)
    frame.columns = _distinct([str(name).strip() for name in frame.columns])
    return frame


def _read(path: Path, encoding: str, delimiter: str, **options: Any) -> pd.DataFrame:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", pd.errors.ParserWarning)  # about delimiters at the ends of lines
            frame: pd.DataFrame = pd.read_csv(
                path,
                encoding=encoding,
                sep=delimiter,
                skipinitialspace=True,
                na_values=["?"],
                low_memory=False,
                compression=None,
                index_col=False,
                **options,
            )
            return frame
    except pd.errors.EmptyDataError as error:
        raise FirsthandError(f"{path} is empty: it has neither a header nor rows.") from error
    except (pd.errors.ParserError, csv.Error, OverflowError) as error:
        raise FirsthandError(_what_is_wrong(path, delimiter, str(error))) from error
    except MemoryError as error:
        raise FirsthandError(f"{path} does not fit into memory. Take a part of its rows.") from error


def _what_is_wrong(path: Path, delimiter: str, said: str) -> str:
    separated = f"by {DELIMITERS[delimiter]}"
    if found := re.search(r"Expected (\d+) fields in line (\d+), saw (\d+)", said):
        expected, line, saw = found.groups()
        return (
            f"Line {line} of {path} has {saw} fields where {expected} are expected, separated {separated}. "
            "Put quotation marks around a field that holds the separator."
        )
    if found := re.search(r"EOF inside string starting at row (\d+)", said):
        return f"In {path}, a quotation mark that opens near line {int(found[1]) + 1} is never closed."
    return f"{path} is no table separated {separated}: {said}."


def _distinct(names: list[str]) -> list[str]:
    """Number names that became equal when their spaces were cut off."""
    taken: Counter[str] = Counter()
    result = []
    for name in names:
        result.append(f"{name}.{taken[name]}" if taken[name] else name)
        taken[name] += 1
    return result


def _about_form(path: Path, encoding: str, delimiter: str, n_columns: int) -> list[str]:
    notes = []
    if encoding in ("cp1252", "latin-1"):
        notes.append(f"{path.name} is not UTF-8; it was read as Windows-1252 (Latin-1).")
    elif encoding not in ("utf-8", "utf-8-sig"):
        notes.append(f"{path.name} was read as {encoding.upper()}.")
    if delimiter != ",":
        notes.append(f"The columns of {path.name} are separated by {DELIMITERS[delimiter]}.")
    if n_columns == 1:
        notes.append(
            f"{path.name} has one column only. If there should be more, separate them by {' or '.join(DELIMITERS.values())}."
        )
    return notes


def _about_names(path: Path, header: list[str]) -> list[str]:
    notes = [
        f"{count} columns of {path.name} are called {name}: the later ones are {name}.1 and so on here."
        for name, count in Counter(header).items()
        if count > 1 and name
    ]
    if "" in header:
        notes.append(f"{path.name} has columns without a name; they are called Unnamed here.")
    return notes
