"""A server of our own that speaks Anthropic's ``/v1/messages``, JSON and server-sent events, as its reference describes them.

It answers "You said: " and the last question, word by word, and counts a word as a token. ``python messages_server.py PORT``.
"""

import asyncio
import json
import sys

from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse, StreamingResponse

KEY = "sk-ant-right"
MODEL = "claude-sonnet-4-6"
ROOM = 2000  # words
app = FastAPI()


def refuse(status, kind, message):
    return JSONResponse({"type": "error", "error": {"type": kind, "message": message}}, status)


def trouble(headers, body):
    """What the real server would refuse, or None."""
    key = headers.get("x-api-key") or headers.get("authorization", "").removeprefix("Bearer ")
    if key != KEY:
        return refuse(401, "authentication_error", f"invalid x-api-key {key}")
    if "anthropic-version" not in headers:
        return refuse(400, "invalid_request_error", "anthropic-version: header is required")
    if body.get("model") != MODEL:
        return refuse(404, "not_found_error", f"model: {body.get('model')}")
    if not isinstance(body.get("max_tokens"), int) or body["max_tokens"] < 1:
        return refuse(400, "invalid_request_error", "max_tokens: must be at least 1")
    if not 0 <= body.get("temperature", 1) <= 1:
        return refuse(400, "invalid_request_error", "temperature: range: 0..1")
    if not body.get("messages") or any(one["role"] not in ("user", "assistant") for one in body["messages"]):
        return refuse(400, "invalid_request_error", "messages: roles must be user or assistant")
    if read(body) > ROOM:
        return refuse(
            400, "invalid_request_error", f"prompt is too long: {read(body)} tokens > {ROOM} maximum"
        )
    return None


def read(body):
    texts = [body.get("system", ""), *(one["content"] for one in body["messages"])]
    return sum(len(text.split()) for text in texts)


def written(body):
    """The words of the answer and why it stops."""
    asked = body["messages"][-1]["content"]
    if "forbidden" in asked:
        return [], "refusal"
    form = body.get("output_config", {}).get("format")
    if form:
        return [json.dumps(filled(form["schema"]))], "end_turn"
    words = ["You", " said:", *(" " + word for word in asked.split())]
    if body.get("system"):
        words = [*words, " (", body["system"], ")"]
    return words[: body["max_tokens"]], "max_tokens" if len(words) > body["max_tokens"] else "end_turn"


def filled(schema, definitions=None):
    """The plainest value that fits a schema."""
    definitions = definitions or schema.get("$defs", {})
    if "$ref" in schema:
        return filled(definitions[schema["$ref"].rpartition("/")[2]], definitions)
    kinds = {"string": "text", "integer": 3, "number": 2.5, "boolean": True, "null": None}
    match schema.get("type"):
        case "object":
            assert schema["additionalProperties"] is False
            return {name: filled(part, definitions) for name, part in schema["properties"].items()}
        case "array":
            return [filled(schema["items"], definitions)]
        case kind:
            return kinds[kind]


@app.post("/v1/messages")
async def messages(request: Request):
    body = await request.json()
    if (refused := trouble(request.headers, body)) is not None:
        return refused
    words, stop = written(body)
    usage = {"input_tokens": read(body), "output_tokens": len(words)}
    usage |= {"cache_read_input_tokens": 5, "cache_creation_input_tokens": 2}
    whole = {"id": "msg_1", "type": "message", "role": "assistant", "model": MODEL, "stop_sequence": None}
    if body.get("stream"):
        return StreamingResponse(events(whole, words, stop, usage), media_type="text/event-stream")
    content = [{"type": "text", "text": "".join(words)}] if words else []
    return whole | {"content": content, "stop_reason": stop, "usage": usage}


async def events(whole, words, stop, usage):
    start = whole | {"content": [], "stop_reason": None, "usage": usage | {"output_tokens": 1}}
    yield event("message_start", message=start)
    yield event("content_block_start", index=0, content_block={"type": "text", "text": ""})
    yield event("ping")
    for word in words:
        yield event("content_block_delta", index=0, delta={"type": "text_delta", "text": word})
        await asyncio.sleep(0.01)
    yield event("content_block_stop", index=0)
    delta = {"stop_reason": stop, "stop_sequence": None}
    yield event("message_delta", delta=delta, usage={"output_tokens": usage["output_tokens"]})
    yield event("message_stop")


def event(kind, **data):
    return f"event: {kind}\ndata: {json.dumps({'type': kind, **data})}\n\n"


@app.get("/health")
def health():
    return {"status": "ok"}


if __name__ == "__main__":
    import uvicorn

    uvicorn.run(app, host="127.0.0.1", port=int(sys.argv[1]), log_level="warning")
