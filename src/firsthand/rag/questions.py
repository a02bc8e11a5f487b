"""What a question asks for: its telling words, the kind of answer it wants, and what it leans on from before."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

# Words that say nothing of what a question is about.
_EMPTY = """
a about all also an and any are as at be been being best better between both but by can could did do does doing
each every explain describe find for from get gets give good had has have having he her here him his how i if in into is
it its itself just kind know let like many may me mean means meaning might more most much must my need needs no nor not of
on one ones only or other our over please same say shall she should so some sort such t than that the their them then
there these they thing things this those to too under up us use used uses using very was way we were what when where
which who whom whose why will with without would you your s d ll re ve tell
"""
EMPTY = frozenset(_EMPTY.split())
_WORD = re.compile(r"[A-Za-z0-9À-ɏ][\w+#.'’-]*[\w+#]|\w")
# The longer endings first.
_LONG = "ization isation ations ation ments ment ities ity ingly edly ing ies ied ency ence ers ors"
_SHORT = "er or ent ant ed es ly al s e y"
_ENDINGS = (*_LONG.split(), *_SHORT.split())
_LEANS = re.compile(
    r"\b(it|its|they|them|their|this|that|these|those|he|him|his|she|her|one|ones)\b", re.IGNORECASE
)
_GOES_ON = re.compile(r"^\W*(and|but|or|so|also|then|what about|how about)\b", re.IGNORECASE)
_LOWER = re.compile(r"^[a-z]")

_DATE = re.compile(
    r"\b(1[0-9]|20)\d\d\b|\b(january|february|march|april|june|july|august|september|october|november|december)\b"
)
_NUMBERS = """
one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen
twenty thirty forty fifty sixty seventy eighty ninety dozen hundred thousand million billion
"""
_NUMBER = re.compile(rf"\d|\b({'|'.join(_NUMBERS.split())})\b")
_PERSON = re.compile(
    r"\bby (the )?[A-ZÀ-Þ]\w+|\b[A-ZÀ-Þ][\w.'’-]*( (van|von|de|der|den|di|da|la|le|bin|al|of|and|&))* [A-ZÀ-Þ][\w.'’-]*"
)
_ASKS_DATE = re.compile(r"\bwhen (was|were|did)\b|\b(which|what) (year|date|day|month)\b", re.IGNORECASE)
_ASKS_NUMBER = re.compile(
    r"\bhow (many|much|old|tall|long|large|big|high|far|deep|heavy|fast|often)\b|\b(price|cost) of\b",
    re.IGNORECASE,
)
_ASKS_PERSON = re.compile(
    r"^\W*(and |but |so )?(who|whom|whose)\b|\b(which|what) (company|person|people|firm)\b", re.IGNORECASE
)
_ASKS_PLACE = re.compile(r"^\W*(and |but |so )?where (was|were|is|did|does|do)\b", re.IGNORECASE)
_DEFINES = re.compile(
    r"^\W*what('s| is| are| was| does| do) (a |an |the )?(?P<what>[^?]+?)( do| mean)?\W*$", re.IGNORECASE
)


class Turn(NamedTuple):
    """One question of a conversation and what was answered."""

    question: str
    answer: str


def words(text: str) -> list[str]:
    """Cut a text into its words as they stand, capitals kept."""
    return _WORD.findall(text)


def stem(word: str) -> str:
    """Take a common English ending off a word: deploy, deployed and deployment become one."""
    word = word.lower()
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            return word[: -len(ending)]
    return word


def alike(one: str, other: str) -> bool:
    """Tell whether two words are forms of one word."""
    one, other = one.lower(), other.lower()
    if one == other:
        return True
    short, long = sorted((stem(one), stem(other)), key=len)
    return short == long or (len(short) >= 4 and len(long) - len(short) <= 3 and long.startswith(short))


def telling_words(question: str) -> list[str]:
    """The words of a question that say what it is about, each once."""
    return list(dict.fromkeys(word for word in words(question) if word.lower() not in EMPTY))


def named(question: str) -> list[str]:
    """Telling words that are written as names: a capital or digit inside, and not the first word."""
    found = [word for place, word in enumerate(words(question)) if place and not _LOWER.match(word)]
    return [word for word in found if word.lower() not in EMPTY]


def subjects(question: str) -> list[str]:
    """What a passage must name to answer: the names in a question, and whatever "who made …?" asks about."""
    found = named(question)
    told = telling_words(question)
    if (
        _ASKS_PERSON.search(question)
        and len(told) > 1
        and words(question)[-1].lower() in (told[-1].lower(), "it")
    ):
        found.append(told[-1])
    return list(dict.fromkeys(found))


def has_kind(question: str, sentence: str) -> bool:
    """Tell whether a sentence holds the kind of thing that a question asks for: a date, a number, a name.

    True for questions that do not say.
    """
    if _ASKS_DATE.search(question):
        return bool(_DATE.search(sentence.lower()))
    if _ASKS_NUMBER.search(question):
        return bool(_NUMBER.search(sentence.lower()))
    if _ASKS_PERSON.search(question):
        return any(_is_new(found[0], question) for found in _PERSON.finditer(sentence))
    if _ASKS_PLACE.search(question):
        capitals = [word for word in words(sentence)[1:] if word[0].isupper()]
        return any(_is_new(word, question) for word in capitals) or not named(question)
    return True


def defines(question: str, sentence: str) -> bool:
    """Tell whether a question asks what something is or does, and the sentence says so: "A stump is …", "**stump**"."""
    asked = _DEFINES.search(question)
    if not asked:
        return False
    what = re.escape(asked["what"])
    says = (
        rf"^\W*((a|an|the)\W+)?{what}s?\W* (is|are|was|means?|says?)\b",
        rf"\*\*(an? )?{what}s?\*\*",
        rf"called (an? |the )?[*_`\"]*{what}",
    )
    return any(re.search(one, sentence, re.IGNORECASE) for one in says)


def _is_new(name: str, question: str) -> bool:
    """Whether a name says more than the question already does."""
    asked = words(question)
    return any(word[0].isupper() and not any(alike(word, one) for one in asked) for word in words(name))


def leans_on_before(question: str) -> bool:
    """Tell whether a question needs the one before it to be understood."""
    told = telling_words(question)
    return bool(_GOES_ON.search(question)) or (len(told) < 2 and bool(_LEANS.search(question))) or not told


def standalone(question: str, history: Sequence[Turn]) -> str:
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
