"""The exercises of the lesson A network in NumPy."""

import math
from collections.abc import Mapping
from itertools import pairwise
from typing import Any

import numpy as np
from hypothesis import strategies as st

from firsthand.course.grading.compare import Difference
from firsthand.course.grading.exercise import Clause, Exercise, Race
from firsthand.course.grading.strategies import arguments
from firsthand.lessons import ready_made
from firsthand.lessons.neural.neural_network import (
    correct,
    mistakes_descents,
    mistakes_draws,
    mistakes_losses,
    mistakes_passes,
    mistakes_slopes,
    mistakes_starts,
    mistakes_ways_back,
)
from firsthand.lessons.neural.neural_network.dice import Dice
from firsthand.neural.basics.activations import relu, relu_gradient
from firsthand.neural.basics.backprop import backward_pass, forward_pass
from firsthand.neural.basics.initialization import he_init
from firsthand.neural.basics.losses import bce_with_logits, softmax_cross_entropy_gradient
from firsthand.neural.basics.optimizers import sgd_step

ENTRIES = st.sampled_from([1.0, -1.0, 2.0, 0.0, 0.5, -2.0, 3.0, -0.3, 0.1])
FAR_AND_NEAR = st.sampled_from([1.0, -1.0, 0.0, 7.0, -0.5, 5e3, -1e4, 0.25])
TINY = st.sampled_from([1.0, -1.0, 0.0, 1e-9, -1e-9, 0.2, 7.0, 1e-300])
STEEP = st.sampled_from([1.0, -1.0, 0.0, 0.5, -30.0, 200.0])
SCORES = st.sampled_from([0.0, 1.0, -1.0, 2.0, 0.5, -2.5, 10.0, -40.0, 1000.0, -1000.0])
SHAPES = st.sampled_from([(2,), (3,), (1, 2), (2, 2), (2, 1, 2)])
SIZES = st.sampled_from([(2, 3, 1), (1, 2, 1), (3, 2, 2), (2, 3, 2, 1), (3, 1), (2, 2, 2, 2)])
DECAYS = st.sampled_from([0.0, 0.1, 0.01, 1.0])
RATES = st.sampled_from([0.1, 0.5, 1.0, 0.01])
DRAWN = 4000  # weights, at the least, by whose statistics a start is judged


def _array(shape: tuple[int, ...], entries: Any = ENTRIES) -> Any:
    size = math.prod(shape)
    return st.lists(entries, min_size=size, max_size=size).map(lambda values: np.array(values).reshape(shape))


# Networks, small and whole -----------------------------------------------------------------------------------


def _networks(sizes: tuple[int, ...], n: int) -> Any:
    shapes = list(pairwise(sizes))
    return arguments(
        X=_array((n, sizes[0])),
        weights=st.tuples(*(_array(shape) for shape in shapes)).map(list),
        biases=st.tuples(*(_array((n_out,)) for _, n_out in shapes)).map(list),
    )


NETWORKS = st.tuples(SIZES, st.integers(1, 3)).flatmap(lambda drawn: _networks(*drawn))


def _network(sizes: tuple[int, ...], n: int, seed: int = 0) -> dict[str, Any]:
    rng = np.random.default_rng(seed)
    shapes = list(pairwise(sizes))
    return {
        "X": rng.integers(-2, 3, size=(n, sizes[0])) / 1.0,
        "weights": [rng.integers(-3, 4, size=shape) / 2.0 for shape in shapes],
        "biases": [rng.integers(-2, 3, size=n_out) / 2.0 for _, n_out in shapes],
    }


def _way_back(network: dict[str, Any], score_gradient: Any) -> dict[str, Any]:
    outputs = forward_pass(**network)
    return {"outputs": outputs, "weights": network["weights"], "score_gradient": score_gradient}


WAYS_BACK = NETWORKS.flatmap(
    lambda network: _array((len(network["X"]), len(network["biases"][-1]))).map(
        lambda slope: _way_back(network, slope)
    )
)


def _edge_back(sizes: tuple[int, ...], n: int, seed: int) -> dict[str, Any]:
    slope = np.random.default_rng(seed).integers(1, 5, size=(n, sizes[-1])) / 4.0
    return _way_back(_network(sizes, n, seed), slope)


def _faint_back() -> dict[str, Any]:
    """Hidden outputs that are small and above 0: they let the slope through like any other."""
    network = _network((2, 3, 1), 2, 1)
    faint = {
        "X": np.array([[1e-6, 2e-6], [3e-6, 1e-6]]),
        "weights": [np.abs(network["weights"][0]) + 1, network["weights"][1] + 0.25],
        "biases": [np.zeros(3), np.zeros(1)],
    }
    return _way_back(faint, np.array([[0.5], [0.25]]))


