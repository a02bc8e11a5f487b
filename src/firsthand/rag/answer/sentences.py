"""The sentences of a chunk that can stand in an answer, each whole: with its question, its list, its code."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal, NamedTuple

from firsthand.rag.answer.query import words
from firsthand.rag.ingest.chunking import split_sentences

if TYPE_CHECKING:
    from firsthand.rag.index.knowledge_base import Hit

MAX_PASSAGE_LETTERS = 500  # characters of a question with its answer, or of a lead with its list
MAX_CODE_CHARACTERS = 800  # characters of code in an answer

_FENCE = re.compile(r"^[ ]{0,3}(`{3,}(?=[^`]*$)|~{3,})[ ]*(\w*)")
# A sign without white space after it marks no item: **bold**, -18.
_MARK = re.compile(r"^\s*([-*+•]|\d{1,3}[.)])\s+(?=\S)")
_FIRST = re.compile(r"^\s*([-*+•]|1[.)])\s")
_NOT_PROSE = re.compile(r"^\s*(#{1,6} |\||[-=*_]{3,}\s*$|\d{1,3}[.)]\s*$)")
_ASKS = re.compile(r"\?[*_\"”’)]*(\s|$)")
_ENDED = re.compile(r"[.!?…:;。！？]\W*$|\|$")
_LEADS = re.compile(r"(\?[*_\"”’)]*|:)$")  # a question, or a colon: what follows belongs to it
_POINTS_BACK = re.compile(
    r"(So |And |But )?([Tt]hat|[Tt]his|[Tt]hese|[Tt]hose|[Ss]uch)\b|(So )?([Ii]t|[Tt]hey) (is|are|was|were)\b|In short\b|[a-z]"
    r"|\$\$"
)
# What is only said to be said: it answers nothing.
_HYPOTHETICAL = re.compile(
    r"\b(will|would|may|might|could|can) (then |still |happily |well )?(tell|say|claim|answer|reply|pretend|believe)\b[^.;]*",
    re.IGNORECASE,
)
# "And the capital of France?" takes an example up again, and what follows speaks of the example.
_TAKEN_UP = re.compile(r"(?:^|(?<=\s))\W*(And|But|What about|How about)\b[^.?!]*\?")
_QUOTED = re.compile(r"[\"“][^\"“”]*(\?|(\s\S+){3,})[\"”]")
_SET_APART = re.compile(r"`[^`]*`|\$[^$]*\$|\*\*")  # asterisks in these are no emphasis, or closed


@dataclass(frozen=True)
class Sentence:
    """A sentence of a retrieved chunk: `start` and `end` count in the document's text.

    `before` is the sentence that stands before it in its paragraph: what "he" and "it" mean is often there. `beside` are the
    spans of its neighbours there, before and after, None where there is none.
    """

    text: str
    hit: Hit
    start: int
    end: int
    before: str = ""
    beside: tuple[tuple[int, int] | None, tuple[int, int] | None] = (None, None)

    def with_neighbour(self) -> Sentence:
        """With the sentence before it, or, where it begins its paragraph, the one after it; itself where that grows too long."""
        span = self.beside[0] or self.beside[1]
        if span is None or max(self.end, span[1]) - min(self.start, span[0]) > MAX_PASSAGE_LETTERS:
            return self
        start, end, first = min(self.start, span[0]), max(self.end, span[1]), self.hit.chunk.start
        return replace(
            self, text=clean(self.hit.chunk.text[start - first : end - first]), start=start, end=end
        )


class _Block(NamedTuple):
    """Lines of a chunk that belong together: characters from start to end."""

    kind: Literal["prose", "item", "code"]
    start: int
    end: int


def sentences_of(hit: Hit) -> list[Sentence]:
    """The sentences of a chunk that can stand in an answer.

    A question goes with the sentences that answer it, up to the end of its paragraph; what ends with a colon goes with
    the code, the list or the sentence after it; what begins with "That is" goes with the one before. Headings and
    rules are left out, and so is code that no sentence leads to.
    """
    chunk, found = hit.chunk, []
    blocks = _joined(hit.chunk.text, _blocks(hit.chunk.text))
    for index, block in enumerate(blocks):
        if block.kind == "code":
            continue
        spans = _whole(chunk.text, block)
        before = ""
        beside = [None, *((chunk.start + start, chunk.start + end) for start, end in spans), None]
        for at, (start, end) in enumerate(spans):
            text = clean(chunk.text[start:end])
            if (start, end) == spans[-1] and _LEADS.search(chunk.text[start:end]):
                end, text = _with_following(chunk.text, start, end, blocks[index + 1 :])
            found.append(
                Sentence(
                    text, hit, chunk.start + start, chunk.start + end, before, (beside[at], beside[at + 2])
                )
            )
            before = text
    return [one for one in found if len(words(one.text)) > 2]


def asserted(text: str) -> str:
    """A sentence without questions and sentences that it quotes, and without what somebody might say."""
    return _HYPOTHETICAL.sub(" ", _TAKEN_UP.sub(" ", _QUOTED.sub(" ", text)))


def clean(text: str) -> str:
    """A sentence on one line, without the mark of a list in front."""
    return " ".join(_MARK.sub("", text).split())


def _whole(text: str, block: _Block) -> list[tuple[int, int]]:
    """The spans of a block's sentences, joined where one is nothing without the next."""
    spans = [
        (block.start + start, block.start + end)
        for start, end in split_sentences(text[block.start : block.end])
    ]
    found: list[tuple[int, int]] = []
    while spans:
        start, end = spans.pop(0)
        while spans and _needs(text, start, end, spans[0]):
            end = spans.pop(0)[1]
        found.append((start, end))
    return found


