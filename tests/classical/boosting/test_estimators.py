import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal
from scipy.sparse import csr_matrix
from sklearn.datasets import load_iris
from sklearn.metrics import log_loss

from firsthand.classical import GradientBoostingClassifier, GradientBoostingRegressor
from firsthand.classical.boosting import estimators
from firsthand.classical.boosting.estimators import hold_out

BOTH = [GradientBoostingRegressor, GradientBoostingClassifier]


XGBOOST = {"max_depth": 4, "learning_rate": 0.1, "tree_method": "hist", "n_jobs": 1}


@pytest.mark.parametrize("rounds", [1, 30])
@pytest.mark.parametrize("weighted", [False, True])
def test_same_trees_as_xgboost_for_numbers(few_values, rounds, weighted):
    xgboost = pytest.importorskip("xgboost")
    X, y, weight = few_values
    weight = weight if weighted else None
    ours = GradientBoostingRegressor(rounds, max_depth=4).fit(X, y, weight)
    start = np.average(y, weights=weight)
    theirs = xgboost.XGBRegressor(n_estimators=rounds, base_score=start, **XGBOOST).fit(
        X, y, sample_weight=weight
    )
    assert_allclose(ours.predict(X), theirs.predict(X), atol=1e-5)
    gained = theirs.get_booster().get_score(importance_type="total_gain")
    shares = np.array([gained.get(f"f{feature}", 0.0) for feature in range(5)])
    assert_allclose(ours.feature_importances_, shares / shares.sum(), atol=1e-4)


def test_same_probabilities_as_xgboost_for_two_classes(few_values):
    xgboost = pytest.importorskip("xgboost")
    X, y, _ = few_values
    y = (y > 1).astype(int)
    ours = GradientBoostingClassifier(30, max_depth=4).fit(X, y)
    theirs = xgboost.XGBClassifier(n_estimators=30, base_score=y.mean(), **XGBOOST).fit(X, y)
    assert_allclose(ours.predict_proba(X), theirs.predict_proba(X), atol=1e-5)


def test_same_probabilities_as_xgboost_for_three_classes(few_values):
    xgboost = pytest.importorskip("xgboost")
    X, y, _ = few_values
    y = np.digitize(y, [0.6, 1.2])
    ours = GradientBoostingClassifier(10, max_depth=4).fit(X, y)
    start = np.log(np.bincount(y) / len(y))
    margin = np.tile(start - start.mean(), (len(y), 1))
    theirs = xgboost.XGBClassifier(n_estimators=10, **XGBOOST).fit(X, y, base_margin=margin)
    assert_allclose(ours.predict_proba(X), theirs.predict_proba(X, base_margin=margin), atol=1e-5)
    assert_allclose(ours.decision_function(X).shape, (2000, 3))


def test_houses_within_one_percent_of_xgboost(houses):
    xgboost = pytest.importorskip("xgboost")
    X, X_test, y, y_test = houses
    settings = {"n_estimators": 200, "max_depth": 6, "learning_rate": 0.1}
    models = (
        GradientBoostingRegressor(**settings),
        xgboost.XGBRegressor(**settings, tree_method="hist", n_jobs=1),
    )
    ours, theirs = (np.sqrt(((m.fit(X, y).predict(X_test) - y_test) ** 2).mean()) for m in models)
    assert ours < 1.01 * theirs


@pytest.mark.parametrize("Model", BOTH)
@pytest.mark.parametrize("rate", [0.02, 0.1])
def test_training_loss_never_rises(Model, rate, few_values):
    X, y, _ = few_values
    y = np.digitize(y, [0.6, 1.2]) if Model is GradientBoostingClassifier else y
    loss = Model(40, learning_rate=rate).fit(X, y).train_loss_
    assert len(loss) == 41
    assert (np.diff(loss) < 0).all()


def test_the_losses_told_are_those_of_the_predictions(few_values):
    X, y, _ = few_values
    model = GradientBoostingRegressor(5).fit(X, y)
    assert_allclose(model.train_loss_[0], y.var())
    assert_allclose(model.train_loss_[-1], ((y - model.predict(X)) ** 2).mean())
    for labels in (y > 1, np.digitize(y, [0.6, 1.2])):
        classifier = GradientBoostingClassifier(5).fit(X, labels)
        assert_allclose(classifier.train_loss_[-1], log_loss(labels, classifier.predict_proba(X)))


@pytest.mark.parametrize("Model", BOTH)
def test_the_order_of_the_rows_changes_nothing(Model, few_values):
    X, y, weight = few_values
    y = y > 1 if Model is GradientBoostingClassifier else y
    order = np.random.default_rng(0).permutation(len(X))
    one, other = Model(20).fit(X, y, weight), Model(20).fit(X[order], y[order], weight[order])
    assert_allclose(one._scores(X), other._scores(X), rtol=1e-9)


