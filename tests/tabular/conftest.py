"""Small tables, and quick models in place of the six."""

import numpy as np
import pandas as pd
import pytest
from sklearn.dummy import DummyClassifier, DummyRegressor

from firsthand.classical import LogisticRegression, Ridge
from firsthand.tabular import fit_table, pipeline
from firsthand.tabular.modelling import model_comparison


@pytest.fixture
def people():
    """120 rows in which x decides nearly alone."""
    random = np.random.default_rng(0)
    x = random.normal(size=120)
    return pd.DataFrame(
        {
            "id": np.arange(1, 121),
            "x": x,
            "colour": random.choice(["red", "green", None], 120),
            "when": pd.date_range("2020-01-01", periods=120)[random.permutation(120)].strftime("%d.%m.%Y"),
            "note": [
                f"a short note of {word} number {k}"
                for k, word in enumerate(random.choice(["good", "bad"], 120))
            ],
            "same": 1,
            "void": np.nan,
            "y": np.where(x + random.normal(0, 0.3, 120) > 0, "yes", "no"),
        }
    )


@pytest.fixture
def quick(monkeypatch):
    """A baseline and a linear model only."""

    def two(task, n_rows, n_classes=2, random_state=0):
        if task == "classification":
            return {
                "majority class": DummyClassifier(strategy="prior"),
                "logistic regression": LogisticRegression(),
            }
        return {"mean": DummyRegressor(), "ridge regression": Ridge()}

    monkeypatch.setattr(model_comparison, "candidates", two)
    monkeypatch.setattr(pipeline, "candidates", two)


@pytest.fixture
def files(people, tmp_path):
    people.iloc[:90].to_csv(tmp_path / "train.csv", index=False)
    people.iloc[90:].drop(columns="y").to_csv(tmp_path / "test.csv", index=False)
    return tmp_path


@pytest.fixture
def done(files, quick):
    return fit_table(files / "train.csv", "y", files / "test.csv", out=files / "out")


@pytest.fixture
def prices():
    random = np.random.default_rng(0)
    x = random.normal(size=200)
    return pd.DataFrame({"x": x, "price": np.exp(3 + 1.5 * x + random.normal(0, 0.1, 200))})
