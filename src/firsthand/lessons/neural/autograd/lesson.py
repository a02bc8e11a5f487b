# ---
# title: Automatic differentiation
# minutes: 55
# needs: [neural_network]
# extras: [deep]
# goals:
#   - See a calculation as a graph of small steps, each of which knows its own slope
#   - Go back through any graph, and have the gradient of everything at once
#   - Do the same with arrays, where broadcasting must be undone
#   - Train a network whose gradient nobody derived
# ---

# %% [markdown]
# # Automatic differentiation
#
# You derived the gradient of a network by hand, with a pencil, and checked it. Add a layer, change the loss, and you derive
# anew. Nobody works like that. In this lesson the machine finds the gradient of whatever you compute, exactly, and for two or
# three times the cost of computing it.
#
# ## A calculation is a graph
#
# Take $L = (a\,b + c)^2$ at $a = 2$, $b = 3$, $c = -1$. Done step by step:

# %%
from firsthand.course import whose, yours

a, b, c = 2.0, 3.0, -1.0
p = a * b
s = p + c
L = s * s
print(f"p = {p}, s = {s}, L = {L}")

# %% [markdown]
# Write down what was made from what. Each name comes with the list of its **parents**:

# %%
from firsthand.figures.graph import computation_graph

parents = {"L": ["s", "s"], "s": ["p", "c"], "p": ["a", "b"], "a": [], "b": [], "c": []}
values = {"a": a, "b": b, "c": c, "p": p, "s": s, "L": L}
computation_graph(parents, lambda name: f"{name}\n{values[name]:g}")

# %% [markdown]
# How does $L$ change with $b$? The question goes through three steps, and for each the answer is easy:
#
# - $p = a\,b$ changes by $a$ for each unit of $b$,
# - $s = p + c$ changes by 1 for each unit of $p$,
# - $L = s \cdot s$ changes by $s + s$ for each unit of $s$.
#
# Each step knows its own **slope** and nothing of the others. Slopes along a way multiply (the chain rule), here
# $2 \cdot 1 \cdot 10 = 20$, and where several ways lead from $b$ to $L$, they add up.
#
# Multiplying along every way would be slow: through ten layers of 1,000 neurons lead $1000^{10} = 10^{30}$ ways. So go back **node by
# node**. When a node's own gradient is known, hand each parent its share. The one thing to mind: a node may hand on only when everything made
# from it has been dealt with. That takes an order.

# %% exercise="topological_order"
topological_order = yours("topological_order")

# %%
print(topological_order(parents, "L"))

# %% [markdown]
# Read it backwards, and nobody comes too early.
#
# ## Going back

# %% exercise="backpropagate"
backpropagate = yours("backpropagate")

# %%
import numpy as np

numerical_gradient = yours("numerical_gradient")

slopes = {
    "L": [("s", s), ("s", s)],  # s is used twice: each use has the other as its slope
    "s": [("p", 1.0), ("c", 1.0)],
    "p": [("a", b), ("b", a)],
    **{name: [] for name in "abc"},
}
gradients = backpropagate(slopes, "L")
print(f"{whose(backpropagate)}:".ljust(9), [gradients[name] for name in "abc"])
print("measured:", numerical_gradient(lambda v: (v[0] * v[1] + v[2]) ** 2, np.array([a, b, c])).round(4))

# %%
computation_graph(parents, lambda name: f"{name}\n{values[name]:g}\nslope {gradients[name]:g}")

# %% [markdown]
# One walk back gave the slope of $L$ with **everything**, also with $p$ and $s$. Measuring takes two calculations for each input: for a
# network with a million weights, two million. That is the whole reason why networks can be trained.

# %% [markdown] explorable="expression_graph"
# Move the inputs. Can you make the slope of $a$ vanish, in two different ways? (The page shows this as a figure with sliders; in a
# notebook, change the numbers in the first cell.)

# %% [markdown]
# ## An engine on one screen
#
# Nobody should have to write that dictionary. Let a number remember how it was made, and Python's operators write it:

# %%


class Value:
    """A number that remembers what it was made from, with the slope along each way."""

    def __init__(self, data, slopes=()):
        self.data, self.slopes = data, list(slopes)

    def __add__(self, other):
        return Value(self.data + other.data, [(self, 1.0), (other, 1.0)])

    def __mul__(self, other):
        return Value(self.data * other.data, [(self, other.data), (other, self.data)])

    def tanh(self):
        t = np.tanh(self.data)
        return Value(t, [(self, 1 - t * t)])

    def gradients(self):
        """How fast this changes with each value that it was made from."""
        slopes, waiting = {}, [self]
        while waiting:
            node = waiting.pop()
            if node not in slopes:
                slopes[node] = node.slopes
                waiting += [parent for parent, _ in node.slopes]
        return backpropagate(slopes, self)


