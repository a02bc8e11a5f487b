"""What people write for chunks that is wrong, and what to tell them."""

import re
from typing import Any

from firsthand.course.grading.exercise import Mistake


def _steps(overlap: int, size: int) -> int:
    if not 0 <= overlap < size:
        raise ValueError("overlap")
    return size - overlap


def characters(text: Any, size: int, overlap: int = 0) -> Any:
    step = _steps(overlap, size)
    return [text[start : start + size] for start in range(0, len(text), step)]


def without_overlap(text: Any, size: int, overlap: int = 0) -> Any:
    _steps(overlap, size)
    words = text.split()
    return [" ".join(words[start : start + size]) for start in range(0, len(words), size)]


def tail_once_more(text: Any, size: int, overlap: int = 0) -> Any:
    step = _steps(overlap, size)
    words = text.split()
    return [" ".join(words[start : start + size]) for start in range(0, len(words), step)]


def last_words_lost(text: Any, size: int, overlap: int = 0) -> Any:
    step = _steps(overlap, size)
    words = text.split()
    return [" ".join(words[start : start + size]) for start in range(0, len(words) - size + 1, step)]


def split_at_single_spaces(text: Any, size: int, overlap: int = 0) -> Any:
    step = _steps(overlap, size)
    words = text.split(" ") if text.split() else []
    starts = range(0, max(len(words) - overlap, 1), step) if words else []
    return [" ".join(words[start : start + size]) for start in starts]


def step_of_overlap(text: Any, size: int, overlap: int = 0) -> Any:
    _steps(overlap, size)
    words = text.split()
    starts = range(0, max(len(words) - overlap, 1), overlap or size) if words else []
    return [" ".join(words[start : start + size]) for start in starts]


def below_zero_allowed(text: Any, size: int, overlap: int = 0) -> Any:
    if overlap >= size:
        raise ValueError("overlap")
    return last_chunk_ends(text.split(), size, size - overlap)


def size_itself_allowed(text: Any, size: int, overlap: int = 0) -> Any:
    if not 0 <= overlap <= size:
        raise ValueError("overlap")
    return last_chunk_ends(text.split(), size, max(size - overlap, 1))


def line_by_line(text: Any, size: int, overlap: int = 0) -> Any:
    step = _steps(overlap, size)
    return [chunk for line in text.split("\n") for chunk in last_chunk_ends(line.split(), size, step)]


def lower_case(text: Any, size: int, overlap: int = 0) -> Any:
    return last_chunk_ends(text.lower().split(), size, _steps(overlap, size))


def points_lost(text: Any, size: int, overlap: int = 0) -> Any:
    return last_chunk_ends(re.findall(r"\w+", text), size, _steps(overlap, size))


def some_white_space(text: Any, size: int, overlap: int = 0) -> Any:
    words = [word for word in re.split("[ \t\n]+", text) if word]
    return last_chunk_ends(words, size, _steps(overlap, size))


def white_space_kept(text: Any, size: int, overlap: int = 0) -> Any:
    step = _steps(overlap, size)
    found = list(re.finditer(r"\S+", text))
    starts = range(0, max(len(found) - size + step, 1), step) if found else []
    return [text[found[i].start() : found[min(i + size, len(found)) - 1].end()] for i in starts]


def last_chunk_ends(words: list[str], size: int, step: int) -> list[str]:
    starts = range(0, max(len(words) - size + step, 1), step) if words else []
    return [" ".join(words[start : start + size]) for start in starts]


def lists_of_words(text: Any, size: int, overlap: int = 0) -> Any:
    step = _steps(overlap, size)
    words = text.split()
    if not words:
        return []
    return [words[start : start + size] for start in range(0, max(len(words) - overlap, 1), step)]


def longer_than_size(text: Any, size: int, overlap: int = 0) -> Any:
    _steps(overlap, size)
    words = text.split()
    return [" ".join(words[max(start - overlap, 0) : start + size]) for start in range(0, len(words), size)]


def an_empty_chunk(text: Any, size: int, overlap: int = 0) -> Any:
    step = _steps(overlap, size)
    words = text.split()
    return [" ".join(words[start : start + size]) for start in range(0, max(len(words) - overlap, 1), step)]


def standing_still(text: Any, size: int, overlap: int = 0) -> Any:
    words = text.split()
    step = max(size - overlap, 1)
    starts = range(0, max(len(words) - overlap, 1), step) if words else []
    return [" ".join(words[start : start + size]) for start in starts]


CHUNK_TEXT = [
    Mistake(
        characters,
        "size counts words, and this slices characters. Split the text into words first.",
        "wrong shape",
    ),
    Mistake(
        without_overlap,
        "Each chunk begins where the last one ended, so overlap does nothing. A window of size words moves on by size "
        "- overlap.",
    ),
    Mistake(
        tail_once_more,
        "The last chunk holds nothing that the one before did not hold. Stop once a chunk has reached the last word.",
        "wrong shape",
    ),
    Mistake(
        last_words_lost,
        "The end of the text is in no chunk: what does not fill a whole window is thrown away. The last chunk may be "
        "shorter.",
        "wrong shape",
    ),
    Mistake(
        split_at_single_spaces,
        'split(" ") cuts at single spaces only: two in a row leave an empty word between them, and a line end stays '
        "within a word. split() without an argument cuts at any white space.",
    ),
    Mistake(
        step_of_overlap,
        "The window moves on by overlap words. Of size words, overlap are to be repeated: how many are new?",
        "wrong shape",
    ),
    Mistake(lists_of_words, "Each chunk is a list of words. Join it to a text.", "wrong type"),
    Mistake(
        longer_than_size,
        "The overlap is put on top, so chunks grow to size + overlap words. It has to fit into size: that is what the "
        "embedding can read.",
    ),
    Mistake(
        below_zero_allowed,
        "An overlap below 0 leaves out the words between two chunks: raise ValueError for it too.",
    ),
    Mistake(
        size_itself_allowed,
        "With overlap = size a chunk would begin with all words of the one before: raise ValueError for it too.",
    ),
    Mistake(
        line_by_line,
        "A line end is white space like any other: a chunk goes on over it.",
    ),
    Mistake(lower_case, "The words have lost their capitals. Only the white space between them may change."),
    Mistake(
        points_lost,
        r"\w+ finds letters and digits, so points, commas and hyphens are gone. A word is whatever white space parts: "
        "split() without an argument.",
        "wrong shape",
    ),
    Mistake(
        some_white_space,
        "Some white space still stands within a word: there is more of it than blank, tab and line end. split() without "
        "an argument knows all.",
        "wrong shape",
    ),
    Mistake(
        white_space_kept,
        "The words of a chunk stand as far apart as they did in the text. Join them by one space.",
    ),
]
AN_EMPTY_CHUNK = Mistake(
    an_empty_chunk, "A text without words gave a chunk without words. Give an empty list.", "wrong shape"
)
STANDING_STILL = Mistake(
    standing_still,
    "An overlap below 0, or not below size, is an error of the caller, whatever the text: raise ValueError unless 0 <= "
    "overlap < size, before anything else.",
)
