"""What was fitted to compare models is asked again to explain them, and says the same as models fitted anew."""

from dataclasses import replace

import numpy as np
import pytest
from pandas.testing import assert_frame_equal
from sklearn.dummy import DummyClassifier, DummyRegressor
from sklearn.linear_model import LogisticRegression, Ridge
from sklearn.tree import DecisionTreeClassifier

from firsthand.tabular import column_kinds, compare, explain, fit_table, pipeline, read_target
from firsthand.tabular.modelling import fitted_folds, model_comparison, tuning
from firsthand.tabular.modelling.blending import MAX_OF_A_KIND
from firsthand.tabular.modelling.cross_validation import group_folds, random_folds
from firsthand.tabular.modelling.fitted_folds import KeptModels
from firsthand.tabular.modelling.fold_tables import FoldTables
from firsthand.tabular.modelling.tuning import search

TUNED = "ridge regression, tuned"


class CountedRidge(Ridge):
    """A ridge regression that counts how often any of its kind was fitted."""

    fits = 0

    def fit(self, X, y):
        CountedRidge.fits += 1
        return super().fit(X, y)


@pytest.fixture(autouse=True)
def counted_from_zero():
    CountedRidge.fits = 0


@pytest.fixture
def table(people):
    return people.assign(y=3 * people["x"] + 10 + np.random.default_rng(1).normal(size=len(people)))


@pytest.fixture
def measured(table):
    frame = table.drop(columns="y")
    return frame, read_target(table["y"]), column_kinds(frame)


def three(*_):
    return {
        "mean": DummyRegressor(),
        "ridge regression": CountedRidge(200.0),
        "other ridge": CountedRidge(0.01),
    }


def choosing(monkeypatch, name):
    monkeypatch.setattr(model_comparison, "choose", lambda results: (name, "for the test"))


def fits_to_explain(*asked):
    before = CountedRidge.fits
    return explain(*asked), CountedRidge.fits - before


@pytest.mark.parametrize(
    ("chosen", "n_anew"),
    [("ridge regression", 4), (TUNED, 4), ("blend", None)],
    ids=["plain", "tuned", "blend"],
)
def test_to_explain_fits_nothing_again_and_tells_the_same(measured, monkeypatch, chosen, n_anew):
    choosing(monkeypatch, chosen)
    comparison = compare(*measured, models=three(), n_folds=4, budget=60)
    assert comparison.chosen == chosen
    found, n_again = fits_to_explain(*measured, comparison)
    anew, n_fits = fits_to_explain(*measured, replace(comparison, fitted=None))
    assert n_again == 0
    assert n_fits == (n_anew or 2 * len(comparison.weights))
    assert found.importances["importance"].max() > 0.5
    assert_frame_equal(found.importances, anew.importances, rtol=0, atol=1e-12)
    assert_frame_equal(found.worst, anew.worst)


def test_the_whole_way_fits_each_model_once_a_fold_and_the_chosen_one_on_all_rows(table, monkeypatch):
    choosing(monkeypatch, "other ridge")
    monkeypatch.setattr(pipeline, "candidates", three)
    result = fit_table(table, "y")
    assert CountedRidge.fits == 2 * 5 + 1
    assert result.comparison.fitted is None


def test_a_fold_that_lacks_a_class_is_explained_by_what_was_fitted_there(people, monkeypatch):
    choosing(monkeypatch, "blend")
    people.loc[:3, "y"] = "rare"
    people["group"] = np.where(np.arange(120) < 4, "a", np.arange(120) % 3)
    frame, target = people.drop(columns=["y", "group"]), read_target(people["y"])
    folds = group_folds(people["group"])
    kinds = column_kinds(frame)
    models = {
        "majority class": DummyClassifier(),
        "tree": DecisionTreeClassifier(max_depth=3, random_state=0),
        "logistic regression": LogisticRegression(),
    }
    comparison = compare(frame, target, kinds, models, folds=folds)
    found = explain(frame, target, kinds, comparison)
    anew = explain(frame, target, kinds, replace(comparison, fitted=None))
    assert_frame_equal(found.importances, anew.importances, rtol=0, atol=1e-12)


def test_what_was_too_much_to_keep_is_fitted_again(measured, monkeypatch):
    choosing(monkeypatch, "ridge regression")
    monkeypatch.setattr(fitted_folds, "MAX_KEPT_BYTES", 100)
    comparison = compare(*measured, models=three(), n_folds=4)
    assert fits_to_explain(*measured, comparison)[1] == 4


def test_models_are_kept_until_together_they_are_too_much(monkeypatch):
    kept, model = KeptModels(), np.zeros(1000)
    monkeypatch.setattr(fitted_folds, "MAX_KEPT_BYTES", 50_000)
    for name in "abc":
        kept.keep(name, [model, model])
    assert "b" in kept
    assert "d" not in kept
    kept.keep("d", [model])
    assert "d" not in kept
    kept.drop("a")
    kept.keep("d", [model])
    kept.keep("e", [lambda: "cannot be pickled"])
    assert ["a" in kept, "d" in kept, "e" in kept] == [False, True, False]


def test_of_all_that_is_tried_the_best_six_are_kept(measured, monkeypatch):
    frame, target, kinds = measured
    alphas = [3.0, 1.0, 4.0, 2.0, 9.0, 5.0, 8.0, 6.0, 7.0]
    monkeypatch.setattr(tuning, "settings_of", lambda *_: iter([{"alpha": alpha} for alpha in alphas]))
    folds = FoldTables(frame, target, kinds, random_folds(target).pairs)
    kept = KeptModels()
    poor = {"ridge regression": np.zeros(len(target.y))}
    trials = search({"ridge regression": Ridge()}, poor, folds, target, "RMSE", 60.0, kept=kept).trials
    ranked = sorted((trial for trial in trials if trial.score), key=lambda trial: trial.score)
    assert len(ranked) > MAX_OF_A_KIND
    assert [trial.name in kept for trial in ranked] == [k < MAX_OF_A_KIND for k in range(len(ranked))]
