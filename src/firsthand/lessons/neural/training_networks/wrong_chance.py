"""What people write for mini-batches and dropout that is wrong, and what to tell them."""

from typing import Any

import numpy as np

from firsthand.course.exercise import Mistake

# minibatches ------------------------------------------------------------------------------------------------


def _cut(X: Any, y: Any, batch_size: int) -> Any:
    return [(X[i : i + batch_size], y[i : i + batch_size]) for i in range(0, len(X), batch_size)]


def last_one_dropped(X: Any, y: Any, batch_size: int, rng: Any) -> Any:
    order = rng.permutation(len(X))
    for i in range(len(X) // batch_size):
        rows = order[i * batch_size : (i + 1) * batch_size]
        yield X[rows], y[rows]


def not_shuffled(X: Any, y: Any, batch_size: int, rng: Any) -> Any:
    yield from _cut(X, y, batch_size)


def y_not_shuffled(X: Any, y: Any, batch_size: int, rng: Any) -> Any:
    yield from _cut(X[rng.permutation(len(X))], y, batch_size)


def shuffled_apart(X: Any, y: Any, batch_size: int, rng: Any) -> Any:
    yield from _cut(X[rng.permutation(len(X))], y[rng.permutation(len(X))], batch_size)


def with_replacement(X: Any, y: Any, batch_size: int, rng: Any) -> Any:
    drawn = rng.integers(0, len(X), len(X))
    yield from _cut(X[drawn], y[drawn], batch_size)


def order_of_batches_only(X: Any, y: Any, batch_size: int, rng: Any) -> Any:
    batches = _cut(X, y, batch_size)
    return [batches[i] for i in rng.permutation(len(batches))]


def within_batches_only(X: Any, y: Any, batch_size: int, rng: Any) -> Any:
    for part, own in _cut(X, y, batch_size):
        order = rng.permutation(len(part))
        yield part[order], own[order]


def one_fixed_order(X: Any, y: Any, batch_size: int, rng: Any) -> Any:
    order = np.random.default_rng(0).permutation(len(X))
    yield from _cut(X[order], y[order], batch_size)


def global_chance(X: Any, y: Any, batch_size: int, rng: Any) -> Any:
    order = np.random.permutation(len(X))  # noqa: NPY002 - the mistake is meant
    yield from _cut(X[order], y[order], batch_size)


def so_many_batches(X: Any, y: Any, batch_size: int, rng: Any) -> Any:
    order = rng.permutation(len(X))
    return [(X[rows], y[rows]) for rows in np.array_split(order, batch_size) if len(rows)]


def first_batch_only(X: Any, y: Any, batch_size: int, rng: Any) -> Any:
    rows = rng.permutation(len(X))[:batch_size]
    return [(X[rows], y[rows])]


def x_alone(X: Any, y: Any, batch_size: int, rng: Any) -> Any:
    order = rng.permutation(len(X))
    for i in range(0, len(X), batch_size):
        yield X[order[i : i + batch_size]]


MINIBATCHES = [
    Mistake(
        last_one_dropped,
        "The rows left over at the end never come. range(0, n, batch_size) reaches them, and a slice may be shorter.",
        "wrong shape",
    ),
    Mistake(
        not_shuffled,
        "The rows come in the order of the table. If it is sorted by class, a batch sees one class only: shuffle.",
    ),
    Mistake(
        y_not_shuffled,
        "X is shuffled and y is not, so each case gets another's label. Draw one order and use it for both.",
    ),
    Mistake(
        shuffled_apart,
        "X and y are each shuffled in an order of their own. Draw one order and use it for both.",
    ),
    Mistake(
        with_replacement,
        "Some rows come twice and others never: that is a bootstrap sample. An epoch is each row once, a permutation.",
    ),
    Mistake(
        order_of_batches_only,
        "The batches come in a new order, but each always holds the same rows. Shuffle the rows, then cut.",
    ),
    Mistake(
        within_batches_only,
        "Each batch is shuffled within itself, but always holds the same rows. Shuffle the rows, then cut.",
    ),
    Mistake(
        one_fixed_order,
        "It makes a generator of its own, so every epoch has the same order. Draw from the rng you are given.",
    ),
    Mistake(
        global_chance,
        "np.random draws from NumPy's global source: the same rng then gives other batches each time. Draw from the rng "
        "you are given.",
    ),
    Mistake(
        so_many_batches,
        "You made batch_size batches. It is the number of rows in each.",
        "wrong shape",
    ),
    Mistake(
        first_batch_only,
        "That is one batch. Go on until every row has come.",
        "wrong shape",
    ),
    Mistake(x_alone, "Each batch is a pair: the rows of X and their y.", "wrong type"),
]

# dropout ----------------------------------------------------------------------------------------------------


def _mask(activations: Any, rate: float, rng: Any) -> Any:
    return rng.random(np.shape(activations)) >= rate


def not_rescaled(activations: Any, rate: float, rng: Any, training: bool = True) -> Any:
    return activations * _mask(activations, rate, rng) if training else activations


def active_in_use(activations: Any, rate: float, rng: Any, training: bool = True) -> Any:
    return activations * _mask(activations, rate, rng) / (1 - rate)


def scaled_in_use(activations: Any, rate: float, rng: Any, training: bool = True) -> Any:
    if not training:
        return activations * (1 - rate)
    return activations * _mask(activations, rate, rng) / (1 - rate)


def rate_for_keeping(activations: Any, rate: float, rng: Any, training: bool = True) -> Any:
    if not training or rate == 0:
        return activations
    return activations * (rng.random(np.shape(activations)) < rate) / rate


def scaled_by_rate(activations: Any, rate: float, rng: Any, training: bool = True) -> Any:
    if not training or rate == 0:
        return activations
    return activations * _mask(activations, rate, rng) / rate


def multiplied(activations: Any, rate: float, rng: Any, training: bool = True) -> Any:
    if not training:
        return activations
    return activations * _mask(activations, rate, rng) * (1 - rate)


def whole_rows(activations: Any, rate: float, rng: Any, training: bool = True) -> Any:
    if not training:
        return activations
    kept = rng.random(len(activations)) >= rate
    return activations * kept.reshape(-1, *(1,) * (activations.ndim - 1)) / (1 - rate)


def all_or_nothing(activations: Any, rate: float, rng: Any, training: bool = True) -> Any:
    if not training:
        return activations
    return activations * (rng.random() >= rate) / (1 - rate)


def same_mask(activations: Any, rate: float, rng: Any, training: bool = True) -> Any:
    if not training:
        return activations
    return activations * _mask(activations, rate, np.random.default_rng(1)) / (1 - rate)


def global_mask(activations: Any, rate: float, rng: Any, training: bool = True) -> Any:
    if not training:
        return activations
    kept = np.random.rand(*np.shape(activations)) >= rate  # noqa: NPY002 - the mistake is meant
    return activations * kept / (1 - rate)


def over_its_input(activations: Any, rate: float, rng: Any, training: bool = True) -> Any:
    if training:
        activations *= _mask(activations, rate, rng) / (1 - rate)
    return activations


DROPOUT = [
    Mistake(
        not_rescaled,
        "Nothing makes up for what was switched off: on average the layer gives less in training than in use. Divide "
        "by 1 - rate.",
    ),
    Mistake(
        active_in_use,
        "It drops in use too. With training=False the activations come back as they are, or the same input would get "
        "another answer each time.",
    ),
    Mistake(
        scaled_in_use,
        "In use it scales by 1 - rate. That was the first paper's way, when training did not rescale; do one of the two.",
    ),
    Mistake(rate_for_keeping, "rate is the share that is switched off. You kept that share instead."),
    Mistake(scaled_by_rate, "You divided by rate. The share that stays is 1 - rate: divide by that."),
    Mistake(multiplied, "You multiplied by 1 - rate. What is left must grow: divide by it."),
    Mistake(
        whole_rows,
        "Whole rows are switched off: a case either counts in full or not at all. Throw the dice for each entry: "
        "rng.random(activations.shape).",
    ),
    Mistake(
        all_or_nothing,
        "One throw decides for the whole array. Throw the dice for each entry: rng.random(activations.shape) "
        "gives as many numbers.",
    ),
    Mistake(
        same_mask,
        "It makes a generator of its own, so the same neurons are switched off every time. Draw from the rng you are "
        "given.",
    ),
    Mistake(
        global_mask,
        "np.random draws from NumPy's global source: the same rng then switches off others each time. Draw from the rng "
        "you are given.",
        "unstable",
    ),
    Mistake(
        over_its_input,
        "*= writes over the activations you were given. Build a new array.",
        "changed its input",
    ),
]
