"""What every kind of chat model offers to `ChatModel`."""

from __future__ import annotations

from collections.abc import Generator
from decimal import Decimal
from typing import Any, Protocol

from pydantic.dataclasses import dataclass

from firsthand.llm.errors import ModelService
from firsthand.llm.reply import Usage
from firsthand.llm.request import Request


@dataclass(frozen=True, config={"strict": True})
class Part:
    """A piece of an answer, or a whole one. What is None is not known yet.

    The SDKs pass on whatever a server sends; here it is text where text should be, or a `ValidationError`.
    """

    text: str = ""
    usage: Usage | None = None
    stop: str | None = None
    model: str | None = None


def counted(read: Any, written: Any, from_cache: Any = 0, into_cache: Any = 0) -> Usage | None:
    """Usage, or None where a server counts nothing, or nonsense."""
    if not (_count(read) and _count(written)):
        return None
    return Usage(
        read, written, from_cache if _count(from_cache) else 0, into_cache if _count(into_cache) else 0
    )


def _count(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value >= 0


class Provider(Protocol):
    """One way of reaching a model. Its methods raise `LLMError` and nothing else.

    Attributes
    ----------
    service : ModelService
    schemas : bool
        Whether a request with a schema is answered by the provider's own structured output.
    """

    service: ModelService
    schemas: bool

    def ask(self, request: Request) -> Part:
        """Wait for the whole answer."""

    async def ask_async(self, request: Request) -> Part:
        """Wait for the whole answer and let others work meanwhile."""

    def parts(self, request: Request) -> Generator[Part, None, None]:
        """Give the answer as it comes. Closing the generator ends the call."""

    def price(self, usage: Usage, model: str) -> Decimal | None:
        """US dollars, or None where the price is not known."""

    def close(self) -> None:
        """Let go of what is open."""
