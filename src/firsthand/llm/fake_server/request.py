"""A request to the toy, whichever API it came by, and the answer to it while it is being written."""

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from firsthand.llm.fake_server.model import ROLES, ToyModel


class Refused(Exception):
    """A request that cannot be served: the status, what is wrong, and the provider's word for it."""

    def __init__(self, status: int, message: str, code: str | None = None) -> None:
        super().__init__(message)
        self.status, self.message, self.code = status, message, code


@dataclass(frozen=True)
class Request:
    """What both APIs ask for, under the same names."""

    messages: list[dict[str, str]]
    temperature: float
    max_tokens: int
    stop: tuple[str, ...]
    stream: bool
    include_usage: bool = True
    seed: int | None = None


@dataclass
class Answer:
    """An answer that is written while one iterates over it; `reason` and `written` are final afterwards.

    The reason is "end", "length", "window" (it is full) or "stop"; `stopped_by` is the stop sequence that was met.
    """

    number: int
    model: ToyModel
    request: Request
    rng: np.random.Generator
    pace: float = 0.0
    reason: str = ""
    stopped_by: str | None = None
    written: int = 0
    prompt: list[str] = field(init=False)

    def __post_init__(self) -> None:
        self.prompt = self.model.prompt(self.request.messages)
        if len(self.prompt) >= self.model.window:
            raise Refused(
                400,
                f"This model holds {self.model.window} tokens, and your messages have {len(self.prompt)}. "
                "Shorten them.",
                "context_length_exceeded",
            )

    def __iter__(self) -> Iterator[str]:
        """Give the text piece by piece; what might become a stop sequence is held back until that is clear."""
        held = ""
        for token in self._tokens():
            held += token
            for stop in self.request.stop:
                if stop in held:
                    self.reason, self.stopped_by = "stop", stop
                    yield held.partition(stop)[0]
                    return
            if not any(_may_begin(held, stop) for stop in self.request.stop):
                yield held
                held = ""
        if held:
            yield held

    def _tokens(self) -> Iterator[str]:
        self.reason = "length"
        for token in self.model.write(self.prompt, self.request.temperature, self.rng):
            if self.written == self.request.max_tokens:
                return
            if self.pace:
                time.sleep(self.pace)
            self.written += 1
            yield token
        full = len(self.prompt) + self.written >= self.model.window
        self.reason = "window" if full else "end"


def _may_begin(text: str, stop: str) -> bool:
    return any(text.endswith(stop[:length]) for length in range(1, len(stop)))


def read_messages(body: dict[str, Any]) -> list[dict[str, str]]:
    """The messages of a request as role and text.

    Raises
    ------
    Refused
        When there are none, a role is unknown, or a part is anything but text.
    """
    found = body.get("messages")
    if not isinstance(found, list) or not found:
        raise Refused(400, "messages: a list with at least one message is required.")
    return [_message(at, message) for at, message in enumerate(found)]


def _message(at: int, message: Any) -> dict[str, str]:
    if not isinstance(message, dict) or message.get("role") not in ROLES:
        raise Refused(400, f"messages[{at}].role must be one of {', '.join(ROLES)}.")
    return {"role": message["role"], "content": read_text(f"messages[{at}].content", message.get("content"))}


def read_text(name: str, content: Any) -> str:
    """A text, given as such or as a list of text blocks."""
    if isinstance(content, str):
        return content
    if isinstance(content, list) and all(_is_text_block(block) for block in content):
        return "".join(block["text"] for block in content)
    raise Refused(400, f"{name} must be text: this toy reads nothing else.")


def _is_text_block(block: Any) -> bool:
    return isinstance(block, dict) and block.get("type") == "text" and isinstance(block.get("text"), str)


def read_number(body: dict[str, Any], names: Sequence[str], default: float, low: float, high: float) -> float:
    """The first of these settings that the request has, or the default."""
    name = next((name for name in names if body.get(name) is not None), names[0])
    value = body.get(name)
    if value is None:
        return default
    if isinstance(value, bool) or not isinstance(value, int | float) or not low <= value <= high:
        raise Refused(400, f"{name} must be a number from {low:g} to {high:g}, got {value!r}.")
    return value


def read_stop(name: str, value: Any) -> tuple[str, ...]:
    """Stop sequences: none, one text, or a list of texts."""
    found = [] if value is None else [value] if isinstance(value, str) else value
    if not isinstance(found, list) or not all(isinstance(stop, str) and stop for stop in found):
        raise Refused(400, f"{name} must be a text or a list of texts, none of them empty.")
    return tuple(found)
