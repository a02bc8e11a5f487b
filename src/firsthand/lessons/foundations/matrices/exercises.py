"""The exercises on matrices."""

from typing import Any

import numpy as np
from hypothesis import strategies as st

from firsthand.course.grading.exercise import Exercise, Mistake, Race
from firsthand.course.grading.strategies import arguments, array
from firsthand.foundations import linear_layer, matmul, matvec
from firsthand.lessons import ready_made
from firsthand.lessons.foundations.matrices import correct
from firsthand.lessons.foundations.matrices import mistakes_products as mistakes

SIZE = st.integers(1, 3)


def made(**values: Any) -> dict[str, Any]:
    return {name: np.array(value) for name, value in values.items()}


def random_square(size: int, seed: int) -> Any:
    return np.random.default_rng(seed).normal(size=(size, size))


MATVEC = Exercise(
    reference=matvec,
    task="Multiply a matrix by a vector: one dot product for each row. "
    'yours("dot") brings yours, if you want it.',
    inputs=st.tuples(SIZE, SIZE).flatmap(lambda s: arguments(W=array(*s), x=array(s[1]))),
    edges=(
        made(W=[[1.0, 0.0], [2.0, 3.0]], x=[10.0, 20.0]),
        made(W=[[1.0, 2.0, 3.0]], x=[4.0, 5.0, 6.0]),
        made(W=[[1.0], [2.0], [3.0]], x=[2.0]),
        made(W=[[1, 2], [3, 4]], x=[0.5, 0.5]),
        made(W=[[0.1, 0.3, -0.2], [-0.5, 0.2, 0.4]], x=[170.0, 70.0, 25.0]),
        made(W=[[1.23456789e-4]], x=[1.0]),
    ),
    mistakes=(
        Mistake(
            mistakes.matvec_does_not_add_up,
            "Those are the products, weight by weight. Each row must still be added up, to one number a row.",
            "wrong shape",
        ),
        Mistake(
            mistakes.matvec_adds_down_the_columns,
            "axis=0 runs down the columns. Each row belongs together here: axis=1 runs along the rows.",
        ),
        Mistake(
            mistakes.matvec_adds_up_everything,
            "Without an axis, np.sum adds up the whole table. One number a row is wanted: axis=1.",
            "wrong shape",
        ),
        Mistake(
            mistakes.matvec_takes_columns,
            "You take the columns of W, which is what its transpose would do. Go row by row: for row in W.",
        ),
        Mistake(
            mistakes.matvec_gives_a_list,
            "The numbers are right, but in a Python list. Make it an array: np.array([...]).",
            "wrong type",
        ),
        Mistake(
            mistakes.matvec_has_the_size_of_x,
            "Your result is as long as x. It has one entry for each row of W: np.zeros(len(W)).",
            "wrong shape",
        ),
        Mistake(
            mistakes.matvec_has_size_and_rounds_of_x,
            "Both the result and the loop are as long as x. There is one entry, and one round, for each row of W: len(W).",
            "crashed",
        ),
        Mistake(
            mistakes.matvec_keeps_whole_numbers,
            "The result takes the dtype of W: when that holds whole numbers, each answer is cut to one as it is "
            "stored. np.zeros(len(W)) holds floats.",
        ),
        Mistake(
            mistakes.matvec_keeps_on_adding,
            "The total of one row is still there when the next begins: set it to 0 inside the outer loop.",
        ),
        Mistake(
            mistakes.matvec_overwrites,
            "= replaces what the place held, so only the last product of each row stays. += collects them.",
        ),
        Mistake(
            mistakes.matvec_in_place,
            "W *= x writes the products into the caller's weights. W * x makes a new array.",
            "changed its input",
        ),
        Mistake(
            mistakes.matvec_loops_over_a_square,
            "Both loops run over the rows, as if W were square. The inner one runs over the entries of a row: "
            "range(W.shape[1]).",
        ),
        Mistake(
            mistakes.matvec_gives_a_column,
            "The numbers are right, but they stand in a column: an axis too many. Leave out keepdims.",
            "wrong shape",
        ),
    ),
    also_right=(
        correct.matvec_at_once,
        correct.matvec_by_rows,
        correct.matvec_by_loops,
        correct.matvec_by_columns,
        correct.matvec_by_zip,
    ),
    hints=(
        "Each row of W has as many entries as x. What have you built for two such vectors?",
        "One dot product for each row: np.array([dot(row, x) for row in W]). "
        "Or all at once: W * x lays x over every row; along which axis do you add up?",
        "return np.sum(W * x, axis=1)",
    ),
    out_of_bounds=ready_made.MATVEC,
    race=Race(
        lambda size, seed: {"W": random_square(size, seed), "x": random_square(size, seed)[0]},
        {"NumPy": np.matmul},
        (4, 16, 64, 256, 1024),
        "rows and columns",
    ),
)

