"""How a text file writes a table: encoding, delimiter, lines before the header."""

import numpy as np
import pytest

from firsthand.errors import FirsthandError
from firsthand.tabular.io.table import read_table

from ..tables import table, write


@pytest.mark.parametrize(
    ("before", "skipped"),
    [("sep=;\n", 1), ("# exported by a tool\n# units: mm\n", 2), ("Quarterly report;;\nPrinted;;\n;;\n", 3)],
)
def test_lines_before_the_header_are_passed_over_and_said(before, skipped, tmp_path):
    read = table(tmp_path, before + "a;b;y\n1;2;3\n4;5;6\n7;8;9\n" * 1 + "1;1;1\n" * 30)
    assert list(read.frame.columns) == ["a", "b", "y"]
    assert read.form.skipped == skipped
    assert read.frame["y"].tolist()[:3] == [3, 6, 9]
    assert read.as_written("y").tolist()[:3] == ["3", "6", "9"]
    assert any(f"line {skipped + 1}" in note for note in read.notes)


TEXT = 'name,age,town\n"Müller, Ada",36,Köln\nNoël,,"Zü""rich"\n'


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1252", "latin-1"]
)
def test_any_encoding_gives_the_same_table(tmp_path, encoding):
    # Long enough that zero bytes tell UTF-16 without a mark.
    frame = read_table(write(tmp_path / "t.csv", TEXT, encoding)).frame
    assert list(frame.columns) == ["name", "age", "town"]
    assert frame["name"].tolist() == ["Müller, Ada", "Noël"]
    assert frame["town"].tolist() == ["Köln", 'Zü"rich']
    assert np.isnan(frame["age"][1])


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_any_delimiter_is_found_though_others_stand_in_quotes(tmp_path, delimiter):
    fields = [["a", "b", "c"], ['"x,;|y"', "1", "2"], ['"p;q"', "3", "4"]]
    table = read_table(write(tmp_path / "t.csv", "\n".join(delimiter.join(row) for row in fields)))
    assert table.form.delimiter == delimiter
    assert table.frame.shape == (2, 3)
    assert table.frame["a"].tolist() == ["x,;|y", "p;q"]


def test_decimal_commas_do_not_make_the_comma_the_delimiter(tmp_path):
    table = read_table(write(tmp_path / "t.csv", "a;b\n1,5;2,5\n3,5;4,5\n"))
    assert table.form.delimiter == ";"
    assert table.notes == ["The columns of t.csv are separated by semicolons."]


def test_an_encoding_that_is_not_utf_8_is_said(tmp_path):
    notes = read_table(write(tmp_path / "t.csv", TEXT, "cp1252")).notes
    assert notes == ["t.csv is not UTF-8; it was read as Windows-1252 (Latin-1)."]
    assert read_table(write(tmp_path / "t.csv", TEXT, "utf-16")).notes == ["t.csv was read as UTF-16."]


def test_a_wrong_byte_late_in_a_large_file_does_not_stop_the_reading(tmp_path):
    content = b"a,b\n" + b"x,1\n" * 30_000 + "é,2\n".encode("latin-1")
    assert read_table(write(tmp_path / "t.csv", content)).frame["a"].iloc[-1] == "é"


def test_delimiters_at_the_ends_of_lines_are_no_column(tmp_path):
    frame = read_table(write(tmp_path / "t.csv", "a,b\n1,2,\n3,4,\n")).frame
    assert frame.to_dict("list") == {"a": [1, 3], "b": [2, 4]}


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "is empty: it has neither a header nor rows"),
        (b"\n \n\n", "is empty: it has neither a header nor rows"),
        (b"PK\x03\x04rest", "is no table but a zip file. Unpack it"),
        (b"\x1f\x8b\x08rest", "is a gzip file that is cut off or damaged"),
        (b"a,b\n1,\x00\n2,3\nmore text that is plain,4\n", "holds zero bytes: it is no text file"),
        (
            b"a,b\n1,2\n3,4\n5,6,7,8\n",
            "Line 4 of .*t.csv has 4 fields where 2 are expected, separated by commas",
        ),
        (b'a,b\n1,2\n"3,4\n5,6\n', "a quotation mark that opens near line 3 is never closed"),
        (b"a,b\n1,2,3,4\n5,6,7,8\n", "The header of .*t.csv has 2 names and its rows have more fields"),
    ],
)
def test_what_is_no_table_gets_its_sentence(tmp_path, content, message):
    with pytest.raises(FirsthandError, match=message):
        read_table(write(tmp_path / "t.csv", content))
