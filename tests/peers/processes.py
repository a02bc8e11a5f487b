"""Servers as processes of their own: started, waited for, ended."""

import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

HERE = Path(__file__).parent
PATIENCE = 180.0  # seconds; a quiet machine needs 8


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Process:
    """A server that answers ``/health`` once it is ready. Its output goes to `log`."""

    def __init__(self, command, log, port, health="/health", env=None):
        self.port, self.log = port, Path(log)
        self.url = f"http://127.0.0.1:{port}"
        with self.log.open("wb") as out:
            self.process = subprocess.Popen(
                command,
                stdout=out,
                stderr=subprocess.STDOUT,
                env={**os.environ, **(env or {})},
                start_new_session=True,
            )
        self._wait(self.url + health)

    def _wait(self, address):
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline and self.process.poll() is None:
            with contextlib.suppress(OSError), urllib.request.urlopen(address, timeout=5):
                return
            time.sleep(0.1)
        self.stop()
        raise RuntimeError(f"The server did not come up:\n{self.log.read_text(errors='replace')[-2000:]}")

    def kill(self):
        """kill -9, the whole group."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()

    stop = kill


def transformers_serve(model, folder):
    """`transformers serve` on a model folder; the name to ask for is that folder."""
    port = free_port()
    env = {"HF_HOME": str(folder / "hf"), "HF_HUB_OFFLINE": "1"}
    command = [str(Path(sys.executable).with_name("transformers")), "serve", str(model)]
    command += ["--host", "127.0.0.1", "--port", str(port), "--device", "cpu"]
    return Process(command, folder / f"serve-{port}.log", port, env=env)


def messages_server(folder):
    """Our own server for Anthropic's wire format."""
    port = free_port()
    command = [sys.executable, str(HERE / "messages_server.py"), str(port)]
    return Process(command, folder / f"messages-{port}.log", port)
