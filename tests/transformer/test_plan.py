"""How many steps fit a budget."""

import pytest

from firsthand.transformer.plan import Plan, first_plan
from firsthand.transformer.training_config import Stage, TrainingConfig


def test_a_plan_spends_what_is_left_on_stages_of_different_cost():
    config = TrainingConfig(budget=100.0, stages=(Stage(0.5, 8, 8), Stage(0.5, 16, 8)), n_evaluations=10)
    plan = first_plan(config, (1.0, 3.0), 0.0, 20.0, spent=0.0)
    assert plan.n_steps == 40
    assert plan.cost(config, 0, 40) == pytest.approx(80)
    assert plan.cost(config, 20, 40) == pytest.approx(60)
    assert plan.corrected(config, 20, 50.0, 1.0).cost(config, 20, 40) == pytest.approx(60)
    assert plan.corrected(config, 40, 120.0, 1.0).n_steps == 40  # nothing is left: it ends where it is
    assert Plan(7).corrected(TrainingConfig(steps=7), 3, 1e9, 9.0).n_steps == 7
