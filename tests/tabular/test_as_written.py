"""Tables as people write them: ids stay as they are, numbers and days are read, and what is not is said."""

import numpy as np
import pandas as pd
import pytest

from firsthand.errors import FirsthandError
from firsthand.tabular import fit_table
from firsthand.tabular.columns.column_types import clean, column_kinds
from firsthand.tabular.columns.target import read_target

from .tables import table


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
