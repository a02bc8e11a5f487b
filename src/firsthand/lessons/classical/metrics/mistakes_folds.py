"""What people write for k-fold cross-validation that is wrong, and what to tell them."""

from typing import Any

import numpy as np

from firsthand.course.grading.exercise import Mistake


def _order(n_rows: int, random_state: Any) -> Any:
    return (
        np.arange(n_rows) if random_state is None else np.random.default_rng(random_state).permutation(n_rows)
    )


def _older_order(n_rows: int, random_state: Any) -> Any:
    """The same by NumPy's older generator, which shuffles otherwise."""
    return (
        np.arange(n_rows) if random_state is None else np.random.RandomState(random_state).permutation(n_rows)
    )


def _pairs(order: Any, tests: Any) -> Any:
    return [(np.setdiff1d(order, test), np.asarray(test)) for test in tests]


def remainder_dropped(n_rows: Any, n_splits: Any, random_state: Any = None) -> Any:
    order, size = _order(n_rows, random_state), n_rows // n_splits
    return _pairs(order, [order[k * size : (k + 1) * size] for k in range(n_splits)])


def remainder_dropped_by_the_older(n_rows: Any, n_splits: Any, random_state: Any = None) -> Any:
    order, size = _older_order(n_rows, random_state), n_rows // n_splits
    return _pairs(order, [order[k * size : (k + 1) * size] for k in range(n_splits)])


def remainder_in_the_last(n_rows: Any, n_splits: Any, random_state: Any = None) -> Any:
    order, size = _order(n_rows, random_state), n_rows // n_splits
    ends = [*[(k + 1) * size for k in range(n_splits - 1)], n_rows]
    return _pairs(order, [order[k * size : end] for k, end in enumerate(ends)])


