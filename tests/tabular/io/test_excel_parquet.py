"""Tables that are packed, in a workbook of Excel, or in Parquet: read as the same table in CSV, ids letter for letter."""

import datetime
import gzip
import sys

import numpy as np
import openpyxl
import pandas as pd
import pytest

from firsthand.errors import FirsthandError
from firsthand.tabular import fit_table
from firsthand.tabular.io.table import read_table

TEXT = "id,x,word\n" + "".join(f"{k:05d},{k / 4},w{k % 3}\n" for k in range(40))


def workbook(path, rows, *, formats=(), sheets=()):
    book = openpyxl.Workbook()
    book.active.title = "Data"
    for row in rows:
        book.active.append(row)
    for place, form in formats:
        book.active[place].number_format = form
    for title, more in sheets:
        sheet = book.create_sheet(title)
        for row in more:
            sheet.append(row)
    book.save(path)
    return path


def test_a_packed_table_is_the_table_itself(tmp_path):
    (tmp_path / "t.csv").write_text(TEXT)
    (tmp_path / "t.csv.gz").write_bytes(gzip.compress(TEXT.encode()))
    plain, packed = read_table(tmp_path / "t.csv"), read_table(tmp_path / "t.csv.gz")
    pd.testing.assert_frame_equal(plain.frame, packed.frame)
    assert packed.as_written("id").tolist()[:2] == ["00000", "00001"]


def test_an_old_encoding_and_semicolons_are_found_within_the_pack(tmp_path):
    (tmp_path / "t.csv.gz").write_bytes(gzip.compress("größe;y\n1,5;ä\n2,5;ö\n".encode("cp1252")))
    read = read_table(tmp_path / "t.csv.gz")
    assert (list(read.frame.columns), read.frame["y"].tolist()) == (["größe", "y"], ["ä", "ö"])


@pytest.mark.parametrize("kept", [10, 200, -4])
def test_a_pack_that_is_cut_off_is_said(kept, tmp_path):
    noise = "".join(f"{value:.15f}\n" for value in np.random.default_rng(0).normal(size=20_000))
    (tmp_path / "t.csv.gz").write_bytes(gzip.compress(("x\n" + noise).encode())[:kept])
    with pytest.raises(FirsthandError, match="is a gzip file that is cut off or damaged"):
        read_table(tmp_path / "t.csv.gz")


def test_a_worksheet_is_read_as_it_shows_itself(tmp_path):
    day = datetime.datetime(2024, 3, 25)
    rows = [
        ["id", "code", "when", "x", "yes"],
        [1, "007", day, 1.5, True],
        [20, "012", day, "#DIV/0!", False],
    ]
    read = read_table(workbook(tmp_path / "t.xlsx", rows, formats=[("A2", "00000"), ("A3", "00000")]))
    assert read.as_written("id").tolist() == ["00001", "00020"]
    assert read.frame["code"].tolist() == ["007", "012"]
    assert read.frame["when"].tolist() == ["2024-03-25", "2024-03-25"]
    assert read.frame["x"].tolist()[0] == 1.5
    assert np.isnan(read.frame["x"][1])
    assert read.frame["yes"].tolist() == [True, False]
    assert read.notes == []


def test_whole_numbers_beside_a_gap_keep_no_point(tmp_path):
    rows = [["id", "x"], [123456789012345, 1], [None, 2], [7, 3]]
    read = read_table(workbook(tmp_path / "t.xlsx", rows))
    assert read.as_written("id").dropna().tolist() == ["123456789012345", "7"]


def test_titles_empty_edges_and_separators_in_cells_are_no_trouble(tmp_path):
    rows = [[None], [None, "Sales; of 2024"], [None, "a", "b"], [None, "x;y,z", 2], [None, "p\nq", 3]]
    read = read_table(workbook(tmp_path / "t.xlsx", rows))
    assert read.frame.to_dict("list") == {"a": ["x;y,z", "p\nq"], "b": [2, 3]}
    assert read.notes == ["The first line of t.xlsx is no part of the table: its header is read from line 2."]


