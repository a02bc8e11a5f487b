"""What a lab is to do, as a YAML file says it."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Required

import yaml
from pydantic import (
    AfterValidator,
    BeforeValidator,
    ConfigDict,
    Field,
    TypeAdapter,
    ValidationError,
    ValidationInfo,
)
from typing_extensions import TypedDict

from firsthand.errors import FirsthandError
from firsthand.llm.connect import HOW_TO_GET_ONE, configured
from firsthand.llm.prompt_lab.techniques import TECHNIQUES

if TYPE_CHECKING:
    from pydantic_core import ErrorDetails


@dataclass(frozen=True)
class Example:
    """A text and its true label."""

    text: str
    label: str


@dataclass(frozen=True)
class Plan:
    """What to ask, of whom, and in which ways.

    Attributes
    ----------
    task : str
        The instruction.
    examples : sequence of Example
        What accuracy is measured on.
    models : sequence of str
        As `firsthand.llm.connect` takes them.
    techniques : sequence of str
        Out of `TECHNIQUES`.
    labels : sequence of str
        All labels there are; empty when answers are free, such as numbers.
    shots : sequence of Example
        Solved examples to show; none of those that are measured on.
    names : two str
        What a text and its label are called in the prompt.
    votes : int
        Samples of self-consistency.
    temperature : float or None
        Of every technique but self-consistency, which samples at 0.7. None leaves all to the provider.
    max_cost : float or None
        US dollars that one run may spend.
    calls_per_minute : float or None
        The provider's rate limit.
    at_once : int or None
        Calls of a model under way at the same time. None is 16, or 2 of a server that answers one at a time.
    timeout : float or None
        Seconds without a byte after which a call is given up. None is 60, or 300 of a server that answers one at a
        time.
    """

    task: str
    examples: Sequence[Example]
    models: Sequence[str] = ()
    techniques: Sequence[str] = tuple(TECHNIQUES)
    labels: Sequence[str] = ()
    shots: Sequence[Example] = ()
    names: tuple[str, str] = ("Text", "Label")
    votes: int = 5
    temperature: float | None = 0.0
    max_cost: float | None = None
    calls_per_minute: float | None = None
    at_once: int | None = None
    timeout: float | None = None


def read_plan(path: Path) -> Plan:
    """Read a plan from a YAML file.

    Raises
    ------
    FirsthandError
        In one sentence, with the key that is wrong.
    """
    try:
        content = path.read_bytes()
    except OSError as error:
        raise FirsthandError(f"{path} cannot be read: {error.strerror}.") from None
    text = _decoded(content, str(path))
    try:
        found = yaml.load(text, _Loader)
    except _Wrong as wrong:
        raise FirsthandError(f"{path}: {wrong}") from None
    except (yaml.YAMLError, RecursionError, ValueError) as error:
        raise FirsthandError(f"{path} is not valid YAML{_place(error, text)}.") from None
    if not isinstance(found, Mapping):
        raise FirsthandError(f"{path} must hold keys and values, with task and examples among them.")
    try:
        return _plan(found, path.parent)
    except _Wrong as wrong:
        raise FirsthandError(f"{path}: {wrong}") from None


class _Wrong(ValueError):
    """What is wrong with one key."""


class _Loader(yaml.SafeLoader):
    """YAML of plain values, in which a key stands once: of two, the library takes the last without a word.

    Aliases are refused: ten lines of them can stand for more values than any memory holds.
    """

    def compose_node(self, parent: yaml.Node | None, index: Any) -> yaml.Node | None:
        if self.check_event(yaml.AliasEvent):
            event = self.peek_event()  # type: ignore[no-untyped-call]
            raise _Wrong(
                f"line {event.start_mark.line + 1} repeats what stands elsewhere, with *{event.anchor}. Write it out."
            )
        return super().compose_node(parent, index)

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        lines: dict[str, int] = {}
        for key, _ in node.value:
            if not isinstance(key, yaml.ScalarNode):
                continue
            line = key.start_mark.line + 1
            if key.value in lines:
                both = f"in lines {lines[key.value]} and {line}"
                raise _Wrong(f"the key {key.value} stands twice, {both}. Keep one.")
            lines[key.value] = line
        return super().construct_mapping(node, deep)


def _decoded(content: bytes, name: str) -> str:
    """The text of a file, which must be UTF-8."""
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        wide = content[:2] in (b"\xff\xfe", b"\xfe\xff")
        what = "it is UTF-16" if wide else f"line {line} holds the byte 0x{content[error.start]:02x}"
        raise FirsthandError(f"{name} is not UTF-8 ({what}). Save it as UTF-8 and try again.") from None


def _plan(found: Mapping[Any, Any], folder: Path) -> Plan:
    try:
        plan = Plan(**_KEYS.validate_python(dict(found), context=folder))
    except ValidationError as error:
        # What is unknown or missing comes first: the rest may only follow from it.
        faults = sorted(error.errors(include_url=False), key=lambda one: _FIRST.get(one["type"], 2))
        raise _Wrong(_sentence(faults[0])) from None
    if not plan.models:
        name = configured()
        if name is None:
            raise _Wrong(f"the key models is missing, and FIRSTHAND_LLM is not set. {HOW_TO_GET_ONE}")
        plan = Plan(**{**vars(plan), "models": (name,)})
    _check(plan)
    return plan


def _check(plan: Plan) -> None:
    """What one key alone cannot tell."""
    if "few-shot" in plan.techniques and not plan.shots:
        raise _Wrong("shots must hold examples to show, because techniques has few-shot.")
    measured = {example.text for example in plan.examples}
    for shot in plan.shots:
        if shot.text in measured:
            raise _Wrong(
                f"shots shows {shot.text[:40]!r}, which is among examples: it would be told its answer."
            )
    for key, those in (("examples", plan.examples), ("shots", plan.shots)):
        for at, example in enumerate(those):
            if plan.labels and example.label not in plan.labels:
                raise _Wrong(f"{key}[{at}] has the label {example.label!r}, which is not one of labels.")


def _text(value: Any, info: ValidationInfo) -> str:
    return _written(str(info.field_name), value)


def _written(key: str, value: Any) -> str:
    if not isinstance(value, str) or not value.strip():
        raise _Wrong(f"{key} must be a text, got {value!r}.")
    return value.strip()


def _texts(value: Any, info: ValidationInfo) -> tuple[str, ...]:
    key = info.field_name
    if not isinstance(value, list) or not value:
        raise _Wrong(f"{key} must be a list of texts, got {value!r}.")
    texts = tuple(_word(f"{key}[{at}]", one) for at, one in enumerate(value))
    if len(set(texts)) < len(texts):
        raise _Wrong(f"{key} names {next(one for one in texts if texts.count(one) > 1)!r} twice.")
    return texts


def _word(key: str, value: Any) -> str:
    """A text or a number as text. YAML reads a bare yes or no as a truth value, and means it."""
    if isinstance(value, bool):
        raise _Wrong(f"{key} is read as true or false. Put the word into quotation marks.")
    if isinstance(value, int | float):
        return str(value)
    return _written(key, value)


def _two(value: tuple[str, ...], info: ValidationInfo) -> tuple[str, ...]:
    if len(value) != 2:
        raise _Wrong(f"{info.field_name} must be two words, such as [Review, Sentiment], got {len(value)}.")
    return value


def _known(value: tuple[str, ...], info: ValidationInfo) -> tuple[str, ...]:
    for text in value:
        if text not in TECHNIQUES:
            raise _Wrong(f"{info.field_name} has no {text!r}. There are {', '.join(TECHNIQUES)}.")
    return value


def _examples(value: Any, info: ValidationInfo[Path]) -> tuple[Example, ...]:
    """A list of {text: …, label: …}, or the name of a CSV file with these columns; the context is the plan's folder."""
    key = str(info.field_name)
    if isinstance(value, str):
        value = _csv(key, info.context / value)
    if not isinstance(value, list) or not value:
        raise _Wrong(
            f"{key} must be a list of {{text: …, label: …}}, or the name of a CSV file with these columns."
        )
    return tuple(_example(f"{key}[{at}]", one) for at, one in enumerate(value))


