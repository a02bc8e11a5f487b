"""Other correct ways to write the exercises: each must pass."""

import math
import re
from collections import Counter, defaultdict
from typing import Any

import numpy as np


def chunks_by_while(text: Any, size: int, overlap: int = 0) -> Any:
    if overlap < 0 or overlap >= size:
        raise ValueError("overlap must be smaller than size")
    words = re.findall(r"\S+", text)
    chunks, start = [], 0
    while start < len(words):
        chunks.append(" ".join(words[start : start + size]))
        if start + size >= len(words):
            break
        start += size - overlap
    return chunks


def chunks_by_counting(text: Any, size: int, overlap: int = 0) -> Any:
    if overlap not in range(size):
        raise ValueError(f"overlap must be in [0, {size})")
    words = text.split()
    if not words:
        return []
    step = size - overlap
    count = 1 + max(0, math.ceil((len(words) - size) / step))
    return [" ".join(words[i * step : i * step + size]) for i in range(count)]


def chunks_dropping_the_tail(text: Any, size: int, overlap: int = 0) -> Any:
    if not 0 <= overlap < size:
        raise ValueError
    words = text.split()
    chunks = []
    for start in range(0, len(words), size - overlap):
        if start and start + overlap >= len(words):
            break
        chunks.append(" ".join(words[start : start + size]))
    return chunks


def scores_by_counters(query: Any, documents: Any, k1: float = 1.2, b: float = 0.75) -> Any:
    counts = [Counter(words) for words in documents]
    n = len(documents)
    mean = sum(len(words) for words in documents) / n
    scores = []
    for words, tf in zip(documents, counts, strict=True):
        total = 0.0
        for word in query:
            if not tf[word]:
                continue
            df = sum(word in other for other in counts)
            idf = math.log(1 + (n - df + 0.5) / (df + 0.5))
            total += idf * tf[word] / (tf[word] + k1 * (1 - b + b * len(words) / mean))
        scores.append(total)
    return np.array(scores)


def scores_by_table(query: Any, documents: Any, k1: float = 1.2, b: float = 0.75) -> Any:
    if not query:
        return np.zeros(len(documents))
    tf = np.array([[words.count(word) for word in query] for words in documents], dtype=float)
    lengths = np.array([[len(words)] for words in documents])
    df = (tf > 0).sum(axis=0)
    idf = np.log((len(documents) + 1) / (df + 0.5))
    norm = k1 * ((1 - b) + b * lengths / np.mean(lengths))
    return (idf * tf / (tf + norm)).sum(axis=1)


def scores_by_word_lists(query: Any, documents: Any, k1: float = 1.2, b: float = 0.75) -> Any:
    where: defaultdict[str, dict[int, int]] = defaultdict(dict)
    for row, words in enumerate(documents):
        for word in words:
            where[word][row] = where[word].get(row, 0) + 1
    mean = np.mean([len(words) for words in documents])
    scores = np.zeros(len(documents))
    for word, times in Counter(query).items():
        found = where.get(word, {})
        idf = np.log1p((len(documents) - len(found) + 0.5) / (len(found) + 0.5))
        for row, tf in found.items():
            saturated = tf / (tf + k1 * (1 - b + b * len(documents[row]) / mean))
            scores[row] += times * idf * saturated
    return scores


def nearest_by_unit_vectors(query: Any, vectors: Any, k: int) -> Any:
    def unit(x: Any) -> Any:
        length = np.sqrt((x * x).sum(axis=-1, keepdims=True))
        return np.divide(x, length, out=np.zeros(x.shape), where=length > 0)

    scores = unit(vectors) @ unit(query)
    rows = np.argsort(scores)[::-1][:k]
    return rows, scores[rows]


def nearest_by_loop(query: Any, vectors: Any, k: int) -> Any:
    found = []
    for row, vector in enumerate(vectors):
        product = sum(float(x) * float(y) for x, y in zip(query, vector, strict=True))
        lengths = math.hypot(*map(float, query)) * math.hypot(*map(float, vector))
        found.append((product / lengths if lengths else 0.0, row))
    found.sort(key=lambda pair: (-pair[0], pair[1]))
    return np.array([row for _, row in found[:k]]), np.array([score for score, _ in found[:k]])


def nearest_by_partition(query: Any, vectors: Any, k: int) -> Any:
    lengths = np.linalg.norm(vectors, axis=1) * np.linalg.norm(query)
    scores = np.einsum("nd,d->n", vectors, query) / np.maximum(lengths, 1e-12)
    k = min(k, len(vectors))
    some = np.argpartition(-scores, k - 1)[:k]
    rows = some[np.argsort(-scores[some])]
    return rows, scores[rows]