def test_stretching_a_feature_changes_no_prediction_of_a_training_row(friedman):
    X, _, y, _ = friedman
    stretched = np.exp(5 * X)
    assert_array_equal(
        GradientBoostingRegressor(20).fit(X, y).predict(X),
        GradientBoostingRegressor(20).fit(stretched, y).predict(stretched),
    )


@pytest.mark.parametrize("shift", [1e8, -1e8])
def test_targets_and_features_far_from_zero(friedman, shift):
    X, X_test, y, _ = friedman
    near = GradientBoostingRegressor(20).fit(X, y).predict(X_test)
    assert_allclose(GradientBoostingRegressor(20).fit(X, y + shift).predict(X_test) - shift, near, atol=1e-6)
    X, X_test = X.round(3), X_test.round(3)
    far = GradientBoostingRegressor(20).fit(X + shift, y).predict(X_test + shift)
    assert np.mean(abs(far - GradientBoostingRegressor(20).fit(X, y).predict(X_test)) < 1e-9) > 0.99


@pytest.mark.parametrize("Model", BOTH)
def test_a_weight_of_two_is_the_row_twice_and_of_zero_none(Model, few_values):
    X, y = (part[:300] for part in few_values[:2])
    y = y > 1 if Model is GradientBoostingClassifier else y
    times = np.random.default_rng(0).integers(0, 3, size=len(X))
    weighted = Model(10).fit(X, y, times)
    repeated = Model(10).fit(np.repeat(X, times, axis=0), np.repeat(y, times))
    assert_allclose(weighted._scores(X), repeated._scores(X), atol=1e-9)


def test_missing_numbers_learn_their_direction():
    X = np.tile([[1.0], [2.0], [3.0], [4.0], [np.nan]], (20, 1))
    for of_missing in (0.0, 10.0):
        y = np.tile([0.0, 0.0, 10.0, 10.0, of_missing], 20)
        model = GradientBoostingRegressor(1, max_depth=1, learning_rate=1.0, reg_lambda=0.0).fit(X, y)
        assert_allclose(model.predict([[1.0], [4.0], [np.nan]]), [0.0, 10.0, of_missing])


def test_being_missing_can_be_all_that_matters():
    X = np.tile([[5.0], [7.0], [np.nan]], (20, 1))
    y = np.tile([1.0, 1.0, 3.0], 20)
    model = GradientBoostingRegressor(1, max_depth=2, learning_rate=1.0, reg_lambda=0.0).fit(X, y)
    assert_allclose(model.predict([[-1e9], [6.0], [1e9], [np.nan]]), [1.0, 1.0, 1.0, 3.0])


def test_a_number_that_was_never_missing_goes_to_the_larger_side():
    X = np.arange(10.0)[:, np.newaxis]
    settings = {"max_depth": 1, "learning_rate": 1.0, "reg_lambda": 0.0}
    for border, side in ((3, 1.0), (8, 0.0)):
        y = (X[:, 0] >= border).astype(float)
        assert_allclose(
            GradientBoostingRegressor(1, **settings).fit(X, y).predict([[np.nan]]), side, atol=1e-12
        )


def test_held_out_rows_teach_nothing(friedman, monkeypatch):
    """Spoil the targets of the rows held out: the trees up to the stop must not change."""
    X, _, y, _ = friedman
    held = np.arange(len(X)) % 5 == 0
    monkeypatch.setattr(estimators, "hold_out", lambda *_: held)
    model = GradientBoostingRegressor(15, n_iter_no_change=15, random_state=0)
    expected = GradientBoostingRegressor(15).fit(X[~held], y[~held]).predict(X)
    assert_array_equal(model.fit(X, y).predict(X), expected)


def test_rows_held_out_keep_the_proportions():
    y = np.repeat(["rare", "usual"], [20, 180])
    held = hold_out(y, 0.1, np.random.RandomState(0))
    assert held.sum() == 20
    assert (y[held] == "rare").sum() == 2
    assert (held != hold_out(y, 0.1, np.random.RandomState(1))).any()


def test_min_child_weight_keeps_leaves_large(friedman):
    X, _, y, _ = friedman
    model = GradientBoostingRegressor(1, min_child_weight=100, learning_rate=1.0, reg_lambda=0.0).fit(X, y)
    _, sizes = np.unique(model.predict(X), return_counts=True)
    assert sizes.min() >= 100
    assert len(sizes) > 4


def test_a_heavy_penalty_leaves_the_mean(friedman):
    X, _, y, _ = friedman
    assert_allclose(GradientBoostingRegressor(10, reg_lambda=1e12).fit(X, y).predict(X), y.mean(), rtol=1e-6)


