"""A blend weighs models by what they said of rows they had not seen, and is judged by weights that did not see them."""

import numpy as np
import pandas as pd
import pytest
from numpy.testing import assert_allclose, assert_array_equal
from sklearn import linear_model as theirs
from sklearn.base import clone
from sklearn.dummy import DummyClassifier

from firsthand.classical import LogisticRegression, Ridge
from firsthand.tabular import (
    column_kinds,
    compare,
    fit_table,
    load_fitted,
    pipeline,
    predict_saved,
    read_target,
)
from firsthand.tabular.columns.target import Target
from firsthand.tabular.modelling import model_comparison
from firsthand.tabular.modelling.blending import Blend, greedy_weights, mixed, nested_mix, row_errors


@pytest.fixture
def views():
    """Three models that each see the truth through a noise of their own, and one that sees nothing."""
    random = np.random.default_rng(0)
    y = random.normal(size=400)
    seen = np.stack([y + random.normal(0, 0.5, 400) for _ in range(3)])
    return y, np.vstack([seen, random.normal(size=400)])


def weights_of(said, y, rounds=25, task="regression", metric="RMSE"):
    return greedy_weights(said, y, task, metric, [f"kind {k}" for k in range(len(said))], rounds)


def mean_loss(said, y):
    return float(row_errors("RMSE", said, y, "regression").mean())


def test_three_that_err_apart_share_the_weight_and_the_one_that_sees_nothing_has_none(views):
    y, said = views
    weights = weights_of(said, y)
    assert weights[:3].min() > 0.2
    assert weights[3] < 0.1
    assert weights.sum() == pytest.approx(1)


def test_the_blend_is_no_worse_than_the_best_on_the_rows_it_was_found_on(views):
    y, said = views
    assert mean_loss(mixed(list(said), weights_of(said, y)), y) < min(mean_loss(one, y) for one in said)


def test_no_round_more_makes_it_worse(views):
    y, said = views
    losses = [mean_loss(mixed(list(said), weights_of(said, y, rounds)), y) for rounds in range(1, 12)]
    assert all(np.diff(losses) <= 1e-12)


def test_the_first_two_rounds_are_those_of_trying_every_pair_with_the_best(views):
    y, said = views
    best = min(range(4), key=lambda k: mean_loss(said[k], y))
    second = min(range(4), key=lambda k: mean_loss((said[best] + said[k]) / 2, y))
    expected = np.bincount([best, second], minlength=4) / 2
    assert_array_equal(weights_of(said, y, 2), expected)


def test_one_round_is_the_best_model(views):
    y, said = views
    assert weights_of(said, y, 1).argmax() == np.argmin(((said - y) ** 2).mean(axis=1))


def test_of_one_kind_only_six_take_part(views):
    y, _ = views
    many = np.stack([y + np.random.default_rng(k).normal(0, 1, 400) for k in range(20)])
    assert np.count_nonzero(greedy_weights(many, y, "regression", "RMSE", ["same"] * 20)) <= 6
    assert np.count_nonzero(weights_of(many, y)) > 6


def test_one_row_with_probability_0_does_not_decide():
    """Far the better model gives the true class of one row no chance at all."""
    good, poor = np.full(200, 0.95), np.full(200, 0.7)
    good[0] = 0.0
    weights = weights_of(np.stack([good, poor]), np.zeros(200, dtype=int), task="classification")
    assert weights[0] > 0.9


def test_nested_predictions_of_a_fold_do_not_depend_on_its_own_truth(views):
    y, said = views
    places = [np.arange(0, 200), np.arange(200, 400)]
    kinds = list("abcd")
    found = nested_mix(list(said), Target("y", "regression", y, None, np.arange(400)), places, "RMSE", kinds)
    changed = np.concatenate([said[3][:200], y[200:]])  # as if the blind one were right on the first fold
    other = nested_mix(
        list(said), Target("y", "regression", changed, None, np.arange(400)), places, "RMSE", kinds
    )
    assert_array_equal(found[:200], other[:200])
    assert np.abs(found[200:] - other[200:]).max() > 0.1


