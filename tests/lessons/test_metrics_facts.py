"""Every number that the lesson Metrics states, and what its explorable says."""

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from firsthand.classical import (
    LogisticRegression,
    brier_score_loss,
    calibration_curve,
    log_loss,
    precision_recall_curve,
    train_test_split,
)
from firsthand.classical import roc_auc_score as strong_roc_auc_score
from firsthand.classical.basics.metrics import confusion_counts, precision_recall_f1, roc_auc_score
from firsthand.classical.basics.model_selection import k_fold_indices
from firsthand.course.grading.exercise import Exercise
from firsthand.data import load
from firsthand.lessons.classical.metrics import exercises
from firsthand.lessons.classical.metrics import folds as folds_checks
from firsthand.lessons.classical.metrics.explorable import threshold

EXERCISES = [thing for thing in vars(exercises).values() if isinstance(thing, Exercise)]
PEOPLE = np.repeat([0, 1], [9_900, 100])


@pytest.fixture(scope="module")
def tumours():
    table = load("breast_cancer")
    columns = [table.features.index(name) for name in ("mean texture", "mean smoothness")]
    return table.X[:, columns], (table.y == 0).astype(int)


@pytest.fixture(scope="module")
def judged(tumours):
    """The labels and scores of the 40 % that the model has not seen."""
    X, y = tumours
    X_train, X_test, y_train, y_test = train_test_split(X, y, test_size=0.4, random_state=0, stratify=y)
    return y_test, LogisticRegression(C=1e6).fit(X_train, y_train).predict_proba(X_test)[:, 1]


def boastful(score):
    return 1 / (1 + np.exp(-3 * np.log(score / (1 - score))))


def test_the_twenty_medical_tests():
    true = np.array([0] * 9 + [1] * 11)
    pred = np.array([0, 0, 0, 1, 0, 0, 0, 0, 0, 1, 1, 0, 1, 1, 1, 1, 0, 1, 1, 1])
    assert confusion_counts(true, pred) == (8, 1, 2, 9)
    assert np.sum(true == pred) == 17
    assert f"{np.mean(true == pred):.2%}" == "85.00%"
    assert [f"{score:.2%}" for score in precision_recall_f1(true, pred)] == ["90.00%", "81.82%", "85.71%"]


def test_a_plain_mean_is_fooled_where_f1_is_not():
    assert_allclose((1 + 0.01) / 2, 0.505)
    assert round(2 * 1 * 0.01 / (1 + 0.01), 2) == 0.02


def test_by_accuracy_the_model_that_says_all_is_well_wins():
    test = np.repeat([0, 1, 0, 1], [9_405, 495, 10, 90])
    assert_allclose(495, 0.05 * 9_900)
    assert_allclose([np.mean(test == PEOPLE), np.mean(PEOPLE == 0)], [0.9495, 0.99])
    assert_allclose(precision_recall_f1(PEOPLE, test)[:2], [0.1538, 0.9], atol=5e-5)
    assert_allclose(495 / 585, 6 / 7, atol=0.02)
    assert precision_recall_f1(PEOPLE, np.zeros(10_000)) == (0, 0, 0)


def test_the_threshold_trades_misses_for_alarms(tumours, judged):
    y_test, score = judged
    assert len(tumours[1]) == 569
    assert y_test.sum() == 85
    assert confusion_counts(y_test, score >= 0.5) == (117, 26, 36, 49)
    assert confusion_counts(y_test, score >= 0.2) == (69, 74, 12, 73)


def test_the_area_is_a_chance_and_knows_order_only(judged):
    y_test, score = judged
    area = roc_auc_score(y_test, score)
    rng = np.random.default_rng(0)
    one, other = (rng.choice(score[y_test == label], 100_000) for label in (1, 0))
    assert_allclose(np.mean(one > other) + np.mean(one == other) / 2, area, atol=0.005)
    assert_allclose(strong_roc_auc_score(y_test, score), area)
    assert_allclose([roc_auc_score(y_test, change(score)) for change in (np.log, boastful)], area)
    assert_allclose(roc_auc_score(y_test, -score), 1 - area)
    assert roc_auc_score(y_test, np.ones(len(score))) == 0.5


