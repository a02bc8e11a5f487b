"""Chat models of Anthropic, through the official SDK."""

from __future__ import annotations

import weakref
from collections.abc import Generator
from decimal import Decimal
from functools import cached_property
from typing import Any

import anthropic
from anthropic.types import Message
from pydantic import BaseModel

from firsthand.llm.errors import LLMError, ModelService
from firsthand.llm.providers import http_limits
from firsthand.llm.providers.base import Part, counted
from firsthand.llm.providers.prices import list_price
from firsthand.llm.reply import Usage
from firsthand.llm.request import Request

STOPS = {
    "end_turn": "end",
    "stop_sequence": "end",
    "max_tokens": "length",
    "model_context_window_exceeded": "length",
    "refusal": "refused",
}


class AnthropicChat:
    """One model of Anthropic."""

    schemas = True

    def __init__(self, service: ModelService, key: str) -> None:
        self.service = service
        self._options: dict[str, Any] = {
            "api_key": key,
            "base_url": service.url,
            "timeout": http_limits.timeouts(service.timeout),
            "max_retries": service.retries,
        }
        http = anthropic.DefaultHttpxClient(event_hooks=http_limits.hooks(anthropic.AnthropicError))
        self._client = anthropic.Anthropic(**self._options, http_client=http)
        self._close = weakref.finalize(self, http.close)

    @cached_property
    def _async_client(self) -> anthropic.AsyncAnthropic:
        http = anthropic.DefaultAsyncHttpxClient(
            event_hooks=http_limits.async_hooks(anthropic.AnthropicError), limits=http_limits.NO_KEEPING
        )
        return anthropic.AsyncAnthropic(**self._options, http_client=http)

    def ask(self, request: Request) -> Part:
        """Wait for the whole answer."""
        body = self._body(request)
        try:
            message = self._client.messages.create(**body)
        except Exception as error:  # whatever the SDK and the transport below it raise
            raise self.service.explain(error) from None
        return self._whole(message)

    async def ask_async(self, request: Request) -> Part:
        """Wait for the whole answer and let others work meanwhile."""
        body = self._body(request)
        try:
            message = await self._async_client.messages.create(**body)
        except Exception as error:  # as above
            raise self.service.explain(error) from None
        return self._whole(message)

    def parts(self, request: Request) -> Generator[Part, None, None]:
        """Give the answer as it comes."""
        body = self._body(request) | {"stream": True}
        read = Usage(0, 0)
        try:
            with self._client.messages.create(**body) as events:
                for event in events:
                    with self.service.reading():
                        if event.type == "message_start":
                            read = _usage(event.message.usage) or read
                        part = _piece(event, read)
                    yield part
        except Exception as error:  # as above
            raise self.service.explain(error) from None

    def price(self, usage: Usage, model: str) -> Decimal | None:
        """US dollars, or None where the price is not known."""
        return list_price(usage, model, provider="anthropic")

    def close(self) -> None:
        """Let go of the connections; also done when nobody holds this any more."""
        self._close()

    def _body(self, request: Request) -> dict[str, Any]:
        if request.temperature is not None and request.temperature > 1:
            raise LLMError(f"temperature must be from 0 to 1 for Anthropic, got {request.temperature:g}.")
        extra: dict[str, Any] = {}  # what not every version of the SDK has a parameter for
        if request.temperature is not None:
            extra["temperature"] = request.temperature
        if request.schema is not None:
            extra["output_config"] = {"format": _form(request.schema)}
        body: dict[str, Any] = {
            "model": self.service.model,
            "messages": list(request.messages),
            "max_tokens": request.max_tokens,
        }
        return (
            body
            | ({"system": request.system} if request.system else {})
            | ({"extra_body": extra} if extra else {})
        )

    def _whole(self, message: object) -> Part:
        if not isinstance(message, Message):
            raise self.service.malformed("it is no JSON")
        with self.service.reading():
            text = "".join(block.text for block in message.content if block.type == "text")
            return Part(text, _usage(message.usage), _stop(message.stop_reason) or "end", message.model)


def _piece(event: Any, read: Usage) -> Part:
    """What one event of a stream adds. The input is counted in its first one, the output in its last."""
    if event.type == "message_start":
        return Part(model=event.message.model)
    if event.type == "content_block_delta" and event.delta.type == "text_delta":
        return Part(text=event.delta.text)
    if event.type == "message_delta":
        written = getattr(event.usage, "output_tokens", None)
        usage = counted(read.input_tokens, written, read.cache_read_tokens, read.cache_write_tokens)
        return Part(usage=usage, stop=_stop(event.delta.stop_reason))
    return Part()


def _stop(reason: str | None) -> str | None:
    return STOPS.get(reason, reason) if reason else None


def _usage(usage: Any) -> Usage | None:
    """Anthropic counts what the cache gave or took apart from the rest of the input; here it is part of it."""
    read = getattr(usage, "cache_read_input_tokens", None) or 0
    written = getattr(usage, "cache_creation_input_tokens", None) or 0
    return counted(
        getattr(usage, "input_tokens", 0) + read + written,
        getattr(usage, "output_tokens", None),
        read,
        written,
    )


def _form(schema: type[BaseModel]) -> dict[str, Any]:
    try:
        return {"type": "json_schema", "schema": anthropic.transform_schema(schema)}
    except (TypeError, ValueError, KeyError) as error:
        raise LLMError(f"Anthropic cannot hold to {schema.__name__}: {error}", unsupported=True) from None