def _example(key: str, value: Any) -> Example:
    if not isinstance(value, Mapping) or not {"text", "label"} <= set(value):
        raise _Wrong(f"{key} must have the keys text and label, got {value!r}.")
    return Example(_word(f"{key}.text", value["text"]), _word(f"{key}.label", value["label"]))


def _csv(key: str, path: Path) -> list[dict[str, Any]]:
    try:
        text = _decoded(path.read_bytes(), f"{key} names {path}, which")
        rows = list(csv.DictReader(io.StringIO(text, newline="")))
    except FirsthandError as error:
        raise _Wrong(str(error)) from None
    except (OSError, csv.Error) as error:
        raise _Wrong(f"{key} names {path}, which cannot be read: {error}.") from None
    if rows and not {"text", "label"} <= set(rows[0]):
        raise _Wrong(f"{key} names {path}, which must have the columns text and label.")
    return rows


_Texts = Annotated[tuple[str, ...], BeforeValidator(_texts)]
_Examples = Annotated[tuple[Example, ...], BeforeValidator(_examples)]


class _Keys(TypedDict, total=False):
    """The keys of a plan's file, with what each may hold; where one is left out, `Plan` has its value."""

    __pydantic_config__ = ConfigDict(strict=True, extra="forbid", allow_inf_nan=False)  # type: ignore[misc]

    task: Required[Annotated[str, BeforeValidator(_text)]]
    labels: _Texts
    names: Annotated[_Texts, AfterValidator(_two)]
    shots: _Examples
    examples: Required[_Examples]
    models: _Texts
    techniques: Annotated[_Texts, AfterValidator(_known)]
    votes: Annotated[int, Field(ge=1)]
    temperature: Annotated[float, Field(ge=0, le=2)] | None
    max_cost: Annotated[float, Field(ge=0)]
    calls_per_minute: Annotated[float, Field(ge=0.1)]
    at_once: Annotated[int, Field(ge=1, le=256)]
    timeout: Annotated[float, Field(ge=1)]