def test_the_sheet_that_is_read_is_named_where_there_are_others(tmp_path):
    path = workbook(tmp_path / "t.xlsx", [["a", "b"], [1, 2]], sheets=[("Old", [[1]]), ("Empty", [])])
    assert read_table(path).notes == ["t.xlsx is read from its sheet Data; not from Old."]


def test_an_empty_or_damaged_workbook_is_said(tmp_path):
    with pytest.raises(FirsthandError, match="is empty: it has neither a header nor rows"):
        read_table(workbook(tmp_path / "t.xlsx", []))
    whole = workbook(tmp_path / "u.xlsx", [["a", "b"], [1, 2]]).read_bytes()
    at = whole.index(b"xl/worksheets/sheet1.xml") + 40
    (tmp_path / "u.xlsx").write_bytes(whole[:at] + bytes(60) + whole[at + 60 :])
    with pytest.raises(FirsthandError, match="is an Excel workbook that cannot be read"):
        read_table(tmp_path / "u.xlsx")


def test_parquet_gives_the_columns_their_plain_types(tmp_path):
    frame = pd.DataFrame(
        {
            "id": pd.array([9007199254740993, None, 7], dtype="Int64"),
            "n": pd.array([1, None, 3], dtype="Int64"),
            "code": ["007", None, "NA"],
            "when": pd.to_datetime(["2024-03-25", None, "2024-03-26"]),
            "flag": pd.array([True, None, False], dtype="boolean"),
            "kind": pd.Categorical(["a", "b", None]),
            "list": [[1], [2], [3]],
        }
    )
    frame.to_parquet(tmp_path / "t.parquet")
    read = read_table(tmp_path / "t.parquet")
    assert read.as_written("id").dropna().tolist() == ["9007199254740993", "7"]
    assert read.as_written("n").dropna().tolist() == ["1", "3"]
    assert read.frame["code"].tolist()[::2] == ["007", "NA"]
    assert read.frame.isna().sum().tolist() == [1, 1, 1, 1, 1, 1, 0]
    assert read.frame["kind"].tolist()[:2] == ["a", "b"]
    assert read.frame["when"].dt.day.tolist()[::2] == [25, 26]
    (tmp_path / "u.parquet").write_bytes((tmp_path / "t.parquet").read_bytes()[:200])
    with pytest.raises(FirsthandError, match="is a Parquet file that cannot be read"):
        read_table(tmp_path / "u.parquet")


@pytest.mark.parametrize("ending", ["csv.gz", "xlsx", "parquet"])
def test_a_table_in_any_kind_of_file_is_learned_from_and_its_ids_are_kept(ending, people, quick, tmp_path):
    people["id"] = [f"{k:05d}" for k in range(1, 121)]
    write = {
        "csv.gz": lambda frame, path: frame.to_csv(path, index=False),
        "xlsx": lambda frame, path: frame.to_excel(path, index=False),
        "parquet": lambda frame, path: frame.to_parquet(path, index=False),
    }[ending]
    write(people.iloc[:90], tmp_path / f"train.{ending}")
    write(people.iloc[90:].drop(columns="y"), tmp_path / f"test.{ending}")
    done = fit_table(tmp_path / f"train.{ending}", "y", tmp_path / f"test.{ending}")
    assert done.submission["id"].tolist() == people["id"].tolist()[90:]
    assert (done.submission["y"].to_numpy() == people["y"].to_numpy()[90:]).mean() > 0.8


@pytest.mark.parametrize(("module", "ending"), [("openpyxl.reader.excel", "xlsx"), ("pyarrow", "parquet")])
def test_what_is_missing_is_named_with_what_to_do(module, ending, tmp_path, monkeypatch):
    frame = pd.DataFrame({"a": [1], "b": [2]})
    path = tmp_path / f"t.{ending}"
    frame.to_excel(path) if ending == "xlsx" else frame.to_parquet(path)
    monkeypatch.setitem(sys.modules, module, None)
    package = module.partition(".")[0]
    with pytest.raises(FirsthandError, match=f"{package} is needed: pip install {package}"):
        read_table(path)
