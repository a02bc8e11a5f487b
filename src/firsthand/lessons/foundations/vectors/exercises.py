"""The exercises on vectors; those on similarity stand in a file of their own."""

import numpy as np
from hypothesis import strategies as st

from firsthand.course.exercise import Exercise, Mistake, Race
from firsthand.course.inputs import arguments, array, numbers
from firsthand.foundations import add, dot, norm, scale
from firsthand.lessons.foundations.vectors import versions as v
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
        pair([0.123456], [1.0]),
    ),
    mistakes=(
        Mistake(
            v.add_puts_behind,
            "That puts b behind a. A sum has as many entries as each of the two: the first is a[0] + b[0].",
            "wrong shape",
        ),
        Mistake(
            v.add_adds_up_everything,
            "That adds up all entries to one number. A sum of vectors is a vector: leave out np.sum.",
            "wrong shape",
        ),
        Mistake(
            v.add_gives_a_list,
            "The numbers are right, but they are in a Python list, and for a list + means something else. "
            "Make it an array: np.array(...).",
            "wrong type",
        ),
        Mistake(
            v.add_in_place,
            "a += b writes the sum into the caller's a, who has lost it now. a + b makes a new array.",
            "changed its input",
        ),
    ),
    also_right=(v.add_at_once, v.add_by_loop, v.add_by_zip, v.add_by_short_zip, v.add_on_a_copy),
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
        {"factor": 2.0, "a": np.array([0.123456])},
    ),
    mistakes=(
        Mistake(
            v.scale_in_place,
            "a *= factor writes into the caller's array: every call would change it again. factor * a makes a new one.",
            "changed its input",
        ),
        Mistake(
            v.scale_repeats_a_list,
            "For a Python list, 2 * means “twice in a row”. Keep a as the NumPy array it is, "
            "and * works on each entry.",
            "wrong type",
        ),
        Mistake(v.scale_shifts, "That adds the factor to each entry. Scaling multiplies each entry by it."),
        Mistake(
            v.scale_keeps_whole_numbers,
            "np.zeros_like(a) takes over the dtype of a: when a holds whole numbers, 0.5 is cut to 0 as it is stored. "
            "np.zeros(len(a)) holds floats.",
        ),
        Mistake(
            v.scale_sets_the_length,
            "That makes the vector as long as factor. To scale is to make it factor times as long as it was: "
            "there is nothing to divide by.",
        ),
        Mistake(
            v.scale_drops_the_sign,
            "A negative factor turns the arrow round; abs() loses that.",
        ),
    ),
    also_right=(v.scale_by_loop, v.scale_by_comprehension),
    hints=(
        "For a NumPy array, what does 2 * a do?",
        "factor * a makes a new array; a *= factor changes the old one.",
        "return factor * a",
    ),
    race=Race(
        lambda size: {"factor": 2.5, "a": random_pair(size)["a"]},
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
        pair([1, -2], [3, 4]),
        pair([0.0, 0.0], [5.0, -1.0]),
        pair([1.0, 1e8], [1e8, -1.0]),
        pair([0.123456], [1.0]),
    ),
    mistakes=(
        Mistake(
            v.dot_does_not_add_up,
            "Those are the products, one for each place. The dot product is one number: add them up.",
            "wrong shape",
        ),
        Mistake(
            v.dot_adds_before_it_multiplies,
            "That adds up each vector first and then multiplies the two sums. Multiply place by place first; add last.",
        ),
        Mistake(
            v.dot_leaves_the_last_out,
            "The last pair is missing: range(n) already stops at n - 1, so range(len(a)) covers every place.",
        ),
        Mistake(
            v.dot_returns_in_the_loop,
            "The return stands inside the loop, so the function ends after the first product. "
            "Move it out, level with the for.",
        ),
        Mistake(
            v.dot_in_place,
            "a *= b writes the products into the caller's a. a * b makes a new array.",
            "changed its input",
        ),
    ),
    also_right=(
        v.dot_at_once,
        v.dot_by_loop,
        v.dot_by_plain_loop,
        v.dot_by_zip,
        v.dot_by_short_zip,
        v.dot_by_method,
    ),
    hints=(
        "On paper: [1, 2, 3] and [4, 5, 6] give 1·4 + 2·5 + 3·6. Which two steps is that?",
        "a * b makes all the products at once; what adds them up?",
        "return np.sum(a * b)",
    ),
    out_of_bounds=(
        "@",
        ".dot",
        "numpy.dot",
        "numpy.inner",
        "numpy.vdot",
        "numpy.vecdot",
        "numpy.matmul",
        "numpy.einsum",
        "numpy.tensordot",
        "numpy.linalg.vecdot",
        "numpy.linalg.matmul",
        "numpy.linalg.tensordot",
        "numpy.linalg.multi_dot",
        "numpy.correlate",
        "numpy.convolve",
        "numpy.matrix",
        "numpy.asmatrix",
        "math.sumprod",
    ),
    race=Race(random_pair, {"NumPy": np.dot}, SIZES),
)

