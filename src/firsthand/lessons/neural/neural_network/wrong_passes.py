"""What people write for the way forward and back that is wrong, and what to tell them."""

from typing import Any

import numpy as np

from firsthand.course.exercise import Mistake


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


FORWARD_PASS = [
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

# backward_pass ----------------------------------------------------------------------------------------------


def _backward(outputs: Any, weights: Any, delta: Any, pull: Any = None) -> Any:
    """The right way, but for how the slope is taken from one layer to the one before."""
    pull = pull or (lambda delta, W, a: delta @ W.T * (a > 0))
    dWs: list[Any] = []
    dbs: list[Any] = []
    for i in reversed(range(len(weights))):
        dWs.insert(0, outputs[i].T @ delta)
        dbs.insert(0, delta.sum(axis=0))
        if i > 0:
            delta = pull(delta, weights[i], outputs[i])
    return dWs, dbs


def no_relu_slope(outputs: Any, weights: Any, score_gradient: Any) -> Any:
    return _backward(outputs, weights, score_gradient, lambda delta, W, a: delta @ W.T)


def output_for_slope(outputs: Any, weights: Any, score_gradient: Any) -> Any:
    return _backward(outputs, weights, score_gradient, lambda delta, W, a: delta @ W.T * a)


def sigmoid_slope(outputs: Any, weights: Any, score_gradient: Any) -> Any:
    return _backward(outputs, weights, score_gradient, lambda delta, W, a: delta @ W.T * a * (1 - a))


def weight_not_transposed(outputs: Any, weights: Any, score_gradient: Any) -> Any:
    return _backward(outputs, weights, score_gradient, lambda delta, W, a: delta @ W * (a > 0))


def divided_again(outputs: Any, weights: Any, score_gradient: Any) -> Any:
    dWs, dbs = _backward(outputs, weights, score_gradient)
    n = len(score_gradient)
    return [dW / n for dW in dWs], [db / n for db in dbs]


def bias_averaged(outputs: Any, weights: Any, score_gradient: Any) -> Any:
    dWs, dbs = _backward(outputs, weights, score_gradient)
    return dWs, [db / len(score_gradient) for db in dbs]


def bias_for_each_row(outputs: Any, weights: Any, score_gradient: Any) -> Any:
    dWs: list[Any] = []
    dbs: list[Any] = []
    delta = score_gradient
    for i in reversed(range(len(weights))):
        dWs.insert(0, outputs[i].T @ delta)
        dbs.insert(0, delta)
        delta = delta @ weights[i].T * (outputs[i] > 0)
    return dWs, dbs


def gradient_transposed(outputs: Any, weights: Any, score_gradient: Any) -> Any:
    dWs, dbs = _backward(outputs, weights, score_gradient)
    return [dW.T for dW in dWs], dbs


def last_layer_first(outputs: Any, weights: Any, score_gradient: Any) -> Any:
    dWs, dbs = _backward(outputs, weights, score_gradient)
    return dWs[::-1], dbs[::-1]


def relu_slope_on_scores(outputs: Any, weights: Any, score_gradient: Any) -> Any:
    return _backward(outputs, weights, score_gradient * (outputs[-1] > 0))


def same_delta_for_all(outputs: Any, weights: Any, score_gradient: Any) -> Any:
    dWs = [a.T @ score_gradient for a in outputs[:-1]]
    return dWs, [score_gradient.sum(axis=0) for _ in weights]


def layer_by_layer(outputs: Any, weights: Any, score_gradient: Any) -> Any:
    return list(zip(*_backward(outputs, weights, score_gradient), strict=True))


BACKWARD_PASS = [
    Mistake(
        no_relu_slope,
        "The slope of relu is missing (or it is 1 at 0 too). Where a hidden neuron gave 0, nothing it did reached the "
        "loss, so nothing comes back: multiply by (a > 0).",
    ),
    Mistake(
        output_for_slope,
        "You multiplied by the output itself. What the chain rule wants is the slope of relu: 1 where the output is "
        "above 0, else 0.",
    ),
    Mistake(sigmoid_slope, "a (1 - a) is the slope of the sigmoid. This network bends with relu."),
    Mistake(
        weight_not_transposed,
        "On the way back the weights are turned: delta has n_out columns and must get n_in, so delta @ W.T.",
        "crashed",
    ),
    Mistake(
        divided_again,
        "Everything is divided by n once too often: 1 / n is in score_gradient already.",
    ),
    Mistake(
        bias_averaged,
        "The bias gradients are averaged over the rows. Add them up, as the product does for the weights: 1 / n is in "
        "score_gradient already.",
    ),
    Mistake(
        bias_for_each_row,
        "A bias acts on every row, so its gradient is the sum over the rows: delta.sum(axis=0).",
        "wrong shape",
    ),
    Mistake(
        gradient_transposed,
        "The gradient of W must have the shape of W: a.T @ delta, not delta.T @ a.",
        "wrong shape",
    ),
    Mistake(
        last_layer_first,
        "The lists are the wrong way round: you walk from the last layer to the first, so turn them at the end.",
        "wrong shape",
    ),
    Mistake(
        relu_slope_on_scores,
        "The scores did not go through relu, so score_gradient must not be multiplied by its slope.",
    ),
    Mistake(
        same_delta_for_all,
        "Every layer gets the slope of the scores. Between two layers it must be taken through W and relu.",
        "wrong shape",
    ),
    Mistake(
        layer_by_layer,
        "You returned pairs, one a layer. Wanted are two lists: the gradients of all weights, then those of all biases.",
        "wrong shape",
    ),
]
