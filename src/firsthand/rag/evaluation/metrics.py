"""Measures of a ranking that no lesson asks for."""

from typing import Any


def reciprocal_rank(ranked: Any, relevant: Any) -> float:
    """One over the rank of the first relevant document; 0 where there is none."""
    return next((1 / rank for rank, one in enumerate(ranked, start=1) if one in relevant), 0.0)
