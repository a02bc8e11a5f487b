"""What a question is about: its telling words, what it names, and what it leans on from before."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from firsthand.rag.language import EMPTY, alike

_WORD = re.compile(r"[A-Za-z0-9À-ɏ][\w+#.'’-]*[\w+#]|\w")
_LEANS = re.compile(
    r"\b(it|its|they|them|their|this|that|these|those|he|him|his|she|her|one|ones)\b", re.IGNORECASE
)
_GOES_ON = re.compile(r"^\W*(and|but|or|so|also|then|what about|how about)\b", re.IGNORECASE)
_LOWER = re.compile(r"^[a-z]")

ASKS_PERSON = re.compile(
    r"^\W*(and |but |so )?(who|whom|whose)\b|\b(which|what) (company|person|people|firm)\b", re.IGNORECASE
)
_DEFINES = re.compile(
    r"^\W*what('s| is| are| was| does| do) (a |an |the )?(?P<what>[^?]+?)( do| mean)?\W*$", re.IGNORECASE
)


class Exchange(NamedTuple):
    """One question of a conversation and what was answered."""

    question: str
    answer: str


def words(text: str) -> list[str]:
    """Cut a text into its words as they stand, capitals kept."""
    return _WORD.findall(text)


def telling_words(question: str) -> list[str]:
    """The words of a question that say what it is about, each once."""
    return list(dict.fromkeys(word for word in words(question) if word.lower() not in EMPTY))


def named(question: str) -> list[str]:
    """Telling words that are written as names: a capital or digit inside, and not the first word."""
    found = [word for index, word in enumerate(words(question)) if index and not _LOWER.match(word)]
    return [word for word in found if word.lower() not in EMPTY]


def subjects(question: str) -> list[str]:
    """What a passage must name to answer: the names in a question, and whatever "who made …?" asks about."""
    found = named(question)
    keywords = telling_words(question)
    if (
        ASKS_PERSON.search(question)
        and len(keywords) > 1
        and words(question)[-1].lower() in (keywords[-1].lower(), "it")
    ):
        found.append(keywords[-1])
    return list(dict.fromkeys(found))


def defines(question: str, sentence: str) -> float:
    """How plainly a sentence says what a question asks the meaning of.

    1 for "A stump is …" and "**stump**", 0.5 for "Stumps split …", 0 where it does not, or no meaning is asked for.
    """
    asked = _DEFINES.search(question)
    if not asked:
        return 0.0
    what = _pattern(asked["what"])
    head = _pattern(asked["what"].split()[-1])
    said = sentence.replace("-", "")
    plainly = (
        rf"^\W*((a|an|the)\W+)?{what}\W* (is|are|was|were) (a|an|the|one|what|how|when|where|of|just|nothing)\b",
        rf"^\W*((a|an|the)\W+)?{what}\W*( means?\b|: )",
        rf"\*\*(an? |the )?{what}\*\*",
        rf"\b(called|is|are) (an? |the )?[*_`\"]*{what}[*_`\"]*([.,;:)]|$)",
        rf"\bcalled (an? |the )?[*_`\"]*{what}",
        rf"\bcalled (an? |the )?\*+{head}\*+",
    )
    if any(re.search(one, said, re.IGNORECASE) for one in plainly):
        return 1.0
    acts = rf"^\W*((a|an|the)\W+)?{what}\W* (is|are|was|were|\w+s)\b"
    return 0.5 * bool(re.search(acts, said, re.IGNORECASE))


def _pattern(what: str) -> str:
    """Finds a term with or without its plural; hyphens are taken out of the text before."""
    return re.escape(what.strip("*_`\"' ").replace("-", "")) + "s?"


def leans_on_before(question: str) -> bool:
    """Tell whether a question needs the one before it to be understood."""
    keywords = telling_words(question)
    return (
        bool(_GOES_ON.search(question))
        or (len(keywords) < 2 and bool(_LEANS.search(question)))
        or not keywords
    )


def standalone(question: str, history: Sequence[Exchange]) -> str:
    """Make a question of a conversation understandable on its own.

    "And who created it?" after "What is PyTorch?" becomes "who created it (PyTorch)?", and "And Git?" after
    "Who created Python?" becomes "Who created Git?". What it leans on is the last question that stood alone.
    """
    if not history or not leans_on_before(question):
        return question
    before = next(
        (turn for turn in reversed(history) if not leans_on_before(turn.question)), history[-1]
    ).question
    new = _GOES_ON.sub("", question).strip(" ,:?")
    subject = subjects(before)
    if (
        subject
        and _GOES_ON.search(question)
        and telling_words(new)
        and not _LEANS.search(new)
        and len(words(new)) <= 4
    ):
        return before.replace(subject[0], new, 1)
    asked = words(new)
    kept = [word for word in subject or telling_words(before) if not any(alike(word, one) for one in asked)]
    return f"{new.rstrip('?!. ')} ({' '.join(kept)})?" if kept else new