x, w, bias = Value(0.5), Value(-1.5), Value(0.3)
neuron = (w * x + bias).tanh()
found = neuron.gradients()
print("a neuron says", neuron.data.round(4))
print("slopes of weight and bias:", found[w].round(4), found[bias].round(4))

# %% [markdown]
# Three operations, and everything that can be written with them has a gradient. It runs in ordinary Python: loops, `if`,
# functions of your own. What was not executed is not in the graph.
#
# It is also slow, for each multiplication makes a Python object:

# %%
import time


def milliseconds(act):
    start = time.perf_counter()
    act()
    return 1000 * (time.perf_counter() - start)


numbers, weights = np.random.default_rng(0).normal(size=(2, 10_000))


def by_values():
    total = Value(0.0)
    for number, weight in zip(numbers, weights, strict=True):
        total = total + Value(number) * Value(weight)
    return total.gradients()


print(f"a dot product of 10,000 numbers and its gradient, by values: {milliseconds(by_values):8.2f} ms")
print(
    f"the same by arrays:                                          {milliseconds(lambda: (numbers @ weights, numbers)):8.2f} ms"
)

# %% [markdown]
# ## Arrays
#
# So make a node of a whole array. The plan stays: each operation sends the gradient of its result back to its parents. But the
# gradient of an array has the shape of the array, and there lies the one new difficulty. A bias of shape (3,) is added to a
# table of shape (5, 3). NumPy copies it to all five rows, and it must get back **one** gradient of shape (3,): each copy moved the
# result, so their shares add up.

# %% exercise="unbroadcast"
unbroadcast = yours("unbroadcast")

# %%
coming_back = np.arange(15.0).reshape(5, 3)
print("for a bias of shape (3,):     ", unbroadcast(coming_back, (3,)))
print("for a column of shape (5, 1): ", unbroadcast(coming_back, (5, 1)).ravel())
print("for a single number:          ", unbroadcast(coming_back, ()))

# %% [markdown]
# With it, a product is the rule you know, and whatever was broadcast is undone:

# %% exercise="backward_multiply"
backward_multiply = yours("backward_multiply")

# %% [markdown]
# And the matrix product, of which networks are made:

# %% exercise="backward_matmul"
backward_matmul = yours("backward_matmul")

# %% [markdown]
# You need not remember which factor is transposed: the gradient of $A$ must have the shape of $A$, and only one product of the other
# two fits.
#
# Now the engine once more, with arrays. Every operation gives its result and a function that sends a gradient back:

# %%


class Node:
    """An array that remembers its parents, and how to send a gradient back to them."""

    def __init__(self, data, parents=(), send_back=None):
        self.data, self.parents, self.send_back = np.asarray(data, dtype=float), parents, send_back
        self.grad = np.zeros_like(self.data)

    def __add__(self, other):
        def send_back(g):
            return unbroadcast(g, self.data.shape), unbroadcast(g, other.data.shape)

        return Node(self.data + other.data, (self, other), send_back)

    def __mul__(self, other):
        return Node(
            self.data * other.data, (self, other), lambda g: backward_multiply(self.data, other.data, g)
        )

    def __matmul__(self, other):
        return Node(
            self.data @ other.data, (self, other), lambda g: backward_matmul(self.data, other.data, g)
        )

    def relu(self):
        return Node(np.maximum(self.data, 0), (self,), lambda g: (g * (self.data > 0),))

    def mean(self):
        return Node(self.data.mean(), (self,), lambda g: (np.full(self.data.shape, g / self.data.size),))

    def backward(self):
        graph, waiting = {}, [self]
        while waiting:
            node = waiting.pop()
            if node not in graph:
                graph[node] = list(node.parents)
                waiting += node.parents
        self.grad = np.ones_like(self.data)
        for node in reversed(topological_order(graph, self)):
            shares = node.send_back(node.grad) if node.parents else ()
            for parent, share in zip(node.parents, shares, strict=True):
                parent.grad = parent.grad + share


# %% [markdown]
# A layer of three neurons on five rows, and the mean square of what comes out. Is every gradient right?

# %%
rng = np.random.default_rng(1)
rows, W, bias = rng.normal(size=(5, 4)), rng.normal(size=(4, 3)), rng.normal(size=3)


def loss_of(W, bias):
    W, bias = Node(W), Node(bias)
    out = (Node(rows) @ W + bias).relu()
    return (out * out).mean(), W, bias


