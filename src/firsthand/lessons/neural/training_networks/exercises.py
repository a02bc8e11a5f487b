"""The exercises of the lesson Training networks."""

import math
from collections.abc import Mapping
from typing import Any

import numpy as np
from hypothesis import strategies as st

from firsthand.course.grading.compare import Difference, agree
from firsthand.course.grading.exercise import Clause, Exercise
from firsthand.course.grading.strategies import arguments
from firsthand.lessons import ready_made
from firsthand.lessons.neural.neural_network.dice import Dice
from firsthand.lessons.neural.training_networks import (
    correct,
    mistakes_adam,
    mistakes_batches,
    mistakes_dropouts,
    mistakes_steps,
)
from firsthand.neural.basics.batches import minibatches
from firsthand.neural.basics.optimizers import adam_step, momentum_step
from firsthand.neural.basics.regularization import dropout

ENTRIES = st.sampled_from([1.0, -1.0, 2.0, 0.5, -2.0, 3.0, -0.3, 0.1])
SLOPES = st.sampled_from([1.0, -1.0, 0.5, -2.0, 10.0, 1e-4, -1e-4])
SHAPES = st.sampled_from([(1,), (2,), (3,), (2, 2)])
ROUNDS = 400  # times that dropout is called, to see its statistics
MANY = 12  # rows: fewer might come in their old order by chance


def _array(shape: tuple[int, ...], entries: Any = ENTRIES) -> Any:
    size = math.prod(shape)
    return st.lists(entries, min_size=size, max_size=size).map(lambda values: np.array(values).reshape(shape))


# Mini-batches, judged by what every right way has in common --------------------------------------------------


def batch_up(implementation: Any, given: Mapping[str, Any]) -> Any:
    """Run two epochs from one rng, and a third from a fresh one, and say what came."""
    X, y, size = given["X"], given["y"], given["batch_size"]
    rng = given["rng"].rng()
    first = implementation(X, y, size, rng)
    if first is None:
        return None
    first = list(first)
    if not first or not all(map(_is_pair, first)):
        return first
    sizes = [len(part) for part, _ in first]
    if sum(sizes) != len(X) or max(sizes) > size or any(len(own) != len(part) for part, own in first):
        return {"rows in each batch": sizes}
    second = list(implementation(X, y, size, rng))
    again = list(implementation(X, y, size, given["rng"].rng()))
    one, two, three = _places(first, X), _places(second, X), _places(again, X)
    several = len(X) >= MANY
    order = [place for batch in one for place in batch]
    return {
        "rows in each batch": sizes,
        "each row comes once": sorted(order) == list(range(len(X))),
        "each with its own y": all(
            np.array_equal(y[rows], own) for rows, (_, own) in zip(one, first, strict=True)
        ),
        "the order is shuffled": not several or order != list(range(len(X))),
        "rows meet in new batches": not several or not 1 < size < len(X) or not _same_company(one, two, size),
        "the next epoch has another order": not several or one != two,
        "the same rng gives the same": one == three,
    }


def _is_pair(batch: Any) -> bool:
    return (
        isinstance(batch, tuple | list) and len(batch) == 2 and all(isinstance(p, np.ndarray) for p in batch)
    )


def _places(batches: Any, X: Any) -> list[list[int]]:
    """Where in X each row of each batch came from; its first column tells."""
    numbers = {float(value): i for i, value in enumerate(X[:, 0])}
    return [[numbers.get(float(row[0]), -1) for row in part] for part, _ in batches]


def _same_company(one: Any, two: Any, size: int) -> bool:
    """Whether both epochs hold the very batches that cutting the table as it lies would give."""
    n = sum(map(len, one))
    cut = {frozenset(range(i, min(i + size, n))) for i in range(0, n, size)}
    return all(set(map(frozenset, epoch)) == cut for epoch in (one, two))


