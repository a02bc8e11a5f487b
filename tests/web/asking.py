"""Ask an application without a server."""

import asyncio


def asked(app, path, accept="text/html", method="GET"):
    """Status, headers and body of one request."""
    sent = []

    async def send(message):
        sent.append(message)

    async def receive():
        await asyncio.Event().wait()  # the browser stays and says no more

    scope = {
        "type": "http",
        "method": method,
        "path": path,
        "query_string": b"",
        "headers": [(b"accept", accept.encode()), (b"host", b"127.0.0.1:1")],
    }
    asyncio.run(app(scope, receive, send))
    body = b"".join(one.get("body", b"") for one in sent[1:]).decode()
    return sent[0]["status"], dict(sent[0]["headers"]), body
