"""The toy in the form of the OpenAI API: POST /v1/chat/completions, as JSON or as server-sent events."""

import json
import time
from collections.abc import Iterator
from typing import Any

from firsthand.llm.fake_server.request import Answer, Refused, Request, read_messages, read_number, read_stop

DEFAULT_MAX_TOKENS = 100
FINISH = {"end": "stop", "stop": "stop", "length": "length", "window": "length"}


def read(body: dict[str, Any]) -> Request:
    """Read a request; Refused says what is wrong with it."""
    limit = read_number(body, ("max_completion_tokens", "max_tokens"), DEFAULT_MAX_TOKENS, 1, 1e6)
    options = body.get("stream_options") or {}
    return Request(
        messages=read_messages(body),
        temperature=read_number(body, ("temperature",), 1.0, 0.0, 2.0),
        max_tokens=int(limit),
        stop=read_stop("stop", body.get("stop")),
        stream=bool(body.get("stream")),
        include_usage=bool(options.get("include_usage")),
        seed=_seed(body.get("seed")),
    )


def _seed(value: Any) -> int | None:
    if value is not None and (isinstance(value, bool) or not isinstance(value, int) or value < 0):
        raise Refused(400, f"seed must be a whole number, 0 or above, got {value!r}.")
    return value


def whole(answer: Answer) -> dict[str, Any]:
    """The reply in one piece."""
    text = "".join(answer)
    message = {"role": "assistant", "content": text}
    choice = {"index": 0, "message": message, "finish_reason": FINISH[answer.reason]}
    return _frame(answer, "chat.completion", [choice]) | {"usage": _usage(answer)}


def events(answer: Answer) -> Iterator[str]:
    """The reply as server-sent events: who speaks, the pieces, why it stopped, what was used, [DONE]."""
    yield _chunk(answer, {"role": "assistant", "content": ""})
    for piece in answer:
        yield _chunk(answer, {"content": piece})
    yield _chunk(answer, {}, FINISH[answer.reason])
    if answer.request.include_usage:
        yield _event(_frame(answer, "chat.completion.chunk", []) | {"usage": _usage(answer)})
    yield "data: [DONE]\n\n"


def error(refused: Refused) -> dict[str, Any]:
    """The body of an error."""
    kind = "invalid_request_error" if refused.status < 429 else "server_error"
    return {"error": {"message": refused.message, "type": kind, "param": None, "code": refused.code}}


def models(name: str) -> dict[str, Any]:
    """The list of models: one."""
    return {
        "object": "list",
        "data": [{"id": name, "object": "model", "created": 0, "owned_by": "firsthand"}],
    }


def _chunk(answer: Answer, delta: dict[str, str], finish: str | None = None) -> str:
    choice = {"index": 0, "delta": delta, "finish_reason": finish}
    return _event(_frame(answer, "chat.completion.chunk", [choice]))


def _event(data: dict[str, Any]) -> str:
    return f"data: {json.dumps(data)}\n\n"


def _frame(answer: Answer, kind: str, choices: list[Any]) -> dict[str, Any]:
    return {
        "id": f"chatcmpl-toy-{answer.number}",
        "object": kind,
        "created": int(time.time()),
        "model": answer.model.name,
        "choices": choices,
    }


def _usage(answer: Answer) -> dict[str, int]:
    read, written = len(answer.prompt), answer.written
    return {"prompt_tokens": read, "completion_tokens": written, "total_tokens": read + written}
