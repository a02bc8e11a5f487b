"""What people write for bootstrap_sample and out_of_bag_rows that is wrong, and what to tell them."""

from typing import Any

import numpy as np

from firsthand.course.grading.exercise import Mistake

# bootstrap_sample -------------------------------------------------------------------------------------------


def without_replacement(n: Any, rng: Any) -> Any:
    return rng.permutation(n)


def last_row_never(n: Any, rng: Any) -> Any:
    return rng.randint(0, n - 1, n)


def last_row_never_of_several(n: Any, rng: Any) -> Any:
    return rng.randint(0, max(n - 1, 1), n)


def one_row_too_many(n: Any, rng: Any) -> Any:
    return rng.randint(0, n + 1, n)


def counted_from_one(n: Any, rng: Any) -> Any:
    return rng.randint(1, n + 1, n)


def chance_of_its_own(n: Any, rng: Any) -> Any:
    return np.random.randint(0, n, n)  # noqa: NPY002 - what the mistake is


def seed_of_its_own(n: Any, rng: Any) -> Any:
    return np.random.RandomState(42).randint(0, n, n)


def two_thirds_once(n: Any, rng: Any) -> Any:
    return rng.choice(n, max(1, int(0.632 * n)), replace=False)


def fractions(n: Any, rng: Any) -> Any:
    return rng.rand(n) * n


def rounded_to_the_nearest(n: Any, rng: Any) -> Any:
    return np.round(rng.rand(n) * (n - 1)).astype(int)


def one_row(n: Any, rng: Any) -> Any:
    return rng.randint(n)


def one_row_n_times(n: Any, rng: Any) -> Any:
    return np.full(n, rng.randint(n))


def doubles_dropped(n: Any, rng: Any) -> Any:
    return np.unique(rng.randint(0, n, n))


def of_the_newer_kind(n: Any, rng: Any) -> Any:
    return rng.integers(0, n, n)


BOOTSTRAP_SAMPLE = [
    Mistake(
        without_replacement,
        "Every row comes exactly once: that is the same table in another order, and every tree would be the same. Draw "
        "with replacement: each draw is from all n rows again.",
    ),
    Mistake(
        last_row_never,
        "The upper end of randint is not drawn. With n - 1 there, the last row never is: put n.",
        also=[last_row_never_of_several],
    ),
    Mistake(
        one_row_too_many,
        "The upper end of randint is not drawn, so with n + 1 there, row n may come, which does not exist.",
    ),
    Mistake(counted_from_one, "Rows are counted from 0: the first is row 0, the last row n - 1."),
    Mistake(
        chance_of_its_own,
        "The same seed gave two different samples: the draw comes from somewhere else than rng (np.random itself, "
        "perhaps). Draw with rng, and a forest can be grown again, tree by tree.",
    ),
    Mistake(
        seed_of_its_own,
        "You start a generator anew at each call, so every call gives the same sample, and all trees would be alike. "
        "Draw with the rng that was handed in: it goes on.",
    ),
    Mistake(
        two_thirds_once,
        "63 % is what comes out, not what goes in. Draw n rows, with replacement; that about a third stays away then "
        "follows.",
        "wrong shape",
    ),
    Mistake(
        fractions,
        "These are fractions, and there is no row 2.7. rng.randint draws whole numbers.",
        "wrong type",
    ),
    Mistake(
        rounded_to_the_nearest,
        "Rounding gives the first and the last row only half a step each, so they come half as often. Draw whole "
        "numbers: rng.randint(0, n, n).",
    ),
    Mistake(
        one_row,
        "That is one row. Draw n of them: the third argument of randint says how many.",
        "wrong shape",
    ),
    Mistake(one_row_n_times, "You drew once and repeated it. Draw anew for each of the n places."),
    Mistake(
        doubles_dropped,
        "You dropped rows that came twice. They belong to the sample, and count twice in the tree.",
        "wrong shape",
    ),
    Mistake(
        of_the_newer_kind,
        "integers is a method of NumPy's newer Generator. A RandomState, which scikit-learn's models use and so do "
        "ours, calls it randint.",
        "crashed",
    ),
]

# out_of_bag_rows --------------------------------------------------------------------------------------------


def in_the_bag(drawn: Any, n: Any) -> Any:
    return np.unique(drawn)


def tail_forgotten(drawn: Any, n: Any) -> Any:
    return np.flatnonzero(np.bincount(drawn) == 0)


