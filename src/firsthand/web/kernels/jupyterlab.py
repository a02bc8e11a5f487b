"""JupyterLab beside the pages: started when somebody asks for it, on the same workspace, with a token of its own."""

from __future__ import annotations

import asyncio
import contextlib
import os
import secrets
import socket
import subprocess
import sys
import threading
import urllib.error
import urllib.request
from pathlib import Path
from urllib.parse import quote

from firsthand.errors import FirsthandError

START_SECONDS = 60.0
MAX_END_SECONDS = 1.0  # seconds for which its end is waited for
# Settings that ask the internet for nothing, not even after a question; the learner's own come before them.
CONFIG = Path(__file__).parent / "jupyter"


class Lab:
    """One JupyterLab server at most."""

    def __init__(self, workspace: Path) -> None:
        self._workspace = workspace
        self._token = secrets.token_urlsafe(32)
        self._process: subprocess.Popen[bytes] | None = None
        self._port = 0
        self._starting = asyncio.Lock()

    @property
    def running(self) -> bool:
        return self._process is not None and self._process.poll() is None

    async def address_of(self, notebook: Path) -> str:
        """The address of a notebook of the workspace, starting JupyterLab if need be.

        Raises
        ------
        FirsthandError
            When it does not come up; its own last words are in the message.
        """
        async with self._starting:
            if not self.running:
                await asyncio.to_thread(self._launch)
                await self._wait()
        path = quote(notebook.relative_to(self._workspace).as_posix())
        return f"http://127.0.0.1:{self._port}/lab/tree/{path}?token={self._token}"

    def stop(self) -> None:
        """Let it end, with its kernels: it does when the pipe closes that it reads from."""
        ending, self._process = self._process, None
        if ending is None:
            return
        with contextlib.suppress(OSError):
            if ending.stdin:
                ending.stdin.close()
        try:
            ending.wait(MAX_END_SECONDS)
        except subprocess.TimeoutExpired:  # it ends a moment later, and somebody is to see it off
            threading.Thread(target=ending.wait, daemon=True).start()

    def _launch(self) -> None:
        self._port = _free_port()
        options = [
            "--no-browser",
            "--ServerApp.ip=127.0.0.1",
            f"--ServerApp.port={self._port}",
            "--ServerApp.port_retries=0",
            f"--ServerApp.root_dir={self._workspace}",
            "--LabApp.news_url=None",
            "--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate",
            "--LabApp.extension_manager=readonly",
        ]
        if hasattr(os, "geteuid") and os.geteuid() == 0:
            options.append("--allow-root")
        # The token goes by the environment: a command line can be read by everybody on the machine.
        config = os.pathsep.join(filter(None, (str(CONFIG), os.environ.get("JUPYTER_CONFIG_PATH"))))
        env = {
            **os.environ,
            "JUPYTER_TOKEN": self._token,
            "JUPYTER_CONFIG_PATH": config,
            "FIRSTHAND_WORKSPACE": str(self._workspace),
        }
        log = (self._workspace / ".firsthand" / "jupyterlab.log").open("wb")
        with log:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "firsthand.web.kernels.jupyterlab_process", *options],
                stdin=subprocess.PIPE,
                stdout=log,
                stderr=log,
                env=env,
                cwd=self._workspace,
            )

    async def _wait(self) -> None:
        end = asyncio.get_running_loop().time() + START_SECONDS
        while asyncio.get_running_loop().time() < end:
            if not self.running:
                break
            if await asyncio.to_thread(self._answers):
                return
            await asyncio.sleep(0.2)
        self.stop()
        raise FirsthandError(
            f"JupyterLab did not start: {self._last_words()} The whole log: .firsthand/jupyterlab.log"
        )

    def _answers(self) -> bool:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self._port}/api", timeout=2) as answer:
                return bool(answer.status == 200)
        except (urllib.error.URLError, OSError):
            return False

    def _last_words(self) -> str:
        with contextlib.suppress(OSError):
            lines = (
                (self._workspace / ".firsthand" / "jupyterlab.log")
                .read_text(errors="replace")
                .strip()
                .splitlines()
            )
            return lines[-1] if lines else "it said nothing."
        return "it said nothing."


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
