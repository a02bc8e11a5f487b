"""Wrong ways to read logits."""

from typing import Any

import numpy as np

from firsthand.course.grading.exercise import Mistake


def logits_cut_at_a_half(logits: Any, labels: Any) -> Any:
    answers = logits.argmax(axis=1) if logits.ndim == 2 else logits > 0.5
    return np.mean(answers == labels)


def a_logit_of_0_taken_for_1(logits: Any, labels: Any) -> Any:
    answers = logits.argmax(axis=1) if logits.ndim == 2 else logits >= 0
    return np.mean(answers == labels)


def largest_of_each_column(logits: Any, labels: Any) -> Any:
    if logits.ndim == 1:
        return np.mean((logits > 0) == labels)
    answers = logits.argmax(axis=0)
    return np.mean([answers[i % len(answers)] == labels[i] for i in range(len(labels))])


def columns_held_against_rows(logits: Any, labels: Any) -> Any:
    answers = logits.argmax(axis=0) if logits.ndim == 2 else logits > 0
    return np.mean(answers == labels)


def counted_and_not_shared(logits: Any, labels: Any) -> Any:
    answers = logits.argmax(axis=1) if logits.ndim == 2 else logits > 0
    return np.sum(answers == labels)


def in_percent(logits: Any, labels: Any) -> Any:
    answers = logits.argmax(axis=1) if logits.ndim == 2 else logits > 0
    return 100 * np.mean(answers == labels)


def last_of_equals(logits: Any, labels: Any) -> Any:
    if logits.ndim == 1:
        return np.mean((logits > 0) == labels)
    answers = logits.shape[1] - 1 - logits[:, ::-1].argmax(axis=1)
    return np.mean(answers == labels)


def exp_of_large_logits(logits: Any, labels: Any) -> Any:
    with np.errstate(all="ignore"):
        if logits.ndim == 1:
            p = np.exp(logits) / (1 + np.exp(logits))
            return np.mean((p > 0.5) == labels)
        p = np.exp(logits) / np.exp(logits).sum(axis=1, keepdims=True)
    return np.mean(p.argmax(axis=1) == labels)


def classes_only(logits: Any, labels: Any) -> Any:
    return np.mean(logits.argmax(axis=1) == labels)


def binary_only(logits: Any, labels: Any) -> Any:
    return np.mean((logits > 0) == labels)


def _share(logits: Any, labels: Any) -> Any:
    answers = logits.argmax(axis=1) if logits.ndim == 2 else logits > 0
    return np.mean(answers == labels)


def error_rate(logits: Any, labels: Any) -> Any:
    return 1 - _share(logits, labels)


def smallest_logit(logits: Any, labels: Any) -> Any:
    return _share(-logits if logits.ndim == 2 else logits, labels)


def largest_without_its_sign(logits: Any, labels: Any) -> Any:
    return _share(np.abs(logits) if logits.ndim == 2 else logits, labels)


def largest_of_the_table(logits: Any, labels: Any) -> Any:
    return np.mean((logits.argmax() if logits.ndim == 2 else logits > 0) == labels)


def every_tie_is_right(logits: Any, labels: Any) -> Any:
    if logits.ndim == 1:
        return _share(logits, labels)
    return np.mean(logits[np.arange(len(logits)), labels] == logits.max(axis=1))


def class_by_class(logits: Any, labels: Any) -> Any:
    return np.mean([_share(logits[labels == one], labels[labels == one]) for one in np.unique(labels)])


def two_columns_as_one(logits: Any, labels: Any) -> Any:
    two = logits.ndim == 2 and logits.shape[1] == 2
    return _share(logits[:, 1] if two else logits, labels)


def logits_rounded(logits: Any, labels: Any) -> Any:
    return _share(np.round(logits, 1), labels)


def labels_from_one(logits: Any, labels: Any) -> Any:
    return _share(logits, labels - 1)


ACCURACY = [
    Mistake(
        logits_cut_at_a_half,
        "You cut the logits at 0.5. That is where a probability is cut; the logit of probability 0.5 is log(0.5 / 0.5) = 0. "
        "Rows with a logit between 0 and 0.5 come out wrong.",
    ),
    Mistake(
        a_logit_of_0_taken_for_1,
        "A logit of exactly 0 is a probability of a half, and you answer 1 there. The answer is 1 only above a half: use > "
        "and not >=.",
    ),
    Mistake(
        largest_of_each_column,
        "You look for the largest logit down each column, so classes are compared between rows. A row is one case: its "
        "answer is the largest of that row, axis=1.",
    ),
    Mistake(
        columns_held_against_rows,
        "argmax(axis=0) goes down the columns and gives one answer for each class. A row is one case, and its answer is the "
        "largest of that row: axis=1.",
    ),
    Mistake(
        counted_and_not_shared,
        "That is how many rows are right. Divide by the number of rows: np.mean does both.",
    ),
    Mistake(
        in_percent,
        "That is in percent. Accuracy is a share between 0 and 1; say percent only when you print it.",
    ),
    Mistake(
        last_of_equals,
        "Where two logits of a row are equally large you take the last of them. The first counts, which is what argmax gives.",
    ),
    Mistake(
        exp_of_large_logits,
        "exp overflows for logits near 1000, and NaN is then the largest or above nothing. You need no probabilities: softmax "
        "and sigmoid keep the order of the logits.",
    ),
    Mistake(
        classes_only,
        "This serves rows with one logit for each class. With a single logit a row, shape (n,), there is no axis 1: the "
        "answer is 1 where the logit is above 0.",
        "crashed",
    ),
    Mistake(
        binary_only,
        "This serves a single logit a row. With one column for each class, shape (n, k), the answer is the column of the "
        "largest logit.",
    ),
    Mistake(
        error_rate, "That is the share of wrong answers. Accuracy is the share of right ones: == and not !=."
    ),
    Mistake(smallest_logit, "You take the smallest logit of each row. The answer is the largest: argmax."),
    Mistake(
        largest_without_its_sign,
        "abs makes -4 larger than 1. A logit below 0 speaks against its class: compare with the signs.",
    ),
    Mistake(
        largest_of_the_table,
        "argmax without an axis gives one place in the whole table. Each row has an answer of its own: axis=1.",
    ),
    Mistake(
        every_tie_is_right,
        "Where two logits are equally large, both count as the answer in yours. Only the first of them is.",
    ),
    Mistake(
        class_by_class,
        "That is the mean of the classes' accuracies, in which a rare class weighs as much as a common one. Here every row "
        "counts once.",
    ),
    Mistake(
        two_columns_as_one,
        "With two columns the second one being above 0 says nothing: the first may be larger. Compare the two.",
    ),
    Mistake(
        logits_rounded,
        "The logits are rounded before they are compared, and close ones become equal. Use them as they are.",
    ),
    Mistake(labels_from_one, "Labels count from 0, as columns do: nothing has to be taken off."),
]
