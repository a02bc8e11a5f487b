"""The manager of a page's kernel: what it starts, and where its sockets lie."""

import sys

import pytest
import zmq

from firsthand.web.kernels.kernel_manager import MAX_WAITING_MESSAGES, manager_in, reading_context


def test_it_starts_this_python_with_our_own_application(tmp_path):
    command = manager_in(tmp_path).kernel_spec.argv
    assert command[:3] == [sys.executable, "-m", "firsthand.web.kernels.kernel_app"]
    assert command[3:] == ["-f", "{connection_file}"]


@pytest.mark.skipif(sys.platform == "win32", reason="there are no such sockets")
def test_nothing_of_it_lies_outside_its_folder(tmp_path):
    manager = manager_in(tmp_path)
    assert manager.connection_file == str(tmp_path / "connection.json")
    assert (manager.transport, manager.ip) == ("ipc", str(tmp_path / "kernel"))


def test_a_socket_reads_as_much_as_the_kernel_may_hold():
    with reading_context() as context, context.socket(zmq.SUB) as socket:
        assert socket.getsockopt(zmq.RCVHWM) == MAX_WAITING_MESSAGES
