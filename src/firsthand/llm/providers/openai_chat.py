"""Chat models that speak OpenAI's language, through the official SDK: OpenAI itself, Ollama, vLLM, llama.cpp …"""

from __future__ import annotations

import re
import weakref
from collections.abc import Generator
from decimal import Decimal
from functools import cached_property
from typing import Any
from urllib.parse import urlsplit

import httpx2
import openai
from openai.types.chat import ChatCompletion, ChatCompletionChunk
from pydantic import BaseModel

from firsthand.llm.errors import LLMError, ModelService
from firsthand.llm.providers import http_limits
from firsthand.llm.providers.base import Part, counted
from firsthand.llm.providers.prices import FREE, list_price
from firsthand.llm.reply import Usage
from firsthand.llm.request import Request

STOPS = {"stop": "end", "length": "length", "content_filter": "refused"}


class _Patient(openai.DefaultHttpxClient):
    """A client whose read time-outs are the SDK's own kind of error, the one after which it does not ask again."""

    def send(self, *args: Any, **named: Any) -> Any:
        try:
            return super().send(*args, **named)
        except httpx2.ReadTimeout as error:
            raise openai.OpenAIError("the server sent nothing") from error


class _AsyncPatient(openai.DefaultAsyncHttpxClient):
    """The same for a client that does not wait."""

    async def send(self, *args: Any, **named: Any) -> Any:
        try:
            return await super().send(*args, **named)
        except httpx2.ReadTimeout as error:
            raise openai.OpenAIError("the server sent nothing") from error


class OpenAIChat:
    """One model behind one address.

    Parameters
    ----------
    service : ModelService
    key : str
    prices : {"openai", "by address", "free", "unknown"}
        Where the price of a call comes from.
    schemas : bool
        Whether the server is known to keep to a JSON schema.
    """

    def __init__(self, service: ModelService, key: str, *, prices: str, schemas: bool) -> None:
        self.service = service
        self.schemas = schemas
        self._prices = prices
        self._options: dict[str, Any] = {
            "api_key": key,
            "base_url": service.url,
            "timeout": http_limits.timeouts(service.timeout),
            "max_retries": service.retries,
        }
        make = _Patient if service.serial else openai.DefaultHttpxClient
        http = make(event_hooks=http_limits.hooks(openai.OpenAIError))
        self._client = openai.OpenAI(**self._options, http_client=http)
        self._close = weakref.finalize(self, http.close)

    @cached_property
    def _async_client(self) -> openai.AsyncOpenAI:
        make = _AsyncPatient if self.service.serial else openai.DefaultAsyncHttpxClient
        http = make(event_hooks=http_limits.async_hooks(openai.OpenAIError), limits=http_limits.NO_KEEPING)
        return openai.AsyncOpenAI(**self._options, http_client=http)

    def ask(self, request: Request) -> Part:
        """Wait for the whole answer."""
        body = self._body(request)
        try:
            completion = self._client.chat.completions.create(**body)
        except Exception as error:  # whatever the SDK and the transport below it raise
            raise self.service.explain(error) from None
        return self._whole(completion)

    async def ask_async(self, request: Request) -> Part:
        """Wait for the whole answer and let others work meanwhile."""
        body = self._body(request)
        try:
            completion = await self._async_client.chat.completions.create(**body)
        except Exception as error:  # as above
            raise self.service.explain(error) from None
        return self._whole(completion)

    def parts(self, request: Request) -> Generator[Part, None, None]:
        """Give the answer as it comes."""
        body = self._body(request) | {"stream": True, "stream_options": {"include_usage": True}}
        try:
            with self._client.chat.completions.create(**body) as chunks:
                for chunk in chunks:
                    yield self._piece(chunk)
        except Exception as error:  # as above
            raise self.service.explain(error) from None

    def price(self, usage: Usage, model: str) -> Decimal | None:
        """US dollars, or None where the price is not known."""
        match self._prices:
            case "free":
                return FREE
            case "openai":
                return list_price(usage, model, provider="openai")
            case "by address":
                return list_price(usage, model, url=self.service.url)
        return None

    def close(self) -> None:
        """Let go of the connections; also done when nobody holds this any more."""
        self._close()

    def _body(self, request: Request) -> dict[str, Any]:
        system = [{"role": "system", "content": request.system}] if request.system else []
        # OpenAI's reasoning models know only the newer name of this limit, other servers only the older one.
        limit = (
            "max_completion_tokens"
            if urlsplit(self.service.url).hostname == "api.openai.com"
            else "max_tokens"
        )
        body: dict[str, Any] = {
            "model": self.service.model,
            "messages": [*system, *request.messages],
            limit: request.max_tokens,
        }
        if request.temperature is not None:
            body["temperature"] = request.temperature
        if request.schema is not None:
            body["response_format"] = _response_format(request.schema)
        return body

    def _whole(self, completion: object) -> Part:
        if not isinstance(completion, ChatCompletion):
            raise self.service.malformed("it is no JSON")
        with self.service.reading():
            choice = completion.choices[0]
            refused = choice.message.refusal
            stop = "refused" if refused else _stop(choice.finish_reason) or "end"
            return Part(
                refused or choice.message.content or "", _usage(completion.usage), stop, completion.model
            )

    def _piece(self, chunk: ChatCompletionChunk) -> Part:
        with self.service.reading():
            usage = _usage(chunk.usage)
            if not chunk.choices:
                return Part("", usage, None, chunk.model)
            choice = chunk.choices[0]
            refused = choice.delta.refusal
            stop = "refused" if refused else _stop(choice.finish_reason)
            return Part(choice.delta.content or refused or "", usage, stop, chunk.model)


def _stop(reason: str | None) -> str | None:
    return STOPS.get(reason, reason) if reason else None


def _usage(usage: Any) -> Usage | None:
    details = getattr(usage, "prompt_tokens_details", None)
    return counted(
        getattr(usage, "prompt_tokens", None),
        getattr(usage, "completion_tokens", None),
        getattr(details, "cached_tokens", None),
    )


def _response_format(schema: type[BaseModel]) -> dict[str, Any]:
    try:
        strict = openai.pydantic_function_tool(schema)["function"]["parameters"]
    except (TypeError, ValueError, KeyError) as error:
        raise LLMError(f"OpenAI cannot hold to {schema.__name__}: {error}", unsupported=True) from None
    name = re.sub(r"\W+", "_", schema.__name__)[:64]
    return {"type": "json_schema", "json_schema": {"name": name, "schema": strict, "strict": True}}
