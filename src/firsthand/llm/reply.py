"""What a chat model gives back."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Generic, TypeVar

from pydantic import BaseModel

Value = TypeVar("Value", bound=BaseModel)


@dataclass(frozen=True)
class Usage:
    """Tokens of one call, as the server counted them.

    Attributes
    ----------
    input_tokens : int
        All that was read, cached or not.
    output_tokens : int
        All that was written, a reasoning model's hidden thoughts included.
    cache_read_tokens, cache_write_tokens : int
        How many of the input tokens came from the provider's cache, or were put there; priced apart.
    """

    input_tokens: int
    output_tokens: int
    cache_read_tokens: int = 0
    cache_write_tokens: int = 0


@dataclass(frozen=True)
class Reply:
    """An answer and what it took.

    Attributes
    ----------
    text : str
    usage : Usage or None
        None where the server does not count, or was cut off before it did.
    cost : Decimal or None
        US dollars at the list price; None is unknown, which is not zero. What runs on your own machine costs 0.
    model : str
        The model as the server names it, often more exactly than it was asked for.
    seconds : float
    stop_reason : str
        ``"end"``; ``"length"``: max_tokens was reached; ``"refused"``; ``"cut"``: the connection was lost;
        ``"cancelled"``: by `Stream.close`. Anything rarer is in the provider's own word.
    """

    text: str
    usage: Usage | None
    cost: Decimal | None
    model: str
    seconds: float
    stop_reason: str


@dataclass(frozen=True)
class Structured(Generic[Value]):
    """A validated value and the reply it was read from; after a repair, the cost and usage of all attempts."""

    value: Value
    reply: Reply
