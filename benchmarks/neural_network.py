"""The NumPy network beside PyTorch's on two threads, and a better way down beside the plain recipe's."""

import os
from functools import cache

import numpy as np
import torch
from sklearn.datasets import load_digits, make_moons

from benchmarks.harness import Job
from firsthand.classical import train_test_split
from firsthand.data import load
from firsthand.neural.basics.backprop import backward_pass, forward_pass
from firsthand.neural.basics.initialization import he_init
from firsthand.neural.basics.losses import bce_with_logits
from firsthand.neural.mlp.estimators import NeuralNetworkClassifier

torch.set_num_threads(2)
BATCH, RATE = 128, 1e-3


@cache
def digits():
    """MNIST where FIRSTHAND_DATA holds it, else scikit-learn's 8 × 8 digits blown up and moved about."""
    if os.environ.get("FIRSTHAND_DATA"):
        mnist = load("mnist")
        parts = mnist.train_images, mnist.test_images
        X, X_test = (images.reshape(-1, 784).astype(np.float32) / 255 for images in parts)
        return X, mnist.train_labels.astype(np.int64), X_test, mnist.test_labels.astype(np.int64)
    small, y = load_digits(return_X_y=True)
    large = np.kron(small.reshape(-1, 8, 8), np.ones((3, 3)))
    rng = np.random.default_rng(0)
    rows = rng.integers(0, len(y), 70_000)
    X = np.zeros((70_000, 28, 28), np.float32)
    for place, row in enumerate(rows):
        down, right = rng.integers(0, 5, 2)
        X[place, down : down + 24, right : right + 24] = large[row] / 16
    X = X.reshape(-1, 784)
    return X[:60_000], y[rows[:60_000]], X[60_000:], y[rows[60_000:]]


def images(n):
    X, y, X_test, y_test = digits()
    return X[:n], y[:n], X_test, y_test


def ours(data):
    X, y, X_test, y_test = data
    model = NeuralNetworkClassifier((128,), learning_rate=RATE, batch_size=BATCH, max_iter=1, random_state=0)
    return model.fit(X, y).score(X_test, y_test)


def pytorch(fused):
    """The same net, start, batches and optimizer; its test accuracy after one epoch."""

    def run(data):
        X, y, X_test, y_test = (torch.from_numpy(np.ascontiguousarray(part)) for part in data)
        torch.manual_seed(0)
        net = torch.nn.Sequential(torch.nn.Linear(784, 128), torch.nn.ReLU(), torch.nn.Linear(128, 10))
        for linear in (net[0], net[2]):
            torch.nn.init.kaiming_normal_(linear.weight)
            torch.nn.init.zeros_(linear.bias)
        adam = torch.optim.Adam(net.parameters(), RATE, fused=fused)
        cross_entropy = torch.nn.CrossEntropyLoss()
        for rows in torch.randperm(len(X)).split(BATCH):
            adam.zero_grad()
            cross_entropy(net(X[rows]), y[rows]).backward()
            adam.step()
        with torch.no_grad():
            return float((net(X_test).argmax(dim=1) == y_test).double().mean())

    return run


def about_as_accurate(got, expected):
    assert abs(got - expected) < 0.015, f"accuracy {got:.4f} beside ours, {expected:.4f}"


def moons(n):
    X, y = make_moons(n, noise=0.2, random_state=42)
    return train_test_split(X, y, test_size=0.2, random_state=42)


def plain_recipe(data):
    """2-16-1, He's start, 1000 steps of all rows at rate 0.1, as one first writes it: to 93 %."""
    X, X_test, y, y_test = data
    rng = np.random.RandomState(42)
    weights, biases = [he_init(2, 16, rng), he_init(16, 1, rng)], [np.zeros(16), np.zeros(1)]
    for _ in range(1000):
        outputs = forward_pass(X, weights, biases)
        dWs, dbs = backward_pass(outputs, weights, bce_with_logits(outputs[-1], y)[1])
        weights = [W - 0.1 * dW for W, dW in zip(weights, dWs, strict=True)]
        biases = [b - 0.1 * db for b, db in zip(biases, dbs, strict=True)]
    return float(np.mean((forward_pass(X_test, weights, biases)[-1][:, 0] > 0) == y_test))


def plain_in_place(data):
    """The same recipe through the estimator, which needs no new memory."""
    X, X_test, y, y_test = data
    model = NeuralNetworkClassifier(
        (16,),
        init="he",
        solver="sgd",
        momentum=0,
        learning_rate=0.1,
        batch_size=None,
        max_iter=1000,
        random_state=42,
    )
    return model.fit(X, y).score(X_test, y_test)


def by_adam(data):
    X, X_test, y, y_test = data
    model = NeuralNetworkClassifier((16,), learning_rate=0.05, max_iter=20, random_state=42)
    return model.fit(X, y).score(X_test, y_test)


def further(got, ours):
    assert ours >= 0.97, f"{ours:.3f} of the test points right"
    assert got >= 0.93 - 1e-9, f"{got:.3f} by the plain recipe"


JOBS = [
    Job(
        "network on MNIST, one epoch (784-128-10)",
        images,
        (6_000, 60_000),
        {"ours": ours, "PyTorch": pytorch(False), "PyTorch, fused Adam": pytorch(True)},
        about_as_accurate,
        size_label="images",
        rounds=5,
        own_process=True,
    ),
    Job(
        "two moons: ours to 97 %, the plain recipe to 93 %",
        moons,
        (1_000,),
        {"ours": by_adam, "plain recipe": plain_recipe, "plain recipe, in place": plain_in_place},
        further,
        size_label="points",
    ),
]
