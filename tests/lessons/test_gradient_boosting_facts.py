"""Every number that the lesson Gradient boosting states, and what its explorable says."""

import os
import time
from pathlib import Path

import numpy as np
import pytest
from lightgbm import LGBMRegressor
from numpy.testing import assert_allclose
from sklearn.datasets import make_friedman1
from xgboost import XGBRegressor

from firsthand import data
from firsthand.classical import (
    DecisionTreeRegressor,
    GradientBoostingRegressor,
    LinearRegression,
    permutation_importance,
    train_test_split,
)
from firsthand.classical.basics.boosting import boosting_residuals, leaf_value, split_gain
from firsthand.classical.basics.early_stopping import best_round
from firsthand.classical.basics.linear_regression import mse
from firsthand.classical.basics.logistic_regression import sigmoid
from firsthand.course.grading.exercise import Exercise
from firsthand.foundations import numerical_gradient
from firsthand.lessons.classical.gradient_boosting import exercises
from firsthand.lessons.classical.gradient_boosting import explorable as hands_on

EXERCISES = [thing for thing in vars(exercises).values() if isinstance(thing, Exercise)]
SETTINGS = {"n_estimators": 200, "max_depth": 6, "learning_rate": 0.1, "n_jobs": 1}


# The curve.


def truth(x):
    return np.sin(x) + x / 5


@pytest.fixture(scope="module")
def curve():
    """The points, and where the lesson draws."""
    rng = np.random.default_rng(0)
    x = np.sort(rng.uniform(0, 10, 100))
    return x, truth(x) + rng.normal(0, 0.3, 100), np.linspace(0, 10, 400)


def boost(curve, rounds, rate, depth):
    x, y, at = curve
    here, there = [np.full(100, y.mean())], [np.full(400, y.mean())]
    for _ in range(rounds):
        tree = DecisionTreeRegressor(max_depth=depth).fit(x[:, None], boosting_residuals(y, here[-1]))
        here.append(here[-1] + rate * tree.predict(x[:, None]))
        there.append(there[-1] + rate * tree.predict(at[:, None]))
    return np.array(here), np.array(there)


def test_each_stump_adds_a_step_at_most(curve):
    here, there = boost(curve, 3, 1, 1)
    assert_allclose([mse(curve[1], guess) for guess in here], [0.820, 0.292, 0.264, 0.244], atol=5e-4)
    assert all(len(np.unique(there[k])) <= k + 1 for k in range(4))


def test_small_steps_come_closer_to_the_truth_and_need_more_rounds(curve):
    found = {}
    for rate in (1, 0.1, 0.03):
        here, there = boost(curve, 200, rate, 2)
        off = np.mean((there - truth(curve[2])) ** 2, axis=1)
        own = [mse(curve[1], guess) for guess in here]
        assert np.all(np.diff(own) < 1e-12)
        assert off[-1] > off.min()
        found[rate] = (round(off.min(), 3), int(off.argmin()), own[-1])
    assert [found[rate][:2] for rate in (1, 0.1, 0.03)] == [(0.041, 5), (0.024, 52), (0.024, 184)]
    assert found[1][2] < 5e-4


def test_after_3_rounds_timid_after_50_close_after_200_astray(curve):
    _, there = boost(curve, 200, 0.1, 2)
    off = np.mean((there - truth(curve[2])) ** 2, axis=1)
    assert off[3] > 0.4
    assert off[50] < 1.1 * off.min()
    assert off[200] > 1.9 * off.min()


def test_a_residual_is_the_negative_gradient(curve):
    some = curve[1][:4]
    slope = numerical_gradient(lambda F: np.sum((F - some) ** 2) / 2, np.zeros(4))
    assert_allclose(boosting_residuals(some, np.zeros(4)), -slope, atol=1e-6)


def test_a_leaf_of_one_row_is_believed_by_half():
    values = [leaf_value(np.full(n, -2.0), np.ones(n)) for n in (1, 5, 100)]
    assert_allclose(values, [1, 1.67, 1.98], atol=0.005)


