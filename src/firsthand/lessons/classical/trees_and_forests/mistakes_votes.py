"""What people write for majority_vote that is wrong, and what to tell them."""

from collections import Counter
from typing import Any

import numpy as np

from firsthand.course.grading.exercise import Mistake


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


def first_as_text(votes: Any) -> Any:
    return np.array([max(sorted(set(c), key=str), key=c.count) for c in votes.T.tolist()])


def as_short_as_the_first(votes: Any) -> Any:
    winners = np.full(votes.shape[1], votes[0, 0])
    labels, counts = _counts(votes)
    winners[:] = labels[counts.argmax(axis=0)]
    return winners


def whole_labels(votes: Any) -> Any:
    labels, counts = _counts(votes)
    winners = labels[counts.argmax(axis=0)]
    return winners.astype(int) if winners.dtype.kind == "f" else winners


def only_with_more_than_half(votes: Any) -> Any:
    labels, counts = _counts(votes)
    return np.where(2 * counts.max(axis=0) > len(votes), labels[counts.argmax(axis=0)], labels[0])


def largest_label(votes: Any) -> Any:
    return np.sort(votes, axis=0)[-1]


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
    Mistake(
        first_as_text,
        "You compared labels as text, and as text 10 comes before 9. Compare them as they are.",
    ),
    Mistake(
        as_short_as_the_first,
        "Longer words are cut off: an array of text has room for the longest word it was made with. Make the answer "
        "out of the winners, not out of the first vote.",
    ),
    Mistake(
        whole_labels,
        "Your answer holds whole numbers, and a label such as 0.5 loses its fraction. Keep the labels as they are.",
    ),
    Mistake(
        only_with_more_than_half,
        "You ask for more than half of the votes. The most frequent label wins, however few it has.",
    ),
    Mistake(largest_label, "That is the largest label that occurs. Count how many trees gave each."),
]
