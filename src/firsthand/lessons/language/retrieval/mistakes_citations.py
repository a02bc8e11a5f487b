"""What people write for citations that is wrong, and what to tell them."""

import re
from typing import Any

from firsthand.course.grading.exercise import Mistake


def _words(text: Any) -> set[str]:
    return set(re.findall(r"\w+", text.lower()))


def _cited(sentences: Any, passages: Any, threshold: float, share: Any, words: Any = _words) -> Any:
    numbers = []
    for sentence in sentences:
        mine = words(sentence)
        shares = [share(mine, words(passage)) for passage in passages] if mine else []
        best = max(shares, default=-1)
        numbers.append(shares.index(best) + 1 if best >= threshold else 0)
    return numbers


def _share(mine: Any, held: Any) -> float:
    return len(mine & held) / len(mine)


def indices_for_numbers(sentences: Any, passages: Any, threshold: float = 0.5) -> Any:
    return [number - 1 for number in _cited(sentences, passages, threshold, _share)]


def index_or_zero(sentences: Any, passages: Any, threshold: float = 0.5) -> Any:
    return [max(number - 1, 0) for number in _cited(sentences, passages, threshold, _share)]


def share_of_the_passage(sentences: Any, passages: Any, threshold: float = 0.5) -> Any:
    return _cited(sentences, passages, threshold, lambda mine, held: len(mine & held) / max(len(held), 1))


def share_of_both(sentences: Any, passages: Any, threshold: float = 0.5) -> Any:
    return _cited(sentences, passages, threshold, lambda mine, held: len(mine & held) / len(mine | held))


def words_counted(sentences: Any, passages: Any, threshold: float = 0.5) -> Any:
    return _cited(sentences, passages, threshold, lambda mine, held: len(mine & held))


def capitals_differ(sentences: Any, passages: Any, threshold: float = 0.5) -> Any:
    return _cited(sentences, passages, threshold, _share, lambda text: set(re.findall(r"\w+", text)))


def points_stay(sentences: Any, passages: Any, threshold: float = 0.5) -> Any:
    return _cited(sentences, passages, threshold, _share, lambda text: set(text.lower().split()))


def repeated_words(sentences: Any, passages: Any, threshold: float = 0.5) -> Any:
    numbers = []
    for sentence in sentences:
        mine = re.findall(r"\w+", sentence.lower())
        shares = [sum(word in _words(one) for word in mine) / len(mine) for one in passages] if mine else []
        best = max(shares, default=-1)
        numbers.append(shares.index(best) + 1 if best >= threshold else 0)
    return numbers


def letters_within_words(sentences: Any, passages: Any, threshold: float = 0.5) -> Any:
    numbers = []
    for sentence in sentences:
        mine = _words(sentence)
        shares = [sum(word in one.lower() for word in mine) / len(mine) for one in passages] if mine else []
        best = max(shares, default=-1)
        numbers.append(shares.index(best) + 1 if best >= threshold else 0)
    return numbers


def last_of_equals(sentences: Any, passages: Any, threshold: float = 0.5) -> Any:
    n = len(passages)
    found = _cited(sentences, passages[::-1], threshold, _share)
    return [n + 1 - number if number else 0 for number in found]


def always_somebody(sentences: Any, passages: Any, threshold: float = 0.5) -> Any:
    return _cited(sentences, passages, 0.0, _share)


def more_than_the_threshold(sentences: Any, passages: Any, threshold: float = 0.5) -> Any:
    return _cited(sentences, passages, threshold + 1e-9, _share)


def nothing_said(sentences: Any, passages: Any, threshold: float = 0.5) -> Any:
    numbers = []
    for sentence in sentences:
        shares = [_share(_words(sentence), _words(one)) for one in passages]
        best = max(shares, default=-1)
        numbers.append(shares.index(best) + 1 if best >= threshold else 0)
    return numbers


def first_that_reaches(sentences: Any, passages: Any, threshold: float = 0.5) -> Any:
    return _cited(sentences, passages, threshold, lambda mine, held: min(_share(mine, held), threshold))


def english_letters(sentences: Any, passages: Any, threshold: float = 0.5) -> Any:
    return _cited(
        sentences, passages, threshold, _share, lambda text: set(re.findall("[a-z0-9]+", text.lower()))
    )


