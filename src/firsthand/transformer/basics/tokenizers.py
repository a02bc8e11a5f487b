"""Tokenizers in their plainest form: characters, then byte pairs.

What runs on large texts does the same by other ways: `CharTokenizer` and `BPETokenizer` in
`firsthand.transformer.tokenizers`.
"""


def build_vocabulary(text: str) -> dict[str, int]:
    """Number the distinct characters of a text.

    Parameters
    ----------
    text : str

    Returns
    -------
    dict from str to int
        Each character with its id: 0, 1, 2 and so on in the order of
        Unicode, which is how Python sorts characters.
    """
    return {character: id for id, character in enumerate(sorted(set(text)))}


def count_pairs(words: dict[tuple[int, ...], int]) -> dict[tuple[int, int], int]:
    """Count how often each pair of neighbours occurs in a text that is cut into words.

    Parameters
    ----------
    words : dict from tuple of int to int
        Each distinct word as its ids, and how often the text holds it.

    Returns
    -------
    dict from (int, int) to int
        Each pair of ids that stand side by side within some word, in this
        order, and how often they do so in the whole text. Pairs may
        overlap: the word (7, 7, 7) holds (7, 7) twice.
    """
    counts: dict[tuple[int, int], int] = {}
    for word, times in words.items():
        for i in range(len(word) - 1):
            pair = (word[i], word[i + 1])
            counts[pair] = counts.get(pair, 0) + times
    return counts


def merge_pair(ids: list[int], pair: tuple[int, int], new_id: int) -> list[int]:
    """Put one new id in the place of each occurrence of a pair.

    Parameters
    ----------
    ids : list or tuple of int
        A word. It stays as it is.
    pair : (int, int)
    new_id : int

    Returns
    -------
    list of int
        Read from left to right, and an id that has been taken is gone:
        in (7, 7, 7) the first two are merged, and the third stays.
    """
    merged = []
    i = 0
    while i < len(ids):
        if tuple(ids[i : i + 2]) == tuple(pair):
            merged.append(new_id)
            i += 2
        else:
            merged.append(ids[i])
            i += 1
    return merged


def train_bpe(words: dict[tuple[int, ...], int], n_merges: int, first_id: int = 256) -> list[tuple[int, int]]:
    """Learn which pairs to merge: time after time the most frequent one.

    Parameters
    ----------
    words : dict from tuple of int to int
        Each distinct word as its ids, and how often the text holds it.
        The dict stays as it is.
    n_merges : int
        How many pairs to learn; fewer when no pair is left before that.
    first_id : int, default=256
        The id that the first pair becomes, above every id in words; the
        second becomes the next id, and so on.

    Returns
    -------
    list of (int, int)
        The pairs in the order in which they were learned. Of equally
        frequent pairs the one with the lowest first id is taken, and of
        those the one with the lowest second id.
    """
    merges = []
    for new_id in range(first_id, first_id + n_merges):
        counts = count_pairs(words)
        if not counts:
            break
        best = min(counts, key=lambda pair: (-counts[pair], pair))
        merges.append(best)
        words = {tuple(merge_pair(list(word), best, new_id)): times for word, times in words.items()}
    return merges


def encode_bpe(ids: list[int], merges: list[tuple[int, int]], first_id: int = 256) -> list[int]:
    """Merge the pairs of a new word, in the order in which they were learned.

    Parameters
    ----------
    ids : list of int
        The word before any merge, as a rule its bytes. It stays as it is.
    merges : list of (int, int)
        As `train_bpe` gives them: the pair at place i becomes
        first_id + i.
    first_id : int, default=256

    Returns
    -------
    list of int
        The word when no pair of `merges` is left in it.
    """
    for rank, pair in enumerate(merges):
        ids = merge_pair(ids, pair, first_id + rank)
    return list(ids)