def test_precision_notices_a_rare_class_and_the_area_does_not(stated):
    rng = np.random.default_rng(0)
    found = []
    for healthy, ill in ((5_000, 5_000), (9_900, 100)):
        score = np.concatenate([rng.normal(0, 1, healthy), rng.normal(1.7, 1, ill)])
        truth = np.repeat([0, 1], [healthy, ill])
        precision, recall, _ = precision_recall_f1(truth, score >= 1.7)
        found.append((roc_auc_score(truth, score), recall, precision))
        assert_allclose(precision_recall_curve(truth, score)[0][0], ill / 10_000)
    assert_allclose(found[0][:2], [0.888, 0.51], atol=0.01)
    assert_allclose(found[1][:2], [0.871, 0.48], atol=0.01)
    becomes = stated("metrics", "at about the same recall, # % becomes # %")
    assert [round(100 * precision) for _, _, precision in found] == becomes


def test_the_boastful_twin_is_found_out_by_what_punishes_certainty(judged):
    y_test, score = judged
    happened, given = calibration_curve(y_test, boastful(score), n_bins=5)
    assert_allclose(given[[0, -1]], [0.03, 0.95], atol=0.005)
    assert_allclose(happened[[0, -1]], [0.23, 0.71], atol=0.005)
    assert brier_score_loss(y_test, boastful(score)) > brier_score_loss(y_test, score)
    assert log_loss(y_test, boastful(score)) > log_loss(y_test, score)


def test_ten_folds_leave_little_to_luck(tumours):
    X, y = tumours

    def auc_on(train, test):
        fitted = LogisticRegression(C=1e6).fit(X[train], y[train])
        return roc_auc_score(y[test], fitted.predict_proba(X[test])[:, 1])

    rows = np.arange(len(y))
    single = [auc_on(*train_test_split(rows, test_size=0.1, random_state=seed)) for seed in range(30)]
    whole = [np.mean([auc_on(*pair) for pair in k_fold_indices(len(y), 10, seed)]) for seed in range(10)]
    assert np.ptp(single) > 0.2
    assert np.ptp(whole) < 0.02


@pytest.mark.parametrize(("seed", "accuracy"), [(None, 0.0), (0, 0.97)])
def test_sorted_rows_cut_as_they_stand_are_another_world(seed, accuracy):
    iris = load("iris")
    right = []
    for train, test in k_fold_indices(150, 3, seed):
        fitted = LogisticRegression().fit(iris.X[train], iris.y[train])
        right.append(np.mean(fitted.predict(iris.X[test]) == iris.y[test]))
    assert_allclose(np.mean(right), accuracy, atol=0.005)


# The exercises.


@pytest.mark.parametrize("exercise", EXERCISES, ids=lambda exercise: exercise.id)
def test_the_race_is_run_by_equals(exercise):
    arguments = exercise.race.grow(1_000, 0)
    expected = exercise.run(exercise.reference, arguments)
    for theirs in exercise.race.theirs.values():
        assert exercise.agree(exercise.run(theirs, arguments), expected, arguments) is None


@pytest.mark.parametrize(
    ("folds", "message"),
    [
        (3, "a whole number, expected a list"),
        ([([2], []), ([0, 1], [2, 3])], "Row 0 is in no test"),
        ([([1], [0])], "1 folds, expected 2"),
        ([([2, 3], [0, 1]), [2, 3, 4]], "Fold 1 is not a pair"),
        ([[0, 1], [2, 3]], "Fold 0 is not a pair of lists"),
        ([([0.5], [1.5]), ([0.5], [1.5])], "does not hold row numbers"),
        ([([0, 1], [2, 9]), ([2, 3], [0, 1])], "no row 9: the rows are 0 to 3"),
        ([([2, 3], [0, 1]), ([0, 3], [1, 2])], "Row 1 is in the test of 2 folds"),
        ([([2, 3], [0, 1]), ([0, 1, 3], [2])], "Row 3 is in no test"),
        ([([3], [0, 1, 2]), ([0, 1, 2], [3])], "3, 1 rows"),
        ([([1, 2, 3], [0, 1]), ([0, 1], [2, 3])], "trains on row 1, which it also tests"),
        ([([2], [0, 1]), ([0, 1], [2, 3])], "must train on the 2 rows"),
    ],
)
def test_what_is_wrong_with_folds_is_said_in_a_sentence(folds, message):
    difference = folds_checks.good_folds(folds, None, {"n_rows": 4, "n_splits": 2})
    assert message in difference.where