def test_newton_is_there_after_three_trees_where_the_mean_is_timid():
    labels, scores = np.array([1] * 9 + [0]), [0.0]
    for _ in range(3):
        p = sigmoid(np.full(10, scores[-1]))
        scores.append(scores[-1] + leaf_value(p - labels, p * (1 - p), 0))
    assert_allclose(np.mean(labels - 0.5), 0.4)
    assert_allclose(scores[1], 1.6)
    assert_allclose(scores[3], np.log(9), atol=0.005)


def test_xgboost_grows_the_stump_that_the_gain_chooses(curve):
    x, y, _ = curve
    gradient, ones = y.mean() - y, np.ones(100)
    thresholds = (x[1:] + x[:-1]) / 2
    gains = [split_gain(gradient, ones, x < threshold) for threshold in thresholds]
    best = int(np.argmax(gains))
    stump = {"n_estimators": 1, "max_depth": 1, "learning_rate": 1, "base_score": y.mean()}
    theirs = XGBRegressor(**stump, tree_method="exact", n_jobs=1).fit(x[:, None], y)
    assert_allclose(theirs.get_booster().get_score(importance_type="gain")["f0"], 2 * gains[best], rtol=1e-5)
    for side in (x < thresholds[best], x > thresholds[best]):
        said = theirs.predict(x[side, None]) - y.mean()
        assert_allclose(said, leaf_value(gradient[side], ones[side]), rtol=1e-5)


def test_a_few_bins_lose_next_to_nothing(curve):
    rng = np.random.default_rng(1)
    x = rng.uniform(0, 10, 20_000)
    y = truth(x) + rng.normal(0, 0.3, 20_000)
    g = y.mean() - y

    def best_gain(G, H):
        left, rows = np.cumsum(G)[:-1], np.cumsum(H)[:-1]
        others = H.sum() - rows
        worth = left**2 / (rows + 1) + (G.sum() - left) ** 2 / (others + 1) - G.sum() ** 2 / (H.sum() + 1)
        return worth.max() / 2

    exact = best_gain(g[np.argsort(x)], np.ones(20_000))
    for n_bins, least in ((32, 0.99), (255, 0.999)):
        borders = np.quantile(x, np.linspace(0, 1, n_bins + 1))
        bins = np.searchsorted(borders[1:-1], x, side="right")
        assert least < best_gain(np.bincount(bins, weights=g), np.bincount(bins)) / exact <= 1


# The houses, where they are, and the table that stands in for them, always.


def california():
    folder = Path(os.environ.get("FIRSTHAND_DATA") or "nowhere")
    if not (folder / "california_housing" / "cal_housing.data").is_file():
        pytest.skip(
            "California's file is not here: FIRSTHAND_DATA names no folder that holds california_housing"
        )
    table = data.load("california_housing")
    return table.X, table.y


def friedman():
    return make_friedman1(5_000, 10, noise=1.0, random_state=0)


@pytest.fixture(scope="module", params=[california, friedman], ids=["california", "friedman"])
def table(request):
    """Its name, and the lesson's split."""
    return request.param.__name__, train_test_split(*request.param(), test_size=0.2, random_state=0)


@pytest.fixture(scope="module")
def ours(table):
    X, _, y, _ = table[1]
    return GradientBoostingRegressor(**SETTINGS).fit(X, y)


@pytest.fixture(scope="module")
def watched(table):
    """For each rate the losses on the rows held out over 400 rounds."""
    X, _, y, _ = table[1]
    rates = (1.0, 0.3, 0.1, 0.03)
    settings = {"n_iter_no_change": 400, "random_state": 0}
    return {rate: GradientBoostingRegressor(400, learning_rate=rate, **settings).fit(X, y) for rate in rates}


def rmse(y, guess):
    return np.sqrt(np.mean((y - guess) ** 2))


def test_ours_and_the_two_of_the_industry_agree_within_a_small_part(table, ours):
    name, (X, X_test, y, y_test) = table
    xgboost = rmse(y_test, XGBRegressor(**SETTINGS).fit(X, y).predict(X_test))
    lightgbm = LGBMRegressor(**SETTINGS, num_leaves=64, verbose=-1).fit(X, y).booster_.predict(X_test)
    got = rmse(y_test, ours.predict(X_test))
    assert got < 1.01 * xgboost
    assert_allclose([xgboost, rmse(y_test, lightgbm)], got, rtol=0.01 if name == "california" else 0.03)
    assert got < 0.65 * rmse(y_test, LinearRegression().fit(X, y).predict(X_test))


