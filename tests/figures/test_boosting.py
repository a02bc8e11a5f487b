"""The figures of boosting show the numbers they were given."""

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from firsthand.figures import boosting, theme

X, Y, AT = np.array([0.0, 1.0, 2.0, 3.0]), np.array([0.0, 1.0, 4.0, 5.0]), np.array([0.5, 2.5])
HERE = np.array([[2.5] * 4, [1.0, 1.0, 4.0, 4.0], [0.5, 0.5, 4.5, 4.5]])
THERE = np.array([[2.5, 2.5], [1.0, 4.0], [0.5, 4.5]])


def lines(axes):
    return {line.get_label(): line for line in axes.get_lines()}


def test_each_round_shows_what_was_left_and_the_tree_that_was_added():
    figure = boosting.one_by_one(X, Y, AT, HERE, THERE)
    assert len(figure.axes) == 4
    left, right = figure.axes[2], figure.axes[3]
    assert_array_equal(lines(left)["what is left"].get_ydata(), Y - HERE[1])
    assert_array_equal(lines(left)["tree"].get_ydata(), THERE[2] - THERE[1])
    assert_array_equal(lines(right)["sum"].get_xydata(), np.column_stack([AT, THERE[2]]))
    assert "after round 2: mean squared error 0.250" in theme.said(figure)


def test_all_rounds_share_one_scale():
    figure = boosting.one_by_one(X, Y, AT, HERE, THERE)
    assert figure.axes[0].get_ylim() == figure.axes[2].get_ylim()
    assert figure.axes[1].get_ylim() == figure.axes[3].get_ylim()


def test_each_stage_has_a_panel_with_points_sum_and_truth():
    figure = boosting.sums_growing(X, Y, AT, {"1 round": [1, 4], "2": [0.5, 4.5], "3": [1, 1]}, [0.2, 4.8])
    assert [axes.get_title(loc="left") for axes in figure.axes] == ["1 round", "2", "3", ""]
    assert_array_equal(lines(figure.axes[1])["sum"].get_ydata(), [0.5, 4.5])
    assert_array_equal(lines(figure.axes[1])["truth"].get_ydata(), [0.2, 4.8])
    assert not figure.axes[3].axison
    assert "1 round: 2 different values; 2: 2 different values; 3: 1 different values" in theme.said(figure)


@pytest.mark.parametrize("yscale", ["linear", "log"])
def test_losses_start_before_the_first_round_and_are_marked_where_asked(yscale):
    figure = boosting.losses_by_round({"a": [3.0, 1.0, 2.0], "b": [3.0, 2.5, 2.0]}, {"a": 1}, yscale=yscale)
    drawn = figure.axes[0].get_lines()
    assert_array_equal(drawn[0].get_xydata(), [[0, 3], [1, 1], [2, 2]])
    assert_array_equal(drawn[1].get_xydata(), [[1, 1]])
    assert len(drawn) == 3
    assert "a: lowest 1 after 1 rounds, 2 at the end, marked at 1; b: lowest 2" in theme.said(figure)


def test_logarithmic_ticks_are_plain_numbers():
    figure = boosting.losses_by_round({"a": [3.0, 0.3, 0.04]}, yscale="log")
    figure.draw_without_rendering()
    ticks = [tick.get_text() for tick in figure.axes[0].get_yticklabels()]
    assert {"0.05", "0.2", "1"} <= set(ticks)


def test_bars_are_the_bins_and_the_best_cut_is_marked():
    figure = boosting.cuts([0.0, 1.0, 3.0, 4.0], [2.0, -1.0, -1.0], [5.0, 1.0], "size")
    upper, lower = figure.axes
    assert_allclose(
        [(bar.get_x(), bar.get_width(), bar.get_height()) for bar in upper.patches],
        [(0, 1, 2), (1, 2, -1), (3, 1, -1)],
    )
    assert_array_equal(lower.get_lines()[0].get_xydata(), [[1, 5], [3, 1]])
    assert_array_equal(lower.get_lines()[1].get_xydata(), [[1, 5]])
    assert "3 bins of size" in theme.said(figure)
    assert "lies at 1 and gains 5" in theme.said(figure)


def test_columns_stand_in_the_order_of_the_first_measure():
    figure = boosting.importances(["a", "b", "c"], {"gain": [0.2, 0.7, 0.1], "shuffling": [0.5, 0.3, 0.2]})
    axes = figure.axes[0]
    assert [label.get_text() for label in axes.get_yticklabels()] == ["c", "a", "b"]
    gain, shuffling = axes.containers
    assert_allclose([bar.get_width() for bar in gain], [0.1, 0.2, 0.7])
    assert_allclose([bar.get_width() for bar in shuffling], [0.2, 0.5, 0.3])
    assert gain[0].get_y() > shuffling[0].get_y()  # in the order of the legend, downwards
    assert "gain: b 0.70, a 0.20, c 0.10" in theme.said(figure)


@pytest.mark.parametrize(
    "figure",
    [
        boosting.one_by_one(X, Y, AT, HERE, THERE),
        boosting.sums_growing(X, Y, AT, {"1": [1, 4]}, [0.2, 4.8]),
        boosting.losses_by_round({"a": [3.0, 1.0]}),
        boosting.cuts([0.0, 1.0, 3.0], [2.0, -1.0], [5.0]),
        boosting.importances(["a", "b"], {"gain": [0.2, 0.8]}),
    ],
    ids=["one_by_one", "sums_growing", "losses_by_round", "cuts", "importances"],
)
def test_every_figure_becomes_an_svg_and_has_words(figure):
    assert theme.svg(figure).startswith("<svg")
    assert "var(--series-1" in theme.svg(figure)
    assert len(theme.said(figure)) > 20