def test_a_shuffle_is_noticed_where_it_was_not_asked_for_and_missed_where_it_was():
    shuffled, ordered = k_fold_indices(40, 4, 0), k_fold_indices(40, 4)
    asked, not_asked = ({"n_rows": 40, "n_splits": 4, "random_state": seed} for seed in (0, None))
    assert "although random_state is None" in folds_checks.good_folds(shuffled, None, not_asked).where
    assert "were not shuffled" in folds_checks.good_folds(ordered, None, asked).where
    assert folds_checks.good_folds(shuffled, None, asked) is None
    assert folds_checks.good_folds(ordered, None, not_asked) is None


# The explorable.


def scene(**changed):
    values = {control.name: control.start for control in threshold.controls}
    return threshold.draw({**values, **changed})


def whole(text):
    return int(text.replace(",", ""))


@pytest.mark.parametrize("at", [0.0, 3.5, 5.0, 11.0])
@pytest.mark.parametrize("ill", [1, 40])
def test_the_counts_add_up_and_the_fractions_are_theirs(at, ill):
    numbers = dict(scene(threshold=at, ill=ill).numbers)
    tn, fp, fn, tp = (whole(text) for text in list(numbers.values())[:4])
    assert tn + fp + fn + tp == 10_000
    assert fn + tp == 100 * ill
    assert numbers["recall"] == f"{tp / (tp + fn):.1%}"
    assert numbers["precision"] == (f"{tp / (tp + fp):.1%}" if tp + fp else "0 / 0")


def points(drawn):
    return [(series.x[0], series.y[0]) for series in drawn.series if series.kind == "points"]


def test_the_points_stand_on_both_curves():
    drawn = scene()
    curves = [series for series in drawn.series if series.kind == "line" and series.role == "third"]
    for (x, y), curve in zip(points(drawn), curves, strict=True):
        order = np.argsort(curve.x)
        assert_allclose(np.interp(x, np.array(curve.x)[order], np.array(curve.y)[order]), y, atol=0.01)


def test_a_rare_illness_leaves_the_roc_curve_and_lowers_precision():
    common, rare = scene(ill=50), scene(ill=2)
    assert_array_equal(points(common)[0], points(rare)[0])
    assert points(rare)[1][1] < points(common)[1][1] - 0.4


def test_groups_on_top_of_each_other_walk_the_diagonal():
    drawn = scene(gap=0.0)
    x, y = points(drawn)[0]
    assert_allclose((x - 1) / 0.84 + 0.5, y, atol=1e-9)


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        ({}, "are called ill"),
        ({"threshold": 11.0, "ill": 1}, "Nobody of 10,000 is called ill, and 100 who are go home"),
        (
            {"threshold": 0.0, "gap": 4.0, "ill": 50},
            "Everybody is called ill: nobody is missed, and 5,000 of 10,000",
        ),
    ],
)
def test_the_explorable_says_what_becomes_of_people(settings, words):
    assert words in scene(**settings).message


@pytest.mark.parametrize("at", [0.0, 11.0])
@pytest.mark.parametrize("gap", [0.0, 4.0])
@pytest.mark.parametrize("ill", [1.0, 50.0])
def test_the_explorable_stays_in_its_picture(at, gap, ill):
    drawn = scene(threshold=at, gap=gap, ill=ill)
    for series in drawn.series:
        assert drawn.x_range[0] <= min(series.x) <= max(series.x) <= drawn.x_range[1]
        assert 0 <= min(series.y) <= max(series.y) <= 1 + 1e-9
    assert "nan" not in str(drawn.numbers)
    assert len(threshold.controls) <= 4


def test_the_text_states_the_misses_and_the_alarms(judged, stated):
    y_test, score = judged
    half, fifth = (confusion_counts(y_test, score >= at) for at in (0.5, 0.2))
    assert stated.matching("metrics", r"it misses (\d+) of the (\d+) malignant") == [half[2], y_test.sum()]
    assert stated.matching("metrics", r"it misses (\d+), and frightens (\d+) people instead of (\d+)") == [
        fifth[2],
        fifth[1],
        half[1],
    ]


def test_the_model_is_nearer_the_diagonal_than_its_twin(judged):
    y_test, score = judged
    off = []
    for p in (score, boastful(score)):
        happened, given = calibration_curve(y_test, p, n_bins=5)
        off.append(np.abs(happened - given).mean())
    assert 0.01 < off[0] < off[1]
