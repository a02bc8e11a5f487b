"""What people write for encoding a word that is wrong, and what to tell them."""

from collections import Counter
from itertools import pairwise
from typing import Any

from firsthand.course.grading.exercise import Mistake
from firsthand.lessons.transformer.tokenizers.correct import encoded_by_rank, merged_by_iterator
from firsthand.lessons.transformer.tokenizers.mistakes_merging import first_place_only


def from_left_to_right(ids: Any, merges: Any, first_id: Any = 256) -> Any:
    row, i = list(ids), 0
    while i < len(row) - 1:
        pair = (row[i], row[i + 1])
        if pair in merges:
            row[i : i + 2] = [first_id + merges.index(pair)]
            i = max(i - 1, 0)
        else:
            i += 1
    return row


def longest_token_first(ids: Any, merges: Any, first_id: Any = 256) -> Any:
    parts: dict[Any, tuple[int, ...]] = {}
    for n, pair in enumerate(merges):
        parts[first_id + n] = sum((parts.get(id, (id,)) for id in pair), ())
    whole = {part: id for id, part in reversed(parts.items())}
    row, i = [], 0
    while i < len(ids):
        length = next((n for n in range(len(ids) - i, 1, -1) if tuple(ids[i : i + n]) in whole), 1)
        row.append(whole[tuple(ids[i : i + length])] if length > 1 else ids[i])
        i += length
    return row


def latest_first(ids: Any, merges: Any, first_id: Any = 256) -> Any:
    row = list(ids)
    while known := [merges.index(pair) for pair in pairwise(row) if pair in merges]:
        row = merged_by_iterator(row, merges[max(known)], first_id + max(known))
    return row


def backwards_once(ids: Any, merges: Any, first_id: Any = 256) -> Any:
    row = list(ids)
    for n in reversed(range(len(merges))):
        row = merged_by_iterator(row, merges[n], first_id + n)
    return row


def most_frequent_first(ids: Any, merges: Any, first_id: Any = 256) -> Any:
    row = list(ids)
    while counts := Counter(pair for pair in pairwise(row) if pair in merges):
        best = max(counts, key=lambda pair: (counts[pair], -merges.index(pair)))
        row = merged_by_iterator(row, best, first_id + merges.index(best))
    return row


def stops_at_the_first_miss(ids: Any, merges: Any, first_id: Any = 256) -> Any:
    row = list(ids)
    for n, pair in enumerate(merges):
        if pair not in list(pairwise(row)):
            break
        row = merged_by_iterator(row, pair, first_id + n)
    return row


def one_place_each(ids: Any, merges: Any, first_id: Any = 256) -> Any:
    row = list(ids)
    for n, pair in enumerate(merges):
        row = first_place_only(row, pair, first_id + n)
    return row


def only_one_merge(ids: Any, merges: Any, first_id: Any = 256) -> Any:
    row = list(ids)
    known = [merges.index(pair) for pair in pairwise(row) if pair in merges]
    return merged_by_iterator(row, merges[min(known)], first_id + min(known)) if known else row


def always_from_256(ids: Any, merges: Any, first_id: Any = 256) -> Any:
    return encoded_by_rank(ids, merges, 256)


def one_id_later(ids: Any, merges: Any, first_id: Any = 256) -> Any:
    row = list(ids)
    for n, pair in enumerate(merges, start=1):
        row = merged_by_iterator(row, pair, first_id + n)
    return row


def places_for_ids(ids: Any, merges: Any, first_id: Any = 256) -> Any:
    row = list(ids)
    for n, pair in enumerate(merges):
        row = merged_by_iterator(row, pair, n)
    return row


def one_id_for_all(ids: Any, merges: Any, first_id: Any = 256) -> Any:
    row = list(ids)
    for pair in merges:
        row = merged_by_iterator(row, pair, first_id)
    return row


def in_place(ids: Any, merges: Any, first_id: Any = 256) -> Any:
    ids[:] = encoded_by_rank(ids, merges, first_id)
    return ids


ENCODE_BPE = [
    Mistake(
        from_left_to_right,
        "You merge whatever pair comes first from the left. The order in which the pairs were learned decides: an earlier one at "
        "the end of the word goes before a later one at its beginning.",
        also=[longest_token_first],
    ),
    Mistake(
        latest_first,
        "The pair that was learned last is merged first. It is the other way round: later pairs are built from what earlier "
        "ones have made.",
    ),
    Mistake(
        backwards_once,
        "You go through the merges from the last to the first. A later pair may need what an earlier one makes, so it is "
        "not there yet: begin with the first.",
    ),
    Mistake(
        most_frequent_first,
        "The pair that is most frequent in this word goes first. Counting was for learning; here the order in which the "
        "pairs were learned decides.",
    ),
    Mistake(
        stops_at_the_first_miss,
        "You stop at the first pair that this word does not have. A later pair may still occur: go on to the next.",
        "wrong shape",
    ),
    Mistake(
        one_place_each,
        "Each pair is merged at its first place only. Merge every occurrence, as merge_pair does.",
        "wrong shape",
    ),
    Mistake(
        only_one_merge,
        "One pair is merged, and then you return. Go on until no pair of merges is left.",
        "wrong shape",
    ),
    Mistake(
        always_from_256,
        "The ids of the merges start at 256 whatever first_id says. The pair at place i becomes first_id + i.",
        "wrong shape",
    ),
    Mistake(
        one_id_later,
        "Each merged id is one too high: the pair at place 0 becomes first_id itself.",
    ),
    Mistake(
        places_for_ids,
        "A pair becomes its place in the list, which is the id of something else already. It becomes first_id plus its place.",
    ),
    Mistake(
        one_id_for_all,
        "Every pair becomes the same id. The pair at place i becomes first_id + i.",
    ),
    Mistake(
        in_place,
        "The word that was handed in is changed. Whoever called still needs it: work on a list of your own.",
        "changed its input",
    ),
]
