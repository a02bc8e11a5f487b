"""--log-target: models learn the logarithm, predictions are of the number itself."""

import numpy as np
import pytest

from firsthand.errors import FirsthandError
from firsthand.tabular import fit_table, predict_saved


def test_what_grows_by_factors_is_found_by_a_linear_model(prices, quick, tmp_path):
    plain = fit_table(prices, "price").comparison.results
    report = fit_table(prices, "price", out=tmp_path, log_target=True)
    logs = report.comparison.results
    assert logs["ridge regression"].score < 0.5 * plain["ridge regression"].score
    assert logs["mean"].score == plain["mean"].score
    made = predict_saved(tmp_path, prices)
    assert np.abs(np.log(made.frame["price"] / prices["price"])).mean() < 0.15
    assert any("Models learn the logarithm of price" in note for note in report.notes)


def test_what_has_no_logarithm_is_refused(prices, people, quick):
    with pytest.raises(FirsthandError, match="needs numbers of 0 or more, and price goes down to -1"):
        fit_table(
            prices.assign(price=prices["price"].where(prices.index > 0, -1.0)), "price", log_target=True
        )
    with pytest.raises(FirsthandError, match="is for numbers, and y is a class"):
        fit_table(people, "y", log_target=True)


def test_the_metric_and_the_values_decide_where_nobody_does(prices, quick):
    assert fit_table(prices, "price", metric="RMSLE").in_logs
    assert fit_table(prices, "price", metric="MAE").in_logs
    assert not fit_table(prices, "price").in_logs  # RMSE goes by the mean, and the logarithm by the median
    assert not fit_table(prices, "price", metric="MAE", log_target=False).in_logs
    even = prices.assign(price=100 + prices["x"])
    assert not fit_table(even, "price", metric="MAE").in_logs


def test_a_target_of_zeros_too_is_learned_by_rmsle(prices, quick):
    counts = prices.assign(price=prices["price"].round(0).where(prices["price"] > 5, 0.0))
    report = fit_table(counts, "price", metric="RMSLE")
    baseline, ridge = report.comparison.results.values()
    assert ridge.score < 0.5 * baseline.score
    assert ridge.predictions.min() > -1


def test_rmsle_is_refused_for_classes_and_for_numbers_below_0(prices, people, quick):
    with pytest.raises(FirsthandError, match="RMSLE needs numbers of 0 or more, and price goes down to"):
        fit_table(prices.assign(price=-prices["price"]), "price", metric="RMSLE")
    with pytest.raises(FirsthandError, match="There is no metric RMSLE for a classification"):
        fit_table(people, "y", metric="RMSLE")


def test_rows_below_0_of_a_test_table_are_not_scored_by_rmsle(prices, quick):
    test = prices.head(20).assign(price=prices["price"].where(prices.index > 0, -1.0))
    report = fit_table(prices, "price", test, metric="RMSLE")
    assert np.isfinite(report.scores.metrics["RMSLE"])
    assert "1 row whose price is below 0 are not scored by RMSLE." in report.notes
