"""One call, checked before anything is sent."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pydantic import BaseModel

from firsthand.llm.basics.messages import Message
from firsthand.llm.errors import LLMError

Messages = str | Sequence[Mapping[str, str]]
ROLES = ("user", "assistant")


@dataclass(frozen=True)
class Request:
    """One call, checked: what every provider turns into its own format."""

    messages: tuple[Message, ...]
    system: str | None
    temperature: float | None
    max_tokens: int
    schema: type[BaseModel] | None = None

    @property
    def size(self) -> int:
        """The most tokens this can be to read: no token is shorter than a byte, and each message has a frame."""
        texts = [self.system or "", *(message["content"] for message in self.messages)]
        schema = len(str(self.schema.model_json_schema())) if self.schema else 0
        return sum(len(text.encode()) for text in texts) + 16 * len(texts) + 2 * schema


def checked(
    messages: Messages,
    system: str | None = None,
    temperature: float | None = None,
    max_tokens: int = 1024,
    schema: type[BaseModel] | None = None,
) -> Request:
    """Check the arguments of a call before anything is sent. A first message with role "system" becomes `system`."""
    given = _listed(messages)
    for index, message in enumerate(given):
        _check_message(index, message)
    if given and given[0]["role"] == "system":
        if system is not None:
            raise LLMError("There is a system message in messages and one in system=. Keep one of them.")
        system = given.pop(0)["content"]
    if not given:
        raise LLMError("messages is empty. Give at least one question.")
    if system is not None:
        _check_text("system", system)
    _check_dials(temperature, max_tokens)
    return Request(tuple(dict(message) for message in given), system or None, temperature, max_tokens, schema)


def _listed(messages: Messages) -> list[Mapping[str, str]]:
    if isinstance(messages, str):
        return [{"role": "user", "content": messages}]
    if not isinstance(messages, list | tuple):
        raise LLMError(f"messages must be a str or a list of messages, got {type(messages).__name__}.")
    return list(messages)


def _check_message(index: int, message: object) -> None:
    if not isinstance(message, Mapping) or set(message) != {"role", "content"}:
        got = sorted(map(str, message)) if isinstance(message, Mapping) else type(message).__name__
        raise LLMError(f"messages[{index}] must be a dict with the keys 'role' and 'content', got {got}.")
    role = message["role"]
    if role not in ROLES and not (role == "system" and index == 0):
        raise LLMError(
            f"messages[{index}] has the role {role!r}. It must be 'user' or 'assistant'; "
            "one 'system' message may stand first."
        )
    _check_text(f"messages[{index}]['content']", message["content"])
    if not message["content"].strip():
        raise LLMError(f"messages[{index}] is empty. Every message needs a text.")


def _check_text(name: str, text: object) -> None:
    if not isinstance(text, str):
        raise LLMError(f"{name} must be a str, got {type(text).__name__}.")
    try:
        text.encode()
    except UnicodeEncodeError as error:
        raise LLMError(
            f"{name} holds half a character (a lone surrogate) at position {error.start}. "
            "Read the text again with the right encoding."
        ) from None


def _check_dials(temperature: object, max_tokens: object) -> None:
    if temperature is not None and not (
        isinstance(temperature, int | float) and not isinstance(temperature, bool) and 0 <= temperature <= 2
    ):
        raise LLMError(f"temperature must be a number from 0 to 2, got {temperature!r}.")
    if not isinstance(max_tokens, int) or isinstance(max_tokens, bool) or max_tokens < 1:
        raise LLMError(f"max_tokens must be a whole number of at least 1, got {max_tokens!r}.")
