"""Words and tables say what a figure shows: read back from figures whose numbers are known."""

import warnings

import matplotlib as mpl
import numpy as np
import pytest
from matplotlib.figure import Figure
from tests.figures.told import only_table, told

from firsthand.figures import theme
from firsthand.figures.describe import MAX_ROWS, describe


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


def test_single_named_points_share_a_table(axes):
    for name, x, y in (("cat", 1, 2), ("dog", 3, 4), ("owl", 1, 2)):
        axes.plot([x], [y], "o", label=name)
    table = only_table(axes)
    assert table.columns == ("name", "x", "value")
    assert table.rows == (("cat", "1", "2"), ("dog", "3", "4"), ("owl", "1", "2"))


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