MATMUL = Exercise(
    reference=matmul,
    task="Multiply two matrices: entry [i, j] is row i of A times column j of B.",
    inputs=st.tuples(SIZE, SIZE, SIZE).flatmap(lambda s: arguments(A=array(s[0], s[1]), B=array(s[1], s[2]))),
    edges=(
        made(A=[[1.0, 2.0], [3.0, 4.0]], B=[[0.0, 1.0], [2.0, 1.0]]),
        made(A=[[1.0, 2.0]], B=[[3.0], [4.0]]),
        made(A=[[1.0], [2.0]], B=[[3.0, 4.0]]),
        made(A=[[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]], B=[[1.0], [0.0], [-1.0]]),
        made(A=[[0.5]], B=[[0.5]]),
        made(A=[[1, 0, 2], [0, 3, 0]], B=[[1, 2, 3, 4], [5, 6, 7, 8], [9, 10, 11, 12]]),
        made(A=[[1.23456789e-4]], B=[[1.0]]),
    ),
    mistakes=(
        Mistake(
            mistakes.matmul_entry_by_entry,
            "* multiplies entry by entry. A matrix product pairs each row of A with each column of B.",
        ),
        Mistake(
            mistakes.matmul_the_other_way_round,
            "That is B A. The order counts: rows come from A, columns from B.",
        ),
        Mistake(
            mistakes.matmul_rows_with_rows,
            "You pair rows of A with rows of B. The second partner is a column: B[:, j], or a row of B.T.",
        ),
        Mistake(
            mistakes.matmul_transposed,
            "Each A times column is a column of the result, and you stack them as rows: the result lies on its side.",
        ),
        Mistake(
            mistakes.matmul_overwrites,
            "= replaces what the place held, so only the last product stays. += collects them.",
        ),
        Mistake(
            mistakes.matmul_shares_one_row,
            "[[0] * n] * m holds the same row m times: writing into one writes into all. "
            "np.zeros((m, n)) has rows of its own.",
        ),
        Mistake(
            mistakes.matmul_has_the_shape_of_a,
            "The result need not have the shape of A: it has A's rows and B's columns.",
            "wrong shape",
        ),
        Mistake(
            mistakes.matmul_in_whole_numbers,
            "Your result can hold whole numbers only, so 0.25 is stored as 0. Leave out dtype=int.",
        ),
        Mistake(
            mistakes.matmul_has_as_many_columns_as_rows,
            "Both outer loops run over the rows of A, as if the result were square. "
            "Its columns are those of B: range(B.shape[1]).",
            "crashed",
        ),
        Mistake(
            mistakes.matmul_gives_lists,
            "The numbers are right, but in lists within a list. Make it an array: np.array(...).",
            "wrong type",
        ),
        Mistake(
            mistakes.matmul_rows_of_b,
            "for row in B gives rows, and it is the columns of B that A is multiplied with: B[:, j], each a column of "
            "the result.",
        ),
        Mistake(
            mistakes.matmul_taken_for_square,
            "All three loops run up to len(A), as if everything were square. A has A.shape[1] columns, and B has B.shape[1].",
        ),
    ),
    also_right=(
        correct.matmul_at_once,
        correct.matmul_by_loops,
        correct.matmul_by_zip,
        correct.matmul_by_dots,
        correct.matmul_by_outer_products,
    ),
    hints=(
        "What happens to one column of B? You have built that: a matrix times a vector.",
        "Column j of the result is A times column j of B, and B[:, j] is that column. "
        "The result has A's rows and B's columns.",
        "product = np.zeros((A.shape[0], B.shape[1])); then, for each j, product[:, j] = matvec(A, B[:, j]).",
    ),
    out_of_bounds=ready_made.MATMUL,
    race=Race(
        lambda size, seed: {"A": random_square(size, seed), "B": random_square(size, seed)[::-1]},
        {"NumPy": np.matmul},
        (2, 8, 32, 64, 128),
        "rows and columns",
    ),
)


def numpys_layer(x: Any, W: Any, b: Any) -> Any:
    """What one writes with NumPy alone, and what the frameworks compute."""
    return x @ W.T + b


def random_layer(size: int, seed: int) -> dict[str, Any]:
    rng = np.random.default_rng(seed)
    return {"x": rng.normal(size=(size, 64)), "W": rng.normal(size=(32, 64)), "b": rng.normal(size=32)}