# He's start, judged by its statistics ------------------------------------------------------------------------


def draw_many(implementation: Any, given: Mapping[str, Any]) -> Any:
    """Draw weights again and again from one rng, and say what they look like."""
    n_in, n_out, rng = given["n_in"], given["n_out"], given["rng"].rng()
    first = implementation(n_in, n_out, rng)
    if not isinstance(first, np.ndarray) or first.dtype.kind != "f":
        return first
    if first.shape != (n_in, n_out):
        return {"shape": first.shape}
    rounds = DRAWN // first.size + 1
    drawn = np.array([first, *(implementation(n_in, n_out, rng) for _ in range(rounds))])
    spread = drawn.std()
    # One by one the weights leave a matrix's mean this far from 0. Judged where there are many matrices.
    means = drawn.mean(axis=(1, 2)).std() * math.sqrt(first.size) / spread if rounds > 50 and spread else 1.0
    return {
        "shape": first.shape,
        "standard deviation of many": float(spread),
        "their mean": float(drawn.mean()),
        "share beyond 2.3 standard deviations": float(np.mean(np.abs(drawn - drawn.mean()) > 2.3 * spread)),
        "spread of single means, against chance": float(means),
        "neurons that start alike": n_out - len(np.unique(first, axis=1).T),
        "a second layer gets other weights": not np.array_equal(drawn[0], drawn[1]),
        "the same rng gives the same": np.array_equal(first, implementation(n_in, n_out, given["rng"].rng())),
    }


def about_as_drawn(got: Any, expected: Any, given: Mapping[str, Any]) -> Difference | None:
    """Agree where two honest draws would: shape and seeds exactly, statistics within chance."""
    if not isinstance(got, Mapping):
        return Difference("wrong type", f"Wanted is an array of floats of shape {expected['shape']}.")
    if got["shape"] != expected["shape"]:
        return Difference("wrong shape", f"The shape is {got['shape']}, expected {expected['shape']}.")
    spread = expected["standard deviation of many"]
    slack = {
        "standard deviation of many": 0.08 * spread,
        "their mean": 0.12 * spread,
        "share beyond 2.3 standard deviations": 0.0145,
        "spread of single means, against chance": 0.7,
    }
    for name, wanted in expected.items():
        if name != "shape" and abs(got[name] - wanted) > slack.get(name, 0):
            return Difference("wrong value", f"Its {name}: {got[name]!s:.6}, expected {wanted!s:.6}.")
    return None


# The rest ---------------------------------------------------------------------------------------------------


def mean_cross_entropy(logits: Any, targets: Any) -> float:
    """The function whose gradient `softmax_cross_entropy_gradient` is."""
    largest = logits.max(axis=1, keepdims=True)
    log_p = logits - largest - np.log(np.exp(logits - largest).sum(axis=1, keepdims=True))
    return float(-np.mean((targets * log_p).sum(axis=1)))


def _labelled(logits: list[float], y: list[int]) -> dict[str, Any]:
    return {"logits": np.array(logits)[:, None], "y": np.array(y)}


def _aimed(logits: Any, targets: Any) -> dict[str, Any]:
    return {"logits": np.array(logits), "targets": np.array(targets)}


TARGETS = {
    2: [[1.0, 0.0], [0.0, 1.0], [0.9, 0.1], [0.5, 0.5]],
    3: [[1.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.0, 0.0, 1.0], [0.8, 0.1, 0.1], [0.25, 0.25, 0.5]],
}
AIMS = st.tuples(st.integers(1, 3), st.sampled_from([2, 3])).flatmap(
    lambda size: arguments(
        logits=_array(size, SCORES),
        targets=st.lists(st.sampled_from(TARGETS[size[1]]), min_size=size[0], max_size=size[0]).map(np.array),
    )
)
LABELLED = st.integers(1, 4).flatmap(
    lambda n: arguments(
        logits=_array((n, 1), SCORES), y=st.lists(st.integers(0, 1), min_size=n, max_size=n).map(np.array)
    )
)
STEPS = SHAPES.flatmap(
    lambda shape: arguments(
        weights=_array(shape), gradient=_array(shape, STEEP), rate=RATES, weight_decay=DECAYS
    )
)


def _step(weights: Any, gradient: Any, rate: float, weight_decay: float | None = None) -> dict[str, Any]:
    case = {"weights": np.array(weights), "gradient": np.array(gradient), "rate": rate}
    return case if weight_decay is None else {**case, "weight_decay": weight_decay}


