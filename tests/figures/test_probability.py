"""The figures of probabilities show the numbers they were given, in the colours of the theme."""

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from firsthand.figures import probability, theme

NAMES = ["cat", "dog", "bird"]


def heights(axes):
    return [bar.get_height() for bar in axes.patches]


def labelled(figure):
    return {line.get_label(): line for line in figure.axes[0].get_lines()}


def test_each_panel_has_its_bars_and_title():
    figure = probability.bars_side_by_side(NAMES, {"score": [2, 1, 0.1], "share": [0.7, 0.2, 0.1]})
    assert [axes.get_title(loc="left") for axes in figure.axes] == ["score", "share"]
    assert_allclose(heights(figure.axes[0]), [2, 1, 0.1])
    assert_allclose(heights(figure.axes[1]), [0.7, 0.2, 0.1])
    assert "share: cat 0.7, dog 0.2, bird 0.1" in theme.said(figure)


def test_smooth_maximum_says_how_far_it_lies_above():
    figure = probability.smooth_maximum([-1.0, 0.0, 1.0], [0.31, 0.69, 1.31], [0.0, 0.0, 1.0])
    assert_array_equal(labelled(figure)["log-sum-exp"].get_ydata(), [0.31, 0.69, 1.31])
    assert_array_equal(labelled(figure)["maximum"].get_ydata(), [0, 0, 1])
    assert "0.69" in theme.said(figure)


def test_surprise_puts_each_case_on_the_curve():
    figure = probability.surprise({"cat": 0.5, "sure": 1.0})
    assert_allclose(labelled(figure)["cat"].get_xydata(), [[0.5, np.log(2)]])
    assert_allclose(labelled(figure)["sure"].get_xydata(), [[1, 0]], atol=1e-12)


def test_pulls_tell_up_from_down_in_words_too():
    figure = probability.pulls(NAMES, [0.7, 0.2, 0.1], [0, 0, 1])
    assert_allclose(heights(figure.axes[0]), [0.7, 0.2, -0.9])
    texts = [text.get_text() for text in figure.axes[0].texts]
    assert texts == ["+0.700  descent lowers it", "+0.200  descent lowers it", "−0.900  descent raises it"]


def test_shares_by_temperature_draws_one_line_a_name():
    figure = probability.shares_by_temperature(NAMES, [0.1, 1.0], [[1, 0, 0], [0.6, 0.3, 0.1]])
    assert_array_equal(labelled(figure)["dog"].get_xydata(), [[0.1, 0], [1, 0.3]])
    assert figure.axes[0].get_xscale() == "log"


@pytest.mark.parametrize(
    "figure",
    [
        probability.bars_side_by_side(NAMES, {"score": [2, 1, 0.1]}),
        probability.smooth_maximum([-1.0, 1.0], [0.3, 1.3], [0.0, 1.0]),
        probability.surprise({"cat": 0.5}),
        probability.pulls(NAMES, [0.7, 0.2, 0.1], [0, 0, 1]),
        probability.shares_by_temperature(NAMES, [0.1, 1.0], [[1, 0, 0], [0.6, 0.3, 0.1]]),
    ],
    ids=["bars_side_by_side", "smooth_maximum", "surprise", "pulls", "shares_by_temperature"],
)
def test_every_figure_becomes_an_svg_and_has_words(figure):
    assert theme.svg(figure).startswith("<svg")
    assert "var(--series-1" in theme.svg(figure)
    assert len(theme.said(figure)) > 20


def test_probabilities_share_one_axis_and_scores_keep_their_own():
    shares = probability.bars_side_by_side(NAMES, {"cold": [0.9, 0.1, 0.0], "warm": [0.4, 0.3, 0.3]})
    assert len({axes.get_ylim() for axes in shares.axes}) == 1
    mixed = probability.bars_side_by_side(NAMES, {"score": [2, 1, 0.1], "share": [0.7, 0.2, 0.1]})
    assert len({axes.get_ylim() for axes in mixed.axes}) == 2
