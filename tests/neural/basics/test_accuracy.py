"""How often the largest logit is right."""

import numpy as np
import pytest
from sklearn.metrics import accuracy_score

from firsthand.neural.basics.accuracy import accuracy_from_logits


@pytest.mark.parametrize("seed", range(10))
def test_accuracy_is_that_of_scikit_learn(seed):
    rng = np.random.default_rng(seed)
    logits, labels = rng.normal(size=(50, 4)), rng.integers(0, 4, 50)
    assert accuracy_from_logits(logits, labels) == accuracy_score(labels, logits.argmax(axis=1))
    single, answers = logits[:, 0] * 1000, labels % 2
    with np.errstate(over="ignore"):
        assert accuracy_from_logits(single, answers) == accuracy_score(
            answers, 1 / (1 + np.exp(-single)) > 0.5
        )


def test_a_logit_of_0_is_no_1_and_the_first_of_equals_counts():
    assert accuracy_from_logits([0.0], [0]) == 1.0
    assert accuracy_from_logits([[3.0, 3.0]], [0]) == 1.0
