"""From words to ids: joining what was learned to join, and remembering the words that came before."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from heapq import heapify, heappop, heappush
from itertools import chain, pairwise

NEVER = 1 << 62  # the rank of a pair that is not merged
LONG = 256  # tokens from which on a heap finds the next merge faster than a look at all of them
REMEMBERED = 1 << 17  # words; some tens of megabytes


class WordMerger(dict[str, tuple[int, ...]]):
    """A dict from words to ids that works out a word when it is first asked for; special tokens are there from the start.

    Language repeats itself: of the 300,000 words of a megabyte of Shakespeare 15,000 are distinct.

    Raises
    ------
    ValueError
        When a single byte, or what a pair becomes, is missing, or an id lies outside.
    """

    def __init__(
        self,
        tokens: Sequence[bytes],
        ids: Mapping[bytes, int],
        merges: Sequence[tuple[int, int]],
        special_tokens: Mapping[str, int],
    ) -> None:
        self._special = {name: (id,) for name, id in special_tokens.items()}
        super().__init__(self._special)
        missing = [byte for byte in range(256) if bytes([byte]) not in ids]
        if missing:
            raise ValueError(f"The byte {missing[0]:#04x} is no token, so not every text could be encoded.")
        self._byte_ids = [ids[bytes([byte])] for byte in range(256)]
        self._ranks: dict[tuple[int, int], int] = {}
        self._results: list[int] = []
        for rank, (left, right) in enumerate(merges):
            if not (0 <= left < len(tokens) and 0 <= right < len(tokens)):
                raise ValueError(f"Merge {rank} joins the ids {left} and {right}, of which one is no token.")
            joined = tokens[left] + tokens[right]
            if joined not in ids:
                raise ValueError(f"Merge {rank} makes {joined!r}, which is no token.")
            self._ranks.setdefault((left, right), rank)
            self._results.append(ids[joined])

    def encode(self, words: Iterable[str]) -> list[int]:
        """The ids of all the words in a row."""
        if len(self) > REMEMBERED:
            self.clear()
            self.update(self._special)
        return list(chain.from_iterable(map(self.__getitem__, words)))

    def __missing__(self, word: str) -> tuple[int, ...]:
        ids = [self._byte_ids[byte] for byte in word.encode()]
        merged = tuple(self._merge_long(ids) if len(ids) >= LONG else self._merge(ids))
        self[word] = merged
        return merged

    def _merge(self, ids: list[int]) -> list[int]:
        """Join the pair that was learned first, and where it stands twice the left one, until there is none."""
        rank_of = self._ranks.get
        ranks = [rank_of(pair, NEVER) for pair in pairwise(ids)]
        while ranks and (best := min(ranks)) < NEVER:
            i = ranks.index(best)
            ids[i : i + 2] = [self._results[best]]
            del ranks[i]
            if i:
                ranks[i - 1] = rank_of((ids[i - 1], ids[i]), NEVER)
            if i < len(ranks):
                ranks[i] = rank_of((ids[i], ids[i + 1]), NEVER)
        return ids

    def _merge_long(self, ids: list[int]) -> list[int]:
        """Do what `_merge` does in time n log n: a heap has the next pair at hand, links lead past what is gone."""
        n = len(ids)
        after, before = list(range(1, n + 1)), list(range(-1, n - 1))
        heap = [
            (rank, i)
            for i, pair in enumerate(pairwise(ids))
            if (rank := self._ranks.get(pair, NEVER)) < NEVER
        ]
        heapify(heap)
        while heap:
            rank, i = heappop(heap)
            j = after[i]
            if j >= n or ids[i] < 0 or self._ranks.get((ids[i], ids[j])) != rank:
                continue  # an earlier merge has taken one of the two
            ids[i], ids[j] = self._results[rank], -1
            after[i] = after[j]
            if after[i] < n:
                before[after[i]] = i
            for left in (before[i], i):
                if left >= 0 and after[left] < n:
                    new = self._ranks.get((ids[left], ids[after[left]]), NEVER)
                    if new < NEVER:
                        heappush(heap, (new, left))
        return [id for id in ids if id >= 0]
