"""Reading a table from a file: CSV of any delimiter and encoding, packed or not, a worksheet, or Parquet."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd

from firsthand.errors import FirsthandError
from firsthand.tabular.formatting import listed
from firsthand.tabular.io.csv_dialect import DELIMITERS, Content, Form, find_form
from firsthand.tabular.io.excel_parquet import is_workbook, read_parquet, sheet_as_csv
from firsthand.tabular.parsing import as_number, as_text

ENDINGS = (".csv", ".tsv", ".csv.gz", ".xlsx", ".parquet")
OTHER_KINDS = {
    b"PK\x03\x04": "a zip file. Unpack it",
    b"\x1f\x8b": "packed twice. Unpack it once",
    b"\xd0\xcf\x11\xe0": "an old Excel workbook. Save it as .xlsx or CSV",
    b"%PDF": "a PDF. Find the table as CSV",
}


@dataclass(frozen=True, eq=False)
class Table:
    """A table that was read: the rows, and how the file was to be understood.

    `notes` are sentences about what the reader should know; `form` is None
    where the rows did not come from a text.
    """

    frame: pd.DataFrame
    path: Path
    notes: list[str] = field(default_factory=list)
    repeated: frozenset[str] = frozenset()
    form: Form | None = None

    def as_written(self, column: str) -> pd.Series:
        """A column as the file has it, letter for letter; only an empty field is missing.

        Numbers that pass through floats lose their leading zeros and, beyond 16 digits, themselves: ids must not.
        """
        if self.form is None:
            values = self.frame[column]
            return as_text(values) if pd.api.types.is_float_dtype(values) else values
        index = list(self.frame.columns).index(column)
        read = self.form.read(dtype=str, usecols=[index], keep_default_na=False, na_values=[""])
        return pd.Series(read.iloc[:, 0].to_numpy(), index=self.frame.index, name=column, dtype="str")


def read_table(path: str | Path) -> Table:
    """Read a table, and find out by itself how it is written.

    A worksheet of Excel (.xlsx) and a Parquet file are known by their first
    bytes; all else is CSV, packed with gzip or not. Its delimiter is a comma,
    semicolon, tab or vertical bar, whichever cuts the first lines into
    equally many fields; the encoding is the one that the first bytes name,
    else UTF-8, else Windows-1252. Empty fields, NA, NaN, ? and the like are
    missing. Columns with numbers such as 007 stay text.

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
        If the file is missing, a folder, empty, damaged, or no table.
    """
    path = Path(path)
    head = _first_bytes(path)
    if head.startswith(b"PAR1"):
        return Table(read_parquet(path), path)
    if head.startswith(b"PK\x03\x04") and is_workbook(path):
        made, notes = sheet_as_csv(path)
        return _from_text(Content(path, made), notes)
    return _from_text(Content(path), [])


def _from_text(content: Content, notes: list[str]) -> Table:
    path, head = content.path, content.head()
    if not head:
        raise FirsthandError(f"{path} is empty: it has neither a header nor rows.")
    for magic, what in OTHER_KINDS.items():
        if head.startswith(magic):
            raise FirsthandError(f"{path} is no table but {what}.")
    form, first_rows = find_form(content)
    header = [name.strip() for name in first_rows[0]]
    _check_width(path, first_rows)
    frame = form.read()
    frame.columns = _distinct([str(name).strip() for name in frame.columns])
    notes = [
        *notes,
        *_about_start(path, form.skipped),
        *_about_form(path, form, len(frame.columns)),
        *_about_names(path, header),
        *_mend_numbers(frame, form),
    ]
    repeated = frozenset(name for name, count in Counter(header).items() if count > 1)
    return Table(frame, path, notes, repeated, form)


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


def _first_bytes(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(8)
    except FileNotFoundError as error:
        raise FirsthandError(f"{path} does not exist. {_nearby(path)}") from error
    except IsADirectoryError as error:
        found = _tables_in(path)
        which = f" It holds {listed(found)}: name one of them." if found else ""
        raise FirsthandError(f"{path} is a folder, not a table.{which}") from error
    except OSError as error:
        raise FirsthandError(f"{path} cannot be read: {error.strerror or error}.") from error


def _tables_in(folder: Path) -> list[str]:
    return sorted(one.name for one in folder.iterdir() if one.name.lower().endswith(ENDINGS))


def _nearby(path: Path) -> str:
    folder = path.parent
    if not folder.is_dir():
        return f"Nor is there a folder {folder}."
    found = _tables_in(folder)
    return f"The folder has {listed(found)}." if found else "There is no table in that folder."


def _check_width(path: Path, rows: list[list[str]]) -> None:
    header, first = (rows[:2] * 2)[:2]
    # An empty field more is a delimiter at the end of the line.
    if any(field.strip() for field in first[len(header) :]):
        raise FirsthandError(
            f"The header of {path} has {len(header)} names and its rows have more fields. Add the names that are missing."
        )


def _mend_numbers(frame: pd.DataFrame, form: Form) -> list[str]:
    """Read again what became numbers too soon, in place: codes with leading zeros or too many digits, and thousands
    with a point in a file of decimal commas. All rows decide. Gives notes."""
    places = [n for n, name in enumerate(frame.columns) if pd.api.types.is_numeric_dtype(frame[name])]
    continental = _has_decimal_commas(frame, [n for n in range(frame.shape[1]) if n not in places])
    notes = []
    for index in places:
        if not (continental or _may_be_a_code(frame.iloc[:, index])):
            continue
        written = form.read(dtype=str, usecols=[index]).iloc[:, 0]
        name, present = str(frame.columns[index]), written.dropna().str.strip()
        # Whole numbers become floats where one is missing, and a float holds 15 digits for sure.
        lossy = pd.api.types.is_float_dtype(frame[name]) and present.str.fullmatch(r"\d{16,}").any()
        if lossy or present.str.fullmatch(r"0\d+").any():
            frame[name] = pd.Series(written.to_numpy(), index=frame.index, dtype="str")
        elif continental and _has_thousands(present):
            frame[name] = as_number(pd.Series(written.to_numpy(), index=frame.index, dtype="str"), ",")
            notes.append(
                f"{name} has points before its last three digits, and other columns of {form.content.path.name} have decimal "
                f"commas: {present[present.str.contains('.', regex=False)].iloc[0]} is read in thousands."
            )
    return notes


def _may_be_a_code(numbers: pd.Series) -> bool:
    """Whether the numbers are whole and not negative: what leading zeros or too many digits could have stood in."""
    known = numbers.dropna()
    return bool(len(known)) and bool((known >= 0).all()) and bool((known % 1 == 0).all())


def _has_decimal_commas(frame: pd.DataFrame, places: list[int]) -> bool:
    """Whether most values of some column of text are numbers with a decimal comma."""
    texts = (frame.iloc[:, index].dropna().head(500).astype("str").str.strip() for index in places)
    return any(len(text) and text.str.fullmatch(r"[+-]?[\d.]*\d,\d+").mean() > 0.5 for text in texts)


def _has_thousands(present: pd.Series) -> bool:
    grouped = present.str.fullmatch(r"[+-]?\d{1,3}(?:\.\d{3})+")
    return bool(grouped.any()) and bool((grouped | present.str.fullmatch(r"[+-]?\d{1,3}")).all())


def _distinct(names: list[str]) -> list[str]:
    """Number names that became equal when their spaces were cut off."""
    taken: Counter[str] = Counter()
    result = []
    for name in names:
        result.append(f"{name}.{taken[name]}" if taken[name] else name)
        taken[name] += 1
    return result


def _about_start(path: Path, skipped: int) -> list[str]:
    if not skipped:
        return []
    what = "The first line" if skipped == 1 else f"The first {skipped} lines"
    verb = "is" if skipped == 1 else "are"
    return [f"{what} of {path.name} {verb} no part of the table: its header is read from line {skipped + 1}."]


def _about_form(path: Path, form: Form, n_columns: int) -> list[str]:
    notes = []
    if form.encoding in ("cp1252", "latin-1"):
        notes.append(f"{path.name} is not UTF-8; it was read as Windows-1252 (Latin-1).")
    elif form.encoding not in ("utf-8", "utf-8-sig"):
        notes.append(f"{path.name} was read as {form.encoding.upper()}.")
    if form.delimiter != ",":
        notes.append(f"The columns of {path.name} are separated by {DELIMITERS[form.delimiter]}.")
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
