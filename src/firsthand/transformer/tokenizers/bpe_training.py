"""Learn which pairs to merge: byte-pair encoding that counts once and then only keeps its counts right.

Recounting every pair for every merge reads the whole text thousands of times. Here each distinct word is held once,
with how often it occurs, and for each pair the places where it stands. A merge visits those places only, and at each
of them changes the counts of the few pairs that it touches. A heap has the most frequent pair at hand; an entry whose
count has fallen since is put back with the right one when it comes up.

Sennrich, Haddow, Birch (2016), Neural Machine Translation of Rare Words with Subword Units, arXiv:1508.07909.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from heapq import heapify, heappop, heappush

Pair = tuple[int, int]
END = -1  # stands after each word, and joins with nothing
GONE = -2  # was taken into the token at its left


class PairTable:
    """All distinct words in one row of symbols, with how often each pair occurs and where.

    A word of n symbols takes n + 1 places, the last of them `END`. A place that is merged into the one at its left is
    `GONE`; `after` and `before` lead past such places.
    """

    def __init__(self, counts: Mapping[tuple[int, ...], int]) -> None:
        self.symbols: list[int] = [END]
        self.weights: list[int] = [0]  # how often the word of this place occurs
        for word, count in counts.items():
            self.symbols += [*word, END]
            self.weights += [count] * (len(word) + 1)
        self.after = list(range(1, len(self.symbols) + 1))
        self.before = list(range(-1, len(self.symbols) - 1))
        self.counts: defaultdict[Pair, int] = defaultdict(int)
        self.places: defaultdict[Pair, list[int]] = defaultdict(list)
        for index, pair in enumerate(zip(self.symbols, self.symbols[1:], strict=False)):
            if END not in pair:
                self.counts[pair] += self.weights[index]
                self.places[pair].append(index)

    def merge(self, pair: Pair, new: int) -> set[Pair]:
        """Put `new` wherever `pair` stands, from left to right; return the pairs that have become more frequent."""
        left, right = pair
        symbols, after, before, weights = self.symbols, self.after, self.before, self.weights
        counts, places = self.counts, self.places
        grown = set()
        for index in sorted(places.pop(pair)):
            gone = after[index]
            if symbols[index] != left or symbols[gone] != right:
                continue  # an earlier merge has taken one of the two
            weight, earlier, later = weights[index], before[index], after[gone]
            symbols[index], symbols[gone] = new, GONE
            after[index], before[later] = later, index
            if symbols[earlier] != END:
                counts[symbols[earlier], left] -= weight
                touched = (symbols[earlier], new)
                counts[touched] += weight
                places[touched].append(earlier)
                grown.add(touched)
            if symbols[later] != END:
                counts[right, symbols[later]] -= weight
                touched = (new, symbols[later])
                counts[touched] += weight
                places[touched].append(index)
                grown.add(touched)
        del counts[pair]
        return grown


def learn_merges(
    word_counts: Mapping[bytes, int], tokens: list[bytes], n_tokens: int
) -> list[tuple[int, int, int]]:
    """Merge the most frequent pair until there are `n_tokens` tokens, or no pair is left.

    Of several pairs that are equally frequent the one with the lowest ids is merged: the lower first id, and among
    those the lower second.

    Parameters
    ----------
    word_counts : mapping from bytes to int
        The distinct words and how often each occurs; no token reaches across two words.
    tokens : list of bytes
        The tokens so far, the 256 single bytes among them. What is learned is put at its end.
    n_tokens : int
        How many tokens there should be at last.

    Returns
    -------
    list of (left id, right id, new id)
        In the order in which they were learned.
    """
    ids = {token: id for id, token in enumerate(tokens)}
    single = [ids[bytes([byte])] for byte in range(256)]
    table = PairTable({tuple(single[byte] for byte in word): count for word, count in word_counts.items()})
    heap = [(-count, pair) for pair, count in table.counts.items()]
    heapify(heap)
    merges = []
    while len(tokens) < n_tokens and heap:
        negative, pair = heappop(heap)
        count = table.counts.get(pair, 0)
        if count <= 0:
            continue
        if count != -negative:
            heappush(heap, (-count, pair))
            continue
        token = tokens[pair[0]] + tokens[pair[1]]
        new = ids.setdefault(token, len(tokens))  # two pairs may make the same bytes
        if new == len(tokens):
            tokens.append(token)
        merges.append((*pair, new))
        for grown in table.merge(pair, new):
            heappush(heap, (-table.counts[grown], grown))
    return merges
