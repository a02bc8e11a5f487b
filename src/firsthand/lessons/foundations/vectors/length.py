"""The exercise on the length of a vector."""

import numpy as np
from hypothesis import strategies as st

from firsthand.course.grading.exercise import Exercise, Mistake, Race
from firsthand.course.grading.strategies import arguments, array
from firsthand.foundations import norm
from firsthand.lessons import ready_made
from firsthand.lessons.foundations.vectors import correct
from firsthand.lessons.foundations.vectors import mistakes_length as mistakes
from firsthand.lessons.foundations.vectors.similarity import SIZES, random_pair

NORM = Exercise(
    reference=norm,
    task="Measure the length of a vector: the root of the sum of its squares.",
    inputs=arguments(a=st.integers(1, 4).flatmap(lambda n: array(n))),
    edges=(
        {"a": np.array([3.0, 4.0])},
        {"a": np.array([-2.0])},
        {"a": np.array([-3, -4])},
        {"a": np.array([1.0, 1.0, 1.0, 1.0])},
        {"a": np.array([0.0, 0.0])},
        {"a": np.array([-4.0, 3.0])},
        {"a": np.array([3e8, 0.0, -4e8])},
        {"a": np.array([1.23456789e-4])},
    ),
    mistakes=(
        Mistake(
            mistakes.norm_without_root, "That is the sum of squares, an area. The length is its square root."
        ),
        Mistake(
            mistakes.norm_walks_the_blocks,
            "That adds up the sizes of the entries: the way round the blocks of a city. "
            "The straight line is the root of the sum of the squares.",
        ),
        Mistake(
            mistakes.norm_halves,
            "** binds tighter than /, so ** 1 / 2 is half of the first power. Write ** 0.5, or np.sqrt.",
        ),
        Mistake(
            mistakes.norm_squares_the_sum,
            "That adds up the entries first and squares the sum: of 3 and -4 there is left 1. Square each entry, then add "
            "up: np.sum(a**2).",
        ),
        Mistake(
            mistakes.norm_takes_the_mean,
            "That takes the mean of the squares; a length takes their sum. More entries make a vector longer.",
        ),
        Mistake(
            mistakes.norm_forgets_to_scale_back,
            "You divided by the largest entry, so that the squares stay in range. Good: now multiply the root by it again.",
        ),
        Mistake(
            mistakes.norm_divides_by_zero,
            "In a vector of zeros the largest entry is 0, and 0/0 is NaN. Answer that case first: its length is 0.",
        ),
        Mistake(
            mistakes.norm_forgets_the_sign,
            "The largest entry is not the one of the largest size: -4 is larger in size than 3. Take np.abs first.",
        ),
        Mistake(
            mistakes.norm_in_place,
            "/= and *=, or an assignment to a[i], write into the caller's array. a / largest and a * a make new ones.",
            "changed its input",
        ),
        Mistake(
            mistakes.norm_is_the_largest,
            "That is the size of the largest entry. The others count too: square all, add up, take the root.",
        ),
        Mistake(
            mistakes.norm_of_a_plane,
            "A vector may have any number of entries, not two alone: sum over all of them.",
            "crashed",
        ),
        Mistake(
            mistakes.norm_with_a_tiny_number,
            "Something small is added below the root. Here it only spoils the answer: the length of zeros is 0 as it stands.",
        ),
    ),
    also_right=(
        correct.norm_by_the_book,
        correct.norm_by_dot,
        correct.norm_by_loop,
        correct.norm_by_pairs,
        correct.norm_by_powers_of_two,
        correct.norm_of_tamed_entries,
    ),
    hints=(
        "Pythagoras: for two entries it is the long side of a right triangle.",
        "Square each entry, add up the squares. What is left to do?",
        "return np.sqrt(np.sum(a**2))",
    ),
    out_of_bounds=ready_made.NORM,
    race=Race(lambda size, seed: {"a": random_pair(size, seed)["a"]}, {"NumPy": np.linalg.norm}, SIZES),
)
