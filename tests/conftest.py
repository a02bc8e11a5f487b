"""Every test runs with sockets to the outside blocked: loopback and files only."""

import ipaddress
import socket

import pytest

_connect = socket.socket.connect
_connect_ex = socket.socket.connect_ex


def _refuse_outside(address):
    if not isinstance(address, tuple):
        return  # a Unix socket
    host = address[0]
    try:
        inside = ipaddress.ip_address(host).is_loopback
    except ValueError:
        inside = host in ("localhost", "")
    if not inside:
        raise AssertionError(f"A test tried to reach {host}. Tests stay on loopback.")


@pytest.fixture(autouse=True, scope="session")
def _no_outside_sockets():
    def connect(self, address):
        _refuse_outside(address)
        return _connect(self, address)

    def connect_ex(self, address):
        _refuse_outside(address)
        return _connect_ex(self, address)

    patch = pytest.MonkeyPatch()
    patch.setattr(socket.socket, "connect", connect)
    patch.setattr(socket.socket, "connect_ex", connect_ex)
    yield
    patch.undo()
