"""Grade in a separate process, with limits."""

from __future__ import annotations

from pathlib import Path

from firsthand.course.result import RaceResult, Result


class Workers:
    def __init__(self, spare: int = 1) -> None:
        self.spare = spare

    def check(self, exercise_id: str, path: Path, workspace_root: Path, seconds: float = 20.0) -> Result:
        raise NotImplementedError

    def race(self, exercise_id: str, path: Path, workspace_root: Path) -> RaceResult:
        raise NotImplementedError

    def close(self) -> None:
        raise NotImplementedError
