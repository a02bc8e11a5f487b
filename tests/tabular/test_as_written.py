"""Tables as people write them: ids stay as they are, numbers and days are read, and what is not is said."""

import numpy as np
import pandas as pd
import pytest

from firsthand.errors import FirsthandError
from firsthand.tabular import fit_table
from firsthand.tabular.columns.column_types import clean, column_kinds
from firsthand.tabular.columns.target import read_target
from firsthand.tabular.data_checks import about_order, about_unreadable, target_values
from firsthand.tabular.io.table import read_table
from firsthand.tabular.modelling.cv_result import CrossValidationResult, choose
from firsthand.tabular.parsing import as_number


def table(tmp_path, text, name="table.csv"):
    (tmp_path / name).write_text(text, encoding="utf-8")
    return read_table(tmp_path / name)


def series(*values):
    return pd.Series(values, name="x", dtype="str")


# Ids


def test_leading_zeros_are_kept_wherever_in_the_file_they_stand(tmp_path):
    ids = [*range(20_000, 18_000, -1), *range(42, 0, -1)]
    read = table(tmp_path, "id,a\n" + "".join(f"{k:05d},{k % 7}\n" for k in ids))
    assert read.frame["id"].iloc[-1] == "00001"
    assert read.as_written("id").tolist() == [f"{k:05d}" for k in ids]
    assert read.frame["a"].dtype == np.int64


@pytest.mark.parametrize("first", ["9007199254742993", "5001", "007"])
def test_a_missing_id_does_not_turn_the_others_into_floats(first, tmp_path):
    read = table(tmp_path, f"id,a\n{first},1.5\n,2.5\n")
    assert read.as_written("id").iloc[0] == first
    assert read.as_written("id").isna().tolist() == [False, True]


def test_the_submission_has_the_ids_of_the_file(tmp_path, quick):
    rows = [(f"{k:05d}", k % 5, "ab"[k % 5 > 2]) for k in range(60)]
    (tmp_path / "train.csv").write_text("id,x,y\n" + "".join(f"{i},{x},{y}\n" for i, x, y in rows))
    ids = ["9007199254742993", "", "00007"]
    (tmp_path / "test.csv").write_text("id,x\n" + "".join(f"{i},{k}\n" for k, i in enumerate(ids)))
    done = fit_table(tmp_path / "train.csv", "y", tmp_path / "test.csv", out=tmp_path / "out")
    assert done.submission["id"].fillna("").tolist() == ids
    lines = (tmp_path / "out" / "submission.csv").read_text().splitlines()
    assert [line.split(",")[0] for line in lines[1:]] == ids


# Numbers


@pytest.mark.parametrize(
    ("written", "number"),
    [
        ("($1,069.87)", -1069.87),
        ("1069.9-", -1069.9),
        ("–5", -5),
        ("−5", -5),
        ("1,76,922", 176_922),
        ("12,34,56,789", 123_456_789),
        ("6:50:00", 24_600),
        ("100:00:01.5", 360_001.5),
        ("()", np.nan),
        ("1,2,3", np.nan),
        ("6:75:00", np.nan),
        ("-", np.nan),
    ],
)
def test_a_number_in_another_dress(written, number):
    read = as_number(series(written, "1"))
    assert read.iloc[0] == number or (np.isnan(number) and np.isnan(read.iloc[0]))
    assert read.iloc[1] == 1


@pytest.mark.parametrize("form", ["({:,.2f})", "{:.1f}-", "–{:.1f}", "{0:.0f}:30:00"])
def test_what_looks_like_a_number_is_never_dropped_as_an_id(form):
    values = pd.Series([form.format(k + 0.5) for k in range(60)], name="x")
    (column,) = column_kinds(values.to_frame()).values()
    assert column.kind == "number"
    assert column.n_missing == 0


def test_mostly_numbers_and_all_different_is_said_and_not_dropped():
    values = pd.Series([str(k) for k in range(70)] + [f"about{k}" for k in range(30)], name="x")
    (column,) = column_kinds(values.to_frame()).values()
    assert column.kind == "number"
    assert "More than half of it looks like numbers" in column.description
    assert "30 values" in column.description


def test_points_are_thousands_where_the_file_has_decimal_commas(tmp_path):
    german = table(tmp_path, "umsatz;quote\n9.246;50,0\n1.352;54,5\n17.128;45,9\n880;1,5\n")
    assert german.frame["umsatz"].tolist() == [9246, 1352, 17128, 880]
    assert any("umsatz has points" in note for note in german.notes)
    english = table(tmp_path, "a;b\n9.246;x\n1.352;y\n", "english.csv")
    assert english.frame["a"].tolist() == [9.246, 1.352]
    own = table(tmp_path, "a;b\n9.2465;50,0\n1.352;54,5\n", "own.csv")
    assert own.frame["a"].tolist() == [9.2465, 1.352], "four digits behind a point are no thousands"


def test_what_excel_could_not_compute_is_missing(tmp_path):
    read = table(tmp_path, "ratio,y\n#DIV/0!,1\n7.5,2\n#REF!,3\n#VALUE!,4\n")
    assert read.frame["ratio"].dtype == np.float64
    assert read.frame["ratio"].isna().tolist() == [True, False, True, True]