# The industry's versions, imported when a race is run -------------------------------------------------------


def torch_relu(z: Any) -> Any:
    import torch

    return torch.relu(torch.from_numpy(z)).numpy()


def torch_bce(logits: Any, y: Any) -> Any:
    import torch

    given = torch.from_numpy(logits).requires_grad_()
    column = torch.from_numpy(y).to(given.dtype)[:, None]
    loss = torch.nn.functional.binary_cross_entropy_with_logits(given, column)
    loss.backward()  # type: ignore[no-untyped-call]  # torch has left it without types
    return loss.item(), given.grad


def torch_softmax_gradient(logits: Any, targets: Any) -> Any:
    import torch

    given = torch.from_numpy(logits).requires_grad_()
    torch.nn.functional.cross_entropy(given, torch.from_numpy(targets)).backward()  # type: ignore[no-untyped-call]
    return given.grad


def _grown_z(size: int, seed: int) -> dict[str, Any]:
    return {"z": np.random.default_rng(seed).uniform(-1, 1, size)}


def _grown_logits(size: int, seed: int) -> dict[str, Any]:
    rng = np.random.default_rng(seed)
    return {"logits": rng.normal(0, 3, size=(size, 1)), "y": rng.integers(0, 2, size)}


def _grown_aims(size: int, seed: int) -> dict[str, Any]:
    rng = np.random.default_rng(seed)
    n = size // 10
    return {"logits": rng.normal(0, 3, size=(n, 10)), "targets": np.eye(10)[rng.integers(0, 10, n)]}


COUNTS = (10, 100, 1_000, 10_000, 100_000, 1_000_000)

# The exercises ---------------------------------------------------------------------------------------------

relu_exercise = Exercise(
    reference=relu,
    task="Let numbers above 0 through and put 0 for the others, entry by entry.",
    inputs=SHAPES.flatmap(lambda shape: _array(shape, FAR_AND_NEAR)).map(lambda z: {"z": z}),
    edges=[
        {"z": np.array(z)}
        for z in (
            [1.0, -2.0],
            [0.0, 3.0],
            [-1.0, -0.5],
            [[2.0, -3.0], [0.0, 0.5]],
            [[[1.0], [-1.0]]],
            [7.0, 5e3, -1e4],
            [0.25, -0.25],
        )
    ],
    mistakes=mistakes_starts.RELU,
    clauses=[
        Clause(text="A new array: z stays as it is.", ignored=mistakes_starts.HANDED_BACK, fresh=True),
    ],
    also_right=[
        correct.relu_by_product,
        correct.relu_by_where,
        correct.relu_by_absolute,
        correct.relu_in_a_copy,
    ],
    hints=[
        "Which is larger, z or 0? That one is the answer, for each entry.",
        "np.maximum compares two arrays entry by entry; a single number is spread over all of them.",
        "return np.maximum(z, 0)",
    ],
    out_of_bounds=ready_made.RELU,
    differentiable="z",
    race=Race(_grown_z, {"PyTorch": torch_relu}, COUNTS),
)

relu_gradient_exercise = Exercise(
    reference=relu_gradient,
    task="Say how steep relu is at each entry of z: 1 above 0, else 0, and 0 at 0 itself.",
    inputs=SHAPES.flatmap(lambda shape: _array(shape, TINY)).map(lambda z: {"z": z}),
    edges=[
        {"z": np.array(z)}
        for z in (
            [2.0, -3.0],
            [0.0, 1.0],
            [0.0, 0.0],
            [[0.5, -0.5], [0.0, 10.0]],
            [[[1.0], [-1.0]]],
            [0.2, -7.0],
            [1e-9, -1e-9, 1e-300],
        )
    ],
    mistakes=mistakes_starts.RELU_GRADIENT,
    also_right=[
        correct.slope_by_comparison,
        correct.slope_by_heaviside,
        correct.slope_by_masks,
        correct.slope_as_whole_numbers,
    ],
    hints=[
        "Draw relu: how steep is the left part, how steep the right?",
        "z > 0 is True where the slope is 1. Make numbers of it.",
        "return np.where(z > 0, 1.0, 0.0)",
    ],
    out_of_bounds=ready_made.AUTOGRAD,
)

