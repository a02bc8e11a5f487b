"""Other correct ways to write the exercises: each must pass."""

from collections import Counter, defaultdict
from itertools import pairwise, repeat
from typing import Any


def numbered_as_it_grows(text: Any) -> Any:
    vocabulary: dict[str, int] = {}
    for character in sorted(text):
        vocabulary.setdefault(character, len(vocabulary))
    return vocabulary


def numbered_by_zip(text: Any) -> Any:
    characters = list(dict.fromkeys(text))
    characters.sort(key=ord)
    return dict(zip(characters, range(len(characters)), strict=True))


def numbered_by_counting_smaller(text: Any) -> Any:
    return {one: sum(other < one for other in set(text)) for one in text}


def counted_by_counter(words: Any) -> Any:
    counts: Counter[Any] = Counter()
    for word, times in words.items():
        for pair in pairwise(word):
            counts[pair] += times
    return counts


def counted_by_index(words: Any) -> Any:
    counts: defaultdict[Any, int] = defaultdict(int)
    for word in words:
        for i in range(1, len(word)):
            counts[word[i - 1], word[i]] += words[word]
    return dict(counts)


def counted_by_repeating(words: Any) -> Any:
    return Counter(pair for word, times in words.items() for _ in range(times) for pair in pairwise(word))


def merged_from_behind_a_wall(ids: Any, pair: Any, new_id: Any) -> Any:
    """A flag says that the last id is taken."""
    merged: list[Any] = []
    free = False
    for id in ids:
        if free and (merged[-1], id) == pair:
            merged[-1], free = new_id, False
        else:
            merged.append(id)
            free = True
    return merged


def merged_by_iterator(ids: Any, pair: Any, new_id: Any) -> Any:
    merged, rest = [], list(ids)[::-1]
    while rest:
        id = rest.pop()
        if rest and id == pair[0] and rest[-1] == pair[1]:
            rest.pop()
            id = new_id
        merged.append(id)
    return merged


def merged_by_recursion(ids: Any, pair: Any, new_id: Any) -> Any:
    ids = tuple(ids)
    for i in range(len(ids) - 1):
        if ids[i : i + 2] == pair:
            return (*ids[:i], new_id, *merged_by_recursion(ids[i + 2 :], pair, new_id))
    return ids


def learned_by_sorting(words: Any, n_merges: Any, first_id: Any = 256) -> Any:
    merges: list[Any] = []
    texts = [(list(word), times) for word, times in words.items()]
    for n in range(n_merges):
        counts: Counter[Any] = Counter()
        for word, times in texts:
            counts.update(dict.fromkeys(pairwise(word), 0))
            for pair in pairwise(word):
                counts[pair] += times
        ranked = sorted(counts.items(), key=lambda item: (-item[1], *item[0]))
        if not ranked:
            return merges
        merges.append(ranked[0][0])
        texts = [(merged_by_iterator(word, merges[-1], first_id + n), times) for word, times in texts]
    return merges


def learned_by_maximum(words: Any, n_merges: Any, first_id: Any = 256) -> Any:
    merges: list[Any] = []
    while len(merges) < n_merges:
        counts = counted_by_index(words)
        most = max(counts.values(), default=0)
        if most == 0:
            break
        best = min(pair for pair, count in counts.items() if count == most)
        new = first_id + len(merges)
        words = {tuple(merged_by_iterator(word, best, new)): times for word, times in words.items()}
        merges.append(best)
    return merges


def learned_from_a_written_out_text(words: Any, n_merges: Any, first_id: Any = 256) -> Any:
    """Every occurrence of every word, one after another."""
    text = [list(word) for word, times in words.items() for word in repeat(word, times)]
    merges: list[Any] = []
    for _ in range(n_merges):
        counts = Counter(pair for word in text for pair in pairwise(word))
        if not counts:
            break
        best = max(counts, key=lambda pair: (counts[pair], -pair[0], -pair[1]))
        text = [merged_from_behind_a_wall(word, best, first_id + len(merges)) for word in text]
        merges.append(best)
    return merges


def encoded_by_rank(ids: Any, merges: Any, first_id: Any = 256) -> Any:
    ranks = {pair: rank for rank, pair in enumerate(merges)}
    ids = list(ids)
    while True:
        known = [ranks[pair] for pair in pairwise(ids) if pair in ranks]
        if not known:
            return ids
        ids = merged_by_iterator(ids, merges[min(known)], first_id + min(known))


def encoded_one_place_at_a_time(ids: Any, merges: Any, first_id: Any = 256) -> Any:
    """As GPT-2's own encoder: of the earliest learned pair the leftmost, then look again."""
    ids = list(ids)
    while True:
        found = [(merges.index(pair), i) for i, pair in enumerate(pairwise(ids)) if pair in merges]
        if not found:
            return ids
        rank, i = min(found)
        ids = [*ids[:i], first_id + rank, *ids[i + 2 :]]


def encoded_in_order(ids: Any, merges: Any, first_id: Any = 256) -> Any:
    word = tuple(ids)
    new = first_id
    for left, right in merges:
        word = tuple(merged_from_behind_a_wall(word, (left, right), new))
        new += 1
    return word
