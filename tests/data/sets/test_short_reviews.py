"""The sentences that come with Firsthand: as many as stated, balanced in each part, and none close to another."""

import re
from itertools import combinations

import numpy as np

from firsthand.data import load
from firsthand.data.sets.short_reviews import DATASET

FOUND = load("short_reviews")
PARTS = {"train": FOUND.train, "validation": FOUND.validation, "test": FOUND.test}


def test_there_are_as_many_as_stated_half_of_each_kind():
    assert {name: len(part.texts) for name, part in PARTS.items()} == {
        "train": 200,
        "validation": 50,
        "test": 50,
    }
    assert int(re.match(r"\d+", DATASET.summary).group()) == 300
    assert all(np.bincount(part.labels).tolist() == [len(part.texts) // 2] * 2 for part in PARTS.values())


def triples(text):
    words = re.findall(r"[a-z']+", text.lower())
    return {tuple(words[i : i + 3]) for i in range(len(words) - 2)}


def likeness(a, b):
    """Shared triples of words, of those in the shorter sentence."""
    return len(a & b) / min(len(a), len(b))


def test_no_sentence_is_nearly_another():
    texts = [text for part in PARTS.values() for text in part.texts]
    found = [(likeness(triples(a), triples(b)), a, b) for a, b in combinations(texts, 2)]
    assert max(found)[0] < 0.4, max(found)
    changed = texts[0].replace(".", " indeed.")
    assert likeness(triples(texts[0]), triples(changed)) > 0.8


def test_the_length_of_a_sentence_does_not_give_its_label_away():
    lengths = [[len(text.split()) for text in FOUND.train.texts], FOUND.train.labels]
    means = [np.mean(np.array(lengths[0])[FOUND.train.labels == k]) for k in (0, 1)]
    assert abs(means[0] - means[1]) < 3
    assert all(5 <= n <= 20 for n in lengths[0])
