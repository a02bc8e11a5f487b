"""`firsthand start` as a learner meets it: the real server, asked over loopback."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request

import pytest

START = [
    sys.executable,
    "-c",
    "from firsthand.cli import main; main()",
    "start",
    "--no-browser",
    "--port",
    "0",
]


def wait_for(note, running):
    end = time.monotonic() + 60
    while time.monotonic() < end and running.poll() is None:
        try:
            return json.loads(note.read_text())
        except (OSError, ValueError):
            time.sleep(0.1)
    raise AssertionError(f"the server did not start: {running.communicate(timeout=10)}")


@pytest.mark.skipif(os.name != "posix", reason="signals differ on Windows")
def test_start_makes_the_workspace_serves_and_ends_on_ctrl_c(tmp_path):
    workspace = tmp_path / "course"
    running = subprocess.Popen(
        [*START, "-w", str(workspace)], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    try:
        url = wait_for(workspace / ".firsthand/server.json", running)["url"]
        browser = urllib.request.build_opener(urllib.request.HTTPCookieProcessor())
        assert browser.open(url, timeout=30).status == 200
        with pytest.raises(urllib.error.HTTPError, match="403"):
            urllib.request.urlopen(url.partition("?")[0], timeout=30)
        assert (workspace / "lessons/foundations/vectors.ipynb").exists()
        again = subprocess.run([*START, "-w", str(workspace)], capture_output=True, text=True, timeout=60)
        assert again.returncode == 0
        assert url in again.stdout
    finally:
        running.send_signal(signal.SIGINT)
        out, err = running.communicate(timeout=30)
    assert url in out
    assert "Traceback" not in err
    assert running.returncode in (0, 130)


def test_a_taken_port_is_said(tmp_path):

    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        done = subprocess.run(
            [*START[:-1], port, "-w", str(tmp_path / "course")], capture_output=True, text=True, timeout=60
        )
    assert done.returncode == 2
    assert port in done.stderr
    assert "Traceback" not in done.stderr
