"""From any CSV pair to compared models, a submission and a report."""

from firsthand.tabular.comparing import Comparison, Result, compare
from firsthand.tabular.explaining import Explanation, explain
from firsthand.tabular.fitting import Report, fit_table
from firsthand.tabular.kinds import Column, clean, column_kinds
from firsthand.tabular.models import candidates
from firsthand.tabular.preparing import Preparer
from firsthand.tabular.reading import Table, read_table
from firsthand.tabular.target import Target, read_target

__all__ = [
    "Column",
    "Comparison",
    "Explanation",
    "Preparer",
    "Report",
    "Result",
    "Table",
    "Target",
    "candidates",
    "clean",
    "column_kinds",
    "compare",
    "explain",
    "fit_table",
    "read_table",
    "read_target",
]
