"""The exercises on how alike two vectors are."""

from typing import Any

import numpy as np
from hypothesis import strategies as st

from firsthand.course.grading.exercise import Clause, Exercise, Mistake, Race
from firsthand.course.grading.strategies import Inputs, arguments, array
from firsthand.foundations import cosine_similarity, most_similar
from firsthand.lessons import ready_made
from firsthand.lessons.foundations.vectors import correct
from firsthand.lessons.foundations.vectors import mistakes_similarity as mistakes

SIZES = (10, 100, 1_000, 10_000, 100_000, 1_000_000)


def pair(a: Any, b: Any) -> dict[str, Any]:
    return {"a": np.array(a), "b": np.array(b)}


def random_pair(size: int, seed: int) -> dict[str, Any]:
    a, b = np.random.default_rng(seed).normal(size=(2, size))
    return {"a": a, "b": b}


def numpys_cosine(a: Any, b: Any) -> Any:
    """What one writes with NumPy alone."""
    return np.dot(a, b) / (np.linalg.norm(a) * np.linalg.norm(b))


def scipys_cosine(a: Any, b: Any) -> Any:
    """SciPy gives the distance, 1 minus the similarity."""
    from scipy.spatial.distance import cosine

    return 1 - cosine(a, b)


COSINE_SIMILARITY = Exercise(
    reference=cosine_similarity,
    task="Compare the directions of two vectors, whatever their lengths. A vector of zeros is similar to nothing: 0.",
    inputs=st.integers(1, 4).flatmap(lambda n: arguments(a=array(n), b=array(n))),
    edges=(
        pair([2.0], [5.0]),
        pair([1.0, 0.0], [3.0, 4.0]),
        pair([1, 2], [-2, -4]),
        pair([1.0, 0.0], [0.0, 7.0]),
        pair([0.0, 0.0], [1.0, 2.0]),
        pair([0.0], [0.0]),
        pair([3e8, 4e8], [1e8, 0.0]),
    ),
    mistakes=(
        Mistake(
            mistakes.cosine_divides_by_zero,
            "A vector of zeros has length 0, and dividing by it raises. Say what happens then: its similarity is 0.",
            "crashed",
        ),
        Mistake(
            mistakes.cosine_gives_nan,
            "A vector of zeros has length 0, and 0/0 is NaN, which spoils every comparison after it. "
            "Catch it first: its similarity is 0.",
        ),
        Mistake(
            mistakes.cosine_is_the_dot,
            "That is the dot product: it grows with the lengths. Divide by both of them.",
        ),
        Mistake(
            mistakes.cosine_with_one_length,
            "Only one of the lengths is divided out, so the other still counts. Both must go.",
        ),
        Mistake(
            mistakes.cosine_over_the_sum_of_lengths,
            "You divide by the sum of the two lengths. Each vector is scaled by its own, so divide by their product.",
        ),
        Mistake(
            mistakes.cosine_multiplies_by_one_length,
            "a / b * c is (a / b) * c: one length divides, the other multiplies. Put brackets round the product below.",
        ),
        Mistake(
            mistakes.cosine_with_squared_lengths,
            "You divide by the squared lengths: dot(a, a) is norm(a) squared.",
        ),
        Mistake(
            mistakes.cosine_is_the_angle,
            "That is the angle itself, in radians. The cosine is wanted: leave out the arccos.",
        ),
        Mistake(
            mistakes.cosine_is_the_distance,
            "That is the cosine distance, 1 minus the similarity: the same direction must give 1, not 0.",
        ),
        Mistake(
            mistakes.cosine_without_sign,
            "Opposite directions must give -1; abs() makes them look alike.",
        ),
        Mistake(
            mistakes.cosine_in_place,
            "a /= norm(a) shortens the caller's vector for good. a / norm(a) makes a new one.",
            "changed its input",
        ),
        Mistake(
            mistakes.cosine_of_vectors_round_their_means,
            "You take the mean off each vector first: that makes it the correlation. The angle is between the vectors "
            "as they stand.",
        ),
        Mistake(
            mistakes.cosine_of_zeros_is_one,
            "Two vectors of zeros have no direction either, so they do not point the same way: 0.",
        ),
        Mistake(
            mistakes.cosine_from_the_distance,
            "That comes from the distance between the two tips, which depends on the lengths. "
            "Take the dot product, and divide by both lengths.",
        ),
    ),
    clauses=(
        Clause(
            text="how long the vectors are makes no difference",
            ignored=Mistake(
                mistakes.cosine_never_below_a_tiny_length,
                "Beside short vectors your tiny number in the denominator is large, or they count as zeros, though they "
                "point somewhere. Ask whether a length is exactly 0.",
            ),
            edges=(pair([3e-9, 4e-9], [1e-9, 0.0]), pair([3e-12, 4e-12], [0.0, -2e-12])),
        ),
    ),
    also_right=(
        correct.cosine_by_the_book,
        correct.cosine_never_below_the_tiniest_length,
        correct.cosine_by_unit_vectors,
        correct.cosine_by_loop,
        correct.cosine_of_tamed_vectors,
    ),
    hints=(
        "Make both vectors have length 1. What is left of them is their direction.",
        "a / norm(a) has length 1. Which vector has no such version, and what should it give?",
        "If norm(a) or norm(b) is 0, return 0.0; else return dot(a / norm(a), b / norm(b)).",
    ),
    out_of_bounds=ready_made.COSINE,
    race=Race(random_pair, {"NumPy": numpys_cosine, "SciPy": scipys_cosine}, SIZES),
)


