"""The whole way, on tables as they come: what is found is said, what cannot be is one sentence."""

import html
import os
import re
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from firsthand.errors import FirsthandError
from firsthand.tabular import column_kinds, fit_table, pipeline
from firsthand.tabular.pipeline import n_features, rows_to_compare
from firsthand.tabular.report import render


@pytest.fixture
def files(people, tmp_path):
    people.iloc[:90].to_csv(tmp_path / "train.csv", index=False)
    people.iloc[90:].drop(columns="y").to_csv(tmp_path / "test.csv", index=False)
    return tmp_path


@pytest.fixture
def done(files, quick):
    return fit_table(files / "train.csv", "y", files / "test.csv", out=files / "out")


def test_the_predictions_are_right_where_the_columns_tell(done, people):
    assert (done.submission["y"].to_numpy() == people["y"].to_numpy()[90:]).mean() > 0.8
    assert done.submission["id"].tolist() == people["id"].astype("str").tolist()[90:]
    assert (done.task, done.metric, done.comparison.chosen) == (
        "classification",
        "log loss",
        "logistic regression",
    )


def test_files_are_written_whole_and_nothing_beside_them(done, files):
    assert sorted(path.name for path in (files / "out").iterdir()) == [
        "model.joblib",
        "model.json",
        "report.html",
        "submission.csv",
    ]
    written = pd.read_csv(files / "out" / "submission.csv", dtype={"id": "str"})
    pd.testing.assert_frame_equal(written, done.submission, check_dtype=False)
    assert (files / "out" / "report.html").read_text(encoding="utf-8") == done.html


def test_the_same_files_give_the_same_numbers(done, files, quick):
    again = fit_table(files / "train.csv", "y", files / "test.csv")
    pd.testing.assert_frame_equal(again.submission, done.submission)
    assert again.paths == []
    assert (
        again.comparison.results["logistic regression"].score
        == done.comparison.results["logistic regression"].score
    )


def test_the_report_holds_what_was_found_and_asks_for_nothing(done):
    page = done.html
    for words in (
        "Free text of about 7 words",
        "taken apart into days",
        "logistic regression",
        "What to try next",
    ):
        assert words in page
    assert page.count('role="img" aria-label="') == page.count("<figure>") == page.count("<svg") == 4
    assert "default-src 'none'" in html.unescape(page)
    assert not re.search(r"""(src|href)=["']?(https?:|//)|@import|url\(["']?http""", page)
    assert "prefers-color-scheme: dark" in page
    assert 'name="viewport"' in page


def test_what_a_table_holds_cannot_become_part_of_the_page(people, quick):
    evil = "<script>alert(1)</script>"
    people = people.rename(columns={"x": evil}).assign(colour=[f"<b>{k % 3}" for k in range(120)])
    page = fit_table(people, "y").html
    assert evil not in page
    assert "<b>0" not in page
    assert "&lt;script&gt;" in page


def test_dollar_signs_in_names_are_no_formulas(people, quick):
    assert "$cost_{$" in fit_table(people.rename(columns={"x": "$cost_{$"}), "y").html


def test_a_regression_has_its_own_pictures(people, quick):
    report = fit_table(people.assign(y=3 * people["x"] + 10), "y")
    assert (report.task, report.metric) == ("regression", "RMSE")
    assert "Predicted against true y of 120 rows" in report.html
    assert report.explanation.confusion is None


def test_unseen_categories_missing_values_and_words_in_a_number_are_predicted_all_the_same(people, quick):
    test = people.drop(columns="y").head(4).astype(object)
    test["colour"] = "never seen"
    test["x"] = ["oops", None, "1,000", "inf"]
    test["when"] = "no date"
    report = fit_table(people, "y", test)
    assert len(report.submission) == 4
    assert report.submission["y"].isin(["yes", "no"]).all()


def test_extra_columns_of_the_test_table_are_said_and_ignored(people, quick):
    report = fit_table(people, "y", people.assign(extra=1))
    assert (
        "the test table has columns that the training table lacks, and they are ignored: extra."
        in report.notes
    )


