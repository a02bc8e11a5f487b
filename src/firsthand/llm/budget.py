"""A cap on spend."""

from __future__ import annotations

import threading
from decimal import Decimal

from firsthand.llm.errors import BudgetError


class Budget:
    """Lets a call through only if its worst price still fits; several may run at once.

    The worst price of a call is set aside before it and replaced by the true one after it, so the sum of list
    prices never passes the limit, whatever runs at the same time.

    Parameters
    ----------
    limit : Decimal or None
        US dollars. None counts and never refuses.
    """

    def __init__(self, limit: Decimal | None) -> None:
        self.limit = limit
        self.spent = Decimal(0)
        self._aside = Decimal(0)
        self._lock = threading.Lock()

    def hold(self, worst: Decimal) -> Decimal:
        """Set the worst price of a call aside.

        Raises
        ------
        BudgetError
            When it is more than what is left.
        """
        with self._lock:
            left = None if self.limit is None else self.limit - self.spent - self._aside
            if left is not None and worst > left:
                raise BudgetError(
                    f"This call could cost up to ${worst:.6f}, and of the budget of ${self.limit} there is "
                    f"${max(left, Decimal(0)):.6f} left. Lower max_tokens, shorten the messages, or raise the budget."
                )
            self._aside += worst
        return worst

    def settle(self, held: Decimal, cost: Decimal) -> None:
        """Replace what was set aside by what the call cost."""
        with self._lock:
            self._aside -= held
            self.spent += cost