def has_a_clear_winner(arguments: dict[str, Any]) -> bool:
    """Whether no two rows are so nearly tied that rounding would decide between them."""
    similarities = sorted(cosine_similarity(arguments["query"], row) for row in arguments["rows"])
    return len(similarities) == 1 or similarities[-1] - similarities[-2] > 1e-6


def searches() -> Inputs:
    """A query and some rows; real ties stand in the edges, where every way of computing finds them exact."""
    shapes = st.tuples(st.integers(1, 4), st.integers(2, 4))
    drawn = shapes.flatmap(lambda shape: arguments(query=array(shape[1]), rows=array(*shape)))
    return drawn.filter(has_a_clear_winner)


def search(query: Any, rows: Any) -> dict[str, Any]:
    return {"query": np.array(query), "rows": np.array(rows)}


def sklearns_search(query: Any, rows: Any) -> int:
    """The industry's cosine similarity takes whole tables."""
    from sklearn.metrics.pairwise import cosine_similarity as of_tables

    return int(of_tables(query[None], rows).argmax())


def random_search(size: int, seed: int) -> dict[str, Any]:
    rng = np.random.default_rng(seed)
    return {"query": rng.normal(size=64), "rows": rng.normal(size=(size, 64))}


MOST_SIMILAR = Exercise(
    reference=most_similar,
    task="Find the row whose direction is nearest to the query's. Give its index; of equals, the first.",
    inputs=searches(),
    edges=(
        search([1.0, 0.0], [[0.0, 1.0], [1.0, 0.0]]),
        search([1.0, 2.0], [[3.0, 6.5]]),
        search([1.0, 1.0], [[9.0, 0.0], [1.0, 1.1]]),
        search(
            [1, 0], [[0, 3], [2, 0], [2, 0], [1, 0]]
        ),  # the longest first: a tiny number below the line keeps it
        search([1.0, 0.0], [[-3.0, 1.0], [-1.0, 1.0]]),
        search([1.0, 0.0], [[0.0, 0.0], [2.0, 1.0]]),
        search([0.0, 0.0], [[1.0, 2.0], [3.0, 4.0]]),
        search([0.0, 1.0], [[1.0, -5.0], [1.0, 0.0], [0.0, -2.0]]),
        search([1.0, 2.0], [[-3.0, -6.0]]),
        search(
            [1.0, 0.0, 2.0],
            [[2.0, 0.1, 0.0], [1.0, 0.5, 2.0], [0.0, 1.0, 0.0], [0.3, 0.0, 0.5], [3.0, 1.0, 5.0]],
        ),
    ),
    mistakes=(
        Mistake(
            mistakes.similar_by_dot,
            "The dot product favours long rows, wherever they point. Compare by cosine similarity.",
        ),
        Mistake(
            mistakes.similar_by_distance,
            "That finds the row whose tip is nearest. A long row can point in the very direction of the query "
            "and end far away: compare by cosine similarity.",
        ),
        Mistake(
            mistakes.similar_takes_the_last,
            "Of equally similar rows you keep the last. >= replaces the best at every tie; > keeps the first.",
        ),
        Mistake(
            mistakes.similar_gives_the_row,
            "That is the row itself. Its place is wanted: the index.",
            "wrong shape",
        ),
        Mistake(
            mistakes.similar_gives_the_similarity,
            "That is how similar the best row is. Which row it is, is wanted: the index (np.argmax).",
            "wrong type",
        ),
        Mistake(
            mistakes.similar_starts_at_zero,
            "The search starts from a best of 0, so rows with negative similarities can never win, "
            "though one of them is the best there is. Start below -1.",
        ),
        Mistake(
            mistakes.similar_takes_the_least,
            "That finds the least similar row: the largest cosine is wanted.",
        ),
        Mistake(
            mistakes.similar_ignores_the_sign,
            "A row that points the opposite way is the least similar of all. Do not take the absolute value.",
        ),
        Mistake(
            mistakes.similar_falls_for_nan,
            "A row of zeros gives 0/0 = NaN here, and np.argmax takes NaN for the largest. "
            "Your cosine_similarity answers 0 for it: use that.",
        ),
        Mistake(
            mistakes.similar_counts_from_one,
            "Rows are counted from 0, as everywhere in Python.",
        ),
        Mistake(
            mistakes.similar_needs_more_than_minus_one,
            "A row that points exactly the opposite way has similarity -1, and no row beats a best of -1. "
            "Start lower, so that the first row always counts.",
            "wrong type",
        ),
        Mistake(
            mistakes.similar_gives_an_array,
            "One index is wanted, a plain whole number: of equals the first, as np.argmax gives it.",
            "wrong shape",
        ),
    ),
    clauses=(
        Clause(
            text="A row of zeros has similarity 0.",
            ignored=Mistake(
                mistakes.similar_passes_over_zeros,
                "A row of zeros counts too: its similarity is 0, and that wins where all others are negative.",
            ),
            edges=(search([1.0, 0.0], [[-1.0, 0.5], [0.0, 0.0], [-1.0, 0.0]]),),
        ),
        Clause(
            text="If there is no row.",
            ignored=Mistake(
                mistakes.similar_answers_without_rows,
                "Without a row there is no index to give: let the error come, or raise ValueError yourself.",
            ),
            edges=({"query": np.array([1.0, 2.0]), "rows": np.zeros((0, 2))},),
        ),
    ),
    also_right=(
        correct.similar_by_loop,
        correct.similar_by_max,
        correct.similar_all_at_once,
        correct.similar_with_a_tiny_number,
    ),
    hints=(
        "Compute the similarity of the query to every row. Then: where is the largest?",
        "np.argmax gives the place of the largest entry, the first one if there are several.",
        "return int(np.argmax([cosine_similarity(query, row) for row in rows]))",
    ),
    out_of_bounds=ready_made.NEIGHBOURS,
    race=Race(
        random_search,
        {"scikit-learn": sklearns_search},
        (10, 30, 100, 300, 1_000, 3_000),
        "rows of 64 numbers",
    ),
)