_KEYS: TypeAdapter[Any] = TypeAdapter(_Keys)
_FIRST = {"extra_forbidden": 0, "invalid_key": 0, "missing": 1}


def _sentence(fault: ErrorDetails) -> str:
    """What pydantic found, as one sentence with the key that is wrong."""
    key = fault["loc"][0]
    if fault["type"] in ("extra_forbidden", "invalid_key"):
        known = list(_Keys.__annotations__)
        near = get_close_matches(str(key), known, 1)
        hint = f"Did you mean {near[0]}?" if near else f"There are {', '.join(known)}."
        return f"the key {key!r} is unknown. {hint}"
    if fault["type"] == "missing":
        return f"the key {key} is missing."
    if fault["type"] == "value_error":
        return str(fault["ctx"]["error"])
    asked = _KEYS.json_schema()["properties"][key]
    limits = asked.get("anyOf", [asked])[0]
    what = "a whole number" if limits["type"] == "integer" else "a number"
    within = (
        f"from {limits['minimum']:g} to {limits['maximum']:g}"
        if "maximum" in limits
        else f"of at least {limits['minimum']:g}"
    )
    return f"{key} must be {what} {within}, got {fault['input']!r}."


def _place(error: Exception, text: str) -> str:
    mark = getattr(error, "problem_mark", None)
    if isinstance(error, yaml.reader.ReaderError):  # it knows no line
        return f" (line {text.count(chr(10), 0, int(error.position)) + 1})"
    return f" (line {mark.line + 1}, column {mark.column + 1})" if mark else ""
