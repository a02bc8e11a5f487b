"""How many steps fit a budget: from what a step costs, before the first one and again as the run goes on."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import pairwise

from firsthand.errors import FirsthandError
from firsthand.transformer.training_config import TrainingConfig

MAX_STEPS = 100_000_000


@dataclass(frozen=True)
class Plan:
    """How long a run will be.

    Attributes
    ----------
    n_steps : int
    step_costs : tuple of float
        Seconds for a step of each stage. Empty without a budget.
    evaluation_cost, last_evaluation_cost : float
        Seconds for an evaluation on some of the held-out text, and for the last one, which reads it all.
    """

    n_steps: int
    step_costs: tuple[float, ...] = ()
    evaluation_cost: float = 0.0
    last_evaluation_cost: float = 0.0

    def corrected(self, config: TrainingConfig, done: int, spent: float, pace: float) -> Plan:
        """The plan for what is left: `pace` says how many times its cost a step took of late."""
        if not config.budget:
            return self
        slower = replace(
            self,
            step_costs=tuple(cost * pace for cost in self.step_costs),
            evaluation_cost=self.evaluation_cost * pace,
            last_evaluation_cost=self.last_evaluation_cost * pace,
        )
        left = config.budget - spent - slower._evaluations_left(config, done / self.n_steps)
        return replace(slower, n_steps=slower._steps_within(config, done, left))

    def cost(self, config: TrainingConfig, done: int, n_steps: int) -> float:
        """Seconds that the steps after `done` take, where there are `n_steps` of them in all."""
        ends = [0.0]
        for stage in config.stages:
            ends.append(ends[-1] + stage.share)
        stretches = (max(0.0, end * n_steps - max(start * n_steps, done)) for start, end in pairwise(ends))
        return sum(steps * cost for steps, cost in zip(stretches, self.step_costs, strict=True))

    def _evaluations_left(self, config: TrainingConfig, progress: float) -> float:
        return (
            max(0, config.n_evaluations - 1 - int(progress * config.n_evaluations)) * self.evaluation_cost
            + self.last_evaluation_cost
        )

    def _steps_within(self, config: TrainingConfig, done: int, seconds: float) -> int:
        """The largest number of steps in all whose rest fits the seconds; `done` where not one more does."""
        low, high = done, MAX_STEPS
        while low < high:
            middle = (low + high + 1) // 2
            if self.cost(config, done, middle) <= seconds:
                low = middle
            else:
                high = middle - 1
        return low


def first_plan(
    config: TrainingConfig,
    step_costs: tuple[float, ...],
    evaluation: float,
    last_evaluation: float,
    spent: float,
) -> Plan:
    """The plan before the first step.

    Raises
    ------
    FirsthandError
        When the budget is too short for one step and the evaluation.
    """
    plan = Plan(1, step_costs, evaluation, last_evaluation).corrected(config, 0, spent, 1.0)
    if plan.n_steps < 1:
        needed = spent + max(step_costs) + config.n_evaluations * evaluation + last_evaluation
        raise FirsthandError(
            f"A budget of {config.budget:g} s is too short for one step: measuring the machine, one step and the evaluation "
            f"take about {needed:.1f} s. Give at least {max(1, round(2 * needed))}s."
        )
    return plan
