"""The whole way, on tables as they come: what is found is said, what cannot be is one sentence."""

import os
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from firsthand.errors import FirsthandError
from firsthand.tabular import column_kinds, fit_table, pipeline
from firsthand.tabular.pipeline import n_features, rows_to_compare


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


def test_unseen_categories_missing_values_and_words_in_a_number_are_predicted_all_the_same(people, quick):
    test = people.drop(columns="y").head(4).astype(object)
    test["colour"] = "never seen"
    test["x"] = ["oops", None, "1,000", "inf"]
    test["when"] = "no date"
    report = fit_table(people, "y", test)
    assert len(report.submission) == 4
    assert report.submission["y"].isin(["yes", "no"]).all()


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


@pytest.mark.skipif("FIRSTHAND_DATA" not in os.environ, reason="needs the original Titanic file")
def test_the_titanic_comes_out_as_everybody_finds_it(tmp_path):
    whole = pd.read_csv(Path(os.environ["FIRSTHAND_DATA"]) / "titanic" / "train.csv")
    test = whole.sample(200, random_state=0)
    report = fit_table(whole.drop(test.index), "Survived", test.drop(columns="Survived"))
    assert 0.81 < report.comparison.results[report.comparison.chosen].metrics["accuracy"] < 0.86
    assert (report.submission["Survived"].to_numpy() == test["Survived"].to_numpy()).mean() > 0.77
    assert set(report.explanation.importances["column"][:3]) == {"Sex", "Name", "Pclass"}
