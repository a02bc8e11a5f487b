"""What a training is told."""

from dataclasses import replace

import pytest

from firsthand.neural.pytorch import (
    FAST_DIGITS,
    TrainingConfig,
)


def test_settings_are_made_from_another():
    assert replace(FAST_DIGITS, epochs=1) == TrainingConfig(**{**vars(FAST_DIGITS), "epochs": 1})


@pytest.mark.parametrize(
    ("setting", "named"),
    [
        ({"epochs": 0}, "epochs must be above 0, got 0"),
        ({"batch_size": -1}, "batch_size must be above 0, got -1"),
        ({"learning_rate": 0.0}, "learning_rate must be above 0, got 0.0"),
        ({"schedule": "cosine"}, "schedule must be constant or one_cycle, got 'cosine'"),
        ({"warmup": 1.0}, "warmup is a share of the steps.*got 1.0"),
        ({"average": 1.0}, "average must be from 0 to below 1, got 1.0"),
        ({"hard_share": 0.0}, "hard_share must be above 0 and at most 1, got 0.0"),
        ({"patience": 0}, "patience must be at least 1.*got 0"),
    ],
    ids=lambda value: value if isinstance(value, str) else next(iter(value)),
)
def test_settings_refuse_what_cannot_be(setting, named):
    with pytest.raises(ValueError, match=named):
        TrainingConfig(**setting)