def test_what_is_found_in_noise_is_not_believed():
    """Of 200 models that know nothing the best of those rows seems to know; nested, it does not."""
    random = np.random.default_rng(0)
    y = random.normal(size=100)
    said = 0.3 * random.normal(size=(200, 100))
    kinds = [str(k) for k in range(200)]
    places = np.split(np.arange(100), 5)
    target = Target("y", "regression", y, None, np.arange(100))
    honest = nested_mix(list(said), target, places, "RMSE", kinds)
    flattering = mixed(list(said), greedy_weights(said, y, "regression", "RMSE", kinds))
    assert mean_loss(flattering, y) < 0.97 * np.var(y)
    assert mean_loss(honest, y) > 0.99 * np.var(y)


def test_a_blend_is_the_weighted_mean_of_its_models_and_can_be_cloned():
    random = np.random.default_rng(0)
    X = random.normal(size=(60, 3))
    y = X[:, 0] + random.normal(size=60)
    blend = Blend({"a": Ridge(1.0), "b": Ridge(100.0)}, {"a": 0.75, "b": 0.25})
    expected = 0.75 * theirs.Ridge(1.0).fit(X, y).predict(X) + 0.25 * theirs.Ridge(100.0).fit(X, y).predict(X)
    assert_allclose(clone(blend).fit(X, y).predict(X), expected)
    share = np.mean(y > 0)
    classes = Blend({"a": LogisticRegression(), "b": DummyClassifier()}, {"a": 0.5, "b": 0.5}).fit(X, y > 0)
    alone = LogisticRegression().fit(X, y > 0).predict_proba(X)
    assert_allclose(classes.predict_proba(X), (alone + np.array([1 - share, share])) / 2)


@pytest.fixture
def apart(monkeypatch):
    """A line and a step added: neither a linear model nor a stump is right alone."""
    from sklearn.dummy import DummyRegressor
    from sklearn.ensemble import RandomForestRegressor

    def three(task, n_rows, n_classes=2, random_state=0):
        return {
            "mean": DummyRegressor(),
            "ridge regression": Ridge(),
            "random forest": RandomForestRegressor(20, max_depth=3, random_state=0),
        }

    monkeypatch.setattr(model_comparison, "candidates", three)
    monkeypatch.setattr(pipeline, "candidates", three)
    random = np.random.default_rng(0)
    X = random.normal(size=(300, 2))
    return pd.DataFrame(
        {"a": X[:, 0], "b": X[:, 1], "y": X[:, 0] + 2 * (X[:, 1] > 0) + random.normal(0, 0.2, 300)}
    )


def test_the_blend_of_what_errs_apart_is_chosen_named_saved_and_predicts(apart, tmp_path):
    report = fit_table(apart.head(250), "y", apart.tail(50), out=tmp_path)
    comparison = report.comparison
    assert comparison.chosen == "blend"
    assert set(comparison.weights) == {"ridge regression", "random forest"}
    assert sum(comparison.weights.values()) == pytest.approx(1)
    for name, weight in comparison.weights.items():
        assert f"{name} {weight:.2f}" in report.html
    assert "weights that were found without the fold" in report.html
    made = predict_saved(tmp_path, apart.tail(50))
    assert_allclose(made.frame["y"], report.submission["y"])
    members = load_fitted(tmp_path).model.models_
    X = report.preprocessor.transform(apart.tail(50))
    assert_allclose(
        made.frame["y"], sum(comparison.weights[name] * one.predict(X) for name, one in members.items())
    )
    assert report.scores.metrics["RMSE"] < comparison.results["ridge regression"].score


def test_no_blend_where_one_model_has_all_the_weight(people, quick):
    frame = people.drop(columns="y")
    comparison = compare(frame, read_target(people["y"]), column_kinds(frame))
    assert comparison.weights == {}
    assert "blend" not in comparison.results
