"""Tuning keeps to its time, tries on the same folds, keeps what it found when it is interrupted, and says so."""

import numpy as np
import pandas as pd
import pytest
from sklearn.dummy import DummyRegressor

from firsthand.classical import GradientBoostingRegressor, Ridge
from firsthand.tabular import column_kinds, compare, fit_table, load_fitted, pipeline, read_target
from firsthand.tabular.modelling import model_comparison, tuning
from firsthand.tabular.modelling.models import LogTarget
from firsthand.tabular.modelling.tuning import settings_of, with_settings


@pytest.fixture
def noisy(monkeypatch):
    """40 columns for 90 rows: a ridge of little penalty fits the noise."""

    def two(task, n_rows, n_classes=2, random_state=0):
        return {"mean": DummyRegressor(), "ridge regression": Ridge(0.001)}

    monkeypatch.setattr(model_comparison, "candidates", two)
    monkeypatch.setattr(pipeline, "candidates", two)
    random = np.random.default_rng(0)
    frame = pd.DataFrame(random.normal(size=(90, 40)), columns=[f"c{k}" for k in range(40)])
    return frame.assign(y=frame["c0"] + frame["c1"] + random.normal(0, 1, 90))


def test_a_penalty_that_suits_is_found_taken_saved_and_said(noisy, tmp_path):
    report = fit_table(noisy, "y", out=tmp_path, budget=60)
    comparison = report.comparison
    tuned = comparison.results["ridge regression, tuned"]
    assert tuned.score < comparison.results["ridge regression"].score
    assert [trial.settings["alpha"] for trial in comparison.search.trials] == [10, 30, 3, 100, 300, 0.1]
    best = min((trial for trial in comparison.search.trials if trial.score), key=lambda trial: trial.score)
    assert comparison.models["ridge regression, tuned"].alpha == best.settings["alpha"]
    assert comparison.chosen == "blend"
    penalties = {name: model.alpha for name, model in load_fitted(tmp_path).model.models_.items()}
    assert set(penalties) == set(comparison.weights)
    assert best.settings["alpha"] in penalties.values()
    assert f"<td>alpha {best.settings['alpha']:.3g}</td>" in report.html
    assert any(note.startswith("Tuning: 6 settings tried in") for note in report.notes)


def test_what_is_tried_is_judged_on_the_same_folds(noisy):
    frame, target = noisy.drop(columns="y"), read_target(noisy["y"])
    comparison = compare(frame, target, column_kinds(frame), budget=60)
    again = compare(
        frame,
        target,
        column_kinds(frame),
        {"mean": DummyRegressor(), "ridge regression": Ridge(30.0)},
    )
    (trial,) = (one for one in comparison.search.trials if one.settings == {"alpha": 30.0})
    assert trial.score == pytest.approx(again.results["ridge regression"].score)


def test_the_tuned_score_is_nested_and_no_better_than_the_best_of_all_that_was_tried(noisy):
    frame, target = noisy.drop(columns="y"), read_target(noisy["y"])
    comparison = compare(frame, target, column_kinds(frame), budget=60)
    best = min(trial.score for trial in comparison.search.trials if trial.score)
    assert comparison.results["ridge regression, tuned"].score >= best


def test_a_search_that_has_no_time_tries_nothing_more(noisy, monkeypatch):
    clock = iter(np.arange(0.0, 1000.0, 0.5))  # each look at the clock takes half a second
    monkeypatch.setattr(tuning.time, "perf_counter", lambda: next(clock))
    frame, target = noisy.drop(columns="y"), read_target(noisy["y"])
    comparison = compare(frame, target, column_kinds(frame), budget=20)
    assert 0 < len(comparison.search.trials) < 6
    assert comparison.search.seconds < 40