def sizes_rounded_up(n_rows: Any, n_splits: Any, random_state: Any = None) -> Any:
    order, size = _order(n_rows, random_state), -(-n_rows // n_splits)
    return _pairs(order, [order[k * size : (k + 1) * size] for k in range(n_splits)])


def overlapping(n_rows: Any, n_splits: Any, random_state: Any = None) -> Any:
    order = _order(n_rows, random_state)
    cuts = [k * n_rows // n_splits for k in range(n_splits + 1)]
    return _pairs(order, [order[cuts[k] : cuts[k + 1] + 1] for k in range(n_splits)])


def train_on_everything(n_rows: Any, n_splits: Any, random_state: Any = None) -> Any:
    order = _order(n_rows, random_state)
    return [(np.sort(order), test) for test in np.array_split(order, n_splits)]


def next_fold_trains(n_rows: Any, n_splits: Any, random_state: Any = None) -> Any:
    folds = np.array_split(_order(n_rows, random_state), n_splits)
    return [(folds[(k + 1) % n_splits], folds[k]) for k in range(n_splits)]


def swapped_pairs(n_rows: Any, n_splits: Any, random_state: Any = None) -> Any:
    order = _order(n_rows, random_state)
    return [(test, train) for train, test in _pairs(order, np.array_split(order, n_splits))]


def swapped_pairs_of_the_older(n_rows: Any, n_splits: Any, random_state: Any = None) -> Any:
    order = _older_order(n_rows, random_state)
    return [(test, train) for train, test in _pairs(order, np.array_split(order, n_splits))]


def train_forgotten(n_rows: Any, n_splits: Any, random_state: Any = None) -> Any:
    return list(np.array_split(_order(n_rows, random_state), n_splits))


def never_shuffled(n_rows: Any, n_splits: Any, random_state: Any = None) -> Any:
    order = np.arange(n_rows)
    return _pairs(order, np.array_split(order, n_splits))


def always_shuffled(n_rows: Any, n_splits: Any, random_state: Any = None) -> Any:
    order = np.random.default_rng(random_state or 0).permutation(n_rows)
    return _pairs(order, np.array_split(order, n_splits))


def shuffled_without_the_seed(n_rows: Any, n_splits: Any, random_state: Any = None) -> Any:
    order = np.arange(n_rows)
    if random_state is not None:
        np.random.default_rng().shuffle(order)
    return _pairs(order, np.array_split(order, n_splits))


def counted_from_one(n_rows: Any, n_splits: Any, random_state: Any = None) -> Any:
    order = _order(n_rows, random_state) + 1
    return _pairs(order, np.array_split(order, n_splits))


def seed_of_its_own(n_rows: Any, n_splits: Any, random_state: Any = None) -> Any:
    order = _order(n_rows, None if random_state is None else 42)
    return _pairs(order, np.array_split(order, n_splits))


def seed_zero_always(n_rows: Any, n_splits: Any, random_state: Any = None) -> Any:
    order = _order(n_rows, None if random_state is None else 0)
    return _pairs(order, np.array_split(order, n_splits))


def zero_is_no_seed(n_rows: Any, n_splits: Any, random_state: Any = None) -> Any:
    order = _order(n_rows, random_state or None)
    return _pairs(order, np.array_split(order, n_splits))


def zero_is_no_seed_for_the_older(n_rows: Any, n_splits: Any, random_state: Any = None) -> Any:
    order = _older_order(n_rows, random_state or None)
    return _pairs(order, np.array_split(order, n_splits))


def drawn_with_repeats(n_rows: Any, n_splits: Any, random_state: Any = None) -> Any:
    order = np.arange(n_rows)
    if random_state is not None:
        order = np.random.default_rng(random_state).integers(0, n_rows, n_rows)
    folds = np.array_split(order, n_splits)
    return [(np.concatenate([*folds[:k], *folds[k + 1 :]]), folds[k]) for k in range(n_splits)]


def masks(n_rows: Any, n_splits: Any, random_state: Any = None) -> Any:
    order = _order(n_rows, random_state)
    in_test = [np.isin(np.arange(n_rows), test) for test in np.array_split(order, n_splits)]
    return [(~mask, mask) for mask in in_test]


def shuffled_for_each_fold(n_rows: Any, n_splits: Any, random_state: Any = None) -> Any:
    if random_state is None:
        return never_shuffled(n_rows, n_splits)
    random = np.random.default_rng(random_state)
    tests = [np.array_split(random.permutation(n_rows), n_splits)[k] for k in range(n_splits)]
    return _pairs(np.arange(n_rows), tests)


ANOTHER_SEED = Mistake(
    seed_of_its_own,
    "Every seed gives the same folds: the generator is made from a number of your own. Make it from random_state.",
)

K_FOLD_INDICES = [
    Mistake(
        seed_zero_always,
        "The generator is always made from 0, so every seed gives the same folds. Make it from random_state.",
    ),
    Mistake(
        zero_is_no_seed,
        "0 is a seed like any other, but `if random_state:` takes it for none. Ask with `is not None`.",
        also=[zero_is_no_seed_for_the_older],
    ),
    Mistake(
        drawn_with_repeats,
        "You draw the rows with repeats, so some come up twice and others never. Shuffle them: permutation.",
    ),
    Mistake(
        masks,
        "Those are truth values, one for each row. Row numbers are wanted: np.flatnonzero(mask) gives them.",
        "wrong type",
    ),
    Mistake(
        shuffled_for_each_fold,
        "You shuffle again for each fold, so some rows are tested twice and others never. Shuffle once, then cut.",
    ),
    Mistake(
        remainder_dropped,
        "n_rows // n_splits rows a fold leaves the last few rows in no test at all. Spread the remainder: the first "
        "n_rows % n_splits folds get one row more (np.array_split does so).",
        also=[remainder_dropped_by_the_older],
    ),
    Mistake(
        remainder_in_the_last,
        "Your last fold takes the whole remainder and can be almost twice as long as the others. Give one more row each "
        "to n_rows % n_splits of the folds.",
    ),
    Mistake(
        sizes_rounded_up,
        "You round the size of a fold up, so the last ones come out short, or empty. Round down, and give one more row "
        "each to n_rows % n_splits of the folds.",
    ),
    Mistake(
        overlapping,
        "Neighbouring folds share a row: an end of a slice is not part of it, so cut with order[a:b], not order[a:b+1].",
    ),
    Mistake(
        train_on_everything,
        "Your training rows hold the test rows too. A model that has seen the answers is not being tested: leave the "
        "fold out of its training.",
    ),
    Mistake(
        next_fold_trains,
        "Only one fold trains. All the others do, together: everything but the test.",
    ),
    Mistake(
        swapped_pairs,
        "The pairs are the wrong way round: train first, then test. The long part trains.",
        also=[swapped_pairs_of_the_older],
    ),
    Mistake(
        train_forgotten,
        "You return the test rows of each fold. Return pairs, (train, test), with all other rows in train.",
        "wrong shape",
    ),
    Mistake(
        never_shuffled,
        "Whatever random_state is, the same rows stay together. When it is a number, shuffle all the rows before you cut "
        "(not within the pieces): rows often stand in an order, and then each fold is another world.",
    ),
    Mistake(
        always_shuffled,
        "You shuffle although random_state is None, which asks for the rows as they stand. Ask with `is not None`: the "
        "seed 0 counts as false.",
    ),
    Mistake(
        shuffled_without_the_seed,
        "Each call shuffles differently, so nobody can repeat your result, nor compare two models on the same folds. Make "
        "the generator from the seed: np.random.default_rng(random_state).",
        "unstable",
    ),
    Mistake(
        counted_from_one,
        "Row numbers start at 0, so the last row is n_rows - 1.",
    ),
]
