"""The kind of thing that a question asks for, and whether a sentence holds one: a time, a measure, a count, a name, a reason."""

from __future__ import annotations

import re

from firsthand.rag.answer.query import ASKS_PERSON, words
from firsthand.rag.language import EMPTY, alike, root

_AND = r"^\W*(and |but |so )?"
_MONTHS = "january|february|march|april|may|june|july|august|september|october|november|december"
_DATE = re.compile(rf"\b(1\d|20)\d\d\b|\b({_MONTHS.replace('|may', '')})\b|\bmay \d|\d may\b")
_TIME = re.compile(
    rf"{_DATE.pattern}|\d|\b(mon|tues|wednes|thurs|fri|satur|sun)days?\b|\b(dawn|noon|midnight|sunrise|sunset|morning|afternoon|"
    r"evening|night|day|week|weekend|month|year|spring|summer|autumn|winter|christmas|easter|may)s?\b|\b(at|until|from|before|after|"
    r"since|when|if|once|while|during|whenever|unless) "
)
_NUMBERS = """
one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen
twenty thirty forty fifty sixty seventy eighty ninety dozen hundred thousand million billion half quarter quarters third thirds
twice once no none
"""
_SPELT = "|".join(_NUMBERS.split())
_NUMBER = re.compile(rf"\d|\b({_SPELT})\b")
_PERSON = re.compile(
    r"\bby (the )?[A-ZÀ-Þ]\w+|\b[A-ZÀ-Þ][\w.'’-]*( (van|von|de|der|den|di|da|la|le|bin|al|of|and|&))* [A-ZÀ-Þ][\w.'’-]*"
    r"|\b[A-ZÀ-Þ]\w+ family\b|\b(brothers|sisters|company|firm|approval of|is called) [A-ZÀ-Þ]\w+|\b(is|belongs to|:) [A-ZÀ-Þ]\w+"
)
_PLACE = re.compile(
    r"\b(in|at|on|near|from|behind|beside|under|between|to|into|above|below|of|menu|folder|here)\b"
)
_REASON = re.compile(
    r"\b(because|since|so|otherwise|due to|therefore|thus|hence|reason|in order to|to avoid|lest|else|after|means?|would|cannot|"
    r"until|if)\b|:",
    re.IGNORECASE,
)

_ASKS_PAST = re.compile(
    r"\bwhen (was|were|did)\b|\bsince when\b|\b(which|what) (year|date|month)\b", re.IGNORECASE
)
_ASKS_TIME = re.compile(
    rf"{_AND}(from |until )?when (is|are|does|do|will|can|may)\b|\b(which|what) (day|time)\b", re.IGNORECASE
)
_ASKS_PLACE = re.compile(rf"{_AND}(from )?where\b", re.IGNORECASE)
_ASKS_REASON = re.compile(rf"{_AND}why\b", re.IGNORECASE)
_ASKS_COUNT = re.compile(r"\bhow many (?P<what>[\w-]+)", re.IGNORECASE)
_ASKS_COST = re.compile(
    r"\bhow (much|expensive) (is|are|was|were|do|does|did)\b(?!.*\b(weigh|need|take|contain|save)\b)|\b(price|cost|costs|pay)\b",
    re.IGNORECASE,
)
_ASKS_MUCH = re.compile(
    r"\bhow (much|often|fast|far|soon|quickly|large|big)\b|\b(what|which) (share|percentage|number)\b",
    re.IGNORECASE,
)
_MONEY = re.compile(
    r"[$€£¥]|\b(euros?|dollars?|pounds?|cents?|pence|guilders?|francs?|yen|crowns?|free|price)\b|\d[.,]\d\d\b"
)
_METRE = r"\b((centi|milli|kilo)?met(re|er)s?|miles?|feet|foot|inch(es)?|yards?)\b|\d ?([cmk]m|m)\b"
_SPAN = r"\b(seconds?|minutes?|hours?|days?|weeks?|months?|years?|nights?|decades?|centur(y|ies))\b|\d ?(ms|s|h|min)\b"
# What is asked by "how …" or "what …", how the sentence may name it, and in which units it is given.
_MEASURES: dict[str, tuple[str, str]] = {
    "high": ("high tall height above", _METRE),
    "tall": ("high tall height above", _METRE),
    "deep": ("deep depth", _METRE),
    "wide": ("wide width broad", _METRE),
    "thick": ("thick thickness", _METRE),
    "heavy": (
        "heavy weigh weight",
        r"\b((kilo|milli)?grams?|kilos?|tonnes?|tons?|pounds?|ounces?|lbs?)\b|\d ?[km]?g\b",
    ),
    "warm": ("warm hot cold heat temperature degrees", r"(degrees?|°|celsius|fahrenheit|kelvin)"),
    "old": ("old age born year years", r"(years?|months?|days?|1\d\d\d|20\d\d)\b"),
    "long": ("", rf"({_METRE}|{_SPAN}|\d|words?|characters?|pages?|forever)"),
}
_DIMENSIONS = ("high", "deep", "wide", "thick", "heavy")
_ASKS_MEASURE = re.compile(
    r"\bhow (?P<how>high|tall|deep|wide|thick|heavy|warm|hot|cold|old|long)\b|\b(what|which) (?P<what>temperature|height|depth|"
    r"width|weight|age|length)\b|\bhow much .*\b(?P<weigh>weigh)\b|\bwhat .*\b(?P<weighs>weigh)\b",
    re.IGNORECASE,
)
_SAME_MEASURE = {
    "hot": "warm",
    "cold": "warm",
    "temperature": "warm",
    "height": "high",
    "depth": "deep",
    "width": "wide",
    "weight": "heavy",
    "weigh": "heavy",
    "age": "old",
    "length": "long",
}
# What a question asks for is no word that the sentence must hold.
_ASKING = """
high tall deep wide thick heavy warm hot cold old long far often fast soon large big year date day month time weigh expensive
person people company firm number place
"""
ASKING = frozenset(_ASKING.split())


