"""A tiny language in which words have partners: what is described, and what describes it."""

import re
from dataclasses import dataclass
from difflib import get_close_matches

import numpy as np
from numpy.typing import NDArray

Ids = NDArray[np.intp]

# Three kinds of things, and for each the words that can be said of it.
KINDS = tuple(
    (nouns.split(), adjectives.split())
    for nouns, adjectives in (
        (
            "cat dog horse bird mouse cow fox lion girl boy teacher baker",
            "hungry tired thirsty asleep afraid awake hurt shy clever angry",
        ),
        (
            "soup bread apple cake cheese pear rice pie fish tea salad honey",
            "tasty sweet salty burnt ripe stale sour raw fresh delicious",
        ),
        (
            "ball cup chair book box car lamp key table door bike tree",
            "broken round empty wooden rusty cheap heavy lost tall old",
        ),
    )
)
VERBS = (
    *("saw", "found", "liked", "watched", "touched", "passed"),
    *("wanted", "took", "chose", "left", "needed", "heard"),
)
LINKS = ("because", "since", "as", "for")
ARTICLES, FORMS_OF_BE = ("the", "a"), ("was", "is")

PADDING = 0  # the id of what is no word, and of a word never met
_ALL = {word for kind in KINDS for words in kind for word in words}
VOCABULARY = ("", *sorted(_ALL | {*VERBS, *LINKS, *ARTICLES, *FORMS_OF_BE, "it", "and"}))
_ID = {word: id for id, word in enumerate(VOCABULARY)}


@dataclass(frozen=True)
class Sentences:
    """Sentences of different lengths in one array, filled up with PADDING.

    `words` holds ids and `partners` the place at which each word's partner stands, both of shape (n, longest).
    """

    words: Ids
    partners: Ids

    def __len__(self) -> int:
        return len(self.words)


def draw(n: int, seed: int) -> Sentences:
    """Draw n sentences."""
    rng = np.random.default_rng(seed)
    drawn = [_sentence(rng) for _ in range(n)]
    words, partners = np.full((2, n, max(len(said) for said, _ in drawn)), PADDING)
    for row, (said, places) in enumerate(drawn):
        words[row, : len(said)] = [_ID[word] for word in said]
        partners[row, : len(said)] = places
    return Sentences(words, partners)


def split(text: str) -> list[str]:
    """The words of a text, in lower case and without punctuation."""
    return re.findall(r"[^\W\d_]+", text.lower())


def ids_of(words: list[str]) -> Ids:
    """The id of each word; of one never met, that of the word it is spelt most like, else PADDING."""
    return np.array([_ID.get(word, _ID.get(_nearest(word), PADDING)) for word in words], dtype=np.intp)


def _nearest(word: str) -> str:
    return next(iter(get_close_matches(word, VOCABULARY[1:], 1, 0.8)), "")


def _sentence(rng: np.random.Generator) -> tuple[list[str], list[int]]:
    """Words of one sentence, and for each the place of its partner; words without one are their own."""

    def one(words: list[str] | tuple[str, ...]) -> str:
        return words[rng.integers(len(words))]

    first, second = (KINDS[k] for k in rng.permutation(len(KINDS))[:2])
    (noun, quality), (other, its) = ((one(nouns), one(adjectives)) for nouns, adjectives in (first, second))
    the, a, verb, was = one(ARTICLES), one(ARTICLES), one(VERBS), one(FORMS_OF_BE)
    form, of_first = rng.integers(4), rng.integers(2)
    if form == 0:
        said = [the, noun, verb, a, other, one(LINKS), "it", was, quality if of_first else its]
        pairs, it = [(1 if of_first else 4, 8)], {6: 1 if of_first else 4}
    elif form == 1:
        said, it = [the, noun, was, quality, "and", a, other, was, its], {}
        pairs = [(1, 3), (6, 8)]
    elif form == 2:
        said, it = [the, quality, noun, verb, a, its, other], {}
        pairs = [(1, 2), (5, 6)]
    else:
        said, it = [the, noun, verb, a, its, other], {}
        pairs = [(4, 5)]
    partner = {**dict(pairs), **{b: a for a, b in pairs}, **it}
    return said, [partner.get(place, place) for place in range(len(said))]
