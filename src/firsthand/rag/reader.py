"""Answer without a language model: find the sentences that answer a question, or refuse.

A sentence is weighed by five things that can be looked at: how near its meaning is to the question's (cosine of the two
embeddings), which share of the question's telling words it covers (a word of like meaning counts in part), how well it covers
the worst covered one, whether a name in the question is missing from its passage, and whether it holds the kind of
thing that is asked for (a date, a number, a name). A logistic regression turns these into the probability that
the question is answered; below a half it is refused.

Its weights were fitted to the questions at the odd places of ``judged/course.yaml`` and ``judged/facts.yaml``, about half of
them without an answer, and judged by those at the even places: ``python -m benchmarks.calibrate_reader`` does both. On these
99 refusals had a precision of .92 and a recall of .94, and 92 % of what can be answered was (November 2026, 20 lessons).
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

from firsthand.rag.chunking import split_sentences
from firsthand.rag.questions import alike, defines, has_kind, subjects, telling_words, words

if TYPE_CHECKING:
    from firsthand.rag.knowledge import Hit

Vectors = NDArray[np.float32]

THRESHOLD = 0.5  # of the probability that the question is answered
SURE = 0.8  # what a further sentence must reach
RIVAL = (
    0.55  # likeness of a word to a name from which on it is a name of the same kind, as Spain is to France
)
MOST = 3  # sentences in an answer
CLOSE = 0.9  # of the best sentence's score: what a further one must reach
LONGEST = 500  # characters of a question with its answer
REMEMBERED = 20_000  # vectors of sentences and words; 1.5 kB each


class Weights(NamedTuple):
    """Of the logistic regression."""

    constant: float
    nearness: float
    coverage: float
    worst: float
    missing_name: float
    other_kind: float


WEIGHTS = Weights(-7.56, 8.66, 4.49, 3.49, -4.34, -5.61)


class Encoder(Protocol):
    """Whatever turns texts into vectors of length 1."""

    def encode(self, texts: list[str], /) -> Vectors:
        """One vector for each text. Shape (n, d)."""


@dataclass(frozen=True)
class Sentence:
    """A sentence of a retrieved chunk: `start` and `end` count in the document's text."""

    text: str
    hit: Hit
    start: int
    end: int


@dataclass(frozen=True)
class Evidence:
    """What speaks for a sentence as the answer. `probability` weighs it all."""

    sentence: Sentence
    score: float
    nearness: float
    coverage: float
    worst: float
    missing_name: bool
    other_kind: bool

    @property
    def probability(self) -> float:
        """That the sentence answers the question."""
        weights = WEIGHTS
        total = weights.constant + weights.nearness * self.nearness + weights.coverage * self.coverage
        total += weights.worst * self.worst
        total += weights.missing_name * self.missing_name + weights.other_kind * self.other_kind
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
        told, names = telling_words(question), _names(hits)
        vectors = self.encode([question, *(one.text for one in sentences)])
        nearness = (vectors[1:] @ vectors[0]).tolist()
        first = [
            near
            + 0.3 * _share(told, one.text)
            + 0.1 * _share(told, f"{one.hit.chunk.heading} {one.hit.chunk.text}")
            + 0.15 * defines(question, one.text)
            for one, near in zip(sentences, nearness, strict=True)
        ]
        order = sorted(range(len(sentences)), key=lambda at: -first[at])[:MOST]
        return [self._weigh(question, told, names, sentences[at], nearness[at], first[at]) for at in order]

    def answer(self, question: str, hits: Sequence[Hit]) -> list[Sentence]:
        """The sentences that answer the question, best first; none where it has to be refused."""
        weighed = self.read(question, hits)
        if not weighed or weighed[0].probability < THRESHOLD:
            return []
        good = [one for one in weighed if one.probability >= SURE and one.score >= CLOSE * weighed[0].score]
        return _without_repeats([one.sentence for one in (weighed[0], *good)])

    def supports(self, sentence: str, passage: str) -> float:
        """How far a passage bears a sentence out: from 0 to 1, in words or in meaning, whichever is more."""
        told = telling_words(sentence)
        units = [passage[start:end] for start, end in split_sentences(passage)]
        if not told or not units:
            return 0.0
        vectors = self.encode([sentence, *units])
        return max(_share(told, passage), float((vectors[1:] @ vectors[0]).max()))

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
        self, question: str, told: list[str], names: set[str], sentence: Sentence, near: float, score: float
    ) -> Evidence:
        passage = words(f"{sentence.hit.chunk.heading} {sentence.hit.chunk.text}")
        here = words(f"{sentence.hit.chunk.heading} {sentence.text}")
        covered, swapped = self._covered(told, here, names)
        missing = swapped or any(
            not any(alike(name, word) for word in passage) for name in subjects(question)
        )
        return Evidence(
            sentence,
            score,
            near,
            sum(covered) / len(covered) if covered else 0.0,
            min(covered, default=0.0),
            missing,
            not has_kind(question, sentence.text),
        )

    def _covered(self, told: list[str], here: list[str], names: set[str]) -> tuple[list[float], bool]:
        """For each telling word how well the best of the words here stands for it: 1 for a form of the same word.

        A name stands for nothing but itself: Spain is near France in meaning, and no answer for it. Where a
        word's nearest is such a name, the sentence speaks of another one; that is the second thing given.
        """
        open_ = [word for word in told if not any(alike(word, one) for one in here)]
        if not open_ or not here:
            return [0.0 if word in open_ else 1.0 for word in told], False
        others = list(dict.fromkeys(word.lower() for word in here))
        vectors = self.encode([*(word.lower() for word in open_), *others])
        likeness = vectors[: len(open_)] @ vectors[len(open_) :].T  # (open, others)
        named = np.array([word in names for word in others])
        best = np.where(named, 0, likeness).max(axis=1).clip(0, 1)  # (open,)
        rival = np.where(named, likeness, 0).max(axis=1)  # (open,)
        near = dict(zip(open_, best.tolist(), strict=True))
        return [near.get(word, 1.0) for word in told], bool(((rival >= RIVAL) & (rival > best)).any())


