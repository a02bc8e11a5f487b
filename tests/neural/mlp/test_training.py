"""The training loop: step by step PyTorch's, back to the best epoch, and no further than it can go."""

from itertools import pairwise

import numpy as np
import pytest
import torch
from numpy.testing import assert_allclose
from tests.neural.mlp.tasks import N, task

from firsthand.classical import train_test_split
from firsthand.neural.basics.initialization import he_init
from firsthand.neural.mlp.estimators import NeuralNetworkClassifier, NeuralNetworkRegressor
from firsthand.neural.mlp.initialization import xavier_init

SEED = 5
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