def test_words_as_labels_and_three_classes():
    iris = load_iris()
    words = iris.target_names[iris.target]
    model = GradientBoostingClassifier(20).fit(iris.data, words)
    assert_array_equal(model.classes_, iris.target_names)
    assert model.score(iris.data, words) > 0.98
    assert_allclose(model.predict_proba(iris.data).sum(axis=1), 1)
    assert_array_equal(
        model.predict(iris.data), model.classes_[model.decision_function(iris.data).argmax(axis=1)]
    )


def test_a_single_class_is_learned():
    model = GradientBoostingClassifier(3).fit([[1.0], [2.0]], ["only", "only"])
    assert_array_equal(model.predict([[9.0]]), ["only"])
    assert_array_equal(model.predict_proba([[9.0]]), [[1.0]])


def test_a_class_that_is_held_out_entirely_is_no_obstacle():
    X = np.arange(30.0)[:, np.newaxis]
    y = np.append(np.arange(28) % 2, [2, 3])
    model = GradientBoostingClassifier(5, n_iter_no_change=2, validation_fraction=0.5, random_state=0).fit(
        X, y
    )
    assert np.isfinite(model.predict_proba(X)).all()


@pytest.mark.parametrize(
    ("X", "y"), [([[1.0, 2.0]], [3]), ([[1.0], [1.0]], [0, 1]), ([[np.nan], [np.nan]], [1, 0])]
)
def test_with_nothing_to_ask_the_mean_is_the_answer(X, y):
    model = GradientBoostingRegressor(3).fit(X, y)
    assert_allclose(model.predict(X), np.mean(y))
    assert_array_equal(model.feature_importances_, np.zeros(len(X[0])))
    assert_allclose(GradientBoostingClassifier(3).fit(X, y).predict_proba(X), 1 / len(np.unique(y)))


@pytest.mark.parametrize("as_given", [np.asfortranarray, lambda X: np.repeat(X, 2, axis=0)[::2], np.float32])
def test_layout_and_precision_of_the_table_do_not_matter(as_given, few_values):
    X, y, _ = few_values
    given = as_given(X)
    assert_array_equal(
        GradientBoostingRegressor(10).fit(given, y).predict(given),
        GradientBoostingRegressor(10).fit(X, y).predict(X),
    )


def test_an_outlier_among_the_targets_does_not_blunt_the_others():
    x = np.arange(200.0)[:, np.newaxis]
    y = np.repeat([0.0, 1.0, 3.0, 2.0], 50)
    y[7] = 1e9
    model = GradientBoostingRegressor(
        300, max_depth=6, min_child_weight=0.5, reg_lambda=0.0, learning_rate=0.3
    ).fit(x, y)
    assert_allclose(model.predict(x[70:]), y[70:], atol=0.01)


@pytest.mark.parametrize("Model", BOTH)
@pytest.mark.parametrize(
    ("parameters", "message"),
    [
        ({"n_estimators": 0}, "n_estimators must be a whole number, 1 or more; got 0"),
        ({"max_depth": 13}, "max_depth must be a whole number, 1 to 12; got 13"),
        ({"max_depth": None}, "max_depth must be a whole number, 1 to 12; got None"),
        ({"max_bins": 256}, "max_bins must be a whole number, 2 to 255; got 256"),
        ({"n_iter_no_change": 0}, "n_iter_no_change must be a whole number"),
        ({"learning_rate": 0}, "learning_rate must lie above 0 and be at most 1, got 0"),
        ({"subsample": 1.5}, r"subsample must lie above 0 and be at most 1, got 1\.5"),
        ({"reg_lambda": -1}, "reg_lambda must be a finite number of 0 or more, got -1"),
        (
            {"n_iter_no_change": 2, "validation_fraction": 0.1},
            r"validation_fraction=0\.1 of n_samples=2 must leave",
        ),
    ],
)
def test_parameters_out_of_range_are_named(Model, parameters, message):
    with pytest.raises(ValueError, match=message):
        Model(**parameters).fit([[1.0], [2.0]], [0, 1])


@pytest.mark.parametrize("Model", BOTH)
def test_tables_that_are_refused(Model):
    with pytest.raises(ValueError, match="infinity"):
        Model().fit([[np.inf], [1.0]], [0, 1])
    with pytest.raises(TypeError, match=r"[Ss]parse"):
        Model().fit(csr_matrix([[1.0], [2.0]]), [0, 1])
    with pytest.raises(ValueError, match=r"sample_weight must have shape \(2,\)"):
        Model().fit([[1.0], [2.0]], [0, 1], sample_weight=[1.0])
