"""What is done to the text of every file: one way to write each letter, and nothing that nobody reads."""

from __future__ import annotations

import re
import unicodedata

# These say something that their plain forms do not: m² is not m2, and ½ is not 1⁄2.
_TELLING = ("<super>", "<sub>", "<fraction>", "<circle>", "<font>")
_HYPHENS = {"\u2010": "-", "\u2011": "-"}
_UNSEEN = dict.fromkeys("\u200b\u2060\ufeff", "")
_PICTURE = re.compile(r"!\[([^\]\n]*)\]\(\s*data:[^)\n]*\)")
_DATA = re.compile(r"\bdata:[\w.+/-]*(?:;[\w.+=-]+)*,[^\s\"'()<>]*")
# A picture or a certificate as letters, in lines of one length.
_ENCODED = re.compile(r"(?:^[ \t]*[A-Za-z0-9+/]{60,}={0,2}[ \t]*(?:\n|\Z)){3,}", re.MULTILINE)
_UNBROKEN = re.compile(r"[!-~]{300,}")
_CUT_WORD = re.compile(
    r"(?<![\w-])(?P<before>[\w-]{0,40}[^\W\d_])(?P<hyphen>[-\u2010\u2011\u00ad])\n[ \t]*(?P<after>[^\W\d_][\w-]{0,40})"
)
# First parts that keep their hyphen.
_FIRST_PARTS = """
all co cross ex full half high ill long low mid multi non off part post pre quasi self semi short so sub two well
"""
_COMPOUNDS = frozenset(_FIRST_PARTS.split())


def tidied(text: str) -> str:
    """A text with its letters in their usual form, without encoded files and lines that no reader could read.

    Ligatures, letters with loose accents, wide forms and odd spaces become what a keyboard writes; raised and lowered
    digits and fractions stay.
    """
    text = unicodedata.normalize("NFC", text)
    text = text.translate({ord(one): _usual(one) for one in set(text) if ord(one) > 127})
    text = _DATA.sub("", _PICTURE.sub(r"\1", text))
    text = _ENCODED.sub("", text)
    text = _UNBROKEN.sub(lambda run: f"{run[0][:40]}…", text)
    return text.replace("\u00ad", "")


def _usual(letter: str) -> str:
    """The compatible form of a letter, where it says the same."""
    if letter in _HYPHENS or letter in _UNSEEN:
        return _HYPHENS.get(letter, "")
    parts = unicodedata.decomposition(letter)
    if letter == "…" or not parts.startswith("<") or parts.startswith(_TELLING):
        return letter
    usual = unicodedata.normalize("NFKC", letter)
    # An accent that stands alone would become a space and an accent.
    return letter if len(usual) > 1 and usual[0] == " " else usual


def joined_words(text: str) -> str:
    """A text whose words, cut at the ends of lines, are whole again.

    Whether the hyphen belongs to the word is decided by how the text writes it elsewhere, then by its first part.
    """
    known = set(re.findall(r"[^\W\d_][\w-]*[^\W_]", text.lower()))

    def whole(cut: re.Match[str]) -> str:
        before, after = cut["before"], cut["after"]
        if cut["hyphen"] == "\u00ad":
            return before + after
        if not after[0].islower() or "-" in before or "-" in after:
            return f"{before}-{after}"
        plain, hyphened = (before + after).lower(), f"{before}-{after}".lower()
        if plain in known:
            return before + after
        keeps = hyphened in known or before.lower() in _COMPOUNDS
        return f"{before}-{after}" if keeps else before + after

    return _CUT_WORD.sub(whole, text)