def test_the_progress_says_what_is_tuned_and_how_much_of_the_time_is_gone(noisy):
    heard = []
    fit_table(noisy, "y", budget=60, progress=lambda *said: heard.append(said))
    tuning_said = [(done, total, what) for done, total, what in heard if what.startswith("tuning")]
    assert tuning_said[0] == (0, 60, "tuning ridge regression, seconds; 0 tried")
    assert tuning_said[-1][2] == "tuning ridge regression, seconds; 5 tried"


def test_ctrl_c_goes_on_with_what_was_found(noisy, tmp_path, monkeypatch):
    tried = []

    def interrupted(model, settings):
        tried.append(settings)
        if len(tried) == 3:
            raise KeyboardInterrupt
        return with_settings(model, settings)

    monkeypatch.setattr(tuning, "with_settings", interrupted)
    report = fit_table(noisy, "y", out=tmp_path, budget=60)
    assert len(report.comparison.search.trials) == 2
    assert report.comparison.chosen != "ridge regression"
    assert "ridge regression, tuned" in report.comparison.results
    assert any("Ended by hand; what was found until then counts." in note for note in report.notes)
    assert (tmp_path / "report.html").is_file()


def test_a_single_fold_in_time_tries_nothing_and_says_so(noisy):
    halves = noisy.assign(when=np.repeat([1.5, 2.5], 45))
    report = fit_table(halves, "y", time="when", budget=60)
    assert report.comparison.search is None
    assert any("No settings were tried" in note for note in report.notes)


def test_settings_of_clearly_worse_models_are_given_up_after_the_first_fold(noisy, monkeypatch):
    monkeypatch.setattr(
        tuning,
        "settings_of",
        lambda kind, *_: iter([{"alpha": 1e9}, {"alpha": 9.0}]) if kind == "ridge regression" else iter([]),
    )
    frame = noisy.drop(columns="y")
    target = read_target((5 * noisy["c0"] + noisy["y"]).rename("y"))
    strong = {"mean": DummyRegressor(), "ridge regression": Ridge(10.0)}
    hopeless, good = compare(frame, target, column_kinds(frame), strong, budget=60).search.trials
    assert hopeless.predictions is hopeless.score is None
    assert good.score is not None


@pytest.mark.parametrize("kind", ["gradient boosting", "XGBoost", "LightGBM"])
@pytest.mark.parametrize("n_classes", [0, 2, 5])
def test_every_setting_that_is_drawn_can_be_fitted(kind, n_classes):
    from firsthand.tabular import candidates

    model = candidates("classification" if n_classes else "regression", 60, n_classes)[kind]
    random = np.random.default_rng(0)
    X, y = random.normal(size=(60, 4)), np.arange(60) % n_classes if n_classes else random.normal(size=60)
    drawn = settings_of(kind, n_classes, random)
    for _ in range(2):
        settings = next(drawn)
        fitted = with_settings(model, {**settings, "n_estimators": 3}).fit(X, y)
        assert np.isfinite(fitted.predict(X)).all()
        assert settings["num_leaves"] < 2 ** settings["max_depth"] if kind == "LightGBM" else True
        assert 7 < settings["n_estimators"] * settings["learning_rate"] * (2 if n_classes > 3 else 1) < 52


def test_the_settings_of_a_model_of_logarithms_are_those_of_the_model_inside():
    found = with_settings(LogTarget(GradientBoostingRegressor()), {"max_depth": 3})
    assert found.model.max_depth == 3


def test_the_blend_stands_before_the_tuned_models_and_is_taken_where_none_is_clearly_better(noisy):
    frame, target = noisy.drop(columns="y"), read_target(noisy["y"])
    models = {
        "mean": DummyRegressor(),
        "ridge regression": Ridge(0.001),
        "gradient boosting": GradientBoostingRegressor(20, n_jobs=1, random_state=0),
    }
    comparison = compare(frame, target, column_kinds(frame), models, budget=2)
    names = list(comparison.results)
    assert names[:3] == list(models)
    assert names[3] == "blend"
    assert all(name.endswith(", tuned") for name in names[4:])
    assert "ridge regression, tuned" in names