def fused_by_default(rankings: Any, k: int = 60) -> Any:
    total: defaultdict[Any, float] = defaultdict(float)
    for ranking in rankings:
        for place, one in enumerate(ranking):
            total[one] += 1.0 / (k + place + 1)
    return sorted(total.items(), key=lambda pair: pair[1], reverse=True)


def fused_id_by_id(rankings: Any, k: int = 60) -> Any:
    ids = {one for ranking in rankings for one in ranking}
    scored = [
        (one, math.fsum(1 / (k + ranking.index(one) + 1) for ranking in rankings if one in ranking))
        for one in ids
    ]
    return sorted(scored, key=lambda pair: -pair[1])


def prompt_by_lines(question: Any, passages: Any, rules: Any = "") -> Any:
    rules = (
        rules or "Answer from the passages only. Cite them like [1]. If they do not hold the answer, say so."
    )
    lines = [rules, ""]
    for i in range(len(passages)):
        lines.append(f"[{i + 1}] " + re.sub(r"\s+", " ", passages[i]).strip())
    return "\n".join([*lines, "", "Question: " + question])


def prompt_by_adding(
    question: Any,
    passages: Any,
    rules: Any = "Answer from the passages only. Cite them like [1]. If they do not hold the answer, say so.",
) -> Any:
    prompt = rules + "\n\n"
    for number, passage in enumerate(passages, 1):
        prompt += "[" + str(number) + "] " + " ".join(passage.split()) + "\n"
    return prompt + "\nQuestion: " + question


def cited_by_loop(sentences: Any, passages: Any, threshold: float = 0.5) -> Any:
    cited = []
    for sentence in sentences:
        words = set(re.findall(r"\w+", sentence.lower()))
        best, number = 0.0, 0
        for i, passage in enumerate(passages, 1):
            held = set(re.findall(r"\w+", passage.lower()))
            share = len(words & held) / len(words) if words else 0
            if share > best:
                best, number = share, i
        cited.append(number if best >= threshold else 0)
    return cited


def cited_by_max(sentences: Any, passages: Any, threshold: float = 0.5) -> Any:
    def words_of(text: Any) -> Any:
        return frozenset(word.casefold() for word in re.findall(r"\w+", text))

    def cite(sentence: Any) -> Any:
        words = words_of(sentence)
        if not words or not passages:
            return 0
        shared = [sum(word in words_of(passage) for word in words) for passage in passages]
        best = max(range(len(passages)), key=shared.__getitem__)
        return best + 1 if shared[best] >= threshold * len(words) else 0

    return [cite(sentence) for sentence in sentences]


def refused_unless_one_reaches(scores: Any, threshold: float) -> Any:
    return not any(score >= threshold for score in scores)


def refused_in_two_steps(scores: Any, threshold: float) -> Any:
    if len(scores) == 0:
        return True
    return np.max(scores) < threshold


def refused_where_all_fail(scores: Any, threshold: float) -> Any:
    return all(score < threshold for score in scores)


def recall_by_counting(ranked: Any, relevant: Any, k: int) -> Any:
    if len(relevant) == 0:
        return 0.0
    found = 0
    for one in ranked[:k]:
        if one in relevant:
            found += 1
    return found / len(relevant)


def recall_by_mean(ranked: Any, relevant: Any, k: int) -> Any:
    first = ranked[:k]
    return np.mean([one in first for one in relevant]) if relevant else 0.0


def ndcg_by_arrays(ranked: Any, grades: Any, k: int) -> Any:
    gains = np.array([grades.get(one, 0) for one in ranked[:k]], dtype=float)
    best = np.sort(np.array(list(grades.values()), dtype=float))[::-1][:k]
    if not len(best):
        return 0.0
    discount = 1 / np.log2(np.arange(2, k + 2))
    return (gains * discount[: len(gains)]).sum() / (best * discount[: len(best)]).sum()


def ndcg_by_natural_logarithm(ranked: Any, grades: Any, k: int) -> Any:
    """The base of the logarithm cancels."""

    def dcg(gains: Any) -> Any:
        total = 0.0
        for i, gain in enumerate(gains):
            total += gain / math.log(i + 2)
        return total

    best = dcg(sorted(grades.values(), reverse=True)[:k])
    return dcg([grades.get(one, 0) for one in ranked[:k]]) / best if best > 0 else 0.0
