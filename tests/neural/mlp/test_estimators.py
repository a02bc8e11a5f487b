"""The estimators: scikit-learn's manners, and what is theirs alone."""

import pickle

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal
from sklearn.datasets import make_moons
from sklearn.exceptions import ConvergenceWarning
from sklearn.linear_model import LogisticRegression
from sklearn.neural_network import MLPClassifier
from sklearn.utils.estimator_checks import parametrize_with_checks
from tests.neural.mlp.tasks import N, task

from firsthand.classical import train_test_split
from firsthand.neural.mlp.estimators import NeuralNetworkClassifier, NeuralNetworkRegressor


@parametrize_with_checks([NeuralNetworkClassifier(), NeuralNetworkRegressor()])
def test_scikit_learn_accepts_it(estimator, check):
    check(estimator)


def moons():
    X, y = make_moons(1000, noise=0.2, random_state=42)
    return train_test_split(X, y, test_size=0.2, random_state=42)


def test_without_hidden_layers_it_is_logistic_regression():
    X, y, _ = task("multinomial")
    ours = NeuralNetworkClassifier(
        (), solver="sgd", weight_decay=0.1, batch_size=None, max_iter=3000, learning_rate=0.1
    )
    theirs = LogisticRegression(C=1 / (0.1 * N), tol=1e-10).fit(X, y)
    assert_allclose(ours.fit(X, y).coefs_[0].T, theirs.coef_, atol=1e-5)
    assert_allclose(ours.predict_proba(X), theirs.predict_proba(X), atol=1e-5)


def test_as_good_as_scikit_learns_on_two_moons():
    X, X_test, y, y_test = moons()
    ours = NeuralNetworkClassifier((16,), learning_rate=0.05, max_iter=20, random_state=0).fit(X, y)
    theirs = MLPClassifier((16,), learning_rate_init=0.05, batch_size=32, max_iter=20, random_state=0)
    with pytest.warns(ConvergenceWarning):  # it would rather go on
        theirs.fit(X, y)
    assert min(ours.score(X_test, y_test), theirs.score(X_test, y_test)) >= 0.96


def test_the_loss_falls_and_every_epoch_has_one():
    X, _, y, _ = moons()
    model = NeuralNetworkClassifier(max_iter=30, learning_rate=0.01, random_state=0).fit(X, y)
    assert model.n_iter_ == len(model.loss_history_) == 30
    assert model.loss_history_[-1] < 0.3 * model.loss_history_[0]
    assert model.validation_loss_history_ == []


@pytest.mark.parametrize("solver", ["sgd", "adam"])
def test_two_fits_of_five_epochs_are_one_of_ten(solver):
    X, _, y, _ = moons()
    settings = {"solver": solver, "learning_rate": 0.01, "random_state": 3}
    whole = NeuralNetworkClassifier((8,), max_iter=10, **settings).fit(X, y)
    halves = NeuralNetworkClassifier((8,), max_iter=5, warm_start=True, **settings).fit(X, y)
    first = [W.copy() for W in halves.coefs_]
    kept, held = halves.coefs_, halves.loss_history_
    halves = pickle.loads(pickle.dumps(halves)).fit(X, y)
    assert_array_equal(halves.coefs_[0], whole.coefs_[0])
    assert halves.loss_history_ == whole.loss_history_
    assert held == whole.loss_history_[:5]
    assert_array_equal(kept[0], first[0])


def test_without_warm_start_fit_begins_again():
    X, _, y, _ = moons()
    model = NeuralNetworkClassifier((8,), max_iter=2, random_state=3)
    first = model.fit(X, y).coefs_[0]
    assert_array_equal(model.fit(X, y).coefs_[0], first)


@pytest.mark.parametrize("estimator", [NeuralNetworkClassifier, NeuralNetworkRegressor])
def test_float32_stays_float32(estimator):
    X, y, _ = task("binary")
    model = estimator((4,), max_iter=3, random_state=0).fit(X.astype(np.float32), y)
    assert {W.dtype for W in [*model.coefs_, *model.intercepts_]} == {np.dtype(np.float32)}
    double = estimator((4,), max_iter=3, random_state=0).fit(X, y)
    assert_allclose(model.coefs_[0], double.coefs_[0], atol=1e-4)
    answer = model.predict_proba if estimator is NeuralNetworkClassifier else model.predict
    assert answer(X.astype(np.float32)).dtype == np.float32


@pytest.mark.parametrize("batch_size", [1, 22, 23, 10**6])
def test_any_batch_size_serves_the_last_one_of_a_single_row_too(batch_size):
    X, y, _ = task("multinomial")
    model = NeuralNetworkClassifier(
        (4,), batch_size=batch_size, max_iter=60, learning_rate=0.01, random_state=0
    )
    losses = model.fit(X, y).loss_history_
    assert losses[-1] < losses[0]
    assert model.predict(X[:1]).shape == (1,)


def test_one_row_is_enough_for_a_number():
    model = NeuralNetworkRegressor((4,), max_iter=300, learning_rate=0.01, random_state=0).fit([[1.0]], [3.0])
    assert_allclose(model.predict([[1.0]]), [3.0], atol=0.01)


def test_probabilities_stay_sane_far_out():
    X, _, y, _ = moons()
    p = NeuralNetworkClassifier((8,), max_iter=2, random_state=0).fit(X, y).predict_proba([[1e6, -1e6]])
    assert_allclose(p.sum(), 1)
    assert np.isfinite(p).all()


def test_nan_is_refused():
    with pytest.raises(ValueError, match="Input X contains NaN"):
        NeuralNetworkClassifier().fit([[1.0], [np.nan]], [0, 1])
    with pytest.raises(ValueError, match="Input X contains NaN"):
        NeuralNetworkRegressor(max_iter=1).fit([[1.0], [2.0]], [0, 1]).predict([[np.nan]])


def test_one_class_is_refused():
    with pytest.raises(ValueError, match="y must hold at least two classes, got one class only: 'cat'"):
        NeuralNetworkClassifier().fit([[1.0], [2.0]], ["cat", "cat"])
