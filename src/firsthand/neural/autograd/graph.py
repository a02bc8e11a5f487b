"""What was made from what, in which order to go through it, and how slopes travel along it."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from typing import Any, Protocol

Node = Hashable


class Made(Protocol):
    """Anything that remembers what it was made from: a `Tensor`, or a node of your own."""

    @property
    def parents(self) -> Sequence[Any]: ...


def graph_of(output: Made) -> dict[Any, Sequence[Any]]:
    """Collect everything that `output` was made from.

    Parameters
    ----------
    output : Tensor, or any hashable object with an attribute `parents`

    Returns
    -------
    dict
        Each node with its parents; `output` comes first.
    """
    parents: dict[Any, Sequence[Any]] = {}
    waiting: list[Any] = [output]
    while waiting:
        node = waiting.pop()
        if node not in parents:
            parents[node] = node.parents
            waiting.extend(node.parents)
    return parents


def topological_order(parents: Mapping[Any, Sequence[Any]], output: Hashable) -> list[Any]:
    """List what `output` was made from, each node after its parents.

    Whoever walks the list forwards meets a node when everything it needs is
    ready; whoever walks it backwards meets a node when everything made from
    it has been dealt with.

    Parameters
    ----------
    parents : dict
        The graph. Each node, by name, with the list of the nodes it was made
        from; an empty list for an input. The same parent may be listed twice,
        as in a * a. There are no circles.
    output : one of the nodes

    Returns
    -------
    list
        `output` and all it was made from, directly or through others, each
        once. Nodes that `output` does not depend on are left out. Usually
        several orders are valid: any of them is right.

    Notes
    -----
    A chain of 5,000 nodes must work, and Python lets a function call itself
    only about 1,000 times deep. So keep the nodes that wait in a list.
    """
    order, seen = [], set()
    waiting = [(output, False)]
    while waiting:
        node, parents_done = waiting.pop()
        if parents_done:
            order.append(node)
        elif node not in seen:
            seen.add(node)
            waiting.append((node, True))
            waiting.extend((parent, False) for parent in parents[node])
    return order


def backpropagate(slopes: Mapping[Any, Sequence[tuple[Any, float]]], output: Hashable) -> dict[Any, float]:
    """Compute how fast `output` changes with each node behind it.

    Go from the output back to the inputs. When a node's turn comes, its own
    gradient is complete, and each of its parents gets a share of it: the
    gradient times the slope on the way to that parent. A parent that is used
    in several places adds up what comes from each.

    Parameters
    ----------
    slopes : dict
        The graph. Each node, by name, with a list of (parent, slope) pairs:
        the slope says how fast the node changes with that parent alone. An
        empty list for an input. The same parent may come twice, as in a * a.
    output : one of the nodes

    Returns
    -------
    dict
        The gradient of each node that `output` was made from, directly or
        through others, and 1.0 for `output` itself. No other nodes.

    References
    ----------
    Linnainmaa (1976), Taylor expansion of the accumulated rounding error,
    doi:10.1007/BF01931367.
    """
    parents = {node: [parent for parent, _ in pairs] for node, pairs in slopes.items()}
    order = topological_order(parents, output)
    gradients = dict.fromkeys(order, 0.0)
    gradients[output] = 1.0
    for node in reversed(order):
        for parent, slope in slopes[node]:
            gradients[parent] += gradients[node] * slope
    return gradients
