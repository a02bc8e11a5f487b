"""List prices, from a table that others keep up to date."""

from __future__ import annotations

from decimal import Decimal

from firsthand.llm.reply import Usage

FREE = Decimal(0)


def list_price(usage: Usage, model: str, *, provider: str = "", url: str = "") -> Decimal | None:
    """Price a call by the table of `genai-prices`, which comes with that package and needs no network.

    Parameters
    ----------
    usage : Usage
    model : str
    provider : str
        ``"openai"`` or ``"anthropic"``; without it the provider is found by `url`, the server's address.

    Returns
    -------
    Decimal or None
        US dollars, exact; None where the table does not know the model or the provider.
    """
    from genai_prices import Usage as Priced
    from genai_prices import calc_price

    counts = Priced(
        input_tokens=usage.input_tokens,
        output_tokens=usage.output_tokens,
        cache_read_tokens=usage.cache_read_tokens,
        cache_write_tokens=usage.cache_write_tokens,
    )
    try:
        if provider:
            return calc_price(counts, model, provider_id=provider).total_price
        return calc_price(counts, model, provider_api_url=url).total_price
    except LookupError:
        return None
