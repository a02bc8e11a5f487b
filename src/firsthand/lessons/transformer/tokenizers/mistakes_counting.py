"""What people write for numbering characters and for counting pairs that is wrong, and what to tell them."""

from collections import Counter
from itertools import pairwise
from typing import Any

from firsthand.course.grading.exercise import Mistake


def in_order_of_appearance(text: Any) -> Any:
    return {character: id for id, character in enumerate(dict.fromkeys(text))}


def from_one(text: Any) -> Any:
    return {character: id for id, character in enumerate(sorted(set(text)), start=1)}


def ids_to_characters(text: Any) -> Any:
    return dict(enumerate(sorted(set(text))))


def code_points(text: Any) -> Any:
    return {character: ord(character) for character in sorted(set(text))}


def most_frequent_first(text: Any) -> Any:
    return {character: id for id, (character, _) in enumerate(Counter(text).most_common())}


def without_capitals(text: Any) -> Any:
    return {character: id for id, character in enumerate(sorted(set(text.lower())))}


def capitals_beside_small_letters(text: Any) -> Any:
    return {character: id for id, character in enumerate(sorted(set(text), key=lambda c: (c.lower(), c)))}


def white_space_left_out(text: Any) -> Any:
    return {character: id for id, character in enumerate(sorted(set("".join(text.split()))))}


def words_numbered(text: Any) -> Any:
    return {word: id for id, word in enumerate(sorted(set(text.split())))}


def every_place_numbered(text: Any) -> Any:
    return {character: place for place, character in enumerate(sorted(text))}


def only_characters(text: Any) -> Any:
    return sorted(set(text))


def stripped(text: Any) -> Any:
    return {character: id for id, character in enumerate(sorted(set(text.strip())))}


BUILD_VOCABULARY = [
    Mistake(
        in_order_of_appearance,
        "The ids follow the order in which the characters appear, so another text with the same characters would get other "
        "ids. Sort the distinct characters before you number them.",
    ),
    Mistake(from_one, "The ids start at 1. Start at 0, so that an id is a place in a list."),
    Mistake(
        ids_to_characters,
        "This leads from ids to characters: the way back. Encoding looks up a character, so the characters are the keys.",
        "wrong shape",
    ),
    Mistake(
        code_points,
        "ord gives a character's number in all of Unicode. A vocabulary is numbered without gaps: 0, 1, 2 and so on, as many "
        "as there are distinct characters.",
    ),
    Mistake(
        most_frequent_first,
        "You number the most frequent character first. The order asked for is that of Unicode: sorted characters.",
    ),
    Mistake(
        without_capitals,
        "Capital letters are turned into small ones, so they can never come back. A and a are two characters.",
        "wrong shape",
    ),
    Mistake(
        capitals_beside_small_letters,
        "Each capital letter stands beside its small one. In the order of Unicode all capitals A to Z come before a: sort "
        "without a key.",
    ),
    Mistake(
        white_space_left_out,
        "White space is missing. A space and a line end are characters like the others: without them no text can be encoded.",
        "wrong shape",
    ),
    Mistake(
        words_numbered, "These are words. Each single character is to get an id of its own.", "wrong shape"
    ),
    Mistake(
        every_place_numbered,
        "A character that occurs twice takes two numbers, so the ids have gaps. Keep each character once before you "
        "number: set(text).",
    ),
    Mistake(
        only_characters,
        "These are the right characters in the right order, as a list. Return a dict that leads from each to its place in it.",
        "wrong type",
    ),
    Mistake(
        stripped,
        "strip takes white space off both ends. A line end is a character like any other: keep it.",
        "wrong shape",
    ),
]


def each_word_once(words: Any) -> Any:
    return Counter(pair for word in words for pair in pairwise(word))


def across_words(words: Any) -> Any:
    row = [id for word, times in words.items() for id in list(word) * times]
    return Counter(pairwise(row))


def across_distinct_words(words: Any) -> Any:
    counts: Counter[Any] = Counter()
    before: tuple[int, ...] = ()
    for word, times in words.items():
        for pair in pairwise((*before[-1:], *word)):
            counts[pair] += times
        before = word
    return counts


def without_overlap(words: Any) -> Any:
    counts: Counter[Any] = Counter()
    for word, times in words.items():
        taken = False
        for i, pair in enumerate(pairwise(word)):
            taken = not taken and i > 0 and pair == (word[i - 1], word[i])
            if not taken:
                counts[pair] += times
    return counts


def two_by_two(words: Any) -> Any:
    counts: Counter[Any] = Counter()
    for word, times in words.items():
        for i in range(0, len(word) - 1, 2):
            counts[word[i], word[i + 1]] += times
    return counts


def overwritten(words: Any) -> Any:
    return {pair: times for word, times in words.items() for pair in pairwise(word)}


def last_pair_missed(words: Any) -> Any:
    counts: Counter[Any] = Counter()
    for word, times in words.items():
        for i in range(len(word) - 2):
            counts[word[i], word[i + 1]] += times
    return counts


def in_either_order(words: Any) -> Any:
    counts: Counter[Any] = Counter()
    for word, times in words.items():
        for pair in pairwise(word):
            counts[min(pair), max(pair)] += times
    return counts


def once_a_word(words: Any) -> Any:
    counts: Counter[Any] = Counter()
    for word, times in words.items():
        for pair in set(pairwise(word)):
            counts[pair] += times
    return counts


def single_ids(words: Any) -> Any:
    counts: Counter[Any] = Counter()
    for word, times in words.items():
        for id in word:
            counts[id] += times
    return counts


def any_two_of_a_word(words: Any) -> Any:
    counts: Counter[Any] = Counter()
    for word, times in words.items():
        for i, left in enumerate(word):
            for right in word[i + 1 :]:
                counts[left, right] += times
    return counts


COUNT_PAIRS = [
    Mistake(
        each_word_once,
        "Each distinct word counts once here. The value beside the word says how often the text holds it: add that instead "
        "of 1.",
    ),
    Mistake(
        across_words,
        "You put the words in a row, so the end of one and the beginning of the next make a pair. No pair reaches "
        "across two words.",
        also=[across_distinct_words],
        outcome="wrong shape",
    ),
    Mistake(
        without_overlap,
        "Pairs may overlap: (7, 7, 7) holds (7, 7) at places 0 and 1, and both count. What is already taken matters when "
        "merging, not when counting.",
    ),
    Mistake(
        two_by_two,
        "You step by two, so only every other pair is seen. A pair begins at every place but the last.",
        "wrong shape",
    ),
    Mistake(
        overwritten,
        "A pair keeps only the last word's number: the counts are overwritten. Add to what the pair has so far, "
        "counts.get(pair, 0).",
    ),
    Mistake(
        last_pair_missed,
        "The last pair of each word is missing: a word of n ids has n - 1 pairs.",
        "wrong shape",
    ),
    Mistake(
        in_either_order,
        "(1, 2) and (2, 1) are counted together. They are different pairs: th is not ht.",
        "wrong shape",
    ),
    Mistake(
        once_a_word,
        "A pair that stands several times within one word counts only once for it. Count every place.",
    ),
    Mistake(
        single_ids, "These are counts of single ids. Count each id with its right neighbour.", "wrong shape"
    ),
    Mistake(
        any_two_of_a_word,
        "You pair each id with every later one of its word. Only direct neighbours count.",
        "wrong shape",
    ),
]
