"""Join several rankings into one."""

from collections.abc import Hashable, Sequence
from typing import TypeVar

Id = TypeVar("Id", bound=Hashable)


def reciprocal_rank_fusion(rankings: Sequence[Sequence[Id]], k: int = 60) -> list[tuple[Id, float]]:
    """Join rankings by place: an id gets 1 / (k + rank) from each.

    Ranks count from 1. An id that a ranking does not hold gets nothing from it.
    Scores of different searches have different scales and cannot be added;
    places can.

    Parameters
    ----------
    rankings : list of lists of ids
        Each best first, no id twice in one.
    k : int, default=60
        0 or more. The larger, the less the very first places stand out.

    Returns
    -------
    list of (id, score)
        Every id once, the highest score first; equal scores in any order.

    References
    ----------
    Cormack, Clarke and Buettcher (2009), Reciprocal rank fusion outperforms
    Condorcet and individual rank learning methods, doi:10.1145/1571941.1572114.
    """
    scores: dict[Id, float] = {}
    for ranking in rankings:
        for rank, one in enumerate(ranking, start=1):
            scores[one] = scores.get(one, 0.0) + 1 / (k + rank)
    return sorted(scores.items(), key=lambda item: -item[1])
