import numpy as np
import pytest
from sklearn.datasets import make_friedman1

from firsthand.classical import GradientBoostingRegressor
from firsthand.classical.basics.early_stopping import best_round


@pytest.mark.parametrize(
    ("losses", "patience", "kept"),
    [
        ([5.0], 1, 0),
        ([5.0, 4.0, 3.0], 1, 2),
        ([5.0, 4.0, 4.5, 3.0], 1, 1),  # it stops at 4.5 and never sees the 3
        ([5.0, 4.0, 4.5, 3.0], 2, 3),
        ([5.0, 6.0, 7.0], 2, 0),
        ([5.0, 4.0, 4.0, 4.0, 3.0], 2, 1),  # as good as the best is no progress
        ([5.0, 4.0, 4.0, 4.0, 3.0], 3, 4),
        ([5.0, 3.0, 4.0, 3.5, 3.2, 2.0], 3, 1),  # better than the round before is not enough
    ],
)
def test_rounds_kept_by_hand(losses, patience, kept):
    assert best_round(losses, patience) == kept


def test_nothing_after_the_stop_is_seen():
    losses = [5.0, 4.0, 4.1, 4.2, 0.0, np.nan, np.inf]
    assert best_round(losses, 2) == best_round(losses[:4], 2) == 1


@pytest.mark.parametrize("patience", [1, 3, 30])
def test_boosting_keeps_the_same_rounds(patience):
    X, y = make_friedman1(400, 6, noise=2.0, random_state=0)
    settings = {"n_estimators": 150, "learning_rate": 0.3, "random_state": 0}
    everything = GradientBoostingRegressor(**settings, n_iter_no_change=150).fit(X, y)
    stopped = GradientBoostingRegressor(**settings, n_iter_no_change=patience).fit(X, y)
    assert stopped.n_estimators_ == best_round(everything.validation_loss_, patience)
