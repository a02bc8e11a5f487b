"""What people write for gini and entropy that is wrong, and what to tell them."""

from collections import Counter
from typing import Any

import numpy as np

from firsthand.course.grading.exercise import Mistake


def _counts(labels: Any) -> Any:
    return np.unique(labels, return_counts=True)[1]


def _shares(labels: Any) -> Any:
    counts = _counts(labels)
    return counts / counts.sum()


# gini -------------------------------------------------------------------------------------------------------


def empty_is_mixed(labels: Any) -> Any:
    return 1 - np.sum(_shares(labels) ** 2)


def divided_by_nothing(labels: Any) -> Any:
    alike = sum(count**2 for count in Counter(labels.tolist()).values())
    return 1 - alike / len(labels) ** 2


def purity(labels: Any) -> Any:
    return np.sum(_shares(labels) ** 2)


def counts_for_shares(labels: Any) -> Any:
    return 1 - np.sum(_counts(labels) ** 2) if len(labels) else 0.0


def share_of_the_minority(labels: Any) -> Any:
    return 1 - np.max(_shares(labels)) if len(labels) else 0.0


def square_of_the_sum(labels: Any) -> Any:
    return 1 - np.sum(_shares(labels)) ** 2 if len(labels) else 0.0


def two_classes_only(labels: Any) -> Any:
    p = np.max(_shares(labels)) if len(labels) else 1.0
    return 2 * p * (1 - p)


def counted_by_bincount(labels: Any) -> Any:
    if len(labels) == 0:
        return 0.0
    return 1 - np.sum((np.bincount(labels) / len(labels)) ** 2)


def drawn_without_replacement(labels: Any) -> Any:
    n, counts = len(labels), _counts(labels)
    return 1 - np.sum(counts * (counts - 1)) / (n * (n - 1)) if n > 1 else 0.0


def in_bits(labels: Any) -> Any:
    shares = _shares(labels)
    return -np.sum(shares * np.log2(shares))


def inequality(labels: Any) -> Any:
    """The Gini coefficient of economics, of the shares."""
    shares = _shares(labels)
    return np.abs(shares[:, None] - shares).sum() / (2 * len(shares)) if len(shares) else 0.0


def cast_and_counted(labels: Any) -> Any:
    if len(labels) == 0:
        return 0.0
    return 1 - np.sum((np.bincount(labels.astype(int)) / len(labels)) ** 2)


def over_the_classes(labels: Any) -> Any:
    counts = _counts(labels)
    return 1 - np.sum((counts / len(counts)) ** 2) if len(labels) else 0.0


def three_letters(labels: Any) -> Any:
    return 1 - np.sum(_shares(labels.astype("U3")) ** 2) if len(labels) else 0.0


def two_classes_alone(labels: Any) -> Any:
    if not len(labels):
        return 0.0
    share = np.mean(labels == labels[0])
    return float(2 * share * (1 - share))


GINI = [
    Mistake(
        cast_and_counted,
        "Labels may be words, which are no whole numbers, or negative, which np.bincount refuses: "
        "np.unique(labels, return_counts=True) counts anything.",
        "crashed",
    ),
    Mistake(
        over_the_classes,
        "A share is a count divided by the number of members, len(labels). You divided by the number of classes.",
    ),
    Mistake(
        three_letters, "You compare the first letters only: two words that begin alike may be two classes."
    ),
    Mistake(
        empty_is_mixed,
        "An empty group has no shares, so the sum is 0 and you give 1: as mixed as can be. There is nothing in it that "
        "could be mixed: give 0.",
    ),
    Mistake(
        divided_by_nothing,
        "An empty group has 0 members, and you divide by their number. Answer 0 before you divide.",
        "crashed",
    ),
    Mistake(
        purity,
        "That is the chance that two members are alike, which is 1 for a pure group. Take it from 1.",
    ),
    Mistake(
        counts_for_shares,
        "You squared the counts. Divide them by the number of members first: a share is between 0 and 1.",
    ),
    Mistake(
        share_of_the_minority,
        "That is the share of those not in the largest class. It does not see whether the others are of one kind or of "
        "many. Square the share of each class, add up, and take the sum from 1.",
    ),
    Mistake(
        square_of_the_sum,
        "The shares add up to 1, so the square of their sum is always 1. Square each share first, then add up.",
    ),
    Mistake(
        two_classes_only,
        "2 p (1 - p) holds for two classes. With more of them, 1 - sum(p ** 2) over all the shares.",
    ),
    Mistake(
        counted_by_bincount,
        "np.bincount counts whole numbers from 0 on. Labels may be words or negative: "
        "np.unique(labels, return_counts=True) counts anything.",
        "crashed",
    ),
    Mistake(
        drawn_without_replacement,
        "You drew the second member from those that were left. Gini impurity draws both from the whole group: square "
        "the shares.",
    ),
    Mistake(in_bits, "That is the entropy. Gini needs no logarithm: 1 - sum(p ** 2)."),
    Mistake(
        inequality,
        "That is the Gini coefficient of economics, which measures how unequal incomes are. Gini impurity is another "
        "thing by the same statistician: 1 - sum(p ** 2).",
    ),
    Mistake(
        two_classes_alone,
        "2 p (1 - p) is for two classes. With three, the others are not of one kind: take the share of every class.",
    ),
]

