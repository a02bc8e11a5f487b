"""One call of a model from its beginning to its end, under the budget."""

from __future__ import annotations

import time
from decimal import Decimal

from firsthand.llm.budget import Budget
from firsthand.llm.errors import LLMError
from firsthand.llm.providers.base import Part, Provider
from firsthand.llm.reply import Reply, Usage
from firsthand.llm.request import Request


class Call:
    """Sets the worst price aside, turns what came into a `Reply`, and settles."""

    def __init__(self, provider: Provider, budget: Budget, request: Request) -> None:
        self.provider = provider
        self.request = request
        self._budget = budget
        self._held = Decimal(0)
        self._started = time.perf_counter()

    def begin(self) -> None:
        """Set the worst price aside.

        Raises
        ------
        BudgetError
        """
        self._started = time.perf_counter()
        if self._budget.limit is not None:
            most = Usage(self.request.size, self.request.max_tokens)
            worst = self.provider.price(most, self.provider.service.model)
            self._held = self._budget.hold(worst or Decimal(0))

    def reply(self, part: Part, stop: str) -> Reply:
        """What has come, as a reply."""
        asked, named = self.provider.service.model, part.model
        cost = None
        if part.usage is not None:
            cost = self.provider.price(part.usage, named or asked)
            if cost is None and named != asked:
                cost = self.provider.price(part.usage, asked)
        seconds = time.perf_counter() - self._started
        return Reply(part.text, part.usage, cost, named or asked, seconds, stop)

    def end(self, reply: Reply) -> Reply:
        """Settle. Where the price of the reply is unknown, a budget counts the worst.

        Raises
        ------
        LLMError
            When the model refused to answer.
        """
        self._settle(self._held if reply.cost is None else reply.cost)
        if reply.stop_reason == "refused":
            said = f" It said: {' '.join(reply.text.split())[:200]}" if reply.text.strip() else ""
            raise LLMError(f"{reply.model} refused to answer this. Ask in another way.{said}", reply)
        return reply

    def fail(self, error: LLMError) -> None:
        """Settle a call that came to nothing."""
        self._settle(self._held if error.billed else Decimal(0))

    def _settle(self, cost: Decimal) -> None:
        self._budget.settle(self._held, cost)
        self._held = Decimal(0)