he_init_exercise = Exercise(
    reference=he_init,
    task="Draw the first weights of a layer with n_in inputs and n_out ReLU neurons: normal, mean 0, variance 2 / n_in. "
    "The check draws many times and looks at their statistics, so it does not matter how you draw them.",
    inputs=arguments(
        n_in=st.sampled_from([2, 3, 4, 16, 50]),
        n_out=st.sampled_from([3, 5, 16, 30]),
        rng=st.integers(0, 3).map(Dice),
    ),
    edges=[
        {"n_in": 2, "n_out": 16, "rng": Dice(0)},
        {"n_in": 3, "n_out": 5, "rng": Dice(1)},
        {"n_in": 50, "n_out": 20, "rng": Dice(0)},
        {"n_in": 400, "n_out": 10, "rng": Dice(2)},
        {"n_in": 16, "n_out": 3, "rng": Dice(3)},
    ],
    mistakes=mistakes_draws.HE_INIT,
    clauses=[
        Clause(
            text="numpy.random.Generator or RandomState",
            ignored=mistakes_draws.NEWER_KIND,
            edges=[{"n_in": 3, "n_out": 5, "rng": Dice(0, older=True)}],
        )
    ],
    also_right=[correct.he_from_standard_normal, correct.he_one_by_one, correct.he_turned],
    hints=[
        "rng.normal(mean, spread, size=...) draws an array. Which size, and which spread?",
        "The spread that rng.normal wants is the standard deviation: the root of the variance.",
        "return rng.normal(0, np.sqrt(2 / n_in), size=(n_in, n_out))",
    ],
    out_of_bounds=ready_made.HE_INIT,
    scenario=draw_many,
    agree=about_as_drawn,
)

forward_pass_exercise = Exercise(
    reference=forward_pass,
    task="Send a batch through a network of any depth. Return a list: X itself, the output of each hidden layer (after "
    "relu), and the plain scores of the last.",
    inputs=NETWORKS,
    edges=[
        _network((2, 3, 1), 2, 1),
        _network((2, 3, 1), 1, 2),
        _network((3, 2), 2, 3),
        _network((2, 3, 4, 2), 3, 4),
        _network((2, 2, 2), 2, 5),
        _network((2, 4, 3, 2, 1), 2, 6),
    ],
    mistakes=mistakes_passes.FORWARD_PASS,
    also_right=[correct.forward_by_number, correct.forward_row_by_row, correct.forward_by_einsum],
    hints=[
        "Write one layer first: its input a has shape (n, n_in) and W has shape (n_in, n_out). What is in between?",
        "Start with a list that holds X. For each layer take the last thing in the list, compute a @ W + b, and append. "
        "All layers but the last go through relu.",
        "outputs = [X]; for W, b in zip(weights[:-1], biases[:-1]): outputs.append(relu(outputs[-1] @ W + b)). Then append "
        "outputs[-1] @ weights[-1] + biases[-1] and return the list.",
    ],
    out_of_bounds=ready_made.FORWARD,
)

bce_with_logits_exercise = Exercise(
    reference=bce_with_logits,
    task="Compute the mean binary cross-entropy of a network's scores and, beside it, its gradient along those scores. "
    "Mind the shapes: the scores are a column, y is not.",
    inputs=LABELLED,
    edges=[
        _labelled([2.0, -1.0], [1, 0]),
        _labelled([0.0], [1]),
        _labelled([2.0], [0]),
        _labelled([1.0, -0.5, 3.0], [0, 1, 1]),
        _labelled([1000.0, -1000.0], [0, 1]),
        _labelled([1000.0, -1000.0, 0.0], [1, 0, 1]),
        _labelled([-40.0, 40.0], [1, 0]),
    ],
    mistakes=mistakes_losses.BCE_WITH_LOGITS,
    also_right=[correct.loss_by_cases, correct.loss_by_loop, correct.loss_by_tanh],
    hints=[
        "You have both halves already, from the lesson on logistic regression: the loss from the scores, and the slope "
        "p - y. What is new is that the scores have two axes.",
        "y = y.reshape(-1, 1) makes a column. The loss is the mean of np.logaddexp(0, logits) - y * logits.",
        "return np.mean(np.logaddexp(0, logits) - y * logits), (sigmoid(logits) - y) / len(y)",
    ],
    out_of_bounds=ready_made.BINARY_CROSS_ENTROPY,
    race=Race(_grown_logits, {"PyTorch": torch_bce}, COUNTS, "rows"),
)

