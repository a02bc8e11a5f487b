"""The figures of logistic regression show the numbers they were given, in the colours of the theme."""

import numpy as np
import pytest
from matplotlib.colors import to_hex
from numpy.testing import assert_allclose, assert_array_equal

from firsthand.figures import logistic, theme
from firsthand.figures.describe import describe

X = np.array([[0.0, 0.0], [1.0, 0.0], [0.0, 1.0], [1.0, 1.0]])
Y = np.array([0, 1, 0, 0])


def right_half(places):
    return 1 / (1 + np.exp(-8 * (places[:, 0] - 0.5)))


def three(places):
    p = right_half(places)
    return np.stack([(1 - p) / 2, p, (1 - p) / 2 - 1e-3], axis=1)


def labelled(figure):
    return {line.get_label(): line for line in figure.axes[0].get_lines()}


def test_curves_are_drawn_beyond_the_cases():
    figure = logistic.curves_over_labels([0.0, 1.0, 2.0], [0, 0, 1], {"half": lambda x: x / 2}, "width")
    x, y = labelled(figure)["half"].get_data()
    assert x.min() < 0
    assert x.max() > 2
    assert_allclose(y, x / 2)
    assert "half: from -0.15 to 1.15" in theme.said(figure)


def test_losses_are_the_given_ones():
    figure = logistic.losses_by_score([-1.0, 1.0], {"loss": [1.3, 0.3]})
    assert_array_equal(labelled(figure)["loss"].get_xydata(), [[-1, 1.3], [1, 0.3]])
    assert "1.3 at score -1, 0.3 at 1" in theme.said(figure)


def test_the_boundary_lies_where_the_probability_is_a_half():
    figure = logistic.boundary(X, Y, right_half, ["a", "b"], ["no", "yes"])
    lines = next(c for c in figure.axes[0].collections if list(getattr(c, "levels", [])) == [0.1, 0.5, 0.9])
    half = lines.allsegs[1][0]
    assert_allclose(half[:, 0], 0.5, atol=0.01)
    assert_array_equal(labelled(figure)["yes"].get_xydata(), [[1, 0]])
    assert "1 points lie on the wrong side" in theme.said(figure)


def test_each_side_has_the_colour_of_its_class():
    figure = logistic.boundary(X, Y, right_half, ["a", "b"], ["no", "yes"])
    coats = [c for c in figure.axes[0].collections if len(c.get_facecolor())]
    sides = {
        to_hex(c.get_facecolor()[0]): np.concatenate([p.vertices for p in c.get_paths()])[:, 0] for c in coats
    }
    assert sides[theme.SERIES[0]].max() <= 0.51
    assert sides[theme.SERIES[1]].min() >= 0.49


def test_shades_make_no_tables():
    figure = logistic.boundary(X, Y, right_half, ["a", "b"], ["no", "yes"])
    assert [table.title for table in describe(figure).tables] == ["no", "yes", "Contours"]


def test_regions_count_who_lies_in_anothers():
    figure = logistic.regions(X, [0, 1, 0, 2], three, ["a", "b"], ["one", "two", "three"])
    assert_array_equal(labelled(figure)["three"].get_xydata(), [[1, 1]])
    assert "1 points lie in another class's region" in theme.said(figure)


@pytest.mark.parametrize(
    "figure",
    [
        logistic.curves_over_labels([0.0, 1.0], [0, 1], {"same": lambda x: x}),
        logistic.losses_by_score([-1.0, 1.0], {"loss": [1.3, 0.3]}),
        logistic.boundary(X, Y, right_half, ["a", "b"], ["no", "yes"]),
        logistic.regions(X, [0, 1, 0, 2], three, ["a", "b"], ["one", "two", "three"]),
    ],
    ids=["curves_over_labels", "losses_by_score", "boundary", "regions"],
)
def test_every_figure_becomes_an_svg_and_has_words(figure):
    assert theme.svg(figure).startswith("<svg")
    assert "var(--series-1" in theme.svg(figure)
    assert len(theme.said(figure)) > 20
