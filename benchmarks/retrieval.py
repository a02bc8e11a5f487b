"""BM25 beside bm25s, and every way to search Cranfield beside bm25s and Chroma, on the same words and vectors."""

from functools import cache

import bm25s
import chromadb
import numpy as np

from benchmarks.harness import Job, Score
from firsthand.data import load
from firsthand.errors import FirsthandError
from firsthand.rag.basics.fusion import reciprocal_rank_fusion
from firsthand.rag.basics.top_k import cosine_top_k
from firsthand.rag.evaluation.evaluate import evaluate
from firsthand.rag.index.bm25 import BM25, content_words, tokenize
from firsthand.rag.ingest.embedding import default_embedder

QUERIES = 100
DEPTH = 50  # of each ranking that are joined

# Speed ------------------------------------------------------------------------------------------------------


@cache
def vocabulary():
    share = 1 / np.arange(1, 50_001)
    return np.array([f"w{number}" for number in range(50_000)]), share / share.sum()


def chunks(n):
    """Texts of 30 to 130 words as common and rare as those of a language, and questions of 8 such words."""
    words, share = vocabulary()
    rng = np.random.default_rng(0)
    documents = [rng.choice(words, size, p=share).tolist() for size in rng.integers(30, 130, n)]
    known = {word for document in documents for word in document}
    questions = [rng.choice(words, 8, p=share).tolist() for _ in range(QUERIES)]
    return documents, [[word for word in question if word in known] for question in questions]


def our_index(given):
    documents, questions = given
    return BM25(documents).scores(questions[0])


def bm25s_made(documents):
    index = bm25s.BM25(method="lucene", k1=1.2, b=0.75)
    index.index(documents, show_progress=False)
    return index


def bm25s_index(given):
    documents, questions = given
    return bm25s_made(documents).get_scores(questions[0])


def indexed(n):
    documents, questions = chunks(n)
    ours, plain, compiled = BM25(documents), bm25s_made(documents), bm25s_made(documents)
    ours.top(questions[0], 10)
    compiled.backend = "numba"
    compiled.activate_numba_scorer()
    return {"ours": ours, "bm25s": plain, "bm25s, Numba": compiled}, questions


def our_search(given):
    indexes, questions = given
    return np.array([indexes["ours"].top(question, 10)[1] for question in questions])


def bm25s_search(name):
    def run(given):
        indexes, questions = given
        found = [indexes[name].retrieve([question], k=10, show_progress=False) for question in questions]
        return np.array([one.scores[0] for one in found])

    return run


def to_float32(got, expected):
    np.testing.assert_allclose(got, expected, rtol=1e-5, atol=1e-5)


JOBS = [
    Job(
        "BM25: index chunks of 80 words",
        chunks,
        (1_000, 10_000),
        {"ours": our_index, "bm25s": bm25s_index},
        to_float32,
        size_label="chunks",
        rounds=3,
    ),
    Job(
        f"BM25: {QUERIES} questions of 8 words, best 10",
        indexed,
        (1_000, 10_000),
        {"ours": our_search, "bm25s": bm25s_search("bm25s"), "bm25s, Numba": bm25s_search("bm25s, Numba")},
        to_float32,
        size_label="chunks",
        rounds=5,
    ),
]

# Cranfield --------------------------------------------------------------------------------------------------


@cache
def cranfield():
    """Abstracts, their vectors, and the questions with the abstracts that people judged relevant."""
    found = load("cranfield")
    judged = [(q, dict.fromkeys(grades, 1)) for q, grades in zip(found.queries, found.relevant, strict=True)]
    return found.texts, judged, default_embedder().encode(found.texts)


@cache
def question_vectors():
    _, judged, _ = cranfield()
    questions = [question for question, _ in judged]
    return dict(zip(questions, default_embedder().encode(questions), strict=True))


@cache
def our_words():
    return BM25(map(tokenize, cranfield()[0]))


@cache
def their_words():
    return bm25s_made([tokenize(text) for text in cranfield()[0]])


@cache
def their_words_cut_by_them():
    cut = bm25s.tokenize(list(cranfield()[0]), stopwords="en", show_progress=False)
    return bm25s_made(cut)


@cache
def chroma():
    texts, _, vectors = cranfield()
    client = chromadb.EphemeralClient(settings=chromadb.Settings(anonymized_telemetry=False))
    collection = client.create_collection(
        "cranfield", embedding_function=None, configuration={"hnsw": {"space": "cosine"}}
    )
    collection.add(ids=[str(row) for row in range(len(texts))], embeddings=vectors)
    return collection


def by_words(question, k):
    return our_words().top(tokenize(question), k)[0].tolist()


def by_bm25s(question, k):
    known = [word for word in tokenize(question) if word in their_words().vocab_dict]
    return np.argsort(-their_words().get_scores(known), kind="stable")[:k].tolist()


def by_bm25s_alone(question, k):
    cut = bm25s.tokenize(question, stopwords="en", show_progress=False)
    return their_words_cut_by_them().retrieve(cut, k=k, show_progress=False).documents[0].tolist()


def by_meaning(question, k):
    return cosine_top_k(question_vectors()[question], cranfield()[2], k)[0].tolist()


def by_chroma(question, k):
    found = chroma().query(query_embeddings=[question_vectors()[question]], n_results=k)
    return [int(id) for id in found["ids"][0]]


def hybrid(question, k):
    words = our_words().top(content_words(question), DEPTH)[0].tolist()
    fused = reciprocal_rank_fusion([words, by_meaning(question, DEPTH)])
    return [row for row, _ in fused[:k]]


def scored(search):
    return lambda: evaluate(search, cranfield()[1]).ndcg


def gain():
    """How far the hybrid is ahead of the best single search, peers among them."""
    single = (by_words, by_meaning, by_bm25s, by_bm25s_alone, by_chroma)
    return scored(hybrid)() - max(scored(search)() for search in single)


def beside_bm25s():
    """One less the distance between our BM25 and the peer's on the same words."""
    return 1 - abs(scored(by_words)() - scored(by_bm25s)())


def scores():
    try:
        load("cranfield")
    except FirsthandError:
        return []  # only with the files in FIRSTHAND_DATA
    return [
        Score("Cranfield, nDCG@10: BM25, ours", scored(by_words)),
        Score("Cranfield, nDCG@10: bm25s on the same words", scored(by_bm25s)),
        Score("Cranfield, nDCG@10: bm25s with its own words", scored(by_bm25s_alone)),
        Score("Cranfield, nDCG@10: vectors, ours", scored(by_meaning)),
        Score("Cranfield, nDCG@10: Chroma on the same vectors", scored(by_chroma)),
        Score("Cranfield, nDCG@10: hybrid, ours", scored(hybrid)),
        Score("Cranfield: hybrid ahead of the best single search", gain, 0.02),
        Score("Cranfield: 1 − distance of our BM25 from bm25s", beside_bm25s, 0.995),
    ]


SCORES = scores()
