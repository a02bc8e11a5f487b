"""What the HTTP API and the page do with collections, in plain calls that block: nothing here knows of either."""

from __future__ import annotations

import threading
from collections.abc import Generator
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

from firsthand._typing import OnProgress
from firsthand.errors import FirsthandError
from firsthand.llm import ChatModel, configured, connect
from firsthand.rag.answer.answer import AnswerStream, Exchange, answer, stream_answer
from firsthand.rag.index.collections import Collection, Collections, Missing
from firsthand.rag.server.schemas import (
    Added,
    AnswerBody,
    AnswerLine,
    AskBody,
    CollectionInfo,
    ContextLine,
    Document,
    ErrorLine,
    HitBody,
    PieceLine,
    SearchBody,
    SourceInfo,
    Text,
)

if TYPE_CHECKING:
    from firsthand.rag.index.knowledge_base import KnowledgeBase, Summary

Line = ContextLine | PieceLine | AnswerLine | ErrorLine


class Service:
    """Collections and the chat model that answers from them.

    Parameters
    ----------
    collections : Collections
    model : ChatModel, default=None
        None takes the one named in ``FIRSTHAND_LLM`` at the first question that wants one; without that, answers are
        sentences of the documents.
    """

    def __init__(self, collections: Collections, model: ChatModel | None = None) -> None:
        self.collections = collections
        self._model = model
        self._connecting = threading.Lock()

    @property
    def model(self) -> ChatModel | None:
        """The chat model, connected at first use."""
        with self._connecting:
            if self._model is None and configured():
                self._model = connect()
            return self._model

    def summary(self, collection: Collection) -> CollectionInfo:
        """A collection with its counts."""
        sources = collection.knowledge.sources()
        chunks = sum(source.chunks for source in sources)
        return CollectionInfo(
            name=collection.name, title=collection.title, sources=len(sources), chunks=chunks
        )

    def create(self, title: str) -> CollectionInfo:
        """Make an empty collection."""
        made = self.collections.create(title)
        return CollectionInfo(name=made.name, title=made.title, sources=0, chunks=0)

    def add_texts(self, name: str, texts: list[Text]) -> Added:
        """Add texts; one of a name that is there replaces it."""
        with self.collections.get(name).writing() as knowledge:
            return Added.of(knowledge.add_texts([one.text for one in texts], [one.name for one in texts]))

    def add_files(
        self, name: str, files: list[tuple[str, bytes]], progress: OnProgress | None = None
    ) -> Added:
        """Keep copies of files and index them. A file that cannot be read is told of and not kept."""
        collection = self.collections.get(name)
        with collection.writing() as knowledge:
            paths = [collection.keep(file, content) for file, content in files]
            return Added.of(_indexed(knowledge, paths, progress))

    def catch_up(self, name: str) -> None:
        """Index the copies that were kept when a process ended before it had indexed them."""
        collection = self.collections.get(name)
        with collection.writing() as knowledge:
            known = {source.path for source in knowledge.sources()}
            kept = collection.files.iterdir() if collection.files.is_dir() else []
            waiting = [
                path for path in kept if str(path.resolve()) not in known and not path.name.startswith(".")
            ]
            if waiting:
                _indexed(knowledge, sorted(waiting), None)

    def sources(self, name: str) -> list[SourceInfo]:
        """The documents of a collection."""
        return [SourceInfo.of(source) for source in self.collections.get(name).knowledge.sources()]

    def document(self, name: str, source_id: str) -> Document:
        """A document with its text."""
        knowledge = self.collections.get(name).knowledge
        found = next((one for one in knowledge.sources() if one.id == source_id), None)
        if found is None:
            raise _no_source(name, source_id)
        return Document(**SourceInfo.of(found).model_dump(), text=knowledge.document(source_id))

    def remove(self, name: str, source_id: str) -> None:
        """Take a document out, and delete the copy that was kept of it."""
        collection = self.collections.get(name)
        with collection.writing() as knowledge:
            found = next((one for one in knowledge.sources() if one.id == source_id), None)
            if found is None:
                raise _no_source(name, source_id)
            knowledge.remove(source_id)
            copy = collection.files / found.name
            if found.path and Path(found.path) == copy:
                copy.unlink(missing_ok=True)

    def search(self, name: str, body: SearchBody) -> list[HitBody]:
        """The best chunks, best first."""
        collection = self.collections.get(name)
        return [
            HitBody.of(hit) for hit in collection.knowledge.search(body.question, k=body.k, mode=body.mode)
        ]

    def ask(self, name: str, body: AskBody) -> AnswerBody:
        """Answer a question, or refuse."""
        collection = self.collections.get(name)
        found = answer(
            collection.knowledge,
            body.question,
            k=body.k,
            mode=body.mode,
            model=self.model if body.use_model else None,
            history=_turns(body),
        )
        return AnswerBody.of(found)

    def begin(self, name: str, body: AskBody) -> AnswerStream:
        """Retrieve, and be ready to answer. What is wrong with the question shows here."""
        return stream_answer(
            self.collections.get(name).knowledge,
            body.question,
            k=body.k,
            mode=body.mode,
            model=self.model if body.use_model else None,
            history=_turns(body),
        )

    def lines(self, stream: AnswerStream) -> Generator[Line, None, None]:
        """What was found, then the answer as it comes, then the whole of it. Closing the iterator stops the answer."""
        yield ContextLine(question=stream.question, hits=[HitBody.of(hit) for hit in stream.context])
        with closing(stream):
            try:
                for piece in stream:
                    yield PieceLine(text=piece)
            except FirsthandError as error:
                yield ErrorLine(error=str(error))
            else:
                yield AnswerLine(answer=AnswerBody.of(stream.answer))

    def close(self) -> None:
        """Let go of what is open; what is being indexed breaks off."""
        self.collections.stop()
        self.collections.close()
        if self._model is not None:
            self._model.close()


def _indexed(knowledge: KnowledgeBase, copies: list[Path], progress: OnProgress | None) -> Summary:
    """Take in the copies, and delete those that cannot be read."""
    summary = knowledge.add(copies, progress=progress)
    for path, _ in summary.failed:
        Path(path).unlink(missing_ok=True)
    return summary


def _turns(body: AskBody) -> list[Exchange]:
    return [Exchange(one.question, one.answer) for one in body.history]


def _no_source(name: str, source_id: str) -> Missing:
    return Missing(
        f"The collection {name!r} holds no source {source_id!r}. Its list of sources says which there are."
    )