backward_pass_exercise = Exercise(
    reference=backward_pass,
    task="Carry the slope of the loss from the scores back through every layer, and return the gradients of all weights "
    "and of all biases. score_gradient is given, with its 1 / n.",
    inputs=WAYS_BACK,
    edges=[
        _edge_back((2, 3, 1), 2, 1),
        _edge_back((2, 3, 1), 1, 2),
        _edge_back((3, 2), 2, 3),
        _edge_back((2, 3, 4, 2), 3, 4),
        _edge_back((2, 2, 2), 2, 5),
        _edge_back((2, 4, 3, 2, 1), 4, 6),
        _faint_back(),
    ],
    mistakes=mistakes_ways_back.BACKWARD_PASS,
    also_right=[correct.backward_by_appending, correct.backward_into_lists, correct.backward_case_by_case],
    hints=[
        "For the last layer, scores = a @ W + b. If delta is the slope along the scores, which product of a and delta "
        "has the shape of W? And what does b do to each row?",
        "W gets a.T @ delta, b gets delta.sum(axis=0). The layer before gets delta @ W.T, but only where its relu let "
        "something through: times relu_gradient(a).",
        "delta = score_gradient; for i in reversed(range(len(weights))): put outputs[i].T @ delta and delta.sum(axis=0) at "
        "the front of the two lists, then, if i > 0, delta = delta @ weights[i].T * relu_gradient(outputs[i]).",
    ],
    out_of_bounds=ready_made.AUTOGRAD,
)

softmax_cross_entropy_gradient_exercise = Exercise(
    reference=softmax_cross_entropy_gradient,
    task="Compute the gradient of the mean cross-entropy along the scores of k classes, where the targets are "
    "probabilities: one row a case, with a sum of 1.",
    inputs=AIMS,
    edges=[
        _aimed([[1.0, 0.0], [0.5, 2.0]], [[1.0, 0.0], [0.0, 1.0]]),
        _aimed([[0.0, 0.0]], [[1.0, 0.0]]),
        _aimed([[2.0, 1.0, 0.1]], [[0.0, 0.0, 1.0]]),
        _aimed([[2.0, 1.0, 0.1], [0.0, 3.0, -1.0]], [[0.8, 0.1, 0.1], [0.25, 0.25, 0.5]]),
        _aimed([[1000.0, 0.0]], [[0.0, 1.0]]),
        _aimed([[-1000.0, -1000.0, -1001.0]], [[0.0, 1.0, 0.0]]),
        _aimed([[1000.0, 999.0], [-1000.0, 0.0]], [[1.0, 0.0], [0.5, 0.5]]),
    ],
    mistakes=mistakes_slopes.SOFTMAX_GRADIENT,
    also_right=[
        correct.softmax_gradient_at_once,
        correct.softmax_gradient_by_logarithm,
        correct.softmax_gradient_by_jacobian,
    ],
    hints=[
        "You know the case where the target is one class: p - y, with y a 1 at the right place. Here y is given, and may "
        "be softer.",
        "p is your softmax along axis 1; the mean over the rows brings 1 / n.",
        "return (softmax(logits, axis=1) - targets) / len(logits)",
    ],
    out_of_bounds=ready_made.AUTOGRAD,
    differentiable="logits",
    gradient_of=mean_cross_entropy,
    race=Race(_grown_aims, {"PyTorch": torch_softmax_gradient}, COUNTS[1:], "scores, in rows of 10"),
)

sgd_step_exercise = Exercise(
    reference=sgd_step,
    task="Take one step downhill, and let weight decay pull the weights towards 0. Return the new weights.",
    inputs=STEPS,
    edges=[
        _step([1.0, 2.0], [1.0, -1.0], 0.1),
        _step([1.0, 2.0], [1.0, -1.0], 0.1, 0.1),
        _step([1.0, -2.0], [0.0, 0.0], 0.5, 1.0),
        _step([0.0, 3.0], [2.0, 0.5], 0.5, 0.1),
        _step([[1.0, -1.0], [0.5, 2.0]], [[0.1, 0.0], [-2.0, 1.0]], 0.1, 0.5),
        _step([2.0], [3.0], 1.0, 0.01),
        _step([1.0, 2.0], [1.0, -3.0], 0.1),
        _step([1.0, 2.0], [30.0, -200.0], 0.1),
    ],
    mistakes=mistakes_descents.SGD_STEP,
    clauses=[
        Clause(
            text="The new weights; the old ones stay as they are.",
            ignored=mistakes_descents.OLD_ONES,
            edges=[_step([1.0, 2.0], [1.0, -1.0], 0.0)],
            fresh=True,
        )
    ],
    also_right=[correct.sgd_by_shrinking, correct.sgd_in_two_lines, correct.sgd_in_a_copy],
    hints=[
        "Without decay it is one step of gradient descent: weights - rate * gradient.",
        "The penalty is weight_decay / 2 * w**2 for each weight. What is its slope?",
        "return weights - rate * (gradient + weight_decay * weights)",
    ],
    out_of_bounds=ready_made.SGD,
)
