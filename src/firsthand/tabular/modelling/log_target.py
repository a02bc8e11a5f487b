"""Whether models learn the logarithm of a number: because it was asked for, or because metric and values call for it."""

from __future__ import annotations

import numpy as np
from scipy.stats import skew

from firsthand.errors import FirsthandError
from firsthand.tabular.columns.target import Target
from firsthand.tabular.modelling.metrics import OF_FACTORS

SKEWED = 1.0  # skewness above which a few values are far larger than most


def takes_log(target: Target, metric: str, asked: bool | None) -> tuple[bool, list[str]]:
    """Decide whether models learn the logarithm, and say so.

    Without being asked, RMSLE takes it, and MAE where positive values are strongly skewed and their logarithms are
    less so. RMSE and R² do not: who learns the logarithm predicts about the median, and they go by the mean.

    Parameters
    ----------
    target : Target
    metric : str
    asked : bool or None
        None decides by metric and values.

    Raises
    ------
    FirsthandError
        If logarithms or RMSLE are asked for of classes or of numbers below 0.
    """
    if metric == OF_FACTORS:
        _check_numbers(target, "RMSLE")
    if asked:
        _check_numbers(target, "--log-target")
        return True, [f"Models learn the logarithm of {target.name}; {_unit(target)}"]
    if asked is None and metric == OF_FACTORS:
        return True, [
            f"RMSLE compares logarithms, so models learn the logarithm of {target.name}; {_unit(target)}"
        ]
    if asked is None and metric == "MAE" and is_skewed(target):
        return True, [
            f"A few {target.name} are far larger than most, so models learn its logarithm; {_unit(target)} "
            "--no-log-target leaves it out."
        ]
    return False, []


def is_skewed(target: Target) -> bool:
    """Whether a target is of positive numbers of which a few are far larger than most, and the logarithms are even."""
    if target.task != "regression" or target.y.min() <= 0:
        return False
    plain, of_logs = float(skew(target.y)), float(skew(np.log(target.y)))
    return plain > SKEWED and abs(of_logs) < plain / 2


def _check_numbers(target: Target, what: str) -> None:
    if target.task != "regression":
        raise FirsthandError(f"{what} is for numbers, and {target.name} is a class. Leave it out.")
    if target.y.min() < 0:
        raise FirsthandError(
            f"{what} needs numbers of 0 or more, and {target.name} goes down to {target.y.min():g}. Leave it out."
        )


def _unit(target: Target) -> str:
    return f"predictions and metrics are in the unit of {target.name} itself."
