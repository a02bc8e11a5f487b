"""House values in California's census blocks of 1990."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from firsthand.data.containers import Table
from firsthand.data.dataset import DataSet, Download, File

FEATURES = ("MedInc", "HouseAge", "AveRooms", "AveBedrms", "Population", "AveOccup", "Latitude", "Longitude")


def read(folder: Path, source: str) -> Table:
    """Read cal_housing.data and derive scikit-learn's columns: averages a household in place of totals."""
    raw = np.loadtxt(folder / "cal_housing.data", delimiter=",")  # (20640, 9)
    longitude, latitude, age, rooms, bedrooms, people, households, income, value = raw.T
    columns = (income, age, rooms / households, bedrooms / households, people, people / households)
    X = np.stack([*columns, latitude, longitude], axis=1)  # (20640, 8)
    return Table(X, value / 100_000, FEATURES, "median house value in 100,000 dollars", (), source)


FILE = File("cal_housing.data", "a2b44dcc7e1c9091b43c4f458b25cbd1f7e8068d08edd26bc4703108d3fa6214", 2_071_484)
DATASET = DataSet(
    name="california_housing",
    summary="20,640 census blocks of California in 1990, eight numbers each and the median house value.",
    read=read,
    files=(FILE,),
    downloads=(
        Download(
            "https://ndownloader.figshare.com/files/5976036",
            "sha256:aaa5c9a6afe2225cc2aed2723682ae403280c4a3695a2ddda4ffb5d8215ea681",
            441_963,
            {"CaliforniaHousing/cal_housing.data": FILE.name},
            "tar",
        ),
    ),
)
