"""A network as one writes it on paper: forward through the layers, and backward by the chain rule."""

from collections.abc import Sequence

from firsthand._typing import Array
from firsthand.neural.basics.activations import relu, relu_gradient


def forward_pass(X: Array, weights: Sequence[Array], biases: Sequence[Array]) -> list[Array]:
    """Send a batch through a network, and keep what comes out of each layer.

    Every layer computes a @ W + b from the output a of the layer before it.
    All but the last put that through relu; the last gives plain scores.

    Parameters
    ----------
    X : array of shape (n, n_0)
        One case a row.
    weights : list of L arrays
        weights[i] has shape (n_i, n_{i+1}), one column a neuron.
    biases : list of L arrays
        biases[i] has shape (n_{i+1},).

    Returns
    -------
    list of L + 1 arrays
        X itself, then each layer's output, shape (n, n_{i+1}); the scores last.
    """
    outputs = [X]
    for W, b in zip(weights[:-1], biases[:-1], strict=True):
        outputs.append(relu(outputs[-1] @ W + b))
    scores = outputs[-1] @ weights[-1] + biases[-1]
    return [*outputs, scores]


def backward_pass(
    outputs: Sequence[Array], weights: Sequence[Array], score_gradient: Array
) -> tuple[list[Array], list[Array]]:
    """Compute how the loss changes with every weight and bias, from the last layer back to the first.

    `delta` is the slope of the loss along what a layer computed before relu,
    a @ W + b, one row a case. It reaches W through a, b directly, and the
    layer before through W and the slope of relu. Costs about twice as much
    as the forward pass.

    Parameters
    ----------
    outputs : list of L + 1 arrays
        As forward_pass gives them: X, the output of each hidden layer, the scores.
    weights : list of L arrays
        weights[i] has shape (n_i, n_{i+1}).
    score_gradient : array of shape (n, n_L)
        The slope of the loss along the scores. If the loss is a mean over the
        rows, 1 / n is in it already.

    Returns
    -------
    tuple of two lists of L arrays
        The gradients of the weights, and those of the biases, in the shapes of
        the weights and the biases, the first layer first.
    """
    delta = score_gradient
    weight_gradients: list[Array] = []
    bias_gradients: list[Array] = []
    for i in reversed(range(len(weights))):
        weight_gradients.insert(0, outputs[i].T @ delta)  # (n_i, n) times (n, n_{i+1})
        bias_gradients.insert(0, delta.sum(axis=0))  # (n_{i+1},)
        if i > 0:
            # relu's output is above 0 just where its input is, so the output will do.
            delta = delta @ weights[i].T * relu_gradient(outputs[i])  # (n, n_i)
    return weight_gradients, bias_gradients
