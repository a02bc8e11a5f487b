"""A fitted pipeline is saved, loads again, and predicts the same; another version or another file is refused."""

import json

import joblib
import numpy as np
import pandas as pd
import pytest

from firsthand.errors import FirsthandError
from firsthand.tabular import fit_table, load_fitted, predict_saved
from firsthand.tabular.columns import preprocessing


@pytest.fixture
def saved(people, quick, tmp_path):
    report = fit_table(people.iloc[:90], "y", people.iloc[90:].drop(columns="y"), out=tmp_path / "out")
    return report, tmp_path / "out"


def test_the_loaded_model_predicts_what_the_fitted_one_did(saved, people):
    report, folder = saved
    made = predict_saved(folder, people.iloc[90:].drop(columns="y"))
    pd.testing.assert_frame_equal(made.frame, report.submission)
    assert (made.scores, made.n_scored) == (None, 0)


def test_probabilities_are_a_column_a_class(saved, people):
    made = predict_saved(saved[1], people.iloc[90:], probabilities=True).frame
    assert list(made.columns) == ["id", "y", "probability of no", "probability of yes"]
    np.testing.assert_allclose(made.iloc[:, 2:].sum(axis=1), 1)
    assert ((made["probability of yes"] > 0.5) == (made["y"] == "yes")).all()


def test_a_labelled_table_is_scored(saved, people):
    made = predict_saved(saved[1], people.iloc[90:])
    assert made.n_scored == 30
    assert (
        made.scores.metrics["accuracy"] == (made.frame["y"].to_numpy() == people["y"].to_numpy()[90:]).mean()
    )


@pytest.mark.parametrize(("package", "called"), [("firsthand", "firsthand"), ("sklearn", "scikit-learn")])
def test_another_version_is_refused_before_anything_is_unpacked(saved, package, called, monkeypatch):
    summary = json.loads((saved[1] / "model.json").read_text())
    summary["versions"][package] = "0.0.7"
    (saved[1] / "model.json").write_text(json.dumps(summary))
    monkeypatch.setattr(joblib, "load", lambda *_: pytest.fail("unpacked"))
    with pytest.raises(FirsthandError, match=f"was written with {called} 0.0.7, and here it is"):
        load_fitted(saved[1])


def test_a_file_that_is_not_the_one_described_is_refused_before_it_is_unpacked(saved, monkeypatch):
    content = (saved[1] / "model.joblib").read_bytes()
    (saved[1] / "model.joblib").write_bytes(content[:-10])
    monkeypatch.setattr(joblib, "load", lambda *_: pytest.fail("unpacked"))
    with pytest.raises(FirsthandError, match=r"is not the file that model.json describes"):
        load_fitted(saved[1])


def test_a_model_whose_classes_have_moved_since_is_refused_with_what_to_do(saved, monkeypatch):
    monkeypatch.delattr(preprocessing, "Preprocessor")
    with pytest.raises(FirsthandError, match=r"by an earlier state of Firsthand.* Run tabular fit again"):
        load_fitted(saved[1])


@pytest.mark.parametrize("text", ["", "{}", "[1]", '{"versions": 3, "sha256": ""}'])
def test_a_damaged_description_is_said(saved, text):
    (saved[1] / "model.json").write_text(text)
    with pytest.raises(FirsthandError, match=r"is damaged\. Run tabular fit again"):
        load_fitted(saved[1])


def test_a_folder_without_a_model_is_told_what_belongs_there(tmp_path):
    with pytest.raises(FirsthandError, match="holds no fitted model"):
        load_fitted(tmp_path)


def test_a_table_that_lacks_columns_or_rows_is_refused(saved, people):
    with pytest.raises(FirsthandError, match="lacks 1 column that the training table has: x"):
        predict_saved(saved[1], people.drop(columns="x"))
    with pytest.raises(FirsthandError, match="there is nothing to predict"):
        predict_saved(saved[1], people.head(0))


def test_numbers_have_no_probabilities(people, quick, tmp_path):
    fit_table(people.assign(y=3 * people["x"] + 10), "y", out=tmp_path)
    with pytest.raises(FirsthandError, match="y is a number: there are no probabilities"):
        predict_saved(tmp_path, people, probabilities=True)
