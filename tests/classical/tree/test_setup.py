"""What trees and forests are told."""

import pytest

from firsthand.classical import DecisionTreeClassifier


def test_an_unknown_criterion_is_named():
    with pytest.raises(ValueError, match="must be one of 'gini', 'entropy', got 'logloss'"):
        DecisionTreeClassifier(criterion="logloss").fit([[1.0], [2.0]], [0, 1])


@pytest.mark.parametrize(
    ("max_features", "n"), [(None, 10), ("sqrt", 3), ("log2", 3), (4, 4), (99, 10), (0.5, 5), (0.01, 1)]
)
def test_number_of_features_to_draw(max_features, n):
    from firsthand.classical.tree.setup import n_features_to_draw

    assert n_features_to_draw(max_features, 10) == n