def asks_fact(question: str) -> bool:
    """Tell whether a question asks for one thing that can be named: who, when, where, how many. Others want an explanation."""
    asked = (
        ASKS_PERSON,
        _ASKS_PAST,
        _ASKS_TIME,
        _ASKS_PLACE,
        _ASKS_COUNT,
        _ASKS_COST,
        _ASKS_MUCH,
        _ASKS_MEASURE,
    )
    return any(one.search(question) for one in asked)


def has_kind(question: str, sentence: str) -> bool:
    """Tell whether a sentence holds the kind of thing that a question asks for: a date, a number, a name.

    True for questions that do not say.
    """
    low = sentence.lower()
    if ASKS_PERSON.search(question):
        return any(_is_new(found[0], question) for found in _PERSON.finditer(sentence))
    if _ASKS_PAST.search(question):
        return bool(_DATE.search(low))
    if asked := _ASKS_MEASURE.search(question):
        return _has_measure(next(filter(None, asked.groupdict().values())).lower(), low)
    if counted := _ASKS_COUNT.search(question):
        return _is_counted(counted["what"], sentence)
    if _ASKS_COST.search(question):
        return bool(_MONEY.search(low)) or bool(_NUMBER.search(low) and re.search(r"\b(cost|pay|price)", low))
    if _ASKS_MUCH.search(question):
        return bool(
            _NUMBER.search(low)
            or re.search(r"\b(daily|weekly|monthly|yearly|every|each|at once|within|up to)\b", low)
        )
    if _ASKS_TIME.search(question):
        return bool(_TIME.search(low))
    if _ASKS_PLACE.search(question):
        capitals = [word for word in words(sentence)[1:] if word[0].isupper()]
        return any(_is_new(word, question) for word in capitals) or bool(_PLACE.search(low))
    return True


def lacks_reason(question: str, sentence: str) -> bool:
    """Tell whether a question asks why, and a sentence has no word that gives a reason."""
    return bool(_ASKS_REASON.search(question)) and not _REASON.search(sentence)


def _has_measure(asked: str, sentence: str) -> bool:
    """Whether the sentence gives a number in the units of what is asked, and speaks of no other dimension alone."""
    asked = _SAME_MEASURE.get(asked, asked)
    said, units = _MEASURES[asked]
    if not re.search(units, sentence) or not _NUMBER.search(sentence):
        return False
    here = {root(word) for word in words(sentence)}

    def speaks_of(dimension: str) -> bool:
        return not here.isdisjoint(map(root, _MEASURES[dimension][0].split()))

    if asked in ("warm", "old"):
        return True
    others = [one for one in _DIMENSIONS if one != asked and speaks_of(one)]
    return not others or (
        speaks_of(asked)
        if said
        else not here.isdisjoint(map(root, ("long", "length", "last", "take", "rest")))
    )


def _is_counted(what: str, sentence: str) -> bool:
    """Whether a number stands close to the thing that is counted: "forty seats", "some sixty of her works", "seats: 40"."""
    if what in EMPTY:
        return bool(_NUMBER.search(sentence.lower()))
    for part in re.split(r"[,;](?=\s)", sentence.lower()):
        low = words(part)
        numbers = [index for index, word in enumerate(low) if _NUMBER.search(word)]
        things = [index for index, word in enumerate(low) if alike(word, what)]
        steps = (thing - number for number in numbers for thing in things)
        said = re.search(rf"{re.escape(what)} (is|are|was|were) (\d|{_SPELT})", part)
        if said or any(0 <= step <= 3 or step == -1 for step in steps):
            return True
    return False


def _is_new(name: str, question: str) -> bool:
    """Whether a name says more than the question already does."""
    asked = words(question)
    return any(word[0].isupper() and not any(alike(word, one) for one in asked) for word in words(name))
