"""What to try next, by what was found."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from firsthand.tabular.encoders import MOST_LEVELS
from firsthand.tabular.words import listed

if TYPE_CHECKING:
    from firsthand.tabular.fitting import Report

MUCH_MISSING = 0.15
TOO_GOOD = 0.99
LOPSIDED = 0.8
LINEAR = ("logistic regression", "ridge regression")


def next_steps(report: Report) -> list[str]:
    """Sentences on what is worth trying with this table, most telling first; at least one."""
    found = [*_about_signal(report), *_about_target(report), *_about_columns(report)]
    if report.comparison.chosen in LINEAR:
        found.append(
            "A linear model adds columns up. Give it products or ratios of columns that belong together."
        )
    found.append(
        "Change one thing at a time, compare on the same folds, and keep what helps by more than a standard error."
    )
    return found


def _about_signal(report: Report) -> list[str]:
    results = report.comparison.results
    if report.comparison.chosen == next(iter(results)):
        return [
            "The columns tell next to nothing. Check that the target stands in the right rows, and look for other columns."
        ]
    chosen = results[report.comparison.chosen]
    good = chosen.metrics.get("accuracy", chosen.metrics.get("R²", 0.0))
    top = report.explanation.importances.iloc[0]["column"]
    if good > TOO_GOOD:
        return [f"This is almost too good. Would {top} be known before the target is? If not, take it out."]
    return []


def _about_target(report: Report) -> list[str]:
    target = report.target
    if target.classes is None:
        low, half, high = np.quantile(target.y, [0, 0.5, 1])
        if low > 0 and high > 20 * half:
            return [
                f"A few {target.name} are far larger than most, and rule the RMSE: try to predict the logarithm."
            ]
        return []
    share = np.bincount(target.y).max() / len(target.y)
    if share > LOPSIDED:
        return [
            f"{share:.0%} of the rows are of one class, so accuracy hardly moves. Look at precision and recall of the "
            "others, and choose the threshold by what a mistake costs."
        ]
    return []


def _about_columns(report: Report) -> list[str]:
    n, said = len(report.target.y), []
    columns = list(report.columns.values())
    gaps = [one.name for one in columns if not one.dropped and one.n_missing > MUCH_MISSING * n]
    if gaps:
        said.append(
            f"Values are often missing in {listed(gaps, 4)}. Find out why: a reason may tell more than a median."
        )
    texts = [one.name for one in columns if one.kind == "text"]
    if texts:
        said.append(
            f"Of {listed(texts, 4)} models see common words alone. Cut out what matters: titles, places, codes."
        )
    many = [one.name for one in columns if one.kind == "category" and one.n_distinct > MOST_LEVELS]
    if many:
        said.append(
            f"Group the many categories of {listed(many, 4)}: by their first letters, or by how many rows share one."
        )
    useless = report.explanation.importances
    idle = useless[useless["importance"] <= 0]["column"].tolist()
    if idle and len(idle) < len(useless):
        said.append(f"The model is no worse without {listed(idle, 6)}. Leave them out and compare.")
    return said
