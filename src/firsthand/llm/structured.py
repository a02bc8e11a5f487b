"""An answer that is an object, not a text: asked for, checked, and asked for again."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal

from pydantic import ValidationError

from firsthand.llm.failures import LLMError
from firsthand.llm.reply import Reply, Structured, Usage, Value
from firsthand.llm.request import Request

REPAIRS = 2


def ask_as(
    schema: type[Value], request: Request, ask: Callable[[Request], Reply], *, native: bool
) -> Structured[Value]:
    """Ask until the answer fits the schema, at most ``1 + REPAIRS`` times.

    Parameters
    ----------
    schema : subclass of pydantic.BaseModel
    request : Request
    ask : callable
        Sends a request and gives the reply.
    native : bool
        Whether the provider can hold the model to a schema while it writes. Where it takes offence at this one,
        the schema goes into the prompt, as it does everywhere else.

    Raises
    ------
    LLMError
        When no answer fits; with the last one in it.
    """
    if native:
        try:
            replies = [ask(replace(request, schema=schema))]
        except LLMError as error:
            if not error.unsupported:
                raise
            native = False
    if not native:
        request = in_the_prompt(schema, request)
        replies = [ask(request)]
    for attempt in range(REPAIRS + 1):
        try:
            value = schema.model_validate_json(json_part(replies[-1].text))
            return Structured(value, together(replies))
        except ValidationError as error:
            if attempt < REPAIRS:
                replies.append(ask(_mended(request, replies[-1], told(error), schema if native else None)))
            else:
                wrong = told(error)
    raise LLMError(
        f"{replies[-1].model} gave no valid {schema.__name__} in {len(replies)} tries ({wrong}). "
        f"Its last answer began: {' '.join(replies[-1].text.split())[:160]!r}",
        together(replies),
    )


def in_the_prompt(schema: type[Value], request: Request) -> Request:
    """The request with the schema written out in its system text."""
    form = json.dumps(schema.model_json_schema(), ensure_ascii=False)
    rule = f"Answer with one JSON object and nothing else. It must fit this JSON Schema:\n{form}"
    return replace(request, system=f"{request.system}\n\n{rule}" if request.system else rule)


def json_part(text: str) -> str:
    """The text from its first brace to its last: without a code fence or a sentence around it."""
    first, last = text.find("{"), text.rfind("}")
    return text[first : last + 1] if 0 <= first < last else text


def told(error: ValidationError) -> str:
    """What is wrong with an answer: at most three faults, each with its place."""
    faults = error.errors(include_url=False, include_context=False, include_input=False)[:3]
    return "; ".join(
        f"{'.'.join(map(str, fault['loc']))}: {fault['msg']}" if fault["loc"] else fault["msg"]
        for fault in faults
    )


def together(replies: list[Reply]) -> Reply:
    """The last reply, with the usage, cost and time of all."""
    usages = [reply.usage for reply in replies if reply.usage is not None]
    costs = [reply.cost for reply in replies if reply.cost is not None]
    whole = len(usages) == len(replies)
    return replace(
        replies[-1],
        usage=_sum(usages) if whole else None,
        cost=sum(costs, Decimal(0)) if len(costs) == len(replies) else None,
        seconds=sum(reply.seconds for reply in replies),
    )


def _sum(usages: list[Usage]) -> Usage:
    return Usage(
        sum(usage.input_tokens for usage in usages),
        sum(usage.output_tokens for usage in usages),
        sum(usage.cache_read_tokens for usage in usages),
        sum(usage.cache_write_tokens for usage in usages),
    )


def _mended(request: Request, reply: Reply, wrong: str, schema: type[Value] | None) -> Request:
    asked = {
        "role": "user",
        "content": f"That does not fit: {wrong}. Answer again with the whole JSON object only.",
    }
    said = {"role": "assistant", "content": reply.text.strip() or "(nothing)"}
    return replace(request, messages=(*request.messages, said, asked), schema=schema)
