"""What people write for the measures of a ranking that is wrong, and what to tell them."""

import math
from typing import Any

import numpy as np

from firsthand.course.exercise import Mistake

# recall_at_k ------------------------------------------------------------------------------------------------


def _found(ranked: Any, relevant: Any, k: int) -> int:
    return len(set(ranked[:k]) & set(relevant))


def precision(ranked: Any, relevant: Any, k: int) -> Any:
    return _found(ranked, relevant, k) / k if relevant else 0.0


def precision_of_what_came(ranked: Any, relevant: Any, k: int) -> Any:
    return _found(ranked, relevant, k) / max(len(ranked[:k]), 1)


def at_most_k(ranked: Any, relevant: Any, k: int) -> Any:
    return _found(ranked, relevant, k) / min(k, len(relevant)) if relevant else 0.0


def without_a_cut(ranked: Any, relevant: Any, k: int) -> Any:
    return _found(ranked, relevant, len(ranked)) / len(relevant) if relevant else 0.0


def one_is_enough(ranked: Any, relevant: Any, k: int) -> Any:
    return float(_found(ranked, relevant, k) > 0)


def one_too_many(ranked: Any, relevant: Any, k: int) -> Any:
    return _found(ranked, relevant, k + 1) / len(relevant) if relevant else 0.0


def none_relevant(ranked: Any, relevant: Any, k: int) -> Any:
    return _found(ranked, relevant, k) / len(relevant)


def counted_only(ranked: Any, relevant: Any, k: int) -> Any:
    return float(_found(ranked, relevant, k))


RECALL_AT_K = [
    Mistake(precision, "This is precision: it divides by k. Recall divides by how many are relevant."),
    Mistake(
        precision_of_what_came,
        "This is the share of what came back that is relevant. Recall asks how much of what is relevant came back.",
    ),
    Mistake(
        at_most_k,
        "Dividing by min(k, relevant) makes a small k look good. Recall divides by all that are relevant.",
    ),
    Mistake(without_a_cut, "k does not matter here. Look at ranked[:k] only."),
    Mistake(one_is_enough, "This says whether any was found. Recall counts how many, and divides."),
    Mistake(one_too_many, "This looks at k + 1 places."),
    Mistake(none_relevant, "With nothing relevant it divides by 0. Give 0.", "crashed"),
    Mistake(counted_only, "This is a number of documents. Divide by how many are relevant."),
]

# ndcg_at_k --------------------------------------------------------------------------------------------------


def _dcg(gains: Any, k: int, discount: Any = lambda rank: math.log2(rank + 1)) -> float:
    return float(sum(gain / discount(rank) for rank, gain in enumerate(gains[:k], 1)))


def _gains(ranked: Any, grades: Any) -> list[Any]:
    return [grades.get(one, 0) for one in ranked]


def _ideal(grades: Any) -> list[Any]:
    return sorted(grades.values(), reverse=True)


def ideal_of_what_came(ranked: Any, grades: Any, k: int) -> Any:
    gains = _gains(ranked, grades)
    most = _dcg(sorted(gains, reverse=True), k)
    return _dcg(gains, k) / most if most else 0.0


def ideal_of_the_first(ranked: Any, grades: Any, k: int) -> Any:
    gains = _gains(ranked[:k], grades)
    most = _dcg(sorted(gains, reverse=True), k)
    return _dcg(gains, k) / most if most else 0.0


def ideal_without_a_cut(ranked: Any, grades: Any, k: int) -> Any:
    most = _dcg(_ideal(grades), len(grades))
    return _dcg(_gains(ranked, grades), k) / most if most else 0.0


def ideal_as_it_comes(ranked: Any, grades: Any, k: int) -> Any:
    most = _dcg(list(grades.values()), k)
    return _dcg(_gains(ranked, grades), k) / most if most else 0.0


def ideal_upside_down(ranked: Any, grades: Any, k: int) -> Any:
    most = _dcg(sorted(grades.values()), k)
    return _dcg(_gains(ranked, grades), k) / most if most else 0.0


def exponential_gain(ranked: Any, grades: Any, k: int) -> Any:
    raised = {one: 2**grade - 1 for one, grade in grades.items()}
    most = _dcg(_ideal(raised), k)
    return _dcg(_gains(ranked, raised), k) / most if most else 0.0


def relevant_or_not(ranked: Any, grades: Any, k: int) -> Any:
    most = _dcg([1] * len(grades), k)
    return _dcg([one in grades for one in ranked], k) / most if most else 0.0


def not_normalised(ranked: Any, grades: Any, k: int) -> Any:
    return float(_dcg(_gains(ranked, grades), k))


def discount_one_late(ranked: Any, grades: Any, k: int) -> Any:
    most = _dcg(_ideal(grades), k, lambda rank: math.log2(rank + 2))
    return _dcg(_gains(ranked, grades), k, lambda rank: math.log2(rank + 2)) / most if most else 0.0


def logarithm_of_one(ranked: Any, grades: Any, k: int) -> Any:
    most = _dcg(_ideal(grades), k, math.log2)
    return _dcg(_gains(ranked, grades), k, math.log2) / most if most else 0.0


def reciprocal_discount(ranked: Any, grades: Any, k: int) -> Any:
    most = _dcg(_ideal(grades), k, float)
    return _dcg(_gains(ranked, grades), k, float) / most if most else 0.0


def no_cut_at_all(ranked: Any, grades: Any, k: int) -> Any:
    most = _dcg(_ideal(grades), len(grades))
    return _dcg(_gains(ranked, grades), len(ranked)) / most if most else 0.0


def nobody_graded(ranked: Any, grades: Any, k: int) -> Any:
    return _dcg(_gains(ranked, grades), k) / np.float64(_dcg(_ideal(grades), k)).item()


NDCG_AT_K = [
    Mistake(
        ideal_of_what_came,
        "The best order is made of what was found, so what was missed costs nothing. Take the grades of all graded "
        "documents.",
    ),
    Mistake(
        ideal_of_the_first,
        "The best order is made of the first k alone: whoever finds one relevant document and puts it first gets 1. Take "
        "the grades of all graded documents.",
    ),
    Mistake(
        ideal_without_a_cut,
        "The best order is summed to its end, so nobody can reach 1 when more than k are relevant. Cut both at k.",
    ),
    Mistake(
        ideal_as_it_comes, "The best order is the grades sorted, the highest first. These are not sorted."
    ),
    Mistake(ideal_upside_down, "The best order has the highest grades first: sort downwards."),
    Mistake(
        exponential_gain,
        "2^g - 1 is another gain in use, which makes high grades count for more. Here the gain is the grade itself.",
    ),
    Mistake(relevant_or_not, "A document of grade 3 must gain three times as much as one of grade 1."),
    Mistake(not_normalised, "This is the DCG. Divide by that of the best possible order."),
    Mistake(
        discount_one_late,
        "Rank 1 is divided by log2(2) = 1. With enumerate from 1 that is rank + 1, not rank + 2.",
    ),
    Mistake(
        logarithm_of_one,
        "log2(1) is 0, and the first place divides by it. The discount is log2(rank + 1).",
        "crashed",
    ),
    Mistake(
        reciprocal_discount, "The discount is log2(rank + 1), which falls more slowly than the rank itself."
    ),
    Mistake(no_cut_at_all, "k does not matter here. Cut the ranking and the best order at k."),
    Mistake(nobody_graded, "With nothing relevant it divides by 0. Give 0.", "crashed"),
]
