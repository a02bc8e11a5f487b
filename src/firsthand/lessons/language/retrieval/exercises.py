"""The exercises of the lesson Retrieval-augmented generation."""

from firsthand.course.exercise import Exercise, Race
from firsthand.lessons.language.retrieval import (
    cases,
    cases_rankings,
    peers,
    right,
    wrong_answers,
    wrong_chunks,
    wrong_measures,
    wrong_search,
)
from firsthand.rag.bm25 import bm25_scores
from firsthand.rag.chunking import chunk_text
from firsthand.rag.dense import cosine_top_k
from firsthand.rag.fusion import reciprocal_rank_fusion
from firsthand.rag.grounding import cite_sources, grounded_prompt, should_refuse
from firsthand.rag.measures import ndcg_at_k, recall_at_k

chunk_text_exercise = Exercise(
    reference=chunk_text,
    task="Cut a text into chunks of so many words, each beginning with the last words of the one before.",
    inputs=cases.CHUNKED,
    edges=cases.CHUNK_EDGES,
    mistakes=wrong_chunks.CHUNK_TEXT,
    also_right=[right.chunks_by_while, right.chunks_by_counting, right.chunks_dropping_the_tail],
    hints=[
        "Slide a window of size words over the list of words. By how many words does it move, if overlap of them are to "
        "be seen again?",
        "It moves by size - overlap. When has it seen everything? A window that starts within the last overlap words "
        "shows nothing new, unless it is the first.",
        'words = text.split(); starts = range(0, max(len(words) - overlap, 1), size - overlap); " ".join(words[start : '
        "start + size]) for each, and [] where there are no words.",
    ],
    out_of_bounds=["textwrap.wrap", "numpy.lib.stride_tricks.sliding_window_view"],
)

bm25_scores_exercise = Exercise(
    reference=bm25_scores,
    task="Score documents for a query by BM25: shared words count, rare ones more, repeated ones less and less, and in a "
    "long document less.",
    inputs=cases.SEARCHES,
    edges=cases.SEARCH_EDGES,
    mistakes=wrong_search.BM25_SCORES,
    also_right=[right.scores_by_counters, right.scores_by_table, right.scores_by_word_lists],
    hints=[
        "Take one word of the query at a time. How often does each document hold it (tf), and how many documents hold it "
        "at all (df)?",
        "The brake k1 * (1 - b + b * length / mean) belongs to the document and needs computing once. Then a word adds "
        "idf * tf / (tf + brake).",
        "tf = np.array([words.count(word) for words in documents]); df = np.count_nonzero(tf); idf = np.log(1 + (n - df + "
        "0.5) / (df + 0.5)); scores += idf * tf / (tf + brake)",
    ],
    out_of_bounds=["bm25s.BM25", "rank_bm25.BM25Okapi"],
    race=Race(
        cases.many_documents,
        {"bm25s, index included": peers.bm25s_scores},
        (10, 100, 1_000, 10_000),
        "documents of 50 words",
    ),
)

cosine_top_k_exercise = Exercise(
    reference=cosine_top_k,
    task="Find the k vectors whose direction is nearest to that of the query, and how similar each is.",
    inputs=cases.NEAREST,
    edges=cases.NEAREST_EDGES,
    mistakes=wrong_search.COSINE_TOP_K,
    also_right=[right.nearest_by_unit_vectors, right.nearest_by_loop, right.nearest_by_partition],
    hints=[
        "One product gives all the dot products at once: vectors @ query. What turns a dot product into a cosine?",
        "Divide by the length of the query and by that of each row (axis=1). Where that is 0, divide by 1: 0 / 1 is the 0 "
        "you want. np.argsort(-scores) gives the rows, best first.",
        "lengths = np.linalg.norm(vectors, axis=1) * np.linalg.norm(query); scores = vectors @ query / np.where(lengths > "
        "0, lengths, 1); rows = np.argsort(-scores)[:k]; return rows, scores[rows]",
    ],
    out_of_bounds=[
        "sklearn.metrics.pairwise.cosine_similarity",
        "sklearn.neighbors.NearestNeighbors",
        "scipy.spatial.distance.cosine",
        "scipy.spatial.distance.cdist",
        "torch.nn.functional.cosine_similarity",
    ],
    agree=cases.same_neighbours,
    race=Race(
        cases.many_vectors,
        {"scikit-learn": peers.sklearn_neighbours},
        (100, 1_000, 10_000, 30_000),
        "vectors of 384 numbers",
    ),
)