def same_facts(got: Any, expected: Any, given: Mapping[str, Any]) -> Difference | None:
    """Agree on every fact; the sizes of the batches are a matter of shape."""
    if not isinstance(got, Mapping):
        return Difference("wrong type", "Wanted are pairs: the rows of X in a batch, and their y.")
    if got["rows in each batch"] != expected["rows in each batch"]:
        sizes = got["rows in each batch"], expected["rows in each batch"]
        return Difference("wrong shape", f"The batches have {sizes[0]} rows, expected {sizes[1]}.")
    wrong = next((name for name, value in expected.items() if got[name] != value), None)
    return Difference("wrong value", f"Not so: {wrong}.") if wrong else None


def _table(n: int, batch_size: int, seed: int) -> dict[str, Any]:
    numbers = np.arange(1.0, n + 1)
    return {
        "X": np.column_stack([numbers, -numbers]),
        "y": 10 * np.arange(1, n + 1),
        "batch_size": batch_size,
        "rng": Dice(seed),
    }


# Dropout, judged by its statistics ---------------------------------------------------------------------------


def drop_often(implementation: Any, given: Mapping[str, Any]) -> Any:
    """In use: call it. In training: call it many times, and say what was switched off and what the rest became."""
    a, rate, training = given["activations"], given["rate"], given.get("training", True)
    said = {name: value for name, value in given.items() if name == "training"}
    rng = given["rng"].rng()
    first = implementation(a, rate, rng, **said)
    if not training or rate == 0 or not isinstance(first, np.ndarray) or first.shape != a.shape:
        return first
    drawn = np.array([first, *(implementation(a, rate, rng, **said) for _ in range(ROUNDS))])
    off = drawn == 0  # (rounds + 1, *shape); no activation given is 0
    factors = (drawn / a)[~off]
    per_call = off.reshape(len(off), -1).sum(axis=1)
    chance = a.size * rate * (1 - rate)
    return {
        "share switched off": float(off.mean()),
        "the others are multiplied by": float(factors.mean()) if factors.size else 0.0,
        "all by the same": bool(np.ptp(factors) < 1e-9) if factors.size else False,
        "each entry on its own": bool(0.5 * chance < per_call.var() < 1.6 * chance),
        "the same rng gives the same": np.array_equal(
            first, implementation(a, rate, given["rng"].rng(), **said)
        ),
    }


def about_as_dropped(got: Any, expected: Any, given: Mapping[str, Any]) -> Difference | None:
    """Agree where two honest throws of the dice would."""
    if not isinstance(expected, Mapping):
        return agree(got, expected, given)
    if not isinstance(got, Mapping):
        shape = np.shape(given["activations"])
        kind = "wrong shape" if isinstance(got, np.ndarray) else "wrong type"
        return Difference(kind, f"Wanted is an array of shape {shape}.")  # type: ignore[arg-type]
    slack = {"share switched off": 0.13, "the others are multiplied by": 1e-6}
    for name, wanted in expected.items():
        if abs(got[name] - wanted) > slack.get(name, 0):
            return Difference("wrong value", f"{name}: {got[name]!s:.6}, expected {wanted!s:.6}.")
    return None


def _dropping(activations: Any, rate: float, seed: int, training: bool | None = None) -> dict[str, Any]:
    case = {"activations": np.array(activations), "rate": rate, "rng": Dice(seed)}
    return case if training is None else {**case, "training": training}


# Steps --------------------------------------------------------------------------------------------------------


def _rolls(shape: tuple[int, ...]) -> Any:
    return arguments(
        weights=_array(shape),
        gradient=_array(shape),
        velocity=_array(shape),
        rate=st.sampled_from([0.1, 0.5, 1.0, 0.01]),
        momentum=st.sampled_from([0.5, 0.9, 0.0, 0.99]),
    )


def _roll(
    weights: Any, gradient: Any, velocity: Any, rate: float, momentum: float | None = None
) -> dict[str, Any]:
    arrays = {"weights": weights, "gradient": gradient, "velocity": velocity}
    case = {**{k: np.array(v) for k, v in arrays.items()}, "rate": rate}
    return case if momentum is None else {**case, "momentum": momentum}


