"""What people write for merging a pair that is wrong, and what to tell them."""

from typing import Any

from firsthand.course.grading.exercise import Mistake
from firsthand.lessons.transformer.tokenizers.correct import merged_by_iterator


def second_kept(ids: Any, pair: Any, new_id: Any) -> Any:
    starts = [i for i in range(len(ids) - 1) if (ids[i], ids[i + 1]) == pair]
    return [new_id if i in starts else id for i, id in enumerate(ids)]


def overlapping(ids: Any, pair: Any, new_id: Any) -> Any:
    starts = [i for i in range(len(ids) - 1) if (ids[i], ids[i + 1]) == pair]
    inner = {i + 1 for i in starts} - set(starts)
    return [new_id if i in starts else id for i, id in enumerate(ids) if i not in inner]


def first_place_only(ids: Any, pair: Any, new_id: Any) -> Any:
    for i in range(len(ids) - 1):
        if (ids[i], ids[i + 1]) == pair:
            return [*ids[:i], new_id, *ids[i + 2 :]]
    return list(ids)


def end_lost(ids: Any, pair: Any, new_id: Any) -> Any:
    merged, i = [], 0
    while i < len(ids) - 1:
        taken = (ids[i], ids[i + 1]) == pair
        merged.append(new_id if taken else ids[i])
        i += 2 if taken else 1
    return merged


def past_the_end(ids: Any, pair: Any, new_id: Any) -> Any:
    merged, i = [], 0
    while i < len(ids):
        taken = ids[i] == pair[0] and ids[i + 1] == pair[1]
        merged.append(new_id if taken else ids[i])
        i += 2 if taken else 1
    return merged


def from_the_right(ids: Any, pair: Any, new_id: Any) -> Any:
    return merged_by_iterator(list(ids)[::-1], pair[::-1], new_id)[::-1]


def in_either_order(ids: Any, pair: Any, new_id: Any) -> Any:
    merged, i = [], 0
    while i < len(ids):
        taken = tuple(ids[i : i + 2]) in (pair, pair[::-1])
        merged.append(new_id if taken else ids[i])
        i += 2 if taken else 1
    return merged


def each_of_the_two(ids: Any, pair: Any, new_id: Any) -> Any:
    return [new_id if id in pair else id for id in ids]


def by_text(ids: Any, pair: Any, new_id: Any) -> Any:
    text = " ".join(map(str, ids)).replace(" ".join(map(str, pair)), str(new_id))
    return [int(part) for part in text.split()]


def two_by_two(ids: Any, pair: Any, new_id: Any) -> Any:
    merged: list[Any] = []
    for i in range(0, len(ids), 2):
        merged += [new_id] if tuple(ids[i : i + 2]) == pair else ids[i : i + 2]
    return merged


def one_skipped_after(ids: Any, pair: Any, new_id: Any) -> Any:
    merged, i = [], 0
    while i < len(ids):
        taken = tuple(ids[i : i + 2]) == pair
        merged.append(new_id if taken else ids[i])
        i += 3 if taken else 1
    return merged


def in_place(ids: Any, pair: Any, new_id: Any) -> Any:
    merged = merged_by_iterator(ids, pair, new_id)
    if isinstance(ids, list):
        ids[:] = merged
    return merged


def seen_again_and_end_lost(ids: Any, pair: Any, new_id: Any) -> Any:
    places = range(len(ids) - 1)
    return [new_id if (ids[i], ids[i + 1]) == tuple(pair) else ids[i] for i in places]


MERGE_PAIR = [
    Mistake(
        second_kept,
        "The new id stands there, and so does the second half of the pair. After a merge move on by two places.",
        "wrong shape",
    ),
    Mistake(
        overlapping,
        "An id that has been taken is used once more: in (7, 7, 7) the middle one belongs to the first pair, and the last 7 "
        "stays alone.",
    ),
    Mistake(
        first_place_only,
        "Only the first occurrence is merged. Go on behind it: every occurrence is replaced.",
        "wrong shape",
    ),
    Mistake(
        end_lost,
        "The loop ends before the last id, and where that is in no pair it is lost. It is kept like the others.",
        "wrong shape",
    ),
    Mistake(
        past_the_end,
        "At the last place there is no right neighbour, and ids[i + 1] raises IndexError. A slice, ids[i : i + 2], is only "
        "shorter there.",
        "crashed",
    ),
    Mistake(
        from_the_right,
        "You read from right to left. Of (7, 7, 7) the first two are merged, not the last two: start at the left.",
    ),
    Mistake(
        in_either_order,
        "The pair turned round is merged as well. (1, 2) and (2, 1) are different pairs.",
        "wrong shape",
    ),
    Mistake(
        each_of_the_two,
        "Each id that belongs to the pair is replaced, wherever it stands. Replace only where both stand side by side, in this "
        "order, and the two by one.",
        "wrong shape",
    ),
    Mistake(
        by_text,
        "Written as text, 1 2 is also found in 11 2 and in 1 23. Compare ids, not digits.",
        "wrong shape",
    ),
    Mistake(
        two_by_two,
        "You step by two always, so a pair that begins at an odd place is missed. Step by two after a merge, else by one.",
        "wrong shape",
    ),
    Mistake(
        one_skipped_after,
        "After a merge one id too many is skipped. The pair has two: move on by two.",
        "wrong shape",
    ),
    Mistake(
        in_place,
        "The word that was handed in is changed. Whoever called still needs it: build a list of your own.",
        "changed its input",
    ),
    Mistake(
        seen_again_and_end_lost,
        "An id that was merged is looked at again, and the last one is lost. Walk with a while loop: on by two after a "
        "merge, else by one, until nothing is left.",
    ),
]
