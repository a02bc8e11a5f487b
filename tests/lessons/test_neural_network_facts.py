"""Every number that the lessons A network in NumPy and Training networks state, and what their explorables say."""

import numpy as np
import pytest
from numpy.testing import assert_allclose
from sklearn.datasets import make_moons
from sklearn.model_selection import train_test_split

from firsthand.classical import LogisticRegression
from firsthand.lessons.neural.neural_network.explorable import plain_training
from firsthand.lessons.neural.training_networks.explorable import three_ways_down
from firsthand.neural.activations import relu, relu_gradient
from firsthand.neural.batches import minibatches
from firsthand.neural.initialization import he_init
from firsthand.neural.losses import bce_with_logits
from firsthand.neural.network import NeuralNetworkClassifier
from firsthand.neural.optimizers import adam_step, sgd_step
from firsthand.neural.propagation import backward_pass, forward_pass
from firsthand.neural.regularization import dropout

X, Y = make_moons(1000, noise=0.2, random_state=42)
TRAIN, TEST, Y_TRAIN, Y_TEST = train_test_split(X, Y, test_size=0.2, random_state=42)


def fresh(n_hidden=16):
    random = np.random.RandomState(42)
    return [he_init(2, n_hidden, random), he_init(n_hidden, 1, random)], [np.zeros(n_hidden), np.zeros(1)]


def right(weights, biases, rows=TEST, truth=Y_TEST):
    return np.mean((forward_pass(rows, weights, biases)[-1][:, 0] > 0) == truth)


def slopes(rows, labels, weights, biases):
    outputs = forward_pass(rows, weights, biases)
    return backward_pass(outputs, weights, bce_with_logits(outputs[-1], labels)[1])


def plain_recipe():
    weights, biases = fresh()
    for _ in range(1000):
        dWs, dbs = slopes(TRAIN, Y_TRAIN, weights, biases)
        weights = [sgd_step(W, dW, 0.1) for W, dW in zip(weights, dWs, strict=True)]
        biases = [sgd_step(b, db, 0.1) for b, db in zip(biases, dbs, strict=True)]
    return weights, biases


def by_adam(epochs, n_hidden, rows, labels, slopes=slopes):
    weights, biases = fresh(n_hidden)
    memory = [(np.zeros_like(p), np.zeros_like(p)) for p in (*weights, *biases)]
    random, t = np.random.RandomState(0), 0
    for _ in range(epochs):
        for some, own in minibatches(rows, labels, 32, random):
            t += 1
            dWs, dbs = slopes(some, own, weights, biases)
            for i, slope in enumerate((*dWs, *dbs)):
                kept = weights if i < 2 else biases
                kept[i % 2], *memory[i] = adam_step(kept[i % 2], slope, *memory[i], t, rate=0.05)
    return weights, biases


def test_a_straight_line_is_right_86_times_in_100():
    assert_allclose(LogisticRegression().fit(TRAIN, Y_TRAIN).score(TEST, Y_TEST), 0.86)


def test_the_plain_recipe_reaches_93_percent_of_the_test_points():
    assert right(*plain_recipe()) == 0.93


def test_the_library_goes_the_same_way():
    ours = NeuralNetworkClassifier(
        (16,),
        init="he",
        solver="sgd",
        momentum=0,
        learning_rate=0.1,
        batch_size=None,
        max_iter=1000,
        random_state=42,
    ).fit(TRAIN, Y_TRAIN)
    assert_allclose(ours.coefs_[0], plain_recipe()[0][0], rtol=1e-9)
    assert ours.score(TEST, Y_TEST) == 0.93


def test_adam_passes_97_percent_on_a_fiftieth_of_the_rows_seen():
    """The plain recipe sees every row in each of 1000 steps, Adam in each of 20 epochs."""
    assert right(*by_adam(20, 16, TRAIN, Y_TRAIN)) >= 0.975


@pytest.mark.parametrize("seed", range(5))
def test_the_better_way_does_not_hang_on_its_seed(seed):
    model = NeuralNetworkClassifier((16,), learning_rate=0.05, max_iter=20, random_state=seed).fit(
        TRAIN, Y_TRAIN
    )
    assert model.score(TEST, Y_TEST) >= 0.96


def test_batches_of_32_do_as_well_with_a_25th_of_the_work():
    weights, biases = fresh()
    random = np.random.RandomState(0)
    steps = 0
    for _ in range(40):
        for some, labels in minibatches(TRAIN, Y_TRAIN, 32, random):
            dWs, dbs = slopes(some, labels, weights, biases)
            weights = [sgd_step(W, dW, 0.1) for W, dW in zip(weights, dWs, strict=True)]
            biases = [sgd_step(b, db, 0.1) for b, db in zip(biases, dbs, strict=True)]
            steps += 1
    assert steps == 1000
    assert abs(right(weights, biases) - 0.93) <= 0.01


def test_only_hes_start_keeps_the_signal():
    def strength(factor):
        rng = np.random.default_rng(0)
        a = rng.normal(size=(200, 100))
        for _ in range(20):
            a = relu(a @ (factor * he_init(100, 100, rng)))
        return np.sqrt(np.mean(a**2))

    assert 0.3 < strength(1) < 3
    assert strength(1 / np.sqrt(2)) < 0.01
    assert strength(1 / np.sqrt(0.02)) > 1e10


def test_the_slope_of_the_sigmoid_is_never_above_a_quarter():
    p = 1 / (1 + np.exp(-np.linspace(-8, 8, 161)))
    assert_allclose((p * (1 - p)).max(), 0.25)
    assert relu_gradient(np.array([5.0])) == 1


def test_a_large_net_learns_50_rows_by_heart_and_dropout_narrows_the_gap():
    crowd, crowd_y = make_moons(1050, noise=0.35, random_state=0)
    few, rest, few_y, rest_y = train_test_split(crowd, crowd_y, test_size=1000, random_state=0)
    chance = np.random.RandomState(1)

    def with_dropout(rows, labels, weights, biases):
        hidden = relu(rows @ weights[0] + biases[0])
        mask = dropout(np.ones_like(hidden), 0.5, chance)
        outputs = [rows, hidden * mask, hidden * mask @ weights[1] + biases[1]]
        delta = bce_with_logits(outputs[-1], labels)[1]
        below = delta @ weights[1].T * mask * (hidden > 0)
        return [rows.T @ below, outputs[1].T @ delta], [below.sum(axis=0), delta.sum(axis=0)]

    large = by_adam(300, 200, few, few_y)
    dropped = by_adam(300, 200, few, few_y, with_dropout)
    assert right(*large, few, few_y) > 0.95
    assert right(*large, few, few_y) - right(*large, rest, rest_y) > 0.15
    assert right(*dropped, rest, rest_y) > right(*large, rest, rest_y) + 0.03


def test_the_explorable_ends_where_the_recipe_does():
    numbers = dict(plain_training.draw({"step": 1000}).numbers)
    assert numbers == {"test points right": "93.0%", "training loss": "0.2071"}
    early = dict(plain_training.draw({"step": 20}).numbers)
    assert float(early["training loss"]) > 0.3


def test_three_ways_differ_after_five_epochs():
    shares = [
        float(dict(three_ways_down.draw({"epoch": 5, "way": way}).numbers)["test points right"].rstrip("%"))
        for way in (1, 2, 3)
    ]
    assert shares[0] < 80
    assert min(shares[1:]) > 93
