"""Other correct ways to write the exercises: each must pass."""

import json
from collections.abc import Iterator
from typing import Any

import numpy as np


def messages_at_once(question: Any, system: Any = None, history: Any = (), examples: Any = ()) -> Any:
    return [
        *([{"role": "system", "content": system}] if system is not None else []),
        *(
            {"role": role, "content": text}
            for pair in examples
            for role, text in zip(("user", "assistant"), pair, strict=True)
        ),
        *history,
        {"role": "user", "content": question},
    ]


def messages_by_insert(question: Any, system: Any = None, history: Any = (), examples: Any = ()) -> Any:
    messages = [*history, {"role": "user", "content": question}]
    for asked, answered in reversed(list(examples)):
        messages.insert(0, {"role": "assistant", "content": answered})
        messages.insert(0, {"role": "user", "content": asked})
    if system is not None:
        messages.insert(0, {"role": "system", "content": system})
    return messages


def _spoken(question: Any, system: Any, history: Any, examples: Any) -> Iterator[tuple[str, str]]:
    if system is not None:
        yield "system", system
    for asked, answered in examples:
        yield "user", asked
        yield "assistant", answered
    for message in history:
        yield message["role"], message["content"]
    yield "user", question


def messages_by_generator(question: Any, system: Any = None, history: Any = (), examples: Any = ()) -> Any:
    return [{"content": text, "role": role} for role, text in _spoken(question, system, history, examples)]


def stream_by_loop(lines: Any) -> Any:
    text = ""
    for line in lines:
        if line.startswith("data:"):
            data = line[5:].strip()
            if data == "[DONE]":
                return text
            choices = json.loads(data)["choices"]
            if choices and choices[0]["delta"].get("content") is not None:
                text += choices[0]["delta"]["content"]
    return text


def stream_by_partition(lines: Any) -> Any:
    pieces = []
    for line in lines:
        field, _, data = line.partition(":")
        if field != "data":
            continue
        if data.removeprefix(" ") == "[DONE]":
            break
        for choice in json.loads(data).get("choices", [])[:1]:
            pieces.append(choice.get("delta", {}).get("content") or "")
    return "".join(pieces)


def stream_by_replacing_once(lines: Any) -> Any:
    data = [line.replace("data:", "", 1).strip() for line in lines if line.startswith("data:")]
    events = [json.loads(one) for one in data if one != "[DONE]"]
    deltas = [event["choices"][0]["delta"] for event in events if event["choices"]]
    return "".join(delta["content"] for delta in deltas if delta.get("content"))


def cost_in_two_parts(input_tokens: Any, output_tokens: Any, input_price: Any, output_price: Any) -> Any:
    reading = input_tokens / 1_000_000 * input_price
    writing = output_tokens / 1_000_000 * output_price
    return reading + writing


def cost_by_price_of_one(input_tokens: Any, output_tokens: Any, input_price: Any, output_price: Any) -> Any:
    return input_tokens * (input_price * 1e-6) + output_tokens * (output_price * 1e-6)


def cost_by_dot(input_tokens: Any, output_tokens: Any, input_price: Any, output_price: Any) -> Any:
    return np.dot([input_tokens, output_tokens], [input_price, output_price]) / 10**6


def delays_by_loop(draws: Any, base: Any = 0.5, cap: Any = 8.0) -> Any:
    delays = np.zeros(len(draws))
    for retry, draw in enumerate(draws):
        delays[retry] = draw * min(cap, base * 2**retry)
    return delays


def delays_by_doubling(draws: Any, base: Any = 0.5, cap: Any = 8.0) -> Any:
    longest, delays = base, []
    for draw in draws:
        delays.append(draw * min(longest, cap))
        longest *= 2
    return np.array(delays)


def delays_by_list(draws: Any, base: Any = 0.5, cap: Any = 8.0) -> Any:
    longest = np.clip([base * pow(2, retry) for retry in range(len(draws))], None, cap)
    return np.multiply(longest, draws)
