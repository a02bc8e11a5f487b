"""A submission has the form of its sample, and no file is ever half there."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from firsthand.errors import FirsthandError
from firsthand.tabular import column_kinds, read_target
from firsthand.tabular.io.table import Table
from firsthand.tabular.submission import check_folder, submit, write_whole

KINDS = column_kinds(pd.DataFrame({"id": range(50), "x": np.linspace(0, 1, 50)}))
SURE = np.array([[0.9, 0.1], [0.2, 0.8], [0.6, 0.4]])


def table(name, **columns):
    return Table(pd.DataFrame(columns), Path(name))


def classes(*labels):
    return read_target(pd.Series(list(labels) * 10, name="y"))


TEST = table("test.csv", id=[7, 8, 9], x=[0.1, 0.2, 0.3])


@pytest.mark.parametrize(
    ("labels", "expected"),
    [((0, 1), [0, 1, 0]), ((False, True), [False, True, False]), (("no", "yes"), ["no", "yes", "no"])],
)
def test_without_a_sample_the_labels_stand_beside_the_ids_in_their_own_type(labels, expected):
    frame = submit(TEST, SURE, classes(*labels), KINDS).frame
    assert frame.to_dict("list") == {"id": [7, 8, 9], "y": expected}
    assert frame.to_csv(index=False).splitlines()[1] == f"7,{expected[0]}"


def test_without_an_id_the_rows_are_numbered():
    made = submit(table("test.csv", x=[1.0, 2.0, 3.0]), SURE, classes(0, 1), KINDS)
    assert made.frame["row"].tolist() == [1, 2, 3]
    assert made.notes == ["test.csv has no id column: the rows are numbered from 1."]


def test_with_a_sample_come_its_columns_and_its_order_of_ids():
    sample = table("sample.csv", verdict=[0, 0, 0], id=[9, 7, 8])
    made = submit(TEST, SURE, classes("no", "yes"), KINDS, sample)
    assert list(made.frame.columns) == ["verdict", "id"]
    assert made.frame.to_dict("list") == {"verdict": ["no", "no", "yes"], "id": [9, 7, 8]}
    assert "written as verdict" in made.notes[0]


def test_a_sample_of_fractions_gets_the_probability_of_the_second_class():
    made = submit(
        TEST, SURE, classes("no", "yes"), KINDS, table("sample.csv", id=[7, 8, 9], y=[0.5, 0.5, 0.5])
    )
    assert made.frame["y"].tolist() == [0.1, 0.8, 0.4]
    assert made.notes == ["The sample has fractions in y: the probability of yes is written."]


def test_a_sample_with_a_column_a_class_gets_each_probability():
    sample = table("sample.csv", id=[8, 7, 9], yes=[0, 0, 0], no=[0, 0, 0])
    frame = submit(TEST, SURE, classes("no", "yes"), KINDS, sample).frame
    assert frame.to_dict("list") == {"id": [8, 7, 9], "yes": [0.8, 0.1, 0.4], "no": [0.2, 0.9, 0.6]}


def test_a_sample_without_ids_goes_by_the_order_of_rows():
    frame = submit(TEST, SURE, classes(0, 1), KINDS, table("sample.csv", y=[0, 0, 0])).frame
    assert frame.to_dict("list") == {"y": [0, 1, 0]}


def test_numbers_are_written_as_they_are():
    target = read_target(pd.Series(np.linspace(0.5, 9, 40), name="y"))
    sample = table("sample.csv", id=[9, 8, 7], y=[0.5, 0.5, 0.5])
    assert submit(TEST, np.array([1.5, 2.5, 3.5]), target, KINDS, sample).frame["y"].tolist() == [
        3.5,
        2.5,
        1.5,
    ]


@pytest.mark.parametrize(
    ("columns", "message"),
    [
        ({"id": [7, 8, 99], "y": [0, 0, 0]}, "asks for 1 row that test.csv does not have: id 99"),
        ({"id": [7, 8], "y": [0, 0]}, "has 2 rows, test.csv has 3"),
        (
            {"key": [7, 8, 9], "y": [0, 0, 0]},
            r"none of its columns \(key and y\) is there to tell which row is which",
        ),
        ({"y": [0, 0]}, "none of its columns"),
        ({"id": [7, 8, 9]}, "has no column for predictions, only ids"),
        (
            {"id": [7, 8, 9], "p": [0, 0, 0], "q": [0, 0, 0]},
            "asks for columns p and q, but the classes of y are 0 and 1",
        ),
    ],
)
def test_a_sample_that_does_not_match_gets_its_sentence(columns, message):
    with pytest.raises(FirsthandError, match=message):
        submit(TEST, SURE, classes(0, 1), KINDS, table("sample.csv", **columns))


def test_ids_that_repeat_are_refused():
    test = table("test.csv", id=[7, 7, 9], x=[1.0, 2.0, 3.0])
    with pytest.raises(FirsthandError, match=r"The ids in column id of test\.csv repeat, such as 7"):
        submit(test, SURE, classes(0, 1), KINDS, table("sample.csv", id=[7, 8, 9], y=[0, 0, 0]))


def test_a_folder_that_cannot_be_written_is_said_before_the_work(tmp_path):
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(
        FirsthandError, match=r"cannot be written into .*file.*Name another folder with --out"
    ):
        check_folder(tmp_path / "file")
    with pytest.raises(FirsthandError, match="cannot be written into"):
        check_folder(tmp_path / "file" / "below")


def test_an_interruption_leaves_what_was_there_before(tmp_path, monkeypatch):
    path = tmp_path / "submission.csv"
    write_whole(path, "old")

    def interrupt(self, target):
        raise KeyboardInterrupt

    monkeypatch.setattr(Path, "replace", interrupt)
    with pytest.raises(KeyboardInterrupt):
        write_whole(path, "new")
    assert [(one.name, one.read_text()) for one in tmp_path.iterdir()] == [("submission.csv", "old")]


def test_a_folder_that_vanished_is_said(tmp_path):
    with pytest.raises(FirsthandError, match="was not written"):
        write_whole(tmp_path / "gone" / "report.html", "text")
