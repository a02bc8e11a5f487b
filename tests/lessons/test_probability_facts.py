"""Every number that the lesson Probability states, and what its explorable says."""

import math

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from firsthand.foundations import (
    cross_entropy,
    cross_entropy_gradient,
    gradient_descent,
    log_sum_exp,
    softmax,
    softmax_temperature,
)
from firsthand.lessons.foundations.probability.explorable import temperature

SCORES = np.array([2.0, 1.0, 0.1])


def test_the_shares_and_losses_of_the_roadmap():
    assert_array_equal(softmax(SCORES).round(3), [0.659, 0.242, 0.099])
    assert round(cross_entropy(SCORES, 0), 4) == 0.4170
    assert round(cross_entropy(SCORES, 2), 4) == 2.3170


def test_dividing_by_the_sum_gives_a_share_of_400_percent():
    assert_allclose(np.array([2.0, 1.0, -2.5]) / 0.5, [4, 2, -5])


def test_one_point_of_score_is_2_718_times_as_likely():
    p = softmax(SCORES)
    assert_allclose(p[0] / p[1], math.e)
    assert_allclose(softmax(SCORES + 100), p)


def test_a_float_ends_between_e_to_the_709_and_e_to_the_710():
    with np.errstate(over="ignore"):
        assert np.isfinite(np.exp(709.0))
        assert np.isinf(np.exp(710.0))


def test_log_sum_exp_of_a_tie_lies_log_2_above():
    assert_allclose(log_sum_exp([0.0, 0.0]), 0.693, atol=5e-4)


def test_the_loss_far_off_is_2000_where_the_logarithm_of_softmax_is_infinite():
    far_off = np.array([1000.0, -1000.0])
    assert log_sum_exp(far_off) - far_off[1] == 2000
    assert softmax(far_off)[1] == 0


def test_knowing_nothing_costs_log_k():
    assert_allclose(cross_entropy(np.zeros((1, 10)), [7]), 2.3026, atol=5e-5)
    assert_allclose(math.log(3), 1.099, atol=5e-4)
    assert_allclose(math.log(100), 4.6, atol=0.01)


def test_training_on_three_pictures_ends_above_nine_tenths():
    answers = np.array([0, 2, 1])
    path = gradient_descent(lambda x: cross_entropy_gradient(x, answers), np.zeros((3, 3)), 1.0, 50)
    losses = [cross_entropy(x, answers) for x in path]
    assert_allclose(losses[0], math.log(3))
    assert np.all(np.diff(losses) < 0)
    assert np.all(softmax(path[-1])[np.arange(3), answers] > 0.9)


def test_ten_draws_grow_from_one_animal_to_no_favourite():
    rng = np.random.default_rng(0)
    draws = [rng.choice(3, size=10, p=softmax_temperature(SCORES, t)) for t in (0.2, 1, 5)]
    cats = [int(np.sum(drawn == 0)) for drawn in draws]
    assert cats[0] == 10
    assert 5 < cats[1] < 10
    assert cats[2] <= 5


def test_two_scores_make_a_sigmoid_of_their_difference():
    assert_allclose(softmax([1.3, -0.4])[0], 1 / (1 + math.exp(-(1.3 - -0.4))))


def scene(heat=1.0, cat=2.0, dog=1.0, bird=0.1):
    return temperature.draw({"temperature": heat, "cat": cat, "dog": dog, "bird": bird})


def test_the_explorable_shows_the_shares_and_the_entropy():
    drawn = scene()
    assert dict(drawn.numbers)["cat"] == "0.659"
    p = softmax(SCORES)
    assert dict(drawn.numbers)["entropy"].startswith(f"{-np.sum(p * np.log(p)):.3f}")
    assert_allclose(drawn.series[0].y, p)


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        ({"heat": 0.1}, "cat takes nearly everything"),
        ({"heat": 1.0}, "cat leads with 66%"),
        ({"heat": 5.0, "cat": 0.5, "dog": 0.3}, "as good as equally likely"),
        ({"heat": 1.0, "cat": 1.0}, "cat and dog lead with 42% each"),
        ({"heat": 0.1, "cat": -5.0, "bird": 5.0}, "bird takes nearly everything"),
    ],
)
def test_the_explorable_says_what_a_draw_would_be_like(settings, words):
    assert words in scene(**settings).message


@pytest.mark.parametrize("heat", [0.1, 5.0])
@pytest.mark.parametrize("score", [-5.0, 5.0])
def test_the_explorable_stays_in_its_picture(heat, score):
    drawn = scene(heat, score, -score, score)
    for series in drawn.series:
        assert np.all(np.asarray(series.y) >= 0)
        assert max(series.y) <= drawn.y_range[1]
    assert "nan" not in str(drawn.numbers)
    assert len(temperature.controls) <= 4


def test_descent_raises_the_bird_and_lowers_the_others_by_their_shares():
    pull = -cross_entropy_gradient(SCORES, 2)
    p = softmax(SCORES)
    assert_allclose(pull, [-p[0], -p[1], 1 - p[2]])
    assert_allclose(pull.sum(), 0, atol=1e-12)


def test_the_text_states_the_shares_of_the_animals(stated):
    said = [
        *stated.matching("probability", r"model had said (0\.\d+)\. Or"),
        *stated.matching("probability", r"\$(?:0\.\d+) / (0\.\d+)\$"),
        *stated.matching("probability", r"bird, and the model had said (0\.\d+)"),
    ]
    assert said == softmax(SCORES).round(3).tolist()
    assert stated.matching("probability", r"\\log 3 = (1\.\d+)\$") == [round(math.log(3), 3)]
