"""A tiny sample of `make kills`: one kill of a check."""

import subprocess
import sys
from pathlib import Path


def test_a_killed_check_leaves_everything_in_order():
    command = [sys.executable, str(Path(__file__).parent), "check=1"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stderr
    assert "\ncheck          1 " in done.stdout


def test_a_campaign_nobody_knows_is_named():
    command = [sys.executable, str(Path(__file__).parent), "everything=1"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60)
    assert done.returncode == 1
    assert "There is no campaign everything. There are check, rag, digits, typing." in done.stderr
