"""The exercises of the lesson PyTorch: what a training loop does around the gradient. None of them needs PyTorch."""

from collections.abc import Mapping
from typing import Any

import numpy as np
from hypothesis import strategies as st

from firsthand.course.grading.compare import Difference, agree
from firsthand.course.grading.exercise import Clause, Exercise, Race
from firsthand.course.grading.strategies import arguments
from firsthand.lessons import ready_made
from firsthand.lessons.neural.pytorch import (
    correct,
    mistakes_answers,
    mistakes_clipping,
    mistakes_steps,
    mistakes_stops,
)
from firsthand.neural.basics.accuracy import accuracy_from_logits
from firsthand.neural.basics.schedule import clip_gradient_norm, learning_rate_at, should_stop

LOGITS = st.sampled_from([0.0, 1.0, -1.0, 2.0, 0.3, -0.3, 5.0, -4.0, 0.4, 0.31, 1000.0, -1000.0, 990.0])
SLOPES = st.sampled_from([0.0, 1.0, -1.0, 2.0, 3.0, -4.0, 0.5, -0.2, 30.0])
HEIGHTS = st.sampled_from([1.0, 2.0, 0.5, 0.9, 0.8, 3.0, 0.7, 0.6, -0.5, 0.69999, float("nan")])


@st.composite
def scored(draw: Any) -> dict[str, Any]:
    """Logits of a few rows, one or several each, and labels.

    No label is a float: the judge moves floats by a few units in the last place to see what rounding does, and no
    comparison with a label survives that.
    """
    n, k = draw(st.integers(1, 4)), draw(st.sampled_from([1, 2, 3, 4]))
    logits = np.array(draw(st.lists(LOGITS, min_size=n * k, max_size=n * k)))
    labels = np.array(draw(st.lists(st.integers(0, max(k, 2) - 1), min_size=n, max_size=n)))
    if k == 1:
        return {"logits": logits, "labels": labels}
    return {"logits": logits.reshape(n, k), "labels": labels}


@st.composite
def moments(draw: Any) -> dict[str, Any]:
    """A step of a training, with or without a climb."""
    n_steps = draw(st.sampled_from([1, 2, 4, 10, 25, 100]))
    step = draw(st.integers(0, n_steps - 1))
    peak = draw(st.sampled_from([1.0, 0.1, 0.003, 2.0]))
    return _moment(step, n_steps, peak, draw(st.integers(0, n_steps - 1)))


@st.composite
def slopes(draw: Any) -> dict[str, Any]:
    """Gradients of one to three parameters, and a limit."""
    shapes = draw(
        st.lists(st.sampled_from([(1,), (2,), (2, 2), (3,), (1, 3), (2, 1, 2)]), min_size=1, max_size=3)
    )
    arrays = [
        np.array(draw(st.lists(SLOPES, min_size=int(np.prod(shape)), max_size=int(np.prod(shape))))).reshape(
            shape
        )
        for shape in shapes
    ]
    return {"gradients": arrays, "max_norm": draw(st.sampled_from([1.0, 5.0, 0.5, 2.0, 10.0, 100.0]))}


def _scored(logits: Any, labels: Any) -> dict[str, Any]:
    return {"logits": np.array(logits), "labels": np.array(labels)}


def _moment(step: int, n_steps: int, peak: float, n_warmup: int) -> dict[str, Any]:
    return {"step": step, "n_steps": n_steps, "peak": peak, "n_warmup": n_warmup}


def _slopes(gradients: list[Any], max_norm: float) -> dict[str, Any]:
    return {"gradients": [np.array(gradient, dtype=float) for gradient in gradients], "max_norm": max_norm}


def _losses(losses: list[float], patience: int) -> dict[str, Any]:
    return {"losses": losses, "patience": patience}


def about_equal(got: Any, expected: Any, arguments: Mapping[str, Any]) -> Difference | None:
    """Agree to 1e-4: PyTorch adds 1e-6 to the length before it divides, and is right too."""
    difference = agree(got, expected, arguments)
    if difference is None or difference.outcome != "wrong value" or len(got) != len(expected):
        return difference
    close = (np.allclose(a, b, rtol=1e-4, atol=1e-9) for a, b in zip(got, expected, strict=True))
    return None if all(close) else difference


# The industry's versions, imported when a race is run --------------------------------------------------------


def sklearn_accuracy(logits: Any, labels: Any) -> Any:
    from sklearn.metrics import accuracy_score

    return accuracy_score(labels, logits.argmax(axis=1))


