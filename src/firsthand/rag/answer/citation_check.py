"""Hold a model's answer against its passages: each sentence cites one that bears it out, or it is taken out."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from firsthand.rag.answer.extractive import Reader
from firsthand.rag.answer.query import telling_words, words
from firsthand.rag.ingest.chunking import split_sentences
from firsthand.rag.language import alike

# What a passage must hold of a sentence, in words or in meaning; and a sentence of the question.
SUPPORT = 0.5
RELEVANCE = 0.2

_CITES = re.compile(r"\s*[\[【(](?:passages?\s*)?(\d{1,3}(?:\s*[,;–-]\s*\d{1,3})*)[\]】)]", re.IGNORECASE)
_LEADING = re.compile(r"^(?:\s*\[\d{1,3}(?:\s*[,;–-]\s*\d{1,3})*\][.,;]?)+")
_REFUSES = re.compile(
    r"\b(passages?|documents?|context|texts?|sources?)( provided| given)?( here)? "
    r"(do(es)? not|don['’]t|doesn['’]t|did not|cannot|can['’]t|holds? no|contains? no|gives? no|hold nothing)"
    r"|\bnot (mentioned|found|stated|contained|given|answered|covered|specified|provided) (in|by)\b"
    r"|\b(cannot|can['’]t|can not|unable to|not able to) (answer|find|determine|tell|say)\b"
    r"|\bno (information|answer|mention)\b|\bi (do not|don['’]t) know\b",
    re.IGNORECASE,
)

_GOES_ON = re.compile(r"(it|its|they|their|he|his|she|her|this|these|that|those)\b", re.IGNORECASE)


@dataclass(frozen=True)
class Checked:
    """A sentence of an answer without its marks, the passages that bear it out (from 1), and whether it is taken out."""

    text: str
    numbers: tuple[int, ...]
    line: bool  # it begins a line
    refuses: bool = False

    @property
    def kept(self) -> bool:
        return bool(self.numbers) and not self.refuses

    @property
    def shown(self) -> str:
        """With its marks, as it stands in the answer."""
        return f"{self.text} {''.join(f'[{number}]' for number in self.numbers)}"


class Checker:
    """Takes a model's answer as it comes and gives each sentence once it is whole."""

    def __init__(self, reader: Reader, question: str, passages: Sequence[str]) -> None:
        self._reader, self._question, self._passages = reader, question, passages
        self._text = ""
        self._given = 0
        self._kept = False

    def feed(self, piece: str) -> Iterator[Checked]:
        """What has become whole with this piece; the last sentence may still grow."""
        self._text += piece
        yield from self._new(units(self._text)[:-1])

    def finish(self) -> Iterator[Checked]:
        """What was left."""
        yield from self._new(units(self._text))

    def _new(self, found: list[tuple[str, bool]]) -> Iterator[Checked]:
        for text, line in found[self._given :]:
            self._given += 1
            yield self._check(text, line)

    def _check(self, text: str, line: bool) -> Checked:
        cited = [number for number in numbers_in(text) if number <= len(self._passages)]
        bare = re.sub(r"\s+([.,;:!?])", r"\1", _CITES.sub("", text)).strip()
        if _REFUSES.search(bare):
            return Checked(bare, (), line, refuses=True)
        good = tuple(number for number in cited if self._bears_out(bare, cited, number))
        self._kept = bool(good) and self._is_relevant(bare)
        return Checked(bare, good if self._kept else (), line)

    def _bears_out(self, sentence: str, cited: Sequence[int], number: int) -> bool:
        """Whether the passage holds what the sentence says; its names and numbers must stand in a cited one."""
        held = words(" ".join([self._question, *(self._passages[one - 1] for one in cited)]))
        facts = [word for index, word in enumerate(words(sentence)) if _is_fact(word, index)]
        if any(not any(alike(fact, word) for word in held) for fact in facts):
            return False
        return self._reader.supports(sentence, self._passages[number - 1]) >= SUPPORT

    def _is_relevant(self, sentence: str) -> bool:
        """Whether it has to do with the question: a passage may hold sentences that were put there to be repeated."""
        asked, said = telling_words(self._question), words(sentence)
        if self._kept and _GOES_ON.match(sentence):
            return True
        if any(alike(one, other) for one in asked for other in said):
            return True
        vectors = self._reader.encode([self._question, sentence])
        return float(vectors[0] @ vectors[1]) >= RELEVANCE


def _is_fact(word: str, index: int) -> bool:
    """A number, or a name inside a sentence."""
    return word[0].isdigit() or (index > 0 and word[0].isupper() and len(word) > 1)


def numbers_in(text: str) -> list[int]:
    """The passages that a sentence cites: "[1]", "[2, 3]" and "[2-4]" are read. Each once, in order."""
    found: list[int] = []
    for group in _CITES.findall(text):
        if re.search(r"[–-]", group):
            ends = [int(one) for one in re.findall(r"\d+", group)]
            found += range(ends[0], min(ends[-1], ends[0] + 20) + 1)
        else:
            found += [int(one) for one in re.findall(r"\d+", group)]
    return list(dict.fromkeys(number for number in found if number > 0))


def units(text: str) -> list[tuple[str, bool]]:
    """Cut an answer into sentences with their citations, wherever these stand; and whether each begins a line."""
    found: list[tuple[str, bool]] = []
    for line in text.splitlines():
        for index, (start, end) in enumerate(split_sentences(line)):
            sentence = line[start:end]
            leading = _LEADING.match(sentence)
            if leading and found:
                found[-1] = (f"{found[-1][0]} {leading[0].strip()}", found[-1][1])
                sentence = sentence[leading.end() :].strip()
            if sentence:
                found.append((sentence, index == 0 and bool(found)))
    return found
