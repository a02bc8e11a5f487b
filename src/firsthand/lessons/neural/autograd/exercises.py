"""The exercises of the lesson Automatic differentiation."""

import math
from collections.abc import Mapping
from typing import Any

import numpy as np
from hypothesis import strategies as st

from firsthand.course.grading.compare import Difference, kind
from firsthand.course.grading.exercise import Clause, Exercise, Race
from firsthand.course.grading.strategies import arguments
from firsthand.lessons import ready_made
from firsthand.lessons.neural.autograd import (
    correct,
    mistakes_arrays,
    mistakes_gradients,
    mistakes_graphs,
    mistakes_products,
)
from firsthand.lessons.neural.autograd.graphs import Chain, any_valid_order, graphs, ladder, weighted
from firsthand.neural.autograd import (
    backpropagate,
    backward_matmul,
    backward_multiply,
    topological_order,
    unbroadcast,
)

ENTRIES = st.sampled_from([0.0, 1.0, 2.0, -1.0, 3.0, 0.5, -2.0, 5.0, 0.1])
SIZES = st.integers(1, 3)
WIDE = st.lists(SIZES, max_size=3).map(tuple)


def _array(shape: tuple[int, ...]) -> Any:
    count = math.prod(shape)
    return st.lists(ENTRIES, min_size=count, max_size=count).map(
        lambda values: np.array(values).reshape(shape)
    )


@st.composite
def _narrowed(draw: Any, shape: tuple[int, ...]) -> tuple[int, ...]:
    """A shape that can be broadcast to the given one."""
    kept = shape[draw(st.integers(0, len(shape))) :]
    return tuple(1 if draw(st.booleans()) else size for size in kept)


@st.composite
def _broadcast(draw: Any) -> dict[str, Any]:
    wide = draw(WIDE)
    return {"gradient": draw(_array(wide)), "shape": draw(_narrowed(wide))}


@st.composite
def _products(draw: Any) -> dict[str, Any]:
    wide = draw(WIDE)
    a, b = draw(_narrowed(wide)), draw(_narrowed(wide))
    together = np.broadcast_shapes(a, b)
    return {"a": draw(_array(a)), "b": draw(_array(b)), "gradient": draw(_array(together))}


def _matrices(n: int, k: int, m: int) -> Any:
    return arguments(a=_array((n, k)), b=_array((k, m)), gradient=_array((n, m)))


def _counting(*shape: int) -> Any:
    return np.arange(1.0, 1 + math.prod(shape)).reshape(shape)


def _product(a: Any, b: Any) -> dict[str, Any]:
    a, b = np.array(a), np.array(b)
    return {"a": a, "b": b, "gradient": _counting(*np.broadcast_shapes(a.shape, b.shape))}


def _matrix_product(a: Any, b: Any) -> dict[str, Any]:
    a, b = np.array(a, dtype=float), np.array(b, dtype=float)
    return {"a": a, "b": b, "gradient": _counting(len(a), b.shape[1])}


def has_a_shape(got: Any, _expected: Any, _given: Mapping[str, Any]) -> Difference | None:
    """NumPy's numbers have a shape, (); Python's have none."""
    if isinstance(got, int | float) and not isinstance(got, np.generic):
        return Difference("wrong type", f"It gave {kind(got)}, expected an array.")
    return None


# The industry's versions, imported when a race is run -------------------------------------------------------


def by_graphlib(parents: Any, output: Any) -> Any:
    from graphlib import TopologicalSorter

    return list(TopologicalSorter(parents).static_order())  # in a race all nodes are needed


def torch_sum_to_size(gradient: Any, shape: Any) -> Any:
    import torch

    return torch.from_numpy(gradient).sum_to_size(shape).numpy()


def torch_multiply(a: Any, b: Any, gradient: Any) -> Any:
    import torch

    sides = torch.from_numpy(a).requires_grad_(), torch.from_numpy(b).requires_grad_()
    of_a, of_b = torch.autograd.grad(sides[0] * sides[1], sides, torch.from_numpy(gradient))
    return of_a.numpy(), of_b.numpy()


