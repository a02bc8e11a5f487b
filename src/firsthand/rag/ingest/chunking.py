"""Cut texts into pieces small enough to be found and read on their own."""

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass

Span = tuple[int, int]

SIZE, OVERLAP = 800, 100  # characters; about 200 tokens of English, of the 256 that the embedding reads

# Points after which no sentence ends: whatever follows, and where a number follows.
ABBREVIATIONS = frozenset(
    (
        *("al", "approx", "ca", "cf", "co", "corp", "dept", "dr", "e.g", "ed", "eds", "etc", "i.e"),
        *("inc", "jr", "ltd", "mr", "mrs", "ms", "prof", "ref", "resp", "sr", "st", "u.k", "u.s", "vs"),
    )
)
NUMBERED = frozenset(("ch", "eq", "fig", "figs", "no", "nos", "p", "pp", "sec", "vol"))
_STOP = re.compile(r"""[.!?…]+["'”’»)\]]*(?=\s)|[。！？]+["'”’」）]*|\n\s*\n""")
_HEADING = re.compile(r"^(#{1,6})[ \t]+(.+?)[ \t#]*$", re.MULTILINE)
# Code between fences; one that is never closed goes on to the end.
_FENCED = re.compile(r"^[ ]{0,3}(`{3,}(?=[^`\n]*$)|~{3,}).*?(?:^[ ]{0,3}\1|\Z)", re.MULTILINE | re.DOTALL)
_WORD_BEFORE = re.compile(r"[\w.]*$")


@dataclass(frozen=True)
class Passage:
    """A piece of a document: `text[start:end]`, and the headings it stands under, joined by " › "."""

    start: int
    end: int
    heading: str = ""


def chunk_document(
    text: str, size: int = SIZE, overlap: int = OVERLAP, *, headings: bool = True
) -> list[Passage]:
    """Cut a document at the ends of its sentences.

    Parameters
    ----------
    text : str
    size : int, default=800
        Most characters of a passage.
    overlap : int, default=100
        Whole sentences of up to so many characters are repeated at the start of the next passage.
    headings : bool, default=True
        Whether lines that begin with ``#`` are headings, as in Markdown. A passage never crosses one.

    Returns
    -------
    list of Passage
        In order. Together they hold every character but white space.

    Raises
    ------
    ValueError
        If overlap is below 0, or not below size.
    """
    if not 0 <= overlap < size:
        raise ValueError(f"overlap must be from 0 to size - 1 = {size - 1}, got {overlap}. Lower it.")
    return [
        Passage(start, end, heading)
        for section, heading in (_sections(text) if headings else [((0, len(text)), "")])
        for start, end in _packed(_pieces(text, section, size), size, overlap)
    ]


def split_sentences(text: str) -> list[Span]:
    """Find the sentences of a text as (start, end), without the white space between them.

    A sentence ends at ``. ! ?`` before white space, at their East Asian forms, and at an empty line; not after an
    abbreviation, an initial, or before a small letter.
    """
    return _sentences(text, 0, len(text))


def _sentences(text: str, start: int, end: int) -> list[Span]:
    found, begin = [], start
    for stop in _STOP.finditer(text, start, end):
        if _ends_sentence(text, stop.start(), stop.end(), begin):
            found.append((begin, stop.end()))
            begin = stop.end()
    return [span for one in (*found, (begin, end)) if (span := _stripped(text, *one))]


def _ends_sentence(text: str, start: int, end: int, begin: int) -> bool:
    if text[start] != ".":
        return True
    before = _WORD_BEFORE.search(text, begin, start)
    word = before.group() if before else ""
    following = text[end : end + 40].lstrip()[:1]
    if (len(word) == 1 and word.isupper()) or word.lower() in ABBREVIATIONS:
        return False
    if following.isdigit() and word.lower() in NUMBERED:
        return False
    return not following.islower()


def _stripped(text: str, start: int, end: int) -> Span | None:
    """The span without white space at its ends; None when nothing is left."""
    inside = text[start:end]
    kept = inside.strip()
    if not kept:
        return None
    start += len(inside) - len(inside.lstrip())
    return start, start + len(kept)


def _sections(text: str) -> Iterator[tuple[Span, str]]:
    """Each stretch from one heading to the next, with the path of headings; one without a body joins the next."""
    path: dict[int, str] = {}
    begin = body = 0
    fenced = [code.span() for code in _FENCED.finditer(text)]
    for found in _HEADING.finditer(text):
        if any(start <= found.start() < end for start, end in fenced):
            continue  # a comment in code
        if text[body : found.start()].strip():
            yield (begin, found.start()), " › ".join(path.values())
            begin = found.start()
        level, body = len(found[1]), found.end()
        path = {upper: name for upper, name in path.items() if upper < level} | {level: found[2]}
    yield (begin, len(text)), " › ".join(path.values())


def _pieces(text: str, section: Span, size: int) -> list[Span]:
    """The sentences of a section, and code between fences in one with the sentence that leads to it.

    What is longer than `size` is cut at white space, or anywhere if it has none.
    """
    found: list[Span] = []
    begin, end = section
    for code in _FENCED.finditer(text, begin, end):
        found += [
            piece for span in _sentences(text, begin, code.start()) for piece in _cut(text, *span, size)
        ]
        leads = found and text[found[-1][1] - 1] == ":" and code.end() - found[-1][0] <= size
        found += _cut(text, found.pop()[0] if leads else code.start(), code.end(), size)
        begin = code.end()
    return found + [piece for span in _sentences(text, begin, end) for piece in _cut(text, *span, size)]


def _cut(text: str, start: int, end: int, size: int) -> Iterator[Span]:
    while end - start > size:
        half = start + size // 2
        line = text.rfind("\n", half, start + size)
        gap = line if line > 0 else text.rfind(" ", half, start + size)
        stop = gap if gap > start else start + size
        if span := _stripped(text, start, stop):
            yield span
        start = stop
    if span := _stripped(text, start, end):
        yield span


def _packed(pieces: list[Span], size: int, overlap: int) -> Iterator[Span]:
    """Join neighbours while they fit; each next one steps back over whole pieces of up to `overlap` characters."""
    first = 0
    while first < len(pieces):
        start = pieces[first][0]
        last = first
        while last + 1 < len(pieces) and pieces[last + 1][1] - start <= size:
            last += 1
        end = pieces[last][1]
        yield start, end
        if last + 1 == len(pieces):
            return
        back = bisect_left(pieces, (end - overlap, 0), first, last + 1)
        # Never so far back that the next piece would not fit any more.
        while back <= last and pieces[last + 1][1] - pieces[back][0] > size:
            back += 1
        first = back
