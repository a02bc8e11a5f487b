"""An invented passenger list with the columns of the Titanic's, for those who do not have the real one."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from firsthand.data import load
from firsthand.errors import FirsthandError

ROWS = 891
SURNAMES = ("Abbott", "Bjork", "Carter", "Dahl", "Evans", "Fischer", "Goodwin", "Hale", "Ivers", "Johnson")
ENDINGS = ("", "son", "ley", "man", "berg", "well")
FIRST = {
    "male": ("Albert", "Carl", "Edgar", "George", "Ivan"),
    "female": ("Ada", "Clara", "Edith", "Greta", "Ivy"),
}


def passengers() -> tuple[pd.DataFrame, str]:
    """The training file of the Titanic competition where it can be had, else invented rows like it.

    Returns
    -------
    table : DataFrame with the competition's twelve columns
    source : str
        A sentence that says which of the two it is.
    """
    try:
        titanic = load("titanic")
    except FirsthandError:
        message = (
            "invented passengers: Kaggle's train.csv is not here, and `firsthand data` says how to get it"
        )
        return invented(), message
    table = pd.DataFrame({name: list(values) for name, values in titanic.columns.items()})
    return table.replace("", np.nan), str(titanic.source)


def invented(seed: int = 4) -> pd.DataFrame:
    """Draw passengers whose chances depend on sex, class, age and family as those on the Titanic did."""
    rng = np.random.default_rng(seed)
    classes = rng.choice([1, 2, 3], ROWS, p=[0.24, 0.21, 0.55])
    sexes = np.where(rng.random(ROWS) < 0.65, "male", "female")
    ages = np.clip(rng.normal(41 - 5 * classes, 13.5), 0.5, 80).round()
    siblings = np.minimum(rng.poisson(0.5, ROWS), 8)
    parents = np.minimum(rng.poisson(0.35, ROWS), 6)
    fares = (np.exp(rng.normal(4.6 - 0.95 * classes, 0.6)) * (1 + 0.4 * (siblings + parents))).round(4)
    score = 2.7 - 2.8 * (sexes == "male") - 1.1 * (classes - 1) - 0.01 * ages + 3.5 * (ages < 15)
    score -= 2.0 * (siblings + parents > 3)
    survived = rng.random(ROWS) < 1 / (1 + np.exp(-score))
    return pd.DataFrame(
        {
            "PassengerId": np.arange(1, ROWS + 1),
            "Survived": survived.astype(int),
            "Pclass": classes,
            "Name": [_name(rng, sex, age) for sex, age in zip(sexes, ages, strict=True)],
            "Sex": sexes,
            "Age": np.where(rng.random(ROWS) < 0.2, np.nan, ages),
            "SibSp": siblings,
            "Parch": parents,
            "Ticket": [
                f"{rng.choice(list('ABC'))} {number}" for number in rng.integers(10_000, 400_000, ROWS)
            ],
            "Fare": fares,
            "Cabin": _cabins(rng, classes),
            "Embarked": rng.choice(["S", "C", "Q"], ROWS, p=[0.72, 0.19, 0.09]),
        }
    )


def _name(rng: np.random.Generator, sex: str, age: float) -> str:
    grown = age >= 15
    title = (
        ("Mr" if grown else "Master")
        if sex == "male"
        else ("Mrs" if grown and rng.random() < 0.5 else "Miss")
    )
    first, second = rng.choice(FIRST[sex], 2, replace=False)
    return f"{rng.choice(SURNAMES)}{rng.choice(ENDINGS)}, {title}. {first} {second}"


def _cabins(rng: np.random.Generator, classes: Any) -> list[Any]:
    """Mostly unknown, and known for the first class more often."""
    known = rng.random(ROWS) < np.where(classes == 1, 0.8, 0.05)
    return [f"{rng.choice(list('ABCDE'))}{rng.integers(1, 120)}" if one else np.nan for one in known]
