"""Orders, and slopes through a graph."""

import numpy as np
import pytest
from numpy.testing import assert_allclose

from firsthand.neural.autograd import (
    Tensor,
    backpropagate,
    graph_of,
    topological_order,
)


def random_graph(seed):
    rng = np.random.default_rng(seed)
    n = int(rng.integers(1, 12))
    return {k: rng.integers(k, size=int(rng.integers(0, 4))).tolist() if k else [] for k in range(n)}


def depends_on(parents, output):
    found, waiting = set(), [output]
    while waiting:
        node = waiting.pop()
        found.add(node)
        waiting.extend(parents[node])
    return found


@pytest.mark.parametrize("seed", range(50))
def test_each_node_stands_after_its_parents_once_and_no_other_is_there(seed):
    parents = random_graph(seed)
    output = max(parents)
    order = topological_order(parents, output)
    place = {node: k for k, node in enumerate(order)}
    assert len(place) == len(order)
    assert set(order) == depends_on(parents, output)
    assert all(place[parent] < place[node] for node in order for parent in parents[node])


def test_a_long_chain_needs_no_recursion():
    chain = {k: [k - 1] if k else [] for k in range(20_000)}
    assert topological_order(chain, 19_999) == list(range(20_000))


@pytest.mark.parametrize("seed", range(50))
def test_backpropagation_adds_up_the_products_along_all_paths(seed):
    parents = random_graph(seed)
    rng = np.random.default_rng(seed)
    slopes = {node: [(p, float(rng.normal())) for p in of] for node, of in parents.items()}
    output = max(parents)

    def along_paths(node, wanted):
        here = 1.0 if node == wanted else 0.0
        return here + sum(slope * along_paths(parent, wanted) for parent, slope in slopes[node])

    gradients = backpropagate(slopes, output)
    assert gradients.keys() == depends_on(parents, output)
    for node, gradient in gradients.items():
        assert_allclose(gradient, along_paths(output, node), atol=1e-12)


def test_the_graph_of_a_tensor_holds_each_node_once():
    a, b = Tensor(2.0, requires_grad=True), Tensor(3.0)
    product = a * b
    output = product + a
    graph = graph_of(output)
    assert set(graph) == {a, b, product, output}
    assert next(iter(graph)) is output
    assert graph[output] == (product, a)