_FENCE = re.compile(r"^\s*(```|~~~)")
_MARK = re.compile(r"^\s*([-*+•]|\d+[.)])\s+")
_HEADING = re.compile(r"\s*#{1,6} [^\n]*(\n|$)")
_ASKS = re.compile(r"\?[*_\"”’)]*(\s|$)")
_LEADS = re.compile(r"(\?[*_\"”’)]*|:)$")  # a question, or a colon: what follows belongs to it
_POINTS_BACK = re.compile(r"(So )?(that|this|these|those|it|they) (is|are|was|were)\b", re.IGNORECASE)
_SET_APART = re.compile(r"`[^`]*`|\$[^$]*\$|\*\*")  # asterisks in these are no emphasis, or closed


def sentences_of(hit: Hit) -> list[Sentence]:
    """The sentences of a chunk that can stand in an answer.

    A question goes with the sentences that answer it, up to the end of its paragraph; what ends with a colon goes with
    the next; what begins with "That is" goes with the one before. Headings, code between fences and tables are left out.
    """
    chunk, spans = hit.chunk, _prose(hit.chunk.text)
    found: list[Sentence] = []
    place = 0
    while place < len(spans):
        (start, end), place = spans[place], place + 1
        while place < len(spans) and _belongs(chunk.text, start, end, spans[place]):
            end, place = spans[place][1], place + 1
        asks = _ASKS.search(chunk.text[start:end])
        if (
            _LEADS.search(chunk.text[start:end])
            and place < len(spans)
            and not chunk.text[end : spans[place][0]].strip()
        ):
            end, place = spans[place][1], place + 1
        while asks and place < len(spans) and _goes_on(chunk.text, start, end, spans[place]):
            end, place = spans[place][1], place + 1
        found.append(Sentence(clean(chunk.text[start:end]), hit, chunk.start + start, chunk.start + end))
    return [one for one in found if len(words(one.text)) > 2]


def _belongs(text: str, start: int, end: int, following: tuple[int, int]) -> bool:
    """Whether a span is no sentence without the following: its emphasis is still open, or that points back to it."""
    open_ = _SET_APART.sub("", _MARK.sub("", text[start:end])).count("*") % 2 == 1
    back = _POINTS_BACK.match(text[following[0] : following[1]])
    return bool(open_ or back) and _goes_on(text, start, end, following)


def _goes_on(text: str, start: int, end: int, following: tuple[int, int]) -> bool:
    """Whether what follows may go with a span: no new item or paragraph, not too long."""
    gap = text[end : following[0]]
    new = "\n\n" in gap or _MARK.match(text[following[0] : following[1]])
    return not gap.strip() and not new and following[1] - start <= LONGEST


def _prose(text: str) -> list[tuple[int, int]]:
    """Spans of sentences, items of a list each on its own; no headings, fences or tables."""
    spans, inside = [], False
    for start, end in split_sentences(text):
        at = start
        for line in re.split(r"\n(?=\s*(?:[-*+•]|\d+[.)]|#|\||```|~~~))", text[start:end]):
            stop = at + len(line)
            if not inside and (heading := _HEADING.match(line)):
                at, line = at + heading.end(), line[heading.end() :]
            if _FENCE.match(line):
                inside = not inside if line.count("```") + line.count("~~~") == 1 else inside
            elif not inside and not re.match(r"\s*([#|]|\d+[.)]$|$)", line):
                spans.append((at, stop))
            at = stop + 1
    return spans


def clean(text: str) -> str:
    """A sentence on one line, without the mark of a list in front."""
    return " ".join(_MARK.sub("", text).split())


def _share(told: list[str], text: str) -> float:
    """The share of telling words that a text holds in some form."""
    here = set(words(text.lower()))
    return sum(any(alike(word, one) for one in here) for word in told) / len(told) if told else 0.0


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
