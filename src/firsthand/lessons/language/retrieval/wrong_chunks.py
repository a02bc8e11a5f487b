"""What people write for chunks and the fusion of rankings that is wrong, and what to tell them."""

import math
from typing import Any

from firsthand.course.exercise import Mistake

# chunk_text -------------------------------------------------------------------------------------------------


def _steps(overlap: int, size: int) -> int:
    if not 0 <= overlap < size:
        raise ValueError("overlap")
    return size - overlap


def characters(text: Any, size: int, overlap: int = 0) -> Any:
    step = _steps(overlap, size)
    return [text[start : start + size] for start in range(0, len(text), step)]


def without_overlap(text: Any, size: int, overlap: int = 0) -> Any:
    _steps(overlap, size)
    words = text.split()
    return [" ".join(words[start : start + size]) for start in range(0, len(words), size)]


def tail_once_more(text: Any, size: int, overlap: int = 0) -> Any:
    step = _steps(overlap, size)
    words = text.split()
    return [" ".join(words[start : start + size]) for start in range(0, len(words), step)]


def last_words_lost(text: Any, size: int, overlap: int = 0) -> Any:
    step = _steps(overlap, size)
    words = text.split()
    return [" ".join(words[start : start + size]) for start in range(0, len(words) - size + 1, step)]


def split_at_single_spaces(text: Any, size: int, overlap: int = 0) -> Any:
    step = _steps(overlap, size)
    words = text.split(" ")
    starts = range(0, max(len(words) - overlap, 1), step)
    return [" ".join(words[start : start + size]) for start in starts]


def step_of_overlap(text: Any, size: int, overlap: int = 0) -> Any:
    _steps(overlap, size)
    words = text.split()
    starts = range(0, max(len(words) - overlap, 1), overlap or size) if words else []
    return [" ".join(words[start : start + size]) for start in starts]


def lists_of_words(text: Any, size: int, overlap: int = 0) -> Any:
    step = _steps(overlap, size)
    words = text.split()
    return [words[start : start + size] for start in range(0, max(len(words) - overlap, 1), step)]


def longer_than_size(text: Any, size: int, overlap: int = 0) -> Any:
    _steps(overlap, size)
    words = text.split()
    return [" ".join(words[max(start - overlap, 0) : start + size]) for start in range(0, len(words), size)]


def an_empty_chunk(text: Any, size: int, overlap: int = 0) -> Any:
    step = _steps(overlap, size)
    words = text.split()
    return [" ".join(words[start : start + size]) for start in range(0, max(len(words) - overlap, 1), step)]


def standing_still(text: Any, size: int, overlap: int = 0) -> Any:
    words = text.split()
    step = max(size - overlap, 1)
    starts = range(0, max(len(words) - overlap, 1), step) if words else []
    return [" ".join(words[start : start + size]) for start in starts]


CHUNK_TEXT = [
    Mistake(
        characters,
        "size counts words, and this slices characters. Split the text into words first.",
        "wrong shape",
    ),
    Mistake(
        without_overlap,
        "Each chunk begins where the last one ended, so overlap does nothing. A window of size words moves on by size "
        "- overlap.",
    ),
    Mistake(
        tail_once_more,
        "The last chunk holds nothing that the one before did not hold. Stop once a chunk has reached the last word.",
        "wrong shape",
    ),
    Mistake(
        last_words_lost,
        "The end of the text is in no chunk: what does not fill a whole window is thrown away. The last chunk may be "
        "shorter.",
        "wrong shape",
    ),
    Mistake(
        split_at_single_spaces,
        'split(" ") cuts at single spaces only: two in a row leave an empty word between them, and a line end stays '
        "within a word. split() without an argument cuts at any white space.",
        "wrong shape",
    ),
    Mistake(
        step_of_overlap,
        "The window moves on by overlap words. Of size words, overlap are to be repeated: how many are new?",
        "wrong shape",
    ),
    Mistake(lists_of_words, "Each chunk is a list of words. Join it to a text.", "wrong type"),
    Mistake(
        longer_than_size,
        "The overlap is put on top, so chunks grow to size + overlap words. It has to fit into size: that is what the "
        "embedding can read.",
        "wrong shape",
    ),
    Mistake(
        an_empty_chunk, "A text without words gave a chunk without words. Give an empty list.", "wrong shape"
    ),
    Mistake(
        standing_still,
        "With overlap = size the window would never move, and that is an error of the caller: raise ValueError unless 0 "
        "<= overlap < size.",
    ),
]

# reciprocal_rank_fusion -------------------------------------------------------------------------------------


def _fused(rankings: Any, score: Any, join: Any = lambda old, new: old + new) -> Any:
    total: dict[Any, float] = {}
    for ranking in rankings:
        for place, one in enumerate(ranking):
            new = score(place, len(ranking))
            total[one] = join(total[one], new) if one in total else new
    return sorted(total.items(), key=lambda pair: -pair[1])


def ranks_from_zero(rankings: Any, k: int = 60) -> Any:
    return _fused(rankings, lambda place, n: 1 / (k + place) if k + place else math.inf)


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


def only_what_all_hold(rankings: Any, k: int = 60) -> Any:
    fused = _fused(rankings, lambda place, n: 1 / (k + place + 1))
    return [(one, score) for one, score in fused if all(one in ranking for ranking in rankings)]


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
        ranks_from_zero, "Ranks count from 1: the first of a ranking gets 1 / (k + 1). enumerate starts at 0."
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
    Mistake(worst_first_of_all, "sorted goes upwards: the highest score must come first."),
    Mistake(
        only_what_all_hold,
        "An id that one ranking lacks has vanished. It gets nothing from that one, and keeps what the others give.",
    ),
    Mistake(ids_alone, "Give pairs (id, score), not the ids alone.", "wrong type"),
    Mistake(unsorted, "The scores are right. Sort the pairs by them, the highest first."),
]
