"""Other correct ways to write the exercises: each must pass."""

from itertools import groupby
from typing import Any

import numpy as np


def split_by_groupby(messages: Any) -> Any:
    system = "\n\n".join(message["content"] for message in messages if message["role"] == "system")
    others = [message for message in messages if message["role"] != "system"]
    groups = groupby(others, key=lambda message: message["role"])
    return system, [
        {"role": role, "content": "\n\n".join(message["content"] for message in group)}
        for role, group in groups
    ]


def split_by_two_passes(messages: Any) -> Any:
    system: list[Any] = []
    turns: list[Any] = []
    for message in messages:
        (system if message["role"] == "system" else turns).append(message)
    merged: list[Any] = []
    for turn in turns:
        if merged and merged[-1]["role"] == turn["role"]:
            merged[-1] = {**merged[-1], "content": merged[-1]["content"] + "\n\n" + turn["content"]}
        else:
            merged.append(turn)
    return "\n\n".join(one["content"] for one in system), merged


def split_by_pieces(messages: Any) -> Any:
    system = ""
    roles: list[Any] = []
    texts: list[Any] = []
    for message in messages:
        role, text = message["role"], message["content"]
        if role == "system":
            system = f"{system}\n\n{text}" if system else text
        elif roles and roles[-1] == role:
            texts[-1].append(text)
        else:
            roles.append(role)
            texts.append([text])
    return system, [
        {"role": role, "content": "\n\n".join(parts)} for role, parts in zip(roles, texts, strict=True)
    ]


def events_by_match(events: Any) -> Any:
    text, stop_reason, read, written = "", None, 0, 0
    for event in events:
        match event:
            case {"type": "message_start", "message": {"usage": usage}}:
                read, written = usage["input_tokens"], usage["output_tokens"]
            case {"type": "content_block_delta", "delta": {"type": "text_delta", "text": piece}}:
                text += piece
            case {"type": "message_delta", "delta": delta, "usage": usage}:
                stop_reason, written = delta["stop_reason"], usage["output_tokens"]
            case {"type": "message_stop"}:
                break
    return {"text": text, "stop_reason": stop_reason, "input_tokens": read, "output_tokens": written}


def events_by_lists(events: Any) -> Any:
    events = list(events)
    start = next(event for event in events if event["type"] == "message_start")["message"]["usage"]
    ends = [event for event in events if event["type"] == "message_delta"]
    deltas = [event["delta"] for event in events if event["type"] == "content_block_delta"]
    return {
        "input_tokens": start["input_tokens"],
        "output_tokens": ends[-1]["usage"]["output_tokens"] if ends else start["output_tokens"],
        "stop_reason": ends[-1]["delta"].get("stop_reason") if ends else None,
        "text": "".join(delta.get("text", "") for delta in deltas),
    }


def events_by_handlers(events: Any) -> Any:
    reply: dict[str, Any] = {"text": "", "stop_reason": None, "input_tokens": 0, "output_tokens": 0}

    def started(event: Any) -> None:
        usage = event["message"]["usage"]
        reply.update(input_tokens=usage["input_tokens"], output_tokens=usage["output_tokens"])

    def came(event: Any) -> None:
        reply["text"] += event["delta"]["text"] if event["delta"]["type"] == "text_delta" else ""

    def ended(event: Any) -> None:
        reply.update(stop_reason=event["delta"]["stop_reason"], output_tokens=event["usage"]["output_tokens"])

    handlers = {"message_start": started, "content_block_delta": came, "message_delta": ended}
    for event in events:
        handlers.get(event["type"], lambda event: None)(event)
    return reply


def trim_by_sums(messages: Any, lengths: Any, budget: Any) -> Any:
    rests = np.cumsum(lengths[::-1])[::-1] if len(lengths) else np.zeros(0)
    starts = [at for at in range(len(messages)) if rests[at] <= budget and messages[at]["role"] == "user"]
    return messages[starts[0] :] if starts else []


def trim_by_dropping(messages: Any, lengths: Any, budget: Any) -> Any:
    kept, left = list(messages), list(lengths)
    while kept and (sum(left) > budget or kept[0]["role"] == "assistant"):
        kept.pop(0)
        left.pop(0)
    return kept


def trim_by_backward_loop(messages: Any, lengths: Any, budget: Any) -> Any:
    kept: list[Any] = []
    total = 0
    for message, length in zip(reversed(messages), reversed(lengths), strict=True):
        total += length
        if total > budget:
            break
        kept.insert(0, message)
    while kept and kept[0]["role"] == "assistant":
        del kept[0]
    return kept
