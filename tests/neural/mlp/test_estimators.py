"""The estimators: step by step PyTorch's numbers, scikit-learn's manners, and what is theirs alone."""

import pickle
from itertools import pairwise

import numpy as np
import pytest
import torch
from numpy.testing import assert_allclose, assert_array_equal
from sklearn.datasets import make_moons
from sklearn.exceptions import ConvergenceWarning
from sklearn.linear_model import LogisticRegression
from sklearn.neural_network import MLPClassifier
from sklearn.utils.estimator_checks import parametrize_with_checks

from firsthand.classical import train_test_split
from firsthand.foundations import numerical_gradient
from firsthand.neural.basics.initialization import he_init
from firsthand.neural.mlp import inplace_losses
from firsthand.neural.mlp.estimators import NeuralNetworkClassifier, NeuralNetworkRegressor
from firsthand.neural.mlp.initialization import xavier_init
from firsthand.neural.mlp.mlp import Perceptron, scores

SEED, N = 5, 23
SOLVERS = {
    "sgd": (
        {"solver": "sgd", "momentum": 0, "learning_rate": 0.1},
        lambda w, d: torch.optim.SGD(groups(w, d), 0.1),
    ),
    "momentum": (
        {"solver": "sgd", "momentum": 0.8, "learning_rate": 0.05},
        lambda w, d: torch.optim.SGD(groups(w, d), 0.05, momentum=0.8),
    ),
    "adam": (
        {"solver": "adam", "learning_rate": 0.02},
        lambda w, d: torch.optim.Adam(groups(w, d), 0.02),
    ),
}
BENDS = {
    "relu": (torch.nn.ReLU, he_init),
    "tanh": (torch.nn.Tanh, xavier_init),
    "sigmoid": (torch.nn.Sigmoid, xavier_init),
}


def groups(net, decay):
    """Weights with decay, biases without: as ours has it."""
    weights = [p for p in net.parameters() if p.ndim == 2]
    biases = [p for p in net.parameters() if p.ndim == 1]
    return [{"params": weights, "weight_decay": decay}, {"params": biases}]


def task(kind):
    rng = np.random.default_rng(0)
    X = rng.normal(size=(N, 3))
    if kind == "regression":
        return X, np.sin(X[:, 0]) + X[:, 1], 1
    k = 2 if kind == "binary" else 3
    return X, np.r_[np.arange(k), rng.integers(0, k, N - k)], 1 if k == 2 else k


def torch_loss(kind, net, X, y):
    X, y = torch.tensor(X), torch.tensor(y)
    if kind == "binary":
        return torch.nn.functional.binary_cross_entropy_with_logits(net(X)[:, 0], y.double())
    if kind == "regression":
        return torch.nn.functional.mse_loss(net(X)[:, 0], y)
    return torch.nn.functional.cross_entropy(net(X), y)


def twin(sizes, activation, random):
    """A PyTorch net with the weights that ours begins with."""
    bend, draw = BENDS[activation]
    layers = []
    for n_in, n_out in pairwise(sizes):
        linear = torch.nn.Linear(n_in, n_out, dtype=torch.float64)
        with torch.no_grad():
            linear.weight[:] = torch.tensor(draw(n_in, n_out, random).T)
            linear.bias.zero_()
        layers += [linear, bend()]
    return torch.nn.Sequential(*layers[:-1])


def epoch(kind, net, optimizer, X, y, batch_size, random):
    order = random.permutation(N)
    losses = []
    for start in range(0, N, batch_size):
        rows = order[start : start + batch_size]
        optimizer.zero_grad()
        loss = torch_loss(kind, net, X[rows], y[rows])
        loss.backward()
        optimizer.step()
        losses += [loss.item()] * len(rows)
    return np.mean(losses)


def assert_same_weights(ours, net):
    for W, b, linear in zip(ours.coefs_, ours.intercepts_, net[::2], strict=True):
        assert_allclose(W, linear.weight.detach().numpy().T, rtol=1e-7, atol=1e-9)
        assert_allclose(b, linear.bias.detach().numpy(), rtol=1e-7, atol=1e-9)


