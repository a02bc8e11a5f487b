"""What people write for minibatches that is wrong, and what to tell them."""

from typing import Any

import numpy as np

from firsthand.course.grading.exercise import Mistake


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
    drawn = rng.choice(len(X), len(X))
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


def even_sizes(X: Any, y: Any, batch_size: int, rng: Any) -> Any:
    order = rng.permutation(len(X))
    return [(X[rows], y[rows]) for rows in np.array_split(order, -(-len(X) // batch_size))]


def an_empty_one_more(X: Any, y: Any, batch_size: int, rng: Any) -> Any:
    order = rng.permutation(len(X))
    for i in range(len(X) // batch_size + 1):
        rows = order[i * batch_size : (i + 1) * batch_size]
        yield X[rows], y[rows]


def filled_up(X: Any, y: Any, batch_size: int, rng: Any) -> Any:
    order = np.resize(rng.permutation(len(X)), -(-len(X) // batch_size) * batch_size)
    yield from _cut(X[order], y[order], batch_size)


def two_lists(X: Any, y: Any, batch_size: int, rng: Any) -> Any:
    order = rng.permutation(len(X))
    batches = _cut(X[order], y[order], batch_size)
    return [part for part, _ in batches], [own for _, own in batches]


def single_row_dropped(X: Any, y: Any, batch_size: int, rng: Any) -> Any:
    order = rng.permutation(len(X))
    batches = _cut(X[order], y[order], batch_size)
    return [batch for batch in batches if len(batch[0]) > 1 or batch_size == 1 or len(X) == 1]


def turned_round(X: Any, y: Any, batch_size: int, rng: Any) -> Any:
    order = np.roll(np.arange(len(X)), int(rng.uniform() * len(X)))
    yield from _cut(X[order], y[order], batch_size)


def one_shared_batch(X: Any, y: Any, batch_size: int, rng: Any) -> Any:
    order = rng.permutation(len(X))
    part, own = np.empty_like(X[:batch_size]), np.empty_like(y[:batch_size])
    for i in range(0, len(X), batch_size):
        rows = order[i : i + batch_size]
        part[: len(rows)], own[: len(rows)] = X[rows], y[rows]
        yield part[: len(rows)], own[: len(rows)]


def by_the_newer_kind(X: Any, y: Any, batch_size: int, rng: Any) -> Any:
    order = rng.permuted(np.arange(len(X)))
    yield from _cut(X[order], y[order], batch_size)


NEWER_KIND = Mistake(
    by_the_newer_kind,
    "permuted is a method of NumPy's newer Generator alone, and rng may be a RandomState. rng.permutation and "
    "rng.shuffle are in both.",
    "crashed",
)
MINIBATCHES = [
    Mistake(
        even_sizes,
        "You made all batches about the same size. Each has batch_size rows, and the last takes what is left over.",
        "wrong shape",
    ),
    Mistake(
        an_empty_one_more,
        "Where nothing is left over a batch without rows comes last, and a mean over it is NaN. range(0, len(X), batch_size) "
        "stops in time.",
        "wrong shape",
    ),
    Mistake(
        filled_up,
        "The last batch is filled up with rows that came already. It is smaller: each row comes once.",
        "wrong shape",
    ),
    Mistake(
        two_lists,
        "You gave all the parts of X and then all those of y. Give pairs: a part of X with its y.",
        "wrong type",
    ),
    Mistake(
        single_row_dropped,
        "A last batch of one row is dropped. Each row comes once, in a batch of its own if need be.",
        "wrong shape",
    ),
    Mistake(
        turned_round,
        "Only the place to begin is drawn: after it the rows come in their old order. Shuffle them all.",
    ),
    Mistake(
        one_shared_batch,
        "All batches share their memory: the next one writes over the one before. Whoever keeps them in a list finds the "
        "last one in every place. Make new arrays: X[rows], y[rows].",
    ),
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
