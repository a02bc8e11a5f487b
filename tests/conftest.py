"""Every test, and every Python process it starts, runs with sockets to the outside blocked."""

import os
import runpy
import signal
from pathlib import Path

OFFLINE = Path(__file__).parent / "offline"

os.environ["PYTHONPATH"] = os.pathsep.join(filter(None, [str(OFFLINE), os.environ.get("PYTHONPATH")]))
# Threads that wait for one another without giving up the core starve the tests beside them.
os.environ.setdefault("OMP_WAIT_POLICY", "passive")
# A shell that runs the tests in the background has their processes ignore Ctrl-C, which some tests send.
signal.signal(signal.SIGINT, signal.default_int_handler)
runpy.run_path(str(OFFLINE / "sitecustomize.py"))
