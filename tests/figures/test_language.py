"""Figures of language models show the numbers they were given and say them."""

from numpy.testing import assert_allclose, assert_array_equal

from firsthand.figures import theme
from firsthand.figures.language import losses_on_one_axis, next_tokens


def test_a_run_falls_beside_the_lines_of_other_models():
    figure = losses_on_one_axis({"pairs": 2.5, "GPT": 1.4}, [(0, 4.0), (100, 1.4)])
    other, run = figure.axes[0].get_lines()
    assert_array_equal(run.get_xydata(), [[0, 4.0], [100, 1.4]])
    assert list(other.get_ydata()) == [2.5, 2.5]
    assert [other.get_label(), run.get_label()] == ["pairs 2.50", "GPT 1.40"]
    assert other.get_color() != run.get_color()
    assert "pairs 2.50, GPT 1.40. The run falls from 4.00 to 1.40 in 100 steps." in theme.said(figure)
    assert "var(--series-2" in theme.svg(figure)


def test_each_distribution_has_its_panel_with_a_bar_for_each_token():
    shares = {"all": [0.5, 0.3, 0.2], "two left": [0.625, 0.375, 0.0]}
    figure = next_tokens(shares, ["a", "the", "."])
    for axes, (title, heights) in zip(figure.axes, shares.items(), strict=True):
        assert axes.get_title(loc="left") == title
        assert_allclose([bar.get_height() for bar in axes.patches], heights)
        assert [label.get_text() for label in axes.get_xticklabels()] == ["a", "the", "."]
        assert axes.get_ylim() == (0, 1)
    assert "two left: a 0.62, the 0.38, . 0.00." in theme.said(figure)
