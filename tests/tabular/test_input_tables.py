"""The tables of one task, and the one sentence for those that do not belong together."""

import pytest

from firsthand.errors import FirsthandError
from firsthand.tabular import fit_table


def test_extra_columns_of_the_test_table_are_said_and_ignored(people, quick):
    report = fit_table(people, "y", people.assign(extra=1))
    assert (
        "the test table has columns that the training table lacks, and they are ignored: extra."
        in report.notes
    )


def test_a_test_table_may_lack_what_no_model_sees(people, quick):
    assert len(fit_table(people, "y", people.drop(columns=["y", "id", "void", "same"])).submission) == 120


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda train: train.head(0), "has a header and no rows"),
        (lambda train: train.head(1), "There is only 1 row: at least 10"),
        (lambda train: train[["id", "same", "void", "y"]], "has no column to learn from"),
        (lambda train: train[["y"]], "has no column to learn from"),
        (lambda train: train.rename(columns={"y": "Y"}), r"has no column y\. Did you mean Y\?"),
        (lambda train: train.rename(columns={"y": "answer"}), r"has no column y\. It has id, x"),
        (lambda train: train.set_axis(list("12345678"), axis=1), "Its first line seems to be data"),
    ],
)
def test_a_training_table_that_cannot_be_used_gets_its_sentence(people, quick, change, message):
    with pytest.raises(FirsthandError, match=message):
        fit_table(change(people), "y")


def test_a_target_of_which_there_are_two_is_refused(tmp_path):
    (tmp_path / "t.csv").write_text("y,a,y\n" + "1,2,3\n" * 20)
    with pytest.raises(FirsthandError, match="has several columns called y"):
        fit_table(tmp_path / "t.csv", "y")


def test_a_test_table_that_lacks_columns_names_them(people, quick):
    with pytest.raises(FirsthandError, match="lacks 2 columns that the training table has: x and colour"):
        fit_table(people, "y", people[["id", "when", "note"]])
    with pytest.raises(FirsthandError, match="has a header and no rows: there is nothing to predict"):
        fit_table(people, "y", people.head(0))


def test_a_sample_needs_its_test_table(people):
    with pytest.raises(FirsthandError, match="needs the test table it belongs to"):
        fit_table(people, "y", sample=people[["id", "y"]])


def test_a_file_without_a_header_is_told_that_its_first_line_seems_to_be_data(tmp_path):
    rows = ["50.0,south,no", "54.5,west,yes", "45.9,south,no", "36.6,south,no"] * 10
    (tmp_path / "table.csv").write_text("\n".join(rows))
    with pytest.raises(FirsthandError, match="first line seems to be data"):
        fit_table(tmp_path / "table.csv", "y")
