"""Finding the files of a data set: the folder of FIRSTHAND_DATA, then the cache, then the official address."""

from __future__ import annotations

import hashlib
import os
import shutil
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from filelock import FileLock, Timeout
from platformdirs import user_cache_path

from firsthand.data.dataset import DataSet, File
from firsthand.data.download import DownloadError, download
from firsthand.errors import FirsthandError
from firsthand.files import put_in_place

# Longer than any of the downloads takes on a slow line; then the other process has died or hangs.
MAX_WAIT_SECONDS = 1800.0


@dataclass(frozen=True)
class Location:
    """A folder with every file of a data set, checked. `source` says it in words."""

    folder: Path
    source: str


def own_folder() -> Path | None:
    """The folder that FIRSTHAND_DATA names, or None when it is unset. One that is not there is refused."""
    named = os.environ.get("FIRSTHAND_DATA")
    if not named:
        return None
    folder = Path(named).expanduser()
    if not folder.is_dir():
        raise FirsthandError(f"FIRSTHAND_DATA is {named}, which is not a folder. Correct it, or unset it.")
    return folder


def cache_folder() -> Path:
    """Where downloads are kept."""
    return user_cache_path("firsthand", appauthor=False) / "data"


def find(dataset: DataSet) -> Location | None:
    """The files where they lie now, without any download. A damaged file in FIRSTHAND_DATA is refused by name."""
    own = own_folder()
    if own is not None and (folder := own / dataset.name).is_dir() and not missing(dataset.files, folder):
        for file in dataset.files:
            refuse_damaged(file, folder / file.name)
        return Location(folder, f"{dataset.name} from FIRSTHAND_DATA ({folder})")
    folder = cache_folder() / dataset.name
    # The cache is ours to mend: a damaged file there counts as not there and is fetched again.
    if all(error_in(file, folder / file.name) == "" for file in dataset.files):
        return Location(folder, f"{dataset.name} from the cache ({folder})")
    return None


def fetch(dataset: DataSet, addresses: Mapping[str, str] | None = None) -> Location:
    """The files, downloaded first if need be. `addresses` maps official addresses to mirrors."""
    found = find(dataset)
    if found is not None:
        return found
    if not dataset.downloads:
        raise FirsthandError(f"{dataset.name} is not here, and no program may fetch it. {by_hand(dataset)}")
    try:
        _download_once(dataset, addresses or {})
    except (DownloadError, OSError) as error:
        raise FirsthandError(
            f"{dataset.name} could not be downloaded: {error}. {by_hand(dataset)}"
        ) from error
    folder = cache_folder() / dataset.name
    return Location(folder, f"{dataset.name}, downloaded to {folder}")


def by_hand(dataset: DataSet) -> str:
    """Exactly what a person does to put the files where they are looked for."""
    own = os.environ.get("FIRSTHAND_DATA")
    folder = (Path(own).expanduser() if own else cache_folder()) / dataset.name
    how = dataset.by_hand or "Download " + " and ".join(one.url for one in dataset.downloads)
    packed = " and unpack it" if any(one.archive for one in dataset.downloads) else ""
    files = "".join(f"\n  {file.name}  {file.size:,} bytes, SHA-256 {file.sha256}" for file in dataset.files)
    return f"By hand: {how}{packed}, so that {folder} holds{files}"


def missing(files: Iterable[File], folder: Path) -> list[str]:
    """Names of the files that are not in the folder."""
    return [file.name for file in files if not (folder / file.name).is_file()]


def error_in(file: File, path: Path) -> str:
    """What is wrong with a file: "" when its size and SHA-256 are the official ones."""
    if not path.is_file():
        return "is not there"
    size = path.stat().st_size
    if size != file.size:
        return f"has {size:,} bytes where the official file has {file.size:,}"
    with path.open("rb") as stream:
        digest = hashlib.file_digest(stream, "sha256").hexdigest()
    return (
        "" if digest == file.sha256 else f"has the SHA-256 {digest} where the official file has {file.sha256}"
    )


def refuse_damaged(file: File, path: Path) -> None:
    """Raise a FirsthandError that names the file, unless it is the official one."""
    try:
        wrong = error_in(file, path)
    except OSError as error:
        raise FirsthandError(
            f"{path} cannot be read: {error.strerror or error}. Check its permissions."
        ) from error
    if wrong:
        raise FirsthandError(f"{path} {wrong}. Replace it, or remove it to have it downloaded.")


def _download_once(dataset: DataSet, addresses: Mapping[str, str]) -> None:
    """Fetch what is missing while no other process does. Files appear in the cache whole or not at all."""
    folder = cache_folder() / dataset.name
    folder.mkdir(parents=True, exist_ok=True)
    part = folder / "part"
    try:
        with FileLock(folder.with_suffix(".lock"), timeout=MAX_WAIT_SECONDS):
            # Whatever an interrupted download left; nobody else writes while we hold the lock.
            shutil.rmtree(part, ignore_errors=True)
            part.mkdir()
            try:
                _download_all(dataset, addresses, folder, part)
            finally:
                shutil.rmtree(part, ignore_errors=True)
    except Timeout as error:
        raise DownloadError(
            f"another process has been fetching it for {MAX_WAIT_SECONDS / 60:.0f} minutes"
        ) from error


def _download_all(dataset: DataSet, addresses: Mapping[str, str], folder: Path, part: Path) -> None:
    files = {file.name: file for file in dataset.files}
    for one in dataset.downloads:
        # Another process may have finished it while we waited for the lock.
        if all(error_in(files[name], folder / name) == "" for name in one.members.values()):
            continue
        download(one, addresses.get(one.url, one.url), part, dataset.name)
        for name in one.members.values():
            wrong = error_in(files[name], part / name)
            if wrong:
                raise DownloadError(f"{name} as it came {wrong}")
        for name in one.members.values():
            put_in_place(part / name, folder / name)
