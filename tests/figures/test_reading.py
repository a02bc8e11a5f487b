"""Numbers and names are read back from what was drawn: lines, points, bars, grids, arrows."""

import datetime

import numpy as np
import pytest
from matplotlib.ticker import FuncFormatter
from tests.figures.told import only_table, told

from firsthand.figures import theme
from firsthand.figures.describe import describe


def test_logarithmic_axes_are_called_so_and_numbers_stay_plain(axes):
    axes.loglog([1, 10, 100], [1e-3, 1e-2, 1e-1])
    assert told(axes).alt.count("logarithmic") == 2
    assert only_table(axes).rows[1] == ("10", "0.01")


def test_a_line_across_the_axes_is_no_data(axes):
    axes.axhline(0.5)
    axes.axvline(2)
    assert told(axes).tables == []


def test_markers_alone_are_points(axes):
    axes.plot([1, 2], [3, 4], "o", label="seen")
    assert "seen: 2 points" in told(axes).alt


def test_a_scatter_with_colours(axes):
    axes.scatter([1, 2], [3, 4], c=[0.5, 0.25], label="flowers")
    assert only_table(axes).columns == ("x", "y", "colour")
    assert only_table(axes).rows == (("1", "3", "0.5"), ("2", "4", "0.25"))
    assert "flowers: 2 points" in told(axes).alt


@pytest.mark.parametrize("lying", [False, True])
def test_bars_by_name(axes, lying):
    (axes.barh if lying else axes.bar)(["cat", "dog"], [0.25, 0.75])
    (axes.set_ylabel if lying else axes.set_xlabel)("animal")
    (axes.set_xlabel if lying else axes.set_ylabel)("share")
    assert only_table(axes).columns == ("animal", "share")
    assert only_table(axes).rows == (("cat", "0.25"), ("dog", "0.75"))
    assert "Bars: cat 0.25, dog 0.75" in told(axes).alt


def test_bars_in_groups_share_the_names_of_their_groups(axes):
    axes.bar(np.arange(3) - 0.2, [1, 2, 3], 0.4, label="ours")
    axes.bar(np.arange(3) + 0.2, [4, 5, 6], 0.4, label="theirs")
    axes.set_xticks(range(3), ["cat", "dog", "owl"])
    assert only_table(axes).columns == ("x", "ours", "theirs")
    assert only_table(axes).rows == (("cat", "1", "4"), ("dog", "2", "5"), ("owl", "3", "6"))


def test_bars_of_a_histogram_are_named_by_their_edges(axes):
    axes.hist([0.5, 1.5, 1.6, 3.5], bins=[0, 1, 2, 4])
    assert only_table(axes).rows == (("0 to 1", "1"), ("1 to 2", "2"), ("2 to 4", "1"))


def test_many_bars_are_told_by_their_ends(axes):
    axes.bar(range(20), [*range(10), 30, *range(9)])
    assert "20 bars, highest 30 at 10, lowest 0 at " in told(axes).alt


@pytest.mark.parametrize("across", [False, True])
def test_error_bars_give_their_ends(axes, across):
    axes.errorbar([1, 2], [3, 4], **{"xerr" if across else "yerr": [0.5, 0.25]}, label="mean", capsize=3)
    table = only_table(axes)
    assert table.columns == (
        "x",
        "mean",
        *(("left end", "right end") if across else ("lower end", "upper end")),
    )
    assert table.rows[0] == (("1", "3", "0.5", "1.5") if across else ("1", "3", "2.5", "3.5"))
    assert "mean runs from 3 at 1 to 4 at 2, with error bars" in told(axes).alt


def test_an_image_gives_its_grid_under_its_names(axes):
    axes.imshow([[5, 1], [0, 8]])
    axes.set_xticks([0, 1], ["cat", "dog"])
    axes.set_yticks([0, 1], ["said cat", "said dog"])
    table = only_table(axes)
    assert table.columns[1:] == ("cat", "dog")
    assert table.rows == (("said cat", "5", "1"), ("said dog", "0", "8"))
    assert "A grid of 2 × 2 values, lowest 0, mean 3.5, highest 8" in told(axes).alt


def test_a_mesh_gives_its_grid(axes):
    axes.pcolormesh(np.arange(6).reshape(2, 3))
    assert [row[1:] for row in only_table(axes).rows] == [("0", "1", "2"), ("3", "4", "5")]


def test_an_image_too_wide_for_a_table_gives_its_size_and_range(axes):
    axes.imshow(np.arange(28 * 100).reshape(28, 100))
    assert only_table(axes).rows == (("28", "100", "0", "1400", "2799"),)


def test_a_colour_picture_and_its_colour_bar(axes):
    axes.imshow(np.zeros((4, 5, 3)))
    assert "A grid of 4 × 5 in colour" in told(axes).alt
    figure, other = theme.new()
    figure.colorbar(other.imshow(np.eye(2)))
    assert "Panel" not in describe(figure).alt


def test_arrows_of_a_field_and_one_at_a_time(axes):
    axes.quiver([0], [0], [2], [1], angles="xy", scale_units="xy", scale=1, label="u")
    axes.quiver([2], [1], [-1], [3], angles="xy", scale_units="xy", scale=1, label="v")
    assert only_table(axes).columns == ("name", "x", "y", "arrow across", "arrow up")
    assert only_table(axes).rows == (("u", "0", "0", "2", "1"), ("v", "2", "1", "−1", "3"))
    assert "u from (0, 0) to (2, 1); v from (2, 1) to (1, 4)" in told(axes).alt


def test_an_arrow_drawn_as_a_note(axes):
    axes.annotate("", (3, 4), (1, 1), arrowprops={"arrowstyle": "->"})
    assert only_table(axes).rows == (("1", "1", "2", "3"),)


def test_contours_give_their_levels(axes):
    axes.contour(np.arange(9.0).reshape(3, 3), levels=[1, 2, 5])
    assert only_table(axes).rows == (("1",), ("2",), ("5",))


def test_categories_and_dates_along_a_line(axes):
    axes.plot([datetime.date(2024, 1, 1), datetime.date(2024, 1, 3)], [1, 2])
    assert only_table(axes).rows == (("2024-01-01", "1"), ("2024-01-03", "2"))
    assert "Across: 2023-12-31 to 2024-01-03" in told(axes).alt
    _, other = theme.new()
    other.plot(["mon", "tue"], [1, 2])
    assert only_table(other).rows == (("mon", "1"), ("tue", "2"))


def test_an_axis_with_its_own_way_to_write_numbers_is_read_that_way(axes):
    axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:.0%}"))
    axes.plot([1, 2], [0.25, 0.5])
    assert only_table(axes).rows == (("1", "25%"), ("2", "50%"))
