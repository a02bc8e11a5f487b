"""How much worse a model gets when a feature is shuffled."""

from numpy.testing import assert_allclose, assert_array_equal
from sklearn.inspection import permutation_importance as reference_importance

from firsthand.classical import (
    RandomForestRegressor,
    permutation_importance,
)


def test_permutation_importance_is_that_of_scikit_learn(numbers):
    X, X_test, y, y_test = numbers
    forest = RandomForestRegressor(20, random_state=0).fit(X, y)
    given = X_test.copy()
    ours = permutation_importance(forest, given, y_test, n_repeats=8, random_state=0)
    theirs = reference_importance(forest, X_test, y_test, n_repeats=8, random_state=0)
    assert_array_equal(given, X_test)
    assert ours.all.shape == (8, 8)
    assert_allclose(ours.mean, theirs.importances_mean, atol=0.05)
    assert_allclose(ours.std, ours.all.std(axis=1))
    assert (ours.mean[:5] > 0.01).all()
    assert abs(ours.mean[5:]).max() < 0.02  # Friedman's last features say nothing