def layers(single: bool) -> Any:
    """Inputs for one example, or for a batch of up to three."""
    return st.tuples(SIZE, SIZE, SIZE).flatmap(
        lambda s: arguments(
            x=array(s[1]) if single else array(s[2], s[1]), W=array(s[0], s[1]), b=array(s[0])
        )
    )


LINEAR_LAYER = Exercise(
    reference=linear_layer,
    out_of_bounds=ready_made.LINEAR_LAYER,
    task="Pass one input, or a batch with one input in each row, through a layer: weigh, add up, add the bias.",
    inputs=layers(single=True) | layers(single=False),
    edges=(
        made(x=[1.0, 2.0], W=[[3.0, 4.0], [5.0, 6.0]], b=[10.0, 20.0]),
        made(x=[[1.0, 2.0], [0.0, 1.0]], W=[[3.0, 4.0], [5.0, 6.0]], b=[10.0, 20.0]),
        made(x=[[1.0, 2.0]], W=[[3.0, 4.0], [5.0, 6.0]], b=[10.0, 20.0]),
        made(x=[1.0, 2.0], W=[[-3.0, 1.0]], b=[0.5]),
        made(x=[[1.0, 0.0, 2.0], [3.0, 1.0, 0.0]], W=[[1.0, 1.0, 1.0]], b=[-1.0]),
        made(x=[170, 70, 25], W=[[0.1, 0.3, -0.2], [-0.5, 0.2, 0.4]], b=[0, 0]),
        made(x=[[1.0, 2.0], [3.0, 4.0]], W=[[1.0, 0.0], [2.0, 1.0]], b=[0.0, 1.0]),
        made(x=[1.23456789e-4], W=[[1.0]], b=[0.0]),
    ),
    mistakes=(
        Mistake(
            mistakes.layer_without_bias, "The bias is missing: add b at the end, one entry for each neuron."
        ),
        Mistake(
            mistakes.layer_for_one_input_only,
            "This serves a single input. A batch has one input in each row, and each row goes through the layer: "
            "x times the transpose of W.",
            "crashed",
        ),
        Mistake(
            mistakes.layer_without_transpose,
            "A neuron is a row of W, and x @ W uses its columns. Transpose it: x @ W.T.",
        ),
        Mistake(
            mistakes.layer_with_columns_for_rows,
            "Your outputs stand in columns. The batch comes with one input a row and must leave with one output a row.",
        ),
        Mistake(
            mistakes.layer_adds_bias_by_row,
            "b holds one number a neuron, and neurons are columns of the result. b[:, np.newaxis] gives each input "
            "a bias instead; plain + b lays b over every row.",
        ),
        Mistake(
            mistakes.layer_squeezes,
            "np.squeeze drops every size that happens to be 1. A batch of one must stay a batch, "
            "and a layer of one neuron a layer.",
            "wrong shape",
        ),
        Mistake(
            mistakes.layer_makes_everything_a_batch,
            "A single input must come out as a single output, of shape (n_out,): take the batch's only row.",
            "wrong shape",
        ),
        Mistake(
            mistakes.layer_adds_bias_first,
            "The bias belongs to the outputs: weigh and add up first, then add b.",
        ),
        Mistake(
            mistakes.layer_with_activation,
            "A linear layer ends with the sum. What cuts off below 0 is the activation, and that comes after it.",
        ),
        Mistake(
            mistakes.layer_writes_into_the_bias,
            "y = b is no copy but a second name, so y += ... changes the layer's own bias. "
            "Write y = ... + b, which makes a new array.",
            "changed its input",
        ),
        Mistake(mistakes.layer_takes_the_bias_away, "You take b off. The bias is added."),
        Mistake(
            mistakes.layer_asks_whether_there_is_a_bias,
            "A bias with a 0 in it is a bias like any other, and here it is left out. Add b always.",
        ),
        Mistake(
            mistakes.layer_for_batches_only,
            "This takes x for a batch and walks through its rows; a single input has none. Ask x.ndim, "
            "or write something that serves both, such as x @ W.T.",
            "crashed",
        ),
    ),
    also_right=(
        correct.layer_in_one_line,
        correct.layer_row_by_row,
        correct.layer_by_einsum,
        correct.layer_by_matmul,
    ),
    hints=(
        "One input: a matrix times a vector, plus b. What is one row of a batch?",
        "Each input stands in a row of x and each neuron in a row of W. A product pairs rows with columns: "
        "which of the two must be transposed?",
        "matvec(W, x) + b for one input (x.ndim == 1), matmul(x, W.T) + b for a batch.",
    ),
    race=Race(random_layer, {"NumPy": numpys_layer}, (1, 10, 100, 1_000, 10_000), "inputs in the batch"),
)
