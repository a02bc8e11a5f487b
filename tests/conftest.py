"""Every test, and every Python process it starts, runs with sockets to the outside blocked."""

import gc
import os
import runpy
import signal
import sys
from pathlib import Path

import pytest

from . import markers
from .fence import Fence

MOST_PROCESSES = 300  # of one worker's: browsers, servers, kernels, graders
SECONDS = 900  # for one test, on a machine as busy as may be
OFFLINE = Path(__file__).parent / "offline"

os.environ["PYTHONPATH"] = os.pathsep.join(filter(None, [str(OFFLINE), os.environ.get("PYTHONPATH")]))
# The tests start Python hundreds of times: what one process has compiled, the next finds, where the machine forbids it too.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
sys.dont_write_bytecode = False
# Threads that wait for one another without giving up the core starve the tests beside them.
os.environ.setdefault("OMP_WAIT_POLICY", "passive")
# A shell that runs the tests in the background has their processes ignore Ctrl-C, which some tests send.
signal.signal(signal.SIGINT, signal.default_int_handler)
runpy.run_path(str(OFFLINE / "sitecustomize.py"))


def pytest_configure(config):
    for name, meaning in markers.MARKERS.items():
        config.addinivalue_line("markers", f"{name}: {meaning}")


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items):
    for item in items:
        for name in markers.of(item):
            item.add_marker(name)


def pytest_collection_finish():
    """What was collected stays to the end: no search for garbage need go through it again, here or in a fork."""
    gc.collect()
    gc.freeze()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call():
    """No test floods the machine with processes, and none waits for one for ever."""
    with Fence(MOST_PROCESSES, SECONDS, every=2) as fence:
        done = yield
    if fence.fell:
        pytest.fail(f"its processes were ended: {fence.fell}")
    return done