def english_letters_and_underscore(sentences: Any, passages: Any, threshold: float = 0.5) -> Any:
    return _cited(
        sentences, passages, threshold, _share, lambda text: set(re.findall(r"(?a)\w+", text.lower()))
    )


def letters_alone(sentences: Any, passages: Any, threshold: float = 0.5) -> Any:
    return _cited(
        sentences, passages, threshold, _share, lambda text: set(re.findall(r"[^\W\d_]+", text.lower()))
    )


def hyphens_join(sentences: Any, passages: Any, threshold: float = 0.5) -> Any:
    return _cited(
        sentences, passages, threshold, _share, lambda text: set(re.findall(r"[\w'-]+", text.lower()))
    )


def short_words_left_out(sentences: Any, passages: Any, threshold: float = 0.5) -> Any:
    return _cited(
        sentences, passages, threshold, _share, lambda text: set(re.findall(r"\w\w+", text.lower()))
    )


def one_half_always(sentences: Any, passages: Any, threshold: float = 0.5) -> Any:
    return _cited(sentences, passages, 0.5, _share)


def shares_rounded(sentences: Any, passages: Any, threshold: float = 0.5) -> Any:
    return _cited(sentences, passages, threshold, lambda mine, held: round(_share(mine, held), 1))


def none_for_nobody(sentences: Any, passages: Any, threshold: float = 0.5) -> Any:
    return [number or None for number in _cited(sentences, passages, threshold, _share)]


CITE_SOURCES = [
    Mistake(
        indices_for_numbers,
        "Passages are numbered from 1, and 0 says that none bears the sentence out.",
        also=[index_or_zero],
    ),
    Mistake(
        share_of_the_passage,
        "This is the share of the passage that the sentence repeats. A long passage may hold all of a short sentence: "
        "divide by the words of the sentence.",
    ),
    Mistake(
        share_of_both,
        "Dividing by the words of both punishes a passage for what else it says. Divide by those of the sentence.",
    ),
    Mistake(
        words_counted, "This compares a number of words with a share. Divide by the words of the sentence."
    ),
    Mistake(capitals_differ, "The first word of a sentence has a capital and is the same word. Use lower()."),
    Mistake(
        points_stay,
        'split leaves points and commas on the words, so "git." is not "git". Find runs of \\w+.',
    ),
    Mistake(repeated_words, "A word that the sentence repeats counts once: compare distinct words."),
    Mistake(
        letters_within_words,
        '"art" is in "party" as letters, not as a word. Compare with the words of the passage.',
    ),
    Mistake(
        last_of_equals,
        "Of passages that bear it out equally, cite the first. >= in the search takes the last.",
    ),
    Mistake(always_somebody, "A sentence that no passage bears out must get 0. The best may still be bad."),
    Mistake(more_than_the_threshold, "A share of exactly the threshold counts: >=, not >."),
    Mistake(
        first_that_reaches,
        "The first passage that reaches the threshold is cited, though a later one bears the sentence out better. Look "
        "at all of them and take the best.",
    ),
    Mistake(
        english_letters,
        '[a-z0-9] holds no ü, no é and no underscore: "Müller" falls into "m" and "ller". Find runs of \\w+.',
    ),
    Mistake(
        english_letters_and_underscore,
        'Only English letters count: "Müller" falls into "m" and "ller". \\w without re.ASCII knows the others.',
    ),
    Mistake(
        letters_alone,
        "Digits and underscores belong to words too: a year is often what a source is asked for.",
    ),
    Mistake(
        hyphens_join,
        'Hyphens and apostrophes are no letters: "well-known" is two words. Find runs of \\w+.',
    ),
    Mistake(short_words_left_out, "A word may be a single letter or digit: \\w+, not \\w\\w+."),
    Mistake(one_half_always, "The threshold is always 0.5 here: the argument is not used."),
    Mistake(
        shares_rounded, "The shares are rounded before they are compared: 5 of 11 words are not one half."
    ),
    Mistake(none_for_nobody, "A sentence that no passage bears out gets 0, not None.", "wrong type"),
]
NOTHING_SAID = Mistake(nothing_said, "A sentence without words divides by 0. It gets 0.", "crashed")