loss, W_node, bias_node = loss_of(W, bias)
loss.backward()
for name, ours, measured in (
    ("W", W_node.grad, numerical_gradient(lambda W: loss_of(W, bias)[0].data, W)),
    ("bias", bias_node.grad, numerical_gradient(lambda bias: loss_of(W, bias)[0].data, bias)),
):
    print(f"{name:4} {ours.shape}: differs from the measured by at most {np.abs(ours - measured).max():.0e}")

# %% [markdown]
# ## The library's
#
# `firsthand.neural.autograd` is this engine with more operations: division, powers, `exp` and `log`, sums along an axis, indexing,
# softmax. And it draws what it has done:

# %%
from firsthand.neural.autograd import Tensor, graph_of

X, w, shift = Tensor(rows), Tensor(W, requires_grad=True), Tensor(bias, requires_grad=True)
out = (X @ w + shift).relu()
total = (out * out).mean()
total.backward()

names = {X: "rows", w: "W", shift: "bias"}
computation_graph(graph_of(total), lambda node: f"{names.get(node, node.operation)}\n{node.shape}")

# %%
print(f"W differs from {whose(backpropagate)} by at most {np.abs(w.grad - W_node.grad).max():.0e}")

# %% [markdown]
# Two habits of these libraries surprise everybody once. Gradients are **added** to what is there, so a second way back doubles them,
# until you forget them. And where no gradient is wanted, say so: nothing is remembered then, and nothing kept in memory.

# %%
from firsthand.neural.autograd import no_grad

x = Tensor(3.0, requires_grad=True)
for call in (1, 2):
    (x * x).backward()
    print(f"after {call} calls of backward(): {x.grad}")
x.grad = None
(x * x).backward()
print(f"forgotten, and once more:    {x.grad}")

with no_grad():
    print("under no_grad:", x * x, "made from", (x * x).parents)

# %% [markdown]
# In a training loop the forgetting is `optimizer.zero_grad()`.

# %% [markdown]
# ## PyTorch
#
# It does the same, in the same words. (It is an optional part of the installation; without it the next cell says so.)

# %%
from firsthand.optional import has_torch

if has_torch():
    import torch

    theirs = torch.tensor(W, requires_grad=True)
    (torch.tensor(rows) @ theirs + torch.tensor(bias)).relu().square().mean().backward()
    print(f"W differs from PyTorch's by at most {np.abs(w.grad - theirs.grad.numpy()).max():.0e}")

# %% [markdown]
# ## The moons again, in ten statements
#
# A network with two hidden layers, by an optimiser that you have built, and no gradient derived by anybody:

# %%
from sklearn.datasets import make_moons
from sklearn.model_selection import train_test_split

from firsthand.neural.autograd import Adam, Linear, ReLU, Sequential, binary_cross_entropy_with_logits

points, moons = make_moons(1000, noise=0.2, random_state=42)
train, test, y, y_test = train_test_split(points, moons, test_size=0.2, random_state=42)

net = Sequential(
    Linear(2, 16, random_state=0),
    ReLU(),
    Linear(16, 16, random_state=1),
    ReLU(),
    Linear(16, 1, random_state=2),
)
optimizer = Adam(net.parameters(), lr=0.02)
for _ in range(200):
    loss = binary_cross_entropy_with_logits(net(train)[:, 0], y)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
print(f"right on {np.mean((net(test).data[:, 0] > 0) == y_test):.1%} of the test points")

# %%
from firsthand.figures.logistic import boundary

boundary(
    test,
    y_test,
    lambda places: 1 / (1 + np.exp(-net(places).data[:, 0])),
    ["x", "y"],
    ["upper moon", "lower moon"],
)

# %% [markdown]
# Add a layer, change the loss: nothing else changes. That is what every deep learning library is at its heart. The rest is
# speed.
#
# ## What an interviewer would ask
#
# Answer each before you read on.
#
# 1. *Reverse or forward mode: when which?* Reverse gives the slopes of one output with all inputs in one walk back: for a loss with many
#    weights. Forward gives the slopes of all outputs with one input: for few inputs and many outputs.
# 2. *What does it cost?* About two to three times the calculation itself in time; and memory for everything that the way back needs,
#    which is why training takes so much more memory than use.
# 3. *Is it the same as numerical differentiation, or symbolic?* Neither. It is exact up to rounding, with no small $h$; and it
#    differentiates the run, not a formula, so loops and branches are no trouble.
# 4. *A variable is used twice. What happens to its gradient?* The shares add up. Setting in place of adding is the classic bug.
# 5. *Why must one call `zero_grad`?* For the same reason: gradients are added to what is there.
# 6. *What is the gradient of ReLU at 0?* There is none; any number from 0 to 1 may stand for it, and the libraries take 0.
# 7. *How would you save memory in a very deep network?* Keep only some of the intermediate results and compute the others again on the
#    way back (checkpointing).
