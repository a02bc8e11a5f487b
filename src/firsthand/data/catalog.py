"""The data sets by name. Each is one module of `firsthand.data.sets`; nothing is listed here."""

from __future__ import annotations

import difflib
import importlib
import pkgutil
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Literal

from firsthand.data import sets, store
from firsthand.data.dataset import DataSet
from firsthand.errors import FirsthandError


@dataclass(frozen=True)
class Entry:
    """One line of `firsthand data`.

    `where` is the state now, `folder` the place of the files ("" when there are none), `size` their bytes, and
    `todo` what a person has to do before `load` works offline ("" when nothing).
    """

    name: str
    summary: str
    where: Literal["bundled", "FIRSTHAND_DATA", "cache", "to download", "by hand", "damaged"]
    folder: str
    size: int
    todo: str


@cache
def datasets() -> tuple[DataSet, ...]:
    """Every data set: those that need no download first, then by name."""
    modules = pkgutil.iter_modules(sets.__path__, sets.__name__ + ".")
    found: list[DataSet] = [importlib.import_module(one.name).DATASET for one in modules]
    return tuple(sorted(found, key=lambda dataset: (not dataset.bundled, dataset.name)))


def load(name: str, *, addresses: Mapping[str, str] | None = None) -> Any:
    """Load a data set by name, from FIRSTHAND_DATA, the cache, or its official address.

    Parameters
    ----------
    name : str
        As `firsthand data` lists it.
    addresses : mapping of str to str, optional
        Official address to the address of a mirror. The checksums stay the official ones.

    Returns
    -------
    A frozen dataclass with the data as named arrays, and `source`: where they came from.

    Raises
    ------
    FirsthandError
        For an unknown name, a damaged file (named), or a download that fails; says what to do by hand.
    """
    dataset = _named(name)
    if dataset.bundled:
        return dataset.read(Path(), f"{name}, bundled with {dataset.comes_with}")
    location = store.fetch(dataset, addresses)
    return dataset.read(location.folder, location.source)


def fetch(name: str, *, addresses: Mapping[str, str] | None = None) -> Path:
    """The folder that holds the official files of a data set, fetched and checked as `load` does."""
    dataset = _named(name)
    if dataset.bundled:
        raise FirsthandError(f"{name} has no files: it comes with {dataset.comes_with}. Use load({name!r}).")
    return store.fetch(dataset, addresses).folder


def describe() -> tuple[Entry, ...]:
    """Every data set with where it is now. Downloads nothing, and a damaged file is an entry, not an error."""
    return tuple(_entry(dataset) for dataset in datasets())


def _entry(dataset: DataSet) -> Entry:
    if dataset.bundled:
        return Entry(dataset.name, dataset.summary, "bundled", "", 0, "")
    try:
        location = store.find(dataset)
    except FirsthandError as error:
        return Entry(dataset.name, dataset.summary, "damaged", "", dataset.size, str(error))
    if location is not None:
        where: Literal["cache", "FIRSTHAND_DATA"] = (
            "cache" if location.folder.is_relative_to(store.cache_folder()) else "FIRSTHAND_DATA"
        )
        return Entry(dataset.name, dataset.summary, where, str(location.folder), dataset.size, "")
    if not dataset.downloads:
        return Entry(dataset.name, dataset.summary, "by hand", "", dataset.size, store.by_hand(dataset))
    moved = sum(one.size for one in dataset.downloads)
    return Entry(dataset.name, dataset.summary, "to download", "", moved, f"firsthand data {dataset.name}")


def _named(name: str) -> DataSet:
    known = {dataset.name: dataset for dataset in datasets()}
    if name in known:
        return known[name]
    near = difflib.get_close_matches(name, known, n=1)
    hint = f"Did you mean {near[0]!r}?" if near else f"There are: {', '.join(known)}."
    raise FirsthandError(f"There is no data set {name!r}. {hint}")
