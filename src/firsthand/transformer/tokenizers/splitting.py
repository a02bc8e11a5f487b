"""Cut text where no token may reach across: at special tokens, and between words as GPT-2 does.

Radford et al. (2019), Language Models are Unsupervised Multitask Learners, section 2.2: without such cuts, frequent words
would be merged with each punctuation mark that follows them, and the vocabulary would fill with `dog.`, `dog!`, `dog?`.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator, Sequence

import regex

from firsthand.errors import FirsthandError

# In this order: the endings of English contractions; letters, numbers, other signs, each with one space before it;
# white space, the last of it left for the word that follows.
GPT2_PATTERN = r"'(?:[sdmt]|ll|ve|re)| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+"
_WORDS = regex.compile(GPT2_PATTERN)


def split_words(text: str) -> list[str]:
    """Cut text into words by GPT-2's pattern; joined, they are the text again.

    Characters that Unicode has taken up lately may count as letters here and not yet in another library, or the other
    way round: each brings tables of its own.
    """
    words: list[str] = _WORDS.findall(text)
    return words


def special_pattern(special_tokens: Iterable[str]) -> regex.Pattern[str] | None:
    """What finds special tokens in text: the leftmost first, and of several that begin there the longest."""
    longest_first = sorted(special_tokens, key=len, reverse=True)
    return regex.compile(f"({'|'.join(map(regex.escape, longest_first))})") if longest_first else None


def split_special(text: str, pattern: regex.Pattern[str] | None) -> list[str]:
    """Cut text at its special tokens: ordinary text at even places, a special token at odd ones."""
    return pattern.split(text) if pattern else [text]


def check_text(text: str) -> None:
    """Refuse text that no encoding can write down.

    Raises
    ------
    TypeError
        When it is no text at all.
    FirsthandError
        When it holds half of a surrogate pair: the sentence says which and where.
    """
    if not isinstance(text, str):
        raise TypeError(f"text must be a str, got {type(text).__name__}.")
    try:
        text.encode()
    except UnicodeEncodeError as error:
        raise FirsthandError(
            f"The text holds {name_of(text[error.start])} at place {error.start}: half of a character, which UTF-8 "
            "cannot write. Read the file anew with its right encoding, or take that place out."
        ) from error


def name_of(character: str) -> str:
    """A character as a person can look it up: itself, its Unicode name and its number."""
    number = f"U+{ord(character):04X}"
    if 0xD800 <= ord(character) <= 0xDFFF:
        return f"the lone surrogate {number}"
    return f"{character!r} ({unicodedata.name(character, 'a character without a name')}, {number})"


def as_texts(text_or_texts: str | Iterable[str]) -> Iterator[str]:
    """One text or several, as several, each of them checked."""
    for text in [text_or_texts] if isinstance(text_or_texts, str) else text_or_texts:
        check_text(text)
        yield text


def check_special(special_tokens: Sequence[str]) -> tuple[str, ...]:
    """Special tokens as a tuple.

    Raises
    ------
    ValueError
        When one is empty, or two are the same, or a single text was given for a sequence of them.
    """
    if isinstance(special_tokens, str):
        raise ValueError(f"special_tokens must be a sequence of texts, got the text {special_tokens!r}.")
    names = tuple(special_tokens)
    for name in names:
        check_text(name)
    if not all(names) or len(set(names)) < len(names):
        raise ValueError(f"special_tokens must be different texts, none of them empty, got {list(names)}.")
    return names
