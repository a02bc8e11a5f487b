"""The industry's versions, imported when a race is run."""

from typing import Any


def bm25s_scores(query: Any, documents: Any, k1: float = 1.2, b: float = 0.75) -> Any:
    import bm25s  # type: ignore[import-untyped]

    index = bm25s.BM25(method="lucene", k1=k1, b=b, dtype="float64")
    index.index(documents, show_progress=False)
    return index.get_scores(query)


def sklearn_neighbours(query: Any, vectors: Any, k: int) -> Any:
    from sklearn.neighbors import NearestNeighbors

    found = NearestNeighbors(n_neighbors=k, metric="cosine", algorithm="brute").fit(vectors)
    distances, rows = found.kneighbors(query[None])
    return rows[0], 1 - distances[0]


def sklearn_ndcg(ranked: Any, grades: Any, k: int) -> float:
    import numpy as np
    from sklearn.metrics import ndcg_score

    truth = np.array([[grades.get(one, 0) for one in ranked]])
    return float(ndcg_score(truth, -np.arange(len(ranked))[None], k=k, ignore_ties=True))
