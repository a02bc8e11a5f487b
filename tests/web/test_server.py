"""The server as a process: who gets in, what a second start does, what is left when it is killed."""

import base64
import os
import socket
import stat
import sys
import urllib.error
import urllib.request

import psutil
import pytest

from .conftest import lives, wait_until


def get(url, **headers):
    """Status, headers and body of one request; redirects are not followed."""

    class Stay(urllib.request.HTTPRedirectHandler):
        def redirect_request(self, *_):
            return None

    request = urllib.request.Request(
        url, headers={name.replace("_", "-"): text for name, text in headers.items()}
    )
    try:
        with urllib.request.build_opener(Stay).open(request, timeout=20) as answer:
            return answer.status, answer.headers, answer.read().decode()
    except urllib.error.HTTPError as error:
        with error:
            return error.code, error.headers, error.read().decode()


def cookie(served):
    return get(served.url)[1]["set-cookie"].split(";")[0]


def test_without_the_token_nothing_is_served(served):
    for path in (
        "/",
        "/lesson/vectors",
        "/explore/temperature",
        "/assets/0/static/firsthand.css",
        "/_nicegui_ws/socket.io/",
    ):
        status, headers, body = get(served.base + path)
        assert status == 403, path
        assert "firsthand start" in body
        assert "nicegui" not in body.lower()
    assert headers["x-content-type-options"] == "nosniff"


def test_the_link_lets_in(served):
    status, headers, _ = get(served.url)
    assert status == 303
    assert headers["location"] == "/"
    status, headers, body = get(served.base + "/", Cookie=cookie(served))
    assert status == 200
    assert "Firsthand" in body
    assert served.token not in body
    assert "frame-ancestors 'none'" in headers["content-security-policy"]


def test_other_hosts_and_origins_are_refused_with_the_key(served):
    key = cookie(served)
    assert get(served.base + "/", Cookie=key, Host="evil.example")[0] == 403
    assert get(served.base + "/", Cookie=key, Host=f"evil.example:{served.port}")[0] == 403
    assert get(served.base + "/", Cookie=key, Origin="http://evil.example")[0] == 403
    assert get(served.base + "/", Cookie=key, Origin="null")[0] == 403


def upgrade(served, **headers):
    """First line of the answer to a websocket handshake on the page framework's own path."""
    lines = [
        "GET /_nicegui_ws/socket.io/?EIO=4&transport=websocket HTTP/1.1",
        "Upgrade: websocket",
        "Connection: Upgrade",
        "Sec-WebSocket-Version: 13",
        f"Sec-WebSocket-Key: {base64.b64encode(b'x' * 16).decode()}",
        *(f"{name}: {text}" for name, text in headers.items()),
    ]
    with socket.create_connection(("127.0.0.1", served.port), timeout=20) as line:
        line.sendall(("\r\n".join(lines) + "\r\n\r\n").encode())
        return line.recv(200).decode("latin-1").splitlines()[0]


def test_websockets_pass_the_same_gate(served):
    host = f"127.0.0.1:{served.port}"
    ours = {"Host": host, "Origin": f"http://{host}", "Cookie": cookie(served)}
    assert " 101 " in upgrade(served, **ours)
    for wrong in (
        {"Cookie": "a=b"},
        {"Origin": "http://evil.example"},
        {"Origin": f"http://127.0.0.1:{served.port + 1}"},
        {"Host": "evil.example"},
    ):
        assert " 403 " in upgrade(served, **{**ours, **wrong}), wrong
    del ours["Origin"]
    assert " 403 " in upgrade(served, **ours)


def test_it_listens_on_this_machine_only(served):
    listening = [
        one for one in psutil.Process(served.process.pid).net_connections("inet") if one.status == "LISTEN"
    ]
    assert {one.laddr.ip for one in listening} == {"127.0.0.1"}


def test_the_link_is_kept_where_only_its_owner_reads_it(served):
    assert served.note() == {"url": served.url, "pid": served.process.pid}
    if os.name == "posix":
        mode = stat.S_IMODE((served.root / ".firsthand" / "server.json").stat().st_mode)
        assert mode == 0o600


def test_a_second_start_shows_the_first(served, start):
    second = start(root=served.root)
    assert second.process.wait(60) == 0
    assert served.url in "".join(second.lines)
    assert get(served.base + "/", Cookie=cookie(served))[0] == 200


def test_a_taken_port_is_an_error_only_where_it_was_named(served, start, tmp_path):
    named = start("--port", str(served.port), root=tmp_path / "one")
    assert named.process.wait(60) == 2
    wait_until(lambda: f"Port {served.port} is taken" in "".join(named.lines))
    assert "Traceback" not in "".join(named.lines)
    with socket.socket() as other:
        try:
            other.bind(("127.0.0.1", 8765))
            other.listen()
        except OSError:
            pass  # somebody else has it: just as good
        free = start(root=tmp_path / "two").wait_until_up()
    assert free.port != 8765


def test_ctrl_c_ends_everything(start):
    server = start().wait_until_up()
    wait_until(lambda: len(server.children()) >= 2)  # a grading process and a kernel, warm
    others = server.children()
    assert server.interrupt() == 0
    wait_until(lambda: not any(map(lives, others)))
    assert not (server.root / ".firsthand" / "server.json").exists()
    assert "Traceback" not in "".join(server.lines)


@pytest.mark.skipif(sys.platform == "win32", reason="there is no such signal")
def test_a_polite_kill_cleans_up_too(start):
    server = start().wait_until_up()
    server.process.terminate()
    server.process.wait(30)
    assert not (server.root / ".firsthand" / "server.json").exists()


@pytest.mark.skipif(sys.platform == "win32", reason="there is no kill -9")
def test_after_kill_9_nothing_lives_on_and_it_starts_again(start):
    server = start("--port", "0").wait_until_up()
    wait_until(lambda: len(server.children()) >= 2)
    others = server.children()
    server.kill()
    wait_until(lambda: not any(map(lives, others)), 40)
    key = server.token
    again = start("--port", str(server.port), root=server.root).wait_until_up()
    assert again.token == key, "an open tab keeps its key"
    assert get(again.base + "/", Cookie=f"firsthand-{server.port}={key}")[0] == 200
