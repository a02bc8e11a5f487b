"""The figures of fitting a line show the numbers they were given, in the colours of the theme."""

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from firsthand.figures import linear, theme

X, Y = np.array([1.0, 2.0, 4.0]), np.array([3.0, 5.0, 9.0])
PATH = np.array([[0.0, 0.0], [1.0, 0.5], [1.9, 0.9]])


def labelled(axes):
    return {line.get_label(): line for line in axes.get_lines()}


def test_lines_start_at_zero_where_the_intercept_is():
    figure = linear.lines_through(X, Y, {"fit": (2.0, 1.0)})
    assert_array_equal(labelled(figure.axes[0])["fit"].get_xydata(), [[0, 1], [4, 9]])
    assert_array_equal(labelled(figure.axes[0])["points"].get_ydata(), Y)
    assert "fit: 2.00 x + 1.00" in theme.said(figure)


def test_points_without_a_line_are_told_so():
    assert "No line yet" in theme.said(linear.lines_through(X, Y, {}))


def test_misses_go_from_the_line_to_each_point():
    figure = linear.misses(X, Y, 0.0, 4.0)
    strokes = [segment[:, 1].tolist() for segment in figure.axes[0].collections[0].get_segments()]
    assert strokes == [[4, 3], [4, 5], [4, 9]]
    assert figure.axes[0].get_title(loc="left") == "Mean squared error 9"


def test_a_bowl_has_its_lowest_point_at_the_best_line():
    figure = linear.bowls({"one": (X, Y, PATH), "two": (X, Y, PATH)})
    assert len(figure.axes) == 2
    lines = labelled(figure.axes[1])
    assert_allclose(lines["lowest point"].get_xydata(), [[2, 1]])
    assert_array_equal(lines["path"].get_xydata(), PATH)
    assert figure.axes[0].get_aspect() == 1
    assert "one: the path ends at slope 1.90, intercept 0.90; the lowest point is 2.00, 1.00" in theme.said(
        figure
    )


def test_what_is_left_is_logarithmic_and_leaves_the_best_itself_out():
    figure = linear.losses_above_best({"a": [11.0, 2.0, 1.0], "b": [3.0, 1.5]}, 1.0)
    lines = labelled(figure.axes[0])
    assert_array_equal(lines["a"].get_xydata(), [[0, 10], [1, 1]])
    assert_array_equal(lines["b"].get_ydata(), [2, 0.5])
    assert figure.axes[0].get_yscale() == "log"


def test_weights_draw_one_line_a_column():
    figure = linear.weights_by_penalty([0.1, 10.0], [[5.0, -4.0], [1.0, 0.5]], ["one", "other"])
    assert_array_equal(labelled(figure.axes[0])["other"].get_xydata(), [[0.1, -4], [10, 0.5]])
    assert "one: 5 to 1; other: -4 to 0.5" in theme.said(figure)


@pytest.mark.parametrize(
    "figure",
    [
        linear.lines_through(X, Y, {"fit": (2.0, 1.0)}),
        linear.misses(X, Y, 0.0, 4.0),
        linear.bowls({"one": (X, Y, PATH)}),
        linear.losses_above_best({"a": [11.0, 2.0]}, 1.0),
        linear.weights_by_penalty([0.1, 10.0], [[5.0, -4.0], [1.0, 0.5]], ["one", "other"]),
    ],
    ids=["lines_through", "misses", "bowls", "losses_above_best", "weights_by_penalty"],
)
def test_every_figure_becomes_an_svg_and_has_words(figure):
    assert theme.svg(figure).startswith("<svg")
    assert "var(--series-1" in theme.svg(figure)
    assert len(theme.said(figure)) > 20
