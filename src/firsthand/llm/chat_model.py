"""A chat model, whoever provides it."""

from __future__ import annotations

from decimal import Decimal
from types import TracebackType

from firsthand.llm.budget import Budget
from firsthand.llm.call import Call
from firsthand.llm.errors import LLMError
from firsthand.llm.providers.base import Part, Provider
from firsthand.llm.reply import Reply, Structured, Value
from firsthand.llm.request import Messages, Request, checked
from firsthand.llm.stream import Stream
from firsthand.llm.structured import ask_as


class ChatModel:
    """A chat model to ask; `connect` makes one.

    `messages` is everywhere the question, or the conversation: a list of ``{"role": "user" | "assistant",
    "content": str}``, oldest first, with at most one ``"system"`` message, at its head. `system` says how to behave.
    `temperature` spreads the choice of the next token: 0 is the likeliest each time, None the provider's default.
    `max_tokens` ends the answer. Every method raises `LLMError` when there is none.

    Attributes
    ----------
    name : str
        ``"provider:model"``
    """

    def __init__(self, name: str, provider: Provider, limit: Decimal | None = None) -> None:
        self.name = name
        self._provider = provider
        self._budget = Budget(limit)

    def __repr__(self) -> str:
        return f"<ChatModel {self.name}>"

    def __enter__(self) -> ChatModel:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    @property
    def spent(self) -> Decimal:
        """US dollars that this model's calls have cost so far, where the price was known."""
        return self._budget.spent

    def reply(
        self,
        messages: Messages,
        *,
        system: str | None = None,
        temperature: float | None = None,
        max_tokens: int = 1024,
    ) -> Reply:
        """Ask and wait for the whole answer."""
        return self._ask(checked(messages, system, temperature, max_tokens))

    async def areply(
        self,
        messages: Messages,
        *,
        system: str | None = None,
        temperature: float | None = None,
        max_tokens: int = 1024,
    ) -> Reply:
        """Ask and await the whole answer; many may be awaited at once."""
        call = self._call(checked(messages, system, temperature, max_tokens))
        call.begin()
        try:
            part = await self._provider.ask_async(call.request)
        except BaseException as error:
            call.fail(_failed(error))
            raise
        return _ended(call, part)

    def stream(
        self,
        messages: Messages,
        *,
        system: str | None = None,
        temperature: float | None = None,
        max_tokens: int = 1024,
    ) -> Stream:
        """Ask, and give the answer piece by piece as it is written. The call starts with the first piece."""
        return Stream(self._call(checked(messages, system, temperature, max_tokens)))

    def reply_as(
        self,
        schema: type[Value],
        messages: Messages,
        *,
        system: str | None = None,
        temperature: float | None = None,
        max_tokens: int = 1024,
    ) -> Structured[Value]:
        """Ask for an object of a Pydantic model.

        The provider's own structured output where it has one; elsewhere the schema goes into the prompt. An answer
        that does not fit is sent back with its faults, at most twice.
        """
        asked = checked(messages, system, temperature, max_tokens)
        return ask_as(schema, asked, self._ask, native=self._provider.schemas)

    def close(self) -> None:
        """Let go of connections and memory."""
        self._provider.close()

    def _call(self, asked: Request) -> Call:
        return Call(self._provider, self._budget, asked)

    def _ask(self, asked: Request) -> Reply:
        call = self._call(asked)
        call.begin()
        try:
            part = self._provider.ask(asked)
        except BaseException as error:
            call.fail(_failed(error))
            raise
        return _ended(call, part)


def _ended(call: Call, part: Part) -> Reply:
    return call.end(call.reply(part, part.stop or "end"))


def _failed(error: BaseException) -> LLMError:
    """What a cancelled or interrupted call means for the budget: it may be billed."""
    return error if isinstance(error, LLMError) else LLMError(str(error), billed=True)
