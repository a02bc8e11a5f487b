"""What goes over the wire: the bodies of requests and answers, as Pydantic models."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, field_validator

from firsthand.rag.answer.answer import MAX_QUESTION_CHARACTERS, Answer, Citation
from firsthand.rag.index.collections import MAX_TITLE_CHARACTERS

if TYPE_CHECKING:
    from firsthand.rag.index.knowledge_base import Hit, Source, Summary

MAX_TEXTS = 1000
MAX_TEXT_CHARACTERS = 1_000_000
MAX_HITS = 50

Question = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=MAX_QUESTION_CHARACTERS)
]
Mode = Literal["hybrid", "dense", "bm25"]


class Body(BaseModel):
    """What is sent; a field that does not exist is a mistake."""

    model_config = ConfigDict(extra="forbid")


class NewCollection(Body):
    """A collection to be made."""

    title: Annotated[
        str, StringConstraints(strip_whitespace=True, min_length=1, max_length=MAX_TITLE_CHARACTERS)
    ] = Field(examples=["My notes"])


class CollectionInfo(BaseModel):
    """A collection."""

    name: str
    title: str
    sources: int
    chunks: int


class Text(Body):
    """A text to be added. `name` tells it from others: a text of the same name is replaced.

    A name that ends in `.md` says that the text is Markdown.
    """

    name: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]
    text: Annotated[str, StringConstraints(min_length=1, max_length=MAX_TEXT_CHARACTERS)]


class Texts(Body):
    """Texts to be added, no name twice."""

    texts: list[Text] = Field(min_length=1, max_length=MAX_TEXTS)

    @field_validator("texts")
    @classmethod
    def _names_differ(cls, texts: list[Text]) -> list[Text]:
        names = [one.name for one in texts]
        twice = (
            next((name for name in names if names.count(name) > 1), None)
            if len(set(names)) < len(names)
            else None
        )
        if twice is not None:
            raise ValueError(f"two texts are called {twice[:60]!r}. Give each a name of its own")
        return texts


class Failed(BaseModel):
    """A file that could not be read, and why."""

    name: str
    why: str


class Added(BaseModel):
    """What adding did."""

    added: int
    changed: int
    unchanged: int
    removed: int
    failed: list[Failed]
    partly: list[Failed] = Field(default_factory=list, description="Files that were read in part.")
    passed_over: dict[str, int] = Field(
        default_factory=dict,
        description="Files of folders whose kind is not read, by the ending of their names.",
    )

    @classmethod
    def of(cls, summary: Summary) -> Added:
        """From the knowledge base's own."""
        return cls(
            added=summary.added,
            changed=summary.changed,
            unchanged=summary.unchanged,
            removed=summary.removed,
            failed=[Failed(name=_last(path), why=why) for path, why in summary.failed],
            partly=[Failed(name=_last(path), why=why) for path, why in summary.partly],
            passed_over=dict(summary.passed_over),
        )


class SourceInfo(BaseModel):
    """A document of a collection."""

    id: str
    name: str
    chunks: int
    added: str

    @classmethod
    def of(cls, source: Source) -> SourceInfo:
        """From the knowledge base's own."""
        return cls(id=source.id, name=source.name, chunks=source.chunks, added=str(source.added))


class Document(SourceInfo):
    """A document with its text."""

    text: str


class Asked(Body):
    """What a search and a question have in common."""

    question: Question = Field(examples=["Who created Python?"])
    k: int = Field(default=5, ge=1, le=MAX_HITS, description="Chunks to look at.")
    mode: Mode = "hybrid"


class SearchBody(Asked):
    """A search."""


class TurnBody(Body):
    """A question that was asked before and its answer."""

    question: Question
    answer: Annotated[str, StringConstraints(max_length=20_000)] = ""


class AskBody(Asked):
    """A question to be answered."""

    history: list[TurnBody] = Field(
        default_factory=list, max_length=50, description="The conversation so far."
    )
    use_model: bool = Field(
        default=True,
        description="Whether the chat model named in FIRSTHAND_LLM writes the answer, where there is one.",
    )


class HitBody(BaseModel):
    """A chunk that was found: where it stands in its document, and its place and score in each ranking."""

    chunk: str
    source: str
    source_name: str
    heading: str
    text: str
    start: int
    end: int
    score: float
    ranks: dict[str, int | None]
    scores: dict[str, float]

    @classmethod
    def of(cls, hit: Hit) -> HitBody:
        """From the knowledge base's own."""
        chunk = hit.chunk
        return cls(
            chunk=chunk.id,
            source=chunk.source,
            source_name=chunk.name,
            heading=chunk.heading,
            text=chunk.text,
            start=chunk.start,
            end=chunk.end,
            score=float(hit.score),
            ranks=dict(hit.ranks),
            scores={name: float(score) for name, score in hit.scores.items()},
        )


class CitationBody(BaseModel):
    """The source of a sentence of the answer; `number` counts the hits from 1."""

    number: int
    chunk: str
    source: str
    sentence: str
    start: int
    end: int

    @classmethod
    def of(cls, citation: Citation) -> CitationBody:
        """From the answer's own."""
        chunk = citation.chunk
        return cls(
            number=citation.number,
            chunk=chunk.id,
            source=chunk.source,
            sentence=citation.sentence,
            start=citation.start,
            end=citation.end,
        )


class AnswerBody(BaseModel):
    """An answer. `model` is null where its sentences were taken over from the documents."""

    text: str
    refused: bool
    citations: list[CitationBody]
    hits: list[HitBody]
    model: str | None
    question: str
    dropped: list[str]
    note: str
    seconds: float

    @classmethod
    def of(cls, answer: Answer) -> AnswerBody:
        """From the answer itself."""
        return cls(
            text=answer.text,
            refused=answer.refused,
            citations=[CitationBody.of(one) for one in answer.citations],
            hits=[HitBody.of(one) for one in answer.context],
            model=answer.model,
            question=answer.question,
            dropped=list(answer.dropped),
            note=answer.note,
            seconds=round(answer.seconds, 4),
        )


class ErrorBody(BaseModel):
    """What went wrong and what to do, in one sentence."""

    error: str


class ContextLine(BaseModel):
    """First line of a stream: how the question was understood and what was found."""

    type: Literal["context"] = "context"
    question: str
    hits: list[HitBody]


class PieceLine(BaseModel):
    """A piece of the answer."""

    type: Literal["piece"] = "piece"
    text: str


class AnswerLine(BaseModel):
    """Last line of a stream: the whole answer."""

    type: Literal["answer"] = "answer"
    answer: AnswerBody


class ErrorLine(BaseModel):
    """Last line of a stream that broke off."""

    type: Literal["error"] = "error"
    error: str


def _last(path: object) -> str:
    return str(path).replace("\\", "/").rsplit("/", 1)[-1]
