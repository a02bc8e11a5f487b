"""What people write for learning merges that is wrong, and what to tell them."""

from collections.abc import Callable
from typing import Any

from firsthand.course.grading.exercise import Mistake
from firsthand.lessons.transformer.tokenizers.correct import counted_by_index, merged_by_iterator

Choose = Callable[[dict[Any, int]], Any]


def _lowest(counts: dict[Any, int]) -> Any:
    return min(counts, key=lambda pair: (-counts[pair], pair))


def _merged(words: Any, pair: Any, new: int) -> Any:
    return {tuple(merged_by_iterator(word, pair, new)): times for word, times in words.items()}


def _learn(words: Any, n_merges: int, first_id: int, choose: Choose = _lowest, least: int = 1) -> list[Any]:
    """The right loop, with what chooses a pair and how frequent it must be."""
    merges: list[Any] = []
    for n in range(n_merges):
        counts = counted_by_index(words)
        if max(counts.values(), default=0) < least:
            break
        merges.append(choose(counts))
        words = _merged(words, merges[-1], first_id + n)
    return merges


def counted_once(words: Any, n_merges: Any, first_id: Any = 256) -> Any:
    counts = counted_by_index(words)
    return sorted(counts, key=lambda pair: (-counts[pair], pair))[:n_merges]


def first_seen_wins(words: Any, n_merges: Any, first_id: Any = 256) -> Any:
    return _learn(words, n_merges, first_id, lambda counts: max(counts, key=counts.__getitem__))


def highest_ids_win(words: Any, n_merges: Any, first_id: Any = 256) -> Any:
    return _learn(
        words, n_merges, first_id, lambda counts: max(counts, key=lambda pair: (counts[pair], pair))
    )


def rarest_first(words: Any, n_merges: Any, first_id: Any = 256) -> Any:
    return _learn(
        words, n_merges, first_id, lambda counts: min(counts, key=lambda pair: (counts[pair], pair))
    )


def lowest_pair_first(words: Any, n_merges: Any, first_id: Any = 256) -> Any:
    return _learn(words, n_merges, first_id, min)


def each_word_once(words: Any, n_merges: Any, first_id: Any = 256) -> Any:
    return _learn(dict.fromkeys(words, 1), n_merges, first_id)


def nothing_left(words: Any, n_merges: Any, first_id: Any = 256) -> Any:
    merges: list[Any] = []
    for n in range(n_merges):
        merges.append(_lowest(counted_by_index(words)))
        words = _merged(words, merges[-1], first_id + n)
    return merges


def frequent_only(words: Any, n_merges: Any, first_id: Any = 256) -> Any:
    return _learn(words, n_merges, first_id, least=2)


def always_the_same_id(words: Any, n_merges: Any, first_id: Any = 256) -> Any:
    merges: list[Any] = []
    while len(merges) < n_merges and (counts := counted_by_index(words)):
        merges.append(_lowest(counts))
        words = _merged(words, merges[-1], first_id)
    return merges


def always_from_256(words: Any, n_merges: Any, first_id: Any = 256) -> Any:
    return _learn(words, n_merges, 256)


def one_id_later(words: Any, n_merges: Any, first_id: Any = 256) -> Any:
    return _learn(words, n_merges, first_id + 1)


def one_too_few(words: Any, n_merges: Any, first_id: Any = 256) -> Any:
    return _learn(words, n_merges - 1, first_id)


def up_to_n_tokens(words: Any, n_merges: Any, first_id: Any = 256) -> Any:
    return _learn(words, n_merges - first_id, first_id)


def pairs_and_ids(words: Any, n_merges: Any, first_id: Any = 256) -> Any:
    return {pair: first_id + n for n, pair in enumerate(_learn(words, n_merges, first_id))}


def across_words(words: Any, n_merges: Any, first_id: Any = 256) -> Any:
    text = [id for word, times in words.items() for id in list(word) * times]
    return _learn({tuple(text): 1}, n_merges, first_id)


def emptied(words: Any, n_merges: Any, first_id: Any = 256) -> Any:
    merges = _learn(words, n_merges, first_id)
    for n, pair in enumerate(merges):
        merged = _merged(words, pair, first_id + n)
        words.clear()
        words.update(merged)
    return merges


TRAIN_BPE = [
    Mistake(
        counted_once,
        "You count once and take the most frequent pairs of that. But a merge makes new pairs and takes away from old ones: "
        "merge in all words, then count again.",
    ),
    Mistake(
        first_seen_wins,
        "Of equally frequent pairs the one that was seen first wins, since max keeps the first. So the answer hangs on the "
        "order of the words. In a tie the lowest ids win: compare (-count, pair).",
    ),
    Mistake(
        highest_ids_win,
        "Of equally frequent pairs the one with the highest ids wins. The lowest should: min over (-count, pair).",
    ),
    Mistake(
        rarest_first, "You merge the rarest pair. The most frequent one saves most: take the largest count."
    ),
    Mistake(
        lowest_pair_first,
        "You merge the pair with the lowest ids, whatever its count. The count decides; ids only decide ties.",
    ),
    Mistake(
        each_word_once,
        "Each distinct word counts once here. A pair is as frequent as the text has it: count_pairs knows how, hand it the words "
        "with their numbers.",
    ),
    Mistake(
        nothing_left,
        "When every word is a single id, no pair is left, and choosing one from nothing raises an error. End the loop there.",
        "crashed",
    ),
    Mistake(
        frequent_only,
        "You stop when no pair occurs twice. Only when no pair is left there are fewer merges than asked for.",
        "wrong shape",
    ),
    Mistake(
        always_the_same_id,
        "Each merge gets the same id, so different pairs become the same token. The first becomes first_id, the next the next "
        "id.",
    ),
    Mistake(
        always_from_256,
        "The new ids start at 256 whatever first_id says. Start at first_id.",
    ),
    Mistake(one_id_later, "The first pair becomes first_id + 1. It should become first_id itself."),
    Mistake(
        one_too_few,
        "One merge is missing at the end. n_merges says how many are learned.",
        "wrong shape",
    ),
    Mistake(
        up_to_n_tokens,
        "n_merges counts the merges alone, and not the ids that were there before.",
        "wrong shape",
    ),
    Mistake(
        pairs_and_ids,
        "A dict from pairs to ids holds the right things. What is asked for is the list of pairs: the id follows from the "
        "place.",
        "wrong type",
    ),
    Mistake(
        across_words,
        "You join all words into one row, so pairs reach from one word into the next. Keep the words apart.",
    ),
    Mistake(
        emptied,
        "The words that were handed in are merged themselves. Whoever called still needs them: put the merged words in a dict of "
        "your own.",
        "changed its input",
    ),
]
