"""An answer that is an object, not a text: asked for, checked, and asked for again."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from typing import Any

from pydantic import BaseModel, ValidationError
from pydantic.errors import PydanticUserError

from firsthand.llm.errors import LLMError
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
    form = _form(schema)
    request, reply = _first(schema, request, ask, native=native and _fixed(form))
    replies = [reply]
    while True:
        try:
            value = schema.model_validate_json(json_part(replies[-1].text, schema))
        except ValidationError as error:
            wrong = error_message(error)
        else:
            return Structured(value, together(replies))
        if len(replies) > REPAIRS:
            raise _hopeless(schema, wrong, together(replies), len(replies))
        replies.append(ask(_mended(request, replies[-1], wrong)))


def _form(schema: object) -> dict[str, Any]:
    """The JSON schema of a Pydantic model."""
    if not (isinstance(schema, type) and issubclass(schema, BaseModel)):
        raise LLMError(f"schema must be a class made from pydantic.BaseModel, got {schema!r}.")
    try:
        return schema.model_json_schema()
    except PydanticUserError as error:
        raise LLMError(
            f"{schema.__name__} cannot be asked for as JSON: {str(error).splitlines()[0]}."
        ) from None


def _fixed(form: object) -> bool:
    """Whether all keys are known beforehand. The providers hold a dict with free keys to an empty one."""
    if isinstance(form, dict):
        return not form.get("additionalProperties") and all(map(_fixed, form.values()))
    return all(map(_fixed, form)) if isinstance(form, list) else True


def _first(
    schema: type[Value], request: Request, ask: Callable[[Request], Reply], *, native: bool
) -> tuple[Request, Reply]:
    """The first answer, and the request in the form that was taken."""
    if native:
        held = replace(request, schema=schema)
        try:
            return held, ask(held)
        except LLMError as error:
            if not error.unsupported:
                raise
    asked = in_the_prompt(schema, request)
    return asked, ask(asked)


def _hopeless(schema: type[Value], wrong: str, reply: Reply, tries: int) -> LLMError:
    return LLMError(
        f"{reply.model} gave no valid {schema.__name__} in {tries} tries ({wrong}). "
        f"Its last answer began: {' '.join(reply.text.split())[:160]!r}.",
        reply,
    )


def in_the_prompt(schema: type[Value], request: Request) -> Request:
    """The request with the schema written out in its system text."""
    form = json.dumps(schema.model_json_schema(), ensure_ascii=False)
    rule = f"Answer with JSON and nothing else. It must fit this JSON Schema:\n{form}"
    return replace(request, system=f"{request.system}\n\n{rule}" if request.system else rule)


def json_part(text: str, schema: type[Value]) -> str:
    """The text from its first brace to its last (bracket for a list): no code fence, no sentence around it."""
    opening, closing = "[]" if schema.model_json_schema().get("type") == "array" else "{}"
    first, last = text.find(opening), text.rfind(closing)
    return text[first : last + 1] if 0 <= first < last else text


def error_message(error: ValidationError) -> str:
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


def _mended(request: Request, reply: Reply, wrong: str) -> Request:
    back = f"That does not fit: {wrong}. Answer again, with the whole JSON and nothing else."
    said = {"role": "assistant", "content": reply.text.strip() or "(nothing)"}
    return replace(request, messages=(*request.messages, said, {"role": "user", "content": back}))
