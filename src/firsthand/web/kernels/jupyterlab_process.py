"""Run JupyterLab so that it ends with whoever started it, even when that one is killed.

The starter keeps the other end of standard input open; when it is gone, however it went, the pipe closes.
"""

from __future__ import annotations

import contextlib
import os
import signal
import sys
import threading
import time


def _end_with_starter() -> None:
    with contextlib.suppress(OSError, ValueError):
        sys.stdin.buffer.read()
    os.kill(os.getpid(), signal.SIGTERM)  # JupyterLab takes its kernels along
    time.sleep(5)
    os._exit(1)


def main() -> None:
    threading.Thread(target=_end_with_starter, daemon=True).start()
    from jupyterlab.labapp import LabApp

    LabApp.launch_instance(sys.argv[1:])


if __name__ == "__main__":
    main()
