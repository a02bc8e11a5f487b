"""The figures of networks show the numbers they were given, in the colours of the theme."""

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from firsthand.figures import network, theme

X = np.array([[0.0, 0.0], [1.0, 0.0], [0.0, 1.0], [1.0, 1.0]])
Y = np.array([0, 1, 0, 0])


def right_half(places):
    return 1 / (1 + np.exp(-8 * (places[:, 0] - 0.5)))


def labelled(axes):
    return {line.get_label(): line for line in axes.get_lines()}


def test_curves_are_the_given_ones():
    figure = network.bends([-1.0, 1.0], {"relu": [0.0, 1.0]})
    assert_array_equal(labelled(figure.axes[0])["relu"].get_xydata(), [[-1, 0], [1, 1]])
    assert "relu: 0 at -1, 1 at 1" in theme.said(figure)


def test_each_moment_has_its_own_boundary():
    moments = {"first": right_half, "second": lambda places: 1 - right_half(places), "third": right_half}
    figure = network.boundaries(X, Y, {**moments, "fourth": right_half})
    shown = [axes for axes in figure.axes if axes.get_visible()]
    assert [axes.get_title(loc="left") for axes in shown] == ["first", "second", "third", "fourth"]
    line = next(c for c in shown[0].collections if list(getattr(c, "levels", [])) == [0.5])
    assert_allclose(np.concatenate(line.allsegs[0])[:, 0], 0.5, atol=0.01)
    assert_array_equal(labelled(shown[0])["1"].get_xydata(), [[1, 0]])
    assert "first: 75.0% of the points on their own side; second: 25.0%" in theme.said(figure)


def test_the_signal_stands_on_a_logarithmic_scale():
    figure = network.signal_by_layer({"he": [1.0, 0.9, 1.1]})
    assert figure.axes[0].get_yscale() == "log"
    assert_array_equal(labelled(figure.axes[0])["he"].get_ydata(), [1.0, 0.9, 1.1])
    assert "he: 1.1 behind the last layer" in theme.said(figure)


def test_learning_curves_start_at_one():
    figure = network.learning_curves({"adam": [0.5, 0.2]}, "epoch", "loss")
    assert_array_equal(labelled(figure.axes[0])["adam"].get_xydata(), [[1, 0.5], [2, 0.2]])
    assert "adam: from 0.5 to 0.2" in theme.said(figure)


def test_learning_curves_can_start_before_the_first_epoch_and_skip_some():
    figure = network.learning_curves({"adam": [0.5, 0.2, 0.1]}, first=0, every=4)
    assert_array_equal(labelled(figure.axes[0])["adam"].get_xdata(), [0, 4, 8])


@pytest.mark.parametrize(
    "figure",
    [
        network.bends([-1.0, 1.0], {"relu": [0.0, 1.0]}),
        network.boundaries(X, Y, {"only": right_half}),
        network.signal_by_layer({"he": [1.0, 0.9]}),
        network.learning_curves({"adam": [0.5, 0.2]}),
    ],
    ids=["bends", "boundaries", "signal_by_layer", "learning_curves"],
)
def test_every_figure_becomes_an_svg_and_has_words(figure):
    assert theme.svg(figure).startswith("<svg")
    assert "var(--series-1" in theme.svg(figure)
    assert len(theme.said(figure)) > 20
