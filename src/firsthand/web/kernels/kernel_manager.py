"""The manager of a page's kernel process. Heavy to import, so whoever needs it does so late."""

from __future__ import annotations

import sys
from pathlib import Path

import zmq.asyncio
from jupyter_client.kernelspec import KernelSpec
from jupyter_client.manager import AsyncKernelManager

MAX_WAITING_MESSAGES = 100_000  # messages that may wait to be read, as many as the kernel's side holds


class Manager(AsyncKernelManager):
    """Starts this Python with our own kernel application, whatever kernels are installed on the machine."""

    @property
    def kernel_spec(self) -> KernelSpec:
        argv = [sys.executable, "-m", "firsthand.web.kernels.kernel_app", "-f", "{connection_file}"]
        return KernelSpec(argv=argv, display_name="Firsthand", language="python")


def manager_in(folder: Path) -> Manager:
    """A manager whose connection file and sockets lie in a folder, which should be private."""
    manager = Manager(connection_file=str(folder / "connection.json"))
    if sys.platform != "win32":
        manager.transport, manager.ip = "ipc", str(folder / "kernel")
    return manager


def reading_context() -> zmq.asyncio.Context:
    """A context whose sockets take in as much as the kernel's side holds."""
    context = zmq.asyncio.Context()
    context.setsockopt(zmq.RCVHWM, MAX_WAITING_MESSAGES)
    return context
