"""The figures of vectors show the numbers they were given, in the colours of the theme."""

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from firsthand.figures import describe, theme, vectors

PROFILES = vectors.profiles(["left", "right"], {"a": [1, 2], "b": [3, 4]}, "height")
ARROWS = vectors.arrows({"u": [2, 1], "v": [-1, 2]}, tails={"v": [2, 1]}, title="A sum")
ANGLES = vectors.angles([2, 1], [[1, 2], [-4, -2]])
PICTURES = vectors.pictures(np.arange(12).reshape(3, 2, 2), ["first", "second", "third"], per_row=2)


def quivers(axes):
    return {
        arrow.get_label(): np.ravel([arrow.X, arrow.Y, arrow.U, arrow.V])
        for arrow in axes.collections
        if hasattr(arrow, "U")
    }


def test_bars_have_the_heights_and_stand_in_groups():
    groups = PROFILES.axes[0].containers
    assert [[bar.get_height() for bar in group] for group in groups] == [[1, 2], [3, 4]]
    middles = np.array([[bar.get_x() + bar.get_width() / 2 for bar in group] for group in groups])
    assert_allclose(middles.mean(axis=0), [0, 1], atol=1e-12)
    assert (np.diff(middles, axis=0) > groups[0][0].get_width()).all()


def test_arrows_start_at_their_tails_and_all_of_them_is_in_view():
    axes = ARROWS.axes[0]
    assert_array_equal(quivers(axes)["u"], [0, 0, 2, 1])
    assert_array_equal(quivers(axes)["v"], [2, 1, -1, 2])
    assert axes.get_xlim()[0] < 0 < 2 < axes.get_xlim()[1]
    assert axes.get_ylim()[0] < 0 < 3 < axes.get_ylim()[1]
    assert axes.get_aspect() == 1
    assert "v goes from (2, 1) by (-1, 2)" in theme.said(ARROWS)


def test_an_arrow_of_length_0_can_be_drawn():
    figure = vectors.arrows({"nothing": [0, 0]})
    assert theme.svg(figure).startswith("<svg")
    assert np.ptp(figure.axes[0].get_xlim()) > 0


def test_every_panel_of_angles_shows_both_arrows_on_one_scale():
    assert [axes.get_title(loc="left") for axes in ANGLES.axes] == ["cosine 0.8", "cosine -1"]
    assert_array_equal(quivers(ANGLES.axes[1])["b"], [0, 0, -4, -2])
    assert_array_equal(quivers(ANGLES.axes[1])["a"], [0, 0, 2, 1])
    assert ANGLES.axes[0].get_xlim() == ANGLES.axes[1].get_xlim()


def test_pictures_stand_in_rows_and_spare_places_stay_empty():
    images = [axes.images[0].get_array() for axes in PICTURES.axes if axes.images]
    assert len(PICTURES.axes) == 4
    assert_array_equal(np.array(images), np.arange(12).reshape(3, 2, 2))
    assert "first, second, third" in theme.said(PICTURES)


@pytest.mark.parametrize("figure", [PROFILES, ARROWS, ANGLES, PICTURES])
def test_every_figure_becomes_an_svg_and_has_words_and_numbers(figure):
    assert theme.svg(figure).startswith("<svg")
    told = describe.describe(figure)
    assert len(told.alt) > 20
    assert told.tables


@pytest.mark.parametrize("figure", [PROFILES, ARROWS, ANGLES])
def test_drawn_figures_follow_the_page_into_the_dark(figure):
    assert "var(--series-1" in theme.svg(figure)
