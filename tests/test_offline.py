"""The block itself is tested: here, in a process of ours, and in a kernel."""

import socket
import subprocess
import sys

import pytest

REACH_OUT = "import socket; socket.create_connection(('192.0.2.1', 80), timeout=5)"


def test_this_process_cannot_reach_out():
    with pytest.raises(OSError, match="block sockets to the outside"):
        socket.create_connection(("192.0.2.1", 80), timeout=5)


def test_a_process_it_starts_cannot_either():
    done = subprocess.run([sys.executable, "-c", REACH_OUT], capture_output=True, text=True)
    assert "block sockets to the outside" in done.stderr


def test_loopback_is_open():
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        server.listen()
        socket.create_connection(server.getsockname(), timeout=5).close()
