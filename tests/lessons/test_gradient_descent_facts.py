"""Every number that the lesson Gradient descent states, and what its explorable says."""

import math

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from firsthand.foundations import gradient_descent, momentum_descent, numerical_gradient
from firsthand.lessons.foundations.gradient_descent.explorable import rate_and_momentum
from firsthand.lessons.foundations.gradient_descent.formulas import FUNCTIONS, SLOPES

START = np.array([10.0, 1.0])
BEND = np.array([1.0, 25.0])


def slope(x):
    return 2 * (x - 3)


def valley(point):
    return np.sum(BEND * point**2, axis=-1) / 2


def valley_slope(point):
    return BEND * point


def arrival(path):
    return int(np.argmax(valley(path) < 0.001))


def test_twenty_steps_at_a_tenth_end_at_3_080705():
    assert round(gradient_descent(slope, 10, 0.1, 20)[-1], 6) == 3.080705
    assert_allclose(3 + 7 * 0.8**20, 3.080705, atol=5e-7)


def test_the_first_step_takes_the_height_from_49_to_31_36():
    x = gradient_descent(slope, 10, 0.1, 1)
    assert_allclose((x - 3) ** 2, [49, 31.36])


def test_at_rate_1_it_hops_between_10_and_minus_4_for_ever():
    path = gradient_descent(slope, 10, 1.0, 1001)
    assert_array_equal(path[0::2], 10)
    assert_array_equal(path[1::2], -4)


@pytest.mark.parametrize("rate", [1.0, 1.001, 1.05, 1.5, 10.0])
def test_any_rate_from_1_on_fails(rate):
    assert np.all(np.abs(gradient_descent(slope, 10, rate, 200) - 3) >= 7)


@pytest.mark.parametrize("rate", [0.01, 0.1, 0.5, 0.95, 0.999])
def test_any_rate_below_1_comes_nearer(rate):
    gaps = np.abs(gradient_descent(slope, 10, rate, 50) - 3)
    assert np.all(np.diff(gaps)[gaps[:-1] > 1e-9] < 0)


def test_a_half_lands_in_one_step_and_a_hundredth_leaves_98_percent():
    assert gradient_descent(slope, 10, 0.5, 1)[-1] == 3
    gaps = gradient_descent(slope, 10, 0.01, 20) - 3
    assert_allclose(gaps[1:] / gaps[:-1], 0.98)


def test_the_valley_takes_75_steps_plainly_and_23_with_momentum():
    assert arrival(gradient_descent(valley_slope, START, 0.07, 100)) == 75
    assert arrival(momentum_descent(valley_slope, START, 0.07, 0.6, 100)) == 23


def test_no_plain_rate_comes_near_to_what_momentum_does():
    steps = [
        arrival(gradient_descent(valley_slope, START, rate, 400)) for rate in np.arange(0.03, 0.08, 0.001)
    ]
    assert 60 < min(steps) < 75


def test_across_the_valley_rates_from_008_on_diverge():
    across = [gradient_descent(valley_slope, START, rate, 2000)[:, 1] for rate in (0.0799, 0.08, 0.0801)]
    assert abs(across[0][-1]) < 0.01
    assert_allclose(np.abs(across[1]), 1)
    assert abs(across[2][-1]) > 100


def test_at_momentum_095_the_ball_rolls_far_past_the_bottom_many_times():
    x = momentum_descent(valley_slope, START, 0.07, 0.95, 100)[:, 0]
    assert x.min() < -5
    assert np.count_nonzero(np.diff(np.sign(x))) >= 6


def test_momentum_09_gathers_ten_times_one_slope():
    assert_allclose(sum(0.9**k for k in range(400)), 10)


def test_the_best_step_for_two_sides_is_near_1e_5_and_far_better_than_one_side():
    h = 10.0 ** np.arange(-15, 0.5, 0.5)
    both = np.abs((np.sin(1 + h) - np.sin(1 - h)) / (2 * h) - np.cos(1))
    ahead = np.abs((np.sin(1 + h) - np.sin(1)) / h - np.cos(1))
    assert 1e-6 < h[both.argmin()] < 1e-4
    assert 1e-9 < h[ahead.argmin()] < 1e-7
    assert both.min() < ahead.min() / 100
    coarse = (h > 1e-3) & (h < 0.5)
    assert_allclose(np.polyfit(np.log(h[coarse]), np.log(ahead[coarse]), 1)[0], 1, atol=0.05)
    assert_allclose(np.polyfit(np.log(h[coarse]), np.log(both[coarse]), 1)[0], 2, atol=0.05)


