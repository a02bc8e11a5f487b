"""What every kind of chat model offers to `ChatModel`."""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass
from decimal import Decimal
from typing import Protocol

from firsthand.llm.failures import Service
from firsthand.llm.reply import Usage
from firsthand.llm.request import Request


@dataclass(frozen=True)
class Part:
    """A piece of an answer, or a whole one. What is None is not known yet."""

    text: str = ""
    usage: Usage | None = None
    stop: str | None = None
    model: str | None = None


class Provider(Protocol):
    """One way of reaching a model. Its methods raise `LLMError` and nothing else.

    Attributes
    ----------
    service : Service
    schemas : bool
        Whether a request with a schema is answered by the provider's own structured output.
    """

    service: Service
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
