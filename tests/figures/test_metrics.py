"""The figures of metrics show the numbers they were given, in the colours of the theme."""

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from firsthand.figures import metrics, theme

CURVE = ([0.0, 0.5, 1.0], [0.0, 1.0, 1.0])
FALLING = ([1.0, 0.5, 0.0], [0.3, 0.6, 1.0])
FOLDS = [(np.array([2, 3]), np.array([0, 1])), (np.array([0, 1]), np.array([2, 3]))]


def labelled(axes):
    return {line.get_label(): line for line in axes.get_lines()}


def test_the_confusion_matrix_puts_each_count_in_its_place():
    figure = metrics.confusion((8, 1, 2, 9), ("healthy", "ill"))
    found = {text.get_text(): text.get_position() for text in figure.axes[0].texts}
    assert [found[count][0] for count in "8129"] == [0, 1, 0, 1]
    assert [round(found[count][1]) for count in "8129"] == [0, 0, 1, 1]
    for count, words in (("1", "false positives"), ("2", "false negatives")):
        assert found[count][0] == found[words][0]
        assert round(found[count][1]) == round(found[words][1])
    assert "is healthy, called ill (false positives): 1" in theme.said(figure)
    assert "is ill, called healthy (false negatives): 2" in theme.said(figure)


def test_the_first_row_of_the_confusion_matrix_is_on_top():
    low, high = metrics.confusion((1, 2, 3, 4)).axes[0].get_ylim()
    assert low > high


def test_two_groups_counts_the_threshold_itself_as_called():
    figure = metrics.two_groups([0, 0, 1, 1], [0.1, 0.5, 0.5, 0.9], 0.5, ("no", "yes"))
    assert [axes.get_title(loc="left") for axes in figure.axes] == [
        "no: 1 below the threshold, 1 from it on",
        "yes: 0 below the threshold, 2 from it on",
    ]
    assert [sum(bar.get_height() for bar in axes.patches) for axes in figure.axes] == [2, 2]
    assert "1 of 2 no; 2 of 2 yes" in theme.said(figure)


def test_roc_draws_the_curve_chance_and_the_marks():
    figure = metrics.roc({"model": CURVE}, {"from 0.5": (0.2, 0.4)})
    lines = labelled(figure.axes[0])
    assert_array_equal(lines["model"].get_xydata(), np.transpose(CURVE))
    assert_array_equal(lines["chance"].get_xydata(), [[0, 0], [1, 1]])
    assert_array_equal(lines["from 0.5"].get_xydata(), [[0.2, 0.4]])
    assert "model: area 0.750" in theme.said(figure)


def test_roc_and_precision_keeps_each_curve_in_its_panel():
    figure = metrics.roc_and_precision({"rare": CURVE}, {"rare": FALLING})
    left, right = figure.axes
    assert_array_equal(labelled(left)["rare"].get_xydata(), np.transpose(CURVE))
    assert_array_equal(labelled(right)["rare"].get_xydata(), np.transpose(FALLING))
    assert "half are found: rare 60%" in theme.said(figure)


def test_reliability_puts_what_was_given_on_the_x_axis():
    figure = metrics.reliability({"model": ([0.1, 0.9], [0.2, 0.7])})
    assert_allclose(labelled(figure.axes[0])["model"].get_xydata(), [[0.1, 0.2], [0.9, 0.7]])
    assert "given 0.90 came 0.70" in theme.said(figure)


def test_folds_draws_a_square_for_each_row_of_each_fold():
    figure = metrics.folds({"in order": FOLDS})
    lines = labelled(figure.axes[0])
    assert_array_equal(lines["test"].get_xydata(), [[0, 1], [1, 1], [2, 2], [3, 2]])
    assert_array_equal(lines["train"].get_xydata(), [[2, 1], [3, 1], [0, 2], [1, 2]])
    assert "fold 2 tests rows 2, 3" in theme.said(figure)


def test_luck_draws_every_result():
    figure = metrics.luck({"one": [0.7, 0.9], "many": [0.8]}, "AUC")
    assert_allclose(labelled(figure.axes[0])["one"].get_xdata(), [0.7, 0.9])
    assert_allclose(labelled(figure.axes[0])["many"].get_xydata(), [[0.8, 1]])
    assert "one: 2 results from 0.700 to 0.900" in theme.said(figure)


@pytest.mark.parametrize(
    "figure",
    [
        metrics.confusion((8, 1, 2, 9)),
        metrics.two_groups([0, 1], [0.1, 0.9], 0.5),
        metrics.roc({"model": CURVE}),
        metrics.roc_and_precision({"model": CURVE}, {"model": FALLING}),
        metrics.reliability({"model": ([0.1, 0.9], [0.2, 0.7])}),
        metrics.folds({"in order": FOLDS}),
        metrics.luck({"one": [0.7, 0.9]}, "AUC"),
    ],
    ids=["confusion", "two_groups", "roc", "roc_and_precision", "reliability", "folds", "luck"],
)
def test_every_figure_becomes_an_svg_and_has_words(figure):
    assert theme.svg(figure).startswith("<svg")
    assert "var(--series-1" in theme.svg(figure)
    assert len(theme.said(figure)) > 20