def test_another_split_puts_them_in_another_order():
    X, y = california()
    orders = set()
    for seed in (0, 3):
        rest, test, rest_y, test_y = train_test_split(X, y, test_size=0.2, random_state=seed)
        models = (GradientBoostingRegressor(**SETTINGS), XGBRegressor(**SETTINGS))
        ours, theirs = (rmse(test_y, model.fit(rest, rest_y).predict(test)) for model in models)
        assert ours < 1.01 * theirs
        orders.add(bool(ours < theirs))
    assert len(orders) == 2


def test_the_table_that_stands_in_has_chance_of_1_below_which_nothing_comes(table, ours):
    name, (_, X_test, _, y_test) = table
    if name == "friedman":
        assert 1 < rmse(y_test, ours.predict(X_test)) < 1.3
    else:
        assert len(X_test) + len(table[1][0]) == 20_640


def test_rows_held_out_turn_where_the_models_own_do_not(watched):
    model = watched[0.3]
    best = int(model.validation_loss_.argmin())
    assert 0 < best < 200
    assert model.validation_loss_[-1] > model.validation_loss_[best]
    assert model.train_loss_[-1] < 0.3 * model.train_loss_[best]


def test_impatience_stops_early_and_the_library_stops_where_best_round_does(table, watched):
    X, _, y, _ = table[1]
    losses = watched[0.3].validation_loss_
    kept = [best_round(losses, patience) for patience in (1, 5, 20, 50)]
    assert kept == sorted(kept)
    assert kept[0] < kept[2] / 2
    assert losses[kept[0]] > 1.05 * losses[kept[2]]
    settings = {"learning_rate": 0.3, "n_iter_no_change": 20, "random_state": 0}
    assert GradientBoostingRegressor(400, **settings).fit(X, y).n_estimators_ == kept[2]


def test_smaller_rates_end_lower_and_take_longer(table, watched):
    kept = {rate: best_round(model.validation_loss_, 20) for rate, model in watched.items()}
    reached = {rate: watched[rate].validation_loss_[kept[rate]] for rate in kept}
    assert kept[1.0] < 20 < kept[0.3] < kept[0.1]
    assert reached[1.0] > 1.3 * reached[0.3] > reached[0.3] > 1.03 * reached[0.1]
    if table[0] == "california":
        assert kept[0.03] >= 399
        assert reached[0.03] > reached[0.1]


def test_gain_and_shuffling_answer_differently(table, ours):
    name, (_, X_test, _, y_test) = table
    gain = ours.feature_importances_
    shuffled = permutation_importance(ours, X_test, y_test, random_state=0).mean
    if name == "california":
        assert gain[0] > 0.5
        assert gain[6:].sum() < 0.25
        assert set(np.argsort(shuffled)[-2:]) == {6, 7}
    else:
        assert np.all((gain[5:] > 0) & (gain[5:] < 0.01))
        assert np.all(shuffled[5:] < 0.005)
        assert shuffled[:5].min() > 0.1


def test_missing_rows_try_both_sides():
    x = np.array([1.0, 2.0, 3.0, 4.0, np.nan, np.nan])
    g = np.mean([1, 1, 5, 5, 6, 5]) - np.array([1.0, 1.0, 5.0, 5.0, 6.0, 5.0])
    to_left, to_right = (split_gain(g, np.ones(6), rows) for rows in ((x <= 2) | np.isnan(x), x <= 2))
    assert_allclose([to_left, to_right], [1.45, 8.56], atol=0.005)


def test_neither_gaps_nor_means_win_throughout_and_little_lies_between(table, ours):
    X, X_test, y, y_test = table[1]
    column = int(ours.feature_importances_.argmax())
    ceiling = np.quantile(X[:, column], 0.8)
    hidden = {
        "by chance": lambda rows: np.random.default_rng(len(rows)).random(len(rows)) < 0.2,
        "the highest": lambda rows: rows[:, column] > ceiling,
    }
    gaps_win = set()
    for mask in hidden.values():
        holes = [X.copy(), X_test.copy()]
        for rows in holes:
            rows[mask(rows), column] = np.nan
        average = np.nanmean(holes[0][:, column])
        filled = [np.where(np.isnan(rows), average, rows) for rows in holes]
        gaps, means = (
            rmse(y_test, GradientBoostingRegressor(**SETTINGS).fit(rows, y).predict(others))
            for rows, others in (holes, filled)
        )
        assert_allclose(means, gaps, rtol=0.03)
        gaps_win.add(bool(gaps < means))
    assert gaps_win == {True, False}


