"""Every number that the lesson Linear regression states, and what its explorable says."""

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal
from sklearn.linear_model import LinearRegression as Reference

from firsthand.classical import LinearRegression, Ridge, train_test_split
from firsthand.classical.basics.linear_regression import (
    fit_line,
    mse,
    mse_gradient,
    normal_equation,
    standardize,
)
from firsthand.foundations import numerical_gradient
from firsthand.lessons.classical.linear_regression.explorable import (
    BEST,
    BEST_SLOPE,
    PRICE,
    SIZE,
    WINDOW,
    house_line,
)

A = np.column_stack([SIZE, np.ones(100)])


def error(slope, intercept):
    return mse(PRICE, slope * SIZE + intercept)


def test_the_houses_come_from_the_legacy_seed():
    rng = np.random.RandomState(42)
    size = rng.uniform(1, 10, 100)
    assert_array_equal(size, SIZE)
    assert_array_equal(50 * size + 100 + rng.normal(0, 30, 100), PRICE)


def test_a_hundred_epochs_end_at_58_49_x_and_42_31():
    assert [round(part, 2) for part in fit_line(SIZE, PRICE, 0.01, 100)] == [58.49, 42.31]
    assert_allclose(error(*fit_line(SIZE, PRICE, 0.01, 100)), 1614, atol=0.5)
    gained = error(*fit_line(SIZE, PRICE, 0.01, 100)) - error(*fit_line(SIZE, PRICE, 0.01, 101))
    assert_allclose(gained, 7, atol=0.2)
    assert_allclose(fit_line(SIZE, PRICE, 0.01, 3), [62, 11], atol=0.5)


def test_the_true_line_misses_by_742_6():
    assert round(error(50, 100), 1) == 742.6


def test_the_gradient_is_the_measured_one():
    measured = numerical_gradient(lambda line: error(*line), np.array([30.0, 150.0]))
    assert_allclose(mse_gradient(SIZE, PRICE, 30.0, 150.0), measured, rtol=1e-6)


def test_the_bowl_is_175_times_more_curved_across_than_along():
    flat, steep = np.linalg.eigvalsh(2 * A.T @ A / 100)
    assert round(steep / flat) == 175
    assert_allclose(2 / steep, 0.028, atol=5e-4)
    assert_allclose(0.01 * flat, 0.004, atol=5e-5)
    assert_allclose((1 - 0.01 * flat) ** 100, 2 / 3, atol=0.01)


def test_descent_has_gone_a_third_of_the_way_along_the_floor():
    best, start = normal_equation(A, PRICE), np.array(fit_line(SIZE, PRICE, 0.01, 3))
    now = np.array(fit_line(SIZE, PRICE, 0.01, 100))
    assert_allclose(np.linalg.norm(now - best) / np.linalg.norm(start - best), 2 / 3, atol=0.02)


def test_a_rate_above_2_over_the_curvature_diverges():
    assert error(*fit_line(SIZE, PRICE, 0.0283, 1000)) < 800
    assert error(*fit_line(SIZE, PRICE, 0.0290, 1000)) > 1e6


def test_standardised_the_bowl_is_round_and_one_step_arrives():
    z = standardize(SIZE[:, None], SIZE[:1, None])[0][:, 0]
    B = np.column_stack([z, np.ones(100)])
    assert_allclose(2 * B.T @ B / 100, 2 * np.eye(2), atol=1e-12)
    slope, intercept = fit_line(z, PRICE, 0.5, 1)
    back = slope / SIZE.std()
    assert_allclose([back, intercept - back * SIZE.mean()], normal_equation(A, PRICE))


def test_the_closed_form_gives_48_47_x_and_107_99():
    best = normal_equation(A, PRICE)
    assert_allclose(best, [48.47, 107.99], atol=0.005)
    assert_allclose([error(*best), best[0]], [BEST, BEST_SLOPE], atol=0.005)
    assert_allclose(fit_line(SIZE, PRICE, 0.01, 10_000), best, rtol=1e-6)


