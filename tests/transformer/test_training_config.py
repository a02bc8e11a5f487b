"""What a training is told: budgets are read, and what does not fit is said."""

import pytest

from firsthand.errors import FirsthandError
from firsthand.transformer.training_config import Stage, TrainingConfig, parse_budget


@pytest.mark.parametrize(("text", "seconds"), [("60s", 60), ("5m", 300), ("1h", 3600), (" 1.5 M ", 90)])
def test_budgets_are_read(text, seconds):
    assert parse_budget(text) == seconds


@pytest.mark.parametrize("text", ["", "5", "m", "0s", "-1m", "5 minutes"])
def test_what_is_no_budget_is_said(text):
    with pytest.raises(FirsthandError, match="60s, 5m or 1h, got"):
        parse_budget(text)


def test_settings_that_do_not_fit_are_said():
    with pytest.raises(ValueError, match="either budget, in seconds, or steps"):
        TrainingConfig()
    with pytest.raises(ValueError, match=r"sum to 1, got 0\.5"):
        TrainingConfig(steps=1, stages=(Stage(0.5, 8, 8),))
    with pytest.raises(ValueError, match="n_evaluations must be above 0"):
        TrainingConfig(steps=1, n_evaluations=0)
    with pytest.raises(ValueError, match="warmup is a share"):
        TrainingConfig(steps=1, warmup=2)
