"""What to try next, by what was found."""

from __future__ import annotations

import numpy as np

from firsthand.tabular.columns.encoders import MAX_LEVELS
from firsthand.tabular.columns.target import Target
from firsthand.tabular.formatting import listed
from firsthand.tabular.modelling.log_target import is_skewed
from firsthand.tabular.result import PipelineResult

MUCH_MISSING = 0.15
TOO_GOOD = 0.99
LOPSIDED = 0.8
LINEAR = ("logistic regression", "ridge regression")


def next_steps(result: PipelineResult) -> list[str]:
    """Sentences on what is worth trying with this table, most telling first; at least one."""
    found = [*_about_signal(result), *_about_target(result), *_about_columns(result)]
    if result.comparison.chosen in LINEAR:
        found.append(
            "A linear model adds columns up. Give it products or ratios of columns that belong together."
        )
    if result.comparison.search is None and result.comparison.chosen != next(iter(result.comparison.results)):
        found.append("Give it time: --budget 60 tries other settings of the models for a minute.")
    found.append(
        "Change one thing at a time, compare on the same folds, and keep what helps by more than a standard error."
    )
    return found


def _about_signal(result: PipelineResult) -> list[str]:
    results = result.comparison.results
    if result.comparison.chosen == next(iter(results)):
        return [
            "The columns tell next to nothing. Check that the target stands in the right rows, and look for other columns."
        ]
    chosen = results[result.comparison.chosen]
    good = chosen.metrics.get("accuracy", chosen.metrics.get("R²", 0.0))
    if result.target.classes is not None:  # to be right on 997 of 1,000 is no feat where 997 are of one class
        missed = 1 - _largest_class(result.target)
        good = 1 - (1 - good) / missed if missed else 0.0
    top = result.explanation.importances.iloc[0]["column"]
    if good > TOO_GOOD:
        return [f"This is almost too good. Would {top} be known before the target is? If not, take it out."]
    return []


def _largest_class(target: Target) -> float:
    """The share of the commonest class."""
    return float(np.bincount(target.y).max() / len(target.y))


def _percent(share: float) -> str:
    """A share that is not all is not called 100%."""
    return f"{share:.0%}" if round(share, 2) < 1 or share == 1 else f"{min(share, 0.999):.1%}"


def _about_target(result: PipelineResult) -> list[str]:
    target = result.target
    if target.classes is None:
        if is_skewed(target) and not result.in_logs:
            return [
                f"A few {target.name} are far larger than most, and rule the {result.metric}: try --log-target, which learns "
                "the logarithm, or --metric RMSLE where factors count and not differences."
            ]
        return []
    share = _largest_class(target)
    if share > LOPSIDED:
        return [
            f"{_percent(share)} of the rows are of one class, so accuracy hardly moves. Look at precision and recall of the "
            "others, and choose the threshold by what a mistake costs."
        ]
    return []


def _about_columns(result: PipelineResult) -> list[str]:
    n, said = len(result.target.y), []
    columns = list(result.columns.values())
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
    many = [one.name for one in columns if one.kind == "category" and one.n_distinct > MAX_LEVELS]
    if many:
        said.append(
            f"Group the many categories of {listed(many, 4)}: by their first letters, or by how many rows share one."
        )
    useless = result.explanation.importances
    idle = useless[useless["importance"] <= 0]["column"].tolist()
    if idle and len(idle) < len(useless):
        said.append(f"The model is no worse without {listed(idle, 6)}. Leave them out and compare.")
    return said
