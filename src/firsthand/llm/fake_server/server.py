"""A real HTTP server on this machine with the toy model behind it, speaking as OpenAI and as Anthropic do."""

from __future__ import annotations

import itertools
import json
import threading
import time
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import numpy as np

from firsthand.llm.fake_server import anthropic_wire, openai_wire
from firsthand.llm.fake_server.model import ToyModel
from firsthand.llm.fake_server.request import Answer, Refused

WIRES: dict[str, Any] = {"/v1/chat/completions": openai_wire, "/v1/messages": anthropic_wire}
COUNT = "/v1/messages/count_tokens"
ERROR_MESSAGES = {
    429: "Too many requests, come back later.",
    503: "The service is not available.",
    529: "Overloaded.",
}


@dataclass(frozen=True)
class Seen:
    """One request as the server saw it: seconds since the server began, the path, and the status it answered with."""

    at: float
    path: str
    status: int


class ToyServer:
    """Serve a toy model at `url` until `close`, in a thread of its own; usable with ``with``.

    Parameters
    ----------
    model : ToyModel or None
        None makes one.
    pace : float, default=0.0
        Seconds that each token takes.
    random_state : int, default=0
        Where the draws begin, for requests without a seed of their own; the same requests in the same order get the
        same answers.

    Attributes
    ----------
    url : str
        Where it listens, for the Anthropic SDK; `base_url` is the same with ``/v1``, for the OpenAI SDK.
    seen : list of Seen
        Every request so far.
    """

    def __init__(self, model: ToyModel | None = None, *, pace: float = 0.0, random_state: int = 0) -> None:
        self.model = model or ToyModel()
        self.pace = pace
        self.seen: list[Seen] = []
        self._failures: deque[int] = deque()
        self._seeds = np.random.SeedSequence(random_state)
        self._numbers = itertools.count(1)
        self._lock = threading.Lock()
        self._started = time.monotonic()
        self._http = _Http(("127.0.0.1", 0), _Handler)
        self._http.toy = self
        self.url = f"http://127.0.0.1:{self._http.server_address[1]}"
        self.base_url = self.url + "/v1"
        # The short poll makes closing quick.
        threading.Thread(target=self._http.serve_forever, args=(0.05,), daemon=True).start()

    def upset(self, *statuses: int) -> None:
        """Answer the next requests with these statuses instead, one each: 429, 500, 503, 529 …"""
        self._failures.extend(statuses)

    def close(self) -> None:
        """Stop listening."""
        self._http.shutdown()
        self._http.server_close()

    def __enter__(self) -> ToyServer:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def answer(self, path: str, body: dict[str, Any]) -> Answer:
        """Begin to answer a request; Refused when it cannot be."""
        with self._lock:
            if self._failures:
                status = self._failures.popleft()
                raise Refused(status, ERROR_MESSAGES.get(status, "Something went wrong on our side."))
            number, seed = next(self._numbers), self._seeds.spawn(1)[0]
        if body.get("model") != self.model.name:
            message = f"There is no model {body.get('model')!r} here, only {self.model.name!r}."
            raise Refused(404, message, "model_not_found")
        request = WIRES[path].read(body)
        rng = np.random.default_rng(seed if request.seed is None else request.seed)
        return Answer(number, self.model, request, rng, self.pace)

    def note(self, path: str, status: int) -> None:
        """Write down a request."""
        self.seen.append(Seen(time.monotonic() - self._started, path, status))


class _Http(ThreadingHTTPServer):
    """The standard library's server, with the toy that it serves."""

    daemon_threads = True
    toy: ToyServer


class _Handler(BaseHTTPRequestHandler):
    """Answers one request."""

    server: _Http

    def do_GET(self) -> None:
        if self.path == "/v1/models":
            self._send(200, openai_wire.models(self.server.toy.model.name))
        else:
            self._refuse(Refused(404, f"There is nothing at {self.path}."))

    def do_POST(self) -> None:
        try:
            body = self._body()
            if self.path == COUNT:
                tokens = self.server.toy.model.prompt(anthropic_wire.read_conversation(body))
                return self._send(200, {"input_tokens": len(tokens)})
            if self.path not in WIRES:
                raise Refused(404, f"There is nothing at {self.path}.")
            answer = self.server.toy.answer(self.path, body)
        except Refused as refused:
            return self._refuse(refused)
        wire = WIRES[self.path]
        if answer.request.stream:
            return self._stream(wire.events(answer))
        return self._send(200, wire.whole(answer))

    def _body(self) -> dict[str, Any]:
        text = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        try:
            body = json.loads(text)
        except ValueError:
            body = None
        if not isinstance(body, dict):
            raise Refused(400, "The body must be a JSON object.")
        return body

    def _refuse(self, refused: Refused) -> None:
        wire = anthropic_wire if self.path.startswith("/v1/messages") else openai_wire
        self._send(refused.status, wire.error(refused))

    def _send(self, status: int, data: dict[str, Any]) -> None:
        text = json.dumps(data).encode()
        self._head(status, "application/json", str(len(text)))
        self._write(text)

    def _stream(self, events: Iterator[str]) -> None:
        self._head(200, "text/event-stream")
        for event in events:
            if not self._write(event.encode()):
                return

    def _head(self, status: int, kind: str, length: str = "") -> None:
        self.server.toy.note(self.path, status)
        self.send_response(status)
        self.send_header("Content-Type", kind)
        if length:
            self.send_header("Content-Length", length)
        self.end_headers()

    def _write(self, data: bytes) -> bool:
        """Send; False when the other side has gone, which is its right."""
        try:
            self.wfile.write(data)
        except ConnectionError:
            return False
        return True

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing: `seen` is the log."""
