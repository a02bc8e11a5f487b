"""Which model is taken: the simplest that is as good as the best."""

import numpy as np

from firsthand.tabular.modelling.cv_result import CrossValidationResult, choose
from firsthand.tabular.modelling.metrics import interval


def judged(name, losses, bounded):
    return CrossValidationResult(
        name, {"log loss": losses.mean()}, {"log loss": (0.0, 1.0)}, losses, bounded, losses, losses, 0.0
    )


def test_one_row_does_not_choose_the_simpler_model():
    random = np.random.default_rng(0)
    good, poor = random.uniform(0, 0.03, 200), random.uniform(0.05, 0.15, 200)
    poor[0] = 13.8
    models = [
        judged("baseline", good + 5, good + 1),
        judged("simple", poor, poor / 10),
        judged("best", good, good / 10),
    ]
    assert choose({one.name: one for one in models})[0] == "best"


def result(name, losses):
    losses = np.array(losses, dtype=float)
    return CrossValidationResult(
        name, {"log loss": losses.mean()}, {"log loss": interval(losses)}, losses, losses, losses, losses, 0.0
    )


def test_the_simpler_one_is_chosen_when_the_difference_is_within_one_standard_error():
    best = [1.0, 2.0, 3.0, 4.0]
    near = result("near", [1.2, 1.9, 3.2, 3.8])  # worse by 0.025 with a standard error of 0.10
    far = result(
        "far", [1.2, 2.2, 3.2, 4.1]
    )  # worse by 0.175 with a standard error of 0.025, though its interval overlaps
    baseline = result("baseline", [9, 9, 9, 9.5])
    chosen, why = choose({one.name: one for one in (baseline, far, near, result("best", best))})
    assert chosen == "near"
    assert why.startswith("best has the lowest log loss, 2.5. near, which is simpler, has 2.525")


def test_the_best_is_chosen_when_nothing_simpler_comes_near_and_the_baseline_when_nothing_helps():
    good, bad = result("good", [1, 2, 3]), result("bad", [2, 3, 4.1])
    assert choose({"bad": bad, "good": good}) == (
        "good",
        "good has the lowest log loss, and no simpler model comes within one standard error of it.",
    )
    chosen, why = choose(
        {"baseline": result("baseline", [1, 2, 3]), "model": result("model", [1.1, 1.8, 3.05])}
    )
    assert chosen == "baseline"
    assert "No model is better than the baseline (baseline)" in why
