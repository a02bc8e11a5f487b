"""The promises of the docstrings that the inputs alone would not try."""

from firsthand.course.grading.exercise import Clause
from firsthand.lessons.language.retrieval import (
    inputs,
    inputs_rankings,
    mistakes_answers,
    mistakes_chunks,
    mistakes_citations,
    mistakes_measures,
    mistakes_search,
    mistakes_vectors,
)

CHUNK_TEXT = [
    Clause(
        text="A text without words gives an empty list.",
        ignored=mistakes_chunks.AN_EMPTY_CHUNK,
        edges=inputs.TEXTS_WITHOUT_WORDS,
    ),
    Clause(
        text="If overlap is below 0, or not below size: the window would not move.",
        ignored=mistakes_chunks.STANDING_STILL,
        edges=inputs.IMPOSSIBLE_OVERLAPS,
    ),
]

BM25_SCORES = [
    Clause(
        text="A word that the query holds twice adds twice.",
        ignored=mistakes_search.EACH_WORD_ONCE,
        edges=inputs.REPEATED_WORDS,
    ),
    Clause(
        text="a document may be empty, but not all of them.",
        ignored=mistakes_search.MEAN_OF_THE_OTHERS,
        edges=inputs.EMPTY_DOCUMENTS,
    ),
]

COSINE_TOP_K = [
    Clause(
        text="A vector of zeros has similarity 0 to everything.",
        ignored=mistakes_vectors.ZERO_OVER_ZERO,
        edges=inputs.ZERO_VECTORS,
    ),
    Clause(
        text="With k > n all n are given.",
        ignored=mistakes_vectors.TOO_MANY_ASKED,
        edges=inputs.MORE_THAN_ALL,
    ),
]

CITE_SOURCES = [
    Clause(
        text="or the sentence has no words.",
        ignored=mistakes_citations.NOTHING_SAID,
        edges=inputs_rankings.SENTENCES_WITHOUT_WORDS,
    )
]

SHOULD_REFUSE = [
    Clause(
        text="A best score of exactly this is good enough.",
        ignored=mistakes_answers.REFUSES_AT_THE_THRESHOLD,
        edges=inputs_rankings.JUST_THE_THRESHOLD,
    ),
    Clause(
        text="in any order; may be empty.",
        ignored=mistakes_answers.NOTHING_FOUND,
        edges=inputs_rankings.NOTHING_FOUND,
    ),
]

RECALL_AT_K = [
    Clause(
        text="0 where nothing is relevant.",
        ignored=mistakes_measures.NONE_RELEVANT,
        edges=inputs_rankings.NOTHING_RELEVANT,
    ),
    Clause(
        text="list or set of ids",
        ignored=mistakes_measures.RELEVANT_BY_PLACE,
        edges=inputs_rankings.RELEVANT_SETS,
    ),
]

NDCG_AT_K = [
    Clause(
        text="0 where nothing is relevant.",
        ignored=mistakes_measures.NOBODY_GRADED,
        edges=inputs_rankings.NOBODY_GRADED,
    )
]