def test_a_test_table_may_lack_what_no_model_sees(people, quick):
    assert len(fit_table(people, "y", people.drop(columns=["y", "id", "void", "same"])).submission) == 120


def test_a_very_wide_table_is_no_trouble(quick):
    random = np.random.default_rng(0)
    frame = pd.DataFrame(random.normal(size=(60, 400)), columns=[f"c{k}" for k in range(400)])
    report = fit_table(frame.assign(y=np.where(frame["c7"] > 0, "a", "b")), "y")
    assert "And 300 more columns that are not listed here" in report.html


def test_a_large_table_is_compared_on_a_part_and_learned_whole(people, quick, monkeypatch):
    monkeypatch.setattr(pipeline, "MAX_COMPARED_ROWS", 50)
    seen = []
    fit = pipeline.fit_model
    monkeypatch.setattr(pipeline, "fit_model", lambda model, X, y: seen.append(len(X)) or fit(model, X, y))
    report = fit_table(people, "y")
    assert len(report.comparison.truth) == 50
    assert seen == [120]
    assert any("50 rows drawn at random; the chosen one learns from all 120" in note for note in report.notes)


def test_a_table_beyond_memory_is_learned_in_part_and_said(people, quick, monkeypatch):
    kinds = column_kinds(people.drop(columns="y"))
    monkeypatch.setattr(pipeline, "MAX_FITTED_CELLS", 60 * n_features(kinds))
    monkeypatch.setattr(pipeline, "MAX_COMPARED_ROWS", 50)
    assert any("the last fit takes 60 of its rows" in note for note in fit_table(people, "y").notes)


def test_every_class_is_among_the_rows_that_are_compared(monkeypatch):
    monkeypatch.setattr(pipeline, "MAX_COMPARED_ROWS", 100)
    from firsthand.tabular import read_target

    target = read_target(pd.Series(["a"] * 5000 + ["b"] * 3, name="y"))
    rows = rows_to_compare(target, 3)
    assert np.bincount(target.y[rows])[1] == 3
    assert len(np.unique(rows)) == len(rows) <= 103


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


def test_a_folder_in_the_way_is_said_before_any_model_is_fitted(people, tmp_path, monkeypatch):
    monkeypatch.setattr(pipeline, "compare", lambda *_, **__: pytest.fail("worked in vain"))
    (tmp_path / "out").write_text("")
    with pytest.raises(FirsthandError, match="cannot be written into"):
        fit_table(people, "y", out=tmp_path / "out")


def test_ctrl_c_leaves_no_file(people, tmp_path, quick, monkeypatch):
    def interrupt(*_, **__):
        raise KeyboardInterrupt

    monkeypatch.setattr(pipeline, "explain", interrupt)
    with pytest.raises(KeyboardInterrupt):
        fit_table(people, "y", out=tmp_path / "out")
    assert list((tmp_path / "out").iterdir()) == []


def test_advice_follows_what_was_found(people, quick):
    random = np.random.default_rng(0)
    leaky = people.assign(copy=np.where(people["y"] == "yes", 1.5, 0.25))
    assert "Would copy be known before the target is?" in render(fit_table(leaky, "y"))
    idle = pd.DataFrame(
        {"x": random.normal(size=200), "y": np.where(random.random(200) < 0.05, "ill", "well")}
    )
    page = fit_table(idle, "y").html
    assert "The columns tell next to nothing" in page
    assert "of the rows are of one class" in page


@pytest.mark.skipif("FIRSTHAND_DATA" not in os.environ, reason="needs the original Titanic file")
def test_the_titanic_comes_out_as_everybody_finds_it(tmp_path):
    whole = pd.read_csv(Path(os.environ["FIRSTHAND_DATA"]) / "titanic" / "train.csv")
    test = whole.sample(200, random_state=0)
    report = fit_table(whole.drop(test.index), "Survived", test.drop(columns="Survived"))
    assert 0.81 < report.comparison.results[report.comparison.chosen].metrics["accuracy"] < 0.86
    assert (report.submission["Survived"].to_numpy() == test["Survived"].to_numpy()).mean() > 0.77
    assert set(report.explanation.importances["column"][:3]) == {"Sex", "Name", "Pclass"}
