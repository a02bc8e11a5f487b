"""Measure a search on questions whose answers were judged, and refusals on questions without one."""

import time
from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from firsthand.errors import FirsthandError
from firsthand.rag.basics.metrics import ndcg_at_k, recall_at_k
from firsthand.rag.evaluation.metrics import reciprocal_rank

# A question, and the grade (above 0) of each document that answers it.
Judged = tuple[str, Mapping[Any, float]]
Search = Callable[[str, int], Sequence[Hashable]]


@dataclass(frozen=True)
class Evaluation:
    """Means over the questions, and seconds a question took.

    Attributes
    ----------
    questions, k : int
    recall : float
        At k.
    ndcg : float
        At 10.
    reciprocal_rank : float
        Its mean, the MRR, over the first max(k, 10).
    seconds, seconds_p95 : float
        Median and 95th percentile of one search.
    by_question : tuple of float
        nDCG@10 of each.
    """

    questions: int
    k: int
    recall: float
    ndcg: float
    reciprocal_rank: float
    seconds: float
    seconds_p95: float
    by_question: tuple[float, ...]


def evaluate(search: Search, judged: Sequence[Judged], k: int = 10) -> Evaluation:
    """Ask every judged question and measure what comes back.

    Parameters
    ----------
    search : function of (question, number) giving ids, best first
    judged : sequence of (question, {id: grade})
    k : int, default=10
        For the recall.
    """
    if not judged:
        raise FirsthandError(
            "judged is empty: there is no question to ask. Give at least one with its answers."
        )
    rows, times = [], []
    for question, grades in judged:
        start = time.perf_counter()
        ranked = list(search(question, max(k, 10)))
        times.append(time.perf_counter() - start)
        rows.append(
            (recall_at_k(ranked, grades, k), ndcg_at_k(ranked, grades, 10), reciprocal_rank(ranked, grades))
        )
    recall, ndcg, first = np.mean(rows, axis=0).tolist()
    return Evaluation(
        len(judged),
        k,
        recall,
        ndcg,
        first,
        float(np.median(times)),
        float(np.percentile(times, 95)),
        tuple(row[1] for row in rows),
    )


@dataclass(frozen=True)
class Refusals:
    """How well refusing went.

    Attributes
    ----------
    precision : float
        Share of the refusals that were right; 1 where nothing was refused.
    recall : float
        Share of the questions without an answer that were refused; 1 where there are none.
    answered : float
        Share of the questions with an answer that were not refused; 1 where there are none.
    """

    precision: float
    recall: float
    answered: float


def judge_refusals(refused: Sequence[bool], answerable: Sequence[bool]) -> Refusals:
    """Count refusals against what could be answered, question by question."""
    if len(refused) != len(answerable):
        raise ValueError(
            f"refused and answerable must be as long as one another, got {len(refused)} and {len(answerable)}."
        )
    no, can = np.asarray(refused, dtype=bool), np.asarray(answerable, dtype=bool)
    right = int(np.sum(no & ~can))
    return Refusals(
        _share(right, int(no.sum())),
        _share(right, int((~can).sum())),
        _share(int(np.sum(~no & can)), int(can.sum())),
    )


def _share(part: int, whole: int) -> float:
    return part / whole if whole else 1.0
