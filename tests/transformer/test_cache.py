"""Keys and values that are kept."""

import pytest
import torch

from firsthand.transformer import KeyValueCache


def test_a_cache_too_small_or_of_another_batch_is_refused(make_model):
    model = make_model()
    with pytest.raises(ValueError, match="room for 1 sequences of 4 tokens, got 1 of 5"):
        model(torch.zeros(1, 5, dtype=torch.long), model.new_cache(1, capacity=4))
    with pytest.raises(ValueError, match="room for 1 sequences of 16 tokens, got 2 of 5"):
        model(torch.zeros(2, 5, dtype=torch.long), model.new_cache(1))
    with pytest.raises(ValueError, match="between 1 and context_length=16, got 17"):
        KeyValueCache(model.config, 1, 17)
    with pytest.raises(ValueError, match="between 0 and the capacity 4, got 5"):
        KeyValueCache(model.config, 1, 4).length = 5
