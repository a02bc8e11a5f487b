"""MovieLens 100K: what people thought of films."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from firsthand._typing import Integers
from firsthand.data.dataset import DataSet, Download, File


@dataclass(frozen=True, eq=False)
class MovieLens:
    """Ratings of 1 to 5 by 943 users of 1,682 films. Users and films are numbered from 1, as in the files.

    Attributes
    ----------
    ratings : array of shape (100000, 4)
        Columns user, film, rating, time in seconds since 1970.
    folds : five pairs of arrays
        The official splits u1 to u5, training and test, with the same columns.
    titles : tuple of 1,682 str
        Title of film 1, 2, …
    genres : array of bool, shape (1682, 19)
        Which of `genre_names` a film belongs to.
    genre_names : tuple of 19 str
    ages : array of shape (943,)
        In years.
    occupations : tuple of 943 str
    source : str
    """

    ratings: Integers
    folds: tuple[tuple[Integers, Integers], ...]
    titles: tuple[str, ...]
    genres: NDArray[np.bool_]
    genre_names: tuple[str, ...]
    ages: Integers
    occupations: tuple[str, ...]
    source: str


def read(folder: Path, source: str) -> MovieLens:
    """Read ratings, folds, films and users."""
    films, users, genres = (_fields(folder / name) for name in ("u.item", "u.user", "u.genre"))
    return MovieLens(
        ratings=_ratings(folder / "u.data"),
        folds=tuple((_ratings(folder / f"u{i}.base"), _ratings(folder / f"u{i}.test")) for i in range(1, 6)),
        titles=tuple(film[1] for film in films),
        genres=np.array([film[5:] for film in films]) == "1",
        genre_names=tuple(genre[0] for genre in genres),
        ages=np.array([user[1] for user in users], np.int64),
        occupations=tuple(user[3] for user in users),
        source=source,
    )


def _ratings(path: Path) -> Integers:
    return np.loadtxt(path, np.int64, delimiter="\t")


def _fields(path: Path) -> list[list[str]]:
    return [line.split("|") for line in path.read_text("latin-1").split("\n") if line.strip()]


FILES = (
    File("u.data", "06416e597f82b7342361e41163890c81036900f418ad91315590814211dca490", 1_979_173),
    File("u.item", "553841ebc7de3a0fd0d6b62a204ea30c1e651aacfb2814c7a6584ac52f2c5701", 236_344),
    File("u.user", "f120e114da2e8cf314fd28f99417c94ae9ddf1cb6db8ce0e4b5995d40e90e62c", 22_628),
    File("u.genre", "9757e0d3e6b298159a80dd48eaf938114690e911e39af97a76949ef1663610bb", 202),
    File("u1.base", "ce253ec86c448b44fb3ba9a30d12dcfc2e9210cbde71efada3730c22e9ac212a", 1_586_544),
    File("u1.test", "18c6014a4b2c7324f250a63f8904a7b16b2b19f911129e346141507b0cbac950", 392_629),
    File("u2.base", "6c06f0b5df4b256da1a994f3ac66edc8da4d3f09bc9282df6b14d893366d703e", 1_583_948),
    File("u2.test", "4de658d1e04ed9104629509a2e2528fce833ac8e048280183f1df167632038c3", 395_225),
    File("u3.base", "afdc155c291c6edc41c0407e39d7462eb98d341e064f0b0a12175b80b3c4af5d", 1_582_546),
    File("u3.test", "0f548b51c78327de4c156461d3e430b7e5579fe2b5681586a59416e48fd35f6d", 396_627),
    File("u4.base", "219f0f4d40dfe9c5141d425f53fa91ee23ed275f14e280bbf1b50117afb064ca", 1_581_878),
    File("u4.test", "7c02ad0a1e7ab1083c8b9d4b627203a051dd7b5eab46d99fa44de33470de8db9", 397_295),
    File("u5.base", "a9574e59ce961eec2121627760b6e9b0974ce1637b3fe69ac32cb14a4bfab485", 1_581_776),
    File("u5.test", "351cc52e0d15b6c721466276fc24671d40936899e3d01fadeaf312915b8c5634", 397_397),
)
DATASET = DataSet(
    name="movielens-100k",
    summary="100,000 ratings of 1,682 films by 943 people.",
    read=read,
    files=FILES,
    downloads=(
        Download(
            "https://files.grouplens.org/datasets/movielens/ml-100k.zip",
            "md5:0e33842e24a9c977be4e0107933c0723",
            4_924_029,
            {f"ml-100k/{file.name}": file.name for file in FILES},
            "zip",
        ),
    ),
)
