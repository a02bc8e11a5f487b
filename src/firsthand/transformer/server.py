"""A MiniGPT behind the address of an OpenAI: /v1/chat/completions, /v1/completions and /v1/models, on this machine alone."""

from __future__ import annotations

import contextlib
import itertools
import json
import threading
import time
from collections.abc import Callable, Iterator
from typing import Any

import uvicorn
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import Route

from firsthand.errors import FirsthandError
from firsthand.local_only import App, LocalOnly, Scope, Send, listen
from firsthand.transformer.data import Tokenizer
from firsthand.transformer.generation import Writer, encode_prompt, stream
from firsthand.transformer.model import MiniGPT
from firsthand.transformer.sampling import Sampling

MODEL_NAME = "minigpt"
MAX_TOKENS = 4096
MAX_BODY_BYTES = 2**20  # bytes of a body


class Refused(Exception):
    """A request that cannot be served: the status, and what is wrong."""

    def __init__(self, status: int, message: str) -> None:
        super().__init__(message)
        self.status, self.message = status, message


def create_app(model: MiniGPT, tokenizer: Tokenizer) -> App:
    """The server as an ASGI app.

    The model continues texts and knows nothing of roles: of a chat it continues the messages' texts, one under the other.
    """
    numbers = itertools.count(1)
    turn = threading.Lock()  # one text at a time: two would only share the processor

    async def models(_: Request) -> Response:
        entry = {"id": MODEL_NAME, "object": "model", "created": 0, "owned_by": "firsthand"}
        return JSONResponse({"object": "list", "data": [entry]})

    async def answer(request: Request) -> Response:
        is_chat = request.url.path.endswith("/chat/completions")
        try:
            body = await _body(request)
            prompt, sampling = _prompt(body, is_chat), _sampling(body)
            prompt_tokens = len(encode_prompt(tokenizer, prompt))
        except Refused as refused:
            return _error(refused.status, refused.message)
        except (FirsthandError, ValueError) as error:
            return _error(400, str(error))
        reply = _Reply(next(numbers), is_chat, prompt_tokens, Writer(tokenizer, sampling.stop))

        def pieces() -> Iterator[str]:
            with turn:
                yield from stream(model, tokenizer, prompt, sampling, reply.writer)

        if body.get("stream"):
            return StreamingResponse(reply.events(pieces()), media_type="text/event-stream")
        await run_in_threadpool(lambda: list(pieces()))
        return JSONResponse(reply.whole())

    app = Starlette(
        routes=[
            Route("/v1/models", models),
            Route("/v1/chat/completions", answer, methods=["POST"]),
            Route("/v1/completions", answer, methods=["POST"]),
        ]
    )
    return LocalOnly(app, _refuse)


class _Reply:
    """One answer in the form of the API."""

    def __init__(self, number: int, is_chat: bool, prompt_tokens: int, writer: Writer) -> None:
        self.number, self.is_chat, self.prompt_tokens, self.writer = number, is_chat, prompt_tokens, writer

    def whole(self) -> dict[str, Any]:
        done = self.writer.done
        text = (
            {"message": {"role": "assistant", "content": done.text}} if self.is_chat else {"text": done.text}
        )
        kind = "chat.completion" if self.is_chat else "text_completion"
        usage = {
            "prompt_tokens": self.prompt_tokens,
            "completion_tokens": len(done.tokens),
            "total_tokens": self.prompt_tokens + len(done.tokens),
        }
        return self._frame(kind, {**text, "finish_reason": done.reason}) | {"usage": usage}

    def events(self, pieces: Iterator[str]) -> Iterator[str]:
        for piece in pieces:
            text = {"delta": {"role": "assistant", "content": piece}} if self.is_chat else {"text": piece}
            yield self._event({**text, "finish_reason": None})
        text = {"delta": {"content": ""}} if self.is_chat else {"text": ""}
        yield self._event({**text, "finish_reason": self.writer.done.reason})
        yield "data: [DONE]\n\n"

    def _event(self, choice: dict[str, Any]) -> str:
        kind = "chat.completion.chunk" if self.is_chat else "text_completion"
        return f"data: {json.dumps(self._frame(kind, choice))}\n\n"

    def _frame(self, kind: str, choice: dict[str, Any]) -> dict[str, Any]:
        return {
            "id": f"cmpl-{self.number}",
            "object": kind,
            "created": int(time.time()),
            "model": MODEL_NAME,
            "choices": [{"index": 0, "logprobs": None, **choice}],
        }


async def _body(request: Request) -> dict[str, Any]:
    content = b""
    async for part in request.stream():
        content += part
        if len(content) > MAX_BODY_BYTES:
            raise Refused(413, "The body is too large: 1 MB is the most.")
    try:
        body = json.loads(content)
    except ValueError:
        body = None
    if not isinstance(body, dict):
        raise Refused(400, "The body must be a JSON object.")
    if body.get("model") != MODEL_NAME:
        raise Refused(404, f"There is no model {body.get('model')!r} here, only {MODEL_NAME!r}.")
    return body


def _prompt(body: dict[str, Any], is_chat: bool) -> str:
    if not is_chat:
        if not isinstance(body.get("prompt"), str):
            raise Refused(400, "prompt must be a text.")
        return str(body["prompt"])
    messages = body.get("messages")
    if not isinstance(messages, list) or not messages:
        raise Refused(400, "messages: a list with at least one message is required.")
    texts = [message.get("content") if isinstance(message, dict) else None for message in messages]
    if not all(isinstance(text, str) for text in texts):
        raise Refused(400, "messages: each needs a content, which must be a text.")
    return "\n".join(map(str, texts))


def _sampling(body: dict[str, Any]) -> Sampling:
    stop = body.get("stop") or []
    stop = [stop] if isinstance(stop, str) else stop
    if not isinstance(stop, list) or not all(isinstance(text, str) for text in stop):
        raise Refused(400, "stop must be a text, or a list of texts.")
    limit = _number(body, "max_completion_tokens", _number(body, "max_tokens", 200))
    return Sampling(
        max_tokens=min(int(limit), MAX_TOKENS),
        temperature=_number(body, "temperature", 1.0),
        top_p=_number(body, "top_p", 1.0),
        stop=tuple(stop),
        seed=int(_number(body, "seed", time.time_ns() % 2**31)),
    )


def _number(body: dict[str, Any], name: str, default: float) -> float:
    value = body.get(name)
    if value is None:
        return default
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise Refused(400, f"{name} must be a number, got {value!r}.")
    return value


def _error(status: int, message: str) -> Response:
    kind = "invalid_request_error"
    return JSONResponse(
        {"error": {"message": message, "type": kind, "param": None, "code": None}}, status_code=status
    )


async def _refuse(scope: Scope, send: Send, why: str) -> None:
    async def nothing() -> dict[str, Any]:
        return {"type": "http.disconnect"}

    await _error(403, why)(scope, nothing, send)


def serve(model: MiniGPT, tokenizer: Tokenizer, port: int, up: Callable[[str], None]) -> None:
    """Serve until Ctrl-C. `up` is called with the base address once it listens. Errors as for `firsthand.local_only.listen`."""
    listening = listen(port)
    up(f"http://127.0.0.1:{listening.getsockname()[1]}/v1")
    config = uvicorn.Config(create_app(model, tokenizer), log_level="warning", timeout_graceful_shutdown=2)
    with contextlib.suppress(KeyboardInterrupt):
        uvicorn.Server(config).run(sockets=[listening])