def at_most_once(drawn: Any, n: Any) -> Any:
    return np.flatnonzero(np.bincount(drawn, minlength=n) <= 1)


def mask(drawn: Any, n: Any) -> Any:
    return ~np.isin(np.arange(n), drawn)


def how_many(drawn: Any, n: Any) -> Any:
    return n - len(np.unique(drawn))


def difference_reversed(drawn: Any, n: Any) -> Any:
    return np.setdiff1d(drawn, np.arange(n))


def removed_one_by_one(drawn: Any, n: Any) -> Any:
    rows = list(range(n))
    for row in drawn:
        rows.remove(row)
    return np.array(rows)


def counted_from_one_again(drawn: Any, n: Any) -> Any:
    return np.setdiff1d(np.arange(1, n + 1), drawn)


def as_many_as_drawn(drawn: Any, n: Any) -> Any:
    return np.setdiff1d(np.arange(len(drawn)), drawn)


def compared_in_place(drawn: Any, n: Any) -> Any:
    return np.array([row for row, other in zip(range(n), drawn, strict=False) if row != other])


def after_the_different(drawn: Any, n: Any) -> Any:
    return np.arange(len(np.unique(drawn)), n)


def largest_first(drawn: Any, n: Any) -> Any:
    return np.setdiff1d(np.arange(n), drawn)[::-1]


def one_row_beyond(drawn: Any, n: Any) -> Any:
    return np.setdiff1d(np.arange(n + 1), drawn)


def first_row_forgotten(drawn: Any, n: Any) -> Any:
    return np.setdiff1d(np.arange(1, n), drawn)


def floats_when_empty(drawn: Any, n: Any) -> Any:
    return np.array([row for row in range(n) if row not in drawn])


def in_one_byte(drawn: Any, n: Any) -> Any:
    return np.setdiff1d(np.arange(n), drawn.astype(np.int8))


NO_ROWS_ARE_FLOATS = Mistake(
    floats_when_empty,
    "Where every row was drawn, np.array([]) is an array of floats, and floats cannot pick rows. Say the kind: "
    "np.array(rows, dtype=int).",
    "wrong type",
)
OUT_OF_BAG_ROWS = [
    Mistake(largest_first, "The rows are the right ones, the largest first. Give them in ascending order."),
    Mistake(
        one_row_beyond,
        "The rows are 0 to n - 1: there is no row n. np.arange(n) stops before n.",
        "wrong shape",
    ),
    Mistake(first_row_forgotten, "Row 0 is never in your answer. Rows are counted from 0.", "wrong shape"),
    Mistake(
        in_one_byte,
        "The row numbers do not fit into so small a kind of whole number: keep the kind they come in.",
        "wrong shape",
    ),
    Mistake(in_the_bag, "These are the rows that were drawn. Give those that were not."),
    Mistake(
        tail_forgotten,
        "np.bincount stops at the largest row that was drawn: rows behind it are missing. Tell it the length with "
        "minlength=n.",
        "wrong shape",
    ),
    Mistake(
        at_most_once,
        "Rows that were drawn once are in your answer. A tree has seen those: only rows drawn 0 times are out of its "
        "bag.",
        "wrong shape",
    ),
    Mistake(
        mask,
        "That is a mask of True and False. np.flatnonzero turns it into row numbers.",
        "wrong type",
    ),
    Mistake(how_many, "That is how many were left out. Which ones?", "wrong type"),
    Mistake(
        difference_reversed,
        "setdiff1d(a, b) is what a has and b has not. All drawn rows are among the rows: turn it round.",
        "wrong shape",
    ),
    Mistake(
        removed_one_by_one,
        "A row that was drawn twice can be removed only once, and the second try fails. Mark the drawn rows instead: "
        "marking twice does no harm.",
        "crashed",
    ),
    Mistake(
        counted_from_one_again,
        "Rows are counted from 0: the first is row 0, and there is no row n.",
        "wrong shape",
    ),
    Mistake(
        as_many_as_drawn,
        "You took the number of draws for the number of rows. There are n rows, however many were drawn.",
        "wrong shape",
    ),
    Mistake(
        compared_in_place,
        "You compared each row with the draw in the same place. A row is in the bag if it was drawn at any place.",
        "wrong shape",
    ),
    Mistake(
        after_the_different,
        "The number is right, the rows are not: those that were drawn need not be the first ones.",
    ),
]
