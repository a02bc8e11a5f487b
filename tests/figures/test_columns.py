"""The figures of a table's columns show the numbers they were given."""

from numpy.testing import assert_allclose, assert_array_equal

from firsthand.figures import columns, theme


def test_missing_shares_are_bars_in_percent():
    figure = columns.missing_shares({"Age": 0.2, "Sex": 0.0})
    assert_allclose([bar.get_width() for bar in figure.axes[0].patches], [20, 0])
    assert theme.said(figure) == "How much of each of 2 columns is missing. Age 20.0 %."


def test_rates_lie_inside_their_intervals_and_empty_groups_are_left_out():
    figure = columns.rates({"few": [1, 0], "many": [1] * 70 + [0] * 30, "none": []}, "survived")
    points = figure.axes[0].lines[1].get_xdata()
    assert_array_equal(points, [0.5, 0.7])
    assert "none" not in theme.said(figure)
    assert "over all rows 0.70" in theme.said(figure)
