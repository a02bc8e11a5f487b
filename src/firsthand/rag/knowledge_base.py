"""A knowledge base as one meets it first: put documents in, ask."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from firsthand.rag.answer.answer import Answer, answer
from firsthand.rag.index.knowledge_base import KnowledgeBase as SearchedKnowledgeBase

if TYPE_CHECKING:
    from firsthand.llm import ChatModel
    from firsthand.rag.answer.query import Exchange


class KnowledgeBase(SearchedKnowledgeBase):
    """Documents in a folder of its own, searched and asked.

    >>> knowledge = KnowledgeBase("my-notes")           # doctest: +SKIP
    >>> knowledge.add(["notes/", "paper.pdf"])          # doctest: +SKIP
    >>> print(knowledge.ask("Who proposed it?").text)   # doctest: +SKIP
    """

    def ask(
        self,
        question: str,
        *,
        k: int = 5,
        model: ChatModel | str | None = None,
        history: Sequence[Exchange] = (),
    ) -> Answer:
        """Answer a question from the documents, each sentence with its source, or refuse.

        Parameters
        ----------
        question : str
            Up to 1,000 characters.
        k : int, default=5
            Chunks to look at.
        model : ChatModel or str, default=None
            Writes the answer; a name such as ``ollama:qwen3.5:4b`` is connected. Without one the sentences of the
            documents that answer are given as they are.
        history : sequence of Exchange
            The conversation so far: "and who created it?" is understood from it.

        Raises
        ------
        FirsthandError
            For an empty or overlong question; LLMError when the model fails.
        """
        return answer(self, question, k=k, model=model, history=history)