# The exercises and the explorable.


@pytest.mark.parametrize("exercise", [e for e in EXERCISES if e.race], ids=lambda exercise: exercise.id)
def test_the_race_is_run_by_equals(exercise):
    arguments = exercise.race.grow(1_000, 0)
    expected = exercise.run(exercise.reference, arguments)
    for theirs in exercise.race.theirs.values():
        assert exercise.agree(exercise.run(theirs, arguments), expected, arguments) is None


def scene(rounds=10, rate=0.1, depth=2):
    return hands_on.boosted_curve.draw({"rounds": rounds, "rate": rate, "depth": depth})


@pytest.mark.parametrize("depth", [1, 2, 3, 4])
def test_the_explorables_trees_are_the_librarys(depth):
    left_over = hands_on.Y - hands_on.Y.mean()
    tree = DecisionTreeRegressor(max_depth=depth).fit(hands_on.X[:, None], left_over)
    assert_allclose(hands_on.tree_values(left_over, depth), tree.predict(hands_on.X[:, None]), atol=1e-12)


def test_a_tree_may_have_nothing_to_cut():
    assert_allclose(hands_on.tree_values(np.full(8, 3.0), 3), 3.0)
    assert_allclose(hands_on.tree_values(np.array([1.0, 5.0]), 4), [1, 5])


def test_the_explorable_has_the_lessons_points(curve):
    assert_allclose(hands_on.X, curve[0])
    assert_allclose(hands_on.Y, curve[1])


def test_rounds_bring_it_near_and_then_astray():
    assert scene(10).message.endswith("it has not arrived yet.")
    assert scene(50).message.endswith("about as near as it gets at this rate and depth.")
    assert scene(100).message.endswith("it runs after single points.")
    assert dict(scene(0).numbers)["off the points (squared)"] == f"{hands_on.Y.var():.3f}"


@pytest.mark.parametrize("sooner", [{"rate": 1.0}, {"depth": 4}])
def test_a_larger_rate_or_depth_goes_astray_sooner(sooner):
    settings = {"rate": 0.1, "depth": 2, **sooner}
    assert hands_on.distances(**settings).argmin() < hands_on.distances(0.1, 2).argmin() / 1.5
    assert scene(50, **settings).message.endswith("it runs after single points.")


def test_the_curve_drawn_steps_where_the_sum_does():
    drawn = next(series for series in scene(1).series if series.label == "sum of trees")
    assert_allclose(np.interp(hands_on.X, drawn.x, drawn.y), hands_on.path(0.1, 2)[1], atol=1e-9)


def test_once_it_has_been_drawn_the_next_rounds_cost_nothing():
    scene(3, 0.2, 3)
    started = time.perf_counter()
    for rounds in range(100):
        scene(rounds, 0.2, 3)
    assert time.perf_counter() - started < 5


def test_the_second_and_the_third_stump_help_far_less_than_the_first(curve):
    here, _ = boost(curve, 3, 1, 1)
    gained = -np.diff([mse(curve[1], guess) for guess in here])
    assert np.all(gained[1:] < gained[0] / 10)


def test_the_text_states_the_best_rounds(curve, stated):
    off = {}
    for rate in (1, 0.1, 0.03):
        _, there = boost(curve, 200, rate, 2)
        off[rate] = np.mean((there - truth(curve[2])) ** 2, axis=1)
    said = stated.matching("gradient_boosting", r"At rate 1 the best is (0\.\d+)\. At 0\.1 it is (0\.\d+):")
    assert said == [round(off[rate].min(), 3) for rate in (1, 0.1)]
    said = stated.matching("gradient_boosting", r"rounds: (\d+) at rate 1, (\d+) at 0\.1, (\d+) at 0\.03")
    assert said == [off[rate].argmin() for rate in (1, 0.1, 0.03)]
