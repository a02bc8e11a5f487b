"""The cost of a request: held against the table of prices that others maintain."""

import pytest
from genai_prices import Usage, calc_price
from numpy.testing import assert_allclose

from firsthand.llm.basics.cost import count_tokens_cost


@pytest.mark.parametrize("model", ["gpt-4o-mini", "gpt-4o", "claude-haiku-4-5"])
@pytest.mark.parametrize(("read", "written"), [(1, 0), (0, 1), (1234, 56), (100_000, 10_000)])
def test_the_same_as_genai_prices(model, read, written):
    theirs = calc_price(Usage(input_tokens=read, output_tokens=written), model)
    prices = float(theirs.model_price.input_mtok), float(theirs.model_price.output_mtok)
    assert_allclose(count_tokens_cost(read, written, *prices), float(theirs.total_price), rtol=1e-12)


def test_reading_and_writing_are_priced_apart_per_million():
    assert count_tokens_cost(1_000_000, 0, 3.0, 15.0) == 3.0
    assert count_tokens_cost(0, 1_000_000, 3.0, 15.0) == 15.0
    assert count_tokens_cost(0, 0, 3.0, 15.0) == 0.0
