"""Where a token stands: the paper's table and the turn of queries and keys."""

import pytest
import torch

from firsthand.transformer.basics.positions import rotary_embedding, sinusoidal_positions
from firsthand.transformer.model import rotary_angles, rotate, sinusoidal_table


def test_a_table_has_the_sine_beside_the_cosine_and_begins_with_a_second_hand():
    table = sinusoidal_positions(20, 6)
    places = torch.arange(20.0)
    torch.testing.assert_close(table[:, 0], places.sin())
    torch.testing.assert_close(table[:, 1], places.cos())
    torch.testing.assert_close(table[:, 4], (places / 10_000 ** (4 / 6)).sin())
    torch.testing.assert_close(table[:, ::2] ** 2 + table[:, 1::2] ** 2, torch.ones(20, 3))


def test_both_are_what_the_model_runs_on():
    torch.testing.assert_close(sinusoidal_positions(16, 8), sinusoidal_table(16, 8), rtol=0, atol=1e-6)
    x = torch.randn(2, 3, 5, 8, generator=torch.Generator().manual_seed(0))
    angles = rotary_angles(40, 8, 500.0)[30:35]
    turned = rotary_embedding(x, torch.arange(30, 35), 500.0)
    torch.testing.assert_close(turned, rotate(x, angles.cos(), angles.sin()), rtol=0, atol=1e-5)


def test_a_turn_keeps_lengths_and_products_know_only_the_distance():
    q, k = torch.randn(2, 1, 1, 1, 8, dtype=torch.float64, generator=torch.Generator().manual_seed(0))

    def product(there, here):
        turned = [rotary_embedding(x, torch.tensor([at])) for x, at in ((q, there), (k, here))]
        assert all(torch.allclose(one.norm(), x.norm()) for one, x in zip(turned, (q, k), strict=True))
        return float((turned[0] * turned[1]).sum())

    assert product(9, 4) == pytest.approx(product(105, 100))
    assert product(9, 4) != pytest.approx(product(4, 9), rel=1e-3)
    assert torch.equal(rotary_embedding(q, torch.tensor([0])), q)


@pytest.mark.parametrize("dtype", [torch.float32, torch.float64, torch.bfloat16])
def test_places_may_come_in_any_order_and_the_dtype_stays(dtype):
    x = torch.randn(1, 2, 4, 6, generator=torch.Generator().manual_seed(0)).to(dtype)
    order = torch.tensor([3, 0, 2, 1])
    in_order = rotary_embedding(x, torch.arange(4))
    assert torch.equal(rotary_embedding(x[:, :, order], order), in_order[:, :, order])
    assert in_order.dtype == dtype
