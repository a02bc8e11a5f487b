"""What fitting a table found and made: all that the report, the advice and a notebook read."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pandas as pd

from firsthand.tabular.columns.column_types import Column
from firsthand.tabular.columns.preprocessing import Preprocessor
from firsthand.tabular.columns.target import Target, Task
from firsthand.tabular.io.table import Table
from firsthand.tabular.modelling.inspection import Explanation
from firsthand.tabular.modelling.metrics import Scores
from firsthand.tabular.modelling.model_comparison import Comparison


@dataclass(frozen=True, eq=False)
class PipelineResult:
    """All that was found and done.

    Attributes
    ----------
    source, target : Table and Target
        What was learned from.
    notes : list of str
        What the reader should know, in the order in which it came up.
    columns : dict of name to Column
    comparison, explanation : Comparison and Explanation
    preprocessor, model : the chosen model, fitted on all rows, and what prepares its columns
    submission : DataFrame or None
        The predictions for the test table, as they are handed in.
    scores : Scores or None
        How good those are, where the test table has the target.
    in_logs : bool
        Whether models learned the logarithm of the target.
    advice : list of str
        What is worth trying next, and warnings of a leak.
    html : str
        The report as one page.
    paths : list of Path
        The files written.
    """

    source: Table
    target: Target
    notes: list[str]
    columns: dict[str, Column]
    comparison: Comparison
    explanation: Explanation
    preprocessor: Preprocessor
    model: Any
    submission: pd.DataFrame | None
    scores: Scores | None = None
    in_logs: bool = False
    advice: list[str] = field(default_factory=list)
    html: str = ""
    paths: list[Path] = field(default_factory=list)

    @property
    def task(self) -> Task:
        return self.target.task

    @property
    def metric(self) -> str:
        return self.comparison.metric