def torch_matmul(a: Any, b: Any, gradient: Any) -> Any:
    import torch

    sides = torch.from_numpy(a).requires_grad_(), torch.from_numpy(b).requires_grad_()
    of_a, of_b = torch.autograd.grad(sides[0] @ sides[1], sides, torch.from_numpy(gradient))
    return of_a.numpy(), of_b.numpy()


def _grown_graph(size: int, seed: int) -> dict[str, Any]:
    """Each node is made from the one before and from another one; their names are shuffled."""
    rng = np.random.default_rng(seed)
    names = rng.permutation(size).tolist()
    return {
        "parents": {names[k]: [names[k - 1], names[rng.integers(k)]] if k else [] for k in range(size)},
        "output": names[-1],
    }


def _grown_gradient(size: int, seed: int) -> dict[str, Any]:
    return {"gradient": np.random.default_rng(seed).normal(size=(size // 10, 10)), "shape": (10,)}


def _grown_product(size: int, seed: int) -> dict[str, Any]:
    rng = np.random.default_rng(seed)
    return {
        "a": rng.normal(size=(size // 10, 10)),
        "b": rng.normal(size=10),
        "gradient": rng.normal(size=(size // 10, 10)),
    }


def _grown_matrices(size: int, seed: int) -> dict[str, Any]:
    rng = np.random.default_rng(seed)
    return {name: rng.normal(size=(size, size)) for name in ("a", "b", "gradient")}


# The exercises ---------------------------------------------------------------------------------------------

topological_order_exercise = Exercise(
    reference=topological_order,
    task="List what the output was made from, each node once and after all its parents, the output last. Any such "
    "order is right.",
    inputs=graphs().map(lambda drawn: {"parents": drawn[0], "output": drawn[1]}),
    edges=[
        {"parents": {"a": []}, "output": "a"},
        {"parents": {"b": ["a"], "a": []}, "output": "b"},
        {"parents": {"c": ["a", "b"], "a": [], "b": []}, "output": "c"},
        {"parents": {"b": ["a", "a"], "a": []}, "output": "b"},
        {"parents": {"a": [], "b": ["a"], "c": ["a"]}, "output": "b"},
        {"parents": {"d": ["c", "a"], "c": ["b"], "b": ["a"], "a": []}, "output": "d"},
        {"parents": {"d": ["a", "c"], "c": ["b"], "b": ["a"], "a": []}, "output": "d"},
        {"parents": {"d": ["b", "c"], "b": ["a"], "c": ["a", "b"], "a": []}, "output": "d"},
        {"parents": {"a": ["d"], "c": ["a", "b"], "b": ["d", "a"], "d": []}, "output": "c"},
        {"parents": Chain(), "output": len(Chain()) - 1},
        {"parents": ladder(), "output": len(ladder()) - 1},
    ],
    agree=any_valid_order,
    deterministic=False,
    mistakes=mistakes_graphs.TOPOLOGICAL_ORDER,
    also_right=[
        correct.order_from_the_inputs_on,
        correct.order_from_the_output_back,
        correct.order_by_looking_at_the_last,
    ],
    hints=[
        "When may a node be appended? When all its parents are in the list. So before a node come its parents, and "
        "before those come theirs.",
        "Go down from the output along the parents. When a node has no parent left to visit, append it. A set says "
        "which nodes you have been to. A function that calls itself does this, but not for a chain of 5,000.",
        "Keep a list of pairs (node, parents_done) and pop from its end. If parents_done, append the node to the order. "
        "Else, if it is new, push (node, True), and on top of it (parent, False) for each parent.",
    ],
    out_of_bounds=ready_made.TOPOLOGICAL_ORDER,
    race=Race(_grown_graph, {"graphlib": by_graphlib}, (10, 100, 1_000, 10_000, 100_000), "nodes"),
)

backpropagate_exercise = Exercise(
    reference=backpropagate,
    out_of_bounds=ready_made.AUTOGRAD,
    task="Go back from the output, and add up for each node how fast the output changes with it.",
    inputs=weighted(),
    edges=[
        {"slopes": {"a": []}, "output": "a"},
        {"slopes": {"b": [("a", 3.0)], "a": []}, "output": "b"},
        {"slopes": {"c": [("b", 2.0)], "b": [("a", 3.0)], "a": []}, "output": "c"},
        {"slopes": {"c": [("a", 2.0), ("b", 5.0)], "a": [], "b": []}, "output": "c"},
        {"slopes": {"b": [("a", 2.0), ("a", 2.0)], "a": []}, "output": "b"},
        {"slopes": {"c": [("b", 2.0), ("a", 5.0)], "b": [("a", 3.0)], "a": []}, "output": "c"},
        {"slopes": {"c": [("a", 5.0), ("b", 2.0)], "b": [("a", 3.0)], "a": []}, "output": "c"},
        {
            "slopes": {"d": [("b", 1.0), ("c", 2.0)], "c": [("b", 3.0)], "b": [("a", 5.0)], "a": []},
            "output": "d",
        },
        {"slopes": {"a": [], "b": [("a", 2.0)], "c": [("a", 7.0)]}, "output": "b"},
        {"slopes": {"c": [("b", 0.0)], "b": [("a", 2.0)], "a": []}, "output": "c"},
        {"slopes": {"b": [("a", 2.0), ("a", 5.0)], "a": []}, "output": "b"},
        {
            "slopes": {node: [(parent, 0.5) for parent in of] for node, of in ladder().items()},
            "output": len(ladder()) - 1,
        },
    ],
    mistakes=mistakes_gradients.BACKPROPAGATE,
    also_right=[
        correct.gradients_collected_by_each_node,
        correct.gradients_by_remembering,
        correct.gradients_by_uses,
    ],
    hints=[
        "Along a path slopes multiply; where paths meet they add. In which order can each node be dealt with once, when "
        "everything that comes to it is there?",
        "topological_order wants each node with the names of its parents: drop the slopes. Start with 0.0 for every node "
        "in the order and 1.0 for the output.",
        "for node in reversed(order): for parent, slope in slopes[node]: gradients[parent] += gradients[node] * slope",
    ],
)

unbroadcast_exercise = Exercise(
    reference=unbroadcast,
    task="Bring a gradient back to the shape that the array had before it was broadcast: add up over all the places an "
    "entry was copied to.",
    inputs=_broadcast(),
    edges=[
        {"gradient": _counting(3), "shape": (3,)},
        {"gradient": _counting(2, 3), "shape": (3,)},
        {"gradient": _counting(2, 3), "shape": (2, 1)},
        {"gradient": _counting(2, 3), "shape": (1, 3)},
        {"gradient": _counting(2, 3), "shape": ()},
        {"gradient": _counting(2, 2), "shape": (2,)},
        {"gradient": _counting(2, 3), "shape": (1,)},
        {"gradient": _counting(2, 2, 3), "shape": (2, 1)},
        {"gradient": _counting(2, 1), "shape": (2, 1)},
        {"gradient": np.array(5.0), "shape": ()},
        {"gradient": _counting(3, 2), "shape": (1, 1)},
        {"gradient": _counting(4, 2, 3), "shape": (3,)},
        {"gradient": np.zeros((0, 3)), "shape": (3,)},
    ],
    mistakes=mistakes_arrays.UNBROADCAST,
    clauses=[Clause(text="ndarray of that shape", ignored=mistakes_arrays.PYTHON_NUMBER, check=has_a_shape)],
    also_right=[
        correct.unbroadcast_axis_by_axis,
        correct.unbroadcast_entry_by_entry,
        correct.unbroadcast_where_sizes_differ,
        correct.unbroadcast_by_places,
    ],
    hints=[
        "An entry that was copied to three places moves the output three times. What does it get back?",
        "Shapes are aligned at the right. So the first gradient.ndim - len(shape) axes were added: sum over them. Of the "
        "rest, those whose size in shape is 1 were stretched: sum over them too.",
        "while gradient.ndim > len(shape): gradient = gradient.sum(axis=0). Then for each axis with shape[axis] == 1: "
        "gradient = gradient.sum(axis=axis, keepdims=True).",
    ],
    out_of_bounds=ready_made.SUM_TO_SIZE,
    race=Race(
        _grown_gradient,
        {"PyTorch": torch_sum_to_size},
        (10, 100, 1_000, 10_000, 100_000, 1_000_000),
        "numbers in the gradient",
    ),
)

backward_multiply_exercise = Exercise(
    reference=backward_multiply,
    task="Send the gradient of a * b back to a and to b, each in its own shape, whatever was broadcast.",
    inputs=_products(),
    edges=[
        _product(2.0, 5.0),
        _product([1.0, 2.0], [3.0, 5.0]),
        _product([1.0, 2.0, 3.0], 5.0),
        _product(5.0, [1.0, 2.0, 3.0]),
        _product([[1.0, 2.0], [3.0, 4.0]], [5.0, 7.0]),
        _product([[2.0], [3.0]], [5.0, 7.0, 11.0]),
        _product([[2.0, 3.0]], [[5.0], [7.0]]),
        _product([0.0, 1.0], [[0.0, 2.0], [3.0, 0.0]]),
        _product([1.0], _counting(2, 3)),
    ],
    mistakes=mistakes_arrays.BACKWARD_MULTIPLY,
    also_right=[correct.multiply_axis_by_axis, correct.multiply_entry_by_entry],
    hints=[
        "Take single numbers first: by how much does a * b change for one unit of a? And how much does the output care?",
        "gradient * b is what a gets, but in the shape of a * b. You have built what brings it back to the shape of a.",
        "return unbroadcast(gradient * b, a.shape), unbroadcast(gradient * a, b.shape)",
    ],
    out_of_bounds=ready_made.AUTOGRAD,
    race=Race(
        _grown_product,
        {"PyTorch": torch_multiply},
        (10, 100, 1_000, 10_000, 100_000, 1_000_000),
        "numbers in a",
    ),
)

backward_matmul_exercise = Exercise(
    reference=backward_matmul,
    task="Send the gradient of the matrix product a @ b back to a and to b.",
    inputs=st.tuples(SIZES, SIZES, SIZES).flatmap(lambda sizes: _matrices(*sizes)),
    edges=[
        _matrix_product([[2]], [[5]]),
        _matrix_product([[1, 2], [3, 4]], [[5, 7], [0, -1]]),
        _matrix_product([[0, 1], [2, 0]], [[3, 1], [1, -2]]),
        _matrix_product([[1, 2]], [[3], [5]]),
        _matrix_product([[1], [2]], [[3, 5]]),
        _matrix_product([[1, 2, 3], [4, 5, 6]], [[1], [0], [2]]),
        _matrix_product([[1, 2], [3, 4], [5, 6]], [[1, 0, 2, -1], [3, 1, 0, 2]]),
    ],
    mistakes=mistakes_products.BACKWARD_MATMUL,
    also_right=[correct.matmul_by_einsum, correct.matmul_turned_over, correct.matmul_row_by_row],
    hints=[
        "Let the shapes lead you. The gradient is (n, m), b is (k, m), and what a gets is (n, k). Which product of the "
        "two has that shape?",
        "Turn b over: (n, m) @ (m, k) is (n, k). For b it is (k, n) @ (n, m).",
        "return gradient @ b.T, a.T @ gradient",
    ],
    out_of_bounds=ready_made.AUTOGRAD,
    race=Race(_grown_matrices, {"PyTorch": torch_matmul}, (10, 30, 100, 300), "rows of a square matrix"),
)
