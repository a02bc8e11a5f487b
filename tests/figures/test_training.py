"""The figures of a training show the numbers they were given."""

from numpy.testing import assert_allclose

from firsthand.figures import theme, training


def lines(figure):
    return {line.get_label(): line for line in figure.axes[0].get_lines()}


def test_the_best_epoch_is_the_lowest_of_the_validation_losses():
    figure = training.losses_with_best([0.9, 0.5, 0.2], [0.8, 0.4, 0.6])
    best = lines(figure)["best, epoch 2"]
    assert_allclose(best.get_xydata(), [[2, 0.4]])
    assert "lowest, 0.4, in epoch 2, and ends at 0.6" in theme.said(figure)


def test_runs_of_different_lengths_stand_together():
    figure = training.losses_by_epoch({"constant": [1.0, 0.5], "one cycle": [1.0, 0.4, 0.1]})
    assert_allclose(lines(figure)["one cycle"].get_ydata(), [1.0, 0.4, 0.1])
    assert "constant ends at 0.5; one cycle ends at 0.1" in theme.said(figure)


def test_rates_name_their_peak():
    figure = training.rates_by_step({"one cycle": [0.1, 0.3, 0.0]})
    assert_allclose(lines(figure)["one cycle"].get_ydata(), [0.1, 0.3, 0.0])
    assert "from 0.1 to 0.3 at step 1, 0 at the end" in theme.said(figure)
    assert theme.svg(figure).startswith("<svg")