def test_descending_by_measured_slopes_calls_the_function_400_times():
    calls = 0

    def counted(point):
        nonlocal calls
        calls += 1
        return valley(point)

    path = gradient_descent(lambda point: numerical_gradient(counted, point), START, 0.07, 100)
    assert calls == 400
    assert_allclose(path, gradient_descent(valley_slope, START, 0.07, 100), atol=1e-8)


@pytest.mark.parametrize("formula", [*FUNCTIONS, *SLOPES], ids=repr)
def test_a_formula_shows_the_code_that_it_runs(formula):
    pasted = eval(repr(formula), {"np": np})
    for x in (3.0, np.array([1.0, -2.0, 0.5])):
        assert_allclose(formula(x), pasted(x))


def scene(rate=0.1, momentum=0.0, start=10.0, steps=20):
    return rate_and_momentum.draw({"rate": rate, "momentum": momentum, "start": start, "steps": steps})


@pytest.mark.parametrize(
    ("settings", "verdict"),
    [
        ({"rate": 0.1}, "converges"),
        ({"rate": 0.01}, "crawls"),
        ({"rate": 0.5}, "converges"),
        ({"rate": 0.95}, "converges"),
        ({"rate": 1.0}, "hops for ever"),
        ({"rate": 1.05}, "diverges"),
        ({"rate": 1.2, "steps": 3}, "diverges"),
        ({"rate": 0.05, "momentum": 0.95, "steps": 30}, "swings"),
        ({"rate": 1.2, "momentum": 0.5, "steps": 60}, "converges"),
        ({"start": 3.0}, "is there already"),
    ],
)
def test_the_explorable_says_what_the_path_does(settings, verdict):
    assert dict(scene(**settings).numbers)["what it does"] == verdict


def test_the_explorable_gives_the_final_x():
    assert dict(scene().numbers)["x after 20 steps"] == "3.0807"


def test_the_explorable_names_the_step_from_which_it_is_near():
    message = scene(rate=0.1, steps=60).message
    first = math.ceil(math.log(0.01 / 7, 0.8))
    assert f"from step {first} on" in message


@pytest.mark.parametrize("rate", [0.01, 0.5, 1.0, 1.2])
@pytest.mark.parametrize("momentum", [0.0, 0.95])
@pytest.mark.parametrize("start", [-5.0, 11.0])
@pytest.mark.parametrize("steps", [0, 60])
def test_the_explorable_stays_in_its_picture(rate, momentum, start, steps):
    drawn = scene(rate, momentum, start, steps)
    for series in drawn.series:
        assert len(series.x) == len(series.y) >= 1
        assert np.isfinite([*series.x, *series.y]).all()
        assert drawn.x_range[0] <= min(series.x)
        assert max(series.x) <= drawn.x_range[1]
        assert max(series.y) <= drawn.y_range[1]
    assert len(rate_and_momentum.controls) <= 4


def test_the_text_states_where_the_first_walks_go(stated):
    start, after = (gradient_descent(slope, 10, 0.1, 1) - 3) ** 2
    assert_allclose(
        stated.matching("gradient_descent", r"from a height of (\d+) down to (\d+\.\d+)\."), [start, after]
    )
    said = stated.matching("gradient_descent", r"It came to (\d\.\d+) and not to 3")
    assert said == [round(gradient_descent(slope, 10, 0.1, 20)[-1], 6)]
    h = 1e-5
    assert stated.matching("gradient_descent", r"the quotient settles at (\d+)\.") == [
        round(((7 + h) ** 2 - 7**2) / h, 3)
    ]


def test_the_text_states_the_steps_through_the_valley(stated):
    plain = gradient_descent(valley_slope, START, 0.07, 100)
    rolling = momentum_descent(valley_slope, START, 0.07, 0.6, 100)
    said = stated.matching("gradient_descent", r"(\d+) steps instead of (\d+)\.")
    assert said == [arrival(rolling), arrival(plain)]
    along, across = np.abs(plain[arrival(rolling)])
    assert along > 1
    assert across < 0.01


def test_in_32_bits_the_step_must_be_far_larger():
    h = (10.0 ** np.arange(-6, 0, 0.5)).astype(np.float32)
    one = np.float32(1)
    both = np.abs((np.sin(one + h) - np.sin(one - h)) / (2 * h) - np.cos(1))
    assert h[both.argmin()] > 1e-4
