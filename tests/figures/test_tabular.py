"""The figures of a table project show the numbers they were given, and say them."""

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from firsthand.figures import tabular, theme


def labels(figure):
    return [label.get_text() for label in figure.axes[0].get_yticklabels()]


def test_each_model_stands_at_its_score_with_its_interval():
    figure = tabular.model_scores(
        ["mean", "tree"], [2.0, 1.0], [1.5, 0.8], [2.5, 1.3], "RMSE", "tree", [[2, 3], [1, 0.5]]
    )
    lines = [line.get_xydata().tolist() for line in figure.axes[0].get_lines()]
    assert [[1.5, 0], [2.5, 0]] in lines
    assert [[0.8, 1], [1.3, 1]] in lines
    assert [[1.0, 1]] in lines
    assert labels(figure) == ["mean", "tree (chosen)"]
    low, high = figure.axes[0].get_ylim()
    assert low > high
    assert "tree (chosen) 1, interval 0.8 to 1.3" in theme.said(figure)


def test_importances_are_bars_in_the_given_order():
    figure = tabular.importances(["Sex", "Age"], [0.3, -0.1], [0.02, 0.01], "log loss")
    assert_allclose([bar.get_width() for bar in figure.axes[0].patches], [0.3, -0.1])
    assert labels(figure) == ["Sex", "Age"]
    assert "Sex 0.3; Age -0.1" in theme.said(figure)


def test_the_confusion_table_has_rows_for_what_is_true():
    figure = tabular.confusion_table([[5, 1], [2, 9]], ["no", "yes"])
    found = {text.get_text(): text.get_position() for text in figure.axes[0].texts}
    assert found == {"5": (0, 0), "1": (1, 0), "2": (0, 1), "9": (1, 1)}
    assert "14 are right" in theme.said(figure)
    assert "true no, predicted yes: 1" in theme.said(figure)


def test_the_larger_its_share_of_what_is_true_the_darker_a_cell():
    (cells,) = tabular.confusion_table([[5, 1], [2, 8]], ["no", "yes"]).axes[0].collections
    middles = [tuple(path.vertices[:4].mean(axis=0)) for path in cells.get_paths()]
    inks = dict(zip(middles, cells.get_facecolor()[:, 3], strict=True))
    shares = {(0, 0): 5 / 6, (1, 0): 1 / 6, (0, 1): 2 / 10, (1, 1): 8 / 10}
    assert {(round(x), round(y)): ink for (x, y), ink in inks.items()} == pytest.approx(
        {place: 0.05 + 0.55 * share for place, share in shares.items()}
    )


def test_a_large_confusion_table_says_the_commonest_mistakes():
    counts = np.diag(np.full(12, 7))
    counts[3, 4] = 5
    figure = tabular.confusion_table(counts, [f"k{k}" for k in range(12)])
    assert not figure.axes[0].texts
    assert "84 are right. true k3, predicted k4: 5." in theme.said(figure)


def test_residuals_thin_out_many_points_and_speak_of_all():
    true = np.arange(10_000.0)
    figure = tabular.residuals(true, true + 2, "price")
    points, line = figure.axes[0].get_lines()
    assert len(points.get_xdata()) == tabular.MAX_POINTS
    assert_array_equal(points.get_ydata() - points.get_xdata(), 2)
    assert_array_equal(line.get_xdata(), line.get_ydata())
    assert "of 10,000 rows. Half of the predictions are within 2 of the truth" in theme.said(figure)


def test_the_target_is_counted():
    figure = tabular.class_shares(["no", "yes"], [30, 12], "bought")
    assert [bar.get_width() for bar in figure.axes[0].patches] == [30, 12]
    figure = tabular.number_spread([1.0, 2.0, 2.0, 9.0], "price")
    assert sum(bar.get_height() for bar in figure.axes[0].patches) == 4
    assert "from 1 to 9, the median is 2" in theme.said(figure)


@pytest.mark.parametrize("name", ["$a_{$", "x" * 200, "größe"])
def test_any_name_can_be_drawn(name):
    figure = tabular.importances([name], [1.0], [0.1], "RMSE")
    assert theme.svg(figure).startswith("<svg")
    assert name in theme.said(figure)
