"""The Titanic's passengers, gaps and all."""

import numpy as np


def test_titanic(load):
    columns = load("titanic").columns
    assert len(columns) == 12
    assert {len(values) for values in columns.values()} == {891}
    assert columns["Survived"].sum() == 342
    assert np.isnan(columns["Age"]).sum() == 177
    assert columns["Name"][0] == "Braund, Mr. Owen Harris"
    assert (columns["Embarked"] == "").sum() == 2
