"""Answer without a language model: find the sentences that answer a question, or refuse.

A sentence is weighed by what can be looked at: how near its meaning is to the question's (cosine of the two embeddings),
how many of the question's telling words it holds, how well the others are covered in meaning, whether the names of the question
stand in it, and whether it holds the kind of thing that is asked for (a date, a number with its unit, a name, a reason).
A logistic regression turns these into the probability that the question is answered; below a half it is refused. There
are two sets of weights: a question for one fact wants its words to be there, one for an explanation may be answered in others.

``python -m benchmarks.calibrate_reader`` fits them and judges them on questions that were kept back.
"""

from __future__ import annotations

import math
import re
from collections import OrderedDict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from threading import Lock
from typing import TYPE_CHECKING, NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from firsthand.rag.answer.answer_kinds import ASKING, asks_fact, has_kind, lacks_reason
from firsthand.rag.answer.query import defines, subjects, telling_words, words
from firsthand.rag.answer.related import apart, same
from firsthand.rag.answer.sentences import Sentence, asserted, sentences_of
from firsthand.rag.ingest.chunking import split_sentences
from firsthand.rag.language import alike, root

if TYPE_CHECKING:
    from firsthand.rag.index.knowledge_base import Hit

Vectors = NDArray[np.float32]

THRESHOLD = 0.5  # of the probability that the question is answered
SURE = 0.8  # what a further sentence must reach
RIVAL = (
    0.55  # likeness of a word to a name from which on it is a name of the same kind, as Spain is to France
)
MAX_SENTENCES = 3  # sentences in an answer
MAX_DEFINITIONS = 2
LOOKED_AT = 6  # sentences that are weighed
CLOSE = 0.9  # of the best sentence's score: what a further one must reach
SHORT = 70  # characters of a definition that seldom says enough
POINTS_ELSEWHERE = re.compile(r"(So |And |But )?(that|this|these|those|such|otherwise|the)\b", re.IGNORECASE)
POINTS = re.compile(r"\b(it|its|he|she|him|her|his|they|them|their|this|these|each)\b", re.IGNORECASE)
REMEMBERED = 20_000  # vectors of sentences and words; 1.5 kB each


class Weights(NamedTuple):
    """Of the logistic regression."""

    constant: float
    nearness: float
    coverage: float
    worst: float
    held: float
    missing_name: float
    far_name: float
    other_kind: float
    apart: float
    lacks_reason: float
    defines: float


# Of questions for one fact, and of those for an explanation: the words of a fact have to be there, an explanation may use others.
FACTS = Weights(-6.97, 2.59, 1.47, 2.85, 2.86, -0.41, -0.97, -2.97, -0.82, 0.0, 0.0)
EXPLANATIONS = Weights(-4.77, 2.41, 1.53, 1.75, 2.69, -0.33, -0.35, 0.0, -0.99, -1.11, 0.98)


class Encoder(Protocol):
    """Whatever turns texts into vectors of length 1."""

    def encode(self, texts: list[str], /) -> Vectors:
        """One vector for each text. Shape (n, d)."""


@dataclass(frozen=True)
class Evidence:
    """What speaks for a sentence as the answer. `probability` weighs it all.

    Attributes
    ----------
    sentence : Sentence
    score : float
        By which the sentences are ordered at first.
    fact : bool
        The question asks for one fact, not for an explanation.
    nearness : float
        Cosine of question and sentence.
    coverage, worst : float
        How well the sentence stands for the telling words of the question: mean, and the worst covered one.
    held : float
        Share of the telling words that it holds in some form.
    missing_name, far_name : bool
        A name of the question does not stand in the passage; or not in the sentence, its heading, or the sentence before.
    other_kind, lacks_reason : bool
        It holds no date, number, name, or reason, where one is asked for.
    apart : bool
        It speaks of what excludes a word of the question: of the south wall, say, where the north wall is asked for.
    defines : float
        How plainly the sentence says what the question asks the meaning of.
    """

    sentence: Sentence
    score: float
    fact: bool
    nearness: float
    coverage: float
    worst: float
    held: float
    missing_name: bool
    far_name: bool
    other_kind: bool
    apart: bool
    lacks_reason: bool
    defines: float

    @property
    def probability(self) -> float:
        """That the sentence answers the question."""
        constant, *weights = FACTS if self.fact else EXPLANATIONS
        parts = (getattr(self, name) for name in Weights._fields[1:])
        total = constant + sum(weight * part for weight, part in zip(weights, parts, strict=True))
        return 1 / (1 + math.exp(-total))


