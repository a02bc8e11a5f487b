"""Race yours, ours and theirs."""

from __future__ import annotations

from typing import Any

from firsthand.course.result import RaceResult


def race(exercise_id: str, implementation: Any | None) -> RaceResult:
    raise NotImplementedError
