"""The conversation with each collection, kept in its folder: it is there again after a reload and a restart.

And how an answer is dressed for the page: as HTML, each passage with the address of its lesson.
"""

from __future__ import annotations

import json
import re
import threading
from pathlib import Path
from typing import Any

from firsthand.course.content.lesson_markdown import lesson_address
from firsthand.files import write_atomically
from firsthand.rag.index.collections import Collections, Missing
from firsthand.rag.server.schemas import AnswerBody, AnswerLine, ContextLine, PieceLine
from firsthand.rag.server.service import Line
from firsthand.templates import fill
from firsthand.web import markdown

MAX_TURNS = 100  # turns


class Conversation:
    """Reads and writes the conversations; threads may share it."""

    def __init__(self, collections: Collections) -> None:
        self._collections = collections
        self._lock = threading.Lock()

    def turns(self, name: str) -> list[dict[str, Any]]:
        """Question and answer of each turn, oldest first; none before the first, or where the file cannot be read."""
        try:
            found = json.loads(self._place(name).read_text(encoding="utf-8"))
        except (OSError, ValueError, Missing):
            return []
        return found if isinstance(found, list) else []

    def add(self, name: str, question: str, answer: AnswerBody) -> None:
        """Append a turn."""
        with self._lock:
            turns = [*self.turns(name), {"question": question, "answer": answer.model_dump()}]
            write_atomically(
                self._place(name), json.dumps(turns[-MAX_TURNS:], ensure_ascii=False), private=True
            )

    def clear(self, name: str) -> None:
        """Forget the conversation."""
        with self._lock:
            self._place(name).unlink(missing_ok=True)

    def _place(self, name: str) -> Path:
        return self._collections.get(name).folder / "conversation.json"


def dressed_line(line: Line) -> dict[str, Any]:
    """A line of a stream as the page takes it."""
    body = line.model_dump()
    if isinstance(line, AnswerLine):
        body["answer"] = dressed(body["answer"])
    elif isinstance(line, ContextLine):
        body["hits"] = [_addressed(hit) for hit in body["hits"]]
    elif isinstance(line, PieceLine):
        body["html"] = re.sub(r"^<p>|</p>\s*$", "", str(markdown.render(line.text.strip())))
    return body


def dressed(answer: dict[str, Any]) -> dict[str, Any]:
    """An answer with its text as HTML. Models write Markdown, and so do the lessons; other texts stand as they are."""
    names = [hit["source_name"] for hit in answer["hits"]]
    cited = [names[one["number"] - 1] for one in answer["citations"]]
    marked_up = answer["model"] or all(name.endswith((".md", ".markdown", ".ipynb")) for name in cited)
    text = markdown.render(answer["text"]) if marked_up else fill("web/ask/plain.html", text=answer["text"])
    return answer | {"html": text, "hits": [_addressed(hit) for hit in answer["hits"]]}


def _addressed(hit: dict[str, Any]) -> dict[str, Any]:
    return hit | {"address": lesson_address(hit["source_name"].removesuffix(".md"), hit["heading"])}
