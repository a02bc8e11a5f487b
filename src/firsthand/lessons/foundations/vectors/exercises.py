"""The exercises on vectors; those on length and on similarity stand in files of their own."""

import numpy as np
from hypothesis import strategies as st

from firsthand.course.grading.exercise import Clause, Exercise, Mistake, Race
from firsthand.course.grading.strategies import arguments, array, numbers
from firsthand.foundations import add, dot, scale
from firsthand.lessons import ready_made
from firsthand.lessons.foundations.vectors import correct
from firsthand.lessons.foundations.vectors import mistakes_arithmetic as mistakes
from firsthand.lessons.foundations.vectors.length import NORM
from firsthand.lessons.foundations.vectors.similarity import (
    COSINE_SIMILARITY,
    MOST_SIMILAR,
    SIZES,
    pair,
    random_pair,
)

__all__ = ["ADD", "COSINE_SIMILARITY", "DOT", "MOST_SIMILAR", "NORM", "SCALE"]

LENGTHS = st.integers(1, 4)
PAIRS = LENGTHS.flatmap(lambda n: arguments(a=array(n), b=array(n)))


ADD = Exercise(
    reference=add,
    task="Add two vectors entry by entry, and leave both as they were.",
    inputs=PAIRS,
    edges=(
        pair([1.0, 2.0], [3.0, 4.0]),
        pair([5.0], [-5.0]),
        pair([1, 2, 3], [0.5, 0.5, 0.5]),
        pair([1.23456789e-4], [1.0]),
    ),
    mistakes=(
        Mistake(
            mistakes.add_puts_behind,
            "That puts b behind a. A sum has as many entries as each of the two: the first is a[0] + b[0].",
            "wrong shape",
        ),
        Mistake(
            mistakes.add_adds_up_everything,
            "That adds up all entries to one number. A sum of vectors is a vector: leave out np.sum.",
            "wrong shape",
        ),
        Mistake(
            mistakes.add_gives_a_list,
            "The numbers are right, but they are in a Python list, and for a list + means something else. "
            "Make it an array: np.array(...).",
            "wrong type",
        ),
        Mistake(
            mistakes.add_in_place,
            "a += b writes the sum into the caller's a, who has lost it now. a + b makes a new array.",
            "changed its input",
        ),
        Mistake(
            mistakes.add_starts_at_one,
            "The first place is missing: entries are counted from 0, so range(len(a)), not range(1, len(a)).",
        ),
        Mistake(
            mistakes.add_returns_in_the_loop,
            "Only the first place is filled: is the return inside the loop? Move it out, level with the for.",
        ),
        Mistake(mistakes.add_takes_away, "That takes b away from a: the sum is a + b."),
    ),
    clauses=(
        Clause(
            text="A new array.",
            ignored=Mistake(
                mistakes.add_zeros_is_itself,
                "What comes back shares its memory with an argument, or with an earlier result: whoever writes into one "
                "changes the other. Give back a new array each time, where zeros are added too.",
            ),
            edges=(pair([1.0, 2.0], [0.0, 0.0]),),
            fresh=True,
        ),
    ),
    also_right=(
        correct.add_at_once,
        correct.add_by_loop,
        correct.add_by_zip,
        correct.add_by_short_zip,
        correct.add_on_a_copy,
    ),
    hints=(
        "On paper: [1, 2] and [3, 4] give [1 + 3, 2 + 4].",
        "For NumPy arrays, + already works entry by entry, and makes a new array.",
        "return a + b",
    ),
    race=Race(random_pair, {"NumPy": np.add}, SIZES),
)

