"""Words and tables say what a figure shows: read back from figures whose numbers are known."""

import datetime
import warnings

import matplotlib as mpl
import numpy as np
import pytest
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter

from firsthand.figures import theme
from firsthand.figures.describe import MAX_ROWS, describe
from firsthand.figures.words import text


@pytest.fixture
def axes():
    _, axes = theme.new()
    return axes


def told(axes):
    return describe(axes.figure)


def only_table(axes):
    (table,) = told(axes).tables
    return table


@pytest.mark.parametrize(
    ("value", "message"),
    [
        (0, "0"),
        (-3.0, "−3"),
        (1 / 3, "0.3333"),
        (12345.678, "1.235e4"),
        (1234567, "1234567"),
        (1.5e-9, "1.5e−9"),
        (-0.0001234567, "−0.0001235"),
        (float("nan"), "–"),
        (float("-inf"), "−∞"),
        (np.float32(0.1), "0.1"),
        (np.int64(7), "7"),
        (True, "1"),
        ("cat", "cat"),
        (np.str_("cat"), "cat"),
        (None, "–"),
        (np.ma.masked, "–"),
        (datetime.date(2024, 2, 29), "2024-02-29"),
        (datetime.datetime(2024, 2, 29, 12, 30), "2024-02-29 12:30:00"),
        (np.datetime64("2024-02-29"), "2024-02-29"),
    ],
)
def test_a_value_has_four_figures_at_most_and_its_own_form(value, message):
    assert text(value) == message
    assert type(text(value)) is str


def test_lines_at_the_same_places_share_a_table(axes):
    axes.plot([1, 2, 3], [9, 4, 6], label="train")
    axes.plot([1, 2, 3], [9.5, 5, 7.25], label="test")
    axes.set(title="Loss", xlabel="epoch", ylabel="nats")
    axes.legend()
    table = only_table(axes)
    assert table.title == "Loss"
    assert table.columns == ("epoch", "train", "test")
    assert table.rows == (("1", "9", "9.5"), ("2", "4", "5"), ("3", "6", "7.25"))
    alt = told(axes).alt
    assert alt.startswith("Loss. Across: epoch, 0.9 to 3.1. Up: nats, 3.725 to 9.775. ")
    assert "train runs from 9 at 1 to 6 at 3, lowest 4 at 2; test runs from 9.5 at 1" in alt


def test_lines_at_other_places_have_tables_of_their_own(axes):
    axes.plot([1, 2], [3, 4], label="a")
    axes.plot([1, 2, 3], [3, 4, 5], label="b")
    assert [(table.title, len(table.rows)) for table in told(axes).tables] == [("a", 2), ("b", 3)]


def test_logarithmic_axes_are_called_so_and_numbers_stay_plain(axes):
    axes.loglog([1, 10, 100], [1e-3, 1e-2, 1e-1])
    assert told(axes).alt.count("logarithmic") == 2
    assert only_table(axes).rows[1] == ("10", "0.01")


def test_a_line_across_the_axes_is_no_data(axes):
    axes.axhline(0.5)
    axes.axvline(2)
    assert told(axes).tables == []


def test_what_was_said_about_a_figure_stands_before_what_is_read(axes):
    axes.plot([1, 2], [3, 4])
    theme.say(axes.figure, "A rising line.")
    assert told(axes).alt == "A rising line."
    assert only_table(axes).rows == (("1", "3"), ("2", "4"))


def test_long_tables_are_thinned_evenly_with_both_ends_and_a_note(axes):
    axes.plot(np.arange(10_000), np.arange(10_000) * 2, label="y")
    table = only_table(axes)
    assert len(table.rows) == MAX_ROWS == 200
    assert table.rows[0] == ("0", "0")
    assert table.rows[-1] == ("9999", "19998")
    steps = np.diff([int(row[0]) for row in table.rows])
    assert set(steps) <= {50, 51}
    assert table.title == "y (200 of 10,000 rows, evenly taken)"


def test_markers_alone_are_points(axes):
    axes.plot([1, 2], [3, 4], "o", label="seen")
    assert "seen: 2 points" in told(axes).alt


