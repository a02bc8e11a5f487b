"""The exercises of the lesson Retrieval-augmented generation."""

from firsthand.course.grading.exercise import Exercise, Race
from firsthand.lessons import ready_made
from firsthand.lessons.language.retrieval import (
    clauses,
    correct,
    inputs,
    inputs_rankings,
    mistakes_answers,
    mistakes_chunks,
    mistakes_citations,
    mistakes_fusion,
    mistakes_measures,
    mistakes_search,
    mistakes_vectors,
    race_partners,
)
from firsthand.rag.basics.bm25 import bm25_scores
from firsthand.rag.basics.chunking import chunk_text
from firsthand.rag.basics.fusion import reciprocal_rank_fusion
from firsthand.rag.basics.grounding import cite_sources, grounded_prompt, should_refuse
from firsthand.rag.basics.metrics import ndcg_at_k, recall_at_k
from firsthand.rag.basics.top_k import cosine_top_k

chunk_text_exercise = Exercise(
    reference=chunk_text,
    task="Cut a text into chunks of so many words, each beginning with the last words of the one before.",
    inputs=inputs.CHUNKED,
    edges=inputs.CHUNK_EDGES,
    mistakes=mistakes_chunks.CHUNK_TEXT,
    clauses=clauses.CHUNK_TEXT,
    also_right=[correct.chunks_by_while, correct.chunks_by_counting, correct.chunks_dropping_the_tail],
    hints=[
        "Slide a window of size words over the list of words. By how many words does it move, if overlap of them are to "
        "be seen again?",
        "It moves by size - overlap. When has it seen everything? A window that starts within the last overlap words "
        "shows nothing new, unless it is the first.",
        'words = text.split(); starts = range(0, max(len(words) - overlap, 1), size - overlap); " ".join(words[start : '
        "start + size]) for each, and [] where there are no words.",
    ],
    out_of_bounds=ready_made.CHUNKS,
)

bm25_scores_exercise = Exercise(
    reference=bm25_scores,
    task="Score documents for a query by BM25: shared words count, rare ones more, repeated ones less and less, and in a "
    "long document less.",
    inputs=inputs.SEARCHES,
    edges=inputs.SEARCH_EDGES,
    mistakes=mistakes_search.BM25_SCORES,
    clauses=clauses.BM25_SCORES,
    also_right=[correct.scores_by_counters, correct.scores_by_table, correct.scores_by_word_lists],
    hints=[
        "Take one word of the query at a time. How often does each document hold it (tf), and how many documents hold it "
        "at all (df)?",
        "The brake k1 * (1 - b + b * length / mean) belongs to the document and needs computing once. Then a word adds "
        "idf * tf / (tf + brake).",
        "tf = np.array([words.count(word) for words in documents]); df = np.count_nonzero(tf); idf = np.log(1 + (n - df + "
        "0.5) / (df + 0.5)); scores += idf * tf / (tf + brake)",
    ],
    out_of_bounds=ready_made.BM25,
    race=Race(
        inputs.many_documents,
        {"bm25s, index included": race_partners.bm25s_scores},
        (10, 100, 1_000, 10_000),
        "documents of 50 words",
    ),
)

cosine_top_k_exercise = Exercise(
    reference=cosine_top_k,
    task="Find the k vectors whose direction is nearest to that of the query, and how similar each is.",
    inputs=inputs.NEAREST,
    edges=inputs.NEAREST_EDGES,
    mistakes=mistakes_vectors.COSINE_TOP_K,
    clauses=clauses.COSINE_TOP_K,
    also_right=[correct.nearest_by_unit_vectors, correct.nearest_by_loop, correct.nearest_by_partition],
    hints=[
        "One product gives all the dot products at once: vectors @ query. What turns a dot product into a cosine?",
        "Divide by the length of the query and by that of each row (axis=1). Where that is 0, divide by 1: 0 / 1 is the 0 "
        "you want. np.argsort(-scores) gives the rows, best first.",
        "lengths = np.linalg.norm(vectors, axis=1) * np.linalg.norm(query); scores = vectors @ query / np.where(lengths > "
        "0, lengths, 1); rows = np.argsort(-scores)[:k]; return rows, scores[rows]",
    ],
    out_of_bounds=ready_made.NEIGHBOURS,
    agree=inputs.same_neighbours,
    race=Race(
        inputs.many_vectors,
        {"scikit-learn": race_partners.sklearn_neighbours},
        (100, 1_000, 10_000, 30_000),
        "vectors of 384 numbers",
    ),
)