@pytest.mark.parametrize("model", [Reference, LinearRegression])
def test_on_the_split_it_is_48_66_x_and_105_63(model):
    train, test, train_price, test_price = train_test_split(
        SIZE[:, None], PRICE, test_size=0.2, random_state=42
    )
    fitted = model().fit(train, train_price)
    assert (round(float(fitted.coef_[0]), 2), round(float(fitted.intercept_), 2)) == (48.66, 105.63)
    assert round(mse(test_price, fitted.predict(test)), 2) == 588.33
    ours = normal_equation(np.column_stack([train, np.ones(80)]), train_price)
    assert_allclose(ours, [fitted.coef_[0], fitted.intercept_])


def test_collinear_columns_run_away_and_ridge_brings_them_together():
    again = SIZE + np.random.default_rng(0).normal(0, 0.01, 100)
    both = np.column_stack([SIZE, again])
    wild = normal_equation(both - both.mean(axis=0), PRICE - PRICE.mean())
    assert wild[0] < -50
    assert wild[1] > 100
    assert_allclose(wild.sum(), 48, atol=1)
    calm = Ridge(alpha=1.0).fit(both, PRICE).coef_
    assert_allclose(calm, 24, atol=1)


def test_the_library_keeps_the_digits_that_the_normal_equations_lose():
    again = SIZE + np.random.default_rng(0).normal(0, 0.01, 100)
    close = np.column_stack([SIZE, SIZE + 1e-8 * again**2])
    y = close @ [20.0, 30.0]
    largest, smallest = np.linalg.svd(close, compute_uv=False)
    assert 1e8 < largest / smallest < 1e10
    assert (largest / smallest) ** 2 > 1 / np.finfo(float).eps
    assert np.abs(normal_equation(close, y) - [20, 30]).max() > 1
    assert_allclose(LinearRegression(fit_intercept=False).fit(close, y).coef_, [20, 30], atol=1e-3)


def scene(slope, intercept):
    return house_line.draw({"slope": slope, "intercept": intercept})


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ((48.5, 110), "as good as the best"),
        ((100, 300), "too high on the whole"),
        ((0, 0), "too low on the whole"),
        ((52, 85), "slope and intercept can still make up"),
        ((80, -55), "too steep"),
        ((20, 260), "too flat"),
    ],
)
def test_the_explorable_says_what_is_wrong_with_the_line(line, words):
    assert words in scene(*line).message


def test_the_explorable_shows_the_error_of_its_line():
    drawn = scene(30, 150)
    assert dict(drawn.numbers)["mean squared error"] == "6,127"
    assert drawn.series[1].y == [150, 30 * WINDOW[1] + 150]
    assert max(drawn.series[0].y) < drawn.y_range[1]


def test_the_text_states_the_errors_of_the_crawl(stated):
    now, next_one = (error(*fit_line(SIZE, PRICE, 0.01, epochs)) for epochs in (100, 101))
    said = stated.matching(
        "linear_regression", r"the error is (\d+), more than twice the (\d+) .* gains only (\d+)\."
    )
    assert said == [round(now), round(BEST), round(now - next_one)]
    assert now > 2 * BEST
    assert error(*fit_line(SIZE, PRICE, 0.01, 1000)) < 1.01 * BEST


def test_the_text_states_the_mean_size_and_the_scale_of_the_first_error(stated):
    assert stated.matching("linear_regression", r"are positive, (\d\.\d) on average") == [
        round(SIZE.mean(), 1)
    ]
    (scale,) = stated.matching("linear_regression", r"flat on a scale of ([\d,]+) says")
    assert_allclose(error(0, 0), scale, rtol=0.1)


def test_the_twenty_houses_kept_aside_were_lucky_ones():
    _, test, _, test_price = train_test_split(SIZE[:, None], PRICE, test_size=0.2, random_state=42)
    assert mse(test_price, 50 * test[:, 0] + 100) < 0.8 * 900