@pytest.mark.parametrize("decay", [0.0, 0.05], ids="decay{}".format)
@pytest.mark.parametrize("batch_size", [None, 8], ids="batch{}".format)
@pytest.mark.parametrize("kind", ["binary", "multinomial", "regression"])
@pytest.mark.parametrize("solver", SOLVERS)
def test_fifty_steps_are_pytorchs(solver, kind, batch_size, decay):
    X, y, n_scores = task(kind)
    settings, make = SOLVERS[solver]
    estimator = NeuralNetworkRegressor if kind == "regression" else NeuralNetworkClassifier
    ours = estimator(
        (6, 4),
        **settings,
        weight_decay=decay,
        batch_size=batch_size,
        max_iter=1,
        warm_start=True,
        random_state=SEED,
    )
    random = np.random.RandomState(SEED)
    net = twin([3, 6, 4, n_scores], "relu", random)
    optimizer = make(net, decay)
    steps_an_epoch = 1 if batch_size is None else 3
    for _ in range(50 // steps_an_epoch + 1):
        loss = epoch(kind, net, optimizer, X, y, batch_size or N, random)
        ours.fit(X, y)
        assert_same_weights(ours, net)
        assert_allclose(ours.loss_history_[-1], loss, rtol=1e-9)


@pytest.mark.parametrize("activation", BENDS)
def test_every_activation_is_pytorchs(activation):
    X, y, _ = task("multinomial")
    ours = NeuralNetworkClassifier(
        (5, 4), activation=activation, max_iter=17, batch_size=8, random_state=SEED
    )
    ours.fit(X, y)
    random = np.random.RandomState(SEED)
    net = twin([3, 5, 4, 3], activation, random)
    optimizer = torch.optim.Adam(net.parameters(), 0.001)
    for _ in range(17):
        epoch("multinomial", net, optimizer, X, y, 8, random)
    assert_same_weights(ours, net)
    expected = torch.softmax(net(torch.tensor(X)), dim=1).detach().numpy()
    assert_allclose(ours.predict_proba(X), expected, rtol=1e-7)


@pytest.mark.parametrize("activation", BENDS)
@pytest.mark.parametrize("kind", ["binary", "multinomial", "regression"])
def test_the_gradient_is_what_central_differences_measure(kind, activation):
    X, y, n_scores = task(kind)
    y = y.astype(float) if kind == "binary" else y
    objective = {"regression": inplace_losses.squared}.get(kind) or getattr(inplace_losses, kind)
    net = Perceptron([3, 5, 4, n_scores], activation, np.float64)
    net.theta[:] = np.random.default_rng(1).normal(size=net.theta.size)

    def loss(theta):
        trial = Perceptron([3, 5, 4, n_scores], activation, np.float64)
        trial.theta[:] = theta
        return objective(scores(X, trial.weights, trial.biases, activation), y)

    slope = net.forward(X)
    objective(slope, y)
    net.backward(slope)
    assert_allclose(net.gradient, numerical_gradient(loss, net.theta), rtol=1e-5, atol=1e-8)


def test_a_smaller_batch_in_the_same_memory_forgets_the_larger_one():
    X, y, _ = task("multinomial")
    used, fresh = (Perceptron([3, 4, 3], "relu", np.float64) for _ in range(2))
    used.theta[:] = fresh.theta[:] = np.random.default_rng(0).normal(size=used.theta.size)
    for rows in (slice(0, 20), slice(20, 23), slice(5, 6)):
        for net in (used, fresh) if rows.stop == 6 else (used,):
            slope = net.forward(X[rows])
            inplace_losses.multinomial(slope, y[rows])
            net.backward(slope)
    assert_array_equal(used.gradient, fresh.gradient)


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


def test_early_stopping_goes_back_to_the_best_epoch():
    rng = np.random.default_rng(0)
    X = rng.normal(size=(120, 10))
    y = (X[:, 0] + rng.normal(size=120) > 0).astype(int)
    model = NeuralNetworkClassifier(
        (64,),
        learning_rate=0.01,
        early_stopping=True,
        validation_fraction=0.25,
        n_iter_no_change=5,
        random_state=0,
    ).fit(X, y)
    history = model.validation_loss_history_
    best = int(np.argmin(history))
    assert model.n_iter_ == len(history) == best + 1 + 5 < 200

    random = np.random.RandomState(0)
    for n_in, n_out in ((10, 64), (64, 1)):
        he_init(n_in, n_out, random)
    _, held_out, _, truth = train_test_split(X, y, test_size=0.25, random_state=random, stratify=y)
    p = model.predict_proba(held_out)[np.arange(len(truth)), truth]
    assert_allclose(-np.log(p).mean(), history[best], rtol=1e-9)


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


def test_steps_too_long_say_what_to_do():
    X, y, _ = task("regression")
    model = NeuralNetworkRegressor(solver="sgd", learning_rate=1e6)
    with pytest.raises(
        ValueError, match=r"left the range of numbers in epoch \d+: lower learning_rate=1000000.0"
    ):
        model.fit(X, y)


def test_warm_start_refuses_another_network_or_other_classes():
    X, y, _ = task("binary")
    model = NeuralNetworkClassifier((4,), max_iter=1, warm_start=True).fit(X, y)
    with pytest.raises(ValueError, match=r"goes on with the classes \[0, 1\], got \[0, 1, 2\]"):
        model.fit(X, task("multinomial")[1])
    with pytest.raises(ValueError, match=r"layers \[3, 4, 1\].*got layers \[3, 5, 1\]"):
        model.set_params(hidden_layer_sizes=(5,)).fit(X, y)


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("hidden_layer_sizes", (0,), "a list or tuple of whole numbers above 0"),
        ("hidden_layer_sizes", 16, "a list or tuple of whole numbers above 0"),
        ("activation", "gelu", '"relu", "tanh" or "sigmoid"'),
        ("init", "zeros", '"auto", "he" or "xavier"'),
        ("solver", "lbfgs", '"adam" or "sgd"'),
        ("learning_rate", 0, "a finite number above 0"),
        ("learning_rate", float("nan"), "a finite number above 0"),
        ("momentum", 1.0, "a number from 0 to below 1"),
        ("weight_decay", -1, "a finite number of 0 or more"),
        ("batch_size", 0, "a whole number above 0, or None"),
        ("max_iter", 1.5, "a whole number above 0"),
        ("validation_fraction", 1, "a number between 0 and 1"),
        ("n_iter_no_change", True, "a whole number above 0"),
    ],
)
def test_a_setting_that_is_not_allowed_is_named(name, value, words):
    with pytest.raises(ValueError, match=f"^{name} must be {words}.*got "):
        NeuralNetworkClassifier(**{name: value}).fit([[0.0], [1.0]], [0, 1])
