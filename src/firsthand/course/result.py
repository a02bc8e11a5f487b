"""What a check found, in a form that any front end can show."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from typing import Any, Literal, get_args

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


@dataclass(frozen=True)
class Result:
    """The finding of one check. All of it is text and numbers, so it survives a pipe and a database.

    Attributes
    ----------
    exercise : str
        The exercise's id.
    outcome : Outcome
    says : str
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
    says: str
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
        return json.dumps(asdict(self))

    @classmethod
    def from_json(cls, text: str) -> Result:
        fields: dict[str, Any] = json.loads(text)
        return cls(**{**fields, "checked": tuple(fields["checked"])})


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
        fields: dict[str, Any] = json.loads(text)
        return cls(**{**fields, "laps": tuple(Lap(**lap) for lap in fields["laps"])})
