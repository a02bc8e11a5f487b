"""One check of where a request comes from, before the course and before the server of documents."""

import asyncio

import pytest

from firsthand.local_only import LocalOnly
from firsthand.rag.server.api import create_app
from firsthand.web.security.auth import Guard

HERE = "127.0.0.1:8765"


def answer(app, kind="http", method="GET", **headers):
    """The status with which `app` answers, 1008 for a socket that it closes."""
    raw = [(name.encode(), value.encode()) for name, value in headers.items()]
    scope = {"type": kind, "method": method, "path": "/", "query_string": b"", "headers": raw}
    sent = []

    async def send(message):
        sent.append(message)

    async def receive():
        return {"type": "http.request", "body": b""}

    asyncio.run(app(scope, receive, send))
    return sent[0].get("status", sent[0].get("code"))


async def inside(scope, receive, send):
    await send({"type": "http.response.start", "status": 200, "headers": []})


async def refuse(scope, send, why):
    await send({"type": "http.response.start", "status": 403, "headers": []})


@pytest.mark.parametrize(
    "host", ["evil.example", "evil.example:8765", "127.0.0.1.evil:8765", "", ":8765", "127.0.0.1@evil:8765"]
)
def test_another_host_is_refused(host):
    assert answer(LocalOnly(inside, refuse), host=host) == 403


@pytest.mark.parametrize("host", [HERE, "localhost:8765", "[::1]:8765"])
def test_this_machine_has_three_names(host):
    for port in (None, 8765):
        assert answer(LocalOnly(inside, refuse, port=port), host=host) == 200
    assert answer(LocalOnly(inside, refuse, port=8766), host=host) == 403


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "[::1]"])
def test_a_host_without_a_port_is_ours_where_any_port_is(host):
    assert answer(LocalOnly(inside, refuse), host=host) == 200
    assert answer(LocalOnly(inside, refuse, port=8765), host=host) == 403


@pytest.mark.parametrize(
    "origin",
    ["http://evil.example", "null", f"https://{HERE}", "http://127.0.0.1:8766", "http://localhost:8765"],
)
def test_another_page_is_refused_whatever_it_asks(origin):
    for method in ("GET", "POST"):
        assert answer(LocalOnly(inside, refuse), method=method, host=HERE, origin=origin) == 403


def test_a_program_need_not_name_a_page_where_programs_may_ask():
    assert answer(LocalOnly(inside, refuse), method="POST", host=HERE) == 200
    assert answer(LocalOnly(inside, refuse, pages_only=True), method="POST", host=HERE) == 403
    assert answer(LocalOnly(inside, refuse, pages_only=True), method="GET", host=HERE) == 200


def test_a_socket_of_another_page_is_closed():
    assert answer(LocalOnly(inside, refuse), "websocket", host=HERE, origin="http://evil.example") == 1008
    assert answer(LocalOnly(inside, refuse, pages_only=True), "websocket", host=HERE) == 1008


def test_course_and_server_of_documents_both_stand_behind_it(tmp_path):
    servers = {"course": Guard(inside, "a token", 8765), "documents": create_app(tmp_path)}
    for name, app in servers.items():
        for headers in ({"host": "evil.example"}, {"host": HERE, "origin": "http://evil.example"}):
            assert answer(app, method="POST", **headers) == 403, (name, headers)
            assert answer(app, "websocket", **headers) == 1008, (name, headers)
