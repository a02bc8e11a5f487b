"""What people write for the fusion of rankings that is wrong, and what to tell them."""

import math
from typing import Any

from firsthand.course.grading.exercise import Mistake


def _fused(rankings: Any, score: Any, join: Any = lambda old, new: old + new) -> Any:
    total: dict[Any, float] = {}
    for ranking in rankings:
        for place, one in enumerate(ranking):
            new = score(place, len(ranking))
            total[one] = join(total[one], new) if one in total else new
    return sorted(total.items(), key=lambda pair: -pair[1])


def ranks_from_zero(rankings: Any, k: int = 60) -> Any:
    return _fused(rankings, lambda place, n: 1 / (k + place) if k + place else math.inf)


def ranks_from_zero_unguarded(rankings: Any, k: int = 60) -> Any:
    return _fused(rankings, lambda place, n: 1 / (k + place))


def k_left_out(rankings: Any, k: int = 60) -> Any:
    return _fused(rankings, lambda place, n: 1 / (place + 1))


def points_by_place(rankings: Any, k: int = 60) -> Any:
    return _fused(rankings, lambda place, n: float(n - place))


def best_place_only(rankings: Any, k: int = 60) -> Any:
    return _fused(rankings, lambda place, n: 1 / (k + place + 1), max)


def last_ranking_wins(rankings: Any, k: int = 60) -> Any:
    return _fused(rankings, lambda place, n: 1 / (k + place + 1), lambda old, new: new)


def mean_over_rankings(rankings: Any, k: int = 60) -> Any:
    return [
        (one, score / len(rankings)) for one, score in _fused(rankings, lambda place, n: 1 / (k + place + 1))
    ]


def worst_first_of_all(rankings: Any, k: int = 60) -> Any:
    return _fused(rankings, lambda place, n: 1 / (k + place + 1))[::-1]


def sorted_upwards(rankings: Any, k: int = 60) -> Any:
    return sorted(_fused(rankings, lambda place, n: 1 / (k + place + 1)), key=lambda pair: pair[1])


def only_what_all_hold(rankings: Any, k: int = 60) -> Any:
    fused = _fused(rankings, lambda place, n: 1 / (k + place + 1))
    return [(one, score) for one, score in fused if all(one in ranking for ranking in rankings)]


def sixty_always(rankings: Any, k: int = 60) -> Any:
    return _fused(rankings, lambda place, n: 1 / (61 + place))


def rounded_scores(rankings: Any, k: int = 60) -> Any:
    fused = _fused(rankings, lambda place, n: 1 / (k + place + 1))
    return [(one, round(score, 4)) for one, score in fused]


def as_far_as_the_shortest(rankings: Any, k: int = 60) -> Any:
    shortest = min(map(len, rankings), default=0)
    return _fused([one[:shortest] for one in rankings], lambda place, n: 1 / (k + place + 1))


def only_the_ids_of_the_first(rankings: Any, k: int = 60) -> Any:
    first = rankings[0] if rankings else []
    fused = _fused(rankings, lambda place, n: 1 / (k + place + 1))
    return [(one, score) for one, score in fused if one in first]


def one_behind_the_last(rankings: Any, k: int = 60) -> Any:
    ids = {one for ranking in rankings for one in ranking}

    def score(one: Any) -> float:
        places = [ranking.index(one) if one in ranking else len(ranking) for ranking in rankings]
        return sum(1 / (k + place + 1) for place in places)

    return sorted(((one, score(one)) for one in ids), key=lambda pair: -pair[1])


def brackets_missing(rankings: Any, k: int = 60) -> Any:
    return _fused(rankings, lambda place, n: (1 / k if k else 0.0) + place + 1)


def scores_before_ids(rankings: Any, k: int = 60) -> Any:
    return [(score, one) for one, score in _fused(rankings, lambda place, n: 1 / (k + place + 1))]


def ids_alone(rankings: Any, k: int = 60) -> Any:
    return [one for one, _ in _fused(rankings, lambda place, n: 1 / (k + place + 1))]


def unsorted(rankings: Any, k: int = 60) -> Any:
    total: dict[Any, float] = {}
    for ranking in rankings:
        for place, one in enumerate(ranking, 1):
            total[one] = total.get(one, 0) + 1 / (k + place)
    return list(total.items())


RECIPROCAL_RANK_FUSION = [
    Mistake(
        ranks_from_zero,
        "Ranks count from 1: the first of a ranking gets 1 / (k + 1). enumerate starts at 0.",
        also=[ranks_from_zero_unguarded],
    ),
    Mistake(k_left_out, "1 / rank without k lets first places outweigh everything else. Divide by k + rank."),
    Mistake(
        points_by_place,
        "This gives points by place, as in an election. Here an id gets 1 / (k + rank) from each ranking.",
    ),
    Mistake(
        best_place_only, "Only the best place of each id counts here. Add up what it gets from all rankings."
    ),
    Mistake(last_ranking_wins, "Each ranking overwrites what the one before gave. Add to it."),
    Mistake(mean_over_rankings, "The scores are sums, not means over the rankings."),
    Mistake(
        worst_first_of_all,
        "sorted goes upwards: the highest score must come first.",
        also=[sorted_upwards],
    ),
    Mistake(
        only_what_all_hold,
        "An id that one ranking lacks has vanished. It gets nothing from that one, and keeps what the others give.",
    ),
    Mistake(sixty_always, "k is always 60 here: the argument k is not used."),
    Mistake(
        rounded_scores,
        "The scores are rounded to four digits. Neighbouring places differ by less than that, so give all digits.",
    ),
    Mistake(
        as_far_as_the_shortest,
        "All rankings are read only as far as the shortest one goes. zip does that: go through each ranking by itself.",
    ),
    Mistake(
        only_the_ids_of_the_first,
        "An id that only a later ranking holds is missing. Collect the ids from all of them.",
    ),
    Mistake(
        one_behind_the_last,
        "An id that a ranking does not hold gets nothing from it, not the place behind its last.",
    ),
    Mistake(brackets_missing, "1 / k + rank adds the rank to 1 / k. It needs brackets: 1 / (k + rank)."),
    Mistake(scores_before_ids, "The pairs are the wrong way round: the id comes first, then its score."),
    Mistake(ids_alone, "Give pairs (id, score), not the ids alone.", "wrong type"),
    Mistake(unsorted, "The scores are right. Sort the pairs by them, the highest first."),
]
