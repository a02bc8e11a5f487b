"""Folds by group and by time: no group and no moment on both sides, in the comparison and in the explanation."""

import numpy as np
import pandas as pd
import pytest

from firsthand.errors import FirsthandError
from firsthand.tabular import column_kinds, fit_table
from firsthand.tabular.modelling.cross_validation import group_folds, time_folds


def test_a_group_is_never_on_both_sides_and_every_row_judges_once():
    groups = pd.Series(np.random.default_rng(0).integers(0, 17, 200), name="who")
    folds = group_folds(groups)
    for train, own in folds.pairs:
        assert not set(groups[train]) & set(groups[own])
        assert abs(len(own) - 40) < 12
    assert sorted(np.concatenate([own for _, own in folds.pairs])) == list(range(200))


def test_the_past_predicts_the_future_and_a_moment_is_on_one_side():
    days = pd.Series(pd.date_range("2024-01-01", periods=30).repeat(4).strftime("%d.%m.%Y"), name="day")
    days = days.sample(frac=1, random_state=0).reset_index(drop=True)
    read = pd.to_datetime(days, format="%d.%m.%Y")
    folds = time_folds(days, column_kinds(days.to_frame())["day"])
    assert len(folds.pairs) == 5
    for train, own in folds.pairs:
        assert read[train].max() < read[own].min()
    assert [len(train) for train, _ in folds.pairs] == [20, 40, 60, 80, 100]


def test_a_column_that_tells_the_group_helps_at_random_and_not_by_group(quick):
    random = np.random.default_rng(0)
    who = np.repeat(np.arange(12), 10)
    frame = pd.DataFrame(
        {"who": [f"p{k}" for k in who], "x": random.normal(size=12)[who], "z": random.normal(size=120)}
    )
    frame["y"] = random.normal(size=12)[who] * 5
    alike = fit_table(frame, "y").comparison.results["ridge regression"].score
    apart = fit_table(frame, "y", group="who")
    assert apart.comparison.results["ridge regression"].score > 3 * alike
    assert apart.columns["who"].dropped
    assert "who" not in set(apart.explanation.importances["column"])
    assert "judged on groups of who that it had not seen (12 groups in all)" in apart.html


def test_by_time_the_first_part_only_teaches(people, quick):
    report = fit_table(people, "y", time="when")
    comparison = report.comparison
    day = pd.to_datetime(people["when"], format="%d.%m.%Y")
    assert len(comparison.judged) == len(comparison.truth) == report.explanation.confusion.sum() == 100
    assert day[comparison.judged].min() > day.drop(comparison.judged).max()
    chosen = comparison.results[comparison.chosen]
    right = chosen.predictions.argmax(axis=1) == (people["y"][comparison.judged] == "yes")
    assert chosen.metrics["accuracy"] == pytest.approx(right.mean())
    assert set(report.explanation.worst.index) <= set(comparison.judged)
    assert "judged on the rows that follow" in report.html


def test_a_class_that_the_past_does_not_know_has_probability_0(quick, people):
    people = people.sort_values("x", ignore_index=True)
    people["day"] = np.arange(120)
    people["y"] = ["a", "b"] * 40 + ["a", "c"] * 20
    predictions = fit_table(people, "y", time="day").comparison.results["logistic regression"].predictions
    assert (predictions[:60, 2] == 0).all()
    assert (predictions[-10:, 2] > 0).any()


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"group": "who"}, "has no column who beside the target for --group"),
        ({"time": "who"}, "has no column who beside the target for --time"),
        ({"group": "id", "time": "when"}, "Choose --group or --time"),
        ({"group": "same"}, "all rows are of one group"),
        ({"group": "colour"}, "without a colour that can be read"),
        ({"time": "note"}, "holds neither dates nor numbers"),
        ({"time": "same"}, "nearly all rows are of one moment"),
    ],
)
def test_folds_that_cannot_be_made_get_their_sentence(options, message, people, quick):
    with pytest.raises(FirsthandError, match=message):
        fit_table(people, "y", **options)


def test_classes_of_three_rows_each_are_compared_on_three_folds(quick):
    random = np.random.default_rng(0)
    table = pd.DataFrame({"x": random.normal(size=30), "y": [f"c{k % 10}" for k in range(30)]})
    assert len(fit_table(table, "y").comparison.folds) == 3
