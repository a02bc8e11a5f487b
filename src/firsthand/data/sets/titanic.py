"""Who survived the Titanic: the training file of the Kaggle competition."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from firsthand.data.dataset import DataSet, File

WHOLE = ("PassengerId", "Survived", "Pclass", "SibSp", "Parch")
DECIMAL = ("Age", "Fare")


@dataclass(frozen=True, eq=False)
class Titanic:
    """`columns` maps each of the file's twelve headings to an array of 891 values.

    Ages and fares are decimal, a missing one is nan; names, sexes, tickets, cabins and ports are text, a missing
    one is "".
    """

    columns: Mapping[str, NDArray[Any]]
    source: str


def read(folder: Path, source: str) -> Titanic:
    """Read train.csv. The competition's test file has no answers: hold out a part of this one."""
    with (folder / "train.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return Titanic({name: _column(name, [row[name] for row in rows]) for name in rows[0]}, source)


def _column(name: str, values: list[str]) -> NDArray[Any]:
    if name in WHOLE:
        return np.array(values, np.int64)
    if name in DECIMAL:
        return np.array([float(value or "nan") for value in values])
    return np.array(values)


DATASET = DataSet(
    name="titanic",
    summary="891 passengers of the Titanic and whether they survived.",
    read=read,
    files=(File("train.csv", "7d118fef8b6ccf7f81111877bc388536f7b1e498a655e3d649d19aaa010e9f6f", 61_194),),
    by_hand="With a free Kaggle account, download train.csv from https://www.kaggle.com/competitions/titanic/data",
)
