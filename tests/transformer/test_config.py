"""Sizes that do not fit together are refused."""

import pytest

from firsthand.transformer import GPTConfig


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"width": 100, "n_heads": 3}, "width=100 and n_heads=3. Take width=99 or 102"),
        ({"width": 2, "n_heads": 3}, "width=2 and n_heads=3. Take width=3, "),
        ({"n_kv_heads": 3}, "n_heads=4 and n_kv_heads=3"),
        ({"width": 33, "n_heads": 3}, "even with sinusoidal positions"),
        ({"width": 36, "positions": "rotary"}, r"36 / 4 = 9. Take width=40"),
        ({"positions": "round"}, "'sinusoidal', 'learned', 'rotary', got 'round'"),
        ({"norm": "batch"}, "norm must be one of"),
        ({"activation": "tanh"}, "activation must be one of"),
        ({"n_layers": 0}, "n_layers must be a whole number of at least 1, got 0"),
        ({"width": 12.0}, "width must be a whole number of at least 1, got 12.0"),
        ({"d_ff": -1}, "d_ff must be a whole number of at least 0, got -1"),
        ({"dropout": 1.0}, "dropout must be at least 0 and below 1, got 1.0"),
        ({"norm_eps": 0.0}, "norm_eps must be above 0, got 0.0"),
    ],
    ids=str,
)
def test_sizes_that_do_not_fit_are_refused_with_what_to_do(wrong, message):
    with pytest.raises(ValueError, match=message):
        GPTConfig(vocabulary_size=10, **wrong)
