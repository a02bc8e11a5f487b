"""What people write for backward_pass that is wrong, and what to tell them."""

from typing import Any

import numpy as np

from firsthand.course.grading.exercise import Mistake


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


def bias_lying(outputs: Any, weights: Any, score_gradient: Any) -> Any:
    dWs, dbs = _backward(outputs, weights, score_gradient)
    return dWs, [db[None] for db in dbs]


def bias_total(outputs: Any, weights: Any, score_gradient: Any) -> Any:
    dWs, dbs = _backward(outputs, weights, score_gradient)
    return dWs, [np.full(db.shape, db.sum()) for db in dbs]


def above_a_little(outputs: Any, weights: Any, score_gradient: Any) -> Any:
    return _backward(outputs, weights, score_gradient, lambda delta, W, a: delta @ W.T * (a > 1e-2))


def input_cut_off(outputs: Any, weights: Any, score_gradient: Any) -> Any:
    return _backward([np.maximum(outputs[0], 0), *outputs[1:]], weights, score_gradient)


def two_layers_only(outputs: Any, weights: Any, score_gradient: Any) -> Any:
    X, hidden = outputs[:2]
    delta = score_gradient @ weights[1].T * (hidden > 0)
    return [X.T @ delta, hidden.T @ score_gradient], [delta.sum(axis=0), score_gradient.sum(axis=0)]


def bias_left_out_of_the_slope(outputs: Any, weights: Any, score_gradient: Any) -> Any:
    dWs: list[Any] = []
    dbs: list[Any] = []
    delta = score_gradient
    for i in reversed(range(len(weights))):
        dWs.insert(0, outputs[i].T @ delta)
        dbs.insert(0, delta.sum(axis=0))
        if i > 0:
            delta = delta @ weights[i].T * (outputs[i - 1] @ weights[i - 1] > 0)
    return dWs, dbs


BACKWARD_PASS = [
    Mistake(
        bias_lying,
        "keepdims=True leaves the gradient of a bias as a row of shape (1, n). A bias has shape (n,), and so has its "
        "gradient.",
        "wrong shape",
    ),
    Mistake(
        bias_total,
        "Each neuron has a bias of its own: add up over the rows, axis=0, and not over the neurons.",
    ),
    Mistake(
        above_a_little,
        "Where a hidden neuron gave a small number above 0 you let nothing back. Compare with 0 itself.",
    ),
    Mistake(
        input_cut_off,
        "The gradient of the first weights uses X as it is: relu stands behind the layer, and X did not go through it.",
    ),
    Mistake(
        two_layers_only,
        "Two layers are written out, and a network may have one, or five. Walk back from the last to the first.",
        "crashed",
    ),
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
    Mistake(
        bias_left_out_of_the_slope,
        "What went into relu was a @ W + b, and your slope forgets the bias. What came out tells as much: it is above 0 "
        "where what went in was.",
    ),
]
