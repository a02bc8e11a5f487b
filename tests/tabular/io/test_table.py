"""Tables read from files: what their columns and fields come to, and what is no file of a table."""

import pandas as pd
import pytest

from firsthand.errors import FirsthandError
from firsthand.tabular.io.table import as_table, read_table

from ..tables import write


def test_numbers_with_leading_zeros_stay_as_they_are(tmp_path):
    assert read_table(write(tmp_path / "t.csv", "code,n\n007,1\n012,2\n")).frame["code"].tolist() == [
        "007",
        "012",
    ]


def test_a_question_mark_and_spaces_are_missing(tmp_path):
    assert read_table(write(tmp_path / "t.csv", "a, b\n1, ?\n2,  \n")).frame["b"].isna().all()


def test_columns_of_one_name_are_numbered_and_said(tmp_path):
    table = read_table(write(tmp_path / "t.csv", "a,b,a\n1,2,3\n"))
    assert list(table.frame.columns) == ["a", "b", "a.1"]
    assert table.repeated == {"a"}
    assert table.notes == ["2 columns of t.csv are called a: the later ones are a.1 and so on here."]


def test_a_single_column_is_doubted(tmp_path):
    assert "has one column only" in read_table(write(tmp_path / "t.csv", "a b\n1 2\n")).notes[0]


def test_a_header_alone_is_a_table_of_no_rows(tmp_path):
    assert read_table(write(tmp_path / "t.csv", "a,b\n")).frame.shape == (0, 2)


def test_a_missing_file_names_what_is_there(tmp_path):
    with pytest.raises(FirsthandError, match=r"There is no table in that folder"):
        read_table(tmp_path / "train.csv")
    write(tmp_path / "tarin.csv", "a\n1\n")
    with pytest.raises(FirsthandError, match=r"train.csv does not exist. The folder has tarin.csv"):
        read_table(tmp_path / "train.csv")
    with pytest.raises(FirsthandError, match="Nor is there a folder"):
        read_table(tmp_path / "nowhere" / "train.csv")


def test_a_folder_names_the_files_in_it(tmp_path):
    write(tmp_path / "train.csv", "a\n1\n")
    with pytest.raises(FirsthandError, match=r"is a folder, not a table. It holds train.csv"):
        read_table(tmp_path)


def test_a_data_frame_with_two_columns_of_one_name_is_refused():
    frame = pd.DataFrame([[1, 2]], columns=["a", "a"])
    with pytest.raises(FirsthandError, match="the training table has several columns called a"):
        as_table(frame, "the training table")
