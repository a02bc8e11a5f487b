"""How a text file writes a table: its encoding, the lines before the header, the delimiter; and reading it so."""

from __future__ import annotations

import codecs
import csv
import gzip
import io
import re
import warnings
import zlib
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO, cast

import pandas as pd

from firsthand.errors import FirsthandError

HEAD = 1 << 16  # bytes looked at to find encoding and delimiter
CHUNK_BYTES = 1 << 22  # bytes decoded at a time when the encoding is checked
DELIMITERS = {",": "commas", ";": "semicolons", "\t": "tabs", "|": "vertical bars"}
BOMS = {codecs.BOM_UTF8: "utf-8-sig", codecs.BOM_UTF32_LE: "utf-32", codecs.BOM_UTF32_BE: "utf-32",
        codecs.BOM_UTF16_LE: "utf-16", codecs.BOM_UTF16_BE: "utf-16"}  # fmt: skip
# Beside those that pandas knows: what others write for "unknown", and Excel for what it could not compute.
MISSING_WORDS = ["?", "#DIV/0!", "#REF!", "#VALUE!", "#NAME?", "#NUM!", "#NULL!"]
GZIP = b"\x1f\x8b"


@dataclass(frozen=True)
class Content:
    """Where the bytes of a text come from: a file, plain or packed with gzip, or what a worksheet was turned into."""

    path: Path
    made: bytes | None = None

    def open(self) -> BinaryIO:
        """The text's bytes, unpacked."""
        if self.made is not None:
            return io.BytesIO(self.made)
        with self.path.open("rb") as file:
            packed = file.read(len(GZIP)) == GZIP
        return cast("BinaryIO", gzip.open(self.path) if packed else self.path.open("rb"))

    def head(self) -> bytes:
        """The first bytes.

        Raises
        ------
        FirsthandError
            If it is packed and damaged.
        """
        try:
            with self.open() as file:
                return file.read(HEAD)
        except (EOFError, zlib.error, gzip.BadGzipFile) as error:
            raise self.damaged() from error

    def damaged(self) -> FirsthandError:
        return FirsthandError(f"{self.path} is a gzip file that is cut off or damaged. Fetch it again.")


@dataclass(frozen=True)
class Form:
    """A text and how it is to be understood: `skipped` lines stand before its header."""

    content: Content
    encoding: str
    delimiter: str
    skipped: int

    def read(self, **options: Any) -> pd.DataFrame:
        """Read the table, or with pandas' own `options` a part of it.

        Raises
        ------
        FirsthandError
            If it is no table so separated, damaged, or does not fit into memory.
        """
        path = self.content.path
        try:
            with warnings.catch_warnings(), self.content.open() as file:
                warnings.simplefilter(
                    "ignore", pd.errors.ParserWarning
                )  # about delimiters at the ends of lines
                frame: pd.DataFrame = pd.read_csv(
                    file,
                    encoding=self.encoding,
                    sep=self.delimiter,
                    skiprows=self.skipped,
                    skipinitialspace=True,
                    low_memory=False,
                    compression=None,
                    index_col=False,
                    **{"na_values": MISSING_WORDS, **options},
                )
                return frame
        except pd.errors.EmptyDataError as error:
            raise FirsthandError(f"{path} is empty: it has neither a header nor rows.") from error
        except (EOFError, zlib.error, gzip.BadGzipFile) as error:
            raise self.content.damaged() from error
        except (pd.errors.ParserError, csv.Error, OverflowError) as error:
            raise FirsthandError(_what_is_wrong(path, self.delimiter, str(error))) from error
        except MemoryError as error:
            raise FirsthandError(f"{path} does not fit into memory. Take a part of its rows.") from error


def find_form(content: Content) -> tuple[Form, list[list[str]]]:
    """Find out how a text writes its table. Gives the first lines too, from the header on, cut into fields.

    Raises
    ------
    FirsthandError
        If it holds nothing, or is no text.
    """
    head = content.head()
    encoding = find_encoding(content, head)
    text = head.decode(encoding, errors="ignore").replace("\0", "")
    if not text.strip():
        raise FirsthandError(f"{content.path} is empty: it has neither a header nor rows.")
    skipped, delimiter = find_start(text)
    text = "".join(text.splitlines(keepends=True)[skipped:])
    return Form(content, encoding, delimiter, skipped), [row for row in csv_rows(text, delimiter) if row]


def find_encoding(content: Content, head: bytes) -> str:
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
        raise FirsthandError(f"{content.path} holds zero bytes: it is no text file. Save the table as CSV.")
    return next((name for name in ("utf-8", "cp1252") if _decodes(content, name)), "latin-1")


def _decodes(content: Content, encoding: str) -> bool:
    decoder = codecs.getincrementaldecoder(encoding)()
    try:
        with content.open() as file:
            while chunk := file.read(CHUNK_BYTES):
                decoder.decode(chunk)
            decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    except (EOFError, zlib.error, gzip.BadGzipFile) as error:
        raise content.damaged() from error
    return True


def find_delimiter(text: str) -> str:
    """Name the character that cuts the first lines of a table into equally many fields, more than one; else a comma."""
    lines = text.splitlines(keepends=True)[:200]
    sample = "".join(lines[:-1] if len(lines) > 2 else lines)  # the last may be cut off

    def fit(delimiter: str) -> tuple[float, int]:
        widths = [len(row) for row in csv_rows(sample, delimiter) if row]
        same = sum(width == widths[0] for width in widths) / len(widths)
        return (same, widths[0]) if widths[0] > 1 else (0.0, 0)

    return max(DELIMITERS, key=fit)


def find_start(text: str) -> tuple[int, str]:
    """How many lines stand before the header, and the delimiter of what follows.

    Spreadsheets write ``sep=;`` first, instruments comments with #, reports a title: lines with one filled field at
    most, where nearly all others have more.
    """
    lines = text.splitlines(keepends=True)
    named = re.match(r"sep=(.)\s*$", lines[0].lstrip("\ufeff"), re.IGNORECASE)
    if named:
        return 1, named[1] if named[1] in DELIMITERS else find_delimiter("".join(lines[1:]))
    comments = next((n for n, line in enumerate(lines) if not line.startswith("#")), 0)
    lines = lines[comments:]
    delimiter = find_delimiter("".join(lines))
    rows = _filled("".join(lines[:200]), delimiter)
    is_table = [count > 1 for _, count in rows]
    first = is_table.index(True) if True in is_table else 0
    most = sum(is_table[first:]) >= 0.9 * len(is_table[first:])
    return comments + (rows[first][0] if rows and most and first < 20 else 0), delimiter


def _filled(text: str, delimiter: str) -> list[tuple[int, int]]:
    """For each row the lines before it (a field in quotes may have several) and how many of its fields are filled."""
    reader = csv.reader(io.StringIO(text), delimiter=delimiter, skipinitialspace=True)
    rows, before = [], 0
    try:
        for row in reader:
            rows.append((before, sum(bool(field.strip()) for field in row)))
            before = reader.line_num
    except csv.Error:
        pass
    return rows


def csv_rows(text: str, delimiter: str) -> list[list[str]]:
    """The fields of each line; a single empty one for what cannot be cut."""
    try:
        return list(csv.reader(io.StringIO(text), delimiter=delimiter, skipinitialspace=True)) or [[""]]
    except csv.Error:
        return [[""]]


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