# Days


@pytest.mark.parametrize(
    ("values", "first"),
    [
        (["2/23/2018 04:00:00 AM", "11/1/2018 02:00:00 PM"], "2018-02-23 04:00"),
        (["23. Februar 2018", "1. März 2018", "11. Dez 2017"], "2018-02-23"),
        (["20180223", "20170211"], "2018-02-23"),
        (["2018-02-23", "2018-11-01", "2017-01-09", "11/22/2017", "02/28/2017"], "2018-02-23"),
    ],
)
def test_days_in_many_forms(values, first):
    frame = pd.DataFrame({"when": values * 10})
    kinds = column_kinds(frame)
    assert kinds["when"].kind == "date"
    days = clean(frame, kinds)["when"]
    assert days.notna().all()
    assert days.iloc[0] == pd.Timestamp(first)


def test_days_that_became_whole_numbers_are_days():
    kinds = column_kinds(pd.DataFrame({"when": [20180223, 20170211, 20171231], "n": [20189999, 1, 2]}))
    assert (kinds["when"].kind, kinds["n"].kind) == ("date", "number")


def test_day_and_month_are_decided_by_both_tables():
    train = pd.DataFrame({"when": ["12/02/2018", "11/02/2017", "01/11/2018"] * 5})
    test = pd.DataFrame({"when": ["23/02/2018", "11/02/2017"]})
    alone, both = column_kinds(train)["when"], column_kinds(train, test)["when"]
    assert "could be the other way round" in alone.description
    assert both.form == "%d/%m/%Y"
    assert "other way round" not in both.description
    assert clean(test, {"when": both})["when"].notna().all()


def test_rows_in_the_order_of_time_are_told_that_the_future_is_harder():
    days = pd.date_range("2020-01-01", periods=60).strftime("%Y-%m-%d")
    frame = pd.DataFrame({"date": days, "x": range(60)})
    said = about_order(frame, column_kinds(frame))[0]
    assert "Expect the future to be harder" in said
    assert f"With --time {frame.columns[0]} the past predicts the future" in said
    shuffled = frame.sample(frac=1, random_state=0)
    assert about_order(shuffled, column_kinds(shuffled)) == []


# The target


@pytest.mark.parametrize("word", ["None", "NA", "null"])
def test_a_class_called_nothing_is_a_class_among_words(word, tmp_path):
    rows = "".join(f"{k},{('Insomnia', word, '')[k % 3]}\n" for k in range(30))
    values, notes = target_values(table(tmp_path, "a,state\n" + rows), "state")
    assert sorted(read_target(values).classes) == sorted(["Insomnia", word])
    assert values.isna().sum() == 10
    assert f"{word} in 10 rows of state is a class" in notes[0]


def test_among_numbers_the_same_word_means_missing(tmp_path):
    rows = "".join(f"{k},{'NA' if k % 3 else k / 2}\n" for k in range(60))
    values, notes = target_values(table(tmp_path, "a,price\n" + rows), "price")
    assert read_target(values).task == "regression"
    assert notes == []


def test_a_target_of_numbers_with_a_few_words_is_a_regression():
    values = pd.Series([f"${1000 + k:,}" for k in range(97)] + ["TBD", "unknown", "-"], name="price")
    target = read_target(values)
    assert (target.task, len(target.y)) == ("regression", 97)
    assert any(
        "3 rows whose price is no number, such as “TBD”, are left out" in note for note in target.notes
    )


def test_the_value_that_is_no_number_is_the_one_that_is_named():
    values = pd.Series([*map(str, range(50)), *["TBD"] * 20], name="price")
    with pytest.raises(FirsthandError, match="“TBD”"):
        read_target(values, "regression")


# The test table, the header


def test_unreadable_values_of_the_test_table_are_counted(tmp_path):
    kinds = column_kinds(pd.DataFrame({"rooms": [1, 2, 3, 4], "city": [7, 8, 9, 9]}))
    asked = table(tmp_path, "rooms,city\n4+,7\n5,8\nmany,n/a\n")
    (note,) = about_unreadable(asked, kinds)
    assert note == "2 values of rooms in table.csv, such as “4+”, are no number and count as missing."


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


def test_a_file_without_a_header_is_told_that_its_first_line_seems_to_be_data(tmp_path):
    rows = ["50.0,south,no", "54.5,west,yes", "45.9,south,no", "36.6,south,no"] * 10
    (tmp_path / "table.csv").write_text("\n".join(rows))
    with pytest.raises(FirsthandError, match="first line seems to be data"):
        fit_table(tmp_path / "table.csv", "y")


# The choice among models


def judged(name, losses, bounded):
    return CrossValidationResult(
        name, {"log loss": losses.mean()}, {"log loss": (0.0, 1.0)}, losses, bounded, losses, losses, 0.0
    )


def test_one_row_does_not_choose_the_simpler_model():
    random = np.random.default_rng(0)
    good, poor = random.uniform(0, 0.03, 200), random.uniform(0.05, 0.15, 200)
    poor[0] = 13.8
    models = [
        judged("baseline", good + 5, good + 1),
        judged("simple", poor, poor / 10),
        judged("best", good, good / 10),
    ]
    assert choose({one.name: one for one in models})[0] == "best"