# entropy ----------------------------------------------------------------------------------------------------


def natural_logarithm(labels: Any) -> Any:
    shares = _shares(labels)
    return -np.sum(shares * np.log(shares))


def decimal_logarithm(labels: Any) -> Any:
    shares = _shares(labels)
    return -np.sum(shares * np.log10(shares))


def sign_forgotten(labels: Any) -> Any:
    shares = _shares(labels)
    return np.sum(shares * np.log2(shares))


def not_weighted(labels: Any) -> Any:
    return -np.sum(np.log2(_shares(labels)))


def averaged(labels: Any) -> Any:
    shares = _shares(labels)
    return -np.mean(shares * np.log2(shares)) if len(shares) else 0.0


def counts_in_the_logarithm(labels: Any) -> Any:
    counts = _counts(labels)
    return -np.sum(counts * np.log2(counts))


def logarithm_of_zero(labels: Any) -> Any:
    if len(labels) == 0 or labels.dtype.kind not in "iu" or labels.min() < 0:
        return -np.sum(_shares(labels) * np.log2(_shares(labels)))
    shares = np.bincount(labels) / len(labels)  # of 0, 0 and 2 the class 1 has share 0
    return -np.sum(shares * np.log2(shares))


def epsilon_inside(labels: Any) -> Any:
    shares = _shares(labels)
    return -np.sum(shares * np.log2(shares + 1e-6))


def one_against_the_rest(labels: Any) -> Any:
    p = np.max(_shares(labels)) if len(labels) else 1.0
    return -(p * np.log2(p) + (1 - p) * np.log2(1 - p)) if 0 < p < 1 else 0.0


def bincount_again(labels: Any) -> Any:
    counts = np.bincount(labels.astype(int)) if len(labels) else np.zeros(0)
    shares = counts[counts > 0] / len(labels) if len(labels) else counts
    return -np.sum(shares * np.log2(shares))


def normalised(labels: Any) -> Any:
    shares = _shares(labels)
    return -np.sum(shares * np.log2(shares)) / np.log2(len(shares)) if len(shares) > 1 else 0.0


def gini_again(labels: Any) -> Any:
    return 1 - np.sum(_shares(labels) ** 2) if len(labels) else 0.0


def mean_surprise_of_classes(labels: Any) -> Any:
    return -np.mean(np.log2(_shares(labels))) if len(labels) else 0.0


ENTROPY = [
    Mistake(
        mean_surprise_of_classes,
        "You averaged the surprise over the classes, as if they came equally often. Average over the members: weight "
        "each with its share, -p log2(p).",
    ),
    Mistake(
        natural_logarithm,
        "You took the natural logarithm, so the unit is the nat. In bits the base is 2: np.log2.",
    ),
    Mistake(decimal_logarithm, "You took the logarithm to base 10. In bits the base is 2: np.log2."),
    Mistake(
        sign_forgotten,
        "It is negative: the logarithm of a share is below 0. The entropy is minus the sum.",
    ),
    Mistake(
        not_weighted,
        "You added up the surprise of each class as if they all came equally often. Weight it with the share: "
        "-p log2(p).",
    ),
    Mistake(
        averaged,
        "You divided by the number of classes. The shares are weights already, and add up to 1: take the sum.",
    ),
    Mistake(
        counts_in_the_logarithm,
        "You put the counts into the formula. Divide them by the number of members first.",
    ),
    Mistake(
        logarithm_of_zero,
        "A class that does not occur has share 0, log2(0) is minus infinity, and 0 times that is NaN. It costs nothing: "
        "leave it out. np.unique counts only classes that occur.",
    ),
    Mistake(
        epsilon_inside,
        "A small number inside the logarithm keeps log2(0) away, but changes every result: a pure group comes out below "
        "0. Count only the classes that occur, and there is no 0.",
    ),
    Mistake(
        one_against_the_rest,
        "p and 1 - p: that holds for two classes. With more, add up -p log2(p) over all of them.",
    ),
    Mistake(
        bincount_again,
        "Labels may be words: they cannot be counted by np.bincount. np.unique(labels, return_counts=True) counts "
        "anything.",
        "crashed",
    ),
    Mistake(
        normalised,
        "You divided by the largest entropy possible. Three equal classes cost log2(3) = 1.58 bits, more than two do.",
    ),
    Mistake(gini_again, "That is gini. The entropy is the mean surprise: -sum(p log2(p))."),
]
