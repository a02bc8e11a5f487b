"""What people write for the parts of a forest that is wrong, and what to tell them."""

from collections import Counter
from typing import Any

import numpy as np

from firsthand.course.exercise import Mistake

# bootstrap_sample -------------------------------------------------------------------------------------------


def without_replacement(n: Any, rng: Any) -> Any:
    return rng.permutation(n)


def last_row_never(n: Any, rng: Any) -> Any:
    return rng.randint(0, n - 1, n)


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


OUT_OF_BAG_ROWS = [
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

# majority_vote ----------------------------------------------------------------------------------------------


def _counts(votes: Any) -> Any:
    labels = np.unique(votes)
    return labels, np.stack([(votes == label).sum(axis=0) for label in labels])


def mean_rounded(votes: Any) -> Any:
    return np.round(np.mean(votes, axis=0)).astype(int)


def mean_itself(votes: Any) -> Any:
    return np.mean(votes, axis=0)


def middle_vote(votes: Any) -> Any:
    return np.sort(votes, axis=0)[len(votes) // 2]


def trees_for_rows(votes: Any) -> Any:
    labels, counts = _counts(votes.T)
    return labels[counts.argmax(axis=0)]


def place_for_label(votes: Any) -> Any:
    return _counts(votes)[1].argmax(axis=0)


def how_many_votes(votes: Any) -> Any:
    return _counts(votes)[1].max(axis=0)


def larger_of_equals(votes: Any) -> Any:
    labels, counts = _counts(votes)
    return labels[::-1][counts[::-1].argmax(axis=0)]


def first_come(votes: Any) -> Any:
    return np.array([Counter(column.tolist()).most_common(1)[0][0] for column in votes.T])


def one_for_all(votes: Any) -> Any:
    labels, counts = np.unique(votes, return_counts=True)
    return np.full(votes.shape[1], labels[counts.argmax()])


def more_than_half(votes: Any) -> Any:
    return (np.mean(votes, axis=0) > 0.5).astype(int)


def counted_by_bincount(votes: Any) -> Any:
    return np.array([np.bincount(column).argmax() for column in votes.T])


def first_tree(votes: Any) -> Any:
    return votes[0]


MAJORITY_VOTE = [
    Mistake(
        mean_rounded,
        "You averaged the labels. Between kinds 0 and 2 there is no kind 1, and words have no mean: count how many trees "
        "gave each label.",
    ),
    Mistake(
        mean_itself,
        "You averaged the labels, which are names, not amounts. Count how many trees gave each.",
        "wrong type",
    ),
    Mistake(
        middle_vote,
        "That is the median, the vote in the middle once they are sorted. With three labels it need not be the most "
        "frequent: count.",
    ),
    Mistake(
        trees_for_rows,
        "You counted along the wrong axis: each column holds the votes on one row, so count down the columns, axis 0.",
        "wrong shape",
    ),
    Mistake(
        place_for_label,
        "argmax gives the place of the winner in the list of labels. Look the label up there: labels[counts.argmax(...)].",
        "wrong type",
    ),
    Mistake(how_many_votes, "That is how many votes the winner had. Which label was it?"),
    Mistake(larger_of_equals, "Of equally frequent labels you gave the largest. Give the smallest."),
    Mistake(
        first_come,
        "Where two labels are equally frequent, Counter gives the one it met first, so the order of the trees decides. "
        "Give the smallest: np.unique sorts, and argmax takes the first.",
    ),
    Mistake(one_for_all, "You counted all votes together. Each row has an election of its own."),
    Mistake(
        more_than_half,
        "That compares a mean with a half, which works for the labels 0 and 1 only. Count the votes for each label.",
    ),
    Mistake(
        counted_by_bincount,
        "np.bincount counts whole numbers from 0 on. Labels may be words or negative: find them with np.unique first.",
        "crashed",
    ),
    Mistake(first_tree, "You gave what the first tree says. Ask them all."),
]
