import asyncio

import pytest

from firsthand.web.security.auth import Guard

PORT = 8765
TOKEN = "a-token-that-nobody-guesses"
HOST = f"127.0.0.1:{PORT}"
COOKIE = f"firsthand-{PORT}={TOKEN}"


async def inner(scope, receive, send):
    if scope["type"] == "websocket":
        await send({"type": "websocket.accept"})
        return
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": b"inside"})


def ask(path="/", query="", method="GET", kind="http", **headers):
    """One request through the guard; gives the messages it sent and the response's headers."""
    raw = [(name.encode(), value.encode("latin-1")) for name, value in headers.items()]
    scope = {"type": kind, "method": method, "path": path, "query_string": query.encode(), "headers": raw}
    sent = []

    async def send(message):
        sent.append(message)

    async def receive():
        return {"type": "http.request", "body": b""}

    asyncio.run(Guard(inner, TOKEN, PORT)(scope, receive, send))
    return sent, dict(sent[0].get("headers", ()))


def status(*args, **kwargs):
    return ask(*args, **kwargs)[0][0]["status"]


def test_the_token_becomes_a_cookie_and_leaves_the_address():
    sent, headers = ask("/lesson/vectors", f"token={TOKEN}&rate=0.3", host=HOST)
    assert sent[0]["status"] == 303
    assert headers[b"location"] == b"/lesson/vectors?rate=0.3"
    cookie = headers[b"set-cookie"].decode()
    assert cookie.startswith(f"firsthand-{PORT}={TOKEN};")
    assert "HttpOnly" in cookie
    assert "SameSite=Strict" in cookie


def test_with_the_cookie_one_is_in():
    sent, headers = ask(host=HOST, cookie=f"theme=dark; {COOKIE}")
    assert sent[0]["status"] == 200
    assert sent[1]["body"] == b"inside"
    assert headers[b"x-content-type-options"] == b"nosniff"
    assert headers[b"referrer-policy"] == b"no-referrer"
    assert b"frame-ancestors 'none'" in headers[b"content-security-policy"]


def test_content_may_come_from_here_only():
    policy = ask(host=HOST, cookie=COOKIE)[1][b"content-security-policy"].decode()
    for part in policy.split(";"):
        for source in part.split()[1:]:
            name = source.removeprefix("ws://").removeprefix("http://")
            known = {"'self'", "'none'", "'unsafe-inline'", "'unsafe-eval'", "data:", "blob:"}
            assert source in known or name.rsplit(":", 1)[0] in ("127.0.0.1", "localhost", "[::1]"), part


@pytest.mark.parametrize(
    "cookie", ["", f"firsthand-{PORT}=", f"firsthand-{PORT}={TOKEN}x", f"firsthand-{PORT + 1}={TOKEN}"]
)
def test_without_the_right_cookie_the_page_says_how_to_get_in(cookie):
    sent, _ = ask(host=HOST, cookie=cookie)
    assert sent[0]["status"] == 403
    assert b"firsthand start" in sent[1]["body"]
    assert TOKEN.encode() not in sent[1]["body"]


def test_a_wrong_token_in_the_address_is_no_way_in():
    assert status(query="token=guess", host=HOST) == 403
    assert status(query="token=", host=HOST) == 403
    assert status(query="token=%ff%00", host=HOST) == 403


def test_a_strange_cookie_of_another_program_on_this_machine_does_not_hide_ours():
    for strange in (
        'state={"a": [1, 2]}',
        'x="unclosed',
        "a b=c",
        "=;;=",
        "ключ=1".encode().decode("latin-1"),
    ):
        assert status(host=HOST, cookie=f"{strange}; {COOKIE}") == 200, strange


@pytest.mark.parametrize(
    "host",
    [
        "evil.example",
        f"evil.example:{PORT}",
        "127.0.0.1",
        f"127.0.0.1:{PORT + 1}",
        f"127.0.0.1.evil:{PORT}",
        "",
    ],
)
def test_a_foreign_host_is_refused_even_with_the_key(host):
    assert status(host=host, cookie=COOKIE) == 403
    assert status(query=f"token={TOKEN}", host=host) == 403


@pytest.mark.parametrize("name", ["127.0.0.1", "localhost", "[::1]"])
def test_this_machine_has_three_names(name):
    assert status(host=f"{name}:{PORT}", cookie=COOKIE) == 200


@pytest.mark.parametrize(
    "origin", ["http://evil.example", "null", f"https://{HOST}", f"http://127.0.0.1:{PORT + 1}"]
)
def test_a_foreign_origin_is_refused(origin):
    assert status(host=HOST, cookie=COOKIE, origin=origin) == 403


def test_what_changes_something_must_name_its_origin():
    assert status(method="POST", host=HOST, cookie=COOKIE) == 403
    assert status(method="POST", host=HOST, cookie=COOKIE, origin=f"http://{HOST}") == 200


def test_a_websocket_needs_origin_and_cookie():
    ours = {"host": HOST, "origin": f"http://{HOST}", "cookie": COOKIE}
    assert ask(kind="websocket", **ours)[0] == [{"type": "websocket.accept"}]
    for missing in ours:
        less = {name: value for name, value in ours.items() if name != missing}
        assert ask(kind="websocket", **less)[0] == [{"type": "websocket.close", "code": 1008}], missing
    foreign = {**ours, "origin": "http://evil.example"}
    assert ask(kind="websocket", **foreign)[0][0]["type"] == "websocket.close"


@pytest.mark.parametrize(
    "path", ["//evil.example/x", "/\\evil.example", "/\\/evil.example", "/a\r\nset-cookie: x=1"]
)
def test_the_redirect_stays_here(path):
    _, headers = ask(path, f"token={TOKEN}", host=HOST)
    location = headers[b"location"].decode()
    assert location.startswith("/")
    assert location[1:2] not in ("/", "\\")
    assert "\r" not in location
    assert "\n" not in location
    assert "\\" not in location
