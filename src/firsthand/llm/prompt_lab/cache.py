"""Replies kept on disk by what was asked, so that the same question is paid for once."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

from platformdirs import user_cache_path

from firsthand.files import replace_file
from firsthand.llm.reply import Reply, Usage


@dataclass(frozen=True)
class Call:
    """All that decides a reply: the model, the prompt, the settings, and which of several samples it is."""

    model: str
    prompt: str
    temperature: float | None
    max_tokens: int
    sample: int = 0

    @property
    def key(self) -> str:
        """A name made of the content: another prompt, another key."""
        text = json.dumps([self.model, self.prompt, self.temperature, self.max_tokens, self.sample])
        return hashlib.sha256(text.encode()).hexdigest()


class Cache:
    """One small file a reply, each written whole or not at all.

    A kill loses at most the replies under way, and several runs may read and write at once: who writes a file
    second puts the same question's answer in its place.

    Parameters
    ----------
    folder : Path, default: the user's cache folder
    """

    def __init__(self, folder: Path | None = None) -> None:
        self.folder = folder or user_cache_path("firsthand", appauthor=False) / "lab"

    def get(self, call: Call) -> Reply | None:
        """The reply to a call, or None when there is none that can be read."""
        try:
            return _reply(json.loads(self._path(call).read_text(encoding="utf-8"))["reply"])
        except (OSError, ValueError, KeyError, TypeError, ArithmeticError):
            return None

    def put(self, call: Call, reply: Reply) -> None:
        """Keep a reply. What was asked stands beside it, for whoever looks into the file."""
        path = self._path(call)
        path.parent.mkdir(parents=True, exist_ok=True)
        text = json.dumps({"call": vars(call), "reply": _plain(reply)}, ensure_ascii=False, indent=1)
        replace_file(path, text.encode())

    def _path(self, call: Call) -> Path:
        return self.folder / call.key[:2] / f"{call.key}.json"


def _plain(reply: Reply) -> dict[str, Any]:
    usage = reply.usage and [reply.usage.input_tokens, reply.usage.output_tokens]
    cost = None if reply.cost is None else str(reply.cost)
    return {**vars(reply), "usage": usage, "cost": cost}


def _reply(saved: dict[str, Any]) -> Reply:
    usage = Usage(*saved["usage"]) if saved["usage"] else None
    cost = None if saved["cost"] is None else Decimal(saved["cost"])
    return Reply(
        text=str(saved["text"]),
        usage=usage,
        cost=cost,
        model=saved["model"],
        seconds=float(saved["seconds"]),
        stop_reason=saved["stop_reason"],
    )
