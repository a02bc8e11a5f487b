"""Words as a search compares them: one form for each, and those left out that name nothing.

The one stemmer (Snowball's, for English) and the one stop list of this package.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from threading import Lock

from firsthand.optional import import_for_rag

# Words that ask or join and name nothing. English only: in other languages nothing is left out.
_FUNCTION = """
a about am an and any are as at be been but by can could did do does for from had has have he her his how i if in into is it
its it may me might must my no not of on or our shall she should so some such than that the their them then there these they
this those to us was we were what when where which while who whom whose why will with would you your
"""
FUNCTION_WORDS = frozenset(_FUNCTION.split())

# Words that say nothing of what a question is about; a sentence is not asked to hold them.
_EMPTY = """
all also around because being best better between both called come comes does doing each either every exactly explain describe
each find get gets give good happen happens having him itself just kind know let like many mean meaning means more most much
need needs nor one ones only other out over please really same say shown something sort such tell there thing things too under
up us use used uses using usually very way s d ll re ve t
"""
EMPTY = FUNCTION_WORDS | frozenset(_EMPTY.split())

# What a stemmer cannot see: forms of one word that share no beginning.
_IRREGULAR = """
be: been being was were; become: became; begin: began begun; break: broke broken; bring: brought; build: built; buy: bought;
catch: caught; child: children; choose: chose chosen; come: came; cut: cutting; die: died dying dead death deaths; draw: drew
drawn; drive: drove driven; eat: ate eaten; fall: fell fallen; feed: fed; fit: fitted fitting; fly: flew flown; foot: feet;
forget: forgot forgotten; freeze: froze frozen; get: got gotten; give: gave given; go: went gone; grow: grew grown;
hang: hung; hold: held; keep: kept; know: knew known; lay: laid; lead: led; leave: left;
lend: lent; lose: lost; make: made; man: men;
matrix: matrices; meet: met; mouse: mice; pay: paid; ride: rode ridden; rise: rose risen; run: ran; see: saw seen; sell: sold;
send: sent; set: setting; shrink: shrank shrunk; sing: sang sung; speak: spoke spoken; spend: spent; split: splitting;
stand: stood; steal: stole stolen; swim: swam; take: took taken; teach: taught; tell: told; think: thought; tooth: teeth;
wear: wore worn; win: won; woman: women; write: wrote written
"""


def _table(text: str) -> dict[str, str]:
    """Each form with the word that it is a form of."""
    pairs = (entry.split(":") for entry in text.split(";"))
    return {form: base.strip() for base, forms in pairs for form in forms.split()}


IRREGULAR = _table(_IRREGULAR)

# Han, Kana and Hangul: scripts without spaces, or with more in a word than a search wants.
_EAST_ASIAN = "\u3005\u3040-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\uac00-\ud7af"
_RUN = re.compile(rf"[{_EAST_ASIAN}]+|(?:(?![{_EAST_ASIAN}])[\w])+(?:-(?:(?![{_EAST_ASIAN}])\w)+)*")
_IS_EAST_ASIAN = re.compile(rf"[{_EAST_ASIAN}]")
_DIGIT = re.compile(r"\d")
_BRITISH = re.compile(r"is(e|ed|es|er|ers|ing|ation|ations)$")
_STEMMING = Lock()  # the stemmer keeps the word that it works on


@lru_cache(maxsize=200_000)
def stem(word: str) -> str:
    """Take the ending off an English word: deploy, deployed and deploying become one."""
    with _STEMMING:
        found: str = _stemmer().stemWord(word.lower())
    return found


@lru_cache(maxsize=1)
def _stemmer():  # type: ignore[no-untyped-def]
    return import_for_rag("snowballstemmer").stemmer("english")


@lru_cache(maxsize=200_000)
def root(word: str) -> str:
    """What all forms of a word have in common: built and building, over-fitting and overfitting, children and child."""
    plain = word.lower().replace("-", "").replace("’", "'").removesuffix("'s")
    return stem(_spelt(IRREGULAR.get(plain, plain)))


def _spelt(word: str) -> str:
    """British endings as American ones: normalisation and normalization are one word."""
    return _BRITISH.sub(r"iz\1", word)


def alike(one: str, other: str) -> bool:
    """Tell whether two words are forms of one word."""
    short, long = sorted((root(one), root(other)), key=len)
    # An ending that the stemmer leaves: invent and inventor, deploy and deployment.
    return short == long or (len(short) >= 5 and len(long) - len(short) <= 3 and long.startswith(short))


def search_words(text: str) -> list[str]:
    """Cut a text into what is indexed and looked up: stems of its words, without those that name nothing.

    A word with a hyphen is there in its parts and as one: over-fitting is found by overfitting. A single letter
    before or after a number is no part: E-21 is 21 and e21. Of scripts without spaces each pair of neighbouring
    letters is a word. A text of function words alone keeps them.
    """
    text = unicodedata.normalize("NFKC", text).lower()
    found = [part for run in _RUN.findall(text) for part in _parts(run)]
    roots = [(word, stem(_spelt(word))) for word in found]
    return [one for word, one in roots if word not in FUNCTION_WORDS] or [one for _, one in roots]


def _parts(run: str) -> list[str]:
    if _IS_EAST_ASIAN.match(run):
        return [run[at : at + 2] for at in range(max(len(run) - 1, 1))]
    if "-" not in run:
        return [run]
    parts = run.split("-")
    if _DIGIT.search(run):
        # The letter of a code is no word: E-21 shares nothing with E-17.
        parts = [part for part in parts if len(part) > 1 or part.isdigit()]
    return [*parts, run.replace("-", "")]
