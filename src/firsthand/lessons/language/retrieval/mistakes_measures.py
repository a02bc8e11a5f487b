"""What people write for the measures of a ranking that is wrong, and what to tell them."""

import math
from typing import Any

import numpy as np

from firsthand.course.grading.exercise import Mistake

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


def all_of_nothing(ranked: Any, relevant: Any, k: int) -> Any:
    return _found(ranked, relevant, k) / len(relevant) if relevant else 1.0


def relevant_among_the_ranked(ranked: Any, relevant: Any, k: int) -> Any:
    known = set(relevant) & set(ranked)
    return _found(ranked, known, k) / len(known) if known else 0.0


def letters_of_ids(ranked: Any, relevant: Any, k: int) -> Any:
    text = " ".join(map(str, relevant))
    return sum(str(one) in text for one in ranked[:k]) / len(relevant) if relevant else 0.0


def k_places_always(ranked: Any, relevant: Any, k: int) -> Any:
    return sum(ranked[place] in relevant for place in range(k)) / len(relevant) if relevant else 0.0


def list_against_set(ranked: Any, relevant: Any, k: int) -> Any:
    return len(set(ranked[:k]) & relevant) / len(relevant) if relevant else 0.0


def relevant_by_place(ranked: Any, relevant: Any, k: int) -> Any:
    if not relevant:
        return 0.0
    return sum(relevant[place] in ranked[:k] for place in range(len(relevant))) / len(relevant)


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
    Mistake(counted_only, "This is a number of documents. Divide by how many are relevant."),
    Mistake(
        relevant_among_the_ranked,
        "A relevant document that was not found at all must count against the ranking: divide by all that are relevant.",
    ),
    Mistake(
        letters_of_ids,
        'An id counts as relevant because a relevant one contains it: "1" is in "112". Compare whole ids.',
    ),
    Mistake(
        k_places_always,
        "A ranking may be shorter than k, and then there is no ranked[k - 1]. ranked[:k] stops by itself.",
        "crashed",
    ),
    Mistake(
        list_against_set,
        "set & list raises: & needs a set on both sides. Make a set of relevant too.",
        "crashed",
    ),
    Mistake(all_of_nothing, "With nothing relevant the recall is 0 by agreement, not 1."),
]
NONE_RELEVANT = Mistake(none_relevant, "With nothing relevant it divides by 0. Give 0.", "crashed")

RELEVANT_BY_PLACE = Mistake(
    relevant_by_place,
    "relevant may be a set, and a set has no places: relevant[0] raises. Go through it with for.",
    "crashed",
)

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


def ideal_as_long_as_the_ranking(ranked: Any, grades: Any, k: int) -> Any:
    most = _dcg(_ideal(grades), min(k, len(ranked)))
    return _dcg(_gains(ranked, grades), k) / most if most else 0.0


def first_two_alike(ranked: Any, grades: Any, k: int) -> Any:
    def discount(rank: int) -> float:
        return math.log2(max(rank, 2))

    most = _dcg(_ideal(grades), k, discount)
    return _dcg(_gains(ranked, grades), k, discount) / most if most else 0.0


def ungraded_left_out(ranked: Any, grades: Any, k: int) -> Any:
    most = _dcg(_ideal(grades), k)
    return _dcg([grades[one] for one in ranked if one in grades], k) / most if most else 0.0


def every_id_graded(ranked: Any, grades: Any, k: int) -> Any:
    most = _dcg(_ideal(grades), k)
    return _dcg([grades[one] for one in ranked], k) / most if most else 0.0


def whole_grades(ranked: Any, grades: Any, k: int) -> Any:
    most = _dcg([int(grade) for grade in _ideal(grades)], k)
    return _dcg([int(gain) for gain in _gains(ranked, grades)], k) / most if most else 0.0


def small_added(ranked: Any, grades: Any, k: int) -> Any:
    return _dcg(_gains(ranked, grades), k) / (_dcg(_ideal(grades), k) + 1e-9)


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
    Mistake(
        ideal_as_long_as_the_ranking,
        "The best order is cut where the ranking ends, so a ranking that stops early looks good. Cut it at k.",
    ),
    Mistake(
        first_two_alike,
        "Ranks 1 and 2 gain the same here: the second is divided by log2(2) = 1. Rank r is divided by log2(r + 1).",
    ),
    Mistake(
        ungraded_left_out,
        "An id without a grade keeps its place in the ranking and pushes the others down: it gains 0 there.",
    ),
    Mistake(
        every_id_graded,
        "An id that has no grade raises KeyError. Its grade is 0: grades.get(one, 0).",
        "crashed",
    ),
    Mistake(whole_grades, "Grades need not be whole numbers: int cuts their fractions off."),
    Mistake(
        small_added,
        "A number added against 0 / 0 lowers every result, and much where grades are small. Ask for 0 instead.",
    ),
]
NOBODY_GRADED = Mistake(nobody_graded, "With nothing relevant it divides by 0. Give 0.", "crashed")