def test_single_named_points_share_a_table(axes):
    for name, x, y in (("cat", 1, 2), ("dog", 3, 4), ("owl", 1, 2)):
        axes.plot([x], [y], "o", label=name)
    table = only_table(axes)
    assert table.columns == ("name", "x", "value")
    assert table.rows == (("cat", "1", "2"), ("dog", "3", "4"), ("owl", "1", "2"))


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


def test_words_in_a_figure_are_told(axes):
    axes.plot([1, 2], [3, 4])
    axes.text(1, 3, "start\nhere")
    assert "Written in it: start here." in told(axes).alt


def test_panels_are_told_one_by_one_and_name_their_tables():
    figure, (left, right) = theme.grid(1, 2)
    left.plot([1, 2], [3, 4])
    right.plot([1, 2], [5, 6])
    right.set_title("Right")
    figure.suptitle("Both")
    found = describe(figure)
    assert found.alt.startswith("Both. Panel 1 of 2. ")
    assert "Panel 2 of 2. Right. " in found.alt
    assert [table.title for table in found.tables] == ["Panel 1", "Right"]


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


def odd_figures():
    figure = Figure()
    yield "empty", figure
    figure = Figure()
    figure.add_subplot()
    yield "no data", figure
    figure = Figure()
    figure.add_subplot(projection="3d").plot([1, 2], [3, 4], [5, 6])
    yield "3-D", figure
    figure = Figure()
    figure.add_subplot(projection="polar").plot([1, 2], [3, 4])
    yield "polar", figure
    figure = Figure()
    figure.add_subplot().plot([], [])
    yield "empty line", figure
    figure = Figure()
    figure.add_subplot().plot([np.nan, np.nan], [np.nan, np.nan])
    yield "nothing but nan", figure
    figure = Figure()
    figure.add_subplot().scatter([], [])
    yield "empty scatter", figure
    figure = Figure()
    figure.add_subplot().imshow(np.full((2, 2), np.nan))
    yield "blank image", figure
    figure = Figure()
    figure.add_subplot().pie([1, 3], labels=["a", "b"])
    yield "pie", figure
    figure = Figure()
    figure.add_subplot().boxplot([[1, 2, 3], [2, 3, 4]])
    yield "boxes", figure
    figure = Figure()
    axes = figure.add_subplot()
    axes.fill_between([0, 1], [1, 2])
    axes.hexbin([0, 1], [0, 1])
    axes.stairs([1, 2])
    axes.stem([1, 2], [3, 4])
    axes.hlines([1], 0, 1)
    axes.bar([], [])
    axes.errorbar([1], [2], yerr=[[0.1], [0.2]], fmt="none")
    axes.arrow(0, 0, 1, 1)
    axes.violinplot([[1, 2, 3]])
    yield "many kinds", figure
    figure = Figure()
    figure.subfigures(1, 2)[1].subplots().plot([1, 2])
    yield "subfigures", figure
    figure = Figure()
    figure.add_subplot().plot([1, 3], [0.1, 0.9], label="$x^2$\nand more")
    figure.axes[0].set_xscale("symlog")
    figure.axes[0].set_yscale("logit")
    yield "odd scales", figure


@pytest.mark.parametrize(
    ("name", "figure"), list(odd_figures()), ids=lambda value: value if isinstance(value, str) else ""
)
def test_no_figure_is_too_odd_to_describe(name, figure):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        found = describe(figure)
    assert found.alt.strip()
    for table in found.tables:
        assert all(len(row) == len(table.columns) for row in table.rows)
        assert len(set(table.columns)) == len(table.columns)


def test_three_dimensions_are_named_and_not_told_as_two():
    figure = Figure()
    figure.add_subplot(projection="3d").plot([1, 2], [3, 4], [5, 6])
    assert describe(figure).alt == "A picture in three dimensions."
    assert describe(figure).tables == []


def test_an_artist_that_raises_costs_only_itself(axes):
    class Broken(mpl.collections.PathCollection):
        def get_offsets(self):
            raise RuntimeError("no offsets")

    axes.plot([1, 2], [3, 4])
    axes.add_collection(Broken([]))
    assert only_table(axes).rows == (("1", "3"), ("2", "4"))
