"""What people write for forward_pass that is wrong, and what to tell them."""

from typing import Any

import numpy as np

from firsthand.course.grading.exercise import Mistake


def _relu(z: Any) -> Any:
    return np.maximum(z, 0)


def _sigmoid(z: Any) -> Any:
    return 1 / (1 + np.exp(-np.asarray(z, dtype=float)))


# forward_pass -----------------------------------------------------------------------------------------------


def relu_on_the_scores(X: Any, weights: Any, biases: Any) -> Any:
    outputs = [X]
    for W, b in zip(weights, biases, strict=True):
        outputs.append(_relu(outputs[-1] @ W + b))
    return outputs


def no_relu(X: Any, weights: Any, biases: Any) -> Any:
    outputs = [X]
    for W, b in zip(weights, biases, strict=True):
        outputs.append(outputs[-1] @ W + b)
    return outputs


def _forward(X: Any, weights: Any, biases: Any, bend: Any = _relu) -> Any:
    outputs = [X]
    for W, b in zip(weights[:-1], biases[:-1], strict=True):
        outputs.append(bend(outputs[-1] @ W + b))
    return [*outputs, outputs[-1] @ weights[-1] + biases[-1]]


def biases_forgotten(X: Any, weights: Any, biases: Any) -> Any:
    return _forward(X, weights, [np.zeros_like(b) for b in biases])


def scores_alone(X: Any, weights: Any, biases: Any) -> Any:
    return _forward(X, weights, biases)[-1]


def without_the_input(X: Any, weights: Any, biases: Any) -> Any:
    return _forward(X, weights, biases)[1:]


def before_relu_kept(X: Any, weights: Any, biases: Any) -> Any:
    a, kept = X, [X]
    for W, b in zip(weights, biases, strict=True):
        z = a @ W + b
        kept.append(z)
        a = _relu(z)
    return kept


def sigmoid_at_the_end(X: Any, weights: Any, biases: Any) -> Any:
    outputs = _forward(X, weights, biases)
    return [*outputs[:-1], _sigmoid(outputs[-1])]


def sigmoid_for_relu(X: Any, weights: Any, biases: Any) -> Any:
    return _forward(X, weights, biases, _sigmoid)


def weights_transposed(X: Any, weights: Any, biases: Any) -> Any:
    return _forward(X, [W.T for W in weights], biases)


def bias_after_relu(X: Any, weights: Any, biases: Any) -> Any:
    outputs = [X]
    for W, b in zip(weights[:-1], biases[:-1], strict=True):
        outputs.append(_relu(outputs[-1] @ W) + b)
    return [*outputs, outputs[-1] @ weights[-1] + biases[-1]]


def two_layers_only(X: Any, weights: Any, biases: Any) -> Any:
    hidden = _relu(X @ weights[0] + biases[0])
    return [X, hidden, hidden @ weights[1] + biases[1]]


def relu_on_the_input(X: Any, weights: Any, biases: Any) -> Any:
    return _forward(_relu(X), weights, biases)


def softmax_at_the_end(X: Any, weights: Any, biases: Any) -> Any:
    outputs = _forward(X, weights, biases)
    powers = np.exp(outputs[-1] - outputs[-1].max(axis=1, keepdims=True))
    return [*outputs[:-1], powers / powers.sum(axis=1, keepdims=True)]


def only_the_first_bends(X: Any, weights: Any, biases: Any) -> Any:
    outputs = [X]
    for i, (W, b) in enumerate(zip(weights, biases, strict=True)):
        z = outputs[-1] @ W + b
        outputs.append(_relu(z) if i == 0 and len(weights) > 1 else z)
    return outputs


def the_first_does_not_bend(X: Any, weights: Any, biases: Any) -> Any:
    outputs = [X]
    for i, (W, b) in enumerate(zip(weights, biases, strict=True)):
        z = outputs[-1] @ W + b
        outputs.append(_relu(z) if 0 < i < len(weights) - 1 else z)
    return outputs


FORWARD_PASS = [
    Mistake(
        two_layers_only,
        "Two layers are written out, and a network may have one, or five. Walk through weights and biases together.",
        "crashed",
    ),
    Mistake(
        relu_on_the_input, "X went through relu. The first layer gets X as it is, negative numbers included."
    ),
    Mistake(softmax_at_the_end, "The scores went through softmax. Give them plain; the loss does the rest."),
    Mistake(only_the_first_bends, "Only the first layer goes through relu. Each but the last does."),
    Mistake(the_first_does_not_bend, "The first layer does not go through relu. Each but the last does."),
    Mistake(
        relu_on_the_scores,
        "The last layer went through relu too. A score may be negative: it is what speaks for the other class.",
    ),
    Mistake(
        no_relu,
        "Nothing bends: without relu between them, all the layers together are one matrix product, a straight line.",
    ),
    Mistake(biases_forgotten, "The biases are missing: each layer computes a @ W + b."),
    Mistake(
        scores_alone,
        "Only the scores came back. The way back needs what came out of every layer: keep them in a list, X first.",
        "wrong type",
    ),
    Mistake(
        without_the_input,
        "X is missing from the list. It is the input of the first layer, and that layer's gradient needs it.",
        "wrong shape",
    ),
    Mistake(
        before_relu_kept,
        "The list holds what goes into relu. Keep what comes out of it: that is what the next layer sees.",
    ),
    Mistake(
        sigmoid_at_the_end,
        "The scores went through the sigmoid. Leave them plain: the loss takes logits, and stays exact that way.",
    ),
    Mistake(sigmoid_for_relu, "Between the layers there is a sigmoid. This network bends with relu."),
    Mistake(
        weights_transposed,
        "The weights are turned. They have one column a neuron here, so it is a @ W and not a @ W.T.",
        "crashed",
    ),
    Mistake(
        bias_after_relu,
        "The bias is added after relu. It belongs before: it decides where the bend is.",
    ),
]
