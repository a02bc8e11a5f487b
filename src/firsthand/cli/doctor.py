"""What works on this machine, and what to do about what does not."""

from __future__ import annotations

import importlib
import os
import shutil
import socket
import sys
import tempfile
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path

from firsthand.course import extras
from firsthand.course.content import catalog
from firsthand.course.workspace.workspace import Workspace
from firsthand.errors import FirsthandError
from firsthand.optional import by_hand

DISK_NEEDED = 200 * 1024**2  # bytes; answers are small, figures and run notebooks are not
PORT = 8765
# The compiled ones, whose files can be there and still not load.
COMPILED = ("numpy", "scipy", "matplotlib", "sklearn", "zmq")


@dataclass(frozen=True)
class Capability:
    """One thing looked at. `message` is what was found, and what to do where it is not well."""

    name: str
    ok: bool
    message: str
    needed: bool = True


def examine(root: Path) -> list[Capability]:
    """Look at everything; `root` is where the workspace is or would be."""
    return [
        _python(),
        *_libraries(),
        *(_loads(name) for name in COMPILED),
        _kernel(),
        *(_extra(name, purpose) for name, purpose in extras.PURPOSES.items()),
        _lessons(),
        _workspace(root),
        _progress(root),
        _data_folder(),
        _chat_model(),
        _port(),
        _disk(root),
    ]


def _python() -> Capability:
    version = ".".join(map(str, sys.version_info[:3]))
    ok = sys.version_info >= (3, 11)
    return Capability("Python", ok, version if ok else f"{version}; the course needs 3.11 or newer")


def _libraries() -> list[Capability]:
    found = []
    for requirement in extras.requirements(""):
        wrong = extras.error(requirement)
        message = f"{wrong}. {by_hand('')}" if wrong else metadata.version(requirement.name)
        found.append(Capability(requirement.name, not wrong, message))
    return found


def _extra(name: str, purpose: str) -> Capability:
    wrong = extras.missing(name)
    message = f"for {purpose}: {'; '.join(wrong)}. {by_hand(name)}" if wrong else purpose
    return Capability(f"extra {name}", not wrong, message, needed=False)


def _loads(module: str) -> Capability:
    try:
        importlib.import_module(module)
    except Exception as error:  # a broken library may raise anything
        why = " ".join(str(error).split())[:200]
        return Capability(
            f"{module} loads", False, f"{why}. Install it again: pip install --force-reinstall {module}"
        )
    return Capability(f"{module} loads", True, "yes")


def _kernel() -> Capability:
    from jupyter_client.kernelspec import KernelSpecManager

    found = "python3" in KernelSpecManager().find_kernel_specs()
    message = "python3" if found else f"no kernel named python3. {by_hand('')}"
    return Capability("Jupyter kernel", found, message)


def _lessons() -> Capability:
    troubled = [f"{lesson.id}: {lesson.error}" for lesson in catalog.lessons() if lesson.error]
    count = len(catalog.lessons())
    return Capability("lessons", not troubled and count > 0, "; ".join(troubled) or f"{count}, all readable")


def _workspace(root: Path) -> Capability:
    name = "workspace"
    if not root.exists():
        ok = os.access(_nearest(root), os.W_OK)
        message = (
            "not there yet; `firsthand start` makes it" if ok else "the folder above it may not be written to"
        )
        return Capability(name, ok, f"{root}: {message}")
    try:
        with tempfile.TemporaryFile(dir=root):
            pass
    except OSError as error:
        return Capability(
            name, False, f"{root} may not be written to ({error.strerror}). Change its permissions."
        )
    return Capability(name, True, str(root))


def _progress(root: Path) -> Capability:
    workspace = Workspace(root)
    if not workspace.progress.path.exists():
        return Capability("progress", True, "nothing recorded yet")
    try:
        count = sum(workspace.progress.counts().values())
        odd = workspace.progress.unsound()
    except FirsthandError as error:
        return Capability("progress", False, str(error))
    finally:
        workspace.progress.close()
    notice = workspace.progress.notice
    rest = f"; {odd} rows cannot be read and are left out" if odd else ""
    return Capability("progress", not notice, notice or f"sound, {count} attempts{rest}")


def _data_folder() -> Capability:
    from firsthand.data.store import cache_folder, own_folder

    try:
        own = own_folder()
    except FirsthandError as error:
        return Capability("data folder", False, str(error), needed=False)
    message = f"{own}, then the cache {cache_folder()}" if own else f"the cache {cache_folder()}"
    return Capability("data folder", True, message, needed=False)


def _chat_model() -> Capability:
    from firsthand.llm import HOW_TO_GET_ONE, configured, connect

    what, name = "chat model", configured()
    if name is None:
        return Capability(what, True, HOW_TO_GET_ONE, needed=False)
    if name.startswith("local:"):
        return Capability(what, True, f"{name}, loaded when first asked", needed=False)
    try:
        connect(name).close()
    except FirsthandError as error:
        return Capability(what, False, str(error), needed=False)
    return Capability(what, True, f"{name}, not asked just now", needed=False)


def _port() -> Capability:
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        try:
            probe.bind(("127.0.0.1", PORT))
        except OSError:
            return Capability(
                f"port {PORT}", False, "taken; `firsthand start` then takes another", needed=False
            )
    return Capability(f"port {PORT}", True, "free", needed=False)


def _disk(root: Path) -> Capability:
    free = shutil.disk_usage(_nearest(root)).free
    ok = free >= DISK_NEEDED
    return Capability("disk space", ok, f"{free / 1e9:.1f} GB free" + ("" if ok else "; make room"))


def _nearest(path: Path) -> Path:
    """The nearest folder upwards that exists."""
    return next(folder for folder in (path, *path.parents) if folder.is_dir())
