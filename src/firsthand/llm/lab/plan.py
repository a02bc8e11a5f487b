"""What a lab is to do, as a YAML file says it."""

from __future__ import annotations

import csv
import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import Any

import yaml

from firsthand.errors import FirsthandError
from firsthand.llm.connect import HOW_TO_GET_ONE, configured
from firsthand.llm.lab.techniques import TECHNIQUES


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


def read_plan(path: Path) -> Plan:
    """Read a plan from a YAML file.

    Raises
    ------
    FirsthandError
        In one sentence, with the key that is wrong.
    """
    try:
        found = yaml.safe_load(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise FirsthandError(f"{path} cannot be read: {error.strerror}.") from None
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise FirsthandError(f"{path} is not valid YAML{_place(error)}.") from None
    if not isinstance(found, Mapping):
        raise FirsthandError(f"{path} must hold keys and values, with task and examples among them.")
    try:
        return _plan(found, path.parent)
    except _Wrong as wrong:
        raise FirsthandError(f"{path}: {wrong}") from None


class _Wrong(Exception):
    """What is wrong with one key."""


def _plan(found: Mapping[Any, Any], folder: Path) -> Plan:
    for key in found:
        if key not in _READERS:
            near = get_close_matches(str(key), _READERS, 1)
            hint = f"Did you mean {near[0]}?" if near else f"There are {', '.join(_READERS)}."
            raise _Wrong(f"the key {key!r} is unknown. {hint}")
    for key in ("task", "examples"):
        if key not in found:
            raise _Wrong(f"the key {key} is missing.")
    plan = Plan(**{key: _READERS[key](key, value, folder) for key, value in found.items()})
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


def _text(key: str, value: Any, folder: Path) -> str:
    if not isinstance(value, str) or not value.strip():
        raise _Wrong(f"{key} must be a text, got {value!r}.")
    return value.strip()


def _texts(key: str, value: Any, folder: Path) -> tuple[str, ...]:
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
    return _text(key, value, Path())


def _names(key: str, value: Any, folder: Path) -> tuple[str, str]:
    texts = _texts(key, value, folder)
    if len(texts) != 2:
        raise _Wrong(f"{key} must be two words, such as [Review, Sentiment], got {len(texts)}.")
    return texts[0], texts[1]


def _techniques(key: str, value: Any, folder: Path) -> tuple[str, ...]:
    texts = _texts(key, value, folder)
    for text in texts:
        if text not in TECHNIQUES:
            raise _Wrong(f"{key} has no {text!r}. There are {', '.join(TECHNIQUES)}.")
    return texts


def _examples(key: str, value: Any, folder: Path) -> tuple[Example, ...]:
    """A list of {text: …, label: …}, or the name of a CSV file with these columns."""
    if isinstance(value, str):
        value = _csv(key, folder / value)
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
        with path.open(encoding="utf-8-sig", newline="") as file:
            rows = list(csv.DictReader(file))
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise _Wrong(f"{key} names {path}, which cannot be read: {error}.") from None
    if rows and not {"text", "label"} <= set(rows[0]):
        raise _Wrong(f"{key} names {path}, which must have the columns text and label.")
    return rows


def _number(
    low: float, high: float = math.inf, *, whole: bool = False, none: bool = False
) -> Callable[[str, Any, Path], Any]:
    """A reader of numbers from low to high; of whole ones only, or of null too."""

    def read(key: str, value: Any, folder: Path) -> Any:
        if value is None and none:
            return None
        kind = int if whole else int | float
        if (
            isinstance(value, bool)
            or not isinstance(value, kind)
            or not low <= value <= high
            or value == math.inf
        ):
            what = "a whole number" if whole else "a number"
            within = f"of at least {low:g}" if high == math.inf else f"from {low:g} to {high:g}"
            raise _Wrong(f"{key} must be {what} {within}, got {value!r}.")
        return value

    return read


_READERS: dict[str, Callable[[str, Any, Path], Any]] = {
    "task": _text,
    "labels": _texts,
    "names": _names,
    "shots": _examples,
    "examples": _examples,
    "models": _texts,
    "techniques": _techniques,
    "votes": _number(1, whole=True),
    "temperature": _number(0, 2, none=True),
    "max_cost": _number(0),
    "calls_per_minute": _number(0.1),
}


def _place(error: Exception) -> str:
    mark = getattr(error, "problem_mark", None)
    return f" (line {mark.line + 1}, column {mark.column + 1})" if mark else ""
