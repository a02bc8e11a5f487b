"""What a check found, in a form that any front end can show."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, fields
from typing import Any, Literal, get_args

RESULT_TYPE = (
    "application/vnd.firsthand.result+json"  # how a result is marked among the outputs of a notebook
)
Outcome = Literal[
    "untouched",
    "crashed",
    "wrong type",
    "wrong shape",
    "wrong value",
    "wrong gradient",
    "unstable",
    "changed its input",
    "too slow",
    "ready-made",
    "passed",
]
OUTCOMES: tuple[Outcome, ...] = get_args(Outcome)


# What JSON calls a field that has another name here: progress files, exports and programs go by it.
_KEYS = {"message": "says", "summary": "about"}
_FIELDS = {key: field for field, key in _KEYS.items()}


def as_json(value: Any) -> dict[str, Any]:
    """A dataclass, and those within it, as what JSON can hold."""
    return asdict(value, dict_factory=lambda pairs: {_KEYS.get(name, name): one for name, one in pairs})


@dataclass(frozen=True)
class Result:
    """The finding of one check. All of it is text and numbers, so it survives a pipe and a database.

    Attributes
    ----------
    exercise : str
        The exercise's id.
    outcome : Outcome
    message : str
        One sentence: what happened.
    advice : str
        The diagnosis a tutor would give; empty when there is none.
    mistake : str
        Name of the known wrong version that the answer behaves like; empty when none does.
    call : str
        The smallest failing call found, as a person would write it: ``softmax([1000.])``.
    cell : str
        Code that makes that call again in a notebook; empty when no call failed.
    got, expected : str
        What that call gave and what it should have given.
    where : str
        The first place at which the two differ.
    tried : int
        How many inputs were tried until then.
    shrunk : bool
        Whether a smaller failing input was found than the first one.
    seconds : float
        Time of the whole check, in seconds.
    checked : tuple of str
        For a pass: what was looked at.
    traceback : str
        The learner's part of the traceback, from their own line on.
    printed : str
        What the learner's code printed, cut at 2,000 characters.
    """

    exercise: str
    outcome: Outcome
    message: str
    advice: str = ""
    mistake: str = ""
    call: str = ""
    cell: str = ""
    got: str = ""
    expected: str = ""
    where: str = ""
    tried: int = 0
    shrunk: bool = False
    seconds: float = 0.0
    checked: tuple[str, ...] = ()
    traceback: str = ""
    printed: str = ""

    @property
    def passed(self) -> bool:
        return self.outcome == "passed"

    def to_json(self) -> str:
        return json.dumps(as_json(self))

    @classmethod
    def from_json(cls, text: str) -> Result:
        """Read what `to_json` wrote, also that of an older or newer version: it may lack fields or have others.

        Raises
        ------
        ValueError
            When it is no JSON, or a field has a value of another kind.
        """
        try:
            found = json.loads(text)
        except RecursionError as error:
            raise ValueError("The JSON is nested too deeply.") from error
        if not isinstance(found, dict):
            raise ValueError("A result is a JSON object.")
        found = {_FIELDS.get(name, name): value for name, value in found.items()}
        known = {field.name: field.default for field in fields(cls) if field.name in found}
        values = {name: _sound(name, found[name], default) for name, default in known.items()}
        if not {"exercise", "outcome", "message"} <= set(values) or values["outcome"] not in OUTCOMES:
            raise ValueError("A result has an exercise, an outcome and a sentence.")
        return cls(**values)


MAX_COUNT = 2**53  # a count or a time beyond it was never measured


def _sound(name: str, value: Any, default: Any) -> Any:
    """The value of a field, if it is of the kind that the field's default is; one without default is a text."""
    if isinstance(default, tuple):
        sound = isinstance(value, list) and all(isinstance(part, str) for part in value)
        value = tuple(value) if sound else value
    elif isinstance(default, bool):
        sound = isinstance(value, bool)
    elif isinstance(default, int | float):
        kind = int if isinstance(default, int) else int | float
        sound = isinstance(value, kind) and not isinstance(value, bool) and abs(value) <= MAX_COUNT
    else:
        sound = isinstance(value, str)
    if not sound:
        raise ValueError(f"{name} is {value!r:.80}.")
    return value


@dataclass(frozen=True)
class Lap:
    """One contestant's time on one input size: the median of several rounds, in seconds."""

    contestant: str
    size: int
    seconds: float


@dataclass(frozen=True)
class RaceResult:
    """Times of the learner's version, ours and theirs on growing inputs.

    `equal` says how the results were held against each other before any time counted. When the learner's
    version does not run or disagrees, it is left out and `equal` says why. `svg` is the figure with both axes
    logarithmic, `alt` describes it; `size_label` names what grows.
    """

    exercise: str
    size_label: str
    laps: tuple[Lap, ...]
    equal: str
    svg: str = ""
    alt: str = ""

    def to_json(self) -> str:
        return json.dumps(asdict(self))

    @classmethod
    def from_json(cls, text: str) -> RaceResult:
        found: dict[str, Any] = json.loads(text)
        return cls(**{**found, "laps": tuple(Lap(**lap) for lap in found["laps"])})
