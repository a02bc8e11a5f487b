"""Tables in files that are no text: worksheets of Excel and Parquet."""

from __future__ import annotations

import csv
import datetime
import io
import re
import zipfile
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from firsthand.errors import FirsthandError
from firsthand.tabular.formatting import listed

MAX_WHOLE_NUMBER = 2**53  # beyond it floats no longer tell whole numbers apart


def is_workbook(path: Path) -> bool:
    """Whether a zip file is a workbook of Excel."""
    try:
        with zipfile.ZipFile(path) as archive:
            return "xl/workbook.xml" in archive.namelist()
    except (zipfile.BadZipFile, OSError):
        return False


def sheet_as_csv(path: Path) -> tuple[bytes, list[str]]:
    """Turn the first worksheet that holds something into CSV, letter for letter as the sheet shows it; and notes.

    Text stays text, and a number formatted with leading zeros (00000) has
    them: ids are what one sees. Empty rows and columns around the table are
    left away.

    Raises
    ------
    FirsthandError
        If openpyxl is missing, or the workbook is damaged or empty.
    """
    try:
        from openpyxl.reader.excel import load_workbook
    except ImportError as error:
        raise FirsthandError(
            f"{path} is an Excel workbook, and to read it openpyxl is needed: pip install openpyxl."
        ) from error
    try:
        book = load_workbook(path, read_only=True, data_only=True)
        sheets = {sheet.title: _lines(sheet) for sheet in book.worksheets}
        book.close()
    # Damaged workbooks fail in the zip file, in the XML or in what openpyxl makes of it, with many kinds of error.
    except Exception as error:
        raise FirsthandError(f"{path} is an Excel workbook that cannot be read: {error}.") from error
    filled = [title for title, lines in sheets.items() if lines]
    if not filled:
        raise FirsthandError(f"{path} is empty: it has neither a header nor rows.")
    others = [title for title in filled if title != filled[0]]
    notes = [f"{path.name} is read from its sheet {filled[0]}; not from {listed(others)}."] if others else []
    written = io.StringIO()
    # Everything in quotes: what stands in a cell cannot be taken for a delimiter.
    csv.writer(written, quoting=csv.QUOTE_ALL, lineterminator="\n").writerows(sheets[filled[0]])
    return written.getvalue().encode(), notes


def _lines(sheet: Any) -> list[list[str]]:
    # What a workbook says of its own size is often wrong.
    sheet.reset_dimensions()
    lines = [[_shown(cell) for cell in row] for row in sheet.iter_rows()]
    lines = [line for line in lines if any(line)]
    width = max(map(len, lines), default=0)
    used = [index for index in range(width) if any(len(line) > index and line[index] for line in lines)]
    return [[line[index] if len(line) > index else "" for index in used] for line in lines]


def _shown(cell: Any) -> str:
    """A cell's value as the sheet shows it; times in ISO form."""
    value = cell.value
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value)
    if isinstance(value, int | float):
        whole = value == int(value) if np.isfinite(value) else False
        digits = len(cell.number_format) if re.fullmatch("0+", cell.number_format or "") else 0
        return str(int(value)).zfill(digits) if whole else repr(value)
    if isinstance(value, datetime.datetime):
        return value.isoformat(" ") if value.time() != datetime.time() else value.date().isoformat()
    return str(value).strip()


def read_parquet(path: Path) -> pd.DataFrame:
    """Read a Parquet file; whole numbers with gaps that no float can hold become text, as do lists and records.

    Raises
    ------
    FirsthandError
        If pyarrow is missing or the file is damaged.
    """
    try:
        import pyarrow  # noqa: F401 (pandas names three packages where this one is enough)
    except ImportError as error:
        raise FirsthandError(
            f"{path} is a Parquet file, and to read it pyarrow is needed: pip install pyarrow."
        ) from error
    try:
        frame = pd.read_parquet(path, engine="pyarrow", dtype_backend="numpy_nullable")
    # pyarrow has many kinds of error for a damaged file, and pandas' are others.
    except Exception as error:
        raise FirsthandError(f"{path} is a Parquet file that cannot be read: {error}.") from error
    frame = frame.reset_index() if frame.index.name else frame.reset_index(drop=True)
    return pd.DataFrame({str(name): _plain(frame[name]) for name in _distinct_names(path, frame.columns)})


def _distinct_names(path: Path, names: pd.Index) -> Iterable[Any]:
    repeated = names[names.duplicated()]
    if len(repeated):
        raise FirsthandError(f"{path} has several columns called {listed(repeated)}. Rename them.")
    return names


def _plain(values: Any) -> pd.Series:
    """A column in the types that a CSV file would have given."""
    known = values.notna()
    kinds = pd.api.types
    found: pd.Series = values
    if kinds.is_bool_dtype(values):
        found = values.astype(bool) if known.all() else values.astype("object").where(known, np.nan)
    elif kinds.is_integer_dtype(values):
        exact = bool((values.dropna().abs() < MAX_WHOLE_NUMBER).all())
        found = values.astype("float64") if exact else values.astype("str").where(known)
        if known.all():
            found = values.astype(values.dtype.name.lower())
    elif kinds.is_float_dtype(values):
        found = values.astype("float64")
    elif kinds.is_timedelta64_dtype(values):
        found = values.dt.total_seconds()
    elif not kinds.is_datetime64_any_dtype(values):
        found = values.astype("str").where(known)
    return found
