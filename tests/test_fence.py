"""The fence falls for what multiplies and for what never ends, and for nothing else."""

import subprocess
import sys

import pytest
from tests.fence import Fence, family

WAITS = [sys.executable, "-c", "import time; time.sleep(600)"]
# Each process starts two others, which do the same.
MULTIPLIES = (
    "import subprocess, sys, time; code = sys.argv[1]; time.sleep(0.2);"
    "[subprocess.Popen([sys.executable, '-c', code, code]) for _ in range(2)]; time.sleep(60)"
)


def test_what_multiplies_is_ended():
    with Fence(most=6, seconds=60, every=0.05, spared=family()) as fence:
        subprocess.run([sys.executable, "-c", MULTIPLIES, MULTIPLIES], timeout=60, check=False)
    assert "more than 6 processes" in fence.fell
    assert not [one for one in family() if MULTIPLIES in one.cmdline()]


def test_what_never_ends_is_ended():
    with Fence(most=6, seconds=1, every=0.05, spared=family()) as fence:
        assert subprocess.run(WAITS, timeout=60, check=False).returncode != 0
    assert "not over" in fence.fell


def test_what_is_spared_stays_and_counts_for_nothing():
    with subprocess.Popen(WAITS) as before:
        fence = Fence(most=0, seconds=60, every=0.05, spared=family())
        with fence, pytest.raises(subprocess.TimeoutExpired):
            before.wait(0.5)
        assert (before.poll(), fence.fell) == (None, "")
        before.kill()
