"""Byte pairs beside Hugging Face's `tokenizers` (Rust, two threads), and beside recounting all pairs for each merge."""

import json
import os
import time

os.environ.setdefault("RAYON_NUM_THREADS", "2")  # read once, when the first of its threads starts

from tokenizers import Tokenizer, models, pre_tokenizers, trainers

from benchmarks.harness import Job, Score
from firsthand.data import load
from firsthand.errors import FirsthandError
from firsthand.transformer import BPETokenizer
from firsthand.transformer.basics.tokenizers import count_pairs, merge_pair
from firsthand.transformer.tokenizers.bpe import count_words
from firsthand.transformer.tokenizers.byte_text import to_text

VOCABULARY = 5_000
MEGABYTE = 1_000_000
EVERY = 500  # merges: so many of the recounting ones are left out between two that are timed


def speeches(size):
    """Shakespeare's plays, speech by speech: so many characters in all."""
    return [speech + "\n\n" for speech in load("tiny_shakespeare").text[:size].split("\n\n")]


def train_ours(texts):
    return BPETokenizer.train(texts, VOCABULARY)


def train_theirs(texts):
    theirs = Tokenizer(models.BPE())
    theirs.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    alphabet = pre_tokenizers.ByteLevel.alphabet()
    trainer = trainers.BpeTrainer(vocab_size=VOCABULARY, initial_alphabet=alphabet, show_progress=False)
    theirs.train_from_iterator(texts, trainer)
    return theirs


def parts(tokenizer):
    """Tokens with their ids, and merges, as text."""
    if isinstance(tokenizer, Tokenizer):
        model = json.loads(tokenizer.to_str())["model"]
        return model["vocab"], [tuple(pair) for pair in model["merges"]]
    names = [to_text(token) for token in tokenizer.tokens]
    return {name: id for id, name in enumerate(names)}, [(names[a], names[b]) for a, b in tokenizer.merges]


def same_merges(got, expected):
    assert parts(got) == parts(expected)


def trained(size):
    texts = speeches(size)
    return train_ours(texts), train_theirs(texts), texts


def encode_ours(given):
    """By a tokenizer that has seen no word yet; theirs keeps what it has seen from round to round."""
    ours, _, texts = given
    fresh = BPETokenizer(ours.tokens, ours.merges)
    return [fresh.encode(text) for text in texts]


def encode_theirs(given):
    _, theirs, texts = given
    return [one.ids for one in theirs.encode_batch(texts)]


def encode_theirs_fast(given):
    _, theirs, texts = given
    return [one.ids for one in theirs.encode_batch_fast(texts)]


def same_ids(got, expected):
    assert got == expected


def speedup():
    """How many times as long recounting would take for the same merges, in processor time.

    Recounting is timed at every 500th merge, on the words as they stand then; the rest is taken to be like the nearest.
    """
    texts = speeches(MEGABYTE)
    start = time.process_time()
    ours = train_ours(texts)
    fast = time.process_time() - start
    start = time.process_time()
    words = count_words(texts)
    slow = time.process_time() - start
    for known in range(0, len(ours.merges), EVERY):
        so_far = BPETokenizer(ours.tokens[: 256 + known], ours.merges[:known])
        as_ids = {tuple(so_far.encode(word.decode())): count for word, count in words.items()}
        start = time.process_time()
        counts = count_pairs(as_ids)
        best = min(counts, key=lambda pair: (-counts[pair], pair))
        _ = {tuple(merge_pair(list(word), best, 256 + known)): count for word, count in as_ids.items()}
        slow += (time.process_time() - start) * min(EVERY, len(ours.merges) - known)
        assert best == ours.merges[known]
    return slow / fast


def there():
    try:
        load("tiny_shakespeare")
    except FirsthandError:
        return False
    return True


JOBS = [
    Job(
        f"BPE: train a vocabulary of {VOCABULARY:,}",
        speeches,
        (100_000, MEGABYTE),
        {"ours": train_ours, "tokenizers": train_theirs},
        same_merges,
        size_label="characters",
        rounds=5,
    ),
    Job(
        "BPE: encode",
        trained,
        (100_000, MEGABYTE),
        {"ours": encode_ours, "tokenizers": encode_theirs, "tokenizers, without offsets": encode_theirs_fast},
        same_ids,
        size_label="characters",
        rounds=5,
    ),
]
SCORES = [Score("BPE, 1 MB: times as fast as recounting for each merge", speedup, 50)]
if not there():
    JOBS, SCORES = [], []  # only with the file in FIRSTHAND_DATA
