"""Streamed replies, read from what comes over the wire."""

import json
from collections.abc import Iterable, Mapping
from typing import Any


def join_stream(lines: Iterable[str]) -> str:
    """Read the text of a reply from the lines of its stream, in the form of the OpenAI API.

    The stream is made of server-sent events. Of these lines only those that begin with
    ``data:`` count; after the colon there may be one space or none. Blank lines part
    events, and lines that begin with a colon keep the connection open. The data are
    JSON, a piece of the reply under ``choices[0].delta.content``, or ``[DONE]`` at the
    end. A piece may be missing or null (the first one often says only who speaks), and
    ``choices`` may be empty (the last one may say only what was used).

    Parameters
    ----------
    lines : iterable of str
        Without their line ends.

    Returns
    -------
    str
        The pieces joined, nothing between them. A stream that was cut before ``[DONE]``
        gives what came.
    """
    pieces = []
    for line in lines:
        if not line.startswith("data:"):
            continue
        data = line[len("data:") :].strip()
        if data == "[DONE]":
            break
        for choice in json.loads(data)["choices"][:1]:
            pieces.append(choice["delta"].get("content") or "")
    return "".join(pieces)


def read_events(events: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    """Read a reply from the events of its stream, in the form of the Anthropic API.

    Each event is a dict with a ``type``. These four matter, all others are passed over:

    - ``message_start``: ``message.usage`` has ``input_tokens``, and the
      ``output_tokens`` so far;
    - ``content_block_delta``: its ``delta`` has a type of its own; "text_delta" brings
      a piece under ``text``, the other types bring no text;
    - ``message_delta``: ``delta.stop_reason`` says why it stopped;
      ``usage.output_tokens`` is the count from the beginning, not what came since the
      last event;
    - ``message_stop``: the end.

    Parameters
    ----------
    events : iterable of dict
        A stream that was cut may lack its end, but has a ``message_start``.

    Returns
    -------
    dict
        ``text`` (str), ``stop_reason`` (str, or None when the stream was cut before
        it), ``input_tokens`` and ``output_tokens`` (int, the last counts that came).
    """
    pieces: list[str] = []
    reply: dict[str, Any] = {"text": "", "stop_reason": None, "input_tokens": 0, "output_tokens": 0}
    for event in events:
        kind = event["type"]
        if kind == "message_start":
            usage = event["message"]["usage"]
            reply["input_tokens"], reply["output_tokens"] = usage["input_tokens"], usage["output_tokens"]
        elif kind == "content_block_delta" and event["delta"]["type"] == "text_delta":
            pieces.append(event["delta"]["text"])
        elif kind == "message_delta":
            reply["stop_reason"] = event["delta"]["stop_reason"]
            reply["output_tokens"] = event["usage"]["output_tokens"]
        elif kind == "message_stop":
            break
    reply["text"] = "".join(pieces)
    return reply