reciprocal_rank_fusion_exercise = Exercise(
    reference=reciprocal_rank_fusion,
    task="Join several rankings into one: an id gets 1 / (k + rank) from each ranking that holds it.",
    inputs=cases_rankings.RANKINGS,
    edges=cases_rankings.RANKING_EDGES,
    mistakes=wrong_chunks.RECIPROCAL_RANK_FUSION,
    also_right=[right.fused_by_default, right.fused_id_by_id],
    hints=[
        "Keep a dict from id to score, and go through the rankings one after the other.",
        "enumerate(ranking, start=1) gives the rank beside the id. scores.get(one, 0) is what it has so far.",
        "scores[one] = scores.get(one, 0) + 1 / (k + rank); at the end sorted(scores.items(), key=lambda pair: -pair[1])",
    ],
    agree=cases_rankings.same_ranking,
)

grounded_prompt_exercise = Exercise(
    reference=grounded_prompt,
    task="Write the prompt for an answer from passages only: rules, numbered passages, question.",
    inputs=cases_rankings.PROMPTS,
    edges=cases_rankings.PROMPT_EDGES,
    mistakes=wrong_answers.GROUNDED_PROMPT,
    also_right=[right.prompt_by_lines, right.prompt_by_adding],
    hints=[
        "Build the lines of the passages first. What would happen if a passage held a line end and then [2]?",
        '" ".join(passage.split()) makes any text one line. An empty line is "\\n\\n" between two parts.',
        '"\\n\\n".join([rules, "\\n".join(lines), f"Question: {question}"])',
    ],
    agree=cases_rankings.same_prompt,
)

cite_sources_exercise = Exercise(
    reference=cite_sources,
    task="Find for each sentence of an answer the passage that holds most of its words, or 0 if none holds enough.",
    inputs=cases_rankings.CITED,
    edges=cases_rankings.CITE_EDGES,
    mistakes=wrong_answers.CITE_SOURCES,
    also_right=[right.cited_by_loop, right.cited_by_max],
    hints=[
        'set(re.findall(r"\\w+", text.lower())) are the distinct words of a text. Make it of each passage, once.',
        "The share is len(words & held) / len(words), with the words of the sentence below the line. What if it has none?",
        "best = max(shares, default=-1); number = shares.index(best) + 1 if best >= threshold else 0. index finds the first.",
    ],
)

should_refuse_exercise = Exercise(
    reference=should_refuse,
    task="Decide from the scores of the passages found whether there is nothing to answer from.",
    inputs=cases_rankings.REFUSED,
    edges=cases_rankings.REFUSE_EDGES,
    mistakes=wrong_answers.SHOULD_REFUSE,
    also_right=[
        right.refused_unless_one_reaches,
        right.refused_in_two_steps,
        right.refused_where_all_fail,
    ],
    hints=[
        "How many good passages does an answer need?",
        "One. So the best score decides; and where there is none, refuse.",
        "return not scores or max(scores) < threshold",
    ],
)

recall_at_k_exercise = Exercise(
    reference=recall_at_k,
    task="Measure which share of the relevant documents is among the first k.",
    inputs=cases_rankings.RECALLED,
    edges=cases_rankings.RECALL_EDGES,
    mistakes=wrong_measures.RECALL_AT_K,
    also_right=[right.recall_by_counting, right.recall_by_mean],
    hints=[
        "Of all that are relevant, how many are in ranked[:k]? What do you divide by, and when must you not?",
        "set(ranked[:k]) & set(relevant) holds those that were found.",
        "return len(set(ranked[:k]) & set(relevant)) / len(relevant) if relevant else 0.0",
    ],
    out_of_bounds=["sklearn.metrics.recall_score"],
)

ndcg_at_k_exercise = Exercise(
    reference=ndcg_at_k,
    task="Measure the first k places by the grades they hold and how high these stand, against the best possible order.",
    inputs=cases_rankings.GRADED,
    edges=cases_rankings.GRADE_EDGES,
    mistakes=wrong_measures.NDCG_AT_K,
    also_right=[right.ndcg_by_arrays, right.ndcg_by_natural_logarithm],
    hints=[
        "Turn the ranking into a row of grades, 0 for an id without one. Which row of grades would have been the best?",
        "The best is all the grades sorted downwards, whether they were found or not. Sum grade / log2(rank + 1) over the "
        "first k of each row.",
        "sum(g / math.log2(r + 1) for r, g in enumerate(row[:k], start=1)) for both rows; divide, and give 0 where the best "
        "is 0.",
    ],
    out_of_bounds=["sklearn.metrics.ndcg_score", "sklearn.metrics.dcg_score"],
    race=Race(
        cases_rankings.many_grades,
        {"scikit-learn": peers.sklearn_ndcg},
        (100, 1_000, 10_000, 100_000),
        "documents",
    ),
)
