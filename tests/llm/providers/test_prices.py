"""List prices."""

from decimal import Decimal

import pytest

from firsthand.llm import Usage, connect
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


def test_what_runs_on_your_own_machine_is_free(monkeypatch):
    with connect("ollama:llama3.2", budget=0) as model:
        assert model._provider.price(Usage(10, 10), "llama3.2") == 0