def _adams(shape: tuple[int, ...]) -> Any:
    later = arguments(
        weights=_array(shape),
        gradient=_array(shape, SLOPES),
        m=_array(shape, SLOPES),
        v=_array(shape, SLOPES).map(np.square),
        t=st.sampled_from([2, 3, 10, 100]),
        rate=st.sampled_from([0.1, 1.0, 0.01]),
    )
    first = arguments(
        weights=_array(shape),
        gradient=_array(shape, SLOPES),
        m=st.just(np.zeros(shape)),
        v=st.just(np.zeros(shape)),
        t=st.just(1),
        rate=st.sampled_from([0.1, 1.0, 0.01]),
    )
    return first | later


def _adam(weights: Any, gradient: Any, m: Any, v: Any, t: int, **settings: float) -> dict[str, Any]:
    arrays = {"weights": weights, "gradient": gradient, "m": m, "v": v}
    return {**{k: np.array(x) for k, x in arrays.items()}, "t": t, **settings}


# The exercises ---------------------------------------------------------------------------------------------

minibatches_exercise = Exercise(
    reference=minibatches,
    task="Go once through all rows in random order, batch_size at a time, and yield each batch as a pair of X and y. "
    "The check looks at what every right way has in common, so it does not matter how you shuffle.",
    inputs=st.builds(
        _table, st.sampled_from([1, 2, 3, 5, 16, 21]), st.sampled_from([1, 2, 4, 8, 100]), st.integers(0, 3)
    ),
    edges=[
        _table(16, 4, 0),
        _table(3, 2, 1),
        _table(21, 8, 2),
        _table(1, 1, 0),
        _table(5, 100, 0),
        _table(16, 1, 3),
    ],
    mistakes=mistakes_batches.MINIBATCHES,
    clauses=[
        Clause(
            text="numpy.random.Generator or RandomState",
            ignored=mistakes_batches.NEWER_KIND,
            edges=[{**_table(5, 2, 0), "rng": Dice(0, older=True)}],
        )
    ],
    also_right=[correct.batches_in_a_list, correct.batches_by_sorting, correct.batches_by_splitting],
    hints=[
        "Do not shuffle X and y. Shuffle the numbers of the rows, once, and pick with them from both.",
        "rng.permutation(n) gives the row numbers in random order. range(0, n, batch_size) gives where each batch starts.",
        "order = rng.permutation(len(X)); for start in range(0, len(X), batch_size): rows = order[start : start + "
        "batch_size]; yield X[rows], y[rows]",
    ],
    out_of_bounds=ready_made.BATCHES,
    scenario=batch_up,
    agree=same_facts,
)

momentum_step_exercise = Exercise(
    reference=momentum_step,
    task="Take one step with momentum: from the weights, their gradient and the velocity so far to the new weights and "
    "the new velocity.",
    inputs=SHAPES.flatmap(_rolls),
    edges=[
        _roll([1.0, 2.0], [1.0, -1.0], [0.0, 0.0], 0.1),
        _roll([1.0, 2.0], [1.0, -1.0], [2.0, 0.5], 0.1),
        _roll([1.0], [0.0], [1.0], 0.5, 0.5),
        _roll([3.0, -1.0], [0.5, 2.0], [-1.0, 1.0], 1.0, 0.0),
        _roll([[1.0, -1.0], [0.5, 2.0]], [[0.1, 3.0], [-2.0, 1.0]], [[1.0, 1.0], [-1.0, 2.0]], 0.1, 0.99),
    ],
    mistakes=mistakes_steps.MOMENTUM_STEP,
    clauses=[
        Clause(
            text="the arguments stay as they are.",
            ignored=mistakes_steps.THE_GRADIENT,
            edges=[_roll([1.0], [2.0], [0.0], 0.1, 0.0)],
            fresh=True,
        )
    ],
    also_right=[correct.momentum_in_two_lines, correct.momentum_in_copies],
    hints=[
        "You have built the whole walk, momentum_descent. This is its inner step, with the velocity handed in and out.",
        "First the new velocity from the old one and the gradient, then the weights by the new velocity.",
        "velocity = momentum * velocity + gradient; return weights - rate * velocity, velocity",
    ],
    out_of_bounds=ready_made.SGD,
)