SCALE = Exercise(
    reference=scale,
    task="Multiply every entry of a vector by one number, and leave the vector you were given as it was.",
    inputs=LENGTHS.flatmap(lambda n: arguments(factor=numbers(), a=array(n))),
    edges=(
        {"factor": 2, "a": np.array([1.0, -3.0])},
        {"factor": 0.5, "a": np.array([1, 3])},
        {"factor": -1.0, "a": np.array([4.0])},
        {"factor": 0.0, "a": np.array([7.0, -7.0])},
        {"factor": 3.0, "a": np.zeros(0)},
        {"factor": 2.0, "a": np.array([1.23456789e-4])},
    ),
    mistakes=(
        Mistake(
            mistakes.scale_in_place,
            "a *= factor writes into the caller's array: every call would change it again. factor * a makes a new one.",
            "changed its input",
        ),
        Mistake(
            mistakes.scale_repeats_a_list,
            "For a Python list, 2 * means “twice in a row”. Keep a as the NumPy array it is, "
            "and * works on each entry.",
            "wrong type",
        ),
        Mistake(
            mistakes.scale_shifts, "That adds the factor to each entry. Scaling multiplies each entry by it."
        ),
        Mistake(
            mistakes.scale_keeps_whole_numbers,
            "np.zeros_like(a) takes over the dtype of a: when a holds whole numbers, 0.5 is cut to 0 as it is stored. "
            "np.zeros(len(a)) holds floats.",
        ),
        Mistake(
            mistakes.scale_sets_the_length,
            "That makes the vector as long as factor. To scale is to make it factor times as long as it was: "
            "there is nothing to divide by.",
        ),
        Mistake(
            mistakes.scale_drops_the_sign,
            "A negative factor turns the arrow round; abs() loses that.",
        ),
        Mistake(mistakes.scale_divides, "That divides by the factor. Scaling multiplies each entry by it."),
        Mistake(
            mistakes.scale_by_a_whole_factor,
            "The fraction of the factor is lost, and 0.5 counts as 0: is it made a whole number on the way?",
        ),
        Mistake(
            mistakes.scale_gives_a_list,
            "The numbers are right, but in a Python list. Make it an array: np.array([...]).",
            "wrong type",
        ),
    ),
    clauses=(
        Clause(
            text="A new array.",
            ignored=Mistake(
                mistakes.scale_by_one_is_itself,
                "What comes back shares its memory with a, or with an earlier result: whoever writes into one "
                "changes the other. Give back a new array each time, for the factor 1 too.",
            ),
            edges=({"factor": 1, "a": np.array([1.0, -3.0])},),
            fresh=True,
        ),
    ),
    also_right=(correct.scale_by_loop, correct.scale_by_comprehension),
    hints=(
        "For a NumPy array, what does 2 * a do?",
        "factor * a makes a new array; a *= factor changes the old one.",
        "return factor * a",
    ),
    race=Race(
        lambda size, seed: {"factor": 2.5, "a": random_pair(size, seed)["a"]},
        {"NumPy": np.multiply},
        SIZES,
    ),
)

DOT = Exercise(
    reference=dot,
    task="Multiply the two vectors entry by entry and add up the products.",
    inputs=PAIRS,
    edges=(
        pair([2.0], [3.0]),
        pair([1.0, 2.0, 3.0], [4.0, 5.0, 6.0]),
        pair(np.arange(12.0), np.arange(12.0) / 8),
        pair([1, -2], [3, 4]),
        pair([0.0, 0.0], [5.0, -1.0]),
        pair([1.0, 1e8], [1e8, -1.0]),
        pair([1.23456789e-4], [1.0]),
    ),
    mistakes=(
        Mistake(
            mistakes.dot_does_not_add_up,
            "Those are the products, one for each place. The dot product is one number: add them up.",
            "wrong shape",
        ),
        Mistake(
            mistakes.dot_adds_before_it_multiplies,
            "That adds up each vector first and then multiplies the two sums. Multiply place by place first; add last.",
        ),
        Mistake(
            mistakes.dot_leaves_the_last_out,
            "The last pair is missing: range(n) already stops at n - 1, so range(len(a)) covers every place.",
        ),
        Mistake(
            mistakes.dot_returns_in_the_loop,
            "The return stands inside the loop, so the function ends after the first product. "
            "Move it out, level with the for.",
        ),
        Mistake(
            mistakes.dot_in_place,
            "a *= b writes the products into the caller's a. a * b makes a new array.",
            "changed its input",
        ),
        Mistake(
            mistakes.dot_overwrites,
            "Only the last product is left: = replaces what total held, += adds to it.",
        ),
        Mistake(
            mistakes.dot_starts_at_one,
            "The first pair is missing: entries are counted from 0, so range(len(a)), not range(1, len(a)).",
        ),
        Mistake(mistakes.dot_adds_the_pairs, "That adds the two entries of each pair. Multiply them: x * y."),
        Mistake(mistakes.dot_takes_the_mean, "That is the mean of the products. Their sum is wanted."),
    ),
    also_right=(
        correct.dot_at_once,
        correct.dot_by_loop,
        correct.dot_by_plain_loop,
        correct.dot_by_zip,
        correct.dot_by_short_zip,
        correct.dot_by_method,
    ),
    hints=(
        "On paper: [1, 2, 3] and [4, 5, 6] give 1·4 + 2·5 + 3·6. Which two steps is that?",
        "a * b makes all the products at once; what adds them up?",
        "return np.sum(a * b)",
    ),
    out_of_bounds=ready_made.DOT,
    race=Race(random_pair, {"NumPy": np.dot}, SIZES),
)