NORM = Exercise(
    reference=norm,
    task="Measure the length of a vector: the root of the sum of its squares.",
    inputs=arguments(a=LENGTHS.flatmap(lambda n: array(n))),
    edges=(
        {"a": np.array([3.0, 4.0])},
        {"a": np.array([-2.0])},
        {"a": np.array([-3, -4])},
        {"a": np.array([1.0, 1.0, 1.0, 1.0])},
        {"a": np.array([0.0, 0.0])},
        {"a": np.array([-4.0, 3.0])},
        {"a": np.array([3e8, 0.0, -4e8])},
        {"a": np.array([0.123456])},
    ),
    mistakes=(
        Mistake(v.norm_without_root, "That is the sum of squares, an area. The length is its square root."),
        Mistake(
            v.norm_walks_the_blocks,
            "That adds up the sizes of the entries: the way round the blocks of a city. "
            "The straight line is the root of the sum of the squares.",
        ),
        Mistake(
            v.norm_halves,
            "** binds tighter than /, so ** 1 / 2 is half of the first power. Write ** 0.5, or np.sqrt.",
        ),
        Mistake(
            v.norm_takes_the_mean,
            "That takes the mean of the squares; a length takes their sum. More entries make a vector longer.",
        ),
        Mistake(
            v.norm_forgets_to_scale_back,
            "You divided by the largest entry, so that the squares stay in range. Good: now multiply the root by it again.",
        ),
        Mistake(
            v.norm_divides_by_zero,
            "In a vector of zeros the largest entry is 0, and 0/0 is NaN. Answer that case first: its length is 0.",
        ),
        Mistake(
            v.norm_forgets_the_sign,
            "The largest entry is not the one of the largest size: -4 is larger in size than 3. Take np.abs first.",
        ),
        Mistake(
            v.norm_in_place,
            "/= and *=, or an assignment to a[i], write into the caller's array. a / largest and a * a make new ones.",
            "changed its input",
        ),
    ),
    also_right=(
        v.norm_by_the_book,
        v.norm_by_dot,
        v.norm_by_loop,
        v.norm_by_pairs,
        v.norm_by_powers_of_two,
        v.norm_of_tamed_entries,
    ),
    hints=(
        "Pythagoras: for two entries it is the long side of a right triangle.",
        "Square each entry, add up the squares. What is left to do?",
        "return np.sqrt(np.sum(a**2)). (Ours also divides by the largest entry first, so that 1e200 can be squared.)",
    ),
    out_of_bounds=(
        "numpy.linalg.norm",
        "numpy.linalg.vector_norm",
        "numpy.linalg.matrix_norm",
        "scipy.linalg.norm",
        "math.hypot",
        "math.dist",
    ),
    race=Race(lambda size: {"a": random_pair(size)["a"]}, {"NumPy": np.linalg.norm}, SIZES),
)
