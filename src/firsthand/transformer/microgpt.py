"""A whole GPT in NumPy alone: a tape that remembers, a model, a training loop and a sampler, on one page.

It is put together from what the course's exercises build, and each of these parts may be exchanged for another that keeps
the same promise, such as the learner's. It writes character by character and learns from one word at a time.

Letters: T characters, V kinds of character, D the width of the model, H heads, K = D / H the width of a head.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from firsthand import foundations
from firsthand._typing import Array
from firsthand.neural.autograd import gradients, graph
from firsthand.neural.basics import activations, attention, optimizers

Function = Callable[..., Any]
BOUNDARY = "."  # before the first character of a word, and behind its last
FORBIDDEN = -1e30  # a score that leaves nothing: exp of it is 0


@dataclass(frozen=True)
class Parts:
    """The functions that it is put together from: exercises of the course, and ours where no other is given."""

    topological_order: Function = graph.topological_order
    unbroadcast: Function = gradients.unbroadcast
    backward_matmul: Function = gradients.backward_matmul
    relu: Function = activations.relu
    relu_gradient: Function = activations.relu_gradient
    softmax: Function = foundations.softmax
    causal_mask: Function = attention.causal_mask
    split_heads: Function = attention.split_heads
    merge_heads: Function = attention.merge_heads
    cross_entropy: Function = foundations.cross_entropy
    cross_entropy_gradient: Function = foundations.cross_entropy_gradient
    adam_step: Function = optimizers.adam_step
    softmax_temperature: Function = foundations.softmax_temperature


class Node:
    """An array, what it was made from, and the way back: from its gradient to one for each parent."""

    def __init__(self, value: Array, parents: Sequence[Node] = (), way_back: Function | None = None) -> None:
        self.value, self.parents, self.way_back = value, tuple(parents), way_back


class Tape:
    """The steps of the model, each with its way back. Arrays have shape (T, ·), or (H, T, ·) within the heads."""

    def __init__(self, parts: Parts) -> None:
        self.parts = parts

    def add(self, a: Node, b: Node) -> Node:
        def way_back(g: Array) -> list[Array]:
            return [self.parts.unbroadcast(g, one.value.shape) for one in (a, b)]

        return Node(a.value + b.value, (a, b), way_back)

    def scale(self, a: Node, factor: float) -> Node:
        return Node(a.value * factor, (a,), lambda g: [g * factor])

    def matmul(self, a: Node, b: Node) -> Node:
        """a @ b, or a product for each head."""

        def way_back(g: Array) -> Sequence[Array]:
            if g.ndim == 2:
                pair: Sequence[Array] = self.parts.backward_matmul(a.value, b.value, g)
                return pair
            by_head = [self.parts.backward_matmul(*one) for one in zip(a.value, b.value, g, strict=True)]
            return [np.stack(shares) for shares in zip(*by_head, strict=True)]

        return Node(a.value @ b.value, (a, b), way_back)

    def transpose(self, a: Node) -> Node:
        return Node(np.swapaxes(a.value, -1, -2), (a,), lambda g: [np.swapaxes(g, -1, -2)])

    def split(self, a: Node, n_heads: int) -> Node:
        """(T, D) to (H, T, K). The way back is to merge."""
        return Node(self.parts.split_heads(a.value, n_heads), (a,), lambda g: [self.parts.merge_heads(g)])

    def merge(self, a: Node) -> Node:
        """(H, T, K) to (T, D). The way back is to split."""
        n_heads = len(a.value)
        return Node(self.parts.merge_heads(a.value), (a,), lambda g: [self.parts.split_heads(g, n_heads)])

    def relu(self, a: Node) -> Node:
        return Node(self.parts.relu(a.value), (a,), lambda g: [g * self.parts.relu_gradient(a.value)])

    def softmax(self, a: Node, mask: Array) -> Node:
        """Along the last axis, over what the mask allows. A share grows at the cost of all others."""
        p = self.parts.softmax(np.where(mask, a.value, FORBIDDEN))
        return Node(p, (a,), lambda g: [p * (g - (g * p).sum(axis=-1, keepdims=True))])

    def rms_norm(self, a: Node) -> Node:
        """Each row brought to length sqrt(D). What would only make it longer is lost on the way back."""
        size = np.sqrt((a.value**2).mean(axis=-1, keepdims=True) + 1e-5)
        x = a.value / size
        return Node(x, (a,), lambda g: [(g - x * (g * x).mean(axis=-1, keepdims=True)) / size])

    def look_up(self, table: Node, ids: Array) -> Node:
        """One row of the table for each id. A row that was taken twice gets both gradients."""

        def way_back(g: Array) -> list[Array]:
            of_table = np.zeros_like(table.value)
            np.add.at(of_table, ids, g)
            return [of_table]

        return Node(table.value[ids], (table,), way_back)

    def cross_entropy(self, logits: Node, targets: Array) -> Node:
        loss = np.array(self.parts.cross_entropy(logits.value, targets))
        return Node(loss, (logits,), lambda g: [g * self.parts.cross_entropy_gradient(logits.value, targets)])

    def gradients(self, output: Node) -> dict[Node, Array]:
        """How fast a single number changes with everything that it was made from."""
        found = {output: np.ones_like(output.value)}
        for node in reversed(self.parts.topological_order(graph.graph_of(output), output)):
            shares = node.way_back(found[node]) if node.way_back else ()
            for parent, share in zip(node.parents, shares, strict=True):
                found[parent] = found[parent] + share if parent in found else share
        return found


class MicroGPT:
    """A GPT of one block that learns to write words like those it was shown.

    Parameters
    ----------
    words : sequence of str
        At least one; their characters are all that it can write.
    parts : Parts, optional
        What it is put together from. Ours where none are given.
    width, n_heads : int
        D and H; D must be a multiple of H.
    seed : int
        For the weights at the start.

    Attributes
    ----------
    characters : str
        The vocabulary: the boundary first.
    weights : dict of str to Node
    steps : int
        How many steps of training it has had.
    """

    def __init__(
        self,
        words: Sequence[str],
        parts: Parts | None = None,
        *,
        width: int = 32,
        n_heads: int = 4,
        seed: int = 0,
    ) -> None:
        if not words:
            raise ValueError("There must be at least one word to learn from, got none.")
        if width % n_heads:
            raise ValueError(f"width must be a multiple of n_heads, got {width} and {n_heads}.")
        self.tape, self.n_heads, self.width = Tape(parts or Parts()), n_heads, width
        self.characters = "".join([BOUNDARY, *sorted(set("".join(words)) - {BOUNDARY})])
        self.length = max(map(len, words)) + 1  # T at most: the boundary, then the word
        self.steps = 0
        rng = np.random.default_rng(seed)

        def random(rows: int, columns: int, spread: float = 1.0) -> Node:
            return Node(rng.normal(size=(rows, columns)) * spread / rows**0.5)

        n_kinds = len(self.characters)
        self.weights = {
            "embedding": random(n_kinds, width, n_kinds**0.5),
            "positions": random(self.length, width, self.length**0.5),
            **{name: random(width, width) for name in ("to_q", "to_k", "to_v", "to_out")},
            "widen": random(width, 4 * width),
            "narrow": random(4 * width, width),
            "head": random(width, n_kinds, 0.1),  # small: at first all characters are about as likely
        }
        self._averages = {name: (np.zeros_like(w.value),) * 2 for name, w in self.weights.items()}

    def logits(self, ids: Sequence[int]) -> Node:
        """Scores of the character that follows each of T, shape (T, V)."""
        tape, w, T = self.tape, self.weights, len(ids)
        embedded = tape.look_up(w["embedding"], np.array(ids))
        x = tape.add(embedded, tape.look_up(w["positions"], np.arange(T)))  # (T, D)
        x = tape.add(x, self._attention(tape.rms_norm(x)))
        wide = tape.relu(tape.matmul(tape.rms_norm(x), w["widen"]))  # (T, 4 D)
        x = tape.add(x, tape.matmul(wide, w["narrow"]))
        return tape.matmul(tape.rms_norm(x), w["head"])

    def _attention(self, x: Node) -> Node:
        tape, w = self.tape, self.weights
        q, k, v = (tape.split(tape.matmul(x, w[name]), self.n_heads) for name in ("to_q", "to_k", "to_v"))
        scores = tape.scale(
            tape.matmul(q, tape.transpose(k)), (self.width / self.n_heads) ** -0.5
        )  # (H, T, T)
        shares = tape.softmax(scores, tape.parts.causal_mask(len(x.value)))
        return tape.matmul(tape.merge(tape.matmul(shares, v)), w["to_out"])

    def loss(self, word: str) -> Node:
        """How surprising each character of a word is, its end included: the mean, in nats."""
        ids = [self.characters.index(c) for c in (BOUNDARY, *word, BOUNDARY)]
        return self.tape.cross_entropy(self.logits(ids[:-1]), np.array(ids[1:]))

    def step(self, word: str, rate: float = 0.01) -> float:
        """Learn from one word by one step of Adam. Gives its loss before the step."""
        loss = self.loss(word)
        slopes = self.tape.gradients(loss)
        self.steps += 1
        for name, weight in self.weights.items():
            new, *averages = self.tape.parts.adam_step(
                weight.value, slopes[weight], *self._averages[name], self.steps, rate, beta2=0.99
            )
            weight.value, self._averages[name] = new, tuple(averages)
        return float(loss.value)

    def train(self, words: Sequence[str], rate: float = 0.01) -> list[float]:
        """Learn from each word once, with a rate that falls to 0. Gives the loss at each."""
        return [self.step(word, rate * (1 - at / len(words))) for at, word in enumerate(words)]

    def invent(self, rng: np.random.Generator, temperature: float = 0.5) -> str:
        """Write one word: draw a character, put it behind the others, until a boundary comes or no room is left."""
        ids = [0]
        while len(ids) <= self.length and (len(ids) == 1 or ids[-1] != 0):
            p = self.tape.parts.softmax_temperature(self.logits(ids).value[-1], temperature)
            ids.append(int(rng.choice(len(p), p=p)))
        return "".join(self.characters[one] for one in ids if one)
