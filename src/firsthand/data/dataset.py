"""What a data set declares about itself: its files, where they come from, how they are read."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal


@dataclass(frozen=True)
class File:
    """An official file. `size` in bytes."""

    name: str
    sha256: str
    size: int


@dataclass(frozen=True)
class Download:
    """One official address.

    Parameters
    ----------
    url : str
    checksum : str
        ``sha256:…`` or ``md5:…`` of what the address gives.
    size : int
        Bytes to be moved, about.
    archive : {"", "zip", "tar"}
        "" for a plain file.
    members : mapping of str to str
        Path inside the archive to file name; for a plain file ``{"": name}``.
    """

    url: str
    checksum: str
    size: int
    members: Mapping[str, str]
    archive: Literal["", "zip", "tar"] = ""


@dataclass(frozen=True)
class DataSet:
    """A data set as one module of `firsthand.data.sets` declares it, under the name `DATASET`.

    Parameters
    ----------
    name : str
        Also the name of its folder, in `FIRSTHAND_DATA` and in the cache.
    about : str
        One sentence.
    read : function of (folder, source)
        Reads the checked files in `folder` (a bundled set has none) and gives an object that carries `source`,
        the sentence that says where the data came from.
    files : tuple of File
        Empty for a set that comes with a package and so is always there.
    downloads : tuple of Download
        Empty where a person must fetch the files.
    by_hand : str
        For such a set: what the person does.
    comes_with : str
        The package that a set without files comes with.
    """

    name: str
    summary: str
    read: Callable[[Path, str], Any] = field(repr=False)
    files: tuple[File, ...] = ()
    downloads: tuple[Download, ...] = ()
    by_hand: str = ""
    comes_with: str = "scikit-learn"

    @property
    def bundled(self) -> bool:
        """Whether it comes with a package and so is always there."""
        return not self.files

    @property
    def size(self) -> int:
        """Bytes of its files on disk."""
        return sum(file.size for file in self.files)


def plain(base: str, file: File) -> Download:
    """The address of a file that lies under its own name in the folder `base` of a server."""
    return Download(f"{base}/{file.name}", f"sha256:{file.sha256}", file.size, {"": file.name})