def _needs(text: str, start: int, end: int, following: tuple[int, int]) -> bool:
    """Whether a span is no sentence without the following: it asks, leads on, has open emphasis, or is pointed back to."""
    said = text[start:end]
    if following[1] - start > MAX_PASSAGE_LETTERS:
        return False
    if not _ENDED.search(said) or _ASKS.search(said) or _LEADS.search(said):
        return True
    if _POINTS_BACK.match(text[following[0] : following[1]]):
        return True
    return _SET_APART.sub("", _MARK.sub("", said)).count("*") % 2 == 1


def _with_following(text: str, start: int, end: int, blocks: Sequence[_Block]) -> tuple[int, str]:
    """Where a sentence that leads on ends, and its text with what it leads to."""
    said = clean(text[start:end])
    if not blocks:
        return end, said
    first = blocks[0]
    if first.kind == "code":
        code = _code(text[first.start : first.end])
        return (first.end, f"{said}{code}") if code else (end, said)
    if first.kind == "prose":
        parts = [(span[0], span[1]) for span in _whole(text, first)[:1]]
    else:
        items = _run(blocks)
        parts = [(one.start, one.end) for one in items]
    kept = [part for part in parts if part[1] - start <= MAX_PASSAGE_LETTERS]
    if not kept:
        return end, said
    return kept[-1][1], " ".join([said, *(clean(text[at:to]) for at, to in kept)])


def _run(blocks: Sequence[_Block]) -> list[_Block]:
    """The items that stand at the front."""
    stop = next((index for index, one in enumerate(blocks) if one.kind != "item"), len(blocks))
    return list(blocks[:stop])


def _code(block: str) -> str:
    """Code as it is shown behind the sentence that leads to it: one line within it, more between fences."""
    opening, *lines = block.strip().split("\n")
    inside = [line for line in lines if not _FENCE.match(line)]
    if not inside or len(block) > MAX_CODE_CHARACTERS:
        return ""
    if len(inside) == 1 and "`" not in inside[0]:
        return f" `{inside[0].strip()}`"
    fence = _FENCE.match(opening)
    mark = fence[1] if fence else "```"
    return "\n\n" + "\n".join([opening.strip(), *inside, mark])


def _blocks(text: str) -> Iterator[_Block]:
    """Paragraphs, items of lists and code, in order."""
    fence = _opened_before(text)
    begin, kind, at, end = 0, "code" if fence else "", 0, 0
    for line in text.splitlines(keepends=True):
        start, at = at, at + len(line)
        mark = _FENCE.match(line)
        if fence:
            if mark and mark[1].startswith(fence):
                yield _Block("code", begin, at)
                fence, kind = "", ""
            continue
        new = _kind_of(line, kind) if not mark else "code"
        if kind and new != "goes on":
            yield _Block(kind, begin, end)  # type: ignore[arg-type]
            kind = ""
        if new in ("prose", "item", "code"):
            begin, kind = start, new
        fence = mark[1] if mark else ""
        end = start + len(line.rstrip())
    if kind:
        yield _Block(kind, begin, len(text))  # type: ignore[arg-type]


def _joined(text: str, blocks: Iterator[_Block]) -> list[_Block]:
    """The blocks, a paragraph that goes on after a formula as one with what stands before it."""
    found: list[_Block] = []
    for block in blocks:
        last = found[-1] if found else None
        goes_on = text[block.start : block.start + 2] == "$$" or text[block.start : block.start + 1].islower()
        if (
            last
            and last.kind == block.kind == "prose"
            and goes_on
            and not text[last.end : block.start].strip()
        ):
            found[-1] = _Block("prose", last.start, block.end)
        else:
            found.append(block)
    return found


def _kind_of(line: str, kind: str) -> str:
    """What a line begins, "goes on" where it belongs to the block before, or nothing."""
    if not line.strip() or _NOT_PROSE.match(line):
        return ""
    if _MARK.match(line) and (kind in ("", "item") or _FIRST.match(line)):
        return "item"
    return "goes on" if kind else "prose"


def _opened_before(text: str) -> str:
    """The fence of code that the chunk before opened: this one holds an odd number, and the first opens nothing."""
    marks = [mark for line in text.split("\n") if (mark := _FENCE.match(line))]
    return marks[0][1] if len(marks) % 2 and not marks[0][2] else ""
