"""How good a ranking is, against judgements of what is relevant."""

import math
from collections.abc import Collection, Hashable, Mapping, Sequence


def recall_at_k(ranked: Sequence[Hashable], relevant: Collection[Hashable], k: int) -> float:
    """Measure which share of the relevant documents is among the first k.

    Parameters
    ----------
    ranked : list of ids
        Best first, no id twice; may be shorter than k.
    relevant : list or set of ids
        No id twice.
    k : int
        Above 0.

    Returns
    -------
    float
        From 0 to 1; 0 where nothing is relevant.
    """
    if not relevant:
        return 0.0
    return len(set(ranked[:k]) & set(relevant)) / len(relevant)


def ndcg_at_k(ranked: Sequence[Hashable], grades: Mapping[Hashable, float], k: int) -> float:
    """Measure the first k places by what they hold and how high it stands: nDCG.

    A document of grade g at rank r (from 1) gains g / log2(r + 1). The sum over
    the first k ranks is divided by that of the best possible order of all
    graded documents.

    Parameters
    ----------
    ranked : list of ids
        Best first, no id twice; may be shorter than k.
    grades : dict of id to number
        Above 0, the higher the more relevant. An id that is not in it has grade 0.
    k : int
        Above 0.

    Returns
    -------
    float
        From 0 to 1; 0 where nothing is relevant.

    References
    ----------
    Järvelin and Kekäläinen (2002), Cumulated gain-based evaluation of IR
    techniques, doi:10.1145/582415.582418.
    """
    best = sorted(grades.values(), reverse=True)
    found = [grades.get(one, 0) for one in ranked]
    gain, most = (
        sum(grade / math.log2(rank + 1) for rank, grade in enumerate(row[:k], start=1))
        for row in (found, best)
    )
    return gain / most if most else 0.0
