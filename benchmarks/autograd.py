"""Automatic differentiation: a digit net beside PyTorch on two threads, and a small one beside micrograd's scalars."""

import os
from pathlib import Path

import numpy as np
import torch
from micrograd.engine import Value
from micrograd.nn import MLP
from threadpoolctl import threadpool_limits

from benchmarks.harness import Job
from firsthand import data
from firsthand.neural import autograd as ours

THREADS = 2
BATCH, RATE = 128, 0.1
WIDTHS = (64, 64, 1)  # of the net that micrograd can bear
torch.set_num_threads(THREADS)


def digits(rows):
    """MNIST where it lies at hand, else invented pictures; the first rows, and the weights to start from."""
    folders = (os.environ.get("FIRSTHAND_DATA", "."), Path(__file__).parents[2] / "shared" / "data")
    found = [folder for folder in folders if (Path(folder) / "mnist").is_dir()]
    rng = np.random.default_rng(0)
    if found:
        os.environ["FIRSTHAND_DATA"] = str(found[0])
        mnist = data.load("mnist")
        X = (mnist.train_images.reshape(60_000, 784) / 255).astype(np.float32)
        y = mnist.train_labels.astype(np.int64)
    else:
        y = rng.integers(0, 10, size=rows)
        X = (rng.random((10, 784))[y] * rng.random((rows, 784))).astype(np.float32)
    layers = [ours.Linear(784, 128, random_state=rng, dtype=np.float32)]
    layers += [ours.ReLU(), ours.Linear(128, 10, random_state=rng, dtype=np.float32)]
    return X[:rows], y[:rows], ours.Sequential(*layers).state_dict()


def epoch_of_ours(given):
    X, y, start = given
    net = ours.Sequential(
        ours.Linear(784, 128, dtype=np.float32), ours.ReLU(), ours.Linear(128, 10, dtype=np.float32)
    )
    net.load_state_dict(start)
    optimizer = ours.SGD(net.parameters(), lr=RATE)
    with threadpool_limits(THREADS):
        for first in range(0, len(X), BATCH):
            loss = ours.cross_entropy(net(X[first : first + BATCH]), y[first : first + BATCH])
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
    return loss.item()


def epoch_of_torch(given):
    X, y, start = given
    net = torch.nn.Sequential(torch.nn.Linear(784, 128), torch.nn.ReLU(), torch.nn.Linear(128, 10))
    net.load_state_dict({name: torch.tensor(value) for name, value in start.items()})
    optimizer = torch.optim.SGD(net.parameters(), lr=RATE)
    X, y = torch.from_numpy(X), torch.from_numpy(y)
    for first in range(0, len(X), BATCH):
        loss = torch.nn.functional.cross_entropy(net(X[first : first + BATCH]), y[first : first + BATCH])
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    return loss.item()


def rows_for_scalars(rows):
    """Rows for a net of single numbers, that net with its weights drawn once, and the same weights as arrays."""
    rng = np.random.default_rng(0)
    scalars = MLP(WIDTHS[0], list(WIDTHS[1:]))
    for weight in scalars.parameters():
        weight.data = float(rng.normal(scale=0.1))
    return rng.normal(size=(rows, WIDTHS[0])), rng.normal(size=rows), scalars, weights_of(scalars)


def weights_of(scalars):
    return [
        (
            np.array([[w.data for w in neuron.w] for neuron in layer.neurons]),
            np.array([neuron.b.data for neuron in layer.neurons]),
        )
        for layer in scalars.layers
    ]


def gradients_of_scalars(given):
    X, y, scalars, _ = given
    scalars.zero_grad()
    errors = [scalars([Value(x) for x in row]) - float(truth) for row, truth in zip(X, y, strict=True)]
    loss = sum((error * error for error in errors), Value(0)) * (1 / len(y))
    loss.backward()
    return np.array([weight.grad for weight in scalars.parameters()])


def gradients_of_arrays(given):
    X, y, _, weights = given
    (W1, b1), (W2, b2) = [[ours.Tensor(part, requires_grad=True) for part in layer] for layer in weights]
    out = (X @ W1.T + b1).relu() @ W2.T + b2
    ours.mse_loss(out[:, 0], y).backward()
    # In micrograd's order: each neuron's weights, then its bias.
    return np.concatenate([np.column_stack([W.grad, b.grad]).ravel() for W, b in ((W1, b1), (W2, b2))])


JOBS = [
    Job(
        "autograd, one epoch of digits (784-128-10)",
        digits,
        (3_840, 15_360, 60_000),
        {"ours": epoch_of_ours, "PyTorch": epoch_of_torch},
        agree=lambda got, expected: np.testing.assert_allclose(got, expected, rtol=1e-3),
        size_label="pictures",
        own_process=True,
    ),
    Job(
        "autograd beside scalars (64-64-1)",
        rows_for_scalars,
        (1, 8, 64),
        {"ours": gradients_of_arrays, "micrograd": gradients_of_scalars},
        size_label="rows",
        rounds=5,
    ),
]