class Reader:
    """Reads retrieved chunks. Remembers the vectors of sentences and words it has met; threads may share it."""

    def __init__(self, encoder: Encoder) -> None:
        self._encoder = encoder
        self._vectors: OrderedDict[str, Vectors] = OrderedDict()
        self._lock = Lock()

    def read(self, question: str, hits: Sequence[Hit]) -> list[Evidence]:
        """Weigh the sentences of the hits; the likeliest answer first."""
        sentences = [one for hit in hits for one in sentences_of(hit)]
        if not sentences or not question.strip():
            return []
        keywords, names = asked_words(question), _names(hits)
        vectors = self.encode([question, *(one.text for one in sentences)])
        nearness = (vectors[1:] @ vectors[0]).tolist()
        first = [
            near
            + 0.3 * _share(keywords, one.text)
            + 0.1 * _share(keywords, f"{one.hit.chunk.heading} {one.hit.chunk.text}")
            + 0.15 * defines(question, one.text)
            for one, near in zip(sentences, nearness, strict=True)
        ]
        order = sorted(range(len(sentences)), key=lambda at: -first[at])[:LOOKED_AT]
        found = [
            self._weigh(question, keywords, names, sentences[at], nearness[at], first[at]) for at in order
        ]
        return sorted(found, key=lambda one: -one.probability)

    def answer(self, question: str, hits: Sequence[Hit]) -> list[Sentence]:
        """The sentences that answer the question, best first; none where it has to be refused."""
        weighed = self.read(question, hits)
        if not weighed or weighed[0].probability < THRESHOLD:
            return []
        defining = [one for one in weighed if one.defines == 1 and one.probability >= THRESHOLD]
        if defining:
            return _without_repeats([_whole_thought(one.sentence) for one in defining])[:MAX_DEFINITIONS]
        good = [one for one in weighed if one.probability >= SURE and one.score >= CLOSE * weighed[0].score]
        return _without_repeats([one.sentence for one in (weighed[0], *good)])[:MAX_SENTENCES]

    def supports(self, sentence: str, passage: str) -> float:
        """How far a passage bears a sentence out: from 0 to 1, in words or in meaning, whichever is more."""
        keywords = telling_words(sentence)
        units = [passage[start:end] for start, end in split_sentences(passage)]
        if not keywords or not units:
            return 0.0
        vectors = self.encode([sentence, *units])
        return max(_share(keywords, passage), float((vectors[1:] @ vectors[0]).max()))

    def encode(self, texts: Iterable[str]) -> Vectors:
        """The vectors of texts, from memory where they have been met before. Shape (n, d)."""
        texts = list(texts)
        with self._lock:
            known = {text: self._vectors[text] for text in texts if text in self._vectors}
        new = [text for text in dict.fromkeys(texts) if text not in known]
        if new:
            known |= dict(zip(new, self._encoder.encode(new), strict=True))
        with self._lock:
            for text in texts:
                self._vectors[text] = known[text]
                self._vectors.move_to_end(text)
            while len(self._vectors) > REMEMBERED:
                self._vectors.popitem(last=False)
        return np.stack([known[text] for text in texts])

    def _weigh(
        self,
        question: str,
        keywords: list[str],
        names: set[str],
        sentence: Sentence,
        near: float,
        score: float,
    ) -> Evidence:
        heading = sentence.hit.chunk.heading
        passage = words(f"{heading} {sentence.hit.chunk.text}")
        here = words(f"{heading} {asserted(sentence.text)}")
        beside = [*here, *words(asserted(sentence.before))]
        # What "it" and "he" mean stands in the sentence before.
        meant = beside if POINTS.search(sentence.text) else here
        covered, swapped = self._covered(keywords, meant, names)
        roots = frozenset(map(root, here))
        asked = subjects(question)
        return Evidence(
            sentence,
            score,
            asks_fact(question),
            near,
            sum(covered) / len(covered) if covered else 0.0,
            min(covered, default=0.0),
            sum(one == 1 for one in covered) / len(covered) if covered else 0.0,
            swapped or any(not any(alike(name, word) for word in passage) for name in asked),
            any(not any(alike(name, word) for word in beside) for name in asked),
            not has_kind(question, sentence.text),
            any(apart(word, roots) for word in keywords)
            or any(_is_other_number(word, beside) for word in keywords),
            lacks_reason(question, sentence.text),
            defines(question, sentence.text),
        )

    def _covered(self, keywords: list[str], here: list[str], names: set[str]) -> tuple[list[float], bool]:
        """For each telling word how well the best of the words here stands for it: 1 for a form of the same word.

        A name stands for nothing but itself: Spain is near France in meaning, and no answer for it. Where a
        word's nearest is such a name, the sentence speaks of another one; that is the second thing given.
        """
        roots = frozenset(map(root, here))
        open_ = [
            word for word in keywords if not same(word, roots) and not any(alike(word, one) for one in here)
        ]
        if not open_ or not here:
            return [0.0 if word in open_ else 1.0 for word in keywords], False
        others = list(dict.fromkeys(word.lower() for word in here))
        vectors = self.encode([*(word.lower() for word in open_), *others])
        likeness = vectors[: len(open_)] @ vectors[len(open_) :].T  # (open, others)
        named = np.array([word in names for word in others])
        best = np.where(named, 0, likeness).max(axis=1).clip(0, 1)  # (open,)
        rival = np.where(named, likeness, 0).max(axis=1)  # (open,)
        near = dict(zip(open_, best.tolist(), strict=True))
        return [near.get(word, 1.0) for word in keywords], bool(((rival >= RIVAL) & (rival > best)).any())


