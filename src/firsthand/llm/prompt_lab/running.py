"""Ask everything that a plan asks for, each question once, and judge the answers."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, TypeVar

from firsthand.llm.basics.prompting import majority_answer
from firsthand.llm.chat_model import ChatModel
from firsthand.llm.connect import TIMEOUT_SECONDS, connect, is_serial
from firsthand.llm.errors import LLMError
from firsthand.llm.prompt_lab.answers import canonical
from firsthand.llm.prompt_lab.asking import AT_ONCE, AT_ONCE_SERIAL, Asked, ask_all
from firsthand.llm.prompt_lab.cache import Cache, Call
from firsthand.llm.prompt_lab.measuring import Row
from firsthand.llm.prompt_lab.plan import Example, Plan
from firsthand.llm.prompt_lab.techniques import TECHNIQUES
from firsthand.llm.reply import Reply

MAX_TOKENS = 1024
SERIAL_TIMEOUT = (
    300.0  # seconds: a whole answer comes before its first byte, on a machine without a GPU perhaps
)
VOTE_TEMPERATURE = 0.7  # samples have to differ, or their vote is that of one

Tell = Callable[[int, int, str], None]  # done, of how many, what
Returned = TypeVar("Returned")


@dataclass(frozen=True)
class Lab:
    """What came of a run.

    Attributes
    ----------
    rows : tuple of Row
        One for each model, technique and example, in this order.
    calls, cached : int
        How many replies were needed, and how many of them were there from before.
    came : int
        How many replies there are, old and new.
    spent : Decimal or None
        US dollars of this run; None when the price of a reply is unknown.
    """

    rows: tuple[Row, ...]
    calls: int
    cached: int
    came: int
    spent: Decimal | None

    @property
    def errors(self) -> dict[str, int]:
        """Each reason for which replies did not come, and for how many examples."""
        reasons = [row.error for row in self.rows if row.error]
        return {reason: reasons.count(reason) for reason in dict.fromkeys(reasons)}


def run_lab(
    plan: Plan,
    *,
    models: Mapping[str, Asked] | None = None,
    cache: Cache | None = None,
    tell: Tell = lambda done, total, what: None,
) -> Lab:
    """Ask every model about every example in every way.

    Models come one after another, the calls of each at the same time. A call that fails costs its own example
    only. Every reply is kept at once: after a kill a run goes on where it was, and a second run asks nothing.

    Parameters
    ----------
    plan : Plan
    models : mapping of name to model, default: those that the plan names, connected
        `plan.max_cost` is kept by those that are connected here.
    cache : Cache, default: that of the user
    tell : callable(done, total, what)
        Told after each reply.

    Raises
    ------
    FirsthandError
        When a model cannot be connected; then nothing is asked of any.
    """
    return _in_a_loop(_Run(plan, models, cache or Cache(), tell).all())


class _Run:
    """One run under way."""

    def __init__(self, plan: Plan, models: Mapping[str, Asked] | None, cache: Cache, tell: Tell) -> None:
        self.plan, self.models, self.cache, self.tell = plan, models, cache, tell
        self.wanted = {name: self._calls(name) for name in (plan.models if models is None else models)}
        self.total = sum(map(len, self.wanted.values()))
        self.found: dict[Call, Reply | LLMError] = {}
        self.spent: Decimal | None = Decimal(0)
        self.left = None if plan.max_cost is None else Decimal(str(plan.max_cost))

    async def all(self) -> Lab:
        missing = {name: self._not_kept(calls) for name, calls in self.wanted.items()}
        cached = len(self.found)
        self._check_connections([name for name, calls in missing.items() if calls])
        for name, calls in missing.items():
            if calls:
                await self._ask(name, calls)
        rows = [
            self._row(name, technique, example)
            for name in self.wanted
            for technique in self.plan.techniques
            for example in self.plan.examples
        ]
        came = sum(isinstance(outcome, Reply) for outcome in self.found.values())
        return Lab(tuple(rows), self.total, cached, came, self.spent)

    def _calls(self, name: str) -> list[Call]:
        """Every call that the plan needs of a model, each once."""
        calls = [
            call
            for technique in self.plan.techniques
            for example in self.plan.examples
            for call in self._calls_for(name, technique, example)
        ]
        return list(dict.fromkeys(calls))

    def _calls_for(self, name: str, technique: str, example: Example) -> list[Call]:
        way = TECHNIQUES[technique]
        prompt = way.prompt(self.plan, example.text)
        temperature = self.plan.temperature
        if way.votes and temperature is not None:
            temperature = VOTE_TEMPERATURE
        samples = self.plan.votes if way.votes else 1
        return [Call(name, prompt, temperature, MAX_TOKENS, sample) for sample in range(samples)]

    def _not_kept(self, calls: list[Call]) -> list[Call]:
        """The calls whose replies are not in the cache; those that are count as done."""
        for call in calls:
            kept = self.cache.get(call)
            if kept is not None:
                self._done(call, kept)
        return [call for call in calls if call not in self.found]

    def _check_connections(self, names: list[str]) -> None:
        """Refuse a model without a key, say, before money is spent on another."""
        if self.models is None:
            for name in names:
                self._connect(name, self.plan.max_cost).close()

    async def _ask(self, name: str, calls: list[Call]) -> None:
        if self.models is not None:
            model = self.models[name]
            await ask_all(model, calls, self.plan.calls_per_minute, self._keep, self.plan.at_once or AT_ONCE)
            return
        with self._connect(name, None if self.left is None else float(self.left)) as model:
            usual = AT_ONCE_SERIAL if is_serial(name) else AT_ONCE
            await ask_all(model, calls, self.plan.calls_per_minute, self._keep, self.plan.at_once or usual)
            self._pay(model)

    def _connect(self, name: str, budget: float | None) -> ChatModel:
        usual = SERIAL_TIMEOUT if is_serial(name) else TIMEOUT_SECONDS
        return connect(name, timeout=self.plan.timeout or usual, budget=budget)

    def _pay(self, model: ChatModel) -> None:
        """What a model has spent is not there for the next."""
        if self.left is not None:
            self.left = max(Decimal(0), self.left - model.spent)

    def _keep(self, call: Call, outcome: Reply | LLMError) -> None:
        if isinstance(outcome, Reply):
            self.cache.put(call, outcome)
            known = self.spent is not None and outcome.cost is not None
            self.spent = self.spent + outcome.cost if known else None  # type: ignore[operator]
        self._done(call, outcome)

    def _done(self, call: Call, outcome: Reply | LLMError) -> None:
        self.found[call] = outcome
        self.tell(len(self.found), self.total, call.model)

    def _row(self, name: str, technique: str, example: Example) -> Row:
        outcomes = [self.found[call] for call in self._calls_for(name, technique, example)]
        replies = [outcome for outcome in outcomes if isinstance(outcome, Reply)]
        read = TECHNIQUES[technique].read
        answer = majority_answer([read(reply.text, self.plan.labels) for reply in replies])
        usages = [reply.usage for reply in replies]
        return Row(
            model=name,
            technique=technique,
            text=example.text,
            label=example.label,
            answer=answer,
            right=answer == canonical(example.label) if replies else None,
            input_tokens=_sum([usage and usage.input_tokens for usage in usages]),
            output_tokens=_sum([usage and usage.output_tokens for usage in usages]),
            cost=_sum([reply.cost for reply in replies]),
            seconds=max((reply.seconds for reply in replies), default=None),
            replies=tuple(reply.text for reply in replies),
            error=next((_reason(outcome) for outcome in outcomes if isinstance(outcome, LLMError)), ""),
        )


def _reason(error: LLMError) -> str:
    """Why a reply did not come, with what the plan can do about it."""
    said = str(error)
    if error.unsupported and "temperature" in said.lower():
        return f"{said} Write `temperature: null` in the YAML, and the model takes its own."
    return said.replace("connect(..., timeout=...)", "`timeout` in the YAML")


def _sum(values: list[Any]) -> Any:
    """The sum, or None where a part is unknown or there is none."""
    return None if not values or None in values else sum(values)


def _in_a_loop(work: Coroutine[Any, Any, Returned]) -> Returned:
    """Run to the end, also from a notebook, whose thread has a loop of its own."""
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return asyncio.run(work)
    with ThreadPoolExecutor(1) as other:
        return other.submit(asyncio.run, work).result()
