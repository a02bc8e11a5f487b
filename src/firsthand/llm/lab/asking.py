"""Many calls of one model at the same time, under a rate limit and a cap on spend."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from typing import Protocol

from firsthand.llm.failures import BudgetError, LLMError
from firsthand.llm.lab.cache import Call
from firsthand.llm.pace import Pace
from firsthand.llm.reply import Reply

AT_ONCE = 16

Keep = Callable[[Call, "Reply | LLMError"], None]


class Asked(Protocol):
    """What the lab needs of a model; a `ChatModel` has it."""

    async def areply(self, messages: str, *, temperature: float | None, max_tokens: int) -> Reply:
        """Answer, or raise an `LLMError`."""


async def ask_all(model: Asked, calls: Sequence[Call], per_minute: float | None, keep: Keep) -> None:
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
    """
    pace = Pace(AT_ONCE, per_minute)
    pending = iter(calls)
    waiting: list[Call] = []

    async def work() -> None:
        for call in pending:
            if waiting:
                waiting.append(call)
                continue
            async with pace:
                outcome = await _ask(model, call)
            if isinstance(outcome, BudgetError):
                waiting.append(call)
            else:
                keep(call, outcome)

    await asyncio.gather(*(work() for _ in range(AT_ONCE)))
    full: BudgetError | None = None
    for call in waiting:
        outcome: Reply | LLMError | None = full
        if outcome is None:
            async with pace:
                outcome = await _ask(model, call)
            full = outcome if isinstance(outcome, BudgetError) else None
        keep(call, outcome)


async def _ask(model: Asked, call: Call) -> Reply | LLMError:
    try:
        return await model.areply(call.prompt, temperature=call.temperature, max_tokens=call.max_tokens)
    except LLMError as error:
        return error
