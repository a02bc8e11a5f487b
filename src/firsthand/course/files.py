"""Write files so that a kill, a full disk or a second writer never leaves half of one."""

from __future__ import annotations

import contextlib
import errno
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

from filelock import FileLock, Timeout

from firsthand.errors import FirsthandError

PATIENCE = 10.0  # seconds to wait for another process that writes the same thing


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
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.", suffix=".part")
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(content.encode() if isinstance(content, str) else content)
                file.flush()
                os.fsync(file.fileno())
            if not private:
                _keep_mode(path, Path(name))
            Path(name).replace(path)
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise


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
def locked(path: Path) -> Iterator[None]:
    """Hold the lock file at `path`; processes and threads that do the same wait for one another."""
    with saying(path, "could not be locked for writing"):
        path.parent.mkdir(parents=True, exist_ok=True)
        lock = FileLock(path, timeout=PATIENCE)
        try:
            lock.acquire()
        except Timeout as error:
            raise FirsthandError(
                f"Another Firsthand process has held {path} for {PATIENCE:.0f} seconds. Close it, or try again."
            ) from error
    try:
        yield
    finally:
        lock.release()
