"""The accuracy of a vote, beside the binomial and beside dice."""

import numpy as np
import pytest
from numpy.testing import assert_allclose
from scipy.stats import binom

from firsthand.llm.prompt_lab.voting import vote_accuracy


@pytest.mark.parametrize("n", [1, 3, 9, 41])
@pytest.mark.parametrize("accuracy", [0.0, 0.2, 0.5, 0.83, 1.0])
def test_against_one_wrong_answer_it_is_the_tail_of_a_binomial(n, accuracy):
    assert_allclose(vote_accuracy(accuracy, n), binom.sf(n // 2, n, accuracy), atol=1e-12)


@pytest.mark.parametrize(("accuracy", "n", "n_wrong"), [(0.4, 5, 3), (0.3, 15, 5), (0.6, 4, 1), (0.2, 9, 10)])
def test_it_is_what_dice_give(accuracy, n, n_wrong):
    draws = 200_000
    shares = [accuracy, *[(1 - accuracy) / n_wrong] * n_wrong]
    counts = np.random.default_rng(0).multinomial(n, shares, size=draws)
    top = counts == counts.max(axis=1, keepdims=True)
    by_dice = np.mean(np.where(top[:, 0], 1 / top.sum(axis=1), 0))
    assert_allclose(vote_accuracy(accuracy, n, n_wrong), by_dice, atol=4 * 0.5 / np.sqrt(draws))


@pytest.mark.parametrize("n_wrong", [1, 2, 4, 7])
@pytest.mark.parametrize("n", [1, 2, 6, 13])
def test_all_answers_win_together_exactly_once(n, n_wrong):
    # When the right answer is no likelier than each wrong one, all have the same chance.
    assert_allclose(vote_accuracy(1 / (n_wrong + 1), n, n_wrong), 1 / (n_wrong + 1), rtol=1e-12)


def test_nonsense_is_refused():
    with pytest.raises(ValueError, match=r"accuracy must be from 0 to 1, got 60\. Give a share"):
        vote_accuracy(60, 5)
    with pytest.raises(ValueError, match="at least 1, got 0 and 1"):
        vote_accuracy(0.6, 0)
