"""The figures of descents show the numbers they were given, in the colours of the theme."""

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from firsthand.figures import descent, theme


def f(x):
    return (x - 3) ** 2


def labelled(figure):
    return {line.get_label(): line for line in figure.axes[0].get_lines()}


def test_the_path_lies_on_its_curve():
    path = np.array([10.0, 8.6, 7.48])
    lines = labelled(descent.path_on_curve(f, path, "a walk"))
    assert_array_equal(lines["path"].get_xdata(), path)
    assert_allclose(lines["path"].get_ydata(), f(path))
    curve = lines["f"].get_xdata()
    assert curve.min() < 7.48
    assert curve.max() > 10


def test_a_path_that_never_moves_can_be_drawn():
    figure = descent.path_on_curve(f, [3.0, 3.0])
    assert np.ptp(labelled(figure)["f"].get_xdata()) > 1
    assert "from x = 3" in theme.said(figure)


def test_distances_are_absolute_and_logarithmic():
    figure = descent.distances({0.1: [10.0, 8.6], 1.0: [10.0, -4.0]}, 3)
    lines = labelled(figure)
    assert_allclose(lines["rate 0.1"].get_ydata(), [7, 5.6])
    assert_allclose(lines["rate 1"].get_ydata(), [7, 7])
    assert figure.axes[0].get_yscale() == "log"
    assert "0.1: 5.6" in theme.said(figure)


def test_valley_paths_draws_each_path_over_level_lines():
    plain, rolling = np.array([[10.0, 1.0], [5.0, 0.5]]), np.array([[10.0, 1.0], [0.0, 0.0]])
    figure = descent.valley_paths(lambda p: np.sum(p**2, axis=-1), {"plain": plain, "momentum": rolling})
    lines = labelled(figure)
    assert_array_equal(lines["plain"].get_xydata(), plain)
    assert_array_equal(lines["momentum"].get_xydata(), rolling)
    assert "momentum ends at height 0" in theme.said(figure)


def test_errors_of_exactly_zero_are_left_out():
    figure = descent.errors_by_step([1e-3, 1e-2, 1e-1], {"both sides": [0.0, 1e-4, 1e-2]})
    assert_array_equal(labelled(figure)["both sides"].get_xdata(), [1e-2, 1e-1])
    assert (figure.axes[0].get_xscale(), figure.axes[0].get_yscale()) == ("log", "log")


def test_losses_start_at_the_floor_of_the_picture():
    figure = descent.losses([1.1, 0.5, 0.2], "falling")
    assert_array_equal(labelled(figure)["loss"].get_ydata(), [1.1, 0.5, 0.2])
    assert figure.axes[0].get_ylim()[0] == 0
    assert "from 1.1 to 0.2 in 2 steps" in theme.said(figure)


@pytest.mark.parametrize(
    "figure",
    [
        descent.path_on_curve(f, [10.0, 8.6]),
        descent.distances({0.1: [10.0, 8.6]}, 3),
        descent.valley_paths(lambda p: np.sum(p**2, axis=-1), {"plain": [[1.0, 1.0], [0.0, 0.5]]}),
        descent.errors_by_step([1e-3, 1e-2], {"both sides": [1e-6, 1e-4]}),
        descent.losses([1.0, 0.5]),
    ],
    ids=["path_on_curve", "distances", "valley_paths", "errors_by_step", "losses"],
)
def test_every_figure_becomes_an_svg_and_has_words(figure):
    assert theme.svg(figure).startswith("<svg")
    assert "var(--series-1" in theme.svg(figure)
    assert len(theme.said(figure)) > 20
