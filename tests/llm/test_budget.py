"""A cap on what calls cost."""

import asyncio
import contextlib
import threading
from decimal import Decimal

import pytest

from firsthand.errors import FirsthandError
from firsthand.llm import BudgetError, connect
from firsthand.llm.budget import Budget


@pytest.mark.parametrize(
    "name",
    [
        "openai:gpt-99",
        "anthropic:claude-99",
        "openai-compatible:m@http://127.0.0.1:8/v1",
        "ollama:gpt-oss:120b-cloud",
    ],
)
def test_a_budget_on_an_unknown_price_is_refused(name, monkeypatch):
    monkeypatch.setenv("OPENAI_API_KEY", "sk-a")
    monkeypatch.setenv("ANTHROPIC_API_KEY", "sk-a")
    with pytest.raises(FirsthandError) as caught:
        connect(name, budget=0.5)
    assert str(caught.value) == (
        f"The price of {name} is not known, so a budget of $0.5 cannot be kept. Connect without a budget."
    )


def test_a_call_that_could_pass_the_budget_is_not_sent(faulty):
    faulty.script(faulty.wire.whole())
    model = faulty.connect(budget=0.001)
    with pytest.raises(
        BudgetError,
        match=r"^This call could cost up to \$\d\.\d{6}, and of the budget of \$0\.001 there is \$0\.001000 left",
    ):
        model.reply("Hello?", max_tokens=100_000)
    assert faulty.server.seen == []
    assert model.spent == 0


def calls_until_refused(model):
    calls = 0
    with contextlib.suppress(BudgetError):
        while calls < 1000:
            model.reply("Hello?", max_tokens=100)
            calls += 1
    return calls


def test_the_sum_stays_under_the_budget(faulty):
    faulty.script(faulty.wire.whole(usage=(20, 100)))
    model = faulty.connect(budget=0.01 if faulty.kind == "anthropic" else 0.0005)
    calls = calls_until_refused(model)
    assert 3 < calls < 50
    assert len(faulty.server.seen) == calls
    assert 0 < model.spent <= model._budget.limit
    assert model._budget.limit - model.spent < 2 * model.spent / calls


def test_calls_at_once_stay_under_it_too(faulty):
    async def many():
        return await asyncio.gather(
            *[model.areply("Hello?", max_tokens=100) for _ in range(30)], return_exceptions=True
        )

    faulty.script((200, {}, [0.05, faulty.wire.whole(usage=(20, 100))]))
    model = faulty.connect(budget=0.01 if faulty.kind == "anthropic" else 0.0005)
    results = asyncio.run(many())
    refused = [result for result in results if isinstance(result, BudgetError)]
    assert 0 < len(refused) < 30
    assert len(faulty.server.seen) == 30 - len(refused)
    assert model.spent <= model._budget.limit


def test_a_budget_from_many_threads():
    budget = Budget(Decimal(10))
    passed = []

    def work():
        for _ in range(100):
            try:
                held = budget.hold(Decimal("0.05"))
            except BudgetError:
                return
            passed.append(held)
            budget.settle(held, Decimal("0.04"))

    threads = [threading.Thread(target=work) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert budget.spent == len(passed) * Decimal("0.04")
    assert Decimal("9.6") < budget.spent <= 10
    assert budget._aside == 0