reciprocal_rank_fusion_exercise = Exercise(
    reference=reciprocal_rank_fusion,
    task="Join several rankings into one: an id gets 1 / (k + rank) from each ranking that holds it.",
    inputs=inputs_rankings.RANKINGS,
    edges=inputs_rankings.RANKING_EDGES,
    mistakes=mistakes_fusion.RECIPROCAL_RANK_FUSION,
    also_right=[correct.fused_by_default, correct.fused_id_by_id],
    hints=[
        "Keep a dict from id to score, and go through the rankings one after the other.",
        "enumerate(ranking, start=1) gives the rank beside the id. scores.get(one, 0) is what it has so far.",
        "scores[one] = scores.get(one, 0) + 1 / (k + rank); at the end sorted(scores.items(), key=lambda pair: -pair[1])",
    ],
    agree=inputs_rankings.same_ranking,
)

grounded_prompt_exercise = Exercise(
    reference=grounded_prompt,
    task="Write the prompt for an answer from passages only: rules, numbered passages, question.",
    inputs=inputs_rankings.PROMPTS,
    edges=inputs_rankings.PROMPT_EDGES,
    mistakes=mistakes_answers.GROUNDED_PROMPT,
    also_right=[correct.prompt_by_lines, correct.prompt_by_adding],
    hints=[
        "Build the lines of the passages first. What would happen if a passage held a line end and then [2]?",
        '" ".join(passage.split()) makes any text one line. An empty line is "\\n\\n" between two parts.',
        '"\\n\\n".join([rules, "\\n".join(lines), f"Question: {question}"])',
    ],
    agree=inputs_rankings.same_prompt,
)

cite_sources_exercise = Exercise(
    reference=cite_sources,
    task="Find for each sentence of an answer the passage that holds most of its words, or 0 if none holds enough.",
    inputs=inputs_rankings.CITED,
    edges=inputs_rankings.CITE_EDGES,
    mistakes=mistakes_citations.CITE_SOURCES,
    clauses=clauses.CITE_SOURCES,
    also_right=[correct.cited_by_loop, correct.cited_by_max],
    hints=[
        'set(re.findall(r"\\w+", text.lower())) are the distinct words of a text. Make it of each passage, once.',
        "The share is len(words & held) / len(words), with the words of the sentence below the line. What if it has none?",
        "best = max(shares, default=-1); number = shares.index(best) + 1 if best >= threshold else 0. index finds the first.",
    ],
)

should_refuse_exercise = Exercise(
    reference=should_refuse,
    task="Decide from the scores of the passages found whether there is nothing to answer from.",
    inputs=inputs_rankings.REFUSED,
    edges=inputs_rankings.REFUSE_EDGES,
    mistakes=mistakes_answers.SHOULD_REFUSE,
    clauses=clauses.SHOULD_REFUSE,
    also_right=[
        correct.refused_unless_one_reaches,
        correct.refused_in_two_steps,
        correct.refused_where_all_fail,
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
    inputs=inputs_rankings.RECALLED,
    edges=inputs_rankings.RECALL_EDGES,
    mistakes=mistakes_measures.RECALL_AT_K,
    clauses=clauses.RECALL_AT_K,
    also_right=[correct.recall_by_counting, correct.recall_by_mean],
    hints=[
        "Of all that are relevant, how many are in ranked[:k]? What do you divide by, and when must you not?",
        "set(ranked[:k]) & set(relevant) holds those that were found.",
        "return len(set(ranked[:k]) & set(relevant)) / len(relevant) if relevant else 0.0",
    ],
    out_of_bounds=ready_made.RECALL,
)

ndcg_at_k_exercise = Exercise(
    reference=ndcg_at_k,
    task="Measure the first k places by the grades they hold and how high these stand, against the best possible order.",
    inputs=inputs_rankings.GRADED,
    edges=inputs_rankings.GRADE_EDGES,
    mistakes=mistakes_measures.NDCG_AT_K,
    clauses=clauses.NDCG_AT_K,
    also_right=[correct.ndcg_by_arrays, correct.ndcg_by_natural_logarithm],
    hints=[
        "Turn the ranking into a row of grades, 0 for an id without one. Which row of grades would have been the best?",
        "The best is all the grades sorted downwards, whether they were found or not. Sum grade / log2(rank + 1) over the "
        "first k of each row.",
        "sum(g / math.log2(r + 1) for r, g in enumerate(row[:k], start=1)) for both rows; divide, and give 0 where the best "
        "is 0.",
    ],
    out_of_bounds=ready_made.NDCG,
    race=Race(
        inputs_rankings.many_grades,
        {"scikit-learn": race_partners.sklearn_ndcg},
        (100, 1_000, 10_000, 100_000),
        "documents",
    ),
)
