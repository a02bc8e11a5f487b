"""The houses of California, with scikit-learn's columns."""

from numpy.testing import assert_allclose


def test_california_housing_has_scikit_learns_columns(load):
    table = load("california_housing")
    assert table.X.shape == (20_640, 8)
    assert table.features[:3] == ("MedInc", "HouseAge", "AveRooms")
    # The first row as scikit-learn's own documentation of the set prints it.
    assert_allclose(
        table.X[0], [8.3252, 41.0, 6.98412698, 1.02380952, 322.0, 2.55555556, 37.88, -122.23], rtol=1e-8
    )
    assert_allclose(table.y[:3], [4.526, 3.585, 3.521])
    assert_allclose(table.y.mean(), 2.06856, atol=1e-5)
