"""Quick models compared on a table of classes and on one of numbers."""

import pytest

from firsthand.tabular import column_kinds, compare, read_target


@pytest.fixture
def classified(people, quick):
    frame, target = people.drop(columns="y"), read_target(people["y"])
    return frame, target, compare(frame, target, column_kinds(frame))


@pytest.fixture
def measured(people, quick):
    people = people.assign(y=3 * people["x"] + 10)
    frame, target = people.drop(columns="y"), read_target(people["y"])
    return frame, target, compare(frame, target, column_kinds(frame))
