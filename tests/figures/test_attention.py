"""The figures of attention show the numbers they were given, in the colours of the theme."""

import numpy as np
import pytest
from matplotlib.colors import to_hex
from numpy.testing import assert_allclose, assert_array_equal

from firsthand.figures import attention, theme
from firsthand.figures.describe import describe

WEIGHTS = np.array([[0.9, 0.1, 0.0], [0.25, 0.25, 0.5]])
ROWS, COLUMNS = ["cat", "soup"], ["the", "cat", "it"]


def two():
    return attention.looks({"off": WEIGHTS, "on": np.zeros((2, 3))}, ROWS, COLUMNS)


def test_a_heat_map_is_as_full_of_its_one_colour_as_the_weights_say():
    mesh = two().axes[0].collections[0]
    assert_array_equal(mesh.get_array().reshape(2, 3), WEIGHTS)
    assert_allclose(np.asarray(mesh.get_alpha()).reshape(2, 3), WEIGHTS)
    assert to_hex(mesh.get_cmap()(0.5)) == theme.SERIES[0]


def test_the_first_row_is_at_the_top_and_all_have_their_names():
    axes = two().axes[0]
    assert axes.get_ylim()[0] > axes.get_ylim()[1]
    assert [label.get_text() for label in axes.get_yticklabels()] == ROWS
    assert [label.get_text() for label in axes.get_xticklabels()] == COLUMNS


def test_a_heat_map_says_where_each_row_looks_most_or_that_it_looks_nowhere():
    assert "off: cat at the 0.90, soup at it 0.50" in theme.said(two())
    assert "on: cat nowhere, soup nowhere" in theme.said(two())


def test_a_heat_map_gives_its_numbers_as_a_table():
    table = describe(two()).tables[0]
    assert [row[-1] for row in table.rows] == ["0", "0.5"]


def test_one_heat_map_leaves_no_empty_panel():
    assert len(attention.looks({"one": WEIGHTS}, ROWS, COLUMNS).axes) == 1


def test_a_word_is_drawn_where_it_was_and_where_it_went():
    figure = attention.moved(["bank", "river"], [[1, 1], [0, 2]], {"a": {"bank": [0.5, 1.5]}}, ["m", "w"])
    at = {line.get_label(): line.get_xydata().tolist() for line in figure.axes[0].get_lines()}
    assert at == {"bank": [[1, 1]], "river": [[0, 2]], "bank after attention": [[0.5, 1.5]]}
    assert "bank goes from (1.00, 1.00) to (0.50, 1.50)" in theme.said(figure)


def test_measurements_stand_over_their_widths():
    figure = attention.by_width([4, 8, 16], {"spread": {"plain": [2, 3, 4], "scaled": [1, 1, 1]}})
    plain, scaled = figure.axes[0].get_lines()
    assert_array_equal(plain.get_xydata(), [[4, 2], [8, 3], [16, 4]])
    assert_array_equal(scaled.get_ydata(), [1, 1, 1])
    assert "spread, plain: 2.00 at d = 4, 4.00 at 16" in theme.said(figure)


@pytest.mark.parametrize(
    "figure",
    [
        two(),
        attention.moved(["bank"], [[1, 1]], {"a": {"bank": [0.5, 1.5]}}, ["m", "w"]),
        attention.by_width([4, 8], {"spread": {"plain": [2, 3]}}),
    ],
    ids=["looks", "moved", "by_width"],
)
def test_every_figure_becomes_an_svg_and_has_words(figure):
    assert "var(--series-1" in theme.svg(figure)
    assert len(theme.said(figure)) > 20
