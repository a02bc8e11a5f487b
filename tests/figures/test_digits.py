"""Figures of small pictures show the numbers they were given, and say them."""

import numpy as np
import pytest
from matplotlib.collections import PatchCollection
from matplotlib.colors import to_hex

from firsthand.figures import digits, theme

CROSS = np.array([[0.0, 1.0, 0.0], [0.5, 1.0, 0.5], [0.0, 1.0, 0.0]])
EDGE = np.array([[-2.0, 0.0, 1.0]])


def fields(axes):
    """Place (row, column) to (colour, fullness) of each field that is drawn."""
    found = {}
    for collection in axes.collections:
        if isinstance(collection, PatchCollection):
            for path, colour in zip(collection.get_paths(), collection.get_facecolors(), strict=True):
                column, row = path.vertices.min(axis=0) + 0.5
                found[round(row), round(column)] = (to_hex(colour), round(float(colour[3]), 3))
    return found


def test_a_picture_is_as_dark_as_its_numbers():
    figure = digits.pictures([CROSS, CROSS.T], ["plus", "same"])
    assert fields(figure.axes[0]) == {
        (0, 1): (theme.INK, 1.0), (1, 0): (theme.INK, 0.5), (1, 1): (theme.INK, 1.0), (1, 2): (theme.INK, 0.5), (2, 1): (theme.INK, 1.0),
    }  # fmt: skip
    assert [axes.get_title(loc="center") for axes in figure.axes] == ["plus", "same"]
    assert theme.said(figure) == "2 pictures of 3 by 3 pixels: plus, same."


def test_the_first_row_is_at_the_top():
    axes = digits.pictures([CROSS]).axes[0]
    assert axes.get_ylim()[0] > axes.get_ylim()[1]


def test_places_left_over_are_taken_out():
    assert len(digits.pictures(np.zeros((7, 3, 3)), columns=5).axes) == 7


def test_maps_share_one_scale_and_signs_have_colours():
    figure = digits.feature_maps([EDGE, EDGE / 2])
    first, second = map(fields, figure.axes)
    assert first == {(0, 0): (theme.SERIES[1], 0.9), (0, 2): (theme.SERIES[0], 0.45)}
    assert second == {(0, 0): (theme.SERIES[1], 0.45), (0, 2): (theme.SERIES[0], 0.225)}
    assert "from -2.00 to 1.00" in theme.said(figure)


def test_panels_have_scales_of_their_own_and_may_carry_numbers():
    figure = digits.panels({"kernel": EDGE, "half": EDGE / 2}, numbers=True)
    assert fields(figure.axes[0]) == fields(figure.axes[1])
    assert [text.get_text() for text in figure.axes[0].texts] == ["−2", "0", "1"]
    assert "kernel: 1 by 3, from -2 to 1" in theme.said(figure)


def test_confusion_counts_rows_by_truth():
    figure = digits.confusion([0, 0, 1, 2], [0, 2, 1, 2], n_classes=3)
    counts = {text.get_position(): text.get_text() for text in figure.axes[0].texts}
    assert counts == {(0, 0): "1", (2, 0): "1", (1, 1): "1", (2, 2): "1"}
    drawn = fields(figure.axes[0])
    assert drawn[0, 2][0] == theme.SERIES[1]
    assert drawn[1, 1][0] == theme.SERIES[0]
    assert "3 on its diagonal. Wrong: 0 taken for 2." in theme.said(figure)


@pytest.mark.parametrize("draw", [digits.feature_maps, lambda maps: digits.panels({"nothing": maps[0]})])
def test_nothing_but_zeros_is_drawn_without_a_warning(draw):
    figure = draw(np.zeros((1, 3, 3)))
    assert fields(figure.axes[0]) == {}
    assert theme.svg(figure).startswith("<svg")


def test_an_image_becomes_shapes_that_follow_the_theme():
    text = theme.svg(digits.feature_maps([EDGE]))
    assert "var(--series-1" in text
    assert "<image" not in text


def test_a_number_takes_the_same_room_in_a_kernel_as_in_its_picture():
    picture, kernel = digits.panels({"picture": np.ones((8, 8)), "kernel": np.ones((3, 3))}).axes
    assert np.ptp(picture.get_xlim()) == np.ptp(kernel.get_xlim())
    assert np.ptp(picture.get_ylim()) == np.ptp(kernel.get_ylim())
    assert sum(kernel.get_xlim()) == pytest.approx(2)  # its middle column, 1, stands in the middle
