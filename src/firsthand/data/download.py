"""One download: from an address into a folder, checked, unpacked, with a progress bar."""

from __future__ import annotations

import errno
import shutil
import tarfile
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO
from urllib.parse import urlsplit

from firsthand.data.dataset import Download

# Seconds without a byte until the server counts as gone.
READ_TIMEOUT_SECONDS = 30.0
# From a path inside an archive to its bytes.
Opener = Callable[[str], IO[bytes]]


class DownloadError(Exception):
    """Why a download failed, as half a sentence."""


def download(one: Download, url: str, folder: Path, name: str) -> None:
    """Put the members of a download into the folder.

    Raises
    ------
    DownloadError
        When the server refuses, falls silent or cuts the line, when the checksum is wrong, when an archive
        lacks a member, or when the disk is full. Nothing with a right name and wrong content stays behind.
    """
    try:
        whole = _fetch(one, url, folder, name)
        if not one.archive:
            whole.replace(folder / one.members[""])
        else:
            _unpack(one, whole, folder)
    except OSError as error:
        raise DownloadError(_disk(error, folder)) from error


def _fetch(one: Download, url: str, folder: Path, name: str) -> Path:
    import logging

    import requests
    from pooch.core import retrieve
    from pooch.downloaders import HTTPDownloader
    from pooch.utils import get_logger

    # Ours is the bar; pooch's own lines would come between.
    get_logger().setLevel(logging.WARNING)
    host = urlsplit(url).hostname
    with _Bar(name) as bar:
        downloader = HTTPDownloader(progressbar=bar, timeout=READ_TIMEOUT_SECONDS)  # type: ignore[no-untyped-call]
        try:
            found = retrieve(url, one.checksum, fname="whole", path=folder, downloader=downloader)
        except requests.HTTPError as error:
            raise DownloadError(f"{host} answered with an error: {error}") from error
        except requests.Timeout as error:
            raise DownloadError(f"{host} said nothing for {READ_TIMEOUT_SECONDS:.0f} seconds") from error
        except requests.ConnectionError as error:
            raise DownloadError(f"there is no connection to {host}, or it broke") from error
        except requests.RequestException as error:
            raise DownloadError(f"the connection to {host} broke before the end") from error
        except ValueError as error:
            # pooch says so of a checksum only.
            raise DownloadError(f"what came from {url} has not the checksum {one.checksum}") from error
    return Path(found)


def _unpack(one: Download, archive: Path, folder: Path) -> None:
    """Copy the named members out; names inside an archive never become paths."""
    opened = _zip if one.archive == "zip" else _tar
    try:
        with opened(archive) as member:
            for inside, name in one.members.items():
                with member(inside) as source, (folder / name).open("wb") as target:
                    shutil.copyfileobj(source, target)
    except KeyError as error:
        raise DownloadError(f"the archive is not the expected one: {error.args[0]}") from error
    except (tarfile.TarError, zipfile.BadZipFile, EOFError, zlib.error) as error:
        raise DownloadError(f"the archive is damaged ({error})") from error


@contextmanager
def _zip(path: Path) -> Iterator[Opener]:
    with zipfile.ZipFile(path) as archive:
        yield archive.open


@contextmanager
def _tar(path: Path) -> Iterator[Opener]:
    with tarfile.open(path) as archive:

        def member(inside: str) -> IO[bytes]:
            stream = archive.extractfile(inside)
            if stream is None:
                raise KeyError(f"{inside} is not a file")
            return stream

        yield member


def _disk(error: OSError, folder: Path) -> str:
    if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
        return f"there is no room left in {folder.parent}"
    return f"{folder.parent} cannot be written ({error.strerror or error})"


class _Bar:
    """A Rich progress bar with the few methods that pooch calls."""

    def __init__(self, name: str) -> None:
        from rich.console import Console
        from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TimeRemainingColumn

        columns = (TextColumn("{task.description}"), BarColumn(), DownloadColumn(), TimeRemainingColumn())
        self._progress = Progress(*columns, console=Console(stderr=True), transient=True)
        self._task = self._progress.add_task(name, total=None)

    def __enter__(self) -> _Bar:
        self._progress.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._progress.stop()

    @property
    def total(self) -> float | None:
        return self._progress.tasks[0].total

    @total.setter
    def total(self, size: float) -> None:
        self._progress.update(self._task, total=size or None)

    def update(self, moved: int) -> None:
        self._progress.update(self._task, advance=moved)

    def reset(self) -> None:
        self._progress.update(self._task, completed=0)

    def close(self) -> None:
        self._progress.refresh()
