"""What can go wrong between us and a chat model, each in one sentence with what to do."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from firsthand.errors import FirsthandError

if TYPE_CHECKING:
    from firsthand.llm.reply import Reply

QUOTED = 200  # characters of a server's own words that a sentence of ours repeats
TOO_LONG = re.compile(
    r"context.{0,20}(length|window|size)|too long|too many tokens|maximum.{0,40}tokens", re.IGNORECASE
)


class LLMError(FirsthandError):
    """A chat model could not answer; the text says why and what to do.

    Attributes
    ----------
    reply : Reply or None
        What had come by then: the first half of a stream that broke off, an answer that did not fit its schema.
    billed : bool
        Whether the provider may charge for the attempt all the same. A budget then counts it at its worst price.
    unsupported : bool
        Whether the server took offence at the request itself, so that a simpler one may pass.
    """

    def __init__(
        self, sentence: str, reply: Reply | None = None, *, billed: bool = False, unsupported: bool = False
    ) -> None:
        super().__init__(sentence)
        self.reply = reply
        self.billed = billed
        self.unsupported = unsupported


class BudgetError(LLMError):
    """The next call could cost more than what is left of the budget; nothing was sent."""


@dataclass(frozen=True)
class ModelService:
    """Who was asked, in the words that sentences need. Holds no key, only the name of its variable."""

    label: str
    model: str
    url: str
    timeout: float
    retries: int
    key_variable: str = ""
    start: str = ""  # what starts a server on this machine
    get: str = ""  # what brings the model to it
    serial: bool = False  # it answers one at a time, and goes on with what was given up

    def explain(self, error: Exception) -> LLMError:
        """Turn what an SDK raised into an `LLMError`. Both SDKs, made by one generator, name their errors alike."""
        if isinstance(error, LLMError):
            return error
        status = getattr(error, "status_code", None)
        if isinstance(status, int) and status >= 400:
            return self._status(status, error)
        kinds = _kinds(error)
        if kinds & {"APITimeoutError", "TimeoutException"} and "ConnectTimeout" not in kinds:
            return LLMError(
                f"{self.label} sent nothing for {self.timeout:g} s. Try again, "
                "or give it longer with connect(..., timeout=...).",
                billed=True,
            )
        if kinds & {"ReadError", "WriteError", "RemoteProtocolError"}:
            return LLMError(f"{self.label} hung up in the middle. Try again.", billed=True)
        if kinds & {"APIConnectionError", "TransportError"}:
            return LLMError(self._unreachable())
        if kinds & {"JSONDecodeError", "APIResponseValidationError", "UnicodeDecodeError"}:
            return self.malformed("it is not valid JSON")
        return LLMError(f"{self.label} failed: {self._words(error)}.", billed=True)

    @contextmanager
    def reading(self) -> Iterator[None]:
        """Around the reading of an answer: what does not hold what it should becomes an `LLMError`."""
        try:
            yield
        except (AttributeError, TypeError, LookupError, ValueError):
            raise self.malformed("it is not built as an answer is") from None

    def malformed(self, why: str) -> LLMError:
        """An answer that is not what the interface promises."""
        return LLMError(
            f"What {self.label} sent cannot be read: {why}. Is {self.address} the address of a chat model?",
            billed=True,
        )

    def too_long(self, said: str = "") -> LLMError:
        """Messages that do not fit in the model's context."""
        return LLMError(
            f"The messages are longer than {self.model} can take in{f' ({said})' if said else ''}. "
            "Shorten them, lower max_tokens, or choose a model with a longer context."
        )

    def _status(self, status: int, error: Exception) -> LLMError:
        said = self._words(error)
        if status == 401:
            return LLMError(f"{self.label} does not accept {self._key()}. Set a valid key and try again.")
        if status == 402 or getattr(error, "code", "") == "insufficient_quota" or "credit balance" in said:
            return LLMError(
                f"The account of {self.label} has no credit left ({said}). Top it up, or use another."
            )
        if status == 403:
            return LLMError(f"{self.label} does not let {self._key()} use {self.model} ({said}).")
        if status == 404:
            return LLMError(self._unknown_model(said))
        if status == 413 or (status < 500 and TOO_LONG.search(said)):
            return self.too_long(said)
        if status == 429:
            return LLMError(
                f"{self.label}'s rate limit is reached{self._tries()}. Wait {_wait(error)}, or ask less often."
            )
        if status >= 500:
            return LLMError(
                f"{self.label} is in trouble (HTTP {status}: {said}){self._tries()}. Try again later."
            )
        return LLMError(f"{self.label} refused the request (HTTP {status}): {said}.", unsupported=True)

    @property
    def address(self) -> str:
        """The URL without a user name, a password or a query in it."""
        parts = urlsplit(self.url)
        return parts._replace(netloc=parts.netloc.rpartition("@")[2], query="").geturl()

    def _words(self, error: Exception) -> str:
        """What the server said: one line, not too long, and never a key that it repeats."""
        said = " ".join(said_by(error).split()).rstrip(".")
        key = os.environ.get(self.key_variable, "").strip() if self.key_variable else ""
        said = said.replace(key, "(the key)") if key else said
        return said if len(said) <= QUOTED else said[: QUOTED - 1] + "…"

    def _key(self) -> str:
        return f"the key in {self.key_variable}" if self.key_variable else "the key"

    def _tries(self) -> str:
        return f" (with up to {self.retries} retries)" if self.retries else ""

    def _unknown_model(self, said: str) -> str:
        how = self.get or "Check its name"
        return f"{self.label} has no model {self.model!r} at {self.address}. {how}. (It said: {said})"

    def _unreachable(self) -> str:
        how = self.start or "Check the network and the address, and try again"
        return f"Nothing answers at {self.address}{self._tries()}. {how}."


def _wait(error: Exception) -> str:
    headers = getattr(getattr(error, "response", None), "headers", {})
    asked = str(headers.get("retry-after", ""))
    return f"{asked} s" if asked.isdecimal() else "a minute"


def _kinds(error: Exception) -> set[str]:
    """Names of the error's classes and of those of its cause; the SDKs wrap what the transport raised."""
    return {kind.__name__ for one in (error, error.__cause__) for kind in type(one).__mro__}


def said_by(error: Exception) -> str:
    """The server's own words, out of whatever envelope they came in."""
    body = getattr(error, "body", None)
    while isinstance(body, dict) and (body.get("error") or body.get("message")):
        body = body.get("error") or body.get("message")
    return body if isinstance(body, str) and body.strip() else str(error)
