"""The sets that scikit-learn carries with it."""

import dataclasses

import pytest

from firsthand import data


@pytest.mark.parametrize(
    ("name", "shape", "classes"),
    [
        ("breast_cancer", (569, 30), ("malignant", "benign")),
        ("diabetes", (442, 10), ()),
        ("digits", (1797, 64), tuple("0123456789")),
        ("iris", (150, 4), ("setosa", "versicolor", "virginica")),
        ("wine", (178, 13), ("class_0", "class_1", "class_2")),
    ],
)
def test_a_bundled_set_needs_nothing_and_says_its_source(name, shape, classes):
    table = data.load(name)
    assert table.X.shape == shape
    assert table.y.shape == shape[:1]
    assert len(table.features) == shape[1]
    assert table.classes == classes
    assert table.source == f"{name}, bundled with scikit-learn"
    with pytest.raises(dataclasses.FrozenInstanceError):
        table.source = "elsewhere"


def test_the_same_numbers_as_scikit_learn():
    from sklearn.datasets import load_wine

    table, theirs = data.load("wine"), load_wine()
    assert (theirs.data == table.X).all()
    assert (table.y == theirs.target).all()
