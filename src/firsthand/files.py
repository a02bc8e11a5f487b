"""Write files so that a kill, a full disk or a second writer never leaves half of one."""

from __future__ import annotations

import contextlib
import errno
import os
import re
import tempfile
from collections.abc import Iterator
from pathlib import Path

from filelock import FileLock, Timeout

from firsthand.errors import FirsthandError

LOCK_TIMEOUT_SECONDS = 10.0  # seconds to wait for another process that writes the same thing


def write_atomically(path: Path, content: str | bytes, *, private: bool = False) -> None:
    """Put `content` into `path`, wholly or not at all; a text as UTF-8, with the line ends it has.

    Parameters
    ----------
    private : bool
        Whether nobody but the owner may read the file, from its first moment on.

    Raises
    ------
    FirsthandError
        When it cannot be written (full disk, no permission); what was there before is still there then.
    """
    with saying(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        replace_file(path, content.encode() if isinstance(content, str) else content, private=private)


def replace_file(path: Path, content: bytes, *, private: bool = False) -> None:
    """Do what `write_atomically` does in a folder that is there, for who says in words of their own what went wrong.

    What an earlier call for the same file left behind when it was killed goes too.

    Raises
    ------
    OSError
        When it cannot be written.
    """
    _clear_parts(path)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.{os.getpid()}.", suffix=".part")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        if not private:
            _keep_mode(path, Path(name))
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def _clear_parts(path: Path) -> None:
    """Remove the unfinished files of writers of `path` that live no longer."""
    begins = f".{path.name}."
    for name in os.listdir(path.parent):  # noqa: PTH208 - a folder may hold thousands of files, and each is asked
        if name.startswith(begins) and (found := re.fullmatch(r"(\d+)\..*\.part", name[len(begins) :])):
            import psutil

            if not psutil.pid_exists(int(found[1])):
                path.with_name(name).unlink(missing_ok=True)


def put_in_place(made: Path, path: Path) -> None:
    """Move a file that another library wrote beside `path` over it, once all of it is on the disk.

    Raises
    ------
    OSError
        When it cannot be flushed or moved.
    """
    with made.open("rb+") as file:
        os.fsync(file.fileno())
    made.replace(path)


def _keep_mode(path: Path, new: Path) -> None:
    """A temporary file is private; the finished one is as readable as the one it replaces, or as any new file."""
    try:
        mode = path.stat().st_mode & 0o777
    except FileNotFoundError:
        mode = 0o644
    new.chmod(mode)


@contextlib.contextmanager
def saying(path: Path, what: str = "was not saved, nothing was overwritten") -> Iterator[None]:
    """Turn what the system says about writing `path` into a line for a person, which begins with `what`."""
    try:
        yield
    except UnicodeEncodeError as error:
        raise FirsthandError(
            f"{path} was not saved: {error.object[error.start]!r} is no character UTF-8 knows."
        ) from error
    except OSError as error:
        raise FirsthandError(f"{path} {what}: {_reason(error)}") from error


def _reason(error: OSError) -> str:
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return "the disk is full. Free some space and try again."
    if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
        return "the folder may not be written to. Change its permissions, or name another workspace."
    if error.errno in (errno.ENOTDIR, errno.EEXIST, errno.EISDIR):
        return f"a file or folder of another kind is in the way ({error.filename}). Move it away."
    return f"{error.strerror or error}."


@contextlib.contextmanager
def locked(path: Path, *, patience: float = LOCK_TIMEOUT_SECONDS, otherwise: str = "") -> Iterator[None]:
    """Hold the lock file at `path`; processes and threads that do the same wait for one another.

    Parameters
    ----------
    patience : float, default=10
        Seconds to wait.
    otherwise : str, default=''
        What to say when it is still held then.

    Raises
    ------
    FirsthandError
        With `otherwise`, or when the file cannot be made.
    """
    with saying(path, "could not be locked for writing"):
        path.parent.mkdir(parents=True, exist_ok=True)
        lock = FileLock(path, timeout=patience)
        try:
            lock.acquire()
        except Timeout as error:
            raise FirsthandError(
                otherwise
                or f"Another Firsthand process has held {path} for {patience:.0f} seconds. Close it, or try again."
            ) from error
    try:
        yield
    finally:
        lock.release()


def is_locked(path: Path) -> bool:
    """Whether somebody holds the lock file at `path` now."""
    if not path.exists():
        return False
    try:
        with FileLock(path, timeout=0):
            return False
    except (Timeout, OSError):
        return True
