"""Bodies that are too large, said or unsaid, and a refusal in the API's own form."""

import json

import pytest
from starlette.exceptions import HTTPException

from firsthand.rag.server import middleware
from firsthand.rag.server.middleware import Limits, refuse


@pytest.fixture(autouse=True)
def small(monkeypatch):
    monkeypatch.setattr(middleware, "MAX_JSON_BYTES", 2 * 2**20)
    monkeypatch.setattr(middleware, "MAX_BODY_BYTES", 3 * 2**20)


async def sent(headers, pieces=(), kind="http"):
    """What an application behind the limits takes in all, and what was sent back instead of its answer."""
    taken, back = [], []
    waiting = iter(pieces)

    async def app(scope, receive, send):
        taken.append(0)
        for _ in pieces:
            taken[0] += len((await receive())["body"])

    async def receive():
        return {"type": "http.request", "body": next(waiting)}

    async def send(message):
        back.append(message)

    await Limits(app)({"type": kind, "headers": headers}, receive, send)
    return taken, back


MB = b"x" * 2**20


@pytest.mark.parametrize(
    ("headers", "most"),
    [
        ([], 2),
        ([(b"content-type", b"application/json")], 2),
        ([(b"content-type", b"multipart/form-data; b=1")], 3),
    ],
)
async def test_a_body_passes_up_to_its_limit(headers, most):
    length = (b"content-length", str(most * 2**20).encode())
    assert await sent([*headers, length], [MB] * most) == ([most * 2**20], [])
    with pytest.raises(HTTPException, match=f"The body is too large: {most} MB is the most"):
        await sent(headers, [MB] * (most + 1))


async def test_a_length_that_is_too_large_is_refused_before_the_application_sees_it():
    taken, (start, body) = await sent([(b"content-length", str(2 * 2**20 + 1).encode())])
    assert (taken, start["status"]) == ([], 413)
    assert json.loads(body["body"])["error"].startswith("The body is too large: 2 MB is the most.")


async def test_what_is_no_request_passes():
    assert await sent([(b"content-length", b"9" * 12)], kind="lifespan") == ([0], [])


async def test_a_refusal_says_why():
    back = []

    async def send(message):
        back.append(message)

    await refuse({}, send, "Not from here.")
    assert back[0]["status"] == 403
    assert dict(back[0]["headers"])[b"content-length"] == str(len(back[1]["body"])).encode()
    assert json.loads(back[1]["body"]) == {"error": "Not from here."}
