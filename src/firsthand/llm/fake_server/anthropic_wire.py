"""The toy in the form of the Anthropic API: POST /v1/messages, as JSON or as server-sent events."""

import json
from collections.abc import Iterator
from typing import Any

from firsthand.llm.fake_server.request import (
    Answer,
    Refused,
    Request,
    read_messages,
    read_number,
    read_stop,
    read_text,
)

STOPPED = {
    "end": "end_turn",
    "stop": "stop_sequence",
    "length": "max_tokens",
    "window": "model_context_window_exceeded",
}
KINDS = {404: "not_found_error", 429: "rate_limit_error", 529: "overloaded_error"}


def read(body: dict[str, Any]) -> Request:
    """Read a request; Refused says what is wrong with it."""
    if body.get("max_tokens") is None:
        raise Refused(400, "max_tokens: Field required")
    return Request(
        messages=read_conversation(body),
        temperature=read_number(body, ("temperature",), 1.0, 0.0, 1.0),
        max_tokens=int(read_number(body, ("max_tokens",), 0, 1, 1e6)),
        stop=read_stop("stop_sequences", body.get("stop_sequences")),
        stream=bool(body.get("stream")),
    )


def read_conversation(body: dict[str, Any]) -> list[dict[str, str]]:
    """The system text, which stands apart here, and the messages."""
    system = read_text("system", body["system"]) if body.get("system") is not None else ""
    opening = [{"role": "system", "content": system}] if system else []
    return opening + read_messages(body)


def whole(answer: Answer) -> dict[str, Any]:
    """The reply in one piece."""
    text = "".join(answer)
    reply = _frame(answer) | {
        "content": [{"type": "text", "text": text}],
        "stop_reason": STOPPED[answer.reason],
    }
    return reply | {"stop_sequence": answer.stopped_by, "usage": _usage(answer)}


def events(answer: Answer) -> Iterator[str]:
    """The reply as server-sent events, each under its name."""
    yield _event("message_start", message=_frame(answer) | {"usage": _usage(answer)})
    yield _event("content_block_start", index=0, content_block={"type": "text", "text": ""})
    yield _event("ping")
    for piece in answer:
        yield _event("content_block_delta", index=0, delta={"type": "text_delta", "text": piece})
    yield _event("content_block_stop", index=0)
    why = {"stop_reason": STOPPED[answer.reason], "stop_sequence": answer.stopped_by}
    yield _event("message_delta", delta=why, usage={"output_tokens": answer.written})
    yield _event("message_stop")


def error(refused: Refused) -> dict[str, Any]:
    """The body of an error."""
    kind = KINDS.get(refused.status, "invalid_request_error" if refused.status < 500 else "api_error")
    return {"type": "error", "error": {"type": kind, "message": refused.message}}


def _event(kind: str, **data: Any) -> str:
    return f"event: {kind}\ndata: {json.dumps({'type': kind, **data})}\n\n"


def _frame(answer: Answer) -> dict[str, Any]:
    return {
        "id": f"msg_toy_{answer.number}",
        "type": "message",
        "role": "assistant",
        "model": answer.model.name,
        "content": [],
        "stop_reason": None,
        "stop_sequence": None,
    }


def _usage(answer: Answer) -> dict[str, int]:
    return {"input_tokens": len(answer.prompt), "output_tokens": answer.written}
