"""Other correct ways to write the exercises: each must pass."""

from collections import Counter
from typing import Any

import numpy as np


def order_from_the_inputs_on(parents: Any, output: Any) -> Any:
    """Kahn's way: whoever has no parent left to wait for is next."""
    needed, todo = {output}, [output]
    while todo:
        for parent in parents[todo.pop()]:
            if parent not in needed:
                needed.add(parent)
                todo.append(parent)
    missing = {node: len(set(parents[node])) for node in needed}
    children: dict[Any, list[Any]] = {node: [] for node in needed}
    for node in needed:
        for parent in set(parents[node]):
            children[parent].append(node)
    ready = [node for node in needed if missing[node] == 0]
    order = []
    while ready:
        node = ready.pop()
        order.append(node)
        for child in children[node]:
            missing[child] -= 1
            if missing[child] == 0:
                ready.append(child)
    return order


def order_from_the_output_back(parents: Any, output: Any) -> Any:
    """Take a node when all its uses have been taken; turned over at the end."""
    uses: Counter[Any] = Counter()
    seen, todo = {output}, [output]
    while todo:
        for parent in parents[todo.pop()]:
            uses[parent] += 1
            if parent not in seen:
                seen.add(parent)
                todo.append(parent)
    order, ready = [], [output]
    while ready:
        node = ready.pop(0)
        order.append(node)
        for parent in parents[node]:
            uses[parent] -= 1
            if not uses[parent]:
                ready.append(parent)
    return order[::-1]


def order_by_looking_at_the_last(parents: Any, output: Any) -> Any:
    """A stack whose top stays until its parents are done; gives a tuple."""
    done: dict[Any, None] = {}
    stack = [output]
    while stack:
        missing = [parent for parent in parents[stack[-1]] if parent not in done]
        if missing:
            stack.append(missing[0])
        else:
            done[stack.pop()] = None
    return tuple(done)


def _order(slopes: Any, output: Any) -> Any:
    return order_by_looking_at_the_last(
        {node: [p for p, _ in pairs] for node, pairs in slopes.items()}, output
    )


def gradients_collected_by_each_node(slopes: Any, output: Any) -> Any:
    """Each node asks those that use it, instead of being given."""
    order = _order(slopes, output)
    gradients = {output: 1.0}
    for node in order[-2::-1]:
        gradients[node] = sum(
            gradients[user] * slope
            for user in order
            if user in gradients
            for parent, slope in slopes[user]
            if parent == node
        )
    return gradients


def gradients_by_remembering(slopes: Any, output: Any) -> Any:
    """Recursion that keeps what it has found."""
    order = _order(slopes, output)
    users: dict[Any, list[Any]] = {node: [] for node in order}
    for node in order:
        for parent, slope in slopes[node]:
            users[parent].append((node, slope))
    found = {output: 1.0}

    def gradient(node: Any) -> float:
        if node not in found:
            found[node] = sum((gradient(user) * slope for user, slope in users[node]), 0.0)
        return found[node]

    return {node: gradient(node) for node in order}


def gradients_by_uses(slopes: Any, output: Any) -> Any:
    """Counts for each node how many uses have still to come."""
    uses = Counter(parent for node in _order(slopes, output) for parent, _ in slopes[node])
    gradients: dict[Any, Any] = {output: np.float64(1)}
    ready = [output]
    while ready:
        node = ready.pop()
        for parent, slope in slopes[node]:
            gradients[parent] = gradients.get(parent, 0) + slope * gradients[node]
            uses[parent] -= 1
            if not uses[parent]:
                ready.append(parent)
    return gradients


def unbroadcast_axis_by_axis(gradient: Any, shape: Any) -> Any:
    while gradient.ndim > len(shape):
        gradient = gradient.sum(axis=0)
    for axis, size in enumerate(shape):
        if size == 1:
            gradient = gradient.sum(axis=axis, keepdims=True)
    return gradient


def unbroadcast_entry_by_entry(gradient: Any, shape: Any) -> Any:
    out = np.zeros(shape)
    for place in np.ndindex(gradient.shape):
        own = place[len(place) - len(shape) :]
        out[tuple(0 if size == 1 else i for i, size in zip(own, shape, strict=True))] += gradient[place]
    return out


def unbroadcast_where_sizes_differ(gradient: Any, shape: Any) -> Any:
    padded = (1,) * (gradient.ndim - len(shape)) + tuple(shape)
    axes = tuple(i for i, (big, small) in enumerate(zip(gradient.shape, padded, strict=True)) if big != small)
    return np.add.reduce(gradient, axis=axes, keepdims=True).reshape(shape)


def unbroadcast_by_places(gradient: Any, shape: Any) -> Any:
    places = np.broadcast_to(np.arange(int(np.prod(shape))).reshape(shape), gradient.shape)
    return np.bincount(places.ravel(), weights=gradient.ravel(), minlength=int(np.prod(shape))).reshape(shape)


def multiply_axis_by_axis(a: Any, b: Any, gradient: Any) -> Any:
    return unbroadcast_axis_by_axis(b * gradient, a.shape), unbroadcast_axis_by_axis(a * gradient, b.shape)


def multiply_entry_by_entry(a: Any, b: Any, gradient: Any) -> Any:
    wide_a, wide_b = np.broadcast_arrays(a, b)
    of_a, of_b = np.zeros_like(gradient, dtype=float), np.zeros_like(gradient, dtype=float)
    for place in np.ndindex(gradient.shape):
        of_a[place] = gradient[place] * wide_b[place]
        of_b[place] = gradient[place] * wide_a[place]
    return [unbroadcast_entry_by_entry(of_a, a.shape), unbroadcast_entry_by_entry(of_b, b.shape)]


def matmul_by_einsum(a: Any, b: Any, gradient: Any) -> Any:
    return np.einsum("nm,km->nk", gradient, b), np.einsum("nk,nm->km", a, gradient)


def matmul_turned_over(a: Any, b: Any, gradient: Any) -> Any:
    return np.dot(b, gradient.T).T, np.dot(gradient.T, a).T


def matmul_row_by_row(a: Any, b: Any, gradient: Any) -> Any:
    of_a, of_b = np.zeros(a.shape), np.zeros(b.shape)
    for i in range(len(a)):
        of_a[i] = (b * gradient[i]).sum(axis=1)
        of_b += np.outer(a[i], gradient[i])
    return of_a, of_b