def torch_clipping(gradients: Any, max_norm: float) -> Any:
    import torch

    parameters = [torch.empty(gradient.shape, dtype=torch.float64) for gradient in gradients]
    for parameter, gradient in zip(parameters, gradients, strict=True):
        parameter.grad = torch.tensor(gradient)  # a copy, since PyTorch shortens in place
    torch.nn.utils.clip_grad_norm_(parameters, max_norm)
    return [parameter.grad.numpy() for parameter in parameters if parameter.grad is not None]


def _grown_logits(size: int, seed: int) -> dict[str, Any]:
    rng = np.random.default_rng(seed)
    return {"logits": rng.normal(size=(size // 10, 10)), "labels": rng.integers(0, 10, size // 10)}


def _grown_slopes(size: int, seed: int) -> dict[str, Any]:
    rng = np.random.default_rng(seed)
    return {"gradients": [rng.normal(size=(size // 10, 5)) for _ in range(2)], "max_norm": 1.0}


# The exercises -----------------------------------------------------------------------------------------------

accuracy_exercise = Exercise(
    reference=accuracy_from_logits,
    task="Say how often a network is right, from its logits alone: one column for each class, or a single logit a row "
    "for two classes.",
    inputs=scored(),
    edges=[
        _scored([2.0], [1]),
        _scored([-1.0], [1]),
        _scored([0.3, -0.3], [1, 0]),
        _scored([0.0], [1]),
        _scored([[0.0, 1.0]], [1]),
        _scored([[2.0, 1.0, 0.0], [0.0, 1.0, 5.0]], [0, 2]),
        _scored([[0.0, 3.0], [0.0, 1.0], [2.0, 0.0]], [1, 1, 1]),
        _scored([[1.0, 1.0]], [0]),
        _scored([[1.0, 1.0]], [1]),
        _scored([1000.0, -1000.0], [1, 0]),
        _scored([[0.0, 1000.0, 0.0], [1000.0, 0.0, -1000.0]], [1, 0]),
        _scored([[-1000.0, 0.0]], [1]),
        _scored([[0.0, 1000.0], [1000.0, 900.0]], [1, 0]),
        _scored([[900.0, 1000.0, 0.0]], [1]),
        _scored([[2.0, 1.0], [-2.0, -1.0]], [0, 1]),
        _scored([[0.3, 0.31], [-5.0, -4.0]], [1, 1]),
        _scored([0.31, 0.001, -0.001], [1, 1, 0]),
        _scored([[0.0, 1.0]] * 7, [1, 1, 1, 1, 1, 0, 0]),
    ],
    mistakes=mistakes_answers.ACCURACY,
    also_right=[correct.accuracy_by_softmax, correct.accuracy_by_loop, correct.accuracy_with_two_columns],
    hints=[
        "Which class does a row of logits stand for? Softmax would give the largest logit the largest probability, so you "
        "do not need it.",
        "With several columns: logits.argmax(axis=1). With one logit a row: at which logit is the probability a half? "
        "logits.ndim tells the two cases apart.",
        "answers = logits.argmax(axis=1) if logits.ndim == 2 else logits > 0; return np.mean(answers == labels)",
    ],
    out_of_bounds=ready_made.ACCURACY,
    race=Race(_grown_logits, {"scikit-learn": sklearn_accuracy}, (100, 10_000, 1_000_000), "logits"),
)

learning_rate_exercise = Exercise(
    reference=learning_rate_at,
    task="Give the learning rate of a step: a straight climb to the peak during the warm-up, then half a cosine down "
    "towards 0.",
    inputs=moments(),
    edges=[
        _moment(0, 10, 1.0, 0),
        _moment(5, 10, 1.0, 0),
        _moment(9, 10, 1.0, 0),
        _moment(0, 10, 1.0, 4),
        _moment(1, 10, 1.0, 4),
        _moment(3, 10, 1.0, 4),
        _moment(4, 10, 1.0, 4),
        _moment(7, 10, 1.0, 4),
        _moment(9, 10, 1.0, 4),
        _moment(0, 1, 0.1, 0),
        _moment(0, 2, 0.1, 1),
        _moment(60, 100, 0.003, 20),
        _moment(99, 100, 0.003, 20),
        _moment(98, 100, 0.000123456, 3),
        _moment(995, 1000, 3.0, 100),
    ],
    mistakes=mistakes_steps.RATES,
    also_right=[correct.rate_by_min, correct.rate_from_a_table, correct.rate_by_squares],
    hints=[
        "Two cases: is the step still in the climb, step < n_warmup, or after it?",
        "In the climb the first of n_warmup steps gets one n_warmup-th of the peak, the last the whole. After it, compute "
        "which share t of the way down has been gone: 0 at step n_warmup, 1 at step n_steps.",
        "if step < n_warmup: return peak * (step + 1) / n_warmup. Else t = (step - n_warmup) / (n_steps - n_warmup) and "
        "return peak * (1 + math.cos(math.pi * t)) / 2",
    ],
    out_of_bounds=ready_made.SCHEDULES,
)

clipping_exercise = Exercise(
    reference=clip_gradient_norm,
    task="Shorten the gradients of all parameters by one factor, so that together they are no longer than max_norm.",
    inputs=slopes(),
    edges=[
        _slopes([[3.0, 4.0]], 1.0),
        _slopes([[3.0, 4.0]], 10.0),
        _slopes([[3.0], [4.0]], 1.0),
        _slopes([[3.0], [-4.0]], 5.0),
        _slopes([[3.0], [-4.0]], 6.0),
        _slopes([[0.3, -0.4]], 1.0),
        _slopes([[0.0, 0.0], [0.0]], 1.0),
        _slopes([[[1.0, 2.0], [2.0, 4.0]], [30.0, 1.0]], 2.0),
        _slopes([[0.0], [2.0]], 0.5),
        _slopes([[0.5, 0.5]], 0.5),
        _slopes([[[3.0, 1.0], [0.5, 4.0]], [[[1.0], [-2.0]]], [0.25]], 3.0),
        _slopes([[30.0, 0.1], [[0.2]], [-0.3]], 1.0),
    ],
    mistakes=mistakes_clipping.CLIPPING,
    clauses=[Clause(text="New arrays of the same shapes", ignored=mistakes_clipping.SAME_ARRAYS, fresh=True)],
    also_right=[correct.clipped_as_one_vector, correct.clipped_as_torch_does, correct.clipped_by_dividing],
    hints=[
        "How long is the whole gradient, if all arrays were written one after the other into a single long vector?",
        "length = the root of the sum of all squares, over all arrays. Which factor brings that length to max_norm, and when "
        "must nothing be done?",
        "length = np.sqrt(sum(np.sum(g**2) for g in gradients)); the factor is min(1, max_norm / length), or 1 where the "
        "length is 0; return [g * factor for g in gradients]",
    ],
    out_of_bounds=ready_made.CLIPPED_GRADIENTS,
    agree=about_equal,
    race=Race(_grown_slopes, {"PyTorch": torch_clipping}, (100, 10_000, 1_000_000), "numbers"),
)

stopping_exercise = Exercise(
    reference=should_stop,
    task="Say whether the training should stop now, because the validation loss has found no new low for `patience` epochs "
    "in a row.",
    inputs=arguments(
        losses=st.lists(HEIGHTS, min_size=1, max_size=7).filter(lambda losses: losses[0] == losses[0]),
        patience=st.integers(1, 4),
    ),
    edges=[
        _losses([2.0, 1.0], 1),
        _losses([1.0, 2.0], 1),
        _losses([1.0], 1),
        _losses([1.0, 2.0], 2),
        _losses([1.0, 2.0, 3.0], 2),
        _losses([1.0, 1.0, 1.0], 2),
        _losses([1.0, 3.0, 2.0], 2),
        _losses([1.0, 1.5, 3.0, 2.0, 1.8], 2),
        _losses([1.0, 4.0, 2.0, 3.0], 2),
        _losses([3.0, 4.0, 2.0, 2.5], 2),
        _losses([3.0, 1.0, 2.0, 0.5, 0.7], 2),
        _losses([1.0, 2.0], 4),
        _losses([1.0, float("nan"), float("nan")], 2),
        _losses([1.0, float("nan"), 0.5], 2),
        _losses([1.0, 2.0, float("nan"), 0.9], 3),
        _losses([1.0, 2.0, 3.0, 0.5], 2),
        _losses([1.0, float("nan"), 2.0], 2),
        _losses([5.0, 4.0, 3.0, 2.5], 2),
        _losses([-1.0, -2.0, -1.5], 1),
        _losses([1.0, 0.99999, 0.99998, 0.99997], 2),
        _losses([0.701, 0.702, 0.7001, 0.7], 2),
    ],
    mistakes=mistakes_stops.STOPS,
    also_right=[correct.stop_by_the_lowest, correct.stop_by_waiting, correct.stop_by_window],
    hints=[
        "Go through the losses and find the epoch with the lowest. How many epochs have passed since?",
        "The latest epoch has number len(losses) - 1. Take the first of equals as the best, and mind that every comparison with "
        "NaN is false.",
        "best = 0; for epoch, loss in enumerate(losses): if loss < losses[best]: best = epoch. Then return "
        "len(losses) - 1 - best >= patience",
    ],
)
