"""What calls cost, and a cap on it."""

import asyncio
import contextlib
import threading
from decimal import Decimal

import pytest

from firsthand.errors import FirsthandError
from firsthand.llm import BudgetError, LLMError, Usage, connect
from firsthand.llm.budget import Budget
from firsthand.llm.providers.prices import list_price


@pytest.mark.parametrize(
    ("model", "provider", "read", "written"),
    [  # US dollars per million tokens
        ("gpt-4o-mini", "openai", "0.15", "0.60"),
        ("gpt-4o-mini-2024-07-18", "openai", "0.15", "0.60"),
        ("claude-sonnet-4-6", "anthropic", "3", "15"),
    ],
)
def test_list_prices_are_exact_and_apart(model, provider, read, written):
    assert list_price(Usage(100, 0), model, provider=provider) == Decimal(read) / 10_000
    assert list_price(Usage(0, 100), model, provider=provider) == Decimal(written) / 10_000
    both = list_price(Usage(7, 13), model, provider=provider)
    assert both == (7 * Decimal(read) + 13 * Decimal(written)) / 1_000_000


def test_what_the_cache_gave_is_cheaper():
    assert list_price(Usage(1000, 0, cache_read_tokens=1000), "gpt-4o-mini", provider="openai") == Decimal(
        "0.000075"
    )


def test_a_price_that_nobody_knows_is_none_and_not_zero():
    assert list_price(Usage(10, 10), "no-such-model", provider="openai") is None
    assert list_price(Usage(10, 10), "gpt-4o-mini", url="http://127.0.0.1:8000/v1") is None
    assert list_price(Usage(10, 10), "gpt-4o-mini", url="https://api.openai.com/v1") > 0


def test_a_compatible_server_is_priced_by_its_address():
    with connect(
        "openai-compatible:llama-3.3-70b-versatile@https://api.groq.com/openai/v1", budget=1
    ) as model:
        assert model._provider.price(Usage(1_000_000, 0), "llama-3.3-70b-versatile") == Decimal("0.59")


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


def test_what_runs_on_your_own_machine_is_free(monkeypatch):
    with connect("ollama:llama3.2", budget=0) as model:
        assert model._provider.price(Usage(10, 10), "llama3.2") == 0


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


def test_a_call_refused_by_the_server_costs_nothing(faulty):
    model = faulty.connect(budget=1)
    faulty.script((401, {}, [faulty.wire.error("bad key")]))
    with pytest.raises(LLMError):
        model.reply("Hello?")
    assert model.spent == 0
    assert model._budget._aside == 0


def test_a_call_that_may_be_billed_counts_at_its_worst(faulty):
    model = faulty.connect(budget=1, timeout=0.2)
    faulty.script((200, {}, [3600]))
    with pytest.raises(LLMError):
        model.reply("Hello?")
    after_silence = model.spent
    assert after_silence > 0
    stream = model.stream("Hello?")
    faulty.script(
        (200, {"Content-Type": "text/event-stream"}, [*faulty.wire.pieces("a", "b", stop=None), 3600])
    )
    next(stream)
    stream.close()
    assert model.spent == 2 * after_silence
    assert model._budget._aside == 0


def test_an_answer_of_unknown_length_counts_at_its_worst(faulty, monkeypatch):
    faulty.script(faulty.wire.whole())
    model = faulty.connect(budget=1)
    ask = type(model._provider).ask
    monkeypatch.setattr(
        type(model._provider),
        "ask",
        lambda self, asked: type(part := ask(self, asked))(part.text, None, part.stop),
    )
    reply = model.reply("Hello?")
    assert reply.usage is None
    assert reply.cost is None
    assert model.spent > 0


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
