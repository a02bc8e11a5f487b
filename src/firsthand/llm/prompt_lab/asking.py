"""Many calls of one model at the same time, under a rate limit and a cap on spend."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from typing import Protocol

from firsthand.llm.errors import BudgetError, LLMError
from firsthand.llm.prompt_lab.cache import Call
from firsthand.llm.rate_limit import RateLimit
from firsthand.llm.reply import Reply

AT_ONCE = 16
# Of a server that answers one at a time: it never waits for us, and no question waits for many others.
AT_ONCE_SERIAL = 2

Keep = Callable[[Call, "Reply | LLMError"], None]


class Asked(Protocol):
    """What the lab needs of a model; a `ChatModel` has it."""

    async def areply(self, messages: str, *, temperature: float | None, max_tokens: int) -> Reply:
        """Answer, or raise an `LLMError`."""


async def ask_all(
    model: Asked, calls: Sequence[Call], per_minute: float | None, keep: Keep, at_once: int = AT_ONCE
) -> None:
    """Make every call, and hand over each reply, or why there is none, as soon as it is there.

    A cap on spend sets aside the worst price of everything under way. What does not fit beside the others may fit
    alone: so when the cap becomes tight, what is left is asked one by one until a call might really pass it.

    Parameters
    ----------
    model : Asked
    calls : sequence of Call
    per_minute : float or None
        Most calls that begin in a minute.
    keep : callable(call, reply or error)
    at_once : int, default=16
        Most calls under way at the same time.
    """
    limit = RateLimit(at_once, per_minute)
    pending = iter(calls)
    waiting: list[Call] = []

    async def work() -> None:
        for call in pending:
            if waiting:
                waiting.append(call)
                continue
            async with limit:
                outcome = await _ask(model, call)
            if isinstance(outcome, BudgetError):
                waiting.append(call)
            else:
                keep(call, outcome)

    await asyncio.gather(*(work() for _ in range(at_once)))
    full: BudgetError | None = None
    for call in waiting:
        outcome: Reply | LLMError | None = full
        if outcome is None:
            async with limit:
                outcome = await _ask(model, call)
            full = outcome if isinstance(outcome, BudgetError) else None
        keep(call, outcome)


async def _ask(model: Asked, call: Call) -> Reply | LLMError:
    try:
        return await model.areply(call.prompt, temperature=call.temperature, max_tokens=call.max_tokens)
    except LLMError as error:
        return error