adam_step_exercise = Exercise(
    reference=adam_step,
    task="Take one step of Adam: from the weights, their gradient, m, v and the number t of the step to the new weights, "
    "m and v.",
    inputs=SHAPES.flatmap(_adams),
    edges=[
        _adam([1.0, 2.0], [1.0, -2.0], [0.0, 0.0], [0.0, 0.0], 1, rate=0.1),
        _adam([1.0, 2.0], [1.0, -2.0], [0.5, 0.1], [2.0, 0.5], 3, rate=0.1),
        _adam([1.0], [1e-4], [0.0], [0.0], 1, rate=0.1),
        _adam([1.0, -1.0], [1e-4, 10.0], [1e-4, 1.0], [1e-8, 4.0], 10, rate=0.1),
        _adam([0.5], [2.0], [1.0], [1.0], 2, rate=0.1, beta1=0.5, beta2=0.9),
        _adam([0.5, 1.0], [2.0, -0.1], [1.0, 0.5], [1.0, 0.01], 5),
        _adam([[1.0, -1.0]], [[0.5, 3.0]], [[1.0, -1.0]], [[1.0, 2.0]], 100, rate=1.0),
        _adam([1.0, 2.0], [0.0, 1.0], [0.0, 0.0], [0.0, 0.0], 1),
        _adam([1.0], [1e-4], [1e-4], [1e-8], 2, rate=0.1, epsilon=1e-3),
    ],
    mistakes=mistakes_adam.ADAM_STEP,
    also_right=[correct.adam_by_rate, correct.adam_in_copies],
    hints=[
        "Four quantities, in the order of the docstring: m, v, their corrected versions, the weights. A line each.",
        "The corrected versions are for the step only. What you return are the plain m and v.",
        "m = beta1 * m + (1 - beta1) * gradient, v likewise with gradient**2; then weights - rate * (m / (1 - beta1**t)) / "
        "(np.sqrt(v / (1 - beta2**t)) + epsilon)",
    ],
    out_of_bounds=ready_made.ADAM,
)

dropout_exercise = Exercise(
    reference=dropout,
    task="In training, switch each activation off with probability rate, and divide the others by 1 - rate. In use, "
    "change nothing. The check calls it many times and looks at the statistics.",
    inputs=st.builds(
        lambda activations, rate, seed, training: _dropping(activations, rate, seed, training),
        st.sampled_from([(3,), (2, 3), (4, 2)]).flatmap(_array),
        st.sampled_from([0.2, 0.5, 0.8, 0.0]),
        st.integers(0, 3),
        st.sampled_from([None, True, False]),
    ),
    edges=[
        _dropping([[1.0, 2.0], [3.0, -1.0], [0.5, 1.0]], 0.2, 0),
        _dropping([[1.0, 2.0], [3.0, -1.0]], 0.2, 0, training=False),
        _dropping([1.0, 2.0, 3.0], 0.8, 1),
        _dropping([1.0, 2.0, 3.0], 0.5, 1),
        _dropping([1.0, -2.0], 0.0, 2),
        _dropping([[5.0, 1.0, 2.0, 0.1]], 0.5, 3),
        _dropping([1, 2, 3], 0.2, 2),
    ],
    mistakes=mistakes_dropouts.DROPOUT,
    clauses=[
        Clause(
            text="numpy.random.Generator or RandomState",
            ignored=mistakes_dropouts.NEWER_KIND,
            edges=[{**_dropping([1.0, 2.0, 3.0], 0.5, 0), "rng": Dice(0, older=True)}],
        )
    ],
    also_right=[correct.dropout_by_binomial, correct.dropout_by_mask, correct.dropout_in_a_copy],
    hints=[
        "Start with the easy half: what does it return when training is False?",
        "rng.random(shape) gives a number from 0 to 1 for each entry. With what probability is one below rate?",
        "kept = rng.random(np.shape(activations)) >= rate; return np.where(kept, activations, 0) / (1 - rate)",
    ],
    out_of_bounds=ready_made.DROPOUT,
    scenario=drop_often,
    agree=about_as_dropped,
)