def definitions_first(question: str, hits: Sequence[Hit]) -> list[Hit]:
    """The hits, those first that say what the question asks the meaning of."""

    def defined(hit: Hit) -> float:
        return max((defines(question, one.text) for one in sentences_of(hit)), default=0.0)

    return sorted(hits, key=lambda hit: defined(hit) < 1)


def _whole_thought(sentence: Sentence) -> Sentence:
    """A definition that can be understood: one that points elsewhere, or is very short, with the sentence beside it."""
    needs = len(sentence.text) < SHORT or POINTS_ELSEWHERE.match(sentence.text)
    return sentence.with_neighbour() if needs else sentence


def _is_other_number(word: str, beside: list[str]) -> bool:
    """Whether a number of the question is missing where others stand."""
    return word[0].isdigit() and word not in beside and any(one[0].isdigit() for one in beside)


def asked_words(question: str) -> list[str]:
    """The telling words that a sentence has to hold: not those that say which kind of thing is asked for."""
    keywords = telling_words(question)
    return [word for word in keywords if word.lower() not in ASKING] or keywords


def _share(keywords: list[str], text: str) -> float:
    """The share of telling words that a text holds in some form."""
    here = set(words(text.lower()))
    return (
        sum(any(alike(word, one) for one in here) for word in keywords) / len(keywords) if keywords else 0.0
    )


def _names(hits: Sequence[Hit]) -> set[str]:
    """Words that the chunks write with a capital inside a sentence: names."""
    found: set[str] = set()
    for hit in hits:
        for start, end in split_sentences(hit.chunk.text):
            found.update(word.lower() for word in words(hit.chunk.text[start:end])[1:] if word[0].isupper())
    return found


def _without_repeats(sentences: list[Sentence]) -> list[Sentence]:
    """Each text once: chunks overlap."""
    kept: dict[str, Sentence] = {}
    for one in sentences:
        kept.setdefault(one.text.lower(), one)
    return list(kept.values())
